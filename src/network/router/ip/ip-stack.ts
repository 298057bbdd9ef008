// IP in one router: its addresses, its routing table, forwarding, ICMP and the pings that it sends. Datagrams are octets
// from the moment they are made; which interface carries one is decided by the table, and how is the interface's affair.

import { isMartian, type Ipv4Address } from '../../../base/ipv4.ts';
import { LateSet } from '../../../base/late-map.ts';
import type { Clock } from '../../../engine/clock.ts';
import type { RandomStream } from '../../../engine/random.ts';
import {
  datagramDestination, datagramSource, decideForward, isBroadcastOf, LIMITED_BROADCAST, withTimeToLive, type ForwardDecision, type LocalAddress,
} from '../../../protocols/ip/forward.ts';
import { fragmentsOf } from '../../../protocols/ip/fragment.ts';
import { answerIcmp, timeExceededAbout, unreachableAbout, REASSEMBLY_CODE, UNREACHABLE } from '../../../protocols/ip/icmp-responder.ts';
import { readRecordRoute, recordRoute } from '../../../protocols/ip/record-route.ts';
import { EMPTY_TABLE, lookupRoute, type RoutingTable } from '../../../protocols/ip/routing-table.ts';
import { ICMP, type IcmpMessage } from '../../../wire/icmp.ts';
import { IP_PROTOCOL, IPV4, withoutData, type Ipv4Packet } from '../../../wire/ipv4.ts';
import { serializeUdp, type UdpDatagram } from '../../../wire/udp.ts';
import type { TraceEvent } from '../../trace.ts';
import type { PingObserver, PingRequest, TracerouteObserver, TracerouteRequest } from '../control.ts';
import { IcmpErrors } from './icmp-errors.ts';
import type { IpPolicies } from './ip-policies.ts';
import { NameResolver } from './name-resolver.ts';
import { Pinger, type PingerOwner } from './pinger.ts';
import { Reassembler } from '../dialing/reassembler.ts';
import { Tracer } from './tracer.ts';
import { Transport } from './transport.ts';

export interface OutgoingDatagram {
  readonly datagram: Uint8Array;
  readonly interface: string;
  readonly nextHop: Ipv4Address;
  readonly broadcast: boolean;
}

export interface IpOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly policies: IpPolicies;
  record(event: TraceEvent, interfaceName?: string): void;
  /** Whether somebody wants to see every packet. */
  watchesPackets(): boolean;
  transmit(outgoing: OutgoingDatagram): void;
}

/** What this router itself says of a datagram; the rest is filled in. */
export type OwnPacket = Pick<Ipv4Packet, 'protocol' | 'source' | 'destination' | 'dontFragment' | 'payload'> & Partial<Pick<Ipv4Packet, 'timeToLive' | 'typeOfService' | 'options'>>;

const NO_OCTETS = new Uint8Array(0);
const NOBODY: readonly never[] = [];

export class IpStack {
  readonly transport: Transport;
  readonly names: NameResolver;
  readonly #owner: IpOwner;
  #pings: readonly Pinger[] = NOBODY;
  #tracers: readonly Tracer[] = NOBODY;
  #pingerOwner: PingerOwner | undefined;
  readonly #errors: IcmpErrors;
  readonly #reassembler: Reassembler;
  #locals: readonly LocalAddress[] = [];
  #table = EMPTY_TABLE;
  readonly #groups = new LateSet<Ipv4Address>();
  #identification = 0;
  #pingIdentifier = 0;

