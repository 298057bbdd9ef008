// What profiles to dial out by have told one dialing group (`dialer aaa`): by what the router proves itself on the calls that they have placed, and how
// long those may be idle. Whom to dial is the dialer's to know; no secret goes there.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import { LateMap } from '../../../base/late-map.ts';
import type { DialerState } from '../../../protocols/dialer/state.ts';
import type { PppPolicy } from '../../../protocols/ppp/session-types.ts';
import { provingPolicy, type OutboundAnswer, type OutboundProof } from '../aaa/aaa-outbound.ts';

export class OutboundProofs {
  /** By next hop: what was said last. */
  readonly #proofs = new LateMap<Ipv4Address, OutboundProof>();

  /** What is left is the dialer's. */
  keep(nextHop: Ipv4Address, { proof, ...told }: OutboundAnswer): Omit<OutboundAnswer, 'proof'> {
    this.#proofs.set(nextHop, proof);
    return told;
  }

  /** Undefined for calls that no profile has placed. */
  of({ calls, outbound }: DialerState, id: string): OutboundProof | undefined {
    if (this.#proofs.size === 0) return undefined;
    const call = calls.find((each) => each.id === id);
    const { map } = call ?? {};
    return call?.outgoing !== true || map?.nextHop === undefined || !outbound.includes(map) ? undefined : this.#proofs.get(map.nextHop);
  }

  policy(state: DialerState, id: string, policy: PppPolicy | undefined): PppPolicy | undefined {
    const proof = this.of(state, id);
    return policy === undefined || proof === undefined ? policy : provingPolicy(policy, proof);
  }
}
