// The typed reading of a configuration: what the network, the views and wiring inference ask of it. The paths here are
// the paths of the grammar files' effects. Defaults that the engine needs are filled in; a line that is not simulated
// (`keeps`) is not read. Nothing here changes a configuration.

import type { Ipv4Address } from '../base/ipv4.ts';
import { entryText, extendedEntry, type ExtendedEntry } from './extended-entry.ts';
import { multilinkSettings, threshold, type MultilinkSettings, type ThresholdSettings } from './multilink-settings.ts';
import type { Arguments, ConfigNode } from './node.ts';
import { accessGroups, queueSettings, type AccessGroups, type QueueSettings } from './packet-settings.ts';
import { address, number, present, text } from './reading.ts';
import { ripInterfaceSettings, type RipInterfaceSettings } from './rip-settings.ts';

export { icmpLimits, type IcmpLimits, type QueueSettings } from './packet-settings.ts';
export {
  banner,
  domainLookup,
  enableSettings,
  hostname,
  hostTable,
  lineSettings,
  loggingSettings,
  timestamps,
  users,
  type EnableSettings,
  type LineSettings,
  type LoggingSettings,
  type TimestampSettings,
  type UserSettings,
} from './global-settings.ts';

export {
  globalMultilink,
  type EndpointSettings,
  type GlobalMultilink,
  type MultilinkSettings,
  type ThresholdSettings,
} from './multilink-settings.ts';

export interface StaticRoute {
  readonly prefix: Ipv4Address;
  readonly mask: Ipv4Address;
  readonly nextHop?: Ipv4Address;
  readonly interface?: string;
  readonly distance: number;
}

/** One line of a standard list; a missing wildcard is 0.0.0.0. */
export interface AccessEntry {
  /** Its number, or the name of a named list. */
  readonly list: number | string;
  readonly action: 'permit' | 'deny';
  readonly source: Ipv4Address;
  readonly wildcard: Ipv4Address;
}

/** `dialer-list N protocol P permit|deny|list N`. */
export interface DialerListEntry {
  readonly group: number;
  readonly protocol: string;
  readonly action: 'permit' | 'deny' | 'list';
  readonly list?: number;
}

/** `dialer watch-list N`: the networks, and the delays. */
export interface WatchListSettings {
  readonly networks: readonly { readonly address: Ipv4Address; readonly mask: Ipv4Address }[];
  readonly initialSeconds?: number;
  readonly connectSeconds: number;
  readonly disconnectSeconds?: number;
}

export function watchLists(root: ConfigNode): ReadonlyMap<number, WatchListSettings> {
  const networks = root.entries('dialer.watchLists').map((args) => ({ list: number(args, 'list') ?? 0, address: address(args, 'address') ?? 0, mask: address(args, 'mask') ?? 0 }));
  const delay = (which: string, list: number): number | undefined => {
    return number(root.entries(`dialer.watch${which}`).find((args) => number(args, 'list') === list), which.toLowerCase());
  };
  return new Map(
    networks.map(({ list }) => [
      list,
      present<WatchListSettings>({
        networks: networks.filter((each) => each.list === list).map(({ address: prefix, mask }) => ({ address: prefix, mask })),
        initialSeconds: delay('Initial', list),
        connectSeconds: delay('Connect', list) ?? 0,
        disconnectSeconds: delay('Disconnect', list),
      }),
    ]),
  );
}

export interface MapClassSettings {
  readonly name: string;
  readonly idleTimeoutSeconds?: number;
  readonly idleScope?: 'inbound' | 'either';
  readonly fastIdleSeconds?: number;
  readonly waitForCarrierSeconds?: number;
  readonly enableTimeoutSeconds?: number;
  readonly speed?: 56 | 64;
  readonly callbackServer?: 'username' | 'dialstring';
}

export interface DialerMapSettings {
  readonly nextHop: Ipv4Address;
  readonly name?: string;
  readonly mapClass?: string;
  readonly speed?: 56 | 64;
  readonly broadcast: boolean;
  readonly modemScript?: string;
  readonly number?: string;
}

