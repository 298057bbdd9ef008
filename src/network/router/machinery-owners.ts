// What the IP stack, dialers, ports, their channels and bundles ask of the router that they are in, each found where it is. These are classes, and
// no records of functions: of such a record every function is an object in every router, and there are worlds of 10,000 routers.

import type { Ipv4Address } from '../../base/ipv4.ts';
import { lineOfNumber, type LineNumber } from '../../config/line-numbers.ts';
import type { InterfaceSettings } from '../../config/model.ts';
import type { Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import type { KnownCaller } from '../../protocols/dialer/callback-types.ts';
import { lookupRoute } from '../../protocols/ip/routing-table.ts';
import type { DialerAction } from '../../protocols/dialer/types.ts';
import type { BapKind, BapResources } from '../../protocols/ppp/bap/types.ts';
import type { BundlePolicy } from '../../protocols/ppp/multilink/types.ts';
import type { PppAction, PppPolicy } from '../../protocols/ppp/session-types.ts';
import type { TraceEvent } from '../trace.ts';
import { askOutbound, type OutboundAnswer } from './aaa/aaa-outbound.ts';
import { placeOfChannel } from './aaa/aaa-place.ts';
import { allocationResources } from './dialing/allocation-resources.ts';
import type { BundleInterface } from './dialing/bundle-interface.ts';
import type { BundlesOwner } from './dialing/bundles.ts';
import { carriersOf } from './dialing/carriers.ts';
import { knownCaller } from './dialing/caller-profile.ts';
import type { DialingGroup } from './dialing/dialing-group.ts';
import type { Carrier, DialingOwner } from './dialing/dialing-owner.ts';
import { ipPolicies, type IpPolicies } from './ip/ip-policies.ts';
import type { IpOwner, OutgoingDatagram } from './ip/ip-stack.ts';
import type { Machinery, MachineryOwner } from './machinery.ts';
import type { AsyncPort, AsyncPortOwner } from './ports/async-port.ts';
import type { DialPort, PortCall } from './ports/dial-port.ts';
import type { EthernetOwner } from './ports/ethernet-port.ts';
import type { InterfaceRuntime } from './ports/interface-runtime.ts';
import type { LineAccept, LineCallback } from './ports/line-terminal.ts';
import type { LinkChannel, LinkChannelOwner } from './ports/link-channel.ts';
import type { HardwareModel } from './readings.ts';
import { PPP_RETRY_MS, type SerialOwner } from './ports/serial-port.ts';

class Surroundings {
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly record: MachineryOwner['record'];
  readonly heard: MachineryOwner['heard'];
  protected readonly owner: MachineryOwner;
  protected readonly machinery: Machinery;

  constructor(owner: MachineryOwner, machinery: Machinery) {
    this.clock = owner.clock;
    this.random = owner.random;
    this.record = owner.record;
    this.heard = owner.heard;
    this.owner = owner;
    this.machinery = machinery;
  }
}

export class OwnerOfChannels extends Surroundings implements LinkChannelOwner {
  pppAction(channel: LinkChannel, action: PppAction): void {
    const { machinery } = this;
    if (machinery.takeForNetwork(channel, action)) return;
    if (action.type === 'authenticated') machinery.aaa.ppp.began(channel, action.peerName, () => machinery.dialers.pppAction(channel, action));
    else machinery.dialers.pppAction(channel, action);
  }

  receiveIp(channel: LinkChannel, datagram: Uint8Array): void {
    this.machinery.paths.receivedFromChannel(channel, datagram);
  }
}

export class OwnerOfIp implements IpOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly policies: IpPolicies;
  readonly #owner: MachineryOwner;
  readonly #machinery: Machinery;

  constructor(owner: MachineryOwner, machinery: Machinery) {
    this.clock = owner.clock;
    this.random = owner.random;
    this.policies = ipPolicies(machinery.settings, (name) => machinery.bundles.leastPeerMrru(name));
    this.#owner = owner;
    this.#machinery = machinery;
  }

  record(event: TraceEvent, interfaceName?: string): void {
    this.#machinery.paths.record(event, interfaceName);
  }

  watchesPackets(): boolean {
    return this.#owner.watchesPackets();
  }

  transmit(outgoing: OutgoingDatagram): void {
    this.#machinery.paths.transmit(outgoing);
  }
}

export class OwnerOfEthernets extends Surroundings implements EthernetOwner {
  receiveIp(interfaceName: string, datagram: Uint8Array): void {
    this.machinery.ip.receive(datagram, interfaceName);
  }

  proxies(interfaceName: string, address: Ipv4Address): boolean {
    if (this.machinery.settings.interface(interfaceName)?.proxyArp === false) return false;
    const found = lookupRoute(this.machinery.ip.table, address);
    return found !== undefined && found.interface !== interfaceName;
  }

  undeliverable(datagram: Uint8Array, interfaceName: string): void {
    this.machinery.ip.undeliverable(datagram, 'no-arp', interfaceName);
  }

