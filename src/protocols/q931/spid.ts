// Initialisation of a terminal by its SPID, as National ISDN has it (Bellcore SR-NWT-002661; INFORMATION messages of ITU-T
// Q.931 §3.1.7 on the dummy call reference). The user side sends the SPID when its data link is up and waits for an
// endpoint identifier or a refusal; the network side answers without a memory.

import type { InformationElement, Q931Message } from '../../wire/q931.ts';
import { Q931_MESSAGE } from '../../wire/q931.ts';
import type { TimerAction, TimerDefinition } from '../machine.ts';
import { causeElement, elementOf } from './messages.ts';
import { CAUSE } from './timers.ts';
import type { Q931Trace } from './types.ts';

export const SPID_TIMERS = {
  TSPID: { defaultMs: 20_000, spec: 'Bellcore SR-NWT-002661', meaning: 'SPID sent, no answer yet' },
} as const satisfies Record<string, TimerDefinition>;

/** Transmissions of the SPID before the terminal gives up. */
const SPID_ATTEMPTS = 3;

export const SPID_OUTCOMES = ['not-sent', 'sent', 'valid', 'not-valid'] as const;

export interface SpidState {
  readonly ces: number;
  readonly spid: string;
  /** Also the machine's state. */
  readonly outcome: (typeof SPID_OUTCOMES)[number];
  readonly attempts: number;
  /** The endpoint identifier that the switch gave: user service and terminal identifier. */
  readonly usid: number | undefined;
  readonly tid: number | undefined;
}

export const SPID_EVENTS = ['start', 'message', 'timer', 'DL-RELEASE indication'] as const;

export type SpidEvent =
  /** The data link is up. */
  | { readonly type: 'start' }
  /** A message on the dummy call reference. */
  | { readonly type: 'message'; readonly message: Q931Message }
  | { readonly type: 'timer'; readonly timer: 'TSPID' }
  | { readonly type: 'DL-RELEASE indication' };

export type SpidAction =
  | { readonly type: 'send'; readonly message: Q931Message }
  | TimerAction<'TSPID'>
  | { readonly type: 'trace'; readonly event: Q931Trace };

export function createSpid(ces: number, spid: string): SpidState {
  return { ces, spid, outcome: 'not-sent', attempts: 0, usid: undefined, tid: undefined };
}

export function step(state: SpidState, event: SpidEvent): readonly [SpidState, readonly SpidAction[]] {
  switch (event.type) {
    case 'start':
      return transmit({ ...state, attempts: 0, usid: undefined, tid: undefined });
    case 'message':
      return state.outcome === 'sent' ? receive(state, event.message) : [state, []];
    case 'timer':
      if (state.outcome !== 'sent') return [state, []];
      return state.attempts < SPID_ATTEMPTS ? transmit(state) : conclude(state, { outcome: 'not-valid' }, []);
    case 'DL-RELEASE indication':
      return [{ ...state, outcome: 'not-sent', attempts: 0, usid: undefined, tid: undefined }, state.outcome === 'sent' ? [STOP] : []];
  }
}

const STOP: SpidAction = { type: 'stop', timer: 'TSPID' };

function transmit(state: SpidState): readonly [SpidState, readonly SpidAction[]] {
  const message = information([{ kind: 'spid', spid: state.spid }]);
  return [
    { ...state, outcome: 'sent', attempts: state.attempts + 1 },
    [
      { type: 'send', message },
      { type: 'trace', event: { type: 'q931.message', direction: 'TX', message } },
      { type: 'trace', event: { type: 'q931.spid', ces: state.ces, spid: state.spid, outcome: 'sent' } },
      { type: 'start', timer: 'TSPID', ms: SPID_TIMERS.TSPID.defaultMs },
    ],
  ];
}

function receive(state: SpidState, message: Q931Message): readonly [SpidState, readonly SpidAction[]] {
  if (message.callReference.length !== 0 || message.messageType !== Q931_MESSAGE.INFORMATION) return [state, []];
  const endpoint = elementOf(message, 'endpointIdentifier');
  if (endpoint !== undefined) return conclude(state, { outcome: 'valid', usid: endpoint.usid, tid: endpoint.tid }, [STOP]);
  return elementOf(message, 'cause') === undefined ? [state, []] : conclude(state, { outcome: 'not-valid' }, [STOP]);
}

type Conclusion = { readonly outcome: 'valid'; readonly usid: number; readonly tid: number } | { readonly outcome: 'not-valid' };

function conclude(state: SpidState, conclusion: Conclusion, actions: readonly SpidAction[]): readonly [SpidState, readonly SpidAction[]] {
  const trace: Q931Trace = { type: 'q931.spid', ces: state.ces, spid: state.spid, ...conclusion };
  return [{ ...state, ...conclusion }, [...actions, { type: 'trace', event: trace }]];
}

export interface SpidAnswer {
  readonly spid: string;
  readonly valid: boolean;
  readonly message: Q931Message;
}

/** The network's answer to an INFORMATION message with a SPID; undefined for any other message. */
export function answerSpid(message: Q931Message, validSpids: readonly string[]): SpidAnswer | undefined {
  if (message.callReference.length !== 0 || message.messageType !== Q931_MESSAGE.INFORMATION) return undefined;
  const spid = elementOf(message, 'spid')?.spid;
  if (spid === undefined) return undefined;
  const index = validSpids.indexOf(spid);
  if (index < 0) {
    const cause = causeElement({ value: CAUSE.InvalidElementContents, location: 2 });
    return { spid, valid: false, message: information([cause]) };
  }
  // Each SPID of a line is a user service of its own: odd identifiers, one terminal each.
  const endpoint: InformationElement = { kind: 'endpointIdentifier', usid: 2 * index + 1, tid: 1, interpreter: false };
  return { spid, valid: true, message: information([endpoint]) };
}

function information(elements: readonly InformationElement[]): Q931Message {
  return { callReference: { length: 0, flag: 0, value: 0 }, messageType: Q931_MESSAGE.INFORMATION, elements };
}
