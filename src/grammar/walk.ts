// The one walk through a trie. Matching, `?`, Tab, the caret's column and the ambiguity report are this walk, stopped
// at different points. Several ways of reading a line (threads) are followed in step; at each token only the most
// specific reading stays: exact word (an interface type's too) > unique abbreviation > range > address > WORD > LINE.

import { acceptArgument, typeRank } from './argument.ts';
import { exactType, interfaceOfNumber, interfaceWord, longestCommon } from './interface-argument.ts';
import { isAvailable } from './availability.ts';
import type { InterfaceType } from '../base/interface-name.ts';
import type { Token } from './pattern.ts';
import { filled, newState, wordsOf, type State, type Step } from './trie.ts';
import type { Arguments, ArgumentValue, MatchContext } from './types.ts';
import { vocabularyLetters } from './vocabulary.ts';

/** One way of having read the line so far. */
export interface Thread {
  readonly state: State;
  readonly step: Step | undefined;
  readonly value: ArgumentValue | undefined;
  readonly before: Thread | undefined;
  /** An interface type that awaits its number. */
  readonly awaits: InterfaceType | undefined;
}

export type WalkResult =
  /** `exact`: no keyword was abbreviated. */
  | { readonly kind: 'threads'; readonly threads: readonly Thread[]; readonly tokens: number; readonly exact: boolean }
  /** `start` and `end` of the token. */
  | { readonly kind: 'ambiguous'; readonly start: number; readonly end: number }
  /** The caret's column is worked out when asked for: most lines that are invalid here are a command of a mode around this one. */
  | { readonly kind: 'invalid'; readonly column: () => number; readonly tokens: number };

const BLANK = 32;
const TAB = 9;

export function startThread(state: State): Thread {
  return { state, step: undefined, value: undefined, before: undefined, awaits: undefined };
}

/** Reads the tokens of `line` from `from` to `to` (exclusive). */
export function walk(start: readonly Thread[], line: string, from: number, to: number, context: MatchContext): WalkResult {
  let threads = start;
  let tokens = 0;
  let at = from;
  let exact = true;
  for (;;) {
    while (at < to && isBlank(line.charCodeAt(at))) at += 1;
    if (at >= to) return { kind: 'threads', threads, tokens, exact };
    let end = at;
    while (end < to && !isBlank(line.charCodeAt(end))) end += 1;
    const token = line.slice(at, end);
    const lower = token.toLowerCase();
    const next: Thread[] = [];
    if (!exactWords(threads, lower, context, next) && !exactInterfaceType(threads, lower, context, next)) {
      const abbreviated = abbreviations(threads, lower, context, next);
      if (abbreviated === 1) exact = false;
      else {
        const outcome = argumentsOf(threads, line, at, to, token, lower, context, next);
        if (outcome === LINE_TAKEN) return { kind: 'threads', threads: next, tokens: tokens + 1, exact };
        if (next.length === 0) {
          if (abbreviated > 1 || outcome === AMBIGUOUS) return { kind: 'ambiguous', start: at, end };
          const [stuck, start] = [threads, at];
          return { kind: 'invalid', column: () => start + longestPrefix(stuck, lower, context), tokens };
        }
      }
    }
    threads = next;
    tokens += 1;
    at = end;
  }
}

/** What the thread has stored, repeated arguments joined by blanks. */
export function argumentsRead(thread: Thread): Arguments {
  const args: Record<string, ArgumentValue> = {};
  collect(thread, args);
  return args;
}

function collect(thread: Thread, args: Record<string, ArgumentValue>): void {
  if (thread.before) collect(thread.before, args);
  if (!thread.step || thread.value === undefined || thread.awaits !== undefined) return;
  const { token } = thread.step;
  if (token.kind === 'keyword') {
    if (token.marker !== undefined) args[token.marker] = 1;
  } else {
    const before = token.repeat ? args[token.name] : undefined;
    args[token.name] = before === undefined ? thread.value : `${before} ${thread.value}`;
  }
}

/** Words typed before in a repeated choice, and alternatives of a subset, are not taken twice; others as often as they may. */
export function isUsed(thread: Thread, step: Step, value: string | undefined): boolean {
  if (step.token.kind === 'argument' && step.token.most !== undefined) return timesTaken(thread, step.token) >= step.token.most;
  const repeated = step.token.kind === 'choice' && step.token.repeat;
  if (step.alternative < 0 && !repeated) return false;
  for (let one: Thread | undefined = thread; one?.step; one = one.before) {
    if (step.alternative >= 0 && one.step.alternative === step.alternative) return true;
    if (repeated && one.step.token === step.token && one.value === value) return true;
  }
  return false;
}

function timesTaken(thread: Thread, token: Token): number {
  let times = 0;
  for (let one: Thread | undefined = thread; one?.step; one = one.before) if (one.step.token === token) times += 1;
  return times;
}

export function isBlank(code: number): boolean {
  return code === BLANK || code === TAB;
}

function lowerBound(sorted: readonly string[], prefix: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}

