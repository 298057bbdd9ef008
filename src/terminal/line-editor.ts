// The line editor: keys change a text and a cursor, and what stands on the screen follows by backspaces, characters and
// blanks. A line that outgrows the terminal's width is shown through a window that moves by ten characters, with `$`
// where text is hidden. Return, Tab, `?`, Ctrl-C and Ctrl-Z belong to the session; history is the caller's.

import { CutBuffer } from './cut-buffer.ts';
import type { History } from './history.ts';
import type { KeyName } from './keys.ts';
import type { Screen } from './screen.ts';
import { wordBack, wordForward } from './words.ts';

/** Characters of a line; what goes beyond is refused with a bell. */
export const MAXIMUM_LINE = 254;

const SHIFT = 10;
const BELL = '\x07';

/** What is left without enhanced editing. */
const PLAIN_KEYS: ReadonlySet<KeyName> = new Set(['backspace', 'ctrl-u', 'ctrl-w', 'ctrl-r', 'ctrl-v']);

/**
 * A key behind Ctrl-V. A control character is inserted as it is shown, which is also how a banner's delimiter is written
 * in a printed configuration; keys that are sequences insert nothing.
 */
function literalText(name: KeyName): string {
  if (name === 'help') return '?';
  if (name === 'tab') return ' ';
  if (name === 'interrupt') return '^^';
  if (name === 'backspace') return '^H';
  return name.startsWith('ctrl-') ? `^${name.slice(-1).toUpperCase()}` : '';
}

export class LineEditor {
  readonly #screen: Screen;
  readonly #cuts = new CutBuffer();
  #prompt = '';
  #echo = true;
  #text = '';
  #cursor = 0;
  /** What stands behind the prompt, and the cursor's place in it. */
  #shown = '';
  #column = 0;
  /** First character of the text that the window shows. */
  #offset = 0;
  #literal = false;
  #recalled = 0;
  /** Columns of the terminal; 0 is without end. */
  width = 80;
  /** `no editing` leaves the keys that delete, and no scrolling. */
  enhanced = true;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  get text(): string {
    return this.#text;
  }

  get cursor(): number {
    return this.#cursor;
  }

  get prompt(): string {
    return this.#prompt;
  }

  /** True behind Ctrl-V: the next key is text. */
  get literal(): boolean {
    return this.#literal;
  }

  /** A new line behind a new prompt; `echo` is off for passwords. */
  begin(prompt: string, echo = true): void {
    this.#prompt = prompt;
    this.#echo = echo;
    this.#clear();
    this.#screen.write(prompt);
  }

  /** Prompt and text once more, where the cursor is now (the caller has begun a line). */
  redisplay(): void {
    this.#screen.write(this.#prompt);
    this.#shown = '';
    this.#column = 0;
    this.#show();
  }

  /** The line is done: ends it on the screen and hands it out. */
  finish(): string {
    const text = this.#text;
    this.#screen.write('\r\n');
    this.#clear();
    return text;
  }

  /** Replaces the text, cursor at its end. */
  replace(text: string): void {
    this.#text = text.length > MAXIMUM_LINE ? text.slice(0, MAXIMUM_LINE) : text;
    this.#cursor = this.#text.length;
    this.#show();
  }

  /** The text up to the cursor becomes `text`; whoever calls redisplays. */
  complete(text: string): void {
    const whole = text + this.#text.slice(this.#cursor);
    if (whole.length > MAXIMUM_LINE) return;
    this.#text = whole;
    this.#cursor = text.length;
  }

