// What a configuration says of dial-on-demand routing: of an interface its maps, strings, pools and timers; of the router its
// dialer lists, map classes and watch lists.

import type { Ipv4Address } from '../base/ipv4.ts';
import { threshold, type ThresholdSettings } from './multilink-settings.ts';
import type { Arguments, ConfigNode } from './node.ts';
import { address, number, present, text } from './reading.ts';

/** What is dialled by `dialer dtr`, in the place of a number: which it is only the modem knows. */
export const BY_DTR = 'DTR';

export interface DialerSettings {
  /** A modem dials: `dialer in-band`, or `dialer dtr`. */
  readonly inBand: boolean;
  /** By data terminal ready alone: numbers are the modem's, and nobody is answered. */
  readonly dtr: boolean;
  /** Of the characters of V.25bis. */
  readonly oddParity: boolean;
  readonly maps: readonly DialerMapSettings[];
  /** Names in maps of other protocols than IP, which are kept and not simulated. */
  readonly otherProtocolNames: readonly string[];
  /** `dialer string`: a profile may have several, tried in their order. */
  readonly strings: readonly DialerStringSettings[];
  /** Makes a Dialer interface a profile, which dials through the members of that pool. */
  readonly pool?: number;
  readonly poolMembers: readonly PoolMemberSettings[];
  /** `dialer max-call`, `dialer max-link`. */
  readonly maximumCalls?: number;
  readonly maximumLinks?: number;
  /** `dialer reserved-links`: so many are for callers, and so many to call. */
  readonly reservedLinks?: { readonly in: number; readonly out: number };
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
  /** `dialer aaa`: next hops without a map are asked about, as users of that suffix and with that password. */
  readonly outbound?: { readonly suffix: string; readonly password: string };
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

export interface MapClassSettings {
  readonly name: string;
  readonly idleTimeoutSeconds?: number;
  readonly idleScope?: 'inbound' | 'either';
  readonly shortHoldSeconds?: number;
  readonly fastIdleSeconds?: number;
  readonly waitForCarrierSeconds?: number;
  readonly enableTimeoutSeconds?: number;
  readonly speed?: 56 | 64;
  /** `dialer voice-call`. */
  readonly voiceCall?: true;
  readonly callbackServer?: 'username' | 'dialstring';
}

export interface DialerMapSettings {
  readonly nextHop: Ipv4Address;
  readonly name?: string;
  readonly mapClass?: string;
  readonly speed?: 56 | 64;
  readonly broadcast: boolean;
  readonly modemScript?: string;
  readonly systemScript?: string;
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

export function dialerSettings(node: ConfigNode): DialerSettings {
  const idle = node.value('dialer.idleTimeout');
  const redial = node.value('dialer.redial');
  const order = text(node.value('dialer.order'), 'order');
  const aaa = node.value('dialer.aaa');
  const persistent = node.value('dialer.persistent');
  const reserved = node.value('dialer.reservedLinks');
  return present<DialerSettings>({
    inBand: node.value('dialer.inBand') !== undefined || node.flag('dialer.inBand') === true || node.flag('dialer.dtr') === true,
    dtr: node.flag('dialer.dtr') === true,
    oddParity: text(node.value('dialer.inBand'), 'parity') === 'odd-parity',
    maps: dialerMaps(node),
    otherProtocolNames: [...node.entries('dialer.otherMaps'), ...node.entries('dialer.bridgeMaps')].flatMap((args) => text(args, 'peer') ?? []),
    strings: dialerStrings(node),
    pool: number(node.value('dialer.pool'), 'pool'),
    poolMembers: node.entries('dialer.poolMembers').map((args) => ({
      pool: number(args, 'pool') ?? 0,
      priority: number(args, 'priority') ?? 0,
      minLinks: number(args, 'minimum') ?? 0,
      maxLinks: number(args, 'maximum') ?? 255,
    })),
    maximumCalls: number(node.value('dialer.maxCall'), 'calls'),
    maximumLinks: number(node.value('dialer.maxLink'), 'links'),
    reservedLinks: reserved && { in: number(reserved, 'in') ?? 0, out: number(reserved, 'out') ?? 0 },
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
    outbound: aaa && { suffix: text(aaa, 'ending') ?? '-out', password: text(aaa, 'word') ?? 'cisco' },
  });
}

/** How many calls there may be at once, and the line that says so; a profile's links are its calls. */
export function callLimit({ pool, maximumCalls, maximumLinks }: DialerSettings): { readonly most: number; readonly command: string } | undefined {
  const links = pool === undefined ? undefined : maximumLinks;
  if (links !== undefined && links <= (maximumCalls ?? links)) return { most: links, command: 'dialer max-link' };
  return maximumCalls === undefined ? undefined : { most: maximumCalls, command: 'dialer max-call' };
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
        shortHoldSeconds: number(node.value('shortHold'), 'seconds'),
        fastIdleSeconds: number(node.value('fastIdle'), 'seconds'),
        waitForCarrierSeconds: number(node.value('waitForCarrier'), 'seconds'),
        enableTimeoutSeconds: number(node.value('enableTimeout'), 'seconds'),
        speed: node.value('isdn') === undefined ? undefined : number(node.value('isdn'), 'rate') === 56 ? 56 : 64,
        voiceCall: node.flag('voiceCall') === true ? true : undefined,
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
        systemScript: text(args, 'systemScript'),
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

export function callers(node: ConfigNode, path: string): readonly CallerSettings[] {
  return node.entries(path).map((args) => ({ number: text(args, 'number') ?? '', callback: args['callback'] !== undefined, exact: args['exact'] !== undefined }));
}
