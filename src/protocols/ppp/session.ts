// A PPP session: LCP, authentication, callback (Microsoft's CBCP if that was agreed on) and IPCP of one call on one channel (RFC 1661 §3), as a pure step. This file
// says which events and packets each phase takes; what they do is in phases.ts, machine/ and the protocols' own files.
// It does no framing, knows no clock, and leaves it to the dialer whether an authenticated call stays. In the phase
// VIRTUALIZED the link is a member of a bundle: what comes for the network protocols is handed on to that.

import { isControlProtocol, PPP_PROTOCOL, type PppPacket } from '../../wire/ppp.ts';
import { authenticationTimeout, receiveChap, receivePap, receiveVerdict, retransmitTimeout } from './auth.ts';
import { answerForUser, awaitsDecision, callbackControlTimeout, receiveCallbackControl } from './callback-control.ts';
import { compressionLost } from './ccp.ts';
import { newLinkOptions, sendProtocolReject } from './lcp.ts';
import { happen, receiveControl, restartTimeout } from './machine/control-protocol.ts';
import { NETWORK_OVERDUE, networkOverdue, networkTimeout, newNetwork, receiveNetwork, withPeerAddress } from './network.ts';
import { closeLink, decided, echoTimeout, endSession, establish, followAuthentication, followCallbackControl, LCP } from './phases.ts';
import { qualityTimeout, receiveReport } from './quality.ts';
import type { PppAction, PppEvent, PppOutlet, PppPhase, PppPolicy, PppTimerName } from './session-types.ts';
import { copySession, draw, later, newAuthState, newControlLayer, startTimer, stopTimer, trace, unexpected, type PppSession, type SessionState, type Work } from './state.ts';

export type { PppSession, SessionState } from './state.ts';
export { PPP_TIMERS as TIMERS } from './timers.ts';

export const STATES = ['DEAD', 'ESTABLISHING', 'AUTHENTICATING', 'CALLBACK', 'UP', 'VIRTUALIZED', 'TERMINATING', 'DOWN'] as const satisfies readonly PppPhase[];

export const EVENTS = ['up', 'down', 'close', 'packet', 'decompressed', 'compression-lost', 'quality-report', 'timer', 'verdict', 'callback', 'callback-answer', 'peer-address', 'bind'] as const satisfies readonly PppEvent['type'][];

/** Classes of protocols: a phase that listens to one listens to those before it. */
const LINK = 1;
const AUTHENTICATION = 2;
const CALLBACK = 3;
const NETWORK = 4;

/** RFC 1661 §3.4-3.7: up to which class of protocols each phase listens; others are discarded silently. */
const LISTENS = {
  DEAD: 0,
  ESTABLISHING: LINK,
  AUTHENTICATING: AUTHENTICATION,
  CALLBACK,
  UP: NETWORK,
  VIRTUALIZED: NETWORK,
  TERMINATING: LINK,
  DOWN: 0,
} as const satisfies Record<PppPhase, number>;

/** A session before its channel is through. `random` gives 32-bit numbers and is drawn from here only. */
export function createSession(policy: PppPolicy, random: () => number): SessionState {
  const { ipcp, ip, ccp, compression, peerMru } = newNetwork(policy);
  return {
    ipcp,
    ip,
    ccp,
    compression,
    peerMru,
    policy,
    phase: 'DEAD',
    lcp: newControlLayer(),
    link: newLinkOptions(policy, 0),
    auth: newAuthState(),
    random: random(),
    cbcp: undefined,
    echoIdentifier: 0,
    echoMisses: 0,
    quality: undefined,
    closeReason: undefined,
  };
}

const NOTHING: readonly PppAction[] = [];

export function step(session: PppSession, event: PppEvent): readonly [PppSession, readonly PppAction[]] {
  const next = copySession(session);
  return [next, advance(next, event)];
}

/**
 * As step(), for an owner who does not need the session from before: it is changed in place, which spares a copy for every
 * packet, and what it sends, starts, stops and tells goes to the outlet, up to the first action that concerns the layers
 * above: from there on all are returned, in their order. What only debug tells of is told only where it is heard: that is
 * nearly half of what a call has to tell.
 */
export function advance(session: SessionState, event: PppEvent, outlet?: PppOutlet, heard = true): readonly PppAction[] {
  const work: Work = { session, outlet, actions: undefined, heard };
  act(work, event);
  return work.actions ?? NOTHING;
}

function act(work: Work, event: PppEvent): void {
  const { session } = work;
  switch (event.type) {
    case 'up':
      if (session.phase !== 'DEAD') break;
      establish(work);
      if (session.policy.outgoing || session.policy.timers.lcpDelay === undefined) openLink(work);
      else delayLink(work, session.policy.timers.lcpDelay);
      return;
    case 'down':
      // The line of a session that is over goes as a matter of course.
      if (session.phase === 'DOWN') return;
      if (isDelayed(session)) stopTimer(work, 'LCP-delay');
      else if (session.phase !== 'DEAD') happen(work, LCP, 'Down');
      endSession(work, session.closeReason ?? 'line down');
      return;
    case 'close':
      if (session.phase === 'DOWN') break;
      if (session.phase !== 'DEAD' && !isDelayed(session)) closeLink(work, event.reason ?? 'closed');
      else {
        if (isDelayed(session)) stopTimer(work, 'LCP-delay');
        endSession(work, 'closed');
        later(work, { type: 'disconnect', reason: 'closed' });
      }
      return;
    case 'packet':
      receivePacket(work, event.packet);
      return;
    case 'timer':
      timeout(work, event.timer);
      return;
    case 'decompressed':
      receiveDecompressed(work, event.packet, event.lengthOctets);
      return;
    case 'compression-lost':
      compressionLost(work);
      return;
    case 'quality-report':
      if (work.heard) trace(work, { type: 'ppp.packet', direction: 'I', protocol: PPP_PROTOCOL.lqr, lengthOctets: event.information.length + 2 });
      closeFor(work, receiveReport(work, event.information, event.counters));
      return;
    case 'verdict':
      if (session.auth.pending === undefined || session.phase !== 'AUTHENTICATING') break;
      followAuthentication(work, receiveVerdict(work, event));
      return;
    case 'callback':
      if (session.phase !== 'CALLBACK' || !awaitsDecision(work)) break;
      decided(work, event);
      return;
    case 'callback-answer':
      if (session.cbcp?.role !== 'client') break;
      followCallbackControl(work, answerForUser(work, event.answer));
      return;
    case 'peer-address':
      if (session.phase !== 'UP') break;
      session.policy = withPeerAddress(session.policy, event.address);
      return;
    case 'bind':
      if (session.phase !== 'CALLBACK') break;
      session.policy = event.policy;
      return;
  }
  unexpected(work, `${event.type} in phase ${session.phase}`);
}

