// Standard access lists (1-99): each entry matches source addresses under a wildcard, the first match decides, and the end
// of the list denies. A list that does not exist permits all. Extended lists are not here.

import type { Ipv4Address } from '../../base/ipv4.ts';

export interface AccessListEntry {
  readonly action: 'permit' | 'deny';
  readonly source: Ipv4Address;
  /** Bits that are one are not compared. */
  readonly wildcard: Ipv4Address;
}

export interface AccessVerdict {
  readonly permitted: boolean;
  /** Index of the entry that matched, for its counter; absent when the end of the list decided. */
  readonly entry?: number;
}

export function evaluateAccessList(entries: readonly AccessListEntry[], source: Ipv4Address): AccessVerdict {
  if (entries.length === 0) return { permitted: true };
  for (let index = 0; index < entries.length; index += 1) {
    const entry = entries[index];
    if (entry && ((entry.source ^ source) & ~entry.wildcard) === 0) return { permitted: entry.action === 'permit', entry: index };
  }
  return { permitted: false };
}
