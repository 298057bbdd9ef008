// One router: its configuration, its interfaces, and what runs on them. It acts on the octets that reach it and on its
// own configuration, and on nothing else. A changed configuration is noticed here and handed to the interfaces, dialers
// and routes that depend on it; EXEC commands that ask for something to be done end here too.

import { must } from '../../base/assert.ts';
import { parseInterfaceName } from '../../base/interface-name.ts';
import { VIRTUAL_ZERO_UNIX_MS, type Instant } from '../../base/time.ts';
import { hostname, type InterfaceSettings } from '../../config/model.ts';
import { createConfig, type ConfigStore } from '../../config/store.ts';
import { loadConfiguration } from '../../config/load-text.ts';
import { Bus } from '../../engine/bus.ts';
import type { Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import { Recorder } from '../../engine/recorder.ts';
import type { Grammar } from '../../grammar/grammar.ts';
import { datagramDestination, datagramSource } from '../../protocols/ip/forward.ts';
import type { PppPolicy } from '../../protocols/ppp/session-types.ts';
import type { LabRouter } from '../lab-description.ts';
import type { TraceEvent, TraceRecord } from '../trace.ts';
import type { BChannel } from './b-channel.ts';
import type { BriPort } from './bri-port.ts';
import type { PingObserver, PingRequest, RouterControl, TracerouteObserver, TracerouteRequest } from './control.ts';
import { Dialers } from './dialers.ts';
import type { EthernetPort } from './ethernet-port.ts';
import { Hardware } from './hardware.ts';
import { readArpOf, readChannel, readInterface } from './interface-reading.ts';
import type { InterfaceRuntime } from './interface-runtime.ts';
import { IpStack, type OutgoingDatagram } from './ip-stack.ts';
import { DEFAULT_MODEL, hardwareModel, isLogical } from './models.ts';
import { briSettings, pppPolicy } from './policies.ts';
import type {
  AccessListReading, ArpReading, CallHistoryEntry, DialerReading, ExtendedListReading, HardwareModel, InterfaceReading, IsdnReading, RouteReading,
} from './readings.ts';
import { RouterSettings } from './router-settings.ts';
import { Routes } from './routes.ts';
import { listenTelnet, openTelnet, type RemoteTerminal, type TelnetRequest, type TerminalAccept, type TerminalObserver } from './telnet.ts';

/** Records that a router keeps for its readers. */
const RECORDS_KEPT = 500;
/** After power-on the interfaces are tested before they are announced. */
const INTERFACES_UP_MS = 2000;
/** Q.850: call rejected. */
const CALL_REJECTED = 21;

export interface RouterHost {
  readonly clock: Clock;
  readonly grammar: Grammar;
  random(name: string): RandomStream;
  publish(device: string, event: TraceEvent, interfaceName: string | undefined): TraceRecord;
}

export class Router implements RouterControl {
  readonly name: string;
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly trace = new Bus<TraceRecord>();
  readonly rebooted = new Bus<void>();
  readonly debugging = new Set<string>();
  readonly model: HardwareModel;
  readonly #host: RouterHost;
  readonly #records = new Recorder<TraceRecord>(RECORDS_KEPT);
  readonly #hardware: Hardware;
  readonly #ip: IpStack;
  readonly #settings = new RouterSettings();
  readonly #dialers: Dialers;
  readonly #routes: Routes;
  #config: ConfigStore;
  #startup: string | undefined;
  #dirty = true;
  #pending = false;
  #booting = true;
  #bootedAt: Instant = 0;
  #restartReason: 'power-on' | 'reload' = 'power-on';
  #clockBaseUnixMs = VIRTUAL_ZERO_UNIX_MS;
  #clockSet = false;

  constructor(host: RouterHost, description: LabRouter, index: number) {
    this.#host = host;
    this.name = description.name;
    this.clock = host.clock;
    this.random = host.random(`router ${description.name}`);
    this.model = must(hardwareModel(description.model) ?? hardwareModel(DEFAULT_MODEL), 'the default model is known');
    const { clock } = host;
    const record = (event: TraceEvent, interfaceName?: string) => this.record(event, interfaceName);
    this.#ip = new IpStack({
      clock,
      random: this.random,
      record: (event, interfaceName) => this.#recordIp(event, interfaceName),
      transmit: (outgoing) => this.#transmit(outgoing),
    });
    this.#hardware = new Hardware(
      {
        clock,
        record,
        changed: () => this.#applyRoutes(),
        ethernet: {
          clock,
          record,
          receiveIp: (_interfaceName, datagram) => this.#ip.receive(datagram),
          undeliverable: (datagram, interfaceName) => this.#ip.undeliverable(datagram, 'no-arp', interfaceName),
        },
        channel: {
          clock,
          record,
          pppAction: (channel, action) => this.#dialers.ofChannel(channel)?.pppAction(channel, action),
          receiveIp: (channel, datagram) => this.#receiveFromChannel(channel, datagram),
        },
        bri: {
          clock,
          random: this.random,
          record,
          offered: (port, call) => {
            const group = this.#dialers.of(port);
            if (group === undefined) port.reject(call, CALL_REJECTED);
            else group.offered(port, call);
          },
          channelGiven: (port, call) => this.#dialers.of(port)?.channelGiven(port, call),
          connected: (port, call) => this.#dialers.of(port)?.connected(port, call),
          disconnected: (port, call) => this.#dialers.of(port)?.disconnected(call),
          released: (port, call, cause, byPeer) => this.#dialers.of(port)?.released(call, cause, byPeer),
          availability: (port) => this.#dialers.of(port)?.availability(port),
        },
      },
      this.model,
      index,
    );
    this.#dialers = new Dialers(
      {
        clock,
        random: this.random,
        record,
        pppPolicy: (dialingInterface, outgoing) => this.#pppPolicy(dialingInterface, outgoing),
        ipUp: (group, channel, _local, peer) => this.#routes.neighbourUp(group, channel, peer),
        ipDown: (_group, channel) => this.#routes.neighbourDown(channel),
      },
      this.#settings,
      this.#hardware,
    );
    this.#routes = new Routes({ settings: this.#settings, hardware: this.#hardware, dialers: this.#dialers, ip: this.#ip, record });
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
    return this.model.interfaces.includes(name) || isLogical(name);
  }

  bri(name: string): BriPort | undefined {
    return this.#hardware.bris.get(name);
  }

  ethernet(name: string): EthernetPort | undefined {
    return this.#hardware.ethernets.get(name);
  }

  record(event: TraceEvent, interfaceName?: string): void {
    const record = this.#host.publish(this.name, event, interfaceName);
    this.#records.record(record);
    this.trace.publish(record);
  }

  // ---- boot and reload

  #newConfig(): ConfigStore {
    const config = createConfig(this.#host.grammar, { random: () => this.random.uint32() });
    config.interfaceExists = (name) => this.interfaceExists(name);
    config.onChange(() => this.#changed());
    return config;
  }

  #boot(): void {
    this.#booting = true;
    this.#bootedAt = this.clock.now;
    const context = { privilege: 15, interfaceExists: (name: string) => this.interfaceExists(name) };
    this.#config.initialise(this.model.interfaces, this.model);
    if (this.#startup !== undefined) loadConfiguration(this.#config, this.#startup, context);
    this.#settings.read(this.#config);
    for (const settings of this.#settings.interfaces()) {
      this.#hardware.runtime(settings.name)?.initialise(settings.shutdown ? 'administratively down' : 'down', false);
    }
    for (const [name, bri] of this.#hardware.bris) {
      const shutdown = this.#settings.interface(name)?.shutdown ?? true;
      for (const channel of bri.b) channel.runtime.initialise(shutdown ? 'administratively down' : 'down', false);
    }
    this.clock.after(INTERFACES_UP_MS, () => this.#finishBoot());
  }

  #finishBoot(): void {
    this.#booting = false;
    this.#dirty = true;
    this.settle();
    this.record({ type: 'sys.restart' });
  }

  reload(reason?: string): void {
    this.record({ type: 'sys.reload', by: 'console', ...(reason === undefined ? {} : { reason }) });
    this.#ip.stop();
    this.#dialers.stop();
    for (const port of this.#hardware.bris.values()) {
      port.configure({ shutdown: true, switchType: undefined, spids: [], callingNumber: undefined });
    }
    for (const runtime of this.#hardware.runtimes()) runtime.initialise('administratively down', false);
    this.#dialers.forget();
    this.#routes.forget();
    this.#settings.forget();
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
    if (!this.#dirty) return;
    this.#dirty = false;
    for (const gone of this.#settings.read(this.#config)) this.#hardware.remove(gone);
    if (this.#booting) return;
    for (const settings of this.#settings.interfaces()) this.#applyInterface(settings);
    this.#dialers.apply();
    this.#applyRoutes();
  }

  /** Every part of an interface takes the same settings twice without effect. */
  #applyInterface(settings: InterfaceSettings): void {
    const { name, shutdown } = settings;
    const bri = this.#hardware.bris.get(name);
    const loadIntervalMs = settings.loadIntervalSeconds * 1000;
    for (const part of [this.#hardware.runtime(name), ...(bri?.b.map((channel) => channel.runtime) ?? [])]) {
      if (part !== undefined) part.loadIntervalMs = loadIntervalMs;
    }
    if (bri !== undefined) {
      this.#applyBri(bri, settings);
      return;
    }
    const ethernet = this.#hardware.ethernets.get(name);
    ethernet?.configure(settings.address?.address);
    const runtime = this.#hardware.runtime(name) ?? this.#hardware.add(name);
    if (shutdown) {
      runtime.setState('administratively down');
      return;
    }
    const { up, protocolUp } = restingState(name, ethernet);
    if (runtime.state === 'up' && up) return;
    runtime.setState(up ? 'up' : 'down');
    if (up) runtime.setProtocol(protocolUp);
  }

  #applyBri(bri: BriPort, settings: InterfaceSettings): void {
    const runtime = must(this.#hardware.runtime(bri.name), 'a BRI has a D channel');
    const layer1 = briSettings(settings, this.#settings.switchType);
    if (settings.shutdown) {
      bri.configure(layer1);
      for (const channel of bri.b) channel.runtime.setState('administratively down');
      runtime.setState('administratively down');
      return;
    }
    if (runtime.state !== 'up') this.#announceBri(bri, runtime);
    bri.configure(layer1);
  }

  /** B1 down, B2 down, then the D channel up: the order of published captures. */
  #announceBri(bri: BriPort, runtime: InterfaceRuntime): void {
    for (const channel of bri.b) if (channel.runtime.state !== 'up') channel.runtime.announce('down');
    runtime.announce('up');
  }

  #pppPolicy(dialingInterface: string, outgoing: boolean): PppPolicy | undefined {
    this.settle();
    const settings = this.#settings.interface(dialingInterface);
    if (settings === undefined || settings.encapsulation !== 'ppp') return undefined;
    const { hostname, users } = this.#settings;
    return pppPolicy(settings, hostname, users, this.#settings.addressOf(settings)?.address, outgoing);
  }

  // ---- IP

  #applyRoutes(): void {
    if (!this.#booting) this.#routes.apply();
  }

  /** Nothing leads there: an interface that would, were it up, is the reason. */
  #recordIp(event: TraceEvent, interfaceName: string | undefined): void {
    if (event.type === 'ip.undeliverable' && event.because === 'no-route') {
      const down = this.#routes.downTowards(event.destination);
      if (down !== undefined) return this.record({ ...event, because: 'interface-down' }, down);
    }
    this.record(event, interfaceName);
  }

  #transmit({ datagram, interface: name, nextHop, broadcast }: OutgoingDatagram): void {
    this.settle();
    const ethernet = this.#hardware.ethernets.get(name);
    if (ethernet !== undefined) {
      ethernet.sendIp(datagram, nextHop, broadcast);
      return;
    }
    const group = this.#dialers.get(name);
    if (group === undefined) {
      if (name !== 'Null0') this.#ip.undeliverable(datagram, 'interface-down', name);
      return;
    }
    const source = datagramSource(datagram);
    const destination = datagramDestination(datagram);
    const { interesting, reason } = this.#settings.judge(group.state.policy.group, datagram);
    group.tell({ type: 'packet', packet: { datagram, source, destination, nextHop, broadcast }, interesting, reason });
  }

  #receiveFromChannel(channel: BChannel, datagram: Uint8Array): void {
    const group = this.#dialers.ofChannel(channel);
    if (group === undefined) return;
    const { interesting } = this.#settings.judge(group.state.policy.group, datagram);
    group.receivedIp(channel, interesting);
    this.#ip.receive(datagram);
  }

  startPing(request: PingRequest, observer: PingObserver): { abort(): void } {
    this.settle();
    return this.#ip.startPing(request, observer);
  }

  startTraceroute(request: TracerouteRequest, observer: TracerouteObserver): { abort(): void } {
    this.settle();
    return this.#ip.startTraceroute(request, observer);
  }

  openTelnet(request: TelnetRequest, observer: TerminalObserver): RemoteTerminal | undefined {
    this.settle();
    return openTelnet(this.#ip.transport, request, observer);
  }

  acceptTelnet(port: number, accept: TerminalAccept): () => void {
    return listenTelnet(this.#ip.transport, port, accept);
  }

  // ---- EXEC

  clearCounters(interfaceName: string | undefined): void {
    if (interfaceName === undefined) for (const runtime of this.#hardware.runtimes()) runtime.clearCounters();
    else this.#hardware.runtime(interfaceName)?.clearCounters();
  }

  clearDialer(interfaceName: string | undefined): void {
    this.#dialers.clearStatistics(interfaceName);
  }

  clearInterface(interfaceName: string): void {
    this.settle();
    this.#hardware.runtime(interfaceName)?.countReset();
    const channels = this.bri(interfaceName)?.b ?? [this.#hardware.channel(interfaceName)];
    for (const channel of channels) if (channel !== undefined) this.#dialers.ofChannel(channel)?.hangUp(channel);
  }

  clearAccessListCounters(list: number | undefined): void {
    this.#settings.clearAccessListCounters(list);
  }

  clearArpCache(): void {
    for (const port of this.#hardware.ethernets.values()) port.clearArp();
  }

  isdnCall(interfaceName: string, number: string, speed: 56 | 64): string | undefined {
    this.settle();
    const port = this.bri(interfaceName);
    const group = port === undefined ? undefined : this.#dialers.of(port);
    if (port === undefined || group === undefined) return 'not an ISDN interface';
    if (!port.usable || port.freeChannels === 0) {
      const why = port.usable ? 'no-channel' : 'line-down';
      this.record({ type: 'dialer.failed', number, call: '', cause: 0, why }, interfaceName);
      return port.usable ? 'no free B channel' : 'layer 2 is not up';
    }
    group.tell({ type: 'dial', number, speed, interface: interfaceName });
    return undefined;
  }

  isdnDisconnect(interfaceName: string, which: 1 | 2 | 'all'): void {
    this.settle();
    for (const channel of this.bri(interfaceName)?.b ?? []) {
      if (which === 'all' || which === channel.number) this.#dialers.ofChannel(channel)?.hangUp(channel);
    }
  }

  // ---- readers

  interfaces(): readonly InterfaceReading[] {
    this.settle();
    const readings: InterfaceReading[] = [];
    for (const settings of this.#settings.interfacesInOrder()) {
      const reading = this.#readInterface(settings);
      if (reading === undefined) continue;
      readings.push(reading);
      for (const channel of this.bri(settings.name)?.b ?? []) readings.push(this.#readChannel(channel, settings));
    }
    return readings;
  }

  interface(name: string): InterfaceReading | undefined {
    this.settle();
    const channel = this.#hardware.channel(name);
    const settings = this.#settings.interface(name.split(':')[0] ?? name);
    if (settings === undefined) return undefined;
    return channel === undefined ? this.#readInterface(settings) : this.#readChannel(channel, settings);
  }

  #readInterface(settings: InterfaceSettings): InterfaceReading | undefined {
    const { name } = settings;
    const runtime = this.#hardware.runtime(name);
    if (runtime === undefined) return undefined;
    return readInterface(settings, runtime, {
      ethernet: this.ethernet(name),
      dialing: this.#dialers.has(name) || this.#hardware.bris.has(name),
      fromStartup: this.#config.loadedAtBoot(name, 'ip.address'),
      chip: this.#chipOf(name),
    });
  }

  #readChannel(channel: BChannel, settings: InterfaceSettings): InterfaceReading {
    return readChannel(channel, this.#settings.leaderOf(settings), this.#dialers.ofChannel(channel)?.idleLeftMs(channel), this.#chipOf(channel.name));
  }

  #chipOf(name: string): string | undefined {
    const type = parseInterfaceName(name)?.type;
    return type === undefined ? undefined : this.model.chips[type];
  }

  isdn(): readonly IsdnReading[] {
    this.settle();
    return [...this.#hardware.bris.values()].map((port) => port.reading());
  }

  dialers(): readonly DialerReading[] {
    this.settle();
    return this.#dialers.readings();
  }

  routes(): readonly RouteReading[] {
    this.settle();
    return this.#ip.table.routes;
  }

  arp(): readonly ArpReading[] {
    return [...this.#hardware.ethernets.values()].flatMap((port) => readArpOf(port, this.#settings.interface(port.name), this.clock.now));
  }

  accessLists(): readonly AccessListReading[] {
    this.settle();
    return this.#settings.accessLists();
  }

  extendedLists(): readonly ExtendedListReading[] {
    this.settle();
    return this.#settings.extendedLists();
  }

  activeCalls(): readonly CallHistoryEntry[] {
    return this.#dialers.activeCalls();
  }

  callHistory(): readonly CallHistoryEntry[] {
    return this.#dialers.callHistory();
  }
}

/** How an interface stands that is not shut down, by what there is behind it. */
function restingState(name: string, ethernet: EthernetPort | undefined): { readonly up: boolean; readonly protocolUp: boolean } {
  switch (parseInterfaceName(name)?.type) {
    // A serial line without a cable has no carrier; a template and a bundle without members carry nothing.
    case 'Serial':
    case 'Virtual-Template':
    case 'Multilink':
      return { up: false, protocolUp: false };
    // Tunnels are not simulated: nothing comes out at the other end.
    case 'Tunnel':
      return { up: true, protocolUp: false };
    default:
      return { up: true, protocolUp: ethernet === undefined || ethernet.attached };
  }
}
