import { describe, expect, it } from 'vitest';
import { toText } from '../../../src/base/octets.ts';
import { Pager } from '../../../src/terminal/pager.ts';
import { Screen } from '../../../src/terminal/screen.ts';

function paging(length: number) {
  let shown = '';
  const screen = new Screen((octets) => (shown += toText(octets)));
  const pager = new Pager(screen, length);
  return {
    pager,
    screen,
    take() {
      screen.flush();
      const text = shown;
      shown = '';
      return text;
    },
  };
}

const lines = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `line ${from + i}`);
const text = (from: number, to: number): string => lines(from, to).map((line) => `${line}\r\n`).join('');
const WIPE = `${'\b'.repeat(9)}${' '.repeat(8)}${'\b'.repeat(9)}`;

describe('pager', () => {
  it('stops at a full screen; space shows the next, Return a line', () => {
    const { pager, take } = paging(24);
    pager.print(lines(0, 60));
    expect(take()).toBe(`${text(0, 23)} --More-- `);
    pager.key('page');
    expect(take()).toBe(`${WIPE}${text(23, 46)} --More-- `);
    pager.key('line');
    expect(take()).toBe(`${WIPE}${text(46, 47)} --More-- `);
    pager.key('page');
    expect(take()).toBe(`${WIPE}${text(47, 60)}`);
    expect(pager.waiting).toBe(false);
  });

  it('drops the rest of the command, and begins anew with the next', () => {
    const { pager, screen, take } = paging(5);
    pager.print(lines(0, 9));
    pager.print(['more']);
    take();
    pager.key('quit');
    pager.print(['later']);
    expect(take()).toBe(WIPE);
    expect(screen.atLineStart).toBe(true);
    pager.restart();
    pager.print(['next']);
    expect(take()).toBe('next\r\n');
  });

  it('counts lines over several prints, and never stops at length 0', () => {
    const { pager, take } = paging(4);
    pager.print(lines(0, 2));
    pager.print(lines(2, 5));
    expect(take()).toBe(`${text(0, 3)} --More-- `);
    const endless = paging(0);
    endless.pager.print(lines(0, 500));
    expect(endless.take()).toBe(text(0, 500));
  });

  it('stops between prints of a line each as well', () => {
    const { pager, take } = paging(4);
    for (const line of lines(0, 6)) pager.print([line]);
    expect(take()).toBe(`${text(0, 3)} --More-- `);
    pager.key('page');
    expect(take()).toBe(`${WIPE}${text(3, 6)}`);
  });

  it('counts a long line for what it takes up on the screen, and shows it whole', () => {
    const { pager, take } = paging(5);
    const long = 'x'.repeat(200);
    pager.print(['a', long, 'b', 'c']);
    expect(take()).toBe(`a\r\n${long}\r\n --More-- `);
    pager.key('quit');
    pager.restart();
    take();
    pager.width = 0;
    pager.print(['a', long, 'b', 'c', 'd']);
    expect(take()).toBe(`a\r\n${long}\r\nb\r\nc\r\n --More-- `);
    pager.width = 10;
    pager.key('line');
    expect(take()).toBe(`${WIPE}d\r\n`);
    pager.restart();
    pager.print([long, 'b']);
    expect(take()).toBe(`${long}\r\n --More-- `);
    pager.key('line');
    expect(take()).toBe(`${WIPE}b\r\n`);
  });
});
