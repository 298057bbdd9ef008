// One router: its configuration, its interfaces, and what runs on them. It acts on the octets that reach it and on its
// own configuration, and on nothing else. A changed configuration is noticed here and handed to the interfaces, dialers
// and routes that depend on it; EXEC commands that ask for something to be done end here too.

import { assert, must } from '../../base/assert.ts';
import { compareInterfaceNames, parseInterfaceName } from '../../base/interface-name.ts';
import type { Ipv4Address } from '../../base/ipv4.ts';
import { VIRTUAL_ZERO_UNIX_MS, type Instant } from '../../base/time.ts';
import {
  accessEntries, dialerLists, globalSwitchType, hostname, interfaceSettings, mapClasses, staticRoutes, users,
  type AccessEntry, type DialerListEntry, type InterfaceSettings, type UserSettings,
} from '../../config/model.ts';
import { createConfig, type ConfigStore } from '../../config/store.ts';
import { loadConfiguration } from '../../config/load-text.ts';
import { Bus } from '../../engine/bus.ts';
import type { Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import { Recorder } from '../../engine/recorder.ts';
import type { Grammar } from '../../grammar/grammar.ts';
import { evaluateAccessList } from '../../protocols/ip/access-list.ts';
import { datagramDestination, datagramSource, type LocalAddress } from '../../protocols/ip/forward.ts';
import { connectedRoute, neighbourRoute, type Route } from '../../protocols/ip/routing-table.ts';
import { judgeInterest, type Interest } from '../../protocols/dialer/interesting.ts';
import type { PppPolicy } from '../../protocols/ppp/session-types.ts';
import type { LabRouter } from '../lab-description.ts';
import type { TraceEvent, TraceRecord } from '../trace.ts';
import { BChannel } from './b-channel.ts';
import { BriPort } from './bri-port.ts';
import type { PingObserver, PingRequest, RouterControl } from './control.ts';
import { DialingGroup } from './dialing-group.ts';
import { EthernetPort } from './ethernet-port.ts';
import { InterfaceRuntime } from './interface-runtime.ts';
import { IpStack, type OutgoingDatagram } from './ip-stack.ts';
import { DEFAULT_MODEL, hardwareModel } from './models.ts';
import { briSettings, dialerPolicy, pppPolicy } from './policies.ts';
import type {
  AccessListReading, ArpReading, CallHistoryEntry, DialerReading, HardwareModel, InterfaceReading, IsdnReading, RouteReading,
} from './readings.ts';

/** Records that a router keeps for `show logging`-like readers and `why`. */
const RECORDS_KEPT = 2000;
const HISTORY_KEPT = 100;
/** After power-on the interfaces are tested before they are announced. */
const INTERFACES_UP_MS = 2000;

export interface RouterHost {
  readonly clock: Clock;
  readonly grammar: Grammar;
  random(name: string): RandomStream;
  publish(device: string, event: TraceEvent, interfaceName: string | undefined): TraceRecord;
}

interface Neighbour {
  readonly channel: BChannel;
  readonly group: DialingGroup;
  readonly address: Ipv4Address;
}

export class Router implements RouterControl {
  readonly name: string;
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly trace = new Bus<TraceRecord>();
  readonly rebooted = new Bus<void>();
  readonly debugging = new Set<string>();
  readonly model: HardwareModel;
  readonly ip: IpStack;
  readonly #host: RouterHost;
  readonly #records = new Recorder<TraceRecord>(RECORDS_KEPT);
  readonly #ethernets = new Map<string, EthernetPort>();
  readonly #bris = new Map<string, BriPort>();
  /** D channels, serial lines, loopbacks and Dialer interfaces: whatever has no port class of its own. */
  readonly #runtimes = new Map<string, InterfaceRuntime>();
  readonly #groups = new Map<string, DialingGroup>();
  readonly #neighbours = new Map<BChannel, Neighbour>();
  readonly #accessMatches = new Map<number, number[]>();
  #config: ConfigStore;
  #startup: string | undefined;
  #settings = new Map<string, { readonly version: number; readonly settings: InterfaceSettings }>();
  #dirty = true;
  #pending = false;
  #users: ReadonlyMap<string, UserSettings> = new Map();
  #dialerLists: readonly DialerListEntry[] = [];
  #accessLists: ReadonlyMap<number, readonly AccessEntry[]> = new Map();
  #history: CallHistoryEntry[] = [];
  #bootedAt: Instant = 0;
  #restartReason: 'power-on' | 'reload' = 'power-on';
  #clockBaseUnixMs = VIRTUAL_ZERO_UNIX_MS;
  #clockSet = false;
  #booting = true;

  constructor(host: RouterHost, description: LabRouter, index: number) {
    this.#host = host;
    this.name = description.name;
    this.clock = host.clock;
    this.random = host.random(`router ${description.name}`);
    this.model = must(hardwareModel(description.model) ?? hardwareModel(DEFAULT_MODEL), 'the default model is known');
    this.ip = new IpStack({
      clock: host.clock,
      record: (event, interfaceName) => this.record(event, interfaceName),
      transmit: (outgoing) => this.#transmit(outgoing),
    });
    this.#makePorts(index);
    this.#startup = description.config === '' ? undefined : description.config;
    this.#config = this.#newConfig();
    this.#boot();
  }

  // ---- identity and state

  get config(): ConfigStore {
    return this.#config;
  }

  get hostname(): string {
    return hostname(this.#config);
  }

  get now(): Instant {
    return this.clock.now;
  }

  get bootedAt(): Instant {
    return this.#bootedAt;
  }

  get restartReason(): 'power-on' | 'reload' {
    return this.#restartReason;
  }

  get clockBaseUnixMs(): number {
    return this.#clockBaseUnixMs;
  }

  get clockSet(): boolean {
    return this.#clockSet;
  }

  get startupConfig(): string | undefined {
    return this.#startup;
  }

  records(): readonly TraceRecord[] {
    return this.#records.events;
  }

  interfaceExists(name: string): boolean {
    if (this.model.interfaces.includes(name)) return true;
    const type = parseInterfaceName(name)?.type;
    return type === 'Loopback' || type === 'Dialer' || type === 'Null' || type === 'Virtual-Template' || type === 'Multilink';
  }

  bri(name: string): BriPort | undefined {
    return this.#bris.get(name);
  }

  ethernet(name: string): EthernetPort | undefined {
    return this.#ethernets.get(name);
  }

  record(event: TraceEvent, interfaceName?: string): void {
    const record = this.#host.publish(this.name, event, interfaceName);
    this.#records.record(record);
    this.trace.publish(record);
  }

  // ---- boot and reload

  #newConfig(): ConfigStore {
    const config = createConfig(this.#host.grammar, { random: () => this.random.uint32() });
    config.onChange(() => this.#changed());
    return config;
  }

  #boot(): void {
    this.#booting = true;
    this.#bootedAt = this.clock.now;
    this.#dirty = true;
    const context = { privilege: 15, interfaceExists: (name: string) => this.interfaceExists(name) };
    this.#config.initialise(this.model.interfaces, this.model);
    if (this.#startup !== undefined) loadConfiguration(this.#config, this.#startup, context);
    for (const runtime of this.#allRuntimes()) runtime.initialise('administratively down', false);
    this.#applyQuietly();
    this.clock.after(INTERFACES_UP_MS, () => this.#finishBoot());
  }

  /** Before the interfaces are announced: what `show` would say without their having come up yet. */
  #applyQuietly(): void {
    this.#dirty = false;
    this.#readGlobal();
    for (const { settings } of this.#readInterfaces()) {
      if (!settings.shutdown) this.#runtimeOf(settings.name)?.initialise('down', false);
    }
  }

  #finishBoot(): void {
    this.#booting = false;
    this.#dirty = true;
    this.settle();
    this.record({ type: 'sys.restart' });
  }

  reload(): void {
    this.record({ type: 'sys.reload', by: 'console' });
    this.ip.stop();
    for (const group of this.#groups.values()) group.stop();
    for (const port of this.#bris.values()) port.stop();
    for (const port of this.#bris.values()) port.configure({ shutdown: true, switchType: undefined, spids: [], callingNumber: undefined });
    this.#groups.clear();
    this.#neighbours.clear();
    this.#settings.clear();
    this.#history = [];
    this.#accessMatches.clear();
    this.debugging.clear();
    this.#restartReason = 'reload';
    this.#config = this.#newConfig();
    this.#boot();
    this.rebooted.publish();
  }

  saveStartup(text: string): void {
    this.#startup = text;
  }

  eraseStartup(): void {
    this.#startup = undefined;
  }

  setClock(unixMs: number): void {
    this.#clockBaseUnixMs = unixMs - this.clock.now;
    this.#clockSet = true;
  }

  // ---- configuration

  /** A line changed something: it takes effect within this instant, or before anything next asks. */
  #changed(): void {
    this.#dirty = true;
    if (this.#pending) return;
    this.#pending = true;
    this.clock.after(0, () => {
      this.#pending = false;
      this.settle();
    });
  }

  /** Brings what runs into line with the configuration. */
  settle(): void {
    if (!this.#dirty || this.#booting) return;
    this.#dirty = false;
    this.#readGlobal();
    const all = this.#readInterfaces();
    for (const { settings, changed } of all) if (changed) this.#applyInterface(settings);
    this.#forgetInterfaces();
    this.#applyDialers();
    this.#applyRoutes();
  }

  #readGlobal(): void {
    this.#users = users(this.#config);
    this.#dialerLists = dialerLists(this.#config);
    const lists = new Map<number, AccessEntry[]>();
    for (const entry of accessEntries(this.#config)) {
      const list = lists.get(entry.list);
      if (list === undefined) lists.set(entry.list, [entry]);
      else list.push(entry);
    }
    this.#accessLists = lists;
  }

  #readInterfaces(): readonly { readonly settings: InterfaceSettings; readonly changed: boolean }[] {
    return this.#config.children('interfaces').map(({ key, node }) => {
      const before = this.#settings.get(key);
      if (before?.version === node.version && !this.#bris.has(key)) return { settings: before.settings, changed: this.#booted(key) };
      const settings = interfaceSettings(key, node);
      const changed = before?.version !== node.version || this.#bris.has(key);
      this.#settings.set(key, { version: node.version, settings });
      return { settings, changed };
    });
  }

  /** An interface that was read before it was announced still has to come up. */
  #booted(name: string): boolean {
    return this.#runtimeOf(name)?.state === 'down';
  }

  #forgetInterfaces(): void {
    for (const name of this.#settings.keys()) {
      if (this.#config.child('interfaces', name) !== undefined) continue;
      this.#settings.delete(name);
      const runtime = this.#runtimes.get(name);
      runtime?.setState('administratively down');
      this.#runtimes.delete(name);
    }
  }

  #applyInterface(settings: InterfaceSettings): void {
    const { name, shutdown } = settings;
    const bri = this.#bris.get(name);
    if (bri !== undefined) {
      this.#applyBri(bri, settings);
      return;
    }
    const ethernet = this.#ethernets.get(name);
    if (ethernet !== undefined) ethernet.configure(settings.address?.address);
    const runtime = this.#runtimeOf(name) ?? this.#addLogical(name);
    if (shutdown) {
      runtime.setState('administratively down');
      return;
    }
    // A serial line without a cable has no carrier.
    const up = parseInterfaceName(name)?.type !== 'Serial';
    runtime.setState(up ? 'up' : 'down');
    if (up) runtime.setProtocol(ethernet === undefined || ethernet.attached);
  }

  #applyBri(bri: BriPort, settings: InterfaceSettings): void {
    const runtime = must(this.#runtimes.get(bri.name), 'a BRI has a D channel');
    const [b1, b2] = bri.b;
    const wasDown = runtime.state !== 'up';
    if (settings.shutdown) {
      bri.configure(briSettings(settings, globalSwitchType(this.#config)));
      for (const channel of [b1, b2]) channel.runtime.setState('administratively down');
      runtime.setState('administratively down');
      return;
    }
    if (wasDown) {
      for (const channel of [b1, b2]) if (!channel.inUse) channel.runtime.setState('down');
      runtime.setState('up');
      // DDR pretends that the line protocol of the D channel is up; IOS does not log it.
      runtime.initialise('up', true);
    }
    bri.configure(briSettings(settings, globalSwitchType(this.#config)));
  }

  #addLogical(name: string): InterfaceRuntime {
    const runtime = this.#newRuntime(name);
    this.#runtimes.set(name, runtime);
    return runtime;
  }

  #applyDialers(): void {
    const wanted = new Map<string, { readonly settings: InterfaceSettings; readonly members: InterfaceSettings[] }>();
    for (const { settings } of this.#settings.values()) {
      if (parseInterfaceName(settings.name)?.type === 'Dialer') wanted.set(settings.name, { settings, members: [] });
    }
    for (const { settings } of this.#settings.values()) {
      if (!this.#bris.has(settings.name)) continue;
      const leader = this.#leaderOf(settings);
      const group = wanted.get(leader.name);
      if (group === undefined) wanted.set(leader.name, { settings: leader, members: [settings] });
      else group.members.push(settings);
    }
    for (const [name, group] of this.#groups) {
      if (wanted.has(name)) continue;
      group.stop();
      this.#groups.delete(name);
    }
    const classes = mapClasses(this.#config);
    for (const [name, { settings, members }] of wanted) {
      members.sort((a, b) => compareInterfaceNames(a.name, b.name));
      const policy = dialerPolicy(settings, settings.shutdown ? [] : members, classes, this.#users);
      const group = this.#groups.get(name) ?? this.#addGroup(name, policy);
      group.configure(policy, members.map((member) => must(this.#bris.get(member.name), 'a member is a BRI')));
    }
  }

  /** The interface whose settings rule: the BRI itself, or the Dialer of its rotary group. */
  #leaderOf(settings: InterfaceSettings): InterfaceSettings {
    const { rotaryGroup } = settings.dialer;
    if (rotaryGroup === undefined) return settings;
    return this.#settings.get(`Dialer${rotaryGroup}`)?.settings ?? settings;
  }

  #addGroup(name: string, policy: Parameters<DialingGroup['configure']>[0]): DialingGroup {
    const group = new DialingGroup(
      {
        clock: this.clock,
        random: this.random,
        record: (event, interfaceName) => this.record(event, interfaceName),
        pppPolicy: (dialingInterface, outgoing) => this.#pppPolicy(dialingInterface, outgoing),
        screens: (port, number) => this.#screens(port, number),
        ipUp: (up, channel, _local, peer) => this.#neighbourUp(up, channel, peer),
        ipDown: (_group, channel) => this.#neighbourDown(channel),
        callLogged: (entry) => {
          this.#history.push(entry);
          if (this.#history.length > HISTORY_KEPT) this.#history.shift();
        },
      },
      name,
      policy,
    );
    this.#groups.set(name, group);
    return group;
  }

  #groupOf(port: BriPort): DialingGroup | undefined {
    const own = this.#settings.get(port.name)?.settings;
    return own === undefined ? undefined : this.#groups.get(this.#leaderOf(own).name);
  }

  #pppPolicy(dialingInterface: string, outgoing: boolean): PppPolicy | undefined {
    this.settle();
    const settings = this.#settings.get(dialingInterface)?.settings;
    if (settings === undefined || settings.encapsulation !== 'ppp') return undefined;
    return pppPolicy(settings, this.hostname, this.#users, this.#addressOf(settings)?.address, outgoing);
  }

  /** `isdn caller`: with any of them configured, only those numbers get in; `x` stands for any digit. */
  #screens(port: BriPort, number: string | undefined): boolean {
    const callers = this.#settings.get(port.name)?.settings.isdn.callers ?? [];
    if (callers.length === 0) return true;
    return callers.some((caller) => {
      if (number === undefined || number.length < caller.number.length) return false;
      const tail = number.slice(number.length - caller.number.length);
      return [...caller.number.toLowerCase()].every((digit, index) => digit === 'x' || digit === tail[index]);
    });
  }

  // ---- ports

  #makePorts(index: number): void {
    let dsl = 0;
    for (const name of this.model.interfaces) {
      const type = parseInterfaceName(name)?.type;
      if (type === 'Ethernet' || type === 'FastEthernet') {
        const unit = this.#ethernets.size;
        const hardware = Uint8Array.of(0x02, 0x00, 0x0c, (index >> 8) & 255, index & 255, unit);
        this.#ethernets.set(name, new EthernetPort(this.#ethernetOwner, name, hardware));
      } else if (type === 'BRI') {
        const owner = this.#channelOwner;
        const b = [new BChannel(owner, `${name}:1`, 1), new BChannel(owner, `${name}:2`, 2)] as const;
        this.#bris.set(name, new BriPort(this.#briOwner, name, dsl, b));
        this.#runtimes.set(name, this.#newRuntime(name));
        dsl += 1;
      } else this.#runtimes.set(name, this.#newRuntime(name));
    }
  }

  #newRuntime(name: string): InterfaceRuntime {
    const runtime = new InterfaceRuntime(name, this.clock, (event, interfaceName) => this.record(event, interfaceName));
    runtime.changed = () => this.#applyRoutes();
    return runtime;
  }

  get #ethernetOwner(): ConstructorParameters<typeof EthernetPort>[0] {
    return {
      clock: this.#host.clock,
      record: (event, interfaceName) => this.record(event, interfaceName),
      receiveIp: (_interfaceName, datagram) => this.ip.receive(datagram),
      undeliverable: (datagram, interfaceName) => this.ip.undeliverable(datagram, 'no-arp', interfaceName),
    };
  }

  get #channelOwner(): ConstructorParameters<typeof BChannel>[0] {
    return {
      clock: this.#host.clock,
      record: (event, interfaceName) => this.record(event, interfaceName),
      pppAction: (channel, action) => this.#groupOfChannel(channel)?.pppAction(channel, action),
      receiveIp: (channel, datagram) => this.#receiveFromChannel(channel, datagram),
    };
  }

  get #briOwner(): ConstructorParameters<typeof BriPort>[0] {
    return {
      clock: this.#host.clock,
      random: this.random,
      record: (event, interfaceName) => this.record(event, interfaceName),
      offered: (port, call) => {
        const group = this.#groupOf(port);
        if (group === undefined) port.reject(call, 21);
        else group.offered(port, call);
      },
      channelGiven: (port, call) => this.#groupOf(port)?.channelGiven(port, call),
      connected: (port, call) => this.#groupOf(port)?.connected(port, call),
      disconnected: (port, call) => this.#groupOf(port)?.disconnected(call),
      released: (port, call, cause, byPeer) => this.#groupOf(port)?.released(call, cause, byPeer),
      availability: (port) => this.#groupOf(port)?.availability(port),
    };
  }

  #portOf(channel: BChannel): BriPort {
    const name = channel.name.slice(0, channel.name.indexOf(':'));
    return must(this.#bris.get(name), 'a B channel belongs to a BRI');
  }

  #groupOfChannel(channel: BChannel): DialingGroup | undefined {
    return this.#groupOf(this.#portOf(channel));
  }

  #runtimeOf(name: string): InterfaceRuntime | undefined {
    return this.#runtimes.get(name) ?? this.#ethernets.get(name)?.runtime ?? this.#channel(name)?.runtime;
  }

  #channel(name: string): BChannel | undefined {
    const [bri, number] = name.split(':');
    return number === undefined ? undefined : this.#bris.get(bri ?? '')?.b[Number(number) - 1];
  }

  *#allRuntimes(): Generator<InterfaceRuntime> {
    yield* this.#runtimes.values();
    for (const port of this.#ethernets.values()) yield port.runtime;
    for (const port of this.#bris.values()) for (const channel of port.b) yield channel.runtime;
  }

  // ---- IP

  #addressOf(settings: InterfaceSettings): InterfaceSettings['address'] {
    if (settings.address !== undefined || settings.unnumbered === undefined) return settings.address;
    return this.#settings.get(settings.unnumbered)?.settings.address;
  }

  #applyRoutes(): void {
    if (this.#booting) return;
    const locals: LocalAddress[] = [];
    const routes: Route[] = [];
    for (const { settings } of this.#settings.values()) {
      const runtime = this.#runtimeOf(settings.name);
      if (settings.address === undefined || runtime === undefined || !this.#carriesRoutes(settings, runtime)) continue;
      const { address, mask } = settings.address;
      locals.push({ address, mask, interface: settings.name });
      routes.push(connectedRoute(address, mask, settings.name));
    }
    for (const { group, address } of this.#neighbours.values()) routes.push(neighbourRoute(address, group.interface));
    for (const route of staticRoutes(this.#config)) {
      const via = route.interface;
      if (via !== undefined && via !== 'Null0') {
        const settings = this.#settings.get(via)?.settings;
        const runtime = this.#runtimeOf(via);
        if (settings === undefined || runtime === undefined || !this.#carriesRoutes(settings, runtime)) continue;
      }
      routes.push({
        code: 'S',
        prefix: route.prefix,
        mask: route.mask,
        distance: route.distance,
        metric: 0,
        ...(route.nextHop === undefined ? {} : { nextHop: route.nextHop }),
        ...(via === undefined ? {} : { interface: via }),
      });
    }
    this.ip.configure(locals, routes);
  }

  /** A dialing interface is up for routing although nobody is connected; others need their line protocol. */
  #carriesRoutes(settings: InterfaceSettings, runtime: InterfaceRuntime): boolean {
    return runtime.state === 'up' && (runtime.protocolUp || this.#groups.has(settings.name));
  }

  #neighbourUp(group: DialingGroup, channel: BChannel, address: Ipv4Address): void {
    if (address === 0) return;
    this.#neighbours.set(channel, { channel, group, address });
    this.record({ type: 'ip.route', change: 'installed', destination: address }, group.interface);
    this.#applyRoutes();
  }

  #neighbourDown(channel: BChannel): void {
    const neighbour = this.#neighbours.get(channel);
    if (neighbour === undefined) return;
    this.#neighbours.delete(channel);
    this.record({ type: 'ip.route', change: 'removed', destination: neighbour.address }, neighbour.group.interface);
    this.#applyRoutes();
  }

  #judge(group: DialingGroup, source: Ipv4Address): Interest {
    return judgeInterest(group.state.policy.group, this.#dialerLists, (list) => this.#permits(list, source));
  }

  #permits(list: number, source: Ipv4Address): boolean {
    const verdict = evaluateAccessList(this.#accessLists.get(list) ?? [], source);
    if (verdict.entry !== undefined) {
      const counts = this.#accessMatches.get(list) ?? [];
      counts[verdict.entry] = (counts[verdict.entry] ?? 0) + 1;
      this.#accessMatches.set(list, counts);
    }
    return verdict.permitted;
  }

  #transmit(outgoing: OutgoingDatagram): void {
    this.settle();
    const ethernet = this.#ethernets.get(outgoing.interface);
    if (ethernet !== undefined) {
      ethernet.sendIp(outgoing.datagram, outgoing.nextHop, outgoing.broadcast);
      return;
    }
    const { datagram, nextHop, broadcast } = outgoing;
    const group = this.#groups.get(outgoing.interface);
    if (group === undefined) {
      if (outgoing.interface !== 'Null0') this.ip.undeliverable(datagram, 'interface-down', outgoing.interface);
      return;
    }
    const source = datagramSource(datagram);
    const destination = datagramDestination(datagram);
    const { interesting, reason } = this.#judge(group, source);
    group.tell({ type: 'packet', packet: { datagram, source, destination, nextHop, broadcast }, interesting, reason });
  }

  #receiveFromChannel(channel: BChannel, datagram: Uint8Array): void {
    const group = this.#groupOfChannel(channel);
    if (group === undefined) return;
    group.receivedIp(channel, this.#judge(group, datagramSource(datagram)).interesting);
    this.ip.receive(datagram);
  }

  startPing(request: PingRequest, observer: PingObserver): { abort(): void } {
    this.settle();
    return this.ip.startPing(request, observer);
  }

  // ---- EXEC

  clearCounters(interfaceName: string | undefined): void {
    if (interfaceName === undefined) for (const runtime of this.#allRuntimes()) runtime.clearCounters();
    else this.#runtimeOf(interfaceName)?.clearCounters();
  }

  clearDialer(interfaceName: string | undefined): void {
    for (const [name, group] of this.#groups) if (interfaceName === undefined || name === interfaceName) group.tell({ type: 'clear' });
  }

  clearInterface(interfaceName: string): void {
    this.settle();
    this.#runtimeOf(interfaceName)?.countReset();
    const port = this.#bris.get(interfaceName);
    const channels = port === undefined ? [this.#channel(interfaceName)] : port.b;
    for (const channel of channels) if (channel !== undefined) this.#groupOfChannel(channel)?.hangUp(channel);
  }

  clearAccessListCounters(list: number | undefined): void {
    if (list === undefined) this.#accessMatches.clear();
    else this.#accessMatches.delete(list);
  }

  clearArpCache(): void {
    for (const port of this.#ethernets.values()) port.clearArp();
  }

  isdnCall(interfaceName: string, number: string, speed: 56 | 64): string | undefined {
    this.settle();
    const port = this.#bris.get(interfaceName);
    const group = port === undefined ? undefined : this.#groupOf(port);
    if (port === undefined || group === undefined) return 'not an ISDN interface';
    if (!port.usable) return 'layer 2 is not up';
    if (port.freeChannels === 0) return 'no free B channel';
    group.tell({ type: 'dial', number, speed, interface: interfaceName });
    return undefined;
  }

  isdnDisconnect(interfaceName: string, which: 1 | 2 | 'all'): void {
    this.settle();
    for (const channel of this.#bris.get(interfaceName)?.b ?? []) {
      if (which === 'all' || which === channel.number) this.#groupOfChannel(channel)?.hangUp(channel);
    }
  }

  // ---- readers

  interfaces(): readonly InterfaceReading[] {
    this.settle();
    const readings: InterfaceReading[] = [];
    for (const { key } of this.#config.children('interfaces')) {
      const reading = this.interface(key);
      if (reading === undefined) continue;
      readings.push(reading);
      for (const channel of this.#bris.get(key)?.b ?? []) readings.push(this.#channelReading(channel));
    }
    return readings;
  }

  interface(name: string): InterfaceReading | undefined {
    this.settle();
    const channel = this.#channel(name);
    if (channel !== undefined) return this.#channelReading(channel);
    const known = this.#settings.get(name);
    const runtime = this.#runtimeOf(name);
    if (known === undefined || runtime === undefined) return undefined;
    const { settings } = known;
    const ethernet = this.#ethernets.get(name);
    const address = settings.address;
    const dialing = this.#groups.has(name) || this.#bris.has(name);
    return {
      name,
      kind: interfaceKind(name),
      settings,
      state: runtime.state,
      protocolUp: runtime.protocolUp || (dialing && runtime.state === 'up'),
      spoofing: dialing && runtime.state === 'up',
      ...(address === undefined ? {} : { address: { ...address, method: this.#fromStartup(name) ? 'NVRAM' : 'manual' } }),
      ...(ethernet === undefined ? {} : { hardwareAddress: formatHardware(ethernet.hardwareAddress) }),
      counters: runtime.counters,
    };
  }

  #channelReading(channel: BChannel): InterfaceReading {
    const port = this.#portOf(channel);
    const own = must(this.#settings.get(port.name), 'a BRI has settings').settings;
    const { address: _address, ...settings } = this.#leaderOf(own);
    const { runtime, pppStates: ppp } = channel;
    const idleLeftMs = this.#groupOf(port)?.idleLeftMs(channel);
    return {
      name: channel.name,
      kind: 'b-channel',
      settings,
      state: runtime.state,
      protocolUp: runtime.protocolUp,
      spoofing: false,
      counters: runtime.counters,
      ...(ppp === undefined ? {} : { ppp }),
      ...(idleLeftMs === undefined ? {} : { idleLeftMs }),
    };
  }

  /** Whether the address in force came with the startup configuration (`NVRAM`) or was typed since (`manual`). */
  #fromStartup(name: string): boolean {
    return this.#config.loadedAtBoot(name, 'ip.address');
  }

  isdn(): readonly IsdnReading[] {
    this.settle();
    return [...this.#bris.values()].map((port) => port.reading());
  }

  dialers(): readonly DialerReading[] {
    this.settle();
    return [...this.#groups.values()].map((group) => group.reading()).sort((a, b) => compareInterfaceNames(a.interface, b.interface));
  }

  routes(): readonly RouteReading[] {
    this.settle();
    return this.ip.table.routes;
  }

  arp(): readonly ArpReading[] {
    return [...this.#ethernets.values()].flatMap((port) => {
      const own = this.#settings.get(port.name)?.settings.address;
      const self: ArpReading[] =
        own === undefined ? [] : [{ address: own.address, hardwareAddress: formatHardware(port.hardwareAddress), interface: port.name }];
      const learnt = port.arpEntries().map((entry) => ({
        address: entry.address,
        hardwareAddress: formatHardware(entry.hardware),
        ageMs: this.clock.now - entry.heardAt,
        interface: port.name,
      }));
      return [...self, ...learnt];
    });
  }

  accessLists(): readonly AccessListReading[] {
    this.settle();
    return [...this.#accessLists].map(([list, entries]) => {
      const counts = this.#accessMatches.get(list) ?? [];
      return { list, entries: entries.map((entry, index) => ({ ...entry, matches: counts[index] ?? 0 })) };
    });
  }

  activeCalls(): readonly CallHistoryEntry[] {
    return [...this.#groups.values()].flatMap((group) => group.activeCalls());
  }

  callHistory(): readonly CallHistoryEntry[] {
    return [...this.#history, ...this.activeCalls()];
  }
}

function interfaceKind(name: string): InterfaceReading['kind'] {
  switch (parseInterfaceName(name)?.type) {
    case 'Ethernet':
    case 'FastEthernet':
      return 'ethernet';
    case 'BRI':
      return 'bri';
    case 'Loopback':
      return 'loopback';
    case 'Null':
      return 'null';
    case 'Serial':
      return 'serial';
    default:
      return 'dialer';
  }
}

/** `0200.0c00.0100`. */
function formatHardware(octets: Uint8Array): string {
  assert(octets.length === 6, 'an Ethernet address has six octets');
  const hex = [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 4)}.${hex.slice(4, 8)}.${hex.slice(8)}`;
}
