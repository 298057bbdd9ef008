// TEI management on the user side (ITU-T Q.921 §5.3, Figures B.2, B.3 and §5.3.5): asking for a TEI, answering checks,
// giving a TEI up, and asking the network to verify one. A TEI given at creation (non-automatic) is never given up.

import type { TeiManagementMessage } from '../../wire/q921.ts';
import { commandBit, enterState, indicateError, sendFrame, startTimer, stopTimer, tellLayer3, traceUnexpected } from './data-link-state.ts';
import type { DataLink, Work } from './data-link-state.ts';
import { discardQueues, establishForLayer3, sendUnnumberedInformation } from './establishment.ts';
import { teiFrame } from './tei-message.ts';
import { N202, TEI_BROADCAST, VERIFY_ATTEMPTS } from './timers.ts';
import type { DataLinkStateName } from './types.ts';

/** Whether a management message concerns this terminal, so that it is heard and traced. */
export function concernsTerminal(link: DataLink, message: TeiManagementMessage): boolean {
  const { actionIndicator, referenceNumber } = message;
  switch (message.kind) {
    case 'IdentityAssigned':
      // §5.3.2: 127 is the group TEI and can be nobody's.
      if (actionIndicator === TEI_BROADCAST) return false;
      return isAwaitingTei(link) ? referenceNumber === link.referenceNumber : actionIndicator === link.tei;
    case 'IdentityDenied':
      return isAwaitingTei(link) && referenceNumber === link.referenceNumber;
    case 'IdentityCheckRequest':
    case 'IdentityRemove':
      return link.tei !== undefined && (actionIndicator === link.tei || actionIndicator === TEI_BROADCAST);
    default:
      // The other messages go from the user to the network.
      return false;
  }
}

export function receiveTeiManagement(work: Work, message: TeiManagementMessage): void {
  const { link } = work;
  switch (message.kind) {
    case 'IdentityAssigned':
      if (isAwaitingTei(link)) acceptTei(work, message.actionIndicator);
      // §5.3.5.1: somebody else was given our TEI. A repeated answer to our own request is none of that.
      else if (message.referenceNumber !== link.referenceNumber) startVerification(work);
      return;
    case 'IdentityDenied':
      // §5.3.2.1: the request is repeated when T202 expires.
      work.outlet.trace?.({ type: 'q921.teiDenied', ces: link.options.ces });
      return;
    case 'IdentityCheckRequest':
      link.verifyAttempts = 0;
      stopTimer(work, 'T202');
      sendManagement(work, { kind: 'IdentityCheckResponse', referenceNumber: drawReference(work), actionIndicator: link.tei ?? TEI_BROADCAST });
      return;
    case 'IdentityRemove':
      enterState(work, removeTei(work));
      return;
    default:
      traceUnexpected(work, message.kind);
  }
}

function isAwaitingTei(link: DataLink): boolean {
  return link.state === 'ASSIGN_AWAITING_TEI' || link.state === 'ESTABLISH_AWAITING_TEI';
}

/** MDL-ASSIGN indication: the network side has no one to ask. */
export function requestTei(work: Work): DataLinkStateName | void {
  const { link } = work;
  if (link.options.side === 'network') {
    link.unitQueue = [];
    tellLayer3(work, { type: 'DL-RELEASE indication' });
    return 'TEI_UNASSIGNED';
  }
  link.retransmissionCount = 1;
  sendRequest(work);
}

/** T202 while a TEI is awaited (§5.3.2.1). */
export function repeatRequest(work: Work): DataLinkStateName {
  const { link } = work;
  if (link.retransmissionCount < N202) {
    link.retransmissionCount += 1;
    sendRequest(work);
    return link.state;
  }
  return abandonRequest(work);
}

/** No TEI is to be had: §5.3.2.1, or layer 1 is gone. */
export function abandonRequest(work: Work): DataLinkStateName {
  const { link } = work;
  stopTimer(work, 'T202');
  discardQueues(work);
  link.unitQueue = [];
  link.referenceNumber = undefined;
  if (link.state === 'ESTABLISH_AWAITING_TEI') tellLayer3(work, { type: 'DL-RELEASE indication' });
  return 'TEI_UNASSIGNED';
}

/** DL-RELEASE request while a TEI is awaited: the TEI is still wanted, the link no longer. */
export function cancelEstablishment(work: Work): void {
  discardQueues(work);
  tellLayer3(work, { type: 'DL-RELEASE confirm' });
}

/** §5.3.2.1: every request carries a new Ri. */
function sendRequest(work: Work): void {
  const referenceNumber = drawReference(work);
  work.link.referenceNumber = referenceNumber;
  sendManagement(work, { kind: 'IdentityRequest', referenceNumber, actionIndicator: TEI_BROADCAST });
  startTimer(work, 'T202');
}

function acceptTei(work: Work, tei: number): void {
  const { link } = work;
  stopTimer(work, 'T202');
  const wanted = link.state === 'ESTABLISH_AWAITING_TEI';
  link.tei = tei;
  for (const information of link.unitQueue) sendUnnumberedInformation(work, information);
  link.unitQueue = [];
  if (!wanted) {
    enterState(work, 'TEI_ASSIGNED');
    return;
  }
  establishForLayer3(work);
  enterState(work, 'AWAITING_ESTABLISHMENT');
}

/** MDL-REMOVE request, in any state with a TEI (§5.3.4.2). */
export function removeTei(work: Work): DataLinkStateName {
  const { link } = work;
  const { state } = link;
  for (const timer of ['T200', 'T202', 'T203'] as const) stopTimer(work, timer);
  discardQueues(work);
  link.unitQueue = [];
  link.verifyAttempts = 0;
  link.layer3Initiated = false;
  if (state === 'AWAITING_RELEASE') tellLayer3(work, { type: 'DL-RELEASE confirm' });
  else if (state !== 'TEI_ASSIGNED') tellLayer3(work, { type: 'DL-RELEASE indication' });
  if (link.options.side === 'user' && link.options.tei !== undefined) return 'TEI_ASSIGNED';
  link.tei = undefined;
  link.referenceNumber = undefined;
  return 'TEI_UNASSIGNED';
}

/** §5.3.5.2: the network is asked to check our TEI. */
export function startVerification(work: Work): void {
  const { link } = work;
  if (link.options.side === 'network' || link.options.tei !== undefined || link.verifyAttempts > 0) return;
  link.verifyAttempts = 1;
  sendVerify(work);
}

/** T202 while an Identity verify is unanswered. */
export function repeatVerification(work: Work): DataLinkStateName | undefined {
  const { link } = work;
  if (link.verifyAttempts < VERIFY_ATTEMPTS) {
    link.verifyAttempts += 1;
    sendVerify(work);
    return undefined;
  }
  // §5.3.5.3: no check request came: the network does not know us.
  indicateError(work, 'TEI not verified');
  return removeTei(work);
}

function sendVerify(work: Work): void {
  sendManagement(work, { kind: 'IdentityVerify', referenceNumber: 0, actionIndicator: work.link.tei ?? TEI_BROADCAST });
  startTimer(work, 'T202');
}

function sendManagement(work: Work, message: TeiManagementMessage): void {
  sendFrame(work, teiFrame(message, commandBit(work.link.options.side)));
}

/** Ri from a linear congruential generator inside the state, so that a step stays pure. */
function drawReference(work: Work): number {
  const { link } = work;
  link.seed = (Math.imul(link.seed, 1_664_525) + 1_013_904_223) >>> 0;
  return link.seed >>> 16;
}