export interface DialerStringSettings {
  readonly number: string;
  readonly mapClass?: string;
}

/** `dialer pool-member`. */
export interface PoolMemberSettings {
  readonly pool: number;
  readonly priority: number;
  /** Channels reserved for the pool, and the most that it may use. */
  readonly minLinks: number;
  readonly maxLinks: number;
}

/** `dialer caller` and `isdn caller`. */
export interface CallerSettings {
  readonly number: string;
  readonly callback: boolean;
  /** The whole number and no leading digits more. */
  readonly exact: boolean;
}

export interface SpidSettings {
  readonly spid: string;
  readonly ldn?: string;
}

/** `backup interface`, with `backup delay` and `backup load`. */
export interface BackupSettings {
  readonly interface: string;
  readonly enableSeconds: number | 'never';
  readonly disableSeconds: number | 'never';
  readonly kickInPercent?: number;
  readonly kickOutPercent?: number;
}

export interface InterfaceSettings {
  readonly name: string;
  readonly description?: string;
  readonly shutdown: boolean;
  /** It stands by for another interface now, which is as good as shut down: set by the router, never read from a configuration. */
  readonly standby?: boolean;
  readonly backup?: BackupSettings;
  readonly address?: { readonly address: Ipv4Address; readonly mask: Ipv4Address };
  readonly queue: QueueSettings;
  /** `ip mtu`. */
  readonly ipMtu?: number;
  /** `ip access-group`: lists by number or name. */
  readonly accessGroups: AccessGroups;
  /** `ip unreachables`. */
  readonly tellsUnreachable: boolean;
  /** `ip unnumbered`. */
  readonly unnumbered?: string;
  /** SLIP on asynchronous lines alone. */
  readonly encapsulation: 'hdlc' | 'ppp' | 'slip';
  readonly bandwidthKbit?: number;
  /** `delay`, which like `bandwidth` is shown and changes nothing here. */
  readonly delayMicroseconds?: number;
  readonly mtu?: number;
  readonly keepaliveSeconds: number;
  /** `loopback`. */
  readonly loopback: boolean;
  /** `clock rate`, of a DCE. */
  readonly clockRate?: number;
  readonly carrierDelaySeconds: number; // 2
  readonly rip: RipInterfaceSettings;
  /** Over what rates are averaged. */
  readonly loadIntervalSeconds: number;
  readonly dialer: {
    readonly inBand: boolean;
    /** Of the characters of V.25bis. */
    readonly oddParity: boolean;
    readonly maps: readonly DialerMapSettings[];
    /** `dialer string`: a profile may have several, tried in their order. */
    readonly strings: readonly DialerStringSettings[];
    /** Makes a Dialer interface a profile, which dials through the members of that pool. */
    readonly pool?: number;
    readonly poolMembers: readonly PoolMemberSettings[];
    readonly remoteName?: string;
    readonly callers: readonly CallerSettings[];
    /** `dialer called`: numbers at which a profile is called. */
    readonly called: readonly string[];
    readonly group?: number;
    readonly rotaryGroup?: number;
    readonly priority: number;
    readonly rotor: 'priority' | 'best';
    readonly idleTimeoutSeconds: number;
    readonly idleScope?: 'inbound' | 'either';
    readonly fastIdleSeconds: number;
    readonly waitForCarrierSeconds: number;
    readonly enableTimeoutSeconds: number;
    readonly holdQueuePackets: number;
    readonly holdQueueTimeoutSeconds?: number;
    readonly callbackSecure: boolean;
    readonly loadThreshold?: ThresholdSettings;
    readonly watchGroup?: number;
    readonly watchDisableSeconds: number;
    readonly redial?: { readonly intervalSeconds: number; readonly attempts: number; readonly reenableSeconds: number };
    readonly waitForLineProtocolSeconds: number;
    readonly order: 'sequential' | 'round-robin' | 'last-successful';
    /** `dialer persistent`. */
    readonly persistentDelaySeconds?: number;
  };
  readonly ppp: {
    readonly authentication: readonly ('chap' | 'pap')[];
    readonly callin: boolean;
    readonly callback?: 'accept' | 'request';
    readonly chapHostname?: string;
    readonly chapPassword?: string;
    readonly chapRefuse: boolean;
    /** Only when the peer calls. */
    readonly chapRefuseCallin: boolean;
    readonly chapWait: boolean;
    readonly papRefuse: boolean;
    readonly papRefuseCallin: boolean;
    readonly maxConfigure: number;
    readonly maxFailure: number;
    readonly maxTerminate: number;
    readonly papSent?: { readonly username: string; readonly password: string };
    readonly retrySeconds: number;
    readonly authenticationSeconds: number;
    readonly multilink: MultilinkSettings;
  };
  readonly isdn: {
    readonly switchType?: string;
    readonly spid1?: SpidSettings;
    readonly spid2?: SpidSettings;
    readonly callingNumber?: string;
    readonly fastRolloverSeconds: number;
    /** `isdn bchan-number-order`. */
    readonly channelOrder: 'ascending' | 'descending';
    readonly callers: readonly CallerSettings[];
  };
}

