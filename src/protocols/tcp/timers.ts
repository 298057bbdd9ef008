// TCP's timers and limits, with where they come from.

import type { TimerDefinition } from '../machine.ts';
import type { TcpTimer } from './types.ts';

export const TCP_TIMERS: Readonly<Record<TcpTimer, TimerDefinition>> = {
  retransmit: { defaultMs: 1000, spec: 'RFC 6298 §2.1', meaning: 'the segment is sent again' },
  persist: { defaultMs: 1000, spec: 'RFC 9293 §3.8.6.1', meaning: 'a closed window is probed' },
  // DEVIATION RFC 9293 §3.8.4: where keepalives are on, they come every minute, as routers have it, and not in two hours.
  keepalive: { defaultMs: 60_000, spec: 'RFC 9293 §3.8.4', meaning: 'the peer is asked whether it is there' },
  // DEVIATION RFC 9293 §3.6: a peer that acknowledged our FIN and is silent from then on is not waited for to the end of time.
  finWait2: { defaultMs: 675_000, spec: 'ours, as in BSD', meaning: 'the peer never closes its side' },
  // The standard's MSL of two minutes is "an engineering choice" (§3.4.2); routers wait a minute in all.
  timeWait: { defaultMs: 60_000, spec: 'RFC 9293 §3.6.1', meaning: 'twice the maximum segment lifetime' },
};

/** RFC 6298 §2.4 and §2.5. */
export const RTO_MIN_MS = 1000;
export const RTO_MAX_MS = 60_000;
/** RFC 6298 §5.7: after a SYN that was sent again. */
export const RTO_AFTER_SYN_LOSS_MS = 3000;
/** R2 of RFC 9293 §3.8.3, at least 100 seconds: then the connection is given up. */
export const GIVE_UP_MS = 120_000;
/** So many minutes of silence, then the peer is given up. */
export const KEEPALIVES_UNANSWERED = 5;
/** RFC 5961 §7: at most so many acknowledgments in so long to what is not acceptable. */
export const MOST_CHALLENGES = 10;
export const CHALLENGE_PERIOD_MS = 5_000;
/** What the header's window field holds. */
export const LARGEST_WINDOW_OCTETS = 65_535;
/** RFC 9293 §3.7.1: where the peer says nothing of its maximum segment size. */
export const DEFAULT_MSS_OCTETS = 536;
