// A gateway: a host of a LAN that stands for one beyond the lab. Datagrams and connections for its ports are carried there and
// back by whoever holds the door (host/outside.ts has the sockets); without a door what goes out is lost. Ends in the lab
// are accepted before the far end is, and hung up on if that refuses. Everything that passes is a trace event.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { Clock } from '../../engine/clock.ts';
import type { RandomStream } from '../../engine/random.ts';
import { hostTransport } from './aaa-server/host-transport.ts';
import type { LabGateway, LabGatewayPort } from '../lab-description.ts';
import type { LanHost } from './lan-host.ts';
import type { TcpConnection, TcpObserver, Transport } from '../router/ip/transport.ts';

/** What goes out. Flows and connections are numbered by the gateway, over all of its ports. */
export interface OutsideDoor {
  datagram(gateway: Gateway, flow: number, port: number, octets: Uint8Array): void;
  open(gateway: Gateway, connection: number, port: number): void;
  write(gateway: Gateway, connection: number, octets: Uint8Array): void;
  close(gateway: Gateway, connection: number): void;
}

/** What comes in. */
export type OutsideEvent =
  | { readonly type: 'datagram'; readonly flow: number; readonly octets: Uint8Array }
  /** Nobody listens there. */
  | { readonly type: 'unreachable'; readonly flow: number }
  | { readonly type: 'data'; readonly connection: number; readonly octets: Uint8Array }
  /** By the far end; `refused`: it never stood. */
  | { readonly type: 'closed'; readonly connection: number; readonly refused: boolean };

export type GatewayTrace =
  | { readonly type: 'gateway.sent'; readonly protocol: 'udp' | 'tcp'; readonly from: Ipv4Address; readonly to: string; readonly lengthOctets: number }
  | { readonly type: 'gateway.arrived'; readonly protocol: 'udp' | 'tcp'; readonly from: string; readonly to: Ipv4Address; readonly lengthOctets: number }
  | { readonly type: 'gateway.failed'; readonly protocol: 'udp' | 'tcp'; readonly to: string };

export interface GatewayOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  record(event: GatewayTrace): void;
}

/** Who sent from where to which port of the gateway: replies go back there. */
interface Flow {
  readonly from: Ipv4Address;
  readonly fromPort: number;
  readonly port: LabGatewayPort;
}

interface Carried {
  readonly connection: TcpConnection;
  readonly port: LabGatewayPort;
}

/** Flows that are remembered; the oldest are forgotten. */
const FLOWS_KEPT = 512;

export class Gateway {
  readonly name: string;
  readonly to: string;
  door: OutsideDoor | undefined;
  readonly #owner: GatewayOwner;
  readonly #host: LanHost;
  readonly #transport: Transport;
  readonly #flows = new Map<number, Flow>();
  readonly #connections = new Map<number, Carried>();
  #next = 1;

  constructor(owner: GatewayOwner, { name, to, ports }: LabGateway, host: LanHost) {
    this.name = name;
    this.to = to;
    this.#owner = owner;
    this.#host = host;
    this.#transport = hostTransport(host, owner.clock, owner.random);
    for (const port of ports) {
      if (port.protocol === 'udp') this.#transport.udp.bind(port.port, ({ sourcePort, data }, from) => this.#datagram({ from, fromPort: sourcePort, port }, data));
      else this.#transport.listenTcp(port.port, (connection) => this.#accept(connection, port));
    }
  }

  /** Something came from beyond, at this instant. */
  arrived(event: OutsideEvent): void {
    switch (event.type) {
      case 'datagram': {
        const flow = this.#flows.get(event.flow);
        if (flow === undefined) return;
        this.#record('gateway.arrived', flow.port, flow.from, event.octets.length);
        this.#transport.sendUdp({ sourcePort: flow.port.port, destinationPort: flow.fromPort, data: event.octets }, this.#host.address, flow.from);
        return;
      }
      case 'unreachable': {
        const flow = this.#flows.get(event.flow);
        if (flow !== undefined) this.#owner.record({ type: 'gateway.failed', protocol: 'udp', to: this.#far(flow.port) });
        return;
      }
      case 'data': {
        const carried = this.#connections.get(event.connection);
        if (carried === undefined) return;
        this.#record('gateway.arrived', carried.port, carried.connection.remote.address, event.octets.length);
        carried.connection.send(event.octets);
        return;
      }
      case 'closed': {
        const carried = this.#connections.get(event.connection);
        if (carried === undefined) return;
        this.#connections.delete(event.connection);
        if (!event.refused) return carried.connection.close();
        this.#owner.record({ type: 'gateway.failed', protocol: 'tcp', to: this.#far(carried.port) });
        carried.connection.abort();
      }
    }
  }

  #datagram(flow: Flow, octets: Uint8Array): void {
    const number = this.#flowOf(flow);
    this.#record('gateway.sent', flow.port, flow.from, octets.length);
    this.door?.datagram(this, number, flow.port.toPort, octets);
  }

  #flowOf(flow: Flow): number {
    for (const [number, known] of this.#flows) if (known.from === flow.from && known.fromPort === flow.fromPort && known.port === flow.port) return number;
    const [oldest] = this.#flows.keys();
    if (this.#flows.size >= FLOWS_KEPT && oldest !== undefined) this.#flows.delete(oldest);
    const number = this.#next++;
    this.#flows.set(number, flow);
    return number;
  }

  #accept(connection: TcpConnection, port: LabGatewayPort): TcpObserver {
    const number = this.#next++;
    this.#connections.set(number, { connection, port });
    this.door?.open(this, number, port.toPort);
    const over = (): void => {
      if (this.#connections.delete(number)) this.door?.close(this, number);
    };
    return {
      opened: () => undefined,
      data: (octets) => {
        if (!this.#connections.has(number)) return;
        this.#record('gateway.sent', port, connection.remote.address, octets.length);
        this.door?.write(this, number, octets);
      },
      peerClosed: () => {
        connection.close();
        over();
      },
      ended: over,
    };
  }

  #far({ toPort }: LabGatewayPort): string {
    return `${this.to}:${toPort}`;
  }

  #record(type: 'gateway.sent' | 'gateway.arrived', port: LabGatewayPort, address: Ipv4Address, lengthOctets: number): void {
    const far = this.#far(port);
    const { protocol } = port;
    this.#owner.record(type === 'gateway.sent' ? { type, protocol, from: address, to: far, lengthOctets } : { type, protocol, from: far, to: address, lengthOctets });
  }
}