  encapsulationFailed(datagram: Uint8Array, interfaceName: string): void {
    this.machinery.ip.encapsulationFailed(datagram, interfaceName);
  }
}

export class OwnerOfSerials extends Surroundings implements SerialOwner {
  receiveIp(interfaceName: string, datagram: Uint8Array): void {
    this.machinery.ip.receive(datagram, interfaceName);
  }

  pppPolicy(interfaceName: string): PppPolicy | undefined {
    return this.machinery.policies.ofLeasedLine(interfaceName);
  }

  bundled(channel: LinkChannel, action: PppAction): boolean {
    return this.machinery.takeForNetwork(channel, action);
  }

  neighbourUp(channel: LinkChannel, interfaceName: string, peer: Ipv4Address, own: Ipv4Address): void {
    this.machinery.routes.neighbourUp(interfaceName, channel, peer, own);
  }

  neighbourDown(channel: LinkChannel): void {
    this.machinery.routes.neighbourDown(channel);
  }

  networkMayBegin(channel: LinkChannel, peerName: string | undefined, begin: () => void): void {
    const { ppp } = this.machinery.aaa;
    ppp.began(channel, peerName, () => ppp.beginNetwork(channel, begin));
  }
}

export class OwnerOfPorts extends Surroundings implements AsyncPortOwner {
  readonly #model: HardwareModel;

  constructor(owner: MachineryOwner, machinery: Machinery, model: HardwareModel) {
    super(owner, machinery);
    this.#model = model;
  }

  offered(port: DialPort, call: PortCall): void {
    const { modems, dialers } = this.machinery;
    if (!modems.offered(port, call)) dialers.offered(port, call);
  }

  // Whose a call is not, of modems and dialers, takes no notice.

  channelGiven(port: DialPort, call: PortCall): void {
    const { modems, dialers } = this.machinery;
    modems.channelGiven(port, call);
    dialers.ofCall(call)?.channelGiven(port, call);
  }

  connected(port: DialPort, call: PortCall): void {
    const { modems, dialers } = this.machinery;
    modems.connected(port, call);
    dialers.ofCall(call)?.connected(port, call);
  }

  disconnected(_port: DialPort, call: PortCall): void {
    const { modems, dialers } = this.machinery;
    modems.disconnected(call);
    dialers.ofCall(call)?.disconnected(call);
  }

  charged(call: PortCall, units: number): void {
    this.machinery.dialers.ofCall(call)?.tell({ type: 'charged', call: call.id, units });
  }

  released(port: DialPort, call: PortCall, cause: number, byPeer: boolean): void {
    const { modems, dialers } = this.machinery;
    modems.released(port, call, cause);
    dialers.ofCall(call)?.released(call, cause, byPeer);
  }

  availability(port: DialPort): void {
    this.machinery.dialers.availability(port);
  }

  lineOf(name: string): LineNumber {
    return lineOfNumber(this.#model, Number(/\d+$/.exec(name)?.[0] ?? 0)) ?? { type: 'con', number: 0 };
  }

  lineAccept(): LineAccept | undefined {
    return this.owner.lineAccept();
  }

  callBack(port: AsyncPort, callback: LineCallback): void {
    this.machinery.lineCallbacks.owe(port, callback);
  }
}

export class OwnerOfDialers extends Surroundings implements DialingOwner {
  pppPolicy(dialingInterface: string, outgoing: boolean, link?: PortCall['link']): PppPolicy | undefined {
    return this.machinery.policies.ofCall(dialingInterface, outgoing, link);
  }

  slipPeer(channel: LinkChannel): Ipv4Address | undefined {
    return this.machinery.peerAddress(channel, channel.name);
  }

  knownCaller(channel: LinkChannel, name: string): KnownCaller {
    return knownCaller(this.machinery.profileOf(channel, name), this.machinery.settings.asyncLines);
  }

  transmitted(group: DialingGroup, datagram: Uint8Array): void {
    this.machinery.paths.transmitted(group, datagram);
  }

  sendIp(channel: LinkChannel, datagram: Uint8Array): boolean {
    return (this.machinery.bundles.of(channel) ?? channel).sendIp(datagram);
  }

  carriersOf(channels: readonly LinkChannel[]): readonly Carrier[] {
    return carriersOf(this.machinery, channels);
  }

  dropped(group: DialingGroup, datagram: Uint8Array, held: boolean): void {
    if (held) this.machinery.hardware.runtime(group.interface)?.countDrop();
    this.machinery.ip.encapsulationFailed(datagram, group.interface);
  }

  ipUp(group: DialingGroup, channel: LinkChannel, own: Ipv4Address, peer: Ipv4Address): void {
    this.machinery.routes.neighbourUp(group.interface, channel, peer, own);
  }

  ipDown(_group: DialingGroup, channel: LinkChannel): void {
    this.machinery.routes.neighbourDown(channel);
    // As long as PPP runs, IPCP may come up again with the address.
    if (channel.pppStates === undefined) this.machinery.peerAddresses.free(channel.name);
  }

