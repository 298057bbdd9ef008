// What runs in a router, and what its parts owe each other: interfaces, dialers, routes and the IP stack. Datagrams find
// their way between them here, and ports and channels find the dialing group that they work for. Which configuration holds,
// and since when, is router.ts's.

import type { Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import { datagramDestination, datagramSource } from '../../protocols/ip/forward.ts';
import type { PppPolicy } from '../../protocols/ppp/session-types.ts';
import type { TraceEvent } from '../trace.ts';
import type { DialPortOwner } from './dial-port.ts';
import { Dialers } from './dialers.ts';
import type { EthernetOwner } from './ethernet-port.ts';
import { Hardware } from './hardware.ts';
import { ipPolicies } from './ip-policies.ts';
import { IpStack, type OutgoingDatagram } from './ip-stack.ts';
import type { LinkChannel, LinkChannelOwner } from './link-channel.ts';
import { leasedPolicy, pppPolicy } from './policies.ts';
import type { HardwareModel } from './readings.ts';
import { RouterSettings } from './router-settings.ts';
import { Routes } from './routes.ts';
import type { SerialOwner } from './serial-port.ts';

/** Address, control, protocol (RFC 1662 §3.1). */
const PPP_HEADER_OCTETS = 4;

export interface MachineryOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  record(event: TraceEvent, interfaceName?: string): void;
  /** Brings what runs into line with the configuration, before anything is judged by it. */
  settle(): void;
  /** An interface's state or line protocol changed. */
  interfaceChanged(): void;
}

export class Machinery {
  readonly settings = new RouterSettings();
  readonly ip: IpStack;
  readonly hardware: Hardware;
  readonly dialers: Dialers;
  readonly routes: Routes;
  readonly #owner: MachineryOwner;

  constructor(owner: MachineryOwner, model: HardwareModel, routerIndex: number) {
    this.#owner = owner;
    const { clock, random } = owner;
    const record = (event: TraceEvent, interfaceName?: string) => owner.record(event, interfaceName);
    this.ip = new IpStack({
      clock,
      random,
      policies: ipPolicies(this.settings),
      record: (event, interfaceName) => this.#recordIp(event, interfaceName),
      transmit: (outgoing) => this.#transmit(outgoing),
    });
    this.hardware = new Hardware(
      {
        clock,
        record,
        changed: () => owner.interfaceChanged(),
        ethernet: this.#ethernetOwner(),
        channel: this.#channelOwner(),
        port: this.#portOwner(),
        serial: this.#serialOwner(),
      },
      model,
      routerIndex,
    );
    this.dialers = new Dialers(
      {
        clock,
        random,
        record,
        pppPolicy: (dialingInterface, outgoing) => this.#pppPolicy(dialingInterface, outgoing),
        transmitted: (group, datagram) => this.hardware.runtime(group.interface)?.countOutput(datagram.length + PPP_HEADER_OCTETS),
        ipUp: (group, channel, _local, peer) => this.routes.neighbourUp(group.interface, channel, peer),
        ipDown: (_group, channel) => this.routes.neighbourDown(channel),
      },
      this.settings,
      this.hardware,
    );
    this.routes = new Routes({ clock, random, settings: this.settings, hardware: this.hardware, dialers: this.dialers, ip: this.ip, record });
  }

  /** The router goes down: calls are lost, and what was learnt is forgotten. */
  stop(): void {
    this.ip.stop();
    this.dialers.stop();
    for (const port of this.hardware.ports.values()) port.stop();
    for (const port of this.hardware.serials.values()) port.stop();
    for (const port of this.hardware.ethernets.values()) port.clearArp();
    for (const runtime of this.hardware.runtimes()) runtime.initialise('administratively down', false);
    this.dialers.forget();
    this.routes.forget();
    this.settings.forget();
  }

