// The Password Authentication Protocol's packets (RFC 1334 §2.2).

export type PapPacket =
  | { readonly kind: 'AuthenticateRequest'; readonly identifier: number; readonly peerId: string; readonly password: string }
  | { readonly kind: 'AuthenticateAck'; readonly identifier: number; readonly message: string }
  | { readonly kind: 'AuthenticateNak'; readonly identifier: number; readonly message: string };
