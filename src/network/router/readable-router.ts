// The half of a router that views read: interfaces with their channels, ISDN, dialers, routes, ARP, access lists, calls, made on demand
// from what runs. What a changed configuration brings about is brought about before anything is read. What is done to a
// router is the other half's (router.ts).

import { compareInterfaceNames, parseInterfaceName } from '../../base/interface-name.ts';
import { LateMap } from '../../base/late-map.ts';
import type { Instant } from '../../base/time.ts';
import { dSlotOf } from '../../config/controller-settings.ts';
import { keptLines } from '../../config/kept-lines.ts';
import { hostname, type InterfaceSettings } from '../../config/model.ts';
import type { KeptLine } from '../../config/node.ts';
import type { ConfigStore } from '../../config/store.ts';
import type { Clock } from '../../engine/clock.ts';
import type { PoolUse } from '../../protocols/ip/address-pool.ts';
import type { BundleInterface } from './dialing/bundle-interface.ts';
import { dialsInBand } from './ports/dial-port.ts';
import { readArpOf, readBundle, readChannel, readInterface } from './interface-reading.ts';
import type { LearntName } from './ip/name-resolver.ts';
import type { LinkChannel } from './ports/link-channel.ts';
import type { Machinery } from './machinery.ts';
import type { ModemReading } from './ports/modem-pool.ts';
import type {
  AaaReading, AccessListReading, ArpReading, BackupReading, BundleReading, CompressionReading, CallHistoryEntry, ControllerReading, DialerReading, ExtendedListReading, HardwareModel, InterfaceReading, IsdnReading, RipReading, RouteReading,
} from './readings.ts';

/** What drives the slots of a controller, of a T1 and of an E1. */
const TRUNK_CHIP = 'DSX1';

export abstract class ReadableRouter {
  abstract readonly clock: Clock;
  abstract readonly model: HardwareModel;
  abstract readonly config: ConfigStore;
  protected abstract readonly machinery: Machinery;
  readonly #chips = new LateMap<string, { readonly name: string | undefined }>();

  /** Brings what runs into line with the configuration. */
  abstract settle(): void;

  get now(): Instant {
    return this.clock.now;
  }

  get hostname(): string {
    return hostname(this.config);
  }

  keptLines(): readonly KeptLine[] {
    return keptLines(this.config);
  }

  channelExists(name: string): boolean {
    return this.machinery.hardware.channel(name) !== undefined;
  }

  // ---- interfaces

  interfaces(): readonly InterfaceReading[] {
    this.settle();
    const { settings: known, hardware, bundles } = this.machinery;
    const readings: InterfaceReading[] = [];
    const virtual = [...bundles.virtual()];
    const virtualBefore = (name: string | undefined): void => {
      for (let next = virtual[0]; next !== undefined && (name === undefined || compareInterfaceNames(next.name, name) < 0); next = virtual[0]) {
        virtual.shift();
        const reading = this.#readVirtual(next);
        if (reading !== undefined) readings.push(reading);
      }
    };
    for (const settings of known.interfacesInOrder()) {
      virtualBefore(settings.name);
      const reading = this.#readInterface(settings);
      if (reading === undefined) continue;
      const port = hardware.ports.get(settings.name);
      const channels = (port?.channels ?? []).filter(({ name }) => name !== settings.name).map((channel) => this.#readChannel(channel, settings));
      // The D channel of a primary access stands among its B channels.
      const before = port?.kind === 'pri' ? channels.filter(({ timeslot = 0 }) => timeslot < (reading.timeslot ?? 0)) : [];
      readings.push(...before, reading, ...channels.slice(before.length));
    }
    virtualBefore(undefined);
    return readings;
  }

  interface(name: string): InterfaceReading | undefined {
    this.settle();
    const { settings: known, hardware } = this.machinery;
    const own = known.interface(name);
    if (own !== undefined) return this.#readInterface(own);
    const bundle = this.machinery.bundles.get(name);
    if (bundle !== undefined) return this.#readVirtual(bundle);
    const channel = hardware.channel(name);
    const settings = channel === undefined ? undefined : known.interface(hardware.portOf(channel).name);
    return channel === undefined || settings === undefined ? undefined : this.#readChannel(channel, settings);
  }

  #readInterface(settings: InterfaceSettings): InterfaceReading | undefined {
    const { settings: known, hardware, dialers, bundles } = this.machinery;
    const { name } = settings;
    const runtime = hardware.runtime(name);
    const port = hardware.ports.get(name);
    const serial = hardware.serials.get(name);
    const inBand = port !== undefined && dialsInBand(port);
    if (runtime === undefined) return undefined;
    return readInterface(settings, runtime, {
      bundle: bundles.get(name),
      // A line of one channel is that channel.
      channel: port?.channels[0]?.name === name ? port.channels[0] : undefined,
      ethernet: hardware.ethernets.get(name),
      dialing: inBand ? false : dialers.has(name) || port !== undefined,
      waiting: inBand && (settings.dialer.inBand || known.leaderOf(settings).dialer.inBand),
      fromStartup: this.config.loadedAtBoot(name, 'ip.address'),
      unaddressedBy: this.config.unaddressedBy(name),
      chip: port?.kind === 'pri' ? TRUNK_CHIP : this.#chipOf(name),
      timeslot: port?.kind === 'pri' ? dSlotOf(name.endsWith(':23') ? 'T1' : 'E1') : undefined,
      pppStates: serial?.pppStates,
      serial: hardware.serialReading(name),
      lineBitsPerSecond: hardware.lineBitsPerSecond(name),
      memberOf: serial === undefined ? undefined : bundles.of(serial.channel)?.name,
    });
  }

