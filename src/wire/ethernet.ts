// Ethernet II frames (without preamble and FCS) and ARP for IPv4 over Ethernet (RFC 826).

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
