// INTERFACE arguments: `bri0`, `BRI 0`, `b0`, `s0/0` to the canonical name of an interface that the router has; the
// help texts of the types, and how far a name that is none could have been one (for the caret).

import { INTERFACE_TYPES, type InterfaceType } from '../base/interface-name.ts';
import type { MatchContext } from './types.ts';

const TEXTS: Readonly<Record<InterfaceType, string>> = {
  Loopback: 'Loopback interface',
  FastEthernet: 'IEEE 802.3u',
  Ethernet: 'IEEE 802.3',
  TokenRing: 'IEEE 802.5',
  Serial: 'Serial interface',
  BRI: 'ISDN Basic Rate Interface',
  Async: 'Async interface',
  'Group-Async': 'Async Group interface',
  Multilink: 'Multilink-group interface',
  'Virtual-Template': 'Virtual Template interface',
  'Virtual-Access': 'Virtual Access interface',
  Dialer: 'Dialer interface',
  Tunnel: 'Tunnel interface',
  Null: 'Null interface',
};

/** The largest number of logical interfaces; physical ones end where the router's do. */
const LARGEST: Partial<Record<InterfaceType, number>> = {
  Loopback: 2147483647,
  'Group-Async': 255,
  Multilink: 2147483647,
  'Virtual-Template': 200,
  Dialer: 255,
  Tunnel: 2147483647,
  Null: 0,
};

const SMALLEST: Partial<Record<InterfaceType, number>> = { 'Virtual-Template': 1, Multilink: 1, Async: 1, 'Group-Async': 1 };

/** Sub-interfaces are 1 to this. */
const LARGEST_SUB = 4294967293;

export type InterfaceWord =
  | { readonly kind: 'name'; readonly name: string }
  /** Letters alone: the number is the next token. */
  | { readonly kind: 'type'; readonly type: InterfaceType }
  | { readonly kind: 'ambiguous' }
  /** Characters of the token that could begin an interface's name. */
  | { readonly kind: 'none'; readonly matched: number };

interface TypeEntry {
  readonly lower: string;
  /** As debug lines have it: of several types it is that one which is meant. */
  readonly short: string;
  readonly type: InterfaceType;
}

const ENTRIES: readonly TypeEntry[] = INTERFACE_TYPES.flatMap((entry) => entry.words.map((lower) => ({ lower, short: entry.short.toLowerCase(), type: entry.type })));

/** The first word of each type. */
const NAMED: readonly TypeEntry[] = INTERFACE_TYPES.map((entry) => ({ lower: entry.words[0], short: entry.short.toLowerCase(), type: entry.type }));

/** Reads the first (or only) token of an interface's name, in lower case. */
export function interfaceWord(lower: string, context: MatchContext): InterfaceWord {
  const letters = lettersOf(lower);
  if (letters === 0) return { kind: 'none', matched: 0 };
  const word = lower.slice(0, letters);
  let candidates: readonly TypeEntry[] = ENTRIES.filter((entry) => entry.lower.startsWith(word));
  const exact = candidates.find((entry) => entry.lower === word);
  if (exact) candidates = [exact];
  else candidates = candidates.filter((entry, i) => candidates.findIndex((one) => one.type === entry.type) === i);
  const number = lower.slice(letters);
  // Of a type that the router lacks there is no abbreviation; with a number it is refused there.
  if (number === '' && exact === undefined) candidates = candidates.filter((entry) => hasType(entry.type, context));
  if (candidates.length === 0) return { kind: 'none', matched: longestTypePrefix(word, context) };
  if (number === '') {
    const [known, ...others] = named(candidates, word);
    if (others.length > 0) return { kind: 'ambiguous' };
    return known ? { kind: 'type', type: known.type } : { kind: 'none', matched: letters };
  }
  const existing = isNumber(number) ? named(candidates.filter((entry) => numberExists(entry.type, number, context)), word) : [];
  const [first] = existing;
  if (first === undefined) return { kind: 'none', matched: letters };
  return existing.length > 1 ? { kind: 'ambiguous' } : { kind: 'name', name: first.type + number };
}

