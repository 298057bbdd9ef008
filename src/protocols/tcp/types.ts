// What TCP's machine takes, does and remembers (RFC 9293 §3.3). One state is one connection; the pair of sockets and the
// datagram around a segment are its host's, who also keeps the listeners. Names of variables are the standard's:
// SND.UNA is `sndUna`.

import type { TcpSegment } from '../../wire/tcp.ts';
import type { Instant } from '../../base/time.ts';
import type { TimerAction } from '../machine.ts';

/** The states of §3.3.2. */
export const TCP_STATES = [
  'CLOSED', 'LISTEN', 'SYN-SENT', 'SYN-RECEIVED', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSE-WAIT', 'CLOSING', 'LAST-ACK', 'TIME-WAIT',
] as const;

export type TcpStateName = (typeof TCP_STATES)[number];

/** Why a connection is gone. `refused`: the answer to our SYN was a reset. */
export type TcpEnd = 'closed' | 'refused' | 'reset' | 'aborted' | 'timeout' | 'unreachable';

export interface TcpPlan {
  readonly localPort: number;
  readonly remotePort: number;
  /** Initial send sequence number. */
  readonly iss: number;
  /** What we announce: the greatest segment that we take. */
  readonly maximumSegmentOctets: number;
  /** What we hold at most for a reader that does not read. */
  readonly windowOctets: number;
  /** How long an unanswered SYN is repeated. */
  readonly synWaitMs: number;
  /** How long the peer may say nothing before it is asked whether it is there; absent, it is not asked. */
  readonly keepaliveMs?: number;
}

export type TcpTimer = 'retransmit' | 'persist' | 'keepalive' | 'finWait2' | 'timeWait';

export type TcpEvent =
  /** OPEN, active or passive (§3.10.1). */
  | { readonly type: 'open'; readonly active: boolean }
  | { readonly type: 'send'; readonly data: Uint8Array }
  | { readonly type: 'close' }
  | { readonly type: 'abort' }
  /** The reader stops or goes on reading. */
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'segment'; readonly segment: TcpSegment }
  /** ICMP says that the peer or its port cannot be reached. */
  | { readonly type: 'unreachable'; readonly hard: boolean }
  | { readonly type: 'timer'; readonly timer: TcpTimer };

/** What its host knows to fill in: ports. */
export type OutgoingSegment = Omit<TcpSegment, 'sourcePort' | 'destinationPort' | 'urgentPointer'>;

export type TcpAction =
  | { readonly type: 'transmit'; readonly segment: OutgoingSegment }
  | TimerAction<TcpTimer>
  /** The connection is established. */
  | { readonly type: 'opened' }
  | { readonly type: 'data'; readonly data: Uint8Array }
  /** The peer sends nothing more. */
  | { readonly type: 'peerClosed' }
  /** Nothing more comes, and nothing more is taken; the state may yet wait for stray segments. */
  | { readonly type: 'ended'; readonly reason: TcpEnd };

/** Came before what stands in front of it. */
export interface EarlySegment {
  readonly sequence: number;
  readonly data: Uint8Array;
  readonly fin: boolean;
}

export interface TcpState {
  readonly name: TcpStateName;
  readonly plan: TcpPlan;
  /** By passive OPEN: a reset then says nothing to the user. */
  readonly passive: boolean;
  readonly sndUna: number;
  readonly sndNxt: number;
  /** The highest SND.NXT so far: SND.NXT goes back when we send again. */
  readonly sndMax: number;
  readonly sndWnd: number;
  /** The greatest window that the peer has offered. */
  readonly maxSndWnd: number;
  readonly sndWl1: number;
  readonly sndWl2: number;
  readonly sendMss: number;
  /** Octets that are not acknowledged, sent or not; the first of them has sequence number queueAt. */
  readonly queue: Uint8Array;
  readonly queueAt: number;
  /** A FIN follows the queue. */
  readonly closing: boolean;
  readonly rcvNxt: number;
  /** For a reader who does not read. */
  readonly held: Uint8Array;
  readonly paused: boolean;
  /** In order, and apart from each other. */
  readonly early: readonly EarlySegment[];
  /** The reader has not been told yet of the peer's FIN. */
  readonly owesPeerClosed: boolean;
  readonly congestionWindow: number;
  readonly slowStartThreshold: number;
  readonly timer: TcpTimer | undefined;
  /** RFC 6298. */
  readonly rtoMs: number;
  readonly smoothedMs: number | undefined;
  readonly variationMs: number;
  /** The segment whose round trip is measured ends here, and was sent then. */
  readonly timed: { readonly end: number; readonly at: Instant } | undefined;
  /** Since when nothing that we sent was acknowledged. */
  readonly waitingSince: Instant;
  /** Acknowledgments of what is not acceptable, since when. */
  readonly challenges: { readonly since: Instant; readonly count: number };
  /** When the peer was last heard. */
  readonly heardAt: Instant;
}
