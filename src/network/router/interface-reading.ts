// An interface as views read it: settings, state, address in force and counters put together.

import { parseInterfaceName, type InterfaceType } from '../../base/interface-name.ts';
import type { InterfaceSettings } from '../../config/model.ts';
import type { BundleInterface } from './dialing/bundle-interface.ts';
import type { EthernetPort } from './ports/ethernet-port.ts';
import { formatHardware } from '../../wire/ethernet.ts';
import type { InterfaceRuntime } from './ports/interface-runtime.ts';
import type { LinkChannel, PppStates } from './ports/link-channel.ts';
import type { ArpReading, InterfaceKind, InterfaceReading, SerialReading } from './readings.ts';

export function readInterface(
  settings: InterfaceSettings,
  runtime: InterfaceRuntime,
  more: {
    readonly ethernet: EthernetPort | undefined;
    readonly bundle: BundleInterface | undefined;
    readonly dialing: boolean;
    readonly channel: LinkChannel | undefined;
    readonly waiting: boolean;
    readonly fromStartup: boolean;
    readonly unaddressedBy: 'NVRAM' | 'manual' | undefined;
    readonly chip: string | undefined;
    readonly timeslot: number | undefined;
    readonly serial: SerialReading | undefined;
    readonly pppStates: PppStates | undefined;
    readonly memberOf: string | undefined;
    readonly lineBitsPerSecond: number | undefined;
  },
): InterfaceReading {
  const { address, name } = settings;
  // A line that dials in-band pretends to be up while nobody is connected.
  const waiting = more.waiting && runtime.state === 'down';
  const spoofing = waiting || (more.dialing && runtime.state === 'up');
  return new Reading(
    {
      name,
      kind: more.timeslot === undefined ? interfaceKind(name) : 'pri',
      timeslot: more.timeslot,
      chip: more.chip,
      settings: more.bundle?.isActive === true ? withBandwidth(settings, more.bundle) : withLineSpeed(settings, more.lineBitsPerSecond),
      state: waiting ? 'up' : runtime.state,
      protocolUp: runtime.protocolUp || spoofing,
      spoofing,
      address:
        address === undefined ? undefined : { address: address.address, mask: address.mask, method: settings.negotiates === true ? 'IPCP' : more.fromStartup ? 'NVRAM' : 'manual' },
      unaddressedBy: more.unaddressedBy,
      hardwareAddress: more.ethernet === undefined ? undefined : formatHardware(more.ethernet.hardwareAddress),
      ppp: more.pppStates ?? more.bundle?.pppStates ?? more.channel?.pppStates,
      serial: more.serial,
      idleLeftMs: undefined,
      bundle: more.memberOf,
    },
    runtime,
  );
}

/** `Virtual-Access1`: the settings of the interface that it takes after, whose address it borrows while it is in use. */
export function readBundle(bundle: BundleInterface, home: InterfaceSettings, idleLeftMs: number | undefined): InterfaceReading {
  const { address: own, unnumbered, negotiates: _negotiates, description: _description, ...settings } = home;
  const lender = bundle.isActive ? (unnumbered ?? (own === undefined ? undefined : home.name)) : undefined;
  const { runtime } = bundle;
  return new Reading(
    {
      name: bundle.name,
      kind: interfaceKind(bundle.name),
      timeslot: undefined,
      chip: undefined,
      settings: withBandwidth({ ...settings, ...(lender === undefined ? {} : { unnumbered: lender }) }, bundle),
      state: runtime.state,
      protocolUp: runtime.protocolUp,
      spoofing: false,
      address: undefined,
      hardwareAddress: undefined,
      ppp: bundle.pppStates,
      idleLeftMs,
      bundle: undefined,
    },
    runtime,
  );
}

/** A bundle's bandwidth is that of its links. */
function withBandwidth(settings: InterfaceSettings, bundle: BundleInterface): InterfaceSettings {
  if (!bundle.isActive) return settings;
  const bandwidthKbit = settings.bandwidthKbit === undefined ? Math.floor(bundle.bitsPerSecond / 1000) : settings.bandwidthKbit * bundle.members.length;
  return { ...settings, bandwidthKbit };
}

