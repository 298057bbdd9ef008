// Call control messages as the machine makes and reads them (ITU-T Q.931 §3.1 and §4.5): what a SETUP says, the cause and
// the channel in a message, and which contents are refused (§5.8.6, §5.8.7). It speaks values; octets are wire/q931.ts's.

import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { InformationElement, Q931Message, Q931MessageName } from '../../wire/q931.ts';
import { Q931_MESSAGE } from '../../wire/q931.ts';
import { CAUSE } from './timers.ts';
import type { Access, CallSetup, CallStateName, Cause } from './types.ts';

type ElementOf<K extends InformationElement['kind']> = Extract<InformationElement, { readonly kind: K }>;

/** What is wrong with a message: the cause to answer, and the identifier of the element as its diagnostic (Q.850 Table 1). */
export interface MessageError {
  readonly cause: number;
  readonly element: number;
}

const BEARER = 0x04;
const CHANNEL = 0x18;

const UNKNOWN_KIND = { numberType: 0, plan: 0 } as const;

/** Progress description 1 (§4.5.23): call is not end-to-end ISDN. */
const NOT_END_TO_END = 1;

/** The contents octets of the bearer capability (§4.5.5): unrestricted digital, the same with V.110 to 56 kbit/s, speech. */
const BEARER_CONTENTS = {
  '64': Uint8Array.of(0x88, 0x90),
  '56': Uint8Array.of(0x88, 0x90, 0x21, 0x8f),
  'speech': Uint8Array.of(0x80, 0x90, 0xa2),
} as const satisfies Record<CallSetup['bearer'], Uint8Array>;

const NO_DIAGNOSTICS = new Uint8Array(0);

const NAMES = new Map<number, Q931MessageName>(
  // Object.entries forgets that the keys are the names of the messages.
  (Object.entries(Q931_MESSAGE) as [Q931MessageName, number][]).map(([name, value]) => [value, name]),
);

export function messageName(message: Q931Message): Q931MessageName | undefined {
  return NAMES.get(message.messageType);
}

export function elementOf<K extends InformationElement['kind']>(message: Q931Message, kind: K): ElementOf<K> | undefined {
  for (const element of message.elements) {
    // §4.5.1: the first of several counts. The comparison of kinds is the proof that the type system cannot follow.
    if (element.kind === kind) return element as ElementOf<K>;
  }
  return undefined;
}

export function causeElement(cause: Cause, diagnostics: Uint8Array = NO_DIAGNOSTICS): InformationElement {
  return { kind: 'cause', location: cause.location, value: cause.value, diagnostics };
}

/** The cause that a message gives. */
export function causeIn(message: Q931Message): Cause | undefined {
  const element = elementOf(message, 'cause');
  return element === undefined ? undefined : { value: element.value, location: element.location };
}

/** §4.5.13: what names a channel on that kind of interface. */
export function channelElement(access: Access, channel: number | 'any', exclusive: boolean): InformationElement {
  if (access === 'primary') return { kind: 'primaryChannels', channels: channel === 'any' ? 'any' : [channel], exclusive };
  return { kind: 'channelIdentification', channel: channel === 'any' ? 3 : channel === 2 ? 2 : 1, exclusive };
}

/** What a message says of the channel; several may be named where one is wanted, then the first is. */
function channelGiven(message: Q931Message): { readonly channel: number | 'any' | 'none'; readonly exclusive: boolean } | undefined {
  const basic = elementOf(message, 'channelIdentification');
  if (basic !== undefined) return { channel: basic.channel === 3 ? 'any' : basic.channel === 0 ? 'none' : basic.channel, exclusive: basic.exclusive };
  const primary = elementOf(message, 'primaryChannels');
  if (primary === undefined) return undefined;
  const { channels, exclusive } = primary;
  return { channel: typeof channels === 'string' ? channels : (channels[0] ?? 'none'), exclusive };
}

/** The B channel that a message names. */
export function channelIn(message: Q931Message): number | undefined {
  const channel = channelGiven(message)?.channel;
  return typeof channel === 'number' ? channel : undefined;
}

