// Prose on a narrow terminal: broken at blanks, nothing lost, nothing wider than the terminal but a word that is.

import fc from '../../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { wrapWords } from '../../../src/terminal/word-wrap.ts';

describe('wrapWords', () => {
  it.each([
    ['leaves what fits', 'Cause: OK-CALL - R2 called R1', 40, ['Cause: OK-CALL - R2 called R1']],
    ['breaks at a blank, and indents', 'Cause: NO-DIALER-MAP - R2 has no dialer map for 172.12.12.1 on BRI0', 40, ['Cause: NO-DIALER-MAP - R2 has no dialer', '  map for 172.12.12.1 on BRI0']],
    ['keeps under the text behind a stamp', '  00:00:15  R2: a packet to 172.12.12.1 is interesting (ip PERMIT)', 40, ['  00:00:15  R2: a packet to 172.12.12.1', '            is interesting (ip PERMIT)']],
    ['keeps under the second column', '  why [ROUTER]   explain the last call attempt of a router', 40, ['  why [ROUTER]   explain the last call', '                 attempt of a router']],
    ['leaves a long word whole', `x ${'y'.repeat(50)} z`, 40, ['x', `  ${'y'.repeat(50)}`, '  z']],
    ['does nothing where there is no room', 'one two three four five', 5, ['one two three four five']],
  ])('%s', (_what, line, columns, expected) => {
    expect(wrapWords(line, columns)).toEqual(expected);
  });

  it('loses no word, and is never wider than its longest word needs', () => {
    const word = fc.stringMatching(/^[a-z"]{1,30}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), fc.integer({ min: 20, max: 120 }), fc.integer({ min: 0, max: 6 }), (words, columns, indent) => {
        const lines = wrapWords(' '.repeat(indent) + words.join(' '), columns);
        expect(lines.join(' ').trim().split(/ +/)).toEqual(words);
        for (const line of lines) expect(line.length <= columns || line.trim().split(' ').length === 1, line).toBe(true);
      }),
    );
  });
});
