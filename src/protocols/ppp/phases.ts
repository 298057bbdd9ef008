// The phases of a link (RFC 1661 §3.2) and what joins them: LCP's layer coming up begins authentication, its end asks the
// dialer about callback, the dialer's consent opens the network session (network.ts), LCP's end ends the session. A link
// whose ends both do multilink gives itself to a bundle instead, which has the network session. LCP itself is composed
// here, of its options policy (lcp.ts) and these consequences. After Open there is one joint state, the phase; neither the
// automata nor authentication look at each other.

import { CONTROL_CODE } from '../../wire/control-packet.ts';
import { CALLBACK_OPERATION, LCP_OPTIONS, type LcpOption } from '../../wire/lcp.ts';
import { PPP_PROTOCOL } from '../../wire/ppp.ts';
import { beginAuthentication, stopAuthentication, type AuthOutcome } from './auth.ts';
import { askForCallback, closeCallbackControl, offerCallback, type CallbackControlOutcome } from './callback-control.ts';
import { fieldsLeftOut } from './field-compression.ts';
import {
  judgeLcp, lcpAcknowledged, lcpAdditional, lcpNaked, lcpRejected, lcpReplied, lcpRequest, newLinkOptions, sendEchoRequest,
} from './lcp.ts';
import { happen, type ControlProtocol } from './machine/control-protocol.ts';
import { multilinkAgreed, numbersAgreed } from './multilink/options.ts';
import { closeNetwork, networkRejected, openNetwork } from './network.ts';
import { beginQuality, endQuality, qualityRejected } from './quality.ts';
import type { PppAction, PppEvent } from './session-types.ts';
import { drawMagic, enterPhase, later, startTimer, stopTimer, trace, type LinkOptions, type SessionState, type Work } from './state.ts';
import { MAX_ECHO_MISSES } from './timers.ts';
import type { ControlStateName } from './trace.ts';

export const LCP: ControlProtocol<LcpOption, SessionState> = {
  name: 'LCP',
  number: PPP_PROTOCOL.lcp,
  timer: 'LCP-restart',
  options: LCP_OPTIONS,
  lastCode: CONTROL_CODE.DiscardRequest,
  layer: (work) => work.session.lcp,
  peerMru: (work) => work.session.link.peerMru,
  request: (work) => lcpRequest(work.session.link),
  judge: judgeLcp,
  replied: lcpReplied,
  acknowledged: lcpAcknowledged,
  naked: lcpNaked,
  rejected: lcpRejected,
  additional: (work, packet) => lcpAdditional(work, LCP, packet, protocolRejected),
  up: linkUp,
  down: linkDown,
  finished: linkFinished,
  moved: (work, to) => {
    if (to === 'Closing' || to === 'Stopping') enterPhase(work, 'TERMINATING');
  },
};

/** Begins, or begins again, with the wishes of the policy. */
export function establish(work: Work): void {
  const { session } = work;
  enterPhase(work, 'ESTABLISHING');
  session.link = newLinkOptions(session.policy, drawMagic(work));
  session.closeReason = undefined;
  if (session.link.callback !== undefined) {
    trace(work, { type: 'ppp.callbackOption', role: 'client', outcome: 'requested', operation: session.link.callback });
  }
}

/** Closes the link in an orderly way (RFC 1661 §3.7). */
export function closeLink(work: Work, reason: string): void {
  work.session.closeReason ??= reason;
  happen(work, LCP, 'Close');
}

export function followAuthentication(work: Work, outcome: AuthOutcome): void {
  if (outcome === 'complete') authenticated(work);
  else if (outcome === 'failed') closeLink(work, 'authentication failed');
}

/** The dialer keeps the call: the network protocols may open, here or above a bundle. */
export function beginNetwork(work: Work): void {
  const { link, auth } = work.session;
  if (!multilinkAgreed(link)) {
    enterPhase(work, 'UP');
    openNetwork(work, link.peerMru);
    return;
  }
  enterPhase(work, 'VIRTUALIZED');
  const numbers = numbersAgreed(link);
  later(work, {
    type: 'multilink-up',
    ...(auth.peerName === undefined ? {} : { peerName: auth.peerName }),
    ...(link.peerDiscriminator === undefined ? {} : { discriminator: link.peerDiscriminator }),
    mrru: link.mrruAgreed,
    peerMrru: link.peerMrru,
    peerMru: link.peerMru,
    shortSequence: link.peerShortSequence,
    ...(numbers === undefined ? {} : { numbers }),
  });
}

/** The session is over; nothing runs any more. */
export function endSession(work: Work, reason: string): void {
  enterPhase(work, 'DOWN');
  trace(work, { type: 'ppp.closed', reason });
}

export function echoTimeout(work: Work): void {
  const { session } = work;
  trace(work, { type: 'ppp.timeout', timer: 'echo' });
  if (session.echoMisses >= MAX_ECHO_MISSES) {
    closeLink(work, 'no answer to keepalives');
    return;
  }
  session.echoMisses += 1;
  sendEchoRequest(work, LCP);
  startEcho(work);
}

