// The typed reading of `aaa ...`, `radius-server ...` and `tacacs-server ...`: method lists, groups of servers, and the servers
// with what holds for each, its own values before the global ones. Lists of ARAP and NASI, of commands, connections and the
// system are kept and not read.

import { NO_ENTRIES } from '../base/late-map.ts';
import { parseIpv4, type Ipv4Address } from '../base/ipv4.ts';
import { hostTable } from './global-settings.ts';
import type { Arguments, ConfigNode } from './node.ts';
import { number, present, text } from './reading.ts';

export type AaaMethod =
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'local' | 'local-case' | 'enable' | 'line' | 'none' | 'if-needed' | 'if-authenticated' | 'krb5' };

export type MethodLists = ReadonlyMap<string, readonly AaaMethod[]>;

export interface AccountingList {
  readonly record: 'none' | 'start-stop' | 'stop-only' | 'wait-start';
  /** Every group gets the records, not the first that takes them. */
  readonly broadcast: boolean;
  readonly groups: readonly string[];
}

export type AccountingLists = ReadonlyMap<string, AccountingList>;

export interface RadiusHostSettings {
  readonly protocol: 'radius';
  readonly address: Ipv4Address;
  readonly authPort: number;
  readonly acctPort: number;
  readonly timeoutSeconds: number;
  readonly retransmit: number;
  readonly deadtimeMinutes: number;
  /** The empty string where none is configured: no server will understand. */
  readonly key: string;
}

export interface TacacsHostSettings {
  readonly protocol: 'tacacs+';
  readonly address: Ipv4Address;
  readonly port: number;
  readonly timeoutSeconds: number;
  readonly singleConnection: boolean;
  readonly key?: string;
}

export type ServerGroup =
  | { readonly protocol: 'radius'; readonly servers: readonly RadiusHostSettings[] }
  | { readonly protocol: 'tacacs+'; readonly servers: readonly TacacsHostSettings[] };

export interface AaaSettings {
  readonly newModel: boolean;
  readonly login: MethodLists;
  readonly enable: MethodLists;
  readonly ppp: MethodLists;
  readonly authorization: { readonly network: MethodLists; readonly exec: MethodLists };
  readonly accounting: { readonly network: AccountingLists; readonly exec: AccountingLists };
  readonly usernamePrompt?: string;
  readonly passwordPrompt?: string;
  readonly banner?: string;
  readonly failMessage?: string;
  /** `aaa accounting update`. */
  readonly update?: { readonly newInfo: boolean; readonly periodicMinutes?: number };
  /** `aaa authorization console`: EXEC on the console is authorised, too. */
  readonly authorizesConsole: boolean;
  /** `aaa accounting suppress null-username`. */
  readonly suppressNull: boolean;
  /** By name; `radius` and `tacacs+` hold all servers of their protocol. */
  readonly groups: ReadonlyMap<string, ServerGroup>;
  readonly radiusSource?: string;
  readonly tacacsSource?: string;
}

const NO_LISTS: MethodLists = new Map();

/** Of a router that has no configuration yet. */
export const NO_AAA: AaaSettings = {
  newModel: false, login: NO_LISTS, enable: NO_LISTS, ppp: NO_LISTS,
  authorization: { network: NO_LISTS, exec: NO_LISTS }, accounting: { network: new Map(), exec: new Map() }, authorizesConsole: false, suppressNull: false, groups: new Map(),
};

export function aaaSettings(root: ConfigNode): AaaSettings {
  const update = root.value('aaa.accountingUpdate');
  return present<AaaSettings>({
    newModel: root.flag('aaa.newModel') === true,
    login: methodLists(root, 'aaa.authentication.login'),
    enable: methodLists(root, 'aaa.authentication.enable'),
    ppp: methodLists(root, 'aaa.authentication.ppp'),
    authorization: { network: methodLists(root, 'aaa.authorization.network'), exec: methodLists(root, 'aaa.authorization.exec') },
    accounting: { network: accountingLists(root, 'aaa.accounting.network'), exec: accountingLists(root, 'aaa.accounting.exec') },
    usernamePrompt: unquoted(text(root.value('aaa.usernamePrompt'), 'text')),
    passwordPrompt: unquoted(text(root.value('aaa.passwordPrompt'), 'text')),
    banner: textOf(root, 'banner'),
    failMessage: textOf(root, 'fail-message'),
    update: update && present({ newInfo: update['what'] !== undefined, periodicMinutes: number(update, 'minutes') }),
    authorizesConsole: root.flag('aaa.authorizeConsole') === true,
    suppressNull: root.flag('aaa.suppressNull') === true,
    groups: serverGroups(root),
    radiusSource: text(root.value('ip.radiusSource'), 'name'),
    tacacsSource: text(root.value('ip.tacacsSource'), 'name'),
  });
}

/** Quotation marks keep a blank at the end. */
function unquoted(prompt: string | undefined): string | undefined {
  return prompt === undefined ? undefined : /^"(.*)"$/.exec(prompt)?.[1] ?? prompt;
}

function textOf(root: ConfigNode, kind: string): string | undefined {
  return text(root.entries('aaa.texts').find((args) => args['kind'] === kind), 'text');
}

const METHODS_OF_A_LIST = 4;

function methodLists(root: ConfigNode, path: string): MethodLists {
  const entries = root.entries(path);
  return entries.length === 0 ? NO_LISTS : new Map(entries.map((args) => [text(args, 'list') ?? 'default', methodsOf(args)]));
}

