// `reload` with its dialogue, at once, `in` a time or `at` one, `reload cancel`, and `show reload` (cli-behaviour §9).

import { twoDigits } from '../../base/time.ts';
import type { Arguments } from '../../grammar/types.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import { localTime, utcOfLocal } from '../../views/local-time.ts';
import { dayOfMonthExists, monthNumber, unixDay } from '../calendar-date.ts';
import { configuredBy } from '../configured-by.ts';
import { converse, yesOrNo, type Dialogue } from '../typing/dialogue.ts';
import { saveRunning } from './config.ts';
import { numberOf, textOf } from './show.ts';
import { reloadScheduleOf } from '../reload-schedule.ts';
import type { Exec, Handler } from '../types.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** 24 days, as the command allows. */
const LONGEST_MS = 24 * DAY_MS;
const NO_REASON = 'Reload Command';

export const reloadHandlers: Readonly<Record<string, Handler>> = {
  reload: (exec, args) => {
    exec.print('');
    converse(exec, reloadNow(exec, textOf(args, 'reason')));
  },
  'reload.in': (exec, args) => {
    const delay = textOf(args, 'delay') ?? '';
    const minutes = minutesOf(delay);
    if (minutes === undefined) {
      exec.print(`% Invalid time: ${delay}`);
      return;
    }
    exec.print('');
    converse(exec, reloadLater(exec, minutes * MINUTE_MS, textOf(args, 'reason')));
  },
  'reload.at': reloadAt,
  'reload.cancel': (exec) => {
    if (!reloadScheduleOf(exec.router).cancel()) exec.print('%No reload is scheduled.');
  },
  'show.reload': (exec) => {
    const { router } = exec;
    const { planned } = reloadScheduleOf(router);
    if (!planned) exec.print('No reload is scheduled.');
    else exec.print(scheduledText(router, planned.at - router.now), `Reload reason: ${planned.reason}`);
  },
};

function* reloadNow(exec: Exec, reason: string | undefined): Dialogue {
  yield* offerToSave(exec);
  exec.confirm('Proceed with reload? [confirm]', (accepted) => {
    if (accepted) exec.router.reload(reason, configuredBy(exec));
  });
}

function* reloadLater(exec: Exec, delayMs: number, reason: string = NO_REASON): Dialogue {
  yield* offerToSave(exec);
  exec.print(scheduledText(exec.router, delayMs), `Reload reason: ${reason}`);
  exec.confirm('Proceed with reload? [confirm]', (accepted) => {
    if (accepted) reloadScheduleOf(exec.router).plan(delayMs, reason, configuredBy(exec));
  });
}

function* offerToSave(exec: Exec): Dialogue {
  if (!exec.modified) return;
  if (yield* yesOrNo(exec, 'System configuration has been modified. Save? [yes/no]: ')) saveRunning(exec);
}

function reloadAt(exec: Exec, args: Arguments): void {
  const { router } = exec;
  if (!router.clockSet) {
    exec.print('The date and time must be set first.');
    return;
  }
  const at = momentOf(router, args);
  const delayMs = at === undefined ? 0 : at - (router.clockBaseUnixMs + router.now);
  if (delayMs <= 0 || delayMs > LONGEST_MS) {
    exec.print(`% Invalid time: ${textOf(args, 'time') ?? ''}`);
    return;
  }
  exec.print('');
  converse(exec, reloadLater(exec, delayMs, textOf(args, 'reason')));
}

/** Without a day it is the next time that the clock says so; a day that is past is one of next year. */
function momentOf(router: RouterReader, args: Arguments): number | undefined {
  const now = router.clockBaseUnixMs + router.now;
  const [hours = 0, minutes = 0] = (textOf(args, 'time') ?? '').split(':').map(Number);
  const { time: today } = localTime(now, router.config);
  const at = (days: number): number => utcOfLocal(days * DAY_MS + (hours * 60 + minutes) * MINUTE_MS, router.config);
  const month = textOf(args, 'month');
  if (month === undefined) {
    const day = unixDay(today.year, today.month, today.day);
    return [day, day + 1].map(at).find((moment) => moment > now);
  }
  const day = numberOf(args, 'day') ?? 1;
  const years = [today.year, today.year + 1].filter((year) => dayOfMonthExists(year, monthNumber(month), day));
  return years.map((year) => at(unixDay(year, monthNumber(month), day))).find((moment) => moment > now);
}

/** `5`, `1:30`. */
function minutesOf(delay: string): number | undefined {
  const match = /^(?:(\d{1,3}):)?(\d{1,5})$/.exec(delay);
  if (!match) return undefined;
  const [, hours, rest] = match;
  if (hours !== undefined && Number(rest) > 59) return undefined;
  const minutes = Number(hours ?? 0) * 60 + Number(rest);
  return minutes * MINUTE_MS <= LONGEST_MS && minutes > 0 ? minutes : undefined;
}

/** With the moment itself where the clock was set. */
function scheduledText(router: RouterReader, delayMs: number): string {
  const length = inWords(Math.ceil(delayMs / MINUTE_MS));
  if (!router.clockSet) return `Reload scheduled in ${length}`;
  const { time, zone } = localTime(router.clockBaseUnixMs + router.now + delayMs, router.config);
  const clock = `${twoDigits(time.hour)}:${twoDigits(time.minute)}:${twoDigits(time.second)}`;
  return `Reload scheduled for ${clock} ${zone} ${time.weekday} ${time.monthName} ${time.day} ${time.year} (in ${length})`;
}

function inWords(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [...(hours > 0 ? [`${hours} hour${hours === 1 ? '' : 's'}`] : []), ...(rest > 0 || hours === 0 ? [`${rest} minute${rest === 1 ? '' : 's'}`] : [])];
  return parts.join(' and ');
}
