// Pools of IP addresses (`ip local pool`) as a pure value: which addresses are free, who has one, and who had it last. Whoever
// comes again gets the address that he had, if it is free; else one that nobody has had yet; else the one that has been
// free for longest.

import type { Ipv4Address } from '../../base/ipv4.ts';

export interface PoolBounds {
  readonly pool: string;
  readonly first: Ipv4Address;
  readonly last: Ipv4Address;
}

export interface Lease {
  readonly pool: string;
  readonly address: Ipv4Address;
  /** Whoever has it: a channel or bundle. */
  readonly holder: string;
}

interface Returned {
  readonly address: Ipv4Address;
  readonly user: string | undefined;
}

export interface AddressPools {
  readonly ranges: readonly PoolBounds[];
  /** By holder. */
  readonly leases: ReadonlyMap<string, Lease & { readonly user: string | undefined }>;
  /** By pool, the one that was given back first in front. */
  readonly returned: ReadonlyMap<string, readonly Returned[]>;
  /** By pool: nobody has had an address from here on, counted over its ranges. */
  readonly fresh: ReadonlyMap<string, number>;
}

export const NO_POOLS: AddressPools = { ranges: [], leases: new Map(), returned: new Map(), fresh: new Map() };

/** Leases outside the new ranges last until they are given back. */
export function withRanges(pools: AddressPools, ranges: readonly PoolBounds[]): AddressPools {
  return { ...pools, ranges, fresh: new Map() };
}

export type Taken =
  | { readonly ok: true; readonly pools: AddressPools; readonly lease: Lease }
  | { readonly ok: false; readonly because: 'undefined' | 'exhausted' };

/** An address of the first of the named pools that has one. */
export function takeAddress(pools: AddressPools, names: readonly string[], holder: string, user: string | undefined): Taken {
  for (const pool of names) {
    const returned = pools.returned.get(pool) ?? [];
    const own = user === undefined ? -1 : returned.findIndex((each) => each.user === user && isInPool(pools, pool, each.address));
    const fresh = own < 0 ? freshAddress(pools, pool, returned) : undefined;
    const index = fresh !== undefined ? -1 : own >= 0 ? own : returned.findIndex(({ address }) => isInPool(pools, pool, address));
    const address = fresh?.address ?? returned[index]?.address;
    if (address === undefined) continue;
    const lease = { pool, address, holder };
    const left = index < 0 ? pools.returned : new Map(pools.returned).set(pool, returned.toSpliced(index, 1));
    const next = fresh === undefined ? pools.fresh : new Map(pools.fresh).set(pool, fresh.next);
    return { ok: true, lease, pools: { ...pools, leases: new Map(pools.leases).set(holder, { ...lease, user }), returned: left, fresh: next } };
  }
  const isDefined = names.some((name) => pools.ranges.some(({ pool }) => pool === name));
  return { ok: false, because: isDefined ? 'exhausted' : 'undefined' };
}

export function returnAddress(pools: AddressPools, holder: string): { readonly pools: AddressPools; readonly lease: Lease | undefined } {
  const lease = pools.leases.get(holder);
  if (lease === undefined) return { pools, lease };
  const leases = new Map(pools.leases);
  leases.delete(holder);
  const returned = [...(pools.returned.get(lease.pool) ?? []), { address: lease.address, user: lease.user }];
  return { lease, pools: { ...pools, leases, returned: new Map(pools.returned).set(lease.pool, returned) } };
}

/** The next one that nobody has had, and where to look after it. What was given out under other ranges is passed over. */
function freshAddress(pools: AddressPools, pool: string, returned: readonly Returned[]): { readonly address: Ipv4Address; readonly next: number } | undefined {
  let begun = 0;
  const from = pools.fresh.get(pool) ?? 0;
  for (const { pool: name, first, last } of pools.ranges) {
    if (name !== pool) continue;
    const size = last - first + 1;
    for (let at = Math.max(from, begun); at < begun + size; at += 1) {
      const address = first + at - begun;
      if (!isLeased(pools, address) && !returned.some((each) => each.address === address)) return { address, next: at + 1 };
    }
    begun += size;
  }
  return undefined;
}

function isLeased({ leases }: AddressPools, wanted: Ipv4Address): boolean {
  for (const { address } of leases.values()) if (address === wanted) return true;
  return false;
}

function isInPool({ ranges }: AddressPools, name: string, address: Ipv4Address): boolean {
  return ranges.some(({ pool, first, last }) => pool === name && address >= first && address <= last);
}

export interface PoolUse {
  readonly pool: string;
  readonly first: Ipv4Address;
  readonly last: Ipv4Address;
  readonly free: readonly Ipv4Address[];
  readonly inUse: readonly Lease[];
}

/** Each range with what is free and what is not. */
export function poolUse({ ranges, leases, returned }: AddressPools): readonly PoolUse[] {
  return ranges.map(({ pool, first, last }) => {
    const within = (address: Ipv4Address): boolean => address >= first && address <= last;
    const inUse = [...leases.values()].filter(({ address }) => within(address));
    const taken = new Set(inUse.map(({ address }) => address));
    const back = (returned.get(pool) ?? []).map(({ address }) => address).filter(within);
    const fresh: Ipv4Address[] = [];
    for (let address = first; address <= last; address += 1) if (!taken.has(address) && !back.includes(address)) fresh.push(address);
    return { pool, first, last, free: [...fresh, ...back], inUse };
  });
}