export function staticRoutes(root: ConfigNode): readonly StaticRoute[] {
  return root.entries('ip.routes').map((args) =>
    present<StaticRoute>({
      prefix: address(args, 'prefix') ?? 0,
      mask: address(args, 'mask') ?? 0,
      nextHop: address(args, 'nextHop'),
      interface: text(args, 'interface'),
      distance: number(args, 'distance') ?? 1,
    }),
  );
}

/** `any` is 0.0.0.0 255.255.255.255; `host A` and a bare address have wildcard 0.0.0.0. */
export function accessEntries(root: ConfigNode): readonly AccessEntry[] {
  return root
    .entries('accessLists')
    .filter((args) => args['action'] !== undefined)
    .map((args) => accessEntry(args, number(args, 'list') ?? 0));
}

function accessEntry(args: Arguments, list: number | string): AccessEntry {
  return {
    list,
    action: text(args, 'action') === 'permit' ? 'permit' : 'deny',
    source: args['any'] === undefined ? (address(args, 'host') ?? address(args, 'source') ?? 0) : 0,
    wildcard: args['any'] === undefined ? (address(args, 'wildcard') ?? 0) : 0xffffffff,
  };
}

/** An extended list with its lines as printed, which is how the router shows them. */
export interface ExtendedList {
  /** Its number, or its name. */
  readonly list: number | string;
  readonly entries: readonly ExtendedEntry[];
  readonly lines: readonly string[];
}

/** Numbered lists, then those of `ip access-list extended`. */
export function extendedLists(root: ConfigNode): readonly ExtendedList[] {
  const lists = new Map<number | string, { readonly list: number | string; readonly entries: ExtendedEntry[]; readonly lines: string[] }>();
  const add = (list: number | string, args: Arguments) => {
    let known = lists.get(list);
    if (!known) lists.set(list, (known = { list, entries: [], lines: [] }));
    if (args['action'] === undefined) return;
    known.entries.push(extendedEntry(args));
    known.lines.push(entryText(args));
  };
  for (const args of root.entries('extendedAccessLists')) add(number(args, 'extended') ?? 0, args);
  for (const { key, node } of root.children('extendedLists')) {
    for (const args of node.entries('entries')) add(/^\d+$/.test(key) ? Number(key) : key, args);
  }
  return [...lists.values()];
}

/** Entries of `ip access-list standard`, by number or name. */
export function namedStandardEntries(root: ConfigNode): readonly AccessEntry[] {
  return root.children('standardLists').flatMap(({ key, node }) =>
    node
      .entries('entries')
      .filter((args) => args['action'] !== undefined)
      .map((args) => accessEntry(args, /^\d+$/.test(key) ? Number(key) : key)),
  );
}

