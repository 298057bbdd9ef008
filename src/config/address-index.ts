// The networks of all interfaces in the order of their addresses, so that the one that a new address would overlap is found
// without looking at each. Networks of different interfaces never overlap here, for such an address is refused; those of
// one interface may.

import { LateMap } from '../base/late-map.ts';
import { networkOf, parseIpv4 } from '../base/ipv4.ts';
import type { Block } from './block.ts';

export interface Overlap {
  readonly owner: string;
  readonly isSecondary: boolean;
}

interface Network extends Overlap {
  readonly address: number;
  readonly first: number;
  readonly last: number;
}

export class AddressIndex {
  readonly #networks: Network[] = [];
  /** How many interfaces have each. */
  readonly #addresses = new LateMap<number, number>();
  readonly #byOwner = new LateMap<string, readonly Network[]>();

  /** Another interface's network that shares an address with this one. */
  overlapping(owner: string, address: number, mask: number): Overlap | undefined {
    const { first, last } = span(address, mask);
    const at = this.#position(first);
    for (let i = at; i < this.#networks.length; i += 1) {
      const network = this.#networks[i];
      if (!network || network.first > last) break;
      if (network.owner !== owner) return network;
    }
    // Before it only one that reaches so far; what lies inside that one is of the same interface.
    let neighbour: string | undefined;
    for (let i = at - 1; i >= 0; i -= 1) {
      const network = this.#networks[i];
      if (!network) break;
      if (network.owner === owner) continue;
      if (network.last >= first) return network;
      neighbour ??= network.owner;
      if (network.owner !== neighbour) break;
    }
    return undefined;
  }

  /** Whether an interface has this very address. */
  has(address: number): boolean {
    return this.#addresses.has(address);
  }

  /** Takes what the interface has now. */
  update(block: Block): void {
    this.forget(block.key);
    const networks = networksOf(block);
    if (networks.length === 0) return;
    this.#byOwner.set(block.key, networks);
    for (const network of networks) {
      this.#networks.splice(this.#position(network.first), 0, network);
      this.#addresses.set(network.address, (this.#addresses.get(network.address) ?? 0) + 1);
    }
  }

  forget(owner: string): void {
    for (const network of this.#byOwner.get(owner) ?? []) {
      let at = this.#position(network.first);
      while (at < this.#networks.length && this.#networks[at] !== network) at += 1;
      this.#networks.splice(at, 1);
      const others = (this.#addresses.get(network.address) ?? 1) - 1;
      if (others > 0) this.#addresses.set(network.address, others);
      else this.#addresses.delete(network.address);
    }
    this.#byOwner.delete(owner);
  }

  /** Where the first network is that begins there or behind it. */
  #position(first: number): number {
    let low = 0;
    let high = this.#networks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#networks[middle]?.first ?? 0) < first) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function networksOf(block: Block): readonly Network[] {
  const own = block.value('ip.address');
  const all = [...(own === undefined ? [] : [{ args: own, isSecondary: false }]), ...block.entries('ip.secondary').map((args) => ({ args, isSecondary: true }))];
  return all.flatMap(({ args, isSecondary }) => {
    const address = parseIpv4(String(args['address']));
    const mask = parseIpv4(String(args['mask']));
    return address === undefined || mask === undefined ? [] : [{ owner: block.key, isSecondary, address, ...span(address, mask) }];
  });
}

function span(address: number, mask: number): { readonly first: number; readonly last: number } {
  const first = networkOf(address, mask);
  return { first, last: (first | ~mask) >>> 0 };
}
