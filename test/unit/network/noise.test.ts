// Noise: as many wrong bits as the rate says, wherever frames begin and end, and none that was not drawn.

import { expect, test } from 'vitest';
import { randomStream } from '../../../src/engine/random.ts';
import { Noise } from '../../../src/network/noise.ts';
import fc from '../../support/fast-check.ts';

const noise = (rate: number, seed = 1): Noise => new Noise(rate, randomStream(seed, 'noise'));

function wrongBits(before: Uint8Array, after: Uint8Array): number[] {
  const wrong: number[] = [];
  for (let bit = 0; bit < before.length * 8; bit += 1) if ((((before[bit >> 3] ?? 0) ^ (after[bit >> 3] ?? 0)) >> (bit & 7)) & 1) wrong.push(bit);
  return wrong;
}

test.each([1e-4, 1e-3, 1e-2, 0.5])('a rate of %d is met over ten million bits', (rate) => {
  const line = noise(rate);
  const frame = new Uint8Array(1250);
  let bits = 0;
  for (let i = 0; i < 1000; i += 1) bits += line.pass(frame).bits;
  // Six standard deviations of a binomial distribution.
  const expected = 1e7 * rate;
  expect(Math.abs(bits - expected)).toBeLessThan(6 * Math.sqrt(expected * (1 - rate)));
});

test('a quiet line hands frames on as they are', () => {
  const frame = Uint8Array.of(1, 2, 3);
  expect(noise(1e-12).pass(frame).octets).toBe(frame);
});

test('the octets that went in are left alone, and the count is that of the bits that differ', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 20 }), fc.integer(), fc.constantFrom(0.01, 0.1, 0.5), (frames, seed, rate) => {
      const line = noise(rate, seed);
      for (const frame of frames) {
        const before = frame.slice();
        const { octets, bits } = line.pass(frame);
        expect(frame).toEqual(before);
        expect(wrongBits(frame, octets)).toHaveLength(bits);
      }
    }),
  );
});

test('errors fall on the same bits however the line is cut into frames', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }), fc.integer(), (lengths, seed) => {
      const total = lengths.reduce((sum, length) => sum + length, 0);
      const whole = wrongBits(new Uint8Array(total), noise(0.05, seed).pass(new Uint8Array(total)).octets);
      const line = noise(0.05, seed);
      let at = 0;
      const parts: number[] = [];
      for (const length of lengths) {
        const offset = at;
        parts.push(...wrongBits(new Uint8Array(length), line.pass(new Uint8Array(length)).octets).map((bit) => bit + offset * 8));
        at += length;
      }
      expect(parts).toEqual(whole);
    }),
  );
});
