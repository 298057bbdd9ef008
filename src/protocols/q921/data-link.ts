// One data link of a D channel (ITU-T Q.921 §5, Annex B and D), user or network side: the state table, in the order of the
// standard's states, and the step that walks it. A cell names the next state and the procedures of the SDL diagram; a
// procedure that has a choice returns the state itself. Network-side TEI management is in tei-assignment.ts.

import type { LapdFrame } from '../../wire/q921.ts';
import { enterState, forgetTimer, isCommand, isRunning, traceUnexpected } from './data-link-state.ts';
import type { DataLink, DataLinkOptions, DataLinkState, Procedure, Work } from './data-link-state.ts';
import {
  acceptDisconnectedMode, acceptEstablishment, acceptFrameReject, acceptInvitation, acceptRefusal, acceptRelease, acceptReset,
  answerDm, answerUa, confirmEstablishment, confirmRelease, confirmReleaseAtOnce, discardQueues, establishForLayer3,
  indicateUnitData, leaveRecovery, loseLayer1, release, repeatEstablishment, repeatRelease, reportUa, sendUnitData,
} from './establishment.ts';
import {
  acknowledge, queueInformation, receiveInformation, receiveNotReady, receiveReady, receiveReject, repeatRecovery,
  sendQueued, startRecovery,
} from './multiple-frame.ts';
import { teiMessageIn } from './tei-message.ts';
import {
  abandonRequest, cancelEstablishment, concernsTerminal, receiveTeiManagement, removeTei, repeatRequest, repeatVerification, requestTei,
  startVerification,
} from './tei-user.ts';
import { SAPI_CALL_CONTROL, TEI_BROADCAST } from './timers.ts';
import type { DataLinkStateName, Q921Action, Q921Event, Q921Outlet, Q921Primitive } from './types.ts';

/** The columns of the table: primitives, frames received, timers. */
export const Q921_EVENTS = [
  'DL-ESTABLISH request', 'DL-RELEASE request', 'DL-DATA request', 'DL-UNIT-DATA request', 'MDL-REMOVE request',
  'PH-ACTIVATE indication', 'PH-DEACTIVATE indication',
  'SABME', 'DISC', 'UA', 'DM', 'FRMR', 'I', 'RR', 'RNR', 'REJ', 'UI', 'XID', 'T200', 'T201', 'T202', 'T203',
] as const;
export type Q921EventName = (typeof Q921_EVENTS)[number];

export { Q921_TIMERS } from './timers.ts';
export type { DataLink, DataLinkOptions, DataLinkState } from './data-link-state.ts';

type Cell = readonly [next: DataLinkStateName, ...procedures: Procedure[]];

