// Large-scale dial-out (`dialer aaa`): a next hop that has no dialer map is asked about, and what AAA says makes maps that live as long
// as their calls, as those of a configuration would. What waits meanwhile is held like other packets. Behaviour: Cisco IOS Dial
// Technologies configuration guide, "Configuring Large-Scale Dial-Out". Static routes are not downloaded.

import type { Ipv4Address } from '../../base/ipv4.ts';
import { dialMaps, noDial } from './dial.ts';
import { dropQueue } from './queue.ts';
import type { DialerWork, Turn } from './state.ts';
import type { DialerEvent, OfferedPacket } from './types.ts';

export type Asked = Pick<OfferedPacket, 'nextHop' | 'source' | 'destination'>;

/** Once for each next hop, however many packets there are for it. */
export function askProfile(turn: Turn, { nextHop, source, destination }: OfferedPacket): void {
  const { state } = turn;
  noDial(turn, { nextHop, destination }, 'asking-aaa');
  if (isAsking(state, nextHop)) return;
  state.asking = [...state.asking, { nextHop, source, destination }];
  turn.actions.push({ type: 'ask-profile', nextHop });
}

export function isAsking({ asking }: Pick<DialerWork, 'asking'>, nextHop: Ipv4Address): boolean {
  return asking.some((each) => each.nextHop === nextHop);
}

/** False when nobody waits for the answer. */
export function profileTold(turn: Turn, { nextHop, maps, because }: Extract<DialerEvent, { type: 'profile' }>): boolean {
  const { state } = turn;
  const asked = state.asking.find((each) => each.nextHop === nextHop);
  if (asked === undefined) return false;
  state.asking = state.asking.filter((each) => each !== asked);
  if (because !== undefined || maps.length === 0) {
    noDial(turn, asked, because ?? 'profile-without-number');
    dropQueue(turn, nextHop, 'no profile to dial out');
    return true;
  }
  state.outbound = [...state.outbound.filter((map) => map.nextHop !== nextHop), ...maps];
  state.policy = { ...state.policy, maps: [...state.policy.maps, ...maps] };
  dialMaps(turn, asked, maps);
  return true;
}

/** Behind those that are configured. */
export function withOutbound<Policy extends DialerWork['policy']>(policy: Policy, { outbound }: Pick<DialerWork, 'outbound'>): Policy {
  return outbound.length === 0 ? policy : { ...policy, maps: [...policy.maps, ...outbound] };
}

/** Maps of nobody whom a call is for, or is yet to be: they are asked for afresh. */
export function forgetProfiles({ state }: Turn): void {
  if (state.outbound.length === 0) return;
  const needed = (nextHop: Ipv4Address | undefined): boolean =>
    state.calls.some((call) => call.map?.nextHop === nextHop) || [...state.rollovers, ...state.redials, ...state.queues].some((each) => each.nextHop === nextHop);
  const gone = new Set(state.outbound.filter((map) => !needed(map.nextHop)));
  if (gone.size === 0) return;
  state.outbound = state.outbound.filter((map) => !gone.has(map));
  state.policy = { ...state.policy, maps: state.policy.maps.filter((map) => !gone.has(map)) };
}
