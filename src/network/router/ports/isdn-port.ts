// The user side of an ISDN access: layer 1, its D channel, and its B channels as a dialing group uses them. It performs
// what it is asked and tells its owner about calls; it decides nothing about them. What kind of access it is (how many
// channels, which data links) is its shape's: bri-port.ts.

import { assert } from '../../../base/assert.ts';
import { readDialString } from '../../../base/dial-string.ts';
import { PLAIN_ACCESS, PLAIN_CALLS, type IsdnAccessSettings, type IsdnCallSettings, type TeiNegotiation } from '../../../config/isdn-settings.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import type { Access, CallSetup } from '../../../protocols/q931/types.ts';
import { B_CHANNEL, Port } from '../../channel.ts';
import type { BChannel } from './b-channel.ts';
import type { CallOptions, CapturePoint, DialPort, DialPortOwner, PortCall, PortGlobals } from './dial-port.ts';
import { InterfaceRuntime } from './interface-runtime.ts';
import { IsdnCall } from './isdn-calls.ts';
import { IsdnDChannel, type DChannelProfile } from './isdn-d-channel.ts';
import type { ConfiguredSpid } from './isdn-spids.ts';
import type { IsdnReading } from '../readings.ts';

/** What an ISDN access needs of the configuration. */
export interface IsdnSettings {
  readonly shutdown: boolean;
  readonly switchType: string | undefined;
  readonly spids: readonly ConfiguredSpid[];
  readonly callingNumber: string | undefined;
  /** In which order the router takes channels for its calls, where it chooses them. */
  readonly channelOrder: 'ascending' | 'descending';
  readonly calls: IsdnCallSettings;
  readonly access: IsdnAccessSettings;
  /** When a TEI is asked for, and the data link established, of the two that the configuration knows. */
  readonly teiNegotiation: TeiNegotiation;
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
  readonly access: Access;
  /** The D channel's end here. */
  readonly d: Port;
  readonly channels: readonly BChannel[];
  /** Whether there is a signal on the wire; without it the interface is down. */
  carrier(): boolean;
  /** What it is plugged into, as long as the two understand each other's signal. */
  line(): AccessLine | undefined;
  settings(configured: InterfaceSettings, globals: PortGlobals): IsdnSettings;
  profile(settings: IsdnSettings): DChannelProfile;
  /** Keypad Facility instead of Called Party Number. */
  keypad(switchType: string | undefined): boolean;
  /** Whether SETUP names a channel, or leaves it to the network. */
  readonly choosesChannels: boolean;
}

const RATE_56 = 56_000;

/** Q.850. */
const NORMAL_CLEARING = 16;

