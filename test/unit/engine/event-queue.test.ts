// The queue against a sorted list, and a clock whose timers are stopped and started again against one that forgets nothing.

import { describe, expect, it } from 'vitest';
import { Clock, type Scheduled } from '../../../src/engine/clock.ts';
import { EventQueue } from '../../../src/engine/event-queue.ts';
import fc from '../../support/fast-check.ts';

describe('the event queue', () => {
  it('gives back what a sorted list would', () => {
    const work = fc.array(fc.oneof(fc.nat(20).map((at) => ({ at })), fc.constant('drop' as const), fc.nat(30).map((delay) => ({ delay })), fc.nat(4).map((rest) => ({ rest }))));
    fc.assert(
      fc.property(work, (steps) => {
        const queue = new EventQueue<{ at: number; order: number }>();
        let list: { at: number; order: number }[] = [];
        const sort = (): void => void list.sort((a, b) => a.at - b.at || a.order - b.order);
        steps.forEach((step, order) => {
          if (step === 'drop') {
            if (list.length > 0) queue.dropFirst();
            list.shift();
          } else if ('at' in step) {
            const item = { at: step.at, order };
            queue.push(item.at, order, item);
            list.push(item);
          } else if ('delay' in step) {
            const [first] = list;
            if (first === undefined) return;
            first.at += step.delay;
            first.order = order;
            queue.delayFirst(first.at, order);
          } else {
            queue.keepOnly((item) => item.order % 5 !== step.rest);
            list = list.filter((item) => item.order % 5 !== step.rest);
          }
          sort();
          expect(queue.size).toBe(list.length);
          expect(queue.first).toBe(list[0]);
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe('timers that are stopped and started again', () => {
  it('run out when and in the order in which new ones would', () => {
    const work = fc.array(fc.record({ timer: fc.nat(5), what: fc.constantFrom('start', 'start', 'stop', 'wait'), ms: fc.nat(40) }), { maxLength: 80 });
    fc.assert(
      fc.property(work, (steps) => {
        const ran = (restarts: boolean): readonly string[] => {
          const clock = new Clock();
          const told: string[] = [];
          const run = (name: number): void => void told.push(`${name}@${clock.now}`);
          const timers = new Map<number, Scheduled<number>>();
          for (const { timer, what, ms } of steps) {
            const old = timers.get(timer);
            if (what === 'wait') clock.runUntil(clock.now + ms);
            else if (what === 'stop') {
              if (old !== undefined) clock.cancel(old);
            } else if (old !== undefined && restarts) timers.set(timer, clock.restart(old, ms, run, timer));
            else {
              if (old !== undefined) clock.cancel(old);
              timers.set(timer, clock.schedule(ms, run, timer));
            }
            told.push(`next ${clock.nextAt}, ${clock.pending}`);
          }
          clock.runUntil(clock.now + 1000);
          expect(clock.pending).toBe(0);
          return told;
        };
        expect(ran(true)).toEqual(ran(false));
      }),
      { numRuns: 500 },
    );
  });
});
