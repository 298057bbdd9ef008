// Local time and its names, and the stamps of messages in every form of `service timestamps`.

import { describe, expect, it } from 'vitest';
import { unixDay, uptimeStamp } from '../../../src/base/time.ts';
import { loadConfiguration, refusedLines } from '../../../src/config/load-text.ts';
import { createConfig } from '../../../src/config/store.ts';
import { localTime, utcOfLocal } from '../../../src/views/local-time.ts';
import { consoleWith } from '../../support/console.ts';
import { context, realGrammar } from '../../support/grammar.ts';

function configured(...lines: readonly string[]) {
  const store = createConfig(realGrammar());
  expect(refusedLines(loadConfiguration(store, lines.join('\n'), context()))).toEqual([]);
  return store;
}

const utc = (year: number, month: number, day: number, hour: number, minute = 0) => unixDay(year, month, day) * 86_400_000 + (hour * 60 + minute) * 60_000;

function shown(unixMs: number, ...lines: readonly string[]): string {
  const { time, zone } = localTime(unixMs, configured(...lines));
  return `${time.hour}:${String(time.minute).padStart(2, '0')} ${time.day} ${time.monthName} ${zone}`;
}

const BERLIN = ['clock timezone CET 1', 'clock summer-time CEST recurring last Sun Mar 2:00 last Sun Oct 3:00'];

describe('local time', () => {
  it.each([
    [utc(2002, 1, 15, 12), [], '12:00 15 Jan UTC'],
    [utc(2002, 1, 15, 12), ['clock timezone IST 5 30'], '17:30 15 Jan IST'],
    [utc(2002, 1, 15, 2), ['clock timezone NST -3 30'], '22:30 14 Jan NST'],
    [utc(2002, 3, 31, 0, 59), BERLIN, '1:59 31 Mar CET'],
    [utc(2002, 3, 31, 1), BERLIN, '3:00 31 Mar CEST'],
    [utc(2002, 10, 27, 0, 59), BERLIN, '2:59 27 Oct CEST'],
    [utc(2002, 10, 27, 1), BERLIN, '2:00 27 Oct CET'],
    [utc(2002, 4, 7, 10), ['clock timezone PST -8', 'clock summer-time PDT recurring'], '3:00 7 Apr PDT'],
    [utc(2002, 4, 7, 9, 59), ['clock timezone PST -8', 'clock summer-time PDT recurring'], '1:59 7 Apr PST'],
    [utc(2002, 1, 15, 12), ['clock timezone EST 10', 'clock summer-time EDT recurring last Sun Oct 2:00 last Sun Mar 3:00'], '23:00 15 Jan EDT'],
    [utc(2002, 6, 1, 12), ['clock summer-time BST date 31 March 2002 1:00 October 27 2002 2:00 60'], '13:00 1 Jun BST'],
  ])('%d with %j is %s', (unixMs, lines, expected) => {
    expect(shown(unixMs, ...lines)).toBe(expected);
  });

  it('has a way back', () => {
    const store = configured(...BERLIN);
    for (const at of [utc(2002, 1, 15, 12), utc(2002, 7, 15, 12), utc(2002, 10, 27, 3)]) {
      const { time } = localTime(at, store);
      expect(utcOfLocal(utc(time.year, time.month, time.day, time.hour, time.minute), store)).toBe(at);
    }
  });
});

describe('stamps', () => {
  const stampAfter = (...lines: readonly string[]): string => {
    const console = consoleWith(['hostname R1', ...lines].join('\n'));
    console.type('clock set 12:00:00 15 january 2002\rconfigure terminal\r');
    const output = console.type('end\r');
    return /(.*)%SYS-5-CONFIG_I/.exec(output)?.[1]?.replace(/^.*#/, '') ?? output;
  };

  it.each([
    [['service timestamps log datetime'], 'Jan 15 12:00:00: '],
    [['service timestamps log datetime msec'], 'Jan 15 12:00:00.000: '],
    [['service timestamps log datetime show-timezone'], 'Jan 15 12:00:00 UTC: '],
    [['service timestamps log datetime year'], 'Jan 15 2002 12:00:00: '],
    [['no service timestamps log'], ''],
    [['service timestamps log datetime localtime show-timezone', 'clock timezone CET 1'], 'Jan 15 12:00:00 CET: '],
    [['service timestamps log datetime show-timezone', 'clock timezone CET 1'], 'Jan 15 11:00:00 UTC: '],
    [['service sequence-numbers', 'no service timestamps log'], '000001: '],
  ])('%j', (lines, expected) => {
    expect(stampAfter(...lines)).toBe(expected);
  });
});

describe('stamps of uptime', () => {
  const HOUR = 3_600_000;
  it.each([
    [61_000, '00:01:01'],
    [24 * HOUR - 1, '23:59:59'],
    [24 * HOUR, '1d00h'],
    [30 * HOUR, '1d06h'],
    [7 * 24 * HOUR, '1w0d'],
    [(2 * 7 + 3) * 24 * HOUR, '2w3d'],
    [364 * 24 * HOUR, '52w0d'],
    [365 * 24 * HOUR, '1y00w'],
    [(365 + 84) * 24 * HOUR, '1y12w'],
  ])('%i ms: %s', (ms, expected) => {
    expect(uptimeStamp(ms)).toBe(expected);
  });

  it('marks a clock that was never set, and one whose server keeps silent', () => {
    const stampOf = (config: string, set: boolean): string => {
      const console = consoleWith(`hostname R1\nservice timestamps log datetime\n${config}`);
      if (set) console.type('clock set 12:00:00 15 january 2002\r');
      console.type('configure terminal\r');
      return /([*.]?)\w{3} [ \d]\d [\d:]+: %SYS-5-CONFIG_I/.exec(console.type('end\r'))?.[1] ?? 'none';
    };
    expect(stampOf('', false)).toBe('*');
    expect(stampOf('', true)).toBe('');
    expect(stampOf('ntp server 10.1.1.9\n', false)).toBe('*');
    expect(stampOf('ntp server 10.1.1.9\n', true)).toBe('.');
  });
});
