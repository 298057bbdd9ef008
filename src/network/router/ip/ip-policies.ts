// What an interface's configuration says of the datagrams that pass it: how long they may be, which access list filters them,
// whether their senders are told of what was not delivered, and how often the router says so at all.

import type { ResolverSettings } from '../../../config/model.ts';
import type { TcpSettings } from '../../../config/tcp-settings.ts';
import type { RouterSettings } from '../router-settings.ts';

export interface IpPolicies {
  /** The longest datagram that goes out there whole. */
  mtu(interfaceName: string): number;
  /** The access list in force there, or undefined if it lets the datagram pass. */
  refusedBy(interfaceName: string, direction: 'in' | 'out', datagram: Uint8Array): number | string | undefined;
  /** `ip unreachables` of the interface that a datagram came in by. */
  tellsUnreachable(arrivedOn: string): boolean;
  /** Milliseconds between two ICMP unreachable messages; 0 is no limit. */
  unreachableIntervalMs(tooLong: boolean): number;
  tcp(): TcpSettings;
  /** Whom this router asks for names. */
  resolver(): ResolverSettings;
}

const DEFAULT_MTU = 1500;

/** `bundleLimit`: the longest that the peers of an interface's multilink bundles put together. */
export function ipPolicies(settings: RouterSettings, bundleLimit: (interfaceName: string) => number | undefined): IpPolicies {
  return {
    mtu(name) {
      const own = settings.interface(name);
      return Math.min(own?.ipMtu ?? own?.mtu ?? DEFAULT_MTU, bundleLimit(name) ?? Infinity);
    },
    refusedBy(name, direction, datagram) {
      const list = settings.interface(name)?.accessGroups[direction];
      return list === undefined || settings.passes(list, datagram) ? undefined : list;
    },
    tellsUnreachable: (arrivedOn) => settings.interface(arrivedOn)?.tellsUnreachable !== false,
    unreachableIntervalMs: (tooLong) => (tooLong ? settings.icmpLimits.tooLongMs : settings.icmpLimits.unreachableMs),
    tcp: () => settings.tcp,
    resolver: () => settings.resolver,
  };
}
