// What a router has read of its configuration: the typed settings of its interfaces, kept until their block changes, and
// the global tables that packets and calls are judged by, with the hit counts of its access lists.

import { networkOf, type Ipv4Address } from '../../base/ipv4.ts';
import { setUint16, setUint32 } from '../../base/octets.ts';
import { compareInterfaceNames, parseInterfaceName } from '../../base/interface-name.ts';
import { LateMap, LateSet, NO_ENTRIES } from '../../base/late-map.ts';
import { controllerSettings, type ControllerSettings } from '../../config/controller-settings.ts';
import { aaaSettings, NO_AAA, type AaaSettings } from '../../config/aaa-settings.ts';
import { enableSettings, resolverSettings, type EnableSettings, type ResolverSettings } from '../../config/global-settings.ts';
import { teiNegotiation, type TeiNegotiation } from '../../config/isdn-settings.ts';
import type { ConfigNode } from '../../config/node.ts';
import { asyncGroups, memberSettings, type AsyncGroup } from '../../config/group-async.ts';
import type { ConfigStore } from '../../config/store.ts';
import {
  accessEntries, dialerLists, extendedLists, globalMultilink, namedStandardEntries, globalSwitchType, hostname, icmpLimits, interfaceSettings, mapClasses, staticRoutes, users, watchLists,
  type AccessEntry, type DialerListEntry, type ExtendedList, type GlobalMultilink, type IcmpLimits, type InterfaceSettings, type MapClassSettings, type StaticRoute, type UserSettings, type WatchListSettings,
} from '../../config/model.ts';
import { DEFAULT_TCP, tcpSettings, type TcpSettings } from '../../config/tcp-settings.ts';
import { nameServerSettings, poolSettings, type NameServerSettings, type PoolSettings } from '../../config/peer-settings.ts';
import { ripSettings, type RipSettings } from '../../config/rip-settings.ts';
import { judgeInterest, type Interest } from '../../protocols/dialer/interesting.ts';
import { evaluateAccessList } from '../../protocols/ip/access-list.ts';
import { evaluateExtendedList } from '../../protocols/ip/extended-list.ts';
import { datagramSource } from '../../protocols/ip/forward.ts';
import { IP_PROTOCOL } from '../../wire/ipv4.ts';
import { TCP_FLAG } from '../../wire/tcp.ts';
import { asyncLines, callbackWaitSeconds, chatScripts, type AsyncLineSettings } from '../../config/async-settings.ts';
import type { LineHardware } from '../../config/line-numbers.ts';
import type { AccessListReading, ExtendedListReading } from './readings.ts';

interface AccessLists {
  readonly standard: ReadonlyMap<number | string, readonly AccessEntry[]>;
  readonly extended: ReadonlyMap<number | string, ExtendedList>;
}

interface Known {
  readonly version: number;
  readonly settings: InterfaceSettings;
  /** The same, unless it stands by for another interface. */
  readonly inForce: InterfaceSettings;
  /** It is a member of that `Group-Async`. */
  readonly group?: string;
}

const HOST_MASK = 0xffffffff;

export class RouterSettings {
  #interfaces = new Map<string, Known>();
  readonly #standby = new LateSet<string>();
  /** By interface: what its peer gave it. */
  readonly #given = new LateMap<string, Ipv4Address>();
  #inOrder: readonly InterfaceSettings[] | undefined;
  #lists: AccessLists | undefined;
  readonly #accessMatches = new LateMap<number | string, number[]>();
  #dialerLists: readonly DialerListEntry[] = [];
  hostname = 'Router';
  switchType: string | undefined;
  #users: ReadonlyMap<string, UserSettings> | undefined;
  mapClasses: ReadonlyMap<string, MapClassSettings> = NO_ENTRIES;
  teiNegotiation: TeiNegotiation = 'powerup';
  staticRoutes: readonly StaticRoute[] = [];
  watchLists: ReadonlyMap<number, WatchListSettings> = NO_ENTRIES;
  icmpLimits: IcmpLimits = { unreachableMs: 0, tooLongMs: 0 };
  tcp: TcpSettings = DEFAULT_TCP;
  rip: RipSettings | undefined;
  controllers: readonly ControllerSettings[] = [];
  multilink: GlobalMultilink = { bundleName: 'authenticated' };
  asyncLines: ReadonlyMap<string, AsyncLineSettings> = NO_ENTRIES;
  #callbackWaitSeconds = 0;
  chatScripts: ReadonlyMap<string, string> = NO_ENTRIES;
  pools: PoolSettings = { ranges: [], isDefaultLocal: false };
  /** What peers are told of, and whom this router asks itself. */
  nameServers: NameServerSettings = {};
  resolver: ResolverSettings = { servers: [], domain: undefined };
  aaa: AaaSettings = NO_AAA;
  #config: ConfigNode | undefined;
  readonly #hardware: LineHardware;

