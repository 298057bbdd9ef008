// Messages of V.25bis: characters with and without parity, what is understood, and what is refused.

import { describe, expect, it } from 'vitest';
import { addFcs } from '../../../src/wire/hdlc.ts';
import { CALL_FAILURES, parseV25bis, V25BIS_FRAME, v25bisText, type V25bisMessage } from '../../../src/wire/v25bis.ts';
import fc from '../../support/fast-check.ts';

const message: fc.Arbitrary<V25bisMessage> = fc.oneof(
  fc.record({ kind: fc.constant('CRN' as const), number: fc.stringMatching(/^[0-9]{1,15}$/) }),
  fc.record({ kind: fc.constantFrom('CIC' as const, 'DIC' as const, 'VAL' as const, 'INV' as const, 'INC' as const, 'CNX' as const) }),
  fc.record({ kind: fc.constant('CFI' as const), reason: fc.constantFrom(...CALL_FAILURES) }),
);

describe('frames', () => {
  it('have an address of 0xFF and a control field of 0x13, then T.50', () => {
    expect([...V25BIS_FRAME.none.serialize('CRN5')].slice(0, -2)).toEqual([0xff, 0x13, 0x43, 0x52, 0x4e, 0x35]);
    // C, R have three ones, N and 5 four.
    expect([...V25BIS_FRAME.odd.serialize('CRN5')].slice(0, -2)).toEqual([0xff, 0x13, 0x43, 0x52, 0xce, 0xb5]);
  });

  it.each(['none', 'odd'] as const)('are read as they were written, parity %s', (parity) => {
    fc.assert(
      fc.property(message, (said) => {
        const text = V25BIS_FRAME[parity].parse(V25BIS_FRAME[parity].serialize(v25bisText(said)));
        expect(text.ok && parseV25bis(text.value)).toEqual(said);
      }),
    );
  });

  it.each([
    ['none', 'odd', 'CRN5551111'],
    ['odd', 'none', 'CRN5551111'],
    ['none', 'odd', 'VAL'],
    ['odd', 'none', 'INC'],
  ] as const)('of a side with parity %s are not read by one with parity %s: %s', (from, to, text) => {
    expect(V25BIS_FRAME[to].parse(V25BIS_FRAME[from].serialize(text))).toMatchObject({ ok: false, error: { message: 'wrong parity' } });
  });

  it('are read the same by both, where every character has an odd number of ones', () => {
    expect(V25BIS_FRAME.none.parse(V25BIS_FRAME.odd.serialize('CIC'))).toEqual({ ok: true, value: 'CIC' });
  });

  it('are refused, whatever else comes, and nothing is thrown', () => {
    expect(V25BIS_FRAME.none.parse(addFcs(Uint8Array.of(0xff, 0x03, 0xc0, 0x21))).ok).toBe(false);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 20 }), (octets) => void V25BIS_FRAME.odd.parse(octets)));
  });
});

describe('texts', () => {
  it.each([
    ['CRN 555 1111', { kind: 'CRN', number: '5551111' }],
    ['CRN9:T5551111', { kind: 'CRN', number: '9:T5551111' }],
    ['INVCU', { kind: 'INV' }],
    ['CFIET', { kind: 'CFI', reason: 'ET' }],
    ['CRN', undefined],
    ['CRNabc', undefined],
    ['CFIXX', undefined],
    ['VALID', undefined],
    ['PRN1;5551111', undefined],
    ['', undefined],
  ])('%s', (text, expected) => {
    expect(parseV25bis(text)).toEqual(expected);
  });
});