function methodsOf(args: Arguments): readonly AaaMethod[] {
  const methods: AaaMethod[] = [];
  for (let index = 1; index <= METHODS_OF_A_LIST; index += 1) {
    const group = text(args, `group${index}`);
    const word = text(args, `method${index}`);
    if (group !== undefined) methods.push({ kind: 'group', group });
    else if (word !== undefined) methods.push({ kind: methodKind(word) });
  }
  return methods;
}

function methodKind(word: string): Exclude<AaaMethod['kind'], 'group'> {
  switch (word) {
    case 'local': case 'local-case': case 'enable': case 'line': case 'none': case 'if-needed': case 'if-authenticated':
      return word;
    default:
      return 'krb5';
  }
}

function accountingLists(root: ConfigNode, path: string): AccountingLists {
  const entries = root.entries(path);
  if (entries.length === 0) return NO_ENTRIES;
  return new Map(
    entries.map((args) => [
      text(args, 'list') ?? 'default',
      {
        record: recordOf(text(args, 'record')),
        broadcast: args['broadcast'] !== undefined,
        groups: ['group1', 'group2', 'group3', 'group4'].flatMap((name) => text(args, name) ?? []),
      },
    ]),
  );
}

function recordOf(word: string | undefined): AccountingList['record'] {
  return word === 'start-stop' || word === 'stop-only' || word === 'wait-start' ? word : 'none';
}

// ---- servers

const AUTH_PORT = 1645;
const ACCT_PORT = 1646;
const TACACS_PORT = 49;

const NO_SERVERS: ReadonlyMap<string, ServerGroup> = new Map<string, ServerGroup>([
  ['radius', { protocol: 'radius', servers: [] }],
  ['tacacs+', { protocol: 'tacacs+', servers: [] }],
]);

function serverGroups(root: ConfigNode): ReadonlyMap<string, ServerGroup> {
  const resolve = resolver(root);
  const radius = root.entries('radius.hosts').flatMap((args) => radiusHost(root, args, resolve));
  const tacacs = root.entries('tacacs.hosts').flatMap((args) => tacacsHost(root, args, resolve));
  if (radius.length + tacacs.length + root.children('aaa.radiusGroups').length + root.children('aaa.tacacsGroups').length === 0) return NO_SERVERS;
  const groups = new Map<string, ServerGroup>([
    ['radius', { protocol: 'radius', servers: radius }],
    ['tacacs+', { protocol: 'tacacs+', servers: tacacs }],
  ]);
  for (const { key, node } of root.children('aaa.radiusGroups')) {
    const deadtimeMinutes = number(node.value('deadtime'), 'minutes');
    const servers = node.entries('servers').flatMap((args) => memberOf(radius, args, resolve));
    groups.set(key, { protocol: 'radius', servers: deadtimeMinutes === undefined ? servers : servers.map((server) => ({ ...server, deadtimeMinutes })) });
  }
  for (const { key, node } of root.children('aaa.tacacsGroups')) {
    const named = node.entries('servers').map((args) => resolve(text(args, 'host') ?? ''));
    groups.set(key, { protocol: 'tacacs+', servers: named.flatMap((address) => tacacs.find((server) => server.address === address) ?? []) });
  }
  return groups;
}

type Resolve = (host: string) => Ipv4Address | undefined;

function resolver(root: ConfigNode): Resolve {
  const names = hostTable(root);
  return (host) => parseIpv4(host) ?? names.get(host.toLowerCase());
}

function radiusHost(root: ConfigNode, args: Arguments, resolve: Resolve): readonly RadiusHostSettings[] {
  const address = resolve(text(args, 'host') ?? '');
  if (address === undefined) return [];
  return [
    {
      protocol: 'radius',
      address,
      authPort: number(args, 'authPort') ?? AUTH_PORT,
      acctPort: number(args, 'acctPort') ?? ACCT_PORT,
      timeoutSeconds: number(args, 'timeout') ?? number(root.value('radius.timeout'), 'seconds') ?? 5,
      retransmit: number(args, 'retransmit') ?? number(root.value('radius.retransmit'), 'retries') ?? 3,
      deadtimeMinutes: number(root.value('radius.deadtime'), 'minutes') ?? 0,
      key: text(args, 'password') ?? text(root.value('radius.key'), 'password') ?? '',
    },
  ];
}

function tacacsHost(root: ConfigNode, args: Arguments, resolve: Resolve): readonly TacacsHostSettings[] {
  const address = resolve(text(args, 'host') ?? '');
  if (address === undefined) return [];
  return [
    present<TacacsHostSettings>({
      protocol: 'tacacs+',
      address,
      port: number(args, 'port') ?? TACACS_PORT,
      timeoutSeconds: number(args, 'timeout') ?? number(root.value('tacacs.timeout'), 'seconds') ?? 5,
      singleConnection: args['singleConnection'] !== undefined,
      key: text(args, 'password') ?? text(root.value('tacacs.key'), 'password'),
    }),
  ];
}

/** `server A [auth-port N] [acct-port N]` of a group: the server that is configured so globally, with these ports. */
function memberOf(servers: readonly RadiusHostSettings[], args: Arguments, resolve: Resolve): readonly RadiusHostSettings[] {
  const address = resolve(text(args, 'host') ?? '');
  const known = servers.find((server) => server.address === address);
  if (known === undefined) return [];
  return [{ ...known, authPort: number(args, 'authPort') ?? known.authPort, acctPort: number(args, 'acctPort') ?? known.acctPort }];
}
