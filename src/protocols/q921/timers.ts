// The timers and counters of the data link (ITU-T Q.921 §5.9): what they are for and their default values.

import type { TimerDefinition } from '../machine.ts';
import type { Q921TimerName } from './types.ts';

export const Q921_TIMERS = {
  T200: { defaultMs: 1_000, spec: 'Q.921 §5.9.1', meaning: 'a command sent, no acknowledgement yet' },
  T201: { defaultMs: 1_000, spec: 'Q.921 §5.9.4', meaning: 'Identity check request sent, answers are collected' },
  T202: { defaultMs: 2_000, spec: 'Q.921 §5.9.7', meaning: 'Identity request or verify sent, no answer yet' },
  T203: { defaultMs: 10_000, spec: 'Q.921 §5.9.8', meaning: 'no frame exchanged: the peer is polled' },
} as const satisfies Record<Q921TimerName, TimerDefinition>;

/** §5.9.2: retransmissions of a frame. */
export const N200 = 3;
/** §5.9.5: transmissions of an Identity request. */
export const N202 = 3;
/** §5.3.5: transmissions of an Identity verify before the terminal gives its TEI up. */
export const VERIFY_ATTEMPTS = 2;

export const SAPI_CALL_CONTROL = 0;
export const SAPI_MANAGEMENT = 63;
export const TEI_BROADCAST = 127;
