// The interfaces that a router's model has, as they run: Ethernets, serial lines, ports that place and take calls with
// their channels, controllers with the PRIs that a configuration makes of their slots, and the state of the logical ones.

import { must } from '../../base/assert.ts';
import { parseInterfaceName } from '../../base/interface-name.ts';
import { LateMap, LateSet } from '../../base/late-map.ts';
import { dSlotOf, primaryInterface, type ControllerSettings } from '../../config/controller-settings.ts';
import type { Clock } from '../../engine/clock.ts';
import type { CaptureLink } from '../channel.ts';
import type { TrunkSignal } from '../lab-description.ts';
import type { TraceEvent } from '../trace.ts';
import type { Modem } from '../modems/modem.ts';
import { SyncModem } from '../modems/sync-modem.ts';
import { AsyncPort, type AsyncPortOwner } from './ports/async-port.ts';
import { createBriPort } from './ports/bri-port.ts';
import { Controller } from './ports/controller.ts';
import type { CapturePoint, DialPort } from './ports/dial-port.ts';
import { EthernetPort, type EthernetOwner } from './ports/ethernet-port.ts';
import { InterfaceRuntime } from './ports/interface-runtime.ts';
import type { BChannel } from './ports/b-channel.ts';
import { InternalModem, type TrunkCall } from './ports/internal-modem.ts';
import { IsdnPort, type AccessLine } from './ports/isdn-port.ts';
import type { LinkChannel, LinkChannelOwner } from './ports/link-channel.ts';
import { createPriPort } from './ports/pri-port.ts';
import type { HardwareModel, SerialReading } from './readings.ts';
import { SerialPort, type SerialOwner } from './ports/serial-port.ts';
import { V25bisPort } from './ports/v25bis-port.ts';

export interface HardwareOwner {
  readonly clock: Clock;
  readonly ethernet: EthernetOwner;
  readonly channel: LinkChannelOwner;
  readonly port: AsyncPortOwner;
  readonly serial: SerialOwner;
  readonly record: (event: TraceEvent, interfaceName?: string) => void;
  /** An interface's state or line protocol changed. */
  changed(): void;
  /** A modem inside dials. */
  placeModemCall(modem: InternalModem, number: string): TrunkCall | undefined;
}

export class Hardware {
  readonly ethernets = new LateMap<string, EthernetPort>();
  readonly serials = new LateMap<string, SerialPort>();
  /** By the name of the interface that is configured. */
  readonly ports = new LateMap<string, DialPort>();
  readonly #owner: HardwareOwner;
  readonly controllers = new LateMap<string, Controller>();
  readonly #runtimes = new LateMap<string, InterfaceRuntime>();
  /** What BRIs are plugged into. */
  readonly #sockets = new LateMap<string, AccessLine>();
  /** Lines of BRIs that are cut. */
  readonly #cut = new LateSet<string>();
  /** By the interface whose line they are on. */
  readonly #modems = new LateMap<string, Modem>();
  /** In the order of their lines. */
  readonly internalModems: readonly InternalModem[];
  /** The slots of each PRI that there is, as text, by its controller. */
  readonly #primary = new LateMap<string, string>();
  readonly #channels = new LateMap<string, { readonly channel: LinkChannel; readonly port: DialPort }>();

  constructor(owner: HardwareOwner, model: HardwareModel, routerIndex: number) {
    this.#owner = owner;
    for (const name of model.interfaces) {
      switch (parseInterfaceName(name)?.type) {
        case 'Ethernet':
        case 'FastEthernet':
          this.#addEthernet(name, routerIndex);
          break;
        case 'Serial':
          this.#addSerial(name);
          break;
        case 'BRI':
          this.#addPort(createBriPort(owner.port, owner.channel, name, this.#freeDsl(), () => (this.#cut.has(name) ? undefined : this.#sockets.get(name))));
          break;
        default:
          this.add(name);
      }
    }
    this.internalModems = model.internalModems === true ? this.#makeModems(model.ttyLines ?? 0) : [];
    for (const name of model.controllers ?? []) {
      this.controllers.set(name, new Controller({ clock: owner.clock, record: (event) => owner.record(event) }, name));
    }
  }

