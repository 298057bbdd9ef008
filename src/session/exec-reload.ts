// `reload` with its dialogue, at once or `in` a time, `reload cancel`, and `show reload` (cli-behaviour §9).

import { saveRunning } from './exec-config.ts';
import { converse, yesOrNo, type Dialogue } from './dialogue.ts';
import { textOf } from './exec-show.ts';
import { reloadScheduleOf } from './reload-schedule.ts';
import type { Exec, Handler } from './types.ts';

/** 24 days, as the command allows. */
const LONGEST_MINUTES = 24 * 24 * 60;

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
    converse(exec, reloadLater(exec, minutes, textOf(args, 'reason')));
  },
  'reload.cancel': (exec) => {
    if (!reloadScheduleOf(exec.router).cancel()) exec.print('%No reload is scheduled.');
  },
  'show.reload': (exec) => {
    const { router } = exec;
    const { planned } = reloadScheduleOf(router);
    if (!planned) exec.print('No reload is scheduled.');
    else exec.print(`Reload scheduled in ${inWords(Math.ceil((planned.at - router.now) / 60_000))}`, `Reload reason: ${planned.reason}`);
  },
};

function* reloadNow(exec: Exec, reason: string | undefined): Dialogue {
  yield* offerToSave(exec);
  exec.confirm('Proceed with reload? [confirm]', (accepted) => {
    if (accepted) exec.router.reload(reason);
  });
}

function* reloadLater(exec: Exec, minutes: number, reason: string | undefined): Dialogue {
  yield* offerToSave(exec);
  exec.print(`Reload scheduled in ${inWords(minutes)}`, `Reload reason: ${reason ?? 'Reload Command'}`);
  exec.confirm('Proceed with reload? [confirm]', (accepted) => {
    if (accepted) reloadScheduleOf(exec.router).plan(minutes * 60_000, reason ?? 'Reload Command');
  });
}

function* offerToSave(exec: Exec): Dialogue {
  if (!exec.modified) return;
  if (yield* yesOrNo(exec, 'System configuration has been modified. Save? [yes/no]: ')) saveRunning(exec);
}

/** `5`, `1:30`. */
function minutesOf(delay: string): number | undefined {
  const match = /^(?:(\d{1,3}):)?(\d{1,5})$/.exec(delay);
  if (!match) return undefined;
  const [, hours, rest] = match;
  if (hours !== undefined && Number(rest) > 59) return undefined;
  const minutes = Number(hours ?? 0) * 60 + Number(rest);
  return minutes <= LONGEST_MINUTES && minutes > 0 ? minutes : undefined;
}

function inWords(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [...(hours > 0 ? [`${hours} hour${hours === 1 ? '' : 's'}`] : []), ...(rest > 0 || hours === 0 ? [`${rest} minute${rest === 1 ? '' : 's'}`] : [])];
  return parts.join(' and ');
}
