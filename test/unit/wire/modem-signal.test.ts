// The stand-in for the sounds of modems: what is said is what is heard, and anything else is refused.

import { expect, it } from 'vitest';
import { LINE_SOUND, type LineSound } from '../../../src/wire/modem-signal.ts';
import fc from '../../support/fast-check.ts';

const sound: fc.Arbitrary<LineSound> = fc.oneof(
  fc.record({ kind: fc.constantFrom('ANSam' as const, 'CM' as const, 'JM' as const), bitsPerSecond: fc.nat({ max: 655 }).map((hundreds) => hundreds * 100) }),
  fc.record({ kind: fc.constant('data' as const), octets: fc.uint8Array({ maxLength: 40 }) }),
);

it('parses what it serializes', () => {
  fc.assert(
    fc.property(sound, (said) => {
      expect(LINE_SOUND.parse(LINE_SOUND.serialize(said))).toEqual({ ok: true, value: said });
    }),
  );
});

it('refuses or takes any octets, and throws at none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (octets) => {
      const heard = LINE_SOUND.parse(octets);
      if (heard.ok) expect(LINE_SOUND.serialize(heard.value)).toEqual(octets);
    }),
  );
});
