// What the grammar's verbs do not cover, each a named function: printing banners (`prints banner`), interfaces that are not passive where all others are, ranges of virtual
// terminals that a later line splits, hardware that cannot be removed. Keep this file short.

import { printCommand } from '../grammar/print.ts';
import type { Arguments, Command, Effect } from '../grammar/types.ts';
import { blockKey } from './arguments.ts';
import type { Block, Stored } from './block.ts';
import type { ConfigStore } from './store.ts';

/** Functions that `prints NAME` calls: the lines of a command. */
export const PRINTERS: Readonly<Record<string, (command: Command, args: Arguments) => readonly string[]>> = {
  username,
  passive: (_, args) => [`${args['active'] === undefined ? '' : 'no '}passive-interface ${args['name'] ?? ''}`],
  banner: (_, args) => `banner ${args['kind'] ?? 'motd'} ^C${args['text'] ?? ''}^C`.split('\n'),
};

/** An automatic command has a line of its own, for it takes the rest of it. */
function username(command: Command, args: Arguments): readonly string[] {
  const { autocommand, ...rest } = args;
  if (autocommand === undefined) return [printCommand(command, args)];
  const automatic = printCommand(command, { name: args['name'] ?? '', autocommand });
  return Object.keys(rest).length > 1 ? [printCommand(command, rest), automatic] : [automatic];
}

interface Entered {
  readonly block: Block;
  readonly changed: boolean;
}

/** Makes the block if it is not there. */
export function enterBlock(store: ConfigStore, parent: Block, effect: Extract<Effect, { verb: 'enters' }>, header: Stored): Entered {
  const key = blockKey(effect.keys, header.args);
  const present = parent.child(effect.path, key);
  if (present) {
    // `interface BRI0.1 multipoint` may be entered again without its type.
    const more = Object.keys(header.args).length > Object.keys(present.header?.args ?? {}).length;
    if (more) present.header = header;
    return { block: present, changed: more };
  }
  if (effect.path === 'lines' && header.args['type'] === 'vty') return { block: enterTerminals(store, parent, effect.mode, header), changed: true };
  const block = parent.setChild(effect.path, key, effect.path === 'interfaces' && key.includes('.') ? SUB_INTERFACE_MODE : effect.mode, header);
  store.changed(block, '');
  return { block, changed: true };
}

const SUB_INTERFACE_MODE = 'config-subif';

/** Why a block cannot be removed, in the router's words. */
export function refuseRemoval(store: ConfigStore, path: string, key: string): string | undefined {
  if (path === 'interfaces' && store.physicalInterfaces.has(key)) return '% Removal of physical interfaces is not permitted';
  if (path !== 'lines') return undefined;
  const range = terminalRange(key);
  if (!range) return '';
  return range.first < DEFAULT_TERMINALS ? `% Can't delete last ${DEFAULT_TERMINALS} VTY lines` : undefined;
}

const DEFAULT_TERMINALS = 5;

interface Range {
  readonly first: number;
  readonly last: number;
}

/** `vty 0 4`. */
export function terminalRange(key: string): Range | undefined {
  const match = /^vty (\d+)(?: (\d+))?$/.exec(key);
  return match ? { first: Number(match[1]), last: Number(match[2] ?? match[1]) } : undefined;
}

/** Terminals that were configured together and are now configured apart keep what they had. */
function enterTerminals(store: ConfigStore, parent: Block, mode: string, header: Stored): Block {
  const first = Number(header.args['first']);
  const wanted: Range = { first, last: Math.max(first, Number(header.args['last'] ?? first)) };
  const place = (range: Range, like: Block | undefined): Block => {
    const args: Arguments = { type: 'vty', first: range.first, ...(range.last > range.first ? { last: range.last } : {}) };
    const block = parent.setChild('lines', blockKey(['type', 'first', 'last'], args), mode, { ...header, args });
    if (like) block.copyFrom(like);
    store.changed(block, '');
    return block;
  };
  let model: Block | undefined;
  for (const { key, node } of parent.children('lines')) {
    const range = terminalRange(key);
    if (!range || range.last < wanted.first || range.first > wanted.last) continue;
    model ??= node;
    parent.blocks?.get('lines')?.delete(key);
    if (range.first < wanted.first) place({ first: range.first, last: wanted.first - 1 }, node);
    if (range.last > wanted.last) place({ first: wanted.last + 1, last: range.last }, node);
  }
  return place(wanted, model);
}
