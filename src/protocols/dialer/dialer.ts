// The dialer's machine: one dialing interface, which is a BRI by itself or a Dialer interface with its rotary group.
// Behaviour: Cisco IOS dial-on-demand routing with dialer maps, and PPP callback (RFC 1570 §2.3) as its configuration
// guide describes it. This file dispatches the events and keeps the life of a call; who is dialled, who is called back,
// what is held and when a call is idle stand in the files beside it. An event that does not fit changes nothing.

import type { Instant } from '../../base/time.ts';
import { unreachable } from '../../base/assert.ts';
import { parseIpv4 } from '../../base/ipv4.ts';
import { addAgreedLink, agreedCallFailed, agreedCallUp, allocationTold } from './allocation.ts';
import { mapNamed, mapWithNumber } from './binding.ts';
import { callReleased, clientTimerRanOut, decide, reached } from './callback.ts';
import { callbackAgreed } from './callback-microsoft.ts';
import { callbackTimerRanOut, takeCallback } from './callback-owed.ts';
import { owedToCaller } from './caller-callback.ts';
import {
  attemptFailed, attemptSucceeded, carrierTimerRanOut, dialByHand, dialForWaiting, rolloverTimerRanOut,
} from './dial.ts';
import { forgetProfiles, profileTold, withOutbound } from './outbound.ts';
import { armIdle, charged, contend, disconnect, idleTimerRanOut, leave, touchIdle } from './idle.ts';
import { evaluateLoads, loadCallFailed, loadTimerRanOut, watchLoads } from './load.ts';
import { offer } from './packet.ts';
import { mapProven, missed, waitForLine } from './proven-name.ts';
import { dropQueue, flush, trimQueues } from './queue.ts';
import {
  channelOf, classOf, copyOf, findCall, isConnected, newCall, setMember, start, stop, takeChannel, TIMER, trace, type CallRecord, type CallWork, type DialerState, type DialerWork, type Turn,
} from './state.ts';
import { awaitProtocol, protocolTimerRanOut, redialAfter, redialConfigured, redialReached, redialTimerRanOut, settleRedials } from './redial.ts';
import { watchConfigured, watchedCallReleased, watchedCallUp, watchTimerRanOut, watchTold } from './watch.ts';
import type { CallId, DialerAction, DialerEvent, DialerPolicy } from './types.ts';

export function step(state: DialerState, event: DialerEvent, now: Instant): readonly [DialerWork, readonly DialerAction[]] {
  const next = copyOf(state);
  return [next, advance(next, event, now)];
}

/** As step(), for an owner who does not need the state from before: it is changed in place. */
export function advance(state: DialerWork, event: DialerEvent, now: Instant): readonly DialerAction[] {
  const turn: Turn = { state, now, actions: [] };
  if (!perform(turn, event)) return [{ type: 'trace', event: { type: 'dialer.unexpected', what: describe(event) } }];
  if (state.redials.length > 0) settleRedials(turn);
  watchLoads(turn);
  return turn.actions;
}

function describe(event: DialerEvent): string {
  return event.type === 'timer' ? `timer ${event.timer}` : 'call' in event ? `${event.type} of ${event.call}` : event.type;
}

