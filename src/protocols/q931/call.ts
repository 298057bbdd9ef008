// One call on one side of the user-network interface (ITU-T Q.931 §5, circuit-switched basic calls; states of §2.1): the
// user's and the network's state tables, and the step that walks them. A cell names the next state and the procedures; a
// procedure that has a choice returns the state itself. Suspension, restart and overlap sending are left out.

import {
  acceptAcknowledgement, abandonConnect, receiveSetup, sendAlerting, sendConnect, sendProceeding,
} from './answer.ts';
import { enterState, traceUnexpected, transmit } from './call-state.ts';
import type { Call, CallOptions, Procedure, Work } from './call-state.ts';
import {
  acceptCollidingDisconnect, acceptCollidingRelease, acceptDisconnect, acceptRelease, acceptReleaseComplete, loseDataLink,
  releaseUnanswered, repeatRelease, sendDisconnect, sendReject, withdrawSetup,
} from './clearing.ts';
import { acceptStatus, answerEnquiry, refuseMessage, refuseUnexpected } from './errors.ts';
import { messageName, unknownElement } from './messages.ts';
import {
  abandonSetup, acceptAlerting, acceptConnect, acceptOverlap, acceptProceeding, acceptProgress, repeatSetup, sendSetup,
} from './setup.ts';
import { CAUSE } from './timers.ts';
import type { CallAction, CallEvent, CallStateName } from './types.ts';
import { answerUnknown } from './unknown-reference.ts';

export type { Call, CallOptions } from './call-state.ts';
export { answerNonSelected, answerUnknown } from './unknown-reference.ts';

/** The columns of the tables: primitives, messages received, timers. */
export const Q931_EVENTS = [
  'SETUP request', 'SETUP response', 'PROCEEDING request', 'ALERTING request', 'DISCONNECT request', 'REJECT request',
  'DL-RELEASE indication',
  'SETUP', 'SETUP_ACKNOWLEDGE', 'CALL_PROCEEDING', 'ALERTING', 'PROGRESS', 'CONNECT', 'CONNECT_ACKNOWLEDGE',
  'DISCONNECT', 'RELEASE', 'RELEASE_COMPLETE', 'STATUS', 'STATUS_ENQUIRY', 'INFORMATION', 'NOTIFY',
  'RESTART', 'RESTART_ACKNOWLEDGE', 'SEGMENT',
  'T301', 'T302', 'T303', 'T304', 'T305', 'T306', 'T308', 'T310', 'T313',
] as const;
export type Q931EventName = (typeof Q931_EVENTS)[number];

type Cell = readonly [next: CallStateName | 'same', ...procedures: Procedure[]];
type Row = Partial<Record<Q931EventName, Cell>>;

/** In every state but Null, unless the row says otherwise. */
const ALWAYS: Row = {
  'SETUP': ['same'], // §5.8.3.2 (e): the call reference is in use: a repeated SETUP
  'DISCONNECT': ['Release Request', acceptDisconnect],
  'RELEASE': ['Null', acceptRelease],
  'RELEASE_COMPLETE': ['Null', acceptReleaseComplete],
  'STATUS': ['same', acceptStatus],
  'STATUS_ENQUIRY': ['same', answerEnquiry],
  'INFORMATION': ['same'],
  'NOTIFY': ['same'],
  'PROGRESS': ['same'],
  'DL-RELEASE indication': ['Null', loseDataLink],
};

/** U11, N12: DISCONNECT sent. */
const DISCONNECTED: Row = {
  ...ALWAYS,
  'DISCONNECT': ['Release Request', acceptCollidingDisconnect],
  'T305': ['Release Request', releaseUnanswered],
};

/** U19, N19. */
const RELEASING: Row = {
  ...ALWAYS,
  'DISCONNECT': ['same'],
  'RELEASE': ['Null', acceptCollidingRelease],
  'T308': ['same', repeatRelease],
};

