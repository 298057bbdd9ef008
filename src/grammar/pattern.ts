// The pattern of a command line: from its text in a grammar file to a small tree of keywords, arguments, choices,
// options and subsets. The format is described in grammars/README.md. Parsing reports the first mistake with its
// column; what a pattern matches and how it prints stand in trie.ts, walk.ts and print.ts.

import { err, ok, type Result } from '../base/result.ts';

export interface PatternError {
  /** From 0, within the pattern. */
  readonly column: number;
  readonly message: string;
}

export type ArgumentType =
  | { readonly kind: 'WORD' | 'LINE' | 'A.B.C.D' | 'INTERFACE' | 'DIALSTRING' | 'HH:MM' | 'HH:MM:SS' | 'H.H.H' }
  | { readonly kind: 'RANGE'; readonly min: number; readonly max: number };

interface TokenBase {
  /** The keywords before it, joined by blanks: what its help text is found under. */
  readonly prefix: string;
  readonly column: number;
}

export type Token =
  /** `marker`: the name under which the keyword is recorded as present. */
  | (TokenBase & { readonly kind: 'keyword'; readonly word: string; marker: string | undefined })
  | (TokenBase & { readonly kind: 'argument'; readonly name: string; readonly type: ArgumentType; readonly repeat: boolean; readonly most?: number })
  | (TokenBase & {
      readonly kind: 'choice';
      readonly name: string;
      readonly words: readonly string[];
      /** What is stored for each word. */
      readonly values: readonly string[];
      readonly repeat: boolean;
    });

export type Pattern =
  | { readonly kind: 'token'; readonly token: Token }
  | { readonly kind: 'sequence'; readonly items: readonly Pattern[] }
  | { readonly kind: 'optional'; readonly item: Pattern }
  | { readonly kind: 'oneOf' | 'subset'; readonly alternatives: readonly Pattern[] };

export type Sequence = Extract<Pattern, { kind: 'sequence' }>;

/** Parses a whole pattern. */
export function parsePattern(text: string): Result<Sequence, PatternError> {
  try {
    const reader: Reader = { text, at: 0 };
    const items = sequence(reader, '', '');
    if (reader.at < text.length) fail(reader.at, `'${text[reader.at] ?? ''}' closes nothing`);
    if (items.length === 0) fail(0, 'a pattern begins with a keyword');
    return ok({ kind: 'sequence', items });
  } catch (error) {
    if (error instanceof Mistake) return err({ column: error.column, message: error.message });
    throw error;
  }
}

/** How help shows the type: `A.B.C.D`, `<1-10>`. */
export function shownType(type: ArgumentType): string {
  if (type.kind === 'DIALSTRING') return 'WORD';
  if (type.kind !== 'RANGE') return type.kind.startsWith('HH') ? type.kind.toLowerCase() : type.kind;
  return type.min < 0 ? `<${type.min} - ${type.max}>` : `<${type.min}-${type.max}>`;
}

/** All tokens, in written order. */
export function tokensOf(pattern: Pattern, into: Token[] = []): Token[] {
  switch (pattern.kind) {
    case 'token':
      into.push(pattern.token);
      break;
    case 'sequence':
      for (const item of pattern.items) tokensOf(item, into);
      break;
    case 'optional':
      tokensOf(pattern.item, into);
      break;
    default:
      for (const item of pattern.alternatives) tokensOf(item, into);
  }
  return into;
}

/** `show-timezone` to `showTimezone`. */
export function camelCase(words: string): string {
  return words.replace(/[^a-zA-Z0-9]+(.)?/g, (_, letter: string | undefined) => (letter ?? '').toUpperCase());
}

interface Reader {
  readonly text: string;
  at: number;
}

/** Thrown inside this file only. */
class Mistake extends Error {
  readonly column: number;
  constructor(column: number, message: string) {
    super(message);
    this.column = column;
  }
}

function fail(column: number, message: string): never {
  throw new Mistake(column, message);
}

const CLOSING: Readonly<Record<string, string>> = { '[': ']', '{': '}', '(': ')' };

function skipBlanks(reader: Reader): void {
  while (reader.text[reader.at] === ' ' || reader.text[reader.at] === '\t') reader.at += 1;
}

/** Items up to the end, a bar or a closing bracket. */
function sequence(reader: Reader, prefix: string, opened: string): Pattern[] {
  const items: Pattern[] = [];
  let behind = prefix;
  let lineAt = -1;
  for (;;) {
    skipBlanks(reader);
    const character = reader.text[reader.at];
    if (character === undefined || character === ']' || character === '}' || character === ')') break;
    if (character === '|') {
      if (opened === '') fail(reader.at, "'|' stands only inside ( ), [ ] or { }");
      break;
    }
    if (lineAt >= 0) fail(lineAt, 'LINE takes the rest of the line: nothing can stand behind it');
    if (CLOSING[character] !== undefined) {
      items.push(group(reader, behind, character));
      continue;
    }
    const token = parseToken(reader, behind);
    if (token.kind === 'keyword') behind = behind === '' ? token.word : `${behind} ${token.word}`;
    if (token.kind === 'argument' && token.type.kind === 'LINE') lineAt = token.column;
    items.push({ kind: 'token', token });
  }
  return items;
}

