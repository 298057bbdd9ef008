// The form in which arguments are stored, where it is another than the one typed: a severity by its name, an address
// without the bits that its wildcard ignores, a method list that says `group radius`, a value that is the default left
// out. What a running configuration shows is this form. Also what is the default of an interface by its type.

import { classfulMask, formatIpv4, maskOf, networkOf, parseIpv4 } from '../base/ipv4.ts';
import type { Arguments, ArgumentValue } from '../grammar/types.ts';
import type { Block } from './block.ts';
import { normalExtendedEntry } from './extended-entry.ts';
import { interfaceTypeOf } from './interface-type.ts';

/** What is stored at the path of the block for these arguments. */
export function normalForm(block: Block, path: string, args: Arguments): Arguments {
  if (path === 'entries') return block.mode === 'config-ext-nacl' ? normalExtendedEntry(args) : standardEntry(args);
  if (path === 'networks' && block.mode === RIP_MODE) return classfulNetwork(args);
  if (path.startsWith('aaa.')) return methodGroups(args);
  return NORMAL[path]?.(args) ?? args;
}

/** RIP's networks are those of classes A to C, whatever subnet is typed. */
const RIP_MODE = 'config-router-rip';

function classfulNetwork(args: Arguments): Arguments {
  const prefix = parseIpv4(String(args['prefix'])) ?? 0;
  return { prefix: formatIpv4(networkOf(prefix, classfulMask(prefix))) };
}

type Normal = (args: Arguments) => Arguments;

const NORMAL: Readonly<Record<string, Normal>> = {
  accessLists: standardEntry,
  extendedAccessLists: normalExtendedEntry,
  // Nothing is level 15 unless it says otherwise.
  'enable.passwords': (args) => ({ level: HIGHEST_LEVEL, ...args }),
  'enable.secrets': (args) => ({ level: HIGHEST_LEVEL, ...args }),
  'ip.routes': (args) => without(args, { distance: 1 }),
  configRegister: (args) => ({ value: String(args['value']).toLowerCase() }),
  'logging.console': severity,
  'logging.monitor': severity,
  'logging.history': severity,
  'logging.trap': severity,
  'logging.buffered': (args) => ({ size: 4096, level: 'debugging', ...severity(args) }),
  'clock.summerTime': summerTime,
  'dialer.inBand': (args) => without(args, { parity: 'no-parity' }),
  'dialer.poolMembers': (args) => without(args, { priority: 0, minimum: 0, maximum: 255 }),
  transport: (args) => ({ ...args, protocols: inOrder(String(args['protocols'] ?? ''), TRANSPORTS) }),
};

export const HIGHEST_LEVEL = 15;

/** What an interface or a line has although nobody configured it, where it depends on what it is. */
export function standardValue(block: Block, path: string): Arguments | undefined {
  const isT1 = block.key.startsWith('T1');
  if (block.mode === 'config-controller' && path === 'framing') return { framing: isT1 ? 'sf' : 'crc4' };
  if (block.mode === 'config-controller' && path === 'linecode') return { code: isT1 ? 'ami' : 'hdb3' };
  const type = interfaceTypeOf(block.key) ?? '';
  if (path === 'encapsulation') return { type: isLan(type) ? 'arpa' : type.endsWith('Async') ? 'slip' : 'hdlc' };
  const kilobits = path === 'bandwidth' ? BANDWIDTHS[type] : undefined;
  return kilobits === undefined ? undefined : { kilobits };
}

/** Of a list of which every router has some entries, whether this is one of those. */
export function isStandardEntry(path: string, args: Arguments): boolean {
  if (path === 'holdQueue') return args['packets'] === (args['direction'] === 'in' ? 75 : 40);
  return path === 'transport' && args['direction'] === 'preferred' && args['protocols'] === 'telnet';
}

export function isLan(type: string): boolean {
  return type === 'Ethernet' || type === 'FastEthernet' || type === 'TokenRing';
}

const BANDWIDTHS: Readonly<Record<string, number>> = {
  BRI: 64, Serial: 1544, Ethernet: 10_000, FastEthernet: 100_000, TokenRing: 16_000, Loopback: 8_000_000, Dialer: 56, Async: 9, 'Group-Async': 9,
};

const SEVERITIES = ['emergencies', 'alerts', 'critical', 'errors', 'warnings', 'notifications', 'informational', 'debugging'] as const;

/** The order in which a line shows them. */
const TRANSPORTS = ['all', 'none', 'lat', 'pad', 'v120', 'lapb-ta', 'mop', 'telnet', 'rlogin', 'udptn', 'nasi', 'ssh'];

function severity(args: Arguments): Arguments {
  const { level } = args;
  return typeof level === 'number' ? { ...args, level: SEVERITIES[level] ?? level } : args;
}

function without(args: Arguments, defaults: Arguments): Arguments {
  let left = args;
  for (const [name, value] of Object.entries(defaults)) {
    if (left[name] !== value) continue;
    const { [name]: _, ...rest } = left;
    left = rest;
  }
  return left;
}

function inOrder(words: string, order: readonly string[]): string {
  return words.split(' ').sort((a, b) => order.indexOf(a) - order.indexOf(b)).join(' ');
}

/** `radius` and `tacacs+` are groups of servers. */
function methodGroups(args: Arguments): Arguments {
  const groups: Record<string, ArgumentValue> = {};
  for (const [name, value] of Object.entries(args)) {
    const method = /^method(\d?)$/.exec(name);
    if (method && (value === 'radius' || value === 'tacacs+')) groups[`group${method[1] || '1'}`] = value;
    else groups[name] = value;
  }
  return groups;
}

/** `host A` is stored as the bare address, and an address without the bits that its wildcard ignores. */
function standardEntry(args: Arguments): Arguments {
  const source = args['host'] ?? args['source'];
  if (source === undefined) return args;
  const { host: _host, wildcard: _wildcard, source: _source, ...rest } = args;
  const wildcard = parseIpv4(String(args['wildcard'] ?? '0.0.0.0')) ?? 0;
  if (wildcard === maskOf(32)) return { ...rest, any: 1 };
  const normal: Record<string, ArgumentValue> = { ...rest, source: formatIpv4(networkOf(parseIpv4(String(source)) ?? 0, ~wildcard >>> 0)) };
  if (wildcard !== 0) normal['wildcard'] = formatIpv4(wildcard);
  return normal;
}

/** The rules of the United States before 2007, which `recurring` alone means, and an hour. */
const USUAL_SUMMER: Arguments = {
  week1: 'first', day1: 'Sun', month1: 'Apr', time1: '2:00', week2: 'last', day2: 'Sun', month2: 'Oct', time2: '2:00',
};

function summerTime(args: Arguments): Arguments {
  const normal = without(args, { offset: 60 });
  return Object.entries(USUAL_SUMMER).every(([name, value]) => normal[name] === value) ? without(normal, USUAL_SUMMER) : normal;
}
