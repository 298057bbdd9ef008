// One router: what is plugged into it and what is done to it. It acts on the octets that reach it and on its own configuration, and on
// nothing else. A changed configuration is noticed here and handed to what runs (machinery.ts); EXEC commands reach that
// through here too. What is read of it is in readable-router.ts; power, reloads and NVRAM are in router-life.ts.

import { must } from '../../base/assert.ts';
import type { Ipv4Address } from '../../base/ipv4.ts';
import type { Instant } from '../../base/time.ts';
import type { ConfigStore } from '../../config/store.ts';
import { Bus, type Audience } from '../../engine/bus.ts';
import type { Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import type { Grammar } from '../../grammar/grammar.ts';
import type { Modem } from '../modems/modem.ts';
import type { SyncModem } from '../modems/sync-modem.ts';
import type { LabRouter, TrunkSignal } from '../lab-description.ts';
import type { TraceEvent, TraceRecord } from '../trace.ts';
import { applySettings } from './apply-settings.ts';
import type { DatagramRequest, PingObserver, PingRequest, RouterControl, TracerouteObserver, TracerouteRequest } from './control.ts';
import type { CapturePoint, DialPort } from './ports/dial-port.ts';
import type { LineAaa } from './aaa/aaa-lines.ts';
import type { EthernetPort } from './ports/ethernet-port.ts';
import { ExecActions } from './exec-actions.ts';
import type { AccessLine, IsdnPort } from './ports/isdn-port.ts';
import type { LineAccept, ReverseLine, ReverseObserver } from './ports/line-terminal.ts';
import { Machinery } from './machinery.ts';
import { DEFAULT_MODEL, hardwareModel } from './models.ts';
import { ReadableRouter } from './readable-router.ts';
import type { HardwareModel, RouterReader } from './readings.ts';
import { RouterLife, type StartupStorage } from './router-life.ts';
import type { SerialPort } from './ports/serial-port.ts';
import { listenTelnet, openTelnet, type RemoteTerminal, type TelnetRequest, type TerminalAccept, type TerminalObserver } from './ip/telnet.ts';

/** Switches that show datagrams as they pass. */
const PACKET_SWITCHES = ['ip.icmp', 'ip.packet', 'ip.packet.detail'] as const;

export interface RouterHost {
  readonly clock: Clock;
  readonly grammar: Grammar;
  random(name: string): RandomStream;
  /** Of the world's bus and of those of its routers. */
  readonly audience: Audience;
  /** On the world's bus, and on the router's own. */
  publish(device: string, event: TraceEvent, interfaceName: string | undefined, teller: TraceTeller): void;
  /** Somebody hears what is published, whoever it is. Needs no `this`. */
  readonly heard: () => boolean;
}

export interface TraceTeller {
  /** Its own bus, as long as somebody there can hear. */
  readonly heardBy: Bus<TraceRecord> | undefined;
}

export class Router extends ReadableRouter implements RouterControl, TraceTeller {
  readonly name: string;
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly trace: Bus<TraceRecord>;
  readonly debugging = new Set<string>();
  readonly model: HardwareModel;
  protected readonly machinery: Machinery;
  readonly #host: RouterHost;
  readonly #exec: ExecActions;
  readonly #life: RouterLife;
  #lineAccept: LineAccept | undefined;
  #dirty = true;
  #pending = false;

  constructor(host: RouterHost, description: LabRouter, index: number) {
    super();
    this.#host = host;
    this.trace = new Bus(host.audience);
    this.name = description.name;
    this.clock = host.clock;
    this.random = host.random(`router ${description.name}`);
    this.model = must(hardwareModel(description.model) ?? hardwareModel(DEFAULT_MODEL), 'the default model is known');
    this.machinery = new Machinery(
      {
        clock: host.clock,
        random: this.random,
        aaaRandom: host.random(`aaa ${description.name}`),
        unixMs: () => this.#life.clockBaseUnixMs + this.clock.now,
        record: this.record,
        heard: host.heard,
        settle: () => this.settle(),
        watchesPackets: () => this.debugging.size > 0 && PACKET_SWITCHES.some((name) => this.debugging.has(name)),
        interfaceChanged: () => {
          if (!this.#life.booting) this.machinery.backups.notice();
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
    this.#exec = new ExecActions(this.machinery, this.record);
    this.#life = new RouterLife(
      {
        clock: this.clock,
        grammar: host.grammar,
        random: this.random,
        model: this.model,
        machinery: this.machinery,
        record: (event) => this.record(event),
        changed: () => this.#changed(),
        stopped: () => this.debugging.clear(),
        booted: () => {
          this.#dirty = true;
          this.settle();
          this.record({ type: 'sys.restart' });
        },
      },
      description.config === '' ? undefined : description.config,
    );
    this.#life.boot();
  }

  get config(): ConfigStore {
    return this.#life.config;
  }

  /** Passed on as it is to all that runs here: it is called for every step of every machine. */
  readonly record = (event: TraceEvent, interfaceName?: string): void => {
    this.#host.publish(this.name, event, interfaceName, this);
  };

  /** What happens to it as it goes off, nobody there can tell. */
  get heardBy(): Bus<TraceRecord> | undefined {
    return this.#life.powered ? this.trace : undefined;
  }

  // ---- what is plugged in

  interfaceExists(name: string): boolean {
    return this.#life.interfaceExists(name);
  }

  /** A line of the telephone company is plugged in, and with what signal if it is a trunk. */
  plug(interfaceName: string, line: AccessLine, signal: TrunkSignal | undefined): void {
    this.machinery.hardware.plug(interfaceName, line, signal);
  }

  /** That line is cut, or is whole again. */
  cut(interfaceName: string, isCut: boolean): void {
    this.machinery.hardware.cut(interfaceName, isCut);
  }

  /** The other end of the cable of an asynchronous line. */
  attachModem(interfaceName: string, modem: Modem | SyncModem): void {
    this.machinery.hardware.attachModem(interfaceName, modem);
  }

  /** Where a capture listens on the line that is plugged in there. */
  capturePoints(interfaceName: string): readonly CapturePoint[] {
    return this.machinery.hardware.capturePoints(interfaceName);
  }

  /** Whatever places and takes calls there. */
  dialPort(name: string): DialPort | undefined {
    return this.machinery.hardware.ports.get(name);
  }

  /** Where a capture listens behind the modems inside. */
  modemCapturePoints(): readonly { readonly name: string; readonly point: CapturePoint }[] {
    const { hardware } = this.machinery;
    return hardware.internalModems.flatMap(({ line }) => (hardware.asyncPort(line)?.capturePoints() ?? []).map((point) => ({ name: `Async${line}`, point })));
  }

  isdnPort(name: string): IsdnPort | undefined {
    return this.machinery.hardware.isdnPort(name);
  }

  ethernet(name: string): EthernetPort | undefined {
    return this.machinery.hardware.ethernets.get(name);
  }

  serial(name: string): SerialPort | undefined {
    return this.machinery.hardware.serials.get(name);
  }

  // ---- its life

  get bootedAt(): Instant {
    return this.#life.bootedAt;
  }

  get restartReason(): 'power-on' | 'reload' {
    return this.#life.restartReason;
  }

  get clockBaseUnixMs(): number {
    return this.#life.clockBaseUnixMs;
  }

  get clockSet(): boolean {
    return this.#life.clockSet;
  }

  get configRegister(): RouterReader['configRegister'] {
    return this.#life.register;
  }

  get startupConfig(): string | undefined {
    return this.#life.startup;
  }

  get powered(): boolean {
    return this.#life.powered;
  }

  get rebooted(): Bus<void> {
    return this.#life.rebooted;
  }

  get storage(): StartupStorage | undefined {
    return this.#life.storage;
  }

  set storage(storage: StartupStorage) {
    this.#life.storage = storage;
  }

  reload(reason?: string, by = 'console'): void {
    this.#life.reload(reason, by);
  }

  powerOff(): void {
    this.#life.powerOff();
  }

  powerOn(): void {
    this.#life.powerOn();
  }

  saveStartup(text: string): string | undefined {
    return this.#life.keepStartup(text);
  }

  eraseStartup(): string | undefined {
    return this.#life.keepStartup(undefined);
  }

  setClock(unixMs: number): void {
    this.#life.setClock(unixMs);
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
    for (const gone of this.machinery.settings.read(this.#life.config)) this.machinery.hardware.remove(gone);
    this.machinery.configured();
    if (this.#life.booting) return;
    applySettings(this.machinery);
    this.#applyRoutes();
  }

  #applyRoutes(): void {
    if (!this.#life.booting) this.machinery.routes.apply();
  }

  get aaa(): LineAaa {
    this.settle();
    return this.machinery.aaa.lines;
  }

  // ---- IP

  startPing(request: PingRequest, observer: PingObserver): { abort(): void } {
    this.settle();
    return this.machinery.ip.startPing(request, observer);
  }

  startTraceroute(request: TracerouteRequest, observer: TracerouteObserver): { abort(): void } {
    this.settle();
    return this.machinery.ip.startTraceroute(request, observer);
  }

  sendDatagram({ destination, sourceInterface, ...datagram }: DatagramRequest): void {
    this.settle();
    const { ip } = this.machinery;
    ip.sendUdp(datagram, destination, sourceInterface === undefined ? undefined : this.interface(sourceInterface)?.address?.address);
  }

  lookUpName(name: string, done: (address: Ipv4Address | undefined) => void): { abort(): void } {
    this.settle();
    return this.machinery.ip.names.lookUp(name, done);
  }

  openTelnet(request: TelnetRequest, observer: TerminalObserver): RemoteTerminal | undefined {
    this.settle();
    return openTelnet(this.machinery.ip.transport, request, observer);
  }

  acceptTelnet(port: number, accept: TerminalAccept): () => void {
    return listenTelnet(this.machinery.ip.transport, port, accept);
  }

  acceptLines(accept: LineAccept): () => void {
    this.#lineAccept = accept;
    return () => {
      if (this.#lineAccept === accept) this.#lineAccept = undefined;
    };
  }

  openReverseLine(line: number, observer: ReverseObserver): ReverseLine | undefined {
    this.settle();
    return this.machinery.hardware.asyncPort(line)?.openReverse(observer);
  }

  clearLine(line: number): boolean {
    this.settle();
    const port = this.machinery.hardware.asyncPort(line);
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

  permits(list: number | string, address: Ipv4Address): boolean {
    this.settle();
    return this.machinery.settings.permits(list, address);
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
}