export function dialerLists(root: ConfigNode): readonly DialerListEntry[] {
  return root.entries('dialer.lists').map((args) => {
    const list = number(args, 'list');
    return present<DialerListEntry>({
      group: number(args, 'group') ?? 0,
      protocol: text(args, 'proto') ?? 'ip',
      action: list === undefined ? (text(args, 'action') === 'deny' ? 'deny' : 'permit') : 'list',
      list,
    });
  });
}

export function mapClasses(root: ConfigNode): ReadonlyMap<string, MapClassSettings> {
  const result = new Map<string, MapClassSettings>();
  for (const { key, node } of root.children('dialer.mapClasses')) {
    const server = node.value('callbackServer');
    result.set(
      key,
      present<MapClassSettings>({
        name: key,
        idleTimeoutSeconds: number(node.value('idleTimeout'), 'seconds'),
        idleScope: idleScope(node.value('idleTimeout')),
        fastIdleSeconds: number(node.value('fastIdle'), 'seconds'),
        waitForCarrierSeconds: number(node.value('waitForCarrier'), 'seconds'),
        enableTimeoutSeconds: number(node.value('enableTimeout'), 'seconds'),
        speed: node.value('isdn') === undefined ? undefined : number(node.value('isdn'), 'rate') === 56 ? 56 : 64,
        callbackServer: server === undefined ? undefined : text(server, 'dialstring') === undefined ? 'username' : 'dialstring',
      }),
    );
  }
  return result;
}

function dialerMaps(node: ConfigNode): readonly DialerMapSettings[] {
  return node
    .entries('dialer.maps')
    .filter((args) => args['proto'] === 'ip')
    .map((args) =>
      present<DialerMapSettings>({
        nextHop: address(args, 'nextHop') ?? 0,
        name: text(args, 'peer'),
        mapClass: text(args, 'mapClass'),
        speed: number(args, 'rate') === 56 ? 56 : number(args, 'rate') === 64 ? 64 : undefined,
        broadcast: args['broadcast'] !== undefined,
        modemScript: text(args, 'modemScript'),
        number: text(args, 'number'),
      }),
    );
}

/** Several on a Dialer interface, one elsewhere. */
function dialerStrings(node: ConfigNode): readonly DialerStringSettings[] {
  const single = node.value('dialer.string');
  return [...(single === undefined ? [] : [single]), ...node.entries('dialer.strings')].map((args) =>
    present<DialerStringSettings>({ number: text(args, 'number') ?? '', mapClass: text(args, 'mapClass') }),
  );
}

function idleScope(args: Arguments | undefined): 'inbound' | 'either' | undefined {
  const scope = text(args, 'scope');
  return scope === 'inbound' || scope === 'either' ? scope : undefined;
}