  askProfile(group: DialingGroup, nextHop: Ipv4Address, answer: (answer: OutboundAnswer) => void): void {
    const { settings, aaa } = this.machinery;
    const outbound = settings.interface(group.interface)?.dialer.outbound;
    if (outbound === undefined) return answer({ maps: [], proof: {}, because: 'aaa-error' });
    askOutbound(aaa.questions, { nextHop, settings: outbound, routes: settings.staticRoutes, where: placeOfChannel(group.interface, group.ports[0], undefined) }, answer);
  }

  networkMayBegin(channel: LinkChannel, begin: () => void): void {
    this.machinery.aaa.ppp.beginNetwork(channel, begin);
  }

  idleTimeoutOf(channel: LinkChannel): number | undefined {
    return this.machinery.aaa.ppp.attributesOf(channel)?.idleTimeoutSeconds;
  }

  linkWanted(channel: LinkChannel | undefined, { type, load, threshold }: Extract<DialerAction, { type: 'want-link' | 'want-drop' }>): void {
    if (channel !== undefined) this.machinery.bundles.of(channel)?.linkWanted(channel, type === 'want-link' ? 'link' : 'drop', { load, threshold });
  }

  linkFailed(bundle: string, cause: number, returns: boolean): void {
    this.machinery.bundles.get(bundle)?.linkFailed(cause, returns);
  }

  ending(channel: LinkChannel, reason: string): void {
    this.machinery.aaa.ppp.ending(channel, reason);
  }

  callEnded(channel: LinkChannel, lost: boolean): void {
    this.machinery.aaa.ppp.ended(channel, lost);
  }
}

export class OwnerOfBundles extends Surroundings implements BundlesOwner {
  interfaceChanged(): void {
    this.owner.interfaceChanged();
  }

  settingsOf(channel: LinkChannel): InterfaceSettings | undefined {
    return this.machinery.settingsOf(channel);
  }

  policyOf(home: InterfaceSettings): BundlePolicy {
    return this.machinery.policies.ofBundle(home);
  }

  runtimeOf(name: string): InterfaceRuntime | undefined {
    return this.machinery.hardware.runtime(name);
  }

  joined(bundle: BundleInterface, channel: LinkChannel): void {
    channel.runtime.setProtocol(true);
    const group = this.machinery.groupOf(channel);
    group?.bundled(channel, bundle.name);
    if (bundle.ipOpen) group?.bundleIp(channel, bundle);
    if (bundle.allocated) group?.tell({ type: 'allocation', bundle: bundle.name, open: true });
  }

  allocation(bundle: BundleInterface, open: boolean): void {
    for (const group of this.#groupsOf(bundle)) group.tell({ type: 'allocation', bundle: bundle.name, open });
  }

  dialLink(bundle: BundleInterface, number: string): void {
    const groups = this.#groupsOf(bundle);
    const group = groups.find((each) => each.sparePorts('out').length > 0) ?? groups[0];
    if (group === undefined) bundle.linkFailed(0, false);
    else group.tell({ type: 'add-link', bundle: bundle.name, number });
  }

  allocationResources(bundle: BundleInterface, what: BapKind): BapResources {
    const { settings } = this.machinery;
    const [carrier] = carriersOf(this.machinery, bundle.members);
    return allocationResources({ bundle, what, groups: this.#groupsOf(bundle), settings, carrier });
  }

  #groupsOf(bundle: BundleInterface): readonly DialingGroup[] {
    const groups = bundle.members.map((channel) => this.machinery.groupOf(channel));
    return [...new Set(groups.filter((group) => group !== undefined))];
  }

  left(_bundle: BundleInterface, channel: LinkChannel, ipWasOpen: boolean): void {
    channel.runtime.setProtocol(false);
    const group = this.machinery.groupOf(channel);
    if (ipWasOpen) group?.bundleIp(channel, undefined);
    group?.bundled(channel, undefined);
  }

  ipUp(bundle: BundleInterface, own: Ipv4Address): void {
    this.machinery.routes.neighbourUp(bundle.routed, bundle, bundle.peerAddress, own);
    for (const channel of bundle.members) this.machinery.groupOf(channel)?.bundleIp(channel, bundle);
  }

  ipDown(bundle: BundleInterface): void {
    this.machinery.routes.neighbourDown(bundle);
    for (const channel of bundle.members) this.machinery.groupOf(channel)?.bundleIp(channel, undefined);
  }

  ipFailed(bundle: BundleInterface): void {
    // On leased lines nobody hangs up to help that.
    if (bundle.members.some(({ name }) => this.machinery.hardware.serials.has(name))) this.clock.after(PPP_RETRY_MS, () => bundle.retry());
  }

  receiveIp(bundle: BundleInterface, datagram: Uint8Array): void {
    this.machinery.paths.receivedFromBundle(bundle, datagram);
  }

  peerAddress(bundle: BundleInterface): Ipv4Address | undefined {
    const [channel] = bundle.members;
    return channel && this.machinery.peerAddress(channel, bundle.name);
  }

  freePeerAddress(bundle: BundleInterface): void {
    this.machinery.peerAddresses.free(bundle.name);
  }
}
