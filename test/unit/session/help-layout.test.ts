import { describe, expect, it } from 'vitest';
import { helpLines } from '../../../src/session/typing/help-layout.ts';

const MRINFO = 'Request neighbor and version information from a multicast router';

describe('help', () => {
  // The lines as published captures of 12.x have them.
  const entries = [
    { token: 'logout', text: 'Exit from the EXEC' },
    { token: 'mrinfo', text: MRINFO },
    { token: 'name-connection', text: 'Name an existing network connection' },
  ];

  it('goes on below a text that is too long for the terminal', () => {
    expect(helpLines({ kind: 'list', heading: 'Exec commands:', entries }, 80)).toEqual([
      'Exec commands:',
      '  logout           Exit from the EXEC',
      '  mrinfo           Request neighbor and version information from a multicast',
      '                   router',
      '  name-connection  Name an existing network connection',
      '',
    ]);
  });

  it('breaks no text where there is no width, or hardly any', () => {
    for (const width of [0, 30]) expect(helpLines({ kind: 'list', entries }, width)[1]).toBe(`  mrinfo           ${MRINFO}`);
  });

  it('never passes the right margin, whatever the words are', () => {
    const long = [{ token: 'x', text: `${'y'.repeat(100)} ${'z'.repeat(70)} and more` }, { token: '<cr>', text: '' }];
    for (const width of [40, 80, 132]) {
      const lines = helpLines({ kind: 'list', entries: long }, width);
      for (const line of lines) expect(line.length).toBeLessThan(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(`x${long[0]?.text.replaceAll(' ', '')}<cr>`);
    }
  });

  it('quotes the whole line where a word is ambiguous', () => {
    expect(helpLines({ kind: 'ambiguous', typed: 'dis clock' }, 80)).toEqual(['% Ambiguous command:  "dis clock"']);
  });
});
