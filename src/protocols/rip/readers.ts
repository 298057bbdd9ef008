// What the routing table, `show ip rip database` and `show ip protocols` read of a RIP process. Nothing here changes it.

import { classfulMask, networkOf, type Ipv4Address } from '../../base/ipv4.ts';
import type { DurationMs, Instant } from '../../base/time.ts';
import { isUsed, keyOf, type RipState } from './state.ts';
import type { RipLocal, RipRoute } from './types.ts';

export { keyOf } from './state.ts';

/** The routes that the table may install. */
export function readRoutes(state: RipState): readonly RipRoute[] {
  return [...state.routes.values()].filter(isUsed);
}

/** When the network was last heard of; undefined for one that was not learnt. */
export function readHeardAt(state: RipState, network: { readonly prefix: Ipv4Address; readonly mask: Ipv4Address }): Instant | undefined {
  return state.routes.get(keyOf(network))?.heardAt;
}

export interface DatabaseEntry {
  readonly prefix: Ipv4Address;
  readonly mask: Ipv4Address;
  /** Its subnets are told as this one network where they leave it. */
  readonly summary: boolean;
  readonly local?: RipLocal;
  readonly learnt?: RipRoute;
}

/** By network, each class's network before its subnets. */
export function readDatabase(state: RipState): readonly DatabaseEntry[] {
  const entries = new Map<string, DatabaseEntry>();
  const put = (entry: DatabaseEntry): void => {
    const key = keyOf(entry);
    entries.set(key, { ...entries.get(key), ...entry, summary: entry.summary || entries.get(key)?.summary === true });
  };
  for (const learnt of state.routes.values()) put({ prefix: learnt.prefix, mask: learnt.mask, summary: false, learnt });
  for (const local of state.policy.locals) put({ prefix: networkOf(local.prefix, local.mask), mask: local.mask, summary: false, local });
  for (const { prefix } of [...entries.values()]) {
    const mask = prefix === 0 ? 0 : classfulMask(prefix);
    put({ prefix: networkOf(prefix, mask), mask, summary: true });
  }
  return [...entries.values()].sort((a, b) => a.prefix - b.prefix || a.mask - b.mask);
}

export interface RipSource {
  readonly gateway: Ipv4Address;
  readonly ageMs: DurationMs;
}

export function readSources(state: RipState, now: Instant): readonly RipSource[] {
  return [...state.gateways].map(([gateway, at]) => ({ gateway, ageMs: now - at })).sort((a, b) => a.gateway - b.gateway);
}
