// Prints a configuration: in the order of the grammar files, `!` where they say, blocks with their bodies indented,
// defaults only where the grammar shows them (cli-behaviour §11). `Building configuration...` and the size are the
// business of `show running-config`.

import { compareInterfaceNames } from '../base/interface-name.ts';
import { parseIpv4 } from '../base/ipv4.ts';
import { patternOf } from '../grammar/command-pattern.ts';
import { modeOf, type GrammarMode } from '../grammar/grammar.ts';
import { tokensOf } from '../grammar/pattern.ts';
import { printCommand } from '../grammar/print.ts';
import type { Arguments, Command, Effect } from '../grammar/types.ts';
import type { Block, Stored } from './block.ts';
import { PRINTERS, printLogin } from './irregular.ts';
import { printedTogether } from './line-ranges.ts';
import type { ConfigStore } from './store.ts';
import { withSecretsShown } from './stored-secrets.ts';

/** The whole configuration, from the first `!` to `end`. */
export function printRunningConfig(store: ConfigStore): string[] {
  const lines = ['!'];
  printBody(store, store.root, '', lines);
  if (lines[lines.length - 1] !== '!') lines.push('!');
  lines.push('end');
  return lines;
}

/** As text, for NVRAM. */
export function printConfiguration(store: ConfigStore): string {
  return `${printRunningConfig(store).join('\n')}\n`;
}

/** One block with its header, such as `interfaces[BRI0]`; empty if there is none. */
export function printBlock(store: ConfigStore, blockPath: string): string[] {
  const block = store.blockAt(blockPath);
  const lines: string[] = [];
  if (block && block !== store.root) printWithHeader(store, block, block.header, '', lines);
  return lines;
}

/** The lines of what is stored by one command. */
export function printStored(stored: Pick<Stored, 'command' | 'args'>): readonly string[] {
  const { command } = stored;
  const args = withSecretsShown(command, stored.args);
  const printer = command.prints === undefined ? undefined : PRINTERS[command.prints];
  return printer ? printer(command, args) : [printCommand(command, args)];
}

/** What a mode's block consists of, in order; made once for each mode. */
type PlanItem =
  | { readonly kind: 'separator' }
  | { readonly kind: 'value' | 'list' | 'blocks'; readonly path: string; readonly command: Command }
  | { readonly kind: 'flag'; readonly path: string; readonly command: Command; readonly defaultOn: boolean };

const plans = new WeakMap<GrammarMode, readonly PlanItem[]>();

function planOf(mode: GrammarMode): readonly PlanItem[] {
  const known = plans.get(mode);
  if (known) return known;
  const items: (PlanItem & { readonly order: number })[] = mode.separators.map((order) => ({ kind: 'separator', order }));
  const seen = new Set<string>();
  for (const command of mode.commands()) {
    const { effect, order } = command;
    const first = (kind: string, path: string): boolean => {
      const id = `${kind} ${path}`;
      if (seen.has(id)) return false;
      seen.add(id);
      return true;
    };
    if (effect.verb === 'flag') {
      if (first('flag', effect.path)) items.push({ kind: 'flag', path: effect.path, command, defaultOn: effect.defaultOn, order });
    } else if (effect.verb === 'enters') {
      if (first('blocks', effect.path)) items.push({ kind: 'blocks', path: effect.path, command, order });
    } else if (effect.verb === 'sets' || effect.verb === 'adds' || effect.verb === 'keeps') {
      if (effect.keys.length === 0) items.push({ kind: 'value', path: effect.path, command, order });
      else if (first('list', effect.path)) items.push({ kind: 'list', path: effect.path, command, order });
    }
  }
  items.sort((a, b) => a.order - b.order);
  plans.set(mode, items);
  return items;
}

function printBody(store: ConfigStore, block: Block, indent: string, lines: string[]): void {
  const isRoot = block.parent === undefined;
  const separate = () => {
    if (isRoot && lines[lines.length - 1] !== '!') lines.push('!');
  };
  for (const item of planOf(modeOf(store.grammar, block.mode))) {
    switch (item.kind) {
      case 'separator':
        separate();
        break;
      case 'value':
        if (item.path === 'login' && block.mode === 'config-line') {
          const stored = block.values?.get('login');
          if ((stored?.command ?? firstOf(store, block, 'login')) === item.command) push(printLogin(store, block, stored), indent, lines);
        } else if (item.path === SWITCH_TYPE && !block.has(SWITCH_TYPE)) printInheritedSwitchType(store, block, item.command, indent, lines);
        else printValue(block, item.command, item.path, indent, lines);
        break;
      case 'flag':
        printFlag(block, item.command, item.path, item.defaultOn, indent, lines);
        break;
      case 'list':
        for (const entry of sortedEntries(block, item.command, item.path)) push(printStored(entry), indent, lines);
        break;
      case 'blocks':
        for (const child of printedBlocks(store, block, item.command, item.path)) {
          if (item.command.together !== true) separate();
          printWithHeader(store, child.block, child.header, indent, lines);
          if (item.command.together !== true) separate();
        }
    }
  }
}