  constructor(hardware: LineHardware) {
    this.#hardware = hardware;
  }

  /** Reads what changed since it last read; returns the interfaces that are gone. */
  read(config: ConfigStore): readonly string[] {
    this.#config = config;
    this.aaa = aaaSettings(config);
    this.hostname = hostname(config);
    this.switchType = globalSwitchType(config);
    this.teiNegotiation = teiNegotiation(config) ?? 'powerup';
    this.#users = undefined;
    this.mapClasses = kept(mapClasses(config));
    this.staticRoutes = staticRoutes(config);
    this.watchLists = kept(watchLists(config));
    this.icmpLimits = icmpLimits(config);
    this.tcp = tcpSettings(config);
    this.rip = ripSettings(config);
    this.controllers = controllerSettings(config);
    this.multilink = globalMultilink(config);
    this.asyncLines = kept(asyncLines(config, this.#hardware));
    this.#callbackWaitSeconds = callbackWaitSeconds(config);
    this.chatScripts = kept(chatScripts(config));
    this.pools = poolSettings(config);
    this.nameServers = nameServerSettings(config);
    this.resolver = resolverSettings(config);
    this.#dialerLists = dialerLists(config);
    this.#lists = undefined;
    const before = this.#interfaces;
    const now = new Map<string, Known>();
    for (const { key, node } of config.children('interfaces')) {
      if (key.includes('.')) continue; // a sub-interface is kept and not simulated
      const known = before.get(key);
      now.set(key, known?.version === node.version && known.group === undefined ? known : this.#known(node.version, interfaceSettings(key, node)));
    }
    for (const group of asyncGroups(config)) this.#readMembers(config, group, before, now);
    this.#interfaces = now;
    this.#inOrder = undefined;
    return [...before.keys()].filter((name) => !now.has(name));
  }

  /** The members have their group's version, for all that they have is said there. */
  #readMembers(config: ConfigStore, group: AsyncGroup, before: ReadonlyMap<string, Known>, now: Map<string, Known>): void {
    const { version = 0 } = config.child('interfaces', group.name) ?? {};
    const names = Array.from({ length: Math.max(0, group.last - group.first + 1) }, (_, index) => `Async${group.first + index}`);
    const known = names.map((name) => before.get(name));
    if (known.every((each) => each?.group === group.name && each.version === version)) {
      for (const each of known) if (each !== undefined) now.set(each.settings.name, each);
      return;
    }
    for (const settings of memberSettings(config, group)) now.set(settings.name, { ...this.#known(version, settings), group: group.name });
  }

  #known(version: number, settings: InterfaceSettings): Known {
    const standsBy = this.#standby.has(settings.name) && !settings.shutdown;
    const given = settings.negotiates === true ? this.#given.get(settings.name) : undefined;
    const addressed = given === undefined ? settings : { ...settings, address: { address: given, mask: HOST_MASK } };
    return { version, settings, inForce: standsBy ? { ...addressed, shutdown: true, standby: true } : addressed };
  }

  /** The interface has the address that its peer gave it (`ip address negotiated`), or none any more; false if nothing changes. */
  give(name: string, address: Ipv4Address | undefined): boolean {
    if (this.#given.get(name) === address || (address !== undefined && this.interface(name)?.negotiates !== true)) return false;
    if (address === undefined) this.#given.delete(name);
    else this.#given.set(name, address);
    this.#refresh(name);
    return true;
  }

  /** From now on the interface stands by for another one, or is its own again; false if it was so before. */
  standBy(name: string, standsBy: boolean): boolean {
    if (this.#standby.has(name) === standsBy) return false;
    if (standsBy) this.#standby.add(name);
    else this.#standby.delete(name);
    this.#refresh(name);
    return true;
  }

  #refresh(name: string): void {
    const known = this.#interfaces.get(name);
    if (known !== undefined) this.#interfaces.set(name, { ...known, ...this.#known(known.version, known.settings) });
    this.#inOrder = undefined;
  }

  /** Users and access lists may be many: they are read again when somebody asks for them, and not for every line that is pasted. */
  get users(): ReadonlyMap<string, UserSettings> {
    this.#users ??= this.#config === undefined ? NO_ENTRIES : kept(users(this.#config));
    return this.#users;
  }

  #access(): AccessLists {
    if (this.#config === undefined) return { standard: NO_ENTRIES, extended: NO_ENTRIES };
    this.#lists ??= {
      standard: kept(listsOf([...accessEntries(this.#config), ...namedStandardEntries(this.#config)])),
      extended: kept(new Map(extendedLists(this.#config).map((list) => [list.list, list]))),
    };
    return this.#lists;
  }

  forget(): void {
    this.#standby.clear();
    this.#given.clear();
    this.#interfaces = new Map();
    this.#inOrder = undefined;
    this.#accessMatches.clear();
  }

  interface(name: string): InterfaceSettings | undefined {
    return this.#interfaces.get(name)?.inForce;
  }

  interfaces(): readonly InterfaceSettings[] {
    return [...this.#interfaces.values()].map((known) => known.inForce);
  }

  /** What `enable` asks for; of the highest level unless another is meant. */
  enableSecret(level?: number): EnableSettings {
    return this.#config === undefined ? {} : enableSettings(this.#config, level);
  }

  /** The members of the `Group-Async` that the interface is one of. */
  membersWith(name: string): readonly string[] {
    const { group } = this.#interfaces.get(name) ?? {};
    return group === undefined ? [] : [...this.#interfaces].flatMap(([each, known]) => (known.group === group ? [each] : []));
  }

  /** In the order of a running configuration. */
  interfacesInOrder(): readonly InterfaceSettings[] {
    this.#inOrder ??= [...this.interfaces()].sort((a, b) => compareInterfaceNames(a.name, b.name));
    return this.#inOrder;
  }

  /** The interface whose settings rule a physical one: itself, or the Dialer of its rotary group. */
  leaderOf(settings: InterfaceSettings): InterfaceSettings {
    const { rotaryGroup } = settings.dialer;
    return rotaryGroup === undefined ? settings : (this.interface(`Dialer${rotaryGroup}`) ?? settings);
  }

  /** The profiles (`dialer pool`) that may use a port, by the pools that it is a member of. */
  profilesOf(port: InterfaceSettings): readonly InterfaceSettings[] {
    if (port.dialer.poolMembers.length === 0) return [];
    const pools = port.dialer.poolMembers.map(({ pool }) => pool);
    return this.interfaces().filter((settings) => !settings.shutdown && isProfile(settings) && pools.includes(settings.dialer.pool ?? 0));
  }

  /**
   * Dialing interfaces with the ports that they may use. A member of a dialer pool has a group of its own besides, for the
   * calls that belong to no profile: those made by hand, and those whose caller is not known yet.
   */
  dialing(isPort: (name: string) => boolean): ReadonlyMap<string, { readonly leader: InterfaceSettings; readonly members: readonly InterfaceSettings[] }> {
    const groups = new Map<string, { readonly leader: InterfaceSettings; readonly members: InterfaceSettings[] }>();
    const all = this.interfaces();
    for (const settings of all) {
      if (parseInterfaceName(settings.name)?.type === 'Dialer') groups.set(settings.name, { leader: settings, members: [] });
    }
    for (const settings of all) {
      if (!isPort(settings.name)) continue;
      for (const profile of this.profilesOf(settings)) groups.get(profile.name)?.members.push(settings);
      const leader = this.leaderOf(settings);
      const group = groups.get(leader.name);
      if (group === undefined) groups.set(leader.name, { leader, members: [settings] });
      else group.members.push(settings);
    }
    return groups;
  }

  /** The address in force, which an unnumbered interface borrows. */
  addressOf(settings: InterfaceSettings): InterfaceSettings['address'] {
    if (settings.address !== undefined || settings.unnumbered === undefined) return settings.address;
    return this.interface(settings.unnumbered)?.address;
  }

  /** An interface that leads to the destination, of those that are asked for: its subnet, or by a static route. */
  interfaceTowards(destination: Ipv4Address, wanted: (name: string) => boolean): string | undefined {
    const targets = [destination];
    for (const { prefix, mask, nextHop, interface: via } of this.staticRoutes) {
      if (networkOf(destination, mask) !== prefix) continue;
      if (via !== undefined && via !== 'Null0') return wanted(via) ? via : undefined;
      if (nextHop !== undefined) targets.push(nextHop);
    }
    for (const { name, address } of this.interfaces()) {
      if (address === undefined || !wanted(name)) continue;
      if (targets.some((target) => networkOf(target, address.mask) === networkOf(address.address, address.mask))) return name;
    }
    return undefined;
  }

  /** `callback forced-wait`: so long a modem at the other end is given; other ends need no time. */
  callbackWaitSeconds(member: string): number {
    if (!member.startsWith('Async')) return 0;
    return this.asyncLines.get(member)?.callbackWaitSeconds ?? this.#callbackWaitSeconds;
  }

  /** The dialer-list's verdict on a datagram; access lists count their hits. */
  judge(group: number | undefined, datagram: Uint8Array): Interest {
    return judgeInterest(group, this.#dialerLists, (list) => this.passes(list, datagram));
  }

  /** Whether an access list lets a datagram pass; a list that does not exist lets all pass. */
  passes(list: number | string, datagram: Uint8Array): boolean {
    const extended = this.#access().extended.get(list);
    const verdict = extended
      ? evaluateExtendedList(extended.entries, datagram)
      : evaluateAccessList(this.#access().standard.get(list) ?? [], datagramSource(datagram));
    if (verdict.entry !== undefined) {
      const counts = this.#accessMatches.get(list) ?? [];
      counts[verdict.entry] = (counts[verdict.entry] ?? 0) + 1;
      this.#accessMatches.set(list, counts);
    }
    return verdict.permitted;
  }

  /** The list's verdict on whoever opens a terminal connection from there (`access-class`). */
  permits(list: number | string, source: Ipv4Address): boolean {
    return this.passes(list, telnetOpening(source));
  }

  clearAccessListCounters(list: number | string | undefined): void {
    if (list === undefined) this.#accessMatches.clear();
    else this.#accessMatches.delete(list);
  }

  accessLists(): readonly AccessListReading[] {
    return [...this.#access().standard].map(([list, entries]) => {
      const counts = this.#accessMatches.get(list) ?? [];
      return { list, entries: entries.map((entry, index) => ({ ...entry, matches: counts[index] ?? 0 })) };
    });
  }

  extendedLists(): readonly ExtendedListReading[] {
    return [...this.#access().extended.values()].map(({ list, lines }) => {
      const counts = this.#accessMatches.get(list) ?? [];
      return { list, entries: lines.map((line, index) => ({ line, matches: counts[index] ?? 0 })) };
    });
  }
}

/** A Dialer interface with `dialer pool`; without, it leads a rotary group. */
export function isProfile({ name, dialer }: InterfaceSettings): boolean {
  return dialer.pool !== undefined && parseInterfaceName(name)?.type === 'Dialer';
}

function listsOf(entries: readonly AccessEntry[]): ReadonlyMap<number | string, readonly AccessEntry[]> {
  const lists = new Map<number | string, AccessEntry[]>();
  for (const entry of entries) {
    const list = lists.get(entry.list);
    if (list === undefined) lists.set(entry.list, [entry]);
    else list.push(entry);
  }
  return lists;
}

/** As much of the first datagram of a telnet connection as access lists look at. */
function telnetOpening(source: Ipv4Address): Uint8Array {
  const datagram = new Uint8Array(40);
  datagram[0] = 0x45;
  datagram[9] = IP_PROTOCOL.tcp;
  setUint32(datagram, 12, source);
  setUint16(datagram, 22, 23);
  datagram[33] = TCP_FLAG.syn;
  return datagram;
}

/** One empty map stands for all of them. */
function kept<K, V>(map: ReadonlyMap<K, V>): ReadonlyMap<K, V> {
  return map.size === 0 ? NO_ENTRIES : map;
}
