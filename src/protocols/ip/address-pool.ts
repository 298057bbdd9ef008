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
}

export const NO_POOLS: AddressPools = { ranges: [], leases: new Map(), returned: new Map() };

/** Leases outside the new ranges last until they are given back. */
export function withRanges(pools: AddressPools, ranges: readonly PoolBounds[]): AddressPools {
  return { ...pools, ranges };
}

export type Taken =
  | { readonly ok: true; readonly pools: AddressPools; readonly lease: Lease }
  | { readonly ok: false; readonly because: 'undefined' | 'exhausted' };

/** An address of the first of the named pools that has one. */
export function takeAddress(pools: AddressPools, names: readonly string[], holder: string, user: string | undefined): Taken {
  for (const pool of names) {
    const address = freeAddress(pools, pool, user);
    if (address === undefined) continue;
    const lease = { pool, address, holder };
    const left = (pools.returned.get(pool) ?? []).filter((each) => each.address !== address);
    return { ok: true, lease, pools: { ...pools, leases: new Map(pools.leases).set(holder, { ...lease, user }), returned: new Map(pools.returned).set(pool, left) } };
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

function freeAddress(pools: AddressPools, pool: string, user: string | undefined): Ipv4Address | undefined {
  const returned = (pools.returned.get(pool) ?? []).filter(({ address }) => isInPool(pools, pool, address));
  const own = user === undefined ? undefined : returned.find((each) => each.user === user);
  if (own !== undefined) return own.address;
  const known = new Set([...returned.map(({ address }) => address), ...addressesInUse(pools)]);
  for (const { pool: name, first, last } of pools.ranges) {
    if (name !== pool) continue;
    for (let address = first; address <= last; address += 1) if (!known.has(address)) return address;
  }
  return returned[0]?.address;
}

function* addressesInUse(pools: AddressPools): Generator<Ipv4Address> {
  for (const { address } of pools.leases.values()) yield address;
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
