// Blocks of several lines: `line vty 0 4`, `line 1 96`. Lines that were configured together and are entered apart keep
// what they had; those that stand side by side and have the same settings are printed together again.

import type { Arguments } from '../grammar/types.ts';
import { blockKey } from './arguments.ts';
import type { Block, Stored } from './block.ts';
import { lineOfNumber, type LineHardware } from './line-numbers.ts';
import type { ConfigStore } from './store.ts';

export interface LineRange {
  readonly type: 'tty' | 'vty';
  readonly first: number;
  readonly last: number;
}

/** Of a block's key: `vty 0 4`, `tty 1 96`; undefined for the console and the auxiliary port. */
export function lineRange(key: string): LineRange | undefined {
  const match = /^(vty|tty) (\d+)(?: (\d+))?$/.exec(key);
  return match ? { type: match[1] === 'vty' ? 'vty' : 'tty', first: Number(match[2]), last: Number(match[3] ?? match[2]) } : undefined;
}

/** The arguments as a line of one of the types has them, for absolute numbers too; undefined where there is no such line. */
export function lineArguments(hardware: LineHardware, args: Arguments): Arguments | undefined {
  const { type, first, last } = args;
  if (type === 'aux' && !hardware.hasAux) return undefined;
  if (type === 'con' || type === 'aux') return args;
  const lowest = Number(first);
  const highest = Math.max(lowest, Number(last ?? lowest));
  if (type === 'vty') return rangeArguments({ type, first: lowest, last: highest });
  const from = lineOfNumber(hardware, lowest);
  const to = lineOfNumber(hardware, highest);
  if (from === undefined || to === undefined || from.type !== to.type || (type === 'tty' && from.type !== 'tty')) return undefined;
  if (from.type === 'con' || from.type === 'aux') return { type: from.type, number: 0 };
  return rangeArguments({ type: from.type, first: from.number, last: to.number });
}

function rangeArguments({ type, first, last }: LineRange): Arguments {
  return { type, first, ...(last > first ? { last } : {}) };
}

/** Makes a block of exactly these lines, with what they had where they were part of others. */
export function enterLines(store: ConfigStore, parent: Block, mode: string, header: Stored): { readonly block: Block; readonly areNew: boolean } {
  const first = Number(header.args['first']);
  const wanted: LineRange = { type: header.args['type'] === 'vty' ? 'vty' : 'tty', first, last: Number(header.args['last'] ?? first) };
  const place = (range: LineRange, like: Block | undefined): Block => {
    const args = rangeArguments(range);
    const block = parent.setChild('lines', blockKey(['type', 'first', 'last'], args), mode, { ...header, args });
    if (like) block.copyFrom(like);
    store.changed(block, '');
    return block;
  };
  let model: Block | undefined;
  for (const { key, node } of parent.children('lines')) {
    const range = lineRange(key);
    if (range?.type !== wanted.type || range.last < wanted.first || range.first > wanted.last) continue;
    model ??= node;
    parent.blocks?.get('lines')?.delete(key);
    if (range.first < wanted.first) place({ ...range, last: wanted.first - 1 }, node);
    if (range.last > wanted.last) place({ ...range, first: wanted.last + 1 }, node);
  }
  return { block: place(wanted, model), areNew: model === undefined };
}

/** Removes the virtual terminals from this one on: there are none behind a missing one. */
export function removeTerminals(store: ConfigStore, parent: Block, from: number): boolean {
  let changed = false;
  for (const { key, node } of parent.children('lines')) {
    const range = lineRange(key);
    if (range?.type !== 'vty' || range.last < from) continue;
    if (range.first < from && node.header) enterLines(store, parent, node.mode, { ...node.header, args: rangeArguments({ ...range, last: from - 1 }) });
    for (const one of parent.children('lines')) if ((lineRange(one.key)?.first ?? 0) >= from && one.key.startsWith('vty')) parent.blocks?.get('lines')?.delete(one.key);
    changed = true;
  }
  if (changed) store.changed(parent, 'lines');
  return changed;
}

/** The first virtual terminals are a range of their own however the others are configured. */
export const DEFAULT_TERMINALS = 5;

/** Sorted blocks with the header under which each is printed; equal neighbours are one. */
export function printedTogether(blocks: readonly Block[], bodyOf: (block: Block) => string): readonly { readonly block: Block; readonly header: Stored | undefined }[] {
  const printed: { readonly block: Block; header: Stored | undefined; range: LineRange | undefined; body: string | undefined }[] = [];
  for (const block of blocks) {
    const range = lineRange(block.key);
    const before = printed.at(-1);
    if (range && before?.range && before.header && follows(before.range, range)) {
      const body = bodyOf(block);
      before.body ??= bodyOf(before.block);
      if (body === before.body) {
        before.range = { ...before.range, last: range.last };
        before.header = { ...before.header, args: rangeArguments(before.range) };
        continue;
      }
    }
    printed.push({ block, header: block.header, range, body: undefined });
  }
  return printed;
}

function follows(before: LineRange, next: LineRange): boolean {
  return before.type === next.type && next.first === before.last + 1 && !(next.type === 'vty' && next.first === DEFAULT_TERMINALS);
}
