// What a segment carries (RFC 9293 §3.10.7.4, seventh and eighth): its octets in their order, those that came early kept
// until the gap before them is closed, and the FIN behind them. A reader who does not read closes the window.

import { concatOctets } from '../../base/octets.ts';
import { advance, distance, isBefore } from './sequence.ts';
import { TCP_TIMERS } from './timers.ts';
import type { EarlySegment } from './types.ts';
import { acknowledge, move, NO_OCTETS, receiveWindow, start, type Work } from './work.ts';

/** Takes the octets and the FIN, already cut to the window; what comes is acknowledged at once. */
export function take(work: Work, sequence: number, data: Uint8Array, fin: boolean): void {
  const { state } = work;
  if (data.length === 0 && !fin) return;
  if (sequence !== state.rcvNxt) {
    keepEarly(work, { sequence, data, fin });
    acknowledge(work);
    return;
  }
  accept(work, data, fin);
  while (!work.state.early.every(({ sequence: at }) => isBefore(work.state.rcvNxt, at))) acceptEarly(work);
  acknowledge(work);
}

function keepEarly({ state }: Work, early: EarlySegment): void {
  if (state.early.some((known) => known.sequence === early.sequence && known.data.length >= early.data.length && (known.fin || !early.fin))) return;
  state.early = [...state.early, early];
}

function acceptEarly(work: Work): void {
  const { state } = work;
  const due = state.early.find(({ sequence }) => !isBefore(state.rcvNxt, sequence));
  if (due === undefined) return;
  state.early = state.early.filter((early) => early !== due);
  const known = distance(state.rcvNxt, due.sequence);
  if (known < due.data.length || (due.fin && known === due.data.length)) accept(work, due.data.subarray(known), due.fin);
}

function accept(work: Work, data: Uint8Array, fin: boolean): void {
  const { state, actions } = work;
  if (data.length > 0) {
    state.rcvNxt = advance(state.rcvNxt, data.length);
    if (state.paused) state.held = concatOctets(state.held, data);
    else actions.push({ type: 'data', data });
  }
  if (!fin) return;
  state.rcvNxt = advance(state.rcvNxt, 1);
  state.early = [];
  if (state.paused) state.owesPeerClosed = true;
  else actions.push({ type: 'peerClosed' });
  move(work, 'rcv FIN');
  if (state.name === 'TIME-WAIT') enterTimeWait(work);
}

export function enterTimeWait(work: Work): void {
  start(work, 'timeWait', TCP_TIMERS.timeWait.defaultMs);
  work.actions.push({ type: 'ended', reason: 'closed' });
}

/** The reader reads again: it gets what was held, and the peer hears of the window if that was shut. */
export function resumeReading(work: Work): void {
  const { state, actions } = work;
  const wasNarrow = receiveWindow(state) < Math.min(state.plan.maximumSegmentOctets, state.plan.windowOctets / 2);
  const { held, owesPeerClosed } = state;
  state.paused = false;
  state.held = NO_OCTETS;
  state.owesPeerClosed = false;
  if (held.length > 0) actions.push({ type: 'data', data: held });
  if (owesPeerClosed) actions.push({ type: 'peerClosed' });
  else if (wasNarrow) acknowledge(work);
}
