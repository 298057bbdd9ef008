// TEI management on the network side of one line (ITU-T Q.921 §5.3): the assignment source point. It gives out the TEIs 64
// to 126, checks who uses one (T201) when a terminal asks to verify or when none is left, and takes TEIs back. The
// data link of each TEI is a machine of its own: `assigned` and `removed` say when one begins and ends.

import type { LapdFrame, TeiManagementMessage } from '../../wire/q921.ts';
import type { TimerAction } from '../machine.ts';
import { commandBit } from './data-link-state.ts';
import { teiFrame, teiMessageIn } from './tei-message.ts';
import { Q921_TIMERS, TEI_BROADCAST } from './timers.ts';

export const FIRST_AUTOMATIC_TEI = 64;
const LAST_AUTOMATIC_TEI = 126;

export interface TeiAssignment {
  /** Each TEI given out, with the Ri that it was asked with. */
  readonly assigned: ReadonlyMap<number, number>;
  /** The identity check under way: which TEIs have answered and how often. */
  readonly check: IdentityCheck | undefined;
}

interface IdentityCheck {
  /** 127 checks all (§5.3.3.2). */
  readonly actionIndicator: number;
  /** The request is sent twice, and counted over both. */
  readonly attempt: 1 | 2;
  readonly responses: ReadonlyMap<number, number>;
}

export const TEI_ASSIGNMENT_EVENTS = ['frame', 'timer', 'check request', 'remove request'] as const;

export type TeiAssignmentEvent =
  | { readonly type: 'frame'; readonly frame: LapdFrame }
  | { readonly type: 'timer'; readonly timer: 'T201' }
  /** Who uses this TEI (127: which TEIs are in use)? */
  | { readonly type: 'check request'; readonly tei: number }
  /** 127 takes all back. */
  | { readonly type: 'remove request'; readonly tei: number };

export type TeiAssignmentAction =
  | { readonly type: 'send'; readonly frame: LapdFrame }
  | TimerAction<'T201'>
  | { readonly type: 'assigned'; readonly tei: number }
  | { readonly type: 'removed'; readonly tei: number };

interface Work {
  assigned: ReadonlyMap<number, number>;
  check: IdentityCheck | undefined;
  readonly actions: TeiAssignmentAction[];
}

export function createTeiAssignment(): TeiAssignment {
  return { assigned: new Map(), check: undefined };
}

export function step(state: TeiAssignment, event: TeiAssignmentEvent): readonly [TeiAssignment, readonly TeiAssignmentAction[]] {
  const work: Work = { assigned: state.assigned, check: state.check, actions: [] };
  switch (event.type) {
    case 'frame': {
      const message = teiMessageIn(event.frame);
      if (message !== undefined && event.frame.commandResponse === commandBit('user')) receive(work, message);
      break;
    }
    case 'timer':
      concludeCheck(work);
      break;
    case 'check request':
      startCheck(work, event.tei);
      break;
    case 'remove request':
      for (const tei of event.tei === TEI_BROADCAST ? [...work.assigned.keys()] : [event.tei]) remove(work, tei);
      break;
  }
  return [{ assigned: work.assigned, check: work.check }, work.actions];
}

function receive(work: Work, message: TeiManagementMessage): void {
  switch (message.kind) {
    case 'IdentityRequest':
      assign(work, message.referenceNumber);
      return;
    case 'IdentityCheckResponse':
      countResponse(work, message.actionIndicator);
      return;
    case 'IdentityVerify':
      // §5.3.5.3: answered by a check of that TEI, if we gave it out.
      if (work.assigned.has(message.actionIndicator)) startCheck(work, message.actionIndicator);
      return;
    default:
    // The other messages go from the network to the user.
  }
}

