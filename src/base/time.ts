// Instants and durations of virtual time, and their texts. An Instant is milliseconds since virtual zero,
// 00:00:00 UTC, 1 March 1993 (where IOS clocks start that were never set), rounded to whole microseconds so that
// equal times are equal numbers. Calendar arithmetic is our own because Date must not appear below host/.

/** Milliseconds of virtual time since virtual zero. */
export type Instant = number;
export type DurationMs = number;

/** Rounds to whole microseconds: the canonical form of every instant. */
export function instant(ms: number): Instant {
  return Math.round(ms * 1000) / 1000;
}

/**
 * From one instant to another, in the clock's microseconds: a plain difference may be a hair less than what a timer was started
 * for, and whoever then waits for the hair waits for ever within one instant.
 */
export function elapsedMs(from: Instant, to: Instant): DurationMs {
  return instant(to - from);
}

/** Virtual zero as milliseconds since 1 January 1970: for captures and files. */
export const VIRTUAL_ZERO_UNIX_MS = 730_944_000_000;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
/** `Jan` to `Dec`. */
export const calendarMonths: readonly string[] = MONTHS;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

export interface CalendarTime {
  readonly year: number;
  readonly month: number; // 1..12
  readonly day: number; // 1..31
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  readonly weekday: string;
  readonly monthName: string;
}

/** Civil date of milliseconds since 1970 (proleptic Gregorian, UTC). */
export function calendar(unixMs: number): CalendarTime {
  const days = Math.floor(unixMs / 86_400_000);
  const inDay = Math.floor(unixMs - days * 86_400_000);
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * mp + 2) / 5) + 1;
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return {
    year,
    month,
    day,
    hour: Math.floor(inDay / 3_600_000),
    minute: Math.floor(inDay / 60_000) % 60,
    second: Math.floor(inDay / 1000) % 60,
    millisecond: inDay % 1000,
    weekday: WEEKDAYS[(((days + 4) % 7) + 7) % 7] ?? 'Sun',
    monthName: MONTHS[month - 1] ?? 'Jan',
  };
}

/** Days since 1 January 1970: the other direction of `calendar`. */
export function unixDay(year: number, month: number, day: number): number {
  // Years begin in March, so that the leap day is the last of its year.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}

/** `00:12:34`. */
export function clockTime(ms: DurationMs): string {
  const seconds = Math.floor(ms / 1000);
  return `${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
}

const DAY_MS = 86_400_000;

/** Uptime as in syslog stamps and `show` columns: `00:12:34`, from a day on `1d02h`, from a week `2w3d`, from a year `1y12w`. */
export function uptimeStamp(ms: DurationMs): string {
  if (ms < DAY_MS) return clockTime(ms);
  const days = Math.floor(ms / DAY_MS);
  if (days < 7) return `${days}d${twoDigits(Math.floor(ms / 3_600_000) % 24)}h`;
  if (days < 365) return `${Math.floor(days / 7)}w${days % 7}d`;
  return `${Math.floor(days / 365)}y${twoDigits(Math.floor((days % 365) / 7))}w`;
}
