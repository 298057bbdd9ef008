// A modem inside an access server: one end is a terminal line, the other no subscriber line but a B channel of whichever primary
// access carries its call. It lifts, dials and drops as on a telephone line; modem-pool.ts finds the channel.

import type { Clock } from '../../../engine/clock.ts';
import type { Hook } from '../../exchange/analog-port.ts';
import { Port, type ChannelRate } from '../../channel.ts';
import { USUAL_MODEM } from '../../lab-description.ts';
import { Modem } from '../../modems/modem.ts';
import type { BChannel } from './b-channel.ts';
import type { PortCall } from './dial-port.ts';
import type { IsdnPort } from './isdn-port.ts';

/** Between modem and trunk, inside the machine. */
const BACKPLANE: ChannelRate = { bitsPerSecond: 2_048_000, delayMs: 0 };

/** Of the terminal line, which is no cable. */
const BUS_BITS_PER_SECOND = 115_200;

/** The call that the modem has, or is offered. */
export interface TrunkCall {
  readonly port: IsdnPort;
  readonly call: PortCall;
  channel: BChannel | undefined;
  answered: boolean;
}

/** As `show modem` counts. */
export interface ModemCounters {
  incoming: number;
  incomingFailed: number;
  outgoing: number;
  outgoingFailed: number;
  noAnswer: number;
  busyMs: number;
}

export interface InternalModemOwner {
  readonly clock: Clock;
  /** A call of the modem's to that number: on which trunk it goes, or that there is none for it. */
  place(modem: InternalModem, number: string): TrunkCall | undefined;
}

export class InternalModem implements Hook {
  /** Of the line that it belongs to. */
  readonly line: number;
  readonly modem: Modem;
  readonly counters: ModemCounters = { incoming: 0, incomingFailed: 0, outgoing: 0, outgoingFailed: 0, noAnswer: 0, busyMs: 0 };
  readonly #owner: InternalModemOwner;
  readonly #backplane: Port;
  trunk: TrunkCall | undefined;

  constructor(owner: InternalModemOwner, line: number) {
    this.#owner = owner;
    this.line = line;
    this.modem = new Modem(owner.clock, this, { ...USUAL_MODEM, terminalBitsPerSecond: BUS_BITS_PER_SECOND });
    this.#backplane = new Port(owner.clock, BACKPLANE);
    this.#backplane.hearer = { hear: (octets) => void this.trunk?.channel?.port.send(octets) };
    Port.join(this.modem.line.voice, this.#backplane);
  }

  get isBusy(): boolean {
    return this.trunk !== undefined || this.modem.state.name !== 'command';
  }

  get callingNumber(): string | undefined {
    return this.trunk?.call.outgoing === false ? this.trunk.call.callingNumber : undefined;
  }

  // ---- the modem

  lift(): void {
    const { trunk } = this;
    if (trunk === undefined) {
      this.#owner.clock.after(0, () => this.modem.line.hears('dial'));
      return;
    }
    if (trunk.call.outgoing || trunk.channel === undefined) return;
    trunk.answered = true;
    trunk.port.answer(trunk.call, trunk.channel);
  }

  dial(number: string): void {
    this.trunk = this.#owner.place(this, number);
    if (this.trunk === undefined) this.#owner.clock.after(0, () => this.modem.line.hears('reorder'));
  }

  drop(): void {
    const { trunk } = this;
    this.over();
    if (trunk === undefined) return;
    if (trunk.call.outgoing || trunk.answered) trunk.port.release(trunk.call, NORMAL_CLEARING);
    else trunk.port.reject(trunk.call, USER_BUSY);
  }

  // ---- the trunk

  /** The call is through: what the channel carries is the modem's. */
  connected(channel: BChannel): void {
    if (this.trunk === undefined) return;
    this.trunk.channel = channel;
    channel.hearVoice({ hear: (octets) => void this.#backplane.send(octets) });
    this.modem.line.connected();
  }

  /** The channel is another's again. */
  over(): void {
    const channel = this.trunk?.channel;
    if (channel !== undefined) channel.hearVoice(undefined);
    this.trunk = undefined;
  }
}

/** Q.850. */
const NORMAL_CLEARING = 16;
const USER_BUSY = 17;
