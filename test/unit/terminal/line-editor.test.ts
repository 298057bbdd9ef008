import { describe, expect, it } from 'vitest';
import { fromText, toText } from '../../../src/base/octets.ts';
import { ScreenText } from '../../../src/lab/screen-text.ts';
import { History } from '../../../src/terminal/history.ts';
import { KeyReader } from '../../../src/terminal/keys.ts';
import { LineEditor, MAXIMUM_LINE } from '../../../src/terminal/line-editor.ts';
import { Screen } from '../../../src/terminal/screen.ts';

/** An editor behind `R1#` on a screen that understands backspaces. */
function editing(width = 80, prompt = 'R1#') {
  const terminal = new ScreenText();
  let octets = '';
  const screen = new Screen((out) => {
    octets += toText(out);
    terminal.write(out);
  });
  const editor = new LineEditor(screen);
  editor.width = width;
  const history = new History();
  editor.begin(prompt);
  const reader = new KeyReader();
  const sink = { text: (run: string) => editor.insert(run), key: (name: Parameters<LineEditor['key']>[0]) => void editor.key(name, history) };
  return {
    editor,
    history,
    press(keys: string) {
      octets = '';
      const input = fromText(keys);
      for (let at = 0; at < input.length; ) at = reader.read(input, at, sink);
      screen.flush();
      return { text: editor.text, cursor: editor.cursor, shown: terminal.current.trimEnd(), octets };
    },
  };
}

function check(keys: string, text: string, cursor: number): void {
  const result = editing().press(keys);
  expect(result).toMatchObject({ text, cursor, shown: `R1#${text}`.trimEnd() });
}

