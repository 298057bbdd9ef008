// The command history of one editor: the newest lines, recalled by Ctrl-P and Ctrl-N. EXEC and configuration have one
// each. Empty lines and a line equal to the newest one are not kept.

export const DEFAULT_HISTORY_SIZE = 10;

export class History {
  #lines: string[] = [];
  #size: number;
  /** Position of recall; `lines.length` is the line being typed. */
  #at = 0;

  constructor(size = DEFAULT_HISTORY_SIZE) {
    this.#size = size;
  }

  /** Oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  get size(): number {
    return this.#size;
  }

  set size(size: number) {
    this.#size = size;
    if (this.#lines.length > size) this.#lines = size === 0 ? [] : this.#lines.slice(-size);
    this.#at = this.#lines.length;
  }

  clear(): void {
    this.#lines = [];
    this.#at = 0;
  }

  add(line: string): void {
    const lines = this.#lines;
    if (this.#size > 0 && line !== '' && line !== lines[lines.length - 1]) {
      if (lines.length >= this.#size) lines.shift();
      lines.push(line);
    }
    this.#at = lines.length;
  }

  /** The next older line, or undefined at the oldest. */
  older(): string | undefined {
    if (this.#at === 0) return undefined;
    this.#at -= 1;
    return this.#lines[this.#at];
  }

  /** The next newer line; behind the newest an empty one; undefined when there already. */
  newer(): string | undefined {
    if (this.#at >= this.#lines.length) return undefined;
    this.#at += 1;
    return this.#lines[this.#at] ?? '';
  }
}
