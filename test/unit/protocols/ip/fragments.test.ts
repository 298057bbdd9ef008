// Fragments: what is cut and put together again is what was sent, whatever the order, and what is lost is given up in time.

import { describe, expect, it } from 'vitest';
import { must } from '../../../../src/base/assert.ts';
import { fragmentsOf } from '../../../../src/protocols/ip/fragment.ts';
import { createReassembly, REASSEMBLY_TIMERS, step, type ReassemblyAction, type ReassemblyState } from '../../../../src/protocols/ip/reassembly.ts';
import { IPV4, type Ipv4Packet } from '../../../../src/wire/ipv4.ts';
import fc from '../../../support/fast-check.ts';

const packet = (payload: Uint8Array, more: Partial<Ipv4Packet> = {}): Ipv4Packet => ({
  typeOfService: 0, identification: 7, dontFragment: false, moreFragments: false, fragmentOffset: 0, timeToLive: 255, protocol: 17,
  source: 0x0a000001, destination: 0x0a000002, options: new Uint8Array(0), payload, ...more,
});

const parsed = (octets: Uint8Array): Ipv4Packet => {
  const result = IPV4.parse(octets);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

function feed(packets: readonly Ipv4Packet[]): { readonly state: ReassemblyState; readonly actions: readonly ReassemblyAction[] } {
  let state = createReassembly();
  const actions: ReassemblyAction[] = [];
  for (const one of packets) {
    const [next, done] = step(state, { type: 'fragment', packet: one });
    state = next;
    actions.push(...done);
  }
  return { state, actions };
}

describe('cutting', () => {
  it('leaves alone what fits, and what must not be cut', () => {
    const small = IPV4.serialize(packet(new Uint8Array(100)));
    expect(fragmentsOf(small, 1500)).toEqual([small]);
    expect(fragmentsOf(IPV4.serialize(packet(new Uint8Array(2000), { dontFragment: true })), 1500)).toBeUndefined();
  });

  it('cuts on boundaries of eight octets, no piece longer than the network carries', () => {
    const pieces = must(fragmentsOf(IPV4.serialize(packet(new Uint8Array(3980))), 1500), 'it may be cut');
    expect(pieces.map((piece) => piece.length)).toEqual([1500, 1500, 1040]);
    expect(pieces.map(parsed).map(({ fragmentOffset, moreFragments }) => [fragmentOffset, moreFragments])).toEqual([[0, true], [185, true], [370, false]]);
  });

  it('copies only the options that say so', () => {
    // Record Route (7) is not copied; a security option (130) is.
    const options = Uint8Array.of(7, 7, 4, 0, 0, 0, 0, 1, 130, 4, 1, 1);
    const pieces = must(fragmentsOf(IPV4.serialize(packet(new Uint8Array(200), { options })), 100), 'it may be cut').map(parsed);
    expect(pieces.map((piece) => [...piece.options])).toEqual([[...options], [1, 130, 4, 1, 1, 0, 0, 0], [1, 130, 4, 1, 1, 0, 0, 0]].map((list, i) => (i === 0 ? list : [130, 4, 1, 1])));
  });
});

describe('putting together', () => {
  it('gives what was cut, in any order, once', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 3000 }), fc.integer({ min: 68, max: 1500 }), fc.integer(), (payload, mtu, shuffle) => {
        const pieces = must(fragmentsOf(IPV4.serialize(packet(payload)), mtu), 'it may be cut').map(parsed);
        const order = pieces.map((piece, i) => ({ piece, at: Math.sin(shuffle + i * 7919) })).sort((a, b) => a.at - b.at).map(({ piece }) => piece);
        if (pieces.length === 1) return;
        const { state, actions } = feed(order);
        const whole = actions.filter((action) => action.type === 'whole');
        expect(whole).toHaveLength(1);
        expect(whole[0]?.packet.payload).toEqual(payload);
        expect(whole[0]?.packet).toMatchObject({ moreFragments: false, fragmentOffset: 0 });
        expect(state.datagrams.size).toBe(0);
        expect(actions.filter(({ type }) => type === 'start')).toHaveLength(1);
        expect(actions.filter(({ type }) => type === 'stop')).toHaveLength(1);
      }),
    );
  });

  it('keeps apart what differs in identification', () => {
    const pieces = (identification: number) => must(fragmentsOf(IPV4.serialize(packet(new Uint8Array(2000), { identification })), 1500), 'cut').map(parsed);
    const [a1, a2] = pieces(1);
    const [b1, b2] = pieces(2);
    const { actions } = feed([must(a1, ''), must(b2, ''), must(b1, ''), must(a2, '')]);
    expect(actions.filter(({ type }) => type === 'whole')).toHaveLength(2);
  });

  it('gives up after a minute, and knows the first fragment to tell the sender', () => {
    const [first] = must(fragmentsOf(IPV4.serialize(packet(new Uint8Array(2000))), 1500), 'cut').map(parsed);
    const { state, actions } = feed([must(first, '')]);
    const started = actions.find((action) => action.type === 'start');
    expect(started).toMatchObject({ ms: REASSEMBLY_TIMERS.lifetime.defaultMs });
    const [after, done] = step(state, { type: 'timer', timer: started?.type === 'start' ? started.timer : '' });
    expect(done).toEqual([{ type: 'expired', first }]);
    expect(after.datagrams.size).toBe(0);
  });

  it('begins no more than it can keep', () => {
    const begun = Array.from({ length: 200 }, (_, identification) => packet(new Uint8Array(8), { identification, moreFragments: true }));
    expect(feed(begun).state.datagrams.size).toBe(64);
  });
});
