// A channel: a duplex line for octet strings between two ports, with the delay of its bit rate and its length. What is
// sent is what arrives, unless a fault on the channel drops or changes it; nothing else passes between devices.
// A D channel joins a router and the exchange; a B channel of a call joins two routers' ports through the exchange.

import type { Clock } from '../engine/clock.ts';
import { readAs, type UsedBits } from './rate-adaption.ts';

/** Given each frame as it goes out or comes in: returns what there is of it instead, or undefined when it is lost. */
export type Fault = (octets: Uint8Array) => Uint8Array | undefined;

/** Hears every frame that a port sends or receives. */
export type Tap = (direction: 'sent' | 'received', octets: Uint8Array) => void;

/** Whom frames that come in are for. */
export interface FrameHearer {
  hear(octets: Uint8Array): void;
}

/** What the frames of a channel are to a capture. */
export type CaptureLink = 'lapd' | 'ppp' | 'hdlc' | 'ethernet' | 'raw';

export interface ChannelRate {
  readonly bitsPerSecond: number;
  /** Propagation and switching, one way. */
  readonly delayMs: number;
}

/** ITU-T I.430: a basic access has two B channels of 64 kbit/s and a D channel of 16 kbit/s. */
export const D_CHANNEL: ChannelRate = { bitsPerSecond: 16_000, delayMs: 1 };
/** ITU-T I.431: on a primary access the D channel has 64 kbit/s too. */
export const PRIMARY_D_CHANNEL: ChannelRate = { bitsPerSecond: 64_000, delayMs: 1 };
export const B_CHANNEL: ChannelRate = { bitsPerSecond: 64_000, delayMs: 3 };
export const ETHERNET_CHANNEL: ChannelRate = { bitsPerSecond: 10_000_000, delayMs: 0.1 };

/** Frames that may wait for the line where nothing else is set. */
export const OUTPUT_QUEUE_FRAMES = 40;

export class Port {
  readonly #clock: Clock;
  readonly #delayMs: number;
  /** May change with the clock of the line; frames under way keep their time. */
  bitsPerSecond: number;
  /** Of each octet of the channel, as its terminal puts data in and takes it out: seven where it runs at 56 kbit/s. */
  usedBits: UsedBits = 8;
  #peer: Port | undefined;
  #trunk: UsedBits = 8;
  #busyUntil = 0;
  #waiting = 0;
  /** Frames that may wait; what comes on top is refused, and the sender counts a drop. */
  queueLimit = OUTPUT_QUEUE_FRAMES;
  hearer: FrameHearer | undefined;
  tap: Tap | undefined;
  /** Of frames that go out here. */
  fault: Fault | undefined;
  /** What is sent comes back and reaches nobody else, and nothing else comes in. */
  looped = false;
  /** Of frames that come in here, before anybody hears them. */
  arrivalFault: Fault | undefined;

  constructor(clock: Clock, rate: ChannelRate) {
    this.#clock = clock;
    this.bitsPerSecond = rate.bitsPerSecond;
    this.#delayMs = rate.delayMs;
  }

  /** Frames that have not gone out yet, or are under way. */
  get waiting(): number {
    return this.#waiting;
  }

  /** How long it takes until all that was sent has arrived. */
  get quietInMs(): number {
    return this.#waiting === 0 ? 0 : Math.max(0, this.#busyUntil + this.#delayMs - this.#clock.now);
  }

  get peer(): Port | undefined {
    return this.#peer;
  }

  /** Sends a frame; false when the output queue is full. Into an open line it goes all the same and is lost. */
  send(octets: Uint8Array): boolean {
    if (this.#waiting >= this.queueLimit) return false;
    const now = this.#clock.now;
    const sendMs = (octets.length * 8000) / this.bitsPerSecond;
    this.#busyUntil = Math.max(now, this.#busyUntil) + sendMs;
    this.#waiting += 1;
    this.tap?.('sent', octets);
    const peer = this.looped ? this : this.#peer;
    const arriving = this.fault === undefined ? octets : this.fault(octets);
    const underWay = { from: this, to: peer, octets: arriving };
    this.#clock.schedule(this.#busyUntil - now + this.#delayMs, Port.#arrive, underWay);
    return true;
  }

  static #arrive({ from, to, octets }: { readonly from: Port; readonly to: Port | undefined; readonly octets: Uint8Array | undefined }): void {
    from.#waiting -= 1;
    if (to === undefined || octets === undefined || (to.looped && from !== to)) return;
    const read = from.usedBits === to.usedBits && to.#trunk === 8 ? octets : readAs(octets, from.usedBits, to.usedBits, to.#trunk);
    const heard = to.arrivalFault === undefined ? read : to.arrivalFault(read);
    if (heard === undefined) return;
    to.tap?.('received', heard);
    to.hearer?.hear(heard);
  }

  /** Joins two ports, by a trunk that carries so many bits of each octet; each leaves the one it was joined to. */
  static join(a: Port, b: Port, trunk: UsedBits = 8): void {
    a.unjoin();
    b.unjoin();
    a.#peer = b;
    b.#peer = a;
    a.#trunk = trunk;
    b.#trunk = trunk;
  }

  /** Takes the line away: frames under way still arrive, for they have left. */
  unjoin(): void {
    const peer = this.#peer;
    this.#peer = undefined;
    if (peer !== undefined && peer.#peer === this) peer.#peer = undefined;
  }
}
