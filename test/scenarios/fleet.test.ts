// What a call costs does not depend on how many routers there are: the machines of the two ends and the exchange take exactly
// as many steps, and as many frames cross the lines, among two routers as among many.

import { expect, test } from 'vitest';
import { callBackOf, fleetLab, type CallbackCost } from '../support/fleet.ts';
import { worldOf } from '../support/lab.ts';

/** Pairs that call, in a lab of so many routers. */
function costs(routers: number, pairs: readonly number[]): readonly CallbackCost[] {
  const world = worldOf(fleetLab(routers));
  world.settle();
  return pairs.map((pair) => callBackOf(world, pair));
}

test('a callback takes exactly as many steps and frames in a lab of 2, 100 and 600 routers, first and last', () => {
  const [alone] = costs(2, [0]);
  expect(alone?.events).toBeGreaterThan(300);
  expect(alone?.framesReceived).toBeGreaterThan(80);
  expect(costs(100, [0, 49])).toEqual([alone, alone]);
  expect(costs(600, [0, 299])).toEqual([alone, alone]);
});
