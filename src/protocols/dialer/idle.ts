// The idle timer of a call and the fast-idle time under contention (`dialer idle-timeout`, `dialer fast-idle`). It runs
// from the connection and is set back by interesting packets. A packet only notes its instant: the timer is started once,
// and when it runs out it is started again for what is left, so that a packet costs no timer. Zero seconds is never.

import type { DurationMs, Instant } from '../../base/time.ts';
import { channelOf, classOf, isConnected, start, stop, TIMER, trace, type CallRecord, type CallWork, type Turn } from './state.ts';
import type { DialerPolicy } from './types.ts';
import { keptByWatch } from './watch.ts';

/** An interesting packet passed in that direction. */
export function touchIdle(turn: Turn, call: CallWork, direction: 'inbound' | 'outbound'): void {
  const { policy } = turn.state;
  const mapClass = classOf(policy, call.map);
  const idleScope = mapClass?.idleTimeoutSeconds === undefined ? policy.idleScope : (mapClass.idleScope ?? 'either');
  if (idleScope !== 'either' && idleScope !== direction) return;
  beginIdle(turn, call);
  if (call.bundle !== undefined) for (const other of othersOfBundle(turn, call)) beginIdle(turn, other);
}

/** It is idle from now on. */
export function beginIdle({ now }: Turn, call: CallWork): void {
  call.idleSince = now;
  call.fastIdle = false;
}

function othersOfBundle({ state }: Turn, call: CallRecord): readonly CallWork[] {
  if (call.bundle === undefined) return [];
  return state.calls.filter((each) => each.bundle === call.bundle && each.id !== call.id && isConnected(each));
}

/** Milliseconds until the call is dropped for idleness; undefined when it never is. */
export function idleLeftOf(policy: DialerPolicy, call: CallRecord, now: Instant): DurationMs | undefined {
  const seconds = idleSeconds(policy, call);
  if (!isConnected(call) || seconds === 0) return undefined;
  const held = heldFor(policy, call, now);
  if (held !== undefined) return held;
  return Math.max(0, call.idleSince + seconds * 1000 - now);
}

/** [ours] So long before a unit begins a call is cleared for it: what is under way to the exchange must be there in time. */
const AHEAD_MS = 1000;

/**
 * `dialer isdn short-hold`: until just before the first unit at whose beginning an outgoing call would have been idle for long enough;
 * undefined where the length of units is not known, and while somebody else waits for the channel.
 */
function heldFor(policy: DialerPolicy, call: CallRecord, now: Instant): DurationMs | undefined {
  const { chargedAt, unitMs, outgoing, fastIdle, idleSince } = call;
  const least = classOf(policy, call.map)?.shortHoldSeconds;
  if (least === undefined || !outgoing || fastIdle || chargedAt === undefined || unitMs === undefined) return undefined;
  const ahead = Math.min(AHEAD_MS, unitMs / 4);
  const due = Math.max(idleSince + least * 1000, now);
  // A hair less: at the very instant it is due.
  const units = Math.max(1, Math.ceil((due + ahead - chargedAt) / unitMs - 1e-6));
  return Math.max(0, chargedAt + units * unitMs - ahead - now);
}

/** Another unit began; false when the count did not grow. */
export function charged(turn: Turn, call: CallWork, units: number): boolean {
  const { units: before = 0, chargedAt } = call;
  if (call.connectedAt === undefined || units <= before) return false;
  if (chargedAt !== undefined) call.unitMs = (turn.now - chargedAt) / (units - before);
  call.units = units;
  call.chargedAt = turn.now;
  trace(turn, { type: 'dialer.charged', channel: channelOf(call), call: call.id, units });
  armIdle(turn, call);
  return true;
}

/** Whether it is a unit's end that the call is dropped at. */
export function isHeld(policy: DialerPolicy, call: CallRecord, now: Instant): boolean {
  return heldFor(policy, call, now) !== undefined;
}

