// Placing calls: the maps of a next hop in their order, a member of the interface or rotary group by `dialer priority`
// with a free channel, one attempt, its wait-for-carrier time, its success or failure in the statistics of the dial
// string, and the fast-rollover delay before the next map. After a failure on ISDN nothing blocks the next attempt.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { AskingCall } from './callback-types.ts';
import { callbackPending, callFor, mapWithNumber, mapsTo } from './binding.ts';
import { contend, disconnect } from './idle.ts';
import { chooseMember, noteOutcome } from './members.ts';
import { inOrder, worked } from './order.ts';
import { askProfile, type Asked } from './outbound.ts';
import { drop, hold } from './queue.ts';
import { redialAfter, redialPending } from './redial.ts';
import {
  classOf, newCall, start, takeChannel, TIMER, trace, type CallRecord, type CallWork, type DialerState, type HoldQueue, type Turn,
} from './state.ts';
import type { DialerTrace } from './trace.ts';
import type { DialReason, DialerMap, DialerMember, DialStringStatistics, OfferedPacket } from './types.ts';

/** An interesting packet has no call to go over: dials for it, and queues or drops the packet. */
export function dialFor(turn: Turn, packet: OfferedPacket): void {
  const maps = mapsTo(turn.state.policy, packet.nextHop);
  const dialable = inOrder(turn.state, maps.filter((map) => map.number !== undefined));
  if (maps.length === 0 && turn.state.policy.asksProfiles === true) {
    askProfile(turn, packet);
    return hold(turn, packet);
  }
  if (dialable.length === 0) return refuse(turn, packet, maps.length === 0 ? 'no-map' : 'no-number');
  const member = chooseMember(turn.state);
  if (typeof member === 'string') {
    if (member === 'line-down') refusedByLine(turn, packet, dialable);
    else noDial(turn, packet, member);
    if (member === 'no-channel' || member === 'call-limit') contend(turn);
    return hold(turn, packet, true);
  }
  attemptFor(turn, packet, dialable, member);
  hold(turn, packet);
}

/** The packet is neither sent nor dialled for, and is dropped. */
export function refuse(turn: Turn, packet: OfferedPacket, because: Parameters<typeof noDial>[2]): void {
  noDial(turn, packet, because);
  drop(turn, packet, because);
}

export function noDial(
  turn: Turn,
  packet: Pick<OfferedPacket, 'nextHop' | 'destination'>,
  because: Extract<DialerTrace, { type: 'dialer.noDial' }>['because'],
): void {
  trace(turn, { type: 'dialer.noDial', nextHop: packet.nextHop, destination: packet.destination, because });
}

/** Layer 2 is down: the attempt fails at once, and counts as one. */
function refusedByLine(turn: Turn, packet: OfferedPacket, [map]: readonly DialerMap[]): void {
  const { nextHop, source, destination } = packet;
  const [member] = turn.state.policy.members;
  if (member === undefined || map?.number === undefined) return noDial(turn, packet, 'line-down');
  countAttempt(turn, map.number);
  countFailure(turn, map.number);
  const refused = { interface: member.interface, number: map.number, source };
  trace(turn, { type: 'dialer.noDial', nextHop, destination, because: 'line-down', refused });
}

/** Nobody but these has been waited for: dials, or has what is held wait for a channel. */
export function dialMaps(turn: Turn, asked: Asked, maps: readonly DialerMap[]): void {
  const { state } = turn;
  const member = chooseMember(state);
  if (typeof member !== 'string') return attemptFor(turn, asked, maps, member);
  noDial(turn, asked, member);
  if (member === 'no-channel' || member === 'call-limit') contend(turn);
  state.queues = state.queues.map((queue) => (queue.nextHop === asked.nextHop ? { ...queue, waiting: true } : queue));
}

