// Capture files in pcapng (draft-ietf-opsawg-pcapng §4): section header, interface description and enhanced packet
// blocks, in little-endian order, each a pure function to its octets; a file is their concatenation. Times are whole
// microseconds since 1970 given by the caller. Reading captures is not done here.

import { fromText } from '../base/octets.ts';

/** Link types (tcpdump.org/linktypes.html) of what a lab carries. */
export const LINK_TYPE = { ethernet: 1, rawIp: 101, ciscoHdlc: 104, linuxLapd: 177, pppWithDirection: 204 } as const;

export type CaptureDirection = 'received' | 'sent';

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const OPTION = { userApplication: 4, ifName: 2, ifTimestampResolution: 9, packetFlags: 2 } as const;
const MICROSECONDS = 6;

/** The block that a file begins with. */
export function sectionHeaderBlock(application = 'ringback'): Uint8Array {
  const name = fromText(application);
  const block = allocate(SECTION_HEADER, 16 + optionLength(name.length) + 4);
  put32(block, 8, 0x1a2b3c4d);
  put16(block, 12, 1);
  put16(block, 14, 0);
  // Section length -1: not given.
  put32(block, 16, 0xffffffff);
  put32(block, 20, 0xffffffff);
  putOption(block, 24, OPTION.userApplication, name);
  return block;
}

/** One for each channel, before its first packet; packets of any length are allowed (snaplen 0). */
export function interfaceDescriptionBlock(name: string, linkType: number): Uint8Array {
  const nameOctets = fromText(name);
  const block = allocate(INTERFACE_DESCRIPTION, 8 + optionLength(nameOctets.length) + optionLength(1) + 4);
  put16(block, 8, linkType);
  const offset = putOption(block, 16, OPTION.ifName, nameOctets);
  putOption(block, offset, OPTION.ifTimestampResolution, Uint8Array.of(MICROSECONDS));
  return block;
}

/**
 * One frame. Interfaces are counted from 0 in the order of their blocks; the time is whole microseconds since 1970; the
 * octets are as the interface's link type has them (see pppRecord and lapdRecord).
 */
export function enhancedPacketBlock(
  interfaceIndex: number,
  unixMicroseconds: number,
  direction: CaptureDirection,
  octets: Uint8Array,
): Uint8Array {
  const length = octets.length;
  const block = allocate(ENHANCED_PACKET, 20 + padded(length) + optionLength(4) + 4);
  put32(block, 8, interfaceIndex);
  put32(block, 12, Math.floor(unixMicroseconds / 0x1_0000_0000));
  put32(block, 16, unixMicroseconds % 0x1_0000_0000);
  put32(block, 20, length);
  put32(block, 24, length);
  block.set(octets, 28);
  // epb_flags, bits 0 and 1: 1 inbound, 2 outbound.
  putOption(block, 28 + padded(length), OPTION.packetFlags, Uint8Array.of(direction === 'received' ? 1 : 2, 0, 0, 0));
  return block;
}

/** What link type 204 holds: one octet of direction, then the frame from its address field on, with its FCS. */
export function pppRecord(frame: Uint8Array, direction: CaptureDirection): Uint8Array {
  const record = new Uint8Array(1 + frame.length);
  record[0] = direction === 'sent' ? 1 : 0;
  record.set(frame, 1);
  return record;
}

const COOKED_HEADER_OCTETS = 16;
const PACKET_OUTGOING = 4;

/** What link type 177 holds: Linux's cooked header, then the LAPD frame without its FCS. */
export function lapdRecord(frame: Uint8Array, direction: CaptureDirection, side: 'user' | 'network' = 'user'): Uint8Array {
  const record = new Uint8Array(COOKED_HEADER_OCTETS + frame.length);
  if (direction === 'sent') record[1] = PACKET_OUTGOING;
  // ARPHRD_LAPD is 8445; the address is one octet, which says whether the capturing side is the network.
  record[2] = 0x20;
  record[3] = 0xfd;
  record[5] = 1;
  record[6] = side === 'network' ? 1 : 0;
  // ETH_P_LAPD
  record[15] = 0x30;
  record.set(frame, COOKED_HEADER_OCTETS);
  return record;
}

/** A block of that type around a body of so many octets: both lengths are there. */
function allocate(type: number, bodyLength: number): Uint8Array {
  const total = bodyLength + 12;
  const block = new Uint8Array(total);
  put32(block, 0, type);
  put32(block, 4, total);
  put32(block, total - 4, total);
  return block;
}

function padded(length: number): number {
  return (length + 3) & ~3;
}

function optionLength(length: number): number {
  return 4 + padded(length);
}

/** Returns the offset behind the option; the end-of-options option is the zeros that the block already has there. */
function putOption(block: Uint8Array, offset: number, code: number, value: Uint8Array): number {
  put16(block, offset, code);
  put16(block, offset + 2, value.length);
  block.set(value, offset + 4);
  return offset + optionLength(value.length);
}

function put16(block: Uint8Array, offset: number, value: number): void {
  block[offset] = value & 0xff;
  block[offset + 1] = (value >>> 8) & 0xff;
}

function put32(block: Uint8Array, offset: number, value: number): void {
  put16(block, offset, value & 0xffff);
  put16(block, offset + 2, value >>> 16);
}
