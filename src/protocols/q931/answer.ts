// Call establishment on the side that receives SETUP (ITU-T Q.931 §5.2 for the called user, §5.1 for the network towards
// the calling user). Whether and when to proceed, alert or connect is for the layer above.

import type { InformationElement } from '../../wire/q931.ts';
import { finish, ownCause, received, send, startTimer, stopTimer, tellUpward } from './call-state.ts';
import type { Call, Work } from './call-state.ts';
import { clearFor } from './clearing.ts';
import { causeElement, channelElement, readSetup } from './messages.ts';
import { CAUSE } from './timers.ts';
import type { CallSetup, CallStateName } from './types.ts';

/** SETUP received (§5.1.2, §5.2.2, §5.8.6.1). */
export function receiveSetup(work: Work): CallStateName | undefined {
  const { call } = work;
  const message = received(work);
  if (message === undefined) return undefined;
  const setup = readSetup(message, call.side);
  if (!setup.ok) {
    const cause = ownCause(call, setup.error.cause);
    send(work, 'RELEASE_COMPLETE', [causeElement(cause, Uint8Array.of(setup.error.element))]);
    return finish(work, cause);
  }
  call.setup = setup.value;
  if (call.side === 'user' && setup.value.channel !== 'any') call.channel = setup.value.channel;
  if (wantsMore(call, setup.value)) return askForMore(work);
  tellUpward(work, { type: 'SETUP indication', setup: setup.value });
  return undefined;
}

/** SETUP ACKNOWLEDGE (§5.2.4): the number is not known to be whole, and the rest of it is waited for. */
function askForMore(work: Work): CallStateName {
  const { access, channel } = work.call;
  send(work, 'SETUP_ACKNOWLEDGE', channel === undefined ? [] : [channelElement(access, channel, true)]);
  startTimer(work, 'T302');
  return 'Overlap Receiving';
}

/** Of a call without a channel the layer above must name one first. */
function wantsMore({ side, overlapMs, channel }: Call, { sendingComplete }: CallSetup): boolean {
  return side === 'user' && overlapMs > 0 && sendingComplete !== true && channel !== undefined;
}

/** PROCEEDING request (§5.1.5.1, §5.2.5.1). */
export function sendProceeding(work: Work): void {
  if (work.event.type === 'PROCEEDING request') send(work, 'CALL_PROCEEDING', firstResponse(work, work.event.channel));
}

/** ALERTING request (§5.1.7, §5.2.5.1). */
export function sendAlerting(work: Work): CallStateName | undefined {
  const { call, event } = work;
  const channel = (event.type === 'ALERTING request' ? event.channel : undefined) ?? call.channel;
  // §5.2.3.1: as a first response it must settle the channel.
  if (channel === undefined) return call.state;
  send(work, 'ALERTING', firstResponse(work, channel));
  return undefined;
}

/** SETUP response: CONNECT, to which the network owes CONNECT ACKNOWLEDGE (§5.2.7); towards the caller it completes the call (§5.1.8). */
export function sendConnect(work: Work): void {
  const { call, event } = work;
  if (event.type !== 'SETUP response') return;
  send(work, 'CONNECT', firstResponse(work, event.channel));
  if (call.side === 'user') startTimer(work, 'T313');
}

/**
 * Channel identification goes into the first response only, and from the called user only where SETUP left a choice
 * (§5.2.3.1).
 */
function firstResponse(work: Work, channel: number): readonly InformationElement[] {
  const { call } = work;
  const isFirst = call.state === 'Call Initiated' || call.state === 'Call Present';
  // On a primary access terminals confirm it all the same, which §5.2.3.1 permits.
  const isSettled = call.side === 'user' && call.access === 'basic' && call.setup?.exclusive === true && call.setup.channel === channel;
  call.channel = channel;
  return isFirst && !isSettled ? [channelElement(call.access, channel, true)] : [];
}

/** CONNECT ACKNOWLEDGE at the called user (§5.2.8). */
export function acceptAcknowledgement(work: Work): void {
  const { call } = work;
  stopTimer(work, 'T313');
  if (call.channel !== undefined) tellUpward(work, { type: 'SETUP complete', channel: call.channel });
}

/** T313 (§5.2.8). */
export function abandonConnect(work: Work): CallStateName {
  return clearFor(work, ownCause(work.call, CAUSE.RecoveryOnTimerExpiry));
}
