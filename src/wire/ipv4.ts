// IPv4 datagrams (RFC 791): header and payload. Options are kept raw. The header checksum is computed by serialize and
// checked by parse.

import { octetAt, octetsBetween, setUint16, setUint32, uint16At, uint32At } from '../base/octets.ts';
import { ok } from '../base/result.ts';
import { internetChecksum } from './checksum.ts';
import { malformed, type Codec } from './codec.ts';
import type { Ipv4Address } from '../base/ipv4.ts';

export const IP_PROTOCOL = { icmp: 1, tcp: 6, udp: 17 } as const;

export interface Ipv4Packet {
  readonly typeOfService: number;
  readonly identification: number;
  readonly dontFragment: boolean;
  readonly moreFragments: boolean;
  /** In units of 8 octets. */
  readonly fragmentOffset: number;
  readonly timeToLive: number;
  readonly protocol: number;
  readonly source: Ipv4Address;
  readonly destination: Ipv4Address;
  /** At most 40 octets, a multiple of four. */
  readonly options: Uint8Array;
  readonly payload: Uint8Array;
}

const HEADER_OCTETS = 20;
const DONT_FRAGMENT = 0x4000;
const MORE_FRAGMENTS = 0x2000;

export const IPV4: Codec<Ipv4Packet> = {
  parse(octets) {
    if (octets.length < HEADER_OCTETS) return malformed(octets.length, 'header too short');
    const first = octetAt(octets, 0);
    if (first >>> 4 !== 4) return malformed(0, 'not version 4');
    const headerLength = (first & 0x0f) * 4;
    if (headerLength < HEADER_OCTETS) return malformed(0, 'invalid header length');
    const totalLength = uint16At(octets, 2);
    if (totalLength < headerLength || totalLength > octets.length) return malformed(2, 'invalid total length');
    if (internetChecksum(octets, 0, headerLength) !== 0) return malformed(10, 'bad header checksum');
    const fragment = uint16At(octets, 6);
    return ok({
      typeOfService: octetAt(octets, 1),
      identification: uint16At(octets, 4),
      dontFragment: (fragment & DONT_FRAGMENT) !== 0,
      moreFragments: (fragment & MORE_FRAGMENTS) !== 0,
      fragmentOffset: fragment & 0x1fff,
      timeToLive: octetAt(octets, 8),
      protocol: octetAt(octets, 9),
      source: uint32At(octets, 12),
      destination: uint32At(octets, 16),
      options: octetsBetween(octets, HEADER_OCTETS, headerLength),
      // What is beyond the total length is padding of the link (RFC 894).
      payload: octetsBetween(octets, headerLength, totalLength),
    });
  },
  serialize(packet) {
    const headerLength = HEADER_OCTETS + packet.options.length;
    const octets = new Uint8Array(headerLength + packet.payload.length);
    octets[0] = 0x40 | (headerLength >>> 2);
    octets[1] = packet.typeOfService;
    setUint16(octets, 2, octets.length);
    setUint16(octets, 4, packet.identification);
    const flags = (packet.dontFragment ? DONT_FRAGMENT : 0) | (packet.moreFragments ? MORE_FRAGMENTS : 0);
    setUint16(octets, 6, flags | packet.fragmentOffset);
    octets[8] = packet.timeToLive;
    octets[9] = packet.protocol;
    setUint32(octets, 12, packet.source);
    setUint32(octets, 16, packet.destination);
    octets.set(packet.options, HEADER_OCTETS);
    setUint16(octets, 10, internetChecksum(octets, 0, headerLength));
    octets.set(packet.payload, headerLength);
    return octets;
  },
};

/** Of what leads the payload: UDP's header whole (RFC 768), and TCP's without its options (RFC 793 §3.1). */
const TRANSPORT_OCTETS: ReadonlyMap<number, number> = new Map([[IP_PROTOCOL.tcp, 20], [IP_PROTOCOL.udp, 8]]);

/** As long as it was, with zeros for what TCP, UDP or another protocol carries: passwords, configurations. ICMP stays as it is. */
export function withoutData(datagram: Uint8Array): Uint8Array {
  if (datagram.length < HEADER_OCTETS) return datagram;
  const protocol = octetAt(datagram, 9);
  if (protocol === IP_PROTOCOL.icmp) return datagram;
  const isFirst = (uint16At(datagram, 6) & 0x1fff) === 0;
  const headers = (octetAt(datagram, 0) & 0x0f) * 4 + (isFirst ? (TRANSPORT_OCTETS.get(protocol) ?? 0) : 0);
  return datagram.slice().fill(0, headers);
}
