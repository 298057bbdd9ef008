// TCP and UDP in one router: segments between IP and the machines of the connections, listeners, and what closed ports
// answer. A segment leaves in an event of its own, so that nobody is called back before he knows what he has opened.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { TcpSettings } from '../../../config/tcp-settings.ts';
import { octetAt, uint16At, uint32At } from '../../../base/octets.ts';
import { LateMap } from '../../../base/late-map.ts';
import type { Clock } from '../../../engine/clock.ts';
import type { RandomStream } from '../../../engine/random.ts';
import { UNREACHABLE } from '../../../protocols/ip/icmp-responder.ts';
import { answerOfClosed } from '../../../protocols/tcp/segment-arrives.ts';
import { createTcp, step } from '../../../protocols/tcp/tcp.ts';
import { TCP_TIMERS } from '../../../protocols/tcp/timers.ts';
import type { OutgoingSegment, TcpAction, TcpEnd, TcpEvent, TcpPlan, TcpState, TcpTimer } from '../../../protocols/tcp/types.ts';
import { UdpPorts } from '../../../protocols/udp/demux.ts';
import type { IcmpMessage } from '../../../wire/icmp.ts';
import { IP_PROTOCOL, type Ipv4Packet } from '../../../wire/ipv4.ts';
import { parseTcp, serializeTcp, TCP_FLAG } from '../../../wire/tcp.ts';
import { parseUdp, serializeUdp, type UdpDatagram } from '../../../wire/udp.ts';
import { TimerBank } from '../../timer-bank.ts';
import { Turnstile } from '../../turnstile.ts';

/** Told what becomes of a connection; `ended` is the last. */
export interface TcpObserver {
  opened(): void;
  data(octets: Uint8Array): void;
  /** The peer sends nothing more. */
  peerClosed(): void;
  ended(reason: TcpEnd): void;
}

export interface TcpConnection extends TcpStream {
  readonly local: TcpSocket;
  readonly remote: TcpSocket;
}

/** Octets both ways, as whoever has one end of a connection sees it. */
export interface TcpStream {
  send(octets: Uint8Array): void;
  /** Nothing more is sent; what comes is still read. */
  close(): void;
  abort(): void;
  /** The reader stops and goes on: the peer's window shuts and opens. */
  pause(): void;
  resume(): void;
  /** Held for a reader that does not read. */
  readonly unreadOctets: number;
  /** Not acknowledged by the peer, sent or not. */
  readonly unsentOctets: number;
}

export interface TcpSocket {
  readonly address: Ipv4Address;
  readonly port: number;
}

/** Somebody calls: undefined refuses him. */
export type TcpAccept = (connection: TcpConnection) => TcpObserver | undefined;

export type UdpReader = (datagram: UdpDatagram, from: Ipv4Address, to: Ipv4Address, arrivedOn: string) => void;

export interface TransportOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  sendIp(protocol: number, source: Ipv4Address, destination: Ipv4Address, payload: Uint8Array, timeToLive?: number): void;
  sourceFor(destination: Ipv4Address): Ipv4Address | undefined;
  /** As they are configured when a connection begins. */
  tcpSettings(): TcpSettings;
}

/** As routers announce it for a peer that may be far away (RFC 9293 §3.7.1). */
const MAXIMUM_SEGMENT_OCTETS = 536;
/** Routers number their own ends from here. */
const FIRST_PORT = 11_000;
const LAST_PORT = 65_000;

export class Transport {
  readonly udp = new UdpPorts<UdpReader>();
  readonly #owner: TransportOwner;
  readonly #connections = new LateMap<string, Connection>();
  readonly #listeners = new LateMap<number, TcpAccept>();
  #nextPort = FIRST_PORT;

  constructor(owner: TransportOwner) {
    this.#owner = owner;
  }

