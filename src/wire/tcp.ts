// TCP segments (RFC 9293 §3.1) with their options; of these only the maximum segment size is known by name. The checksum
// covers the addresses of the IP datagram around it: it is computed by serialize and checked by parse. The reserved bits
// are sent as zero and ignored, as the standard wants.

import type { Ipv4Address } from '../base/ipv4.ts';
import { octetAt, octetsBetween, setUint16, setUint32, uint16At, uint32At } from '../base/octets.ts';
import { ok, type Result } from '../base/result.ts';
import { malformed, type WireError } from './codec.ts';
import { IP_PROTOCOL } from './ipv4.ts';
import { transportChecksum } from './transport-checksum.ts';

/** Control bits. */
export const TCP_FLAG = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10, urg: 0x20, ece: 0x40, cwr: 0x80 } as const;

export type TcpOption =
  | { readonly kind: 'noOperation' }
  | { readonly kind: 'maximumSegmentSize'; readonly octets: number }
  | { readonly kind: 'unknown'; readonly code: number; readonly data: Uint8Array };

export interface TcpSegment {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  /** Meaningful where the flag `ack` is set. */
  readonly acknowledgment: number;
  /** An or of TCP_FLAG. */
  readonly flags: number;
  readonly window: number;
  readonly urgentPointer: number;
  /** At most 40 octets. */
  readonly options: readonly TcpOption[];
  readonly data: Uint8Array;
}

const HEADER_OCTETS = 20;
const OPTION = { end: 0, noOperation: 1, maximumSegmentSize: 2 } as const;
const NO_OPTIONS: readonly TcpOption[] = [];

export function parseTcp(octets: Uint8Array, source: Ipv4Address, destination: Ipv4Address): Result<TcpSegment, WireError> {
  if (octets.length < HEADER_OCTETS) return malformed(octets.length, 'header too short');
  const headerLength = (octetAt(octets, 12) >>> 4) * 4;
  if (headerLength < HEADER_OCTETS || headerLength > octets.length) return malformed(12, 'invalid data offset');
  if (transportChecksum(octets, IP_PROTOCOL.tcp, source, destination) !== 0) return malformed(16, 'bad checksum');
  const options = headerLength === HEADER_OCTETS ? ok(NO_OPTIONS) : parseOptions(octets, headerLength);
  if (!options.ok) return options;
  return ok({
    sourcePort: uint16At(octets, 0),
    destinationPort: uint16At(octets, 2),
    sequence: uint32At(octets, 4),
    acknowledgment: uint32At(octets, 8),
    flags: octetAt(octets, 13),
    window: uint16At(octets, 14),
    urgentPointer: uint16At(octets, 18),
    options: options.value,
    data: octetsBetween(octets, headerLength),
  });
}

function parseOptions(octets: Uint8Array, end: number): Result<readonly TcpOption[], WireError> {
  const options: TcpOption[] = [];
  for (let at = HEADER_OCTETS; at < end; ) {
    const code = octetAt(octets, at);
    if (code === OPTION.end) break;
    if (code === OPTION.noOperation) {
      options.push({ kind: 'noOperation' });
      at += 1;
      continue;
    }
    const length = at + 1 < end ? octetAt(octets, at + 1) : 0;
    if (length < 2 || at + length > end) return malformed(at, 'invalid option length');
    if (code === OPTION.maximumSegmentSize && length === 4) options.push({ kind: 'maximumSegmentSize', octets: uint16At(octets, at + 2) });
    else options.push({ kind: 'unknown', code, data: octets.slice(at + 2, at + length) });
    at += length;
  }
  return ok(options);
}

export function serializeTcp(segment: TcpSegment, source: Ipv4Address, destination: Ipv4Address): Uint8Array {
  let optionOctets = 0;
  for (const option of segment.options) optionOctets += lengthOf(option);
  const headerLength = HEADER_OCTETS + ((optionOctets + 3) & ~3);
  const octets = new Uint8Array(headerLength + segment.data.length);
  setUint16(octets, 0, segment.sourcePort);
  setUint16(octets, 2, segment.destinationPort);
  setUint32(octets, 4, segment.sequence);
  setUint32(octets, 8, segment.acknowledgment);
  octets[12] = (headerLength >>> 2) << 4;
  octets[13] = segment.flags;
  setUint16(octets, 14, segment.window);
  setUint16(octets, 18, segment.urgentPointer);
  let at = HEADER_OCTETS;
  for (const option of segment.options) at = writeOption(octets, at, option);
  octets.set(segment.data, headerLength);
  setUint16(octets, 16, transportChecksum(octets, IP_PROTOCOL.tcp, source, destination));
  return octets;
}

function lengthOf(option: TcpOption): number {
  return option.kind === 'noOperation' ? 1 : option.kind === 'maximumSegmentSize' ? 4 : 2 + option.data.length;
}

function writeOption(octets: Uint8Array, at: number, option: TcpOption): number {
  const length = lengthOf(option);
  if (option.kind === 'noOperation') {
    octets[at] = OPTION.noOperation;
    return at + 1;
  }
  octets[at] = option.kind === 'maximumSegmentSize' ? OPTION.maximumSegmentSize : option.code;
  octets[at + 1] = length;
  if (option.kind === 'maximumSegmentSize') setUint16(octets, at + 2, option.octets);
  else octets.set(option.data, at + 2);
  return at + length;
}
