// What a terminal would show of a console's octets, as lines of text: carriage return, line feed and backspace move,
// other controls are dropped, a character overwrites what stands there. A transcript is made of these lines. It is no
// terminal emulator: a console writes no escape sequences beyond erasing to the end of the line.

/** Lines that a console keeps while nobody looks. */
const KEPT_LINES = 1_000;

export class ScreenText {
  #lines: string[] = [];
  #line = '';
  #column = 0;
  #escape = '';
  /** Lines that were dropped because nobody took them. */
  dropped = 0;

  /** The line that is not ended yet: a prompt and what is typed behind it. */
  get current(): string {
    return this.#line;
  }

  /** Takes the ended lines, oldest first. */
  takeLines(): string[] {
    const lines = this.#lines;
    this.#lines = [];
    this.dropped = 0;
    return lines;
  }

  /** Starts over with an empty line. */
  clearCurrent(): void {
    this.#line = '';
    this.#column = 0;
  }

  write(octets: Uint8Array): void {
    for (let i = 0; i < octets.length; i += 1) {
      const octet = octets[i] ?? 0;
      if (this.#escape !== '') this.#escaped(octet);
      else if (octet >= 0x20 && octet !== 0x7f) {
        // A run of plain characters goes in at once: pasting and long output are made of runs.
        let end = i + 1;
        while (end < octets.length && (octets[end] ?? 0) >= 0x20 && octets[end] !== 0x7f) end += 1;
        this.#put(String.fromCharCode(...octets.subarray(i, end)));
        i = end - 1;
      } else this.#control(octet);
    }
  }

  #put(run: string): void {
    if (this.#column === this.#line.length) this.#line += run;
    else this.#line = this.#line.slice(0, this.#column) + run + this.#line.slice(this.#column + run.length);
    this.#column += run.length;
  }

  #control(octet: number): void {
    if (octet === 0x0a) {
      this.#lines.push(this.#line.trimEnd());
      if (this.#lines.length > 2 * KEPT_LINES) {
        this.dropped += KEPT_LINES;
        this.#lines = this.#lines.slice(KEPT_LINES);
      }
      this.clearCurrent();
    } else if (octet === 0x0d) this.#column = 0;
    else if (octet === 0x08) this.#column = Math.max(0, this.#column - 1);
    else if (octet === 0x1b) this.#escape = '\x1b';
  }

  #escaped(octet: number): void {
    this.#escape += String.fromCharCode(octet);
    const text = this.#escape;
    if (text === '\x1b[') return;
    if (text.startsWith('\x1b[') && octet < 0x40) return;
    this.#escape = '';
    if (text === '\x1b[K' || text === '\x1b[0K') this.#line = this.#line.slice(0, this.#column);
    else if (text === '\x1b[D') this.#column = Math.max(0, this.#column - 1);
    else if (text === '\x1b[C') this.#column = Math.min(this.#line.length, this.#column + 1);
  }
}

/** The newest lines that a console shows when somebody comes back to it. */
export function newestLines(lines: readonly string[]): readonly string[] {
  return lines.length > KEPT_LINES ? lines.slice(-KEPT_LINES) : lines;
}
