// The pad that hides bodies of TACACS+ (RFC 8907 §4.5): MD5 of session, key, version and sequence, chained over its own last
// value, XORed onto the body. It is its own inverse. Without a key bodies stay in the clear, and the header's flag says so.

import { md5 } from '@noble/hashes/legacy.js';
import { concatOctets, fromText, setUint32 } from '../../../base/octets.ts';
import { TACACS_FLAG, TACACS_MAJOR_VERSION, type TacacsPacket } from '../../../wire/tacacs.ts';

const PAD_OCTETS = 16;

/** The body in the clear of a packet on the wire, or on the wire of one in the clear. */
export function crossPad(body: Uint8Array, key: string, { sessionId, majorVersion, minorVersion, sequence }: Omit<TacacsPacket, 'payload'>): Uint8Array {
  const seed = new Uint8Array(4);
  setUint32(seed, 0, sessionId);
  const head = concatOctets(seed, fromText(key), Uint8Array.of(majorVersion * 16 + minorVersion, sequence));
  const crossed = body.slice();
  let pad: Uint8Array = new Uint8Array(0);
  for (let at = 0; at < body.length; at += 1) {
    if (at % PAD_OCTETS === 0) pad = md5(concatOctets(head, pad));
    crossed[at] = (crossed[at] ?? 0) ^ (pad[at % PAD_OCTETS] ?? 0);
  }
  return crossed;
}

/** A packet to be sent, with its body hidden if there is a key. */
export function sealPacket(header: Pick<TacacsPacket, 'minorVersion' | 'type' | 'sequence' | 'sessionId'> & { readonly flags?: number }, body: Uint8Array, key: string | undefined): TacacsPacket {
  const flags = (header.flags ?? 0) | (key === undefined ? TACACS_FLAG.unencrypted : 0);
  const whole = { ...header, flags, majorVersion: TACACS_MAJOR_VERSION };
  return { ...whole, payload: key === undefined ? body : crossPad(body, key, whole) };
}

/**
 * The body in the clear; undefined where one side hides bodies and the other does not: RFC 8907 §10.5.2 wants that to be an
 * error.
 */
export function openPacket(packet: TacacsPacket, key: string | undefined): Uint8Array | undefined {
  const isClear = (packet.flags & TACACS_FLAG.unencrypted) !== 0;
  if (isClear !== (key === undefined)) return undefined;
  return key === undefined ? packet.payload : crossPad(packet.payload, key, packet);
}