  insert(run: string): void {
    this.#literal = false;
    this.#recalled = 0;
    let added = run;
    if (this.#text.length + added.length > MAXIMUM_LINE) {
      added = added.slice(0, Math.max(0, MAXIMUM_LINE - this.#text.length));
      if (this.#echo) this.#screen.write(BELL);
    }
    if (added === '') return;
    const atEnd = this.#cursor === this.#text.length;
    this.#text = atEnd ? this.#text + added : this.#text.slice(0, this.#cursor) + added + this.#text.slice(this.#cursor);
    this.#cursor += added.length;
    if (!this.#echo) return;
    if (atEnd && this.#offset === 0 && this.#text.length <= this.#room()) {
      // Plain typing and pasting: what is typed is what is shown.
      this.#shown += added;
      this.#column += added.length;
      this.#screen.write(added);
    } else this.#show();
  }

  /** True if the key was an editing key. */
  key(name: KeyName, history?: History): boolean {
    if (this.#literal) {
      this.insert(literalText(name));
      return true;
    }
    if (!this.enhanced && !PLAIN_KEYS.has(name)) return false;
    const recalled = this.#recalled;
    this.#recalled = 0;
    switch (name) {
      case 'backspace':
        return this.#cut(this.#cursor - 1, this.#cursor, false);
      case 'ctrl-d':
        return this.#cut(this.#cursor, this.#cursor + 1, false);
      case 'ctrl-k':
        return this.#cut(this.#cursor, this.#text.length, true);
      case 'ctrl-u':
      case 'ctrl-x':
        return this.#cut(0, this.#cursor, true);
      case 'ctrl-w':
      case 'esc-backspace':
        return this.#cut(wordBack(this.#text, this.#cursor), this.#cursor, true);
      case 'esc-d':
        return this.#cut(this.#cursor, wordForward(this.#text, this.#cursor), true);
      case 'ctrl-a':
        return this.#move(0);
      case 'ctrl-e':
        return this.#move(this.#text.length);
      case 'ctrl-b':
      case 'left':
        return this.#move(this.#cursor - 1);
      case 'ctrl-f':
      case 'right':
        return this.#move(this.#cursor + 1);
      case 'esc-b':
        return this.#move(wordBack(this.#text, this.#cursor));
      case 'esc-f':
        return this.#move(wordForward(this.#text, this.#cursor));
      case 'ctrl-y':
        return this.#paste(this.#cuts.recall());
      case 'esc-y':
        if (recalled === 0) return true;
        this.#cut(this.#cursor - recalled, this.#cursor, false);
        return this.#paste(this.#cuts.recallNext());
      case 'ctrl-t':
        return this.#transpose();
      case 'esc-c':
        return this.#change((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
      case 'esc-l':
        return this.#change((word) => word.toLowerCase());
      case 'esc-u':
        return this.#change((word) => word.toUpperCase());
      case 'ctrl-v':
      case 'esc-q':
        this.#literal = true;
        return true;
      case 'ctrl-l':
      case 'ctrl-r':
        this.#screen.write('\r\n');
        this.redisplay();
        return true;
      case 'ctrl-p':
      case 'up':
        return this.#recall(history?.older());
      case 'ctrl-n':
      case 'down':
        return this.#recall(history?.newer());
      default:
        return false;
    }
  }

  #clear(): void {
    this.#text = '';
    this.#cursor = 0;
    this.#shown = '';
    this.#column = 0;
    this.#offset = 0;
    this.#literal = false;
    this.#recalled = 0;
  }

  #recall(line: string | undefined): true {
    if (line !== undefined) this.replace(line);
    return true;
  }

  #move(cursor: number): true {
    this.#cursor = Math.min(Math.max(cursor, 0), this.#text.length);
    this.#show();
    return true;
  }

  #cut(from: number, to: number, kept: boolean): true {
    const start = Math.max(0, from);
    const end = Math.min(to, this.#text.length);
    if (start >= end) return true;
    if (kept) this.#cuts.add(this.#text.slice(start, end));
    this.#text = this.#text.slice(0, start) + this.#text.slice(end);
    this.#cursor = start;
    this.#show();
    return true;
  }

  #paste(text: string): true {
    const before = this.#text.length;
    this.insert(text);
    this.#recalled = this.#text.length - before;
    this.#show();
    return true;
  }

  #transpose(): true {
    const at = this.#cursor;
    if (at === 0 || at >= this.#text.length) return true;
    this.#text = this.#text.slice(0, at - 1) + this.#text.charAt(at) + this.#text.charAt(at - 1) + this.#text.slice(at + 1);
    this.#cursor = at + 1;
    this.#show();
    return true;
  }

  /** Changes from the cursor to the end of the word, and goes there. */
  #change(changed: (word: string) => string): true {
    let start = this.#cursor;
    while (start < this.#text.length && this.#text.charAt(start) === ' ') start += 1;
    const end = wordForward(this.#text, this.#cursor);
    this.#text = this.#text.slice(0, start) + changed(this.#text.slice(start, end)) + this.#text.slice(end);
    return this.#move(end);
  }

  /** Columns for text behind the prompt; of the two behind them one is for `$`, and in the last a terminal would wrap. */
  #room(): number {
    return this.width === 0 || !this.enhanced ? Number.POSITIVE_INFINITY : Math.max(SHIFT + 1, this.width - this.#prompt.length - 2);
  }

  /** Brings what stands behind the prompt in line with text and cursor, changing as little as possible. */
  #show(): void {
    if (!this.#echo) return;
    const target = this.#window();
    const column = this.#cursor - this.#offset;
    if (target !== this.#shown) {
      const old = this.#shown;
      const least = Math.min(old.length, target.length);
      let same = 0;
      while (same < least && old.charCodeAt(same) === target.charCodeAt(same)) same += 1;
      this.#goTo(same);
      const blanks = Math.max(0, old.length - target.length);
      this.#screen.write(target.slice(same) + ' '.repeat(blanks) + '\b'.repeat(blanks));
      this.#shown = target;
      this.#column = target.length;
    }
    this.#goTo(column);
  }

  #goTo(column: number): void {
    if (column < this.#column) this.#screen.write('\b'.repeat(this.#column - column));
    else if (column > this.#column) this.#screen.write(this.#shown.slice(this.#column, column));
    this.#column = column;
  }

  /** What the window shows, after it has been moved to hold the cursor. */
  #window(): string {
    const room = this.#room();
    const { length } = this.#text;
    if (length <= room) {
      this.#offset = 0;
      return this.#text;
    }
    // The cursor may stand behind the last character, but not on the `$` that hides others.
    const beyond = this.#cursor - this.#offset - (this.#cursor < length ? room - 1 : room);
    if (beyond > 0) this.#offset += Math.ceil(beyond / SHIFT) * SHIFT;
    else if (this.#offset > 0 && this.#cursor <= this.#offset) this.#offset = Math.max(0, Math.floor((this.#cursor - 1) / SHIFT) * SHIFT);
    let shown = this.#text.slice(this.#offset, this.#offset + room);
    if (this.#offset > 0) shown = `$${shown.slice(1)}`;
    if (length > this.#offset + room) shown += '$';
    return shown;
  }
}
