// What becomes of a packet that cannot go at once: the hold queue (`dialer hold-queue`), which keeps interesting packets
// for one next hop until its call is up or its timer runs out, and the drop. Each next hop has its own queue and its own
// timer, started by the first packet. Every packet that comes here is counted exactly once, when it leaves.

import type { Ipv4Address } from '../../base/ipv4.ts';
import { serves } from './binding.ts';
import { touchIdle } from './idle.ts';
import { count, start, stop, TIMER, trace, type CallWork, type HoldQueue, type Turn } from './state.ts';
import type { OfferedPacket } from './types.ts';

/** [ours] A hold queue or a callback without a configured timeout gives up after this. */
export const DEFAULT_HOLD_SECONDS = 60;

const QUEUE_FULL = 'hold queue full';

export function holdSeconds(turn: Turn): number {
  const { holdQueuePackets, holdQueueTimeoutSeconds } = turn.state.policy;
  return holdQueuePackets > 0 && holdQueueTimeoutSeconds > 0 ? holdQueueTimeoutSeconds : DEFAULT_HOLD_SECONDS;
}

/** Queues the packet if there is room, else drops it. `waiting`: for a free channel. */
export function hold(turn: Turn, packet: OfferedPacket, waiting = false): void {
  const { policy, queues } = turn.state;
  if (policy.holdQueuePackets === 0) return drop(turn, packet, 'no hold queue');
  const queue = queues.find((each) => each.nextHop === packet.nextHop);
  if (queue && queue.packets.length >= policy.holdQueuePackets) return drop(turn, packet, QUEUE_FULL);
  if (!queue) start(turn, TIMER.hold(packet.nextHop), holdSeconds(turn) * 1000);
  const packets = queue ? [...queue.packets, packet] : [packet];
  const changed: HoldQueue = { nextHop: packet.nextHop, packets, waiting };
  turn.state.queues = queue ? queues.map((each) => (each === queue ? changed : each)) : [...queues, changed];
  trace(turn, { type: 'dialer.queued', nextHop: packet.nextHop, depth: packets.length });
}

export function drop(turn: Turn, packet: OfferedPacket, reason: string): void {
  discard(turn, packet.nextHop, [packet], reason, reason === QUEUE_FULL);
}

function discard(turn: Turn, nextHop: Ipv4Address, packets: readonly OfferedPacket[], reason: string, held = true): void {
  count(turn, 'dropped', packets.length);
  for (const packet of packets) turn.actions.push({ type: 'drop', packet, reason, held });
  trace(turn, { type: 'dialer.dropped', nextHop, reason, count: packets.length });
}

export function transmit(turn: Turn, call: CallWork, packet: OfferedPacket, interesting: boolean): void {
  count(turn, 'transmitted');
  if (interesting) touchIdle(turn, call, 'outbound');
  turn.actions.push({ type: 'transmit', call: call.id, datagram: packet.datagram });
}

/** The queue of a next hop is given up; false when there is none. */
export function dropQueue(turn: Turn, nextHop: Ipv4Address, reason: string): boolean {
  const queue = turn.state.queues.find((each) => each.nextHop === nextHop);
  if (!queue) return false;
  turn.state.queues = turn.state.queues.filter((each) => each !== queue);
  stop(turn, TIMER.hold(nextHop));
  discard(turn, nextHop, queue.packets, reason);
  return true;
}

/** IP passes over the call: what waited for its next hops goes out now. */
export function flush(turn: Turn, call: CallWork): void {
  for (const queue of turn.state.queues.filter((each) => serves(turn.state.policy, call, each.nextHop))) {
    turn.state.queues = turn.state.queues.filter((each) => each !== queue);
    stop(turn, TIMER.hold(queue.nextHop));
    trace(turn, { type: 'dialer.flushed', nextHop: queue.nextHop, count: queue.packets.length, call: call.id });
    for (const packet of queue.packets) transmit(turn, call, packet, true);
  }
}

/** The configured length changed: packets beyond it are dropped. */
export function trimQueues(turn: Turn): void {
  const room = turn.state.policy.holdQueuePackets;
  for (const queue of turn.state.queues.filter((each) => each.packets.length > room)) {
    if (room === 0) {
      dropQueue(turn, queue.nextHop, 'hold queue removed');
      continue;
    }
    turn.state.queues = turn.state.queues.map((each) => (each === queue ? { ...queue, packets: queue.packets.slice(0, room) } : each));
    discard(turn, queue.nextHop, queue.packets.slice(room), 'hold queue shortened');
  }
}