function startEcho(work: Work): void {
  const { keepaliveSeconds } = work.session.policy;
  if (keepaliveSeconds > 0) startTimer(work, 'echo', keepaliveSeconds * 1000);
}

/** RFC 1662 §7.1: whatever was not negotiated is escaped. */
const ALL_CHARACTERS = 0xffffffff;

function linkUp(work: Work): void {
  const { session } = work;
  if (session.policy.accm !== undefined || session.policy.fields !== undefined) {
    const { peerAccm, accm } = session.link;
    later(work, { type: 'line-options', sendMap: peerAccm ?? ALL_CHARACTERS, receiveMap: accm ?? ALL_CHARACTERS, ...fieldsLeftOut(session.policy, session.link) });
  }
  later(work, { type: 'lcp-up' });
  session.echoMisses = 0;
  if (!beginQuality(work)) startEcho(work);
  followAuthentication(work, beginAuthentication(work));
}

function authenticated(work: Work): void {
  const { session } = work;
  const { link, auth } = session;
  if (session.phase === 'AUTHENTICATING') stopAuthentication(work);
  auth.peerName ??= session.policy.knownPeerName;
  // CALLBACK is a phase of ours, not one of RFC 1661: it lasts until the dialer has answered, and nothing tells of it.
  session.phase = 'CALLBACK';
  const requested = link.callbackRequested;
  const callback = requested !== undefined ? 'requested' : link.peerCallback === undefined ? 'none' : 'accepted';
  const { peerName } = auth;
  trace(work, peerName === undefined ? { type: 'ppp.authenticated', callback } : { type: 'ppp.authenticated', peerName, callback });
  later(work, authenticatedAction(peerName, callback, requested, link.peerCallback));
  if (requested === CALLBACK_OPERATION.cbcp) followCallbackControl(work, askForCallback(work));
}

type Authenticated = Extract<PppAction, { type: 'authenticated' }>;

function authenticatedAction(peerName: string | undefined, callback: Authenticated['callback'], requested: number | undefined, asked: LinkOptions['peerCallback']): Authenticated {
  if (requested !== undefined) return peerName === undefined ? { type: 'authenticated', callback, operation: requested } : { type: 'authenticated', peerName, callback, operation: requested };
  if (asked !== undefined) {
    const { operation, message } = asked;
    return peerName === undefined ? { type: 'authenticated', callback, operation, message } : { type: 'authenticated', peerName, callback, operation, message };
  }
  return peerName === undefined ? { type: 'authenticated', callback } : { type: 'authenticated', peerName, callback };
}

/** What the dialer has decided about an authenticated call. */
export function decided(work: Work, event: Extract<PppEvent, { type: 'callback' }>): void {
  const { session } = work;
  if (event.decision === 'negotiate') followCallbackControl(work, offerCallback(work, event.offer));
  else if (event.decision === 'stay') beginNetwork(work);
  else {
    // The network releases the call; no Terminate-Request goes before it.
    session.closeReason = 'hung up by the dialer';
    enterPhase(work, 'TERMINATING');
  }
}

export function followCallbackControl(work: Work, outcome: CallbackControlOutcome): void {
  if (outcome !== undefined) closeLink(work, outcome);
}

function linkDown(work: Work, to: ControlStateName): void {
  const { session } = work;
  if (session.policy.keepaliveSeconds > 0) stopTimer(work, 'echo');
  if (session.quality !== undefined) endQuality(work);
  if (session.phase === 'AUTHENTICATING') stopAuthentication(work);
  closeCallbackControl(work, to === 'Stopping');
  if (session.phase === 'VIRTUALIZED') later(work, { type: 'multilink-down' });
  else closeNetwork(work);
  later(work, { type: 'lcp-down' });
  if (to === 'Starting') enterPhase(work, 'TERMINATING');
  else if (to === 'Stopping') session.closeReason ??= 'terminated by the peer';
  else if (to !== 'Closing') establish(work);
}

function linkFinished(work: Work, from: ControlStateName): void {
  const reason = work.session.closeReason ?? (from === 'REQsent' ? 'no answer to LCP Configure-Request' : 'LCP negotiation failed');
  endSession(work, reason);
  later(work, { type: 'disconnect', reason });
}

/** RFC 1661 §5.7: the peer does not speak it. Without a protocol of authentication the link cannot go on. */
function protocolRejected(work: Work, protocol: number): void {
  if (protocol === PPP_PROTOCOL.ipcp || protocol === PPP_PROTOCOL.ccp) networkRejected(work, protocol);
  else if (protocol === PPP_PROTOCOL.lqr) {
    qualityRejected(work);
    startEcho(work);
  }
  else if ((protocol === PPP_PROTOCOL.chap || protocol === PPP_PROTOCOL.pap) && work.session.phase === 'AUTHENTICATING') {
    trace(work, {
      type: 'ppp.authFailed',
      protocol: protocol === PPP_PROTOCOL.chap ? 'CHAP' : 'PAP',
      side: work.session.auth.peerProven ? 'peer' : 'local',
      reason: 'protocol-refused',
      name: '',
    });
    closeLink(work, 'authentication refused by the peer');
  }
}
