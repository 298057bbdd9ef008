// The packets of the Bandwidth Allocation Protocol (RFC 2125 §6, §7), PPP protocol 0xC02D: requests to add a link, to be called
// with one or to drop one, what became of a call, and the responses to them. A known option or a sub-option with a length that it
// cannot have makes the packet malformed; unknown ones are kept, so that a reader may pass over them. Whether the options of a packet
// are those that it must have is not looked at here.

import { octetAt, octetsBetween, setUint16, toText, uint16At } from '../base/octets.ts';
import { ok, type Result } from '../base/result.ts';
import { malformed, type Codec, type WireError } from './codec.ts';
import { CONTROL_PACKET, parseEach, parseOptions, serializeOptions, type RawOption } from './control-packet.ts';
import { setText } from './text.ts';

export const BAP_REQUESTS = ['CallRequest', 'CallbackRequest', 'LinkDropQueryRequest', 'CallStatusIndication'] as const;
export const BAP_RESPONSES = ['CallResponse', 'CallbackResponse', 'LinkDropQueryResponse', 'CallStatusResponse'] as const;
export type BapRequestKind = (typeof BAP_REQUESTS)[number];
export type BapResponseKind = (typeof BAP_RESPONSES)[number];
export type BapKind = BapRequestKind | BapResponseKind;

/** RFC 2125 §6: the codes follow each other, a response behind its request. */
const KINDS: readonly (BapKind | undefined)[] = [
  undefined, 'CallRequest', 'CallResponse', 'CallbackRequest', 'CallbackResponse', 'LinkDropQueryRequest', 'LinkDropQueryResponse',
  'CallStatusIndication', 'CallStatusResponse',
];

/** §6.1: granted; not now; not done here; no more links are to be had. */
export const BAP_ANSWERS = ['ack', 'nak', 'rej', 'full-nak'] as const;
export type BapAnswer = (typeof BAP_ANSWERS)[number];

export const BAP_OPTION = { linkType: 1, phoneDelta: 2, noPhoneNumberNeeded: 3, reason: 4, linkDiscriminator: 5, callStatus: 6 } as const;

/** §7.1: bits, of which several may be set. */
export const LINK_TYPE = { isdn: 1, x25: 2, analog: 4, switchedDigital: 8, isdnVoice: 16 } as const;

/** §7.2: how a number differs from one that the peer knows: so many of its last digits are others. */
export interface PhoneDelta {
  readonly uniqueDigits: number;
  readonly subscriberNumber?: string;
  readonly subAddress?: string;
}

export type BapOption =
  | { readonly kind: 'linkType'; readonly kilobits: number; readonly types: number }
  | ({ readonly kind: 'phoneDelta' } & PhoneDelta)
  | { readonly kind: 'noPhoneNumberNeeded' }
  | { readonly kind: 'reason'; readonly text: string }
  | { readonly kind: 'linkDiscriminator'; readonly discriminator: number }
  /** §7.6: a cause of Q.931, 0 for a call that came about, 255 for none that can be named. */
  | { readonly kind: 'callStatus'; readonly status: number; readonly retry: boolean }
  | { readonly kind: 'unknown'; readonly type: number; readonly data: Uint8Array };

export interface BapRequest {
  readonly kind: BapRequestKind;
  readonly identifier: number;
  readonly options: readonly BapOption[];
}

export interface BapResponse {
  readonly kind: BapResponseKind;
  readonly identifier: number;
  readonly answer: BapAnswer;
  readonly options: readonly BapOption[];
}

export type BapPacket = BapRequest | BapResponse;

const HEADER_OCTETS = 4;
const UNIQUE_DIGITS = 1;
const SUBSCRIBER_NUMBER = 2;
const SUB_ADDRESS = 3;
/** What an option's length leaves for its data. */
const MOST_DATA_OCTETS = 253;

export const BAP: Codec<BapPacket> = {
  parse(octets) {
    const packet = CONTROL_PACKET.parse(octets);
    if (!packet.ok) return packet;
    const { code, identifier, data } = packet.value;
    const kind = KINDS[code];
    if (kind === undefined) return malformed(0, `unknown code ${code}`);
    if (!isResponse(kind)) {
      const options = parseEach(data, HEADER_OCTETS, parseOption);
      return options.ok ? ok({ kind, identifier, options: options.value }) : options;
    }
    if (data.length === 0) return malformed(HEADER_OCTETS, 'no response code');
    const answer = BAP_ANSWERS[octetAt(data, 0)];
    if (answer === undefined) return malformed(HEADER_OCTETS, `unknown response code ${octetAt(data, 0)}`);
    const options = parseEach(octetsBetween(data, 1), HEADER_OCTETS + 1, parseOption);
    return options.ok ? ok({ kind, identifier, answer, options: options.value }) : options;
  },
  serialize(packet) {
    const options = serializeOptions(packet.options.map(serializeOption));
    const code = KINDS.indexOf(packet.kind);
    if (!('answer' in packet)) return CONTROL_PACKET.serialize({ code, identifier: packet.identifier, data: options });
    const data = new Uint8Array(1 + options.length);
    data[0] = BAP_ANSWERS.indexOf(packet.answer);
    data.set(options, 1);
    return CONTROL_PACKET.serialize({ code, identifier: packet.identifier, data });
  },
};

