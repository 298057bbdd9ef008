// The timers of a PPP session: the restart timer of each control protocol (RFC 1661 §4.6), the retransmission of
// challenges, responses and PAP requests (RFC 1994 §4.1, RFC 1334 §2.2.1), the limit on the whole of authentication, and
// the keepalive that sends Echo-Requests (RFC 1661 §5.8). A policy may set other values.

import type { TimerDefinition } from '../machine.ts';
import type { PppTimerName } from './session-types.ts';

export const PPP_TIMERS = {
  'LCP-restart': { defaultMs: 2_000, spec: 'RFC 1661 §4.6', meaning: 'LCP sent a request that is not answered yet' },
  'IPCP-restart': { defaultMs: 2_000, spec: 'RFC 1661 §4.6', meaning: 'IPCP sent a request that is not answered yet' },
  'BACP-restart': { defaultMs: 2_000, spec: 'RFC 1661 §4.6', meaning: 'BACP sent a request that is not answered yet' },
  'CCP-restart': { defaultMs: 2_000, spec: 'RFC 1661 §4.6', meaning: 'CCP sent a request that is not answered yet' },
  authentication: { defaultMs: 10_000, spec: 'ppp timeout authentication', meaning: 'authentication has begun and is not over' },
  'auth-retransmit': { defaultMs: 2_000, spec: 'RFC 1994 §4.1, RFC 1334 §2.2.1', meaning: 'a challenge, response or PAP request is not answered yet' },
  'cbcp-restart': { defaultMs: 3_000, spec: 'none: as user-ppp', meaning: 'a CBCP Request or Response is not answered yet' },
  'cbcp-close': { defaultMs: 5_000, spec: 'none: ours', meaning: 'a callback is agreed, and the caller has not closed the link yet' },
  'LCP-delay': { defaultMs: 0, spec: 'ppp lcp delay', meaning: 'LCP has not begun: the caller may begin it' },
  ncp: { defaultMs: 0, spec: 'ppp timeout ncp', meaning: 'the call is to stay, and no network protocol is up yet' },
  quality: { defaultMs: 10_000, spec: 'RFC 1989 §2.6', meaning: 'time of the next Link-Quality-Report' },
  echo: { defaultMs: 10_000, spec: 'RFC 1661 §5.8', meaning: 'time of the next keepalive' },
} as const satisfies Record<PppTimerName, TimerDefinition>;

/** Unanswered Echo-Requests after which the link counts as dead. */
export const MAX_ECHO_MISSES = 5;

/** [MS-CBCP] names no time; user-ppp repeats its Requests so. A minute in all, since somebody may have to type a number. */
export const CBCP_RESTART_MS: number = PPP_TIMERS['cbcp-restart'].defaultMs;
export const CBCP_TRANSMISSIONS = 20;
export const CBCP_CLOSE_MS: number = PPP_TIMERS['cbcp-close'].defaultMs;
