// What every wire codec promises: values survive the wire, and no octets whatever make it throw. CODEC_RUNS tries that many
// octet strings on each instead of the usual hundred.

import { describe, expect, test } from 'vitest';
import { CODECS, type CodecCase } from '../support/codecs.ts';
import fc from '../support/fast-check.ts';

const RUNS = Number(process.env['CODEC_RUNS'] ?? 100);

describe.each(Object.entries<CodecCase>(CODECS))('%s', (_name, { codec, values, exact, seal }) => {
  /** Whatever parse takes, serialize can give back. */
  function checkOctets(octets: Uint8Array): void {
    const parsed = codec.parse(octets);
    if (!parsed.ok) {
      expect(parsed.error.offset).toBeLessThanOrEqual(octets.length);
      expect(parsed.error.message).not.toBe('');
      return;
    }
    const again = codec.serialize(parsed.value);
    if (exact === true) expect(again).toEqual(octets);
    expect(codec.parse(again)).toEqual(parsed);
  }

  test('parse inverts serialize', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(codec.parse(codec.serialize(value))).toEqual({ ok: true, value });
      }),
    );
  });

  test('any octets parse or are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (octets) => {
        checkOctets(octets);
        if (seal !== undefined) checkOctets(seal(octets));
      }),
      { numRuns: RUNS },
    );
  }, RUNS + 5_000);

  test('octets that were right until one was changed, cut off or added', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.constantFrom('flip', 'cut', 'add'), (value, place, bits, change) => {
        const octets = codec.serialize(value);
        const offset = octets.length === 0 ? 0 : place % octets.length;
        let changed = octets.slice();
        if (change === 'flip') changed[offset] = (changed[offset] ?? 0) ^ bits;
        else if (change === 'cut') changed = changed.slice(0, offset);
        else changed = Uint8Array.from([...changed.subarray(0, offset), bits, ...changed.subarray(offset)]);
        checkOctets(changed);
        if (seal !== undefined) checkOctets(seal(changed));
      }),
      { numRuns: RUNS },
    );
  }, RUNS + 5_000);
});
