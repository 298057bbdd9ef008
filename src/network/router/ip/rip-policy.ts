// From configuration and routing table to what RIP works by: the interfaces that its `network` lines cover, the networks of
// the router's own that it tells of, and those that other protocols know better.

import { networkOf, type Ipv4Address } from '../../../base/ipv4.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import { speaksRouting } from '../../../config/peer-settings.ts';
import { inNetworks, type RipSettings } from '../../../config/rip-settings.ts';
import type { Route } from '../../../protocols/ip/routing-table.ts';
import { keyOf } from '../../../protocols/rip/readers.ts';
import type { RipInterface, RipLocal, RipPolicy, RipVersion } from '../../../protocols/rip/types.ts';

/** What a connected network counts as. */
const CONNECTED_METRIC = 1;

export interface RipSurroundings {
  /** Interfaces that carry packets now, with the address in force. */
  readonly interfaces: readonly { readonly settings: InterfaceSettings; readonly address: Ipv4Address; readonly mask: Ipv4Address }[];
  /** As installed, RIP's own among them. */
  readonly routes: readonly Route[];
}

export function ripPolicy(settings: RipSettings, { interfaces, routes }: RipSurroundings): RipPolicy {
  const covered = interfaces
    .filter(({ settings: own, address }) => inNetworks(settings.networks, address) && speaksRouting(own))
    .map((each) => ripInterface(settings, each.settings, each.address, each.mask));
  return {
    interfaces: covered,
    locals: ripLocals(settings, routes),
    preferred: new Set(routes.filter(({ code, distance }) => code !== 'R' && distance < settings.distance).map(keyOf)),
    autoSummary: settings.autoSummary,
    neighbors: settings.neighbors.flatMap((address) => {
      const on = covered.find((each) => networkOf(each.address, each.mask) === networkOf(address, each.mask));
      return on === undefined ? [] : [{ address, interface: on.name }];
    }),
    times: settings,
    maximumPaths: settings.maximumPaths,
  };
}

function ripInterface(settings: RipSettings, own: InterfaceSettings, address: Ipv4Address, mask: Ipv4Address): RipInterface {
  const { version } = settings;
  const sends: readonly RipVersion[] = own.rip.sends ?? [version ?? 1];
  const receives: readonly RipVersion[] = own.rip.receives ?? (version === undefined ? [1, 2] : [version]);
  return {
    name: own.name,
    address,
    mask,
    passive: settings.passive(own.name),
    splitHorizon: own.rip.splitHorizon,
    sends,
    receives,
    broadcastsVersion2: own.rip.broadcastsVersion2,
    unnumbered: own.unnumbered !== undefined || !settings.validateUpdateSource,
  };
}

/** Each network once: connected ones first, then what is redistributed, then the default. */
function ripLocals(settings: RipSettings, routes: readonly Route[]): readonly RipLocal[] {
  const locals = new Map<string, RipLocal>();
  const put = (route: Pick<Route, 'prefix' | 'mask' | 'interface' | 'nextHop'>, origin: RipLocal['origin'], metric: number): void => {
    const { prefix, mask, interface: name, nextHop } = route;
    const local: RipLocal = { prefix, mask, metric, origin, ...(name === undefined ? {} : { interface: name }), ...(nextHop === undefined ? {} : { nextHop }) };
    const key = keyOf(local);
    if (!locals.has(key)) locals.set(key, local);
  };
  for (const route of routes) {
    const covered = inNetworks(settings.networks, route.prefix);
    // A static route by an interface alone counts as connected where a `network` line covers it.
    const direct = route.code === 'C' || (route.code === 'S' && route.nextHop === undefined);
    if (direct && covered) put(route, 'connected', CONNECTED_METRIC);
    else if (route.code === 'C' && settings.redistributeConnected) put(route, 'redistributed', settings.redistributeConnected.metric);
    else if (route.code === 'S' && settings.redistributeStatic) put(route, 'redistributed', settings.redistributeStatic.metric);
  }
  if (settings.defaultInformation) put({ prefix: 0, mask: 0 }, 'default', CONNECTED_METRIC);
  return [...locals.values()];
}