const CLEARABLE: Row = {
  ...ALWAYS,
  'DISCONNECT request': ['same', sendDisconnect],
  'REJECT request': ['same', sendDisconnect],
};

const NULL: Row = {
  'STATUS': ['same', answerWithoutCall],
  'STATUS_ENQUIRY': ['same', answerWithoutCall],
  'DL-RELEASE indication': ['same'],
};

const USER: Readonly<Record<CallStateName, Row>> = {
  // U0
  'Null': {
    ...NULL,
    'SETUP request': ['Call Initiated', sendSetup],
    'SETUP': ['Call Present', receiveSetup],
  },
  // U1
  'Call Initiated': {
    ...CLEARABLE,
    'SETUP_ACKNOWLEDGE': ['Overlap Sending', acceptOverlap],
    'CALL_PROCEEDING': ['Outgoing Call Proceeding', acceptProceeding],
    'ALERTING': ['Call Delivered', acceptAlerting],
    'CONNECT': ['Active', acceptConnect],
    'T303': ['Call Initiated', repeatSetup],
  },
  // U2
  'Overlap Sending': {
    ...CLEARABLE,
    'CALL_PROCEEDING': ['Outgoing Call Proceeding', acceptProceeding],
    'ALERTING': ['Call Delivered', acceptAlerting],
    'CONNECT': ['Active', acceptConnect],
    'T304': ['Disconnect Request', abandonSetup],
  },
  // U3
  'Outgoing Call Proceeding': {
    ...CLEARABLE,
    'ALERTING': ['Call Delivered', acceptAlerting],
    'PROGRESS': ['Outgoing Call Proceeding', acceptProgress],
    'CONNECT': ['Active', acceptConnect],
    'T310': ['Disconnect Request', abandonSetup],
  },
  // U4
  'Call Delivered': {
    ...CLEARABLE,
    'CONNECT': ['Active', acceptConnect],
    'T301': ['Disconnect Request', abandonSetup],
  },
  // U6
  'Call Present': {
    ...ALWAYS,
    'PROCEEDING request': ['Incoming Call Proceeding', sendProceeding],
    'ALERTING request': ['Call Received', sendAlerting],
    'SETUP response': ['Connect Request', sendConnect],
    'REJECT request': ['Null', sendReject],
    'DISCONNECT request': ['Null', sendReject],
  },
  // U7
  'Call Received': {
    ...CLEARABLE,
    'SETUP response': ['Connect Request', sendConnect],
  },
  // U8
  'Connect Request': {
    ...CLEARABLE,
    'CONNECT_ACKNOWLEDGE': ['Active', acceptAcknowledgement],
    'T313': ['Disconnect Request', abandonConnect],
  },
  // U9
  'Incoming Call Proceeding': {
    ...CLEARABLE,
    'ALERTING request': ['Call Received', sendAlerting],
    'SETUP response': ['Connect Request', sendConnect],
  },
  // U10
  'Active': CLEARABLE,
  // U11
  'Disconnect Request': DISCONNECTED,
  // U12, passed through
  'Disconnect Indication': ALWAYS,
  // U19
  'Release Request': RELEASING,
};

