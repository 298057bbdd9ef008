// What Microsoft's CHAP (RFC 2433) has of its own on a link, beside its proof (../ms-chap-proof.ts): its number, and a
// Failure whose message says in numbers what was wrong and what may be tried again. Passwords are not changed by it.

import { octetAt, toHex } from '../../base/octets.ts';
import { MS_CHAP_CHALLENGE_OCTETS } from '../ms-chap-proof.ts';
import type { PeerDenial } from './session-types.ts';

/** LCP's option: the algorithm behind CHAP's protocol number. */
export const MS_CHAP_ALGORITHM = 0x80;

/** RFC 2433 §5: without a new challenge in the Failure, the old one is used again with this added to its first octet. */
const CHALLENGE_STEP = 23;

/** §5: errors of Windows' remote access by number. */
const ERROR = { 'not-authorised': 649, other: 691 } as const;

/** A Failure's message. `retry`: the challenge for another Response, where there may be one. */
export function failureMessage(reason: PeerDenial, retry: Uint8Array | undefined): string {
  const error = reason === 'not-authorised' ? ERROR[reason] : ERROR.other;
  return retry === undefined ? `E=${error} R=0 V=2` : `E=${error} R=1 C=${toHex(retry).toUpperCase()} V=2`;
}

/** The challenge for another Response, if a Failure allows one. */
export function retryChallenge(message: string, challenge: Uint8Array): Uint8Array | undefined {
  if (!/(?:^| )R=1(?: |$)/.test(message)) return undefined;
  const hex = /(?:^| )C=([0-9A-Fa-f]{16})(?: |$)/.exec(message)?.[1];
  if (hex !== undefined) return Uint8Array.from({ length: MS_CHAP_CHALLENGE_OCTETS }, (_, index) => Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16));
  const next = challenge.slice();
  next[0] = octetAt(next, 0) + CHALLENGE_STEP;
  return next;
}
