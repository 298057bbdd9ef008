// `interface Group-Async`: the settings of many asynchronous interfaces at once. Each line of the `group-range` is an interface
// with the group's settings, and with those that a `member` line has for it alone. Nothing of the members is stored.

import type { Block } from './block.ts';
import { loadConfiguration } from './load-text.ts';
import { interfaceSettings, type InterfaceSettings } from './model.ts';
import type { ConfigNode } from './node.ts';
import { number, text } from './reading.ts';
import { printBlock } from './running-config.ts';
import { createConfig, type ConfigStore } from './store.ts';

export interface AsyncGroup {
  /** `Group-Async1`. */
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

/** In the order of the configuration; groups without a range have no members. */
export function asyncGroups(root: ConfigNode): readonly AsyncGroup[] {
  return root.children('interfaces').flatMap(({ key, node }): readonly AsyncGroup[] => {
    const range = key.startsWith('Group-Async') ? node.value('groupRange') : undefined;
    const first = number(range, 'first');
    return first === undefined ? [] : [{ name: key, first, last: number(range, 'last') ?? first }];
  });
}

/** The interface under whose name `Async5` is configured: itself, or its group. */
export function configuredAs(root: ConfigNode, name: string): string {
  const line = Number(/^Async(\d+)$/.exec(name)?.[1] ?? Number.NaN);
  return asyncGroups(root).find(({ first, last }) => line >= first && line <= last)?.name ?? name;
}

/** The settings of an asynchronous interface, its own or its group's; undefined where there is none. */
export function asyncInterface(store: ConfigStore, name: string): InterfaceSettings | undefined {
  const group = asyncGroups(store).find((each) => each.name === configuredAs(store, name));
  const own = store.child('interfaces', name);
  return group === undefined ? own && interfaceSettings(name, own) : memberSettings(store, group).find((each) => each.name === name);
}

/** What a command of `member N` may not be: it would make a group of the member. */
const OF_GROUPS = /^(group-range|member)\b/;

/** The settings of all members of a group, as if each were configured by itself. */
export function memberSettings(store: ConfigStore, { name: group, first, last }: AsyncGroup): readonly InterfaceSettings[] {
  const block = store.child('interfaces', group);
  if (block === undefined) return [];
  const common = interfaceSettings('Async', block);
  const own = ownLines(block);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const line = first + index;
    const name = `Async${line}`;
    const lines = own.get(line);
    return lines === undefined ? { ...common, name } : interfaceSettings(name, memberBlock(store, group, name, lines));
  });
}

function ownLines(block: Block): ReadonlyMap<number, readonly string[]> {
  const lines = new Map<number, string[]>();
  for (const args of block.entries('members')) {
    const line = number(args, 'line') ?? 0;
    lines.set(line, [...(lines.get(line) ?? []), text(args, 'command') ?? '']);
  }
  return lines;
}

/** The block that a member would have: its group's lines, then its own. */
function memberBlock(store: ConfigStore, group: string, name: string, own: readonly string[]): ConfigNode {
  const scratch = createConfig(store.grammar);
  const body = printBlock(store, `interfaces[${group}]`).slice(1);
  const lines = [...body, ...own].filter((line) => !OF_GROUPS.test(line.trim()));
  loadConfiguration(scratch, [`interface ${name}`, ...lines].join('\n'), { privilege: 15, interfaceExists: () => true, merge: true });
  return scratch.child('interfaces', name) ?? scratch;
}
