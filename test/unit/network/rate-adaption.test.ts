// What is read out of a channel's octets at another speed than it was put in: at the same one all of it, else something else.

import { expect, it } from 'vitest';
import { readAs } from '../../../src/network/rate-adaption.ts';
import { addFcs, checkFcs } from '../../../src/wire/hdlc.ts';
import fc from '../../support/fast-check.ts';

it('puts a one behind seven bits, and leaves out the eighth of eight', () => {
  // Low bits first: seven and a one, then the rest of the first octet and ones.
  expect([...readAs(Uint8Array.of(0x00), 7, 8)]).toEqual([0x80, 0xfe]);
  // 0x80 is seven zeros and a one: the one is not read.
  expect([...readAs(Uint8Array.of(0x80, 0x00), 8, 7)]).toEqual([0x00]);
});

it('gives all of it at the same speed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => {
      expect([...readAs(octets, 8, 8)]).toEqual([...octets]);
      expect([...readAs(octets, 7, 7).subarray(0, octets.length)]).toEqual([...octets]);
    }),
  );
});

it('gives no good frame otherwise', () => {
  const frame = addFcs(Uint8Array.of(0xff, 0x03, 0xc0, 0x21, 1, 1, 0, 18, 3, 5, 0xc2, 0x23, 5));
  expect(checkFcs(readAs(frame, 7, 8)).ok).toBe(false);
  expect(checkFcs(readAs(frame, 8, 7)).ok).toBe(false);
});
