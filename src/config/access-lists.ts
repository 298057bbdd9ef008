// What a configuration says of access lists: standard ones by number and name, and extended ones with their lines as printed.

import type { Ipv4Address } from '../base/ipv4.ts';
import { entryText, extendedEntry, type ExtendedEntry } from './extended-entry.ts';
import type { Arguments, ConfigNode } from './node.ts';
import { address, number, text } from './reading.ts';

/** One line of a standard list; a missing wildcard is 0.0.0.0. */
export interface AccessEntry {
  /** Its number, or the name of a named list. */
  readonly list: number | string;
  readonly action: 'permit' | 'deny';
  readonly source: Ipv4Address;
  readonly wildcard: Ipv4Address;
}

/** An extended list with its lines as printed, which is how the router shows them. */
export interface ExtendedList {
  /** Its number, or its name. */
  readonly list: number | string;
  readonly entries: readonly ExtendedEntry[];
  readonly lines: readonly string[];
}

/** `any` is 0.0.0.0 255.255.255.255; `host A` and a bare address have wildcard 0.0.0.0. */
export function accessEntries(root: ConfigNode): readonly AccessEntry[] {
  return root
    .entries('accessLists')
    .filter((args) => args['action'] !== undefined)
    .map((args) => accessEntry(args, number(args, 'list') ?? 0));
}

function accessEntry(args: Arguments, list: number | string): AccessEntry {
  return {
    list,
    action: text(args, 'action') === 'permit' ? 'permit' : 'deny',
    source: args['any'] === undefined ? (address(args, 'host') ?? address(args, 'source') ?? 0) : 0,
    wildcard: args['any'] === undefined ? (address(args, 'wildcard') ?? 0) : 0xffffffff,
  };
}

/** Numbered lists, then those of `ip access-list extended`. */
export function extendedLists(root: ConfigNode): readonly ExtendedList[] {
  const lists = new Map<number | string, { readonly list: number | string; readonly entries: ExtendedEntry[]; readonly lines: string[] }>();
  const add = (list: number | string, args: Arguments) => {
    let known = lists.get(list);
    if (!known) lists.set(list, (known = { list, entries: [], lines: [] }));
    if (args['action'] === undefined) return;
    known.entries.push(extendedEntry(args));
    known.lines.push(entryText(args));
  };
  for (const args of root.entries('extendedAccessLists')) add(number(args, 'extended') ?? 0, args);
  for (const { key, node } of root.children('extendedLists')) {
    for (const args of node.entries('entries')) add(/^\d+$/.test(key) ? Number(key) : key, args);
  }
  return [...lists.values()];
}

/** Entries of `ip access-list standard`, by number or name. */
export function namedStandardEntries(root: ConfigNode): readonly AccessEntry[] {
  return root.children('standardLists').flatMap(({ key, node }) =>
    node
      .entries('entries')
      .filter((args) => args['action'] !== undefined)
      .map((args) => accessEntry(args, /^\d+$/.test(key) ? Number(key) : key)),
  );
}
