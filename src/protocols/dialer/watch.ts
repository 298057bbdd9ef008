// Calls that are kept up whether or not anything is to be sent: dialer watch (`dialer watch-group`), which dials when the
// watched networks are not reached over any other interface, keeps the call for as long as that lasts and looks again whenever
// the idle time has run out; and `dialer persistent`. Behaviour: the dial configuration guide of 12.2 and published
// configuration notes. A network counts as reached by a route of exactly its prefix and mask.

import type { Ipv4Address } from '../../base/ipv4.ts';
import { callbackPending, callFor, mapsTo } from './binding.ts';
import { place } from './dial.ts';
import { armIdle, beginIdle, disconnect } from './idle.ts';
import { chooseMember } from './members.ts';
import { inOrder } from './order.ts';
import { findCall, isConnected, start, stop, TIMER, trace, type CallRecord, type CallWork, type Turn, type WatchState } from './state.ts';
import type { DialerMap, WatchedNetwork } from './types.ts';

export const AT_REST: WatchState = { primaryUp: true, seen: false, phase: 'rest', tried: 0, networks: [] };

/** What the routing table says of the watched networks; `checked`: the routes are looked at for the first time. */
export function watchTold(turn: Turn, networks: readonly WatchedNetwork[], checked: boolean): boolean {
  const { state } = turn;
  if (state.policy.watch === undefined) return false;
  const before = state.watch;
  const primaryUp = networks.some(({ primary }) => primary);
  // Routes that were never there cannot be lost: unless they are looked for after a start.
  const seen = before.seen || primaryUp || checked;
  state.watch = { ...before, networks, primaryUp, seen };
  const isNews = primaryUp !== before.primaryUp || networks.some((network, index) => network.up !== before.networks[index]?.up);
  if (seen && (isNews || checked)) tellNetworks(turn);
  if (primaryUp) primaryBack(turn);
  else if (seen) primaryLost(turn);
  return true;
}

function tellNetworks(turn: Turn): void {
  const { watch, policy } = turn.state;
  if (policy.watch === undefined) return;
  trace(turn, { type: 'dialer.watch', group: policy.watch.group, networks: watch.networks, primaryUp: watch.primaryUp });
}

function enter(turn: Turn, phase: WatchState['phase'], more: Partial<WatchState> = {}): void {
  turn.state.watch = { ...turn.state.watch, phase, ...more };
}

function primaryBack(turn: Turn): void {
  const { phase } = turn.state.watch;
  if (phase === 'delaying' || phase === 'retrying') {
    stop(turn, TIMER.watch(phase === 'delaying' ? 'connect' : 'retry'));
    enter(turn, 'rest', { call: undefined });
  }
  // A call that is up is looked at when it is idle, or after the delay of the list.
  const seconds = turn.state.policy.watch?.disconnectSeconds;
  if (phase === 'up' && seconds !== undefined) disable(turn, seconds);
}

function primaryLost(turn: Turn): void {
  const { phase } = turn.state.watch;
  if (phase === 'disabling') {
    stop(turn, TIMER.watch('disable'));
    enter(turn, 'up');
  } else if (phase === 'rest') begin(turn, turn.state.policy.watch?.connectSeconds ?? 0);
}

function begin(turn: Turn, seconds: number): void {
  if (seconds > 0) {
    enter(turn, 'delaying');
    start(turn, TIMER.watch('connect'), seconds * 1000);
  } else dialSecondary(turn);
}

/** `dialer persistent` came or went, the watch list is another one, or there are other maps. */
export function watchConfigured(turn: Turn): void {
  const { state } = turn;
  const { watch, persistent } = state.policy;
  if (persistent !== undefined) {
    if (state.watch.phase !== 'rest') return;
    state.watch = { ...AT_REST, primaryUp: false, seen: true };
    begin(turn, persistent.delaySeconds);
    return;
  }
  if (watch !== undefined) {
    const { phase, seen, primaryUp } = state.watch;
    if (phase === 'rest' && seen && !primaryUp && target(turn) !== undefined) begin(turn, watch.connectSeconds);
    return;
  }
  for (const timer of ['connect', 'retry', 'disable'] as const) if (timerOf(state.watch.phase) === timer) stop(turn, TIMER.watch(timer));
  state.watch = AT_REST;
}

function timerOf(phase: WatchState['phase']): 'connect' | 'retry' | 'disable' | undefined {
  switch (phase) {
    case 'delaying':
      return 'connect';
    case 'retrying':
      return 'retry';
    case 'disabling':
      return 'disable';
    default:
      return undefined;
  }
}

interface Target {
  readonly nextHop: Ipv4Address;
  readonly maps: readonly DialerMap[];
}

