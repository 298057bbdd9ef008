// Applies a matched line to the configuration: what each verb of the grammar does on entry and behind `no` and
// `default` (grammars/README.md, the table of effects). A line below a block may be a command of the block around it;
// the result says where the session stands afterwards. What a value may be is validate.ts's to say.

import { namesIn, patternOf } from '../grammar/command-pattern.ts';
import { commandsOf, type Grammar } from '../grammar/grammar.ts';
import { tokensOf } from '../grammar/pattern.ts';
import type { Arguments, Command, Effect, MatchResult } from '../grammar/types.ts';
import type { Block } from './block.ts';
import { makeChannelInterfaces } from './controllers.ts';
import { removeTerminals } from './line-ranges.ts';
import { blocksOfPlace, interfacesOfRange, rangePlace } from './interface-range.ts';
import { demandPassword, enterBlock, refuseRemoval } from './irregular.ts';
import { blockKey, mergeArguments, sameArguments } from './arguments.ts';
import { isStandardEntry, standardValue } from './normal-form.ts';
import { encryptAll, withSecrets } from './stored-secrets.ts';
import type { ConfigStore } from './store.ts';
import { validate } from './validate.ts';

export interface ApplyResult {
  /** False if the line was refused for its meaning; the messages say why. */
  readonly stored: boolean;
  /** Whether the configuration is another one now. */
  readonly changed: boolean;
  /** Refused as a line that cannot be read, with the caret under this word. */
  readonly invalid?: string;
  /** Lines to print, also of accepted commands. */
  readonly messages: readonly string[];
  /** Where the session stands now: the entered block, or the one whose command it was. */
  readonly mode: string;
  readonly block: string;
}

type MatchedCommand = Extract<MatchResult, { kind: 'command' }>;

/** Applies a command of a configuration mode; `blockPath` is where it was typed. */
export function apply(store: ConfigStore, blockPath: string, match: MatchedCommand): ApplyResult {
  const several = blocksOfPlace(blockPath);
  if (several && match.mode === RANGE_MODE) return applyToAll(store, blockPath, several, match);
  if (match.command.effect.verb === 'enters' && match.command.effect.mode === RANGE_MODE) return enterRange(store, match);
  let block = store.blockAt(blockPath) ?? store.root;
  while (block.mode !== match.mode && block.parent) block = block.parent;
  // Somebody else has removed the block meanwhile, or split it.
  if (block.mode !== match.mode) return result(store.root, false, false, []);
  const { form } = match;
  const command = storedAs(store.grammar, match.command);
  const { effect } = command;
  if (effect.verb === 'runs' || effect.verb === 'toggles') return result(block, true, false, []);
  const checked = validate(store, block, command, match.args, form);
  if (checked.refused) return { ...result(block, false, false, checked.messages), ...(checked.invalid === undefined ? {} : { invalid: checked.invalid }) };
  let { messages } = checked;
  if (form === 'default' && effect.path === 'interfaces') messages = defaulted(blockKey(keysOf(effect), match.args));
  if (effect.path === TIMESTAMPS) return result(block, true, switchTimestamps(store, block, form), messages);
  if (form === 'no' && effect.path === PASSIVE && block.flag('passiveDefault') === true) {
    return result(block, true, wake(store, block, command, effect, checked.args), messages);
  }
  if (form !== 'plain') return result(block, true, anyOf(command, checked.args, (args) => remove(store, block, command, effect, args, form)), messages);
  const secrets = withSecrets(store, command, checked.args);
  if (!secrets.ok) return result(block, false, false, secrets.error);
  if (effect.verb === 'enters') {
    const header = headerCommand(store.grammar, command, checked.args);
    const entering = header.effect.verb === 'enters' ? header.effect : effect;
    const entered = enterBlock(store, block, entering, { command: header, args: checked.args, atBoot: store.booting });
    return result(entered.block, true, entered.changed, messages);
  }
  return result(block, true, anyOf(command, secrets.value, (args) => enter(store, block, command, effect, args)), messages);
}

