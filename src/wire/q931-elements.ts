// Q.931 information elements (ITU-T Q.931 §4.5) and National ISDN's SPID and endpoint identifier, between octets and
// values. An element is dissected only where its value says all that its octets say: with a coding standard, an octet
// group or an extension that the value has no room for it stays raw, so that an exchange forwards it octet for octet.

import { octetAt, octetsBetween } from '../base/octets.ts';
import type { InformationElement } from './q931.ts';
import { parsePrimaryChannels, primaryChannelsLength, writePrimaryChannels } from './q931-channel.ts';
import { setText, textBetween } from './text.ts';

/** Identifiers of Table 4-3, and 0x3A and 0x3B of National ISDN. */
export const Q931_ELEMENT = {
  bearerCapability: 0x04,
  cause: 0x08,
  callState: 0x14,
  channelIdentification: 0x18,
  /** The same element, as primary rate interfaces have it. */
  primaryChannels: 0x18,
  progressIndicator: 0x1e,
  display: 0x28,
  keypadFacility: 0x2c,
  spid: 0x3a,
  endpointIdentifier: 0x3b,
  callingPartyNumber: 0x6c,
  callingPartySubaddress: 0x6d,
  calledPartyNumber: 0x70,
  calledPartySubaddress: 0x71,
  sendingComplete: 0xa1,
} as const;

/** From here on an identifier is the whole element (§4.5.1). */
export const SINGLE_OCTET = 0x80;
const EXTENSION = 0x80;
const MAX_CONTENTS = 255;
/** §4.5.9: extension, type of subaddress NSAP; then the format that ITU-T X.213 gives to characters of IA5. */
const NSAP = 0x80;
const IA5 = 0x50;
/** Figure 4-15: the element has 23 octets at most. */
const MAX_SUBADDRESS = 19;

/** An element of codeset 0 from its contents octets. */
export function parseElement(identifier: number, contents: Uint8Array): InformationElement {
  return dissect(identifier, contents) ?? { kind: 'raw', identifier, contents };
}

function dissect(identifier: number, contents: Uint8Array): InformationElement | undefined {
  const length = contents.length;
  const first = octetAt(contents, 0);
  const second = octetAt(contents, 1);
  switch (identifier) {
    case Q931_ELEMENT.bearerCapability:
      return { kind: 'bearerCapability', contents };
    case Q931_ELEMENT.channelIdentification: {
      // §4.5.13: basic interface, implicit, not the D channel.
      if (length === 1 && (first & 0xf4) === EXTENSION) {
        return { kind: 'channelIdentification', channel: channelOf(first), exclusive: (first & 0x08) !== 0 };
      }
      const primary = parsePrimaryChannels(contents);
      return primary === undefined ? undefined : { kind: 'primaryChannels', ...primary };
    }
    case Q931_ELEMENT.callingPartyNumber:
      return parseCallingPartyNumber(contents);
    case Q931_ELEMENT.calledPartyNumber:
      if (length < 1 || !(first & EXTENSION)) return undefined;
      return {
        kind: 'calledPartyNumber',
        numberType: (first >>> 4) & 7,
        plan: first & 0x0f,
        digits: textBetween(contents, 1, length),
      };
    case Q931_ELEMENT.callingPartySubaddress:
    case Q931_ELEMENT.calledPartySubaddress:
      if (length < 2 || length > 2 + MAX_SUBADDRESS || first !== NSAP || second !== IA5) return undefined;
      return { kind: identifier === Q931_ELEMENT.calledPartySubaddress ? 'calledPartySubaddress' : 'callingPartySubaddress', text: textBetween(contents, 2, length) };
    case Q931_ELEMENT.keypadFacility:
      return { kind: 'keypadFacility', digits: textBetween(contents, 0, length) };
    case Q931_ELEMENT.cause:
      // §4.5.12: ITU-T coding, no octet 3a.
      if (length < 2 || (first & 0xf0) !== EXTENSION || !(second & EXTENSION)) return undefined;
      return { kind: 'cause', location: first & 0x0f, value: second & 0x7f, diagnostics: octetsBetween(contents, 2) };
    case Q931_ELEMENT.callState:
      return length === 1 && (first & 0xc0) === 0 ? { kind: 'callState', value: first } : undefined;
    case Q931_ELEMENT.progressIndicator:
      if (length !== 2 || (first & 0xf0) !== EXTENSION || !(second & EXTENSION)) return undefined;
      return { kind: 'progressIndicator', location: first & 0x0f, description: second & 0x7f };
    case Q931_ELEMENT.display:
      return { kind: 'display', text: textBetween(contents, 0, length) };
    case Q931_ELEMENT.spid:
      return { kind: 'spid', spid: textBetween(contents, 0, length) };
    case Q931_ELEMENT.endpointIdentifier:
      if (length !== 2 || !(first & EXTENSION) || !(second & EXTENSION)) return undefined;
      return { kind: 'endpointIdentifier', usid: first & 0x7f, tid: second & 0x3f, interpreter: (second & 0x40) !== 0 };
    case Q931_ELEMENT.sendingComplete:
      return { kind: 'sendingComplete' };
    default:
      return undefined;
  }
}

function channelOf(octet: number): 0 | 1 | 2 | 3 {
  switch (octet & 3) {
    case 0:
      return 0;
    case 1:
      return 1;
    case 2:
      return 2;
    default:
      return 3;
  }
}

