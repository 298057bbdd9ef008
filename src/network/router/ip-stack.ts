// IP in one router: its addresses, its routing table, forwarding, ICMP and the pings that it sends. Datagrams are octets
// from the moment they are made; which interface carries one is decided by the table, and how is the interface's affair.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import { datagramDestination, datagramSource, decideForward, withTimeToLive, type LocalAddress } from '../../protocols/ip/forward.ts';
import { answerIcmp, timeExceededAbout, unreachableAbout, UNREACHABLE } from '../../protocols/ip/icmp-responder.ts';
import { createPing, readPing, step as stepPing, type PingAction, type PingEvent, type PingState } from '../../protocols/ip/ping.ts';
import { buildRoutingTable, lookupRoute, type Route, type RoutingTable } from '../../protocols/ip/routing-table.ts';
import { ICMP, type IcmpMessage } from '../../wire/icmp.ts';
import { IP_PROTOCOL, IPV4, type Ipv4Packet } from '../../wire/ipv4.ts';
import { TimerBank } from '../timer-bank.ts';
import type { TraceEvent } from '../trace.ts';
import type { PingObserver, PingRequest, TracerouteObserver, TracerouteRequest } from './control.ts';
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
  record(event: TraceEvent, interfaceName?: string): void;
  transmit(outgoing: OutgoingDatagram): void;
}

interface RunningPing {
  readonly request: PingRequest;
  readonly observer: PingObserver;
  readonly timer: TimerBank<'reply'>;
  state: PingState;
}

/** What this router itself says of a datagram; the rest is filled in. */
export type OwnPacket = Pick<Ipv4Packet, 'protocol' | 'source' | 'destination' | 'dontFragment' | 'payload'> & Partial<Pick<Ipv4Packet, 'timeToLive' | 'typeOfService'>>;

const NO_OCTETS = new Uint8Array(0);
const EMPTY: RoutingTable = buildRoutingTable([]);

export class IpStack {
  readonly transport: Transport;
  readonly #owner: IpOwner;
  readonly #pings = new Map<number, RunningPing>();
  readonly #tracers = new Set<Tracer>();
  #locals: readonly LocalAddress[] = [];
  #table: RoutingTable = EMPTY;
  readonly #groups = new Set<Ipv4Address>();
  #identification = 0;
  #pingIdentifier = 0;

  constructor(owner: IpOwner) {
    this.#owner = owner;
    this.transport = new Transport({
      clock: owner.clock,
      random: owner.random,
      sourceFor: (destination) => this.sourceFor(destination),
      sendIp: (protocol, source, destination, payload, timeToLive = 255) => {
        this.send({ protocol, source, destination, dontFragment: false, payload, timeToLive });
      },
    });
  }

  get table(): RoutingTable {
    return this.#table;
  }

  get locals(): readonly LocalAddress[] {
    return this.#locals;
  }

  configure(locals: readonly LocalAddress[], routes: readonly Route[]): void {
    this.#locals = locals;
    this.#table = buildRoutingTable(routes);
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
    this.#move(datagram, packet.value, arrivedOn);
  }

  /** Sends a datagram of this router. */
  send(packet: OwnPacket): void {
    const whole = this.#whole(packet);
    this.#move(IPV4.serialize(whole), whole, undefined);
  }

  /** To everybody on that interface, whatever the routing table says. */
  sendOn(interfaceName: string, packet: OwnPacket): void {
    const whole = this.#whole(packet);
    this.#owner.transmit({ datagram: IPV4.serialize(whole), interface: interfaceName, nextHop: whole.destination, broadcast: true });
  }

