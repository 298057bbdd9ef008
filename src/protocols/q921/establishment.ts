// Establishment and release of multiple frame operation (ITU-T Q.921 §5.5, Figures B.4 to B.6), and unacknowledged
// information transfer (§5.2). Each function is one box of the SDL diagrams; the table in data-link.ts puts them together.

import { addressOf, indicateError, isPollFinal, sendFrame, startTimer, stopTimer, tellLayer3, traceUnexpected } from './data-link-state.ts';
import type { Work } from './data-link-state.ts';
import { N200, TEI_BROADCAST } from './timers.ts';
import type { DataLinkStateName } from './types.ts';

/** The SDL macro ESTABLISH DATA LINK. */
export function establish(work: Work): void {
  clearExceptions(work);
  work.link.retransmissionCount = 0;
  sendCommand(work, 'SABME');
  startTimer(work, 'T200');
  stopTimer(work, 'T203');
}

/** Establishment that layer 3 asked for. */
export function establishForLayer3(work: Work): DataLinkStateName | void {
  // The broadcast link (TEI 127) carries UI frames only (§3.3.4.1).
  if (work.link.tei === TEI_BROADCAST) {
    traceUnexpected(work, 'DL-ESTABLISH request');
    return 'TEI_ASSIGNED';
  }
  establish(work);
  work.link.layer3Initiated = true;
}

/** Re-establishment that the link decided on itself. */
export function reestablish(work: Work): void {
  establish(work);
  work.link.layer3Initiated = false;
}

export function clearExceptions(work: Work): void {
  const { link } = work;
  link.peerBusy = false;
  link.rejectException = false;
  link.acknowledgePending = false;
}

function resetVariables(work: Work): void {
  const { link } = work;
  link.vs = 0;
  link.va = 0;
  link.vr = 0;
  // What the peer never acknowledged belongs to the old numbering.
  if (link.sent.length > 0) link.sent = [];
}

export function discardQueues(work: Work): void {
  const { link } = work;
  if (link.queue.length > 0) link.queue = [];
  if (link.sent.length > 0) link.sent = [];
}

export function sendCommand(work: Work, kind: 'SABME' | 'DISC'): void {
  const { sapi, commandResponse, tei } = addressOf(work.link, 'command');
  sendFrame(work, { sapi, commandResponse, tei, kind, pollFinal: true });
}

/** F takes the value of the command's P. */
export function answerUa(work: Work): void {
  answer(work, 'UA');
}

export function answerDm(work: Work): void {
  answer(work, 'DM');
}

function answer(work: Work, kind: 'UA' | 'DM'): void {
  const { sapi, commandResponse, tei } = addressOf(work.link, 'response');
  sendFrame(work, { sapi, commandResponse, tei, kind, pollFinal: isPollFinal(work) });
}

/** SABME in TEI_ASSIGNED (§5.5.1.2): the peer establishes. */
export function acceptEstablishment(work: Work): DataLinkStateName | void {
  if (work.link.tei === TEI_BROADCAST) return 'TEI_ASSIGNED';
  answerUa(work);
  clearExceptions(work);
  resetVariables(work);
  tellLayer3(work, { type: 'DL-ESTABLISH indication' });
  startTimer(work, 'T203');
}

/** SABME in multiple frame operation (§5.7.2): the peer starts anew. */
export function acceptReset(work: Work): void {
  const { link } = work;
  answerUa(work);
  clearExceptions(work);
  indicateError(work, 'F');
  if (link.vs !== link.va) {
    discardQueues(work);
    tellLayer3(work, { type: 'DL-ESTABLISH indication' });
  }
  resetVariables(work);
  stopTimer(work, 'T200');
  startTimer(work, 'T203');
}

/** UA in AWAITING_ESTABLISHMENT. */
export function confirmEstablishment(work: Work): DataLinkStateName {
  const { link } = work;
  if (!isPollFinal(work)) {
    indicateError(work, 'D');
    return 'AWAITING_ESTABLISHMENT';
  }
  if (link.layer3Initiated) {
    link.layer3Initiated = false;
    tellLayer3(work, { type: 'DL-ESTABLISH confirm' });
  } else if (link.vs !== link.va) {
    discardQueues(work);
    tellLayer3(work, { type: 'DL-ESTABLISH indication' });
  }
  stopTimer(work, 'T200');
  startTimer(work, 'T203');
  resetVariables(work);
  return 'MULTIPLE_FRAME_ESTABLISHED';
}

/** DM in AWAITING_ESTABLISHMENT (§5.5.1.3): the peer refuses, if F is 1. */
export function acceptRefusal(work: Work): DataLinkStateName {
  if (!isPollFinal(work)) return 'AWAITING_ESTABLISHMENT';
  abandonLink(work);
  return 'TEI_ASSIGNED';
}

