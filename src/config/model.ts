// The typed reading of a configuration: what the network, the views and wiring inference ask of it. The paths here are
// the paths of the grammar files' effects. Defaults that the engine needs are filled in; a line that is not simulated
// (`keeps`) is not read. Nothing here changes a configuration.

import type { Ipv4Address } from '../base/ipv4.ts';
import { callers, dialerSettings, type CallerSettings, type DialerSettings } from './dialer-settings.ts';
import { isdnAccessSettings, isdnCallSettings, teiNegotiation, type IsdnAccessSettings, type IsdnCallSettings, type TeiNegotiation } from './isdn-settings.ts';
import type { ConfigNode } from './node.ts';
import { accessGroups, queueSettings, type AccessGroups, type QueueSettings } from './packet-settings.ts';
import { asyncInterfaceSettings, peerAddressSettings, type AsyncInterfaceSettings, type PeerAddressSettings } from './peer-settings.ts';
import { pppSettings, type PppSettings } from './ppp-settings.ts';
import { address, number, present, share, text } from './reading.ts';
import { ripInterfaceSettings, type RipInterfaceSettings } from './rip-settings.ts';

export { accessEntries, extendedLists, namedStandardEntries, type AccessEntry, type ExtendedList } from './access-lists.ts';
export {
  dialerLists, mapClasses, watchLists,
  type CallerSettings, type DialerListEntry, type DialerMapSettings, type DialerSettings, type DialerStringSettings, type MapClassSettings, type PoolMemberSettings, type WatchListSettings,
} from './dialer-settings.ts';
export type { PppSettings } from './ppp-settings.ts';
export { icmpLimits, type IcmpLimits, type QueueSettings } from './packet-settings.ts';
export {
  banner,
  domainLookup,
  enableSettings,
  hostname,
  hostTable,
  lineSettings,
  loggingSettings,
  resolverSettings,
  timestamps,
  users,
  type EnableSettings,
  type LineSettings,
  type LoggingSettings,
  type ResolverSettings,
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
  /** `name`: by which a profile for dialling out is asked for. */
  readonly name?: string;
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
  /** Of an interface that asks its peer for one (`negotiates`): the one that it was given, while it has it. */
  readonly address?: { readonly address: Ipv4Address; readonly mask: Ipv4Address };
  /** `ip address negotiated`. */
  readonly negotiates?: true;
  readonly queue: QueueSettings;
  /** `ip mtu`. */
  readonly ipMtu?: number;
  /** `ip access-group`: lists by number or name. */
  readonly accessGroups: AccessGroups;
  /** `ip unreachables`. */
  readonly tellsUnreachable: boolean;
  /** `ip proxy-arp`. */
  readonly proxyArp: boolean;
  /** `ip unnumbered`. */
  readonly unnumbered?: string;
  /** SLIP on asynchronous lines alone. */
  readonly encapsulation: 'hdlc' | 'ppp' | 'slip';
  readonly bandwidthKbit?: number;
  /** `delay`, which like `bandwidth` is shown and changes nothing here. */
  readonly delayMicroseconds?: number;
  readonly mtu?: number;
  /** `compress`, of what is done here. */
  readonly compression?: 'predictor' | 'stac';
  readonly keepaliveSeconds: number;
  /** `loopback`. */
  readonly loopback: boolean;
  /** `clock rate`, of a DCE. */
  readonly clockRate?: number;
  readonly carrierDelaySeconds: number; // 2
  readonly rip: RipInterfaceSettings;
  /** Over what rates are averaged. */
  readonly loadIntervalSeconds: number;
  readonly dialer: DialerSettings;
  readonly ppp: PppSettings;
  /** `no peer neighbor-route`: no host route to the peer comes of IPCP. */
  readonly neighborRoute?: false;
  /** `peer default ip address`. */
  readonly peerAddress?: PeerAddressSettings;
  readonly async: AsyncInterfaceSettings;
  readonly isdn: {
    readonly switchType?: string;
    readonly spid1?: SpidSettings;
    readonly spid2?: SpidSettings;
    readonly callingNumber?: string;
    readonly fastRolloverSeconds: number;
    readonly calls: IsdnCallSettings;
    readonly access: IsdnAccessSettings;
    readonly teiNegotiation?: TeiNegotiation;
    /** `isdn bchan-number-order`. */
    readonly channelOrder: 'ascending' | 'descending';
    readonly callers: readonly CallerSettings[];
    /** `isdn answer1` and `isdn answer2`: numbers, each with `:` and a subaddress if it has one; absent where any call is answered. */
    readonly answers?: readonly string[];
    /** `isdn incoming-voice`: what a voice call is handed to, or that it is taken for a data call. */
    readonly incomingVoice?: 'modem' | 'data';
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
      name: text(args, 'name'),
    }),
  );
}

