// The history of calls holds the last hundred, oldest first (`show isdn history`: "MaxLength = 100 entries").

import { expect, test } from 'vitest';
import { labNamed, ping, wait, worldOf } from '../support/lab.ts';
import { routerOf } from '../support/multilink.ts';

test('the last hundred calls, in the order in which they ended', () => {
  const world = worldOf(labNamed('callback-bryant'));
  world.settle();
  const before: number[] = [];
  for (let round = 0; round < 60; round += 1) {
    ping(world, 'R2', '172.12.12.1', 1);
    wait(world, 300);
    // The call that asks for a callback, and the return call.
    before.push(routerOf(world, 'R2').callHistory().length);
  }
  expect([before[0], before[1], before[48], before[49], before[50], before[59]]).toEqual([2, 4, 98, 100, 100, 100]);
  const history = routerOf(world, 'R2').callHistory();
  const ends = history.map(({ endedAt }) => endedAt ?? Infinity);
  expect(ends).toEqual([...ends].sort((a, b) => a - b));
  expect(world.clock.now - (ends.at(-1) ?? 0)).toBeLessThan(300_000);
  expect(history.map(({ outgoing }) => outgoing)).toEqual(history.map((_, index) => index % 2 === 0));
});
