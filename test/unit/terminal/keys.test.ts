import { describe, expect, it } from 'vitest';
import { fromText } from '../../../src/base/octets.ts';
import { KeyReader } from '../../../src/terminal/keys.ts';

/** Reads the chunks; text as `"..."`, keys by name. */
function read(...chunks: string[]): string {
  const seen: string[] = [];
  const reader = new KeyReader();
  const sink = { text: (run: string) => void seen.push(JSON.stringify(run)), key: (name: string) => void seen.push(name) };
  for (const chunk of chunks) {
    const octets = fromText(chunk);
    for (let at = 0; at < octets.length; ) at = reader.read(octets, at, sink);
  }
  return seen.join(' ');
}

describe('keys', () => {
  it.each([
    ['a\rb\nc\r\nd\r\0e', '"a" return "b" return "c" return "d" return "e"'],
    ['\r\r\n\n', 'return return return'],
    ['a\0b', '"a" "b"'],
    ['show ?', '"show " help'],
    ['\x01\x05\x02\x06\x04\x08\x7f\x0b\x15\x18\x17\x19', 'ctrl-a ctrl-e ctrl-b ctrl-f ctrl-d backspace backspace ctrl-k ctrl-u ctrl-x ctrl-w ctrl-y'],
    ['\x10\x0e\x0c\x12\x14\t\x16\x1a\x03\x1e', 'ctrl-p ctrl-n ctrl-l ctrl-r ctrl-t tab ctrl-v ctrl-z ctrl-c interrupt'],
    ['\x1b[A\x1b[B\x1b[C\x1b[D\x1bOA', 'up down right left up'],
    ['\x1bb\x1bF\x1bd\x1bc\x1bl\x1bu\x1by', 'esc-b esc-f esc-d esc-c esc-l esc-u esc-y'],
    ['\x1b[3~\x1b[1~x\x1b[5~\x1b[200~y', 'ctrl-d ctrl-a "x" "y"'],
    ['\x1b\rx', 'return "x"'],
  ])('%j is %s', (octets, keys) => {
    expect(read(octets)).toBe(keys);
  });

  it('takes line ends and sequences that are split over chunks', () => {
    expect(read('a\r', '\nb')).toBe('"a" return "b"');
    expect(read('\x1b', '[', 'A', 'x')).toBe('up "x"');
    expect(read('\x1b[', '3', '~')).toBe('ctrl-d');
  });
});
