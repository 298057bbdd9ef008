// For every prefix of every command of every mode: `?` gives a list, words, or one of the two refusals; Tab gives a line
// that begins with what was typed, or nothing; Return is a command or one of the refusals. And what `?` lists behind a
// whole command can be typed there.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complete, help } from '../../src/grammar/complete.ts';
import { commandsOf } from '../../src/grammar/grammar.ts';
import { match } from '../../src/grammar/match.ts';
import type { ArgumentType, Pattern } from '../../src/grammar/pattern.ts';
import { patternOf } from '../../src/grammar/command-pattern.ts';
import type { Command } from '../../src/grammar/types.ts';
import { context, realGrammar } from '../support/grammar.ts';

const grammar = realGrammar();
const words = (grammarMode: string) => commandsOf(grammar, grammarMode);

const SAMPLES: Readonly<Record<ArgumentType['kind'], string>> = {
  'A.B.C.D': '10.1.2.3', DIALSTRING: '5551234', 'HH:MM': '02:00', 'HH:MM:SS': '12:30:00', 'H.H.H': '0000.0c12.3456',
  INTERFACE: 'BRI 0', LINE: 'Zulu text', RANGE: '', WORD: 'Zulu',
};

/** Every keyword, choice and option of the pattern, typed once: one line for each alternative. */
function lines(pattern: Pattern): readonly string[] {
  switch (pattern.kind) {
    case 'token': {
      const { token } = pattern;
      if (token.kind === 'keyword') return [token.word];
      if (token.kind === 'choice') return token.words;
      return [token.type.kind === 'RANGE' ? String(token.type.max) : SAMPLES[token.type.kind]];
    }
    case 'optional':
      return lines(pattern.item);
    case 'oneOf':
      return pattern.alternatives.flatMap(lines);
    case 'sequence':
      return pattern.items.reduce<readonly string[]>((before, item) => joined(before, lines(item)), ['']);
    case 'subset':
      return pattern.alternatives.map((item) => lines(item)[0] ?? '');
  }
}

/** Each of the second list once; the first of the other where one is shorter: not every pair, which would be too many. */
function joined(before: readonly string[], after: readonly string[]): readonly string[] {
  const length = Math.max(before.length, after.length);
  return Array.from({ length }, (_, i) => `${before[i] ?? before[0] ?? ''} ${after[i] ?? after[0] ?? ''}`.trim());
}

const HELP = new Set(['list', 'words', 'unrecognized', 'ambiguous']);
const RETURN = new Set(['empty', 'command', 'ambiguous', 'incomplete', 'subcommands', 'invalid']);

function holds(mode: string, text: string): void {
  const helped = help(grammar, mode, text, context());
  expect(HELP, text).toContain(helped.kind);
  if (helped.kind === 'list') for (const { token } of helped.entries) expect(token, text).not.toBe('');
  if (helped.kind === 'words') expect(helped.words.length, text).toBeGreaterThan(0);
  const completed = complete(grammar, mode, text, context());
  if (completed !== undefined) expect(completed.toLowerCase().startsWith(text.toLowerCase()), `${text} -> ${completed}`).toBe(true);
  const matched = match(grammar, mode, text, context());
  expect(RETURN, text).toContain(matched.kind);
  if (matched.kind === 'invalid') expect(matched.column, text).toBeLessThan(Math.max(1, text.length));
}

describe('every prefix of every command', () => {
  const modes = [...grammar.modes.values()].filter((mode) => !mode.like).map((mode) => mode.name);
  it.each(modes)('%s', (mode) => {
    const prefixes = new Set<string>();
    for (const command of words(mode)) {
      for (const line of lines(patternOf(command))) {
        for (let end = 0; end <= line.length; end += 1) prefixes.add(line.slice(0, end));
      }
    }
    expect(prefixes.size).toBeGreaterThan(15);
    for (const text of prefixes) holds(mode, text);
  });

  it('offers something wherever a command goes on', () => {
    const stuck: string[] = [];
    const check = (command: Command) => {
      const [line = ''] = lines(patternOf(command));
      for (let end = 1; end <= line.length; end += 1) {
        const text = line.slice(0, end);
        const { kind } = help(grammar, command.mode, text, context());
        // A name that is half typed may be none of the router's yet; a keyword that is may be ambiguous nowhere.
        if (kind === 'unrecognized' && text.endsWith(' ')) stuck.push(`${command.id}: ${text}`);
      }
    };
    for (const mode of modes) for (const command of words(mode)) if (!command.hidden) check(command);
    expect(stuck).toEqual([]);
  });

  it('takes the line behind no, default and do as well', () => {
    fc.assert(
      fc.property(fc.constantFrom(...modes), fc.constantFrom('no ', 'default ', 'do ', 'undebug '), fc.nat(), fc.nat(), (mode, before, which, cut) => {
        const commands = words(before === 'do ' ? 'exec' : mode);
        const command = commands[which % commands.length];
        const all = command ? lines(patternOf(command)) : [''];
        const line = before + (all[which % all.length] ?? '');
        holds(mode, line.slice(0, 1 + (cut % line.length)));
      }),
      { numRuns: 500 },
    );
  });
});
