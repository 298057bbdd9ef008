// The timers of a PPP session: the restart timer of each control protocol (RFC 1661 §4.6), the retransmission of
// challenges, responses and PAP requests (RFC 1994 §4.1, RFC 1334 §2.2.1), the limit on the whole of authentication, and
// the keepalive that sends Echo-Requests (RFC 1661 §5.8). A policy may set other values.

import type { TimerDefinition } from '../machine.ts';
import type { PppTimerName } from './session-types.ts';

export const PPP_TIMERS = {
  'LCP-restart': { defaultMs: 2_000, spec: 'RFC 1661 §4.6', meaning: 'LCP sent a request that is not answered yet' },
  'IPCP-restart': { defaultMs: 2_000, spec: 'RFC 1661 §4.6', meaning: 'IPCP sent a request that is not answered yet' },
  authentication: { defaultMs: 10_000, spec: 'ppp timeout authentication', meaning: 'authentication has begun and is not over' },
  'auth-retransmit': { defaultMs: 2_000, spec: 'RFC 1994 §4.1, RFC 1334 §2.2.1', meaning: 'a challenge, response or PAP request is not answered yet' },
  echo: { defaultMs: 10_000, spec: 'RFC 1661 §5.8', meaning: 'time of the next keepalive' },
} as const satisfies Record<PppTimerName, TimerDefinition>;

/** Unanswered Echo-Requests after which the link counts as dead. */
export const MAX_ECHO_MISSES = 5;