/** False when the state does not expect the event; then nothing was done. */
function perform(turn: Turn, event: DialerEvent): boolean {
  switch (event.type) {
    case 'configure':
      return configure(turn, event.policy);
    case 'member': {
      const { usable, freeChannels } = event;
      setMember(turn, event.interface, { usable, freeChannels });
      dialForWaiting(turn);
      return true;
    }
    case 'packet':
      offer(turn, event.packet, event.interesting, event.reason);
      return true;
    case 'incoming':
      return incoming(turn, event);
    case 'take-callback':
      takeCallback(turn, event.owed);
      return true;
    case 'caller-refused':
      owedToCaller(turn, event);
      return true;
    case 'profile':
      return profileTold(turn, event);
    case 'timer':
      return timer(turn, event.timer);
    case 'dial':
      dialByHand(turn, event.number, event.speed, event.interface);
      return true;
    case 'clear':
      turn.state.statistics = [];
      return true;
    case 'adopt':
      return adopt(turn, event);
    case 'contend':
      contend(turn);
      return true;
    case 'watch':
      return watchTold(turn, event.networks, event.check);
    case 'loads':
      return evaluateLoads(turn, event.measures);
    case 'allocation':
      allocationTold(turn, event.bundle, event.open);
      return true;
    case 'add-link':
      addAgreedLink(turn, event.bundle, event.number);
      return true;
    case 'received':
    case 'channel':
    case 'connected':
    case 'cleared':
    case 'released':
    case 'charged':
    case 'lcp-up':
    case 'authenticated':
    case 'callback-agreed':
    case 'bundle':
    case 'ip-up':
    case 'ip-down':
    case 'hang-up':
    case 'hand-over': {
      const call = findCall(turn.state, event.call);
      return call !== undefined && ofCall(turn, call, event);
    }
    default:
      return unreachable(event);
  }
}

type CallEvent = Extract<
  DialerEvent,
  { type: 'received' | 'channel' | 'connected' | 'cleared' | 'released' | 'charged' | 'lcp-up' | 'authenticated' | 'callback-agreed' | 'bundle' | 'ip-up' | 'ip-down' | 'hang-up' | 'hand-over' }
>;

function ofCall(turn: Turn, call: CallWork, event: CallEvent): boolean {
  if (event.type === 'released') return released(turn, call, event.cause);
  // What is still on its way from a call that is being cleared comes too late; that IP goes down is a part of it.
  if (call.phase === 'disconnecting') return event.type === 'ip-down' || event.type === 'bundle';
  switch (event.type) {
    case 'channel':
      if (call.connectedAt !== undefined) return false;
      call.channel = event.channel;
      return true;
    case 'connected':
      return connected(turn, call, event);
    case 'cleared':
      if (call.connectedAt === undefined) return false;
      stop(turn, TIMER.idle(call.id));
      if (call.protocolTimer) stop(turn, TIMER.protocol(call.id));
      leave(call);
      return true;
    case 'hang-up':
      disconnect(turn, call, event.reason);
      return true;
    case 'hand-over':
      if (!isConnected(call) || call.outgoing || call.ipUp) return false;
      forget(turn, call);
      return true;
    case 'received':
      if (!call.ipUp) return false;
      if (event.interesting) touchIdle(turn, call, 'inbound');
      return true;
    case 'charged':
      return charged(turn, call, event.units);
    case 'lcp-up':
      if (call.phase !== 'connected') return false;
      call.phase = 'physical layer up';
      return true;
    case 'authenticated':
      return authenticated(turn, call, event);
    case 'callback-agreed':
      return callbackAgreed(turn, call, event.choice);
    case 'bundle':
      bundled(turn, call, event.bundle);
      return true;
    case 'ip-up':
      if (!isConnected(call) || call.ipUp) return false;
      if (event.peerAddress !== 0) call.peerAddress = event.peerAddress;
      protocolUp(turn, call);
      return true;
    case 'ip-down':
      if (!call.ipUp) return false;
      call.phase = 'physical layer up';
      call.ipUp = false;
      return true;
    default:
      return unreachable(event);
  }
}

/** Links of a bundle are idle together. */
function bundled(turn: Turn, call: CallWork, bundle: string | undefined): void {
  const others = bundle === undefined ? [] : turn.state.calls.filter((each) => each.bundle === bundle && each !== call);
  const [first] = others;
  call.bundle = bundle;
  if (bundle === undefined) return;
  agreedCallUp(turn, call);
  if (first !== undefined) call.idleSince = first.idleSince;
  trace(turn, { type: 'dialer.bundled', channel: channelOf(call), call: call.id, bundle, links: others.length + 1 });
  if (first !== undefined) armIdle(turn, call);
}

