// `ringback check` on configurations of five thousand lines, good and damaged ones: it refuses the lines that a console
// refuses into which they are pasted, each with its number, the column of its caret and its reason, and no others.
// `CHECK_SEED` repeats a run.

import { expect, it } from 'vitest';
import { configReading } from '../../src/app/assemble.ts';
import type { RefusedLine } from '../../src/lab/from-configs.ts';
import { randomStream } from '../../src/engine/random.ts';
import { consoleOf } from '../support/console.ts';
import { GRAMMAR, labOf, worldOf } from '../support/lab.ts';
import { configurationOf } from '../support/random-configuration.ts';
import { seedOf } from '../support/seed.ts';
import fc from '../support/fast-check.ts';

const LINES = 5000;
const MODELS = ['2503', 'as5300'];

/** A line as somebody mistypes it. */
function damaged(line: string, random: ReturnType<typeof randomStream>): string {
  const at = random.below(Math.max(1, line.length));
  switch (random.below(5)) {
    case 0:
      return line.slice(0, at);
    case 1:
      return `${line.slice(0, at)}q${line.slice(at + 1)}`;
    case 2:
      return `${line} extra`;
    case 3:
      return `${' '.repeat(random.below(3))}bogus ${line}`;
    default:
      return line.replace(/\d+/, '99999999999');
  }
}

function fiveThousandLines(model: string, seed: number): readonly string[] {
  const random = randomStream(seed, 'damage');
  const lines: string[] = [];
  const parts = fc.sample(configurationOf(model), { seed, numRuns: 200 });
  for (let i = 0; lines.length < LINES; i += 1) lines.push(...(parts[i % parts.length]?.text.split('\n') ?? []), '!');
  return lines.slice(0, LINES).map((line) => (random.below(12) === 0 ? damaged(line, random) : line));
}

/** What is printed of a line that was taken all the same. */
const WARNING = /^% Login disabled|^% Hostname contains|^AAA: Warning|^The enable |^This is not recommended|^Building configuration|^Interface \S+ set to default|^Enter TEXT message/;

/** A message of the router that came meanwhile, and the prompt that comes back behind it. */
const MESSAGE = /%[A-Z]+-[0-7]-[A-Z_]+: |\(config[^)]*\)#$/;

/** Types the lines at a console, and reads what it answers to each. */
function pasted(model: string, lines: readonly string[]): readonly RefusedLine[] {
  const lab = labOf({ R1: '' }, []);
  const world = worldOf({ ...lab, routers: lab.routers.map((router) => ({ ...router, model })) });
  world.settle();
  const console = consoleOf(world);
  console.type('no\r\renable\rconfigure terminal\r');
  const refused: RefusedLine[] = [];
  lines.forEach((text, index) => {
    const prompt = console.session.prompt.length;
    const [, ...answer] = console.type(`${text}\r`).split('\r\n').slice(0, -1).filter((line) => line !== '' && !MESSAGE.test(line));
    const caret = answer.find((line) => /^ *\^$/.test(line));
    const reason = answer.find((line) => line !== caret && !WARNING.test(line));
    if (reason === undefined) return;
    refused.push({ line: index + 1, text, reason, ...(caret === undefined ? {} : { column: caret.length - 1 - prompt }) });
  });
  return refused;
}

it.each(MODELS)('says of each line what the console says (%s)', (model) => {
  const seed = seedOf('CHECK_SEED');
  const lines = fiveThousandLines(model, seed);
  const { refused } = configReading(GRAMMAR).load(lines.join('\n'), model);
  expect(refused).toEqual(pasted(model, lines));
  // Both would be right about a configuration in which nothing is wrong, and wrong together about what nobody knows.
  const bogus = lines.flatMap((line, index) => (/^\s*bogus /.test(line) ? [index + 1] : []));
  const told = new Set(refused.map(({ line }) => line));
  expect(bogus.length).toBeGreaterThan(LINES / 100);
  // Others stand in the text of a banner or message whose end was damaged; how many is a matter of chance.
  expect(bogus.filter((line) => told.has(line)).length).toBeGreaterThan(bogus.length / 2);
  for (const { line, text } of refused) expect(text).toBe(lines[line - 1]);
}, 300_000);
