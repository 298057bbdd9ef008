// Help texts: which token of a pattern an indented line of a grammar file explains, and whether every token has
// exactly one per mode and prefix. The key is the keywords before the token and the token: `dialer map|nextHop`.

import { parsePattern, shownType, tokensOf, type ArgumentType, type Pattern, type Sequence, type Token } from './pattern.ts';
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

/** A text that begins with a token in brackets is shown behind that, in place of the argument's type or a choice's words. */
export function placeholderOf(text: string): { readonly token: string; readonly text: string } | undefined {
  const [, token, behind] = text.startsWith('(') ? (/^\(([^)]+)\) +(.+)$/.exec(text) ?? []) : [];
  return token === undefined || behind === undefined ? undefined : { token, text: behind };
}

/** The text of an argument: that of its very range, or of its name. */
export function argumentText(glosses: Readonly<Glosses>, prefix: string, name: string, type: ArgumentType): string {
  return (type.kind === 'RANGE' ? glosses[glossKey(prefix, shownType(type))] : undefined) ?? glosses[glossKey(prefix, name)] ?? '';
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
    const places = placesOf(tokens, line.token, placeholderOf(line.text) !== undefined);
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
      if (token.kind === 'choice' && glosses[glossKey(token.prefix, token.name)] !== undefined) continue;
      if (token.kind === 'argument' && glosses[glossKey(token.prefix, shownType(token.type))] !== undefined) continue;
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

function placesOf(tokens: readonly Token[], name: string, isPlaceholder: boolean): readonly string[] {
  const places = new Set<string>();
  for (const token of tokens) {
    if (namesOf(token).includes(name) || (isPlaceholder && token.kind === 'choice' && token.name === name)) places.add(glossKey(token.prefix, name));
  }
  if (places.size > 0) return [...places];
  for (const token of tokens) {
    if (token.kind !== 'argument' || shownType(token.type) !== name) continue;
    // Arguments of one name may be of several ranges, each with a text.
    places.add(glossKey(token.prefix, token.type.kind === 'RANGE' ? name : token.name));
  }
  return places.size === 1 ? [...places] : [];
}