/** §5.3.2. The request's Ai proposes nothing for automatic TEIs: it is 127. */
function assign(work: Work, referenceNumber: number): void {
  const tei = heldBy(work, referenceNumber) ?? firstFree(work);
  if (tei === undefined) {
    send(work, { kind: 'IdentityDenied', referenceNumber, actionIndicator: TEI_BROADCAST });
    // §5.3.2: with no TEI left, a check of all finds those that nobody uses.
    startCheck(work, TEI_BROADCAST);
    return;
  }
  if (!work.assigned.has(tei)) work.assigned = new Map(work.assigned).set(tei, referenceNumber);
  send(work, { kind: 'IdentityAssigned', referenceNumber, actionIndicator: tei });
  work.actions.push({ type: 'assigned', tei });
}

/**
 * A request with an Ri that was answered before is the same terminal, whose answer was lost or which was restarted: it
 * keeps its TEI.
 */
function heldBy(work: Work, referenceNumber: number): number | undefined {
  for (const [tei, held] of work.assigned) if (held === referenceNumber) return tei;
  return undefined;
}

function firstFree(work: Work): number | undefined {
  for (let tei = FIRST_AUTOMATIC_TEI; tei <= LAST_AUTOMATIC_TEI; tei += 1) if (!work.assigned.has(tei)) return tei;
  return undefined;
}

/** §5.3.3.2. A check that is wider than the one under way replaces it. */
function startCheck(work: Work, actionIndicator: number): void {
  const { check } = work;
  if (check !== undefined && check.actionIndicator !== actionIndicator && check.actionIndicator === TEI_BROADCAST) return;
  work.check = { actionIndicator, attempt: 1, responses: new Map() };
  sendCheck(work, actionIndicator);
}

function sendCheck(work: Work, actionIndicator: number): void {
  send(work, { kind: 'IdentityCheckRequest', referenceNumber: 0, actionIndicator });
  work.actions.push({ type: 'start', timer: 'T201', ms: Q921_TIMERS.T201.defaultMs });
}

function countResponse(work: Work, tei: number): void {
  const { check } = work;
  if (check === undefined || (check.actionIndicator !== TEI_BROADCAST && check.actionIndicator !== tei)) return;
  const responses = new Map(check.responses).set(tei, (check.responses.get(tei) ?? 0) + 1);
  work.check = { ...check, responses };
}

/** T201 (§5.3.3.2): nobody, one, or several use the TEI. */
function concludeCheck(work: Work): void {
  const { check } = work;
  if (check === undefined) return;
  const asked = check.actionIndicator === TEI_BROADCAST ? [...work.assigned.keys()] : [check.actionIndicator];
  const silent = asked.filter((tei) => work.assigned.has(tei) && !check.responses.has(tei));
  const shared = asked.filter((tei) => (check.responses.get(tei) ?? 0) > 1);
  if (silent.length > 0 && check.attempt === 1) {
    // Several answers to the first request already are a multiple assignment; a second answer of one terminal is none.
    for (const tei of shared) remove(work, tei);
    const answered = new Map([...check.responses].filter(([tei]) => !shared.includes(tei)).map(([tei]) => [tei, 0]));
    work.check = { ...check, attempt: 2, responses: answered };
    sendCheck(work, check.actionIndicator);
    return;
  }
  work.check = undefined;
  for (const tei of shared) remove(work, tei);
  for (const tei of silent) forget(work, tei);
}

/** §5.3.4: Identity remove is sent twice in succession, since it is not acknowledged. */
function remove(work: Work, tei: number): void {
  const message: TeiManagementMessage = { kind: 'IdentityRemove', referenceNumber: 0, actionIndicator: tei };
  send(work, message);
  send(work, message);
  forget(work, tei);
}

function forget(work: Work, tei: number): void {
  const assigned = new Map(work.assigned);
  if (assigned.delete(tei)) work.actions.push({ type: 'removed', tei });
  work.assigned = assigned;
}

function send(work: Work, message: TeiManagementMessage): void {
  work.actions.push({ type: 'send', frame: teiFrame(message, commandBit('network')) });
}
