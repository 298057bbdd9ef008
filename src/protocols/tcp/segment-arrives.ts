// SEGMENT ARRIVES: RFC 9293 §3.10.7, in its order, with the defences of RFC 5961 that it took over: a reset counts only
// at the very edge of the window, and a SYN within a connection is answered by a challenge. No security compartments, no
// urgent data, no data on a SYN.

import { TCP_FLAG, type TcpSegment } from '../../wire/tcp.ts';
import { takeAcknowledgment, updateSendWindow } from './acknowledged.ts';
import { measure, output, sendSyn } from './output.ts';
import { enterTimeWait, take } from './received.ts';
import { advance, distance, isBefore, isWithin } from './sequence.ts';
import { DEFAULT_MSS_OCTETS, LARGEST_WINDOW_OCTETS, RTO_AFTER_SYN_LOSS_MS, TCP_TIMERS } from './timers.ts';
import type { OutgoingSegment } from './types.ts';
import { acknowledge, challenge, end, finAcknowledged, move, NO_OCTETS, receiveWindow, reset, start, stop, type Work } from './work.ts';

/** §3.10.7.1: the answer to a segment for which there is no connection; none to a reset. */
export function answerOfClosed({ flags, sequence, acknowledgment, data }: TcpSegment): OutgoingSegment | undefined {
  if (flags & TCP_FLAG.rst) return undefined;
  const nothing = { window: 0, options: [], data: NO_OCTETS };
  if (flags & TCP_FLAG.ack) return { ...nothing, sequence: acknowledgment, acknowledgment: 0, flags: TCP_FLAG.rst };
  const length = data.length + (flags & TCP_FLAG.syn ? 1 : 0) + (flags & TCP_FLAG.fin ? 1 : 0);
  return { ...nothing, sequence: 0, acknowledgment: advance(sequence, length), flags: TCP_FLAG.rst | TCP_FLAG.ack };
}

export function segmentArrives(work: Work, segment: TcpSegment): void {
  switch (work.state.name) {
    case 'CLOSED': {
      const answer = answerOfClosed(segment);
      if (answer !== undefined) work.actions.push({ type: 'transmit', segment: answer });
      return;
    }
    case 'LISTEN':
      inListen(work, segment);
      return;
    case 'SYN-SENT':
      inSynSent(work, segment);
      return;
    default:
      otherwise(work, segment);
  }
}

/** §3.10.7.2. */
function inListen(work: Work, segment: TcpSegment): void {
  const { flags, acknowledgment } = segment;
  if (flags & TCP_FLAG.rst) return;
  if (flags & TCP_FLAG.ack) {
    reset(work, acknowledgment);
    return;
  }
  if (!(flags & TCP_FLAG.syn)) return;
  takeSyn(work, segment);
  move(work, 'rcv SYN');
  work.state.waitingSince = work.now;
  sendSyn(work);
}

/** §3.10.7.3. */
function inSynSent(work: Work, segment: TcpSegment): void {
  const { state } = work;
  const { flags, acknowledgment } = segment;
  const acknowledges = (flags & TCP_FLAG.ack) !== 0;
  if (acknowledges && !isWithin(state.plan.iss, acknowledgment, state.sndMax)) {
    if (!(flags & TCP_FLAG.rst)) reset(work, acknowledgment);
    return;
  }
  if (flags & TCP_FLAG.rst) {
    if (acknowledges) end(work, 'refused');
    return;
  }
  if (!(flags & TCP_FLAG.syn)) return;
  takeSyn(work, segment);
  if (!acknowledges) {
    // Both opened at once.
    move(work, 'rcv SYN');
    sendSyn(work);
    return;
  }
  move(work, 'rcv SYN,ACK');
  synAcknowledged(work, segment);
  acknowledge(work);
  work.actions.push({ type: 'opened' });
  output(work);
}

function takeSyn({ state, now }: Work, segment: TcpSegment): void {
  state.rcvNxt = advance(segment.sequence, 1);
  state.sndWnd = segment.window;
  state.maxSndWnd = segment.window;
  state.sndWl1 = segment.sequence;
  state.sndWl2 = segment.acknowledgment;
  state.heardAt = now;
  let offered = DEFAULT_MSS_OCTETS;
  for (const option of segment.options) if (option.kind === 'maximumSegmentSize') offered = option.octets;
  state.sendMss = Math.max(1, Math.min(offered, state.plan.maximumSegmentOctets));
  // RFC 5681 §3.1.
  state.congestionWindow = Math.min(4 * state.sendMss, Math.max(2 * state.sendMss, 4380));
}

/** Our SYN is acknowledged: the connection is open. */
function synAcknowledged(work: Work, segment: TcpSegment): void {
  const { state } = work;
  stop(work);
  state.sndUna = segment.acknowledgment;
  if (state.timed !== undefined) measure(work, state.timed.at);
  else state.rtoMs = RTO_AFTER_SYN_LOSS_MS;
  state.timed = undefined;
  state.waitingSince = work.now;
  updateSendWindow(work, segment);
}

