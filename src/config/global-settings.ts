// The typed reading of what serves the router's consoles: its name, users, passwords, lines, logging and banners. The
// paths are those of the grammar files' effects. Routing and dialling are read by model.ts, which exports these too.

import { parseIpv4, type Ipv4Address } from '../base/ipv4.ts';
import type { Arguments, ConfigNode } from './node.ts';
import { number, present, text } from './reading.ts';

export interface UserSettings {
  readonly name: string;
  readonly password?: string;
  readonly secret?: string;
  /** `nopassword`: logs in without being asked. */
  readonly noPassword: boolean;
  readonly privilege: number;
  /** `callback-dialstring`: the empty string leaves the number to the caller. */
  readonly callbackDialstring?: string;
  /** `callback-line`. */
  readonly callbackLines?: LineRangeSettings;
  /** `callback-rotary`: 0 is any line. */
  readonly callbackRotary?: number;
  /** `nocallback-verify` makes it false. */
  readonly callbackVerify: boolean;
  readonly autocommand?: string;
  /** `nohangup`: the automatic command is not all. */
  readonly noHangup: boolean;
  /** `noescape`: no escape character for this user. */
  readonly noEscape: boolean;
}

/** Absolute numbers of lines. */
export interface LineRangeSettings {
  readonly first: number;
  readonly last: number;
}

/** `enable password` and `enable secret` of one privilege level; the secret wins. */
export interface EnableSettings {
  readonly password?: string;
  /** Type 5. */
  readonly secret?: string;
}

/** Severities as numbers, 0 emergencies to 7 debugging; absent: this destination is off. */
export interface LoggingSettings {
  readonly console?: number;
  readonly monitor?: number;
  readonly buffered?: { readonly sizeOctets: number; readonly level: number };
  /** `logging trap`: what goes to syslog servers. */
  readonly trap?: number;
  readonly servers?: { readonly hosts: readonly Ipv4Address[]; readonly facility: number; readonly sourceInterface?: string };
  /** `service sequence-numbers`. */
  readonly sequenceNumbers?: boolean;
  /** `no logging on`: messages go to the console only. */
  readonly consoleOnly?: boolean;
}

export interface LineSettings {
  /** `con 0`, `aux 0`, `vty 0 4`. */
  readonly key: string;
  readonly login?: 'password' | 'local';
  /** Method lists of AAA that the line names; '' is the default one. */
  readonly lists: { readonly login: string; readonly authorization: string; readonly accounting: string };
  readonly password?: string;
  /** `logging synchronous`: messages that are less severe than the level wait for the prompt, no more than the limit. */
  readonly loggingSynchronous?: { readonly level: number; readonly limit: number };
  readonly length?: number;
  readonly width?: number;
  readonly historySize?: number;
  /** `no editing`. */
  readonly editing: boolean;
  readonly fullHelp: boolean;
  /** `exec-timeout`; 0 is never, absent the default. */
  readonly execTimeoutMs?: number;
  /** `timeout login response`. */
  readonly loginResponseSeconds?: number;
  readonly location?: string;
  /** As typed behind `escape-character`. */
  readonly escapeCharacter?: string;
  /** `no motd-banner`, `no exec-banner`. */
  readonly motdBanner: boolean;
  readonly execBanner: boolean;
  readonly privilege?: number;
  /** `absolute-timeout`, and how long before it somebody is warned. */
  readonly absoluteTimeoutMs?: number;
  readonly logoutWarningMs?: number;
  /** `session-timeout`: how long a connection to another host may be idle; `output` counts what comes from there, too. */
  readonly sessionTimeout?: { readonly ms: number; readonly output: boolean };
  readonly lockable: boolean;
  /** Messages come to the line without `terminal monitor`. */
  readonly monitor: boolean;
  readonly autocommand?: string;
  /** `access-class`: who may come in, and whither somebody here may go out. */
  readonly accessClassIn?: number | string;
  readonly accessClassOut?: number | string;
}

export interface TimestampSettings {
  readonly form: 'uptime' | 'datetime' | 'off';
  readonly msec: boolean;
  readonly localtime: boolean;
  readonly showTimezone: boolean;
  readonly year: boolean;
}

export function hostname(root: ConfigNode): string {
  return text(root.value('hostname'), 'name') ?? 'Router';
}