function dialerSettings(node: ConfigNode): InterfaceSettings['dialer'] {
  const idle = node.value('dialer.idleTimeout');
  const redial = node.value('dialer.redial');
  const order = text(node.value('dialer.order'), 'order');
  const persistent = node.value('dialer.persistent');
  return present<InterfaceSettings['dialer']>({
    inBand: node.value('dialer.inBand') !== undefined || node.flag('dialer.inBand') === true,
    oddParity: text(node.value('dialer.inBand'), 'parity') === 'odd-parity',
    maps: dialerMaps(node),
    strings: dialerStrings(node),
    pool: number(node.value('dialer.pool'), 'pool'),
    poolMembers: node.entries('dialer.poolMembers').map((args) => ({
      pool: number(args, 'pool') ?? 0,
      priority: number(args, 'priority') ?? 0,
      minLinks: number(args, 'minimum') ?? 0,
      maxLinks: number(args, 'maximum') ?? 255,
    })),
    remoteName: text(node.value('dialer.remoteName'), 'name'),
    callers: callers(node, 'dialer.callers'),
    called: node.entries('dialer.called').map((args) => text(args, 'number') ?? ''),
    group: number(node.value('dialer.group'), 'group'),
    rotaryGroup: number(node.value('dialer.rotaryGroup'), 'group'),
    priority: number(node.value('dialer.priority'), 'priority') ?? 0,
    rotor: text(node.value('dialer.rotor'), 'rotor') === 'best' ? 'best' : 'priority',
    idleTimeoutSeconds: number(idle, 'seconds') ?? 120,
    idleScope: idleScope(idle),
    fastIdleSeconds: number(node.value('dialer.fastIdle'), 'seconds') ?? 20,
    waitForCarrierSeconds: number(node.value('dialer.waitForCarrier'), 'seconds') ?? 30,
    enableTimeoutSeconds: number(node.value('dialer.enableTimeout'), 'seconds') ?? 15,
    holdQueuePackets: number(node.value('dialer.holdQueue'), 'packets') ?? 0,
    holdQueueTimeoutSeconds: number(node.value('dialer.holdQueue'), 'seconds'),
    callbackSecure: node.flag('dialer.callbackSecure') === true,
    loadThreshold: threshold(node.value('dialer.loadThreshold')),
    watchGroup: number(node.value('dialer.watchGroup'), 'group'),
    watchDisableSeconds: number(node.value('dialer.watchDisable'), 'seconds') ?? 0,
    redial: redial && {
      intervalSeconds: number(redial, 'interval') ?? 0, attempts: number(redial, 'attempts') ?? 0, reenableSeconds: number(redial, 'reenable') ?? 0,
    },
    waitForLineProtocolSeconds: number(node.value('dialer.waitForLineProtocol'), 'seconds') ?? 0,
    order: order === 'round-robin' || order === 'last-successful' ? order : 'sequential',
    persistentDelaySeconds: persistent && (number(persistent, 'delay') ?? 0),
  });
}

/** `ppp authentication` stores its protocols as one argument `protocols`, words separated by a blank. */
function pppSettings(node: ConfigNode): InterfaceSettings['ppp'] {
  const authentication = node.value('ppp.authentication');
  const protocols = (text(authentication, 'protocols') ?? '').split(' ');
  const sent = node.value('ppp.papSentUsername');
  const callback = text(node.value('ppp.callback'), 'role');
  return present<InterfaceSettings['ppp']>({
    authentication: protocols.filter((word): word is 'chap' | 'pap' => word === 'chap' || word === 'pap'),
    callin: authentication?.['callin'] !== undefined,
    callback: callback === 'accept' || callback === 'request' ? callback : undefined,
    chapHostname: text(node.value('ppp.chapHostname'), 'name'),
    chapPassword: text(node.value('ppp.chapPassword'), 'password'),
    chapRefuse: node.value('ppp.chapRefuse') !== undefined || node.flag('ppp.chapRefuse') === true,
    chapRefuseCallin: node.flag('ppp.chapRefuseCallin') === true,
    chapWait: node.flag('ppp.chapWait') !== false,
    papRefuse: node.value('ppp.papRefuse') !== undefined || node.flag('ppp.papRefuse') === true,
    papRefuseCallin: node.flag('ppp.papRefuseCallin') === true,
    maxConfigure: number(node.value('ppp.maxConfigure'), 'tries') ?? 10,
    maxFailure: number(node.value('ppp.maxFailure'), 'tries') ?? 5,
    maxTerminate: number(node.value('ppp.maxTerminate'), 'tries') ?? 2,
    papSent: sent && { username: text(sent, 'username') ?? '', password: text(sent, 'password') ?? '' },
    retrySeconds: number(node.value('ppp.timeoutRetry'), 'seconds') ?? 2,
    authenticationSeconds: number(node.value('ppp.timeoutAuthentication'), 'seconds') ?? 10,
    multilink: multilinkSettings(node),
  });
}

function callers(node: ConfigNode, path: string): readonly CallerSettings[] {
  return node.entries(path).map((args) => ({ number: text(args, 'number') ?? '', callback: args['callback'] !== undefined, exact: args['exact'] !== undefined }));
}