function attemptFor(
  turn: Turn,
  cause: Pick<OfferedPacket, 'nextHop' | 'source' | 'destination'>,
  maps: readonly DialerMap[],
  member: DialerMember,
): void {
  const [map, ...remaining] = maps;
  if (map?.number === undefined) return;
  const { nextHop, source, destination } = cause;
  place(turn, member, map.number, { kind: 'packet', source, destination }, map, { nextHop, remaining });
}

/** Makes one attempt; the call record stands from here until `released`. */
export function place(
  turn: Turn,
  member: DialerMember,
  number: string,
  reason: DialReason,
  map: DialerMap | undefined,
  more: { readonly nextHop?: Ipv4Address | undefined; readonly remaining?: readonly DialerMap[]; readonly speed?: 56 | 64; readonly name?: string | undefined; readonly authenticate?: boolean; readonly asked?: readonly AskingCall[] } = {},
): CallRecord {
  const { state } = turn;
  const mapClass = classOf(state.policy, map);
  const speed = more.speed ?? (mapClass?.speed === 56 || map?.speed === 56 ? 56 : 64);
  state.callsPlaced += 1;
  const { nextHop, remaining = [] } = more;
  const id = `${state.callPrefix}-${state.callsPlaced}`;
  const call = newCall({ id, interface: member.interface, channel: undefined, outgoing: true, number, reason, map, nextHop, remaining }, turn.now);
  state.calls = [...state.calls, call];
  takeChannel(turn, member.interface, 1);
  countAttempt(turn, number);
  if (reason.kind === 'packet') {
    const { source, destination } = reason;
    trace(turn, { type: 'dialer.dialing', interface: member.interface, source, destination, call: call.id });
  }
  const name = more.name ?? map?.name;
  trace(turn, {
    type: 'dialer.attempt',
    interface: member.interface,
    number,
    call: call.id,
    name,
    mapped: map?.number === number ? undefined : false,
    reason: reason.kind === 'answered' ? 'packet' : reason.kind,
    asked: more.asked,
  });
  turn.actions.push({
    type: 'place-call', call: call.id, interface: member.interface, number, speed, voice: mapClass?.voiceCall === true, modemScript: map?.modemScript, systemScript: map?.systemScript, authenticate: more.authenticate !== false,
  });
  const carrierSeconds = mapClass?.waitForCarrierSeconds ?? state.policy.waitForCarrierSeconds;
  start(turn, TIMER.carrier(call.id), carrierSeconds * 1000);
  return call;
}

/** EXEC `isdn call interface`: that member or none. */
export function dialByHand(turn: Turn, number: string, speed: 56 | 64, interfaceName: string): void {
  const member = turn.state.policy.members.find((each) => each.interface === interfaceName);
  const status = turn.state.members.get(interfaceName);
  if (!member || !status?.usable || status.freeChannels === 0) {
    const why = member && status?.usable ? 'no-channel' : 'line-down';
    trace(turn, { type: 'dialer.failed', number, call: '', cause: 0, why });
    return;
  }
  const map = mapWithNumber(turn.state.policy, number);
  place(turn, member, number, { kind: 'exec' }, map, { speed });
}

export function carrierTimerRanOut(turn: Turn, call: CallWork): void {
  failed(turn, call, 0, 'carrier');
  call.failureCounted = true;
  disconnect(turn, call, 'no carrier');
}

/** An outgoing call ended that had not connected: counts it, and owes the next map an attempt. */
export function attemptFailed(turn: Turn, call: CallRecord, cause: number): void {
  if (!call.failureCounted) failed(turn, call, cause, cause === 0 ? 'line-down' : 'cause');
  // A call that was hung up by hand owes nothing.
  if (call.phase === 'disconnecting' && !call.failureCounted) return;
  if (call.reason.kind !== 'packet' || call.nextHop === undefined) return;
  if (call.remaining.length === 0) {
    redialAfter(turn, call);
    return;
  }
  const { nextHop, remaining: maps } = call;
  const { source, destination } = call.reason;
  const kept = turn.state.rollovers.filter((each) => each.nextHop !== nextHop);
  turn.state.rollovers = [...kept, { nextHop, maps, source, destination }];
  // Even without a delay by a timer: the channel is told free only after this step.
  start(turn, TIMER.rollover(nextHop), rolloverSeconds(turn.state, call.interface) * 1000);
}

