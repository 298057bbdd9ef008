// Ethernet II frames (without preamble and FCS) and ARP for IPv4 over Ethernet (RFC 826).

import { octetAt, octetsBetween, setUint16, setUint32, uint16At, uint32At } from '../base/octets.ts';
import { ok } from '../base/result.ts';
import { malformed, type Codec } from './codec.ts';
import type { Ipv4Address } from '../base/ipv4.ts';

export const ETHERTYPE = { ipv4: 0x0800, arp: 0x0806 } as const;

export interface EthernetFrame {
  /** Six octets. */
  readonly destination: Uint8Array;
  readonly source: Uint8Array;
  readonly etherType: number;
  readonly payload: Uint8Array;
}

export interface ArpPacket {
  readonly operation: 'request' | 'reply';
  readonly senderHardware: Uint8Array;
  readonly senderProtocol: Ipv4Address;
  readonly targetHardware: Uint8Array;
  readonly targetProtocol: Ipv4Address;
}

const HEADER_OCTETS = 14;
const ARP_OCTETS = 28;
const HARDWARE_ETHERNET = 1;

/** Frames are not padded to the 60 octets that a cable asks for; padding that arrives stays in the payload. */
export const ETHERNET: Codec<EthernetFrame> = {
  parse(octets) {
    if (octets.length < HEADER_OCTETS) return malformed(octets.length, 'frame too short');
    return ok({
      destination: octetsBetween(octets, 0, 6),
      source: octetsBetween(octets, 6, 12),
      etherType: uint16At(octets, 12),
      payload: octetsBetween(octets, HEADER_OCTETS),
    });
  },
  serialize(frame) {
    const octets = new Uint8Array(HEADER_OCTETS + frame.payload.length);
    octets.set(frame.destination, 0);
    octets.set(frame.source, 6);
    setUint16(octets, 12, frame.etherType);
    octets.set(frame.payload, HEADER_OCTETS);
    return octets;
  },
};

export const ARP: Codec<ArpPacket> = {
  parse(octets) {
    if (octets.length < ARP_OCTETS) return malformed(octets.length, 'packet too short');
    if (uint16At(octets, 0) !== HARDWARE_ETHERNET || uint16At(octets, 2) !== ETHERTYPE.ipv4) {
      return malformed(0, 'not IPv4 over Ethernet');
    }
    if (octetAt(octets, 4) !== 6 || octetAt(octets, 5) !== 4) return malformed(4, 'invalid address lengths');
    const operation = uint16At(octets, 6);
    if (operation !== 1 && operation !== 2) return malformed(6, `unknown operation ${operation}`);
    return ok({
      operation: operation === 1 ? 'request' : 'reply',
      senderHardware: octetsBetween(octets, 8, 14),
      senderProtocol: uint32At(octets, 14),
      targetHardware: octetsBetween(octets, 18, 24),
      targetProtocol: uint32At(octets, 24),
    });
  },
  serialize(packet) {
    const octets = new Uint8Array(ARP_OCTETS);
    setUint16(octets, 0, HARDWARE_ETHERNET);
    setUint16(octets, 2, ETHERTYPE.ipv4);
    octets[4] = 6;
    octets[5] = 4;
    octets[7] = packet.operation === 'request' ? 1 : 2;
    octets.set(packet.senderHardware, 8);
    setUint32(octets, 14, packet.senderProtocol);
    octets.set(packet.targetHardware, 18);
    setUint32(octets, 24, packet.targetProtocol);
    return octets;
  },
};

/** `0200.0c00.0100`. */
export function formatHardware(octets: Uint8Array): string {
  const hex = [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 4)}.${hex.slice(4, 8)}.${hex.slice(8)}`;
}
