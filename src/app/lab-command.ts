// `ringback lab`: a lab by name or file, in this terminal. Without a terminal it plays what comes on standard input, or
// the lab's demonstration when nothing does.

import { readStandardInput } from '../host/files.ts';
import { LabError } from '../lab/lab-error.ts';
import { DEFAULT_LAB } from './builtin-labs.ts';
import { findLab } from './find-lab.ts';
import { onTerminal, type RunOptions } from './options.ts';
import { programGrammar } from './program-grammar.ts';
import { runLabInTerminal } from './terminal-lab.ts';

export async function labCommand(name: string | undefined, options: RunOptions): Promise<number> {
  const lab = await findLab(name ?? DEFAULT_LAB);
  if (onTerminal()) {
    return runLabInTerminal({ description: lab.description, grammar: await programGrammar(), options, preface: [] });
  }
  const typed = process.stdin.isTTY ? '' : await readStandardInput();
  const { playText } = await import('./play-command.ts');
  if (typed.trim() !== '') return playText(typed, '-', options, lab.description);
  if (lab.demonstration === undefined) throw new LabError(`${lab.description.name} has no demonstration: open it in a terminal, or give it a session on standard input`);
  return playText(lab.demonstration, 'demonstration', options, lab.description);
}
