// Whatever the line loses, repeats, delays and reorders: both readers get what was written, whole and in order, both
// ends close, and no timer is left. Whatever the ends do besides, down to forgetting everything: they fall silent.

import { expect, test } from 'vitest';
import { concatOctets } from '../../src/base/octets.ts';
import { TCP_FLAG } from '../../src/wire/tcp.ts';
import { pairOf, type Pair } from '../unit/protocols/tcp/two-ends.ts';
import fc from '../support/fast-check.ts';

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

interface Act {
  readonly who: 'a' | 'b';
  readonly what: 'open' | 'listen' | 'send' | 'pause' | 'resume' | 'close' | 'abort' | 'reboot';
  readonly octets: number;
  readonly afterMs: number;
}

const act: fc.Arbitrary<Act> = fc.record({
  who: fc.constantFrom('a', 'b'),
  what: fc.constantFrom('open', 'listen', 'send', 'send', 'send', 'pause', 'pause', 'resume', 'close', 'abort', 'reboot'),
  octets: fc.integer({ min: 1, max: 9000 }),
  afterMs: fc.oneof(fc.constant(0), fc.nat(3_000_000).map((delay) => delay / 1000)),
});

/** Lost, or up to three copies of any age: a whole outage of one direction is among them. */
/** In the clock's microseconds. */
const microseconds = (max: number) => fc.nat(max * 1000).map((delay) => delay / 1000);
const anyFate = fc.array(fc.oneof(fc.tuple(microseconds(50)), fc.array(microseconds(4000), { maxLength: 3 })), { minLength: 1, maxLength: 40 });

function perform(pair: Pair, { who, what, octets }: Act, iss: number): void {
  const end = pair[who];
  if (what === 'reboot') end.reboot(iss);
  else if (what === 'open' || what === 'listen') {
    if (end.state.name === 'CLOSED') end.reboot(iss);
    end.tell({ type: 'open', active: what === 'open' });
  } else if (what === 'send') end.tell({ type: what, data: new Uint8Array(octets) });
  else end.tell({ type: what });
}

/** Plays the acts; the line mends behind them. How many segments go over it in an hour, twenty minutes later. */
function segmentsAtTheEnd(fates: readonly (readonly number[])[], acts: readonly Act[], windowOctets: number, meddle: (pair: Pair) => void): { pair: Pair; segments: number } {
  let lot = 0;
  let mended = false;
  const pair: Pair = pairOf(() => (mended ? [5] : (fates[(lot += 1) % fates.length] ?? [5])), { a: { windowOctets }, b: { windowOctets } });
  const { clock } = pair;
  pair.b.tell({ type: 'open', active: false });
  pair.a.tell({ type: 'open', active: true });
  for (const [index, one] of acts.entries()) {
    clock.runUntil(clock.now + one.afterMs);
    perform(pair, one, 1_000_003 * (index + 1));
    meddle(pair);
  }
  mended = true;
  clock.runUntil(clock.now + 1_200_000);
  const before = pair.a.sent.length + pair.b.sent.length;
  clock.runUntil(clock.now + 3_600_000);
  return { pair, segments: pair.a.sent.length + pair.b.sent.length - before };
}

test('two ends always fall silent, but for the probes of a shut window', () => {
  fc.assert(
    fc.property(anyFate, fc.array(act, { minLength: 1, maxLength: 16 }), fc.integer({ min: 1, max: 5000 }), (fates, acts, windowOctets) => {
      const { pair, segments } = segmentsAtTheEnd(fates, acts, windowOctets, () => undefined);
      const probing = [pair.a, pair.b].filter((end) => end.state.timer === 'persist').length;
      expect(segments).toBeLessThanOrEqual(probing * 61 * 2);
      expect(pair.clock.pending).toBe(probing);
    }),
    { numRuns: 300 },
  );
});

test('whoever reads again gets everything soon, whatever was lost meanwhile', () => {
  const io = act.filter(({ what }) => what === 'send' || what === 'pause' || what === 'resume');
  fc.assert(
    fc.property(anyFate, fc.array(io, { minLength: 1, maxLength: 16 }), fc.integer({ min: 1, max: 5000 }), (fates, acts, windowOctets) => {
      let lot = 0;
      let hurt = false;
      const pair: Pair = pairOf(() => (hurt ? (fates[(lot += 1) % fates.length] ?? [5]) : [5]), { a: { windowOctets }, b: { windowOctets } });
      const { clock } = pair;
      pair.b.tell({ type: 'open', active: false });
      pair.a.tell({ type: 'open', active: true });
      clock.runUntil(1000);
      hurt = true;
      const sent = { a: 0, b: 0 };
      for (const one of acts) {
        clock.runUntil(clock.now + one.afterMs);
        if (one.what === 'send') sent[one.who] += one.octets;
        perform(pair, one, 0);
      }
      hurt = false;
      clock.runUntil(clock.now + 5000);
      for (const end of [pair.a, pair.b]) end.tell({ type: 'resume' });
      // A probe and a segment that was sent again are a minute away at most; a window of one octet takes its time.
      clock.runUntil(clock.now + 130_000 + ((sent.a + sent.b) / windowOctets) * 20);
      expect([pair.b.received.length, pair.a.received.length]).toEqual([sent.a, sent.b]);
    }),
    { numRuns: 100 },
  );
});

test('segments that nobody sent make no storm', () => {
  const forged = fc.record({
    who: fc.constantFrom('a' as const, 'b' as const),
    flags: fc.constantFrom(...[TCP_FLAG.ack, TCP_FLAG.syn, TCP_FLAG.rst, TCP_FLAG.fin | TCP_FLAG.ack, TCP_FLAG.syn | TCP_FLAG.ack]),
    sequenceOff: fc.integer({ min: -6000, max: 6000 }),
    acknowledgmentOff: fc.integer({ min: -6000, max: 6000 }),
    octets: fc.nat(600),
    window: fc.nat(5000),
  });
  fc.assert(
    fc.property(fc.array(act, { minLength: 1, maxLength: 8 }), fc.array(forged, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 5000 }), (acts, forgeries, windowOctets) => {
      let next = 0;
      const { segments } = segmentsAtTheEnd([[5]], acts, windowOctets, (pair) => {
        const forgery = forgeries[(next += 1) % forgeries.length];
        if (forgery === undefined) return;
        const end = pair[forgery.who];
        const { rcvNxt, sndUna } = end.state;
        const sequence = (rcvNxt + forgery.sequenceOff) >>> 0;
        const acknowledgment = (sndUna + forgery.acknowledgmentOff) >>> 0;
        const { flags, window, octets } = forgery;
        end.tell({ type: 'segment', segment: { sourcePort: 1, destinationPort: 2, sequence, acknowledgment, flags, window, urgentPointer: 0, options: [], data: new Uint8Array(octets) } });
      });
      // Ten answers in five seconds from each end are the most, and so much only while they misunderstand each other.
      expect(segments).toBeLessThanOrEqual((3_600 / 5) * 10 * 2 + 300);
    }),
    { numRuns: 150 },
  );
});
