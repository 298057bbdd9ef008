// Call establishment on the side that sends SETUP (ITU-T Q.931 §5.1 for the calling user, §5.2 for the network towards the
// called user). Called numbers go en bloc: overlap sending (§5.1.3) is not offered. On the network side the one call stands for all
// terminals of the line; another terminal that answers is refused by answerNonSelected() in unknown-reference.ts.

import { finish, keepCause, messageOf, ownCause, received, send, startTimer, stopTimer, tellUpward, transmit } from './call-state.ts';
import type { Work } from './call-state.ts';
import { clearFor } from './clearing.ts';
import { refuseMessage } from './errors.ts';
import { channelIn, messageName, setupElements } from './messages.ts';
import { CAUSE } from './timers.ts';
import type { CallStateName } from './types.ts';

/** SETUP request (§5.1.1, §5.2.1). */
export function sendSetup(work: Work): void {
  const { call, event } = work;
  if (event.type !== 'SETUP request') return;
  call.setup = event.setup;
  // §5.1.2, §5.2.3.1: a channel that is named without an alternative is settled.
  const { channel, exclusive } = event.setup;
  call.channel = channel !== 'any' && (call.side === 'network' || exclusive) ? channel : undefined;
  call.pending = messageOf(call, 'SETUP', setupElements(event.setup, call.side, call.access));
  transmitSetup(work);
}

function transmitSetup(work: Work): void {
  const { call } = work;
  if (call.pending === undefined) return;
  // A primary access has one terminal, which is told over its own data link.
  transmit(work, call.pending, call.side === 'network' && call.access === 'basic' ? 'broadcast' : 'send');
  startTimer(work, 'T303');
}

/** T303, first and second expiry (§5.1.1, §5.2.5.3). */
export function repeatSetup(work: Work): CallStateName | undefined {
  const { call } = work;
  if (!call.retransmitted) {
    call.retransmitted = true;
    transmitSetup(work);
    return undefined;
  }
  if (call.side === 'network') return finish(work, ownCause(call, CAUSE.NoUserResponding));
  const cause = ownCause(call, CAUSE.RecoveryOnTimerExpiry);
  send(work, 'RELEASE_COMPLETE', [{ kind: 'cause', ...cause, diagnostics: new Uint8Array(0) }]);
  return finish(work, cause);
}

/** CALL PROCEEDING (§5.1.5.1, §5.2.5.1). */
export function acceptProceeding(work: Work): CallStateName | undefined {
  const refused = acceptChannel(work);
  if (refused !== undefined) return refused;
  startTimer(work, 'T310');
  return undefined;
}

/** SETUP ACKNOWLEDGE (§5.1.3): the network wants more digits than we have. */
export function acceptOverlap(work: Work): CallStateName | undefined {
  const refused = acceptChannel(work);
  if (refused !== undefined) return refused;
  // DEVIATION Q.931 §5.1.3: the number was sent whole, so no INFORMATION follows; T304 or the network ends the wait.
  startTimer(work, 'T304');
  return undefined;
}

/** ALERTING (§5.1.7, §5.2.5.2). */
export function acceptAlerting(work: Work): CallStateName | undefined {
  const refused = acceptChannel(work);
  if (refused !== undefined) return refused;
  startTimer(work, 'T301');
  tellUpward(work, { type: 'ALERTING indication' });
  return undefined;
}

/** CONNECT at the caller (§5.1.8), or from the called user: the call is awarded to it (§5.2.7, §5.2.8). */
export function acceptConnect(work: Work): CallStateName | undefined {
  const { call } = work;
  const refused = acceptChannel(work);
  if (refused !== undefined) return refused;
  call.pending = undefined;
  send(work, 'CONNECT_ACKNOWLEDGE');
  if (call.channel !== undefined) tellUpward(work, { type: 'SETUP confirm', channel: call.channel });
  return undefined;
}

/**
 * Takes the channel of a first response, which must name one unless SETUP did (§5.1.2, §5.2.3.1), and ends the wait.
 * Gives the next state where the channel makes the response void.
 */
function acceptChannel(work: Work): CallStateName | undefined {
  const { call } = work;
  const message = received(work);
  const given = message === undefined ? undefined : channelIn(message);
  if (given === undefined && call.channel === undefined) {
    refuseMessage(work, CAUSE.MandatoryElementMissing, 0x18);
    return call.state;
  }
  if (given !== undefined && call.channel !== undefined && given !== call.channel) {
    // §5.1.2, §5.2.3.1: the channel is settled; another one cannot be used.
    return clearFor(work, ownCause(call, CAUSE.ChannelNotAvailable));
  }
  for (const timer of ['T301', 'T303', 'T304', 'T310'] as const) stopTimer(work, timer);
  call.pending = undefined;
  const name = message === undefined ? undefined : messageName(message);
  // CONNECT tells its channel in the confirmation.
  const isNews = name === 'CALL_PROCEEDING' || (call.channel === undefined && name !== 'CONNECT');
  if (given !== undefined) call.channel = given;
  if (isNews && call.channel !== undefined) tellUpward(work, { type: 'PROCEEDING indication', channel: call.channel });
  return undefined;
}

/** PROGRESS in U3 (§5.1.6): tones may go on for long. */
export function acceptProgress(work: Work): void {
  stopTimer(work, 'T310');
}

/** T310 or T304 (§5.1.5.1, §5.2.5.3), T301 (§5.2.5.3): nothing more comes. */
export function abandonSetup(work: Work): CallStateName {
  const { call, event } = work;
  const message = ownCause(call, CAUSE.RecoveryOnTimerExpiry);
  if (call.side === 'network') {
    // §5.2.5.3: the caller hears why nobody answers, the called user that a timer ran out.
    keepCause(work, ownCause(call, event.type === 'timer' && event.timer === 'T301' ? CAUSE.NoAnswer : CAUSE.NoUserResponding));
  }
  return clearFor(work, message);
}
