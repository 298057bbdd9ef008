// A reload that waits for its time (`reload in`): one for each router, whoever asked for it. Everybody on a line of the
// router is told by a banner when it is planned, shortly before, and when it is called off.

import type { DurationMs, Instant } from '../base/time.ts';
import { twoDigits } from '../base/time.ts';
import { Bus } from '../engine/bus.ts';
import type { Cancel } from '../engine/clock.ts';
import type { RouterControl } from '../network/router/control.ts';

const schedules = new WeakMap<RouterControl, ReloadSchedule>();

export function reloadScheduleOf(router: RouterControl): ReloadSchedule {
  let schedule = schedules.get(router);
  if (!schedule) {
    schedule = new ReloadSchedule(router);
    schedules.set(router, schedule);
  }
  return schedule;
}

/** Time left at which everybody is told once more. */
const REMINDERS_MS = [3_600_000, 1_800_000, 300_000, 60_000] as const;

export class ReloadSchedule {
  /** What stands between the stars: `--- SHUTDOWN in 0:05:00 ---`. */
  readonly banners = new Bus<string>();
  readonly #router: RouterControl;
  #planned: { readonly at: Instant; readonly reason: string } | undefined;
  #cancels: Cancel[] = [];

  constructor(router: RouterControl) {
    this.#router = router;
    router.rebooted.subscribe(() => this.#forget());
  }

  get planned(): { readonly at: Instant; readonly reason: string } | undefined {
    return this.#planned;
  }

  plan(delayMs: DurationMs, reason: string, by: string): void {
    this.#forget();
    const { clock } = this.#router;
    this.#planned = { at: clock.now + delayMs, reason };
    this.#announce(delayMs);
    for (const left of REMINDERS_MS) if (left < delayMs) this.#cancels.push(clock.after(delayMs - left, () => this.#announce(left)));
    this.#cancels.push(
      clock.after(delayMs, () => {
        this.banners.publish('--- SHUTDOWN NOW ---');
        this.#router.reload(reason, by);
      }),
    );
  }

  /** False if none was planned. */
  cancel(): boolean {
    if (!this.#planned) return false;
    this.#forget();
    this.banners.publish('--- SHUTDOWN ABORTED ---');
    return true;
  }

  #announce(leftMs: DurationMs): void {
    this.banners.publish(`--- SHUTDOWN in ${hoursMinutesSeconds(leftMs)} ---`);
  }

  #forget(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels = [];
    this.#planned = undefined;
  }
}

function hoursMinutesSeconds(ms: DurationMs): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 3600)}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
}