/** How long a call has been idle, and how long it may be; 0 is for ever. */
export function idlenessOf(policy: DialerPolicy, call: CallRecord, now: Instant): Idleness {
  return { idleMs: isConnected(call) ? now - call.idleSince : 0, timeoutMs: idleSeconds(policy, call) * 1000 };
}

export interface Idleness {
  readonly idleMs: DurationMs;
  readonly timeoutMs: DurationMs;
}

function idleSeconds(policy: DialerPolicy, call: CallRecord): number {
  const mapClass = classOf(policy, call.map);
  const idle = call.idleTimeoutSeconds ?? mapClass?.idleTimeoutSeconds ?? policy.idleTimeoutSeconds;
  if (!call.fastIdle) return idle;
  const fast = mapClass?.fastIdleSeconds ?? policy.fastIdleSeconds;
  return idle === 0 ? fast : Math.min(idle, fast);
}

/** Starts the timer for what is left; after a change of the time that counts, too. */
export function armIdle(turn: Turn, call: CallRecord): void {
  const left = idleLeftOf(turn.state.policy, call, turn.now);
  if (left === undefined) stop(turn, TIMER.idle(call.id));
  else start(turn, TIMER.idle(call.id), left);
}

export function idleTimerRanOut(turn: Turn, call: CallWork): void {
  const left = idleLeftOf(turn.state.policy, call, turn.now);
  // Less than the clock's microsecond is nothing.
  if (left === undefined) return;
  if (left >= 0.001) start(turn, TIMER.idle(call.id), left);
  else dropIdle(turn, call);
}

function dropIdle(turn: Turn, call: CallWork): void {
  trace(turn, { type: 'dialer.idle', channel: channelOf(call), call: call.id, fast: call.fastIdle, ...(isHeld(turn.state.policy, call, turn.now) ? { beforeUnit: (call.units ?? 0) + 1 } : {}) });
  if (keptByWatch(turn, call)) return;
  const reason = call.fastIdle ? 'fast idle timeout' : 'idle timeout';
  // Somebody else needs a channel, and one is enough; a bundle that nobody uses goes as a whole.
  const others = call.fastIdle ? [] : othersOfBundle(turn, call);
  disconnect(turn, call, reason);
  for (const other of others) disconnect(turn, other, reason);
}

/**
 * Somebody else must be dialled and no channel is free: the call that has been idle longest gets the fast-idle time. One
 * call is enough for one that waits, and one that is being cleared already is as good.
 */
export function contend(turn: Turn): void {
  if (turn.state.calls.some((call) => call.phase === 'disconnecting')) return;
  let idlest: CallWork | undefined;
  for (const call of turn.state.calls) {
    // Of the links of a bundle the last.
    const isIdler = !idlest || call.idleSince < idlest.idleSince || (call.bundle !== undefined && call.bundle === idlest.bundle);
    if (call.ipUp && isConnected(call) && isIdler) idlest = call;
  }
  if (!idlest || idlest.fastIdle) return;
  idlest.fastIdle = true;
  const left = idleLeftOf(turn.state.policy, idlest, turn.now);
  if (left !== undefined && left < 0.001) dropIdle(turn, idlest);
  else armIdle(turn, idlest);
}

/** Clears a call from this end. */
export function disconnect(turn: Turn, call: CallWork, reason: string): void {
  beginClearing(turn, call, reason);
  turn.actions.push({ type: 'release', call: call.id });
}

/** All of disconnect() but the release itself. */
export function beginClearing(turn: Turn, call: CallWork, reason: string): void {
  trace(turn, { type: 'dialer.disconnecting', channel: channelOf(call), call: call.id, reason });
  if (call.connectedAt === undefined) stop(turn, TIMER.carrier(call.id));
  else stop(turn, TIMER.idle(call.id));
  if (call.protocolTimer) stop(turn, TIMER.protocol(call.id));
  leave(call);
}

/** Nothing passes any more, and the call is being cleared. */
export function leave(call: CallWork): void {
  call.phase = 'disconnecting';
  call.ipUp = false;
  call.protocolTimer = false;
}
