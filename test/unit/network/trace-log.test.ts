// The trace log: what is kept in columns is read as records, the oldest half goes in one go, and how much went is known.

import { expect, test } from 'vitest';
import { TraceLog } from '../../../src/network/trace-log.ts';

const UP = { type: 'link.changed', to: 'up' } as const;

test('records are what was recorded, numbered through', () => {
  const log = new TraceLog(10);
  expect(log.record(0.5, 'R1', UP, 'BRI0')).toBe(0);
  expect(log.record(1, 'R2', { type: 'sys.restart' }, undefined)).toBe(1);
  expect(log.events).toEqual([
    { at: 0.5, sequence: 0, device: 'R1', interface: 'BRI0', event: UP },
    { at: 1, sequence: 1, device: 'R2', event: { type: 'sys.restart' } },
  ]);
  expect(Object.keys(log.events[1] ?? {})).toEqual(['at', 'sequence', 'device', 'event']);
});

test('who read keeps what was read', () => {
  const log = new TraceLog(10);
  log.record(0, 'R1', UP, undefined);
  const before = log.events;
  expect(log.events).toBe(before);
  log.record(1, 'R1', UP, undefined);
  expect([before.length, log.events.length]).toEqual([1, 2]);
});

test('a full log drops its oldest half', () => {
  const log = new TraceLog(4);
  for (let at = 0; at < 7; at += 1) log.record(at, `R${at}`, UP, undefined);
  expect(log.dropped).toBe(4);
  expect(log.events.map(({ at, sequence, device }) => [at, sequence, device])).toEqual([[4, 4, 'R4'], [5, 5, 'R5'], [6, 6, 'R6']]);
});

test('what only debug lines tell of is not kept, and has the number of the next', () => {
  const log = new TraceLog(4);
  expect(log.record(0, 'R1', { type: 'ppp.packet', direction: 'I', protocol: 0xc021, lengthOctets: 12 }, 'BRI0:1')).toBe(0);
  expect(log.record(0, 'R1', { type: 'ppp.packet', direction: 'I', protocol: 0x0021, lengthOctets: 102 }, 'BRI0:1')).toBe(0);
  expect(log.record(0, 'R1', UP, undefined)).toBe(1);
  expect(log.events.map(({ sequence, event }) => [sequence, event.type])).toEqual([[0, 'ppp.packet'], [1, 'link.changed']]);
  expect(log.dropped).toBe(0);
});
