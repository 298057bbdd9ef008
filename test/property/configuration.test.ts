// Whole configurations of random lines of every mode: what one router shows, another that loads it as its startup
// configuration shows as well, and so does a third into whose console it is pasted. `CONFIGURATION_SEED` repeats a run.

import { expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { Block } from '../../src/config/block.ts';
import { printRunningConfig } from '../../src/config/running-config.ts';
import { commandsOf } from '../../src/grammar/grammar.ts';
import { hardwareModel } from '../../src/network/router/models.ts';
import type { Router } from '../../src/network/router/router.ts';
import { consoleOf } from '../support/console.ts';
import { GRAMMAR, labOf, worldOf } from '../support/lab.ts';
import { configuration, takesLines } from '../support/random-configuration.ts';
import { seedOf } from '../support/seed.ts';
import fc from '../support/fast-check.ts';

const RUNS = 200;

/** The commands that have stored something. */
function noteCommands(block: Block, into: Set<string>): void {
  for (const one of [...(block.values?.values() ?? []), ...[...(block.lists?.values() ?? [])].flatMap((list) => [...list.values()])]) into.add(one.command.id);
  for (const path of block.flags?.keys() ?? []) into.add(`flag ${path}`);
  for (const blocks of block.blocks?.values() ?? []) for (const child of blocks.values()) noteCommands(child, into);
}

function routerOf(model: string, text: string): Router {
  const lab = labOf({ R1: text }, []);
  const world = worldOf({ ...lab, routers: lab.routers.map((router) => ({ ...router, model })) });
  return must(world.routers.get('R1'), 'R1');
}

const shown = (router: Router): string => printRunningConfig(router.config).join('\n');

/** Types the configuration at the console of a router that has none, its interfaces up. */
function pasted(model: string, text: string): { readonly shown: string; readonly refusals: readonly string[] } {
  const lab = labOf({ R1: '' }, []);
  const world = worldOf({ ...lab, routers: lab.routers.map((router) => ({ ...router, model })) });
  world.settle();
  const console = consoleOf(world);
  console.type('no\r\renable\rconfigure terminal\rno logging console\r');
  for (const name of must(hardwareModel(model), model).interfaces) console.type(`interface ${name}\rno shutdown\r`);
  console.type('default logging console\r');
  const refusals: string[] = [];
  for (const line of text.split('\n')) {
    const answer = console.type(`${line}\r`);
    if (/^% (Invalid|Incomplete|Ambiguous)|^\s+\^$/m.test(answer)) refusals.push(answer);
  }
  return { shown: shown(must(world.routers.get('R1'), 'R1')), refusals };
}

it('is the same after a reload, and after it was pasted into another router', () => {
  const seed = seedOf('CONFIGURATION_SEED');
  const stored = new Set<string>();
  fc.assert(
    fc.property(configuration, ({ model, text }) => {
      const router = routerOf(model, text);
      noteCommands(router.config.root, stored);
      const first = shown(router);
      expect(shown(routerOf(model, first))).toBe(first);
      const other = pasted(model, first);
      expect(other.refusals).toEqual([]);
      expect(other.shown).toBe(first);
    }),
    { numRuns: RUNS, seed },
  );
  console.log(`configurations: ${stored.size} of ${commandsOf(GRAMMAR).filter(takesLines).length - commandsOf(GRAMMAR, 'exec').length} commands were in one`);
  // A generator whose lines are refused would prove nothing.
  expect(stored.size).toBeGreaterThan(300);
}, 300_000);
