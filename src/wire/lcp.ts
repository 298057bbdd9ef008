// LCP's configuration options: RFC 1661 §6, RFC 1662 §7.1 (ACCM), RFC 1570 §2.3 (Callback), RFC 1990 §5.1 (MRRU and the
// endpoint discriminator are kept raw), [MS-CBCP] 2.2.1 (operation 6).

import type { RawOption } from './control-packet.ts';

export const LCP_OPTION = {
  mru: 1,
  accm: 2,
  authenticationProtocol: 3,
  qualityProtocol: 4,
  magicNumber: 5,
  protocolFieldCompression: 7,
  addressControlFieldCompression: 8,
  callback: 13,
  multilinkMrru: 17,
  shortSequence: 18,
  endpointDiscriminator: 19,
} as const;

/** RFC 1570 §2.3 operations, and 6 of [MS-CBCP]. */
export const CALLBACK_OPERATION = {
  userAuthentication: 0,
  dialingString: 1,
  locationIdentifier: 2,
  e164: 3,
  distinguishedName: 4,
  cbcp: 6,
} as const;

export type LcpOption =
  | { readonly kind: 'mru'; readonly mru: number }
  | { readonly kind: 'accm'; readonly map: number }
  | { readonly kind: 'authenticationProtocol'; readonly protocol: number; readonly data: Uint8Array }
  | { readonly kind: 'magicNumber'; readonly magic: number }
  | { readonly kind: 'protocolFieldCompression' }
  | { readonly kind: 'addressControlFieldCompression' }
  | { readonly kind: 'callback'; readonly operation: number; readonly message: Uint8Array }
  | { readonly kind: 'unknown'; readonly type: number; readonly data: Uint8Array };

export type LcpOptions = readonly LcpOption[];
export type { RawOption };
