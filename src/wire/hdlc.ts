// HDLC's frame check sequence of 16 bits (RFC 1662 §3.1 and appendix C, the CRC of ITU-T Q.921 §2.7) and whole PPP frames
// on a synchronous line: address, control, protocol, information, FCS. Flags and zero insertion are the line's and are not
// octets here: what a line carries is one frame at a time. Octet stuffing for asynchronous lines is not done here.

import { octetsBetween } from '../base/octets.ts';
import { ok, type Result } from '../base/result.ts';
import { malformed, type Codec, type WireError } from './codec.ts';
import { PPP_PACKET, pppPacketLength, writePppPacket, type PppPacket, type PppWriteOptions } from './ppp.ts';

/** PPP frames with their FCS. */
export const PPP_FRAME: Codec<PppPacket> = {
  parse: parsePppFrame,
  serialize: serializePppFrame,
};

/** §C.2: what the calculation yields over a frame with a good FCS. */
const GOOD_FCS = 0xf0b8;
const INITIAL_FCS = 0xffff;

// §C.2: the polynomial x^16 + x^12 + x^5 + 1, least significant bit first.
const TABLE = new Uint16Array(256);
for (let octet = 0; octet < 256; octet += 1) {
  let value = octet;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x8408 : value >>> 1;
  TABLE[octet] = value;
}

function fcs16(octets: Uint8Array, end: number): number {
  let fcs = INITIAL_FCS;
  for (let i = 0; i < end; i += 1) fcs = (fcs >>> 8) ^ (TABLE[(fcs ^ (octets[i] ?? 0)) & 0xff] ?? 0);
  return fcs;
}

/** Writes the FCS of everything before the last two octets into them, least significant octet first. */
function sealFcs(frame: Uint8Array): Uint8Array {
  const end = frame.length - 2;
  const fcs = ~fcs16(frame, end);
  frame[end] = fcs & 0xff;
  frame[end + 1] = (fcs >>> 8) & 0xff;
  return frame;
}

/** The FCS of the octets. */
export function fcsOf(octets: Uint8Array): number {
  return ~fcs16(octets, octets.length) & 0xffff;
}

/** Whether the last two octets are the FCS of those before them. */
export function isGoodFcs(octets: Uint8Array): boolean {
  return fcs16(octets, octets.length) === GOOD_FCS;
}

/** The frame with its FCS behind it. */
export function addFcs(frame: Uint8Array): Uint8Array {
  const whole = new Uint8Array(frame.length + 2);
  whole.set(frame);
  return sealFcs(whole);
}

/** The frame without its FCS, if that is right. */
export function checkFcs(octets: Uint8Array): Result<Uint8Array, WireError> {
  // RFC 1662 §5.3: what is shorter than four octets with its FCS is no frame.
  if (octets.length < 4) return malformed(octets.length, 'frame too short');
  if (fcs16(octets, octets.length) !== GOOD_FCS) return malformed(octets.length - 2, 'bad FCS');
  return ok(octetsBetween(octets, 0, octets.length - 2));
}

/** One PPP packet of a frame with its FCS. Where the FCS was checked before, PPP_PACKET.parse does the rest. */
export function parsePppFrame(octets: Uint8Array): Result<PppPacket, WireError> {
  const frame = checkFcs(octets);
  return frame.ok ? PPP_PACKET.parse(frame.value) : frame;
}

/** The packet as a frame with its FCS; nothing is compressed unless asked for. */
export function serializePppFrame(packet: PppPacket, options: PppWriteOptions = {}): Uint8Array {
  const frame = new Uint8Array(pppPacketLength(packet, options) + 2);
  writePppPacket(frame, packet, options);
  return sealFcs(frame);
}
