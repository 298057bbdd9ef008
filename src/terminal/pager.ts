// The pager: stops a command's output with ` --More-- ` when the screen is full. Space shows the next screen, Return one
// line, any other key drops the rest; `/`, `+` and `-` with an expression filter it. A length of 0 never pauses. The prompt is wiped by backspaces and blanks as on the
// box: nine back, eight blanks, nine back.

import type { Screen } from './screen.ts';

export const MORE_PROMPT = ' --More-- ';
const WIPE = `${'\b'.repeat(9)}${' '.repeat(8)}${'\b'.repeat(9)}`;

export class Pager {
  readonly #screen: Screen;
  /** Lines of the terminal; 0 is without end. */
  length: number;
  #shown = 0;
  #waiting = false;
  #rest: readonly string[] = [];
  #at = 0;
  #dropped = false;
  /** The prompt is wiped, and an expression is being typed. */
  #searching = false;
  #filter: ((lines: readonly string[]) => readonly string[]) | undefined;

  constructor(screen: Screen, length: number) {
    this.#screen = screen;
    this.length = length;
  }

  /** True while ` --More-- ` stands on the screen. */
  get waiting(): boolean {
    return this.#waiting;
  }

  /** A new command: its output starts with an empty screen. */
  restart(): void {
    this.#shown = 0;
    this.#rest = [];
    this.#at = 0;
    this.#waiting = false;
    this.#dropped = false;
    this.#searching = false;
    this.#filter = undefined;
  }

  print(printed: readonly string[]): void {
    const lines = this.#filter ? this.#filter(printed) : printed;
    if (this.#dropped || lines.length === 0) return;
    if (this.#waiting || this.#searching) {
      this.#rest = [...this.#rest.slice(this.#at), ...lines];
      this.#at = 0;
      return;
    }
    if (this.length === 0 || this.#shown + lines.length < this.length) {
      this.#shown += lines.length;
      this.#screen.freshLine();
      this.#screen.write(lines.length === 1 ? `${lines[0] ?? ''}\r\n` : `${lines.join('\r\n')}\r\n`);
      return;
    }
    this.#rest = lines;
    this.#at = 0;
    this.#screen.freshLine();
    this.#fill();
  }

  /** A key at ` --More-- `. */
  key(key: 'page' | 'line' | 'quit'): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#screen.wipe(WIPE);
    if (key === 'quit') {
      this.#rest = [];
      this.#dropped = true;
      return;
    }
    this.#shown = key === 'page' ? 0 : Math.max(0, this.length - 2);
    this.#fill();
  }

  /** The prompt makes room for an expression. */
  search(): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#searching = true;
    this.#screen.wipe(WIPE);
  }

  /** Goes on with the next screen of what the filter lets through, if there is one. */
  refine(filter: ((lines: readonly string[]) => readonly string[]) | undefined): void {
    if (!this.#searching) return;
    this.#searching = false;
    this.#shown = 0;
    if (filter) {
      this.#rest = filter(this.#rest.slice(this.#at));
      this.#at = 0;
      const before = this.#filter;
      this.#filter = before ? (lines) => filter(before(lines)) : filter;
    }
    this.#fill();
  }

  #fill(): void {
    const room = Math.max(1, this.length - 1 - this.#shown);
    const end = this.length === 0 ? this.#rest.length : Math.min(this.#rest.length, this.#at + room);
    for (let i = this.#at; i < end; i += 1) this.#screen.write(`${this.#rest[i] ?? ''}\r\n`);
    this.#shown += end - this.#at;
    this.#at = end;
    if (end < this.#rest.length) {
      this.#waiting = true;
      this.#screen.write(MORE_PROMPT);
    } else this.#rest = [];
  }
}