const canonical = new WeakMap<Command, Command>();

/** The line of the grammar as which an `alias` is stored; any other command itself. */
function storedAs(grammar: Grammar, command: Command): Command {
  if (command.alias !== true) return command;
  let known = canonical.get(command);
  if (!known) {
    const path = 'path' in command.effect ? command.effect.path : '';
    known = commandsOf(grammar, command.mode).find((one) => one.alias !== true && 'path' in one.effect && one.effect.path === path) ?? command;
    canonical.set(command, known);
  }
  return known;
}

/** The line that a block's header is printed as: of several that lead to the same place, the one of its arguments. */
function headerCommand(grammar: Grammar, command: Command, args: Arguments): Command {
  if (command.effect.verb !== 'enters') return command;
  if (command.effect.path === 'interfaces' && args['type'] !== undefined) {
    return commandsOf(grammar, command.mode).find((one) => 'path' in one.effect && one.effect.path === 'interfaces' && namesIn(one).has('type')) ?? command;
  }
  if (command.effect.path !== 'lines') return command;
  const type = String(args['type']);
  return commandsOf(grammar, command.mode).find((one) => 'path' in one.effect && one.effect.path === 'lines' && takes(one, type)) ?? command;
}

function takes(command: Command, type: string): boolean {
  return tokensOf(patternOf(command)).some((token) => token.kind === 'choice' && token.values.includes(type));
}

/** Whether it changed anything; with `each` it is done for each value of the repeated argument. */
function anyOf(command: Command, args: Arguments, change: (args: Arguments) => boolean): boolean {
  const repeated = command.each === true ? tokensOf(patternOf(command)).find((token) => token.kind === 'argument' && token.repeat) : undefined;
  if (repeated?.kind !== 'argument' || args[repeated.name] === undefined) return change(args);
  let changed = false;
  for (const value of String(args[repeated.name]).split(' ')) changed = change({ ...args, [repeated.name]: value }) || changed;
  return changed;
}

/** The mode of `interface range`. */
const RANGE_MODE = 'config-if-range';

/** A line below `interface range`, on every interface of it. */
function applyToAll(store: ConfigStore, place: string, blocks: readonly string[], match: MatchedCommand): ApplyResult {
  let stored = true;
  let changed = false;
  const messages: string[] = [];
  for (const path of blocks) {
    const block = store.blockAt(path);
    if (!block) continue;
    const one = apply(store, path, { ...match, mode: block.mode });
    stored &&= one.stored;
    changed ||= one.changed;
    messages.push(...one.messages);
  }
  return { stored, changed, messages, mode: RANGE_MODE, block: place };
}

function enterRange(store: ConfigStore, match: MatchedCommand): ApplyResult {
  const names = match.form === 'plain' ? interfacesOfRange(String(match.args['range'] ?? '')) : undefined;
  if (!names?.every((name) => store.interfaceExists(name))) return result(store.root, false, false, ['% Invalid interface range']);
  const effect = { verb: 'enters', mode: 'config-if', path: 'interfaces', keys: ['name'], keeps: false } as const;
  let changed = false;
  const command = commandsOf(store.grammar, store.root.mode).find((one) => one.effect.verb === 'enters' && one.effect.mode === 'config-if');
  const paths = names.map((name) => {
    const entered = enterBlock(store, store.root, effect, { command: command ?? match.command, args: { name }, atBoot: store.booting });
    changed ||= entered.changed;
    return entered.block.path;
  });
  return { stored: true, changed, messages: [], mode: RANGE_MODE, block: rangePlace(paths) };
}

const TIMESTAMPS = 'service.timestamps';

/** `service timestamps` is of debug lines; `no service timestamps` of both kinds. */
function switchTimestamps(store: ConfigStore, block: Block, form: 'plain' | 'no' | 'default'): boolean {
  let changed = false;
  for (const kind of form === 'plain' ? ['debug'] : ['debug', 'log']) {
    const path = `${TIMESTAMPS}.${kind}`;
    changed = block.forget(path) || changed;
    changed = changeFlag(block, `${path}On`, false, form !== 'no') || changed;
    store.changed(block, path);
  }
  return changed;
}

