// Octets of a terminal to keys. One call reads one key, or one run of plain characters, so that whoever reads can stop
// between two keys (a pager, a running command) and keep the rest of a chunk. CR, LF, CR LF and CR NUL each end one line;
// NUL and unknown escape sequences are dropped; a sequence may be split over any number of chunks.

/** What is not plain text. `help` is `?`; `interrupt` is Ctrl-Shift-6 (0x1E). */
export type KeyName =
  | 'return'
  | 'tab'
  | 'help'
  | 'interrupt'
  | 'backspace'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | `ctrl-${'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'k' | 'l' | 'n' | 'p' | 'r' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z'}`
  | `esc-${'b' | 'c' | 'd' | 'f' | 'l' | 'q' | 'u' | 'y' | 'backspace'}`;

export interface KeySink {
  /** One or more plain characters without `?`, one octet a character (ISO 8859-1). */
  text(run: string): void;
  key(name: KeyName): void;
}

const CR = 0x0d;
const LF = 0x0a;
const ESC = 0x1b;

/** By octet: what a control character is. */
const CONTROLS: readonly (KeyName | undefined)[] = (() => {
  const table: (KeyName | undefined)[] = Array.from({ length: 32 }, () => undefined);
  for (const letter of 'abcdefklnprtuvwxyz') table[letter.charCodeAt(0) & 0x1f] = `ctrl-${letter}` as KeyName; // the letters of the type
  table[0x08] = 'backspace';
  table[0x09] = 'tab';
  table[0x1e] = 'interrupt';
  return table;
})();

const ESCAPED = 'bcdflquy';
const ARROWS: Readonly<Record<number, KeyName>> = { 0x41: 'up', 0x42: 'down', 0x43: 'right', 0x44: 'left', 0x48: 'ctrl-a', 0x46: 'ctrl-e' };

type Pending = 'none' | 'after-cr' | 'escape' | 'bracket' | 'ss3';

export class KeyReader {
  #pending: Pending = 'none';
  #parameter = '';

  /** Reads one key or run from the octets at `from`; the offset behind it. Calls the sink at most once. */
  read(octets: Uint8Array, from: number, sink: KeySink): number {
    const octet = octets[from] ?? 0;
    if (this.#pending !== 'none' && this.#continues(octet, sink)) return from + 1;
    if (isPlain(octet)) {
      let end = from + 1;
      while (end < octets.length && isPlain(octets[end] ?? 0)) end += 1;
      sink.text(latin1(octets, from, end));
      return end;
    }
    if (octet === CR) {
      this.#pending = 'after-cr';
      sink.key('return');
    } else if (octet === LF) sink.key('return');
    else if (octet === ESC) this.#pending = 'escape';
    else if (octet === 0x3f) sink.key('help');
    else if (octet === 0x7f) sink.key('backspace');
    else {
      const control = CONTROLS[octet];
      if (control) sink.key(control);
    }
    return from + 1;
  }

  /** True if the octet belonged to what came before. */
  #continues(octet: number, sink: KeySink): boolean {
    const pending = this.#pending;
    this.#pending = 'none';
    switch (pending) {
      case 'after-cr':
        return octet === LF || octet === 0;
      case 'escape':
        return this.#escape(octet, sink);
      case 'bracket':
      case 'ss3':
        if (octet < 0x20) return false;
        if (octet < 0x40) {
          this.#pending = pending;
          if (this.#parameter.length < 16) this.#parameter += String.fromCharCode(octet);
          return true;
        }
        this.#sequence(octet, sink);
        return true;
      default:
        return false;
    }
  }

  #escape(octet: number, sink: KeySink): boolean {
    this.#parameter = '';
    if (octet === 0x5b || octet === 0x4f) {
      this.#pending = octet === 0x5b ? 'bracket' : 'ss3';
      return true;
    }
    if (octet === 0x7f || octet === 0x08) {
      sink.key('esc-backspace');
      return true;
    }
    const letter = String.fromCharCode(octet | 0x20);
    if (octet >= 0x41 && ESCAPED.includes(letter)) {
      sink.key(`esc-${letter}` as KeyName); // one of the letters of the type
      return true;
    }
    // A control key behind Esc counts for itself; anything else goes with it.
    return octet >= 0x20;
  }

  /** The last octet of a control sequence (ECMA-48 §5.4): arrows, Home, End, Delete; others are dropped. */
  #sequence(octet: number, sink: KeySink): void {
    const arrow = ARROWS[octet];
    if (arrow) sink.key(arrow);
    else if (octet === 0x7e && this.#parameter === '3') sink.key('ctrl-d');
    else if (octet === 0x7e && (this.#parameter === '1' || this.#parameter === '7')) sink.key('ctrl-a');
    else if (octet === 0x7e && (this.#parameter === '4' || this.#parameter === '8')) sink.key('ctrl-e');
  }
}

/** Printable, and no `?`. Octets above 0x7F are text: IOS is transparent to them. */
function isPlain(octet: number): boolean {
  return octet >= 0x20 && octet !== 0x3f && octet !== 0x7f;
}

/** More arguments than this at once would strain the stack. */
const RUN = 4096;

function latin1(octets: Uint8Array, from: number, end: number): string {
  if (end - from <= RUN) return String.fromCharCode.apply(null, octets.subarray(from, end) as unknown as number[]); // array-like is all that apply needs
  let text = '';
  for (let at = from; at < end; at += RUN) text += latin1(octets, at, Math.min(at + RUN, end));
  return text;
}