const NETWORK: Readonly<Record<CallStateName, Row>> = {
  // N0
  'Null': {
    ...NULL,
    'SETUP request': ['Call Present', sendSetup],
    'SETUP': ['Call Initiated', receiveSetup],
  },
  // N1
  'Call Initiated': {
    ...ALWAYS,
    'PROCEEDING request': ['Outgoing Call Proceeding', sendProceeding],
    'SETUP response': ['Active', sendConnect],
    'REJECT request': ['Null', sendReject],
    'DISCONNECT request': ['Null', sendReject],
  },
  // N2, not entered: SETUP is taken to be complete
  'Overlap Sending': CLEARABLE,
  // N3
  'Outgoing Call Proceeding': {
    ...CLEARABLE,
    'ALERTING request': ['Call Delivered', sendAlerting],
    'SETUP response': ['Active', sendConnect],
  },
  // N4
  'Call Delivered': {
    ...CLEARABLE,
    'SETUP response': ['Active', sendConnect],
  },
  // N6
  'Call Present': {
    ...ALWAYS,
    'CALL_PROCEEDING': ['Incoming Call Proceeding', acceptProceeding],
    'ALERTING': ['Call Received', acceptAlerting],
    'CONNECT': ['Active', acceptConnect],
    'REJECT request': ['Null', withdrawSetup],
    'DISCONNECT request': ['Null', withdrawSetup],
    'T303': ['Call Present', repeatSetup],
  },
  // N7
  'Call Received': {
    ...CLEARABLE,
    'CONNECT': ['Active', acceptConnect],
    'T301': ['Disconnect Indication', abandonSetup],
  },
  // N8, passed through: the exchange awards the call to the first CONNECT
  'Connect Request': CLEARABLE,
  // N9
  'Incoming Call Proceeding': {
    ...CLEARABLE,
    'ALERTING': ['Call Received', acceptAlerting],
    'CONNECT': ['Active', acceptConnect],
    'T310': ['Disconnect Indication', abandonSetup],
  },
  // N10
  'Active': {
    ...CLEARABLE,
    'CONNECT_ACKNOWLEDGE': ['Active'],
  },
  // N11, passed through
  'Disconnect Request': ALWAYS,
  // N12
  'Disconnect Indication': DISCONNECTED,
  // N19
  'Release Request': RELEASING,
};

// The keys of the table are its states.
export const Q931_STATES = Object.keys(USER) as readonly CallStateName[];

export function createCall(options: CallOptions): Call {
  return {
    side: options.side,
    reference: options.reference,
    originating: options.originating,
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

const NOTHING: readonly CallAction[] = [];

export function step(call: Call, event: CallEvent): readonly [Call, readonly CallAction[]] {
  // A timer that expired in the instant in which it was stopped.
  if (event.type === 'timer' && !call.running.includes(event.timer)) return [call, NOTHING];
  const work: Work = { call: { ...call }, event, actions: [], upward: [] };
  if (event.type === 'message') receive(work);
  else if (event.type === 'timer') {
    work.call.running = work.call.running.filter((name) => name !== event.timer);
    work.actions.push({ type: 'trace', event: { type: 'q931.timer', callReference: call.reference.value, timer: event.timer } });
    perform(work, event.timer);
  } else perform(work, event.type);
  if (work.upward.length > 0) work.actions.push(...work.upward);
  return [work.call, work.actions];
}

function receive(work: Work): void {
  const { call, event, actions } = work;
  if (event.type !== 'message') return;
  const { message } = event;
  actions.push({ type: 'trace', event: { type: 'q931.message', direction: 'RX', message } });
  const { length, flag, value } = message.callReference;
  // §4.3: flag 1 comes from the side that did not choose the value.
  if (length === 0 || value !== call.reference.value || flag !== (call.originating ? 1 : 0)) {
    traceUnexpected(work, `call reference ${value}, flag ${flag}`);
    return;
  }
  const name = messageName(message);
  const cell = name === undefined || call.isOver ? undefined : tableOf(call)[call.state][name];
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

function tableOf(call: Call): Readonly<Record<CallStateName, Row>> {
  return call.side === 'user' ? USER : NETWORK;
}

function perform(work: Work, name: Q931EventName): void {
  const { call } = work;
  const cell = call.isOver ? undefined : tableOf(call)[call.state][name];
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

/** §5.8.3.2: in Null there is no call that the message could belong to. */
function answerWithoutCall(work: Work): void {
  if (work.event.type !== 'message') return;
  const answer = answerUnknown(work.event.message, work.call.side === 'user' ? 0 : 2);
  if (answer !== undefined) transmit(work, answer, 'send');
}
