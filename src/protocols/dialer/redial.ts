// Trying again what failed (`dialer redial`, `dialer wait-for-line-protocol`): when all numbers of a peer were tried in vain they are
// tried again after the interval, so many times; then the peer is not dialled at all for the re-enable time. A call whose line
// protocol does not come in time counts as failed. As the feature guide of 12.2(4)T has it.

import type { Ipv4Address } from '../../base/ipv4.ts';
import { callbackPending, callFor, mapsTo } from './binding.ts';
import { place } from './dial.ts';
import { disconnect } from './idle.ts';
import { chooseMember } from './members.ts';
import { inOrder } from './order.ts';
import { dropQueue } from './queue.ts';
import type { RedialPolicy } from './types.ts';
import { findCall, isConnected, start, stop, TIMER, trace, type CallRecord, type CallWork, type Redial, type Turn } from './state.ts';

/** The last of a peer's numbers failed. False where nothing is tried again. */
export function redialAfter(turn: Turn, call: CallRecord): boolean {
  const { redial } = turn.state.policy;
  if (redial === undefined || call.reason.kind !== 'packet' || call.nextHop === undefined) return false;
  const { nextHop } = call;
  const { source, destination } = call.reason;
  owe(turn, redial, { nextHop, source, destination }, call.number);
  return true;
}

function owe(turn: Turn, policy: RedialPolicy, cause: Pick<Redial, 'nextHop' | 'source' | 'destination'>, number: string): void {
  const { nextHop } = cause;
  const { attempts } = policy;
  const made = turn.state.redials.find((each) => each.nextHop === nextHop)?.made ?? 0;
  const exhausted = made >= attempts;
  put(turn, { ...cause, made: made + 1, phase: exhausted ? 'disabled' : 'waiting' });
  const seconds = exhausted ? policy.reenableSeconds : policy.intervalSeconds;
  start(turn, TIMER.redial(nextHop), seconds * 1000);
  if (exhausted) {
    trace(turn, { type: 'dialer.redialExhausted', number, nextHop, attempts, seconds });
    dropQueue(turn, nextHop, 'redial attempts exhausted');
  } else trace(turn, { type: 'dialer.redial', number, nextHop, attempt: made + 1, attempts, seconds });
}

/** Why nobody is dialled for the next hop now. */
export function redialPending(turn: Turn, nextHop: Ipv4Address): 'redial-waiting' | 'redial-disabled' | undefined {
  const phase = turn.state.redials.find((each) => each.nextHop === nextHop)?.phase;
  return phase === 'waiting' ? 'redial-waiting' : phase === 'disabled' ? 'redial-disabled' : undefined;
}

/** False when no such attempt is owed. */
export function redialTimerRanOut(turn: Turn, nextHop: Ipv4Address): boolean {
  const { state } = turn;
  const owed = state.redials.find((each) => each.nextHop === nextHop);
  if (owed === undefined || owed.phase === 'calling') return false;
  if (owed.phase === 'disabled' || state.policy.redial === undefined) {
    forget(turn, nextHop);
    return true;
  }
  const [map, ...remaining] = inOrder(state, mapsTo(state.policy, nextHop).filter((each) => each.number !== undefined));
  if (map?.number === undefined || callFor(state, nextHop) !== undefined || callbackPending(state, nextHop)) {
    forget(turn, nextHop);
    return true;
  }
  const member = chooseMember(state);
  if (typeof member === 'string') {
    // No channel: an attempt was made all the same.
    owe(turn, state.policy.redial, owed, map.number);
    return true;
  }
  put(turn, { ...owed, phase: 'calling' });
  place(turn, member, map.number, { kind: 'packet', source: owed.source, destination: owed.destination }, map, { nextHop, remaining });
  return true;
}

/** IP passes over a call: what failed before is forgotten. */
export function redialReached(turn: Turn, call: CallWork): void {
  if (call.protocolTimer) {
    stop(turn, TIMER.protocol(call.id));
    call.protocolTimer = false;
  }
  for (const { nextHop } of turn.state.redials) if (nextHop === call.nextHop) forget(turn, nextHop);
}

/** An attempt that neither failed nor reached anybody (it was hung up by hand, or its map is gone) leaves nothing owed. */
export function settleRedials(turn: Turn): void {
  const { redials, calls, rollovers } = turn.state;
  for (const { nextHop, phase } of redials) {
    if (phase !== 'calling' || calls.some((call) => call.nextHop === nextHop) || rollovers.some((each) => each.nextHop === nextHop)) continue;
    forget(turn, nextHop);
  }
}

export function redialConfigured(turn: Turn): void {
  if (turn.state.policy.redial === undefined) for (const { nextHop } of turn.state.redials) forget(turn, nextHop);
}

/** A call of ours is through: its line protocol has so long. */
export function awaitProtocol(turn: Turn, call: CallWork): void {
  const { protocolSeconds = 0 } = turn.state.policy;
  if (!call.outgoing || protocolSeconds === 0 || call.everUp) return;
  call.protocolTimer = true;
  start(turn, TIMER.protocol(call.id), protocolSeconds * 1000);
}

/** False when the call does not expect it. */
export function protocolTimerRanOut(turn: Turn, id: string): boolean {
  const call = findCall(turn.state, id);
  if (call?.protocolTimer !== true || !isConnected(call)) return false;
  trace(turn, { type: 'dialer.noProtocol', channel: call.channel ?? call.interface, call: id });
  call.protocolFailed = true;
  call.protocolTimer = false;
  disconnect(turn, call, 'no line protocol');
  return true;
}

function put(turn: Turn, redial: Redial): void {
  turn.state.redials = [...turn.state.redials.filter((each) => each.nextHop !== redial.nextHop), redial];
}

function forget(turn: Turn, nextHop: Ipv4Address): void {
  const before = turn.state.redials.find((each) => each.nextHop === nextHop);
  if (before === undefined) return;
  if (before.phase !== 'calling') stop(turn, TIMER.redial(nextHop));
  turn.state.redials = turn.state.redials.filter((each) => each !== before);
}
