// The user side of an ISDN access: layer 1, its D channel, and its B channels as a dialing group uses them. It performs
// what it is asked and tells its owner about calls; it decides nothing about them. What kind of access it is (how many
// channels, which data links) is its shape's: bri-port.ts.

import { assert, must } from '../../base/assert.ts';
import type { InterfaceSettings } from '../../config/model.ts';
import type { CallSetup } from '../../protocols/q931/types.ts';
import { Port, type ChannelRate } from '../channel.ts';
import type { BChannel } from './b-channel.ts';
import type { CallOptions, CapturePoint, DialPort, DialPortOwner, PortCall, PortGlobals } from './dial-port.ts';
import { InterfaceRuntime } from './interface-runtime.ts';
import { IsdnCall } from './isdn-calls.ts';
import { IsdnDChannel, type DChannelProfile } from './isdn-d-channel.ts';
import type { ConfiguredSpid } from './isdn-spids.ts';
import type { IsdnReading } from './readings.ts';

/** What an ISDN access needs of the configuration. */
export interface IsdnSettings {
  readonly shutdown: boolean;
  readonly switchType: string | undefined;
  readonly spids: readonly ConfiguredSpid[];
  readonly callingNumber: string | undefined;
}

/** The socket that the telephone company put in the wall. */
export interface AccessLine {
  readonly d: Port;
  /**
   * Layer 1 comes up with a terminal of that switch type, or goes down. The type is a property of the attachment and not
   * of the octets, which do not say it: a line of another type hears nothing that makes sense.
   */
  activate(switchType: string | undefined, b: ReadonlyMap<number, Port>): void;
}

/** What tells one kind of access from another. */
export interface IsdnShape {
  readonly kind: 'bri' | 'pri';
  readonly dRate: ChannelRate;
  readonly referenceLength: 1 | 2;
  readonly channels: readonly BChannel[];
  settings(configured: InterfaceSettings, globals: PortGlobals): IsdnSettings;
  profile(settings: IsdnSettings): DChannelProfile;
  /** Keypad Facility instead of Called Party Number. */
  keypad(switchType: string | undefined): boolean;
}

const DOWN: IsdnSettings = { shutdown: true, switchType: undefined, spids: [], callingNumber: undefined };

export class IsdnPort implements DialPort {
  readonly name: string;
  readonly dsl: number;
  readonly kind: 'bri' | 'pri';
  readonly channels: readonly BChannel[];
  readonly runtime: InterfaceRuntime;
  readonly #owner: DialPortOwner;
  readonly #shape: IsdnShape;
  readonly #d: IsdnDChannel;
  #settings: IsdnSettings = DOWN;
  #line: AccessLine | undefined;

