// The authentication phase (RFC 1661 §3.5): each end may demand a proof of the other, by CHAP (chap.ts) or PAP (pap.ts),
// and the phase is over when all that was demanded is proven. This file begins it, repeats what is unanswered, and sets
// its limit. What follows from the outcome is the session's business.

import { answerResponse, receiveChapPacket, repeatResponse, sendChallenge } from './chap.ts';
import { authName } from './demands.ts';
import { answerRequest, receivePapPacket, sendPapRequest } from './pap.ts';
import type { PeerVerdict } from './session-types.ts';
import { enterPhase, newAuthState, startTimer, stopTimer, trace, type LinkWork } from './state.ts';

/** `failed`: the link must be closed, the reason being in the session. */
export type AuthOutcome = 'going-on' | 'complete' | 'failed';

export function beginAuthentication(work: LinkWork): AuthOutcome {
  const { session } = work;
  const { demanded, peerDemand } = session.link;
  const auth = newAuthState();
  // RFC 1994 §4.1, RFC 1334 §2.2.1: a new challenge or request never has the number of an earlier one.
  auth.challengeIdentifier = session.auth.challengeIdentifier;
  auth.papIdentifier = session.auth.papIdentifier;
  auth.peerProven = demanded === undefined;
  auth.selfProven = peerDemand === undefined;
  auth.papHeld = session.policy.papWait === true && !session.policy.outgoing && peerDemand === 'pap' && demanded !== undefined;
  session.auth = auth;
  if (demanded === undefined && peerDemand === undefined) return 'complete';
  enterPhase(work, 'AUTHENTICATING', demanded === undefined ? 'the peer' : peerDemand === undefined ? 'this end' : 'both');
  startTimer(work, 'authentication', session.policy.timers.authenticationMs);
  repeat(work);
  return 'going-on';
}

export function receiveChap(work: LinkWork, octets: Uint8Array): AuthOutcome {
  return outcomeOf(work, receiveChapPacket(work, octets));
}

export function receivePap(work: LinkWork, octets: Uint8Array): AuthOutcome {
  return outcomeOf(work, receivePapPacket(work, octets));
}

/** Whoever was asked about the peer has answered. The peer's time went on only while it was the peer's turn. */
export function receiveVerdict(work: LinkWork, verdict: PeerVerdict): AuthOutcome {
  const { auth, policy } = work.session;
  const { pending } = auth;
  if (pending === undefined) return 'going-on';
  auth.pending = undefined;
  const outcome = outcomeOf(work, pending.protocol === 'PAP' ? answerRequest(work, pending, verdict) : answerResponse(work, pending, verdict));
  if (outcome === 'going-on') startTimer(work, 'authentication', policy.timers.authenticationMs);
  return outcome;
}

export function retransmitTimeout(work: LinkWork): void {
  trace(work, { type: 'ppp.timeout', timer: 'auth-retransmit' });
  repeat(work);
}

export function authenticationTimeout(work: LinkWork): AuthOutcome {
  const { session } = work;
  const { auth, link } = session;
  trace(work, { type: 'ppp.timeout', timer: 'authentication' });
  // A peer that refused us has said why; it only failed to hang up, or was told the same again.
  if (!auth.refused) {
    const local = !auth.peerProven;
    const protocol = authName(local ? link.demanded : link.peerDemand);
    const name = auth.challengerName;
    trace(work, { type: 'ppp.authFailed', protocol, side: local ? 'local' : 'peer', reason: 'timeout', name });
  }
  session.closeReason ??= 'authentication timed out';
  return 'failed';
}

export function stopAuthentication(work: LinkWork): void {
  stopTimer(work, 'authentication');
  stopTimer(work, 'auth-retransmit');
}

function outcomeOf(work: LinkWork, accepted: boolean): AuthOutcome {
  const { auth, phase } = work.session;
  if (!accepted) return 'failed';
  if (auth.papHeld && auth.peerProven) {
    auth.papHeld = false;
    sendPapRequest(work);
  }
  return phase === 'AUTHENTICATING' && auth.peerProven && auth.selfProven ? 'complete' : 'going-on';
}

/** Sends what is due and unanswered, the first time or again. */
function repeat(work: LinkWork): void {
  const { auth, link, policy } = work.session;
  if (!auth.peerProven && auth.pending === undefined && link.demanded !== 'pap') sendChallenge(work);
  if (!auth.selfProven && !auth.papHeld) {
    if (link.peerDemand === 'pap') sendPapRequest(work);
    else if (!auth.refused) repeatResponse(work);
  }
  startTimer(work, 'auth-retransmit', policy.timers.restartMs);
}
