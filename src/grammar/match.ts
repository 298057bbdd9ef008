// Matches a line against the grammar: in its mode, then in the mode's parents, with the words `no`, `default`, `do` and
// `undebug` before it. A refused line says how far the reading got that got furthest; on a tie the mode's own counts.

import { completeAt } from './availability.ts';
import { contextIn, modeOf, type Grammar, type GrammarMode } from './grammar.ts';
import { lineStart, prefixWordLetters, undebugStart } from './prefix-words.ts';
import type { MatchContext, MatchResult, ModeName } from './types.ts';
import { argumentsRead, isBlank, startThread, walk, type Thread, type WalkResult } from './walk.ts';

type Form = 'plain' | 'no' | 'default';

/** What the line means in the mode. `match.mode` is where it was found; `exec` for `do`. */
export function match(grammar: Grammar, mode: ModeName, line: string, context: MatchContext): MatchResult {
  let end = line.length;
  while (end > 0 && isBlank(line.charCodeAt(end - 1))) end -= 1;
  let from = 0;
  while (from < end && isBlank(line.charCodeAt(from))) from += 1;
  if (from >= end || line.charCodeAt(from) === 33) return { kind: 'empty' }; // '!'
  const start = modeOf(grammar, mode);
  const begun = lineStart(start, line, from, end, context);
  if (begun.form === 'do') {
    const exec = grammar.modes.get('exec');
    if (exec) return atLeastOneWord(line, begun.from, end) ? concluded(exec, line, 'plain', walkIn(exec, line, begun.from, end, 'plain', context), false, context) : { kind: 'incomplete' };
  }
  const form: Form = begun.form === 'do' ? 'plain' : begun.form;
  if (form !== 'plain' && !atLeastOneWord(line, begun.from, end)) return { kind: 'incomplete' };
  const walks: { readonly mode: GrammarMode; readonly walked: WalkResult }[] = [];
  for (let one: GrammarMode | undefined = start; one; one = one.parentMode) {
    const walked = walkIn(one, line, begun.from, end, form, context);
    const result = commandOf(one, form, walked, context);
    if (result) return result.exact ? result : (exactCommand(one.parentMode, line, begun.from, end, form, context) ?? result);
    walks.push({ mode: one, walked });
  }
  let best: MatchResult | undefined;
  for (const { mode: one, walked } of walks) {
    const result = concluded(one, line, form, walked, form === 'plain' && one.root === 'exec', context);
    if (best === undefined || progress(result, end) > progress(best, end)) best = result;
  }
  return pastPrefixWords(start, line, from, end, context, undebugged(start, line, end, context, best ?? { kind: 'empty' }));
}

/**
 * A command of a mode around this one that is spelled out, where the line is a command of this mode only by an
 * abbreviation: `key chain X` below a key begins another chain, and is no `key-string`.
 */
function exactCommand(mode: GrammarMode | undefined, line: string, from: number, end: number, form: Form, context: MatchContext): MatchResult | undefined {
  for (let one = mode; one; one = one.parentMode) {
    const result = commandOf(one, form, walkIn(one, line, from, end, form, context), context);
    if (result?.exact === true) return result;
  }
  return undefined;
}

/** The caret's column counts the letters of `no`, `default`, `do` and `undebug` too: they may stand there like any keyword. */
function pastPrefixWords(mode: GrammarMode, line: string, from: number, end: number, context: MatchContext, result: MatchResult): MatchResult {
  if (result.kind !== 'invalid') return result;
  const reached = from + prefixWordLetters(mode, line.slice(from, end), context);
  // The whole line abbreviates one of them.
  if (reached >= end) return { kind: 'incomplete' };
  return reached > result.column ? { ...result, column: reached } : result;
}

function undebugged(mode: GrammarMode, line: string, end: number, context: MatchContext, plain: MatchResult): MatchResult {
  const start = undebugStart(mode, line, end, context);
  if (!start || (plain.kind === 'ambiguous' && line.slice(0, plain.end).trim().length <= 1 && !atLeastOneWord(line, start.from, end))) return plain;
  const undebug = concluded(mode, line, 'no', walk([start.thread], line, start.from, end, context), false, context);
  return undebug.kind === 'command' || progress(undebug, end) > progress(plain, end) ? undebug : plain;
}

function walkIn(mode: GrammarMode, line: string, from: number, end: number, form: Form, context: MatchContext): WalkResult {
  return walk([startThread(mode.trie(form === 'plain' ? 'plain' : 'no'))], line, from, end, contextIn(mode, context));
}

function commandOf(mode: GrammarMode, form: Form, walked: WalkResult, context: MatchContext): Extract<MatchResult, { kind: 'command' }> | undefined {
  const done = walked.kind === 'threads' ? completed(walked.threads, contextIn(mode, context)) : undefined;
  if (!done || walked.kind !== 'threads') return undefined;
  return { kind: 'command', command: done.command, form, args: argumentsRead(done.thread), mode: mode.name, exact: walked.exact };
}

/** `first`: a failure at the first word of an EXEC line is the name of a host to connect to. */
function concluded(mode: GrammarMode, line: string, form: Form, result: WalkResult, first: boolean, context: MatchContext): MatchResult {
  switch (result.kind) {
    case 'ambiguous':
      return { kind: 'ambiguous', typed: line, end: result.end };
    case 'invalid':
      return { kind: 'invalid', column: result.column(), firstWord: first && result.tokens === 0 };
    case 'threads': {
      const command = commandOf(mode, form, result, context);
      if (command) return command;
      const word = result.tokens === 1 ? keywordOf(result.threads[0]) : undefined;
      if (word !== undefined && SUBCOMMANDS.has(word)) return { kind: 'subcommands', word };
      return { kind: 'incomplete' };
    }
  }
}

/** Commands that IOS answers with `% Type "show ?" for a list of subcommands`. */
const SUBCOMMANDS: ReadonlySet<string> = new Set(['show']);

function completed(threads: readonly Thread[], context: MatchContext) {
  for (const thread of threads) {
    const command = completeAt(thread.state, context);
    if (command) return { thread, command };
  }
  return undefined;
}

function keywordOf(thread: Thread | undefined): string | undefined {
  const token = thread?.step?.token;
  return token?.kind === 'keyword' ? token.word : undefined;
}

/** How far the reading got: a column. */
function progress(result: MatchResult, end: number): number {
  switch (result.kind) {
    case 'ambiguous':
      return result.end - 0.5;
    case 'invalid':
      return result.column;
    default:
      return end + 1;
  }
}

function atLeastOneWord(line: string, from: number, end: number): boolean {
  for (let i = from; i < end; i += 1) if (!isBlank(line.charCodeAt(i))) return true;
  return false;
}
