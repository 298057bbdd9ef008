// The pinging side of ICMP echo (RFC 792) as the EXEC command does it: one request at a time, the next one when its answer
// came or its time ran out, a mark for each, and the round trips at the end; sizes may be swept. To a broadcast address
// everybody may answer, until the time of each request is over. It sees ICMP messages only: addressing, routing and the datagram
// around the message are the caller's. An answer to an earlier request is too late and counts for nothing.

import type { Ipv4Address } from '../../base/ipv4.ts';
import { equalOctets, octetAt, setUint32, uint16At } from '../../base/octets.ts';
import { unreachable } from '../../base/assert.ts';
import type { Instant } from '../../base/time.ts';
import type { IcmpMessage } from '../../wire/icmp.ts';
import { IP_PROTOCOL } from '../../wire/ipv4.ts';
import type { TimerAction } from '../machine.ts';

/** `!` reply, `.` timeout, `U` unreachable, `M` could not fragment, `&` lifetime exceeded, `Q` source quench, `?` another answer. */
export type PingMark = '!' | '.' | 'U' | 'M' | '&' | 'Q' | '?';

export interface PingPlan {
  readonly identifier: number;
  /** Requests of each size. */
  readonly repeat: number;
  /** Of the whole datagram, with 20 octets of IP header and 8 of ICMP. */
  readonly sizeOctets: number;
  /** Sizes from that one up to the last. */
  readonly sweep?: PingSweep | undefined;
  /** IP options, which count as part of the size. */
  readonly optionOctets?: number;
  readonly timeoutMs: number;
  /** Two octets, repeated. */
  readonly pattern?: number | undefined;
  /** A reply must bring back what was sent. */
  readonly validates?: boolean | undefined;
  /** Everybody may answer. */
  readonly broadcast?: boolean;
}

export interface PingSweep {
  readonly lastOctets: number;
  readonly stepOctets: number;
}

/** What became of one request. */
export interface PingDetail {
  /** From 0. */
  readonly request: number;
  readonly sizeOctets: number;
  /** Of a reply. */
  readonly roundTripMs?: number | undefined;
  /** IP options that the reply came with. */
  readonly options?: Uint8Array | undefined;
}

export interface PingResult {
  readonly sent: number;
  readonly received: number;
  readonly minMs?: number;
  readonly averageMs?: number;
  readonly maxMs?: number;
}

export interface PingState {
  readonly plan: PingPlan;
  readonly phase: 'ready' | 'waiting' | 'done';
  readonly sent: number;
  readonly received: number;
  readonly sentAt: Instant;
  /** Somebody has answered the broadcast that is out. */
  readonly heard: boolean;
  readonly minMs: number;
  readonly maxMs: number;
  readonly sumMs: number;
}

export type PingEvent =
  | { readonly type: 'start' }
  /** An ICMP message for us: an echo reply, or an error that quotes a datagram of ours; others are ignored. */
  | { readonly type: 'message'; readonly message: IcmpMessage; readonly from?: Ipv4Address; readonly options?: Uint8Array }
  /** This router itself cannot deliver and says so (unreachable). */
  | { readonly type: 'unreachable' }
  | { readonly type: 'timer' }
  | { readonly type: 'abort' };

export type PingAction =
  | { readonly type: 'send'; readonly sequence: number; readonly message: IcmpMessage }
  | TimerAction<'reply'>
  | { readonly type: 'mark'; readonly mark: PingMark; readonly detail: PingDetail }
  /** Somebody's reply to a broadcast. */
  | { readonly type: 'reply'; readonly request: number; readonly from: Ipv4Address; readonly roundTripMs: number }
  | { readonly type: 'done'; readonly result: PingResult };

const HEADERS_OCTETS = 28;
const SOURCE_QUENCH = 4;
const FRAGMENTATION_NEEDED = 4;
const DEFAULT_PATTERN = 0xabcd;
/** The time of sending stands in front of the pattern. */
const STAMP_OCTETS = 8;

export function createPing(plan: PingPlan): PingState {
  return { plan, phase: 'ready', sent: 0, received: 0, sentAt: 0, heard: false, minMs: 0, maxMs: 0, sumMs: 0 };
}

/** How many requests the plan has. */
export function plannedRequests({ repeat, sizeOctets, sweep }: Pick<PingPlan, 'repeat' | 'sizeOctets' | 'sweep'>): number {
  return repeat * (sweep === undefined ? 1 : Math.floor((sweep.lastOctets - sizeOctets) / sweep.stepOctets) + 1);
}

export function step(state: PingState, event: PingEvent, now: Instant): readonly [PingState, readonly PingAction[]] {
  switch (event.type) {
    case 'start':
      return state.phase === 'ready' ? next(state, [], now) : [state, []];
    case 'message':
      return message(state, event, now);
    case 'unreachable':
      return state.phase === 'waiting' ? answered(state, 'U', undefined, now) : [state, []];
    case 'timer':
      if (state.phase !== 'waiting') return [state, []];
      return next(state, state.heard ? [] : [markAction(state, '.')], now);
    case 'abort':
      return state.phase === 'done' ? [state, []] : finish(state, state.phase === 'waiting' ? [{ type: 'stop', timer: 'reply' }] : []);
    default:
      return unreachable(event);
  }
}

