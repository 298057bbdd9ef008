// In what order the numbers of one peer are tried (`dialer order`): as configured, from the one behind the last that worked, or
// from the last that worked.

import type { DialerState } from './state.ts';
import type { DialerMap } from './types.ts';

export function inOrder(state: DialerState, maps: readonly DialerMap[]): readonly DialerMap[] {
  const { order = 'sequential' } = state.policy;
  if (order === 'sequential' || maps.length < 2) return maps;
  // The one that worked last of them.
  let last = -1;
  for (const number of state.worked) {
    const index = maps.findIndex((map) => map.number === number);
    if (index >= 0) last = index;
  }
  if (last < 0) return maps;
  const first = order === 'last-successful' ? last : (last + 1) % maps.length;
  return [...maps.slice(first), ...maps.slice(0, first)];
}

/** The numbers that worked, the latest last, each once. */
export function worked(before: readonly string[], number: string): readonly string[] {
  return before.at(-1) === number ? before : [...before.filter((each) => each !== number), number];
}
