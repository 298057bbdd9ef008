// The ACK field of a segment for a connection that is established (RFC 9293 §3.10.7.4, fifth): what it acknowledges
// leaves the queue, the round trip is measured, the congestion window opens (RFC 5681 §3.1), and the send window is
// brought up to date.

import type { TcpSegment } from '../../wire/tcp.ts';
import { advance, distance, isBefore, isWithin, later } from './sequence.ts';
import { computedRto, measure, startRetransmission } from './output.ts';
import { challenge, stop, type Work } from './work.ts';

/** False if the segment acknowledges what was never sent: it is to be dropped. */
export function takeAcknowledgment(work: Work, segment: TcpSegment): boolean {
  const { state } = work;
  const { acknowledgment } = segment;
  if (isBefore(state.sndMax, acknowledgment)) {
    challenge(work);
    return false;
  }
  if (isWithin(state.sndUna, acknowledgment, state.sndMax)) acknowledged(work, acknowledgment);
  if (!isBefore(acknowledgment, state.sndUna)) updateSendWindow(work, segment);
  if (state.sndNxt === state.sndUna) state.waitingSince = work.now;
  return true;
}

function acknowledged(work: Work, acknowledgment: number): void {
  const { state } = work;
  const octets = distance(acknowledgment, state.sndUna);
  const ofQueue = Math.min(state.queue.length, distance(acknowledgment, state.queueAt));
  if (ofQueue > 0) {
    state.queue = state.queue.subarray(ofQueue);
    state.queueAt = advance(state.queueAt, ofQueue);
  }
  state.sndUna = acknowledgment;
  state.sndNxt = later(state.sndNxt, acknowledgment);
  state.waitingSince = work.now;
  if (state.timed !== undefined && !isBefore(acknowledgment, state.timed.end)) {
    measure(work, state.timed.at);
    state.timed = undefined;
  } else if (state.timed === undefined) state.rtoMs = computedRto(state);
  // Slow start below the threshold, congestion avoidance above.
  const { congestionWindow, slowStartThreshold, sendMss } = state;
  state.congestionWindow +=
    congestionWindow < slowStartThreshold ? Math.min(octets, sendMss) : Math.max(1, (sendMss * sendMss) / congestionWindow);
  // RFC 6298 §5.2 and §5.3.
  if (state.timer === 'persist' || state.sndNxt === state.sndUna) stop(work);
  else startRetransmission(work);
}

/** Not by a segment older than the one that set it. */
export function updateSendWindow({ state }: Work, { sequence, acknowledgment, window }: TcpSegment): void {
  const isNewer = isBefore(state.sndWl1, sequence) || (state.sndWl1 === sequence && !isBefore(acknowledgment, state.sndWl2));
  if (!isNewer) return;
  state.sndWnd = window;
  state.maxSndWnd = Math.max(state.maxSndWnd, window);
  state.sndWl1 = sequence;
  state.sndWl2 = acknowledgment;
}
