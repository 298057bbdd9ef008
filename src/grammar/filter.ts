// Output filters, `show ... | include EXPRESSION`: where the bar is and what stands behind it. The session strips the
// filter before matching and applies it to the output; help offers its words.

import type { HelpEntry } from './types.ts';

export const FILTER_ENTRIES: readonly HelpEntry[] = [
  { token: 'begin', text: 'Begin with the line that matches' },
  { token: 'count', text: 'Count number of lines which match regexp' },
  { token: 'exclude', text: 'Exclude lines that match' },
  { token: 'include', text: 'Include lines that match' },
  { token: 'section', text: 'Filter a section of output' },
];

export type FilterKind = 'begin' | 'count' | 'exclude' | 'include' | 'section';

export type Filter =
  | { readonly kind: 'none' }
  | { readonly kind: 'filter'; readonly filter: FilterKind; readonly expression: string }
  | { readonly kind: 'incomplete' }
  /** Column of the caret in the whole line. */
  | { readonly kind: 'invalid'; readonly column: number };

export interface FilteredLine {
  /** The line before the bar. */
  readonly command: string;
  readonly filter: Filter;
  /** Column of the bar. */
  readonly filterAt: number | undefined;
}

/** Whether a handler's output can be filtered. */
export function hasFilter(handler: string): boolean {
  return handler.startsWith('show.');
}

/** Splits a line at ` |`; only lines that begin with (an abbreviation of) `show` or `more`, with or without `do`, have filters. */
export function splitFilter(line: string): FilteredLine {
  const none: FilteredLine = { command: line, filter: { kind: 'none' }, filterAt: undefined };
  if (!line.includes('|')) return none;
  const words = line.trim().toLowerCase().split(/\s+/);
  const first = words[0] === 'do' ? words[1] : words[0];
  if (first === undefined || first.length < 2 || !('show'.startsWith(first) || 'more'.startsWith(first))) return none;
  const at = /\s\|/.exec(line);
  if (!at) return none;
  const filterAt = at.index + 1;
  const command = line.slice(0, filterAt).trimEnd();
  const behind = line.slice(filterAt + 1);
  const wordAt = filterAt + 1 + (behind.length - behind.trimStart().length);
  const [, word = '', expression = ''] = /^\s*(\S*)\s?(.*)$/s.exec(behind) ?? [];
  if (word === '') return { command, filterAt, filter: { kind: 'incomplete' } };
  const entry = FILTER_ENTRIES.find((one) => one.token.startsWith(word.toLowerCase()));
  if (!entry) return { command, filterAt, filter: { kind: 'invalid', column: wordAt } };
  if (expression === '') return { command, filterAt, filter: { kind: 'incomplete' } };
  // The entries' tokens are the filter kinds.
  return { command, filterAt, filter: { kind: 'filter', filter: entry.token as FilterKind, expression } };
}
