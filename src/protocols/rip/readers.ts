// What the routing table, `show ip rip database` and `show ip protocols` read of a RIP process. Nothing here changes it.

import { classfulMask, networkOf, type Ipv4Address } from '../../base/ipv4.ts';
import type { DurationMs, Instant } from '../../base/time.ts';
import { isUsed, keyOf, pathsTo, type RipState } from './state.ts';
import type { RipLocal, RipRoute } from './types.ts';

export { keyOf } from './state.ts';

/** The routes that the table may install. */
export function readRoutes(state: RipState): readonly RipRoute[] {
  return [...state.routes.values()].filter(isUsed);
}

/** When the path was last heard of; undefined for one that was not learnt. */
export function readHeardAt(state: RipState, path: Pick<RipRoute, 'prefix' | 'mask'> & { readonly nextHop?: Ipv4Address; readonly interface?: string }): Instant | undefined {
  return pathsTo(state, path).find((each) => each.nextHop === path.nextHop && each.interface === path.interface)?.heardAt;
}

export interface DatabaseEntry {
  readonly prefix: Ipv4Address;
  readonly mask: Ipv4Address;
  /** Its subnets are told as this one network where they leave it. */
  readonly summary: boolean;
  readonly local?: RipLocal;
  /** Its paths. */
  readonly learnt: readonly RipRoute[];
}

/** By network, each class's network before its subnets. */
export function readDatabase(state: RipState): readonly DatabaseEntry[] {
  const entries = new Map<string, DatabaseEntry>();
  const put = (entry: DatabaseEntry): void => {
    const key = keyOf(entry);
    const before = entries.get(key);
    entries.set(key, { ...before, ...entry, summary: entry.summary || before?.summary === true, learnt: [...(before?.learnt ?? []), ...entry.learnt] });
  };
  for (const learnt of state.routes.values()) put({ prefix: learnt.prefix, mask: learnt.mask, summary: false, learnt: [learnt] });
  for (const local of state.policy.locals) put({ prefix: networkOf(local.prefix, local.mask), mask: local.mask, summary: false, local, learnt: [] });
  for (const { prefix } of [...entries.values()]) {
    const mask = prefix === 0 ? 0 : classfulMask(prefix);
    put({ prefix: networkOf(prefix, mask), mask, summary: true, learnt: [] });
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