/** SETUP's elements in the order of their identifiers (§4.5.1), behind the single octet, which Table 3-15 has first. */
export function setupElements(setup: CallSetup, side: 'user' | 'network', access: Access): readonly InformationElement[] {
  const elements: InformationElement[] = setup.sendingComplete === true ? [{ kind: 'sendingComplete' }] : [];
  elements.push({ kind: 'bearerCapability', contents: BEARER_CONTENTS[setup.bearer] }, channelElement(access, setup.channel, setup.exclusive));
  if (setup.notEndToEnd === true) elements.push({ kind: 'progressIndicator', location: side === 'network' ? 2 : 0, description: NOT_END_TO_END });
  if (setup.keypad) elements.push({ kind: 'keypadFacility', digits: setup.calledNumber });
  if (setup.callingNumber !== undefined) {
    const kind = 'callingPartyNumber';
    const digits = setup.callingNumber;
    // Octet 3a (§4.5.10): the network vouches for the number that it gives.
    if (side === 'network') elements.push({ kind, numberType: 0, plan: 0, digits, presentation: 0, screening: 3 });
    else elements.push({ kind, numberType: 0, plan: 0, digits });
  }
  if (setup.callingSubaddress !== undefined) elements.push({ kind: 'callingPartySubaddress', text: setup.callingSubaddress });
  if (!setup.keypad && setup.calledNumber !== '') {
    const { numberType, plan } = setup.calledKind ?? UNKNOWN_KIND;
    elements.push({ kind: 'calledPartyNumber', numberType, plan, digits: setup.calledNumber });
  }
  if (setup.calledSubaddress !== undefined) elements.push({ kind: 'calledPartySubaddress', text: setup.calledSubaddress });
  return elements;
}

/** What a received SETUP asks for; `receiver` is our side. */
export function readSetup(message: Q931Message, receiver: 'user' | 'network'): Result<CallSetup, MessageError> {
  const unknown = unknownElement(message);
  if (unknown !== undefined) return err({ cause: CAUSE.ElementNonExistent, element: unknown });
  const bearerElement = elementOf(message, 'bearerCapability');
  if (bearerElement === undefined) return err(missingOrInvalid(message, BEARER));
  if (bearerElement.contents.length < 2) return err({ cause: CAUSE.InvalidElementContents, element: BEARER });
  const bearer = bearerOf(bearerElement.contents);
  if (bearer === undefined) return err({ cause: CAUSE.BearerNotImplemented, element: BEARER });

  const given = channelGiven(message);
  // §3.1.14, Table 3-16: the network must name a channel, the user may.
  if (given === undefined && (receiver === 'user' || hasRaw(message, CHANNEL))) return err(missingOrInvalid(message, CHANNEL));
  if (given?.channel === 'none') return err({ cause: CAUSE.ChannelNotAvailable, element: CHANNEL });
  const called = elementOf(message, 'calledPartyNumber');
  const keypad = called === undefined ? elementOf(message, 'keypadFacility') : undefined;
  const calling = elementOf(message, 'callingPartyNumber');
  return ok({
    bearer,
    calledNumber: called?.digits ?? keypad?.digits ?? '',
    callingNumber: calling?.digits,
    keypad: keypad !== undefined,
    channel: given?.channel ?? 'any',
    exclusive: given?.exclusive ?? false,
    calledKind: undefined,
    calledSubaddress: elementOf(message, 'calledPartySubaddress')?.text,
    callingSubaddress: elementOf(message, 'callingPartySubaddress')?.text,
    sendingComplete: elementOf(message, 'sendingComplete') !== undefined,
    notEndToEnd: elementOf(message, 'progressIndicator')?.description === NOT_END_TO_END,
  });
}

/** §5.8.6: what was to be there is absent, or stands there in octets that the codec could not read. */
function missingOrInvalid(message: Q931Message, element: number): MessageError {
  return { cause: hasRaw(message, element) ? CAUSE.InvalidElementContents : CAUSE.MandatoryElementMissing, element };
}

function hasRaw(message: Q931Message, identifier: number): boolean {
  return message.elements.some((element) => element.kind === 'raw' && element.identifier === identifier);
}

/** §5.8.7.1: an element whose identifier begins with 0000 must be understood; 4 and 8 are known, whatever their contents. */
export function unknownElement(message: Q931Message): number | undefined {
  for (const element of message.elements) {
    if (element.kind === 'raw' && element.identifier < 0x10 && element.identifier !== BEARER && element.identifier !== 0x08) return element.identifier;
  }
  return undefined;
}

function bearerOf(contents: Uint8Array): CallSetup['bearer'] | undefined {
  // Octet 3: information transfer capability. 3.1 kHz audio is a voice call to us.
  const capability = (contents[0] ?? 0) & 0x1f;
  if (capability === 0x00 || capability === 0x10) return 'speech';
  if (capability !== 0x08) return undefined;
  // Octets 5 and 5a: V.110 with a user rate of 56 kbit/s.
  return ((contents[2] ?? 0) & 0x7f) === 0x21 && ((contents[3] ?? 0) & 0x1f) === 0x0f ? '56' : '64';
}

/** The state's number in the Call state element (§4.5.7), the same on both sides. */
export const CALL_STATE_VALUE: Readonly<Record<CallStateName, number>> = {
  'Null': 0,
  'Call Initiated': 1,
  'Overlap Sending': 2,
  'Outgoing Call Proceeding': 3,
  'Call Delivered': 4,
  'Call Present': 6,
  'Call Received': 7,
  'Connect Request': 8,
  'Incoming Call Proceeding': 9,
  'Active': 10,
  'Disconnect Request': 11,
  'Disconnect Indication': 12,
  'Release Request': 19,
  'Overlap Receiving': 25,
};
