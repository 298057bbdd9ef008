// Help (`?`) in both styles, and Tab: the walk stopped behind the last whole token, and what may come next. Lists are
// in ASCII order with `<cr>` last. Both know a mode's own words only, though the commands of its parents may be typed there.

import { shownType } from './pattern.ts';
import { FILTER_ENTRIES, hasFilter, splitFilter } from './filter.ts';
import { argumentText, glossKey, placeholderOf } from './gloss.ts';
import { contextIn, modeOf, type Grammar, type GrammarMode } from './grammar.ts';
import { interfaceTypes, numberRange } from './interface-argument.ts';
import { mayBegin } from './argument.ts';
import { completeAt, isShown } from './availability.ts';
import { levelOf } from './levels.ts';
import { hasPrefixWords, lineStart, undebugStart } from './prefix-words.ts';
import type { Step } from './trie.ts';
import type { HelpEntry, HelpResult, MatchContext, ModeName } from './types.ts';
import { isBlank, isUsed, startThread, walk, type Thread, type WalkResult } from './walk.ts';

/** What `?` shows behind the text typed so far. */
export function help(grammar: Grammar, mode: ModeName, line: string, context: MatchContext): HelpResult {
  const filtered = filterHelp(grammar, mode, line, context);
  if (filtered) return filtered;
  const partial = partialAt(line);
  const place = placeAt(grammar, modeOf(grammar, mode), line, partial, context);
  if (place.kind === 'ambiguous') return { kind: 'ambiguous', typed: line };
  if (place.kind !== 'place') return { kind: 'unrecognized' };
  const result = partial < line.length ? wordHelp(place, line.slice(partial), place.context) : fullHelp(place, place.context);
  return result ?? { kind: 'unrecognized' };
}

/** The line with its last word completed and a blank, or undefined if Tab changes nothing. */
export function complete(grammar: Grammar, mode: ModeName, line: string, context: MatchContext): string | undefined {
  const partial = partialAt(line);
  if (partial >= line.length) return undefined;
  const typed = line.slice(partial);
  const place = placeAt(grammar, modeOf(grammar, mode), line, partial, context);
  if (place.kind !== 'place') return undefined;
  const [word, ...others] = wordsOffered(place, typed, place.context);
  if (word === undefined || others.length > 0 || word.toLowerCase() === typed.toLowerCase()) return undefined;
  return `${line.slice(0, partial)}${word} `;
}

interface Place {
  readonly kind: 'place';
  readonly mode: GrammarMode;
  readonly threads: readonly Thread[];
  /** At the beginning of the line: the words that may stand before a command are offered too. */
  readonly prefixes: Readonly<Record<string, string>>;
  readonly heading: string | undefined;
  readonly isPlain: boolean;
  readonly context: MatchContext;
}

function partialAt(line: string): number {
  let partial = line.length;
  while (partial > 0 && !isBlank(line.charCodeAt(partial - 1))) partial -= 1;
  return partial;
}

function placeAt(grammar: Grammar, mode: GrammarMode, line: string, partial: number, context: MatchContext): Place | Exclude<WalkResult, { kind: 'threads' }> {
  const begun = lineStart(mode, line, 0, partial, context);
  const exec = begun.form === 'do' ? grammar.modes.get('exec') : undefined;
  const where = exec ?? mode;
  const isPlain = begun.form === 'plain' || begun.form === 'do';
  const within = contextIn(where, context);
  let result = walk([startThread(where.trie(isPlain ? 'plain' : 'no'))], line, begun.from, partial, within);
  if (result.kind !== 'threads') {
    const undebug = undebugStart(mode, line, partial, context);
    if (undebug) result = walk([undebug.thread], line, undebug.from, partial, context);
  }
  if (result.kind !== 'threads') return result;
  const atStart = result.tokens === 0 && begun.from >= partial && begun.form === 'plain';
  return {
    kind: 'place',
    mode: where,
    threads: result.threads,
    prefixes: atStart && where === mode && hasPrefixWords(mode, context) ? mode.prefixes : {},
    heading: atStart && where === mode ? mode.heading : undefined,
    isPlain,
    context: within,
  };
}