export function users(root: ConfigNode): ReadonlyMap<string, UserSettings> {
  const result = new Map<string, UserSettings>();
  for (const args of root.entries('users')) {
    const name = text(args, 'name') ?? '';
    const before = result.get(name);
    result.set(
      name,
      present<UserSettings>({
        ...before,
        name,
        password: text(args, 'password') ?? before?.password,
        secret: text(args, 'secret') ?? before?.secret,
        noPassword: args['nopassword'] !== undefined || before?.noPassword === true,
        privilege: number(args, 'privilege') ?? before?.privilege ?? 1,
        callbackDialstring: dialstring(args) ?? before?.callbackDialstring,
        callbackLines: callbackLines(args) ?? before?.callbackLines,
        callbackRotary: number(args, 'callbackRotary') ?? before?.callbackRotary,
        callbackVerify: args['nocallbackVerify'] === undefined && before?.callbackVerify !== false,
        autocommand: text(args, 'autocommand') ?? before?.autocommand,
        noHangup: args['nohangup'] !== undefined || before?.noHangup === true,
        noEscape: args['noescape'] !== undefined || before?.noEscape === true,
      }),
    );
  }
  return result;
}

/** `""` is the empty one. */
function dialstring(args: Arguments): string | undefined {
  const typed = text(args, 'callbackDialstring');
  return typed === '""' ? '' : typed;
}

/** Terminal lines are counted from 1 by either number. */
function callbackLines(args: Arguments): LineRangeSettings | undefined {
  const first = number(args, 'ttyFirst') ?? number(args, 'lineFirst');
  return first === undefined ? undefined : { first, last: number(args, 'ttyLast') ?? number(args, 'lineLast') ?? first };
}

export function enableSettings(root: ConfigNode, level = 15): EnableSettings {
  const ofLevel = (path: string): Arguments | undefined => root.entries(path).find((args) => args['level'] === level);
  return present<EnableSettings>({
    password: text(ofLevel('enable.passwords'), 'password'),
    secret: text(ofLevel('enable.secrets'), 'secret'),
  });
}

const SEVERITIES = ['emergencies', 'alerts', 'critical', 'errors', 'warnings', 'notifications', 'informational', 'debugging'];

/** A level is stored as typed: its number or its name; without one it is debugging. */
function severity(args: Arguments | undefined): number {
  const level = args?.['level'];
  return typeof level === 'number' ? level : level === undefined ? 7 : SEVERITIES.indexOf(level);
}

export function loggingSettings(root: ConfigNode): LoggingSettings {
  const consoleOnly = root.flag('logging.on') === false;
  const buffered = consoleOnly ? undefined : root.value('logging.buffered');
  return present<LoggingSettings>({
    sequenceNumbers: root.flag('service.sequenceNumbers'),
    consoleOnly: consoleOnly ? true : undefined,
    console: root.flag('logging.consoleOn') === false ? undefined : severity(root.value('logging.console')),
    monitor: consoleOnly || root.flag('logging.monitorOn') === false ? undefined : severity(root.value('logging.monitor')),
    trap: consoleOnly || root.flag('logging.trapOn') === false ? undefined : trapLevel(root.value('logging.trap')),
    servers: consoleOnly ? undefined : servers(root),
    buffered: buffered && { sizeOctets: number(buffered, 'size') ?? 4096, level: severity(buffered) },
  });
}

const INFORMATIONAL = 6;

function trapLevel(args: Arguments | undefined): number {
  return args?.['level'] === undefined ? INFORMATIONAL : severity(args);
}

/** Codes of facilities (RFC 3164 §4.1.1), by the words of `logging facility`. */
const FACILITIES: Readonly<Record<string, number>> = {
  kern: 0, user: 1, mail: 2, daemon: 3, auth: 4, syslog: 5, lpr: 6, news: 7, uucp: 8, sys9: 9, sys10: 10, sys11: 11, sys12: 12, sys13: 13, sys14: 14, cron: 15,
  local0: 16, local1: 17, local2: 18, local3: 19, local4: 20, local5: 21, local6: 22, local7: 23,
};

function servers(root: ConfigNode): LoggingSettings['servers'] {
  const hosts = root.entries('logging.hosts').flatMap((args) => parseIpv4(text(args, 'host') ?? '') ?? []);
  if (hosts.length === 0) return undefined;
  const facility = FACILITIES[text(root.value('logging.facility'), 'facility') ?? 'local7'] ?? 23;
  return present({ hosts, facility, sourceInterface: text(root.value('logging.sourceInterface'), 'name') });
}

/** `ip host`: the names that commands understand, with their first addresses. */
export function hostTable(root: ConfigNode): ReadonlyMap<string, Ipv4Address> {
  const result = new Map<string, Ipv4Address>();
  for (const args of root.entries('ip.hosts')) {
    const first = parseIpv4(text(args, 'addresses')?.split(' ')[0] ?? '');
    if (first !== undefined) result.set((text(args, 'name') ?? '').toLowerCase(), first);
  }
  return result;
}

