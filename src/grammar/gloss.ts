// Help texts: which token of a pattern an indented line of a grammar file explains, and whether every token has
// exactly one per mode and prefix. The key is the keywords before the token and the token: `dialer map|nextHop`.

import { parsePattern, shownType, tokensOf, type Pattern, type Sequence, type Token } from './pattern.ts';
import type { Command } from './types.ts';

export type Glosses = Record<string, string>;

export interface GlossLine {
  readonly token: string;
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

export function glossKey(prefix: string, token: string): string {
  return `${prefix}|${token}`;
}

/** Puts a command's texts where its tokens find them. */
export function attachGlosses(
  glosses: Glosses,
  pattern: Sequence,
  command: Command,
  lines: readonly GlossLine[],
  complain: (gloss: GlossLine, message: string) => void,
): void {
  const tokens = allTokens(pattern, command);
  const taken = new Set<string>();
  for (const line of lines) {
    const places = placesOf(tokens, line.token);
    if (places.length === 0) {
      complain(line, `'${line.token}' is no token of this line: ${[...new Set(tokens.flatMap(namesOf))].join(' ')}`);
      continue;
    }
    const key = places.find((place) => !taken.has(place) && glosses[place] === undefined) ?? places.find((place) => !taken.has(place));
    if (key === undefined || glosses[key] !== undefined) {
      complain(line, `'${line.token}' has a text already behind '${(key ?? places[0] ?? '').split('|')[0] ?? ''}': '${glosses[key ?? places[0] ?? ''] ?? ''}'`);
      continue;
    }
    taken.add(key);
    glosses[key] = line.text;
  }
}

/** Complains of every token without a text. */
export function checkGlosses(
  glosses: Glosses,
  commands: readonly { readonly command: Command; readonly pattern: Sequence }[],
  complain: (command: Command, message: string, column: number) => void,
): void {
  for (const { command, pattern } of commands) {
    if (command.hidden) continue;
    for (const token of allTokens(pattern, command)) {
      if (token.kind === 'argument' && token.type.kind === 'INTERFACE') continue;
      for (const name of namesOf(token)) {
        if (glosses[glossKey(token.prefix, name)] === undefined) {
          complain(command, `'${name}' has no help text: add an indented line '  ${name}  TEXT'`, token.column + 1);
          glosses[glossKey(token.prefix, name)] = ''; // complain once
        }
      }
    }
  }
}

/** What a token's texts are filed under: a choice has one for each word. */
function namesOf(token: Token): readonly string[] {
  return token.kind === 'keyword' ? [token.word] : token.kind === 'choice' ? token.words : [token.name];
}

function allTokens(pattern: Pattern, command: Command): readonly Token[] {
  const tokens = tokensOf(pattern);
  if (command.noPattern !== undefined) {
    const no = parsePattern(command.noPattern);
    if (no.ok) tokensOf(no.value, tokens);
  }
  return tokens;
}

function placesOf(tokens: readonly Token[], name: string): readonly string[] {
  const places = new Set<string>();
  for (const token of tokens) if (namesOf(token).includes(name)) places.add(glossKey(token.prefix, name));
  if (places.size > 0) return [...places];
  const typed = tokens.filter((token) => token.kind === 'argument' && shownType(token.type) === name);
  for (const token of typed) if (token.kind === 'argument') places.add(glossKey(token.prefix, token.name));
  return places.size === 1 ? [...places] : [];
}