function message(state: PingState, event: Extract<PingEvent, { type: 'message' }>, now: Instant): readonly [PingState, readonly PingAction[]] {
  const mark = markFor(state, event.message);
  if (mark === undefined) return [state, []];
  if (state.plan.broadcast !== true) return answered(state, mark, event.options, now);
  if (mark !== '!' || event.from === undefined) return [state, []];
  const roundTripMs = roundTrip(state, now);
  return [{ ...counted(state, roundTripMs), heard: true }, [{ type: 'reply', request: state.sent - 1, from: event.from, roundTripMs }]];
}

/** Requests sent and answered, and the round trips in whole milliseconds. */
export function readPing(state: PingState): PingResult {
  const { sent, received } = state;
  if (received === 0) return { sent, received };
  return { sent, received, minMs: state.minMs, averageMs: Math.floor(state.sumMs / received), maxMs: state.maxMs };
}

function answered(state: PingState, mark: PingMark, options: Uint8Array | undefined, now: Instant): readonly [PingState, readonly PingAction[]] {
  if (mark !== '!') return next(state, [{ type: 'stop', timer: 'reply' }, markAction(state, mark)], now);
  const roundTripMs = roundTrip(state, now);
  const actions: PingAction[] = [{ type: 'stop', timer: 'reply' }, markAction(state, mark, roundTripMs, options)];
  return next(counted(state, roundTripMs), actions, now);
}

function roundTrip(state: PingState, now: Instant): number {
  return Math.max(1, Math.round(now - state.sentAt));
}

function counted(state: PingState, roundTripMs: number): PingState {
  return {
    ...state,
    received: state.received + 1,
    minMs: state.received === 0 ? roundTripMs : Math.min(state.minMs, roundTripMs),
    maxMs: Math.max(state.maxMs, roundTripMs),
    sumMs: state.sumMs + roundTripMs,
  };
}

function markAction(state: PingState, mark: PingMark, roundTripMs?: number, options?: Uint8Array): PingAction {
  const request = state.sent - 1;
  return { type: 'mark', mark, detail: { request, sizeOctets: sizeOf(state.plan, request), roundTripMs, options } };
}

/** A sweep goes through all sizes before it begins anew. */
function sizeOf({ sizeOctets, sweep, repeat }: PingPlan, request: number): number {
  if (sweep === undefined) return sizeOctets;
  return sizeOctets + (request % (plannedRequests({ repeat, sizeOctets, sweep }) / repeat)) * sweep.stepOctets;
}

function next(state: PingState, actions: PingAction[], now: Instant): readonly [PingState, readonly PingAction[]] {
  const { plan } = state;
  if (state.sent >= plannedRequests(plan)) return finish(state, actions);
  const sequence = state.sent & 0xffff;
  const message: IcmpMessage = { kind: 'echoRequest', identifier: plan.identifier, sequence, data: payload(plan, state.sent, now) };
  // The timer stands before the request goes out, whose answer may come within the same instant.
  actions.push({ type: 'start', timer: 'reply', ms: plan.timeoutMs }, { type: 'send', sequence, message });
  return [{ ...state, phase: 'waiting', sent: state.sent + 1, sentAt: now, heard: false }, actions];
}

function finish(state: PingState, actions: PingAction[]): readonly [PingState, readonly PingAction[]] {
  actions.push({ type: 'done', result: readPing(state) });
  return [{ ...state, phase: 'done' }, actions];
}

/** Eight octets with the time of sending, then the pattern. */
function payload(plan: PingPlan, request: number, sentAt: Instant): Uint8Array {
  const { pattern = DEFAULT_PATTERN, optionOctets = 0 } = plan;
  const data = new Uint8Array(Math.max(0, sizeOf(plan, request) - HEADERS_OCTETS - optionOctets));
  for (let i = 0; i < data.length; i += 1) data[i] = i % 2 === 0 ? pattern >>> 8 : pattern & 0xff;
  if (data.length >= STAMP_OCTETS) {
    setUint32(data, 0, 0);
    setUint32(data, 4, Math.floor(sentAt) >>> 0);
  }
  return data;
}

function markFor(state: PingState, message: IcmpMessage): PingMark | undefined {
  if (state.phase !== 'waiting') return undefined;
  switch (message.kind) {
    case 'echoReply':
      if (!isOurs(state, message.identifier, message.sequence)) return undefined;
      return state.plan.validates !== true || equalOctets(message.data, payload(state.plan, state.sent - 1, state.sentAt)) ? '!' : '?';
    case 'destinationUnreachable':
      if (!quotesOurs(state, message.original)) return undefined;
      return message.code === FRAGMENTATION_NEEDED ? 'M' : 'U';
    case 'timeExceeded':
      return quotesOurs(state, message.original) ? '&' : undefined;
    case 'unknown':
      // Behind type, code and checksum stand four octets that are unused or a pointer, then the quoted datagram (RFC 792).
      if (!quotesOurs(state, message.rest.subarray(4))) return undefined;
      return message.type === SOURCE_QUENCH ? 'Q' : '?';
    case 'echoRequest':
      return undefined;
    default:
      return unreachable(message);
  }
}

function isOurs(state: PingState, identifier: number, sequence: number): boolean {
  return identifier === state.plan.identifier && sequence === ((state.sent - 1) & 0xffff);
}

/** The quoted header and the first eight octets behind it are those of the request that is out. */
function quotesOurs(state: PingState, original: Uint8Array): boolean {
  const headerOctets = (octetAt(original, 0) & 0x0f) * 4;
  if (original.length < headerOctets + 8 || octetAt(original, 9) !== IP_PROTOCOL.icmp) return false;
  return isOurs(state, uint16At(original, headerOctets + 4), uint16At(original, headerOctets + 6));
}
