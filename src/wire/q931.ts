// Q.931 messages and information elements (ITU-T Q.931 §4). An element that is not dissected here is kept raw, in its
// place, so that an exchange forwards what it does not understand. Codeset shifts are kept as raw elements.

import { octetAt, octetsBetween, uint16At } from '../base/octets.ts';
import { ok, type Result } from '../base/result.ts';
import { malformed, type Codec, type WireError } from './codec.ts';
import type { PrimaryChannels } from './q931-channel.ts';
import { elementLength, parseElement, SINGLE_OCTET, writeElement } from './q931-elements.ts';

export { bearerContents, bearerOf, type BearerName } from './q931-bearer.ts';
export { elementOctets, Q931_ELEMENT } from './q931-elements.ts';

export const Q931_MESSAGE = {
  ALERTING: 0x01,
  CALL_PROCEEDING: 0x02,
  PROGRESS: 0x03,
  SETUP: 0x05,
  CONNECT: 0x07,
  SETUP_ACKNOWLEDGE: 0x0d,
  CONNECT_ACKNOWLEDGE: 0x0f,
  DISCONNECT: 0x45,
  RESTART: 0x46,
  RELEASE: 0x4d,
  RESTART_ACKNOWLEDGE: 0x4e,
  RELEASE_COMPLETE: 0x5a,
  SEGMENT: 0x60,
  FACILITY: 0x62,
  NOTIFY: 0x6e,
  STATUS_ENQUIRY: 0x75,
  INFORMATION: 0x7b,
  STATUS: 0x7d,
} as const;

export type Q931MessageName = keyof typeof Q931_MESSAGE;

/** Length 0 is the dummy call reference (value 0). The flag is 0 from the side that chose the value, 1 towards it. */
export interface CallReference {
  readonly length: 0 | 1 | 2;
  readonly flag: 0 | 1;
  readonly value: number;
}

export interface NumberElement {
  /** Type of number, 0 unknown, 2 national, 4 subscriber (§4.5.8). */
  readonly numberType: number;
  /** Numbering plan, 1 E.164, 0 unknown. */
  readonly plan: number;
  readonly digits: string;
  /** Octet 3a of a calling party number: presentation (0..3) and screening (0..3) indicators. */
  readonly presentation?: number;
  readonly screening?: number;
}

export type InformationElement =
  /** The contents octets whole (0x8890 is unrestricted 64 kbit/s); dissected by bearerOf(). */
  | { readonly kind: 'bearerCapability'; readonly contents: Uint8Array }
  /** Channel identification on basic rate: channel 1 or 2, 3 any, 0 none (§4.5.13). */
  | { readonly kind: 'channelIdentification'; readonly channel: 0 | 1 | 2 | 3; readonly exclusive: boolean }
  /** The same on primary rate. */
  | ({ readonly kind: 'primaryChannels' } & PrimaryChannels)
  | ({ readonly kind: 'callingPartyNumber' } & NumberElement)
  | ({ readonly kind: 'calledPartyNumber' } & NumberElement)
  /** Subaddresses (§4.5.9, §4.5.11) of type NSAP whose authority and format identifier is 0x50: characters of IA5. */
  | { readonly kind: 'callingPartySubaddress'; readonly text: string }
  | { readonly kind: 'calledPartySubaddress'; readonly text: string }
  | { readonly kind: 'keypadFacility'; readonly digits: string }
  /** Location 0 user, 1 private local, 2 public local, ... (Q.850 §2.2.3); cause value of Q.850 Table 1. */
  | { readonly kind: 'cause'; readonly location: number; readonly value: number; readonly diagnostics: Uint8Array }
  | { readonly kind: 'callState'; readonly value: number }
  | { readonly kind: 'progressIndicator'; readonly location: number; readonly description: number }
  | { readonly kind: 'display'; readonly text: string }
  | { readonly kind: 'spid'; readonly spid: string }
  /** National ISDN endpoint identifier: user service identifier and terminal identifier. */
  | { readonly kind: 'endpointIdentifier'; readonly usid: number; readonly tid: number; readonly interpreter: boolean }
  | { readonly kind: 'sendingComplete' }
  /** One octet (identifier 0x80 and above) or identifier, length, contents. */
  | { readonly kind: 'raw'; readonly identifier: number; readonly contents: Uint8Array };

