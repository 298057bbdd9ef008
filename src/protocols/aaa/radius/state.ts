// What the RADIUS client of a router keeps: the questions that are not answered, each with the packets that are out for it,
// the identifiers that are in use, and what it knows of its servers.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { AaaAccounting, AaaAuthentication, AaaClientAction, AaaHandle, RadiusServerSettings } from '../types.ts';
import type { ServerBook } from '../server-counters.ts';

export interface RadiusState {
  readonly exchanges: ReadonlyMap<AaaHandle, Exchange>;
  /** In the order in which they came, for want of an identifier. */
  readonly waiting: readonly AaaHandle[];
  readonly nextIdentifier: number;
  readonly servers: ServerBook;
}

export interface Exchange {
  readonly handle: AaaHandle;
  readonly request: AaaAuthentication | AaaAccounting;
  readonly group: string;
  /** Those that are tried, in order; the dead ones of the group are not among them unless all are. */
  readonly servers: readonly RadiusServerSettings[];
  /** Index of the one that is being tried. */
  readonly at: number;
  /** Transmissions to it so far. */
  readonly attempts: number;
  /** What is out to this server and not answered; accounting has a new packet each time (RFC 2866 §4.1). */
  readonly packets: readonly OutPacket[];
  readonly askedAt: number;
  /** When the first packet to this server left. */
  readonly sentAt: number;
  readonly chance: number;
  /** What the user typed, if he did, and what of an Access-Challenge goes back with it. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly challengeState: Uint8Array | undefined;
  /** What the machine waits for. */
  readonly waits: 'identifier' | 'reply' | 'user' | 'password' | 'data';
  /** Some reply came that our secret did not sign. */
  readonly sawBadAuthenticator: boolean;
}

export interface OutPacket {
  readonly identifier: number;
  readonly authenticator: Uint8Array;
  readonly octets: Uint8Array;
}

/** One step's work: the state as it changes, and what is to be done. */
export interface Turn {
  state: RadiusState;
  readonly now: number;
  readonly actions: AaaClientAction[];
}

export function put(turn: Turn, exchange: Exchange): void {
  turn.state = { ...turn.state, exchanges: new Map(turn.state.exchanges).set(exchange.handle, exchange) };
}

export function remove(turn: Turn, handle: AaaHandle): void {
  const exchanges = new Map(turn.state.exchanges);
  exchanges.delete(handle);
  turn.state = { ...turn.state, exchanges, waiting: turn.state.waiting.filter((waiting) => waiting !== handle) };
}

/** The server that an exchange is with now. */
export function serverOf({ servers, at }: Exchange): RadiusServerSettings | undefined {
  return servers[at];
}

export function portsOf({ authPort, acctPort }: RadiusServerSettings): readonly [number, number] {
  return [authPort, acctPort];
}

export function portFor(request: Exchange['request'], { authPort, acctPort }: RadiusServerSettings): number {
  return request.kind === 'accounting' ? acctPort : authPort;
}

export function timerOf(handle: AaaHandle): string {
  return `exchange:${handle}`;
}

/** An identifier that none of our packets has out, to whatever server; undefined when all 256 are. */
export function takeIdentifier(turn: Turn): number | undefined {
  const used = new Set<number>();
  for (const { packets } of turn.state.exchanges.values()) for (const { identifier } of packets) used.add(identifier);
  if (used.size > 255) return undefined;
  let identifier = turn.state.nextIdentifier;
  while (used.has(identifier)) identifier = (identifier + 1) & 0xff;
  turn.state = { ...turn.state, nextIdentifier: (identifier + 1) & 0xff };
  return identifier;
}

/** The exchange that a reply of that identifier from there can be for. */
export function exchangeOf(state: RadiusState, from: Ipv4Address, fromPort: number, identifier: number): { readonly exchange: Exchange; readonly packet: OutPacket } | undefined {
  for (const exchange of state.exchanges.values()) {
    const server = serverOf(exchange);
    if (server === undefined || server.address !== from || portFor(exchange.request, server) !== fromPort) continue;
    const packet = exchange.packets.find((out) => out.identifier === identifier);
    if (packet !== undefined) return { exchange, packet };
  }
  return undefined;
}
