// The packets of Microsoft's Callback Control Protocol ([MS-CBCP] 2.2.3, 2.2.4), PPP protocol 0xC029: the answering end's
// Request lists the kinds of callback that it offers, the caller's Response takes one, the Ack repeats that. What real ends
// send otherwise than specified is taken: a user's number without its address field, an address field without a
// number and its NUL, address types other than 1. Whether an answer fits its question is not looked at here.

import { octetAt, octetsBetween } from '../base/octets.ts';
import { ok, type Result } from '../base/result.ts';
import { malformed, type Codec, type WireError } from './codec.ts';
import { CONTROL_PACKET, parseEach, serializeOptions, type RawOption } from './control-packet.ts';
import { setText, textBetween } from './text.ts';

export const CBCP_CODE = { CallbackRequest: 1, CallbackResponse: 2, CallbackAck: 3 } as const;

export type CbcpPacketKind = keyof typeof CBCP_CODE;

export const CBCP_TYPE = { none: 1, user: 2, administrator: 3, list: 4 } as const;

export type CbcpOption =
  | { readonly kind: 'none' }
  /** The number is empty in a Request: the caller is to say it. */
  | { readonly kind: 'user'; readonly delaySeconds: number; readonly number: string }
  /** The answering end has the number, and does not tell it. */
  | { readonly kind: 'administrator'; readonly delaySeconds: number }
  /** Numbers of which one is to be chosen; in a Response that one. */
  | { readonly kind: 'list'; readonly delaySeconds: number; readonly numbers: readonly string[] }
  | { readonly kind: 'unknown'; readonly type: number; readonly data: Uint8Array };

export interface CbcpPacket {
  readonly kind: CbcpPacketKind;
  readonly identifier: number;
  readonly options: readonly CbcpOption[];
}

const KINDS: readonly (CbcpPacketKind | undefined)[] = [undefined, 'CallbackRequest', 'CallbackResponse', 'CallbackAck'];
/** [MS-CBCP] 2.2.3: PSTN or ISDN, which is the only one there is. */
const PSTN_OR_ISDN = 1;
const HEADER_OCTETS = 4;
/** An option's data after the delay: 255 octets less type, length and delay. */
const MOST_ADDRESS_OCTETS = 252;

export const CBCP: Codec<CbcpPacket> = {
  parse(octets) {
    const packet = CONTROL_PACKET.parse(octets);
    if (!packet.ok) return packet;
    const { code, identifier, data } = packet.value;
    const kind = KINDS[code];
    if (kind === undefined) return malformed(0, `unknown code ${code}`);
    const options = parseEach(data, HEADER_OCTETS, parseOption);
    return options.ok ? ok({ kind, identifier, options: options.value }) : options;
  },
  serialize({ kind, identifier, options }) {
    return CONTROL_PACKET.serialize({ code: CBCP_CODE[kind], identifier, data: serializeOptions(options.map(serializeOption)) });
  },
};

/** `offset` is that of the option in its packet. */
function parseOption({ type, data }: RawOption, offset: number): Result<CbcpOption, WireError> {
  if (type === CBCP_TYPE.none) return ok({ kind: 'none' });
  if (type < CBCP_TYPE.user || type > CBCP_TYPE.list) return ok({ kind: 'unknown', type, data });
  if (data.length === 0) return malformed(offset + 1, 'option without a callback delay');
  const delaySeconds = octetAt(data, 0);
  if (type === CBCP_TYPE.administrator) return ok({ kind: 'administrator', delaySeconds });
  const numbers = parseAddresses(data, offset + 2);
  if (!numbers.ok) return numbers;
  if (type === CBCP_TYPE.list) return ok({ kind: 'list', delaySeconds, numbers: numbers.value });
  return ok({ kind: 'user', delaySeconds, number: numbers.value[0] ?? '' });
}

/** Address fields: a type and a number that ends with a NUL. Empty ones say nothing. */
function parseAddresses(data: Uint8Array, offset: number): Result<readonly string[], WireError> {
  const numbers: string[] = [];
  let start = 2;
  while (start < data.length) {
    const end = data.indexOf(0, start);
    if (end < 0) return malformed(offset + start, 'number without its terminating NUL');
    if (end > start) numbers.push(textBetween(data, start, end));
    start = end + 2;
  }
  return ok(numbers);
}

function serializeOption(option: CbcpOption): RawOption {
  switch (option.kind) {
    case 'none':
      return { type: CBCP_TYPE.none, data: new Uint8Array(0) };
    case 'user':
      return { type: CBCP_TYPE.user, data: withAddresses(option.delaySeconds, [option.number]) };
    case 'administrator':
      return { type: CBCP_TYPE.administrator, data: Uint8Array.of(option.delaySeconds) };
    case 'list':
      return { type: CBCP_TYPE.list, data: withAddresses(option.delaySeconds, option.numbers) };
    case 'unknown':
      return { type: option.type, data: option.data };
  }
}

/** What an option cannot hold is left out: numbers as a whole, of the first as many characters as there is room for. */
function withAddresses(delaySeconds: number, numbers: readonly string[]): Uint8Array {
  const data = new Uint8Array(1 + MOST_ADDRESS_OCTETS);
  data[0] = delaySeconds;
  let length = 1;
  for (const number of numbers) {
    const characters = length === 1 ? Math.min(number.length, MOST_ADDRESS_OCTETS - 2) : number.length;
    if (length + characters + 2 > data.length) break;
    data[length] = PSTN_OR_ISDN;
    length = setText(data, length + 1, number, characters) + 1;
  }
  return octetsBetween(data, 0, length);
}
