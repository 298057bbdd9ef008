// What runs in a router, and what its parts owe each other: interfaces, dialers, bundles, routes, AAA and the IP stack. What one of
// them asks of the others finds its way here and in machinery-owners.ts; datagrams take theirs in datagram-paths.ts, and how PPP is
// to behave is kept in ppp-policies.ts. Which configuration holds, and since when, is router.ts's.

import type { Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import type { InterfaceSettings } from '../../config/model.ts';
import type { Ipv4Address } from '../../base/ipv4.ts';
import type { PppAction } from '../../protocols/ppp/session-types.ts';
import type { TraceEvent } from '../trace.ts';
import { Backups } from './dialing/backups.ts';
import { ModemPool } from './ports/modem-pool.ts';
import { LineCallbacks } from './dialing/line-callbacks.ts';
import type { LineAccept } from './ports/line-terminal.ts';
import { Bundles } from './dialing/bundles.ts';
import { Dialers } from './dialing/dialers.ts';
import type { DialingGroup } from './dialing/dialing-group.ts';
import { DatagramPaths } from './datagram-paths.ts';
import { Hardware } from './hardware.ts';
import { IpStack } from './ip/ip-stack.ts';
import { OwnerOfBundles, OwnerOfChannels, OwnerOfDialers, OwnerOfEthernets, OwnerOfIp, OwnerOfPorts, OwnerOfSerials } from './machinery-owners.ts';
import type { LinkChannel } from './ports/link-channel.ts';
import { callerProfile, type CallerProfile } from './dialing/caller-profile.ts';
import { PeerAddresses } from './dialing/peer-addresses.ts';
import { PppPolicies } from './ppp-policies.ts';
import type { HardwareModel } from './readings.ts';
import { RouterSettings } from './router-settings.ts';
import { aaaOf } from './aaa/machinery-aaa.ts';
import type { RouterAaa } from './aaa/router-aaa.ts';
import { Routes } from './ip/routes.ts';

export interface MachineryOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  /** A function that needs no `this`: it is handed on as it is. */
  readonly record: (event: TraceEvent, interfaceName?: string) => void;
  /** Somebody hears what is recorded, now. */
  readonly heard: () => boolean;
  /** Numbers of AAA's questions: a stream of their own, so that nothing else changes with them. */
  readonly aaaRandom: RandomStream;
  /** By the router's clock. */
  unixMs(): number;
  /** Brings what runs into line with the configuration, before anything is judged by it. */
  settle(): void;
  /** Whether somebody wants to see every packet. */
  watchesPackets(): boolean;
  /** An interface's state or line protocol changed. */
  interfaceChanged(): void;
  /** Who serves terminals on the lines. */
  lineAccept(): LineAccept | undefined;
  /** A secondary interface stands by, or does not any more. */
  secondaryChanged(): void;
}

export class Machinery {
  readonly settings: RouterSettings;
  readonly ip: IpStack;
  readonly hardware: Hardware;
  readonly dialers: Dialers;
  readonly bundles: Bundles;
  readonly routes: Routes;
  readonly backups: Backups;
  readonly peerAddresses: PeerAddresses;
  readonly aaa: RouterAaa;
  readonly lineCallbacks: LineCallbacks;
  readonly modems: ModemPool;
  readonly policies: PppPolicies;
  readonly paths: DatagramPaths;

