// PPP encapsulation (RFC 1661 §2) in HDLC-like framing on a synchronous line (RFC 1662): address, control, protocol,
// information. The FCS belongs to hdlc.ts.

import { octetsBetween } from '../base/octets.ts';
import { ok } from '../base/result.ts';
import { malformed, type Codec } from './codec.ts';

export const PPP_PROTOCOL = {
  ip: 0x0021,
  cdp: 0x0207,
  multilink: 0x003d,
  /** RFC 1962 §4: a compressed datagram. */
  compressed: 0x00fd,
  ipcp: 0x8021,
  cdpcp: 0x8207,
  ccp: 0x80fd,
  lcp: 0xc021,
  pap: 0xc023,
  chap: 0xc223,
  lqr: 0xc025,
  cbcp: 0xc029,
  bacp: 0xc02b,
  bap: 0xc02d,
} as const;

/** RFC 1661 §2: from there on protocol numbers are of network and link control protocols, below of what they control. */
const FIRST_CONTROL_PROTOCOL = 0x8000;

export function isControlProtocol(protocol: number): boolean {
  return protocol >= FIRST_CONTROL_PROTOCOL;
}

export interface PppPacket {
  /** Protocol number, always expanded to 16 bits. Its first octet is even, as §2 has it. */
  readonly protocol: number;
  readonly information: Uint8Array;
}

/** Compressions of a frame that is sent: protocol field (RFC 1661 §6.5), address and control fields (§6.6). */
export interface PppWriteOptions {
  readonly compressProtocol?: boolean;
  readonly compressAddressControl?: boolean;
}

const ALL_STATIONS = 0xff;
const UNNUMBERED_INFORMATION = 0x03;

/** Frames without FCS. Both compressed forms are understood; none is sent. */
export const PPP_PACKET: Codec<PppPacket> = {
  parse(octets) {
    let offset = 0;
    if (octets[0] === ALL_STATIONS) {
      // 0xff never begins a protocol field (RFC 1662 §3.2), so that this cannot be a frame without address and control.
      if (octets[1] !== UNNUMBERED_INFORMATION) return malformed(1, 'control field is not UI');
      offset = 2;
    }
    const first = octets[offset];
    if (first === undefined) return malformed(offset, 'no protocol field');
    // RFC 1661 §2: the last octet of a protocol field is odd and no other is, so that an odd first octet is the whole.
    if (first & 1) return ok({ protocol: first, information: octetsBetween(octets, offset + 1) });
    const second = octets[offset + 1];
    if (second === undefined) return malformed(offset + 1, 'protocol field cut short');
    return ok({ protocol: (first << 8) | second, information: octetsBetween(octets, offset + 2) });
  },
  serialize(packet) {
    const octets = new Uint8Array(pppPacketLength(packet, NOTHING_COMPRESSED));
    writePppPacket(octets, packet, NOTHING_COMPRESSED);
    return octets;
  },
};

const NOTHING_COMPRESSED: PppWriteOptions = {};

/** LCP is never compressed (RFC 1661 §6.5, §6.6): the peer may not have agreed to it yet. */
function compresses(packet: PppPacket, field: boolean | undefined): boolean {
  return field === true && packet.protocol !== PPP_PROTOCOL.lcp;
}

function compressesProtocol(packet: PppPacket, options: PppWriteOptions): boolean {
  return compresses(packet, options.compressProtocol) && packet.protocol < 0x100 && (packet.protocol & 1) === 1;
}

export function pppPacketLength(packet: PppPacket, options: PppWriteOptions): number {
  const addressControl = compresses(packet, options.compressAddressControl) ? 0 : 2;
  return addressControl + (compressesProtocol(packet, options) ? 1 : 2) + packet.information.length;
}

/** Writes the packet at the start of the octets. */
export function writePppPacket(octets: Uint8Array, packet: PppPacket, options: PppWriteOptions): void {
  let offset = 0;
  if (!compresses(packet, options.compressAddressControl)) {
    octets[0] = ALL_STATIONS;
    octets[1] = UNNUMBERED_INFORMATION;
    offset = 2;
  }
  if (!compressesProtocol(packet, options)) {
    octets[offset] = packet.protocol >>> 8;
    offset += 1;
  }
  octets[offset] = packet.protocol & 0xff;
  octets.set(packet.information, offset + 1);
}
