// Loads configuration text line by line, as a router does at start-up or `copy` into the running configuration: comments
// and blank lines are skipped, indentation means nothing, a refused line is skipped and the next one runs. `end` ends
// it. Says of every line what became of it.

import { match } from '../grammar/match.ts';
import type { MatchContext, MatchResult } from '../grammar/types.ts';
import { apply } from './apply.ts';
import { bannerStart } from './banner.ts';
import { interfaceKindOfPlace } from './interface-type.ts';
import type { ConfigStore } from './store.ts';

export interface LoadContext extends MatchContext {
  /** Into a configuration in force (`copy startup-config running-config`); otherwise it is a start-up, at which interfaces that are configured come up unless they say `shutdown`. */
  readonly merge?: boolean;
}

export interface LineOutcome {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly accepted: boolean;
  /** The path of the block in which it stored something, if it did. */
  readonly block?: string;
  /** `empty` for blank lines, comments and banner text. */
  readonly match: MatchResult;
  /** What the router prints: warnings of accepted lines, reasons of refused ones. */
  readonly messages: readonly string[];
  /** Column of the caret, from 0. */
  readonly column?: number;
  /** Why it was refused, on one line. */
  readonly reason?: string;
}

/** Loads the text; every line has an outcome up to `end`. */
export function loadConfiguration(store: ConfigStore, text: string, context: LoadContext): readonly LineOutcome[] {
  const outcomes: LineOutcome[] = [];
  const place: Place = { mode: 'config', block: '' };
  const placed = { ...context, interfaceKind: interfaceKindOfPlace('') };
  let kindOf = '';
  const lines = text.split('\n');
  const seen = context.merge === true ? undefined : new Set<string>();
  store.booting = context.merge !== true;
  for (let i = 0; i < lines.length; i += 1) {
    const line = withoutReturn(lines[i] ?? '');
    if (kindOf !== place.block) {
      kindOf = place.block;
      placed.interfaceKind = interfaceKindOfPlace(kindOf);
    }
    let matched = match(store.grammar, place.mode, line, placed);
    const at = i;
    if (matched.kind === 'command' && matched.command.prints === 'banner' && matched.form === 'plain') {
      let body = String(matched.args['text'] ?? '');
      while (!bannerStart(body).isComplete && i + 1 < lines.length) {
        i += 1;
        body += `\n${withoutReturn(lines[i] ?? '')}`;
      }
      matched = { ...matched, args: { ...matched.args, text: body } };
    }
    const outcome = take(store, place, at + 1, line, matched, seen);
    outcomes.push(outcome);
    for (let inside = at + 1; inside <= i; inside += 1) outcomes.push(plain(inside + 1, withoutReturn(lines[inside] ?? '')));
    if (matched.kind === 'command' && matched.command.effect.verb === 'runs' && matched.command.effect.handler === 'end') break;
  }
  store.booting = false;
  return outcomes;
}

/** The lines that were refused, as `check` and wiring inference report them. */
export function refusedLines(outcomes: readonly LineOutcome[]): readonly { readonly line: number; readonly text: string; readonly column?: number; readonly reason: string }[] {
  return outcomes
    .filter((outcome) => !outcome.accepted)
    .map(({ line, text, column, reason }) => ({ line, text, reason: reason ?? '', ...(column === undefined ? {} : { column }) }));
}

/** What the router prints for a line that matches nothing, without the caret's line. */
export function refusal(matched: MatchResult): string {
  switch (matched.kind) {
    case 'ambiguous':
      return `% Ambiguous command:  "${matched.typed}"`;
    case 'incomplete':
      return '% Incomplete command.';
    case 'subcommands':
      return `% Type "${matched.word} ?" for a list of subcommands`;
    default:
      return "% Invalid input detected at '^' marker.";
  }
}

interface Place {
  mode: string;
  block: string;
}

function take(store: ConfigStore, place: Place, line: number, text: string, matched: MatchResult, seen: Set<string> | undefined): LineOutcome {
  if (matched.kind === 'empty') return plain(line, text);
  if (matched.kind !== 'command') {
    const reason = refusal(matched);
    const column = matched.kind === 'invalid' ? { column: matched.column } : {};
    return { line, text, accepted: false, match: matched, messages: [reason], reason, ...column };
  }
  const { effect } = matched.command;
  if (effect.verb === 'runs' || effect.verb === 'toggles') {
    if (effect.verb === 'runs' && effect.handler === 'exit' && matched.mode !== 'exec') leave(store, place);
    return { line, text, accepted: true, match: matched, messages: [] };
  }
  const applied = apply(store, place.block, matched);
  if (applied.invalid !== undefined) {
    const reason = refusal({ kind: 'empty' });
    return { line, text, accepted: false, match: matched, messages: [reason], reason, column: columnOf(text, applied.invalid) };
  }
  // A line that was read leaves the block whose line it is none of, also when it is refused for what it means.
  place.mode = applied.mode;
  place.block = applied.block;
  if (!applied.stored) {
    return { line, text, accepted: false, match: matched, messages: applied.messages, reason: applied.messages[0] ?? 'refused' };
  }
  if (effect.verb === 'enters' && effect.path === 'interfaces' && matched.form === 'plain' && seen && !seen.has(place.block)) {
    seen.add(place.block);
    bringUp(store, place.block);
  }
  const stored = effect.verb === 'enters' ? (store.blockAt(applied.block)?.parent?.path ?? '') : applied.block;
  return { line, text, accepted: true, block: stored, match: matched, messages: applied.messages };
}

/** Column of a word in a line, of the last one like it. */
export function columnOf(text: string, word: string): number {
  const lower = text.toLowerCase();
  for (let at = lower.lastIndexOf(word.toLowerCase()); at >= 0; at = at === 0 ? -1 : lower.lastIndexOf(word.toLowerCase(), at - 1)) {
    if (/\s/.test(text[at - 1] ?? ' ') && /\s/.test(text[at + word.length] ?? ' ')) return at;
  }
  return text.trimEnd().search(/\S+$/);
}

function plain(line: number, text: string): LineOutcome {
  return { line, text, accepted: true, match: { kind: 'empty' }, messages: [] };
}

/** `exit` climbs one block; from the outermost there is nowhere to go. */
function leave(store: ConfigStore, place: Place): void {
  const parent = store.blockAt(place.block)?.parent;
  if (!parent) return;
  place.mode = parent.mode;
  place.block = parent.path;
}

function bringUp(store: ConfigStore, blockPath: string): void {
  const block = store.blockAt(blockPath);
  if (block?.flags?.delete('shutdown')) store.changed(block, 'shutdown');
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
