// `debug isdn q931` and `debug isdn events`: each call control message with its information elements, in the form of IOS
// 12.2: the message's line, then one indented line for each element.

import { octetAt, toHex } from '../../base/octets.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceRecord } from '../../network/trace.ts';
import { isdnEvents, isdnPrefix } from './isdn-events.ts';
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
  [Q931_MESSAGE.NOTIFY, 'NOTIFY'],
  [Q931_MESSAGE.STATUS_ENQUIRY, 'STATUS_ENQ'],
  [Q931_MESSAGE.INFORMATION, 'INFORMATION'],
  [Q931_MESSAGE.STATUS, 'STATUS'],
]);

export function q931Debug(record: TraceRecord, router: RouterReader): readonly string[] {
  const { event } = record;
  if (event.type !== 'q931.message') return [];
  const where = isdnPrefix(record);
  const messages = router.debugging.has('isdn.q931') ? messageLines(event.direction, event.message) : [];
  const own = messages.map((line, index) => (index === 0 ? where + line : line));
  if (!router.debugging.has('isdn.events')) return own;
  const { before, after } = isdnEvents(record, router);
  return [...before.map((line) => where + line), ...own, ...after.map((line) => where + line)];
}

function messageLines(direction: 'TX' | 'RX', message: Q931Message): readonly string[] {
  const arrow = direction === 'TX' ? 'TX -> ' : 'RX <- ';
  const word = WORDS.get(message.messageType) ?? `0x${hex2(message.messageType)}`;
  const { length, flag, value } = message.callReference;
  const reference = length === 0 ? '(null)' : `0x${hex2(flag === 1 ? value | (length === 2 ? 0x8000 : 0x80) : value)}`;
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
      return `Channel ID i = ${hex}`;
    case 'calledPartyNumber':
      return `Called Party Number i = ${firstOctets(octets, 1)}, '${element.digits}'`;
    case 'callingPartyNumber': {
      const head = octetAt(octets, 0) & 0x80 ? 1 : 2;
      return `Calling Party Number i = ${firstOctets(octets, head)}, '${element.digits}'`;
    }
    case 'keypadFacility':
      return `Keypad Facility i = '${element.digits}'`;
    case 'cause':
      return `Cause i = ${hex} - ${causeText(element.value)}`;
    case 'callState':
      return `Call State i = ${hex}`;
    case 'progressIndicator':
      return `Progress Ind i = ${hex}`;
    case 'display':
      return `Display i = '${element.text}'`;
    case 'spid':
      return `SPID Information i = '${element.spid}'`;
    case 'endpointIdentifier':
      return `ENDPOINT IDent i = ${hex}`;
    case 'sendingComplete':
      return 'Sending Complete';
    case 'raw':
      return `Unknown IE 0x${hex2(element.identifier)} i = ${hex}`;
  }
}

function firstOctets(octets: Uint8Array, count: number): string {
  return `0x${toHex(octets.subarray(0, count)).toUpperCase()}`;
}

function hex2(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}

/** Names of Q.850 Table 1 causes. */
const CAUSES: ReadonlyMap<number, string> = new Map([
  [1, 'Unallocated/unassigned number'],
  [2, 'No route to specified transit network'],
  [3, 'No route to destination'],
  [6, 'Channel unacceptable'],
  [16, 'Normal call clearing'],
  [17, 'User busy'],
  [18, 'No user responding'],
  [19, 'No answer from user'],
  [21, 'Call rejected'],
  [22, 'Number changed'],
  [26, 'Non-selected user clearing'],
  [27, 'Destination out of order'],
  [28, 'Invalid number format (incomplete number)'],
  [29, 'Facility rejected'],
  [30, 'Response to STATUS ENQUIRY'],
  [31, 'Normal, unspecified'],
  [34, 'No circuit/channel available'],
  [38, 'Network out of order'],
  [41, 'Temporary failure'],
  [42, 'Switching equipment congestion'],
  [44, 'Requested circuit/channel not available'],
  [63, 'Service/option not available, unspecified'],
  [81, 'Invalid call reference value'],
  [88, 'Incompatible destination'],
  [96, 'Mandatory information element is missing'],
  [97, 'Message type nonexistent or not implemented'],
  [98, 'Message not compatible with call state'],
  [100, 'Invalid information element contents'],
  [101, 'Message not compatible with call state'],
  [102, 'Recovery on timer expiry'],
  [111, 'Protocol error, unspecified'],
  [127, 'Interworking, unspecified'],
]);

export function causeText(value: number): string {
  return CAUSES.get(value) ?? `Unknown cause ${value}`;
}