function parseCallingPartyNumber(contents: Uint8Array): InformationElement | undefined {
  const length = contents.length;
  if (length < 1) return undefined;
  const first = octetAt(contents, 0);
  const numberType = (first >>> 4) & 7;
  const plan = first & 0x0f;
  if (first & EXTENSION) return { kind: 'callingPartyNumber', numberType, plan, digits: textBetween(contents, 1, length) };
  const indicators = octetAt(contents, 1);
  if (length < 2 || (indicators & 0x9c) !== EXTENSION) return undefined;
  return {
    kind: 'callingPartyNumber',
    numberType,
    plan,
    digits: textBetween(contents, 2, length),
    presentation: (indicators >>> 5) & 3,
    screening: indicators & 3,
  };
}

/** The contents octets, without identifier and length: what `debug isdn q931` shows. */
export function elementOctets(element: InformationElement): Uint8Array {
  const octets = new Uint8Array(elementLength(element));
  writeElement(octets, 0, element);
  return octetsBetween(octets, octets.length === 1 ? 1 : 2);
}

/** Octets that the element takes, its identifier and length included. */
export function elementLength(element: InformationElement): number {
  if (element.kind === 'sendingComplete') return 1;
  if (element.kind === 'raw' && element.identifier >= SINGLE_OCTET) return 1;
  return 2 + contentsLength(element);
}

function contentsLength(element: InformationElement): number {
  switch (element.kind) {
    case 'bearerCapability':
    case 'raw':
      return element.contents.length;
    case 'channelIdentification':
    case 'callState':
      return 1;
    case 'primaryChannels':
      return primaryChannelsLength(element);
    case 'progressIndicator':
    case 'endpointIdentifier':
      return 2;
    case 'callingPartyNumber':
      return Math.min((hasIndicators(element) ? 2 : 1) + element.digits.length, MAX_CONTENTS);
    case 'calledPartyNumber':
      return Math.min(1 + element.digits.length, MAX_CONTENTS);
    case 'callingPartySubaddress':
    case 'calledPartySubaddress':
      return 2 + Math.min(element.text.length, MAX_SUBADDRESS);
    case 'keypadFacility':
      return Math.min(element.digits.length, MAX_CONTENTS);
    case 'cause':
      return 2 + element.diagnostics.length;
    case 'display':
      return Math.min(element.text.length, MAX_CONTENTS);
    case 'spid':
      return Math.min(element.spid.length, MAX_CONTENTS);
    case 'sendingComplete':
      return 0;
  }
}

function hasIndicators(element: { readonly presentation?: number; readonly screening?: number }): boolean {
  return element.presentation !== undefined || element.screening !== undefined;
}

/** Writes the element at the offset; returns the offset behind it. */
export function writeElement(octets: Uint8Array, offset: number, element: InformationElement): number {
  if (element.kind === 'raw' || element.kind === 'sendingComplete') {
    const identifier = element.kind === 'raw' ? element.identifier : Q931_ELEMENT.sendingComplete;
    octets[offset] = identifier;
    if (element.kind === 'sendingComplete' || identifier >= SINGLE_OCTET) return offset + 1;
    octets[offset + 1] = element.contents.length;
    octets.set(element.contents, offset + 2);
    return offset + 2 + element.contents.length;
  }
  const length = contentsLength(element);
  const start = offset + 2;
  const end = start + length;
  octets[offset] = Q931_ELEMENT[element.kind];
  octets[offset + 1] = length;
  switch (element.kind) {
    case 'bearerCapability':
      octets.set(element.contents, start);
      return end;
    case 'channelIdentification':
      octets[start] = EXTENSION | (element.exclusive ? 0x08 : 0) | element.channel;
      return end;
    case 'primaryChannels':
      return writePrimaryChannels(octets, start, element);
    case 'callingPartyNumber': {
      const first = (element.numberType << 4) | element.plan;
      if (!hasIndicators(element)) {
        octets[start] = EXTENSION | first;
        return setText(octets, start + 1, element.digits, length - 1);
      }
      octets[start] = first;
      octets[start + 1] = EXTENSION | ((element.presentation ?? 0) << 5) | (element.screening ?? 0);
      return setText(octets, start + 2, element.digits, length - 2);
    }
    case 'calledPartyNumber':
      octets[start] = EXTENSION | (element.numberType << 4) | element.plan;
      return setText(octets, start + 1, element.digits, length - 1);
    case 'callingPartySubaddress':
    case 'calledPartySubaddress':
      octets[start] = NSAP;
      octets[start + 1] = IA5;
      return setText(octets, start + 2, element.text, length - 2);
    case 'keypadFacility':
      return setText(octets, start, element.digits, length);
    case 'cause':
      octets[start] = EXTENSION | element.location;
      octets[start + 1] = EXTENSION | element.value;
      octets.set(element.diagnostics, start + 2);
      return end;
    case 'callState':
      octets[start] = element.value;
      return end;
    case 'progressIndicator':
      octets[start] = EXTENSION | element.location;
      octets[start + 1] = EXTENSION | element.description;
      return end;
    case 'display':
      return setText(octets, start, element.text, length);
    case 'spid':
      return setText(octets, start, element.spid, length);
    case 'endpointIdentifier':
      octets[start] = EXTENSION | element.usid;
      octets[start + 1] = EXTENSION | (element.interpreter ? 0x40 : 0) | element.tid;
      return end;
  }
}
