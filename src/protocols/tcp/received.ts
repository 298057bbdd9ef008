// What a segment carries (RFC 9293 §3.10.7.4, seventh and eighth): its octets in their order, those that came early kept
// until the gap before them is closed, and the FIN behind them. A reader who does not read closes the window.

import { concatOctets } from '../../base/octets.ts';
import { advance, distance, earlier, isBefore, later } from './sequence.ts';
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

/** Only what is not there yet, so that never more is kept than the window holds. */
function keepEarly({ state }: Work, { sequence, data, fin }: EarlySegment): void {
  const end = advance(sequence, data.length);
  const pieces: EarlySegment[] = [...state.early];
  const keep = (from: number, to: number): void => {
    if (isBefore(from, to)) pieces.push({ sequence: from, data: data.subarray(distance(from, sequence), distance(to, sequence)), fin: false });
  };
  let at = sequence;
  for (const known of state.early) {
    keep(at, earlier(known.sequence, end));
    at = later(at, advance(known.sequence, known.data.length));
  }
  keep(at, end);
  if (fin && !pieces.some((piece) => piece.fin)) pieces.push({ sequence: end, data: NO_OCTETS, fin });
  state.early = pieces.sort((a, b) => distance(a.sequence, b.sequence));
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
