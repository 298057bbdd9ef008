// LAPD frames (ITU-T Q.921 §2 and §3) and TEI management messages (§5.3.1, Table 8), without flags and FCS
// (hdlc.ts adds and checks the FCS). Modulo 128 only.

/** SAPI 0 is call control, 63 TEI management; TEI 127 is the broadcast. */
export interface LapdAddress {
  readonly sapi: number;
  /** The C/R bit as it stands in the octet: what it means depends on the side (§3.3.2). */
  readonly commandResponse: 0 | 1;
  readonly tei: number;
}

export type LapdFrame = LapdAddress &
  (
    | { readonly kind: 'I'; readonly ns: number; readonly nr: number; readonly pollFinal: boolean; readonly information: Uint8Array }
    | { readonly kind: 'RR' | 'RNR' | 'REJ'; readonly nr: number; readonly pollFinal: boolean }
    | { readonly kind: 'SABME' | 'DISC' | 'DM' | 'UA'; readonly pollFinal: boolean }
    | { readonly kind: 'UI' | 'FRMR' | 'XID'; readonly pollFinal: boolean; readonly information: Uint8Array }
  );

/** Message types of TEI management, Table 8. */
export const TEI_MESSAGE = {
  IdentityRequest: 1,
  IdentityAssigned: 2,
  IdentityDenied: 3,
  IdentityCheckRequest: 4,
  IdentityCheckResponse: 5,
  IdentityRemove: 6,
  IdentityVerify: 7,
} as const;

/** Carried in UI frames on SAPI 63, TEI 127; layer management entity identifier 0x0f. */
export interface TeiManagementMessage {
  readonly kind: keyof typeof TEI_MESSAGE;
  /** Ri, 0 to 65535. */
  readonly referenceNumber: number;
  /** Ai, 0 to 127. */
  readonly actionIndicator: number;
}
