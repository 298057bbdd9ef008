// `absolute-timeout` and `logout-warning`: whoever is on a line has to leave it after so long, whatever he does, and may be
// told before. The words are those of published sessions for the end, ours for the warning.

import type { DurationMs } from '../../base/time.ts';
import type { Cancel, Clock } from '../../engine/clock.ts';

export interface AbsoluteLimit {
  readonly clock: Clock;
  /** Undefined is never. */
  readonly afterMs: DurationMs | undefined;
  readonly warningMs: DurationMs | undefined;
  readonly warn: (text: readonly string[]) => void;
  readonly expired: () => void;
}

/** Starts the time; returns how to stop it. */
export function limitSession({ clock, afterMs, warningMs, warn, expired }: AbsoluteLimit): Cancel {
  if (afterMs === undefined) return () => undefined;
  const cancelEnd = clock.after(afterMs, () => {
    warn(['*', '*', '* Line timeout expired', '*', '*']);
    expired();
  });
  const cancelWarning =
    warningMs === undefined || warningMs >= afterMs
      ? () => undefined
      : clock.after(afterMs - warningMs, () => warn(['*', '*', `* Line timeout expires in ${Math.ceil(warningMs / 1000)} seconds`, '*', '*']));
  return () => {
    cancelEnd();
    cancelWarning();
  };
}
