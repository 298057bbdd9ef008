// The pager: stops a command's output with ` --More-- ` when the screen is full; a line that is longer than the terminal is
// wide takes up several. Space shows the next screen, Return one line, any other key drops the rest; `/`, `+` and `-` with an
// expression filter it. A length of 0 never pauses. The prompt is wiped by backspaces and blanks as on the box: nine back, eight
// blanks, nine back.

import type { Screen } from './screen.ts';

export const MORE_PROMPT = ' --More-- ';
const WIPE = `${'\b'.repeat(9)}${' '.repeat(8)}${'\b'.repeat(9)}`;

export class Pager {
  readonly #screen: Screen;
  /** Lines of the terminal; 0 is without end. */
  length: number;
  /** Characters of a line of the terminal; 0 is without end. */
  width = 80;
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
    const rows = this.length === 0 ? 0 : lines.reduce((sum, line) => sum + this.#rowsOf(line), 0);
    if (this.length === 0 || this.#shown + rows < this.length) {
      this.#shown += rows;
      this.#screen.freshLine();
      this.#screen.write(lines.length === 1 ? `${lines[0] ?? ''}\r\n` : `${lines.join('\r\n')}\r\n`);
      return;
    }
    this.#rest = lines;
    this.#at = 0;
    this.#screen.freshLine();
    this.#fill(this.#shown === 0);
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
    this.#fill(true);
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
    this.#fill(true);
  }

  #rowsOf(line: string): number {
    return this.width === 0 || line.length <= this.width ? 1 : Math.ceil(line.length / this.width);
  }

  /** Up to a full screen, or at least one line, however long it is. */
  #fill(atLeastOne: boolean): void {
    let mayStop = !atLeastOne;
    while (this.#at < this.#rest.length) {
      const line = this.#rest[this.#at] ?? '';
      const rows = this.#rowsOf(line);
      if (this.length > 0 && mayStop && this.#shown + rows >= this.length) break;
      mayStop = true;
      this.#screen.write(`${line}\r\n`);
      this.#shown += rows;
      this.#at += 1;
    }
    if (this.#at < this.#rest.length) {
      this.#waiting = true;
      this.#screen.write(MORE_PROMPT);
    } else this.#rest = [];
  }
}
