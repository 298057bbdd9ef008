// A terminal of so many columns that wraps at its right margin, as far as a console's octets need one: printable
// characters, carriage return, line feed, backspace, bell. It shows where a line editor has lost count of its columns.

export class WrappingTerminal {
  readonly #width: number;
  readonly rows: string[] = [''];
  column = 0;

  constructor(width: number) {
    this.#width = width;
  }

  /** The row of the cursor, without blanks at its end. */
  get line(): string {
    return (this.rows.at(-1) ?? '').trimEnd();
  }

  write(text: string): void {
    for (const character of text) {
      if (character === '\r') this.column = 0;
      else if (character === '\n') this.rows.push('');
      else if (character === '\b') this.column = Math.max(0, this.column - 1);
      else if (character >= ' ' && character !== '\x7f') this.#put(character);
    }
  }

  #put(character: string): void {
    const row = (this.rows.at(-1) ?? '').padEnd(this.column);
    this.rows[this.rows.length - 1] = row.slice(0, this.column) + character + row.slice(this.column + 1);
    this.column += 1;
    if (this.column < this.#width) return;
    this.rows.push('');
    this.column = 0;
  }
}