  get connections(): readonly { readonly local: TcpSocket; readonly remote: TcpSocket; readonly state: TcpState }[] {
    return [...this.#connections.values()];
  }

  /** Undefined where no route leads there. */
  openTcp(destination: Ipv4Address, port: number, source: Ipv4Address | undefined, observer: TcpObserver): TcpConnection | undefined {
    const address = source ?? this.#owner.sourceFor(destination);
    if (address === undefined) return undefined;
    const remote = { address: destination, port };
    let local = { address, port: this.#freePort() };
    while (this.#connections.has(keyOf(local, remote))) local = { address, port: this.#freePort() };
    const connection = this.#add(local, remote, 'out');
    connection.observer = observer;
    connection.tell({ type: 'open', active: true });
    return connection;
  }

  /** Returns how to stop listening. */
  listenTcp(port: number, accept: TcpAccept): () => void {
    this.#listeners.set(port, accept);
    return () => {
      if (this.#listeners.get(port) === accept) this.#listeners.delete(port);
    };
  }

  receiveTcp(packet: Ipv4Packet): void {
    const parsed = parseTcp(packet.payload, packet.source, packet.destination);
    if (!parsed.ok) return;
    const segment = parsed.value;
    const local = { address: packet.destination, port: segment.destinationPort };
    const remote = { address: packet.source, port: segment.sourcePort };
    const connection = this.#connections.get(keyOf(local, remote)) ?? this.#called(local, remote, segment.flags);
    if (connection !== undefined) {
      connection.tell({ type: 'segment', segment });
      return;
    }
    const answer = answerOfClosed(segment);
    if (answer !== undefined) this.#transmit(local, remote, answer);
  }

  /** False if nobody listens at its port. */
  receiveUdp(packet: Ipv4Packet, arrivedOn: string): boolean {
    const parsed = parseUdp(packet.payload, packet.source, packet.destination);
    // What does not check is dropped without a word (RFC 1122 §4.1.3.4).
    if (!parsed.ok) return true;
    const reader = this.udp.readerOf(parsed.value);
    reader?.(parsed.value, packet.source, packet.destination, arrivedOn);
    return reader !== undefined;
  }

  sendUdp(datagram: UdpDatagram, source: Ipv4Address, destination: Ipv4Address, timeToLive?: number): void {
    this.#owner.sendIp(IP_PROTOCOL.udp, source, destination, serializeUdp(datagram, source, destination), timeToLive);
  }

  /** ICMP says that a segment of ours could not be delivered. */
  icmpArrives(message: IcmpMessage): void {
    if (message.kind !== 'destinationUnreachable') return;
    const { original, code } = message;
    const at = (octetAt(original, 0) & 0x0f) * 4;
    if (original.length < at + 8 || octetAt(original, 9) !== IP_PROTOCOL.tcp) return;
    const local = { address: uint32At(original, 12), port: uint16At(original, at) };
    const remote = { address: uint32At(original, 16), port: uint16At(original, at + 2) };
    this.#connections.get(keyOf(local, remote))?.tell({ type: 'unreachable', hard: code === UNREACHABLE.protocol || code === UNREACHABLE.port });
  }

  /** The router goes down, and forgets: nobody is told over the lines. */
  stop(): void {
    for (const connection of [...this.#connections.values()]) connection.vanish();
    this.#connections.clear();
  }

  #called(local: TcpSocket, remote: TcpSocket, flags: number): Connection | undefined {
    const accept = this.#listeners.get(local.port);
    if (accept === undefined || (flags & (TCP_FLAG.syn | TCP_FLAG.ack | TCP_FLAG.rst)) !== TCP_FLAG.syn) return undefined;
    const connection = this.#add(local, remote, 'in');
    const observer = accept(connection);
    if (observer === undefined) {
      this.#connections.delete(keyOf(local, remote));
      return undefined;
    }
    connection.observer = observer;
    connection.tell({ type: 'open', active: false });
    return connection;
  }

  #add(local: TcpSocket, remote: TcpSocket, direction: 'in' | 'out'): Connection {
    const key = keyOf(local, remote);
    const { synWaitMs, windowOctets, keepalives } = this.#owner.tcpSettings();
    const plan: TcpPlan = {
      localPort: local.port,
      remotePort: remote.port,
      // RFC 9293 §3.4.1 wants what nobody outside can guess.
      iss: this.#owner.random.uint32(),
      maximumSegmentOctets: MAXIMUM_SEGMENT_OCTETS,
      windowOctets,
      synWaitMs,
      ...(keepalives[direction] ? { keepaliveMs: TCP_TIMERS.keepalive.defaultMs } : {}),
    };
    const connection = new Connection(this.#owner.clock, plan, local, remote, {
      transmit: (segment) => this.#transmit(local, remote, segment),
      gone: () => void this.#connections.delete(key),
    });
    this.#connections.set(key, connection);
    return connection;
  }

  #transmit(local: TcpSocket, remote: TcpSocket, segment: OutgoingSegment): void {
    const whole = { sourcePort: local.port, destinationPort: remote.port, urgentPointer: 0, ...segment };
    const octets = serializeTcp(whole, local.address, remote.address);
    this.#owner.clock.after(0, () => this.#owner.sendIp(IP_PROTOCOL.tcp, local.address, remote.address, octets));
  }

  #freePort(): number {
    const port = this.#nextPort;
    this.#nextPort = port === LAST_PORT ? FIRST_PORT : port + 1;
    return port;
  }
}

const keyOf = (local: TcpSocket, remote: TcpSocket): string => `${local.address} ${local.port} ${remote.address} ${remote.port}`;

interface ConnectionOwner {
  transmit(segment: OutgoingSegment): void;
  gone(): void;
}

const NOBODY: TcpObserver = { opened: () => undefined, data: () => undefined, peerClosed: () => undefined, ended: () => undefined };

class Connection implements TcpConnection {
  readonly local: TcpSocket;
  readonly remote: TcpSocket;
  observer: TcpObserver = NOBODY;
  state: TcpState;
  readonly #clock: Clock;
  readonly #owner: ConnectionOwner;
  readonly #timers: TimerBank<TcpTimer>;
  readonly #turnstile = new Turnstile();

