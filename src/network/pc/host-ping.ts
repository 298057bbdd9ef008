// `ping` as a PC has it: four echo requests of 32 octets of the alphabet, a second apart, each with a second's patience.

import { fromText, uint16At, octetAt } from '../../base/octets.ts';
import type { Ipv4Address } from '../../base/ipv4.ts';
import type { Clock } from '../../engine/clock.ts';
import type { IcmpMessage } from '../../wire/icmp.ts';
import type { Ipv4Packet } from '../../wire/ipv4.ts';
import { TimerBank } from '../timer-bank.ts';

export const PING_REQUESTS = 4;
export const PING_OCTETS = 32;
const PATIENCE_MS = 1000;
const APART_MS = 1000;
const ALPHABET = fromText('abcdefghijklmnopqrstuvwabcdefghi');

export type HostPingAnswer =
  | { readonly kind: 'reply'; readonly from: Ipv4Address; readonly roundTripMs: number; readonly timeToLive: number }
  | { readonly kind: 'unreachable'; readonly from: Ipv4Address; readonly what: 'net' | 'host' | 'other' }
  | { readonly kind: 'expired'; readonly from: Ipv4Address }
  | { readonly kind: 'timeout' }
  /** The link is down: there is no way there. */
  | { readonly kind: 'no-way' };

export interface HostPingObserver {
  answered(answer: HostPingAnswer): void;
  done(sent: number, roundTripsMs: readonly number[]): void;
}

export interface HostPingOwner {
  readonly clock: Clock;
  send(message: IcmpMessage): boolean;
  ended(ping: HostPing): void;
}

export class HostPing {
  readonly #owner: HostPingOwner;
  readonly #identifier: number;
  readonly #observer: HostPingObserver;
  readonly #timers: TimerBank<'patience' | 'next'>;
  readonly #roundTripsMs: number[] = [];
  #sent = 0;
  #sentAt = 0;
  #waiting = false;
  #over = false;

  constructor(owner: HostPingOwner, identifier: number, observer: HostPingObserver) {
    this.#owner = owner;
    this.#identifier = identifier;
    this.#observer = observer;
    this.#timers = new TimerBank(owner.clock, (timer) => (timer === 'next' ? this.#next() : this.#answered({ kind: 'timeout' })));
    this.#timers.start('next', 0);
  }

  abort(): void {
    this.#finish();
  }

  arrives(message: IcmpMessage, packet: Ipv4Packet): void {
    if (!this.#waiting || !this.#isOurs(message)) return;
    const { source: from, timeToLive } = packet;
    if (message.kind === 'echoReply') {
      const roundTripMs = Math.max(1, Math.round(this.#owner.clock.now - this.#sentAt));
      this.#roundTripsMs.push(roundTripMs);
      this.#answered({ kind: 'reply', from, roundTripMs, timeToLive });
    } else if (message.kind === 'destinationUnreachable') this.#answered({ kind: 'unreachable', from, what: message.code === 0 ? 'net' : message.code === 1 ? 'host' : 'other' });
    else if (message.kind === 'timeExceeded') this.#answered({ kind: 'expired', from });
  }

  /** Sequence numbers go up by one; an answer to an earlier request is too late. */
  #isOurs(message: IcmpMessage): boolean {
    if (message.kind === 'echoReply') return message.identifier === this.#identifier && message.sequence === this.#sent;
    if (message.kind !== 'destinationUnreachable' && message.kind !== 'timeExceeded') return false;
    const header = (octetAt(message.original, 0) & 0x0f) * 4;
    return message.original.length >= header + 8 && uint16At(message.original, header + 4) === this.#identifier && uint16At(message.original, header + 6) === this.#sent;
  }

  #next(): void {
    if (this.#sent >= PING_REQUESTS) return this.#finish();
    this.#sent += 1;
    this.#sentAt = this.#owner.clock.now;
    this.#waiting = true;
    this.#timers.start('patience', PATIENCE_MS);
    const message: IcmpMessage = { kind: 'echoRequest', identifier: this.#identifier, sequence: this.#sent, data: ALPHABET };
    if (!this.#owner.send(message)) this.#answered({ kind: 'no-way' });
  }

  #answered(answer: HostPingAnswer): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#timers.stop('patience');
    this.#observer.answered(answer);
    const rest = this.#sentAt + APART_MS - this.#owner.clock.now;
    this.#timers.start('next', this.#sent < PING_REQUESTS ? Math.max(0, rest) : 0);
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.#timers.stopAll();
    this.#owner.ended(this);
    this.#observer.done(this.#sent, this.#roundTripsMs);
  }
}
