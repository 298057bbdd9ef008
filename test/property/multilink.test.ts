// What a bundle promises whatever its links do: packets come out whole, in the order in which they went in, none twice; on
// links that lose nothing all of them; and once nothing is on its way nothing is kept and no timer runs for it.

import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/base/octets.ts';
import type { BundlePolicy } from '../../src/protocols/ppp/multilink/types.ts';
import { datagram, openPair, type BundlePair, type PairLink } from '../support/bundle-pair.ts';
import fc from '../support/fast-check.ts';

const links = fc
  .array(fc.record({ bitsPerSecond: fc.constantFrom(9_600, 56_000, 64_000, 128_000), delayMs: fc.nat({ max: 120 }), peerMru: fc.constantFrom(1500, 1500, 576) }), { minLength: 1, maxLength: 4 })
  .map((all) => all.map((link, index): PairLink => ({ id: `L${index}`, ...link })));

const policies: fc.Arbitrary<Partial<BundlePolicy>> = fc.record({
  fragmentation: fc.oneof(
    fc.constant({ kind: 'by-links' as const }),
    fc.constant({ kind: 'off' as const }),
    fc.record({ kind: fc.constant('delay' as const), milliseconds: fc.integer({ min: 1, max: 200 }) }),
  ),
  maximumFragments: fc.integer({ min: 1, max: 16 }),
});

/** Sent at that time after the one before. */
const traffic = fc.array(fc.record({ afterMs: fc.nat({ max: 300 }), length: fc.integer({ min: 8, max: 1500 }) }), { minLength: 1, maxLength: 40 });

function sendAll(pair: BundlePair, packets: readonly { readonly afterMs: number; readonly length: number }[]): readonly Uint8Array[] {
  return packets.map(({ afterMs, length }, number) => {
    pair.run(pair.now + afterMs);
    const octets = datagram(number, length);
    pair.give(0, { type: 'send', datagram: octets });
    return octets;
  });
}

const dropped = (pair: BundlePair): number => pair.ends[0].actions.filter(({ type }) => type === 'drop').length;

function expectAtRest(pair: BundlePair): void {
  for (const { state, timers } of pair.ends) {
    expect([...timers.keys()]).toEqual([]);
    expect(state.input.held).toEqual([]);
    expect(state.input.heldOctets).toBe(0);
    expect([state.output.waiting, state.output.urgent, state.output.current]).toEqual([[], [], undefined]);
  }
}

/** What came is a part of what went, octet for octet and in its order. */
function expectSubsequence(sent: readonly Uint8Array[], received: readonly Uint8Array[]): void {
  let from = 0;
  for (const octets of received) {
    const at = sent.findIndex((candidate, index) => index >= from && toHex(candidate) === toHex(octets));
    expect(at).toBeGreaterThanOrEqual(from);
    from = at + 1;
  }
}

