// The lab prompt: commands of the program itself, reached from a terminal by Ctrl-] and from a script by `lab>`. Words may
// be abbreviated as on the routers, `?` helps and Tab completes. Nothing here is router behaviour, and nothing here prints.

import type { LabRun } from './lab-run.ts';
import { say, tell, type LabAnswer, type LabCommand } from './prompt/command.ts';
import { LAB_COMMANDS } from './prompt/commands.ts';
import { FAULT_COMMANDS } from './prompt/fault-commands.ts';
import { completeLine, matchLine, nextWords, parsePattern, type NextWord } from './prompt/pattern.ts';

export const LAB_PROMPT = 'lab>';

const HELP: LabCommand = { pattern: 'help', text: 'this list', run: () => tell(...labHelp()) };

const COMMANDS: readonly LabCommand[] = [...LAB_COMMANDS, ...FAULT_COMMANDS, HELP];
const PATTERNS = COMMANDS.map((command) => parsePattern(command.pattern, command));

/** Runs one line typed at the lab prompt. */
export function runLabCommand(run: LabRun, line: string): LabAnswer {
  if (line.trim() === '') return { lines: [], next: 'console' };
  if (line.trimEnd().endsWith('?')) return say(...helpOn(run, line.trimEnd().slice(0, -1)));
  const matched = matchLine(PATTERNS, line, run);
  return matched.kind === 'mistake' ? say(matched.message) : matched.command.run(run, matched.values);
}

/** What `?` lists behind a text. */
export function helpOn(run: LabRun, text: string): readonly string[] {
  if (text.trim() === '') return labHelp();
  const next = nextWords(PATTERNS, text, run);
  if (typeof next === 'string') return [next];
  if (next.length === 0) return ['Nothing goes there.'];
  const width = Math.max(...next.map(({ word }) => word.length));
  return next.map((each) => `  ${each.word.padEnd(width)}  ${helpText(each, text)}`.trimEnd());
}

/** The line as Tab completes it. */
export function completeLabLine(run: LabRun, text: string): string {
  return completeLine(PATTERNS, text, run);
}

/** A keyword that is all that is left of a command is explained by that command. */
function helpText({ word, text }: NextWord, before: string): string {
  if (text !== '' || word === '<cr>') return text;
  const typed = before.trimStart().replace(/\S+$/, '');
  const path = `${typed}${word}`.split(/\s+/);
  const command = COMMANDS.find(({ pattern, text: about }) => about !== '' && begins(pattern, path));
  return command?.text ?? '';
}

/** Whether a command begins with these words, which may be abbreviated. */
function begins(pattern: string, path: readonly string[]): boolean {
  const words = pattern.split(' ');
  return path.every((word, index) => {
    const known = words[index];
    return known !== undefined && (known.toLowerCase() !== known || known.startsWith('[') || known.startsWith(word.toLowerCase()));
  });
}

function labHelp(): readonly string[] {
  const listed = COMMANDS.filter(({ text }) => text !== '');
  const width = Math.max(...listed.map(({ pattern }) => pattern.length));
  return [...listed.map(({ pattern, text }) => `  ${pattern.padEnd(width)}  ${text}`), '  An empty line goes back to the console; "?" helps behind any word, Tab completes one.'];
}