  /** A bundle that is nowhere in the configuration has the settings of the interface that it takes after. */
  #readVirtual(bundle: BundleInterface): InterfaceReading | undefined {
    const home = this.machinery.bundles.homeOf(bundle);
    if (home === undefined) return undefined;
    const [channel] = bundle.members;
    return readBundle(bundle, home, channel === undefined ? undefined : this.machinery.groupOf(channel)?.idleLeftMs(channel));
  }

  #readChannel(channel: LinkChannel, settings: InterfaceSettings): InterfaceReading {
    const { settings: known, dialers, hardware, bundles } = this.machinery;
    const isPrimary = hardware.portOf(channel).kind === 'pri';
    const bundle = bundles.of(channel);
    return readChannel(channel, known.leaderOf(settings), {
      // The time that a bundle has left is told of the bundle.
      idleLeftMs: bundle === undefined ? dialers.ofChannel(channel)?.idleLeftMs(channel) : undefined,
      chip: isPrimary ? TRUNK_CHIP : this.#chipOf(channel.name),
      timeslot: isPrimary ? channel.number : undefined,
      bundle: bundle?.name,
    });
  }

  /** Asked for every row of every table, and always the same. */
  #chipOf(name: string): string | undefined {
    let chip = this.#chips.get(name);
    if (chip === undefined) {
      const type = parseInterfaceName(name)?.type;
      this.#chips.set(name, (chip = { name: type === undefined ? undefined : this.model.chips[type] }));
    }
    return chip.name;
  }

  controllers(): readonly ControllerReading[] {
    this.settle();
    return [...this.machinery.hardware.controllers.values()].map((controller) => controller.reading());
  }

  isdn(): readonly IsdnReading[] {
    this.settle();
    return this.machinery.hardware.isdnPorts().map((port) => port.reading());
  }

  // ---- calls

  dialers(): readonly DialerReading[] {
    this.settle();
    return this.machinery.dialers.readings();
  }

  bundles(): readonly BundleReading[] {
    this.settle();
    return this.machinery.bundles.readings();
  }

  compressions(): readonly CompressionReading[] {
    const { hardware, bundles } = this.machinery;
    const channels = [...hardware.ports.values()].flatMap(({ channels: all }) => all);
    const leased = [...hardware.serials.values()].map(({ channel }) => channel);
    return [...channels, ...leased, ...bundles.active()]
      .flatMap(({ compression }) => compression ?? [])
      .sort((a, b) => compareInterfaceNames(a.interface, b.interface));
  }

  backups(): readonly BackupReading[] {
    this.settle();
    return this.machinery.backups.readings();
  }

  lineCalls(line: number): { readonly calls: number; readonly since?: Instant } | undefined {
    const port = this.machinery.hardware.asyncPort(line);
    return port && { calls: port.uses, ...(port.calls()[0]?.connected === true ? { since: port.connectedAt } : {}) };
  }

  modems(): readonly ModemReading[] {
    return this.machinery.modems.readings();
  }

  activeCalls(): readonly CallHistoryEntry[] {
    return [...this.machinery.dialers.activeCalls(), ...this.machinery.modems.activeCalls()];
  }

  callHistory(): readonly CallHistoryEntry[] {
    return [...this.machinery.dialers.callHistory(), ...this.machinery.modems.activeCalls()];
  }

  // ---- IP

  addressPools(): readonly PoolUse[] {
    this.settle();
    return this.machinery.peerAddresses.readings();
  }

  routes(): readonly RouteReading[] {
    this.settle();
    const { ip, routes } = this.machinery;
    return ip.table.routes.map((route) => {
      const at = routes.heardAt(route);
      return at === undefined ? route : { ...route, ageMs: this.now - at };
    });
  }

  rip(): RipReading | undefined {
    this.settle();
    const { settings, routes } = this.machinery;
    if (settings.rip === undefined || routes.rip === undefined) return undefined;
    const { policy, nextUpdateAt } = routes.rip;
    return {
      settings: settings.rip,
      interfaces: policy.interfaces,
      nextUpdateMs: nextUpdateAt === undefined ? undefined : nextUpdateAt - this.now,
      sources: routes.rip.sources(),
      database: routes.rip.database(),
    };
  }

  learntNames(): readonly LearntName[] {
    return this.machinery.ip.names.learnt();
  }

  arp(): readonly ArpReading[] {
    const { settings, hardware } = this.machinery;
    return [...hardware.ethernets.values()].flatMap((port) => readArpOf(port, settings.interface(port.name), this.now));
  }

  accessLists(): readonly AccessListReading[] {
    this.settle();
    return this.machinery.settings.accessLists();
  }

  extendedLists(): readonly ExtendedListReading[] {
    this.settle();
    return this.machinery.settings.extendedLists();
  }

  aaaReading(): AaaReading {
    return this.machinery.aaa.reading();
  }
}
