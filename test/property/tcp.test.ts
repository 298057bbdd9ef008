// Whatever the line loses, repeats, delays and reorders: both readers get what was written, whole and in order, both
// ends close, and no timer is left.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concatOctets } from '../../src/base/octets.ts';
import { pairOf, type Pair } from '../unit/protocols/tcp/two-ends.ts';

interface Deed {
  readonly who: 'a' | 'b';
  readonly what: 'send' | 'pause' | 'resume';
  readonly octets: number;
  readonly afterMs: number;
}

const deed: fc.Arbitrary<Deed> = fc.record({
  who: fc.constantFrom('a', 'b'),
  what: fc.constantFrom('send', 'send', 'send', 'pause', 'resume'),
  octets: fc.integer({ min: 1, max: 3000 }),
  afterMs: fc.integer({ min: 0, max: 5000 }),
});

/** One for each segment, round and round: how many copies, and how late. A third of them is lost at most. */
const fates = fc.array(fc.oneof({ weight: 4, arbitrary: fc.tuple(fc.integer({ min: 1, max: 400 })) }, { weight: 1, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.tuple(fc.nat(300), fc.nat(900)) }), { minLength: 3, maxLength: 40 });

test('nothing is lost, changed or left behind', () => {
  fc.assert(
    fc.property(fates, fc.array(deed, { maxLength: 12 }), fc.integer({ min: 40, max: 1460 }), fc.integer({ min: 200, max: 5000 }), (lots, deeds, mss, windowOctets) => {
      let lot = 0;
      // Not all is lost for ever: the line mends in the end.
      let mendsAt = 20_000;
      const pair: Pair = pairOf(() => (pair.clock.now > mendsAt ? [5] : (lots[(lot += 1) % lots.length] ?? [5])), {
        a: { maximumSegmentOctets: mss, windowOctets, synWaitMs: 200_000 },
        b: { windowOctets, iss: 0xffffff00, synWaitMs: 200_000 },
      });
      const { clock } = pair;
      const written: Record<'a' | 'b', Uint8Array> = { a: new Uint8Array(0), b: new Uint8Array(0) };
      pair.b.tell({ type: 'open', active: false });
      pair.a.tell({ type: 'open', active: true });
      for (let limit = 0; limit < 120 && ![pair.a, pair.b].every((end) => end.state.name === 'ESTABLISHED'); limit += 1) clock.runUntil(clock.now + 1000);
      for (const { who, what, octets, afterMs } of deeds) {
        clock.runUntil(clock.now + afterMs);
        const data = Uint8Array.from({ length: octets }, (_, index) => (index * 7 + written[who].length) & 255);
        if (what === 'send') written[who] = concatOctets(written[who], data);
        pair[who].tell(what === 'send' ? { type: what, data } : { type: what });
      }
      mendsAt = clock.now + 20_000;
      for (const who of ['a', 'b'] as const) {
        pair[who].tell({ type: 'resume' });
        pair[who].tell({ type: 'close' });
      }
      clock.runUntil(clock.now + 1_000_000);
      expect(pair.b.received).toEqual(written.a);
      expect(pair.a.received).toEqual(written.b);
      expect([pair.a.ended, pair.b.ended]).toEqual(['closed', 'closed']);
      expect([pair.a.state.name, pair.b.state.name]).toEqual(['CLOSED', 'CLOSED']);
      expect(clock.pending).toBe(0);
    }),
    { numRuns: 100 },
  );
});
