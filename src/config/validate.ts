// What the pattern of a line cannot say: whether a mask fits an address, whether a network overlaps with another
// interface's, whether a host name may be one. Answers in the router's own words (cli-behaviour §3.2), with the arguments
// in the form in which they are stored (normal-form.ts).

import { interfaceTypeOf } from './interface-type.ts';
import { formatIpv4, networkOf, parseIpv4, prefixLength } from '../base/ipv4.ts';
import type { Arguments, Command } from '../grammar/types.ts';
import { blockKey } from './arguments.ts';
import { bannerBody } from './banner.ts';
import type { Block } from './block.ts';
import { parseConfigRegister } from './config-register.ts';
import { unfitForController } from './controllers.ts';
import { passwordChoice, undefinedList } from './choice-warnings.ts';
import { refuseRemoval } from './irregular.ts';
import { absoluteLineNumber } from './line-numbers.ts';
import { lineArguments, lineRange } from './line-ranges.ts';
import { isLan, normalForm } from './normal-form.ts';
import type { ConfigStore } from './store.ts';

export interface Validated {
  readonly refused: boolean;
  /** The word that names what the router lacks: refused as if nothing could be read there. */
  readonly invalid?: string;
  readonly messages: readonly string[];
  /** As stored. */
  readonly args: Arguments;
}

export function validate(store: ConfigStore, block: Block, command: Command, args: Arguments, form: 'plain' | 'no' | 'default'): Validated {
  const { effect } = command;
  if (effect.verb === 'runs' || effect.verb === 'toggles') return accepted(args);
  if (effect.verb === 'enters') {
    const found = hardwareArguments(store, effect.path, args);
    if (found === undefined) return unread(args, String(args['unit'] ?? args['last'] ?? args['first'] ?? args['number']));
    args = found;
  }
  if (form === 'no' && effect.verb === 'enters') {
    const reason = refuseRemoval(store, effect.path, blockKey(effect.keys, args));
    return reason === undefined ? accepted(args) : { refused: true, messages: reason === '' ? [] : [reason], args };
  }
  if (effect.path === 'banners' && args['kind'] === undefined) args = { ...args, kind: 'motd' };
  if (form !== 'plain') return mayGo(block, effect.path, normalForm(block, effect.path, args));
  if (command.prints === 'banner') return accepted({ ...args, text: bannerBody(String(args['text'] ?? '')) });
  switch (effect.path) {
    case 'ip.address':
    case 'ip.secondary':
      return args['address'] === undefined || args['mask'] === undefined ? accepted(args) : interfaceAddress(store, block, args);
    case 'ip.unnumbered':
      return isLan(interfaceTypeOf(block.key) ?? '') ? refused(args, 'Point-to-point (non-multi-access) interfaces only') : accepted(args);
    case 'ip.routes':
      return route(store, normalForm(block, effect.path, args));
    case 'groupRange': {
      const missing = [args['first'], args['last'] ?? args['first']].find((line) => !store.interfaceExists(`Async${line}`));
      return missing === undefined ? accepted(args) : unread(args, String(missing));
    }
    case 'ip.nameServers':
      return nameServers(store, args);
    case 'enable.passwords':
    case 'enable.secrets':
    case 'users':
      return passwordChoice(store, effect.path, normalForm(block, effect.path, args));
    case 'ppp.authentication':
      return { refused: false, messages: undefinedList(store, args, 'ppp'), args };
    case 'clockRate':
      return store.givesClock(block.key) ? accepted(args) : refused(args, '%Error: This command applies only to DCE interfaces');
    case 'routeMaps':
      return accepted({ ...args, action: args['action'] ?? 'permit', sequence: args['sequence'] ?? DEFAULT_SEQUENCE });
    case 'configRegister':
      return parseConfigRegister(String(args['value'])) === undefined ? unread(args, String(args['value'])) : accepted(normalForm(block, effect.path, args));
    case 'hostname':
      return { refused: false, messages: isHostname(String(args['name'])) ? [] : ['% Hostname contains one or more illegal characters.'], args };
    case 'login':
      if (args['list'] !== undefined) return { refused: false, messages: undefinedList(store, args, 'login'), args };
      return { refused: false, messages: args['local'] === undefined ? loginDisabled(store, block) : [], args };
    default: {
      const wrong = block.mode === 'config-controller' ? unfitForController(block, effect.path, args) : undefined;
      return wrong === undefined ? accepted(normalForm(block, effect.path, args)) : unread(args, wrong);
    }
  }
}

/** Sub-interfaces that are multipoint unless they say otherwise. */
const POINT_OR_MULTIPOINT = /^(?:BRI|Serial).*\./;