  #makeModems(lines: number): readonly InternalModem[] {
    return Array.from({ length: lines }, (_, index) => {
      const { clock } = this.#owner;
      const modem = new InternalModem({ clock, place: (from, number) => this.#owner.placeModemCall(from, number) }, index + 1);
      this.#addPort(new AsyncPort(this.#owner.port, this.#owner.channel, `Async${index + 1}`, modem.modem, modem));
      return modem;
    });
  }

  /** A line of the telephone company is plugged into the interface, or into the controller that carries it. */
  plug(name: string, line: AccessLine, signal: TrunkSignal | undefined): void {
    if (signal === undefined) this.#sockets.set(name, line);
    else this.#controllerOf(name)?.plug(line, signal);
  }

  /** The line that is plugged in there is cut, or is whole again. */
  cut(name: string, isCut: boolean): void {
    const controller = this.#controllerOf(name);
    if (controller !== undefined) return controller.cut(isCut);
    if (isCut) this.#cut.add(name);
    else this.#cut.delete(name);
    this.isdnPort(name)?.carrierChanged();
  }

  attachModem(name: string, modem: Modem | SyncModem): void {
    if (modem instanceof SyncModem) {
      this.serials.delete(name);
      this.#addPort(new V25bisPort(this.#owner.port, this.#owner.channel, name, modem));
      return;
    }
    this.#modems.set(name, modem);
    this.#discard(name);
    this.applyAsync(name);
  }

  /** `interface Async1` is configured: from now on there is a port for the line. */
  applyAsync(name: string): void {
    if (this.ports.has(name) || parseInterfaceName(name)?.type !== 'Async') return;
    this.#addPort(new AsyncPort(this.#owner.port, this.#owner.channel, name, this.#modems.get(name)));
  }

  /** Of an asynchronous interface. */
  lineBitsPerSecond(name: string): number | undefined {
    const port = this.ports.get(name);
    return port instanceof AsyncPort ? port.lineBitsPerSecond : undefined;
  }

  asyncPorts(): readonly AsyncPort[] {
    return [...this.ports.values()].filter((port) => port instanceof AsyncPort);
  }

  /** By the number of its line. */
  asyncPort(line: number): AsyncPort | undefined {
    const port = this.ports.get(`Async${line}`);
    return port instanceof AsyncPort ? port : undefined;
  }

  /** Brings controllers and the PRIs on them into line with the configuration. */
  applyControllers(all: readonly ControllerSettings[]): void {
    for (const settings of all) {
      const controller = this.controllers.get(settings.name);
      if (controller === undefined) continue;
      this.#makePrimary(controller, settings.primary);
      controller.apply(settings);
    }
  }

  /** Without a word: PRIs of the configuration that the router boots with. */
  initialiseControllers(all: readonly ControllerSettings[]): void {
    for (const [name, controller] of this.controllers) {
      controller.initialise();
      this.#makePrimary(controller, all.find((settings) => settings.name === name)?.primary);
    }
  }

  #makePrimary(controller: Controller, timeslots: readonly number[] | undefined): void {
    const key = timeslots?.join(',');
    if (this.#primary.get(controller.name) === key) return;
    this.remove(primaryInterface(controller));
    this.#primary.delete(controller.name);
    controller.carrierChanged = () => {};
    if (timeslots === undefined || key === undefined) return;
    const port = createPriPort(this.#owner.port, this.#owner.channel, controller, this.#freeDsl(), timeslots);
    this.#primary.set(controller.name, key);
    controller.carrierChanged = () => port.carrierChanged();
    this.#addPort(port);
  }

  /** The controller whose slots `Serial0:23` is made of. */
  #controllerOf(name: string): Controller | undefined {
    for (const controller of this.controllers.values()) if (primaryInterface(controller) === name) return controller;
    return undefined;
  }

  #freeDsl(): number {
    const used = new Set(this.isdnPorts().map(({ dsl }) => dsl));
    let dsl = 0;
    while (used.has(dsl)) dsl += 1;
    return dsl;
  }

