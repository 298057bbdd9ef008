// `show ip route`, whole, of one protocol, or what is within a prefix, in the form of 12.x captures. What one entry is known by
// stands in ip-route-entry.ts.

import { classfulMask, formatIpv4, networkOf, prefixLength, type Ipv4Address } from '../../base/ipv4.ts';
import { uptimeStamp } from '../../base/time.ts';
import type { RouteReading, RouterReader } from '../../network/router/readings.ts';

const LEGEND = [
  'Codes: C - connected, S - static, I - IGRP, R - RIP, M - mobile, B - BGP',
  '       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area ',
  '       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2',
  '       E1 - OSPF external type 1, E2 - OSPF external type 2, E - EGP',
  '       i - IS-IS, L1 - IS-IS level-1, L2 - IS-IS level-2, ia - IS-IS inter area',
  '       * - candidate default, U - per-user static route, o - ODR',
  '       P - periodic downloaded static route',
];

export const ROUTE_SOURCES: Readonly<Record<RouteReading['code'], string>> = { C: 'connected', S: 'static', R: 'rip' };

export function showIpRoute(router: RouterReader, protocol?: string): readonly string[] {
  const routes = router.routes();
  // Of one protocol the routes alone are shown.
  if (protocol !== undefined) return routeLines(routes.filter(({ code }) => ROUTE_SOURCES[code] === protocol));
  return [...LEGEND, '', gatewayLine(routes), '', ...routeLines(routes)];
}

/** What is within a prefix. */
export function showIpRouteLonger(router: RouterReader, prefix: Ipv4Address, mask: Ipv4Address): readonly string[] {
  const routes = router.routes();
  const inside = routes.filter((route) => route.mask >= mask && networkOf(route.prefix, mask) === networkOf(prefix, mask));
  return [...LEGEND, '', gatewayLine(routes), '', ...routeLines(inside)];
}

function gatewayLine(routes: readonly RouteReading[]): string {
  const gateway = routes.find(isDefault);
  if (gateway === undefined) return 'Gateway of last resort is not set';
  return `Gateway of last resort is ${formatIpv4(gateway.nextHop ?? 0)} to network 0.0.0.0`;
}

export function isDefault({ prefix, mask }: RouteReading): boolean {
  return prefix === 0 && mask === 0;
}

/** The classful network that a route belongs to. */
export function majorNetwork({ prefix, mask }: Pick<RouteReading, 'prefix' | 'mask'>): Ipv4Address {
  return mask === 0 ? 0 : networkOf(prefix, classfulMask(prefix));
}

/** Routes of one classful network stand together: under a heading when they are subnets of it. */
function routeLines(routes: readonly RouteReading[]): readonly string[] {
  const networks = new Map<Ipv4Address, RouteReading[]>();
  for (const route of routes) {
    const classful = majorNetwork(route);
    const group = networks.get(classful);
    if (group === undefined) networks.set(classful, [route]);
    else group.push(route);
  }
  const lines: string[] = [];
  for (const [network, group] of [...networks].sort(([a], [b]) => (a === 0 ? 1 : b === 0 ? -1 : a - b))) {
    const natural = classfulMask(network);
    const subnetted = network !== 0 && group.some((route) => route.mask > natural);
    const masks = [...new Set(group.map((route) => route.mask))];
    const subnets = networksOf(group);
    const variable = masks.length > 1;
    if (subnetted) {
      const heading = variable
        ? `${formatIpv4(network)}/${prefixLength(natural) ?? 0} is variably subnetted, ${subnets} subnets, ${masks.length} masks`
        : `${formatIpv4(network)}/${prefixLength(masks[0] ?? 0) ?? 0} is subnetted, ${subnets} subnets`;
      lines.push(`     ${heading}`);
    }
    group.forEach((route, index) => lines.push(isSameNetwork(route, group[index - 1]) ? pathLine(route, subnetted, variable) : routeLine(route, subnetted, variable)));
  }
  return lines;
}

/** Several paths to one network are one of them. */
export function networksOf(routes: readonly RouteReading[]): number {
  return routes.filter((route, index) => !isSameNetwork(route, routes[index - 1])).length;
}

function isSameNetwork(route: RouteReading, before: RouteReading | undefined): boolean {
  return before !== undefined && before.prefix === route.prefix && before.mask === route.mask;
}

/** Another path to the network of the line above. */
function pathLine(route: RouteReading, subnetted: boolean, variable: boolean): string {
  const line = routeLine(route, subnetted, variable);
  const bracket = line.indexOf('[');
  const from = bracket < 0 ? line.indexOf(' is ') + 1 : bracket;
  return ' '.repeat(from) + line.slice(from);
}

export function routeLine(route: RouteReading, subnetted: boolean, variable: boolean): string {
  const length = subnetted && !variable ? '' : `/${prefixLength(route.mask) ?? 0}`;
  const candidate = isDefault(route) ? '*' : ' ';
  const head = `${route.code}${candidate}${subnetted ? '     ' : '  '} ${formatIpv4(route.prefix)}${length}`;
  if (route.code === 'C' || route.nextHop === undefined) return `${head} is directly connected, ${route.interface ?? ''}`;
  const via = route.interface === undefined ? '' : `, ${route.interface}`;
  if (route.possiblyDown === true) return `${head} is possibly down, routing via ${formatIpv4(route.nextHop)}${via}`;
  const age = route.ageMs === undefined ? '' : `, ${uptimeStamp(route.ageMs)}`;
  return `${head} [${route.distance}/${route.metric}] via ${formatIpv4(route.nextHop)}${age}${via}`;
}
