// The grammar of the lab prompt, and of the consoles of devices that are no routers, in the spirit of the routers' own: a command is one pattern of words, lower case a keyword
// that may be abbreviated, upper case a value of a named kind, and what stands in brackets may be left out. Matching, `?`
// and Tab are one walk along the patterns, stopped at different points. Wrong words are answered with what would be right.

import type { Places } from './places.ts';
import { WORD_KINDS, type KindName } from './word-kinds.ts';

/** Values by the name of their kind; the second of the same kind in one pattern has `2` behind it. */
export type Values = Readonly<Record<string, string | undefined>>;

export interface Pattern<Command> {
  readonly words: readonly Word[];
  /** Words that cannot be left out. */
  readonly needed: number;
  readonly command: Command;
}

type Word = { readonly keyword: string } | { readonly kind: KindName; readonly name: string };

export interface NextWord {
  readonly word: string;
  readonly text: string;
  /** What Tab may put there: keywords, and names that are known. */
  readonly completions: readonly string[];
}

export type Matched<Command> =
  | { readonly kind: 'command'; readonly command: Command; readonly values: Values }
  | { readonly kind: 'mistake'; readonly message: string };

export function parsePattern<Command>(text: string, command: Command): Pattern<Command> {
  const words: Word[] = [];
  let needed: number | undefined;
  for (const part of text.split(' ')) {
    if (part.startsWith('[')) needed ??= words.length;
    const bare = part.replace(/[[\]]/g, '');
    if (!(bare in WORD_KINDS)) words.push({ keyword: bare });
    else {
      const kind = bare as KindName; // a key of the table
      const again = words.some((word) => 'kind' in word && word.kind === kind);
      words.push({ kind, name: again ? `${kind}2` : kind });
    }
  }
  return { words, needed: needed ?? words.length, command };
}

/** The command that a typed line is, or what is wrong with it. */
export function matchLine<Command>(patterns: readonly Pattern<Command>[], line: string, places: Places): Matched<Command> {
  const typed = wordsOf(line);
  const walked = walk(patterns, typed, places);
  if ('message' in walked) return { kind: 'mistake', message: walked.message };
  const whole = walked.paths.find(({ pattern }) => typed.length >= pattern.needed && typed.length <= pattern.words.length);
  if (whole !== undefined) return { kind: 'command', command: whole.pattern.command, values: whole.values };
  return { kind: 'mistake', message: `"${typed.join(' ')}" goes on with ${wantedText(walked.paths, typed.length, places)}.` };
}

/** What may stand where the text ends: behind a blank all that fits there, else what begins with the last word. */
export function nextWords<Command>(patterns: readonly Pattern<Command>[], text: string, places: Places): readonly NextWord[] | string {
  const typed = wordsOf(text);
  const partial = text === '' || /\s$/.test(text) ? '' : (typed.pop() ?? '');
  const walked = walk(patterns, typed, places);
  if ('message' in walked) return walked.message;
  const found = new Map<string, NextWord>();
  for (const { pattern, values } of walked.paths) {
    const word = pattern.words[typed.length];
    if (word === undefined) continue;
    const next = nextWord(word, values, places);
    const starts = next.completions.filter((completion) => completion.toLowerCase().startsWith(partial.toLowerCase()));
    if ('keyword' in word ? starts.length > 0 : partial === '' || starts.length > 0 || WORD_KINDS[word.kind].accepts(partial, places, values) !== undefined) {
      found.set(next.word, { ...next, completions: starts });
    }
  }
  const ends = partial === '' && typed.length > 0 && walked.paths.some(({ pattern }) => typed.length >= pattern.needed && typed.length <= pattern.words.length);
  if (ends) found.set('<cr>', { word: '<cr>', text: '', completions: [] });
  return [...found.values()];
}

/** The text with its last word completed, where only one word can be meant; else as it was. */
export function completeLine<Command>(patterns: readonly Pattern<Command>[], text: string, places: Places): string {
  if (text === '' || /\s$/.test(text)) return text;
  const next = nextWords(patterns, text, places);
  const [only, another] = typeof next === 'string' ? [] : [...new Set(next.flatMap(({ completions }) => completions))];
  if (only === undefined || another !== undefined) return text;
  return `${text.slice(0, text.length - (wordsOf(text).at(-1) ?? '').length)}${only} `;
}

interface Path<Command> {
  readonly pattern: Pattern<Command>;
  readonly values: Values;
}

function walk<Command>(patterns: readonly Pattern<Command>[], typed: readonly string[], places: Places): { readonly paths: readonly Path<Command>[] } | { readonly message: string } {
  let paths: readonly Path<Command>[] = patterns.map((pattern) => ({ pattern, values: {} }));
  for (const [index, text] of typed.entries()) {
    const lower = text.toLowerCase();
    const keywords = new Set(paths.flatMap(({ pattern }) => keywordAt(pattern, index)).filter((keyword) => keyword.startsWith(lower)));
    const keyword = keywords.has(lower) ? lower : [...keywords][0];
    if (keywords.size > 1 && keyword !== lower) return { message: `"${text}" could be ${[...keywords].join(' or ')}.` };
    const onward = keyword === undefined ? paths.flatMap((path) => alongValue(path, index, text, places)) : paths.filter(({ pattern }) => keywordAt(pattern, index)[0] === keyword);
    if (onward.length === 0) return { message: wrongText(paths, typed, index, places) };
    paths = onward;
  }
  return { paths };
}

function keywordAt({ words }: Pattern<unknown>, index: number): readonly string[] {
  const word = words[index];
  return word !== undefined && 'keyword' in word ? [word.keyword] : [];
}

function alongValue<Command>(path: Path<Command>, index: number, text: string, places: Places): readonly Path<Command>[] {
  const word = path.pattern.words[index];
  if (word === undefined || 'keyword' in word) return [];
  const value = WORD_KINDS[word.kind].accepts(text, places, path.values);
  return value === undefined ? [] : [{ pattern: path.pattern, values: { ...path.values, [word.name]: value } }];
}

function wrongText(paths: readonly Path<unknown>[], typed: readonly string[], index: number, places: Places): string {
  const word = typed[index] ?? '';
  if (index === 0) return `${places.prompt ?? 'The lab prompt'} does not know "${word}"; "help" lists what it knows.`;
  const behind = typed.slice(0, index).join(' ');
  const wanted = wantedText(paths, index, places);
  return wanted === '' ? `"${word}" is one word too many behind "${behind}".` : `"${word}" behind "${behind}" should be ${wanted}.`;
}

/** `a router (R1, R2), or cut`. */
function wantedText(paths: readonly Path<unknown>[], index: number, places: Places): string {
  const wanted = new Set<string>();
  for (const { pattern, values } of paths) {
    const word = pattern.words[index];
    if (word !== undefined) wanted.add('keyword' in word ? `"${word.keyword}"` : WORD_KINDS[word.kind].what(places, values));
  }
  return [...wanted].join(', or ');
}

function nextWord(word: Word, values: Values, places: Places): NextWord {
  if ('keyword' in word) return { word: word.keyword, text: '', completions: [word.keyword] };
  const kind = WORD_KINDS[word.kind];
  return { word: word.kind, text: kind.what(places, values), completions: kind.known?.(places, values) ?? [] };
}

function wordsOf(line: string): string[] {
  return line.split(/\s+/).filter((word) => word !== '');
}
