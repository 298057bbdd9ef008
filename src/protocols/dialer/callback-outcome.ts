// How what was decided about a call is told: to PPP, and in the trace.

import { beginClearing } from './idle.ts';
import type { CallbackSource, NumberSource } from './callback-types.ts';
import { channelOf, trace, type CallRecord, type CallWork, type Turn } from './state.ts';
import type { DialerTrace } from './trace.ts';
import type { DialerMap } from './types.ts';

type Decision = Extract<DialerTrace, { type: 'dialer.callbackDecision' }>;

export function hangUp(turn: Turn, call: CallWork, reason: string): void {
  beginClearing(turn, call, reason);
  turn.actions.push({ type: 'ppp-callback', call: call.id, decision: 'hang-up' }, { type: 'release', call: call.id });
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
    readonly microsoft?: true;
  },
): void {
  trace(turn, {
    type: 'dialer.callbackDecision',
    call: call.id,
    channel: channelOf(call),
    name: call.peerName,
    outcome,
    because,
    mapClass: found.map?.mapClass,
    number: found.number,
    numberFrom: found.numberFrom,
    sources: found.sources?.length === 0 ? undefined : found.sources,
    microsoft: found.microsoft,
  });
}
