import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandsOf } from '../../../src/grammar/grammar.ts';
import { match } from '../../../src/grammar/match.ts';
import { behindKeywords } from '../../../src/grammar/trie.ts';
import { readVocabulary, vocabularyLetters } from '../../../src/grammar/vocabulary.ts';
import { context, realGrammar } from '../../support/grammar.ts';

const grammar = realGrammar();

/** Column of the caret; what else the line is. */
function caret(mode: string, line: string): number | string {
  const result = match(grammar, mode, line, context());
  return result.kind === 'invalid' ? result.column : result.kind;
}

describe('the caret', () => {
  // The first six are captured (cli-behaviour §3); the others follow from the same rule and the published lists of words.
  it.each([
    ['config', 'cisco', 3],
    ['exec', 'show foooooooo', 7],
    ['exec', 'enable cisco', 7],
    ['exec', 'erase restart', 6],
    ['config', 'interface 0/0/1', 10],
    ['config', 'do show interfaces foo', 20],
    ['config', 'ip dhxp', 5],
    ['config', 'ip dhcq', 6],
    ['config', 'no ip dhcq', 9],
    ['config', 'do show prox', 11],
    ['config', 'tame-range', 2],
    ['config-if', 'ip vrg', 5],
    ['config-if', 'ip roote', 5],
    ['config-if', 'standbi', 6],
    ['config-line', 'autobahn', 6],
    ['config-router', 'variante', 6],
    ['exec', 'terminal transpose', 16],
    ['exec', 'clear xoy', 8],
    ['exec', 'frobnicate', 0],
  ])('%s: %s', (mode, line, column) => {
    expect(caret(mode, line)).toBe(column);
  });

  // The capture is of a switch, which has no BRI; here `br` is one where the router has it.
  it('stands where it was captured at a router without BRI', () => {
    const without = { ...context(), interfaceExists: (name: string) => /^(Serial|Ethernet)[01]$|^(Loopback|Dialer|Null)/.test(name) };
    expect(match(grammar, 'config', 'do sh int br', without)).toMatchObject({ kind: 'invalid', column: 11 });
    expect(match(grammar, 'config', 'interface bri 0', without)).toMatchObject({ kind: 'invalid', column: 14 });
    expect(match(grammar, 'config', 'do sh int br', context())).toEqual({ kind: 'incomplete' });
  });

  it('stands where an image without the command would put it, when the command is one that this router lacks', () => {
    for (const [mode, line] of [['exec', 'show vines'], ['exec', 'show vin access'], ['config', 'x25 routing'], ['config-if', 'standby 1 ip 10.0.0.1']] as const) {
      const column = caret(mode, line);
      expect(column, line).not.toBe('command');
      expect(column, line).toBeLessThan(line.startsWith('show') ? 8 : 3);
    }
  });
});

describe('the vocabulary', () => {
  it('counts letters of the nearest word, and none of a word itself', () => {
    expect(vocabularyLetters('file frame-relay fras', 'fragment')).toBe(3);
    expect(vocabularyLetters('file frame-relay fras', 'fra')).toBe(0);
    expect(vocabularyLetters('file frame-relay fras', 'fras')).toBe(0);
    expect(vocabularyLetters('file frame-relay fras', 'fraszy')).toBe(4);
    expect(vocabularyLetters('file frame-relay fras', 'x')).toBe(0);
  });

  it('says what is wrong with its file', () => {
    const wrong: string[] = [];
    const read = readVocabulary('# x\n: lost\nmode exec\nshow: a b\nshow: c\nshow d\nmode tram\n', new Set(['exec']), (line, message) => wrong.push(`${line}: ${message.slice(0, 12)}`));
    expect(wrong).toEqual(['2: write: mode ', '6: write: mode ', "7: 'tram' is no"]);
    expect(read['exec']).toEqual({ show: 'a b c' });
  });

  const file = readFileSync(join(import.meta.dirname, '..', '..', '..', 'grammars', 'vocabulary.txt'), 'utf8');
  const read = readVocabulary(file, new Set(grammar.modes.keys()), (line, message) => expect.fail(`${line}: ${message}`));

  it.each(Object.keys(read))('of %s stands behind commands that there are', (mode) => {
    const plain = grammar.modes.get(mode)?.trie('plain');
    for (const before of Object.keys(read[mode] ?? {})) {
      if (before !== '') expect(plain && behindKeywords(plain, before.split(' ')), before).toBeDefined();
    }
    expect(commandsOf(grammar, mode).length).toBeGreaterThan(0);
  });
});
