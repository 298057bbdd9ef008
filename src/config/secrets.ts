// Passwords in configurations: type 0 is clear, type 7 an obfuscation that can be read back (a fixed key, a seed in
// two digits), type 5 the MD5-based crypt(3) of FreeBSD (`$1$salt$digest`), which cannot. No secret of anybody is kept
// by type 7; it only keeps eyes off a screen.

import { md5 } from '@noble/hashes/legacy.js';
import { concatOctets, fromText, octetAt } from '../base/octets.ts';

const TYPE_7_KEY = 'dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87';
/** Seeds in use are 0 to 15. */
export const TYPE_7_SEEDS = 16;

export function encodeType7(clear: string, seed: number): string {
  let text = seed < 10 ? `0${seed}` : `${seed}`;
  for (let i = 0; i < clear.length; i += 1) {
    text += ((clear.charCodeAt(i) & 0xff) ^ keyAt(seed + i)).toString(16).toUpperCase().padStart(2, '0');
  }
  return text;
}

/** The clear text and the seed, or undefined if the text is not of type 7. */
export function decodeType7(text: string): { readonly clear: string; readonly seed: number } | undefined {
  if (!/^\d\d(?:[0-9A-Fa-f]{2})+$/.test(text)) return undefined;
  const seed = Number(text.slice(0, 2));
  if (seed >= TYPE_7_KEY.length) return undefined;
  let clear = '';
  for (let i = 0; 2 * i + 2 < text.length; i += 1) {
    clear += String.fromCharCode(Number.parseInt(text.slice(2 * i + 2, 2 * i + 4), 16) ^ keyAt(seed + i));
  }
  return { clear, seed };
}

function keyAt(index: number): number {
  return TYPE_7_KEY.charCodeAt(index % TYPE_7_KEY.length);
}

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SALT_LENGTH = 4;

/** A salt of four characters from random 32-bit numbers. */
export function makeSalt(random: () => number): string {
  let salt = '';
  for (let i = 0; i < SALT_LENGTH; i += 1) salt += ALPHABET.charAt((random() >>> 0) % ALPHABET.length);
  return salt;
}

export function isType5(text: string): boolean {
  return /^\$1\$[./0-9A-Za-z]{1,8}\$[./0-9A-Za-z]{22}$/.test(text);
}

/** Whether the clear text is the one behind a type 5 secret. */
export function verifyType5(clear: string, secret: string): boolean {
  const salt = secret.split('$')[2];
  return salt !== undefined && encodeType5(clear, salt) === secret;
}

/** md5crypt: 1000 rounds of MD5 over password, salt and the digest so far. */
export function encodeType5(clear: string, salt: string): string {
  const password = fromText(clear);
  const saltOctets = fromText(salt.slice(0, 8));
  const alternate = md5(concatOctets(password, saltOctets, password));
  const begun: Uint8Array[] = [password, fromText('$1$'), saltOctets];
  for (let left = password.length; left > 0; left -= 16) begun.push(alternate.subarray(0, Math.min(16, left)));
  for (let bits = password.length; bits > 0; bits >>>= 1) begun.push((bits & 1) === 1 ? new Uint8Array(1) : password.subarray(0, 1));
  let digest: Uint8Array = md5(concatOctets(...begun));
  for (let round = 0; round < 1000; round += 1) {
    const odd = (round & 1) === 1;
    const parts: Uint8Array[] = [odd ? password : digest];
    if (round % 3 !== 0) parts.push(saltOctets);
    if (round % 7 !== 0) parts.push(password);
    parts.push(odd ? digest : password);
    digest = md5(concatOctets(...parts));
  }
  return `$1$${salt.slice(0, 8)}$${encodeDigest(digest)}`;
}

/** Octets in the order in which md5crypt writes them, three to four characters. */
const DIGEST_ORDER = [
  [0, 6, 12],
  [1, 7, 13],
  [2, 8, 14],
  [3, 9, 15],
  [4, 10, 5],
] as const;

function encodeDigest(digest: Uint8Array): string {
  let text = '';
  const put = (value: number, characters: number) => {
    for (let i = 0; i < characters; i += 1) text += ALPHABET.charAt((value >>> (6 * i)) & 63);
  };
  for (const [a, b, c] of DIGEST_ORDER) put((octetAt(digest, a) << 16) | (octetAt(digest, b) << 8) | octetAt(digest, c), 4);
  put(octetAt(digest, 11), 2);
  return text;
}
