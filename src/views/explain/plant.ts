// What the lab has: whose number, whose address, which settings rule an interface. `why` and the list of gaps look up
// the right value of a wrong line here, from the lab's lines and the configurations; routers themselves cannot do that.

import { numberIn } from '../../base/dial-string.ts';
import { networkOf, type Ipv4Address } from '../../base/ipv4.ts';
import { parseInterfaceName } from '../../base/interface-name.ts';
import { globalSwitchType, hostname, interfaceSettings, type DialerMapSettings, type InterfaceSettings } from '../../config/model.ts';
import type { ProfileMap } from './cures/changes.ts';
import { controllerOfPrimary, type ControllerSettings } from '../../config/controller-settings.ts';
import type { ConfigNode } from '../../config/node.ts';
import type { LabDescription, LabSerialEnd, LabSerialLink, TelephoneLine } from '../../network/lab-description.ts';

/** What is needed of a router: any RouterReader will do, and so does a configuration that no router runs. */
export interface ConfiguredRouter {
  readonly name: string;
  readonly config: ConfigNode;
}

export interface Access {
  readonly router: string;
  readonly settings: InterfaceSettings;
}

export class Plant {
  readonly routers: ReadonlyMap<string, ConfiguredRouter>;
  readonly lab: LabDescription;
  readonly #configured = new Map<string, readonly InterfaceSettings[]>();
  readonly #interfaces = new Map<string, readonly InterfaceSettings[]>();

  constructor(routers: ReadonlyMap<string, ConfiguredRouter>, lab: LabDescription) {
    this.routers = routers;
    this.lab = lab;
  }

  /** A dialer profile has maps here, made of its strings and of its peer's name and address. */
  interfacesOf(router: string): readonly InterfaceSettings[] {
    const known = this.#interfaces.get(router);
    if (known !== undefined) return known;
    const settings = this.#configuredOf(router).map((each) => (each.dialer.pool === undefined ? each : this.#withMaps(router, each)));
    this.#interfaces.set(router, settings);
    return settings;
  }

