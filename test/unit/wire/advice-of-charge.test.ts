// The Facility element of AOC-D, octet for octet as European exchanges send it, and what is no such element.

import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../src/base/octets.ts';
import { adviceOfCharge, chargedUnits, MOST_UNITS } from '../../../src/wire/advice-of-charge.ts';
import fc from '../../support/fast-check.ts';

describe('advice of charge (EN 300 182-1)', () => {
  it('is an invocation of aOCDChargingUnit with a sub-total', () => {
    expect(toHex(adviceOfCharge(1, 1))).toBe('91a112020101020122300aa1053003020101820100');
    expect(toHex(adviceOfCharge(300, 200))).toBe('91a1140202012c020122300ba106300402020 0c8820100'.replace(' ', ''));
  });

  it('is read as it was made', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 0x7fff }), fc.integer({ min: 0, max: MOST_UNITS }), (identifier, units) => {
      expect(chargedUnits(adviceOfCharge(identifier, units))).toBe(units);
    }));
  });

  it.each([
    ['nothing', ''],
    ['another profile', '90a112020101020122300aa1053003020101820100'],
    ['another operation (aOCECurrency)', '91a112020101020123300aa1053003020101820100'],
    ['free of charge', '91a108020101020122810 0'.replace(' ', '')],
    ['not available', '91a1080201010201220500'],
    ['cut short', '91a112020101020122300aa105300302'],
    ['a length of two octets', '91a18112020101020122300aa1053003020101820100'],
    ['no component', '91'],
  ])('%s is not', (_what, hex) => void expect(chargedUnits(fromHex(hex))).toBeUndefined());

  it('whatever comes, nothing is thrown', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => {
      chargedUnits(Uint8Array.from([0x91, ...octets]));
    }));
  });
});
