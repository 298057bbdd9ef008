// Words that images of IOS know and this grammar does not: a line with them is refused all the same, but the caret stands
// behind the letters that could still have become one of them (cli-behaviour §3, the captured cases).

import { isBlank } from './walk.ts';

/**
 * By what stands before the word: nothing, or the command that it belongs to. `key` and `map-list` are in the published list
 * of global commands; `cisp` and `format` are inferred from where captured carets stand.
 */
const KNOWN: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  config: { '': ['cisp', 'key', 'map-list'] },
  exec: { show: ['format'] },
};

/** Shortest abbreviation of a command in the table. */
const LEAST_LETTERS = 2;

/** The caret's column, further to the right where letters of such a word were typed. */
export function pastKnownWords(root: string, line: string, from: number, column: number): number {
  const known = KNOWN[root];
  if (known === undefined) return column;
  let start = column;
  while (start > from && !isBlank(line.charCodeAt(start - 1))) start -= 1;
  const before = line.slice(from, start).trim().toLowerCase();
  let end = start;
  while (end < line.length && !isBlank(line.charCodeAt(end))) end += 1;
  const typed = line.slice(start, end).toLowerCase();
  let furthest = column;
  for (const [command, words] of Object.entries(known)) {
    if (command === '' ? before !== '' : before.length < LEAST_LETTERS || !command.startsWith(before)) continue;
    for (const word of words) {
      let same = 0;
      while (same < typed.length && typed.charCodeAt(same) === word.charCodeAt(same)) same += 1;
      furthest = Math.max(furthest, start + same);
    }
  }
  return furthest;
}
