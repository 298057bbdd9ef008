// `clock timezone` and `clock summer-time`: how far local time is from UTC, what it is called, and between which moments of
// a year summer time runs. The arithmetic of days is views/local-time.ts's.

import { calendarMonths } from '../base/time.ts';
import type { Arguments, ConfigNode } from './node.ts';
import { number, text } from './reading.ts';

/** A moment of local time: on a date, or on a weekday of a week of a month, every year. */
export interface SummerMoment {
  /** 1 to 12. */
  readonly month: number;
  /** Minutes since midnight. */
  readonly minutes: number;
  readonly on: { readonly year: number; readonly day: number } | { readonly week: number | 'last'; readonly weekday: string };
}

export interface ClockSettings {
  readonly zone: string;
  readonly offsetMinutes: number;
  readonly summer?: { readonly zone: string; readonly offsetMinutes: number; readonly begins: SummerMoment; readonly ends: SummerMoment };
}

const UTC: ClockSettings = { zone: 'UTC', offsetMinutes: 0 };

/** What `recurring` without moments means in this release: the rules of the United States before 2007. */
const DEFAULT_BEGIN: SummerMoment = { month: 4, minutes: 120, on: { week: 1, weekday: 'Sun' } };
const DEFAULT_END: SummerMoment = { month: 10, minutes: 120, on: { week: 'last', weekday: 'Sun' } };
const DEFAULT_SUMMER_MINUTES = 60;

export function clockSettings(root: ConfigNode): ClockSettings {
  const timezone = root.value('clock.timezone');
  const summer = root.value('clock.summerTime');
  if (!timezone && !summer) return UTC;
  const hours = number(timezone, 'hours') ?? 0;
  const minutes = number(timezone, 'minutes') ?? 0;
  const standard = { zone: text(timezone, 'zone') ?? UTC.zone, offsetMinutes: hours * 60 + (hours < 0 ? -minutes : minutes) };
  if (!summer) return standard;
  return {
    ...standard,
    summer: {
      zone: text(summer, 'zone') ?? '',
      offsetMinutes: number(summer, 'offset') ?? DEFAULT_SUMMER_MINUTES,
      begins: moment(summer, '1') ?? DEFAULT_BEGIN,
      ends: moment(summer, '2') ?? DEFAULT_END,
    },
  };
}

function moment(args: Arguments, which: '1' | '2'): SummerMoment | undefined {
  const month = text(args, `month${which}`);
  if (month === undefined) return undefined;
  const [hour = 0, minute = 0] = (text(args, `time${which}`) ?? '').split(':').map(Number);
  const at = { month: calendarMonths.indexOf(month) + 1, minutes: hour * 60 + minute };
  const day = number(args, `date${which}`);
  if (day !== undefined) return { ...at, on: { year: number(args, `year${which}`) ?? 0, day } };
  const week = args[`week${which}`];
  return { ...at, on: { week: week === 'last' ? 'last' : week === 'first' ? 1 : Number(week), weekday: text(args, `day${which}`) ?? 'Sun' } };
}