/** Interfaces may be there without their names saying so: those of a controller's groups. */
function existing(store: ConfigStore, name: string): boolean {
  return store.physicalInterfaces.has(name) || store.interfaceExists(name.replace(/\.\d+$/, ''));
}

/** What the router has as hardware, named as its block is; undefined if it has no such thing. */
function hardwareArguments(store: ConfigStore, path: string, args: Arguments): Arguments | undefined {
  if (path === 'lines') return lineArguments(store.hardware, args);
  if (path === 'interfaces' && args['type'] === undefined && POINT_OR_MULTIPOINT.test(String(args['name']))) return { ...args, type: 'multipoint' };
  if (path === 'interfaces' && args['name'] !== undefined) return existing(store, String(args['name'])) ? args : undefined;
  if (path !== 'controllers') return args;
  return store.hardware.controllers?.includes(`${args['type'] ?? ''} ${args['unit'] ?? ''}`) === true ? args : undefined;
}

/** Of a route map that names none. */
const DEFAULT_SEQUENCE = 10;

function unread(args: Arguments, invalid: string): Validated {
  return { refused: true, invalid, messages: NO_MESSAGES, args };
}

function accepted(args: Arguments): Validated {
  return { refused: false, messages: NO_MESSAGES, args };
}

function refused(args: Arguments, message: string): Validated {
  return { refused: true, messages: [message], args };
}

const NO_MESSAGES: readonly string[] = [];

const value = (args: Arguments, name: string): number => parseIpv4(String(args[name])) ?? 0;

function interfaceAddress(store: ConfigStore, block: Block, args: Arguments): Validated {
  const address = value(args, 'address');
  const mask = value(args, 'mask');
  const text = formatIpv4(address);
  const length = prefixLength(mask);
  const firstOctet = address >>> 24;
  if (length === undefined || length === 0) return refused(args, `Bad mask 0x${mask.toString(16).toUpperCase()} for address ${text}`);
  if (firstOctet === 0 || firstOctet === 127 || firstOctet >= 224) return refused(args, `Not a valid host address - ${text}`);
  const host = (address & ~mask) >>> 0;
  const onLan = isLan(interfaceTypeOf(block.key) ?? '');
  if (length <= 30 ? host === 0 || host === ~mask >>> 0 : length === 32 && onLan) return refused(args, `Bad mask /${length} for address ${text}`);
  const other = store.addresses.overlapping(block.key, address, mask);
  if (other === undefined) return accepted(args);
  return refused(args, `% ${formatIpv4(networkOf(address, mask))} overlaps with ${other.isSecondary ? 'secondary address on ' : ''}${other.owner}`);
}

/** Whether what a `no` names may be taken away. */
function mayGo(block: Block, path: string, args: Arguments): Validated {
  if (path !== 'ip.address' || args['address'] === undefined || block.entries('ip.secondary').length === 0) return accepted(args);
  return block.value('ip.address')?.['address'] === args['address'] ? refused(args, 'Must delete secondary before deleting primary') : accepted(args);
}

function route(store: ConfigStore, args: Arguments): Validated {
  const prefix = value(args, 'prefix');
  const mask = value(args, 'mask');
  if (prefixLength(mask) === undefined || networkOf(prefix, mask) !== prefix) return refused(args, '%Inconsistent address and mask');
  if (args['nextHop'] !== undefined && store.addresses.has(value(args, 'nextHop'))) return refused(args, "%Invalid next hop address (it's this router)");
  return accepted(args);
}

const MOST_NAME_SERVERS = 6;

function nameServers(store: ConfigStore, args: Arguments): Validated {
  const known = new Set(store.root.entries('ip.nameServers').map((one) => one['address']));
  for (const address of String(args['address']).split(' ')) {
    known.add(address);
    if (known.size > MOST_NAME_SERVERS) return refused(args, `% Name-server table is full; ${address} not added`);
  }
  return accepted(args);
}

/** Letters, digits and hyphens, beginning with a letter, ending with a letter or digit, at most 63. */
function isHostname(name: string): boolean {
  return name.length <= 63 && /^[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/.test(name);
}

/** Once for each line of the range, by its absolute number. */
function loginDisabled(store: ConfigStore, block: Block): readonly string[] {
  if (block.value('password') !== undefined || store.booting) return [];
  const range = lineRange(block.key);
  const numbers = range
    ? Array.from({ length: range.last - range.first + 1 }, (_, i) => absoluteLineNumber(store.hardware, { type: range.type, number: range.first + i }))
    : [absoluteLineNumber(store.hardware, { type: block.key.startsWith('aux') ? 'aux' : 'con', number: 0 })];
  return numbers.map((number) => `% Login disabled on line ${number}, until 'password' is set`);
}
