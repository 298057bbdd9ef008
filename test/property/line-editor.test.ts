// Any keys at the line editor: what stands on a terminal that wraps is the prompt and a window on the text, with the
// cursor where it is in the text, after every key. A hundred thousand keys a run; the seed is printed.

import { expect, it } from 'vitest';
import { fromText, toText } from '../../src/base/octets.ts';
import { randomStream } from '../../src/engine/random.ts';
import { History } from '../../src/terminal/history.ts';
import { KeyReader, type KeyName } from '../../src/terminal/keys.ts';
import { LineEditor, MAXIMUM_LINE } from '../../src/terminal/line-editor.ts';
import { Screen } from '../../src/terminal/screen.ts';
import { WrappingTerminal } from '../support/wrapping-terminal.ts';
import { seedOf } from '../support/seed.ts';

const KEYSTROKES = 100_000;
const WIDTHS = [0, 20, 24, 40, 79, 80, 132] as const;
const KEYS = [
  ...Array.from({ length: 32 }, (_, octet) => String.fromCharCode(octet)).filter((key) => key !== '\r' && key !== '\n'),
  ...'bcdflquyBCDFLQUY'.split('').map((letter) => `\x1b${letter}`),
  '\x1b\x7f', '\x1b[A', '\x1b[B', '\x1b[C', '\x1b[D', '\x1b[H', '\x1b[F', '\x1b[3~', '\x1b[1~', '\x1bOD', '\x1b[', '\x1b', '\x7f', '\xe9', '\x80',
  'access-list 101 permit tcp ', '131.108.2.5 255.255.255.0 ', 'w', ' ', ' ', 'x1 ', '$$$', '?',
] as const;

it('shows a window on its text after every key', () => {
  const seed = seedOf('KEYS_SEED');
  const random = randomStream(seed, 'line editor');
  const pick = <T>(from: readonly T[]): T => from[random.below(from.length)] as T; // within bounds
  let scrolled = 0;
  let longest = 0;
  for (let typed = 0; typed < KEYSTROKES; ) {
    const width = pick(WIDTHS);
    const prompt = pick(['R1#', 'Basement-rtr2(config-subif)#', 'x>']);
    if (width > 0 && prompt.length + 13 > width) continue;
    const console = editing(width, prompt);
    for (let key = 0; key < 1000; key += 1) {
      const keys = pick(KEYS);
      console.press(keys);
      typed += 1;
      const { text, cursor } = console.editor;
      longest = Math.max(longest, text.length);
      const wrong = console.wrong(keys === '\x0c' || keys === '\x12');
      if (wrong !== undefined) expect.fail(`${wrong} after ${JSON.stringify(keys)} at width ${width}: ${JSON.stringify({ text, cursor, line: console.terminal.line })}`);
      if (console.terminal.line.startsWith(`${prompt}$`) && !text.startsWith('$')) scrolled += 1;
    }
  }
  // The keys went where it matters.
  expect(longest).toBe(MAXIMUM_LINE);
  expect(scrolled).toBeGreaterThan(KEYSTROKES / 50);
});

function editing(width: number, prompt: string) {
  const terminal = new WrappingTerminal(width === 0 ? 1000 : width);
  const screen = new Screen((octets) => terminal.write(toText(octets)));
  const editor = new LineEditor(screen);
  editor.width = width;
  const history = new History();
  for (const line of ['show ip route', 'x'.repeat(200), '']) history.add(line);
  const reader = new KeyReader();
  editor.begin(prompt);
  screen.flush();
  const sink = { text: (run: string) => editor.insert(run), key: (name: KeyName) => void (name === 'help' ? editor.insert('?') : editor.key(name, history)) };
  const room = width === 0 ? Number.POSITIVE_INFINITY : width - prompt.length - 2;
  let rows = 1;
  return {
    editor,
    terminal,
    press(keys: string): void {
      const octets = fromText(keys);
      for (let at = 0; at < octets.length; ) at = reader.read(octets, at, sink);
      screen.flush();
    },
    /** What is wrong with the screen, if anything. */
    wrong(redisplays: boolean): string | undefined {
      // Ctrl-L and Ctrl-R begin a new row, and nothing else does.
      if (terminal.rows.length > rows + (redisplays ? 1 : 0)) return 'the line wrapped';
      rows = terminal.rows.length;
      const { text, cursor } = editor;
      if (text.length > MAXIMUM_LINE) return 'it is too long';
      if (cursor < 0 || cursor > text.length) return 'the cursor is outside';
      if (!terminal.line.startsWith(prompt.trimEnd())) return 'the prompt is gone';
      const column = terminal.column - prompt.length;
      const shown = terminal.line.slice(prompt.length);
      if (text.length <= room) return shown === text.trimEnd() && column === cursor ? undefined : 'it is not the whole text';
      const offset = cursor - column;
      if (offset % 10 !== 0 || offset < 0) return `it is shifted by ${offset}`;
      const window = text.slice(offset, offset + room);
      const expected = (offset > 0 ? `$${window.slice(1)}` : window) + (text.length > offset + room ? '$' : '');
      if (shown !== expected.trimEnd()) return `it is not the window from ${offset}`;
      if (offset > 0 && column === 0) return 'the cursor stands on the $';
      return undefined;
    },
  };
}
