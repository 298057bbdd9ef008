// Stored arguments compared and merged.

import { tokensOf, type Pattern } from '../grammar/pattern.ts';
import type { Arguments, ArgumentValue } from '../grammar/types.ts';

export function sameArguments(a: Arguments, b: Arguments): boolean {
  let count = 0;
  for (const name in a) {
    if (a[name] !== b[name]) return false;
    count += 1;
  }
  for (const _ in b) count -= 1;
  return count === 0;
}

/** An entry's arguments with those of a later line added; where the pattern says `one of`, the later one's stay. */
export function mergeArguments(pattern: Pattern, before: Arguments, added: Arguments): Arguments {
  const merged: Record<string, ArgumentValue> = { ...before };
  dropOthers(pattern, added, merged);
  return { ...merged, ...added };
}

function dropOthers(pattern: Pattern, added: Arguments, merged: Record<string, ArgumentValue>): void {
  switch (pattern.kind) {
    case 'token':
      return;
    case 'sequence':
      for (const item of pattern.items) dropOthers(item, added, merged);
      return;
    case 'optional':
      return dropOthers(pattern.item, added, merged);
    case 'subset':
      for (const item of pattern.alternatives) dropOthers(item, added, merged);
      return;
    case 'oneOf': {
      const names = pattern.alternatives.map((item) => tokensOf(item).map((token) => (token.kind === 'keyword' ? token.marker : token.name)));
      if (!names.some((list) => list.some((name) => name !== undefined && added[name] !== undefined))) return;
      for (const name of names.flat()) if (name !== undefined) delete merged[name];
    }
  }
}

/** A block's key: its key arguments joined by blanks. */
export function blockKey(keys: readonly string[], args: Arguments): string {
  return keys
    .map((key) => args[key])
    .filter((value) => value !== undefined)
    .join(' ');
}
