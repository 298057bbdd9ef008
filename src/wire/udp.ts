// UDP datagrams (RFC 768). The checksum covers the addresses of the IP datagram around it: it is computed by serialize,
// and checked by parse where the sender computed one (a field of zero says that it did not).

import type { Ipv4Address } from '../base/ipv4.ts';
import { octetsBetween, setUint16, uint16At } from '../base/octets.ts';
import { ok, type Result } from '../base/result.ts';
import { malformed, type WireError } from './codec.ts';
import { IP_PROTOCOL } from './ipv4.ts';
import { transportChecksum } from './transport-checksum.ts';

export interface UdpDatagram {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly data: Uint8Array;
}

const HEADER_OCTETS = 8;

export function parseUdp(octets: Uint8Array, source: Ipv4Address, destination: Ipv4Address): Result<UdpDatagram, WireError> {
  if (octets.length < HEADER_OCTETS) return malformed(octets.length, 'header too short');
  const length = uint16At(octets, 4);
  if (length < HEADER_OCTETS || length > octets.length) return malformed(4, 'invalid length');
  const datagram = length === octets.length ? octets : octets.subarray(0, length);
  if (uint16At(octets, 6) !== 0 && transportChecksum(datagram, IP_PROTOCOL.udp, source, destination) !== 0) return malformed(6, 'bad checksum');
  return ok({ sourcePort: uint16At(octets, 0), destinationPort: uint16At(octets, 2), data: octetsBetween(octets, HEADER_OCTETS, length) });
}

export function serializeUdp(datagram: UdpDatagram, source: Ipv4Address, destination: Ipv4Address): Uint8Array {
  const octets = new Uint8Array(HEADER_OCTETS + datagram.data.length);
  setUint16(octets, 0, datagram.sourcePort);
  setUint16(octets, 2, datagram.destinationPort);
  setUint16(octets, 4, octets.length);
  octets.set(datagram.data, HEADER_OCTETS);
  // A sum of zero is sent as its other form, since zero says that there is none.
  setUint16(octets, 6, transportChecksum(octets, IP_PROTOCOL.udp, source, destination) || 0xffff);
  return octets;
}
