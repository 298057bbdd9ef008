// What calls cost: rates by direction, day and hour, started units, and sums without rounding. A call is counted unit by unit
// as well, as slowly as one can, and both must agree.

import { describe, expect, test } from 'vitest';
import { calendar } from '../../../src/base/time.ts';
import { ANY_TIME, chargeFor, DEFAULT_TARIFFS, localUnixMs, type Stretch, type TariffRate, type Tariffs } from '../../../src/network/exchange/tariff.ts';
import fc from '../../support/fast-check.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const rate = (more: Partial<TariffRate>): TariffRate => ({ ...ANY_TIME, ...more });
const tariffs = (rates: readonly TariffRate[], more: Partial<Tariffs> = {}): Tariffs => ({ ...DEFAULT_TARIFFS, rates, ...more });

/** R2 calls R1. */
function stretch(answeredAt: number, lastedMs: number, more: Partial<Stretch> = {}): Stretch {
  return {
    from: { router: 'R2', interface: 'BRI0', number: '5558888' },
    to: { router: 'R1', interface: 'BRI0', number: '5557777' },
    answeredAt,
    endedAt: answeredAt + lastedMs,
    ...more,
  };
}

const cost = (rates: readonly TariffRate[], answeredAt: number, lastedMs: number, more: Partial<Tariffs> = {}): number =>
  chargeFor(tariffs(rates, more), stretch(answeredAt, lastedMs)).micros;

describe('a call', () => {
  test.each([
    [0, 100_000],
    [1, 100_000],
    [60_000, 100_000],
    [60_001, 200_000],
    [59_999.999, 100_000],
    [600_000, 1_000_000],
  ])('of %d ms costs %d millionths where a lab has no tariffs', (ms, micros) => {
    expect(cost([], 5000, ms)).toBe(micros);
  });

  test('has a set-up fee once, and units that begin anew', () => {
    expect(cost([rate({ setUpMicros: 50_000, unitMicros: 12_500, unitMs: 6000 })], 0, 18_001)).toBe(50_000 + 4 * 12_500);
  });

  test('by the second may cost less than a hundredth', () => {
    expect(cost([rate({ unitMicros: 1, unitMs: 1000 })], 0, 3_333)).toBe(4);
  });

  test('is paid by the called line where the rate says so', () => {
    expect(chargeFor(tariffs([rate({ paidBy: 'called' })]), stretch(0, 1)).paidBy).toBe('called');
    expect(chargeFor(tariffs([]), stretch(0, 1)).paidBy).toBe('caller');
  });
});

describe('a direction', () => {
  const R = (from: string[], to: string[]): TariffRate => rate({ from, to, unitMicros: 7 });
  test.each([
    [R([], []), true],
    [R(['R2'], ['R1']), true],
    [R(['R1'], ['R2']), false],
    [R(['R2 BRI0'], []), true],
    [R(['R2 BRI1'], []), false],
    [R(['5558888'], ['555*']), true],
    [R(['555888'], []), false],
    [R(['R9', '55588*'], []), true],
  ])('%j', (candidate, fits) => {
    expect(cost([candidate], 0, 1)).toBe(fits ? 7 : 100_000);
  });

  test('the first rate that fits counts', () => {
    expect(cost([rate({ from: ['R1'], unitMicros: 1 }), rate({ unitMicros: 2 }), rate({ unitMicros: 3 })], 0, 1)).toBe(2);
  });
});

