// `debug isdn events`: what a call control message asks of the host, or what the host asked for, around the message that
// `debug isdn q931` shows. Sources have the words of a placed call (`Event: Call to ...`, `received HOST_...`); those of an
// answered one are made in their manner.

import { channelIn } from '../../protocols/q931/messages.ts';
import { shortInterfaceName } from '../../base/interface-name.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceRecord } from '../../network/trace.ts';
import { bearerOf } from '../../wire/q931-bearer.ts';
import { findElement, Q931_MESSAGE, type Q931Message } from '../../wire/q931.ts';

export interface EventLines {
  /** In front of the message's own lines. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

const NONE: EventLines = { before: [], after: [] };

/** Without the interface's prefix. */
export function isdnEvents(record: TraceRecord, router: RouterReader): EventLines {
  const { event } = record;
  if (event.type !== 'q931.message' || event.message.callReference.length === 0) return NONE;
  const { direction, message } = event;
  return direction === 'TX' ? { before: sent(record, message, router), after: [] } : { before: [], after: received(message) };
}

function sent(record: TraceRecord, message: Q931Message, router: RouterReader): readonly string[] {
  switch (message.messageType) {
    case Q931_MESSAGE.SETUP:
      return [`Event: Call to ${numberOf(message, ['keypadFacility', 'calledPartyNumber'])} at ${callOf(record, message, router)?.speed ?? speedOf(message)} Kb/s`];
    case Q931_MESSAGE.CONNECT:
      return ['Event: Accepting the call'];
    case Q931_MESSAGE.CONNECT_ACKNOWLEDGE: {
      const call = callOf(record, message, router);
      return call === undefined ? [] : [`Event: Connected to ${call.number} on B${call.channel ?? 0} at ${call.speed} Kb/s`];
    }
    case Q931_MESSAGE.DISCONNECT:
      return [`Event: Hangup call to call id 0x${callId(message, message.callReference.flag === 0)}`];
    default:
      return [];
  }
}

function received(message: Q931Message): readonly string[] {
  switch (message.messageType) {
    case Q931_MESSAGE.CALL_PROCEEDING:
      return ['received HOST_PROCEEDING'];
    case Q931_MESSAGE.ALERTING:
      return ['received HOST_ALERTING'];
    case Q931_MESSAGE.CONNECT:
      return ['received HOST_CONNECT'];
    case Q931_MESSAGE.DISCONNECT:
      return ['received HOST_DISCONNECT'];
    case Q931_MESSAGE.RELEASE:
    case Q931_MESSAGE.RELEASE_COMPLETE:
      return ['received HOST_DISCONNECT_ACK'];
    case Q931_MESSAGE.SETUP: {
      const channel = channelIn(message);
      const number = numberOf(message, ['callingPartyNumber']);
      return ['received HOST_INCOMING_CALL', `Event: Received a call from ${number} on B${channel ?? 0} at ${speedOf(message)} Kb/s`];
    }
    default:
      return [];
  }
}

function numberOf(message: Q931Message, kinds: readonly ('keypadFacility' | 'calledPartyNumber' | 'callingPartyNumber')[]): string {
  for (const kind of kinds) {
    const digits = findElement(message, kind)?.digits;
    if (digits !== undefined && digits !== '') return digits;
  }
  return '<unknown>';
}

function speedOf(message: Q931Message): 56 | 64 {
  const element = findElement(message, 'bearerCapability');
  return element !== undefined && bearerOf(element.contents) === '56' ? 56 : 64;
}

/** The number of a call as `show isdn status` has it: bit 15 says that it is ours. */
function callId({ callReference }: Q931Message, ours: boolean): string {
  return (callReference.value | (ours ? 0x8000 : 0)).toString(16).toUpperCase();
}

/** A message that we send has flag 0 where the call reference is ours. */
function callOf(record: TraceRecord, message: Q931Message, router: RouterReader) {
  const port = router.isdn().find((reading) => reading.interface === record.interface);
  const { flag, value } = message.callReference;
  return port?.calls.find((call) => call.callReference === value && call.outgoing === (flag === 0));
}

export const isdnPrefix = (record: TraceRecord): string => `ISDN ${shortInterfaceName(record.interface ?? '')}: `;
