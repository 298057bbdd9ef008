// Session scripts: directives, keys, and what is wrong in them.
import { describe, expect, test } from 'vitest';
import { isInterruptKey, keyOctets } from '../../../src/lab/keys.ts';
import { LabError } from '../../../src/lab/lab-error.ts';
import { parseScript } from '../../../src/lab/script.ts';

const mistake = (text: string): string => {
  try {
    parseScript(text, 'a.session');
  } catch (error) {
    if (error instanceof LabError) return error.text;
    throw error;
  }
  return '';
};

describe('parseScript', () => {
  test('reads directives and leaves everything else as text', () => {
    const script = parseScript('# hello\n@lab callback-bryant\nR2>enable\n@wait 1m30s\n@key ctrl-c tab\n@type  sh\nEnd\n', 'a.session');
    expect(script.lab).toBe('callback-bryant');
    expect(script.lines.map((line) => line.item.kind)).toEqual(['comment', 'setup', 'text', 'wait', 'key', 'type', 'text']);
    expect(script.lines[3]?.item).toEqual({ kind: 'wait', ms: 90_000 });
    expect(script.lines[4]?.item).toEqual({ kind: 'key', octets: Uint8Array.of(3, 9), interrupts: true });
    expect(script.lines[5]?.item).toEqual({ kind: 'type', text: ' sh' });
  });

  test('keeps configurations with their line, and the line ends', () => {
    const script = parseScript('@config R1 r1.cfg\r\n@config R2 r2.cfg\r\nR2>\r\n', 'a.session');
    expect(script.configs).toEqual([
      { name: 'R1', file: 'r1.cfg', line: 1 },
      { name: 'R2', file: 'r2.cfg', line: 2 },
    ]);
    expect(script.lineEnd).toBe('\r\n');
  });

  test.each([
    ['@wait', 'a.session:1: @wait: it should be "@wait 20s"'],
    ['\n@wait soon', 'a.session:2: @wait: it should be "@wait 20s"'],
    ['@lab a\n@lab b', 'a.session:2: a second @lab: a script runs in one lab'],
    ['@lab a\n@config R1 f', 'a.session:2: @lab and @config exclude each other: say one of them'],
    ['R2>\n@lab a', 'a.session:2: @lab must stand at the top, before anything is typed'],
    ['@config lab f', 'a.session:1: "lab" is the name of the lab prompt: call the router otherwise'],
    ['@config R1', 'a.session:1: @config: it should be "@config NAME FILE"'],
    ['@foo', 'a.session:1: @foo is no directive; there are @lab, @config, @console, @wait, @key, @type, @paste'],
  ])('%j is a mistake', (text, expected) => {
    expect(mistake(text)).toBe(expected);
  });

  test('an unknown key is named', () => {
    expect(mistake('@key ctrl-c hyper')).toContain('"hyper" is no key');
  });
});

describe('keys', () => {
  test.each([
    ['ctrl-shift-6', [0x1e]],
    ['ctrl-z', [0x1a]],
    ['ctrl-]', [0x1d]],
    ['tab', [9]],
    ['up', [0x1b, 0x5b, 0x41]],
    ['esc-b', [0x1b, 0x62]],
    ['q', [0x71]],
  ])('%s', (name, octets) => {
    expect([...(keyOctets(name) ?? [])]).toEqual(octets);
  });

  test('only Ctrl-C and Ctrl-Shift-6 interrupt', () => {
    expect(['ctrl-c', 'ctrl-shift-6', 'ctrl-z', 'q'].map(isInterruptKey)).toEqual([true, true, false, false]);
  });
});
