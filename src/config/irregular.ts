// What the grammar's verbs do not cover, each a named function: printing banners (`prints banner`), interfaces that are not passive where all others are, ranges of virtual
// terminals that a later line splits, hardware that cannot be removed. Keep this file short.

import { printCommand } from '../grammar/print.ts';
import { commandsOf } from '../grammar/grammar.ts';
import type { Arguments, Command, Effect } from '../grammar/types.ts';
import { blockKey } from './arguments.ts';
import type { Block, Stored } from './block.ts';
import { DEFAULT_TERMINALS, enterLines, lineRange } from './line-ranges.ts';
import { HIGHEST_LEVEL } from './normal-form.ts';
import type { ConfigStore } from './store.ts';

/** Functions that `prints NAME` calls: the lines of a command. */
export const PRINTERS: Readonly<Record<string, (command: Command, args: Arguments) => readonly string[]>> = {
  username,
  passive: (_, args) => [`${args['active'] === undefined ? '' : 'no '}passive-interface ${args['name'] ?? ''}`],
  /** Text between delimiters: `banner motd ^Chello^C`. */
  banner: (command, args) => printCommand(command, { ...args, text: `^C${args['text'] ?? ''}^C` }).split('\n'),
  /** `level 15` is what a line without a level means. */
  enableLevel: (command, args) => [printCommand(command, without(args, 'level', args['level'] === HIGHEST_LEVEL))],
  /** Terminal lines are shown by their numbers alone: `line 1 16`. */
  line: (command, args) => [printCommand(command, args).replace(' tty ', ' ')],
  /** Stored beside the configuration. */
  nothing: () => [],
  /** Two blanks before `output`. */
  sessionTimeout: (command, args) => [printCommand(command, args).replace(' output', '  output')],
};

function without(args: Arguments, name: string, condition: boolean): Arguments {
  if (!condition) return args;
  const { [name]: _, ...rest } = args;
  return rest;
}

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
  if (effect.path === 'lines' && lineRange(key)) {
    const { block, areNew } = enterLines(store, parent, effect.mode, header);
    if (areNew && header.args['type'] === 'vty') demandPassword(store, block);
    return { block, changed: true };
  }
  const block = parent.setChild(effect.path, key, effect.path === 'interfaces' && key.includes('.') ? SUB_INTERFACE_MODE : effect.mode, header);
  store.changed(block, '');
  return { block, changed: true };
}

/** Nobody comes in over a virtual terminal without a password unless `no login` says so. */
export function demandPassword(store: ConfigStore, line: Block): boolean {
  const command = commandsOf(store.grammar, line.mode).find(({ effect }) => effect.verb === 'sets' && effect.path === 'login');
  const before = line.values?.get('login');
  if (!command || (before?.command === command && Object.keys(before.args).length === 0)) return false;
  line.setValue('login', { command, args: {}, atBoot: store.booting });
  store.changed(line, 'login');
  return true;
}

/** How a line shows whether it asks: a virtual terminal that does not says so, and with AAA only a list of methods is shown. */
export function printLogin(store: ConfigStore, line: Block, stored: Stored | undefined): readonly string[] {
  if (store.root.flag('aaa.newModel') === true) {
    const list = stored?.args['list'];
    return stored === undefined || list === undefined || list === 'default' ? [] : [printCommand(stored.command, stored.args)];
  }
  if (stored) return [printCommand(stored.command, stored.args)];
  return line.key.startsWith('vty') ? ['no login'] : [];
}

const SUB_INTERFACE_MODE = 'config-subif';

/** Why a block cannot be removed, in the router's words. */
export function refuseRemoval(store: ConfigStore, path: string, key: string): string | undefined {
  if (path === 'interfaces' && (store.physicalInterfaces.has(key) || key.includes(':'))) return '% Removal of physical interfaces is not permitted';
  if (path === 'controllers') return '';
  if (path !== 'lines') return undefined;
  const range = lineRange(key);
  if (range?.type !== 'vty') return '';
  return range.first < DEFAULT_TERMINALS ? `% Can't delete last ${DEFAULT_TERMINALS} VTY lines` : undefined;
}
