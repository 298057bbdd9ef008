// The addresses that a router gives to its peers: a fixed one of the interface, or one of its pools, for as long as the call
// lasts. Who asks, and when, is PPP's affair (`peer-address-wanted`).

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import { DEFAULT_POOL, type PoolSettings } from '../../../config/peer-settings.ts';
import { NO_POOLS, poolUse, returnAddress, takeAddress, withRanges, type AddressPools, type PoolUse } from '../../../protocols/ip/address-pool.ts';
import type { TraceEvent } from '../../trace.ts';

/** What is known of a peer itself, beside its interface: it goes first. */
export interface PeerWish {
  readonly user?: string | undefined;
  readonly address?: Ipv4Address | undefined;
  readonly pool?: string | undefined;
}

export class PeerAddresses {
  readonly #record: (event: TraceEvent, interfaceName: string) => void;
  #settings: PoolSettings = { ranges: [], isDefaultLocal: false };
  #pools: AddressPools = NO_POOLS;

  constructor(record: (event: TraceEvent, interfaceName: string) => void) {
    this.#record = record;
  }

  configure(settings: PoolSettings): void {
    this.#settings = settings;
    this.#pools = withRanges(this.#pools, settings.ranges);
  }

  /** Whether the peers of an interface are given an address. */
  serves({ peerAddress }: InterfaceSettings): boolean {
    return peerAddress !== undefined || this.#settings.isDefaultLocal;
  }

  /** The address for the peer on a channel or bundle; undefined when there is none. */
  take(holder: string, { peerAddress }: InterfaceSettings, wish: PeerWish = {}): Ipv4Address | undefined {
    if (wish.address !== undefined) return wish.address;
    if (wish.pool === undefined && peerAddress?.kind === 'fixed') return peerAddress.address;
    const held = this.#pools.leases.get(holder);
    if (held !== undefined) return held.address;
    const { user } = wish;
    const named = wish.pool === undefined ? (peerAddress?.kind === 'pool' ? peerAddress.names : []) : [wish.pool];
    const pools = named.length > 0 ? named : [DEFAULT_POOL];
    const taken = takeAddress(this.#pools, pools, holder, user);
    const of = user === undefined ? {} : { user };
    if (!taken.ok) {
      this.#record({ type: 'pool.none', because: taken.because, pools, ...of }, holder);
      return undefined;
    }
    this.#pools = taken.pools;
    const { pool, address } = taken.lease;
    this.#record({ type: 'pool.taken', pool, address, ...of }, holder);
    return address;
  }

  free(holder: string): void {
    const { pools, lease } = returnAddress(this.#pools, holder);
    if (lease === undefined) return;
    this.#pools = pools;
    this.#record({ type: 'pool.returned', pool: lease.pool, address: lease.address }, holder);
  }

  forget(): void {
    this.#pools = NO_POOLS;
  }

  readings(): readonly PoolUse[] {
    return poolUse(this.#pools);
  }
}