  #whole(packet: OwnPacket): Ipv4Packet {
    this.#identification = (this.#identification + 1) & 0xffff;
    return {
      typeOfService: 0,
      moreFragments: false,
      fragmentOffset: 0,
      options: NO_OCTETS,
      timeToLive: 255,
      identification: this.#identification,
      ...packet,
    };
  }

  startPing(request: PingRequest, observer: PingObserver): { abort(): void } {
    this.#pingIdentifier = (this.#pingIdentifier + 1) & 0xffff;
    const identifier = this.#pingIdentifier;
    const { repeat, sizeOctets, timeoutSeconds } = request;
    const running: RunningPing = {
      request,
      observer,
      timer: new TimerBank(this.#owner.clock, () => this.#stepPing(identifier, { type: 'timer' })),
      state: createPing({ identifier, repeat, sizeOctets, timeoutMs: timeoutSeconds * 1000 }),
    };
    this.#pings.set(identifier, running);
    const source = request.source ?? this.sourceFor(request.destination);
    this.#owner.record({ type: 'ping.started', destination: request.destination, source });
    this.#stepPing(identifier, { type: 'start' });
    return { abort: () => this.#stepPing(identifier, { type: 'abort' }) };
  }

  startTraceroute(request: TracerouteRequest, observer: TracerouteObserver): { abort(): void } {
    const tracer = new Tracer(
      {
        clock: this.#owner.clock,
        transport: this.transport,
        sourceFor: (destination) => this.sourceFor(destination),
        ended: (ended) => void this.#tracers.delete(ended),
      },
      request,
      observer,
    );
    this.#tracers.add(tracer);
    tracer.start();
    return tracer;
  }

  /** The router goes down: pings and the like end where they are. */
  stop(): void {
    this.transport.stop();
    for (const tracer of [...this.#tracers]) tracer.abort();
    for (const identifier of [...this.#pings.keys()]) this.#stepPing(identifier, { type: 'abort' });
  }

  /** A datagram that an interface could not send: its sender is told, unless that is us. */
  undeliverable(datagram: Uint8Array, because: Extract<TraceEvent, { type: 'ip.undeliverable' }>['because'], interfaceName: string): void {
    const source = datagramSource(datagram);
    const destination = datagramDestination(datagram);
    this.#owner.record({ type: 'ip.undeliverable', source, destination, because }, interfaceName);
    if (!this.#isLocal(source)) this.#tellSender(source, unreachableAbout(datagram, UNREACHABLE.host));
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
        this.#deliver(packet, arrivedOn ?? '');
        return;
      case 'forward':
        this.#owner.transmit({
          datagram: own ? datagram : withTimeToLive(datagram, decision.timeToLive),
          interface: decision.interface,
          nextHop: decision.nextHop,
          broadcast: decision.broadcast,
        });
        return;
      case 'unreachable':
        this.#owner.record({ type: 'ip.undeliverable', source, destination, because: 'no-route' });
        if (!own) this.#tellSender(source, unreachableAbout(datagram, decision.code));
        return;
      case 'time-exceeded':
        this.#owner.record({ type: 'ip.undeliverable', source, destination, because: 'ttl' });
        this.#tellSender(source, timeExceededAbout(datagram));
        return;
      case 'discard':
    }
  }

  #tellSender(destination: Ipv4Address, message: IcmpMessage | undefined): void {
    const source = message === undefined ? undefined : this.sourceFor(destination);
    if (message === undefined || source === undefined) return;
    this.send({ protocol: IP_PROTOCOL.icmp, source, destination, dontFragment: false, payload: ICMP.serialize(message) });
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
      const unreachable = unreachableAbout(IPV4.serialize(packet), packet.protocol === IP_PROTOCOL.udp ? UNREACHABLE.port : UNREACHABLE.protocol);
      this.#tellSender(packet.source, unreachable);
      return;
    }
    const message = ICMP.parse(packet.payload);
    if (!message.ok) return;
    const answer = answerIcmp(message.value);
    if (answer !== undefined) {
      const source = this.#isLocal(packet.destination) ? packet.destination : (this.sourceFor(packet.source) ?? packet.destination);
      this.send({ protocol: IP_PROTOCOL.icmp, source, destination: packet.source, dontFragment: false, payload: ICMP.serialize(answer) });
      return;
    }
    for (const identifier of [...this.#pings.keys()]) this.#stepPing(identifier, { type: 'message', message: message.value });
    for (const tracer of [...this.#tracers]) tracer.icmpArrives(message.value, packet.source);
    this.transport.icmpArrives(message.value);
  }

  #stepPing(identifier: number, event: PingEvent): void {
    const ping = this.#pings.get(identifier);
    if (ping === undefined) return;
    const [state, actions] = stepPing(ping.state, event, this.#owner.clock.now);
    ping.state = state;
    for (const action of actions) this.#performPing(identifier, ping, action);
  }

  #performPing(identifier: number, ping: RunningPing, action: PingAction): void {
    switch (action.type) {
      case 'send':
        this.#sendEcho(ping, action.message);
        return;
      case 'start':
        ping.timer.start('reply', action.ms);
        return;
      case 'stop':
        ping.timer.stop('reply');
        return;
      case 'mark':
        ping.observer.mark(action.mark);
        return;
      case 'done': {
        ping.timer.stopAll();
        this.#pings.delete(identifier);
        const { sent, received } = readPing(ping.state);
        this.#owner.record({ type: 'ping.ended', destination: ping.request.destination, sent, received });
        ping.observer.done(action.result);
      }
    }
  }

  #sendEcho(ping: RunningPing, message: IcmpMessage): void {
    const { destination, dontFragment } = ping.request;
    const source = ping.request.source ?? this.sourceFor(destination);
    if (source === undefined) {
      this.#owner.record({ type: 'ip.undeliverable', source: 0, destination, because: 'no-route' });
      return;
    }
    const payload = ICMP.serialize(message);
    // Sent in an event of its own, so that a reply within the same instant finds the ping waiting for it.
    this.#owner.clock.after(0, () => this.send({ protocol: IP_PROTOCOL.icmp, source, destination, dontFragment, payload }));
  }
}