/** The first watched network with a map that has a number; of a persistent interface the first map. */
function target(turn: Turn): Target | undefined {
  const { policy } = turn.state;
  const dialable = (nextHop: Ipv4Address): readonly DialerMap[] => mapsTo(policy, nextHop).filter(({ number }) => number !== undefined);
  if (policy.persistent !== undefined) {
    const [first] = policy.maps.filter(({ number }) => number !== undefined);
    return first && { nextHop: first.nextHop ?? 0, maps: first.nextHop === undefined ? policy.maps : dialable(first.nextHop) };
  }
  for (const { address } of turn.state.watch.networks) {
    const maps = dialable(address);
    if (maps.length > 0) return { nextHop: address, maps };
  }
  return undefined;
}

function dialSecondary(turn: Turn): void {
  const { state } = turn;
  const { policy } = state;
  const group = policy.watch?.group;
  const found = target(turn);
  if (found === undefined) {
    if (group !== undefined) trace(turn, { type: 'dialer.watchNoMap', group, networks: state.watch.networks });
    // Another map or list looks again.
    return enter(turn, 'rest', { call: undefined });
  }
  const present = callFor(state, found.nextHop);
  if (present) {
    enter(turn, present.ipUp ? 'up' : 'calling', { call: present.id });
    return;
  }
  // The peer was asked to call back: it is not kept from that by another call.
  if (callbackPending(state, found.nextHop)) return lookAgain(turn, state.watch.tried);
  const maps = inOrder(state, found.maps);
  const map = maps[state.watch.tried % maps.length];
  const member = chooseMember(state);
  if (map?.number === undefined || typeof member === 'string') return retry(turn);
  if (group !== undefined) trace(turn, { type: 'dialer.watchDial', group, network: found.nextHop, interface: member.interface, number: map.number });
  const reason = policy.persistent === undefined ? ({ kind: 'watch' } as const) : ({ kind: 'persistent' } as const);
  const call = place(turn, member, map.number, reason, map, { nextHop: found.nextHop });
  enter(turn, 'calling', { call: call.id });
}

function retry(turn: Turn): void {
  lookAgain(turn, turn.state.watch.tried + 1);
}

/** [ours] The next try comes after the enable time. */
function lookAgain(turn: Turn, tried: number): void {
  enter(turn, 'retrying', { call: undefined, tried });
  start(turn, TIMER.watch('retry'), Math.max(1, turn.state.policy.enableTimeoutSeconds) * 1000);
}

/** False when nothing expects it. */
export function watchTimerRanOut(turn: Turn, name: string): boolean {
  const { watch } = turn.state;
  if (timerOf(watch.phase) !== name) return false;
  if (name !== 'disable') {
    dialSecondary(turn);
    return true;
  }
  const call = watch.call === undefined ? undefined : findCall(turn.state, watch.call);
  enter(turn, 'rest', { call: undefined });
  if (call !== undefined && call.phase !== 'disconnecting') disconnect(turn, call, 'primary is back');
  return true;
}

/** IP passes over a call. */
export function watchedCallUp(turn: Turn, call: CallRecord): void {
  const { watch } = turn.state;
  if (watch.call === call.id && watch.phase === 'calling') enter(turn, 'up', { tried: 0 });
}

/** The call reached another peer: it lives by its own traffic, and the one that is needed is made again. */
export function watchedCallMissed(turn: Turn, call: CallRecord): void {
  if (turn.state.watch.call === call.id) callLost(turn);
}

/** The call is gone: as long as it is needed it is made again. */
export function watchedCallReleased(turn: Turn, call: CallRecord): void {
  if (turn.state.watch.call === call.id) callLost(turn);
}

function callLost(turn: Turn): void {
  const { watch, policy } = turn.state;
  if (watch.phase === 'disabling') stop(turn, TIMER.watch('disable'));
  const needed = policy.persistent !== undefined || (policy.watch !== undefined && watch.seen && !watch.primaryUp);
  if (needed) retry(turn);
  else enter(turn, 'rest', { call: undefined });
}

/** The idle time of a call has run out: true if it is kept, or kept for a while, by what it was made for. */
export function keptByWatch(turn: Turn, call: CallWork): boolean {
  const { watch, policy } = turn.state;
  if (watch.call !== call.id || !isConnected(call)) return false;
  if (watch.phase === 'disabling') return keepIdle(turn, call);
  if (policy.persistent !== undefined) return keepIdle(turn, call);
  tellNetworks(turn);
  if (!watch.primaryUp) return keepIdle(turn, call);
  const seconds = policy.watch?.disconnectSeconds ?? policy.watch?.disableSeconds ?? 0;
  if (seconds === 0) {
    enter(turn, 'rest', { call: undefined });
    return false;
  }
  disable(turn, seconds);
  return keepIdle(turn, call);
}

function keepIdle(turn: Turn, call: CallWork): boolean {
  beginIdle(turn, call);
  armIdle(turn, call);
  return true;
}

function disable(turn: Turn, seconds: number): void {
  const { call } = turn.state.watch;
  const { group } = turn.state.policy.watch ?? {};
  if (call === undefined || group === undefined) return;
  trace(turn, { type: 'dialer.watchDisable', group, seconds });
  enter(turn, 'disabling');
  start(turn, TIMER.watch('disable'), seconds * 1000);
}
