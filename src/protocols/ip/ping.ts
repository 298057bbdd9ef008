// The pinging side of ICMP echo (RFC 792) as the EXEC command does it: one request at a time, the next one when its answer
// came or its time ran out, a mark for each, and the round trips at the end. It sees ICMP messages only: addressing, routing
// and the datagram around the message are the caller's. An answer to an earlier request is too late and counts for nothing.

import { octetAt, setUint32, uint16At } from '../../base/octets.ts';
import { unreachable } from '../../base/assert.ts';
import type { Instant } from '../../base/time.ts';
import type { IcmpMessage } from '../../wire/icmp.ts';
import { IP_PROTOCOL } from '../../wire/ipv4.ts';

/** `!` reply, `.` timeout, `U` unreachable, `Q` source quench, `?` another answer. */
export type PingMark = '!' | '.' | 'U' | 'Q' | '?';

export interface PingPlan {
  readonly identifier: number;
  readonly repeat: number;
  /** Of the whole datagram, with 20 octets of IP header and 8 of ICMP. */
  readonly sizeOctets: number;
  readonly timeoutMs: number;
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
  readonly minMs: number;
  readonly maxMs: number;
  readonly sumMs: number;
}

export type PingEvent =
  | { readonly type: 'start' }
  /** An ICMP message for us: an echo reply, or an error that quotes a datagram of ours; others are ignored. */
  | { readonly type: 'message'; readonly message: IcmpMessage }
  /** This router itself cannot deliver and says so (unreachable). */
  | { readonly type: 'unreachable' }
  | { readonly type: 'timer' }
  | { readonly type: 'abort' };

export type PingAction =
  | { readonly type: 'send'; readonly sequence: number; readonly message: IcmpMessage }
  | { readonly type: 'start'; readonly ms: number }
  | { readonly type: 'stop' }
  | { readonly type: 'mark'; readonly mark: PingMark }
  | { readonly type: 'done'; readonly result: PingResult };

const HEADERS_OCTETS = 28;
const SOURCE_QUENCH = 4;

export function createPing(plan: PingPlan): PingState {
  return { plan, phase: 'ready', sent: 0, received: 0, sentAt: 0, minMs: 0, maxMs: 0, sumMs: 0 };
}

export function step(state: PingState, event: PingEvent, now: Instant): readonly [PingState, readonly PingAction[]] {
  switch (event.type) {
    case 'start':
      return state.phase === 'ready' ? next(state, [], now) : [state, []];
    case 'message': {
      const mark = markFor(state, event.message);
      return mark === undefined ? [state, []] : answered(state, mark, now);
    }
    case 'unreachable':
      return state.phase === 'waiting' ? answered(state, 'U', now) : [state, []];
    case 'timer':
      return state.phase === 'waiting' ? next(state, [{ type: 'mark', mark: '.' }], now) : [state, []];
    case 'abort':
      return state.phase === 'done' ? [state, []] : finish(state, state.phase === 'waiting' ? [{ type: 'stop' }] : []);
    default:
      return unreachable(event);
  }
}

/** Requests sent and answered, and the round trips in whole milliseconds. */
export function readPing(state: PingState): PingResult {
  const { sent, received } = state;
  if (received === 0) return { sent, received };
  return { sent, received, minMs: state.minMs, averageMs: Math.floor(state.sumMs / received), maxMs: state.maxMs };
}

function answered(state: PingState, mark: PingMark, now: Instant): readonly [PingState, readonly PingAction[]] {
  const actions: PingAction[] = [{ type: 'stop' }, { type: 'mark', mark }];
  if (mark !== '!') return next(state, actions, now);
  const roundTripMs = Math.max(1, Math.round(now - state.sentAt));
  const counted: PingState = {
    ...state,
    received: state.received + 1,
    minMs: state.received === 0 ? roundTripMs : Math.min(state.minMs, roundTripMs),
    maxMs: Math.max(state.maxMs, roundTripMs),
    sumMs: state.sumMs + roundTripMs,
  };
  return next(counted, actions, now);
}

function next(state: PingState, actions: PingAction[], now: Instant): readonly [PingState, readonly PingAction[]] {
  if (state.sent >= state.plan.repeat) return finish(state, actions);
  const { identifier, sizeOctets, timeoutMs } = state.plan;
  const sequence = state.sent & 0xffff;
  const message: IcmpMessage = { kind: 'echoRequest', identifier, sequence, data: payload(sizeOctets - HEADERS_OCTETS, now) };
  // The timer stands before the request goes out, whose answer may come within the same instant.
  actions.push({ type: 'start', ms: timeoutMs }, { type: 'send', sequence, message });
  return [{ ...state, phase: 'waiting', sent: state.sent + 1, sentAt: now }, actions];
}

function finish(state: PingState, actions: PingAction[]): readonly [PingState, readonly PingAction[]] {
  actions.push({ type: 'done', result: readPing(state) });
  return [{ ...state, phase: 'done' }, actions];
}

/** Eight octets with the time of sending, then the pattern 0xABCD. */
function payload(lengthOctets: number, now: Instant): Uint8Array {
  const data = new Uint8Array(Math.max(0, lengthOctets));
  for (let i = 0; i < data.length; i += 1) data[i] = i % 2 === 0 ? 0xab : 0xcd;
  if (data.length >= 8) {
    setUint32(data, 0, 0);
    setUint32(data, 4, Math.floor(now) >>> 0);
  }
  return data;
}

function markFor(state: PingState, message: IcmpMessage): PingMark | undefined {
  if (state.phase !== 'waiting') return undefined;
  switch (message.kind) {
    case 'echoReply':
      return isOurs(state, message.identifier, message.sequence) ? '!' : undefined;
    case 'destinationUnreachable':
      return quotesOurs(state, message.original) ? 'U' : undefined;
    case 'timeExceeded':
      return quotesOurs(state, message.original) ? '?' : undefined;
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
