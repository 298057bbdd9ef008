// An authentication server of the lab: a host on a LAN that listens for RADIUS at the ports of both ages and for TACACS+ at
// its own, with the machines of protocols/aaa/server. What it did is in its log, and in the lab's trace under its name. Programs beyond the
// lab may ask it as well: they are clients with an address of their own, and come in by askRadius and callTacacs.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { Instant } from '../../../base/time.ts';
import type { Clock } from '../../../engine/clock.ts';
import type { RandomStream } from '../../../engine/random.ts';
import { createRadiusServer, serve as serveRadius, type RadiusServerState } from '../../../protocols/aaa/server/radius-server.ts';
import { createTacacsServer, serve as serveTacacs } from '../../../protocols/aaa/server/tacacs-server.ts';
import type { AaaServerTrace, ServedPlan } from '../../../protocols/aaa/server/types.ts';
import { TACACS_PORT } from '../../../wire/tacacs.ts';
import type { LabAaaServer } from '../../lab-description.ts';
import type { LanHost } from '../lan-host.ts';
import type { TcpObserver, Transport } from '../../router/ip/transport.ts';
import { hostTransport } from './host-transport.ts';
import { servedPlan } from './profile.ts';

/** What goes wrong at a server while a fault says so. */
export interface ServerTrouble {
  readonly slowMs?: number;
  readonly wrongSecret?: boolean;
  readonly silent?: boolean;
  readonly garbage?: boolean;
  readonly otherIdentifier?: boolean;
}

export interface AaaServerOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  record(event: AaaServerTrace): void;
  /** Asked whenever it answers. */
  trouble(): ServerTrouble;
}

export interface LoggedEvent {
  readonly at: Instant;
  readonly event: AaaServerTrace;
}

/** One TCP connection of a client. */
export interface ServedConnection {
  receive(octets: Uint8Array): void;
}

export interface ConnectionEnd {
  send(octets: Uint8Array): void;
  close(): void;
}

/** RFC 2865 §3: 1645 and 1646 were in use before 1812 and 1813 were assigned; IOS 12.2 asks at the former. */
export const RADIUS_PORTS = [1645, 1812, 1646, 1813] as const;
const LOG_KEPT = 2_000;
const IDENTIFIER_AT = 1;
const SESSION_AT = 4;

export class AaaServer {
  readonly name: string;
  readonly protocols: LabAaaServer['protocols'];
  readonly address: Ipv4Address;
  readonly #owner: AaaServerOwner;
  readonly #host: LanHost;
  readonly #plan: ServedPlan;
  readonly #transport: Transport;
  #radius: RadiusServerState;
  #log: LoggedEvent[] = [];
  /** Connections are forgotten when it is switched off. */
  #life = 0;

  constructor(owner: AaaServerOwner, description: LabAaaServer, host: LanHost) {
    this.name = description.name;
    this.protocols = description.protocols;
    this.address = host.address;
    this.#owner = owner;
    this.#host = host;
    this.#plan = servedPlan(description);
    this.#radius = createRadiusServer(this.#plan);
    this.#transport = hostTransport(host, owner.clock, owner.random);
    if (this.protocols.includes('radius')) this.#listenRadius();
    if (this.protocols.includes('tacacs+')) this.#transport.listenTcp(TACACS_PORT, (connection) => this.#accept(connection.remote.address, connection));
  }

  /** The oldest first. */
  get log(): readonly LoggedEvent[] {
    return this.#log;
  }

  get powered(): boolean {
    return this.#host.powered;
  }

  powerOff(): void {
    this.#host.powered = false;
    this.#life += 1;
    this.#transport.stop();
    this.#radius = createRadiusServer(this.#plan);
  }

  powerOn(): void {
    this.#host.powered = true;
  }

  reload(): void {
    this.powerOff();
    this.powerOn();
  }

  /** A RADIUS request; the answer comes when it comes, or never. */
  askRadius(from: Ipv4Address, fromPort: number, octets: Uint8Array, reply: (octets: Uint8Array) => void): void {
    const trouble = this.#owner.trouble();
    if (!this.powered || trouble.silent === true) return;
    const state = { ...this.#radius, plan: this.#planIn(trouble) };
    const [after, outcome] = serveRadius(state, { from, fromPort, octets, now: this.#owner.clock.now });
    this.#radius = after;
    this.#note(outcome.log);
    if (outcome.reply !== undefined) this.#answer(spoilt(outcome.reply, trouble, IDENTIFIER_AT), trouble, reply);
  }

  /** A client connects by TACACS+. */
  callTacacs(from: Ipv4Address, end: ConnectionEnd): ServedConnection {
    let state = createTacacsServer(this.#planIn(this.#owner.trouble()), from);
    return {
      receive: (octets) => {
        const trouble = this.#owner.trouble();
        if (!this.powered || trouble.silent === true) return;
        const [after, outcome] = serveTacacs({ ...state, plan: this.#planIn(trouble) }, octets);
        state = after;
        for (const event of outcome.log) this.#note(event);
        for (const sent of outcome.send) this.#answer(spoilt(sent, trouble, SESSION_AT), trouble, (whole) => end.send(whole));
        if (outcome.close) this.#answer(undefined, trouble, () => end.close());
      },
    };
  }

  #listenRadius(): void {
    for (const port of RADIUS_PORTS) {
      this.#transport.udp.bind(port, ({ sourcePort, data }, from, to) => {
        this.askRadius(from, sourcePort, data, (octets) => this.#transport.sendUdp({ sourcePort: port, destinationPort: sourcePort, data: octets }, to, from));
      });
    }
  }

  #accept(from: Ipv4Address, end: ConnectionEnd): TcpObserver {
    const served = this.callTacacs(from, end);
    return {
      opened: () => undefined,
      data: (octets) => served.receive(octets),
      peerClosed: () => end.close(),
      ended: () => undefined,
    };
  }

  #planIn({ wrongSecret }: ServerTrouble): ServedPlan {
    return wrongSecret === true ? { ...this.#plan, clients: this.#plan.clients.map((client) => ({ ...client, key: `not ${client.key}` })) } : this.#plan;
  }

  #answer(octets: Uint8Array | undefined, { slowMs = 0 }: ServerTrouble, send: (octets: Uint8Array) => void): void {
    const life = this.#life;
    const go = (): void => {
      if (this.powered && life === this.#life) send(octets ?? new Uint8Array(0));
    };
    if (slowMs === 0) go();
    else this.#owner.clock.after(slowMs, go);
  }

  #note(event: AaaServerTrace): void {
    if (this.#log.length >= LOG_KEPT) this.#log = this.#log.slice(LOG_KEPT / 2);
    this.#log.push({ at: this.#owner.clock.now, event });
    this.#owner.record(event);
  }
}

/** `at`: an octet of what says which question is answered. */
function spoilt(octets: Uint8Array, { garbage, otherIdentifier }: ServerTrouble, at: number): Uint8Array {
  if (garbage === true) return octets.map((octet) => octet ^ 0xa5);
  return otherIdentifier === true ? octets.map((octet, index) => (index === at ? (octet + 1) & 0xff : octet)) : octets;
}