  constructor(clock: Clock, plan: TcpPlan, local: TcpSocket, remote: TcpSocket, owner: ConnectionOwner) {
    this.#clock = clock;
    this.#owner = owner;
    this.local = local;
    this.remote = remote;
    this.#timers = new TimerBank(clock, (timer) => this.tell({ type: 'timer', timer }));
    this.state = createTcp(plan);
  }

  send(octets: Uint8Array): void {
    this.tell({ type: 'send', data: octets });
  }

  close(): void {
    this.tell({ type: 'close' });
  }

  abort(): void {
    this.tell({ type: 'abort' });
  }

  pause(): void {
    this.tell({ type: 'pause' });
  }

  resume(): void {
    this.tell({ type: 'resume' });
  }

  get unreadOctets(): number {
    return this.state.held.length;
  }

  get unsentOctets(): number {
    return this.state.queue.length;
  }

  tell(event: TcpEvent): void {
    this.#turnstile.pass(() => {
      const [state, actions] = step(this.state, event, this.#clock.now);
      this.state = state;
      for (const action of actions) this.#perform(action);
      if (state.name === 'CLOSED') this.#owner.gone();
    });
  }

  vanish(): void {
    this.#timers.stopAll();
    const { observer } = this;
    this.observer = NOBODY;
    observer.ended('aborted');
  }

  #perform(action: TcpAction): void {
    switch (action.type) {
      case 'transmit':
        this.#owner.transmit(action.segment);
        return;
      case 'start':
        this.#timers.start(action.timer, action.ms);
        return;
      case 'stop':
        this.#timers.stop(action.timer);
        return;
      case 'opened':
        this.observer.opened();
        return;
      case 'data':
        this.observer.data(action.data);
        return;
      case 'peerClosed':
        this.observer.peerClosed();
        return;
      case 'ended':
        this.observer.ended(action.reason);
    }
  }
}
