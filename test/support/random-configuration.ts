// Whole configurations of random lines of every mode, for property tests.

import { must } from '../../src/base/assert.ts';
import { commandsOf } from '../../src/grammar/grammar.ts';
import type { Command } from '../../src/grammar/types.ts';
import { hardwareModel } from '../../src/network/router/models.ts';
import { lineOf } from './command-lines.ts';
import { GRAMMAR } from './lab.ts';
import fc from './fast-check.ts';

const MODELS = ['2503', '2611', '2511', 'as5300', 'as5300-e1'];
const LOGICAL = ['Loopback3', 'Dialer1', 'Dialer2', 'Multilink1', 'Virtual-Template1', 'Tunnel0', 'Null0', 'Group-Async1'];

/** It stores something. */
export const takesLines = (command: Command): boolean => command.effect.verb !== 'runs' && command.effect.verb !== 'enters';

/** Lines of a mode, some of them behind `no` or `default`. */
function linesOf(mode: string, names: readonly string[]): fc.Arbitrary<readonly string[]> {
  const commands = commandsOf(GRAMMAR, mode).filter(takesLines);
  if (commands.length === 0) return fc.constant([]);
  const one = fc.constantFrom(...commands).chain((command) =>
    fc.tuple(lineOf(command, names), fc.integer({ min: 0, max: 9 })).map(([line, coin]) => {
      if (command.prints === 'banner') return line.replace(/ (\S+)$/, ' #$1\n second line #');
      return coin === 0 ? `default ${line}` : coin < 3 ? `no ${line}` : line;
    }),
  );
  return fc.array(one, { maxLength: 16 });
}

/** A block with its lines, and the blocks inside it. */
function blockOf(command: Command, names: readonly string[], depth = 0): fc.Arbitrary<readonly string[]> {
  const mode = command.effect.verb === 'enters' ? command.effect.mode : 'config';
  const inner = commandsOf(GRAMMAR, mode).filter((one) => one.effect.verb === 'enters');
  const inside = depth < 2 && inner.length > 0 ? fc.array(fc.constantFrom(...inner).chain((one) => blockOf(one, names, depth + 1)), { maxLength: 2 }) : fc.constant([]);
  return fc.tuple(lineOf(command, names), linesOf(mode, names), inside).map(([header, lines, blocks]) => [header, ...lines, ...blocks.flat()]);
}

/** A model, and the text of a configuration for it. */
export const configuration = fc.constantFrom(...MODELS).chain(configurationOf);

/** For one model. */
export function configurationOf(model: string): fc.Arbitrary<{ readonly model: string; readonly text: string }> {
  const physical = must(hardwareModel(model), model).interfaces;
  const names = [...physical, ...physical.filter((name) => /BRI|Serial/.test(name)).map((name) => `${name}.1`), ...LOGICAL];
  const enters = commandsOf(GRAMMAR, 'config').filter((command) => command.effect.verb === 'enters');
  const often = enters.filter(({ effect }) => 'path' in effect && (effect.path === 'interfaces' || effect.path === 'controllers'));
  const blocks = fc.array(fc.constantFrom(...enters, ...often, ...often).chain((command) => blockOf(command, names)), { maxLength: 6 });
  return fc.tuple(linesOf('config', names), blocks).map(([lines, inside]) => ({ model, text: [...lines, ...inside.flat()].join('\n') }));
}
