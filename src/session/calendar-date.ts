// Whether a day of the Gregorian calendar exists.

import { unixDay } from '../base/time.ts';

export { unixDay };

export function dayOfMonthExists(year: number, month: number, day: number): boolean {
  const next = month === 12 ? unixDay(year + 1, 1, 1) : unixDay(year, month + 1, 1);
  return day >= 1 && unixDay(year, month, 1) + day <= next;
}
