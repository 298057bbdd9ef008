// On which calls the peer must prove who it is: `ppp authentication ... callin`, `callout`, `callback`. A return call is known as
// one by the end that makes it, and by an end that waits for one: before LCP nobody has a name.

import type { AuthProtocol, PppPolicy } from './session-types.ts';
import type { AuthName } from './trace.ts';

/** The protocols by which the peer is to prove itself on this call. */
export function demandedOf({ authentication, authenticateOn, outgoing, returnCall }: PppPolicy): readonly AuthProtocol[] {
  const due = authenticateOn.length === 0 || authenticateOn.includes(outgoing ? 'callout' : 'callin') || (returnCall === true && authenticateOn.includes('callback'));
  return due ? authentication : [];
}

/** As debug lines call it; before anything is agreed on, CHAP's packets are CHAP's. */
export function authName(protocol: AuthProtocol | undefined): AuthName {
  return protocol === 'pap' ? 'PAP' : protocol === 'ms-chap' ? 'MS-CHAP' : 'CHAP';
}
