// What `show dialer`, `show dialer map` and `why` read of a dialer. Nothing here changes the state.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { DurationMs, Instant } from '../../base/time.ts';
import { idleLeftOf, idlenessOf, type Idleness } from './idle.ts';
import { findCall, type DialerState, type PacketCounters } from './state.ts';
import type { CallId, DialerCall, DialStringStatistics } from './types.ts';

export function readCalls(state: DialerState): readonly DialerCall[] {
  return state.calls;
}

/** One row for each dial string that is configured, in the order of the maps, then those dialled besides. */
export function readStatistics(state: DialerState): readonly DialStringStatistics[] {
  const rows = new Map<string, DialStringStatistics>();
  for (const { number } of state.policy.maps) {
    if (number !== undefined) rows.set(number, { number, successes: 0, failures: 0, lastStatus: '-' });
  }
  for (const row of state.statistics) rows.set(row.number, row);
  return [...rows.values()];
}

/** `Time until disconnect`; undefined for a call without an idle timer. */
export function readIdleLeft(state: DialerState, id: CallId, now: Instant): DurationMs | undefined {
  const call = findCall(state, id);
  return call && idleLeftOf(state.policy, call, now);
}

/** Undefined for a call that is over. */
export function readIdleness(state: DialerState, id: CallId, now: Instant): Idleness | undefined {
  const call = findCall(state, id);
  return call && idlenessOf(state.policy, call, now);
}

export function readQueued(state: DialerState): number {
  return state.queues.reduce((sum, queue) => sum + queue.packets.length, 0);
}

export interface PendingCallback {
  readonly role: 'client' | 'server';
  readonly name: string;
  readonly number: string;
  readonly phase: 'releasing' | 'waiting' | 'calling';
}

export function readCallbacks(state: DialerState): readonly PendingCallback[] {
  const clients = state.clients.map(({ name, number, releasing }) => {
    return { role: 'client' as const, name, number, phase: releasing === undefined ? ('waiting' as const) : ('releasing' as const) };
  });
  return [...clients, ...state.servers.map(({ name, number, phase }) => ({ role: 'server' as const, name, number, phase }))];
}

export interface MapRow {
  readonly dynamic: boolean;
  readonly nextHop: Ipv4Address;
  readonly name?: string;
  readonly number?: string;
  readonly interface?: string;
}

/** Static maps, those of profiles to dial out by, then a dynamic one for each peer that negotiated an address which no map has. */
export function readMaps(state: DialerState): readonly MapRow[] {
  const rows: MapRow[] = [];
  for (const map of state.policy.maps) {
    const { nextHop, name, number } = map;
    if (nextHop === undefined) continue;
    rows.push({ dynamic: state.outbound.includes(map), nextHop, ...(name === undefined ? {} : { name }), ...(number === undefined ? {} : { number }) });
  }
  for (const { peerAddress, peerName, interface: member } of state.calls) {
    if (peerAddress === undefined || rows.some((row) => row.nextHop === peerAddress)) continue;
    rows.push({ dynamic: true, nextHop: peerAddress, ...(peerName === undefined ? {} : { name: peerName }), interface: member });
  }
  return rows;
}

/** Packets that were offered, and what became of them; the difference stands in the hold queues. */
export function readCounters(state: DialerState): PacketCounters {
  return { ...state.counters };
}

/** Whether the call is made to call back, as far as that is known before its peer has a name: an end that awaits a return call takes it for that. */
export function readIsReturn({ calls, clients }: DialerState, { id, outgoing }: { readonly id: CallId; readonly outgoing: boolean }): boolean {
  return outgoing ? calls.some((call) => call.id === id && call.reason.kind === 'callback') : clients.length > 0;
}
