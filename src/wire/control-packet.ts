// The packet format that LCP and every NCP share (RFC 1661 §5): code, identifier, length, data. Options (§6) are
// type, length, data. LCP's and IPCP's option values are in lcp.ts and ipcp.ts; here they are raw, so that an unknown
// option can be sent back in a Configure-Reject octet for octet.

import { octetAt, octetsBetween } from '../base/octets.ts';
import { ok, type Result } from '../base/result.ts';
import { malformed, type Codec, type WireError } from './codec.ts';

export const CONTROL_CODE = {
  ConfigureRequest: 1,
  ConfigureAck: 2,
  ConfigureNak: 3,
  ConfigureReject: 4,
  TerminateRequest: 5,
  TerminateAck: 6,
  CodeReject: 7,
  ProtocolReject: 8,
  EchoRequest: 9,
  EchoReply: 10,
  DiscardRequest: 11,
} as const;

/** One option of a Configure packet: its data (at most 253 octets) without the type and length octets. */
export interface RawOption {
  readonly type: number;
  readonly data: Uint8Array;
}

/** A parsed control packet; `code` stays a number, for an unknown one must be answered with Code-Reject. */
export interface ControlPacket {
  readonly code: number;
  readonly identifier: number;
  /** Everything behind the length field, padding removed. */
  readonly data: Uint8Array;
}

/** Code, identifier and length. */
export const CONTROL_HEADER_OCTETS = 4;

export const CONTROL_PACKET: Codec<ControlPacket> = {
  parse(octets) {
    if (octets.length < CONTROL_HEADER_OCTETS) return malformed(octets.length, 'packet too short');
    const length = (octetAt(octets, 2) << 8) | octetAt(octets, 3);
    if (length < CONTROL_HEADER_OCTETS || length > octets.length) return malformed(2, 'invalid length');
    // §5: octets beyond the length are padding.
    return ok({ code: octetAt(octets, 0), identifier: octetAt(octets, 1), data: octetsBetween(octets, CONTROL_HEADER_OCTETS, length) });
  },
  serialize(packet) {
    const length = CONTROL_HEADER_OCTETS + packet.data.length;
    const octets = new Uint8Array(length);
    octets[0] = packet.code;
    octets[1] = packet.identifier;
    octets[2] = length >>> 8;
    octets[3] = length & 0xff;
    octets.set(packet.data, CONTROL_HEADER_OCTETS);
    return octets;
  },
};

/** The options in the data of a Configure packet. */
export function parseOptions(data: Uint8Array): Result<readonly RawOption[], WireError> {
  const options: RawOption[] = [];
  let offset = 0;
  while (offset < data.length) {
    if (offset + 2 > data.length) return malformed(offset, 'option cut short');
    const length = octetAt(data, offset + 1);
    if (length < 2 || offset + length > data.length) return malformed(offset + 1, 'invalid option length');
    options.push({ type: octetAt(data, offset), data: octetsBetween(data, offset + 2, offset + length) });
    offset += length;
  }
  return ok(options);
}

/** The same where each option is read further, and one that makes no sense spoils all. `start` is where the data stand in their packet. */
export function parseEach<Option>(
  data: Uint8Array,
  start: number,
  parse: (option: RawOption, offset: number) => Result<Option, WireError>,
): Result<readonly Option[], WireError> {
  const raw = parseOptions(data);
  if (!raw.ok) return malformed(start + raw.error.offset, raw.error.message);
  const options: Option[] = [];
  let offset = start;
  for (const each of raw.value) {
    const option = parse(each, offset);
    if (!option.ok) return option;
    options.push(option.value);
    offset += 2 + each.data.length;
  }
  return ok(options);
}

export function serializeOptions(options: readonly RawOption[]): Uint8Array {
  let length = 0;
  for (const option of options) length += 2 + option.data.length;
  const octets = new Uint8Array(length);
  let offset = 0;
  for (const option of options) {
    octets[offset] = option.type;
    octets[offset + 1] = 2 + option.data.length;
    octets.set(option.data, offset + 2);
    offset += 2 + option.data.length;
  }
  return octets;
}
