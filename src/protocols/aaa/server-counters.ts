// What a client machine keeps of each of its servers: whether it is dead, and counts of what was asked and answered, for
// `show aaa servers`, `show radius statistics` and `show tacacs`.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { AaaCounters, AaaRequest, AaaServerCounters } from './types.ts';

const NONE: AaaCounters = {
  requests: 0, timeouts: 0, retransmissions: 0, accepts: 0, rejects: 0, challenges: 0, unexpected: 0, badAuthenticators: 0, errors: 0, responseMs: 0,
};

export type ServerBook = ReadonlyMap<string, AaaServerCounters>;
export type CounterKind = AaaRequest['kind'];

/** `10.1.1.5` and its ports make a server. */
export function serverKey(address: Ipv4Address, ports: readonly [number, number]): string {
  return `${address}:${ports[0]},${ports[1]}`;
}

export function newServer(address: Ipv4Address, ports: readonly [number, number], now: number): AaaServerCounters {
  return {
    address, ports, state: 'up', stateSince: now, authentication: NONE, authorization: NONE, accounting: NONE,
    opens: 0, closes: 0, aborts: 0, errors: 0, packetsIn: 0, packetsOut: 0,
  };
}

/** The book with more of some counts of one kind. */
export function counted(book: ServerBook, key: string, kind: CounterKind, more: Partial<AaaCounters>): ServerBook {
  const server = book.get(key);
  if (server === undefined) return book;
  const counters: Record<string, number> = { ...server[kind] };
  for (const [name, count] of Object.entries(more)) counters[name] = (counters[name] ?? 0) + count;
  // The names are those of AaaCounters, by the types of both.
  return changed(book, key, { [kind]: counters as unknown as AaaCounters });
}

/** The book with more of what is counted for a server as a whole. */
export function countedWhole(book: ServerBook, key: string, ...names: readonly ('opens' | 'closes' | 'aborts' | 'errors' | 'packetsIn' | 'packetsOut')[]): ServerBook {
  const server = book.get(key);
  return server === undefined ? book : changed(book, key, Object.fromEntries(names.map((name) => [name, server[name] + 1])));
}

export function changed(book: ServerBook, key: string, change: Partial<AaaServerCounters>): ServerBook {
  const server = book.get(key);
  return server === undefined ? book : new Map(book).set(key, { ...server, ...change });
}
