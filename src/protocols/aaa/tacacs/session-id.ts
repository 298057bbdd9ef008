// The number of a TACACS+ session (RFC 8907 §4.1): random, since the pad that hides bodies is made from it and must not come
// twice.

import { md5 } from '@noble/hashes/legacy.js';
import { setUint32, uint32At } from '../../../base/octets.ts';

/** From a number of chance, and others that make it different each time. */
export function drawSessionId(...numbers: readonly number[]): number {
  const seed = new Uint8Array(numbers.length * 4);
  numbers.forEach((number, index) => setUint32(seed, index * 4, number >>> 0));
  return uint32At(md5(seed), 0);
}
