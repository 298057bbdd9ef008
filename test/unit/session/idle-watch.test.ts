// Idle time is measured to the microsecond of the clock: the last key at an odd instant must not make the watch wait for a
// hair's breadth within one instant, for ever.

import { expect, test } from 'vitest';
import { instant } from '../../../src/base/time.ts';
import { Clock } from '../../../src/engine/clock.ts';
import { randomStream } from '../../../src/engine/random.ts';
import { IdleWatch } from '../../../src/session/typing/idle-watch.ts';

test('it ends at its time after any last key', () => {
  const random = randomStream(1, 'keys');
  for (let run = 0; run < 2_000; run += 1) {
    const clock = new Clock();
    const lastKeyAt = instant(random.below(1_000_000_000) / 1000);
    clock.runUntil(lastKeyAt);
    let looks = 0;
    clock.afterEvent = () => {
      looks += 1;
      if (looks > 3) throw new Error(`it looks and looks: last key at ${lastKeyAt}`);
    };
    let expiredAt: number | undefined;
    const watch = new IdleWatch({ clock, limitMs: () => 600_000, lastKeyAt: () => lastKeyAt, isBusy: () => false, expired: () => (expiredAt = clock.now) });
    watch.start();
    clock.runUntil(lastKeyAt + 700_000);
    expect(expiredAt).toBe(instant(lastKeyAt + 600_000));
  }
});
