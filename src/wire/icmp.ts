// ICMP messages (RFC 792). The checksum is computed by serialize and checked by parse.

export type IcmpMessage =
  | { readonly kind: 'echoRequest' | 'echoReply'; readonly identifier: number; readonly sequence: number; readonly data: Uint8Array }
  /** Type 3; codes 0 net, 1 host, 2 protocol, 3 port, 4 fragmentation needed, 13 administratively prohibited. */
  | { readonly kind: 'destinationUnreachable'; readonly code: number; readonly nextHopMtu: number; readonly original: Uint8Array }
  | { readonly kind: 'timeExceeded'; readonly code: number; readonly original: Uint8Array }
  | { readonly kind: 'unknown'; readonly type: number; readonly code: number; readonly rest: Uint8Array };