  constructor(owner: DialPortOwner, name: string, dsl: number, shape: IsdnShape) {
    this.#owner = owner;
    this.#shape = shape;
    this.name = name;
    this.dsl = dsl;
    this.kind = shape.kind;
    this.channels = shape.channels;
    this.runtime = new InterfaceRuntime(name, owner.clock, (event, interfaceName) => owner.record(event, interfaceName));
    this.#d = new IsdnDChannel(
      {
        clock: owner.clock,
        random: owner.random,
        runtime: this.runtime,
        record: (event) => owner.record(event, name),
        availability: () => owner.availability(this),
        events: {
          offered: (call) => owner.offered(this, call),
          channelGiven: (call) => owner.channelGiven(this, call),
          connected: (call) => owner.connected(this, call),
          disconnected: (call, cause) => owner.disconnected(this, call, cause),
          released: (call, cause, byPeer) => owner.released(this, call, cause, byPeer),
        },
      },
      name,
      new Port(owner.clock, shape.dRate),
      shape.referenceLength,
    );
  }

  plug(line: AccessLine): void {
    this.#line = line;
  }

  /** The D channel's end here. */
  get d(): Port {
    return this.#d.port;
  }

  get layer1Active(): boolean {
    return this.#line !== undefined && !this.#settings.shutdown && this.#settings.switchType !== undefined;
  }

  get usable(): boolean {
    return this.#d.usable;
  }

  get freeChannels(): number {
    return this.channels.filter((channel) => !channel.inUse).length;
  }

  calls(): readonly IsdnCall[] {
    return this.#d.calls.list();
  }

  initialise(shutdown: boolean): void {
    const state = shutdown ? 'administratively down' : 'down';
    this.runtime.initialise(state, false);
    for (const channel of this.channels) channel.runtime.initialise(state, false);
  }

  apply(configured: InterfaceSettings, globals: PortGlobals): void {
    const settings = this.#shape.settings(configured, globals);
    if (settings.shutdown) {
      this.#configure(settings);
      for (const channel of this.channels) channel.runtime.setState('administratively down');
      this.runtime.setState('administratively down');
      return;
    }
    if (this.runtime.state !== 'up') this.#announce();
    this.#configure(settings);
  }

  stop(): void {
    this.#configure(DOWN);
  }

  /** B1 down, B2 down, then the D channel up: the order of published captures. */
  #announce(): void {
    for (const channel of this.channels) if (channel.runtime.state !== 'up') channel.runtime.announce('down');
    this.runtime.announce('up');
  }

  /** What the D channel depends on changed: it starts afresh; else nothing happens. */
  #configure(settings: IsdnSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    const key = (of: IsdnSettings) => JSON.stringify([of.shutdown, of.switchType, of.spids]);
    if (key(before) === key(settings)) return;
    this.#d.stop();
    this.#line?.activate(undefined, new Map());
    if (this.layer1Active) this.#start();
    this.#owner.availability(this);
  }

  #start(): void {
    const line = must(this.#line, 'layer 1 is active only on a line');
    Port.join(this.#d.port, line.d);
    line.activate(this.#settings.switchType, new Map(this.channels.map(({ number, port }) => [number, port])));
    this.#d.start(this.#shape.profile(this.#settings));
  }

  placeCall(id: string, number: string, { speed }: CallOptions): IsdnCall | undefined {
    const { callingNumber, switchType } = this.#settings;
    const setup: CallSetup = {
      bearer: speed === 56 ? '56' : '64',
      calledNumber: number,
      ...(callingNumber === undefined ? {} : { callingNumber }),
      keypad: this.#shape.keypad(switchType),
      channel: 'any',
      exclusive: false,
    };
    return this.#d.place(id, setup);
  }

  channelFor(call: PortCall): BChannel | undefined {
    const wanted = own(call).setup.channel;
    return this.channels.find((candidate) => !candidate.inUse && (wanted === 'any' || candidate.number === wanted));
  }

  answer(call: PortCall, channel: { readonly number: number }): void {
    this.#d.calls.answer(own(call), channel.number);
  }

  reject(call: PortCall, cause: number): void {
    this.#d.calls.reject(own(call), cause);
  }

  release(call: PortCall, cause: number): void {
    this.#d.calls.release(own(call), cause);
  }

  capturePoints(): readonly CapturePoint[] {
    return [
      { suffix: 'D', line: this.#d.port, linkType: () => 'lapd' },
      ...this.channels.map((channel): CapturePoint => ({
        suffix: `B${channel.number}`,
        line: channel.port,
        linkType: () => (channel.mode === 'hdlc' ? 'hdlc' : 'ppp'),
      })),
    ];
  }

  reading(): IsdnReading {
    const { switchType, spids } = this.#settings;
    return {
      interface: this.name,
      dsl: this.dsl,
      ...(switchType === undefined ? {} : { switchType }),
      layer1Active: this.layer1Active,
      ...this.#d.reading(spids),
    };
  }
}

function own(call: PortCall): IsdnCall {
  assert(call instanceof IsdnCall, 'a call is handled by the port that it is on');
  return call;
}