/** `ip name-server` and `ip domain-name`. */
export interface ResolverSettings {
  readonly servers: readonly Ipv4Address[];
  readonly domain: string | undefined;
}

export function resolverSettings(root: ConfigNode): ResolverSettings {
  const servers = root.entries('ip.nameServers').flatMap((args) => parseIpv4(text(args, 'address') ?? '') ?? []);
  return { servers, domain: text(root.value('ip.domainName'), 'name') };
}

export function domainLookup(root: ConfigNode): boolean {
  return root.flag('ip.domainLookup') !== false;
}

/** Text of a banner, lines joined by newlines, without its delimiters. */
export function banner(root: ConfigNode, kind: 'exec' | 'incoming' | 'login' | 'motd'): string | undefined {
  return text(root.entries('banners').find((args) => args['kind'] === kind), 'text');
}

const SYNCHRONOUS = { level: 2, limit: 20 } as const;
const DEBUGGING = 7;

/** With `level all` every message is output as it comes. */
function synchronous(args: Arguments | undefined): LineSettings['loggingSynchronous'] {
  if (args === undefined) return undefined;
  const level = args['all'] === undefined ? (number(args, 'level') ?? SYNCHRONOUS.level) : DEBUGGING;
  return { level, limit: number(args, 'limit') ?? SYNCHRONOUS.limit };
}

export function lineSettings(key: string, node: ConfigNode): LineSettings {
  const login = node.value('login');
  const timeout = node.value('execTimeout');
  const session = node.value('sessionTimeout');
  const sessionMs = minutesMs(number(session, 'minutes'));
  const warning = node.value('logoutWarning');
  const accessClass = (direction: 'in' | 'out') => node.entries('accessClass').find((args) => args['direction'] === direction)?.['list'];
  return present<LineSettings>({
    key,
    lists: { login: listOf(login), authorization: listOf(execList(node, 'authorization')), accounting: listOf(execList(node, 'accounting')) },
    login: login === undefined ? undefined : text(login, 'local') === undefined ? 'password' : 'local',
    password: text(node.value('password'), 'password'),
    loggingSynchronous: synchronous(node.value('loggingSynchronous')),
    length: number(node.value('length'), 'lines'),
    width: number(node.value('width'), 'columns'),
    historySize: node.flag('historyOn') === false ? 0 : number(node.value('history'), 'size'),
    editing: node.flag('editing') !== false,
    fullHelp: node.flag('fullHelp') === true,
    execTimeoutMs: timeout && ((number(timeout, 'minutes') ?? 0) * 60 + (number(timeout, 'seconds') ?? 0)) * 1000,
    loginResponseSeconds: number(node.value('timeoutLogin'), 'seconds'),
    location: text(node.value('location'), 'text'),
    escapeCharacter: text(node.value('escapeCharacter'), 'character'),
    motdBanner: node.flag('motdBanner') !== false,
    execBanner: node.flag('execBanner') !== false,
    privilege: number(node.value('privilege'), 'level'),
    absoluteTimeoutMs: minutesMs(number(node.value('absoluteTimeout'), 'minutes')),
    logoutWarningMs: warning && (number(warning, 'seconds') ?? LOGOUT_WARNING_SECONDS) * 1000,
    sessionTimeout: sessionMs === undefined ? undefined : { ms: sessionMs, output: session?.['output'] !== undefined },
    lockable: node.flag('lockable') === true,
    monitor: node.flag('monitor') === true,
    autocommand: text(node.value('autocommand'), 'command'),
    accessClassIn: accessClass('in'),
    accessClassOut: accessClass('out'),
  });
}

function execList(node: ConfigNode, path: 'authorization' | 'accounting'): Arguments | undefined {
  return node.entries(path).find((args) => args['what'] === 'exec');
}

function listOf(args: Arguments | undefined): string {
  const list = text(args, 'list') ?? '';
  return list === 'default' ? '' : list;
}

/** Where `logout-warning` names none. */
const LOGOUT_WARNING_SECONDS = 20;

/** 0 is never. */
function minutesMs(minutes: number | undefined): number | undefined {
  return minutes === undefined || minutes === 0 ? undefined : minutes * 60_000;
}

export function timestamps(root: ConfigNode, kind: 'debug' | 'log'): TimestampSettings {
  const args = root.value(`service.timestamps.${kind}`);
  const form = text(args, 'form');
  return {
    form: root.flag(`service.timestamps.${kind}On`) === false ? 'off' : form === 'datetime' ? 'datetime' : 'uptime',
    msec: args?.['msec'] !== undefined,
    localtime: args?.['localtime'] !== undefined,
    showTimezone: args?.['showTimezone'] !== undefined,
    year: args?.['year'] !== undefined,
  };
}