/** An asynchronous interface is as fast as its line, whatever its modem makes of that. */
function withLineSpeed(settings: InterfaceSettings, bitsPerSecond: number | undefined): InterfaceSettings {
  if (bitsPerSecond === undefined || settings.bandwidthKbit !== undefined) return settings;
  return { ...settings, bandwidthKbit: Math.floor(bitsPerSecond / 1000) };
}

/** A B channel has the settings of its dialing interface, without the address. */
export function readChannel(
  channel: LinkChannel,
  leader: InterfaceSettings,
  more: { readonly idleLeftMs: number | undefined; readonly chip: string | undefined; readonly timeslot: number | undefined; readonly bundle: string | undefined },
): InterfaceReading {
  const { address: _address, ...settings } = leader;
  const { runtime, pppStates: ppp } = channel;
  return new Reading(
    {
      name: channel.name,
      kind: 'b-channel',
      ...more,
      settings,
      state: runtime.state,
      protocolUp: runtime.protocolUp,
      spoofing: false,
      address: undefined,
      hardwareAddress: undefined,
      ppp,
    },
    runtime,
  );
}

/** A class, because tables are made of thousands of these, and an object literal with a getter costs as much as the rest of its row. */
class Reading implements InterfaceReading {
  readonly name: string;
  readonly kind: InterfaceKind;
  readonly timeslot: number | undefined;
  readonly chip: string | undefined;
  readonly settings: InterfaceSettings;
  readonly state: InterfaceReading['state'];
  readonly protocolUp: boolean;
  readonly spoofing: boolean;
  readonly address: InterfaceReading['address'];
  readonly unaddressedBy: InterfaceReading['unaddressedBy'];
  readonly hardwareAddress: string | undefined;
  readonly ppp: InterfaceReading['ppp'];
  readonly serial: InterfaceReading['serial'];
  readonly idleLeftMs: number | undefined;
  readonly bundle: string | undefined;
  readonly #runtime: InterfaceRuntime;

  constructor(fields: Omit<InterfaceReading, 'counters'>, runtime: InterfaceRuntime) {
    this.name = fields.name;
    this.kind = fields.kind;
    this.timeslot = fields.timeslot;
    this.chip = fields.chip;
    this.settings = fields.settings;
    this.state = fields.state;
    this.protocolUp = fields.protocolUp;
    this.spoofing = fields.spoofing;
    this.address = fields.address;
    this.unaddressedBy = fields.unaddressedBy;
    this.hardwareAddress = fields.hardwareAddress;
    this.ppp = fields.ppp;
    this.serial = fields.serial;
    this.idleLeftMs = fields.idleLeftMs;
    this.bundle = fields.bundle;
    this.#runtime = runtime;
  }

  /** Rates are worked out only for whoever looks at them. */
  get counters(): InterfaceReading['counters'] {
    return this.#runtime.counters;
  }
}

export function readArpOf(port: EthernetPort, settings: InterfaceSettings | undefined, now: number): readonly ArpReading[] {
  const own = settings?.address;
  const hardwareAddress = formatHardware(port.hardwareAddress);
  const self: ArpReading[] = own === undefined ? [] : [{ address: own.address, hardwareAddress, interface: port.name }];
  const learnt = port.arpEntries().map((entry) => ({
    address: entry.address,
    hardwareAddress: formatHardware(entry.hardware),
    ageMs: now - entry.heardAt,
    interface: port.name,
  }));
  const asked = port.arpIncomplete().map((address) => ({ address, ageMs: 0, interface: port.name }));
  return [...self, ...learnt, ...asked];
}

const kinds = new Map<string, InterfaceKind>();

function interfaceKind(name: string): InterfaceKind {
  let kind = kinds.get(name);
  if (kind === undefined) {
    const type = parseInterfaceName(name)?.type;
    kinds.set(name, (kind = type === undefined ? 'null' : KINDS[type]));
  }
  return kind;
}


const KINDS: Readonly<Record<InterfaceType, InterfaceKind>> = {
  Ethernet: 'ethernet',
  FastEthernet: 'fast-ethernet',
  TokenRing: 'token-ring',
  Serial: 'serial',
  BRI: 'bri',
  Async: 'async',
  'Group-Async': 'group-async',
  Multilink: 'multilink',
  'Virtual-Template': 'virtual-template',
  'Virtual-Access': 'virtual-access',
  Dialer: 'dialer',
  Loopback: 'loopback',
  Tunnel: 'tunnel',
  Null: 'null',
};
