// Pacing: virtual time follows the wall clock times the speed; nobody wakes up for nothing. The wall clock is a fake.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Clock } from '../../../src/engine/clock.ts';
import { Pace } from '../../../src/host/pace.ts';
import { labNamed, worldOf } from '../../support/lab.ts';

vi.mock('node:perf_hooks', () => ({ performance: { now: () => globalThis.performance.now() } }));
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

function paced(speed: number) {
  const clock = new Clock();
  let wakes = 0;
  const pace = new Pace(clock, speed, () => (wakes += 1));
  pace.start();
  return { clock, pace, wakes: () => wakes };
}

test('an event happens when it is due, and nobody wakes before', () => {
  const { clock, pace, wakes } = paced(1);
  expect(vi.getTimerCount()).toBe(0);
  const at: number[] = [];
  for (const delay of [100, 5000, 5000]) clock.after(delay, () => at.push(clock.now));
  pace.plan();
  vi.advanceTimersByTime(99);
  expect([at, wakes()]).toEqual([[], 0]);
  vi.advanceTimersByTime(1);
  expect(at).toEqual([100]);
  vi.advanceTimersByTime(60_000);
  expect([at, wakes()]).toEqual([[100, 5000, 5000], 2]);
  expect(vi.getTimerCount()).toBe(0);
});

test('speed multiplies, and changes from then on', () => {
  const { clock, pace } = paced(10);
  vi.advanceTimersByTime(1000);
  pace.catchUp();
  expect(clock.now).toBe(10_000);
  pace.setSpeed(0.5);
  vi.advanceTimersByTime(1000);
  pace.catchUp();
  expect(clock.now).toBe(10_500);
});

test('a jump is not waited for again', () => {
  const { clock, pace } = paced(1);
  vi.advanceTimersByTime(1000);
  pace.catchUp();
  clock.runUntil(60_000);
  pace.catchUp();
  vi.advanceTimersByTime(500);
  pace.catchUp();
  expect(clock.now).toBe(60_500);
});

test('what is due beyond the reach of timers is slept for in pieces', () => {
  const { clock, pace } = paced(1);
  let happened = false;
  clock.after(40 * 86_400_000, () => (happened = true));
  pace.plan();
  vi.advanceTimersByTime(39 * 86_400_000);
  expect(happened).toBe(false);
  vi.advanceTimersByTime(86_400_000);
  expect(happened).toBe(true);
});

test('what an event throws goes to whoever asked for it', () => {
  const { clock, pace } = paced(1);
  const failures: unknown[] = [];
  pace.onFailure = (error) => failures.push(error);
  clock.after(10, () => {
    throw new Error('ours');
  });
  pace.plan();
  vi.advanceTimersByTime(10);
  expect(failures).toHaveLength(1);
});

test('an idle lab wakes for its polls alone: each data link once in ten seconds', () => {
  const world = worldOf(labNamed('callback-bryant'));
  world.settle();
  let wakes = 0;
  const pace = new Pace(world.clock, 1, () => (wakes += 1));
  pace.start();
  vi.advanceTimersByTime(3_600_000);
  pace.stop();
  // Q.921 T203 at two terminals, its answers within the same instants; ten idle minutes close the consoles.
  expect(world.clock.now).toBeGreaterThan(3_600_000);
  expect(wakes).toBeGreaterThan(300);
  expect(wakes).toBeLessThanOrEqual(2 * 360 + 20);
  expect(vi.getTimerCount()).toBe(0);
});
