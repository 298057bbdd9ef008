// The Challenge Handshake Authentication Protocol's packets (RFC 1994 §4).

export type ChapPacket =
  | { readonly kind: 'Challenge'; readonly identifier: number; readonly value: Uint8Array; readonly name: string }
  | { readonly kind: 'Response'; readonly identifier: number; readonly value: Uint8Array; readonly name: string }
  | { readonly kind: 'Success'; readonly identifier: number; readonly message: string }
  | { readonly kind: 'Failure'; readonly identifier: number; readonly message: string };