function incoming(turn: Turn, event: Extract<DialerEvent, { type: 'incoming' }>): boolean {
  const { state } = turn;
  if (findCall(state, event.call)) return false;
  // Without PPP there is no name but the calling number, which a map may have as such (the command reference), or as its own.
  const map = state.policy.ppp ? undefined : (mapNamed(state.policy, event.callingNumber) ?? mapWithNumber(state.policy, event.callingNumber));
  const { call: id, interface: member, channel, callingNumber: number = '' } = event;
  const reason = { kind: 'answered' } as const;
  const call = newCall({ id, interface: member, channel, outgoing: false, number, reason, map, nextHop: undefined, remaining: [] }, turn.now);
  state.calls = [...state.calls, call];
  takeChannel(turn, event.interface, 1);
  return true;
}

/** The call is connected, and its peer is known by name; what follows is as if it had been answered here. */
function adopt(turn: Turn, event: Extract<DialerEvent, { type: 'adopt' }>): boolean {
  const { call: id, interface: member, channel, callingNumber, connectedAt } = event;
  if (!incoming(turn, { type: 'incoming', call: id, interface: member, channel, callingNumber })) return false;
  const call = findCall(turn.state, id);
  if (call === undefined) return true;
  call.phase = 'physical layer up';
  call.connectedAt = connectedAt;
  armIdle(turn, call);
  return true;
}

function forget(turn: Turn, call: CallRecord): void {
  stop(turn, TIMER.idle(call.id));
  turn.state.calls = turn.state.calls.filter((each) => each.id !== call.id);
  takeChannel(turn, call.interface, -1);
}

function connected(turn: Turn, call: CallWork, { channel, peerAddress }: Extract<DialerEvent, { type: 'connected' }>): boolean {
  if (call.connectedAt !== undefined) return false;
  if (call.outgoing) {
    stop(turn, TIMER.carrier(call.id));
    attemptSucceeded(turn, call);
  }
  call.phase = 'connected';
  call.channel = channel;
  call.connectedAt = turn.now;
  call.idleSince = turn.now;
  call.peerAddress = peerAddress;
  trace(turn, { type: 'dialer.connected', call: call.id, channel, outgoing: call.outgoing, number: call.number });
  armIdle(turn, call);
  if (!turn.state.policy.ppp) protocolUp(turn, call);
  else awaitProtocol(turn, call);
  return true;
}

function authenticated(turn: Turn, call: CallWork, event: Extract<DialerEvent, { type: 'authenticated' }>): boolean {
  if (!isConnected(call) || call.ipUp) return false;
  const { map: dialled, nextHop } = call;
  const map = mapProven(turn.state.policy, call, event.peerName);
  const isOther = map !== dialled && dialled !== undefined;
  call.peerName = event.peerName ?? call.peerName;
  call.map = map;
  if (call.phase === 'connected') call.phase = 'physical layer up';
  call.idleTimeoutSeconds = event.idleTimeoutSeconds;
  if (isOther) {
    call.nextHop = undefined;
    missed(turn, { map: dialled, nextHop }, call);
  }
  decide(turn, call, event);
  if (!isConnected(call)) return true;
  if (isOther) waitForLine(turn, nextHop);
  // The map's class may have an idle time of its own, and so may the peer.
  if (call.map !== dialled || event.idleTimeoutSeconds !== undefined) armIdle(turn, call);
  return true;
}

function protocolUp(turn: Turn, call: CallWork): void {
  call.phase = 'data link layer up';
  call.ipUp = true;
  call.everUp = true;
  const { bundle } = call;
  const isFurther = bundle !== undefined && turn.state.calls.some((each) => each.bundle === bundle && each.ipUp && each !== call);
  // Of a bundle it is told once.
  if (!isFurther) {
    trace(turn, { type: 'dialer.protocolUp', channel: bundle ?? channelOf(call), call: call.id, peerName: call.peerName });
  }
  agreedCallUp(turn, call);
  redialReached(turn, call);
  watchedCallUp(turn, call);
  reached(turn, call);
  flush(turn, call);
}