const TABLE: Readonly<Record<DataLinkStateName, Partial<Record<Q921EventName, Cell>>>> = {
  // State 1
  TEI_UNASSIGNED: {
    'DL-ESTABLISH request': ['ESTABLISH_AWAITING_TEI', requestTei],
    'DL-RELEASE request': ['TEI_UNASSIGNED', confirmReleaseAtOnce],
    'DL-UNIT-DATA request': ['ASSIGN_AWAITING_TEI', queueUnitData, requestTei],
    'MDL-REMOVE request': ['TEI_UNASSIGNED'],
    'PH-ACTIVATE indication': ['TEI_UNASSIGNED'],
    'PH-DEACTIVATE indication': ['TEI_UNASSIGNED'],
    'UI': ['TEI_UNASSIGNED', indicateUnitData],
  },
  // State 2
  ASSIGN_AWAITING_TEI: {
    'DL-ESTABLISH request': ['ESTABLISH_AWAITING_TEI'],
    'DL-RELEASE request': ['ASSIGN_AWAITING_TEI', confirmReleaseAtOnce],
    'DL-UNIT-DATA request': ['ASSIGN_AWAITING_TEI', queueUnitData],
    'MDL-REMOVE request': ['TEI_UNASSIGNED', abandonRequest],
    'PH-ACTIVATE indication': ['ASSIGN_AWAITING_TEI'],
    'PH-DEACTIVATE indication': ['TEI_UNASSIGNED', abandonRequest],
    'UI': ['ASSIGN_AWAITING_TEI', indicateUnitData],
    'T202': ['ASSIGN_AWAITING_TEI', repeatRequest],
  },
  // State 3
  ESTABLISH_AWAITING_TEI: {
    'DL-ESTABLISH request': ['ESTABLISH_AWAITING_TEI'],
    'DL-RELEASE request': ['ASSIGN_AWAITING_TEI', cancelEstablishment],
    'DL-DATA request': ['ESTABLISH_AWAITING_TEI', queueInformation],
    'DL-UNIT-DATA request': ['ESTABLISH_AWAITING_TEI', queueUnitData],
    'MDL-REMOVE request': ['TEI_UNASSIGNED', abandonRequest],
    'PH-ACTIVATE indication': ['ESTABLISH_AWAITING_TEI'],
    'PH-DEACTIVATE indication': ['TEI_UNASSIGNED', abandonRequest],
    'UI': ['ESTABLISH_AWAITING_TEI', indicateUnitData],
    'T202': ['ESTABLISH_AWAITING_TEI', repeatRequest],
  },
  // State 4
  TEI_ASSIGNED: {
    'DL-ESTABLISH request': ['AWAITING_ESTABLISHMENT', establishForLayer3],
    'DL-RELEASE request': ['TEI_ASSIGNED', confirmReleaseAtOnce],
    'DL-UNIT-DATA request': ['TEI_ASSIGNED', sendUnitData],
    'MDL-REMOVE request': ['TEI_UNASSIGNED', removeTei],
    'PH-ACTIVATE indication': ['TEI_ASSIGNED'],
    'PH-DEACTIVATE indication': ['TEI_ASSIGNED', loseLayer1],
    'SABME': ['MULTIPLE_FRAME_ESTABLISHED', acceptEstablishment],
    'DISC': ['TEI_ASSIGNED', answerDm],
    'UA': ['TEI_ASSIGNED', reportUa],
    'DM': ['TEI_ASSIGNED', acceptInvitation],
    'UI': ['TEI_ASSIGNED', indicateUnitData],
    'T202': ['TEI_ASSIGNED', repeatVerification],
  },
  // State 5
  AWAITING_ESTABLISHMENT: {
    'DL-ESTABLISH request': ['AWAITING_ESTABLISHMENT', wantEstablishment],
    'DL-RELEASE request': ['AWAITING_RELEASE', release],
    'DL-DATA request': ['AWAITING_ESTABLISHMENT', queueInformation],
    'DL-UNIT-DATA request': ['AWAITING_ESTABLISHMENT', sendUnitData],
    'MDL-REMOVE request': ['TEI_UNASSIGNED', removeTei],
    'PH-ACTIVATE indication': ['AWAITING_ESTABLISHMENT'],
    'PH-DEACTIVATE indication': ['TEI_ASSIGNED', loseLayer1],
    'SABME': ['AWAITING_ESTABLISHMENT', answerUa],
    'DISC': ['AWAITING_ESTABLISHMENT', answerDm],
    'UA': ['MULTIPLE_FRAME_ESTABLISHED', confirmEstablishment],
    'DM': ['TEI_ASSIGNED', acceptRefusal],
    'UI': ['AWAITING_ESTABLISHMENT', indicateUnitData],
    'T200': ['AWAITING_ESTABLISHMENT', repeatEstablishment, verifyIfAbandoned],
    'T202': ['AWAITING_ESTABLISHMENT', repeatVerification],
  },
  // State 6
  AWAITING_RELEASE: {
    'DL-RELEASE request': ['AWAITING_RELEASE'],
    'DL-UNIT-DATA request': ['AWAITING_RELEASE', sendUnitData],
    'MDL-REMOVE request': ['TEI_UNASSIGNED', removeTei],
    'PH-ACTIVATE indication': ['AWAITING_RELEASE'],
    'PH-DEACTIVATE indication': ['TEI_ASSIGNED', loseLayer1],
    'SABME': ['AWAITING_RELEASE', answerDm],
    'DISC': ['AWAITING_RELEASE', answerUa],
    'UA': ['TEI_ASSIGNED', confirmRelease],
    'DM': ['TEI_ASSIGNED', confirmRelease],
    'UI': ['AWAITING_RELEASE', indicateUnitData],
    'T200': ['AWAITING_RELEASE', repeatRelease, verifyIfAbandoned],
    'T202': ['AWAITING_RELEASE', repeatVerification],
  },
  // State 7
  MULTIPLE_FRAME_ESTABLISHED: {
    'DL-ESTABLISH request': ['AWAITING_ESTABLISHMENT', discardQueues, establishForLayer3],
    'DL-RELEASE request': ['AWAITING_RELEASE', release],
    'DL-DATA request': ['MULTIPLE_FRAME_ESTABLISHED', queueInformation],
    'DL-UNIT-DATA request': ['MULTIPLE_FRAME_ESTABLISHED', sendUnitData],
    'MDL-REMOVE request': ['TEI_UNASSIGNED', removeTei],
    'PH-ACTIVATE indication': ['MULTIPLE_FRAME_ESTABLISHED'],
    'PH-DEACTIVATE indication': ['TEI_ASSIGNED', loseLayer1],
    'SABME': ['MULTIPLE_FRAME_ESTABLISHED', acceptReset],
    'DISC': ['TEI_ASSIGNED', acceptRelease],
    'UA': ['MULTIPLE_FRAME_ESTABLISHED', reportUa],
    'DM': ['MULTIPLE_FRAME_ESTABLISHED', acceptDisconnectedMode],
    'FRMR': ['AWAITING_ESTABLISHMENT', acceptFrameReject],
    'I': ['MULTIPLE_FRAME_ESTABLISHED', receiveInformation],
    'RR': ['MULTIPLE_FRAME_ESTABLISHED', receiveReady],
    'RNR': ['MULTIPLE_FRAME_ESTABLISHED', receiveNotReady],
    'REJ': ['MULTIPLE_FRAME_ESTABLISHED', receiveReject],
    'UI': ['MULTIPLE_FRAME_ESTABLISHED', indicateUnitData],
    'T200': ['TIMER_RECOVERY', startRecovery],
    'T202': ['MULTIPLE_FRAME_ESTABLISHED', repeatVerification],
    'T203': ['TIMER_RECOVERY', startRecovery],
  },
  // State 8
  TIMER_RECOVERY: {
    'DL-ESTABLISH request': ['AWAITING_ESTABLISHMENT', discardQueues, establishForLayer3],
    'DL-RELEASE request': ['AWAITING_RELEASE', release],
    'DL-DATA request': ['TIMER_RECOVERY', queueInformation],
    'DL-UNIT-DATA request': ['TIMER_RECOVERY', sendUnitData],
    'MDL-REMOVE request': ['TEI_UNASSIGNED', removeTei],
    'PH-ACTIVATE indication': ['TIMER_RECOVERY'],
    'PH-DEACTIVATE indication': ['TEI_ASSIGNED', loseLayer1],
    'SABME': ['MULTIPLE_FRAME_ESTABLISHED', acceptReset],
    'DISC': ['TEI_ASSIGNED', acceptRelease],
    'UA': ['TIMER_RECOVERY', reportUa],
    'DM': ['AWAITING_ESTABLISHMENT', leaveRecovery],
    'FRMR': ['AWAITING_ESTABLISHMENT', acceptFrameReject],
    'I': ['TIMER_RECOVERY', receiveInformation],
    'RR': ['TIMER_RECOVERY', receiveReady],
    'RNR': ['TIMER_RECOVERY', receiveNotReady],
    'REJ': ['TIMER_RECOVERY', receiveReject],
    'UI': ['TIMER_RECOVERY', indicateUnitData],
    'T200': ['TIMER_RECOVERY', repeatRecovery],
    'T202': ['TIMER_RECOVERY', repeatVerification],
  },
};

