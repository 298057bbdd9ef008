// Acknowledged information transfer (ITU-T Q.921 §5.6, Figures B.7 to B.9): I frames modulo 128, their acknowledgement by
// I, RR, RNR and REJ, and timer recovery. The receiver here is never busy, so RNR is received and never sent.

import { withLast } from '../../base/few.ts';
import { addressOf, indicateError, isCommand, isPollFinal, isRunning, sendFrame, startTimer, stopTimer, tellLayer3 } from './data-link-state.ts';
import type { DataLink, Work } from './data-link-state.ts';
import { reestablish } from './establishment.ts';
import { N200 } from './timers.ts';
import type { DataLinkStateName } from './types.ts';

const MODULUS_MASK = 127;
const DEFAULT_WINDOW = 1;
const NONE: readonly Uint8Array[] = [];

/** DL-DATA request: to the I queue, from where sendQueued takes it. */
export function queueInformation(work: Work): void {
  if (work.event.type !== 'DL-DATA request') return;
  work.link.queue = withLast(work.link.queue, work.event.information);
}

/** Sends what the window allows (§5.6.1). */
export function sendQueued(work: Work): void {
  const { link } = work;
  const window = link.options.window ?? DEFAULT_WINDOW;
  while (link.queue.length > 0 && link.sent.length < window && !link.peerBusy) {
    const information = link.queue[0];
    if (information === undefined) return;
    link.queue = link.queue.length === 1 ? NONE : link.queue.slice(1);
    link.sent = withLast(link.sent, information);
    const { sapi, commandResponse, tei } = addressOf(link, 'command');
    sendFrame(work, { sapi, commandResponse, tei, kind: 'I', ns: link.vs, nr: link.vr, pollFinal: false, information });
    link.vs = (link.vs + 1) & MODULUS_MASK;
    link.acknowledgePending = false;
    if (!isRunning(link, 'T200')) {
      stopTimer(work, 'T203');
      startTimer(work, 'T200');
    }
  }
}

/** Acknowledges by RR what no I frame has acknowledged (§5.6.2.2). */
export function acknowledge(work: Work): void {
  if (!work.link.acknowledgePending) return;
  work.link.acknowledgePending = false;
  sendSupervisory(work, 'RR', 'response', false);
}

/** I frame received (§5.6.2, §5.6.3). */
export function receiveInformation(work: Work): DataLinkStateName | undefined {
  const { link, event } = work;
  if (event.type !== 'frame' || event.frame.kind !== 'I') return undefined;
  const { frame } = event;
  if (frame.ns === link.vr) {
    link.vr = (link.vr + 1) & MODULUS_MASK;
    link.rejectException = false;
    tellLayer3(work, { type: 'DL-DATA indication', information: frame.information });
    if (frame.pollFinal) sendSupervisory(work, 'RR', 'response', true);
    else link.acknowledgePending = true;
  } else if (link.rejectException) {
    if (frame.pollFinal) sendSupervisory(work, 'RR', 'response', true);
  } else {
    // §5.8.1: N(S) sequence error. A repeated frame is answered so too, which tells its sender that it had arrived.
    link.rejectException = true;
    sendSupervisory(work, 'REJ', 'response', frame.pollFinal);
  }
  return acceptNumber(work, frame.nr);
}

/** RR received (§5.6.3.2). */
export function receiveReady(work: Work): DataLinkStateName | undefined {
  work.link.peerBusy = false;
  return receiveSupervisory(work);
}

/** RNR received (§5.6.5): the peer cannot take I frames now. */
export function receiveNotReady(work: Work): DataLinkStateName | undefined {
  work.link.peerBusy = true;
  const next = receiveSupervisory(work);
  if (next === 'AWAITING_ESTABLISHMENT') return next;
  // §5.6.5: T200 makes us ask the busy peer again.
  stopTimer(work, 'T203');
  startTimer(work, 'T200');
  return next;
}

/** REJ received (§5.6.4): all from N(R) on is sent again. */
export function receiveReject(work: Work): DataLinkStateName | undefined {
  const { link, event } = work;
  link.peerBusy = false;
  if (event.type !== 'frame' || event.frame.kind !== 'REJ') return undefined;
  const recovered = link.state === 'TIMER_RECOVERY' && isFinalResponse(work);
  const next = receiveSupervisory(work);
  if (next === 'AWAITING_ESTABLISHMENT' || link.state === 'TIMER_RECOVERY' || recovered) return next;
  stopTimer(work, 'T200');
  startTimer(work, 'T203');
  retransmit(work);
  return next;
}

