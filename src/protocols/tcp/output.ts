// What TCP sends of its own accord: as much of the queue as the peer's window and the congestion window allow (RFC 9293
// §3.8.6, RFC 5681 §3.1), again what was not acknowledged (RFC 6298), and probes of a closed window. Fast retransmit and
// Nagle's algorithm, which the standards recommend, are left out: a session of a console hardly has use for them.

import { TCP_FLAG, type TcpOption } from '../../wire/tcp.ts';
import { elapsedMs, type Instant } from '../../base/time.ts';
import { advance, distance, later } from './sequence.ts';
import { GIVE_UP_MS, KEEPALIVES_UNANSWERED, RTO_AFTER_SYN_LOSS_MS, RTO_MAX_MS, RTO_MIN_MS } from './timers.ts';
import { end, endOfQueue, start, stop, transmit, type Work } from './work.ts';

const SENDING = new Set(['ESTABLISHED', 'CLOSE-WAIT', 'FIN-WAIT-1', 'CLOSING', 'LAST-ACK']);

/** SYN, or SYN and ACK where the peer's came first, with our maximum segment size (§3.7.1). */
export function sendSyn(work: Work): void {
  const { state } = work;
  const options: readonly TcpOption[] = [{ kind: 'maximumSegmentSize', octets: state.plan.maximumSegmentOctets }];
  transmit(work, state.plan.iss, state.name === 'SYN-SENT' ? TCP_FLAG.syn : TCP_FLAG.syn | TCP_FLAG.ack, undefined, options);
  if (state.sndMax === state.plan.iss) state.timed = { end: advance(state.plan.iss, 1), at: work.now };
  state.sndNxt = later(state.sndNxt, advance(state.plan.iss, 1));
  state.sndMax = later(state.sndMax, state.sndNxt);
  startRetransmission(work);
}

/** Sends what may be sent now, and has the right timer run. */
export function output(work: Work): void {
  const { state } = work;
  // Until our SYN is acknowledged it is what the retransmission timer stands for.
  if (!SENDING.has(state.name) || state.sndUna === state.plan.iss) return;
  for (;;) {
    const left = state.queue.length - distance(state.sndNxt, state.queueAt);
    if (left < 0) break;
    const usable = Math.min(state.sndWnd, state.congestionWindow) - distance(state.sndNxt, state.sndUna);
    const octets = Math.min(left, state.sendMss, usable);
    if (left === 0 && (!state.closing || usable <= 0)) break;
    if (left > 0 && octets <= 0) break;
    // §3.8.6.2.1, against silly windows: a whole segment, or all there is, or half of what the peer ever offered.
    if (octets < left && octets < state.sendMss && octets < state.maxSndWnd / 2) break;
    sendQueued(work, octets, octets === left && state.closing && usable > octets);
  }
  setTimer(work);
}

function sendQueued(work: Work, octets: number, fin: boolean): void {
  const { state } = work;
  const offset = distance(state.sndNxt, state.queueAt);
  const data = state.queue.subarray(offset, offset + octets);
  const last = offset + octets === state.queue.length;
  transmit(work, state.sndNxt, TCP_FLAG.ack | (last && octets > 0 ? TCP_FLAG.psh : 0) | (fin ? TCP_FLAG.fin : 0), data);
  const isNew = state.sndNxt === state.sndMax;
  state.sndNxt = advance(state.sndNxt, octets + (fin ? 1 : 0));
  // Karn's algorithm: a segment that is sent again is not measured (RFC 6298 §3).
  if (isNew && state.timed === undefined) state.timed = { end: state.sndNxt, at: work.now };
  state.sndMax = later(state.sndMax, state.sndNxt);
}

function setTimer(work: Work): void {
  const { state } = work;
  if (state.sndNxt !== state.sndUna) {
    if (state.timer !== 'retransmit') startRetransmission(work);
  } else if (distance(endOfQueue(state), state.sndUna) + (state.closing ? 1 : 0) > 0) {
    if (state.timer !== 'persist') start(work, 'persist', state.rtoMs);
  } else if (state.plan.keepaliveMs !== undefined && KEPT_ALIVE.has(state.name)) {
    if (state.timer !== 'keepalive') start(work, 'keepalive', state.plan.keepaliveMs);
  } else stop(work);
}

