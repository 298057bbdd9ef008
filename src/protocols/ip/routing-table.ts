// The routing table: connected networks, the host routes that PPP installs for its neighbours, static routes and RIP's. The best
// of equal prefixes by administrative distance is installed, up to four static or RIP routes that are as good; a static route by next hop alone is installed once its next
// hop is reached over a route that is. Lookup is by longest prefix (RFC 1812 §5.2.4.3). Of equal routes
// each destination takes one, always the same. Where routes come from is not its business.

import { maskOf, networkOf, prefixLength, type Ipv4Address } from '../../base/ipv4.ts';
import { LateMap } from '../../base/late-map.ts';

export interface Route {
  /** Connected (also a PPP neighbour's host route), static, RIP. */
  readonly code: 'C' | 'S' | 'R';
  readonly prefix: Ipv4Address;
  readonly mask: Ipv4Address;
  readonly distance: number;
  readonly metric: number;
  readonly nextHop?: Ipv4Address;
  readonly interface?: string;
  /** RIP: nobody tells of it any more, and it is used until it is forgotten. */
  readonly possiblyDown?: boolean;
}

export interface RoutingTable {
  /** Installed routes by prefix, then by mask: the order of `show ip route`. */
  readonly routes: readonly Route[];
  /** Installed routes of each prefix length that occurs, longest first. */
  readonly byLength: readonly RoutesOfLength[];
}

interface RoutesOfLength {
  readonly mask: Ipv4Address;
  /** The best of each prefix. */
  readonly routes: LateMap<Ipv4Address, readonly Route[]>;
}

export const EMPTY_TABLE: RoutingTable = { routes: [], byLength: [] };

export interface Resolution {
  readonly route: Route;
  readonly interface: string;
  /** The neighbour to hand the datagram to: the destination itself on a connected network. */
  readonly nextHop: Ipv4Address;
}

/** IOS default of `maximum-paths`. */
const MAXIMUM_PATHS = 4;
/** What stands in a routing table is at most this deep in next hops that lead to next hops. */
const MAXIMUM_RECURSION = 8;

export function connectedRoute(address: Ipv4Address, mask: Ipv4Address, interfaceName: string): Route {
  return { code: 'C', prefix: networkOf(address, mask), mask, distance: 0, metric: 0, interface: interfaceName };
}

/** The host route to the address that a PPP peer negotiated. */
export function neighbourRoute(peer: Ipv4Address, interfaceName: string): Route {
  return connectedRoute(peer, maskOf(32), interfaceName);
}

/** Builds the table of the candidates whose interfaces are up; what cannot be resolved is left out. */
export function buildRoutingTable(candidates: readonly Route[]): RoutingTable {
  const byLength: RoutesOfLength[] = [];
  for (const route of candidates) if (route.interface !== undefined) install(byLength, route);
  let waiting = candidates.filter((route) => route.interface === undefined && route.nextHop !== undefined);
  // A route can resolve the next hop of another one: until nothing is added.
  for (let before = -1; before !== waiting.length && waiting.length > 0; ) {
    before = waiting.length;
    const resolvable = waiting.filter((route) => resolvesWithoutItself({ byLength }, route));
    for (const route of resolvable) install(byLength, route);
    waiting = waiting.filter((route) => !resolvable.includes(route));
  }
  return { routes: inOrder(byLength), byLength };
}

/** The route to the destination with its interface and neighbour, or undefined when there is none. */
export function lookupRoute(table: Pick<RoutingTable, 'byLength'>, destination: Ipv4Address): Resolution | undefined {
  const route = longestMatch(table, destination);
  if (!route) return undefined;
  let via: Route | undefined = route;
  let nextHop = destination;
  for (let depth = 0; via && depth < MAXIMUM_RECURSION; depth += 1) {
    if (via.nextHop !== undefined) nextHop = via.nextHop;
    if (via.interface !== undefined) return { route, interface: via.interface, nextHop };
    via = longestMatch(table, nextHop);
  }
  return undefined;
}

function longestMatch(table: Pick<RoutingTable, 'byLength'>, destination: Ipv4Address): Route | undefined {
  for (const { mask, routes } of table.byLength) {
    const paths = routes.get(networkOf(destination, mask));
    if (paths) return paths[destination % paths.length];
  }
  return undefined;
}

function resolvesWithoutItself(table: Pick<RoutingTable, 'byLength'>, route: Route): boolean {
  const resolution = lookupRoute(table, route.nextHop ?? 0);
  if (!resolution) return false;
  // A next hop inside the route's own prefix must be reached by a longer one, or the route would lead to itself.
  const inside = networkOf(route.nextHop ?? 0, route.mask) === networkOf(route.prefix, route.mask);
  return !inside || resolution.route.mask > route.mask;
}

function install(byLength: RoutesOfLength[], route: Route): void {
  // A discontiguous mask has no place in longest-prefix routing (RFC 1812 §5.2.4.3).
  if (prefixLength(route.mask) === undefined) return;
  const { routes } = ofMask(byLength, route.mask);
  const prefix = networkOf(route.prefix, route.mask);
  const candidate = route.prefix === prefix ? route : { ...route, prefix };
  const before = routes.get(prefix) ?? [];
  const [first] = before;
  if (!first || route.distance < first.distance) routes.set(prefix, [candidate]);
  else if (sharesWith(candidate, before)) routes.set(prefix, [...before, candidate]);
}

/** Connected networks are not shared: an address is on one of them. */
function sharesWith(route: Route, paths: readonly Route[]): boolean {
  if (route.code === 'C' || paths.length >= MAXIMUM_PATHS) return false;
  const isSame = (each: Route): boolean => each.nextHop === route.nextHop && each.interface === route.interface;
  return paths.every((each) => each.code === route.code && each.distance === route.distance && each.metric === route.metric && !isSame(each));
}

/** Masks that are contiguous are the longer the greater they are. */
function ofMask(byLength: RoutesOfLength[], mask: Ipv4Address): RoutesOfLength {
  let at = 0;
  for (const each of byLength) {
    if (each.mask === mask) return each;
    if (each.mask > mask) at += 1;
  }
  const added: RoutesOfLength = { mask, routes: new LateMap() };
  byLength.splice(at, 0, added);
  return added;
}

function inOrder(byLength: readonly RoutesOfLength[]): readonly Route[] {
  const routes: Route[] = [];
  for (const ofLength of byLength) ofLength.routes.forEach((paths) => routes.push(...paths));
  return routes.sort((a, b) => a.prefix - b.prefix || a.mask - b.mask);
}