  #configuredOf(router: string): readonly InterfaceSettings[] {
    const known = this.#configured.get(router);
    if (known !== undefined) return known;
    const config = this.routers.get(router)?.config;
    const settings = config?.children('interfaces').map(({ key, node }) => interfaceSettings(key, node)) ?? [];
    this.#configured.set(router, settings);
    return settings;
  }

  #withMaps(router: string, profile: InterfaceSettings): InterfaceSettings {
    const { strings, remoteName: name } = profile.dialer;
    const nextHop = this.#profilePeer(router, profile);
    const base = { profile: true, nextHop, broadcast: true, ...(name === undefined ? {} : { name }) } as const;
    const maps: readonly ProfileMap[] = strings.length > 0 ? strings.map((string) => ({ ...base, ...string })) : name === undefined ? [] : [base];
    return { ...profile, dialer: { ...profile.dialer, maps } };
  }

  /** The address of the router of that name in the profile's subnet, else of the only one that is there; 0 when neither is known. */
  #profilePeer(router: string, profile: InterfaceSettings): Ipv4Address {
    const own = profile.address;
    if (own === undefined) return 0;
    const peers = [...this.routers.keys()]
      .filter((peer) => peer !== router)
      .flatMap((peer) => this.#configuredOf(peer).flatMap(({ address }) => (address !== undefined && contains(profile, address.address) ? [{ peer, address: address.address }] : [])));
    const named = peers.find(({ peer }) => {
      const config = this.routers.get(peer)?.config;
      return config !== undefined && hostname(config) === profile.dialer.remoteName;
    });
    return (named ?? (peers.length === 1 ? peers[0] : undefined))?.address ?? 0;
  }

  settings(router: string, interfaceName: string): InterfaceSettings | undefined {
    return this.interfacesOf(router).find(({ name }) => name === interfaceName);
  }

  /** The interface whose settings rule a BRI, a B channel or a Dialer: the Dialer of its rotary group, else itself. */
  dialing(router: string, interfaceName: string): InterfaceSettings | undefined {
    const own = this.settings(router, this.portOf(router, interfaceName));
    const group = own?.dialer.rotaryGroup;
    return group === undefined ? own : (this.settings(router, `Dialer${group}`) ?? own);
  }

  /** The BRIs that a dialing interface dials through: itself, its rotary group, or the members of its pool. */
  members(router: string, interfaceName: string): readonly InterfaceSettings[] {
    const { pool } = this.settings(router, interfaceName)?.dialer ?? {};
    return this.interfacesOf(router).filter((settings) => {
      if (!this.isPort(router, settings.name)) return false;
      if (pool !== undefined) return settings.dialer.poolMembers.some((member) => member.pool === pool);
      return this.dialing(router, settings.name)?.name === interfaceName;
    });
  }

  /** Interfaces that dial, with what rules them: members of a rotary group count once, by their Dialer. */
  dialingInterfaces(router: string): readonly InterfaceSettings[] {
    return this.interfacesOf(router).filter((settings) => this.#dials(router, settings) && this.dialing(router, settings.name) === settings);
  }

  /** The configured interface that a B channel belongs to: `BRI0` of `BRI0:1`, `Serial0:23` of `Serial0:5`. */
  portOf(router: string, channel: string): string {
    const [unit = channel, number] = channel.split(':');
    if (number === undefined || this.settings(router, channel) !== undefined) return channel;
    const primary = this.interfacesOf(router).find(({ name }) => name.startsWith(`${unit}:`));
    return primary?.name ?? unit;
  }

  /** A BRI, or the D channel of a PRI: what a telephone line is plugged into. */
  isPort(router: string, name: string): boolean {
    return isBri(name) || parseInterfaceName(name)?.type === 'Async' || this.controllerOf(router, name) !== undefined || this.line(router, name)?.kind === 'v25bis';
  }

  /** The controller whose slots a PRI is made of. */
  controllerOf(router: string, name: string): ControllerSettings | undefined {
    const config = this.routers.get(router)?.config;
    return config && controllerOfPrimary(config, name);
  }

  line(router: string, interfaceName: string): TelephoneLine | undefined {
    return this.lab.telephoneLines.find((line) => line.router === router && line.interface === interfaceName);
  }

  /** What a modem dials by itself. */
  storedNumber(router: string, interfaceName: string): string | undefined {
    const line = this.line(router, interfaceName);
    return line?.kind === 'v25bis' ? line.modem.storedNumber : undefined;
  }

  /** The cable or leased line of a serial interface, which of its ends that is, and what is at the other one. */
  serialLine(router: string, interfaceName: string): { readonly line: LabSerialLink; readonly own: 0 | 1; readonly far: LabSerialEnd } | undefined {
    for (const line of this.lab.serialLinks) {
      for (const own of [0, 1] as const) {
        const end = line.ends[own];
        if (end.router === router && end.interface === interfaceName) return { line, own, far: line.ends[own === 0 ? 1 : 0] };
      }
    }
    return undefined;
  }

  /** The interface that another one backs up. */
  backedUpBy(router: string, secondary: string): InterfaceSettings | undefined {
    return this.interfacesOf(router).find(({ backup }) => backup?.interface === secondary);
  }

  linesWith(dialled: string): readonly TelephoneLine[] {
    const number = numberIn(dialled);
    return this.lab.telephoneLines.filter((line) => line.numbers.includes(number));
  }

  hasNumber(router: string, number: string): boolean {
    return this.linesWith(number).some((line) => line.router === router);
  }

  callingNumbers(router: string): readonly string[] {
    const lines = this.lab.telephoneLines.filter((line) => line.router === router);
    const configured = this.interfacesOf(router).flatMap(({ isdn }) => isdn.callingNumber ?? []);
    return [...configured, ...lines.flatMap((line) => [line.callingNumber, ...line.numbers])];
  }

  /** Whether the configuration means to dial or to be dialled here. */
  #dials(router: string, { name, dialer, ppp }: InterfaceSettings): boolean {
    const isDialer = parseInterfaceName(name)?.type === 'Dialer';
    // A member of a pool dials for the pool's profiles, which are looked at themselves.
    if ((!isDialer && !this.isPort(router, name)) || dialer.poolMembers.length > 0) return false;
    return dialer.maps.length > 0 || dialer.strings.length > 0 || dialer.group !== undefined || ppp.callback !== undefined || isDialer;
  }

  /** A number by which the router can be called, through the dialing interface if one is given. */
  numberOf(router: string, interfaceName?: string): string | undefined {
    const lines = this.lab.telephoneLines.filter((line) => line.router === router);
    const members = interfaceName === undefined ? [] : this.members(router, interfaceName);
    const own = lines.find((line) => members.some(({ name }) => name === line.interface));
    return (own ?? lines[0])?.numbers[0];
  }

  switchType(router: string, interfaceName: string): string | undefined {
    const config = this.routers.get(router)?.config;
    const global = config && globalSwitchType(config);
    // A basic type says nothing to a primary access, nor the other way round.
    const common = global?.startsWith('primary-') === !isBri(interfaceName) ? global : undefined;
    const type = this.settings(router, interfaceName)?.isdn.switchType ?? common;
    return type === 'none' ? undefined : type;
  }

  address(router: string, settings: InterfaceSettings): InterfaceSettings['address'] {
    if (settings.address !== undefined || settings.unnumbered === undefined) return settings.address;
    return this.settings(router, settings.unnumbered)?.address;
  }

  /** The router that holds the address, and the interface of it. */
  holder(address: Ipv4Address): Access | undefined {
    for (const router of this.routers.keys()) {
      for (const settings of this.interfacesOf(router)) if (settings.address?.address === address) return { router, settings };
    }
    return undefined;
  }

  /** The routers with an interface in the address's subnet. */
  inSubnetOf(address: Ipv4Address): readonly Access[] {
    const found: Access[] = [];
    for (const router of this.routers.keys()) {
      for (const settings of this.interfacesOf(router)) if (contains(settings, address)) found.push({ router, settings });
    }
    return found;
  }

  /** Whom a map means: who holds its next hop, else whose number it dials. */
  mapTarget(map: DialerMapSettings): string | undefined {
    return this.holder(map.nextHop)?.router ?? (map.number === undefined ? undefined : this.linesWith(map.number)[0]?.router);
  }

  /** The map by which a router means another one, on any of its dialing interfaces or on the one named. */
  mapTo(router: string, peer: string, interfaceName?: string): { readonly map: DialerMapSettings; readonly settings: InterfaceSettings } | undefined {
    for (const settings of this.dialingInterfaces(router)) {
      if (interfaceName !== undefined && settings.name !== interfaceName) continue;
      const map = settings.dialer.maps.find((each) => this.mapTarget(each) === peer);
      if (map !== undefined) return { map, settings };
    }
    return undefined;
  }

  /** Under what name the router proves itself over that interface. */
  chapName(router: string, settings: InterfaceSettings | undefined): string {
    const config = this.routers.get(router)?.config;
    return settings?.ppp.chapHostname ?? (config === undefined ? router : hostname(config));
  }
}

export function isBri(name: string): boolean {
  return parseInterfaceName(name)?.type === 'BRI' && !name.includes(':');
}


export function contains({ address }: InterfaceSettings, other: Ipv4Address): boolean {
  return address !== undefined && networkOf(other, address.mask) === networkOf(address.address, address.mask);
}