function exactWords(threads: readonly Thread[], lower: string, context: MatchContext, next: Thread[]): boolean {
  for (const thread of threads) {
    const entries = wordsOf(thread.state).byWord.get(lower);
    if (entries === undefined) continue;
    for (const { step, value } of entries) {
      if (!isAvailable(step, context) || isUsed(thread, step, value)) continue;
      next.push({ state: filled(step.to), step, value, before: thread, awaits: undefined });
    }
  }
  return next.length > 0;
}

/** A whole type word is no abbreviation of something else: `show ip interface bri 0` does not ask for `brief`. */
function exactInterfaceType(threads: readonly Thread[], lower: string, context: MatchContext, next: Thread[]): boolean {
  for (const thread of threads) {
    for (const step of wordsOf(thread.state).others) {
      if (step.token.kind !== 'argument' || step.token.type.kind !== 'INTERFACE') continue;
      const type = exactType(lower, context);
      if (type === undefined || !isAvailable(step, context) || isUsed(thread, step, undefined)) continue;
      next.push({ state: NUMBER, step, value: type, before: thread, awaits: type });
    }
  }
  return next.length > 0;
}

/** How many different words the token abbreviates; the threads of a single one go into `next`. Hidden words only help when nothing else does. */
function abbreviations(threads: readonly Thread[], lower: string, context: MatchContext, next: Thread[]): number {
  let only: string | undefined;
  let hidden: string | undefined;
  let count = 0;
  for (const thread of threads) {
    const { sorted, byWord } = wordsOf(thread.state);
    for (let i = lowerBound(sorted, lower); i < sorted.length; i += 1) {
      const word = sorted[i];
      if (word === undefined || !word.startsWith(lower)) break;
      let visible = false;
      let usable = false;
      for (const { step, value } of byWord.get(word) ?? []) {
        if (!isAvailable(step, context) || isUsed(thread, step, value)) continue;
        usable = true;
        visible ||= !step.hidden;
      }
      if (!usable) continue;
      if (!visible) hidden ??= word;
      else if (word !== only) {
        only ??= word;
        count += 1;
      }
    }
  }
  if (count > 1) return count;
  const word = only ?? hidden;
  return word !== undefined && exactWords(threads, word, context, next) ? 1 : 0;
}

const NOTHING = 0;
const AMBIGUOUS = 1;
const LINE_TAKEN = 2;

function argumentsOf(
  threads: readonly Thread[],
  line: string,
  at: number,
  to: number,
  token: string,
  lower: string,
  context: MatchContext,
  next: Thread[],
): number {
  let best = 6;
  let outcome = NOTHING;
  for (const thread of threads) {
    if (thread.awaits !== undefined) {
      const name = interfaceOfNumber(thread.awaits, token, context);
      const { step } = thread;
      if (name === undefined || !step) continue;
      if (best > 0) next.length = 0;
      best = 0;
      next.push({ state: step.to, step, value: name, before: thread, awaits: undefined });
      continue;
    }
    for (const step of wordsOf(thread.state).others) {
      if (step.token.kind !== 'argument' || !isAvailable(step, context) || isUsed(thread, step, undefined)) continue;
      const { type } = step.token;
      const rank = typeRank(type);
      if (rank > best) continue;
      let value: ArgumentValue | undefined;
      let awaits: InterfaceType | undefined;
      if (type.kind === 'INTERFACE') {
        const word = interfaceWord(lower, context);
        if (word.kind === 'ambiguous') outcome = AMBIGUOUS;
        else if (word.kind === 'name') value = word.name;
        else if (word.kind === 'type') awaits = word.type;
      } else if (type.kind === 'LINE') value = line.slice(at, to).trimEnd();
      else value = acceptArgument(type, token);
      if (value === undefined && awaits === undefined) continue;
      if (rank < best) next.length = 0;
      best = rank;
      if (awaits !== undefined) next.push({ state: NUMBER, step, value: awaits, before: thread, awaits });
      else next.push({ state: step.to, step, value, before: thread, awaits: undefined });
    }
  }
  return best === 5 ? LINE_TAKEN : outcome;
}

/** Where an interface type stands without its number: no words, no steps. */
const NUMBER: State = newState();

/** Characters of the token that begin some word allowed here: the caret stands behind them. */
function longestPrefix(threads: readonly Thread[], lower: string, context: MatchContext): number {
  let longest = 0;
  for (const thread of threads) {
    const index = wordsOf(thread.state);
    if (thread.state.vocabulary !== undefined) longest = Math.max(longest, vocabularyLetters(thread.state.vocabulary, lower));
    for (const word of index.sorted) {
      const usable = (index.byWord.get(word) ?? []).some(({ step, value }) => isAvailable(step, context) && !isUsed(thread, step, value));
      if (usable) longest = Math.max(longest, longestCommon(word, lower));
    }
    for (const step of index.others) {
      if (step.token.kind !== 'argument' || step.token.type.kind !== 'INTERFACE') continue;
      const word = interfaceWord(lower, context);
      if (word.kind === 'none') longest = Math.max(longest, word.matched);
    }
  }
  return longest;
}
