// LAPD frames (ITU-T Q.921 §2 and §3) and TEI management messages (§5.3.1, Table 8), without flags and FCS
// (hdlc.ts adds and checks the FCS). Modulo 128 only.

import { octetAt, octetsBetween, setUint16, uint16At } from '../base/octets.ts';
import { ok, type Result } from '../base/result.ts';
import { malformed, type Codec, type WireError } from './codec.ts';

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

/** Control octets of Table 5, the P/F bit of unnumbered ones left out. */
const SUPERVISORY = { RR: 0x01, RNR: 0x05, REJ: 0x09 } as const;
const UNNUMBERED = { SABME: 0x6f, DM: 0x0f, UI: 0x03, DISC: 0x43, UA: 0x63, FRMR: 0x87, XID: 0xaf } as const;
const POLL_FINAL = 0x10;

export const LAPD_FRAME: Codec<LapdFrame> = {
  parse(octets) {
    if (octets.length < 3) return malformed(octets.length, 'frame too short');
    const first = octetAt(octets, 0);
    const second = octetAt(octets, 1);
    // §3.2: the address field has two octets; the extension bits are 0 and 1.
    if (first & 1) return malformed(0, 'address field of one octet');
    if (!(second & 1)) return malformed(1, 'address field of more than two octets');
    const sapi = first >>> 2;
    const commandResponse = first & 2 ? 1 : 0;
    const tei = second >>> 1;
    const control = octetAt(octets, 2);
    if ((control & 3) === 3) return parseUnnumbered(octets, control, sapi, commandResponse, tei);
    if (octets.length < 4) return malformed(3, 'control field cut short');
    const fourth = octetAt(octets, 3);
    const pollFinal = (fourth & 1) === 1;
    const nr = fourth >>> 1;
    if ((control & 1) === 0) {
      return ok({ sapi, commandResponse, tei, kind: 'I', ns: control >>> 1, nr, pollFinal, information: octetsBetween(octets, 4) });
    }
    const kind = supervisoryKind(control);
    if (kind === undefined) return malformed(2, 'undefined control field');
    if (octets.length > 4) return malformed(4, 'information field not permitted');
    return ok({ sapi, commandResponse, tei, kind, nr, pollFinal });
  },
  serialize(frame) {
    const length = headerLength(frame) + ('information' in frame ? frame.information.length : 0);
    const octets = new Uint8Array(length);
    octets[0] = (frame.sapi << 2) | (frame.commandResponse << 1);
    octets[1] = (frame.tei << 1) | 1;
    const pollFinal = frame.pollFinal ? 1 : 0;
    switch (frame.kind) {
      case 'I':
        octets[2] = frame.ns << 1;
        octets[3] = (frame.nr << 1) | pollFinal;
        octets.set(frame.information, 4);
        return octets;
      case 'RR':
      case 'RNR':
      case 'REJ':
        octets[2] = SUPERVISORY[frame.kind];
        octets[3] = (frame.nr << 1) | pollFinal;
        return octets;
      default:
        octets[2] = UNNUMBERED[frame.kind] | (pollFinal ? POLL_FINAL : 0);
        if ('information' in frame) octets.set(frame.information, 3);
        return octets;
    }
  },
};

function headerLength(frame: LapdFrame): number {
  return 'nr' in frame ? 4 : 3;
}

function supervisoryKind(control: number): 'RR' | 'RNR' | 'REJ' | undefined {
  switch (control) {
    case SUPERVISORY.RR:
      return 'RR';
    case SUPERVISORY.RNR:
      return 'RNR';
    case SUPERVISORY.REJ:
      return 'REJ';
    default:
      return undefined;
  }
}

function parseUnnumbered(
  octets: Uint8Array,
  control: number,
  sapi: number,
  commandResponse: 0 | 1,
  tei: number,
): Result<LapdFrame, WireError> {
  const pollFinal = (control & POLL_FINAL) !== 0;
  const kind = unnumberedKind(control & ~POLL_FINAL);
  if (kind === undefined) return malformed(2, 'undefined control field');
  if (kind === 'UI' || kind === 'FRMR' || kind === 'XID') {
    return ok({ sapi, commandResponse, tei, kind, pollFinal, information: octetsBetween(octets, 3) });
  }
  if (octets.length > 3) return malformed(3, 'information field not permitted');
  return ok({ sapi, commandResponse, tei, kind, pollFinal });
}

function unnumberedKind(control: number): keyof typeof UNNUMBERED | undefined {
  switch (control) {
    case UNNUMBERED.SABME:
      return 'SABME';
    case UNNUMBERED.DM:
      return 'DM';
    case UNNUMBERED.UI:
      return 'UI';
    case UNNUMBERED.DISC:
      return 'DISC';
    case UNNUMBERED.UA:
      return 'UA';
    case UNNUMBERED.FRMR:
      return 'FRMR';
    case UNNUMBERED.XID:
      return 'XID';
    default:
      return undefined;
  }
}

const MANAGEMENT_ENTITY = 0x0f;
const TEI_KINDS = [
  undefined,
  'IdentityRequest',
  'IdentityAssigned',
  'IdentityDenied',
  'IdentityCheckRequest',
  'IdentityCheckResponse',
  'IdentityRemove',
  'IdentityVerify',
] as const;

/** The information field of a UI frame on SAPI 63. */
export const TEI_MANAGEMENT: Codec<TeiManagementMessage> = {
  parse(octets) {
    if (octets.length < 5) return malformed(octets.length, 'message too short');
    if (octets[0] !== MANAGEMENT_ENTITY) return malformed(0, 'unknown management entity');
    const kind = TEI_KINDS[octetAt(octets, 3)];
    if (kind === undefined) return malformed(3, 'unknown message type');
    const action = octetAt(octets, 4);
    if (octets.length > 5 || !(action & 1)) return malformed(4, 'more than one action indicator');
    return ok({ kind, referenceNumber: uint16At(octets, 1), actionIndicator: action >>> 1 });
  },
  serialize(message) {
    const octets = new Uint8Array(5);
    octets[0] = MANAGEMENT_ENTITY;
    setUint16(octets, 1, message.referenceNumber);
    octets[3] = TEI_MESSAGE[message.kind];
    octets[4] = (message.actionIndicator << 1) | 1;
    return octets;
  },
};
