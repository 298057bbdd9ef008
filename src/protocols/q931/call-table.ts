// The state tables of call control, the user's and the network's (ITU-T Q.931 §2.1.1 and §2.1.2 for the states, §5 and Annex A
// for the transitions). A cell names the next state and the procedures; a procedure that has a choice returns the state
// itself. An event without a cell is not expected in that state.

import {
  acceptAcknowledgement, abandonConnect, receiveSetup, sendAlerting, sendConnect, sendProceeding,
} from './answer.ts';
import { acceptDigits, askedForMore, offerAsItIs, sendDigits } from './overlap.ts';
import type { Procedure } from './call-state.ts';
import {
  acceptCollidingDisconnect, acceptCollidingRelease, acceptDisconnect, acceptRelease, acceptReleaseComplete, loseDataLink,
  releaseUnanswered, repeatRelease, sendDisconnect, sendReject, withdrawSetup,
} from './clearing.ts';
import { acceptStatus, answerEnquiry, answerWithoutCall } from './errors.ts';
import {
  abandonSetup, acceptAlerting, acceptConnect, acceptOverlap, acceptProceeding, acceptProgress, repeatSetup, sendSetup,
} from './setup.ts';
import { receiveFacility, sendFacility } from './facility.ts';
import type { CallStateName } from './types.ts';

/** The columns of the tables: primitives, messages received, timers. */
export const Q931_EVENTS = [
  'SETUP request', 'SETUP response', 'PROCEEDING request', 'ALERTING request', 'DISCONNECT request', 'REJECT request', 'FACILITY request', 'INFORMATION request',
  'DL-RELEASE indication',
  'SETUP', 'SETUP_ACKNOWLEDGE', 'CALL_PROCEEDING', 'ALERTING', 'PROGRESS', 'CONNECT', 'CONNECT_ACKNOWLEDGE',
  'DISCONNECT', 'RELEASE', 'RELEASE_COMPLETE', 'STATUS', 'STATUS_ENQUIRY', 'INFORMATION', 'NOTIFY',
  'RESTART', 'RESTART_ACKNOWLEDGE', 'SEGMENT', 'FACILITY',
  'T301', 'T302', 'T303', 'T304', 'T305', 'T306', 'T308', 'T310', 'T313',
] as const;
export type Q931EventName = (typeof Q931_EVENTS)[number];

export type Cell = readonly [next: CallStateName | 'same', ...procedures: Procedure[]];
export type Row = Partial<Record<Q931EventName, Cell>>;

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
  'FACILITY': ['same', receiveFacility],
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
  // U25
  'Overlap Receiving': {
    ...CLEARABLE,
    'INFORMATION': ['same', acceptDigits],
    'T302': ['same', offerAsItIs],
    'PROCEEDING request': ['Incoming Call Proceeding', sendProceeding],
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
    'SETUP_ACKNOWLEDGE': ['Overlap Receiving', askedForMore],
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
  // N25
  'Overlap Receiving': {
    ...CLEARABLE,
    'INFORMATION request': ['same', sendDigits],
    'CALL_PROCEEDING': ['Incoming Call Proceeding', acceptProceeding],
    'ALERTING': ['Call Received', acceptAlerting],
    'CONNECT': ['Active', acceptConnect],
    'T304': ['Disconnect Indication', abandonSetup],
  },
  // N10
  'Active': {
    ...CLEARABLE,
    'FACILITY request': ['same', sendFacility],
    'CONNECT_ACKNOWLEDGE': ['Active'],
  },
  // N11, passed through
  'Disconnect Request': ALWAYS,
  // N12
  'Disconnect Indication': DISCONNECTED,
  // N19
  'Release Request': RELEASING,
};

export function cellOf(side: 'user' | 'network', state: CallStateName, event: Q931EventName): Cell | undefined {
  return (side === 'user' ? USER : NETWORK)[state][event];
}

// The keys of the table are its states.
export const Q931_STATES = Object.keys(USER) as readonly CallStateName[];
