// TACACS+ packets (RFC 8907 §4.1, of which draft-grant-tacacs-02 of 1997 is the forerunner that routers of the day speak):
// the header of twelve octets, and a body that is obfuscated unless a flag says otherwise. On a TCP connection packets
// follow each other; readTacacsStream cuts them apart. What bodies say is tacacs-bodies.ts's, and the pad that hides
// them, made of MD5 and the key, is the business of protocols/aaa/tacacs.

import { concatOctets, octetAt, octetsBetween, setUint32, uint32At } from '../base/octets.ts';
import { ok } from '../base/result.ts';
import { malformed, type Codec } from './codec.ts';

export const TACACS_PORT = 49;
export const TACACS_TYPE = { authentication: 1, authorization: 2, accounting: 3 } as const;
/** §4.1: the high four bits of the first octet. */
export const TACACS_MAJOR_VERSION = 12;
/** §5.4.1: minor version 1 for PAP, CHAP and others that need one exchange; 0 for the rest. */
export const TACACS_MINOR_VERSION = { usual: 0, one: 1 } as const;
export const TACACS_FLAG = { unencrypted: 0x01, singleConnection: 0x04 } as const;

export interface TacacsPacket {
  readonly majorVersion: number;
  readonly minorVersion: number;
  readonly type: number;
  /** 1 for the first packet of a session: odd ones are the client's. */
  readonly sequence: number;
  readonly flags: number;
  readonly sessionId: number;
  /** As it is on the wire. */
  readonly payload: Uint8Array;
}

export const TACACS_HEADER_OCTETS = 12;
/** Nobody's body is longer: more is nonsense, or means to fill the memory. */
export const TACACS_MAXIMUM_OCTETS = 0x10000;

export const TACACS: Codec<TacacsPacket> = {
  parse(octets) {
    if (octets.length < TACACS_HEADER_OCTETS) return malformed(octets.length, 'header too short');
    const length = uint32At(octets, 8);
    if (length > TACACS_MAXIMUM_OCTETS) return malformed(8, 'too long');
    if (octets.length !== TACACS_HEADER_OCTETS + length) return malformed(8, 'invalid length');
    return ok({
      majorVersion: octetAt(octets, 0) >>> 4,
      minorVersion: octetAt(octets, 0) & 15,
      type: octetAt(octets, 1),
      sequence: octetAt(octets, 2),
      flags: octetAt(octets, 3),
      sessionId: uint32At(octets, 4),
      payload: octetsBetween(octets, TACACS_HEADER_OCTETS),
    });
  },
  serialize({ majorVersion, minorVersion, type, sequence, flags, sessionId, payload }) {
    const header = Uint8Array.of(majorVersion * 16 + minorVersion, type, sequence, flags, 0, 0, 0, 0, 0, 0, 0, 0);
    setUint32(header, 4, sessionId);
    setUint32(header, 8, payload.length);
    return concatOctets(header, payload);
  },
};

/** The whole packets at the beginning of what a connection brought, and the octets behind them. */
export interface TacacsStream {
  readonly packets: readonly TacacsPacket[];
  readonly rest: Uint8Array;
}

/** Undefined where the octets make no sense: there is no finding the next packet. */
export function readTacacsStream(octets: Uint8Array): TacacsStream | undefined {
  const packets: TacacsPacket[] = [];
  let at = 0;
  while (octets.length - at >= TACACS_HEADER_OCTETS) {
    const length = uint32At(octets, at + 8);
    if (length > TACACS_MAXIMUM_OCTETS || octetAt(octets, at) >>> 4 !== TACACS_MAJOR_VERSION) return undefined;
    const end = at + TACACS_HEADER_OCTETS + length;
    if (end > octets.length) break;
    const parsed = TACACS.parse(octets.slice(at, end));
    if (parsed.ok) packets.push(parsed.value);
    at = end;
  }
  return { packets, rest: octets.slice(at) };
}
