// The checksum of TCP and UDP (RFC 9293 §3.1, RFC 768): the Internet checksum over a pseudo-header of addresses,
// protocol and length, and over the segment itself, so that a segment that strays to another address is noticed.

import type { Ipv4Address } from '../base/ipv4.ts';
import { internetChecksum } from './checksum.ts';

/** Over the segment as it stands; one that carries its own checksum gives 0. */
export function transportChecksum(segment: Uint8Array, protocol: number, source: Ipv4Address, destination: Ipv4Address): number {
  const ofSegment = ~internetChecksum(segment, 0, segment.length) & 0xffff;
  let sum = ofSegment + (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff) + protocol + segment.length;
  sum = (sum & 0xffff) + (sum >>> 16);
  sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