const PASSIVE = 'passiveInterfaces';

/** `no passive-interface` where all are passive: this one is not. */
function wake(store: ConfigStore, block: Block, command: Command, effect: Effect, args: Arguments): boolean {
  const changed = addEntry(store, block, command, PASSIVE, keysOf(effect), { ...args, active: 1 });
  if (changed) store.changed(block, PASSIVE);
  return changed;
}

/** What `default interface` prints. */
function defaulted(name: string): readonly string[] {
  return ['Building configuration...', '', `Interface ${name} set to default configuration`];
}

function keysOf(effect: Effect): readonly string[] {
  return 'keys' in effect ? effect.keys : [];
}

function result(block: Block, stored: boolean, changed: boolean, messages: readonly string[]): ApplyResult {
  return { stored, changed, messages, mode: block.mode, block: block.path };
}

type Storing = Extract<Effect, { verb: 'sets' | 'adds' | 'keeps' | 'flag' }>;

function enter(store: ConfigStore, block: Block, command: Command, effect: Storing, args: Arguments): boolean {
  let changed = forgetReplaced(store, block, command);
  if (effect.verb === 'flag') {
    changed = changeFlag(block, effect.path, !effect.defaultOn, effect.defaultOn) || changed;
  } else if (effect.path === 'privileges' && args['reset'] !== undefined) {
    changed = removeEntries(block, command, effect.path, effect.keys, args) || changed;
  } else if (effect.keys.length > 0) {
    changed = addEntry(store, block, command, effect.path, effect.keys, args) || changed;
  } else {
    changed = setValue(store, block, command, effect.path, effect.defaults, args) || changed;
  }
  if (changed) announce(store, block, effect.path);
  if (changed && effect.path === 'service.passwordEncryption') encryptAll(store);
  return changed;
}

/** Stores the state that differs from the default, or forgets it. */
function changeFlag(block: Block, path: string, differs: boolean, back: boolean): boolean {
  const before = block.flag(path);
  if (back) {
    if (before === undefined) return false;
    block.flags?.delete(path);
    return true;
  }
  if (before === differs) return false;
  block.setFlag(path, differs);
  return true;
}

/** Arguments that were left out have their defaults; what is the default altogether is not stored. */
function setValue(store: ConfigStore, block: Block, command: Command, path: string, ownDefaults: Arguments | undefined, typed: Arguments): boolean {
  const before = block.values?.get(path);
  const defaults = standardValue(block, path) ?? ownDefaults;
  const args = ownDefaults === undefined ? typed : { ...ownDefaults, ...typed };
  if (defaults !== undefined && sameArguments(args, defaults)) return before === undefined ? false : block.forget(path);
  if (before?.command === command && sameArguments(before.args, args)) return false;
  block.setValue(path, { command, args, atBoot: store.booting });
  return true;
}

function addEntry(store: ConfigStore, block: Block, command: Command, path: string, keys: readonly string[], args: Arguments): boolean {
  if (isStandardEntry(path, args)) return removeEntries(block, command, path, keys, args);
  const list = block.list(path);
  const key = keyText(keys, args);
  const before = list.get(key);
  const merged = before && command.merges === true ? mergeArguments(patternOf(command), before.args, args) : args;
  if (before?.command === command && sameArguments(before.args, merged)) return false;
  list.set(key, { command, args: merged, atBoot: store.booting });
  return true;
}

function forgetReplaced(store: ConfigStore, block: Block, command: Command): boolean {
  let changed = false;
  for (const path of command.replaces ?? []) {
    if (!block.forget(path)) continue;
    changed = true;
    store.changed(block, path);
  }
  return changed;
}

