// What the router answers to a line that it does not take (cli-behaviour §3): the caret under the character at which the
// line became impossible, and the messages for incomplete and ambiguous lines.

import type { MatchResult } from '../../grammar/types.ts';

type Refused = Exclude<MatchResult, { kind: 'command' } | { kind: 'empty' }>;

/** Lines to print; `promptLength` is where the typed line began on the screen. */
export function refusal(match: Refused, promptLength: number): readonly string[] {
  switch (match.kind) {
    case 'ambiguous':
      return [`% Ambiguous command:  "${match.typed}"`];
    case 'incomplete':
      return ['% Incomplete command.', ''];
    case 'subcommands':
      return [`% Type "${match.word} ?" for a list of subcommands`];
    case 'invalid':
      return invalidAt(promptLength + match.column);
  }
}

export function invalidAt(column: number): readonly string[] {
  return [`${' '.repeat(column)}^`, "% Invalid input detected at '^' marker.", ''];
}
