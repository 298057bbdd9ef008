// The words before a command: `no`, `default` and `do` in configuration modes, `no` and `undebug` in EXEC. Finds which
// of them a line begins with, and where the rest begins. `no` and `do` must be typed in full; `default` from `def` on.

import type { GrammarMode } from './grammar.ts';
import { levelOf } from './levels.ts';
import type { MatchContext } from './types.ts';
import { isBlank, startThread, type Thread } from './walk.ts';

export interface LineStart {
  readonly form: 'plain' | 'no' | 'default' | 'do';
  /** Where the command itself begins. */
  readonly from: number;
}

/** In EXEC the words before a command are for those who may debug; in configuration modes for all. */
export function hasPrefixWords(mode: GrammarMode, context: MatchContext): boolean {
  return mode.root !== 'exec' || mode.trie('no').steps.some((step) => levelOf(step, context) <= context.privilege);
}

/** Reads the first word; it counts only if it ends before `end`. */
export function lineStart(mode: GrammarMode, line: string, from: number, end: number, context: MatchContext): LineStart {
  let at = from;
  while (at < end && isBlank(line.charCodeAt(at))) at += 1;
  const code = line.charCodeAt(at) | 32;
  if (code !== 110 && code !== 100) return { form: 'plain', from: at }; // n, d
  let behind = at;
  while (behind < end && !isBlank(line.charCodeAt(behind))) behind += 1;
  const word = line.slice(at, behind).toLowerCase();
  if (word === 'no' && hasPrefixWords(mode, context)) return { form: 'no', from: behind };
  if (mode.root === 'exec') return { form: 'plain', from: at };
  if (word === 'do') return { form: 'do', from: behind };
  if (word.length >= 3 && 'default'.startsWith(word) && !hasWord(mode, word)) return { form: 'default', from: behind };
  return { form: 'plain', from: at };
}

/** `default-information` and its like win over an abbreviated `default`. */
function hasWord(mode: GrammarMode, word: string): boolean {
  return word !== 'default' && mode.trie('plain').steps.some((step) => step.token.kind === 'keyword' && step.token.word.startsWith(word));
}

/** The start behind `undebug`, which is `no debug`; undefined if the first word is none. */
export function undebugStart(mode: GrammarMode, line: string, end: number, context: MatchContext): { readonly thread: Thread; readonly from: number } | undefined {
  if (mode.root !== 'exec' || !hasPrefixWords(mode, context)) return undefined;
  let at = 0;
  while (at < end && isBlank(line.charCodeAt(at))) at += 1;
  let behind = at;
  while (behind < end && !isBlank(line.charCodeAt(behind))) behind += 1;
  const word = line.slice(at, behind).toLowerCase();
  if (word === '' || !'undebug'.startsWith(word)) return undefined;
  const step = mode.trie('no').steps.find((one) => one.token.kind === 'keyword' && one.token.word === 'debug');
  return step && { thread: { ...startThread(step.to) }, from: behind };
}

const CONFIGURATION_WORDS = ['default', 'do', 'no'] as const;
const EXEC_WORDS = ['no', 'undebug'] as const;

/** How many letters the line shares with one of these words; when it goes on behind a whole one, that word is not meant. */
export function prefixWordLetters(mode: GrammarMode, line: string, context: MatchContext): number {
  if (!hasPrefixWords(mode, context)) return 0;
  const lower = line.toLowerCase();
  let most = 0;
  for (const word of mode.root === 'exec' ? EXEC_WORDS : CONFIGURATION_WORDS) {
    let shared = 0;
    while (shared < word.length && lower[shared] === word[shared]) shared += 1;
    most = Math.max(most, shared);
  }
  return most;
}
