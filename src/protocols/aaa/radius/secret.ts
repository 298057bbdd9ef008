// What the shared secret does in RADIUS, by MD5: it hides User-Password (RFC 2865 §5.2), signs replies (§3, Response
// Authenticator) and accounting requests (RFC 2866 §3), and checks CHAP (§5.3). Whoever has another secret
// reads nonsense, and cannot tell it from a wrong password: only authenticators show.

import { hmac } from '@noble/hashes/hmac.js';
import { md5 } from '@noble/hashes/legacy.js';
import { concatOctets, equalOctets, fromText, setUint32, toText } from '../../../base/octets.ts';
import { RADIUS, RADIUS_HEADER_OCTETS, type RadiusPacket } from '../../../wire/radius.ts';
import { RADIUS_ATTRIBUTE } from '../../../wire/radius-attributes.ts';

const BLOCK_OCTETS = 16;
/** RFC 2865 §5.2. */
export const LONGEST_PASSWORD_OCTETS = 128;
const NO_AUTHENTICATOR = new Uint8Array(BLOCK_OCTETS);

/** RFC 2865 §5.2: padded with NULs to whole blocks of sixteen octets, each XORed with what secret and the block before make. */
export function hidePassword(password: string, secret: string, authenticator: Uint8Array): Uint8Array {
  const clear = fromText(password.slice(0, LONGEST_PASSWORD_OCTETS));
  const padded = new Uint8Array(Math.max(1, Math.ceil(clear.length / BLOCK_OCTETS)) * BLOCK_OCTETS);
  padded.set(clear);
  return crossed(padded, secret, authenticator, (_clear, hidden) => hidden);
}

/** Undefined where it is no whole number of blocks. */
export function revealPassword(hidden: Uint8Array, secret: string, authenticator: Uint8Array): string | undefined {
  if (hidden.length === 0 || hidden.length > LONGEST_PASSWORD_OCTETS || hidden.length % BLOCK_OCTETS !== 0) return undefined;
  return toText(crossed(hidden, secret, authenticator, (before) => before)).replace(/\0+$/, '');
}

function crossed(octets: Uint8Array, secret: string, authenticator: Uint8Array, chained: (before: Uint8Array, after: Uint8Array) => Uint8Array): Uint8Array {
  const result = new Uint8Array(octets.length);
  const key = fromText(secret);
  let chain = authenticator;
  for (let at = 0; at < octets.length; at += BLOCK_OCTETS) {
    const pad = md5(concatOctets(key, chain));
    const before = octets.slice(at, at + BLOCK_OCTETS);
    const after = before.map((octet, index) => octet ^ (pad[index] ?? 0));
    result.set(after, at);
    chain = chained(before, after);
  }
  return result;
}

/** RFC 2865 §3: of a reply, made with the request's authenticator in its place. */
export function signReply(reply: RadiusPacket, requestAuthenticator: Uint8Array, secret: string): RadiusPacket {
  return signed({ ...reply, authenticator: requestAuthenticator }, secret);
}

/** Over the octets as they came, since a reply may hold what another codec would write otherwise. */
export function isSignedReply(octets: Uint8Array, requestAuthenticator: Uint8Array, secret: string): boolean {
  return isSigned(octets, requestAuthenticator, secret);
}

/** RFC 2866 §3: of an accounting request, made with zeros in its place. */
export function signAccounting(request: RadiusPacket, secret: string): RadiusPacket {
  return signed({ ...request, authenticator: NO_AUTHENTICATOR }, secret);
}

export function isSignedAccounting(octets: Uint8Array, secret: string): boolean {
  return isSigned(octets, NO_AUTHENTICATOR, secret);
}

function signed(packet: RadiusPacket, secret: string): RadiusPacket {
  return { ...packet, authenticator: md5(concatOctets(RADIUS.serialize(packet), fromText(secret))) };
}

function isSigned(octets: Uint8Array, authenticator: Uint8Array, secret: string): boolean {
  if (octets.length < RADIUS_HEADER_OCTETS) return false;
  const length = (octets[2] ?? 0) * 256 + (octets[3] ?? 0);
  const packet = octets.subarray(0, length);
  const signature = md5(concatOctets(packet.subarray(0, 4), authenticator, packet.subarray(RADIUS_HEADER_OCTETS), fromText(secret)));
  return equalOctets(signature, packet.slice(4, RADIUS_HEADER_OCTETS));
}

/**
 * RFC 3579 §3.2: whether the Message-Authenticator of an Access-Request is right; also where there is none, as in all requests
 * of routers of the day.
 */
export function isMessageAuthentic(packet: RadiusPacket, secret: string): boolean {
  const given = packet.attributes.find(({ type }) => type === RADIUS_ATTRIBUTE.messageAuthenticator)?.value;
  return given === undefined || equalOctets(messageAuthenticator(packet, secret), Uint8Array.from(given));
}

/** Of a packet whose authenticator is the request's, with room for it among the attributes. */
export function messageAuthenticator(packet: RadiusPacket, secret: string): Uint8Array {
  const blank = packet.attributes.map(({ type, value }) => ({ type, value: type === RADIUS_ATTRIBUTE.messageAuthenticator ? NO_AUTHENTICATOR : value }));
  return hmac(md5, fromText(secret), RADIUS.serialize({ ...packet, attributes: blank }));
}

/** RFC 1994 §4.1. */
export function chapResponse(identifier: number, secret: string, challenge: Uint8Array): Uint8Array {
  return md5(concatOctets(Uint8Array.of(identifier), fromText(secret), challenge));
}

/** Sixteen octets that nobody outside can guess, from a number of chance and others that make it different each time. */
export function drawAuthenticator(...numbers: readonly number[]): Uint8Array {
  const seed = new Uint8Array(numbers.length * 4);
  numbers.forEach((number, index) => setUint32(seed, index * 4, number >>> 0));
  return md5(seed);
}
