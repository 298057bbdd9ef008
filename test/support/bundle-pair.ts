// Two bundles and the links between them, in virtual time: what one end transmits reaches the other as octets, in order on
// each link, after the time that the link takes; a link may lose frames, or be cut at both ends. For tests of the bundle
// machine without a router.

import { must } from '../../src/base/assert.ts';
import { createBundle, step } from '../../src/protocols/ppp/multilink/bundle.ts';
import type { BundleState } from '../../src/protocols/ppp/multilink/state.ts';
import type { BundleAction, BundleEvent, BundlePolicy, LinkOffer } from '../../src/protocols/ppp/multilink/types.ts';
import type { PppTrace } from '../../src/protocols/ppp/trace.ts';
import { PPP_PACKET, PPP_PROTOCOL } from '../../src/wire/ppp.ts';

export function bundlePolicy(changes: Partial<BundlePolicy> = {}): BundlePolicy {
  return {
    ipAddress: 0x0a000001,
    timers: { restartMs: 2000, authenticationMs: 10_000 },
    maxConfigure: 10,
    maxTerminate: 2,
    maxFailure: 5,
    fragmentation: { kind: 'by-links' },
    maximumFragments: 16,
    interleave: false,
    mandatoryLinks: 0,
    lostFragmentMs: 1000,
    ...changes,
  };
}

export interface PairLink {
  readonly id: string;
  readonly bitsPerSecond: number;
  readonly delayMs: number;
  readonly peerMru?: number;
}

interface End {
  state: BundleState;
  readonly actions: BundleAction[];
  readonly timers: Map<string, number>;
}

interface Waiting {
  readonly at: number;
  readonly end: 0 | 1;
  readonly event: BundleEvent;
  readonly link: string | undefined;
}

export class BundlePair {
  readonly ends: readonly [End, End];
  readonly up = new Map<string, PairLink>();
  /** Frames as they crossed, in the order of sending. */
  readonly crossed: { readonly from: 0 | 1; readonly link: string; readonly atMs: number; readonly octets: Uint8Array }[] = [];
  /** Given each frame: false loses it. */
  arrives: (link: string, octets: Uint8Array) => boolean = () => true;
  now = 0;
  readonly #queue: Waiting[] = [];
  readonly #terms: Pick<LinkOffer, 'mrru' | 'peerMrru' | 'shortSequence'>;

  constructor(policies: readonly [BundlePolicy, BundlePolicy], terms: Partial<LinkOffer> = {}) {
    this.#terms = { mrru: 1524, peerMrru: 1524, shortSequence: false, ...terms };
    const end = (policy: BundlePolicy): End => ({ state: createBundle(policy, 'peer'), actions: [], timers: new Map() });
    this.ends = [end(policies[0]), end(policies[1])];
  }

  join(link: PairLink): void {
    this.up.set(link.id, link);
    const offer: LinkOffer = { link: link.id, bitsPerSecond: link.bitsPerSecond, peerMru: link.peerMru ?? 1500, ...this.#terms };
    for (const end of [0, 1] as const) this.give(end, { type: 'join', offer });
  }

  /** The line goes, with everything on it. */
  cut(id: string): void {
    this.up.delete(id);
    for (let index = this.#queue.length - 1; index >= 0; index -= 1) if (this.#queue[index]?.link === id) this.#queue.splice(index, 1);
    for (const end of [0, 1] as const) this.give(end, { type: 'leave', link: id });
  }

  give(side: 0 | 1, event: BundleEvent): void {
    const end = this.ends[side];
    const [state, actions] = step(end.state, event, this.now);
    end.state = state;
    for (const action of actions) {
      end.actions.push(action);
      if (action.type === 'start') end.timers.set(action.timer, this.now + action.ms);
      else if (action.type === 'stop') end.timers.delete(action.timer);
      else if (action.type === 'transmit') this.#transmit(side, action);
    }
  }

  #transmit(from: 0 | 1, { link: id, packet }: Extract<BundleAction, { type: 'transmit' }>): void {
    const link = this.up.get(id);
    if (link === undefined) return;
    const octets = PPP_PACKET.serialize(packet);
    this.crossed.push({ from, link: id, atMs: this.now, octets });
    if (!this.arrives(id, octets)) return;
    const at = this.now + ((octets.length + 2) * 8000) / link.bitsPerSecond + link.delayMs;
    const parsed = must(PPP_PACKET.parse(octets).ok ? packet : undefined, 'what was written can be read');
    const event: BundleEvent =
      parsed.protocol === PPP_PROTOCOL.multilink ? { type: 'fragment', link: id, octets: parsed.information } : { type: 'whole', link: id, packet: parsed };
    this.#queue.push({ at, end: from === 0 ? 1 : 0, event, link: id });
  }

  /** Lets time pass, to the end of everything or up to an instant. */
  run(until = Number.POSITIVE_INFINITY): void {
    for (let steps = 0; ; steps += 1) {
      if (steps > 100_000) throw new Error('the bundles never come to rest');
      let next: Waiting | undefined;
      for (const waiting of this.#queue) if (next === undefined || waiting.at < next.at) next = waiting;
      let timer: { readonly end: 0 | 1; readonly name: string } | undefined;
      for (const end of [0, 1] as const) {
        for (const [name, at] of this.ends[end].timers) {
          if (next !== undefined && next.at <= at) continue;
          // The names in the map are those that the machine started.
          next = { at, end, event: { type: 'timer', timer: name as 'output' }, link: undefined };
          timer = { end, name };
        }
      }
      if (next === undefined || next.at > until) break;
      this.now = Math.max(this.now, next.at);
      if (timer !== undefined) this.ends[timer.end].timers.delete(timer.name);
      else this.#queue.splice(this.#queue.indexOf(next), 1);
      this.give(next.end, next.event);
    }
    if (Number.isFinite(until)) this.now = Math.max(this.now, until);
  }

  /** The IP datagrams that an end has received. */
  received(side: 0 | 1): readonly Uint8Array[] {
    return this.ends[side].actions.flatMap((action) => (action.type === 'receive-ip' ? [action.datagram] : []));
  }

  traces<Type extends PppTrace['type']>(side: 0 | 1, type: Type): readonly Extract<PppTrace, { type: Type }>[] {
    // The comparison of `type` is what Extract says.
    return this.ends[side].actions.flatMap((action) => (action.type === 'trace' && action.event.type === type ? [action.event as Extract<PppTrace, { type: Type }>] : []));
  }
}

/** Two bundles whose IPCP is open over those links. */
export function openPair(links: readonly PairLink[], changes: Partial<BundlePolicy> = {}, terms: Partial<LinkOffer> = {}): BundlePair {
  const pair = new BundlePair([bundlePolicy(changes), bundlePolicy({ ...changes, ipAddress: 0x0a000002 })], terms);
  for (const link of links) pair.join(link);
  pair.run();
  return pair;
}

export const B1: PairLink = { id: 'B1', bitsPerSecond: 64_000, delayMs: 3 };
export const B2: PairLink = { id: 'B2', bitsPerSecond: 64_000, delayMs: 3 };

/** A datagram of that length that is like no other. */
export function datagram(number: number, length: number): Uint8Array {
  const octets = new Uint8Array(Math.max(8, length));
  for (let index = 0; index < octets.length; index += 1) octets[index] = (number * 31 + index * 7) & 0xff;
  octets[0] = 0x45;
  octets[1] = number >>> 8;
  octets[2] = number & 0xff;
  return octets;
}
