// Reassembly of fragments at the destination (RFC 791 §3.2; RFC 815 for the idea of holes; RFC 1122 §3.3.2 for the time): what
// belongs together by source, destination, protocol and identification is kept until it is whole, or its time is up.
// Fragments that overlap are taken as they come, the later one winning.

import { unreachable } from '../../base/assert.ts';
import type { Ipv4Packet } from '../../wire/ipv4.ts';
import type { TimerAction, TimerDefinition } from '../machine.ts';

export const REASSEMBLY_TIMERS = {
  lifetime: { defaultMs: 60_000, spec: 'RFC 1122 §3.3.2', meaning: 'a fragment came, the rest of the datagram has not' },
} as const satisfies Record<string, TimerDefinition>;

export interface ReassemblyState {
  readonly datagrams: ReadonlyMap<string, Incomplete>;
}

interface Incomplete {
  /** By offset in units of eight octets. */
  readonly fragments: ReadonlyMap<number, Ipv4Packet>;
  /** Of the whole payload, once the last fragment has come. */
  readonly lengthOctets: number | undefined;
}

export type ReassemblyEvent = { readonly type: 'fragment'; readonly packet: Ipv4Packet } | { readonly type: 'timer'; readonly timer: string };

export type ReassemblyAction =
  | { readonly type: 'whole'; readonly packet: Ipv4Packet }
  /** Its time is up: RFC 792 tells the sender, if the first fragment has come. */
  | { readonly type: 'expired'; readonly first: Ipv4Packet | undefined }
  | TimerAction<string>;

type Stepped = readonly [ReassemblyState, readonly ReassemblyAction[]];

/** Datagrams being put together at a time; more are not begun. */
const MOST_DATAGRAMS = 64;
const BLOCK_OCTETS = 8;
const LONGEST_PAYLOAD = 65_515;

export function createReassembly(): ReassemblyState {
  return { datagrams: new Map() };
}

export function step(state: ReassemblyState, event: ReassemblyEvent): Stepped {
  switch (event.type) {
    case 'fragment':
      return take(state, event.packet);
    case 'timer': {
      const expired = state.datagrams.get(event.timer);
      if (expired === undefined) return [state, []];
      return [without(state, event.timer), [{ type: 'expired', first: expired.fragments.get(0) }]];
    }
    default:
      return unreachable(event);
  }
}

function take(state: ReassemblyState, packet: Ipv4Packet): Stepped {
  const key = `${packet.source} ${packet.destination} ${packet.protocol} ${packet.identification}`;
  const before = state.datagrams.get(key);
  if (before === undefined && state.datagrams.size >= MOST_DATAGRAMS) return [state, []];
  const end = packet.fragmentOffset * BLOCK_OCTETS + packet.payload.length;
  if (end > LONGEST_PAYLOAD) return [state, []];
  const fragments = new Map(before?.fragments).set(packet.fragmentOffset, packet);
  const incomplete: Incomplete = { fragments, lengthOctets: packet.moreFragments ? before?.lengthOctets : end };
  const payload = assembled(incomplete);
  const first = fragments.get(0);
  if (payload !== undefined && first !== undefined) {
    const whole: Ipv4Packet = { ...first, moreFragments: false, payload };
    return [without(state, key), [...(before === undefined ? [] : [{ type: 'stop', timer: key } as const]), { type: 'whole', packet: whole }]];
  }
  const next = { datagrams: new Map(state.datagrams).set(key, incomplete) };
  return [next, before === undefined ? [{ type: 'start', timer: key, ms: REASSEMBLY_TIMERS.lifetime.defaultMs }] : []];
}

function without(state: ReassemblyState, key: string): ReassemblyState {
  const datagrams = new Map(state.datagrams);
  datagrams.delete(key);
  return { datagrams };
}

/** The payload, if no hole is left in it. */
function assembled({ fragments, lengthOctets }: Incomplete): Uint8Array | undefined {
  if (lengthOctets === undefined) return undefined;
  const payload = new Uint8Array(lengthOctets);
  let covered = 0;
  for (const [offset, fragment] of [...fragments].sort(([a], [b]) => a - b)) {
    const start = offset * BLOCK_OCTETS;
    if (start > covered) return undefined;
    const octets = fragment.payload.subarray(0, Math.max(0, lengthOctets - start));
    payload.set(octets, start);
    covered = Math.max(covered, start + octets.length);
  }
  return covered >= lengthOctets ? payload : undefined;
}