function group(reader: Reader, prefix: string, opening: string): Pattern {
  const start = reader.at;
  const closing = CLOSING[opening] ?? '';
  const alternatives: Pattern[] = [];
  do {
    reader.at += 1;
    const items = sequence(reader, prefix, opening);
    if (items.length === 0) fail(reader.at, 'an alternative must not be empty');
    markBare(items);
    const [only] = items;
    alternatives.push(items.length === 1 && only ? only : { kind: 'sequence', items });
  } while (reader.text[reader.at] === '|');
  if (reader.text[reader.at] !== closing) fail(start, `'${opening}' is not closed by '${closing}'`);
  reader.at += 1;
  if (opening === '{') return { kind: 'subset', alternatives };
  const [only] = alternatives;
  const inner: Pattern = alternatives.length === 1 && only ? only : { kind: 'oneOf', alternatives };
  return opening === '[' ? { kind: 'optional', item: inner } : inner;
}

/** A group of keywords alone is recorded under its words. */
function markBare(items: readonly Pattern[]): void {
  const words: string[] = [];
  for (const item of items) {
    if (item.kind !== 'token' || item.token.kind !== 'keyword') return;
    words.push(item.token.word);
  }
  const last = items[items.length - 1];
  if (last?.kind === 'token' && last.token.kind === 'keyword') last.token.marker = camelCase(words.join('-'));
}

function rawWord(reader: Reader): string {
  const start = reader.at;
  while (reader.at < reader.text.length && !' \t[]{}()|'.includes(reader.text[reader.at] ?? '')) reader.at += 1;
  return reader.text.slice(start, reader.at);
}

const KEYWORD = /^-?[a-z0-9*/][a-z0-9\-+./:*_]*$/;
const NAME = /^[a-z][A-Za-z0-9]*$/;
const TYPES = ['WORD', 'LINE', 'A.B.C.D', 'INTERFACE', 'DIALSTRING', 'HH:MM', 'HH:MM:SS', 'H.H.H'] as const;

function parseToken(reader: Reader, prefix: string): Token {
  const column = reader.at;
  const word = rawWord(reader);
  const equals = word.indexOf('=');
  if (equals < 0) {
    if (!KEYWORD.test(word)) fail(column, `'${word}' is neither a lower-case keyword nor name=TYPE`);
    return { kind: 'keyword', word, marker: undefined, prefix, column };
  }
  const name = word.slice(0, equals);
  if (!NAME.test(name)) fail(column, `'${name}' is not an argument's name: write it in camelCase`);
  const rest = word.slice(equals + 1);
  if (rest === '') return choice(reader, name, prefix, column);
  const repeated = /\+(\d*)$/.exec(rest);
  const repeat = repeated !== null;
  const type = parseType(repeat ? rest.slice(0, repeated.index) : rest, column + equals + 1);
  if (repeat && type.kind === 'LINE') fail(column, 'LINE cannot be repeated');
  const most = Number(repeated?.[1] ?? 0);
  return { kind: 'argument', name, type, repeat, ...(most > 0 ? { most } : {}), prefix, column };
}

function choice(reader: Reader, name: string, prefix: string, column: number): Token {
  if (reader.text[reader.at] !== '(') fail(reader.at, `a type or (a|b) must follow '${name}='`);
  const words: string[] = [];
  const values: string[] = [];
  do {
    reader.at += 1;
    skipBlanks(reader);
    const at = reader.at;
    const [word = '', value = word] = rawWord(reader).split('>');
    if (!KEYWORD.test(word)) fail(at, `'${word}' is not a lower-case word of a choice`);
    words.push(word);
    values.push(value);
    skipBlanks(reader);
  } while (reader.text[reader.at] === '|');
  if (reader.text[reader.at] !== ')') fail(reader.at, "a choice is words between bars, closed by ')'");
  reader.at += 1;
  const repeat = reader.text[reader.at] === '+';
  if (repeat) reader.at += 1;
  return { kind: 'choice', name, words, values, repeat, prefix, column };
}

function parseType(text: string, column: number): ArgumentType {
  const range = /^<(-?\d+)-(\d+)>$/.exec(text);
  if (range) {
    const min = Number(range[1]);
    const max = Number(range[2]);
    if (min > max) fail(column, `the range ${text} is empty`);
    return { kind: 'RANGE', min, max };
  }
  const kind = TYPES.find((type) => type === text);
  if (kind === undefined) fail(column, `'${text}' is not a type: one of ${TYPES.join(' ')} <a-b>`);
  return { kind };
}