/** `vi1` is Virtual-Access1 and not Virtual-Template1. */
function named(entries: readonly TypeEntry[], word: string): readonly TypeEntry[] {
  const short = entries.length > 1 ? entries.find((entry) => entry.short === word) : undefined;
  return short === undefined ? entries : [short];
}

/** The type whose whole word this is, if the router has any of it. */
export function exactType(lower: string, context: MatchContext): InterfaceType | undefined {
  const type = ENTRIES.find((entry) => entry.lower === lower)?.type;
  return type !== undefined && hasType(type, context) ? type : undefined;
}

/** The name of a type and a number token, if the router has it. */
export function interfaceOfNumber(type: InterfaceType, number: string, context: MatchContext): string | undefined {
  return isNumber(number) && numberExists(type, number, context) ? type + number : undefined;
}

/** Types of which the router has an interface, or may make one, with their help texts. */
export function interfaceTypes(context: MatchContext): readonly { readonly token: InterfaceType; readonly text: string }[] {
  return NAMED.filter((entry) => hasType(entry.type, context)).map((entry) => ({ token: entry.type, text: TEXTS[entry.type] }));
}

/** `<0-1>`: the numbers behind a type; the slots where the router has slots. */
export function numberRange(type: InterfaceType, context: MatchContext): { readonly token: string; readonly text: string } {
  const largest = LARGEST[type] ?? lastUnit(type, context);
  return { token: `<${SMALLEST[type] ?? 0}-${largest}>`, text: `${type} interface number` };
}

function lettersOf(lower: string): number {
  let letters = 0;
  for (; letters < lower.length; letters += 1) {
    const code = lower.charCodeAt(letters);
    if ((code < 97 || code > 122) && !(code === 45 && letters > 0)) break;
  }
  return letters;
}

/** `0`, `0/1`, `0:1`, `0.1`. */
function isNumber(text: string): boolean {
  let digits = 0;
  let separator = 0; // the last one: '/', then ':', then '.'
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= 48 && code <= 57) {
      // Only one spelling of a number, or two names would be one interface's.
      if (digits > 0 && text.charCodeAt(i - digits) === 48) return false;
      digits += 1;
      continue;
    }
    const rank = code === 47 ? 1 : code === 58 ? 2 : code === 46 ? 3 : 0;
    if (rank === 0 || digits === 0 || rank < separator || (rank === separator && rank > 1)) return false;
    separator = rank;
    digits = 0;
  }
  return digits > 0 && digits <= 10;
}

function numberExists(type: InterfaceType, number: string, context: MatchContext): boolean {
  const dot = number.indexOf('.');
  const own = dot < 0 ? number : number.slice(0, dot);
  if (Number(own) > (LARGEST[type] ?? Infinity) || Number(own) < (SMALLEST[type] ?? 0)) return false;
  // A sub-interface is made where its interface is.
  return context.interfaceExists(type + own) && (dot < 0 || isSub(Number(number.slice(dot + 1))));
}

function isSub(number: number): boolean {
  return number >= 1 && number <= LARGEST_SUB;
}

function hasType(type: InterfaceType, context: MatchContext): boolean {
  return FIRST_UNITS.some((unit) => context.interfaceExists(type + unit));
}

const FIRST_UNITS = ['0', '1', '65', '129', '0/0', '1/0', '2/0', '3/0'] as const;
/** More interfaces of a type than any model has. */
const UNITS_TRIED = 64;

function lastUnit(type: InterfaceType, context: MatchContext): number {
  let last = 0;
  for (let unit = 0; unit < UNITS_TRIED; unit += 1) {
    if (context.interfaceExists(`${type}${unit}`) || context.interfaceExists(`${type}${unit}/0`)) last = unit;
  }
  return last;
}

/** Length of the beginning that the two share. */
export function longestCommon(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let i = 0;
  while (i < end && a.charCodeAt(i) === b.charCodeAt(i)) i += 1;
  return i;
}

function longestTypePrefix(word: string, context: MatchContext): number {
  return ENTRIES.reduce((longest, entry) => (hasType(entry.type, context) ? Math.max(longest, longestCommon(entry.lower, word)) : longest), 0);
}