function spid(node: ConfigNode, path: string): SpidSettings | undefined {
  const args = node.value(path);
  return args && present<SpidSettings>({ spid: text(args, 'spid') ?? '', ldn: text(args, 'ldn') });
}

/** Without PPP an interface speaks what is standard for it. */
function encapsulationOf(node: ConfigNode, name: string): 'ppp' | 'hdlc' | 'slip' {
  const standard = defaultEncapsulation(name);
  const typed = text(node.value('encapsulation'), 'type') ?? standard;
  return typed === 'ppp' ? 'ppp' : standard === 'slip' ? 'slip' : 'hdlc';
}

/** What is made of PPP links has no other. */
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
  const dialer = dialerSettings(node);
  const own = address(ip, 'address');
  const mask = address(ip, 'mask');
  const settings = present<InterfaceSettings>({
    name,
    description: text(node.value('description'), 'text'),
    shutdown: node.flag('shutdown') === true,
    backup: backupSettings(node),
    address: own === undefined || mask === undefined ? undefined : { address: own, mask },
    negotiates: text(ip, 'origin') === 'negotiated' ? true : undefined,
    queue: share(queueSettings(node)),
    ipMtu: number(node.value('ip.mtu'), 'octets'),
    accessGroups: share(accessGroups(node)),
    tellsUnreachable: node.flag('ip.unreachables') !== false,
    proxyArp: node.flag('ip.proxyArp') !== false,
    unnumbered: text(node.value('ip.unnumbered'), 'interface'),
    encapsulation: encapsulationOf(node, name),
    bandwidthKbit: number(node.value('bandwidth'), 'kilobits'),
    mtu: number(node.value('mtu'), 'octets'),
    compression: compressionOf(text(node.value('compress'), 'method')),
    delayMicroseconds: node.value('delay') && (number(node.value('delay'), 'tens') ?? 0) * 10,
    loadIntervalSeconds: number(node.value('loadInterval'), 'seconds') ?? 300,
    keepaliveSeconds: node.flag('keepaliveOn') === false ? 0 : (number(node.value('keepalive'), 'seconds') ?? 10),
    loopback: node.flag('loopback') === true,
    clockRate: number(node.value('clockRate'), 'bps'),
    carrierDelaySeconds: number(node.value('carrierDelay'), 'seconds') ?? 2,
    rip: share(ripInterfaceSettings(node)),
    dialer: dialer.maps.length === 0 ? share(dialer) : dialer,
    ppp: share(pppSettings(node)),
    neighborRoute: node.flag('peer.neighborRoute') === false ? false : undefined,
    peerAddress: peerAddressSettings(node),
    async: share(asyncInterfaceSettings(node)),
    isdn: share(present<InterfaceSettings['isdn']>({
      switchType: text(node.value('isdn.switchType'), 'type'),
      spid1: spid(node, 'isdn.spid1'),
      spid2: spid(node, 'isdn.spid2'),
      callingNumber: text(node.value('isdn.callingNumber'), 'number'),
      channelOrder: text(node.value('isdn.bchanOrder'), 'order') === 'ascending' ? 'ascending' : 'descending',
      fastRolloverSeconds: number(node.value('isdn.fastRollover'), 'seconds') ?? 0,
      calls: isdnCallSettings(node),
      access: isdnAccessSettings(node),
      teiNegotiation: teiNegotiation(node),
      callers: callers(node, 'isdn.callers'),
      answers: answers(node),
      incomingVoice: incomingVoice(node),
    })),
  });
  return settings.shutdown ? share(settings) : settings;
}

function incomingVoice(node: ConfigNode): InterfaceSettings['isdn']['incomingVoice'] {
  const what = text(node.value('isdn.incomingVoice'), 'what');
  return what === 'modem' || what === 'data' ? what : undefined;
}

function answers(node: ConfigNode): readonly string[] | undefined {
  const numbers = ['isdn.answer1', 'isdn.answer2'].flatMap((path) => text(node.value(path), 'number') ?? []);
  return numbers.length === 0 ? undefined : numbers;
}

export function globalSwitchType(root: ConfigNode): string | undefined {
  return text(root.value('isdn.switchType'), 'type');
}

function compressionOf(method: string | undefined): InterfaceSettings['compression'] {
  return method === 'predictor' || method === 'stac' ? method : undefined;
}
