// One router: its configuration and its life, from power-on through reloads. It acts on the octets that reach it and on its
// own configuration, and on nothing else. A changed configuration is noticed here and handed to what runs (machinery.ts);
// EXEC commands and views reach that through here too.

import { must } from '../../base/assert.ts';
import type { Ipv4Address } from '../../base/ipv4.ts';
import { VIRTUAL_ZERO_UNIX_MS, type Instant } from '../../base/time.ts';
import { isChannelInterface } from '../../config/controllers.ts';
import { keptLines } from '../../config/kept-lines.ts';
import { CONFIG_REGISTER, configRegister, formatConfigRegister, ignoresStartup } from '../../config/config-register.ts';
import { hostname } from '../../config/model.ts';
import type { KeptLine } from '../../config/node.ts';
import { createConfig, type ConfigStore } from '../../config/store.ts';
import { loadConfiguration } from '../../config/load-text.ts';
import { Bus } from '../../engine/bus.ts';
import type { Cancel, Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import type { Grammar } from '../../grammar/grammar.ts';
import type { PoolUse } from '../../protocols/ip/address-pool.ts';
import type { Modem } from '../modems/modem.ts';
import type { SyncModem } from '../modems/sync-modem.ts';
import type { LabRouter, TrunkSignal } from '../lab-description.ts';
import type { TraceEvent, TraceRecord } from '../trace.ts';
import { applySettings, initialiseInterfaces } from './apply-settings.ts';
import type { DatagramRequest, PingObserver, PingRequest, RouterControl, TracerouteObserver, TracerouteRequest } from './control.ts';
import type { CapturePoint, DialPort } from './ports/dial-port.ts';
import type { LineAaa } from './aaa/aaa-lines.ts';
import type { EthernetPort } from './ports/ethernet-port.ts';
import { ExecActions } from './exec-actions.ts';
import type { AccessLine, IsdnPort } from './ports/isdn-port.ts';
import type { LineAccept, ReverseLine, ReverseObserver } from './ports/line-terminal.ts';
import type { ModemReading } from './ports/modem-pool.ts';
import { Machinery } from './machinery.ts';
import { DEFAULT_MODEL, hardwareModel, modelHasInterface } from './models.ts';
import type {
  AaaReading, AccessListReading, ArpReading, BackupReading, BundleReading, CallHistoryEntry, ControllerReading, DialerReading, ExtendedListReading, HardwareModel, InterfaceReading, IsdnReading, RipReading, RouteReading, RouterReader,
} from './readings.ts';
import { RouterReaders } from './router-readers.ts';
import type { LearntName } from './ip/name-resolver.ts';
import type { SerialPort } from './ports/serial-port.ts';
import { listenTelnet, openTelnet, type RemoteTerminal, type TelnetRequest, type TerminalAccept, type TerminalObserver } from './ip/telnet.ts';

/** After power-on the interfaces are tested before they are announced. */
const INTERFACES_UP_MS = 2000;

/** Switches that show datagrams as they pass. */
const PACKET_SWITCHES = ['ip.icmp', 'ip.packet', 'ip.packet.detail'] as const;

export interface RouterHost {
  readonly clock: Clock;
  readonly grammar: Grammar;
  random(name: string): RandomStream;
  /** On the world's bus, and on the router's own. */
  publish(device: string, event: TraceEvent, interfaceName: string | undefined, own: Bus<TraceRecord> | undefined): void;
}

/** Keeps a startup configuration, at once; undefined is an erased one. It says why it could not, if it could not. */
export interface StartupStorage {
  keep(text: string | undefined): string | undefined;
}

export class Router implements RouterControl {
  readonly name: string;
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly trace = new Bus<TraceRecord>();
  readonly rebooted = new Bus<void>();
  readonly debugging = new Set<string>();
  readonly model: HardwareModel;
  /** Where NVRAM outlives the lab, if it does. */
  storage: StartupStorage | undefined;
  readonly #host: RouterHost;
  readonly #machinery: Machinery;
  readonly #exec: ExecActions;
  readonly #readers: RouterReaders;
  #config: ConfigStore;
  #lineAccept: LineAccept | undefined;
  #startup: string | undefined;
  #dirty = true;
  #pending = false;
  #booting = true;
  #powered = true;
  /** Ends the tests of a boot. */
  #testing: Cancel | undefined;
  #bootedAt: Instant = 0;
  #restartReason: 'power-on' | 'reload' = 'power-on';
  #clockBaseUnixMs = VIRTUAL_ZERO_UNIX_MS;
  #clockSet = false;
  readonly #register = { inForce: CONFIG_REGISTER, atNextReload: CONFIG_REGISTER };

  constructor(host: RouterHost, description: LabRouter, index: number) {
    this.#host = host;
    this.name = description.name;
    this.clock = host.clock;
    this.random = host.random(`router ${description.name}`);
    this.model = must(hardwareModel(description.model) ?? hardwareModel(DEFAULT_MODEL), 'the default model is known');
    this.#machinery = new Machinery(
      {
        clock: host.clock,
        random: this.random,
        aaaRandom: host.random(`aaa ${description.name}`),
        unixMs: () => this.#clockBaseUnixMs + this.clock.now,
        record: (event, interfaceName) => this.record(event, interfaceName),
        settle: () => this.settle(),
        watchesPackets: () => this.debugging.size > 0 && PACKET_SWITCHES.some((name) => this.debugging.has(name)),
        interfaceChanged: () => {
          if (!this.#booting) this.#machinery.backups.notice();
          this.#applyRoutes();
        },
        lineAccept: () => this.#lineAccept,
        secondaryChanged: () => {
          this.#dirty = true;
          this.settle();
        },
      },
      this.model,
      index,
    );
    this.#exec = new ExecActions(this.#machinery, (event, interfaceName) => this.record(event, interfaceName));
    this.#readers = new RouterReaders(this.#machinery, this.model, () => this.#config);
    this.#startup = description.config === '' ? undefined : description.config;
    this.#config = this.#newConfig();
    this.#boot();
  }

  // ---- identity and state

  get config(): ConfigStore {
    return this.#config;
  }

  keptLines(): readonly KeptLine[] {
    return keptLines(this.#config);
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

  get configRegister(): RouterReader['configRegister'] {
    return this.#register;
  }

  get startupConfig(): string | undefined {
    return this.#startup;
  }

  interfaceExists(name: string): boolean {
    return modelHasInterface(this.model, name) || isChannelInterface(this.#config, name);
  }

  channelExists(name: string): boolean {
    return this.#machinery.hardware.channel(name) !== undefined;
  }

  /** A line of the telephone company is plugged in, and with what signal if it is a trunk. */
  plug(interfaceName: string, line: AccessLine, signal: TrunkSignal | undefined): void {
    this.#machinery.hardware.plug(interfaceName, line, signal);
  }

  /** That line is cut, or is whole again. */
  cut(interfaceName: string, isCut: boolean): void {
    this.#machinery.hardware.cut(interfaceName, isCut);
  }

  /** The other end of the cable of an asynchronous line. */
  attachModem(interfaceName: string, modem: Modem | SyncModem): void {
    this.#machinery.hardware.attachModem(interfaceName, modem);
  }

  /** Where a capture listens on the line that is plugged in there. */
  capturePoints(interfaceName: string): readonly CapturePoint[] {
    return this.#machinery.hardware.capturePoints(interfaceName);
  }

  /** Whatever places and takes calls there. */
  dialPort(name: string): DialPort | undefined {
    return this.#machinery.hardware.ports.get(name);
  }

  /** Where a capture listens behind the modems inside. */
  modemCapturePoints(): readonly { readonly name: string; readonly point: CapturePoint }[] {
    const { hardware } = this.#machinery;
    return hardware.internalModems.flatMap(({ line }) => (hardware.asyncPort(line)?.capturePoints() ?? []).map((point) => ({ name: `Async${line}`, point })));
  }

  isdnPort(name: string): IsdnPort | undefined {
    return this.#machinery.hardware.isdnPort(name);
  }

  ethernet(name: string): EthernetPort | undefined {
    return this.#machinery.hardware.ethernets.get(name);
  }

  serial(name: string): SerialPort | undefined {
    return this.#machinery.hardware.serials.get(name);
  }

  record(event: TraceEvent, interfaceName?: string): void {
    // What happens to it as it goes off, nobody there can tell.
    this.#host.publish(this.name, event, interfaceName, this.#powered ? this.trace : undefined);
  }

  // ---- boot and reload

  #newConfig(): ConfigStore {
    const config = createConfig(this.#host.grammar, { random: () => this.random.uint32() });
    config.interfaceExists = (name) => this.interfaceExists(name);
    config.givesClock = (name) => this.#machinery.hardware.serialReading(name)?.cable !== 'DTE';
    config.onChange(({ path }) => {
      if (path === 'configRegister') this.#register.atNextReload = configRegister(this.#config);
      this.#changed();
    });
    return config;
  }

  #boot(): void {
    this.#booting = true;
    this.#bootedAt = this.clock.now;
    const context = { privilege: 15, interfaceExists: (name: string) => this.interfaceExists(name) };
    this.#config.initialise(this.model.interfaces, this.model);
    const { atNextReload: register } = this.#register;
    this.#register.inForce = register;
    loadConfiguration(this.#config, `config-register ${formatConfigRegister(register)}`, { ...context, merge: true });
    if (this.#startup !== undefined && !ignoresStartup(register)) loadConfiguration(this.#config, this.#startup, context);
    this.#machinery.settings.read(this.#config);
    initialiseInterfaces(this.#machinery, this.model.interfaces);
    this.#testing?.();
    this.#testing = this.clock.after(INTERFACES_UP_MS, () => this.#finishBoot());
  }

  #finishBoot(): void {
    this.#testing = undefined;
    this.#booting = false;
    this.#dirty = true;
    this.settle();
    this.record({ type: 'sys.restart' });
  }

  reload(reason?: string, by = 'console'): void {
    this.record({ type: 'sys.reload', by, ...(reason === undefined ? {} : { reason }) });
    this.#machinery.stop();
    this.debugging.clear();
    this.#restartReason = 'reload';
    this.#config = this.#newConfig();
    this.#boot();
    this.rebooted.publish();
  }

  permits(list: number | string, address: Ipv4Address): boolean {
    this.settle();
    return this.#machinery.settings.permits(list, address);
  }

  get powered(): boolean {
    return this.#powered;
  }

  /** Somebody pulls the plug: nothing is said, and nothing is kept but NVRAM. */
  powerOff(): void {
    if (!this.#powered) return;
    this.#powered = false;
    this.record({ type: 'sys.power', to: 'off' });
    this.#testing?.();
    this.#testing = undefined;
    this.#booting = true;
    this.#machinery.stop();
    this.debugging.clear();
    this.rebooted.publish();
  }

  /** It boots from NVRAM, and its clock begins anew. */
  powerOn(): void {
    if (this.#powered) return;
    this.#powered = true;
    this.record({ type: 'sys.power', to: 'on' });
    this.#restartReason = 'power-on';
    this.#clockBaseUnixMs = VIRTUAL_ZERO_UNIX_MS - this.clock.now;
    this.#clockSet = false;
    this.#config = this.#newConfig();
    this.#boot();
    this.rebooted.publish();
  }

  saveStartup(text: string): string | undefined {
    return this.#keepStartup(text);
  }

  eraseStartup(): string | undefined {
    return this.#keepStartup(undefined);
  }

  /** What could not be written is not there after a reload either. */
  #keepStartup(text: string | undefined): string | undefined {
    const trouble = this.storage?.keep(text);
    if (trouble === undefined) this.#startup = text;
    return trouble;
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
    for (const gone of this.#machinery.settings.read(this.#config)) this.#machinery.hardware.remove(gone);
    this.#machinery.configured();
    if (this.#booting) return;
    applySettings(this.#machinery);
    this.#applyRoutes();
  }

  #applyRoutes(): void {
    if (!this.#booting) this.#machinery.routes.apply();
  }

  get aaa(): LineAaa {
    this.settle();
    return this.#machinery.aaa.lines;
  }

  // ---- IP

  startPing(request: PingRequest, observer: PingObserver): { abort(): void } {
    this.settle();
    return this.#machinery.ip.startPing(request, observer);
  }

  startTraceroute(request: TracerouteRequest, observer: TracerouteObserver): { abort(): void } {
    this.settle();
    return this.#machinery.ip.startTraceroute(request, observer);
  }

  sendDatagram({ destination, sourceInterface, ...datagram }: DatagramRequest): void {
    this.settle();
    const { ip } = this.#machinery;
    ip.sendUdp(datagram, destination, sourceInterface === undefined ? undefined : this.interface(sourceInterface)?.address?.address);
  }

  lookUpName(name: string, done: (address: Ipv4Address | undefined) => void): { abort(): void } {
    this.settle();
    return this.#machinery.ip.names.lookUp(name, done);
  }

  openTelnet(request: TelnetRequest, observer: TerminalObserver): RemoteTerminal | undefined {
    this.settle();
    return openTelnet(this.#machinery.ip.transport, request, observer);
  }

  acceptTelnet(port: number, accept: TerminalAccept): () => void {
    return listenTelnet(this.#machinery.ip.transport, port, accept);
  }

  acceptLines(accept: LineAccept): () => void {
    this.#lineAccept = accept;
    return () => {
      if (this.#lineAccept === accept) this.#lineAccept = undefined;
    };
  }

  openReverseLine(line: number, observer: ReverseObserver): ReverseLine | undefined {
    this.settle();
    return this.#machinery.hardware.asyncPort(line)?.openReverse(observer);
  }

  clearLine(line: number): boolean {
    this.settle();
    const port = this.#machinery.hardware.asyncPort(line);
    if (port !== undefined && port.calls().length > 0) this.#exec.clearInterface(port.name);
    else port?.clear();
    return port !== undefined;
  }

  // ---- EXEC

  clearCounters(interfaceName: string | undefined): void {
    this.#exec.clearCounters(interfaceName);
  }

  clearDialer(interfaceName: string | undefined): void {
    this.#exec.clearDialer(interfaceName);
  }

  clearInterface(interfaceName: string): void {
    this.settle();
    this.#exec.clearInterface(interfaceName);
  }

  clearAccessListCounters(list: number | string | undefined): void {
    this.#exec.clearAccessListCounters(list);
  }

  clearArpCache(): void {
    this.#exec.clearArpCache();
  }

  clearRoute(destination: Ipv4Address | undefined): void {
    this.settle();
    this.#exec.clearRoute(destination);
  }

  isdnCall(interfaceName: string, number: string, speed: 56 | 64): string | undefined {
    this.settle();
    return this.#exec.isdnCall(interfaceName, number, speed);
  }

  isdnDisconnect(interfaceName: string, channel: number | 'all'): void {
    this.settle();
    this.#exec.isdnDisconnect(interfaceName, channel);
  }

  // ---- readers

  interfaces(): readonly InterfaceReading[] {
    this.settle();
    return this.#readers.interfaces();
  }

  interface(name: string): InterfaceReading | undefined {
    this.settle();
    return this.#readers.interface(name);
  }

  controllers(): readonly ControllerReading[] {
    this.settle();
    return this.#readers.controllers();
  }

  isdn(): readonly IsdnReading[] {
    this.settle();
    return this.#readers.isdn();
  }

  dialers(): readonly DialerReading[] {
    this.settle();
    return this.#readers.dialers();
  }

  bundles(): readonly BundleReading[] {
    this.settle();
    return this.#machinery.bundles.readings();
  }

  modems(): readonly ModemReading[] {
    return this.#machinery.modems.readings();
  }

  addressPools(): readonly PoolUse[] {
    this.settle();
    return this.#machinery.peerAddresses.readings();
  }

  routes(): readonly RouteReading[] {
    this.settle();
    return this.#readers.routes(this.clock.now);
  }

  backups(): readonly BackupReading[] {
    this.settle();
    return this.#machinery.backups.readings();
  }

  rip(): RipReading | undefined {
    this.settle();
    return this.#readers.rip(this.clock.now);
  }

  learntNames(): readonly LearntName[] {
    return this.#machinery.ip.names.learnt();
  }

  arp(): readonly ArpReading[] {
    return this.#readers.arp(this.clock.now);
  }

  accessLists(): readonly AccessListReading[] {
    this.settle();
    return this.#readers.accessLists();
  }

  extendedLists(): readonly ExtendedListReading[] {
    this.settle();
    return this.#readers.extendedLists();
  }

  aaaReading(): AaaReading {
    return this.#machinery.aaa.reading();
  }

  activeCalls(): readonly CallHistoryEntry[] {
    return [...this.#machinery.dialers.activeCalls(), ...this.#machinery.modems.activeCalls()];
  }

  callHistory(): readonly CallHistoryEntry[] {
    return [...this.#machinery.dialers.callHistory(), ...this.#machinery.modems.activeCalls()];
  }
}