  constructor(owner: MachineryOwner, model: HardwareModel, routerIndex: number) {
    this.settings = new RouterSettings(model);
    const { clock, random, record } = owner;
    this.paths = new DatagramPaths(owner, this);
    this.ip = new IpStack(new OwnerOfIp(owner, this));
    this.hardware = new Hardware(
      {
        clock,
        record,
        changed: () => owner.interfaceChanged(),
        placeModemCall: (modem, number) => this.modems.place(modem, number),
        ethernet: new OwnerOfEthernets(owner, this),
        channel: new OwnerOfChannels(owner, this),
        port: new OwnerOfPorts(owner, this, model),
        serial: new OwnerOfSerials(owner, this),
      },
      model,
      routerIndex,
    );
    this.peerAddresses = new PeerAddresses(record);
    const groupOf = (channel: LinkChannel) => this.groupOf(channel);
    this.aaa = aaaOf(owner, { settings: this.settings, ip: this.ip, hardware: this.hardware, groupOf, settingsOf: (channel) => this.settingsOf(channel) });
    const { settings, hardware, aaa, peerAddresses } = this;
    this.policies = new PppPolicies({ settings, hardware, aaa, peerAddresses, settle: () => owner.settle() });
    this.dialers = new Dialers(new OwnerOfDialers(owner, this), this.settings, this.hardware);
    this.modems = new ModemPool({ clock, settings: this.settings, hardware: this.hardware, record, callLogged: (entry) => this.dialers.logCall(entry) });
    this.lineCallbacks = new LineCallbacks({ clock, settings: this.settings, hardware: this.hardware, record });
    this.backups = new Backups({
      clock,
      settings: this.settings,
      hardware: this.hardware,
      record,
      changed: () => owner.secondaryChanged(),
    });
    this.bundles = new Bundles(new OwnerOfBundles(owner, this), this.settings);
    const { dialers, bundles, ip } = this;
    this.routes = new Routes({ clock, random, settings, hardware, dialers, bundles, ip, record });
  }

  /** The router goes down: calls are lost, and what was learnt is forgotten. */
  stop(): void {
    // First, so that no question goes on to its next method while servers vanish.
    this.aaa.forget();
    this.ip.stop();
    this.dialers.stop();
    for (const port of this.hardware.ports.values()) port.stop();
    for (const port of this.hardware.serials.values()) port.stop();
    for (const port of this.hardware.ethernets.values()) port.clearArp();
    for (const runtime of this.hardware.runtimes()) runtime.initialise('administratively down', false);
    this.dialers.forget();
    this.bundles.forget();
    this.routes.forget();
    this.backups.forget();
    this.peerAddresses.forget();
    this.lineCallbacks.forget();
    this.modems.forget();
    this.settings.forget();
  }

  /** What PPP says that concerns its bundle or its peer's address, and nobody's call. */
  takeForNetwork(channel: LinkChannel, action: PppAction): boolean {
    if (action.type === 'peer-address-wanted') {
      channel.ppp({ type: 'peer-address', address: this.peerAddress(channel, channel.name) });
      return true;
    }
    if (action.type === 'authenticate') {
      this.aaa.ppp.authenticate(channel, action);
      return true;
    }
    if (action.type === 'ip-up') this.aaa.ppp.ipUp(channel, action.peerAddress);
    if (action.type === 'lcp-down') {
      this.peerAddresses.free(channel.name);
      if (this.hardware.serials.has(channel.name)) this.aaa.ppp.ended(channel, true);
      else this.aaa.ppp.linkDown(channel);
    }
    return this.bundles.take(channel, action);
  }

  /** The address that is kept for the peer on a channel, or taken from a pool for the holder. */
  peerAddress(channel: LinkChannel, holder: string): Ipv4Address | undefined {
    const settings = this.settingsOf(channel);
    const group = this.groupOf(channel);
    const user = group?.callNamed(channel)?.peerName;
    const granted = this.profileOf(channel, user ?? '');
    // What the user chose at a terminal goes before what others know of him.
    const address = group?.callOn(channel)?.portCall?.link?.address ?? granted.address;
    if (settings === undefined || (!this.peerAddresses.serves(settings) && address === undefined && granted.pool === undefined)) return undefined;
    return this.peerAddresses.take(holder, settings, { user, address, pool: granted.pool });
  }

  /** What is known of the peer on a channel by its name. */
  profileOf(channel: LinkChannel, name: string): CallerProfile {
    const attributes = this.aaa.ppp.attributesOf(channel);
    const place = attributes?.callbackId === undefined ? undefined : this.settings.users.get(attributes.callbackId);
    return callerProfile(name, this.settings.users.get(name), attributes, place);
  }

  /** Undefined for a line on which nobody dials. */
  groupOf(channel: LinkChannel): DialingGroup | undefined {
    return this.hardware.serials.has(channel.name) ? undefined : this.dialers.ofChannel(channel);
  }

  /** The settings that rule the channel. */
  settingsOf(channel: LinkChannel): InterfaceSettings | undefined {
    return this.settings.interface(this.groupOf(channel)?.interface ?? channel.name);
  }

  /** The configuration has been read anew. */
  configured(): void {
    this.policies.configured();
  }
}
