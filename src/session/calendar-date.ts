// Whether a day of the Gregorian calendar exists, and months by their names.

import { unixDay } from '../base/time.ts';

export { unixDay };

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];

/** 1 to 12; 0 if it is no month. */
export function monthNumber(name: string): number {
  return MONTHS.indexOf(name) + 1;
}

export function dayOfMonthExists(year: number, month: number, day: number): boolean {
  const next = month === 12 ? unixDay(year + 1, 1, 1) : unixDay(year, month + 1, 1);
  return day >= 1 && unixDay(year, month, 1) + day <= next;
}