  /** Where a capture listens on the line that is plugged in there. */
  capturePoints(name: string): readonly CapturePoint[] {
    const controller = this.#controllerOf(name);
    if (controller === undefined) return this.ports.get(name)?.capturePoints() ?? [];
    // The slots stay, whatever is configured to use them.
    return [...controller.slots].map(([slot, line]) => ({
      suffix: slot === dSlotOf(controller.type) ? 'D' : `B${slot}`,
      line,
      linkType: () => this.#linkTypeOf(name, slot, dSlotOf(controller.type)),
      isVoice: () => this.#channelIn(name, slot)?.isVoice === true,
    }));
  }

  #channelIn(name: string, slot: number): BChannel | undefined {
    const port = this.ports.get(name);
    return port instanceof IsdnPort ? port.channels.find(({ number }) => number === slot) : undefined;
  }

  #linkTypeOf(name: string, slot: number, dSlot: number): CaptureLink {
    if (slot === dSlot) return 'lapd';
    return this.ports.get(name)?.channels.find(({ number }) => number === slot)?.mode === 'hdlc' ? 'hdlc' : 'ppp';
  }

  #addEthernet(name: string, routerIndex: number): void {
    // Locally administered, by router and unit.
    const address = Uint8Array.of(0x02, 0x00, 0x0c, (routerIndex >> 8) & 255, routerIndex & 255, this.ethernets.size);
    const port = new EthernetPort(this.#owner.ethernet, name, address);
    port.runtime.changed = () => this.#owner.changed();
    this.ethernets.set(name, port);
  }

  #addSerial(name: string): void {
    const port = new SerialPort(this.#owner.serial, name);
    port.runtime.changed = () => this.#owner.changed();
    this.serials.set(name, port);
  }

  #addPort(port: DialPort): void {
    this.ports.set(port.name, port);
    port.runtime.changed = () => this.#owner.changed();
    for (const channel of port.channels) this.#channels.set(channel.name, { channel, port });
  }

  /** The state of an interface that has no port. */
  add(name: string): InterfaceRuntime {
    const runtime = new InterfaceRuntime(name, this.#owner.clock, this.#owner.record);
    runtime.changed = () => this.#owner.changed();
    this.#runtimes.set(name, runtime);
    return runtime;
  }

  /** The interface is not configured any more. A line with a modem is there all the same, for terminals. */
  remove(name: string): void {
    const port = this.ports.get(name);
    if (port instanceof AsyncPort && port.modem !== undefined) port.stop();
    else this.#discard(name);
  }

  #discard(name: string): void {
    const port = this.ports.get(name);
    port?.stop();
    for (const channel of port?.channels ?? []) this.#channels.delete(channel.name);
    this.ports.delete(name);
    this.#runtimes.get(name)?.setState('administratively down');
    this.#runtimes.delete(name);
  }

  runtime(name: string): InterfaceRuntime | undefined {
    return (
      this.#runtimes.get(name) ?? this.ethernets.get(name)?.runtime ?? this.serials.get(name)?.runtime ?? this.ports.get(name)?.runtime ?? this.channel(name)?.runtime
    );
  }

  /** `BRI0:1`. */
  channel(name: string): LinkChannel | undefined {
    return this.#channels.get(name)?.channel;
  }

  portOf(channel: LinkChannel): DialPort {
    return must(this.#channels.get(channel.name), 'a channel belongs to a port').port;
  }

  /** The signals of a serial interface, leased or dialled. */
  serialReading(name: string): SerialReading | undefined {
    const port = this.ports.get(name);
    return port instanceof V25bisPort ? port.reading() : this.serials.get(name)?.reading();
  }

  isdnPort(name: string): IsdnPort | undefined {
    const port = this.ports.get(name);
    return port instanceof IsdnPort ? port : undefined;
  }

  isdnPorts(): readonly IsdnPort[] {
    return [...this.ports.values()].filter((port) => port instanceof IsdnPort);
  }

  *runtimes(): Generator<InterfaceRuntime> {
    yield* this.#runtimes.values();
    for (const port of this.ethernets.values()) yield port.runtime;
    for (const port of this.serials.values()) yield port.runtime;
    for (const port of this.ports.values()) {
      yield port.runtime;
      for (const channel of port.channels) if (channel.runtime !== port.runtime) yield channel.runtime;
    }
  }
}
