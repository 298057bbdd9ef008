// Days of the Gregorian calendar, counted from 1 January 1970: the other direction of base/time's calendar().

export function unixDay(year: number, month: number, day: number): number {
  // Years begin in March, so that the leap day is the last of its year.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function dayOfMonthExists(year: number, month: number, day: number): boolean {
  const next = month === 12 ? unixDay(year + 1, 1, 1) : unixDay(year, month + 1, 1);
  return day >= 1 && unixDay(year, month, 1) + day <= next;
}