function released(turn: Turn, call: CallRecord, cause: number): boolean {
  const { state } = turn;
  if (call.phase !== 'disconnecting') {
    // A call that we clear has had its timers stopped already.
    if (call.connectedAt !== undefined) stop(turn, TIMER.idle(call.id));
    else if (call.outgoing) stop(turn, TIMER.carrier(call.id));
    if (call.protocolTimer) stop(turn, TIMER.protocol(call.id));
  }
  state.calls = state.calls.filter((each) => each.id !== call.id);
  takeChannel(turn, call.interface, -1);
  disable(turn, call);
  if (call.outgoing && call.connectedAt === undefined) attemptFailed(turn, call, cause);
  else if (call.protocolFailed) redialAfter(turn, call);
  if (call.reason.kind === 'load' && !call.everUp) {
    if (call.reason.agreedFor === undefined) loadCallFailed(turn, call);
    else agreedCallFailed(turn, call, call.reason.agreedFor, cause);
  }
  const { channel, connectedAt } = call;
  trace(turn, { type: 'dialer.released', call: call.id, channel, cause, lastedMs: connectedAt === undefined ? 0 : turn.now - connectedAt });
  callReleased(turn, call);
  watchedCallReleased(turn, call);
  forgetProfiles(turn);
  return true;
}

/** `dialer enable-timeout`: an in-band line rests after a call. It began first, so that it is over before a return call is due. */
function disable(turn: Turn, call: CallRecord): void {
  const { state } = turn;
  if (state.policy.members.find((member) => member.interface === call.interface)?.inBand !== true) return;
  const seconds = classOf(state.policy, call.map)?.enableTimeoutSeconds ?? state.policy.enableTimeoutSeconds;
  state.disabled = [...state.disabled.filter((each) => each !== call.interface), call.interface];
  start(turn, TIMER.enable(call.interface), seconds * 1000);
}

function timer(turn: Turn, name: string): boolean {
  const colon = name.indexOf(':');
  const subject = name.slice(colon + 1);
  switch (name.slice(0, colon)) {
    case 'idle':
      return callTimer(turn, subject, true);
    case 'carrier':
      return callTimer(turn, subject, false);
    case 'enable':
      if (!turn.state.disabled.includes(subject)) return false;
      turn.state.disabled = turn.state.disabled.filter((each) => each !== subject);
      dialForWaiting(turn);
      return true;
    case 'callback':
      return callbackTimerRanOut(turn, subject);
    case 'client':
      return clientTimerRanOut(turn, subject);
    case 'hold':
      return dropQueue(turn, parseIpv4(subject) ?? 0, 'hold queue timeout');
    case 'load':
      return loadTimerRanOut(turn);
    case 'redial':
      return redialTimerRanOut(turn, parseIpv4(subject) ?? 0);
    case 'protocol':
      return protocolTimerRanOut(turn, subject);
    case 'watch':
      return watchTimerRanOut(turn, subject);
    case 'rollover':
      return rolloverTimerRanOut(turn, parseIpv4(subject) ?? 0);
    default:
      return false;
  }
}

function callTimer(turn: Turn, id: CallId, idle: boolean): boolean {
  const call = findCall(turn.state, id);
  if (!call || call.phase === 'disconnecting' || (call.connectedAt !== undefined) !== idle) return false;
  if (idle) idleTimerRanOut(turn, call);
  else if (call.outgoing) carrierTimerRanOut(turn, call);
  else return false;
  return true;
}

/** Calls that are up stay until they are idle, even when their map is gone; times that changed count from now on. */
function configure(turn: Turn, policy: DialerPolicy): boolean {
  const { state } = turn;
  const numbersBefore = new Set(state.policy.maps.map((map) => map.number));
  const numbers = new Set(policy.maps.map((map) => map.number));
  state.policy = withOutbound(policy, state);
  state.statistics = state.statistics.filter((each) => numbers.has(each.number) || !numbersBefore.has(each.number));
  for (const call of state.calls) {
    const map = policy.maps.find((each) => each.nextHop === call.map?.nextHop && each.number === call.map?.number);
    if (map && call.map) call.map = map;
    if (isConnected(call)) armIdle(turn, call);
  }
  trimQueues(turn);
  redialConfigured(turn);
  dialForWaiting(turn);
  watchConfigured(turn);
  return true;
}
