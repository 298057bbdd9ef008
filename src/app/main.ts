// Where the program starts. `lab` on a terminal, with options that are plainly right, goes straight to the first prompt;
// everything else goes through commander, which is loaded only then.

import { assembleLab } from './assemble.ts';
import { DEFAULT_LAB } from './builtin-labs.ts';
import { findLab } from './find-lab.ts';
import { labCommand } from './lab-command.ts';
import { DEFAULT_OPTIONS, onTerminal, parseSeed, parseSpeed, reportMistake, type RunOptions } from './options.ts';
import { programGrammar } from './program-grammar.ts';

export async function main(args: readonly string[]): Promise<void> {
  process.stdout.on('error', readerLeft);
  try {
    const fast = onTerminal() ? fastPath(args) : undefined;
    process.exitCode = fast ? await labCommand(fast.lab, fast.options) : await (await import('./program.ts')).runProgram(args);
  } catch (error) {
    process.exitCode = reportMistake(error);
  }
}

/** A reader that has seen enough (`| head`) is no mistake of anybody. */
function readerLeft(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

/** `lab [NAME] [--seed N] ...` read without commander; undefined for anything that is not plainly that. */
export function fastPath(args: readonly string[]): { readonly lab: string | undefined; readonly options: RunOptions } | undefined {
  if (args[0] !== 'lab') return undefined;
  let lab: string | undefined;
  let options = DEFAULT_OPTIONS;
  for (let i = 1; i < args.length; i += 1) {
    const word = args[i] ?? '';
    const value = args[i + 1];
    if (!word.startsWith('-')) {
      if (lab !== undefined) return undefined;
      lab = word;
    } else if (word === '--fresh') options = { ...options, fresh: true };
    else if (value === undefined || value.startsWith('-')) return undefined;
    else {
      i += 1;
      if (word === '--seed') options = { ...options, seed: parseSeed(value) };
      else if (word === '--speed') options = { ...options, speed: parseSpeed(value) };
      else if (word === '--state') options = { ...options, state: value };
      else if (word === '--pcap') options = { ...options, pcap: value };
      else if (word === '--trace') options = { ...options, trace: value };
      else return undefined;
    }
  }
  return { lab, options };
}

/** Brings the default lab to its first prompt and forgets it: the build makes the code cache from what this compiles. */
export async function warmUp(): Promise<void> {
  const [grammar, lab] = await Promise.all([programGrammar(), findLab(DEFAULT_LAB)]);
  const opened = assembleLab({
    description: lab.description,
    grammar,
    run: DEFAULT_OPTIONS,
    late: {},
    withoutPager: false,
  });
  opened.run.start();
  opened.run.inView.type('\r');
  opened.run.flush();
  opened.close();
}
