// What the pattern of a line cannot say: whether a mask fits an address, whether a network overlaps with another
// interface's, whether a host name may be one. Answers in the router's own words (cli-behaviour §3.2), and puts
// arguments into the form in which they are stored.

import { interfaceTypeOf } from './interface-type.ts';
import { classfulMask, formatIpv4, maskOf, networkOf, parseIpv4, prefixLength } from '../base/ipv4.ts';
import type { Arguments, ArgumentValue, Command } from '../grammar/types.ts';
import { normalExtendedEntry } from './extended-entry.ts';
import { blockKey } from './arguments.ts';
import { bannerBody } from './banner.ts';
import type { Block } from './block.ts';
import { refuseRemoval, terminalRange } from './irregular.ts';
import type { ConfigStore } from './store.ts';

export interface Validated {
  readonly refused: boolean;
  readonly messages: readonly string[];
  /** As stored. */
  readonly args: Arguments;
}

export function validate(store: ConfigStore, block: Block, command: Command, args: Arguments, form: 'plain' | 'no' | 'default'): Validated {
  const { effect } = command;
  if (effect.verb === 'runs' || effect.verb === 'toggles') return accepted(args);
  if (form === 'no' && effect.verb === 'enters') {
    const reason = refuseRemoval(store, effect.path, blockKey(effect.keys, args));
    return reason === undefined ? accepted(args) : { refused: true, messages: reason === '' ? [] : [reason], args };
  }
  if (command.prints === 'banner' && args['kind'] === undefined) args = { ...args, kind: 'motd' };
  if (form !== 'plain') return accepted(normalised(block, effect.path, args));
  if (command.prints === 'banner') return accepted({ ...args, text: bannerBody(String(args['text'] ?? '')) });
  switch (effect.path) {
    case 'ip.address':
    case 'ip.secondary':
      return args['address'] === undefined || args['mask'] === undefined ? accepted(args) : interfaceAddress(store, block, args);
    case 'ip.routes':
      return route(args);
    case 'networks':
      return accepted(normalised(block, effect.path, args));
    case 'accessLists':
      return accepted(normalEntry(args));
    case 'entries':
      return accepted(block.mode === 'config-ext-nacl' ? normalExtendedEntry(args) : normalEntry(args));
    case 'extendedAccessLists':
      return accepted(normalExtendedEntry(args));
    case 'routeMaps':
      return accepted({ ...args, action: args['action'] ?? 'permit', sequence: args['sequence'] ?? DEFAULT_SEQUENCE });
    case 'hostname':
      return { refused: false, messages: isHostname(String(args['name'])) ? [] : ['% Hostname contains one or more illegal characters.'], args };
    case 'login':
      return { refused: false, messages: effect.verb === 'sets' && args['local'] === undefined ? loginDisabled(store, block) : [], args };
    default:
      return accepted(args);
  }
}

/** RIP's networks are those of classes A to C, whatever subnet is typed. */
const RIP_MODE = 'config-router-rip';

/** Of a route map that names none. */
const DEFAULT_SEQUENCE = 10;

/** What `no` is to find: the entry as it is stored. */
function normalised(block: Block, path: string, args: Arguments): Arguments {
  if (path === 'networks' && block.mode === RIP_MODE) return { prefix: formatIpv4(networkOf(value(args, 'prefix'), classfulMask(value(args, 'prefix')))) };
  if (path === 'accessLists') return normalEntry(args);
  if (path === 'extendedAccessLists') return normalExtendedEntry(args);
  if (path === 'entries') return block.mode === 'config-ext-nacl' ? normalExtendedEntry(args) : normalEntry(args);
  return args;
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
  const isLan = LAN_TYPES.has(interfaceTypeOf(block.key) ?? '');
  if (length <= 30 ? host === 0 || host === ~mask >>> 0 : length === 32 && isLan) return refused(args, `Bad mask /${length} for address ${text}`);
  const other = overlapping(block, address, mask);
  if (other !== undefined) return refused(args, `% ${formatIpv4(networkOf(address, mask))} overlaps with ${other}`);
  return accepted(args);
}

const LAN_TYPES: ReadonlySet<string> = new Set(['Ethernet', 'FastEthernet', 'TokenRing']);

/** Another interface whose network has addresses of this one. */
function overlapping(block: Block, address: number, mask: number): string | undefined {
  const blocks = block.parent?.blocks?.get('interfaces');
  if (!blocks) return undefined;
  for (const [name, other] of blocks) {
    const args = other === block ? undefined : other.value('ip.address');
    if (args === undefined) continue;
    const network = networkStored(args);
    const shorter = (mask & network.mask) >>> 0;
    if (network.mask !== 0 && networkOf(address, shorter) === networkOf(network.address, shorter)) return name;
  }
  return undefined;
}

interface Network {
  readonly address: number;
  readonly mask: number;
}

/** Every address that is entered is compared with all of them: their texts are parsed once. */
const networks = new WeakMap<Arguments, Network>();

/** Mask 0 for what is no address of its own, such as `negotiated`. */
function networkStored(args: Arguments): Network {
  let network = networks.get(args);
  if (!network) {
    network = { address: value(args, 'address'), mask: value(args, 'mask') };
    networks.set(args, network);
  }
  return network;
}

function route(args: Arguments): Validated {
  const prefix = value(args, 'prefix');
  const mask = value(args, 'mask');
  if (prefixLength(mask) === undefined || networkOf(prefix, mask) !== prefix) return refused(args, '%Inconsistent address and mask');
  return accepted(args);
}

/** `host A` is stored as the bare address, and an address without the bits that its wildcard ignores. */
function normalEntry(args: Arguments): Arguments {
  const source = args['host'] ?? args['source'];
  if (source === undefined) return args;
  const { host: _host, wildcard: _wildcard, source: _source, ...rest } = args;
  const wildcard = args['wildcard'] === undefined ? 0 : value(args, 'wildcard');
  if (wildcard === maskOf(32)) return { ...rest, any: 1 };
  const normal: Record<string, ArgumentValue> = { ...rest, source: formatIpv4(networkOf(parseIpv4(String(source)) ?? 0, ~wildcard >>> 0)) };
  if (wildcard !== 0) normal['wildcard'] = formatIpv4(wildcard);
  return normal;
}

/** Letters, digits and hyphens, beginning with a letter, ending with a letter or digit, at most 63. */
function isHostname(name: string): boolean {
  return name.length <= 63 && /^[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/.test(name);
}

/** Once for each line of the range, by its absolute number. */
function loginDisabled(store: ConfigStore, block: Block): readonly string[] {
  if (block.value('password') !== undefined || store.booting) return [];
  const range = terminalRange(block.key);
  const base = store.hasAux ? 2 : 1;
  const numbers = range ? Array.from({ length: range.last - range.first + 1 }, (_, i) => base + range.first + i) : [block.key.startsWith('aux') ? 1 : 0];
  return numbers.map((number) => `% Login disabled on line ${number}, until 'password' is set`);
}
