// The `tariffs` of a lab file, and their mistakes with file, line and column.

import { describe, expect, test } from 'vitest';
import { mistakeIn, parsed } from './lab-texts.ts';

const HEAD = `title: Two
routers:
  R1: {}
  R2: {}
telephone:
  lines:
    - { line: R1 BRI0, numbers: [1] }
    - { line: R2 BRI0, numbers: [2] }
  tariffs:
`;
const inRate = (text: string): string => `${HEAD}    rates:\n      - { price: 0.1, ${text} }\n`;

describe('tariffs', () => {
  test('are read to the millionth', () => {
    const text = `${HEAD}    currency: DEM
    utc-offset: "-05:30"
    rates:
      - { name: peak, from: R2, to: [R1 bri 0, 018*], days: [weekdays, Sat], hours: "18:00-08:00", set-up: 0.05, price: 0.123456, unit: 1m30s, pays: called }
      - { price: 2 }
    default: { price: 0.10, unit: 6 }
`;
    expect(parsed(text).description.tariffs).toEqual({
      currency: 'DEM',
      utcOffsetMinutes: -330,
      rates: [
        {
          name: 'peak', from: ['R2'], to: ['R1 BRI0', '018*'], days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'], fromMinute: 1080, toMinute: 480,
          setUpMicros: 50_000, unitMicros: 123_456, unitMs: 90_000, paidBy: 'called',
        },
        { name: 'rate 2', from: [], to: [], days: [], fromMinute: 0, toMinute: 1440, setUpMicros: 0, unitMicros: 2_000_000, unitMs: 60_000, paidBy: 'caller' },
      ],
      otherwise: { name: 'default', from: [], to: [], days: [], fromMinute: 0, toMinute: 1440, setUpMicros: 0, unitMicros: 100_000, unitMs: 6000, paidBy: 'caller' },
    });
  });

  test('need not be there', () => {
    expect(parsed(HEAD.replace('  tariffs:\n', '')).description.tariffs).toBeUndefined();
  });

  test.each([
    [`${HEAD}    curency: USD\n`, '10:5: unknown key "curency"; did you mean "currency"?'],
    [`${HEAD}    utc-offset: 5\n`, '10:17: "5" is no distance from UTC, such as "+01:00" or "-05:00"'],
    [`${HEAD}    utc-offset: "+15:00"\n`, '10:17: "+15:00" is no distance from UTC, such as "+01:00" or "-05:00"'],
    [`${HEAD}    rates:\n      - { from: R1 }\n`, '11:9: "rates" lacks "price:"'],
    [`${HEAD}    rates:\n      - { price: 0.1234567 }\n`, '11:18: "0.1234567" is no price: digits with up to six decimals, such as 0.25'],
    [`${HEAD}    rates:\n      - { price: -1 }\n`, '11:18: "-1" is no price: digits with up to six decimals, such as 0.25'],
    [inRate('from: R3'), '11:29: "R3" is no end of a call: a router with a telephone line (R1, R2), one of its lines such as "R1 BRI0", a number, or the beginning of numbers such as "555*"'],
    [inRate('to: R1 BRI1'), '11:27: "R1 BRI1" is no telephone line of this lab: '],
    [inRate('days: monday'), '11:29: "monday" is no day here'],
    [inRate('hours: 8-18'), '11:30: "8-18" are no hours of a day, such as "08:00-18:00" or "18:00-08:00"'],
    [inRate('hours: "08:00-08:00"'), '11:30: "08:00-08:00" are no hours'],
    [inRate('hours: "08:60-09:00"'), '11:30: "08:60-09:00" are no hours'],
    [inRate('unit: 0'), '11:29: "0" is no unit of a tariff: '],
    [inRate('unit: 1.5ms'), '11:29: "1.5ms" is no unit of a tariff: '],
    [inRate('pays: nobody'), '11:29: "nobody" is no end of a call here'],
    [`${HEAD}    default: { price: 1, hours: "08:00-09:00" }\n`, '10:26: unknown key "hours"'],
  ])('%j', (text, expected) => {
    expect(mistakeIn(text).startsWith(`labs/two/lab.yaml:${expected}`), mistakeIn(text)).toBe(true);
  });
});
