// A step in the making: a copy of the state that may be written, and the actions so far; and the small things that every
// part of TCP does with them.

import { advance } from './sequence.ts';
import { CHALLENGE_PERIOD_MS, MOST_CHALLENGES } from './timers.ts';
import { follow, type TcpArc } from './transitions.ts';
import type { OutgoingSegment, TcpAction, TcpEnd, TcpState, TcpTimer } from './types.ts';
import { elapsedMs, type Instant } from '../../base/time.ts';
import { TCP_FLAG, type TcpOption } from '../../wire/tcp.ts';

export const NO_OCTETS = new Uint8Array(0);

export interface Work {
  readonly now: Instant;
  /** A copy of the state: what hangs on it is never written to. */
  readonly state: { -readonly [Key in keyof TcpState]: TcpState[Key] };
  readonly actions: TcpAction[];
}

export function begin(state: TcpState, now: Instant): Work {
  return { now, state: { ...state }, actions: [] };
}

export function move(work: Work, arc: TcpArc): void {
  work.state.name = follow(work.state.name, arc);
}

export function start(work: Work, timer: TcpTimer, ms: number): void {
  if (work.state.timer !== timer) stop(work);
  work.state.timer = timer;
  work.actions.push({ type: 'start', timer, ms });
}

export function stop(work: Work): void {
  const { timer } = work.state;
  if (timer === undefined) return;
  work.state.timer = undefined;
  work.actions.push({ type: 'stop', timer });
}

/** The connection is over for its user and for us. */
export function end(work: Work, reason: TcpEnd): void {
  stop(work);
  move(work, 'delete TCB');
  forget(work);
  work.actions.push({ type: 'ended', reason });
}

/** What is queued goes with the connection. */
export function forget({ state }: Work): void {
  state.queue = NO_OCTETS;
  state.held = NO_OCTETS;
  state.early = [];
}

/** RCV.WND. */
export function receiveWindow({ plan, held }: Work['state']): number {
  return Math.max(0, plan.windowOctets - held.length);
}

export function endOfQueue({ queueAt, queue }: Work['state']): number {
  return advance(queueAt, queue.length);
}

/** Our FIN has been sent and is acknowledged. */
export function finAcknowledged({ state }: Work): boolean {
  return state.closing && state.sndUna === advance(endOfQueue(state), 1);
}

export function transmit(work: Work, sequence: number, flags: number, data: Uint8Array = NO_OCTETS, options: readonly TcpOption[] = []): void {
  const { state } = work;
  const acknowledges = (flags & TCP_FLAG.ack) !== 0;
  const segment: OutgoingSegment = {
    sequence,
    acknowledgment: acknowledges ? state.rcvNxt : 0,
    flags,
    window: receiveWindow(state),
    options,
    data,
  };
  work.actions.push({ type: 'transmit', segment });
}

/** The standard's SND.NXT never goes back: an acknowledgment from before it would be older than it is, window and all. */
export function acknowledge(work: Work): void {
  transmit(work, work.state.sndMax, TCP_FLAG.ack);
}

/** To what is not as it should be: an acknowledgment, but not too many of them (RFC 5961 §7). */
export function challenge(work: Work): void {
  const { state, now } = work;
  if (elapsedMs(state.challenges.since, now) >= CHALLENGE_PERIOD_MS) state.challenges = { since: now, count: 0 };
  if (state.challenges.count >= MOST_CHALLENGES) return;
  state.challenges = { ...state.challenges, count: state.challenges.count + 1 };
  acknowledge(work);
}

/** <SEQ><CTL=RST>, as an answer to what acknowledges something that was never sent. */
export function reset(work: Work, sequence: number): void {
  work.actions.push({ type: 'transmit', segment: { sequence, acknowledgment: 0, flags: TCP_FLAG.rst, window: 0, options: [], data: NO_OCTETS } });
}