function spid(node: ConfigNode, path: string): SpidSettings | undefined {
  const args = node.value(path);
  return args && present<SpidSettings>({ spid: text(args, 'spid') ?? '', ldn: text(args, 'ldn') });
}

/** What is made of PPP links has no other. */
/** Without PPP an interface speaks what is standard for it. */
function encapsulationOf(node: ConfigNode, name: string): 'ppp' | 'hdlc' | 'slip' {
  const standard = defaultEncapsulation(name);
  const typed = text(node.value('encapsulation'), 'type') ?? standard;
  return typed === 'ppp' ? 'ppp' : standard === 'slip' ? 'slip' : 'hdlc';
}

/** Of an interface that has none of the others. */
function defaultEncapsulation(name: string): 'ppp' | 'hdlc' | 'slip' {
  if (/^(Group-)?Async/.test(name)) return 'slip';
  return /^(Multilink|Virtual-)/.test(name) ? 'ppp' : 'hdlc';
}

function backupSettings(node: ConfigNode): BackupSettings | undefined {
  const secondary = text(node.value('backup.interface'), 'name');
  const [delay, load] = [node.value('backup.delay'), node.value('backup.load')];
  const seconds = (name: string): number | 'never' => (text(delay, name) === 'never' ? 'never' : (number(delay, name) ?? 0));
  const percent = (name: string): number | undefined => (text(load, name) === 'never' ? undefined : number(load, name));
  if (secondary === undefined) return undefined;
  return present<BackupSettings>({
    interface: secondary, enableSeconds: seconds('up'), disableSeconds: seconds('down'), kickInPercent: percent('up'), kickOutPercent: percent('down'),
  });
}

export function interfaceSettings(name: string, node: ConfigNode): InterfaceSettings {
  const ip = node.value('ip.address');
  const own = address(ip, 'address');
  const mask = address(ip, 'mask');
  return present<InterfaceSettings>({
    name,
    description: text(node.value('description'), 'text'),
    shutdown: node.flag('shutdown') === true,
    backup: backupSettings(node),
    address: own === undefined || mask === undefined ? undefined : { address: own, mask },
    queue: queueSettings(node),
    ipMtu: number(node.value('ip.mtu'), 'octets'),
    accessGroups: accessGroups(node),
    tellsUnreachable: node.flag('ip.unreachables') !== false,
    unnumbered: text(node.value('ip.unnumbered'), 'interface'),
    encapsulation: encapsulationOf(node, name),
    bandwidthKbit: number(node.value('bandwidth'), 'kilobits'),
    mtu: number(node.value('mtu'), 'octets'),
    delayMicroseconds: node.value('delay') && (number(node.value('delay'), 'tens') ?? 0) * 10,
    loadIntervalSeconds: number(node.value('loadInterval'), 'seconds') ?? 300,
    keepaliveSeconds: node.flag('keepaliveOn') === false ? 0 : (number(node.value('keepalive'), 'seconds') ?? 10),
    loopback: node.flag('loopback') === true,
    clockRate: number(node.value('clockRate'), 'bps'),
    carrierDelaySeconds: number(node.value('carrierDelay'), 'seconds') ?? 2,
    rip: ripInterfaceSettings(node),
    dialer: dialerSettings(node),
    ppp: pppSettings(node),
    isdn: present<InterfaceSettings['isdn']>({
      switchType: text(node.value('isdn.switchType'), 'type'),
      spid1: spid(node, 'isdn.spid1'),
      spid2: spid(node, 'isdn.spid2'),
      callingNumber: text(node.value('isdn.callingNumber'), 'number'),
      channelOrder: text(node.value('isdn.bchanOrder'), 'order') === 'ascending' ? 'ascending' : 'descending',
      fastRolloverSeconds: number(node.value('isdn.fastRollover'), 'seconds') ?? 0,
      callers: callers(node, 'isdn.callers'),
    }),
  });
}

export function globalSwitchType(root: ConfigNode): string | undefined {
  return text(root.value('isdn.switchType'), 'type');
}
