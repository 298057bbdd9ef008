// Which call serves which next hop: by the map that dialled it, by the authenticated name of a map, or by the address
// that the peer negotiated, or that is kept for it (a dynamic map). An interface with a `dialer string` alone, or one that nobody
// dials through, has one peer for every next hop.
// Nothing here changes the state.

import { numberIn } from '../../base/dial-string.ts';
import type { Ipv4Address } from '../../base/ipv4.ts';
import type { CallRecord, CallWork, DialerState, DialerWork } from './state.ts';
import type { DialerMap, DialerPolicy } from './types.ts';

/** The call that serves the next hop: one over which IP passes if there is one. A call on its way out serves nobody. */
export function callFor(state: DialerWork, nextHop: Ipv4Address): CallWork | undefined;
export function callFor(state: DialerState, nextHop: Ipv4Address): CallRecord | undefined;
export function callFor(state: DialerState, nextHop: Ipv4Address): CallRecord | undefined {
  let other: CallRecord | undefined;
  for (const call of state.calls) {
    if (call.phase === 'disconnecting' || !serves(state.policy, call, nextHop)) continue;
    if (call.ipUp) return call;
    other ??= call;
  }
  return other;
}

export function serves(policy: DialerPolicy, call: CallRecord, nextHop: Ipv4Address): boolean {
  if (call.peerAddress === nextHop || call.nextHop === nextHop) return true;
  // A call on its way is expected to reach whom its map names.
  const name = call.peerName ?? (call.outgoing && call.connectedAt === undefined ? call.map?.name : undefined);
  return reaches(policy, call.map, name, nextHop) || (call.map === undefined && (policy.undialled === true || hasStringOnly(policy)));
}

/** Whether a peer known by that map and name is the one behind the next hop. */
export function reaches(
  policy: DialerPolicy,
  map: DialerMap | undefined,
  name: string | undefined,
  nextHop: Ipv4Address,
): boolean {
  if (map && (map.nextHop === nextHop || map.nextHop === undefined)) return true;
  if (name === undefined) return false;
  for (const each of policy.maps) if (each.nextHop === nextHop && each.name === name) return true;
  return false;
}

/** `dialer string` and no map with a next hop. */
export function hasStringOnly(policy: DialerPolicy): boolean {
  return policy.maps.length > 0 && policy.maps.every((map) => map.nextHop === undefined);
}

/** The lines that may be dialled for a next hop, in their order; `dialer string` when there are no maps. */
export function mapsTo(policy: DialerPolicy, nextHop: Ipv4Address): readonly DialerMap[] {
  return hasStringOnly(policy) ? policy.maps : policy.maps.filter((map) => map.nextHop === nextHop);
}

export function mapNamed(policy: DialerPolicy, name: string | undefined): DialerMap | undefined {
  return name === undefined ? undefined : policy.maps.find((map) => map.name === name);
}

export function mapWithNumber(policy: DialerPolicy, number: string | undefined): DialerMap | undefined {
  return number === undefined || number === '' ? undefined : policy.maps.find((map) => map.number !== undefined && numberIn(map.number) === numberIn(number));
}

/** Whether a callback is owed to or by the peer behind the next hop: then nobody dials there. */
export function callbackPending(state: DialerState, nextHop: Ipv4Address): boolean {
  const { policy } = state;
  return (
    state.clients.some((client) => reaches(policy, client.map, client.name, nextHop)) ||
    state.servers.some((server) => server.phase !== 'calling' && reaches(policy, server.map, server.name, nextHop))
  );
}