function fullHelp(place: Place, context: MatchContext): HelpResult | undefined {
  const entries = new Map<string, string>();
  const add = (token: string, text: string) => {
    if (!entries.has(token)) entries.set(token, text);
  };
  let done = false;
  let isShow = false;
  for (const thread of place.threads) {
    if (thread.awaits !== undefined) {
      const range = numberRange(thread.awaits, context);
      add(range.token, range.text);
      continue;
    }
    offer(place, thread, context, (step, token, text) => add(token, text));
    const command = completeAt(thread.state, context);
    if (command && !(command.hidden && thread.state.steps.length > 0) && levelOf(command, context) <= context.privilege) {
      done = true;
      isShow ||= place.isPlain && command.effect.verb === 'runs' && hasFilter(command.effect.handler);
    }
  }
  for (const [word, text] of Object.entries(place.prefixes)) add(word, text);
  const list: HelpEntry[] = [...entries].map(([token, text]) => ({ token, text }));
  list.sort((a, b) => (a.token < b.token ? -1 : 1));
  if (isShow) list.push({ token: '|', text: 'Output modifiers' });
  if (done) list.push({ token: '<cr>', text: '' });
  if (list.length === 0) return undefined;
  return place.heading === undefined ? { kind: 'list', entries: list } : { kind: 'list', heading: place.heading, entries: list };
}

/** What stands in a list for a step: a word, or a placeholder (`isWord` is false). */
type Offer = (step: Step, token: string, text: string, isWord: boolean) => void;

/** Calls `add` with every word and placeholder that may follow the thread. */
function offer(place: Place, thread: Thread, context: MatchContext, add: Offer): void {
  const gloss = (prefix: string, token: string) => place.mode.glosses[glossKey(prefix, token)] ?? '';
  for (const step of thread.state.steps) {
    const { token } = step;
    if (!isShown(step, context)) continue;
    if (token.kind === 'keyword') {
      if (!isUsed(thread, step, undefined)) add(step, token.word, gloss(token.prefix, token.word), true);
    } else if (token.kind === 'choice') {
      const shown = placeholderOf(gloss(token.prefix, token.name));
      token.words.forEach((word, i) => {
        if (isUsed(thread, step, token.values[i])) return;
        if (shown) add(step, shown.token, shown.text, false);
        else add(step, asShown(word, token.values[i]), gloss(token.prefix, word), true);
      });
    } else if (isUsed(thread, step, undefined)) {
      continue;
    } else if (token.type.kind === 'INTERFACE') {
      for (const type of interfaceTypes(context)) add(step, type.token, type.text, true);
    } else {
      const text = argumentText(place.mode.glosses, token.prefix, token.name, token.type);
      const shown = placeholderOf(text) ?? { token: shownType(token.type), text };
      add(step, shown.token, shown.text, false);
    }
  }
}

/** A word that is stored in other letters (`InOut`) is shown in them; one that is stored as another is not. */
function asShown(word: string, value: string | undefined): string {
  return value !== undefined && value.toLowerCase() === word ? value : word;
}

/** Keywords, choice words and interface types that begin with what was typed. */
function wordsOffered(place: Place, typed: string, context: MatchContext): readonly string[] {
  const lower = typed.toLowerCase();
  const words = new Set<string>();
  const add = (token: string) => {
    if (token.toLowerCase().startsWith(lower)) words.add(token);
  };
  for (const thread of place.threads) {
    offer(place, thread, context, (_step, token, _text, isWord) => {
      if (isWord) add(token);
    });
  }
  for (const word of Object.keys(place.prefixes)) add(word);
  return [...words].sort();
}

/** The words that begin so; where there are none, the placeholders that it may be the beginning of. */
function wordHelp(place: Place, typed: string, context: MatchContext): HelpResult | undefined {
  const words = wordsOffered(place, typed, context);
  if (words.length > 0) return { kind: 'words', words };
  const placeholders = new Set<string>();
  for (const thread of place.threads) {
    if (thread.awaits !== undefined) placeholders.add(numberRange(thread.awaits, context).token);
    offer(place, thread, context, (step, token, _text, isWord) => {
      if (!isWord && mayBegin(step.token, typed)) placeholders.add(token);
    });
  }
  return placeholders.size === 0 ? undefined : { kind: 'words', words: [...placeholders].sort() };
}

function filterHelp(grammar: Grammar, mode: ModeName, line: string, context: MatchContext): HelpResult | undefined {
  const split = splitFilter(line);
  if (split.filterAt === undefined) return undefined;
  const before = help(grammar, mode, `${line.slice(0, split.filterAt).trimEnd()} `, context);
  if (before.kind !== 'list' || !before.entries.some((entry) => entry.token === '|')) return { kind: 'unrecognized' };
  const behind = line.slice(split.filterAt + 1);
  const typed = behind.trimStart();
  if (typed === '') return { kind: 'list', entries: FILTER_ENTRIES };
  const blank = /\s/.exec(typed);
  if (blank) return { kind: 'list', entries: [{ token: 'LINE', text: 'Regular Expression' }] };
  const words = FILTER_ENTRIES.map((entry) => entry.token).filter((word) => word.startsWith(typed.toLowerCase()));
  return words.length > 0 ? { kind: 'words', words } : { kind: 'unrecognized' };
}