function receiveSupervisory(work: Work): DataLinkStateName | undefined {
  const { link, event } = work;
  if (event.type !== 'frame' || !('nr' in event.frame)) return undefined;
  const { nr, pollFinal } = event.frame;
  if (isCommand(link, event.frame)) {
    // §5.6.3.2 enquiry response.
    if (pollFinal) sendSupervisory(work, 'RR', 'response', true);
  } else if (pollFinal) {
    if (link.state === 'TIMER_RECOVERY') return recover(work, nr);
    indicateError(work, 'A');
  }
  return acceptNumber(work, nr);
}

/** N(R) of a frame that does not end timer recovery. */
function acceptNumber(work: Work, nr: number): DataLinkStateName | undefined {
  const { link } = work;
  if (!isValidNumber(link, nr)) return recoverFromNumber(work);
  const advanced = nr !== link.va;
  dropAcknowledged(work, nr);
  // §5.6.7: in timer recovery V(A) moves, and the timer goes on until F is seen.
  if (link.state === 'TIMER_RECOVERY' || link.peerBusy) return undefined;
  if (link.vs === link.va) {
    stopTimer(work, 'T200');
    startTimer(work, 'T203');
  } else if (advanced) {
    startTimer(work, 'T200');
  }
  return undefined;
}

/** A response with F 1 in TIMER_RECOVERY: the peer has told where it stands (§5.6.7). */
function recover(work: Work, nr: number): DataLinkStateName {
  const { link } = work;
  if (!isValidNumber(link, nr)) return recoverFromNumber(work);
  dropAcknowledged(work, nr);
  stopTimer(work, 'T200');
  startTimer(work, 'T203');
  retransmit(work);
  return 'MULTIPLE_FRAME_ESTABLISHED';
}

function isFinalResponse(work: Work): boolean {
  return work.event.type === 'frame' && isPollFinal(work) && !isCommand(work.link, work.event.frame);
}

/** §3.5.2.4: V(A) <= N(R) <= V(S). */
function isValidNumber(link: DataLink, nr: number): boolean {
  return ((nr - link.va) & MODULUS_MASK) <= ((link.vs - link.va) & MODULUS_MASK);
}

/** §5.8.5: N(R) sequence error. */
function recoverFromNumber(work: Work): DataLinkStateName {
  indicateError(work, 'J');
  reestablish(work);
  return 'AWAITING_ESTABLISHMENT';
}

function dropAcknowledged(work: Work, nr: number): void {
  const { link } = work;
  const count = (nr - link.va) & MODULUS_MASK;
  if (count > 0) link.sent = count === link.sent.length ? NONE : link.sent.slice(count);
  link.va = nr;
}

/** INVOKE RETRANSMISSION: what is not acknowledged returns to the head of the I queue. */
function retransmit(work: Work): void {
  const { link } = work;
  if (link.sent.length > 0) {
    link.queue = [...link.sent, ...link.queue];
    link.sent = NONE;
  }
  link.vs = link.va;
}

/** T200 or T203 in MULTIPLE_FRAME_ESTABLISHED: the peer is asked where it stands. */
export function startRecovery(work: Work): void {
  stopTimer(work, 'T203');
  enquire(work);
  work.link.retransmissionCount = work.event.type === 'timer' && work.event.timer === 'T200' ? 1 : 0;
}

/** T200 in TIMER_RECOVERY. */
export function repeatRecovery(work: Work): DataLinkStateName {
  const { link } = work;
  if (link.retransmissionCount >= N200) {
    indicateError(work, 'I');
    reestablish(work);
    return 'AWAITING_ESTABLISHMENT';
  }
  link.retransmissionCount += 1;
  enquire(work);
  return 'TIMER_RECOVERY';
}

/** TRANSMIT ENQUIRY. */
function enquire(work: Work): void {
  sendSupervisory(work, 'RR', 'command', true);
  startTimer(work, 'T200');
}

function sendSupervisory(work: Work, kind: 'RR' | 'REJ', role: 'command' | 'response', pollFinal: boolean): void {
  work.link.acknowledgePending = false;
  const { sapi, commandResponse, tei } = addressOf(work.link, role);
  sendFrame(work, { sapi, commandResponse, tei, kind, nr: work.link.vr, pollFinal });
}
