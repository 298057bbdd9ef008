// The `no` form that is derived from a command's pattern: which commands have one, and from where on their arguments
// may be left out (grammars/README.md, the table of effects).

import { tokensOf, type Pattern, type Sequence } from './pattern.ts';
import type { Effect } from './types.ts';

/** The pattern behind `no`, or undefined for a command that has no such form. */
export function noForm(pattern: Sequence, effect: Effect): Sequence | undefined {
  if (effect.verb === 'runs') return undefined;
  const required = requiredItems(pattern, effect);
  const head = pattern.items.slice(0, required);
  let tail: Pattern | undefined;
  for (const item of pattern.items.slice(required).reverse()) {
    tail = { kind: 'optional', item: tail === undefined ? item : { kind: 'sequence', items: [item, tail] } };
  }
  return { kind: 'sequence', items: tail === undefined ? head : [...head, tail] };
}

/** The leading keywords, and what follows up to the last mandatory key. */
export function requiredItems(pattern: Sequence, effect: Effect): number {
  let required = pattern.items.findIndex((item) => item.kind !== 'token' || item.token.kind !== 'keyword');
  if (required < 0) required = pattern.items.length;
  const keys = effect.verb === 'adds' || effect.verb === 'keeps' || effect.verb === 'enters' ? effect.keys : [];
  if (keys.length === 0) return required;
  pattern.items.forEach((item, index) => {
    if (index < required || item.kind === 'optional' || item.kind === 'subset') return;
    const isKey = tokensOf(item).some((token) => {
      const name = token.kind === 'keyword' ? token.marker : token.name;
      return name !== undefined && (keys.includes('*') || keys.includes(name));
    });
    if (isKey) required = index + 1;
  });
  return required;
}
