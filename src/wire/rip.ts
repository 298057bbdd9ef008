// RIP messages (RFC 1058 §3.1, RFC 2453 §4): a header and up to 25 entries of 20 octets. Version 1 leaves the tag, the mask
// and the next hop of an entry zero; both versions are read alike, and what a field means is decided by whoever acts on
// it. An authentication entry is kept with its octets; nothing is checked by it.

import { octetAt, octetsBetween, setUint16, setUint32, uint16At, uint32At } from '../base/octets.ts';
import type { Ipv4Address } from '../base/ipv4.ts';
import { ok } from '../base/result.ts';
import { malformed, type Codec } from './codec.ts';

export const RIP_PORT = 520;
export const RIP_COMMAND = { request: 1, response: 2 } as const;
/** RFC 1058 §3.1: a datagram has at most 512 octets of entries and header. */
export const RIP_ENTRIES_MAXIMUM = 25;
/** RFC 2453 §3.6: this metric is infinity. */
export const RIP_INFINITY = 16;
/** Address family of IP; zero in a request for the whole table (RFC 2453 §3.9.1). */
export const RIP_FAMILY_IP = 2;

export interface RipRouteEntry {
  readonly kind: 'route';
  readonly family: number;
  /** Version 2: tells routes of another protocol apart. */
  readonly tag: number;
  readonly prefix: Ipv4Address;
  /** Version 2; zero where none is given. */
  readonly mask: Ipv4Address;
  /** Version 2; zero is the sender. */
  readonly nextHop: Ipv4Address;
  readonly metric: number;
}

/** RFC 2453 §4.1 and RFC 4822: address family 0xFFFF. */
export interface RipAuthenticationEntry {
  readonly kind: 'authentication';
  readonly type: number;
  /** Sixteen octets. */
  readonly data: Uint8Array;
}

export type RipEntry = RipRouteEntry | RipAuthenticationEntry;

export interface RipMessage {
  readonly command: number;
  readonly version: number;
  /** Must be zero. */
  readonly unused: number;
  readonly entries: readonly RipEntry[];
}

const HEADER_OCTETS = 4;
const ENTRY_OCTETS = 20;
const AUTHENTICATION = 0xffff;

export const RIP: Codec<RipMessage> = {
  parse(octets) {
    if (octets.length < HEADER_OCTETS) return malformed(octets.length, 'header too short');
    if ((octets.length - HEADER_OCTETS) % ENTRY_OCTETS !== 0) return malformed(octets.length, 'entry cut short');
    const entries: RipEntry[] = [];
    for (let at = HEADER_OCTETS; at < octets.length; at += ENTRY_OCTETS) entries.push(parseEntry(octets, at));
    if (entries.length > RIP_ENTRIES_MAXIMUM) return malformed(HEADER_OCTETS + RIP_ENTRIES_MAXIMUM * ENTRY_OCTETS, 'more than 25 entries');
    return ok({ command: octetAt(octets, 0), version: octetAt(octets, 1), unused: uint16At(octets, 2), entries });
  },
  serialize({ command, version, unused, entries }) {
    const octets = new Uint8Array(HEADER_OCTETS + entries.length * ENTRY_OCTETS);
    octets[0] = command;
    octets[1] = version;
    setUint16(octets, 2, unused);
    entries.forEach((entry, index) => writeEntry(octets, HEADER_OCTETS + index * ENTRY_OCTETS, entry));
    return octets;
  },
};

function parseEntry(octets: Uint8Array, at: number): RipEntry {
  const family = uint16At(octets, at);
  const tag = uint16At(octets, at + 2);
  if (family === AUTHENTICATION) return { kind: 'authentication', type: tag, data: octetsBetween(octets, at + 4, at + ENTRY_OCTETS) };
  return {
    kind: 'route',
    family,
    tag,
    prefix: uint32At(octets, at + 4),
    mask: uint32At(octets, at + 8),
    nextHop: uint32At(octets, at + 12),
    metric: uint32At(octets, at + 16),
  };
}

function writeEntry(octets: Uint8Array, at: number, entry: RipEntry): void {
  if (entry.kind === 'authentication') {
    setUint16(octets, at, AUTHENTICATION);
    setUint16(octets, at + 2, entry.type);
    octets.set(entry.data, at + 4);
    return;
  }
  setUint16(octets, at, entry.family);
  setUint16(octets, at + 2, entry.tag);
  setUint32(octets, at + 4, entry.prefix);
  setUint32(octets, at + 8, entry.mask);
  setUint32(octets, at + 12, entry.nextHop);
  setUint32(octets, at + 16, entry.metric);
}