const DOWN: IsdnSettings = { shutdown: true, switchType: undefined, spids: [], callingNumber: undefined, channelOrder: 'descending', calls: PLAIN_CALLS, access: PLAIN_ACCESS, teiNegotiation: 'powerup' };

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
  #configured: { readonly settings: InterfaceSettings; readonly globals: PortGlobals } | undefined;
  /** The line that layer 1 is up on, and with what settings. */
  #active: { readonly line: AccessLine; readonly key: string } | undefined;

  constructor(owner: DialPortOwner, name: string, dsl: number, shape: IsdnShape) {
    this.#owner = owner;
    this.#shape = shape;
    this.name = name;
    this.dsl = dsl;
    this.kind = shape.kind;
    this.channels = shape.channels;
    this.runtime = new InterfaceRuntime(name, owner.clock, owner.record);
    this.#d = new IsdnDChannel(
      {
        clock: owner.clock,
        random: owner.random,
        runtime: this.runtime,
        record: (event) => owner.record(event, name),
        heard: owner.heard,
        availability: () => owner.availability(this),
        events: {
          offered: (call) => {
            call.speed = this.#offeredSpeed(call.setup);
            owner.offered(this, call);
          },
          channelGiven: (call) => owner.channelGiven(this, call),
          connected: (call) => {
            this.#adaptRate(call);
            owner.connected(this, call);
          },
          disconnected: (call, cause) => owner.disconnected(this, call, cause),
          charged: (call, units) => owner.charged?.(call, units),
          released: (call, cause, byPeer) => owner.released(this, call, call.askedCause ?? cause, byPeer),
        },
      },
      name,
      shape.d,
      shape.access,
    );
  }

  /** The D channel's end here. */
  get d(): Port {
    return this.#d.port;
  }

  get layer1Active(): boolean {
    return this.#active !== undefined;
  }

  get usable(): boolean {
    return this.#d.usable;
  }

  get freeChannels(): number {
    // Calls to which the network has still to give a channel will take one each.
    const waiting = this.calls().filter((call) => call.outgoing && promised(call) === undefined).length;
    return Math.max(0, this.#free().length - waiting);
  }

  /** Nothing is on its way to the network. */
  get settled(): boolean {
    return this.#d.settled;
  }

  calls(): readonly IsdnCall[] {
    return this.#d.calls.list();
  }

  initialise(shutdown: boolean): void {
    const state = shutdown ? 'administratively down' : 'down';
    this.runtime.initialise(state, false);
    for (const channel of this.channels) channel.runtime.initialise(state, false);
  }

  apply(settings: InterfaceSettings, globals: PortGlobals): void {
    this.#configured = { settings, globals };
    this.configure(this.#shape.settings(settings, globals));
  }

  /** The signal came or went. */
  carrierChanged(): void {
    if (this.#configured !== undefined) this.apply(this.#configured.settings, this.#configured.globals);
  }

  stop(): void {
    this.#configured = undefined;
    this.#settings = DOWN;
    this.#attach();
  }

  /** What a router's configuration comes to, or what a terminal without one was set up with. */
  configure(settings: IsdnSettings): void {
    this.#settings = settings;
    this.#d.calls.settings = settings.calls;
    if (settings.shutdown) {
      this.#attach();
      const state = this.#configured?.settings.standby === true ? 'standby mode' : 'administratively down';
      for (const channel of this.channels) channel.runtime.setState(state);
      this.runtime.setState(state);
      return;
    }
    if (!this.#shape.carrier()) {
      this.#attach();
      for (const channel of this.channels) channel.runtime.setState('down');
      this.runtime.setState('down');
      return;
    }
    if (this.runtime.state !== 'up') this.#announce();
    this.#attach();
  }

  /** B1 down, B2 down, then the D channel up: the order of published captures of a BRI. */
  #announce(): void {
    for (const channel of this.channels) {
      if (channel.runtime.state === 'up') continue;
      if (this.kind === 'bri') channel.runtime.announce('down');
      else channel.runtime.setState('down');
    }
    this.runtime.announce('up');
  }

  /** Layer 1 is to be as the settings have it. What it depends on changed: the D channel starts afresh; else nothing happens. */
  #attach(): void {
    const { shutdown, switchType, spids, access: { emulatesLayer1, emulatesNetwork, staticTei } } = this.#settings;
    const line = shutdown || switchType === undefined || emulatesLayer1 ? undefined : this.#shape.line();
    const wanted = line === undefined ? undefined : { line, key: JSON.stringify([switchType, spids, emulatesNetwork, staticTei]) };
    const before = this.#active;
    if (before?.line === wanted?.line && before?.key === wanted?.key) return;
    if (before !== undefined) this.#detach(before.line);
    this.#active = wanted;
    if (wanted !== undefined) this.#start(wanted.line);
    this.#owner.availability(this);
  }

  #detach(line: AccessLine): void {
    this.#d.stop();
    line.activate(undefined, new Map());
  }

  #start(line: AccessLine): void {
    Port.join(this.#d.port, line.d);
    line.activate(this.#settings.switchType, new Map(this.channels.map(({ number, port }) => [number, port])));
    this.#d.start(this.#shape.profile(this.#settings));
  }

  /** Neither in a call nor asked for in one that the network has not answered yet. */
  #free(): readonly BChannel[] {
    const asked = new Set(this.calls().map(promised));
    return this.channels.filter((channel) => !channel.inUse && !asked.has(channel.number) && !this.#isBusiedOut(channel.number));
  }

  #isBusiedOut(number: number): boolean {
    const { busy } = this.#settings.access;
    return busy !== undefined && busy.dsl === this.dsl && (busy.channel === 0 || busy.channel === number);
  }

  #chooseChannel(): number | undefined {
    const free = this.#free();
    return (this.#settings.channelOrder === 'ascending' ? free[0] : free.at(-1))?.number;
  }

  placeCall(id: string, number: string, { speed, voice }: CallOptions): IsdnCall | undefined {
    const { callingNumber, switchType, calls: { sendingComplete, subaddress: callingSubaddress }, access: { maps } } = this.#settings;
    const { number: calledNumber, subaddress: calledSubaddress } = readDialString(number);
    const map = maps.find(({ address }) => matches(address, calledNumber));
    const { choosesChannels } = this.#shape;
    const channel = choosesChannels ? this.#chooseChannel() : 'any';
    if (channel === undefined) return undefined;
    const setup: CallSetup = {
      bearer: voice === true ? 'speech' : speed === 56 ? '56' : '64',
      calledNumber,
      callingNumber,
      keypad: this.#shape.keypad(switchType),
      channel,
      exclusive: choosesChannels,
      calledKind: map && { numberType: map.numberType, plan: map.plan },
      calledSubaddress,
      callingSubaddress,
      sendingComplete,
      notEndToEnd: undefined,
    };
    return this.#d.place(id, setup, speed);
  }

  /** A call of 56 kbit/s leaves every eighth bit unused. */
  #adaptRate({ channel: number, speed }: IsdnCall): void {
    const channel = this.channels.find((each) => each.number === number);
    if (channel === undefined) return;
    channel.port.bitsPerSecond = speed === 56 ? RATE_56 : B_CHANNEL.bitsPerSecond;
    channel.port.usedBits = speed === 56 ? 7 : 8;
    if (speed === 56) this.#owner.record({ type: 'isdn.adapted', speed }, channel.name);
  }

  /** The bearer capability says it, but of speech that is taken for data, and of 64 kbit/s that are not ISDN all the way. */
  #offeredSpeed({ bearer, notEndToEnd }: CallSetup): 56 | 64 {
    const { voiceSpeed, notEndToEndSpeed } = this.#settings.calls;
    if (bearer === 'speech') return voiceSpeed;
    return bearer === '56' ? 56 : notEndToEnd === true ? notEndToEndSpeed : 64;
  }

  channelFor(call: PortCall): BChannel | undefined {
    const wanted = own(call).setup.channel;
    return this.channels.find((candidate) => !candidate.inUse && !this.#isBusiedOut(candidate.number) && (wanted === 'any' || candidate.number === wanted));
  }

  answer(call: PortCall, channel: { readonly number: number }): void {
    this.#d.calls.answer(own(call), channel.number);
  }

  reject(call: PortCall, cause: number): void {
    this.#d.calls.reject(own(call), cause);
  }

  release(call: PortCall, cause: number): void {
    const released = own(call);
    const { disconnectCause } = this.#settings.access;
    const told = cause === NORMAL_CLEARING ? (disconnectCause ?? cause) : cause;
    if (told !== cause && !released.clearing) released.askedCause = cause;
    this.#d.calls.release(released, told);
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
    const { switchType, spids, calls: { t306Ms, t310Ms, overlapMs } } = this.#settings;
    const { keepaliveMs, window } = this.#shape.profile(this.#settings);
    return {
      interface: this.name,
      kind: this.kind,
      dsl: this.dsl,
      ...(switchType === undefined ? {} : { switchType }),
      keepaliveMs,
      window,
      timers: { ...(t306Ms === undefined ? {} : { T306: t306Ms }), ...(t310Ms === undefined ? {} : { T310: t310Ms }), ...(overlapMs === undefined ? {} : { T302: overlapMs }) },
      networkSide: this.#settings.access.emulatesNetwork,
      layer1Active: this.layer1Active,
      channels: this.channels.map(({ number }) => number),
      freeChannels: this.#free().map(({ number }) => number),
      ...this.#d.reading(spids),
    };
  }
}

/** The channel that a call has, or has asked for. */
function promised({ channel, setup, machine }: IsdnCall): number | undefined {
  return channel ?? machine.channel ?? (setup.channel === 'any' ? undefined : setup.channel);
}

/** What is no regular expression matches nothing. */
function matches(expression: string, number: string): boolean {
  try {
    return new RegExp(expression).test(number);
  } catch {
    return false;
  }
}

function own(call: PortCall): IsdnCall {
  assert(call instanceof IsdnCall, 'a call is handled by the port that it is on');
  return call;
}
