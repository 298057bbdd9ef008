// The sending side of traceroute: UDP probes to unlikely ports with a rising time to live, one at a time, and what ICMP
// says of each (RFC 792; the method is folklore that RFC 1393 §1 describes). It sees messages only: addressing is the
// caller's. An answer to an earlier probe is too late and counts for nothing.

import { unreachable } from '../../base/assert.ts';
import type { Ipv4Address } from '../../base/ipv4.ts';
import { octetAt, uint16At } from '../../base/octets.ts';
import type { Instant } from '../../base/time.ts';
import type { IcmpMessage } from '../../wire/icmp.ts';
import { IP_PROTOCOL } from '../../wire/ipv4.ts';
import type { TimerAction } from '../machine.ts';

/** What a probe met besides an answer: host, network, protocol unreachable, prohibited, or something else. */
export type ProbeMark = '!H' | '!N' | '!P' | '!A' | '?';

export interface TraceroutePlan {
  readonly sourcePort: number;
  /** Of the first probe; each has one more than the last. */
  readonly port: number;
  readonly probes: number;
  readonly timeoutMs: number;
  readonly minTimeToLive: number;
  readonly maxTimeToLive: number;
}

export interface ProbeResult {
  readonly timeToLive: number;
  /** 1 to `probes`. */
  readonly probe: number;
  /** Who answered, and after how many whole milliseconds; absent when nobody did. */
  readonly from?: Ipv4Address;
  readonly roundTripMs?: number;
  readonly mark?: ProbeMark;
}

export interface TracerouteState {
  readonly plan: TraceroutePlan;
  readonly phase: 'ready' | 'waiting' | 'done';
  readonly timeToLive: number;
  readonly probe: number;
  readonly sent: number;
  readonly sentAt: Instant;
  /** Something other than a router on the way has answered: this is the last hop. */
  readonly reached: boolean;
}

export type TracerouteEvent =
  | { readonly type: 'start' }
  | { readonly type: 'message'; readonly message: IcmpMessage; readonly from: Ipv4Address }
  | { readonly type: 'timer' }
  | { readonly type: 'abort' };

export type TracerouteAction =
  | { readonly type: 'send'; readonly timeToLive: number; readonly destinationPort: number }
  | TimerAction<'reply'>
  | { readonly type: 'result'; readonly result: ProbeResult }
  | { readonly type: 'done' };

type Stepped = readonly [TracerouteState, readonly TracerouteAction[]];

export function createTraceroute(plan: TraceroutePlan): TracerouteState {
  return { plan, phase: 'ready', timeToLive: plan.minTimeToLive, probe: 0, sent: 0, sentAt: 0, reached: false };
}

export function step(state: TracerouteState, event: TracerouteEvent, now: Instant): Stepped {
  switch (event.type) {
    case 'start':
      return state.phase === 'ready' ? next(state, [], now) : [state, []];
    case 'message':
      return answered(state, event.message, event.from, now);
    case 'timer': {
      if (state.phase !== 'waiting') return [state, []];
      return next(state, [{ type: 'result', result: { timeToLive: state.timeToLive, probe: state.probe } }], now);
    }
    case 'abort':
      return state.phase === 'done' ? [state, []] : [{ ...state, phase: 'done' }, [{ type: 'stop', timer: 'reply' }, { type: 'done' }]];
    default:
      return unreachable(event);
  }
}

function answered(state: TracerouteState, message: IcmpMessage, from: Ipv4Address, now: Instant): Stepped {
  if (state.phase !== 'waiting') return [state, []];
  if (message.kind !== 'timeExceeded' && message.kind !== 'destinationUnreachable') return [state, []];
  if (!quotesProbe(state, message.original)) return [state, []];
  const isUnderWay = message.kind === 'timeExceeded';
  const mark = message.kind === 'destinationUnreachable' ? markOf(message.code) : undefined;
  const result: ProbeResult = {
    timeToLive: state.timeToLive,
    probe: state.probe,
    from,
    roundTripMs: Math.round(now - state.sentAt),
    ...(mark === undefined ? {} : { mark }),
  };
  return next({ ...state, reached: state.reached || !isUnderWay }, [{ type: 'stop', timer: 'reply' }, { type: 'result', result }], now);
}

function next(state: TracerouteState, actions: TracerouteAction[], now: Instant): Stepped {
  const { probes, maxTimeToLive, port, timeoutMs } = state.plan;
  const isHopDone = state.probe === probes;
  if (isHopDone && (state.reached || state.timeToLive >= maxTimeToLive)) {
    actions.push({ type: 'done' });
    return [{ ...state, phase: 'done' }, actions];
  }
  const timeToLive = isHopDone ? state.timeToLive + 1 : state.timeToLive;
  actions.push({ type: 'start', timer: 'reply', ms: timeoutMs }, { type: 'send', timeToLive, destinationPort: (port + state.sent) & 0xffff });
  return [{ ...state, phase: 'waiting', timeToLive, probe: isHopDone ? 1 : state.probe + 1, sent: state.sent + 1, sentAt: now }, actions];
}

/** The quoted datagram is the probe that is out. */
function quotesProbe({ plan, sent }: TracerouteState, original: Uint8Array): boolean {
  const at = (octetAt(original, 0) & 0x0f) * 4;
  if (original.length < at + 8 || octetAt(original, 9) !== IP_PROTOCOL.udp) return false;
  return uint16At(original, at) === plan.sourcePort && uint16At(original, at + 2) === ((plan.port + sent - 1) & 0xffff);
}

/** By the code of Destination Unreachable; none where the port is what could not be reached. */
function markOf(code: number): ProbeMark | undefined {
  if (code === 3) return undefined;
  if (code === 0 || code === 6) return '!N';
  if (code === 1 || code === 7) return '!H';
  if (code === 2) return '!P';
  return code === 9 || code === 10 || code === 13 ? '!A' : '?';
}
