// How a password is proved by Microsoft's CHAP (RFC 2433 §4 and appendix A): three encryptions by DES of the challenge under
// the MD4 hash of the password. For links, and for servers that are asked about them. Only Windows NT's response is made
// and taken; LAN Manager's, in the same value, is zeroes.

import { DES } from 'des.js';
import { equalOctets, octetAt, octetsBetween } from '../base/octets.ts';
import { md4 } from './md4.ts';

export const MS_CHAP_CHALLENGE_OCTETS = 8;
/** 24 octets for LAN Manager, 24 for Windows NT, and whether the latter are to be used. */
export const MS_CHAP_RESPONSE_OCTETS = 49;

const NT_RESPONSE_START = 24;
const NT_RESPONSE_OCTETS = 24;
const USES_NT_RESPONSE = 1;
const KEY_OCTETS = 7;
const KEYS = 3;

/** The Response's value for a challenge of eight octets. */
export function msChapResponse(secret: string, challenge: Uint8Array): Uint8Array {
  const value = new Uint8Array(MS_CHAP_RESPONSE_OCTETS);
  value.set(challengeResponse(ntPasswordHash(secret), challenge), NT_RESPONSE_START);
  value[MS_CHAP_RESPONSE_OCTETS - 1] = USES_NT_RESPONSE;
  return value;
}

/** Whether the Response's value is the secret's. */
export function provesMsChap(secret: string, challenge: Uint8Array, value: Uint8Array): boolean {
  // DEVIATION RFC 2433 §4: who sends LAN Manager's response alone is refused.
  if (value.length !== MS_CHAP_RESPONSE_OCTETS || octetAt(value, MS_CHAP_RESPONSE_OCTETS - 1) !== USES_NT_RESPONSE) return false;
  const response = octetsBetween(value, NT_RESPONSE_START, NT_RESPONSE_START + NT_RESPONSE_OCTETS);
  return equalOctets(challengeResponse(ntPasswordHash(secret), challenge), response);
}

/** A.3: the MD4 hash of the password in two octets a character, the lower first. */
export function ntPasswordHash(secret: string): Uint8Array {
  const wide = new Uint8Array(2 * secret.length);
  for (let index = 0; index < secret.length; index += 1) {
    wide[2 * index] = secret.charCodeAt(index) & 0xff;
    wide[2 * index + 1] = secret.charCodeAt(index) >>> 8;
  }
  return md4(wide);
}

/** A.5: three keys of seven octets out of the hash, the last filled up with zeroes. */
export function challengeResponse(hash: Uint8Array, challenge: Uint8Array): Uint8Array {
  const keys = new Uint8Array(KEYS * KEY_OCTETS);
  keys.set(hash);
  const response = new Uint8Array(NT_RESPONSE_OCTETS);
  for (let part = 0; part < KEYS; part += 1) {
    const key = withParity(octetsBetween(keys, part * KEY_OCTETS, (part + 1) * KEY_OCTETS));
    response.set(DES.create({ type: 'encrypt', key, padding: false }).update(challenge), 8 * part);
  }
  return response;
}

/** A.7: seven bits an octet; DES does not look at the eighth. */
function withParity(key: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: KEY_OCTETS + 1 }, (_, index) => {
    const pair = (octetAt(key, index - 1) << 8) | octetAt(key, index);
    return (pair >>> index) & 0xfe;
  });
}
