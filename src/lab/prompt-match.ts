// Is a line of a script typed, and at which console? The rules of session scripts: the current prompt of the console in
// view, else that of exactly one other console; what follows a prompt and begins with `%` or a timestamp is output; a
// router's name with a prompt that it does not show is a mistake.

import type { LabConsole } from './console.ts';

export type LineReading =
  | { readonly kind: 'typed'; readonly console: LabConsole; readonly text: string }
  | { readonly kind: 'output' }
  /** A router's name with a prompt that it does not show now. */
  | { readonly kind: 'wrong-prompt'; readonly console: LabConsole; readonly shown: string }
  | { readonly kind: 'several'; readonly consoles: readonly LabConsole[]; readonly shown: string };

/** `00:00:07: `, `1d02h: `, `*Mar  1 00:00:07.123: `, `Mar 1 1993 00:00:07 UTC: `. */
const STAMP =
  /^(?:\d{2}:\d{2}:\d{2}|\d+d\d{2}h|\d+w\d+d|\d+y\d+w|[*.]?[A-Z][a-z]{2} +\d{1,2}(?: \d{4})? \d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?: [A-Z]{2,5})?): /;

const PROMPT_LIKE = /^([A-Za-z][\w.-]*)(\([\w-]*\)?)?[>#]/;

/** What is typed behind the prompt, or undefined when the line does not begin with it. */
export function behindPrompt(line: string, prompt: string): string | undefined {
  if (prompt.trim() === '') return undefined;
  if (line.startsWith(prompt)) return line.slice(prompt.length);
  // A copied line has often lost the blank at its end, or at the end of its prompt.
  const bare = prompt.trimEnd();
  if (bare !== prompt && line.startsWith(bare)) return line.slice(bare.length).trimStart();
  return undefined;
}

/** True for text behind a prompt that the router printed there: a message that broke into the line. */
export function isMessage(text: string): boolean {
  return text.startsWith('%') || STAMP.test(text);
}

/** The name in front of a prompt's `>`, `#` or mode. */
export function promptName(prompt: string): string | undefined {
  return PROMPT_LIKE.exec(prompt)?.[1];
}

export function readLine(
  line: string,
  inView: LabConsole,
  consoles: Iterable<LabConsole>,
  hostname: (console: LabConsole) => string,
): LineReading {
  const own = behindPrompt(line, inView.session.prompt);
  if (own !== undefined) return isMessage(own) ? { kind: 'output' } : { kind: 'typed', console: inView, text: own };
  const others = [...consoles].filter((console) => console !== inView);
  const matching = others.filter((console) => behindPrompt(line, console.session.prompt) !== undefined);
  const [console, another] = matching;
  if (console && !another) {
    const text = behindPrompt(line, console.session.prompt) ?? '';
    return isMessage(text) ? { kind: 'output' } : { kind: 'typed', console, text };
  }
  const like = PROMPT_LIKE.exec(line);
  if (!like || isMessage(line.slice(like[0].length))) return { kind: 'output' };
  if (another) return { kind: 'several', consoles: matching, shown: like[0] };
  const name = like[1];
  const named = [inView, ...others].find(
    (candidate) => candidate.name === name || hostname(candidate) === name || promptName(candidate.session.prompt) === name,
  );
  return named ? { kind: 'wrong-prompt', console: named, shown: like[0] } : { kind: 'output' };
}
