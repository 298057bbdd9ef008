// IPv4 datagrams (RFC 791): header and payload. Options are kept raw. The header checksum is computed by serialize and
// checked by parse.

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
  readonly options: Uint8Array;
  readonly payload: Uint8Array;
}