/** Only a command's first line is indented: the others are a banner's text. */
function push(printed: readonly string[], indent: string, lines: string[]): void {
  printed.forEach((line, i) => lines.push(i === 0 ? indent + line : line));
}

function printWithHeader(store: ConfigStore, block: Block, header: Stored | undefined, indent: string, lines: string[]): void {
  if (header) push(printStored(header), indent, lines);
  printBody(store, block, `${indent} `, lines);
}

function printValue(block: Block, command: Command, path: string, indent: string, lines: string[]): void {
  const stored = block.values?.get(path);
  if (stored) {
    if (stored.command === command) push(printStored(stored), indent, lines);
    return;
  }
  if (!isShown(block, command)) return;
  const defaults = 'defaults' in command.effect && typeof command.effect.defaults === 'object' ? command.effect.defaults : undefined;
  lines.push(indent + (defaults ? printCommand(command, defaults) : printCommand(command, {}, 'no')));
}

const SWITCH_TYPE = 'isdn.switchType';

/** The global switch type stands, once, in the block of every access that it is for: a basic type in those of BRI interfaces, a primary one in those of D channels. */
function printInheritedSwitchType(store: ConfigStore, block: Block, command: Command, indent: string, lines: string[]): void {
  const stored = store.root.values?.get(SWITCH_TYPE);
  if (!stored || block.parent !== store.root || !isAccessOf(String(stored.args['type']), block.key)) return;
  const line = indent + printCommand(stored.command, stored.args);
  if (firstOf(store, block, SWITCH_TYPE) === command) lines.push(line);
}

function isAccessOf(switchType: string, interfaceName: string): boolean {
  return (switchType.startsWith('primary-') ? /^Serial[\d/]+:\d+$/ : /^BRI[\d/]+$/).test(interfaceName);
}

/** The first line of the mode's grammar that stores there. */
function firstOf(store: ConfigStore, block: Block, path: string): Command | undefined {
  return modeOf(store.grammar, block.mode).commands().find(({ effect }) => 'path' in effect && effect.path === path);
}

function printFlag(block: Block, command: Command, path: string, defaultOn: boolean, indent: string, lines: string[]): void {
  const stored = block.flag(path);
  if (stored === undefined && !isShown(block, command)) return;
  lines.push(indent + printCommand(command, {}, (stored ?? defaultOn) ? 'plain' : 'no'));
}

function isShown(block: Block, command: Command): boolean {
  return command.shown !== undefined && (command.shown.unless === undefined || !block.has(command.shown.unless));
}

function sortedEntries(block: Block, command: Command, path: string): readonly Stored[] {
  const list = block.lists?.get(path);
  if (!list || list.size === 0) return [];
  const entries = [...list.values()];
  if (command.sorted !== true) return entries;
  return entries.sort((a, b) => compareValues(firstKey(a), firstKey(b)));
}

/** A choice counts by its place in the pattern, an address as a number. */
function firstKey({ command, args }: Stored): number | string {
  const name = keysOf(command.effect)[0];
  const tokens = tokensOf(patternOf(command));
  const token = tokens.find((one) => one.kind !== 'keyword' && (name === '*' || one.name === name));
  if (token === undefined || token.kind === 'keyword') return '';
  const value = args[token.name] ?? '';
  if (token.kind === 'choice') return token.values.indexOf(String(value));
  return token.type.kind === 'A.B.C.D' ? (parseIpv4(String(value)) ?? 0) : value;
}

function keysOf(effect: Effect): readonly string[] {
  return 'keys' in effect ? effect.keys : [];
}

function compareValues(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function printedBlocks(store: ConfigStore, block: Block, command: Command, path: string): readonly { readonly block: Block; readonly header: Stored | undefined }[] {
  const sorted = sortedBlocks(block, command, path);
  if (path !== 'lines') return sorted.map((one) => ({ block: one, header: one.header }));
  return printedTogether(sorted, (one) => {
    const body: string[] = [];
    printBody(store, one, '', body);
    return body.join('\n');
  });
}

function sortedBlocks(block: Block, command: Command, path: string): readonly Block[] {
  const blocks = block.blocks?.get(path);
  if (!blocks || blocks.size === 0) return [];
  const list = [...blocks.values()];
  if (path === 'interfaces') return list.sort((a, b) => compareInterfaceNames(a.key, b.key));
  if (command.sorted !== true && command.together !== true) return list;
  return list.sort((a, b) => compareHeaders(a.header, b.header));
}

/** By the line of the grammar, then by the keys in turn. */
function compareHeaders(a: Stored | undefined, b: Stored | undefined): number {
  if (!a || !b || a.command.order !== b.command.order) return (a?.command.order ?? 0) - (b?.command.order ?? 0);
  const value = (args: Arguments, key: string): number | string => args[key] ?? -1;
  for (const key of keysOf(a.command.effect)) {
    const difference = compareValues(value(a.args, key), value(b.args, key));
    if (difference !== 0) return difference;
  }
  return 0;
}