/** T200 in AWAITING_ESTABLISHMENT. */
export function repeatEstablishment(work: Work): DataLinkStateName {
  const { link } = work;
  if (link.retransmissionCount < N200) {
    link.retransmissionCount += 1;
    sendCommand(work, 'SABME');
    startTimer(work, 'T200');
    return 'AWAITING_ESTABLISHMENT';
  }
  indicateError(work, 'G');
  abandonLink(work);
  return 'TEI_ASSIGNED';
}

/** T200 in AWAITING_RELEASE. */
export function repeatRelease(work: Work): DataLinkStateName {
  const { link } = work;
  if (link.retransmissionCount < N200) {
    link.retransmissionCount += 1;
    sendCommand(work, 'DISC');
    startTimer(work, 'T200');
    return 'AWAITING_RELEASE';
  }
  indicateError(work, 'H');
  tellLayer3(work, { type: 'DL-RELEASE confirm' });
  return 'TEI_ASSIGNED';
}

/** DL-RELEASE request (§5.5.3). */
export function release(work: Work): void {
  discardQueues(work);
  work.link.retransmissionCount = 0;
  sendCommand(work, 'DISC');
  stopTimer(work, 'T203');
  startTimer(work, 'T200');
}

/** UA or DM in AWAITING_RELEASE. */
export function confirmRelease(work: Work): DataLinkStateName {
  if (!isPollFinal(work)) {
    if (work.event.type === 'frame' && work.event.frame.kind === 'UA') indicateError(work, 'D');
    return 'AWAITING_RELEASE';
  }
  stopTimer(work, 'T200');
  tellLayer3(work, { type: 'DL-RELEASE confirm' });
  return 'TEI_ASSIGNED';
}

export function confirmReleaseAtOnce(work: Work): void {
  tellLayer3(work, { type: 'DL-RELEASE confirm' });
}

/** DISC in multiple frame operation. */
export function acceptRelease(work: Work): void {
  answerUa(work);
  abandonLink(work);
}

/** The link is lost: layer 3 is told. */
export function abandonLink(work: Work): void {
  discardQueues(work);
  stopTimer(work, 'T200');
  stopTimer(work, 'T203');
  work.link.layer3Initiated = false;
  tellLayer3(work, { type: 'DL-RELEASE indication' });
}

/** DM in TEI_ASSIGNED: with F 0 the peer asks us to establish (§5.5.1.2). */
export function acceptInvitation(work: Work): DataLinkStateName {
  if (isPollFinal(work) || work.link.tei === TEI_BROADCAST) return 'TEI_ASSIGNED';
  establish(work);
  work.link.layer3Initiated = true;
  return 'AWAITING_ESTABLISHMENT';
}

/** UA or DM that nobody asked for (Table II.1: A to E). */
export function reportUa(work: Work): void {
  indicateError(work, isPollFinal(work) ? 'C' : 'D');
}

/** DM in multiple frame operation: with F 0 the peer has left it (§5.7.1). */
export function acceptDisconnectedMode(work: Work): DataLinkStateName | undefined {
  if (isPollFinal(work)) {
    indicateError(work, 'B');
    return undefined;
  }
  indicateError(work, 'E');
  reestablish(work);
  return 'AWAITING_ESTABLISHMENT';
}

/** DM in timer recovery: with F 1 it answers our enquiry, with F 0 it is the peer's own; either way the peer has left. */
export function leaveRecovery(work: Work): void {
  indicateError(work, isPollFinal(work) ? 'B' : 'E');
  reestablish(work);
}

export function acceptFrameReject(work: Work): void {
  indicateError(work, 'K');
  reestablish(work);
}

/** UI to the broadcast or our own TEI (§5.2.3). */
export function indicateUnitData(work: Work): void {
  if (work.event.type !== 'frame' || work.event.frame.kind !== 'UI') return;
  tellLayer3(work, { type: 'DL-UNIT-DATA indication', information: work.event.frame.information });
}

/** §5.2.2: the network sends UI frames to the broadcast TEI, a terminal with its own. */
export function sendUnitData(work: Work): void {
  if (work.event.type === 'DL-UNIT-DATA request') sendUnnumberedInformation(work, work.event.information);
}

export function sendUnnumberedInformation(work: Work, information: Uint8Array): void {
  const { sapi, commandResponse, tei } = addressOf(work.link, 'command');
  sendFrame(work, { sapi, commandResponse, tei: work.link.options.side === 'network' ? TEI_BROADCAST : tei, kind: 'UI', pollFinal: false, information });
}

/** PH-DEACTIVATE indication (§5.1.2): persistent loss of layer 1. */
export function loseLayer1(work: Work): void {
  const told = work.link.state === 'AWAITING_RELEASE' ? 'DL-RELEASE confirm' : 'DL-RELEASE indication';
  const wasDown = work.link.state === 'TEI_ASSIGNED';
  discardQueues(work);
  stopTimer(work, 'T200');
  stopTimer(work, 'T202');
  stopTimer(work, 'T203');
  work.link.verifyAttempts = 0;
  work.link.layer3Initiated = false;
  if (!wasDown) tellLayer3(work, { type: told });
}
