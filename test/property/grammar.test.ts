// For every command of every mode of the real grammar: arguments made from its own pattern survive being printed and
// parsed, in its plain form; `no` and its required arguments is a line of the same mode. The walk never throws,
// whatever is typed.

import { describe, expect, it } from 'vitest';
import { patternOf } from '../../src/grammar/command-pattern.ts';
import { complete, help } from '../../src/grammar/complete.ts';
import { commandsOf, modeOf } from '../../src/grammar/grammar.ts';
import { match } from '../../src/grammar/match.ts';
import { tokensOf } from '../../src/grammar/pattern.ts';
import { printCommand } from '../../src/grammar/print.ts';
import type { Command } from '../../src/grammar/types.ts';
import { lineOf } from '../support/command-lines.ts';
import { context, realGrammar } from '../support/grammar.ts';
import fc from '../support/fast-check.ts';

const grammar = realGrammar();
function read(command: Command, text: string) {
  const result = match(grammar, command.mode, text, context());
  if (result.kind !== 'command') expect.fail(`${command.id}: ${text}: ${JSON.stringify(result)}`);
  return result;
}

const sorted = (line: string, spelled: ReadonlyMap<string, string> = new Map()): readonly string[] => line.split(' ').map((word) => spelled.get(word) ?? word).sort();

/** What choice words are stored as, where that is another word. */
function spellings(command: Command): ReadonlyMap<string, string> {
  const choices = tokensOf(patternOf(command)).flatMap((token) => (token.kind === 'choice' ? token.words.map((word, i) => [word, token.values[i] ?? word] as const) : []));
  return new Map(choices.filter(([word, value]) => word !== value));
}

const commands = commandsOf(grammar);

describe.each([...grammar.modes.keys()])('mode %s', (mode) => {
  it.each(commandsOf(grammar, mode).map((command) => [command.id, command] as const))('%s', (_, command) => {
    fc.assert(
      fc.property(lineOf(command), (text) => {
        const first = read(command, text);
        // Another line of the mode may have the same words: it must be one with the same effect.
        expect(first.command.effect.verb === 'runs' || first.mode === command.mode).toBe(true);
        const again = read(first.command, printCommand(first.command, first.args));
        // An alias (`basic-ni1` for `basic-ni`) prints as what it stands for: the same place in the configuration.
        const { effect } = again.command;
        expect('path' in effect ? effect.path : effect.handler).toBe('path' in first.command.effect ? first.command.effect.path : first.command.effect.handler);
        expect(again.args).toEqual(first.args);
        // Nothing that was typed is lost, whatever its order was.
        if (first.command.effect.verb !== 'runs') expect(sorted(printCommand(first.command, first.args))).toEqual(sorted(text, spellings(first.command)));
      }),
      { numRuns: 30 },
    );
  });
});

describe('behind no', () => {
  const negatable = commands.filter((command) => command.effect.verb !== 'runs' && command.effect.verb !== 'toggles');
  it.each(negatable.map((command) => [command.id, command] as const))('%s', (_, command) => {
    fc.assert(
      fc.property(lineOf(command), (text) => {
        const { args } = read(command, text);
        const no = match(grammar, command.mode, printCommand(command, args, 'no'), context());
        expect(no).toMatchObject({ kind: 'command', form: 'no', mode: command.mode });
      }),
      { numRuns: 10 },
    );
  });
});

describe('whatever is typed', () => {
  const words = [...new Set(commands.flatMap((command) => command.pattern.split(/[^a-z0-9-]+/)))];
  const piece = fc.oneof(fc.constantFrom(...words), fc.constantFrom('no', 'do', 'default', 'undebug', '|', '?', 'b0', 'bri', '0', '1.2.3.4', '999999999999'), fc.string({ maxLength: 6 }));
  const any = fc.tuple(fc.array(piece, { maxLength: 6 }), fc.constantFrom('', ' ')).map(([pieces, end]) => pieces.join(' ') + end);

  it('the walk answers, with the caret inside the line, and Tab gives a line that means the same', () => {
    fc.assert(
      fc.property(fc.constantFrom(...grammar.modes.keys()), any, (mode, text) => {
        const result = match(grammar, mode, text, context());
        if (result.kind === 'invalid') expect(result.column).toBeLessThan(text.length);
        help(grammar, mode, text, context());
        const completed = complete(grammar, mode, text, context());
        if (completed !== undefined) expect(match(grammar, mode, completed, context()).kind).toBe(result.kind);
      }),
      { numRuns: 3000 },
    );
  });

  it('help offers only words that the walk takes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...grammar.modes.keys()), any, (mode, text) => {
        const offered = help(grammar, mode, text, context());
        if (offered.kind !== 'words' || text.includes('|')) return;
        const before = text.replace(/\S+$/, '');
        for (const one of offered.words) {
          // A placeholder of several words stands for one that is typed, a range for its first number.
          const typed = one.includes(' ') ? '10.1.1.1' : (/^<(-?\d+)-/.exec(one)?.[1] ?? one);
          const result = match(grammar, mode, before + typed, context());
          if (result.kind === 'invalid') expect.fail(`${mode}: ${before}${one}: ${JSON.stringify(result)}`);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('every mode has a heading', () => {
    for (const mode of grammar.modes.keys()) expect(modeOf(grammar, mode).heading).toMatch(/:$/);
  });
});
