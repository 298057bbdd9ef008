// Error conditions within a call (ITU-T Q.931 §5.8): messages of unknown type, at the wrong time, or with elements missing
// or unknown, answered by STATUS; and the status procedures (§5.8.10, §5.8.11).

import type { InformationElement, Q931Message } from '../../wire/q931.ts';
import { finish, messageOf, ownCause, received, send, traceUnexpected, transmit } from './call-state.ts';
import type { Call, Work } from './call-state.ts';
import { clearFor } from './clearing.ts';
import { CALL_STATE_VALUE, causeElement, causeIn, elementOf, messageName } from './messages.ts';
import { CAUSE } from './timers.ts';
import type { CallStateName } from './types.ts';
import { answerUnknown } from './unknown-reference.ts';

/** §5.8.4: a message of a type that we do not have, or that this state does not expect, changes nothing. */
export function refuseUnexpected(work: Work): void {
  const message = received(work);
  if (message === undefined) return;
  const name = messageName(message);
  traceUnexpected(work, name ?? `message type 0x${message.messageType.toString(16).padStart(2, '0')}`);
  const cause = name === undefined ? CAUSE.MessageTypeNonExistent : CAUSE.MessageNotCompatibleWithState;
  sendStatus(work, cause, Uint8Array.of(message.messageType));
}

/** §5.8.6.1, §5.8.7.1: the message is ignored, and STATUS says why; its diagnostic names the element. */
export function refuseMessage(work: Work, cause: number, element: number): void {
  const message = received(work);
  if (message !== undefined) traceUnexpected(work, `${messageName(message) ?? 'message'}: cause ${cause}`);
  sendStatus(work, cause, Uint8Array.of(element));
}

/** STATUS ENQUIRY (§5.8.10). */
export function answerEnquiry(work: Work): void {
  sendStatus(work, CAUSE.ResponseToStatusEnquiry);
}

/** States in which the other end has the call as well, or had it and is clearing. */
const KNOWN: ReadonlySet<CallStateName> = new Set<CallStateName>([
  'Outgoing Call Proceeding', 'Call Delivered', 'Incoming Call Proceeding', 'Call Received', 'Connect Request', 'Active', 'Overlap Receiving',
]);

/** §5.8.8, §5.8.10: the data link has begun anew, and the other end may have lost the call with the old one. It is asked. */
export function enquire(call: Call): Q931Message | undefined {
  return KNOWN.has(call.state) ? messageOf(call, 'STATUS_ENQUIRY', []) : undefined;
}

/** Call states in which a call is being cleared (§4.5.7): they do not go with an active one. */
const CLEARING_STATES: ReadonlySet<number> = new Set([11, 12, 19]);

/**
 * STATUS (§5.8.11): a peer that knows no such call ends it here too. One that is clearing a call that is active here has
 * told so in vain, before the data link was established anew: the call is cleared from this side. Nothing follows from
 * other states.
 */
export function acceptStatus(work: Work): CallStateName | undefined {
  const message = received(work);
  const state = message === undefined ? undefined : elementOf(message, 'callState')?.value;
  if (message === undefined || state === undefined) return undefined;
  if (state === 0) return finish(work, causeIn(message) ?? ownCause(work.call, CAUSE.Unspecified));
  if (work.call.state === 'Active' && CLEARING_STATES.has(state)) return clearFor(work, ownCause(work.call, CAUSE.MessageNotCompatibleWithState));
  return undefined;
}

/** §5.8.3.2: in Null there is no call that the message could belong to. */
export function answerWithoutCall(work: Work): void {
  if (work.event.type !== 'message') return;
  const answer = answerUnknown(work.event.message, work.call.side === 'user' ? 0 : 2);
  if (answer !== undefined) transmit(work, answer, 'send');
}

function sendStatus(work: Work, cause: number, diagnostics?: Uint8Array): void {
  const elements: InformationElement[] = [
    causeElement(ownCause(work.call, cause), diagnostics),
    { kind: 'callState', value: CALL_STATE_VALUE[work.call.state] },
  ];
  send(work, 'STATUS', elements);
}