describe('days and hours', () => {
  // Virtual zero is a Monday.
  const peak = rate({ name: 'peak', days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], fromMinute: 8 * 60, toMinute: 18 * 60, unitMicros: 10, unitMs: 1000 });
  const night = rate({ name: 'night', fromMinute: 22 * 60, toMinute: 6 * 60, unitMicros: 1, unitMs: 1000 });
  const other = rate({ name: 'other', unitMicros: 3, unitMs: 1000 });
  const at = (ms: number, more: Partial<Tariffs> = {}): number => cost([peak, night, other], ms, 1, more);

  test.each([
    ['Monday 08:00', 8 * HOUR, 10],
    ['a millisecond before', 8 * HOUR - 1, 3],
    ['Monday 18:00', 18 * HOUR, 3],
    ['Monday 23:00', 23 * HOUR, 1],
    ['Tuesday 05:59', DAY + 5 * HOUR + 59 * 60_000, 1],
    ['Saturday 12:00', 5 * DAY + 12 * HOUR, 3],
    ['Sunday 12:00', 6 * DAY + 12 * HOUR, 3],
    ['the next Monday 12:00', 7 * DAY + 12 * HOUR, 10],
  ])('%s', (_, ms, micros) => {
    expect(at(ms)).toBe(micros);
  });

  test('are those of the exchange', () => {
    expect(at(0, { utcOffsetMinutes: 9 * 60 })).toBe(10);
    expect(at(0, { utcOffsetMinutes: -60 })).toBe(1);
    // Friday 23:30 UTC is Saturday there.
    expect(at(4 * DAY + 9 * HOUR + 30 * 60_000, { utcOffsetMinutes: 14 * 60 })).toBe(1);
  });

  test('a unit that has begun keeps its price', () => {
    const { parts, micros } = chargeFor(tariffs([rate({ ...peak, unitMs: 60_000 }), other]), stretch(18 * HOUR - 90_000, 95_000));
    expect(parts.map(({ rate: { name }, units }) => `${units} ${name}`)).toEqual(['2 peak']);
    expect(micros).toBe(20);
    const longer = chargeFor(tariffs([rate({ ...peak, unitMs: 60_000 }), other]), stretch(18 * HOUR - 90_000, 122_000));
    expect(longer.parts.map(({ rate: { name }, units }) => `${units} ${name}`)).toEqual(['2 peak', '2 other']);
  });
});

describe('any call', () => {
  const rateArbitrary = fc
    .record({
      days: fc.subarray(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']),
      fromMinute: fc.integer({ min: 0, max: 1439 }),
      toMinute: fc.integer({ min: 0, max: 1440 }),
      setUpMicros: fc.integer({ min: 0, max: 1_000_000 }),
      unitMicros: fc.integer({ min: 0, max: 1_000_000 }),
      unitMs: fc.constantFrom(1000, 6000, 60_000, 7_200_000, 1_234),
      paidBy: fc.constantFrom('caller' as const, 'called' as const),
    })
    .filter(({ fromMinute, toMinute }) => fromMinute !== toMinute)
    .map((more, ) => rate(more));

  /** Unit after unit. */
  function slowly({ rates, otherwise, ...more }: Tariffs, { answeredAt, endedAt }: Stretch): number {
    const inForce = (at: number): TariffRate => {
      const { weekday, hour, minute } = calendar(localUnixMs({ rates, otherwise, ...more }, at));
      const now = hour * 60 + minute;
      const found = rates.find(({ days, fromMinute, toMinute }) => {
        const inDay = days.length === 0 || days.includes(weekday);
        return inDay && (fromMinute < toMinute ? now >= fromMinute && now < toMinute : now >= fromMinute || now < toMinute);
      });
      return found ?? otherwise;
    };
    let total = inForce(answeredAt).setUpMicros;
    for (let at = answeredAt; at === answeredAt || at < endedAt; ) {
      const { unitMicros, unitMs } = inForce(at);
      total += unitMicros;
      at += unitMs;
    }
    return total;
  }

  test('costs what counting unit by unit says, and its parts add up', () => {
    fc.assert(
      fc.property(
        fc.array(rateArbitrary, { maxLength: 4 }),
        fc.integer({ min: 0, max: 8 * DAY }),
        fc.integer({ min: 0, max: 12 * HOUR }),
        fc.integer({ min: -840, max: 840 }),
        (rates, answeredAt, lastedMs, utcOffsetMinutes) => {
          const all = tariffs(rates, { utcOffsetMinutes });
          const charge = chargeFor(all, stretch(answeredAt, lastedMs));
          expect(charge.micros).toBe(slowly(all, stretch(answeredAt, lastedMs)));
          expect(charge.parts.reduce((sum, { rate: { unitMicros }, units }) => sum + unitMicros * units, charge.setUpMicros)).toBe(charge.micros);
        },
      ),
    );
  });
});