/** §4.3: Up and then Open, so that the first request leaves from Closed. */
function openLink(work: Work): void {
  happen(work, LCP, 'Up');
  happen(work, LCP, 'Open');
}

/** Whatever the caller says first begins LCP before its time. */
function delayLink(work: Work, { ms, randomMs }: NonNullable<PppPolicy['timers']['lcpDelay']>): void {
  startTimer(work, 'LCP-delay', ms + (randomMs === 0 ? 0 : draw(work) % (randomMs + 1)));
}

function isDelayed({ phase, lcp }: PppSession): boolean {
  return phase === 'ESTABLISHING' && lcp.state === 'Initial';
}

function receivePacket(work: Work, packet: PppPacket): void {
  const { session } = work;
  const { protocol, information } = packet;
  if (work.heard || !isControlProtocol(protocol)) trace(work, { type: 'ppp.packet', direction: 'I', protocol, lengthOctets: information.length + 2 });
  if (protocol === PPP_PROTOCOL.ip && session.ipcp.state === 'Open') return later(work, { type: 'receive-ip', datagram: information });
  if (protocol === PPP_PROTOCOL.multilink && session.phase === 'VIRTUALIZED') return later(work, { type: 'receive-fragment', octets: information });
  // Where it was not agreed on it is a protocol that is not spoken here.
  const kind = protocol === PPP_PROTOCOL.cbcp && session.cbcp === undefined ? NETWORK : classOf(protocol);
  if (kind > LISTENS[session.phase]) {
    unexpected(work, `protocol 0x${protocol.toString(16).padStart(4, '0')} in phase ${session.phase}`);
    return;
  }
  if (protocol === PPP_PROTOCOL.lcp) {
    if (isDelayed(session)) {
      stopTimer(work, 'LCP-delay');
      openLink(work);
    }
    receiveControl(work, LCP, information);
  } else if (protocol === PPP_PROTOCOL.chap) followAuthentication(work, receiveChap(work, information));
  else if (protocol === PPP_PROTOCOL.pap) followAuthentication(work, receivePap(work, information));
  else if (kind === CALLBACK) followCallbackControl(work, receiveCallbackControl(work, information));
  else if (session.phase === 'VIRTUALIZED') later(work, { type: 'receive-whole', packet });
  else if (!receiveNetwork(work, packet)) sendProtocolReject(work, LCP, packet);
}

function receiveDecompressed(work: Work, packet: PppPacket, lengthOctets: number): void {
  const { session } = work;
  trace(work, { type: 'ppp.packet', direction: 'I', protocol: PPP_PROTOCOL.compressed, lengthOctets });
  if (packet.protocol === PPP_PROTOCOL.ip && session.ipcp.state === 'Open') later(work, { type: 'receive-ip', datagram: packet.information });
  else unexpected(work, `protocol 0x${packet.protocol.toString(16).padStart(4, '0')} compressed in phase ${session.phase}`);
}

function timeout(work: Work, timer: PppTimerName): void {
  const { session } = work;
  const authenticating = session.phase === 'AUTHENTICATING';
  if (timer === 'LCP-restart') restartTimeout(work, LCP);
  else if (timer === 'IPCP-restart' || timer === 'CCP-restart') networkTimeout(work, timer);
  else if (timer === 'authentication' && authenticating) followAuthentication(work, authenticationTimeout(work));
  else if (timer === 'auth-retransmit' && authenticating) retransmitTimeout(work);
  else if ((timer === 'cbcp-restart' || timer === 'cbcp-close') && session.cbcp !== undefined) followCallbackControl(work, callbackControlTimeout(work, timer));
  else if (timer === 'LCP-delay' && isDelayed(session)) openLink(work);
  else if (timer === 'ncp' && session.phase === 'UP') {
    if (networkOverdue(work)) closeLink(work, NETWORK_OVERDUE);
  } else if (timer === 'quality' && session.quality !== undefined) closeFor(work, qualityTimeout(work));
  else if (timer === 'echo' && session.lcp.state === 'Open' && session.policy.keepaliveSeconds > 0) echoTimeout(work);
  else unexpected(work, `timer ${timer} in phase ${session.phase}`);
}

function closeFor(work: Work, reason: string | undefined): void {
  if (reason !== undefined) closeLink(work, reason);
}

function classOf(protocol: number): number {
  if (protocol === PPP_PROTOCOL.lcp) return LINK;
  if (protocol === PPP_PROTOCOL.cbcp) return CALLBACK;
  return protocol === PPP_PROTOCOL.chap || protocol === PPP_PROTOCOL.pap ? AUTHENTICATION : NETWORK;
}
