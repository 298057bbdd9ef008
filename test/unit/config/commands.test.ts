// Every command of the list of commands at a console: each form, the ends of each range and what lies beyond them, how the
// running configuration shows it, and that `no` and `default` take it back (fixtures/commands).

import { describe, expect, it } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { printRunningConfig } from '../../../src/config/running-config.ts';
import { commandSections, type CommandRow, type CommandSection } from '../../support/command-rows.ts';
import { consoleOf, type TestConsole } from '../../support/console.ts';
import { labOf, worldOf } from '../../support/lab.ts';

describe.each(commandSections().map((section) => [section.name, section] as const))('%s', (_, section) => {
  const bench = benchOf(section);
  it.each(section.rows.map((row) => [`${row.where} ${row.line}`, row] as const))('%s', (_, row) => {
    if (row.refusal === undefined) bench.takes(row);
    else bench.refuses(row, row.refusal);
  });
});

interface Bench {
  takes(row: CommandRow): void;
  refuses(row: CommandRow, refusal: NonNullable<CommandRow['refusal']>): void;
}

function benchOf({ model, enter, loud }: CommandSection): Bench {
  let console: TestConsole;
  let baseline: readonly string[] = [];
  const config = (): readonly string[] => printRunningConfig(must(console.world.routers.get('R1'), 'R1').config);
  const restart = (): void => {
    const lab = labOf({ R1: '' }, []);
    const world = worldOf({ ...lab, routers: lab.routers.map((router) => ({ ...router, model })) });
    world.settle();
    console = consoleOf(world);
    console.type('no\r\renable\rconfigure terminal\r');
    if (!loud) console.type('no logging console\r');
    go();
    baseline = config();
  };
  const go = (): void => {
    while (!console.session.prompt.endsWith('(config)#')) console.type('exit\r');
    for (const line of enter) if (type(line).length > 0) throw new Error(`${line}: ${type(line).join('\n')}`);
  };
  /** What was answered. */
  const type = (line: string): readonly string[] => {
    const shown = console.type(`${line}\r`).split('\r\n');
    return shown.slice(1, -1);
  };
  const back = (row: CommandRow, inverse: string): void => {
    go();
    if (row.negated !== undefined && inverse === opposite(row.line)) {
      type(inverse);
      const { added } = diff(baseline, config());
      type(`default ${row.line}`);
      if (!added.map((line) => line.trim()).includes(row.negated)) expect.fail(`"${inverse}" adds ${JSON.stringify(added)}`);
    } else type(inverse);
    for (const line of [...row.before].reverse()) type(opposite(line));
    const now = config();
    if (now.join('\n') !== baseline.join('\n')) {
      const difference = diff(baseline, now);
      restart();
      expect.fail(`"${inverse}" leaves ${JSON.stringify(difference)}`);
    }
  };
  const start = (): void => {
    if (baseline.length === 0) restart();
  };
  return {
    takes(row) {
      start();
      const enters = (): readonly string[] => {
        go();
        for (const line of row.before) type(line);
        const from = config();
        const answer = type(row.line);
        if (answer.join('\n') !== row.messages.join('\n')) {
          restart();
          expect.fail(answer.join('\n'));
        }
        return diff(from, config()).added;
      };
      const added = enters();
      const entered = console.session.prompt;
      const shown = added.filter((line) => !(line.startsWith(' ') && enter.length === 0));
      const problems = [...row.printed.filter((line) => !shown.some((one) => fits(line, one.trim()))), ...shown.filter((one) => !row.printed.some((line) => fits(line, one.trim())))];
      if (problems.length > 0) {
        restart();
        expect.fail(`prints ${JSON.stringify(added)}`);
      }
      if (row.printed.length === 0 && enter.length === 0 && !entered.endsWith('(config)#')) return;
      back(row, opposite(row.line));
      const isPlace = /\(config-(if|subif|line|controller)\)#$/.test(entered) && enter.length === 0;
      for (const other of [...(isPlace ? [] : [`default ${row.line.replace(/^no /, '')}`]), ...row.others]) {
        enters();
        back(row, other);
      }
    },
    refuses(row, refusal) {
      start();
      go();
      for (const line of row.before) type(line);
      const from = config();
      const at = console.session.prompt.length;
      const answer = type(row.line);
      const same = config().join('\n') === from.join('\n');
      if (!same || row.before.length > 0) restart();
      if (refusal.kind === 'incomplete') expect(answer).toEqual(['% Incomplete command.', '']);
      else if (refusal.kind === 'messages') expect(answer.filter((line) => line !== '')).toEqual(row.messages);
      else expect(answer).toEqual([`${' '.repeat(at + refusal.column)}^`, "% Invalid input detected at '^' marker.", '']);
      expect(same).toBe(true);
    },
  };
}

const opposite = (line: string): string => (line.startsWith('no ') ? line.slice(3) : `no ${line}`);

const fits = (expected: string, line: string): boolean => (expected.endsWith('*') ? line.startsWith(expected.slice(0, -1)) : line === expected);

/** Lines that one has and the other has not; separators apart. */
function diff(before: readonly string[], after: readonly string[]): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  const left = [...before];
  const added: string[] = [];
  for (const line of after) {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    else if (line !== '!') added.push(line);
  }
  return { added, removed: left.filter((line) => line !== '!') };
}