function remove(store: ConfigStore, block: Block, command: Command, effect: Effect, args: Arguments, form: 'no' | 'default'): boolean {
  let changed = false;
  switch (effect.verb) {
    case 'flag':
      changed = forgetReplaced(store, block, command);
      changed = changeFlag(block, effect.path, false, form === 'default' || !effect.defaultOn) || changed;
      break;
    case 'sets':
    case 'adds':
    case 'keeps':
      if (form === 'default' && effect.path === 'login' && block.key.startsWith('vty')) return demandPassword(store, block);
      if (effect.path === 'ip.address') return removeAddresses(store, block, args);
      changed = effect.keys.length > 0 ? removeEntries(block, command, effect.path, effect.keys, args) : block.forget(effect.path);
      break;
    case 'enters': {
      const key = blockKey(effect.keys, args);
      if (effect.path === 'lines' && form === 'no' && args['type'] === 'vty') return removeTerminals(store, block, Number(args['first']));
      if (effect.path === 'routeMaps') return removeRouteMap(store, block, key);
      const child = block.child(effect.path, key);
      if (!child) return false;
      if (form === 'default' && HARDWARE.has(effect.path)) {
        child.clear();
        announce(store, child, effect.path === 'controllers' ? 'channelGroups' : '');
        return true;
      }
      if (refuseRemoval(store, effect.path, key) !== undefined) return false;
      child.touch();
      block.blocks?.get(effect.path)?.delete(key);
      if (effect.path === 'interfaces') store.addresses.forget(key);
      store.changed(block, effect.path);
      return true;
    }
    default:
      return false;
  }
  if (changed) announce(store, block, effect.path);
  return changed;
}

/** `no ip address` alone is all of them, also those that are secondary. */
function removeAddresses(store: ConfigStore, block: Block, args: Arguments): boolean {
  const named = args['address'];
  let changed = false;
  if (named === undefined || block.value('ip.address')?.['address'] === named) store.withoutAddress(block);
  for (const path of named === undefined ? ['ip.address', 'ip.secondary'] : ['ip.address']) {
    if (named !== undefined && block.value(path)?.['address'] !== named) continue;
    if (!block.forget(path)) continue;
    changed = true;
    announce(store, block, path);
  }
  return changed;
}

function announce(store: ConfigStore, block: Block, path: string): void {
  store.changed(block, path);
  if (path === 'priGroup' || path === 'channelGroups') makeChannelInterfaces(store, block);
}

/** Blocks that are there whether they are configured or not: `default` empties them. */
const HARDWARE: ReadonlySet<string> = new Set(['interfaces', 'lines', 'controllers']);

/** `no route-map NAME` is all of its entries. */
function removeRouteMap(store: ConfigStore, block: Block, key: string): boolean {
  const blocks = block.blocks?.get('routeMaps');
  const gone = [...(blocks?.keys() ?? [])].filter((one) => one === key || one.startsWith(`${key} `));
  for (const one of gone) blocks?.delete(one);
  if (gone.length > 0) store.changed(block, 'routeMaps');
  return gone.length > 0;
}

/** Deletes every entry that has the keys that were typed. */
function removeEntries(block: Block, command: Command, path: string, keys: readonly string[], args: Arguments): boolean {
  const list = block.lists?.get(path);
  if (!list) return false;
  const names = keys.includes('*') ? [...namesIn(command)] : keys;
  const given = names.filter((name) => args[name] !== undefined);
  if (!keys.includes('*') && given.length === keys.length && list.delete(keyText(keys, args))) return true;
  let changed = false;
  for (const [key, entry] of list) {
    if (given.every((name) => entry.args[name] === args[name])) changed = list.delete(key) || changed;
  }
  return changed;
}

/** The text under which an entry is found again. */
function keyText(keys: readonly string[], args: Arguments): string {
  const [only] = keys;
  if (keys.length === 1 && only !== undefined && only !== '*') return String(args[only] ?? '');
  let text = '';
  if (only === '*') {
    for (const name of Object.keys(args).sort()) text += `${name}=${args[name] ?? ''}\n`;
    return text;
  }
  for (const key of keys) text += `${args[key] ?? ''}\n`;
  return text;
}
