// A lab in this terminal: NVRAM, the paced world, the consoles. `reset` starts the same lab again without what was saved.

import { LabError } from '../lab/lab-error.ts';
import type { LabDescription } from '../network/lab-description.ts';
import type { Grammar } from '../grammar/compile.ts';
import { Nvram } from '../host/nvram.ts';
import { Pace } from '../host/pace.ts';
import { runTerminal } from '../host/tty.ts';
import { assembleLab, paceOutside, type OpenedLab } from './assemble.ts';
import { loadLateParts, type LateParts } from './late-parts.ts';
import { EXIT, type RunOptions } from './options.ts';

export interface TerminalLabOptions {
  readonly description: LabDescription;
  readonly grammar: Grammar;
  readonly options: RunOptions;
  /** Printed above the greeting: the wiring of `up`. */
  readonly preface: readonly string[];
}

/** Runs until the user quits; the exit status. */
export async function runLabInTerminal({ description, grammar, options, preface }: TerminalLabOptions): Promise<number> {
  const nvram = new Nvram({ state: options.state, lab: description.name, fresh: options.fresh });
  const late: LateParts = {};
  const free = (): void => nvram.release();
  process.on('exit', free);
  try {
    let greeting = [...preface, ...(nvram.notice === undefined ? [] : [nvram.notice]), ...greetingOf(description)];
    for (;;) {
      const outcome = await runOnce(nvram.applyTo(description), greeting);
      if (outcome === 'quit') return EXIT.done;
      nvram.forget();
      greeting = [];
    }
  } finally {
    free();
    process.off('exit', free);
  }

  async function runOnce(lab: LabDescription, lines: readonly string[]): Promise<'quit' | 'reset'> {
    let pace: Pace | undefined;
    const paceView = {
      get speed() {
        return pace?.speed ?? options.speed;
      },
      setSpeed: (speed: number) => pace?.setSpeed(speed),
    };
    const opened: OpenedLab = assembleLab({ description: lab, grammar, run: options, late, pace: paceView, withoutPager: false, columns: () => process.stdout.columns });
    try {
      nvram.attach(opened.world.routers);
      opened.run.start();
      pace = new Pace(opened.run.clock, options.speed, () => undefined);
      paceOutside(opened, pace);
      const ended = runTerminal({
        run: opened.run,
        pace,
        input: process.stdin,
        output: process.stdout,
        greeting: lines,
      });
      const [outcome] = await Promise.all([ended, late.explain === undefined ? loadLateParts(late) : undefined]);
      return outcome;
    } catch (error) {
      if (!(error instanceof LabError)) reportReplay(options.seed, opened.run.clock.now);
      throw error;
    } finally {
      opened.close();
    }
  }
}

function greetingOf(description: LabDescription): readonly string[] {
  return [
    `${description.name}: ${description.title}`,
    `Ctrl-] leaves the console of ${description.console} for the lab prompt: "help" there lists what it knows, "quit" ends.`,
  ];
}

/** What somebody needs to make our own mistake happen again. */
function reportReplay(seed: number, virtualMs: number): void {
  process.stderr.write(`ringback: a mistake of ringback itself, with --seed ${seed} at ${virtualMs / 1000} virtual seconds:\n`);
}
