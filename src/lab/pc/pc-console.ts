// The console of a dial-in PC: a small dialler with a prompt of its own, `PC1>`, in place of Windows' dialogs. `dial` shows
// the status texts until the PC is connected or nothing more will happen, and asks where Windows asks; what happens later
// breaks in. Words may be abbreviated, `?` helps and Tab completes, as at the lab prompt.

import { toText } from '../../base/octets.ts';
import type { Pc, PcEvent } from '../../network/pc/pc.ts';
import type { Question } from '../../session/typing/conversation.ts';
import { PlainConsole, type PlainConsoleOwner } from '../../session/plain-console.ts';
import { callbackQuestion, pcStatusLines } from '../../views/pc-words.ts';
import type { ConsoleSession } from '../console.ts';
import { completeLine, matchLine, nextWords, parsePattern } from '../prompt/pattern.ts';
import type { Places } from '../prompt/places.ts';
import { PC_COMMANDS } from './pc-commands.ts';

/** Leaves the terminal. */
const CTRL_BACKSLASH = 0x1c;
/** Of the far host's line, what may be its prompt. */
const FAR_LINE = 200;

const PATTERNS = PC_COMMANDS.map((command) => parsePattern(command.pattern, command));

/** What a command has before it. */
export interface PcDesk {
  readonly pc: Pc;
  print(...lines: readonly string[]): void;
  ask(prompt: string, answered: (answer: string | undefined) => void): void;
  /** Something that takes its time: `line` shows a line, `done` brings the prompt back; Ctrl-C aborts it. */
  run(abort: () => void): { line(text: string): void; done(): void };
  /** A terminal on the modem, until the key that leaves it; false where there is none to be had. */
  openTerminal(): boolean;
  /** Shows the status of the call that has just been begun, to its end. */
  follow(): void;
  /** Or there is none. */
  unfollow(): void;
  leave(): void;
}

/** Opens it; octets go to `output`. */
export function openPcConsole(pc: Pc, output: (octets: Uint8Array) => void): ConsoleSession {
  return new PcConsole(pc, output).console;
}

class PcConsole implements PlainConsoleOwner, PcDesk {
  readonly pc: Pc;
  readonly console: PlainConsole;
  readonly #places: Places;
  /** The `dial` that runs. */
  #following: ReturnType<PcDesk['run']> | undefined;
  /** The number for the callback is being asked for. */
  #asked: Question | undefined;

  constructor(pc: Pc, output: (octets: Uint8Array) => void) {
    this.pc = pc;
    this.console = new PlainConsole(this, output);
    this.#places = { prompt: pc.name, description: { telephoneLines: [], serialLinks: [] }, routerNames: () => [], routerNamed: () => undefined };
    pc.watch((event) => this.#happened(event));
  }

  // ---- of the console

  prompt(): string {
    return `${this.pc.name}>`;
  }

  opened(): { readonly lines: readonly string[]; readonly stays: boolean } {
    const { powered, name } = this.pc;
    return powered ? { lines: [], stays: true } : { lines: [`${name} is off; "power ${name} on" at the lab prompt switches it on.`], stays: false };
  }

  line(text: string): void {
    if (text.trim() === '') return;
    const matched = matchLine(PATTERNS, text, this.#places);
    if (matched.kind === 'mistake') this.print(matched.message);
    else matched.command.run(this, matched.values);
  }

  help(text: string): readonly string[] {
    const next = nextWords(PATTERNS, text, this.#places);
    if (typeof next === 'string') return [next];
    const width = Math.max(0, ...next.map(({ word }) => word.length));
    return next.map(({ word, text: about }) => `  ${word.padEnd(width)}  ${about === '' ? aboutWord(text, word) : about}`.trimEnd());
  }

  complete(text: string): string {
    return completeLine(PATTERNS, text, this.#places);
  }

  // ---- for commands

  print(...lines: readonly string[]): void {
    this.console.print(lines);
  }

  ask(prompt: string, answered: (answer: string | undefined) => void): void {
    this.console.ask(prompt, !/password/i.test(prompt), answered);
  }

  run(abort: () => void): { line(text: string): void; done(): void } {
    const running = this.console.run(abort);
    return { line: (text) => running.write(`${text}\r\n`), done: () => running.done() };
  }

  follow(): void {
    this.#following = this.run(() => this.pc.hangUp());
  }

  openTerminal(): boolean {
    const running = this.console.run(() => undefined);
    let far = '';
    const type = this.pc.openTerminal((octets) => {
      const text = toText(octets);
      far = (far + text).slice(-FAR_LINE).split(/[\r\n]/).at(-1) ?? '';
      running.write(text);
    });
    if (type === undefined) {
      running.done();
      return false;
    }
    const keys = (octets: Uint8Array): number => {
      const leaves = octets.indexOf(CTRL_BACKSLASH);
      const typed = leaves < 0 ? octets : octets.subarray(0, leaves);
      if (typed.length > 0) type(typed);
      if (leaves < 0) return octets.length;
      running.freshLine();
      running.done();
      return leaves + 1;
    };
    running.connect(keys, () => far);
    return true;
  }

  leave(): void {
    this.console.close([]);
  }

  // ---- from the PC

  #happened(event: PcEvent): void {
    if (!this.pc.powered) return this.#switchedOff();
    const lines = pcStatusLines(event, this.pc.system);
    if ((event.type === 'pc.failed' || event.type === 'pc.disconnected') && this.#asked !== undefined) return this.#withdraw(lines);
    for (const line of lines) this.#show(line);
    if (event.type === 'pc.asking') this.#askAboutCallback(event.question);
    else if (event.type === 'pc.connected' || event.type === 'pc.disconnected') this.unfollow();
  }

  #show(line: string): void {
    if (this.#following !== undefined) this.#following.line(line);
    else this.console.message(line);
  }

  /** The question interrupts what runs, which goes on when it is answered. */
  #askAboutCallback(question: Extract<PcEvent, { type: 'pc.asking' }>['question']): void {
    const { lines, prompt } = callbackQuestion(question);
    for (const line of lines) this.#show(line);
    this.#asked = this.console.ask(prompt, true, (answer) => {
      this.#asked = undefined;
      const typed = (answer ?? '').trim();
      const number = question.numbers[Number(typed) - 1] ?? typed;
      this.follow();
      this.pc.answer(number === '' ? undefined : number);
    });
    this.unfollow();
  }

  /** The call has ended before its question was answered. */
  #withdraw(lines: readonly string[]): void {
    const asked = this.#asked;
    this.#asked = undefined;
    asked?.withdraw(() => this.print(...lines));
  }

  unfollow(): void {
    const following = this.#following;
    this.#following = undefined;
    following?.done();
  }

  #switchedOff(): void {
    this.#following = undefined;
    this.#asked = undefined;
    this.console.close([]);
  }
}

/** A keyword that is all that is left of a command is explained by that command. */
function aboutWord(before: string, word: string): string {
  const path = `${before.replace(/\S*$/, '')}${word}`.trim().split(/\s+/);
  const fitting = PC_COMMANDS.filter(({ pattern }) => path.every((each, index) => pattern.split(' ')[index]?.startsWith(each) === true));
  const [first, another] = fitting;
  return word === '<cr>' || first === undefined || another !== undefined ? '' : first.text;
}
