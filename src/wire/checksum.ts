// The Internet checksum (RFC 1071): the ones' complement of the ones' complement sum of 16-bit words. IPv4 headers and
// ICMP messages carry it.

/** Over the octets from start up to end, an odd last octet padded with zero. Octets that carry their own checksum give 0. */
export function internetChecksum(octets: Uint8Array, start: number, end: number): number {
  let sum = 0;
  let i = start;
  for (; i + 1 < end; i += 2) sum += ((octets[i] ?? 0) << 8) | (octets[i + 1] ?? 0);
  if (i < end) sum += (octets[i] ?? 0) << 8;
  // At most 32768 words of 16 bits: the sum has no more than 31 bits, so that two folds are enough.
  sum = (sum & 0xffff) + (sum >>> 16);
  sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
