// What this router says to the senders of datagrams that it could not deliver: unreachable messages no more often than
// `ip icmp rate-limit unreachable` allows, and none about what came in by an interface with `no ip unreachables`.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { Clock } from '../../../engine/clock.ts';
import type { Instant } from '../../../base/time.ts';
import { LateMap } from '../../../base/late-map.ts';
import { UNREACHABLE } from '../../../protocols/ip/icmp-responder.ts';
import type { IcmpMessage } from '../../../wire/icmp.ts';
import type { IpPolicies } from './ip-policies.ts';

export interface IcmpErrorsOwner {
  readonly clock: Clock;
  readonly policies: IpPolicies;
  send(destination: Ipv4Address, message: IcmpMessage): void;
}

export class IcmpErrors {
  readonly #owner: IcmpErrorsOwner;
  /** When the last one was sent: about datagrams that were too long, and about others. */
  readonly #lastAt = new LateMap<boolean, Instant>();

  constructor(owner: IcmpErrorsOwner) {
    this.#owner = owner;
  }

  /** Nothing, where nothing may be said about the datagram. */
  tell(destination: Ipv4Address, message: IcmpMessage | undefined, arrivedOn: string | undefined): void {
    if (message === undefined) return;
    if (message.kind === 'destinationUnreachable' && !this.#maySay(message.code === UNREACHABLE.fragmentationNeeded, arrivedOn)) return;
    this.#owner.send(destination, message);
  }

  #maySay(tooLong: boolean, arrivedOn: string | undefined): boolean {
    const { clock, policies } = this.#owner;
    if (arrivedOn !== undefined && !policies.tellsUnreachable(arrivedOn)) return false;
    const intervalMs = policies.unreachableIntervalMs(tooLong);
    const last = this.#lastAt.get(tooLong);
    if (intervalMs > 0 && last !== undefined && clock.now - last < intervalMs) return false;
    this.#lastAt.set(tooLong, clock.now);
    return true;
  }
}
