// The timers of call control (ITU-T Q.931 §9.5, Tables 9-1 and 9-2) with the values used on either side, and the causes
// (Q.850 Table 1) that the machine gives of its own.

import type { TimerDefinition } from '../machine.ts';
import type { Q931TimerName } from './types.ts';

export const Q931_TIMERS = {
  T301: { defaultMs: 180_000, spec: 'Q.931 Tables 9-1 and 9-2', meaning: 'ALERTING received, no CONNECT yet' },
  T302: { defaultMs: 15_000, spec: 'Q.931 Tables 9-1 and 9-2', meaning: 'SETUP ACKNOWLEDGE sent: more digits awaited' },
  T303: { defaultMs: 4_000, spec: 'Q.931 Tables 9-1 and 9-2', meaning: 'SETUP sent, no answer yet' },
  T304: { defaultMs: 30_000, spec: 'Q.931 Table 9-2', meaning: 'SETUP ACKNOWLEDGE received, nothing further yet' },
  T305: { defaultMs: 30_000, spec: 'Q.931 Tables 9-1 and 9-2', meaning: 'DISCONNECT sent, no answer yet' },
  T306: { defaultMs: 30_000, spec: 'Q.931 Table 9-1', meaning: 'DISCONNECT with in-band tones sent' },
  T308: { defaultMs: 4_000, spec: 'Q.931 Tables 9-1 and 9-2', meaning: 'RELEASE sent, no RELEASE COMPLETE yet' },
  T310: { defaultMs: 60_000, spec: 'Q.931 Table 9-2 (30 to 120 s)', meaning: 'CALL PROCEEDING received, nothing further yet' },
  T313: { defaultMs: 4_000, spec: 'Q.931 Table 9-2', meaning: 'CONNECT sent, no CONNECT ACKNOWLEDGE yet' },
} as const satisfies Record<Q931TimerName, TimerDefinition>;

/** Table 9-1: the network waits for a called terminal that is proceeding no more than this. */
export const NETWORK_T310_MS = 10_000;

/** Table 9-1: and no more than this for a called terminal that takes the digits one by one. */
export const NETWORK_T304_MS = 20_000;

export const CAUSE = {
  NormalClearing: 16,
  NoUserResponding: 18,
  NoAnswer: 19,
  NonSelectedUserClearing: 26,
  DestinationOutOfOrder: 27,
  ResponseToStatusEnquiry: 30,
  Unspecified: 31,
  ChannelNotAvailable: 44,
  BearerNotImplemented: 65,
  InvalidCallReference: 81,
  MandatoryElementMissing: 96,
  MessageTypeNonExistent: 97,
  ElementNonExistent: 99,
  InvalidElementContents: 100,
  MessageNotCompatibleWithState: 101,
  RecoveryOnTimerExpiry: 102,
} as const;
