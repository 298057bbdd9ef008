// Local time as `clock timezone` and `clock summer-time` have it, from UTC and back.

import { calendar, unixDay, type CalendarTime } from '../base/time.ts';
import { clockSettings, type ClockSettings, type SummerMoment } from '../config/clock-settings.ts';
import type { ConfigNode } from '../config/node.ts';

export interface LocalTime {
  readonly time: CalendarTime;
  /** `UTC`, `CET`, `CEST`. */
  readonly zone: string;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What the clocks on the wall say at a moment of UTC. */
export function localTime(unixMs: number, config: ConfigNode): LocalTime {
  const settings = clockSettings(config);
  const standard = unixMs + settings.offsetMinutes * MINUTE_MS;
  const { summer } = settings;
  if (!summer || !isSummer(standard, settings)) return { time: calendar(standard), zone: settings.zone };
  return { time: calendar(standard + summer.offsetMinutes * MINUTE_MS), zone: summer.zone };
}

/** The moment of UTC at which clocks on the wall say so; in the hour that comes twice, the first. */
export function utcOfLocal(localMs: number, config: ConfigNode): number {
  const settings = clockSettings(config);
  const summerMs = (settings.summer?.offsetMinutes ?? 0) * MINUTE_MS;
  const standard = settings.summer && isSummer(localMs - summerMs, settings) ? localMs - summerMs : localMs;
  return standard - settings.offsetMinutes * MINUTE_MS;
}

export interface SummerPeriod {
  /** By the clocks before it, and by those of summer. */
  readonly begins: LocalTime;
  readonly ends: LocalTime;
}

/** The summer that is, or the next one; undefined without `clock summer-time`, or when its only one is over. */
export function summerPeriod(unixMs: number, config: ConfigNode): SummerPeriod | undefined {
  const { summer, offsetMinutes, zone } = clockSettings(config);
  if (!summer) return undefined;
  const local = unixMs + (offsetMinutes + summer.offsetMinutes) * MINUTE_MS;
  const { year } = calendar(local);
  const endsAt = [momentMs(summer.ends, year), momentMs(summer.ends, year + 1)].find((at) => at > local);
  if (endsAt === undefined) return undefined;
  const endYear = calendar(endsAt).year;
  const beginsAt = [momentMs(summer.begins, endYear), momentMs(summer.begins, endYear - 1)].find((at) => at < endsAt);
  if (beginsAt === undefined) return undefined;
  return { begins: { time: calendar(beginsAt), zone }, ends: { time: calendar(endsAt), zone: summer.zone } };
}

/** Both moments in standard time: summer time ends by the clock of summer. */
function isSummer(standardMs: number, { summer }: ClockSettings): boolean {
  if (!summer) return false;
  const { year } = calendar(standardMs);
  const begins = momentMs(summer.begins, year);
  const ends = momentMs(summer.ends, year) - summer.offsetMinutes * MINUTE_MS;
  if (begins <= ends) return standardMs >= begins && standardMs < ends;
  return standardMs >= begins || standardMs < ends; // south of the equator
}

function momentMs({ month, minutes, on }: SummerMoment, year: number): number {
  const day = 'day' in on ? unixDay(on.year, month, on.day) : weekdayOf(year, month, on.week, on.weekday);
  return day * DAY_MS + minutes * MINUTE_MS;
}

function weekdayOf(year: number, month: number, week: number | 'last', weekday: string): number {
  const isThat = (day: number): boolean => calendar(day * DAY_MS).weekday === weekday;
  if (week === 'last') {
    let day = month === 12 ? unixDay(year + 1, 1, 1) - 1 : unixDay(year, month + 1, 1) - 1;
    while (!isThat(day)) day -= 1;
    return day;
  }
  let day = unixDay(year, month, 1);
  while (!isThat(day)) day += 1;
  return day + 7 * (week - 1);
}
