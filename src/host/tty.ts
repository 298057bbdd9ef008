// The terminal: raw keys go to the console in view, its octets go to the screen, and virtual time follows the wall clock.
// Ctrl-] leaves the console for the lab prompt. Whatever happens, the terminal is put back as it was found.

import type { ReadStream, WriteStream } from 'node:tty';
import type { LabRun } from '../lab/lab-run.ts';
import { runLabCommand } from '../lab/prompt.ts';
import { LabLine } from './lab-line.ts';
import { liveText } from './live-text.ts';
import type { Pace } from './pace.ts';
import { wrapWords } from '../terminal/word-wrap.ts';

export interface TerminalOptions {
  readonly run: LabRun;
  readonly pace: Pace;
  readonly input: ReadStream;
  readonly output: WriteStream;
  /** Printed once, above the first prompt. */
  readonly greeting: readonly string[];
}

const CTRL_RIGHT_BRACKET = 0x1d;

/** Runs until the user leaves; `reset` asks for the same lab from its beginning. */
export function runTerminal(options: TerminalOptions): Promise<'quit' | 'reset'> {
  return new Promise((resolve, reject) => {
    new Terminal(options, resolve, reject).start();
  });
}

class Terminal {
  readonly #options: TerminalOptions;
  readonly #resolve: (outcome: 'quit' | 'reset') => void;
  readonly #reject: (error: unknown) => void;
  readonly #labLine: LabLine;
  /** The lab prompt has the keys, and no console. */
  #atLab = false;
  #ended = false;

  constructor(options: TerminalOptions, resolve: (outcome: 'quit' | 'reset') => void, reject: (error: unknown) => void) {
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#labLine = new LabLine({
      run: options.run,
      write: (octets) => void options.output.write(octets),
      entered: (line) => this.#labCommand(line),
    });
  }

  start(): void {
    const { input, output, pace, greeting } = this.#options;
    input.setRawMode(true);
    input.on('data', this.#onData);
    input.on('end', this.#onEnd);
    output.on('resize', this.#onResize);
    process.on('exit', this.#restore);
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.on(signal, this.#onSignal);
    this.#onResize();
    this.#printProse(greeting);
    this.#enterConsole();
    input.resume();
    pace.onFailure = (error) => this.#fail(error);
    pace.start();
  }

  readonly #onData = (chunk: Buffer): void => {
    const { pace } = this.#options;
    try {
      pace.catchUp();
      this.#keys(chunk);
      if (this.#ended) return;
      pace.plan();
    } catch (error) {
      this.#fail(error);
    }
  };

  readonly #onEnd = (): void => this.#end('quit');

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    this.#end('quit');
    process.exitCode = signal === 'SIGHUP' ? 129 : signal === 'SIGINT' ? 130 : 143;
  };

  readonly #onResize = (): void => {
    const { run, output } = this.#options;
    for (const console of run.consoles.values()) console.session.resize?.(output.columns, output.rows);
  };

  readonly #restore = (): void => {
    const { input } = this.#options;
    if (input.isRaw) input.setRawMode(false);
  };

  /** Keys for the console go in one piece, so that a paste is not taken apart. */
  #keys(chunk: Uint8Array): void {
    let start = 0;
    while (start < chunk.length && !this.#ended) {
      if (this.#atLab) {
        start = this.#labKeys(chunk, start);
        continue;
      }
      const bracket = chunk.indexOf(CTRL_RIGHT_BRACKET, start);
      const end = bracket < 0 ? chunk.length : bracket;
      if (end > start) this.#options.run.inView.session.input(chunk.subarray(start, end));
      start = end;
      if (bracket >= 0) {
        this.#leaveConsole();
        start += 1;
      }
    }
  }

  /** One key for the lab prompt; Ctrl-] goes back to the console. */
  #labKeys(chunk: Uint8Array, start: number): number {
    if (chunk[start] !== CTRL_RIGHT_BRACKET) return this.#labLine.type(chunk, start);
    this.#write('\r\n');
    this.#enterConsole();
    return start + 1;
  }

  #labCommand(line: string): void {
    const answer = runLabCommand(this.#options.run, line);
    if (answer.prose === true) this.#printProse(answer.lines);
    else this.#print(answer.lines);
    if (answer.next === 'stay') this.#askLab('');
    else if (answer.next === 'console') this.#enterConsole();
    else this.#end(answer.next);
  }

  #leaveConsole(): void {
    const console = this.#options.run.inView;
    console.watcher = undefined;
    console.screen.takeLines();
    this.#askLab(console.screen.current === '' ? '' : '\r\n');
  }

  #askLab(before: string): void {
    this.#atLab = true;
    this.#write(before);
    this.#labLine.ask(this.#options.output.columns);
  }

  /** What the console showed meanwhile, then its live line. */
  #enterConsole(): void {
    const console = this.#options.run.inView;
    this.#atLab = false;
    this.#print(console.takeNews());
    this.#write(liveText(console));
    console.watcher = (octets) => {
      this.#options.output.write(octets);
    };
  }

  #print(lines: readonly string[]): void {
    if (lines.length > 0) this.#write(lines.map((line) => `${line}\r\n`).join(''));
  }

  /** Broken at words, where the terminal says how wide it is. */
  #printProse(lines: readonly string[]): void {
    const { columns } = this.#options.output;
    this.#print(columns > 0 ? lines.flatMap((line) => wrapWords(line, columns)) : lines);
  }

  #write(text: string): void {
    if (text !== '') this.#options.output.write(text);
  }

  #fail(error: unknown): void {
    this.#close();
    this.#reject(error);
  }

  #end(outcome: 'quit' | 'reset'): void {
    if (this.#ended) return;
    this.#close();
    this.#resolve(outcome);
  }

  #close(): void {
    const { input, output, pace, run } = this.#options;
    this.#ended = true;
    pace.stop();
    run.inView.watcher = undefined;
    input.off('data', this.#onData);
    input.off('end', this.#onEnd);
    output.off('resize', this.#onResize);
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.off(signal, this.#onSignal);
    process.off('exit', this.#restore);
    this.#restore();
    input.pause();
    if (!this.#atLab) output.write('\r\n');
  }
}
