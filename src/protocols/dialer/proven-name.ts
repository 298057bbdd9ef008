// Whose an outgoing call is: whoever proves its name on it, not whom its map meant. A wrong number, or a modem that took a
// caller's carrier for the answer to its own call, reaches another peer that is known; packets for the next hop that was dialled
// are not for it. Dialer profiles have one peer each, and judge its name themselves; a map without a name dials whoever is there.

import type { Ipv4Address } from '../../base/ipv4.ts';
import { callFor, mapNamed } from './binding.ts';
import { chooseMember } from './members.ts';
import { channelOf, trace, type CallRecord, type Turn } from './state.ts';
import { watchedCallMissed } from './watch.ts';
import type { DialerMap, DialerPolicy } from './types.ts';

/** The map of a call whose peer has proved that name. */
export function mapProven(policy: DialerPolicy, call: CallRecord, name: string | undefined): DialerMap | undefined {
  const { map } = call;
  if (map === undefined) return mapNamed(policy, name);
  if (name === undefined || map.name === undefined || map.name === name || !call.outgoing || policy.profile) return map;
  // Two names may stand for one next hop: then it is reached all the same.
  return policy.maps.find((each) => each.name === name && each.nextHop === map.nextHop) ?? mapNamed(policy, name) ?? map;
}

/** The call is another peer's than the one that was dialled `before`: what it was made for is not done. */
export function missed(turn: Turn, before: Pick<CallRecord, 'map' | 'nextHop'>, call: CallRecord): void {
  const { nextHop } = before;
  trace(turn, {
    type: 'dialer.otherPeer',
    channel: channelOf(call),
    call: call.id,
    number: call.number,
    peerName: call.peerName ?? '',
    ...(before.map?.name === undefined ? {} : { name: before.map.name }),
    ...(nextHop === undefined ? {} : { nextHop }),
  });
  watchedCallMissed(turn, call);
}

/** What ends when a call does. */
const WAITS_FOR: ReadonlySet<unknown> = new Set(['no-channel', 'call-limit']);

/**
 * The call stays with its peer. What is held for the next hop that was dialled is as if the peer had called in before: where it has
 * the only line it waits for that, else the next packet dials, as after an attempt that failed.
 */
export function waitForLine(turn: Turn, nextHop: Ipv4Address | undefined): void {
  const { state } = turn;
  if (nextHop === undefined || callFor(state, nextHop) !== undefined || !WAITS_FOR.has(chooseMember(state))) return;
  state.queues = state.queues.map((queue) => (queue.nextHop === nextHop ? { ...queue, waiting: true } : queue));
}
