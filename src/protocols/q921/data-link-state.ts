// What one data link remembers (ITU-T Q.921 §3.5.2 variables, §5.9 parameters), and the few things that every procedure
// does with it: start and stop timers, send commands and responses with the C/R bit of its side (§3.3.2), change state.
// A step changes the link that it is given; what it tells the layer above comes after what it sends.

import type { LapdFrame } from '../../wire/q921.ts';
import { Q921_TIMERS, SAPI_CALL_CONTROL, TEI_BROADCAST } from './timers.ts';
import type { DataLinkStateName, Q921Event, Q921Outlet, Q921Primitive, Q921TimerName } from './types.ts';

export interface DataLinkOptions {
  readonly side: 'user' | 'network';
  /** Connection endpoint suffix: names the link in traces. */
  readonly ces: number;
  /**
   * User side: a non-automatic TEI (0 to 63); absent, the network is asked for one. Network side: the TEI that was
   * assigned, or 127 for the broadcast link, which carries UI frames only.
   */
  readonly tei?: number;
  /** Where the reference numbers Ri come from (§5.3.1.1 wants them random). */
  readonly seed?: number;
  /** k, I frames outstanding (§5.9.5): 1 for basic access, the default; 7 for primary rate. */
  readonly window?: number;
  /** T203: how long the link may be silent before the peer is polled; 0 never polls. Default 10 s. */
  readonly keepaliveMs?: number;
  /** False for the second and later links of one line, so that a broadcast frame is traced once. Default true. */
  readonly tracesBroadcasts?: boolean;
}

export interface DataLink {
  readonly options: DataLinkOptions;
  readonly state: DataLinkStateName;
  readonly tei: number | undefined;
  /** V(S), V(A), V(R). */
  readonly vs: number;
  readonly va: number;
  readonly vr: number;
  /** RC. */
  readonly retransmissionCount: number;
  /** I frames sent and not acknowledged: the first is number V(A). */
  readonly sent: readonly Uint8Array[];
  /** The I queue. */
  readonly queue: readonly Uint8Array[];
  /** The UI queue, while a TEI is awaited. */
  readonly unitQueue: readonly Uint8Array[];
  readonly peerBusy: boolean;
  readonly rejectException: boolean;
  readonly acknowledgePending: boolean;
  readonly layer3Initiated: boolean;
  /** Identity verify messages sent without a check from the network, 0 when none is under way. */
  readonly verifyAttempts: number;
  readonly seed: number;
  /** Ri of the last Identity request. */
  readonly referenceNumber: number | undefined;
  /** The timers that run, a bit for each. */
  readonly running: number;
}

/** Nothing that layer 3 gave is on its way, or waits to be sent (again). */
export function isSettled({ sent, queue, unitQueue, state }: DataLink): boolean {
  return sent.length === 0 && queue.length === 0 && unitQueue.length === 0 && (state === 'MULTIPLE_FRAME_ESTABLISHED' || state === 'TEI_ASSIGNED');
}

/** A link as a step changes it. */
export type DataLinkState = { -readonly [K in keyof DataLink]: DataLink[K] };

/** One step under way. */
export interface Work {
  readonly link: DataLinkState;
  readonly event: Q921Event;
  readonly outlet: Q921Outlet;
  /** Whether anybody hears of frames while they pass. */
  readonly heard: boolean;
  /** Primitives for the layer above, after the frames. */
  upward: Q921Primitive[] | undefined;
}

/** Does its part and, where the next state depends on something, names it. */
export type Procedure = (work: Work) => DataLinkStateName | undefined | void;

export function tellLayer3(work: Work, action: Q921Primitive): void {
  (work.upward ??= []).push(action);
}

const TIMER_BITS: Readonly<Record<Q921TimerName, number>> = { T200: 1, T201: 2, T202: 4, T203: 8 };

export function isRunning(link: DataLink, timer: Q921TimerName): boolean {
  return (link.running & TIMER_BITS[timer]) !== 0;
}

/** It does not run any more, and nobody needs to be told. */
export function forgetTimer(link: DataLinkState, timer: Q921TimerName): void {
  link.running &= ~TIMER_BITS[timer];
}

export function startTimer(work: Work, timer: Q921TimerName): void {
  const { link } = work;
  const ms = timer === 'T203' ? (link.options.keepaliveMs ?? Q921_TIMERS.T203.defaultMs) : Q921_TIMERS[timer].defaultMs;
  // §5.9.8: T203 is optional.
  if (ms === 0) return;
  link.running |= TIMER_BITS[timer];
  work.outlet.start(timer, ms);
}

export function stopTimer(work: Work, timer: Q921TimerName): void {
  if (!isRunning(work.link, timer)) return;
  forgetTimer(work.link, timer);
  work.outlet.stop(timer);
}

export function sendFrame(work: Work, frame: LapdFrame): void {
  work.outlet.send(frame);
  if (work.heard) work.outlet.trace?.({ type: 'q921.frame', direction: 'TX', frame });
}

/** §3.3.2, Table 1: the user sends commands with C/R 0, the network with C/R 1; responses the other way round. */
export function commandBit(side: 'user' | 'network'): 0 | 1 {
  return side === 'user' ? 0 : 1;
}

/** The address field of a frame that we send on this link. */
export function addressOf(link: DataLink, role: 'command' | 'response'): { sapi: number; commandResponse: 0 | 1; tei: number } {
  const command = commandBit(link.options.side);
  return {
    sapi: SAPI_CALL_CONTROL,
    commandResponse: role === 'command' ? command : command === 0 ? 1 : 0,
    tei: link.tei ?? TEI_BROADCAST,
  };
}

export function isCommand(link: DataLink, frame: LapdFrame): boolean {
  return frame.commandResponse !== commandBit(link.options.side);
}

export function isPollFinal(work: Work): boolean {
  return work.event.type === 'frame' && work.event.frame.pollFinal;
}

export function enterState(work: Work, to: DataLinkStateName): void {
  const { link, outlet } = work;
  const from = link.state;
  if (from === to) return;
  link.state = to;
  if (!work.heard || outlet.trace === undefined) return;
  const { ces } = link.options;
  outlet.trace(link.tei === undefined ? { type: 'q921.state', ces, from, to } : { type: 'q921.state', ces, tei: link.tei, from, to });
}

/** An event that the state does not expect changes nothing; MDL-ERROR indications are told the same way. */
export function traceUnexpected(work: Work, what: string): void {
  work.outlet.trace?.({ type: 'q921.unexpected', state: work.link.state, what });
}

/** MDL-ERROR indication with its code of Table II.1. */
export function indicateError(work: Work, code: string): void {
  traceUnexpected(work, `MDL-ERROR indication (${code})`);
}
