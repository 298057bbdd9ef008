// `show ip route`, whole, of one protocol, or about one destination: what the routing table holds, in the form of 12.x
// captures.

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

export function showIpRoute(router: RouterReader, protocol?: string): readonly string[] {
  const routes = router.routes();
  // Of one protocol the routes alone are shown.
  if (protocol !== undefined) return routeLines(routes.filter(({ code }) => PROTOCOLS[code] === protocol));
  const gateway = routes.find(({ prefix, mask }) => prefix === 0 && mask === 0);
  const last =
    gateway === undefined
      ? 'Gateway of last resort is not set'
      : `Gateway of last resort is ${formatIpv4(gateway.nextHop ?? 0)} to network 0.0.0.0`;
  return [...LEGEND, '', last, '', ...routeLines(routes)];
}

/** Routes of one classful network stand together: under a heading when they are subnets of it. */
function routeLines(routes: readonly RouteReading[]): readonly string[] {
  const networks = new Map<Ipv4Address, RouteReading[]>();
  for (const route of routes) {
    const classful = route.mask === 0 ? 0 : networkOf(route.prefix, classfulMask(route.prefix));
    const group = networks.get(classful);
    if (group === undefined) networks.set(classful, [route]);
    else group.push(route);
  }
  const lines: string[] = [];
  for (const [network, group] of [...networks].sort(([a], [b]) => (a === 0 ? 1 : b === 0 ? -1 : a - b))) {
    const natural = classfulMask(network);
    const subnetted = network !== 0 && group.some((route) => route.mask !== natural);
    const masks = [...new Set(group.map((route) => route.mask))];
    const variable = masks.length > 1;
    if (subnetted) {
      const heading = variable
        ? `${formatIpv4(network)}/${prefixLength(natural) ?? 0} is variably subnetted, ${group.length} subnets, ${masks.length} masks`
        : `${formatIpv4(network)}/${prefixLength(masks[0] ?? 0) ?? 0} is subnetted, ${group.length} subnets`;
      lines.push(`     ${heading}`);
    }
    for (const route of group) lines.push(routeLine(route, subnetted, variable));
  }
  return lines;
}

function routeLine(route: RouteReading, subnetted: boolean, variable: boolean): string {
  const length = subnetted && !variable ? '' : `/${prefixLength(route.mask) ?? 0}`;
  const candidate = route.prefix === 0 && route.mask === 0 ? '*' : ' ';
  const head = `${route.code}${candidate}${subnetted ? '     ' : '  '} ${formatIpv4(route.prefix)}${length}`;
  if (route.code === 'C' || route.nextHop === undefined) return `${head} is directly connected, ${route.interface ?? ''}`;
  const via = route.interface === undefined ? '' : `, ${route.interface}`;
  if (route.possiblyDown === true) return `${head} is possibly down, routing via ${formatIpv4(route.nextHop)}${via}`;
  const age = route.ageMs === undefined ? '' : `, ${uptimeStamp(route.ageMs)}`;
  return `${head} [${route.distance}/${route.metric}] via ${formatIpv4(route.nextHop)}${age}${via}`;
}

const PROTOCOLS = { C: 'connected', S: 'static', R: 'rip' } as const;

/** `show ip route A.B.C.D`: the route by which the destination is reached. */
export function showIpRouteTo(router: RouterReader, destination: Ipv4Address): readonly string[] {
  const best = router
    .routes()
    .filter(({ prefix, mask }) => networkOf(destination, mask) === prefix && (mask !== 0 || destination === 0))
    .sort((a, b) => b.mask - a.mask)[0];
  if (best === undefined) return [router.routes().some(({ prefix }) => majorOf(prefix) === majorOf(destination)) ? '% Subnet not in table' : '% Network not in table'];
  const { code, prefix, mask, distance, metric, nextHop, ageMs } = best;
  const via = best.interface === undefined ? '' : `, via ${best.interface}`;
  const age = ageMs === undefined ? '' : `, ${uptimeStamp(ageMs)} ago`;
  const known = code === 'C' ? ' (connected, via interface)' : '';
  return [
    `Routing entry for ${formatIpv4(prefix)}/${prefixLength(mask) ?? 0}`,
    `  Known via "${PROTOCOLS[code]}", distance ${distance}, metric ${metric}${known}${best.possiblyDown === true ? ' (inaccessible)' : ''}`,
    ...(code === 'R' ? ['  Redistributing via rip', `  Last update from ${formatIpv4(nextHop ?? 0)} on ${best.interface ?? ''}${age}`] : []),
    '  Routing Descriptor Blocks:',
    nextHop === undefined ? `  * directly connected${via}` : `  * ${formatIpv4(nextHop)}${code === 'R' ? `, from ${formatIpv4(nextHop)}${age}` : ''}${via}`,
    `      Route metric is ${metric}, traffic share count is 1`,
  ];
}

function majorOf(address: Ipv4Address): Ipv4Address {
  return networkOf(address, classfulMask(address));
}
