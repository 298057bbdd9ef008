// Transmission Control Protocol (RFC 9293): one connection as a pure step. Segments arrive and leave as values; addresses,
// checksums and the pair of sockets are the host's. What is sent and when is in output.ts, what a segment does in
// segment-arrives.ts, which state follows in transitions.ts.

import { unreachable } from '../../base/assert.ts';
import { concatOctets } from '../../base/octets.ts';
import type { Instant } from '../../base/time.ts';
import { TCP_FLAG } from '../../wire/tcp.ts';
import { keepAlive, output, probe, retransmit, sendSyn } from './output.ts';
import { resumeReading } from './received.ts';
import { segmentArrives } from './segment-arrives.ts';
import { advance } from './sequence.ts';
import { DEFAULT_MSS_OCTETS, TCP_TIMERS } from './timers.ts';
import type { TcpAction, TcpEvent, TcpPlan, TcpState, TcpTimer } from './types.ts';
import { begin, end, forget, move, NO_OCTETS, stop, transmit, type Work } from './work.ts';

export function createTcp(plan: TcpPlan): TcpState {
  return {
    name: 'CLOSED',
    plan,
    passive: false,
    sndUna: plan.iss,
    sndNxt: plan.iss,
    sndMax: plan.iss,
    sndWnd: 0,
    maxSndWnd: 0,
    sndWl1: 0,
    sndWl2: 0,
    sendMss: DEFAULT_MSS_OCTETS,
    queue: NO_OCTETS,
    queueAt: advance(plan.iss, 1),
    closing: false,
    rcvNxt: 0,
    held: NO_OCTETS,
    paused: false,
    early: [],
    owesPeerClosed: false,
    congestionWindow: DEFAULT_MSS_OCTETS,
    slowStartThreshold: 65_535,
    timer: undefined,
    rtoMs: TCP_TIMERS.retransmit.defaultMs,
    smoothedMs: undefined,
    variationMs: 0,
    timed: undefined,
    waitingSince: 0,
    challenges: { since: 0, count: 0 },
    heardAt: 0,
  };
}

export function step(state: TcpState, event: TcpEvent, now: Instant): readonly [TcpState, readonly TcpAction[]] {
  const work = begin(state, now);
  switch (event.type) {
    case 'open':
      open(work, event.active);
      break;
    case 'send':
      send(work, event.data);
      break;
    case 'close':
      close(work);
      break;
    case 'abort':
      abort(work);
      break;
    case 'pause':
      work.state.paused = true;
      break;
    case 'resume':
      if (work.state.paused) resumeReading(work);
      break;
    case 'segment':
      segmentArrives(work, event.segment);
      break;
    case 'unreachable':
      // RFC 9293 §3.9.2.2: soft errors do not end a connection, and hard ones only while it is being opened here.
      if (event.hard && work.state.name === 'SYN-SENT') end(work, 'unreachable');
      break;
    case 'timer':
      timer(work, event.timer);
      break;
    default:
      return unreachable(event);
  }
  return [work.state, work.actions];
}

/** §3.10.1. */
function open(work: Work, active: boolean): void {
  const { state, now } = work;
  if (state.name !== 'CLOSED' || state.sndMax !== state.plan.iss) return;
  state.passive = !active;
  state.waitingSince = now;
  state.heardAt = now;
  if (!active) {
    move(work, 'passive OPEN');
    return;
  }
  move(work, 'active OPEN');
  sendSyn(work);
}

/** §3.10.2; after CLOSE nothing more is taken. */
function send(work: Work, data: Uint8Array): void {
  const { state } = work;
  if (data.length === 0 || state.closing || state.name === 'CLOSED' || state.name === 'LISTEN') return;
  if (state.sndNxt === state.sndUna) state.waitingSince = work.now;
  state.queue = concatOctets(state.queue, data);
  output(work);
}

/** §3.10.4. */
function close(work: Work): void {
  const { state } = work;
  switch (state.name) {
    case 'LISTEN':
    case 'SYN-SENT':
      stop(work);
      forget(work);
      move(work, 'CLOSE');
      work.actions.push({ type: 'ended', reason: 'closed' });
      return;
    case 'SYN-RECEIVED':
    case 'ESTABLISHED':
    case 'CLOSE-WAIT':
      if (state.sndNxt === state.sndUna) state.waitingSince = work.now;
      state.closing = true;
      move(work, 'CLOSE');
      output(work);
      return;
    default:
  }
}

/** §3.10.5. */
function abort(work: Work): void {
  const { state } = work;
  if (state.name === 'CLOSED') return;
  if (state.name === 'TIME-WAIT') {
    stop(work);
    move(work, 'delete TCB');
    return;
  }
  const isKnownToPeer = state.name !== 'LISTEN' && state.name !== 'SYN-SENT';
  if (isKnownToPeer) transmit(work, state.sndMax, TCP_FLAG.rst | TCP_FLAG.ack);
  end(work, 'aborted');
}

function timer(work: Work, name: TcpTimer): void {
  const { state } = work;
  // One that was stopped in the same instant comes too late.
  if (state.timer !== name) return;
  state.timer = undefined;
  switch (name) {
    case 'retransmit':
      retransmit(work);
      return;
    case 'persist':
      probe(work);
      return;
    case 'keepalive':
      keepAlive(work);
      return;
    case 'finWait2':
      end(work, 'timeout');
      return;
    case 'timeWait':
      forget(work);
      move(work, 'timeout 2MSL');
  }
}
