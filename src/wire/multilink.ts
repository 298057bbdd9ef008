// The fragments of the PPP Multilink Protocol (RFC 1990 §3): a header with the bits B and E and a sequence number, of 24
// bits or, where the short format was negotiated, of 12; behind it a part of a packet. The whole that the parts give is a
// PPP packet without address and control (packetOfFragments, octetsForFragments). What fills the reserved bits is not
// looked at: classes (RFC 2686) are not negotiated here.

import { concatOctets, octetAt, octetsBetween, uint16At } from '../base/octets.ts';
import { ok } from '../base/result.ts';
import { malformed, type Codec } from './codec.ts';
import { PPP_PACKET, type PppPacket } from './ppp.ts';

export interface MultilinkFragment {
  /** The first fragment of a packet, the last; a packet that is not divided is both. */
  readonly begin: boolean;
  readonly end: boolean;
  readonly sequence: number;
  readonly data: Uint8Array;
}

export interface MultilinkFormat extends Codec<MultilinkFragment> {
  readonly headerOctets: number;
  /** How many sequence numbers there are. */
  readonly sequences: number;
}

const BEGIN = 0x80;
const END = 0x40;

export const LONG_FRAGMENT: MultilinkFormat = {
  headerOctets: 4,
  sequences: 0x1000000,
  parse(octets) {
    if (octets.length < 4) return malformed(octets.length, 'header cut short');
    const sequence = (octetAt(octets, 1) << 16) | uint16At(octets, 2);
    return ok({ ...bitsOf(octets), sequence, data: octetsBetween(octets, 4) });
  },
  serialize(fragment) {
    const { sequence } = fragment;
    return concatOctets(Uint8Array.of(flagsOf(fragment), (sequence >>> 16) & 0xff, (sequence >>> 8) & 0xff, sequence & 0xff), fragment.data);
  },
};

export const SHORT_FRAGMENT: MultilinkFormat = {
  headerOctets: 2,
  sequences: 0x1000,
  parse(octets) {
    if (octets.length < 2) return malformed(octets.length, 'header cut short');
    return ok({ ...bitsOf(octets), sequence: uint16At(octets, 0) & 0xfff, data: octetsBetween(octets, 2) });
  },
  serialize(fragment) {
    const { sequence } = fragment;
    return concatOctets(Uint8Array.of(flagsOf(fragment) | ((sequence >>> 8) & 0x0f), sequence & 0xff), fragment.data);
  },
};

/** The first octets as a router prints them: both bits and the sequence number in the place of the long format. */
export function fragmentWord({ begin, end, sequence }: Pick<MultilinkFragment, 'begin' | 'end' | 'sequence'>): number {
  return ((begin ? 0x80000000 : 0) + (end ? 0x40000000 : 0) + sequence) >>> 0;
}

/** §3: a packet that is to be divided has no address and control fields; its protocol field stays whole. */
export function octetsForFragments({ protocol, information }: PppPacket): Uint8Array {
  return concatOctets(Uint8Array.of(protocol >>> 8, protocol & 0xff), information);
}

/** What the fragments of a packet gave, in one piece; compressed protocol fields and full headers are understood. */
export const packetOfFragments = PPP_PACKET.parse;

function bitsOf(octets: Uint8Array): { readonly begin: boolean; readonly end: boolean } {
  const first = octetAt(octets, 0);
  return { begin: (first & BEGIN) !== 0, end: (first & END) !== 0 };
}

function flagsOf({ begin, end }: MultilinkFragment): number {
  return (begin ? BEGIN : 0) | (end ? END : 0);
}
