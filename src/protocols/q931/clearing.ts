// Call clearing, the same on both sides but for the names of the states (ITU-T Q.931 §5.3): DISCONNECT, RELEASE, RELEASE
// COMPLETE, their collisions, T305 and T308. The first cause given is the call's.

import { enterState, finish, keepCause, messageOf, ownCause, received, send, startTimer, stopAllTimers, tellUpward, transmit } from './call-state.ts';
import type { Work } from './call-state.ts';
import { causeElement, causeIn } from './messages.ts';
import { CAUSE } from './timers.ts';
import type { CallStateName, Cause } from './types.ts';

/** DISCONNECT request, or REJECT request once the call has been answered (§5.3.3, §5.3.4). */
export function sendDisconnect(work: Work): CallStateName | undefined {
  const { event } = work;
  if (event.type !== 'DISCONNECT request' && event.type !== 'REJECT request') return undefined;
  return disconnect(work, event.cause);
}

/** The machine itself clears: the layer above is told, since it did not ask. */
export function clearFor(work: Work, cause: Cause): CallStateName {
  const next = disconnect(work, cause);
  tellUpward(work, { type: 'DISCONNECT indication', cause: work.call.cause ?? cause });
  return next;
}

function disconnect(work: Work, cause: Cause): CallStateName {
  stopAllTimers(work);
  keepCause(work, cause);
  send(work, 'DISCONNECT', [causeElement(cause)]);
  startTimer(work, 'T305');
  // U11 and N12: who sent DISCONNECT is the same, the standard's names look from the user.
  return work.call.side === 'user' ? 'Disconnect Request' : 'Disconnect Indication';
}

/** An offered call is refused, before any other answer (§5.1.2, §5.2.5.1). */
export function sendReject(work: Work): CallStateName | undefined {
  const { event } = work;
  if (event.type !== 'DISCONNECT request' && event.type !== 'REJECT request') return undefined;
  send(work, 'RELEASE_COMPLETE', [causeElement(event.cause)]);
  return finish(work, event.cause);
}

/**
 * The caller is gone while SETUP is out to all terminals and none has answered.
 * DEVIATION Q.931 §5.3.2 (e): no Call Abort state and T312; a terminal that answers later is told that the call reference
 * is unknown (§5.8.3.2), which clears it as well.
 */
export function withdrawSetup(work: Work): CallStateName | undefined {
  const { event } = work;
  return event.type === 'DISCONNECT request' || event.type === 'REJECT request' ? finish(work, event.cause) : undefined;
}

/** DISCONNECT received (§5.3.3, §5.3.4): RELEASE follows at once, as tones on a data call help nobody. */
export function acceptDisconnect(work: Work): CallStateName {
  const { call } = work;
  const given = causeOfMessage(work);
  keepCause(work, given ?? ownCause(call, CAUSE.Unspecified));
  tellUpward(work, { type: 'DISCONNECT indication', cause: call.cause ?? ownCause(call, CAUSE.Unspecified) });
  enterState(work, call.side === 'user' ? 'Disconnect Indication' : 'Disconnect Request');
  // §5.8.6.1: the missing cause is answered by RELEASE with cause 96.
  return sendRelease(work, given === undefined ? ownCause(call, CAUSE.MandatoryElementMissing) : undefined);
}

/** DISCONNECT meets DISCONNECT (§5.3.5). */
export function acceptCollidingDisconnect(work: Work): CallStateName {
  return sendRelease(work, undefined);
}

/** T305 (§5.3.3): RELEASE with the cause that DISCONNECT gave. */
export function releaseUnanswered(work: Work): CallStateName {
  return sendRelease(work, work.call.cause);
}

/** RELEASE carries a cause only as the first clearing message, after T305, or to tell of an error (§3.1.9). */
function sendRelease(work: Work, cause: Cause | undefined): CallStateName {
  const { call } = work;
  stopAllTimers(work);
  call.retransmitted = false;
  call.pending = messageOf(call, 'RELEASE', cause === undefined ? [] : [causeElement(cause)]);
  transmit(work, call.pending, 'send');
  startTimer(work, 'T308');
  return 'Release Request';
}

/** T308, first and second expiry (§5.3.3, §5.3.4). */
export function repeatRelease(work: Work): CallStateName | undefined {
  const { call } = work;
  if (call.retransmitted || call.pending === undefined) return finish(work, ownCause(call, CAUSE.RecoveryOnTimerExpiry));
  call.retransmitted = true;
  transmit(work, call.pending, 'send');
  startTimer(work, 'T308');
  return undefined;
}

/** RELEASE received, expected or not (§5.3.3, §5.3.4, §5.8.4). */
export function acceptRelease(work: Work): CallStateName {
  const { call } = work;
  const given = causeOfMessage(work);
  const isFirst = call.cause === undefined;
  keepCause(work, given ?? ownCause(call, CAUSE.Unspecified));
  // §5.8.6.1: as the first clearing message it must give a cause.
  const error = isFirst && given === undefined ? [causeElement(ownCause(call, CAUSE.MandatoryElementMissing))] : [];
  send(work, 'RELEASE_COMPLETE', error);
  return finish(work, ownCause(call, CAUSE.Unspecified));
}

/** RELEASE meets RELEASE (§5.3.5): both sides are done, nothing more is sent. */
export function acceptCollidingRelease(work: Work): CallStateName {
  return finish(work, causeOfMessage(work) ?? ownCause(work.call, CAUSE.Unspecified));
}

/**
 * RELEASE COMPLETE received, expected or not (§5.3.3, §5.8.4).
 * DEVIATION Q.931 §5.2.5.4: a refusal of a broadcast SETUP ends the call at once, where the standard waits until T303 for
 * another terminal: the terminals of a line here are those of one router.
 */
export function acceptReleaseComplete(work: Work): CallStateName {
  return finish(work, causeOfMessage(work) ?? ownCause(work.call, CAUSE.Unspecified));
}

/**
 * The data link is gone for good.
 * DEVIATION Q.931 §5.8.9: no T309 and no attempt to save an active call by establishing the link again.
 */
export function loseDataLink(work: Work): CallStateName {
  return finish(work, ownCause(work.call, CAUSE.DestinationOutOfOrder));
}

function causeOfMessage(work: Work): Cause | undefined {
  const message = received(work);
  return message === undefined ? undefined : causeIn(message);
}
