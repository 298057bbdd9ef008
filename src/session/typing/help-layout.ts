// How `?` looks (cli-behaviour §4): the list with its heading, keywords padded to the longest, texts that are too long for
// the terminal gone on with below themselves; words alone in columns; the answers to a line that is none. The text of `help`.

import type { HelpEntry, HelpResult } from '../../grammar/types.ts';

export function helpLines(help: HelpResult, width: number): readonly string[] {
  switch (help.kind) {
    case 'unrecognized':
      return ['% Unrecognized command'];
    case 'ambiguous':
      return [`% Ambiguous command:  "${help.typed}"`];
    case 'words':
      return [...columns(help.words, width), ''];
    case 'list': {
      const lines = entryLines(help.entries, width);
      return help.heading === undefined ? [...lines, ''] : [help.heading, ...lines, ''];
    }
  }
}

/** Fewer columns than this for the texts leave them in one piece, for the terminal to wrap. */
const LEAST_TEXT = 20;

function entryLines(entries: readonly HelpEntry[], width: number): readonly string[] {
  const longest = entries.reduce((most, { token }) => Math.max(most, token.length), 0);
  const column = longest + 4;
  const room = width - 1 - column;
  const lines: string[] = [];
  for (const { token, text } of entries) {
    if (text === '') lines.push(`  ${token}`);
    else if (room < LEAST_TEXT || text.length <= room) lines.push(`  ${token.padEnd(longest)}  ${text}`);
    else {
      const [first = '', ...more] = wrapped(text, room);
      lines.push(`  ${token.padEnd(longest)}  ${first}`, ...more.map((part) => ' '.repeat(column) + part));
    }
  }
  return lines;
}

/** Parts of at most so many characters, broken at blanks as far as there are any. */
function wrapped(text: string, room: number): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > room) {
    const blank = rest.lastIndexOf(' ', room);
    const end = blank > 0 ? blank : room;
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...parts, rest];
}

function columns(words: readonly string[], width: number): readonly string[] {
  const column = words.reduce((most, word) => Math.max(most, word.length), 0) + 2;
  const perLine = Math.max(1, Math.floor(((width === 0 ? 80 : width) - 1) / column));
  const lines: string[] = [];
  for (let i = 0; i < words.length; i += perLine) {
    lines.push(words.slice(i, i + perLine).map((word) => word.padEnd(column)).join(''));
  }
  return lines;
}

export const HELP_TEXT: readonly string[] = [
  'Help may be requested at any point in a command by entering',
  "a question mark '?'.  If nothing matches, the help list will",
  "be empty and you must backup until entering a '?' shows the",
  'available options.',
  'Two styles of help are provided:',
  '1. Full help is available when you are ready to enter a',
  "   command argument (e.g. 'show ?') and describes each possible",
  '   argument.',
  '2. Partial help is provided when an abbreviated argument is entered',
  '   and you want to know what arguments match the input',
  "   (e.g. 'show pr?'.)",
  '',
];
