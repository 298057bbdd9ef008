// The typed reading of what peers are told in IPCP: their address (`peer default ip address`, `ip local pool`, `ip address-pool`)
// and those of name servers (`async-bootp`). DHCP is not simulated.

import { parseIpv4, type Ipv4Address } from '../base/ipv4.ts';
import type { ConfigNode } from './node.ts';
import { address, present, text } from './reading.ts';

/** Where the address of an interface's peers comes from. */
export type PeerAddressSettings =
  /** Tried in their order; none is whatever `ip address-pool` says. */
  | { readonly kind: 'pool'; readonly names: readonly string[] }
  | { readonly kind: 'fixed'; readonly address: Ipv4Address };

/** One range of `ip local pool`; a pool may have several. */
export interface PoolRange {
  readonly pool: string;
  readonly first: Ipv4Address;
  readonly last: Ipv4Address;
}

export interface PoolSettings {
  readonly ranges: readonly PoolRange[];
  /** `ip address-pool local`: the pool named `default` serves interfaces that name none. */
  readonly isDefaultLocal: boolean;
}

/** Of name servers, what peers are told that ask (RFC 1877). */
export interface NameServerSettings {
  readonly primaryDns?: Ipv4Address;
  readonly secondaryDns?: Ipv4Address;
  readonly primaryNbns?: Ipv4Address;
  readonly secondaryNbns?: Ipv4Address;
}

/** `async mode` and what an interface on a terminal line lets its users choose. */
export interface AsyncInterfaceSettings {
  /** Undefined: nothing but terminals use the line. */
  readonly mode?: 'dedicated' | 'interactive';
  /** `async dynamic address`: users may bring an address of their own. */
  readonly dynamicAddress: boolean;
  /** `async default routing`: routing protocols speak there. */
  readonly defaultRouting: boolean;
}

/** A terminal line as an interface carries routing protocols only where `async default routing` says so. */
export function speaksRouting({ name, async }: { readonly name: string; readonly async: AsyncInterfaceSettings }): boolean {
  return async.defaultRouting || !/^Async\d/.test(name);
}

export const DEFAULT_POOL = 'default';

export function peerAddressSettings(node: ConfigNode): PeerAddressSettings | undefined {
  const args = node.value('peer.defaultAddress');
  if (args === undefined || args['dhcp'] !== undefined || args['dhcpPool'] !== undefined) return undefined;
  const fixed = address(args, 'address');
  if (fixed !== undefined) return { kind: 'fixed', address: fixed };
  return { kind: 'pool', names: (text(args, 'names') ?? '').split(' ').filter((name) => name !== '') };
}

export function asyncInterfaceSettings(node: ConfigNode): AsyncInterfaceSettings {
  const mode = text(node.value('async.mode'), 'mode');
  return present<AsyncInterfaceSettings>({
    mode: mode === 'dedicated' || mode === 'interactive' ? mode : undefined,
    dynamicAddress: node.flag('async.dynamicAddress') === true,
    defaultRouting: node.flag('async.defaultRouting') === true,
  });
}

export function poolSettings(root: ConfigNode): PoolSettings {
  const ranges = root.entries('ip.pools').map((args): PoolRange => {
    const first = address(args, 'first') ?? 0;
    return { pool: text(args, 'name') ?? '', first, last: address(args, 'last') ?? first };
  });
  return { ranges, isDefaultLocal: text(root.value('ip.addressPool'), 'type') === 'local' };
}

export function nameServerSettings(root: ConfigNode): NameServerSettings {
  const servers = (option: string): readonly (Ipv4Address | undefined)[] => {
    const typed = text(root.entries('asyncBootpServers').find((args) => args['option'] === option), 'addresses');
    return (typed ?? '').split(' ').map(parseIpv4);
  };
  const [primaryDns, secondaryDns] = servers('dns-server');
  const [primaryNbns, secondaryNbns] = servers('nbns-server');
  return present<NameServerSettings>({ primaryDns, secondaryDns, primaryNbns, secondaryNbns });
}
