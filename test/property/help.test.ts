// For every prefix of every command of every mode: `?` gives a list, words, or one of the two refusals; Tab gives a line
// that begins with what was typed, or nothing; Return is a command or one of the refusals. And what `?` lists behind a
// whole command can be typed there.

import { describe, expect, it } from 'vitest';
import { complete, help } from '../../src/grammar/complete.ts';
import { commandsOf } from '../../src/grammar/grammar.ts';
import { match } from '../../src/grammar/match.ts';
import type { ArgumentType, Pattern } from '../../src/grammar/pattern.ts';
import { patternOf } from '../../src/grammar/command-pattern.ts';
import type { Command, HelpResult } from '../../src/grammar/types.ts';
import { helpLines } from '../../src/session/typing/help-layout.ts';
import { context, realGrammar } from '../support/grammar.ts';
import fc from '../support/fast-check.ts';

const grammar = realGrammar();
const words = (grammarMode: string) => commandsOf(grammar, grammarMode);

const SAMPLES: Readonly<Record<ArgumentType['kind'], string>> = {
  'A.B.C.D': '10.1.2.3', DIALSTRING: '5551234', 'HH:MM': '02:00', 'HH:MM:SS': '12:30:00', 'H.H.H': '0000.0c12.3456',
  INTERFACE: 'BRI 0', LINE: 'Zulu text', RANGE: '', WORD: 'Zulu',
};

/** Every keyword, choice and option of the pattern, typed once and left out once: one line for each alternative. */
function lines(pattern: Pattern): readonly string[] {
  switch (pattern.kind) {
    case 'token': {
      const { token } = pattern;
      if (token.kind === 'keyword') return [token.word];
      if (token.kind === 'choice') return token.words;
      return [token.type.kind === 'RANGE' ? String(token.type.max) : SAMPLES[token.type.kind]];
    }
    case 'optional':
      return [...lines(pattern.item), ''];
    case 'oneOf':
      return pattern.alternatives.flatMap(lines);
    case 'sequence':
      return pattern.items.reduce<readonly string[]>((before, item) => joined(before, lines(item)), ['']);
    case 'subset':
      return pattern.alternatives.flatMap(lines);
  }
}

/** Each of the second list once; the first of the other where one is shorter: not every pair, which would be too many. */
function joined(before: readonly string[], after: readonly string[]): readonly string[] {
  const length = Math.max(before.length, after.length);
  return Array.from({ length }, (_, i) => `${before[i] ?? before[0] ?? ''} ${after[i] ?? after[0] ?? ''}`.trim());
}

const RETURN = new Set(['empty', 'command', 'ambiguous', 'incomplete', 'subcommands', 'invalid']);

/** What is wrong with the answers to `?`, Tab and Return behind the text, if anything. */
function wrong(mode: string, text: string): string | undefined {
  const helped = help(grammar, mode, text, context());
  const shown = wrongHelp(helped, text);
  if (shown !== undefined) return `? after ${mode} "${text}": ${shown}`;
  const completed = complete(grammar, mode, text, context());
  if (completed !== undefined) {
    if (!completed.toLowerCase().startsWith(text.toLowerCase()) || !completed.endsWith(' ')) return `Tab after ${mode} "${text}": "${completed}"`;
    if (helped.kind !== 'words' || helped.words.length !== 1) return `Tab completes ${mode} "${text}", but ? shows ${JSON.stringify(helped)}`;
  }
  const matched = match(grammar, mode, text, context());
  if (!RETURN.has(matched.kind)) return `Return after ${mode} "${text}": ${matched.kind}`;
  if (matched.kind === 'invalid' && matched.column >= Math.max(1, text.trimEnd().length)) return `the caret of ${mode} "${text}" is at ${matched.column}`;
  // What is ambiguous among the commands of a mode above is nothing to the help of this one.
  const isBelow = grammar.modes.get(mode)?.parentMode !== undefined;
  if (matched.kind === 'ambiguous' && !isBelow && helped.kind === 'unrecognized') return `${mode} "${text}" is ambiguous, but ? knows nothing`;
  return undefined;
}

function wrongHelp(helped: HelpResult, text: string): string | undefined {
  if (helped.kind === 'ambiguous') return helped.typed === text ? undefined : `quotes "${helped.typed}"`;
  if (helped.kind === 'unrecognized') return undefined;
  const tokens = helped.kind === 'words' ? helped.words : helped.entries.map(({ token }) => token);
  if (tokens.length === 0 || tokens.some((token) => token.trim() === '')) return 'an empty list, or an empty word';
  if (new Set(tokens).size !== tokens.length) return `twice the same: ${tokens.join(' ')}`;
  const words = tokens.filter((token) => token !== '|' && token !== '<cr>');
  if (words.join(' ') !== words.toSorted().join(' ')) return `not in order: ${tokens.join(' ')}`;
  if (tokens.some((token, at) => (token === '|' && at < words.length) || (token === '<cr>' && at < tokens.length - 1))) return `not at the end: ${tokens.join(' ')}`;
  if (helped.kind === 'list') {
    const silent = helped.entries.find((entry) => (entry.text === '') !== (entry.token === '<cr>'));
    if (silent) return `${silent.token} has the text "${silent.text}"`;
    const atStart = text.trim() === '';
    if ((helped.heading !== undefined) !== atStart) return `heading ${helped.heading}`;
  }
  const printed = helpLines(helped, 80);
  if (printed.at(-1) !== '' || printed.slice(0, -1).some((line) => line === '' || line.length > 79)) return `printed as ${JSON.stringify(printed)}`;
  return undefined;
}

function holds(mode: string, text: string): void {
  const complaint = wrong(mode, text);
  if (complaint !== undefined) expect.fail(complaint);
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
    const complaints = [...prefixes].flatMap((text) => wrong(mode, text) ?? []);
    expect(complaints.slice(0, 20)).toEqual([]);
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
