// IPCP's configuration options (RFC 1332 §3; addresses of name servers, RFC 1877, are kept as unknown).

import type { Ipv4Address } from '../base/ipv4.ts';

export const IPCP_OPTION = { ipAddresses: 1, ipCompressionProtocol: 2, ipAddress: 3 } as const;

export type IpcpOption =
  | { readonly kind: 'ipAddress'; readonly address: Ipv4Address }
  | { readonly kind: 'unknown'; readonly type: number; readonly data: Uint8Array };
