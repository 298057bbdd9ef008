// The output side of a console: text goes in, octets come out, batched until somebody flushes. It knows whether the
// cursor stands at the beginning of a line, which messages that break in must know. No escape sequences: IOS moves by
// backspaces, blanks and carriage returns.

const LF = 0x0a;

export class Screen {
  readonly #output: (octets: Uint8Array) => void;
  #pending = '';
  #atLineStart = true;

  constructor(output: (octets: Uint8Array) => void) {
    this.#output = output;
  }

  /** True when nothing stands on the cursor's line. */
  get atLineStart(): boolean {
    return this.#atLineStart;
  }

  write(text: string): void {
    if (text === '') return;
    this.#pending += text;
    // Looked up in what is written: reading the end of what is pending would copy it each time.
    this.#atLineStart = text.charCodeAt(text.length - 1) === LF;
  }

  line(text: string): void {
    this.write(text);
    this.write('\r\n');
  }

  /** Writes what leaves the cursor's line empty, with the cursor at its beginning. */
  wipe(text: string): void {
    this.write(text);
    this.#atLineStart = true;
  }

  /** Ends the cursor's line, if anything stands on it. */
  freshLine(): void {
    if (!this.#atLineStart) this.write('\r\n');
  }

  flush(): void {
    const text = this.#pending;
    if (text === '') return;
    this.#pending = '';
    this.#output(encode(text));
  }
}

const UTF8 = new TextEncoder();

/** One octet a character (ISO 8859-1); almost all output is ASCII, where UTF-8 is the same and quicker. */
function encode(text: string): Uint8Array {
  const octets = UTF8.encode(text);
  if (octets.length === text.length) return octets;
  const plain = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) plain[i] = text.charCodeAt(i);
  return plain;
}
