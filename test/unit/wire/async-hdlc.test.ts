// Octet stuffing against RFC 1662's own rules, and back again whatever the chunks.

import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../src/base/octets.ts';
import { DEFAULT_ACCM, HUNTING_RECEIVER, NEW_RECEIVER, stuffFrame, unstuff } from '../../../src/wire/async-hdlc.ts';
import fc from '../../support/fast-check.ts';

describe('octet stuffing (RFC 1662 §4.2)', () => {
  it.each([
    ['flag and escape always', '7e7d41', 0, '7e7d5e7d5d417e'],
    ['every control character before negotiation', '0011131f20', DEFAULT_ACCM, '7e7d207d317d337d3f207e'],
    ['only those of the map', '00111320', 0x000a0000, '7e007d317d33207e'],
  ])('%s', (_, plain, accm, stuffed) => {
    expect(toHex(stuffFrame(fromHex(plain), accm))).toBe(stuffed);
  });

  it('takes nothing for a frame before the first flag of a call', () => {
    const { receiver, frames } = unstuff(HUNTING_RECEIVER, fromHex('557365726e616d653a20'), 0);
    expect(frames).toEqual([]);
    expect(unstuff(receiver, fromHex('417e4142437e'), 0).frames.map(toHex)).toEqual(['414243']);
  });

  it('aborts a frame at an escape before a flag, and goes on with the next', () => {
    const { frames, aborted } = unstuff(NEW_RECEIVER, fromHex('7eff037d7eff0341427e'), 0);
    expect(frames.map(toHex)).toEqual(['ff034142']);
    expect(aborted).toBe(1);
  });

  it('drops control characters of its own map that come unescaped', () => {
    expect(unstuff(NEW_RECEIVER, fromHex('7e4111427e'), 0x000a0000).frames.map(toHex)).toEqual(['4142']);
  });

  it('keeps no more than the longest frame of what never ends', () => {
    let receiver = NEW_RECEIVER;
    for (let n = 0; n < 40; n += 1) receiver = unstuff(receiver, new Uint8Array(1000).fill(0x55), 0).receiver;
    expect(receiver.octets.length).toBeLessThanOrEqual(16_392);
    expect(unstuff(receiver, fromHex('7e41427e'), 0)).toMatchObject({ aborted: 1 });
  });

  it('gives back what was put in, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 6 }), fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 1, max: 9 }), (plain, map, size) => {
        const stream = plain.flatMap((frame) => [...stuffFrame(frame, map)]);
        let receiver = NEW_RECEIVER;
        const out: string[] = [];
        for (let at = 0; at < stream.length; at += size) {
          const received = unstuff(receiver, Uint8Array.from(stream.slice(at, at + size)), map);
          receiver = received.receiver;
          out.push(...received.frames.map(toHex));
        }
        expect(out).toEqual(plain.map(toHex));
      }),
    );
  });
});