const KEPT_ALIVE = new Set(['ESTABLISHED', 'CLOSE-WAIT']);

/** §3.8.4: a segment from before the window, which the peer has to answer. */
export function keepAlive(work: Work): void {
  const { state, now } = work;
  const { keepaliveMs = 0 } = state.plan;
  const silentMs = elapsedMs(state.heardAt, now);
  if (silentMs >= keepaliveMs * KEEPALIVES_UNANSWERED) {
    end(work, 'timeout');
    return;
  }
  if (silentMs >= keepaliveMs) transmit(work, advance(state.sndUna, -1), TCP_FLAG.ack);
  start(work, 'keepalive', silentMs >= keepaliveMs ? keepaliveMs : keepaliveMs - silentMs);
}

/** RFC 6298 §5.1 and §5.3. */
export function startRetransmission(work: Work): void {
  const { state, now } = work;
  const isSyn = state.name === 'SYN-SENT';
  const left = elapsedMs(now, state.waitingSince + state.plan.synWaitMs);
  start(work, 'retransmit', isSyn ? Math.max(0, Math.min(state.rtoMs, left)) : state.rtoMs);
}

/** RFC 6298 §5.4 to §5.6: the earliest segment again, and a longer wait for its acknowledgment. */
export function retransmit(work: Work): void {
  const { state, now } = work;
  const patience = state.name === 'SYN-SENT' ? state.plan.synWaitMs : GIVE_UP_MS;
  if (elapsedMs(state.waitingSince, now) >= patience) {
    end(work, 'timeout');
    return;
  }
  state.rtoMs = Math.min(state.rtoMs * 2, RTO_MAX_MS);
  state.timed = undefined;
  if (state.sndUna === state.plan.iss) {
    sendSyn(work);
    return;
  }
  // RFC 5681 §3.1, equation 4.
  const inFlight = distance(state.sndNxt, state.sndUna);
  state.slowStartThreshold = Math.max(inFlight / 2, 2 * state.sendMss);
  state.congestionWindow = state.sendMss;
  state.sndNxt = state.sndUna;
  output(work);
}

/** §3.8.6.1: an octet beyond the window, so that the peer answers with the window that it has now. */
export function probe(work: Work): void {
  const { state, now } = work;
  if (elapsedMs(state.heardAt, now) >= GIVE_UP_MS) {
    end(work, 'timeout');
    return;
  }
  const octets = Math.min(state.queue.length, Math.max(1, Math.min(state.sndWnd, state.sendMss)));
  const fin = state.queue.length === 0;
  transmit(work, state.sndUna, TCP_FLAG.ack | (fin ? TCP_FLAG.fin : 0), state.queue.subarray(0, octets));
  // The octet may be taken, but as long as it is not, nothing is in flight.
  state.sndMax = later(state.sndMax, advance(state.sndUna, fin ? 1 : octets));
  state.rtoMs = Math.min(state.rtoMs * 2, RTO_MAX_MS);
  start(work, 'persist', state.rtoMs);
}

/** RFC 6298 §2: the smoothed round trip and its variation. */
export function measure(work: Work, sentAt: Instant): void {
  const { state, now } = work;
  const roundTripMs = elapsedMs(sentAt, now);
  if (state.smoothedMs === undefined) {
    state.smoothedMs = roundTripMs;
    state.variationMs = roundTripMs / 2;
  } else {
    state.variationMs = 0.75 * state.variationMs + 0.25 * Math.abs(state.smoothedMs - roundTripMs);
    state.smoothedMs = 0.875 * state.smoothedMs + 0.125 * roundTripMs;
  }
  state.rtoMs = computedRto(state);
}

/** After an acknowledgment: without what waiting has doubled. */
export function computedRto({ smoothedMs, variationMs }: Work['state']): number {
  if (smoothedMs === undefined) return RTO_AFTER_SYN_LOSS_MS;
  return Math.min(RTO_MAX_MS, Math.max(RTO_MIN_MS, smoothedMs + 4 * variationMs));
}
