// SLIP: what was framed comes out again, however the stream is cut, and noise is bounded.

import { expect, it } from 'vitest';
import { concatOctets } from '../../../src/base/octets.ts';
import { NEW_SLIP_RECEIVER, slipFrame, unslip } from '../../../src/wire/slip.ts';
import fc from '../../support/fast-check.ts';

it('escapes END and ESC (RFC 1055)', () => {
  expect([...slipFrame(Uint8Array.of(1, 0xc0, 0xdb, 2))]).toEqual([0xc0, 1, 0xdb, 0xdc, 0xdb, 0xdd, 2, 0xc0]);
});

it('gives back what was framed, in whatever pieces it comes', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 5 }), fc.integer({ min: 1, max: 9 }), (datagrams, piece) => {
      const stream = concatOctets(...datagrams.map(slipFrame));
      let receiver = NEW_SLIP_RECEIVER;
      const heard: Uint8Array[] = [];
      for (let at = 0; at < stream.length; at += piece) {
        const step = unslip(receiver, stream.subarray(at, at + piece));
        receiver = step.receiver;
        heard.push(...step.datagrams);
      }
      expect(heard).toEqual(datagrams);
    }),
  );
});

it('forgets noise that has no end', () => {
  const { receiver, datagrams } = unslip(NEW_SLIP_RECEIVER, new Uint8Array(40_000).fill(7));
  expect(datagrams).toEqual([]);
  expect(receiver.octets.length).toBeLessThanOrEqual(16_384);
});