export function rolloverSeconds(state: DialerState, interfaceName: string): number {
  return state.policy.members.find((member) => member.interface === interfaceName)?.fastRolloverSeconds ?? 0;
}

function failed(turn: Turn, call: CallRecord, cause: number, why: 'cause' | 'carrier' | 'line-down'): void {
  countFailure(turn, call.number);
  noteOutcome(turn, call.interface, 'failedAt');
  trace(turn, { type: 'dialer.failed', number: call.number, call: call.id, cause, why });
}

/** False when no such attempt is owed. */
export function rolloverTimerRanOut(turn: Turn, nextHop: Ipv4Address): boolean {
  const rollover = turn.state.rollovers.find((each) => each.nextHop === nextHop);
  if (!rollover) return false;
  turn.state.rollovers = turn.state.rollovers.filter((each) => each !== rollover);
  const configured = mapsTo(turn.state.policy, nextHop);
  const maps = rollover.maps.filter((map) => configured.some((each) => each.number === map.number));
  if (maps.length === 0 || callFor(turn.state, nextHop) || callbackPending(turn.state, nextHop)) return true;
  const member = chooseMember(turn.state);
  if (typeof member === 'string') noDial(turn, rollover, member);
  else attemptFor(turn, rollover, maps, member);
  return true;
}

/** A channel came free: dials for the queues that wait for one, the oldest first. */
export function dialForWaiting(turn: Turn): void {
  for (const queue of turn.state.queues.filter((each) => each.waiting)) {
    const packet = queue.packets[0];
    const maps = inOrder(turn.state, mapsTo(turn.state.policy, queue.nextHop).filter((map) => map.number !== undefined));
    const pending =
      callbackPending(turn.state, queue.nextHop) || redialPending(turn, queue.nextHop) !== undefined || turn.state.rollovers.some((each) => each.nextHop === queue.nextHop);
    if (!packet || maps.length === 0 || pending || callFor(turn.state, queue.nextHop)) continue;
    const member = chooseMember(turn.state);
    if (typeof member === 'string') return;
    const dialled: HoldQueue = { ...queue, waiting: false };
    turn.state.queues = turn.state.queues.map((each) => (each === queue ? dialled : each));
    attemptFor(turn, packet, maps, member);
  }
}

/** Statistics of the dial string: successes are counted when the call connects. */
export function attemptSucceeded(turn: Turn, call: CallRecord): void {
  noteOutcome(turn, call.interface, 'succeededAt');
  // Numbers of no map, at which callers are called back, may be many, and are in no order.
  if (turn.state.policy.maps.some(({ number }) => number === call.number)) turn.state.worked = worked(turn.state.worked, call.number);
  amend(turn, call.number, { successes: 1, lastStatus: 'successful' });
}

function countAttempt(turn: Turn, number: string): void {
  amend(turn, number, { lastDialled: turn.now });
}

function countFailure(turn: Turn, number: string): void {
  amend(turn, number, { failures: 1, lastStatus: 'failed' });
}

function amend(turn: Turn, number: string, { successes = 0, failures = 0, lastStatus, lastDialled }: Partial<DialStringStatistics>): void {
  const { statistics } = turn.state;
  const index = statistics.findIndex((each) => each.number === number);
  const before = statistics[index];
  const dialledAt = lastDialled ?? before?.lastDialled;
  const after: DialStringStatistics = {
    number,
    successes: (before?.successes ?? 0) + successes,
    failures: (before?.failures ?? 0) + failures,
    lastStatus: lastStatus ?? before?.lastStatus ?? '-',
    lastDialled: dialledAt,
  };
  turn.state.statistics = index < 0 ? [...statistics, after] : statistics.with(index, after);
}
