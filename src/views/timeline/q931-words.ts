// A Q.931 message in words: what it asks or tells, seen from the router whose D channel it crosses.

import { findElement, Q931_MESSAGE, type Q931Message, type Q931MessageName } from '../../wire/q931.ts';
import { causeWords } from '../cause-text.ts';

/** `SETUP`, `CONNECT ACK`. */
export function q931Name({ messageType }: Q931Message): string {
  return NAMES.get(messageType)?.replace('ACKNOWLEDGE', 'ACK').replaceAll('_', ' ') ?? `message 0x${messageType.toString(16)}`;
}

/** `router` sends it when `out`, else it is sent to it. */
export function q931Meaning(message: Q931Message, router: string, out: boolean): string {
  const called = findElement(message, 'calledPartyNumber')?.digits ?? findElement(message, 'keypadFacility')?.digits ?? 'nobody';
  const calling = findElement(message, 'callingPartyNumber')?.digits;
  const sender = out ? router : 'the exchange';
  switch (NAMES.get(message.messageType)) {
    case 'SETUP':
      return out ? `${router} asks for a call to ${called}` : `the exchange offers ${router} a call ${calling === undefined || calling === '' ? 'without a calling number' : `from ${calling}`}`;
    case 'SETUP_ACKNOWLEDGE':
      return `${sender} wants more digits`;
    case 'CALL_PROCEEDING':
      return out ? `${router} takes its time` : `the exchange seeks the line${channelText(message)}`;
    case 'PROGRESS':
      return 'the call goes on outside of this network';
    case 'ALERTING':
      return out ? `it rings at ${router}` : 'it rings at the called line';
    case 'CONNECT':
      return out ? `${router} answers` : 'the called line answers: the call is through';
    case 'CONNECT_ACKNOWLEDGE':
      return out ? `${router} knows` : `${router} has the call`;
    case 'DISCONNECT':
      return out ? `${router} hangs up${causeOf(message)}` : `the exchange clears the call${causeOf(message)}`;
    case 'RELEASE':
      return `${sender} gives up the channel${causeOf(message)}`;
    case 'RELEASE_COMPLETE':
      return `${sender} has given up the call${causeOf(message)}`;
    case 'STATUS_ENQUIRY':
      return `${sender} asks how the call stands`;
    case 'STATUS':
      return `${sender} tells how the call stands${causeOf(message)}`;
    case 'NOTIFY':
      return `${sender} tells of something in the call`;
    case 'INFORMATION':
      return informationText(message, sender);
    default:
      return `${sender} says what has no words here`;
  }
}

const NAMES: ReadonlyMap<number, Q931MessageName> = new Map(Object.entries(Q931_MESSAGE).map(([name, value]) => [value, name as Q931MessageName])); // its own keys

function channelText(message: Q931Message): string {
  const channel = findElement(message, 'channelIdentification')?.channel;
  return channel === 1 || channel === 2 ? `, B channel ${channel} is taken` : '';
}

function causeOf(message: Q931Message): string {
  const cause = findElement(message, 'cause')?.value;
  return cause === undefined ? '' : `: ${causeWords(cause) ?? 'for a reason without words'} (${cause})`;
}

function informationText(message: Q931Message, sender: string): string {
  const spid = findElement(message, 'spid')?.spid;
  if (spid !== undefined) return `${sender} announces SPID ${spid}`;
  if (findElement(message, 'endpointIdentifier') !== undefined) return 'the exchange takes the SPID';
  const digits = findElement(message, 'calledPartyNumber')?.digits;
  if (digits !== undefined) return `${sender} goes on dialling: ${digits}${findElement(message, 'sendingComplete') === undefined ? '' : ', the last digit'}`;
  return `${sender} answers the SPID${causeOf(message)}`;
}
