// Regular expressions as IOS has them: `_` is the start or end of a line, a blank, comma, brace, parenthesis or
// underscore; braces are plain characters; a backslash quotes, or recalls a group by number. Compiled to a program of
// our own and not to the host language's, in which a few typed characters can keep a machine busy for hours.

import { runProgram, type Instruction, type Program } from './regex-program.ts';

export interface LinePattern {
  test(line: string): boolean;
}

/** Undefined if the expression is none. */
export function compileIosRegex(expression: string): LinePattern | undefined {
  if (!/[\\[\]_.*+?^$()|]/.test(expression)) return { test: (line) => line.includes(expression) };
  const program = new Compiler(expression).program();
  return program && { test: (line) => runProgram(program, line) };
}

const DELIMITERS = ' ,{}()_';
/** Parentheses within parentheses. */
const DEEPEST = 50;

class Compiler {
  readonly #text: string;
  readonly #code: Instruction[] = [];
  #at = 0;
  #groups = 0;
  #depth = 0;
  #recalls = false;
  #wrong = false;

  constructor(text: string) {
    this.#text = text;
  }

  program(): Program | undefined {
    this.#alternatives();
    if (this.#wrong || this.#at < this.#text.length) return undefined;
    this.#code.push({ op: 'match' });
    return { instructions: this.#code, recalls: this.#recalls };
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  #alternatives(): void {
    const start = this.#code.length;
    this.#sequence();
    while (this.#peek() === '|' && !this.#wrong) {
      this.#at += 1;
      this.#insertSplit(start, start + 1, this.#code.length + 2);
      const over: Instruction = { op: 'jump', to: 0 };
      this.#code.push(over);
      this.#sequence();
      over.to = this.#code.length;
    }
  }

  #sequence(): void {
    while (this.#at < this.#text.length && !this.#wrong) {
      const character = this.#peek();
      if (character === '|' || (character === ')' && this.#depth > 0)) return;
      this.#repeated();
    }
  }

  #repeated(): void {
    const start = this.#code.length;
    this.#atom();
    for (let sign = this.#peek(); !this.#wrong && sign !== '' && '*+?'.includes(sign); sign = this.#peek()) {
      this.#at += 1;
      if (sign === '+') this.#code.push({ op: 'split', first: start, second: this.#code.length + 1 });
      else {
        const end = this.#code.length + 1;
        this.#insertSplit(start, start + 1, sign === '*' ? end + 1 : end);
        if (sign === '*') this.#code.push({ op: 'jump', to: start });
      }
    }
  }

  /** Puts a split before what stands at `at`; what pointed behind it moves along. */
  #insertSplit(at: number, first: number, second: number): void {
    for (const instruction of this.#code.slice(at)) {
      if (instruction.op === 'jump' && instruction.to >= at) instruction.to += 1;
      else if (instruction.op === 'split') {
        if (instruction.first >= at) instruction.first += 1;
        if (instruction.second >= at) instruction.second += 1;
      }
    }
    this.#code.splice(at, 0, { op: 'split', first, second });
  }

  #atom(): void {
    const character = this.#peek();
    this.#at += 1;
    switch (character) {
      case '.':
        this.#code.push({ op: 'any' });
        return;
      case '^':
        this.#code.push({ op: 'start' });
        return;
      case '$':
        this.#code.push({ op: 'end' });
        return;
      case '_':
        this.#delimiter();
        return;
      case '(':
        this.#group();
        return;
      case '[':
        this.#set();
        return;
      case '\\':
        this.#quoted();
        return;
      case '*':
      case '+':
      case '?':
      case ')':
        // Nothing to repeat, nothing to close.
        this.#wrong = true;
        return;
      default:
        this.#code.push({ op: 'character', character });
    }
  }

  #delimiter(): void {
    const at = this.#code.length;
    this.#code.push(
      { op: 'split', first: at + 1, second: at + 3 },
      { op: 'start' },
      { op: 'jump', to: at + 7 },
      { op: 'split', first: at + 4, second: at + 6 },
      { op: 'end' },
      { op: 'jump', to: at + 7 },
      { op: 'set', members: DELIMITERS, negated: false },
    );
  }

  #group(): void {
    this.#groups += 1;
    const group = this.#groups;
    this.#depth += 1;
    if (this.#depth > DEEPEST) this.#wrong = true;
    this.#code.push({ op: 'save', slot: 2 * group });
    this.#alternatives();
    this.#depth -= 1;
    if (this.#peek() !== ')') this.#wrong = true;
    this.#at += 1;
    this.#code.push({ op: 'save', slot: 2 * group + 1 });
  }

  #quoted(): void {
    const character = this.#peek();
    this.#at += 1;
    if (character === '') this.#wrong = true;
    else if (/[1-9]/.test(character)) {
      if (Number(character) > this.#groups) this.#wrong = true;
      this.#recalls = true;
      this.#code.push({ op: 'recall', group: Number(character) });
    } else this.#code.push({ op: 'character', character });
  }

  /** A `]` first in the brackets is a member. */
  #set(): void {
    const negated = this.#peek() === '^';
    if (negated) this.#at += 1;
    const end = this.#text.indexOf(']', this.#at + 1);
    if (end < 0) {
      this.#wrong = true;
      return;
    }
    const inside = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    let members = '';
    for (let i = 0; i < inside.length; i += 1) {
      const first = inside.charCodeAt(i);
      const ranges = inside.charAt(i + 1) === '-' && i + 2 < inside.length;
      const last = ranges ? inside.charCodeAt(i + 2) : first;
      if (last < first) this.#wrong = true;
      for (let code = first; code <= last; code += 1) members += String.fromCharCode(code);
      if (ranges) i += 2;
    }
    this.#code.push({ op: 'set', members, negated });
  }
}