  constructor(owner: IpOwner) {
    this.#owner = owner;
    this.#errors = new IcmpErrors({ clock: owner.clock, policies: owner.policies, send: (destination, message) => this.#sendIcmp(destination, message) });
    this.#reassembler = new Reassembler({
      clock: owner.clock,
      whole: (packet, arrivedOn) => this.#deliver(packet, arrivedOn),
      expired: (first) => this.#errors.tell(first.source, timeExceededAbout(IPV4.serialize(first), REASSEMBLY_CODE), undefined),
    });
    this.transport = new Transport({
      clock: owner.clock,
      random: owner.random,
      sourceFor: (destination) => this.sourceFor(destination),
      tcpSettings: () => owner.policies.tcp(),
      sendIp: (protocol, source, destination, payload, timeToLive = 255) => {
        this.send({ protocol, source, destination, dontFragment: false, payload, timeToLive });
      },
    });
    const { clock, random, policies } = owner;
    this.names = new NameResolver({ clock, random, ip: this, settings: () => policies.resolver(), record: (event) => owner.record(event) });
  }

  get table(): RoutingTable {
    return this.#table;
  }

  get locals(): readonly LocalAddress[] {
    return this.#locals;
  }

  configure(locals: readonly LocalAddress[], table: RoutingTable): void {
    this.#locals = locals;
    this.#table = table;
  }

  /** The address that a datagram of ours to the destination carries; undefined when nothing leads there. */
  sourceFor(destination: Ipv4Address): Ipv4Address | undefined {
    if (this.#locals.some((local) => local.address === destination)) return destination;
    const found = lookupRoute(this.#table, destination);
    if (found === undefined) return undefined;
    const own = this.#locals.find((local) => local.interface === found.interface) ?? this.#locals[0];
    return own?.address;
  }

  /** Datagrams to a multicast group are for this router from now on; IGMP is not spoken, since only neighbours are meant. */
  join(group: Ipv4Address): void {
    this.#groups.add(group);
  }

  leave(group: Ipv4Address): void {
    this.#groups.delete(group);
  }

  /** A datagram came in over the interface. */
  receive(datagram: Uint8Array, arrivedOn: string): void {
    const packet = IPV4.parse(datagram);
    if (!packet.ok) {
      this.#owner.record({ type: 'frame.bad', channel: 'LAN', reason: `IP: ${packet.error.message}` });
      return;
    }
    const { source, destination } = packet.value;
    // RFC 1812 §5.3.7, RFC 1122 §3.2.1.3: nobody can be answered at such an address, and nobody is told.
    if (isMartian(source)) return this.#owner.record({ type: 'ip.undeliverable', source, destination, because: 'martian' }, arrivedOn);
    const list = this.#owner.policies.refusedBy(arrivedOn, 'in', datagram);
    if (list === undefined) this.#move(datagram, packet.value, arrivedOn);
    else this.#refuse(datagram, arrivedOn, { list, direction: 'in', at: arrivedOn });
  }

  /** An access list denies it: its sender is told that somebody does not want it (RFC 1812 §5.3.9). */
  #refuse(datagram: Uint8Array, arrivedOn: string, { list, direction, at }: { readonly list: number | string; readonly direction: 'in' | 'out'; readonly at: string }): void {
    const source = datagramSource(datagram);
    this.#watch('denied', datagram, { arrivedOn, ...(direction === 'in' ? {} : { leavesBy: at }) });
    this.#owner.record({ type: 'ip.undeliverable', source, destination: datagramDestination(datagram), because: 'filtered', list: String(list), direction }, at);
    this.#errors.tell(source, unreachableAbout(datagram, UNREACHABLE.prohibited), arrivedOn);
  }

  /** Sends a datagram of this router. */
  send(packet: OwnPacket): void {
    if (packet.destination === LIMITED_BROADCAST) {
      for (const { interface: name, address } of this.#locals) this.sendOn(name, { ...packet, source: address });
      return;
    }
    const whole = this.#whole(packet);
    this.#move(IPV4.serialize(whole), whole, undefined);
  }

  /** To everybody on that interface, whatever the routing table says. */
  sendOn(interfaceName: string, packet: OwnPacket): void {
    const whole = this.#whole(packet);
    this.#watch('broadcast', IPV4.serialize(whole), { leavesBy: interfaceName });
    this.#owner.transmit({ datagram: IPV4.serialize(whole), interface: interfaceName, nextHop: whole.destination, broadcast: true });
  }

  /** A datagram of this router; one to everybody leaves by every interface, from its address there. */
  sendUdp(datagram: UdpDatagram, destination: Ipv4Address, source = this.sourceFor(destination)): void {
    if (destination === LIMITED_BROADCAST) {
      for (const { interface: name, address } of this.#locals) {
        this.sendOn(name, { protocol: IP_PROTOCOL.udp, source: address, destination, dontFragment: false, payload: serializeUdp(datagram, address, destination) });
      }
    } else if (source !== undefined) this.transport.sendUdp(datagram, source, destination);
  }

  #whole({ protocol, source, destination, dontFragment, payload, timeToLive = 255, typeOfService = 0, options = NO_OCTETS }: OwnPacket): Ipv4Packet {
    this.#identification = (this.#identification + 1) & 0xffff;
    return {
      typeOfService, identification: this.#identification, dontFragment, moreFragments: false, fragmentOffset: 0, timeToLive, protocol, source, destination, options, payload,
    };
  }

  startPing(request: PingRequest, observer: PingObserver): { abort(): void } {
    this.#pingIdentifier = (this.#pingIdentifier + 1) & 0xffff;
    const pinger = new Pinger((this.#pingerOwner ??= this.#ownerOfPings()), this.#pingIdentifier, request, observer);
    this.#pings = [...this.#pings, pinger];
    pinger.start();
    return pinger;
  }

  #ownerOfPings(): PingerOwner {
    return {
      clock: this.#owner.clock,
      record: (event) => this.#owner.record(event),
      sourceFor: (destination) => (destination === LIMITED_BROADCAST ? this.#locals[0]?.address : this.sourceFor(destination)),
      anyAddress: () => this.#locals[0]?.address,
      isBroadcast: (destination) => destination === LIMITED_BROADCAST || this.#locals.some((local) => isBroadcastOf(local, destination)),
      send: (packet) => this.send(packet),
      ended: (ended) => {
        this.#pings = this.#pings.filter((pinger) => pinger !== ended);
      },
    };
  }

  startTraceroute(request: TracerouteRequest, observer: TracerouteObserver): { abort(): void } {
    const tracer = new Tracer(
      {
        clock: this.#owner.clock,
        transport: this.transport,
        sourceFor: (destination) => this.sourceFor(destination),
        ended: (ended) => {
          this.#tracers = this.#tracers.filter((each) => each !== ended);
        },
      },
      request,
      observer,
    );
    this.#tracers = [...this.#tracers, tracer];
    tracer.start();
    return tracer;
  }

  /** The router goes down: pings and the like end where they are. */
  stop(): void {
    this.names.stop();
    this.transport.stop();
    for (const tracer of this.#tracers) tracer.abort();
    for (const pinger of this.#pings) pinger.abort();
    this.#reassembler.stop();
  }

  /** A datagram that an interface could not send: its sender is told, unless that is us. */
  undeliverable(datagram: Uint8Array, because: Extract<TraceEvent, { type: 'ip.undeliverable' }>['because'], interfaceName: string): void {
    const source = datagramSource(datagram);
    const destination = datagramDestination(datagram);
    this.#owner.record({ type: 'ip.undeliverable', source, destination, because }, interfaceName);
    if (!this.#isLocal(source)) this.#errors.tell(source, unreachableAbout(datagram, UNREACHABLE.host), undefined);
  }

  #isLocal(address: Ipv4Address): boolean {
    return this.#locals.some((local) => local.address === address);
  }

  /** Without an interface that it arrived on it is this router's own. */
  #move(datagram: Uint8Array, packet: Ipv4Packet, arrivedOn: string | undefined): void {
    const { source, destination, timeToLive } = packet;
    const own = arrivedOn === undefined;
    const decision = decideForward({ destination, timeToLive, own, joined: this.#groups.has(destination) }, this.#table, this.#locals);
    switch (decision.kind) {
      case 'deliver':
        this.#watch('received', datagram, arrivedOn === undefined ? {} : { arrivedOn });
        this.#arrive(datagram, packet, arrivedOn ?? '');
        return;
      case 'forward': {
        const list = own ? undefined : this.#owner.policies.refusedBy(decision.interface, 'out', datagram);
        if (list !== undefined && !own) return this.#refuse(datagram, arrivedOn, { list, direction: 'out', at: decision.interface });
        const onward = own ? datagram : withTimeToLive(datagram, decision.timeToLive);
        this.#forward(onward, decision, arrivedOn);
        return;
      }
      case 'unreachable':
        this.#watch('unroutable', datagram, own ? {} : { arrivedOn });
        this.#owner.record({ type: 'ip.undeliverable', source, destination, because: 'no-route' });
        if (!own) this.#errors.tell(source, unreachableAbout(datagram, decision.code), arrivedOn);
        return;
      case 'time-exceeded':
        this.#owner.record({ type: 'ip.undeliverable', source, destination, because: 'ttl' });
        this.#errors.tell(source, timeExceededAbout(datagram), arrivedOn);
        return;
      case 'discard':
    }
  }

  #forward(datagram: Uint8Array, decision: Extract<ForwardDecision, { kind: 'forward' }>, arrivedOn: string | undefined): void {
    const { interface: name, nextHop, broadcast } = decision;
    if (arrivedOn === undefined) this.#watch(broadcast ? 'broadcast' : 'sending', datagram, { leavesBy: name });
    else this.#watch('forward', datagram, { arrivedOn, leavesBy: name, nextHop });
    const address = this.#locals.find((local) => local.interface === name)?.address;
    const recorded = address === undefined ? datagram : recordRoute(datagram, address);
    const mtu = this.#owner.policies.mtu(name);
    const fragments = fragmentsOf(recorded, mtu);
    if (fragments !== undefined) {
      for (const fragment of fragments) this.#owner.transmit({ datagram: fragment, interface: name, nextHop, broadcast });
      return;
    }
    const source = datagramSource(datagram);
    this.#owner.record({ type: 'ip.undeliverable', source, destination: datagramDestination(datagram), because: 'too-long' }, name);
    this.#errors.tell(source, unreachableAbout(datagram, UNREACHABLE.fragmentationNeeded, mtu), arrivedOn);
  }

  #sendIcmp(destination: Ipv4Address, message: IcmpMessage): void {
    const source = this.sourceFor(destination);
    if (source === undefined) return;
    this.#watchIcmp('sent', { source, destination }, message);
    this.send({ protocol: IP_PROTOCOL.icmp, source, destination, dontFragment: false, payload: ICMP.serialize(message) });
  }

  /** An interface had nobody to send it to at the moment. */
  encapsulationFailed(datagram: Uint8Array, interfaceName: string): void {
    this.#watch('encapsulation-failed', datagram, { leavesBy: interfaceName });
  }

  #watch(what: Extract<TraceEvent, { type: 'ip.packet' }>['what'], datagram: Uint8Array, where: { readonly arrivedOn?: string; readonly leavesBy?: string; readonly nextHop?: Ipv4Address }): void {
    if (this.#owner.watchesPackets()) this.#owner.record({ type: 'ip.packet', what, datagram: withoutData(datagram), ...where });
  }

  #watchIcmp(direction: 'sent' | 'received', { source, destination }: Pick<Ipv4Packet, 'source' | 'destination'>, message: IcmpMessage): void {
    if (this.#owner.watchesPackets()) this.#owner.record({ type: 'icmp.message', direction, source, destination, message });
  }

  /** For this router: whole, or a part of something. */
  #arrive(datagram: Uint8Array, packet: Ipv4Packet, arrivedOn: string): void {
    const recorded = packet.options.length > 0 && this.#isLocal(packet.destination) ? IPV4.parse(recordRoute(datagram, packet.destination)) : undefined;
    const arrived = recorded?.ok === true ? recorded.value : packet;
    if (arrived.moreFragments || arrived.fragmentOffset > 0) this.#reassembler.take(arrived, arrivedOn);
    else this.#deliver(arrived, arrivedOn);
  }

  #deliver(packet: Ipv4Packet, arrivedOn: string): void {
    if (packet.protocol === IP_PROTOCOL.tcp && this.#isLocal(packet.destination)) {
      this.transport.receiveTcp(packet);
      return;
    }
    if (packet.protocol === IP_PROTOCOL.udp && this.transport.receiveUdp(packet, arrivedOn)) return;
    if (packet.protocol !== IP_PROTOCOL.icmp) {
      // Nothing is said about what was sent to everybody (RFC 1122 §3.2.2).
      if (!this.#isLocal(packet.destination)) return;
      const code = packet.protocol === IP_PROTOCOL.udp ? UNREACHABLE.port : UNREACHABLE.protocol;
      this.#errors.tell(packet.source, unreachableAbout(IPV4.serialize(packet), code), arrivedOn);
      return;
    }
    const message = ICMP.parse(packet.payload);
    if (message.ok) this.#icmpArrives(message.value, packet);
  }

  #icmpArrives(message: IcmpMessage, packet: Ipv4Packet): void {
    this.#watchIcmp('received', packet, message);
    const answer = answerIcmp(message);
    if (answer !== undefined) {
      const { destination, typeOfService } = packet;
      const source = this.#isLocal(destination) ? destination : (this.sourceFor(packet.source) ?? destination);
      // RFC 1122 §3.2.2.6: the reply has the type of service and the recorded route of the request.
      const options = readRecordRoute(packet.options) === undefined ? NO_OCTETS : packet.options;
      this.#watchIcmp('sent', { source, destination: packet.source }, answer);
      this.send({ protocol: IP_PROTOCOL.icmp, source, destination: packet.source, dontFragment: false, typeOfService, options, payload: ICMP.serialize(answer) });
      return;
    }
    for (const pinger of this.#pings) pinger.icmpArrives(message, packet.source, packet.options);
    for (const tracer of this.#tracers) tracer.icmpArrives(message, packet.source);
    this.transport.icmpArrives(message);
  }
}
