// A packet routed out of a dialing interface: sent over the call that serves its next hop, held, dialled for, or dropped.
// Uninteresting packets use a link that is up but never dial and never wait. Broadcasts go to the maps that say
// `broadcast`, once over each call.

import { callbackPending, callFor, hasStringOnly, serves } from './binding.ts';
import { dialFor, noDial, refuse } from './dial.ts';
import { hold, transmit } from './queue.ts';
import { redialPending } from './redial.ts';
import { count, trace, type CallWork, type Turn } from './state.ts';
import type { OfferedPacket } from './types.ts';

export function offer(turn: Turn, packet: OfferedPacket, interesting: boolean, reason: string): void {
  const { source, destination } = packet;
  trace(turn, { type: 'dialer.packet', source, destination, lengthOctets: packet.datagram.length, interesting, reason });
  if (packet.broadcast) offerBroadcast(turn, packet, interesting);
  else offerUnicast(turn, packet, interesting, callFor(turn.state, packet.nextHop));
}

function offerUnicast(turn: Turn, packet: OfferedPacket, interesting: boolean, call: CallWork | undefined): void {
  const { state } = turn;
  count(turn, 'offered');
  if (call?.ipUp) return transmit(turn, state.calls.length > 1 ? inTurn(turn, call, packet) : call, packet, interesting);
  if (!interesting) return refuse(turn, packet, state.policy.group === undefined ? 'no-group' : 'not-interesting');
  const because = reasonToWait(turn, packet, call);
  if (because === undefined) return dialFor(turn, packet);
  if (because === 'redial-disabled') return refuse(turn, packet, because);
  noDial(turn, packet, because);
  hold(turn, packet);
}

/** With a load threshold several links to a peer, where they are no bundle, take the packets in turn. */
function inTurn(turn: Turn, call: CallWork, { nextHop }: OfferedPacket): CallWork {
  const { state } = turn;
  if (call.bundle !== undefined || state.policy.load.threshold === undefined) return call;
  const links = state.calls.filter((each) => each.ipUp && each.phase !== 'disconnecting' && serves(state.policy, each, nextHop));
  if (links.length < 2) return call;
  state.rotation += 1;
  return links[state.rotation % links.length] ?? call;
}

function reasonToWait(
  turn: Turn,
  packet: OfferedPacket,
  call: CallWork | undefined,
): 'dialing' | 'not-up' | 'callback-pending' | 'redial-waiting' | 'redial-disabled' | undefined {
  if (call) return call.phase === 'dialing' ? 'dialing' : 'not-up';
  if (callbackPending(turn.state, packet.nextHop)) return 'callback-pending';
  if (turn.state.rollovers.some((each) => each.nextHop === packet.nextHop)) return 'dialing';
  return redialPending(turn, packet.nextHop);
}

function offerBroadcast(turn: Turn, packet: OfferedPacket, interesting: boolean): void {
  const maps = turn.state.policy.maps.filter((map) => map.broadcast);
  const nextHops = hasStringOnly(turn.state.policy) ? maps.slice(0, 1).map(() => packet.nextHop) : maps.map((map) => map.nextHop);
  const served = new Set<string>();
  let targets = 0;
  for (const nextHop of new Set(nextHops)) {
    if (nextHop === undefined) continue;
    targets += 1;
    const call = callFor(turn.state, nextHop);
    // One call that serves two next hops carries the broadcast once.
    if (call?.ipUp && served.has(call.id)) continue;
    if (call) served.add(call.id);
    offerUnicast(turn, { ...packet, nextHop }, interesting, call);
  }
  if (targets > 0) return;
  count(turn, 'offered');
  refuse(turn, packet, 'no-map');
}