export function isResponse(kind: BapKind): kind is BapResponseKind {
  return BAP_RESPONSES.some((each) => each === kind);
}

/** `offset` is that of the option in its packet. */
function parseOption({ type, data }: RawOption, offset: number): Result<BapOption, WireError> {
  const wrongLength = (): ReturnType<typeof malformed> => malformed(offset + 1, 'invalid option length');
  switch (type) {
    case BAP_OPTION.linkType:
      return data.length === 3 ? ok({ kind: 'linkType', kilobits: uint16At(data, 0), types: octetAt(data, 2) }) : wrongLength();
    case BAP_OPTION.phoneDelta:
      return parsePhoneDelta(data, offset + 2);
    case BAP_OPTION.noPhoneNumberNeeded:
      return data.length === 0 ? ok({ kind: 'noPhoneNumberNeeded' }) : wrongLength();
    case BAP_OPTION.reason:
      return ok({ kind: 'reason', text: toText(data) });
    case BAP_OPTION.linkDiscriminator:
      return data.length === 2 ? ok({ kind: 'linkDiscriminator', discriminator: uint16At(data, 0) }) : wrongLength();
    case BAP_OPTION.callStatus:
      return data.length === 2 ? ok({ kind: 'callStatus', status: octetAt(data, 0), retry: octetAt(data, 1) === 1 }) : wrongLength();
    default:
      return ok({ kind: 'unknown', type, data });
  }
}

/** Without Unique-Digits nobody knows what to do with the rest; other sub-options than the three are passed over. */
function parsePhoneDelta(data: Uint8Array, offset: number): Result<BapOption, WireError> {
  const raw = parseOptions(data);
  if (!raw.ok) return malformed(offset + raw.error.offset, raw.error.message);
  const found = new Map(raw.value.map((each) => [each.type, each.data]));
  const unique = found.get(UNIQUE_DIGITS);
  if (unique?.length !== 1) return malformed(offset, 'phone delta without unique digits');
  const number = found.get(SUBSCRIBER_NUMBER);
  const subAddress = found.get(SUB_ADDRESS);
  return ok({
    kind: 'phoneDelta',
    uniqueDigits: octetAt(unique, 0),
    ...(number === undefined ? {} : { subscriberNumber: toText(number) }),
    ...(subAddress === undefined ? {} : { subAddress: toText(subAddress) }),
  });
}

function serializeOption(option: BapOption): RawOption {
  switch (option.kind) {
    case 'linkType': {
      const data = new Uint8Array(3);
      setUint16(data, 0, option.kilobits);
      data[2] = option.types;
      return { type: BAP_OPTION.linkType, data };
    }
    case 'phoneDelta':
      return { type: BAP_OPTION.phoneDelta, data: phoneDeltaOctets(option) };
    case 'noPhoneNumberNeeded':
      return { type: BAP_OPTION.noPhoneNumberNeeded, data: new Uint8Array(0) };
    case 'reason':
      return { type: BAP_OPTION.reason, data: textOctets(option.text, MOST_DATA_OCTETS) };
    case 'linkDiscriminator': {
      const data = new Uint8Array(2);
      setUint16(data, 0, option.discriminator);
      return { type: BAP_OPTION.linkDiscriminator, data };
    }
    case 'callStatus':
      return { type: BAP_OPTION.callStatus, data: Uint8Array.of(option.status, option.retry ? 1 : 0) };
    case 'unknown':
      return { type: option.type, data: option.data };
  }
}

/** The three share an option: what it cannot hold of a text is cut. */
function phoneDeltaOctets({ uniqueDigits, subscriberNumber, subAddress }: PhoneDelta): Uint8Array {
  const parts: RawOption[] = [{ type: UNIQUE_DIGITS, data: Uint8Array.of(uniqueDigits) }];
  let room = MOST_DATA_OCTETS - 3;
  for (const [type, text] of [[SUBSCRIBER_NUMBER, subscriberNumber], [SUB_ADDRESS, subAddress]] as const) {
    if (text === undefined || room < 2) continue;
    const data = textOctets(text, room - 2);
    parts.push({ type, data });
    room -= 2 + data.length;
  }
  return serializeOptions(parts);
}

function textOctets(text: string, most: number): Uint8Array {
  const octets = new Uint8Array(Math.min(text.length, most));
  setText(octets, 0, text, octets.length);
  return octets;
}
