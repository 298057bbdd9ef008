import { describe, expect, it } from 'vitest';
import { lineFilter } from '../../../src/session/regex/filters.ts';
import { compileIosRegex } from '../../../src/session/regex/ios-regex.ts';

const CONFIG = ['!', 'interface BRI0', ' ip address 10.1.1.1 255.255.255.0', ' shutdown', '!', 'interface Serial0', ' no ip address', 'end'];

function check(kind: Parameters<typeof lineFilter>[0], expression: string, lines: readonly string[]): void {
  const regex = compileIosRegex(expression);
  const filter = regex && lineFilter(kind, regex);
  expect(filter && [...filter.take(CONFIG.slice(0, 3)), ...filter.take(CONFIG.slice(3)), ...filter.end()]).toEqual(lines);
}

describe('filters', () => {
  it('include, exclude, begin and section', () => {
    check('include', 'interface', ['interface BRI0', 'interface Serial0']);
    check('include', 'Interface', []);
    check('exclude', '^ |!', ['interface BRI0', 'interface Serial0', 'end']);
    check('begin', 'Serial', CONFIG.slice(5));
    check('section', 'BRI', CONFIG.slice(1, 4));
    check('count', '^ ', ['Number of lines which match regexp = 3']);
  });
});

describe('expressions', () => {
  it.each([
    ['_100_', '100', true],
    ['_100_', 'x 100,200', true],
    ['_100_', '{100}', true],
    ['_100_', '1001', false],
    ['a{2}', 'a{2}', true],
    ['a{2}', 'aa', false],
    ['10\\.1', '10.1', true],
    ['10\\.1', '1011', false],
    ['(ab)\\1', 'abab', true],
    ['[a-c]x', 'bx', true],
    ['[^a-c]x', 'bx', false],
    ['[]]', ']', true],
    ['^up$', 'up', true],
    ['up|down', 'is down', true],
    ['\\?', '?', true],
    ['a|b|cd', 'xcd', true],
    ['^(a|b|cd)+$', 'abcdcd', true],
    ['^(a|b|cd)+$', 'abc', false],
    ['^a?b*c+$', 'bbc', true],
    ['^a?b*c+$', 'bb', false],
    ['(a(b|c)*)\\1', 'xabcabc', true],
    ['^(a(b|c)*)\\1$', 'abcac', false],
    ['(_|x)*z', 'z', true],
    ['BRI0_is', 'BRI0 is up', true],
  ])('%s on %j: %s', (expression, text, matches) => {
    expect(compileIosRegex(expression)?.test(text)).toBe(matches);
  });

  it.each(['(a*)*b', '(a|a)*b', '(a|aa)+$b', '((a+)+)+b', '(_*)*x', '(a*)*\\1b', '(.*)*(.*)*\\2\\1\\2x'])('is done with %s on a long line', (expression) => {
    // Ways multiply with every character here; the host language's own expressions would not come back.
    expect(compileIosRegex(expression)?.test('a'.repeat(2000))).toBe(false);
  });

  it.each(['(', '[a', '*a', 'a\\', '(a))', '\\1', '[z-a]', '('.repeat(90)])('refuses %s', (expression) => {
    expect(compileIosRegex(expression)).toBeUndefined();
  });
});
