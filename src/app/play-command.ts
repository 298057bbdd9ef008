// `ringback play`: runs session scripts in virtual time. Prints the transcript, compares it with the script (--check) or
// rewrites what the script expects (--update). A script without @lab or @config plays in the default lab.

import { dirname } from 'node:path';
import type { Grammar } from '../grammar/compile.ts';
import { readStandardInput, readText, writeAtomically } from '../host/files.ts';
import { keepYoungApart } from '../host/heap.ts';
import { Nvram } from '../host/nvram.ts';
import { compare, update } from '../lab/compare.ts';
import { labFromConfigs } from '../lab/from-configs.ts';
import { LabError } from '../lab/lab-error.ts';
import type { LabRun } from '../lab/lab-run.ts';
import { parseScript, type SessionScript } from '../lab/script.ts';
import { play, type PlayResult } from '../lab/transcript.ts';
import type { LabDescription } from '../network/lab-description.ts';
import { assembleLab, configReading, type OpenedLab } from './assemble.ts';
import { DEFAULT_LAB } from './builtin-labs.ts';
import { findLab } from './find-lab.ts';
import { loadLateParts, type LateParts } from './late-parts.ts';
import { EXIT, type RunOptions } from './options.ts';
import { programGrammar } from './program-grammar.ts';
import { reportRefused } from './refused.ts';

export interface PlayCommandOptions extends RunOptions {
  readonly check?: boolean | undefined;
  readonly update?: boolean | undefined;
}

/** Plays the scripts one after the other; `-` is standard input. */
export async function playCommand(files: readonly string[], options: PlayCommandOptions): Promise<number> {
  let status: number = EXIT.done;
  for (const file of files) {
    const text = file === '-' ? await readStandardInput() : readText(file);
    status = Math.max(status, await playText(text, file, options));
  }
  return status;
}

/** Plays a script's text; `lab` is where it plays when it does not say. */
export async function playText(text: string, file: string, options: PlayCommandOptions, lab?: LabDescription): Promise<number> {
  const script = parseScript(text, file);
  if (options.update === true && file === '-') throw new LabError('--update rewrites a file: name it instead of "-"');
  const grammar = await programGrammar();
  const description = await labOf(script, grammar, lab);
  const quiet = options.check === true || options.update === true;
  const result = await playScript(script, description, grammar, options, quiet ? undefined : (line) => void process.stdout.write(`${line}\n`));
  if (options.update === true) {
    const rewritten = update(script, result);
    if (rewritten !== text) writeAtomically(file, rewritten);
    process.stdout.write(`${file}: ${rewritten === text ? 'as expected' : 'rewritten'}\n`);
    return EXIT.done;
  }
  if (options.check !== true) return EXIT.done;
  const differences = compare(script, result);
  if (differences.length === 0) {
    process.stdout.write(`${file}: as expected\n`);
    return EXIT.done;
  }
  for (const { line, trigger, diff } of differences) {
    process.stdout.write(`${file}:${line}: differs behind ${trigger === '' ? 'the beginning' : `"${trigger}"`} (- expected, + shown)\n`);
    process.stdout.write(diff.map((row) => `${row}\n`).join(''));
  }
  return EXIT.failed;
}

async function labOf(script: SessionScript, grammar: Grammar, given: LabDescription | undefined): Promise<LabDescription> {
  const folder = folderOf(script);
  if (script.configs.length > 0) {
    const files = script.configs.map(({ name, file, line }) => ({ name, file, text: textFor(script, file, line) }));
    const lab = labFromConfigs(files, configReading(grammar), 'session');
    reportRefused(lab.refused);
    return lab.description;
  }
  if (script.lab === undefined && given) return given;
  return (await findLab(script.lab ?? DEFAULT_LAB, folder)).description;
}

/** Paths are the script's: from its folder, or from the current one for standard input. */
const folderOf = (script: SessionScript): string => (script.file === '-' ? '.' : dirname(script.file));

function textFor(script: SessionScript, file: string, line: number): string {
  try {
    return readText(file, folderOf(script));
  } catch (error) {
    if (error instanceof LabError) throw new LabError(`${file}: ${error.message}`, { file: script.file, line });
    throw error;
  }
}

async function playScript(
  script: SessionScript,
  description: LabDescription,
  grammar: Grammar,
  options: PlayCommandOptions,
  print: ((line: string) => void) | undefined,
): Promise<PlayResult> {
  const late: LateParts = {};
  await loadLateParts(late);
  keepYoungApart();
  // Without a state folder NVRAM lives in memory: every play begins alike.
  const nvram = options.state === undefined ? undefined : new Nvram({ state: options.state, lab: description.name, fresh: options.fresh });
  if (nvram?.notice !== undefined) process.stderr.write(`ringback: ${nvram.notice}\n`);
  const opened: OpenedLab[] = [];
  const open = (): LabRun => {
    const again = opened.at(-1);
    if (again) {
      again.close();
      nvram?.forget();
    }
    const lab = assembleLab({
      description: nvram?.applyTo(description) ?? description,
      grammar,
      run: options,
      late,
      withoutPager: true,
    });
    nvram?.attach(lab.world.routers);
    opened.push(lab);
    return lab.run;
  };
  try {
    return play({ script, open, readFile: (file) => readText(file, folderOf(script)), ...(print ? { print } : {}) });
  } finally {
    opened.at(-1)?.close();
    nvram?.release();
  }
}
