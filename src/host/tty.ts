// The terminal: raw keys go to the console in view, its octets go to the screen, and virtual time follows the wall clock.
// Ctrl-] leaves the console for the lab prompt. Whatever happens, the terminal is put back as it was found.

import type { ReadStream, WriteStream } from 'node:tty';
import type { LabRun } from '../lab/lab-run.ts';
import { LAB_PROMPT, runLabCommand } from '../lab/prompt.ts';
import { liveText } from './live-text.ts';
import type { Pace } from './pace.ts';

export interface TerminalOptions {
  readonly run: LabRun;
  readonly pace: Pace;
  readonly input: ReadStream;
  readonly output: WriteStream;
  /** Printed once, above the first prompt. */
  readonly greeting: readonly string[];
  /** Called after every key and every event: saves what is to be saved. */
  readonly afterActivity: () => void;
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
  /** The line at the lab prompt; undefined while a console is in view. */
  #labLine: string | undefined;
  #escape = false;
  #ended = false;

  constructor(options: TerminalOptions, resolve: (outcome: 'quit' | 'reset') => void, reject: (error: unknown) => void) {
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
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
    this.#print(greeting);
    this.#enterConsole();
    input.resume();
    pace.onFailure = (error) => this.#fail(error);
    pace.start();
  }

  readonly #onData = (chunk: Buffer): void => {
    const { pace, afterActivity } = this.#options;
    try {
      pace.catchUp();
      this.#keys(chunk);
      if (this.#ended) return;
      afterActivity();
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
      if (this.#labLine !== undefined) {
        this.#labKey(chunk[start] ?? 0);
        start += 1;
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

  #labKey(octet: number): void {
    const line = this.#labLine ?? '';
    if (this.#escape) {
      // Arrow keys and the like do nothing here: drop them to their last letter.
      this.#escape = octet === 0x5b || octet < 0x40;
    } else if (octet === 0x1b) this.#escape = true;
    else if (octet === CTRL_RIGHT_BRACKET) {
      this.#write('\r\n');
      this.#enterConsole();
    } else if (octet === 0x0d || octet === 0x0a) this.#labCommand(line);
    else if (octet === 0x03) this.#askLab('\r\n');
    else if (octet === 0x04 && line === '') this.#labCommand('quit');
    else if (octet === 0x15) {
      this.#write('\b \b'.repeat(line.length));
      this.#labLine = '';
    } else if (octet === 0x08 || octet === 0x7f) {
      if (line !== '') this.#write('\b \b');
      this.#labLine = line.slice(0, -1);
    } else if (octet >= 0x20) {
      this.#labLine = line + String.fromCharCode(octet);
      this.#options.output.write(Uint8Array.of(octet));
    }
  }

  #labCommand(line: string): void {
    const { run } = this.#options;
    this.#write('\r\n');
    const answer = runLabCommand(run, line);
    this.#print(answer.lines);
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
    this.#labLine = '';
    this.#escape = false;
    this.#write(before + LAB_PROMPT);
  }

  /** What the console showed meanwhile, then its live line. */
  #enterConsole(): void {
    const console = this.#options.run.inView;
    this.#labLine = undefined;
    this.#print(console.takeNews());
    this.#write(liveText(console));
    console.watcher = (octets) => {
      this.#options.output.write(octets);
    };
  }

  #print(lines: readonly string[]): void {
    if (lines.length > 0) this.#write(lines.map((line) => `${line}\r\n`).join(''));
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
    if (this.#labLine === undefined) output.write('\r\n');
  }
}
