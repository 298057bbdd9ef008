// An ISDN card in a PC: a basic access with the same data links and call control as a router's (router/isdn-port.ts), set
// up for the line that it is plugged into. It answers no call but the one that is awaited, and uses one B channel.

import { PLAIN_ACCESS, PLAIN_CALLS } from '../../config/isdn-settings.ts';
import type { Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import type { DialUpFailure } from '../../protocols/dialup/types.ts';
import type { BriLine } from '../lab-description.ts';
import { briShape } from '../router/ports/bri-port.ts';
import type { CapturePoint, DialPort, DialPortOwner, PortCall } from '../router/ports/dial-port.ts';
import { IsdnCall } from '../router/ports/isdn-calls.ts';
import { IsdnPort, type AccessLine, type IsdnSettings } from '../router/ports/isdn-port.ts';
import type { LinkChannel } from '../router/ports/link-channel.ts';
import type { TraceEvent } from '../trace.ts';
import type { PcLine, PcLineOwner } from './pc-line.ts';

export const ISDN_INTERFACE = 'ISDN';

const NORMAL_CLEARING = 16;
const BUSY = 17;
const REJECTED = 21;
const INCOMPATIBLE = 88;
const B_BITS_PER_SECOND = 64_000;

export interface IsdnCardOwner extends PcLineOwner {
  readonly random: RandomStream;
}

export class IsdnCard implements PcLine, DialPortOwner {
  readonly name = ISDN_INTERFACE;
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly #owner: IsdnCardOwner;
  readonly #line: BriLine;
  readonly #port: IsdnPort;
  #call: PortCall | undefined;
  #channel: LinkChannel | undefined;
  #calls = 0;
  #listening = false;
  #powered = false;
  #cut = false;

  constructor(owner: IsdnCardOwner, line: BriLine, access: AccessLine) {
    this.#owner = owner;
    this.clock = owner.clock;
    this.random = owner.random;
    this.#line = line;
    const socket = (): AccessLine | undefined => (this.#cut ? undefined : access);
    this.#port = new IsdnPort(this, ISDN_INTERFACE, 0, briShape(owner, ISDN_INTERFACE, socket));
    this.#port.initialise(false);
  }

  dial(number: string): void {
    this.#listening = false;
    this.#calls += 1;
    this.#call = this.#port.usable ? this.#port.placeCall(`pc-${this.#calls}`, number, { speed: 64 }) : undefined;
    if (this.#call === undefined) this.clock.after(0, () => this.#owner.lineFailed('no-line'));
  }

  listen(): void {
    this.#listening = true;
  }

  answer(): void {
    const call = this.#call;
    const channel = call === undefined ? undefined : this.#port.channelFor(call);
    if (call === undefined || channel === undefined) return;
    this.#listening = false;
    channel.call = call.id;
    this.#channel = channel;
    this.#port.answer(call, channel);
  }

  hangUp(): void {
    this.#listening = false;
    const call = this.#call;
    if (call === undefined) {
      this.clock.after(0, () => this.#owner.lineDown());
      return;
    }
    this.#channel?.close();
    this.#port.release(call, NORMAL_CLEARING);
  }

  power(on: boolean): void {
    this.#powered = on;
    this.#listening = false;
    this.#configure();
    if (!on) this.#forget();
  }

  cut(isCut: boolean): void {
    this.#cut = isCut;
    this.#configure();
  }

  capturePoints(): readonly CapturePoint[] {
    return this.#port.capturePoints();
  }

  #configure(): void {
    const { switchType, spids } = this.#line;
    const settings: IsdnSettings = {
      shutdown: !this.#powered,
      switchType,
      spids: spids.valid.slice(0, 2).map((spid, index) => ({ ces: index + 1, spid })),
      callingNumber: undefined,
      channelOrder: 'ascending',
      calls: PLAIN_CALLS,
      access: PLAIN_ACCESS,
      teiNegotiation: 'powerup',
    };
    this.#port.configure(settings);
  }

  #forget(): void {
    this.#channel?.close();
    if (this.#channel !== undefined) this.#channel.call = undefined;
    this.#call = undefined;
    this.#channel = undefined;
  }

  // ---- from the port

  readonly record = (event: TraceEvent, interfaceName: string): void => this.#owner.record(event, interfaceName);
  readonly heard = (): boolean => this.#owner.heard();

  offered(port: DialPort, call: PortCall): void {
    // It takes no speech for data.
    if (call instanceof IsdnCall && call.setup.bearer === 'speech') return port.reject(call, INCOMPATIBLE);
    if (!this.#listening || this.#call !== undefined) return port.reject(call, this.#call === undefined ? REJECTED : BUSY);
    this.#call = call;
    this.#owner.ring();
    if (this.#channel === undefined) {
      this.#call = undefined;
      port.reject(call, REJECTED);
    }
  }

  channelGiven(port: DialPort, call: PortCall): void {
    const channel = port.channels.find(({ number }) => number === call.channel);
    if (call !== this.#call || channel === undefined) return;
    channel.call = call.id;
    this.#channel = channel;
  }

  connected(port: DialPort, call: PortCall): void {
    this.channelGiven(port, call);
    if (call === this.#call && this.#channel !== undefined) this.#owner.lineUp(this.#channel, B_BITS_PER_SECOND);
  }

  disconnected(_port: DialPort, call: PortCall): void {
    if (call === this.#call) this.#channel?.close();
  }

  released(_port: DialPort, call: PortCall, cause: number): void {
    if (call !== this.#call) return;
    const { connected } = call;
    this.#forget();
    if (connected || call.clearing) this.#owner.lineDown();
    else this.#owner.lineFailed(failureOf(cause));
  }

  availability(): void {}
}

/** Of causes that are neither, dial-up networking makes "no answer". */
function failureOf(cause: number): DialUpFailure {
  return cause === BUSY ? 'busy' : cause === REJECTED ? 'disconnected' : 'no-answer';
}
