// Time that is held back for somebody outside: what comes meanwhile runs at its own instant, before what was planned for later.

import { describe, expect, it } from 'vitest';
import { Clock } from '../../../src/engine/clock.ts';

/** A clock with one event at 100; `comes` are instants at which something arrives from outside. */
function heldClock(comes: readonly number[]): { readonly clock: Clock; readonly ran: string[]; readonly asked: number[] } {
  const clock = new Clock();
  const ran: string[] = [];
  const asked: number[] = [];
  const waiting = [...comes];
  clock.after(100, () => ran.push(`planned at ${clock.now}`));
  clock.holdBefore = (next) => {
    asked.push(next);
    const at = waiting[0];
    if (at === undefined || at > next) return false;
    waiting.shift();
    clock.after(Math.max(0, at - clock.now), () => ran.push(`arrived at ${clock.now}`));
    return true;
  };
  return { clock, ran, asked };
}

describe('a clock that is held', () => {
  it.each([
    ['nothing comes', [], ['planned at 100']],
    ['something comes first', [40], ['arrived at 40', 'planned at 100']],
    ['two come, and one behind', [40, 60, 150], ['arrived at 40', 'arrived at 60', 'planned at 100', 'arrived at 150']],
  ])('%s, run to an instant', (_what, comes, expected) => {
    const { clock, ran } = heldClock(comes);
    clock.runUntil(200);
    expect(ran).toEqual(expected);
    expect(clock.now).toBe(200);
  });

  it('is held by steps, too, and not where nothing is to come', () => {
    const { clock, ran, asked } = heldClock([40]);
    expect([clock.step(), clock.step(), clock.step()]).toEqual([true, true, false]);
    expect(ran).toEqual(['arrived at 40', 'planned at 100']);
    expect(asked).not.toContain(Infinity);
  });

  it('is not asked about the present', () => {
    const { clock, asked } = heldClock([]);
    clock.runUntil(0);
    expect(asked).toEqual([]);
  });
});
