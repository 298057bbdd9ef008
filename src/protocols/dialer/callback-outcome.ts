// How what was decided about a call is told: to PPP, and in the trace.

import { disconnect } from './idle.ts';
import type { CallbackSource, NumberSource } from './callback-types.ts';
import { channelOf, findCall, trace, type CallRecord, type Turn } from './state.ts';
import type { DialerTrace } from './trace.ts';
import type { DialerMap } from './types.ts';

type Decision = Extract<DialerTrace, { type: 'dialer.callbackDecision' }>;

export function hangUp(turn: Turn, call: CallRecord, reason: string): void {
  disconnect(turn, findCall(turn.state, call.id) ?? call, reason);
  turn.actions.splice(turn.actions.length - 1, 0, { type: 'ppp-callback', call: call.id, decision: 'hang-up' });
}

export function stay(turn: Turn, call: CallRecord): void {
  turn.actions.push({ type: 'ppp-callback', call: call.id, decision: 'stay' });
}

export function decided(
  turn: Turn,
  call: CallRecord,
  outcome: Decision['outcome'],
  because: Decision['because'],
  found: {
    readonly map?: DialerMap | undefined;
    readonly number?: string | undefined;
    readonly numberFrom?: NumberSource | undefined;
    readonly sources?: readonly CallbackSource[] | undefined;
    readonly microsoft?: boolean;
  },
): void {
  const mapClass = found.map?.mapClass;
  trace(turn, {
    type: 'dialer.callbackDecision',
    call: call.id,
    channel: channelOf(call),
    ...(call.peerName === undefined ? {} : { name: call.peerName }),
    outcome,
    because,
    ...(mapClass === undefined ? {} : { mapClass }),
    ...(found.number === undefined ? {} : { number: found.number }),
    ...(found.numberFrom === undefined ? {} : { numberFrom: found.numberFrom }),
    ...(found.sources === undefined || found.sources.length === 0 ? {} : { sources: found.sources }),
    ...(found.microsoft === true ? { microsoft: true } : {}),
  });
}
