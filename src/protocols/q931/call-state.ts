// What one call remembers on one side of the interface, and the few things that every procedure does with it: send,
// start and stop timers, change state, end. A step changes the call that it is given; what it tells the layer above comes after
// what it sends, so that the layer above may answer at once.

import { withLast, without } from '../../base/few.ts';
import type { InformationElement, Q931Message, Q931MessageName } from '../../wire/q931.ts';
import { Q931_MESSAGE } from '../../wire/q931.ts';
import { NETWORK_T304_MS, Q931_TIMERS } from './timers.ts';
import type { Access, CallEvent, CallOutlet, CallPrimitive, CallSetup, CallStateName, Cause, Q931TimerName } from './types.ts';

export interface CallOptions {
  readonly side: 'user' | 'network';
  readonly reference: { readonly length: 1 | 2; readonly value: number };
  /** True where this side chose the call reference, which is the side that sends SETUP (§4.3). */
  readonly originating: boolean;
  /** How channels are named, and whether the network offers calls to one terminal or to several (default basic). */
  readonly access?: Access | undefined;
  /** How long it is waited for more once the call proceeds; else what is usual on that side. */
  readonly t310Ms?: number | undefined;
  /** T302, where called numbers are taken digit by digit (§5.2.4); else 0. */
  readonly overlapMs?: number | undefined;
}

export interface Call extends Omit<CallOptions, 'access' | 't310Ms' | 'overlapMs'> {
  readonly access: Access;
  readonly t310Ms: number;
  readonly overlapMs: number;
  readonly state: CallStateName;
  readonly setup: CallSetup | undefined;
  /** The B channel, once one side has named it. */
  readonly channel: number | undefined;
  /** The first cause given, by whomever: it is the call's cause (§5.3.4). */
  readonly cause: Cause | undefined;
  /** SETUP or RELEASE, for as long as it may have to be sent again. */
  readonly pending: Q931Message | undefined;
  readonly retransmitted: boolean;
  readonly running: readonly Q931TimerName[];
  /** The call is over and its reference free: the machine answers nothing any more. */
  readonly isOver: boolean;
}

/** A call as a step changes it. */
export type CallState = { -readonly [K in keyof Call]: Call[K] };

/** One step under way. */
export interface Work {
  readonly call: CallState;
  readonly event: CallEvent;
  readonly outlet: CallOutlet;
  /** Primitives for the layer above, after the messages. */
  upward: CallPrimitive[] | undefined;
}

export function tellUpward(work: Work, primitive: CallPrimitive): void {
  (work.upward ??= []).push(primitive);
}

/** Does its part and, where the next state depends on something, names it. */
export type Procedure = (work: Work) => CallStateName | undefined | void;

export function startTimer(work: Work, timer: Q931TimerName): void {
  const { call, outlet } = work;
  if (!call.running.includes(timer)) call.running = withLast(call.running, timer);
  outlet.start(timer, durationMs(call, timer));
}

function durationMs(call: Call, timer: Q931TimerName): number {
  if (timer === 'T310') return call.t310Ms;
  if (timer === 'T302') return call.overlapMs;
  return timer === 'T304' && call.side === 'network' ? NETWORK_T304_MS : Q931_TIMERS[timer].defaultMs;
}

export function stopTimer(work: Work, timer: Q931TimerName): void {
  const { call, outlet } = work;
  const running = without(call.running, timer);
  if (running === call.running) return;
  call.running = running;
  outlet.stop(timer);
}

export function stopAllTimers(work: Work): void {
  for (const timer of work.call.running) work.outlet.stop(timer);
  if (work.call.running.length > 0) work.call.running = [];
}

export function messageOf(call: Call, name: Q931MessageName, elements: readonly InformationElement[]): Q931Message {
  // §4.3: flag 0 goes from the side that chose the value.
  return {
    callReference: { length: call.reference.length, flag: call.originating ? 0 : 1, value: call.reference.value },
    messageType: Q931_MESSAGE[name],
    elements,
  };
}

export function send(work: Work, name: Q931MessageName, elements: readonly InformationElement[] = []): Q931Message {
  const message = messageOf(work.call, name, elements);
  transmit(work, message, 'send');
  return message;
}

export function transmit(work: Work, message: Q931Message, by: 'send' | 'broadcast'): void {
  const { outlet } = work;
  if (by === 'send') outlet.send(message);
  else outlet.broadcast(message);
  outlet.trace?.({ type: 'q931.message', direction: 'TX', message });
}

/** The message that this step received. */
export function received(work: Work): Q931Message | undefined {
  return work.event.type === 'message' ? work.event.message : undefined;
}

export function enterState(work: Work, to: CallStateName): void {
  const { call, outlet } = work;
  const from = call.state;
  if (from === to) return;
  call.state = to;
  outlet.trace?.({ type: 'q931.state', callReference: call.reference.value, from, to });
}

/** An event that the state does not expect changes nothing. */
export function traceUnexpected(work: Work, what: string): void {
  const { call, outlet } = work;
  outlet.trace?.({ type: 'q931.unexpected', callReference: call.reference.value, state: call.state, what });
}

/** Where a cause of our own comes from (Q.850 §2.2.3): the user, or the public network serving the local user. */
export function ownCause(call: Call, value: number): Cause {
  return { value, location: call.side === 'user' ? 0 : 2 };
}

export function keepCause(work: Work, cause: Cause): void {
  if (work.call.cause === undefined) work.call.cause = cause;
}

/** The call reference is released (§5.3.1). */
export function finish(work: Work, cause: Cause): CallStateName {
  stopAllTimers(work);
  keepCause(work, cause);
  work.call.pending = undefined;
  work.call.isOver = true;
  tellUpward(work, { type: 'RELEASED', cause: work.call.cause ?? cause });
  return 'Null';
}
