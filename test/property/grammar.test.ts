// For every command of every mode of the real grammar: arguments made from its own pattern survive being printed and
// parsed, in its plain form; `no` and its required arguments is a line of the same mode; and configurations made of
// random lines reload to themselves. The walk never throws, whatever is typed.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadConfiguration, refusedLines } from '../../src/config/load-text.ts';
import { printConfiguration } from '../../src/config/running-config.ts';
import { createConfig } from '../../src/config/store.ts';
import { complete, help } from '../../src/grammar/complete.ts';
import { patternOf } from '../../src/grammar/command-pattern.ts';
import { commandsOf, modeOf } from '../../src/grammar/grammar.ts';
import { match } from '../../src/grammar/match.ts';
import type { ArgumentType, Pattern } from '../../src/grammar/pattern.ts';
import { printCommand } from '../../src/grammar/print.ts';
import type { Command } from '../../src/grammar/types.ts';
import { context, realGrammar } from '../support/grammar.ts';

const grammar = realGrammar();
const INTERFACES = ['Ethernet0', 'Serial0', 'Serial1', 'BRI0'];

/** Words that no keyword begins with: a word that abbreviates a keyword is the keyword, as on the router. */
const word = fc.stringMatching(/^[XYZ][A-Za-z0-9_]{0,8}$/);

function value(type: ArgumentType): fc.Arbitrary<string> {
  switch (type.kind) {
    case 'RANGE':
      return fc.integer({ min: type.min, max: type.max }).map(String);
    case 'A.B.C.D':
      return fc.ipV4();
    case 'INTERFACE':
      return fc.constantFrom(...INTERFACES, 'Loopback3', 'Dialer1');
    case 'DIALSTRING':
      return fc.stringMatching(/^[0-9]{3,12}$/);
    case 'HH:MM:SS':
      return fc.constantFrom('00:00:00', '23:59:59', '12:34:56');
    case 'HH:MM':
      return fc.constantFrom('00:00', '23:59');
    case 'H.H.H':
      return fc.constantFrom('0000.0c12.3456');
    case 'WORD':
      return word;
    case 'LINE':
      return fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
  }
}

/** The tokens of one way of typing the pattern. */
function typed(pattern: Pattern): fc.Arbitrary<readonly string[]> {
  switch (pattern.kind) {
    case 'token': {
      const { token } = pattern;
      if (token.kind === 'keyword') return fc.constant([token.word]);
      if (token.kind === 'choice') {
        return token.repeat ? fc.shuffledSubarray([...token.words], { minLength: 1, maxLength: Math.min(3, token.words.length) }) : fc.constantFrom(...token.words).map((one) => [one]);
      }
      return token.repeat ? fc.array(value(token.type), { minLength: 1, maxLength: 3 }) : value(token.type).map((one) => [one]);
    }
    case 'sequence':
      return fc.tuple(...pattern.items.map(typed)).map((parts) => parts.flat());
    case 'optional':
      return fc.option(typed(pattern.item), { nil: [] });
    case 'oneOf':
      return fc.oneof(...pattern.alternatives.map(typed));
    case 'subset':
      return fc.shuffledSubarray(pattern.alternatives.map((_, i) => i)).chain((chosen) => {
        const parts = chosen.flatMap((i) => pattern.alternatives[i] ?? []);
        return fc.tuple(...parts.map(typed)).map((tokens) => tokens.flat());
      });
  }
}

const line = (command: Command) => typed(patternOf(command)).map((tokens) => tokens.join(' '));

function read(command: Command, text: string) {
  const result = match(grammar, command.mode, text, context());
  if (result.kind !== 'command') expect.fail(`${command.id}: ${text}: ${JSON.stringify(result)}`);
  return result;
}

const commands = commandsOf(grammar);

describe.each([...grammar.modes.keys()])('mode %s', (mode) => {
  it.each(commandsOf(grammar, mode).map((command) => [command.id, command] as const))('%s', (_, command) => {
    fc.assert(
      fc.property(line(command), (text) => {
        const first = read(command, text);
        // Another line of the mode may have the same words: it must be one with the same effect.
        expect(first.command.effect.verb === 'runs' || first.mode === command.mode).toBe(true);
        const again = read(first.command, printCommand(first.command, first.args));
        // An alias (`basic-ni1` for `basic-ni`) prints as what it stands for: the same place in the configuration.
        const { effect } = again.command;
        expect('path' in effect ? effect.path : effect.handler).toBe('path' in first.command.effect ? first.command.effect.path : first.command.effect.handler);
        expect(again.args).toEqual(first.args);
      }),
      { numRuns: 30 },
    );
  });
});

describe('behind no', () => {
  const negatable = commands.filter((command) => command.effect.verb !== 'runs' && command.effect.verb !== 'toggles');
  it.each(negatable.map((command) => [command.id, command] as const))('%s', (_, command) => {
    fc.assert(
      fc.property(line(command), (text) => {
        const { args } = read(command, text);
        const no = match(grammar, command.mode, printCommand(command, args, 'no'), context());
        expect(no).toMatchObject({ kind: 'command', form: 'no', mode: command.mode });
      }),
      { numRuns: 10 },
    );
  });
});

describe('a printed configuration', () => {
  const inMode = (mode: string) => commandsOf(grammar, mode).filter((command) => command.effect.verb !== 'runs' && command.effect.verb !== 'enters' && command.prints !== 'banner');
  const negated = (mode: string) =>
    inMode(mode).length === 0
      ? fc.constant('!')
      : fc.constantFrom(...inMode(mode)).chain((command) =>
          fc.tuple(line(command), fc.integer({ min: 0, max: 4 })).map(([text, coin]) => (coin === 0 && command.effect.verb === 'flag' ? `no ${text}` : text)),
        );
  const block = fc
    .constantFrom(...commandsOf(grammar).filter((command) => command.effect.verb === 'enters'))
    .chain((command) => fc.tuple(line(command), fc.array(negated(command.effect.verb === 'enters' ? command.effect.mode : 'config'), { maxLength: 12 })).map(([header, lines]) => [header, ...lines]));
  const configuration = fc.tuple(fc.array(negated('config'), { maxLength: 12 }), fc.array(block, { maxLength: 5 })).map(([lines, blocks]) => [...lines, ...blocks.flat()].join('\n'));

  const load = (text: string) => {
    let draws = 0;
    const store = createConfig(grammar, { random: () => (draws += 7919) });
    store.initialise(INTERFACES, { vtyLines: 5, hasAux: true });
    return { store, outcomes: loadConfiguration(store, text, context()) };
  };

  it('reloads to itself', () => {
    fc.assert(
      fc.property(configuration, (text) => {
        const printed = printConfiguration(load(text).store);
        const reloaded = load(printed);
        expect(refusedLines(reloaded.outcomes)).toEqual([]);
        expect(printConfiguration(reloaded.store)).toBe(printed);
      }),
      { numRuns: 300 },
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
          const result = match(grammar, mode, before + one, context());
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