/** §3.10.7.4. */
function otherwise(work: Work, segment: TcpSegment): void {
  const { state } = work;
  const { flags } = segment;
  state.heardAt = work.now;
  if (!isAcceptable(work, segment)) {
    if (!(flags & TCP_FLAG.rst)) unacceptableArrives(work, segment);
    return;
  }
  if (flags & TCP_FLAG.rst) {
    if (segment.sequence === state.rcvNxt) resetArrives(work);
    else challenge(work);
    return;
  }
  if (flags & TCP_FLAG.syn) {
    challenge(work);
    return;
  }
  if (state.name === 'FIN-WAIT-2') start(work, 'finWait2', TCP_TIMERS.finWait2.defaultMs);
  if (!(flags & TCP_FLAG.ack)) return;
  if (!acknowledgmentArrives(work, segment)) return;
  if (state.name === 'ESTABLISHED' || state.name === 'FIN-WAIT-1' || state.name === 'FIN-WAIT-2') takeWithinWindow(work, segment);
  // What was to be said goes with the acknowledgment.
  output(work);
}

const lengthOf = ({ data, flags }: TcpSegment): number => data.length + (flags & TCP_FLAG.syn ? 1 : 0) + (flags & TCP_FLAG.fin ? 1 : 0);

/**
 * It is answered, and not taken; but what it acknowledges counts (§3.10.7.4: "special allowance ... to accept valid ACKs").
 * Two ends that both missed an acknowledgment would otherwise find each other's segments too old for ever.
 */
function unacceptableArrives(work: Work, segment: TcpSegment): void {
  const { state } = work;
  const { flags, acknowledgment } = segment;
  if (lengthOf(segment) > 0) acknowledge(work);
  else challenge(work);
  if (state.name === 'TIME-WAIT' && flags & TCP_FLAG.fin) start(work, 'timeWait', TCP_TIMERS.timeWait.defaultMs);
  const isValid = (flags & TCP_FLAG.ack) !== 0 && !(flags & TCP_FLAG.syn) && !isBefore(acknowledgment, state.sndUna) && !isBefore(state.sndMax, acknowledgment);
  if (isValid && state.name !== 'SYN-RECEIVED' && acknowledgmentArrives(work, segment)) output(work);
}

/** Table 6 of §3.4. */
function isAcceptable({ state }: Work, segment: TcpSegment): boolean {
  const length = lengthOf(segment);
  const window = receiveWindow(state);
  const offset = distance(segment.sequence, state.rcvNxt);
  // DEVIATION RFC 9293 §3.4: an acknowledgment counts as within at the edge of the window, and beyond. A peer that has filled
  // the window acknowledges from its edge, one that probes a shut window from beyond; two such peers would find each other's
  // acknowledgments unacceptable, and answer them, for ever.
  if (length === 0) return offset >= 0 && offset <= (segment.flags & TCP_FLAG.rst ? window : LARGEST_WINDOW_OCTETS);
  if (window === 0) return false;
  return (offset >= 0 && offset < window) || (offset + length > 0 && offset + length <= window);
}

function resetArrives(work: Work): void {
  const { name } = work.state;
  if (name === 'SYN-RECEIVED') {
    // DEVIATION RFC 9293 §3.10.7.4: the listener lives with the host, so that a passive open does not go back to LISTEN.
    end(work, work.state.passive ? 'reset' : 'refused');
  } else if (name === 'TIME-WAIT') {
    // The user was told that the connection had ended.
    stop(work);
    move(work, 'delete TCB');
  } else end(work, name === 'CLOSING' || name === 'LAST-ACK' ? 'closed' : 'reset');
}

/** Fifth: the ACK field. False where nothing more is to be done with the segment. */
function acknowledgmentArrives(work: Work, segment: TcpSegment): boolean {
  const { state } = work;
  if (state.name === 'SYN-RECEIVED') {
    if (!isWithin(state.sndUna, segment.acknowledgment, state.sndMax)) {
      reset(work, segment.acknowledgment);
      return false;
    }
    move(work, 'rcv ACK of SYN');
    synAcknowledged(work, segment);
    work.actions.push({ type: 'opened' });
    return true;
  }
  if (!takeAcknowledgment(work, segment)) return false;
  if (!finAcknowledged(work)) return true;
  switch (state.name) {
    case 'FIN-WAIT-1':
      // With a FIN in the same segment, the way leads through FIN-WAIT-2 to TIME-WAIT.
      move(work, 'rcv ACK of FIN');
      start(work, 'finWait2', TCP_TIMERS.finWait2.defaultMs);
      return true;
    case 'CLOSING':
      move(work, 'rcv ACK of FIN');
      enterTimeWait(work);
      return true;
    case 'LAST-ACK':
      stop(work);
      move(work, 'rcv ACK of FIN');
      work.actions.push({ type: 'ended', reason: 'closed' });
      return false;
    default:
      return true;
  }
}

/** Cut to what lies within the window (§3.10.7.4, first). */
function takeWithinWindow(work: Work, { sequence, data, flags }: TcpSegment): void {
  const { state } = work;
  const from = isBefore(sequence, state.rcvNxt) ? distance(state.rcvNxt, sequence) : 0;
  const at = advance(sequence, from);
  const room = receiveWindow(state) - distance(at, state.rcvNxt);
  const to = Math.min(data.length, from + room);
  const fin = (flags & TCP_FLAG.fin) !== 0 && to === data.length && from <= data.length;
  take(work, at, data.subarray(Math.min(from, to), to), fin);
}