export interface Q931Message {
  readonly callReference: CallReference;
  /** A value of Q931_MESSAGE, or any other octet. */
  readonly messageType: number;
  readonly elements: readonly InformationElement[];
}

const PROTOCOL_DISCRIMINATOR = 0x08;

export const Q931_CODEC: Codec<Q931Message> = {
  parse(octets) {
    // §5.8.1, §5.8.2: another protocol, or a message too short for its message type, is ignored by who receives it.
    if (octets[0] !== PROTOCOL_DISCRIMINATOR) return malformed(0, 'protocol discriminator is not call control');
    if (octets.length < 3) return malformed(octets.length, 'message too short');
    const length = octetAt(octets, 1);
    // §4.3: bits 8 to 5 are zero; one octet on basic rate, two on primary rate.
    if (length !== 0 && length !== 1 && length !== 2) return malformed(1, 'invalid call reference length');
    if (octets.length < 3 + length) return malformed(octets.length, 'message too short');
    const elements = parseElements(octets, 3 + length);
    if (!elements.ok) return elements;
    return ok({
      callReference: parseCallReference(octets, length),
      messageType: octetAt(octets, 2 + length),
      elements: elements.value,
    });
  },
  serialize({ callReference, messageType, elements }) {
    let length = 3 + callReference.length;
    for (const element of elements) length += elementLength(element);
    const octets = new Uint8Array(length);
    octets[0] = PROTOCOL_DISCRIMINATOR;
    octets[1] = callReference.length;
    const flag = callReference.flag << 7;
    if (callReference.length === 1) octets[2] = flag | callReference.value;
    if (callReference.length === 2) {
      octets[2] = flag | (callReference.value >>> 8);
      octets[3] = callReference.value & 0xff;
    }
    let offset = 2 + callReference.length;
    octets[offset] = messageType;
    offset += 1;
    for (const element of elements) offset = writeElement(octets, offset, element);
    return octets;
  },
};

/** The message's first element of that kind. One whose contents could not be dissected is raw and is not found so. */
export function findElement<Kind extends InformationElement['kind']>(
  message: Q931Message,
  kind: Kind,
): Extract<InformationElement, { readonly kind: Kind }> | undefined {
  return message.elements.find(
    (element): element is Extract<InformationElement, { readonly kind: Kind }> => element.kind === kind,
  );
}

function parseCallReference(octets: Uint8Array, length: 0 | 1 | 2): CallReference {
  if (length === 0) return { length, flag: 0, value: 0 };
  const flag = octetAt(octets, 2) & 0x80 ? 1 : 0;
  return { length, flag, value: length === 1 ? octetAt(octets, 2) & 0x7f : uint16At(octets, 2) & 0x7fff };
}

function parseElements(octets: Uint8Array, start: number): Result<readonly InformationElement[], WireError> {
  const elements: InformationElement[] = [];
  // §4.5.2 to §4.5.4: a locking shift holds for the rest of the message, a non-locking one for the next element.
  let locked = 0;
  let codeset = 0;
  let offset = start;
  while (offset < octets.length) {
    const identifier = octetAt(octets, offset);
    let end = offset + 1;
    let contents = octetsBetween(octets, end, end);
    if (identifier < SINGLE_OCTET) {
      end = offset + 2 + octetAt(octets, offset + 1);
      if (offset + 1 >= octets.length || end > octets.length) return malformed(offset, 'element runs past the end');
      contents = octetsBetween(octets, offset + 2, end);
    }
    if ((identifier & 0xf0) === SHIFT) {
      elements.push({ kind: 'raw', identifier, contents });
      codeset = identifier & 7;
      if (!(identifier & NON_LOCKING)) locked = codeset;
    } else {
      elements.push(codeset === 0 ? parseElement(identifier, contents) : { kind: 'raw', identifier, contents });
      codeset = locked;
    }
    offset = end;
  }
  return ok(elements);
}

const SHIFT = 0x90;
const NON_LOCKING = 0x08;
