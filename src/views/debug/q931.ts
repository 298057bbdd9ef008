// `debug isdn q931` and `debug isdn events`: each call control message with its information elements, in the form of IOS
// 12.2: the message's line, then one indented line for each element.

import { octetAt, toHex } from '../../base/octets.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceRecord } from '../../network/trace.ts';
import { isdnCauseText } from '../cause-text.ts';
import { isdnEvents, isdnPrefix } from './isdn-events.ts';
import { isWatched } from './switches.ts';
import { FACILITY_ELEMENT } from '../../wire/advice-of-charge.ts';
import { elementOctets, Q931_MESSAGE, type InformationElement, type Q931Message } from '../../wire/q931.ts';

/** IOS shortens some message names. */
const WORDS: ReadonlyMap<number, string> = new Map([
  [Q931_MESSAGE.ALERTING, 'ALERTING'],
  [Q931_MESSAGE.CALL_PROCEEDING, 'CALL_PROC'],
  [Q931_MESSAGE.PROGRESS, 'PROGRESS'],
  [Q931_MESSAGE.SETUP, 'SETUP'],
  [Q931_MESSAGE.CONNECT, 'CONNECT'],
  [Q931_MESSAGE.SETUP_ACKNOWLEDGE, 'SETUP_ACK'],
  [Q931_MESSAGE.CONNECT_ACKNOWLEDGE, 'CONNECT_ACK'],
  [Q931_MESSAGE.DISCONNECT, 'DISCONNECT'],
  [Q931_MESSAGE.RESTART, 'RESTART'],
  [Q931_MESSAGE.RELEASE, 'RELEASE'],
  [Q931_MESSAGE.RESTART_ACKNOWLEDGE, 'RESTART_ACK'],
  [Q931_MESSAGE.RELEASE_COMPLETE, 'RELEASE_COMP'],
  [Q931_MESSAGE.FACILITY, 'FACILITY'],
  [Q931_MESSAGE.NOTIFY, 'NOTIFY'],
  [Q931_MESSAGE.STATUS_ENQUIRY, 'STATUS_ENQ'],
  [Q931_MESSAGE.INFORMATION, 'INFORMATION'],
  [Q931_MESSAGE.STATUS, 'STATUS'],
]);

export function q931Debug(record: TraceRecord, router: RouterReader): readonly string[] {
  const { event } = record;
  if (event.type !== 'q931.message') return [];
  const where = isdnPrefix(record);
  const messages = isWatched(router, 'isdn.q931', record.interface) ? messageLines(event.direction, event.message) : [];
  const own = messages.map((line, index) => (index === 0 ? where + line : line));
  if (!router.debugging.has('isdn.events')) return own;
  const { before, after } = isdnEvents(record, router);
  return [...before.map((line) => where + line), ...own, ...after.map((line) => where + line)];
}

function messageLines(direction: 'TX' | 'RX', message: Q931Message): readonly string[] {
  const arrow = direction === 'TX' ? 'TX -> ' : 'RX <- ';
  const word = WORDS.get(message.messageType) ?? `0x${hex2(message.messageType)}`;
  const { length, flag, value } = message.callReference;
  const whole = flag === 1 ? value | (length === 2 ? 0x8000 : 0x80) : value;
  const reference = length === 0 ? '(null)' : `0x${whole.toString(16).toUpperCase().padStart(length * 2, '0')}`;
  const head = `${arrow}${word} pd = 8  callref = ${reference}`;
  return [head, ...message.elements.map((element) => `        ${elementText(element)}`)];
}

function elementText(element: InformationElement): string {
  const octets = elementOctets(element);
  const hex = `0x${toHex(octets).toUpperCase()}`;
  switch (element.kind) {
    case 'bearerCapability':
      return `Bearer Capability i = ${hex}`;
    case 'channelIdentification':
    case 'primaryChannels':
      return `Channel ID i = ${hex}`;
    case 'calledPartyNumber':
      return `Called Party Number i = ${firstOctets(octets, 1)}, '${element.digits}'`;
    case 'callingPartyNumber': {
      const head = octetAt(octets, 0) & 0x80 ? 1 : 2;
      return `Calling Party Number i = ${firstOctets(octets, head)}, '${element.digits}'`;
    }
    case 'calledPartySubaddress':
    case 'callingPartySubaddress':
      // The octet of the format is a letter to it.
      return `${element.kind === 'calledPartySubaddress' ? 'Called' : 'Calling'} Party SubAddr i = ${firstOctets(octets, 1)}, 'P${element.text}'`;
    case 'keypadFacility':
      return `Keypad Facility i = '${element.digits}'`;
    case 'cause':
      return `Cause i = ${hex} - ${isdnCauseText(element.value)}`;
    case 'callState':
      return `Call State i = ${hex}`;
    case 'progressIndicator':
      return `Progress Ind i = ${hex}${progressText(element.description)}`;
    case 'display':
      return `Display i = '${element.text}'`;
    case 'spid':
      return `SPID Information i = '${element.spid}'`;
    case 'endpointIdentifier':
      return `ENDPOINT IDent i = ${hex}`;
    case 'sendingComplete':
      return 'Sending Complete';
    case 'raw':
      if (element.identifier === FACILITY_ELEMENT) return `Facility i = ${hex}`;
      return `Unknown IE 0x${hex2(element.identifier)} i = ${hex}`;
  }
}

/** Q.931 Table 4-20. */
function progressText(description: number): string {
  const text = PROGRESS.get(description);
  return text === undefined ? '' : ` - ${text}`;
}

const PROGRESS: ReadonlyMap<number, string> = new Map([
  [1, 'Call not end-to-end ISDN, may have in-band info'],
  [2, 'Destination address is non-ISDN'],
  [3, 'Origination address is non-ISDN'],
  [8, 'In-band info or appropriate now available'],
]);

function firstOctets(octets: Uint8Array, count: number): string {
  return `0x${toHex(octets.subarray(0, count)).toUpperCase()}`;
}

function hex2(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}