describe('a bundle', () => {
  test('whose links lose nothing delivers everything that it took, in order', () => {
    fc.assert(
      fc.property(links, policies, traffic, (chosen, policy, packets) => {
        // A long fragment on a slow line takes longer than the default waits for one.
        const pair = openPair(chosen, { ...policy, lostFragmentMs: 60_000 });
        const sent = sendAll(pair, packets);
        pair.run();
        const received = pair.received(1);
        expectSubsequence(sent, received);
        expect(received.length + dropped(pair)).toBe(sent.length);
        expect(pair.ends[1].state.counters).toMatchObject({ lost: 0, discarded: 0, lostReceived: 0 });
        expectAtRest(pair);
      }),
      { numRuns: 60 },
    );
  });

  test('delivers a part of what went in, and nothing else, whatever is lost', () => {
    fc.assert(
      fc.property(links, policies, traffic, fc.array(fc.nat({ max: 200 }), { maxLength: 30 }), (chosen, policy, packets, losses) => {
        const pair = openPair(chosen, policy);
        const lost = new Set(losses);
        let frames = 0;
        pair.arrives = () => !lost.has(frames++);
        const sent = sendAll(pair, packets);
        pair.run();
        expectSubsequence(sent, pair.received(1));
        expectAtRest(pair);
        // The bundle has not lost its way: what is sent now on lines that are good again arrives.
        pair.arrives = () => true;
        const before = pair.received(1).length;
        const more = [datagram(1000, 1400), datagram(1001, 60), datagram(1002, 700)];
        for (const octets of more) pair.give(0, { type: 'send', datagram: octets });
        pair.run();
        expectSubsequence(more, pair.received(1).slice(before));
        expect(toHex(pair.received(1).at(-1) ?? new Uint8Array(0))).toBe(toHex(more[2] ?? new Uint8Array(0)));
        expectAtRest(pair);
      }),
      { numRuns: 100 },
    );
  });

  test('lives through links that are cut and links that join, at any time', () => {
    const change = fc.record({ afterMs: fc.nat({ max: 400 }), link: fc.nat({ max: 3 }) });
    fc.assert(
      fc.property(links, policies, traffic, fc.array(change, { maxLength: 8 }), (chosen, policy, packets, changes) => {
        const pair = openPair(chosen, policy);
        const sent: Uint8Array[] = [];
        const all = [...chosen];
        packets.forEach(({ afterMs, length }, number) => {
          pair.run(pair.now + afterMs);
          const changed = changes[number % (changes.length || 1)];
          if (changed !== undefined && number % 3 === 2) {
            pair.run(pair.now + changed.afterMs);
            const id = `L${changed.link}`;
            if (pair.up.has(id) && pair.up.size > 1) pair.cut(id);
            else {
              const back = all.find((link) => link.id === id);
              if (back !== undefined && !pair.up.has(id)) pair.join(back);
            }
          }
          const octets = datagram(number, length);
          sent.push(octets);
          pair.give(0, { type: 'send', datagram: octets });
        });
        pair.run();
        expectSubsequence(sent, pair.received(1));
        expectAtRest(pair);
      }),
      { numRuns: 100 },
    );
  });

  test('that interleaves delivers all, long packets in order and short ones in order', () => {
    fc.assert(
      fc.property(links, fc.integer({ min: 5, max: 60 }), traffic, (chosen, milliseconds, packets) => {
        const pair = openPair(chosen, { interleave: true, fragmentation: { kind: 'delay', milliseconds }, lostFragmentMs: 60_000 });
        const sent = sendAll(pair, packets);
        pair.run();
        const received = pair.received(1);
        expect(received.length + dropped(pair)).toBe(sent.length);
        const isLong = ({ length }: Uint8Array): boolean => length > 1000;
        expectSubsequence(sent.filter(isLong), received.filter(isLong));
        for (const octets of received) expect(sent.filter((candidate) => toHex(candidate) === toHex(octets))).toHaveLength(1);
        expect(pair.ends[1].state.counters).toMatchObject({ lost: 0, discarded: 0 });
        expectAtRest(pair);
      }),
      { numRuns: 60 },
    );
  });

  test('takes any octets for fragments without harm', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ link: fc.nat({ max: 1 }), octets: fc.uint8Array({ maxLength: 40 }) }), { maxLength: 60 }), (frames) => {
        const pair = openPair([{ id: 'L0', bitsPerSecond: 64_000, delayMs: 1 }, { id: 'L1', bitsPerSecond: 64_000, delayMs: 1 }]);
        for (const { link, octets } of frames) pair.give(1, { type: 'fragment', link: `L${link}`, octets });
        const { held, heldOctets } = pair.ends[1].state.input;
        expect(heldOctets).toBe(held.reduce((sum, { data }) => sum + data.length, 0));
        expect(heldOctets).toBeLessThanOrEqual(24_040);
        pair.run();
      }),
      { numRuns: 200 },
    );
  });
});