// The keys of the table are its states.
export const Q921_STATES = Object.keys(TABLE) as readonly DataLinkStateName[];

export function createDataLink(options: DataLinkOptions): DataLinkState {
  return {
    options,
    state: options.tei === undefined ? 'TEI_UNASSIGNED' : 'TEI_ASSIGNED',
    tei: options.tei,
    vs: 0,
    va: 0,
    vr: 0,
    retransmissionCount: 0,
    sent: [],
    queue: [],
    unitQueue: [],
    peerBusy: false,
    rejectException: false,
    acknowledgePending: false,
    layer3Initiated: false,
    verifyAttempts: 0,
    seed: options.seed ?? 1,
    referenceNumber: undefined,
    running: 0,
  };
}

const NOTHING: readonly Q921Primitive[] = [];

export function step(link: DataLink, event: Q921Event): readonly [DataLink, readonly Q921Action[]] {
  const next = { ...link };
  const actions: Q921Action[] = [];
  const primitives = advance(next, event, {
    send: (frame) => void actions.push({ type: 'send', frame }),
    start: (timer, ms) => void actions.push({ type: 'start', timer, ms }),
    stop: (timer) => void actions.push({ type: 'stop', timer }),
    trace: (told) => void actions.push({ type: 'trace', event: told }),
  });
  return [next, [...actions, ...primitives]];
}

