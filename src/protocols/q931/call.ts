// One call on one side of the user-network interface (ITU-T Q.931 §5, circuit-switched basic calls): the step that walks
// the state tables of call-table.ts. A message of another call is not taken, one that the state does not expect is
// answered by STATUS (§5.8.4). Suspension, restart and overlap sending by the user are left out.

import { without } from '../../base/few.ts';
import { cellOf } from './call-table.ts';
import type { Cell, Q931EventName } from './call-table.ts';
import { enterState, traceUnexpected } from './call-state.ts';
import type { Call, CallOptions, CallState, Procedure, Work } from './call-state.ts';
import { answerWithoutCall, refuseMessage, refuseUnexpected } from './errors.ts';
import { messageName, unknownElement } from './messages.ts';
import { CAUSE, NETWORK_T310_MS, Q931_TIMERS } from './timers.ts';
import type { CallAction, CallEvent, CallOutlet, CallPrimitive } from './types.ts';

export { Q931_EVENTS, Q931_STATES } from './call-table.ts';
export type { Call, CallOptions, CallState } from './call-state.ts';
export { Q931_TIMERS } from './timers.ts';
export { nextReference, referenceLength } from './reference.ts';
export { answerNonSelected, answerUnknown } from './unknown-reference.ts';

export function createCall(options: CallOptions): CallState {
  return {
    side: options.side,
    reference: options.reference,
    originating: options.originating,
    access: options.access ?? 'basic',
    t310Ms: options.t310Ms ?? (options.side === 'network' ? NETWORK_T310_MS : Q931_TIMERS.T310.defaultMs),
    overlapMs: options.overlapMs ?? 0,
    state: 'Null',
    setup: undefined,
    channel: undefined,
    cause: undefined,
    pending: undefined,
    retransmitted: false,
    running: [],
    isOver: false,
  };
}

const NOTHING: readonly CallPrimitive[] = [];

export function step(call: Call, event: CallEvent): readonly [Call, readonly CallAction[]] {
  const next = { ...call };
  const actions: CallAction[] = [];
  const primitives = advance(next, event, {
    send: (message) => void actions.push({ type: 'send', message }),
    broadcast: (message) => void actions.push({ type: 'broadcast', message }),
    start: (timer, ms) => void actions.push({ type: 'start', timer, ms }),
    stop: (timer) => void actions.push({ type: 'stop', timer }),
    trace: (told) => void actions.push({ type: 'trace', event: told }),
  });
  return [next, [...actions, ...primitives]];
}

/**
 * As step(), for an owner who does not need the call from before: it is changed in place, and what it wants done goes to the
 * outlet. What the layer above is to know comes after that, and is returned.
 */
export function advance(call: CallState, event: CallEvent, outlet: CallOutlet): readonly CallPrimitive[] {
  // A timer that expired in the instant in which it was stopped.
  if (event.type === 'timer' && !call.running.includes(event.timer)) return NOTHING;
  const work: Work = { call, event, outlet, upward: undefined };
  if (event.type === 'message') receive(work);
  else if (event.type === 'timer') {
    call.running = without(call.running, event.timer);
    outlet.trace?.({ type: 'q931.timer', callReference: call.reference.value, timer: event.timer });
    perform(work, event.timer);
  } else perform(work, event.type);
  return work.upward ?? NOTHING;
}

function receive(work: Work): void {
  const { call, event, outlet } = work;
  if (event.type !== 'message') return;
  const { message } = event;
  outlet.trace?.({ type: 'q931.message', direction: 'RX', message });
  const { length, flag, value } = message.callReference;
  // §4.3: flag 1 comes from the side that did not choose the value.
  if (length === 0 || value !== call.reference.value || flag !== (call.originating ? 1 : 0)) {
    traceUnexpected(work, `call reference ${value}, flag ${flag}`);
    return;
  }
  const name = messageName(message);
  const cell = name === undefined || call.isOver ? undefined : cellOf(call.side, call.state, name);
  if (cell !== undefined && !isUnreadable(work)) follow(work, cell);
  else if (cell !== undefined) return;
  else if (call.state === 'Null') {
    traceUnexpected(work, name ?? 'unknown message type');
    answerWithoutCall(work);
  } else refuseUnexpected(work);
}

/** §5.8.7.1: clearing messages are taken in spite of it, SETUP looks itself. */
function isUnreadable(work: Work): boolean {
  if (work.event.type !== 'message' || work.call.state === 'Null') return false;
  const element = unknownElement(work.event.message);
  if (element === undefined) return false;
  const name = messageName(work.event.message);
  if (name === 'DISCONNECT' || name === 'RELEASE' || name === 'RELEASE_COMPLETE' || name === 'STATUS') return false;
  refuseMessage(work, CAUSE.ElementNonExistent, element);
  return true;
}

function perform(work: Work, name: Q931EventName): void {
  const { call } = work;
  const cell = call.isOver ? undefined : cellOf(call.side, call.state, name);
  if (cell === undefined) traceUnexpected(work, name);
  else follow(work, cell);
}

function follow(work: Work, cell: Cell): void {
  let next = cell[0];
  for (let i = 1; i < cell.length; i += 1) {
    // Everything behind the first element is a procedure: an index widens the tuple's type.
    const chosen = (cell[i] as Procedure)(work);
    if (chosen !== undefined) next = chosen;
  }
  if (next !== 'same') enterState(work, next);
}