  #ethernetOwner(): EthernetOwner {
    const { clock } = this.#owner;
    return {
      clock,
      record: (event, interfaceName) => this.#owner.record(event, interfaceName),
      receiveIp: (interfaceName, datagram) => this.ip.receive(datagram, interfaceName),
      undeliverable: (datagram, interfaceName) => this.ip.undeliverable(datagram, 'no-arp', interfaceName),
    };
  }

  #channelOwner(): LinkChannelOwner {
    const { clock } = this.#owner;
    return {
      clock,
      record: (event, interfaceName) => this.#owner.record(event, interfaceName),
      pppAction: (channel, action) => this.dialers.pppAction(channel, action),
      receiveIp: (channel, datagram) => this.#receiveFromChannel(channel, datagram),
    };
  }

  #serialOwner(): SerialOwner {
    const { clock, random } = this.#owner;
    return {
      clock,
      random,
      record: (event, interfaceName) => this.#owner.record(event, interfaceName),
      receiveIp: (interfaceName, datagram) => this.ip.receive(datagram, interfaceName),
      pppPolicy: (interfaceName) => {
        const policy = this.#pppPolicy(interfaceName, false);
        return policy === undefined ? undefined : leasedPolicy(policy);
      },
      neighbourUp: (channel, interfaceName, peer) => this.routes.neighbourUp(interfaceName, channel, peer),
      neighbourDown: (channel) => this.routes.neighbourDown(channel),
    };
  }

  #portOwner(): DialPortOwner {
    const { clock, random } = this.#owner;
    return {
      clock,
      random,
      record: (event, interfaceName) => this.#owner.record(event, interfaceName),
      offered: (port, call) => this.dialers.offered(port, call),
      channelGiven: (port, call) => this.dialers.ofCall(call)?.channelGiven(port, call),
      connected: (port, call) => this.dialers.ofCall(call)?.connected(port, call),
      disconnected: (_port, call) => this.dialers.ofCall(call)?.disconnected(call),
      released: (_port, call, cause, byPeer) => this.dialers.ofCall(call)?.released(call, cause, byPeer),
      availability: (port) => this.dialers.availability(port),
    };
  }

  #pppPolicy(dialingInterface: string, outgoing: boolean): PppPolicy | undefined {
    this.#owner.settle();
    const settings = this.settings.interface(dialingInterface);
    if (settings === undefined || settings.encapsulation !== 'ppp') return undefined;
    const { hostname, users } = this.settings;
    return pppPolicy(settings, hostname, users, this.settings.addressOf(settings)?.address, outgoing);
  }

  /** Nothing leads there: an interface that would, were it up, is the reason. */
  #recordIp(event: TraceEvent, interfaceName: string | undefined): void {
    if (event.type === 'ip.undeliverable' && event.because === 'no-route') {
      const down = this.routes.downTowards(event.destination);
      if (down !== undefined) return this.#owner.record({ ...event, because: 'interface-down' }, down);
    }
    this.#owner.record(event, interfaceName);
  }

  #transmit({ datagram, interface: name, nextHop, broadcast }: OutgoingDatagram): void {
    this.#owner.settle();
    const ethernet = this.hardware.ethernets.get(name);
    if (ethernet !== undefined) {
      ethernet.sendIp(datagram, nextHop, broadcast);
      return;
    }
    const serial = this.hardware.serials.get(name);
    if (serial !== undefined) {
      serial.sendIp(datagram, broadcast);
      return;
    }
    const group = this.dialers.get(name);
    if (group === undefined) {
      // What goes to everybody where nobody is, is nobody's loss.
      if (name !== 'Null0' && !broadcast) this.ip.undeliverable(datagram, 'interface-down', name);
      return;
    }
    const source = datagramSource(datagram);
    const destination = datagramDestination(datagram);
    const { interesting, reason } = this.settings.judge(group.state.policy.group, datagram);
    group.tell({ type: 'packet', packet: { datagram, source, destination, nextHop, broadcast }, interesting, reason });
  }

  #receiveFromChannel(channel: LinkChannel, datagram: Uint8Array): void {
    const group = this.dialers.ofChannel(channel);
    if (group === undefined) return;
    const { interesting } = this.settings.judge(group.state.policy.group, datagram);
    group.receivedIp(channel, interesting);
    // A Dialer interface counts what its members carry for it.
    if (group.leads) this.hardware.runtime(group.interface)?.countInput(datagram.length + PPP_HEADER_OCTETS);
    this.ip.receive(datagram, group.interface);
  }
}