/**
 * As step(), for an owner who does not need the link from before: it is changed in place, which spares a copy for every
 * frame, and what it wants done goes to the outlet. What layer 3 is to know comes after that, and is returned. Frames are
 * told of only where they are heard of: it is half of all that a call has to tell.
 */
export function advance(link: DataLinkState, event: Q921Event, outlet: Q921Outlet, heard = true): readonly Q921Primitive[] {
  if (event.type === 'frame') {
    if (!isForLink(link, event.frame)) return NOTHING;
  } else if (event.type === 'timer' && !isRunning(link, event.timer)) {
    // A timer that expired in the instant in which it was stopped.
    return NOTHING;
  }
  const work: Work = { link, event, outlet, heard, upward: undefined };
  if (event.type === 'timer') forgetTimer(link, event.timer);
  if (event.type === 'frame') receiveFrame(work, event.frame);
  else perform(work, event.type === 'timer' ? event.timer : event.type);
  const { state } = link;
  if (state === 'MULTIPLE_FRAME_ESTABLISHED') sendQueued(work);
  if (state === 'MULTIPLE_FRAME_ESTABLISHED' || state === 'TIMER_RECOVERY') acknowledge(work);
  return work.upward ?? NOTHING;
}

/** The link's own TEI, the broadcast, or management that concerns this terminal (§3.3.4). */
function isForLink(link: DataLink, frame: LapdFrame): boolean {
  if (frame.sapi === SAPI_CALL_CONTROL) {
    return frame.tei === link.tei || (frame.tei === TEI_BROADCAST && frame.kind === 'UI' && link.options.side === 'user');
  }
  if (link.options.side === 'network') return false;
  const message = teiMessageIn(frame);
  return message !== undefined && concernsTerminal(link, message);
}

function receiveFrame(work: Work, frame: LapdFrame): void {
  const { link } = work;
  const management = frame.sapi === SAPI_CALL_CONTROL ? undefined : teiMessageIn(frame);
  const toAll = management === undefined ? frame.tei === TEI_BROADCAST : management.actionIndicator === TEI_BROADCAST && management.kind !== 'IdentityDenied';
  if (work.heard && (!toAll || link.options.tracesBroadcasts !== false)) {
    work.outlet.trace?.({ type: 'q921.frame', direction: 'RX', frame });
  }
  if (management !== undefined) receiveTeiManagement(work, management);
  else if (hasLawfulRole(link, frame)) perform(work, frame.kind);
  // §3.3.2: a UA that says it is a command, say, is undefined.
  else traceUnexpected(work, `${frame.kind} with the wrong C/R bit`);
}

/** Table 5: which frames are commands and which are responses. */
function hasLawfulRole(link: DataLink, frame: LapdFrame): boolean {
  switch (frame.kind) {
    case 'I':
    case 'SABME':
    case 'DISC':
    case 'UI':
      return isCommand(link, frame);
    case 'UA':
    case 'DM':
    case 'FRMR':
      return !isCommand(link, frame);
    default:
      return true;
  }
}

function perform(work: Work, name: Q921EventName): void {
  const cell = TABLE[work.link.state][name];
  if (cell === undefined) {
    traceUnexpected(work, name);
    return;
  }
  let next = cell[0];
  for (let i = 1; i < cell.length; i += 1) {
    // Everything behind the first element is a procedure: an index widens the tuple's type.
    const chosen = (cell[i] as Procedure)(work);
    if (chosen !== undefined) next = chosen;
  }
  enterState(work, next);
}

function queueUnitData(work: Work): void {
  if (work.event.type === 'DL-UNIT-DATA request') work.link.unitQueue = [...work.link.unitQueue, work.event.information];
}

/** Layer 3 asks while the link re-establishes itself: the confirmation is then for layer 3. */
function wantEstablishment(work: Work): void {
  // What layer 3 queued behind its own request stays.
  if (!work.link.layer3Initiated) discardQueues(work);
  work.link.layer3Initiated = true;
}

/** Table II.1, codes G and H: the peer is silent, so the TEI may not be ours any more. */
function verifyIfAbandoned(work: Work): void {
  if (!isRunning(work.link, 'T200')) startVerification(work);
}