describe('line editor', () => {
  it.each([
    ['abc', 'abc', 3],
    ['abc\x01x', 'xabc', 1],
    ['abc\x01\x05x', 'abcx', 4],
    ['abc\x02\x02x', 'axbc', 2],
    ['abc\x01\x06x', 'axbc', 2],
    ['abc\x1b[Dx\x1b[Cy', 'abxcy', 5],
    ['abc\x08', 'ab', 2],
    ['abc\x02\x7f', 'ac', 1],
    ['abc\x01\x04', 'bc', 0],
    ['abcd\x02\x02\x0b', 'ab', 2],
    ['abcd\x02\x15', 'd', 0],
    ['abcd\x18', '', 0],
    ['show ip route\x17', 'show ip ', 8],
    ['show ip route\x17\x17', 'show ', 5],
    ['show ip\x01\x1bd', ' ip', 0],
    ['show ip\x1bbx', 'show xip', 6],
    ['show ip\x01\x1bf!', 'show! ip', 5],
    ['ab\x02\x14', 'ba', 2],
    ['show ip\x01\x1bu', 'SHOW ip', 4],
    ['SHOW ip\x01\x1bl', 'show ip', 4],
    ['show ip\x01\x1bc', 'Show ip', 4],
    ['show ip\x17\x15\x19', 'show ', 5],
    ['show ip\x17\x15\x19\x1by', 'ip', 2],
    ['a\x16?b', 'a?b', 3],
    ['a\x1bq?b', 'a?b', 3],
    ['a\x16\x03b\x16\x15', 'a^Cb^U', 6],
    ['a\x16b\x15', '', 0],
    ['one\x17two\x17three\x17\x19\x1by\x1by\x1by', 'three', 5],
    ['one two\x01\x1b\x7f\x05\x1b\x7f', 'one ', 4],
  ])('%j leaves %j', (keys, text, cursor) => {
    check(keys, text, cursor);
  });

  it('echoes plain text as it is, and rubs out with backspace, blank, backspace', () => {
    const { press } = editing();
    expect(press('show').octets).toBe('R1#show');
    expect(press('\x08').octets).toBe('\b \b');
    expect(press('\x01').octets).toBe('\b\b\b');
    expect(press('X').octets).toBe('Xsho\b\b\b');
  });

  it('rubs out what Ctrl-Y recalled before Esc Y puts the next in its place', () => {
    const { press } = editing();
    press('three\x17two\x17\x19');
    expect(press('\x1by').octets).toBe('\b\b\b   \b\b\bthree');
  });

  it('refuses what is longer than a line, with a bell', () => {
    const { press } = editing(0);
    const result = press('x'.repeat(300));
    expect(result.text).toHaveLength(MAXIMUM_LINE);
    expect(result.octets).toContain('\x07');
  });

  it('shows a long line through a window that moves by ten', () => {
    const { press } = editing(40);
    const line = '0123456789012345678901234567890123456789';
    const typed = press(line);
    expect(typed.shown).toBe(`R1#$${line.slice(11)}`);
    expect(typed.shown.length).toBeLessThan(40);
    expect(press('\x01').shown).toBe(`R1#${line.slice(0, 35)}$`);
    expect(press('\x05\x15').shown).toBe('R1#');
  });

  // The lines of the guide, whose prompt is followed by a blank; each is the last one before the next shift.
  it('scrolls as the command-line guide shows', () => {
    const { press } = editing(80, 'Switch(config)# ');
    const line = 'access-list 101 permit tcp 131.108.2.5 255.255.255.0 131.108.1.20 255.255.255.0 eq 45';
    expect(press(line.slice(0, 62)).shown).toBe('Switch(config)# access-list 101 permit tcp 131.108.2.5 255.255.255.0 131.108.1');
    expect(press(line.slice(62, 63)).shown).toBe('Switch(config)# $ 101 permit tcp 131.108.2.5 255.255.255.0 131.108.1.');
    expect(press(line.slice(63, 72)).shown).toBe('Switch(config)# $ 101 permit tcp 131.108.2.5 255.255.255.0 131.108.1.20 255.25');
    expect(press(line.slice(72, 82)).shown).toBe('Switch(config)# $t tcp 131.108.2.5 255.255.255.0 131.108.1.20 255.255.255.0 eq');
    expect(press(line.slice(82)).shown).toBe('Switch(config)# $108.2.5 255.255.255.0 131.108.1.20 255.255.255.0 eq 45');
    expect(press('\x01').shown).toBe('Switch(config)# access-list 101 permit tcp 131.108.2.5 255.255.255.0 131.108.1$');
    expect(press('\x05').text).toBe(line);
  });

  it('scrolls back by ten as well, and hides nothing that the cursor stands on', () => {
    const { press, editor } = editing(40);
    const line = Array.from({ length: 12 }, (_, i) => `word${String(i).padStart(2, '0')}`).join(' ');
    press(line);
    for (let at = line.length; at > 0; at -= 1) {
      const { shown, cursor } = press('\x02');
      const text = shown.slice(3);
      const offset = text.startsWith('$') ? line.indexOf(text.slice(1, -1)) - 1 : 0;
      expect(offset % 10).toBe(0);
      if (offset > 0) expect(cursor).toBeGreaterThan(offset);
      expect(text.replaceAll('$', '').length).toBeGreaterThan(30);
      expect(shown.length).toBeLessThan(40);
    }
    expect(editor.cursor).toBe(0);
    for (let at = 0; at < line.length; at += 1) expect(press('\x06').shown.length).toBeLessThan(40);
    expect(press('').shown).toBe(`R1#$${line.slice(51)}`);
  });

  it('does without enhanced editing', () => {
    const { press, editor } = editing(20);
    editor.enhanced = false;
    expect(press('abc\x01\x02\x10def ghi\x17\x08')).toMatchObject({ text: 'abcdef', cursor: 6, shown: 'R1#abcdef' });
    const long = 'x'.repeat(40);
    expect(press(`\x15${long}`).shown).toBe(`R1#${long}`);
  });

  it('recalls history', () => {
    const { press, history } = editing();
    for (const line of ['one', 'two', 'three']) history.add(line);
    expect(press('\x10').shown).toBe('R1#three');
    expect(press('\x10\x10\x10').text).toBe('one');
    expect(press('\x0e').text).toBe('two');
    expect(press('\x0e\x0e').text).toBe('');
    expect(press('\x0e').text).toBe('');
  });
});

describe('history', () => {
  it('keeps ten lines, without empty and repeated ones', () => {
    const history = new History();
    for (let i = 0; i < 12; i += 1) history.add(`line ${i}`);
    history.add('line 11');
    history.add('');
    expect(history.lines).toEqual(Array.from({ length: 10 }, (_, i) => `line ${i + 2}`));
    history.size = 2;
    expect(history.lines).toEqual(['line 10', 'line 11']);
    history.size = 0;
    history.add('x');
    expect(history.lines).toEqual([]);
  });
});
