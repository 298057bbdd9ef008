// The ways of datagrams through a router, outside its IP stack: what leaves goes to the Ethernet, serial line, bundle or dialer that
// the interface is, and what arrives over a call comes to the stack by the interface that the call is for, its dialer being
// told whether it is interesting. Where a datagram is to go is the stack's to know (ip-stack.ts), by the routing table.

import { datagramDestination, datagramSource } from '../../protocols/ip/forward.ts';
import type { TraceEvent } from '../trace.ts';
import type { BundleInterface } from './dialing/bundle-interface.ts';
import type { DialingGroup } from './dialing/dialing-group.ts';
import type { OutgoingDatagram } from './ip/ip-stack.ts';
import type { Machinery, MachineryOwner } from './machinery.ts';
import type { LinkChannel } from './ports/link-channel.ts';

/** Address, control, protocol (RFC 1662 §3.1). */
const PPP_HEADER_OCTETS = 4;

export class DatagramPaths {
  readonly #owner: Pick<MachineryOwner, 'record' | 'settle'>;
  readonly #machinery: Machinery;

  constructor(owner: Pick<MachineryOwner, 'record' | 'settle'>, machinery: Machinery) {
    this.#owner = owner;
    this.#machinery = machinery;
  }

  /** What the stack tells of datagrams. Nothing leads there: an interface that would, were it up, is the reason. */
  record(event: TraceEvent, interfaceName: string | undefined): void {
    if (event.type === 'ip.undeliverable' && event.because === 'no-route') {
      const down = this.#machinery.routes.downTowards(event.destination);
      if (down !== undefined) return this.#owner.record({ ...event, because: 'interface-down' }, down);
    }
    this.#owner.record(event, interfaceName);
  }

  transmit({ datagram, interface: name, nextHop, broadcast }: OutgoingDatagram): void {
    this.#owner.settle();
    const { hardware, bundles, dialers, settings, ip } = this.#machinery;
    // What goes to everybody where nobody can be, is nobody's loss.
    if (broadcast && hardware.runtime(name)?.state !== 'up') return;
    const ethernet = hardware.ethernets.get(name);
    if (ethernet !== undefined) {
      ethernet.sendIp(datagram, nextHop, broadcast);
      return;
    }
    const serial = hardware.serials.get(name);
    if (serial !== undefined) {
      const bundle = bundles.of(serial.channel);
      if (bundle === undefined) serial.sendIp(datagram, broadcast);
      else bundle.sendIp(datagram);
      return;
    }
    const group = dialers.get(name);
    if (group === undefined) {
      const bundle = bundles.get(name);
      if (bundle?.sendIp(datagram) === true) return;
      if (name !== 'Null0' && !broadcast) ip.undeliverable(datagram, 'interface-down', name);
      return;
    }
    const source = datagramSource(datagram);
    const destination = datagramDestination(datagram);
    const { interesting, reason } = settings.judge(group.state.policy.group, datagram);
    group.tell({ type: 'packet', packet: { datagram, source, destination, nextHop, broadcast }, interesting, reason });
  }

  /** A datagram went out over a member, on behalf of a Dialer interface. */
  transmitted(group: DialingGroup, datagram: Uint8Array): void {
    this.#machinery.hardware.runtime(group.interface)?.countOutput(datagram.length + PPP_HEADER_OCTETS);
  }

  receivedFromBundle(bundle: BundleInterface, datagram: Uint8Array): void {
    const { dialers, ip } = this.#machinery;
    const [channel] = bundle.members;
    // The links of a bundle are idle together: any of them will do.
    if (channel !== undefined && dialers.has(bundle.home)) this.receivedFromChannel(channel, datagram);
    else ip.receive(datagram, bundle.routed);
  }

  receivedFromChannel(channel: LinkChannel, datagram: Uint8Array): void {
    const { dialers, settings, hardware, ip } = this.#machinery;
    const group = dialers.ofChannel(channel);
    if (group === undefined) return;
    const { interesting } = settings.judge(group.state.policy.group, datagram);
    group.receivedIp(channel, interesting);
    // A Dialer interface counts what its members carry for it.
    if (group.leads) hardware.runtime(group.interface)?.countInput(datagram.length + PPP_HEADER_OCTETS);
    ip.receive(datagram, group.interface);
  }
}
