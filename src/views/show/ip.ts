// `show ip route`, `show arp` and `show access-lists`: what the IP stack holds, in the form of 12.x captures.

import { classfulMask, formatIpv4, networkOf, prefixLength, type Ipv4Address } from '../../base/ipv4.ts';
import type { RouteReading, RouterReader } from '../../network/router/readings.ts';
import { left, right } from './columns.ts';

const LEGEND = [
  'Codes: C - connected, S - static, I - IGRP, R - RIP, M - mobile, B - BGP',
  '       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area ',
  '       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2',
  '       E1 - OSPF external type 1, E2 - OSPF external type 2, E - EGP',
  '       i - IS-IS, L1 - IS-IS level-1, L2 - IS-IS level-2, ia - IS-IS inter area',
  '       * - candidate default, U - per-user static route, o - ODR',
  '       P - periodic downloaded static route',
];

export function showIpRoute(router: RouterReader): readonly string[] {
  const routes = router.routes();
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
  return `${head} [${route.distance}/${route.metric}] via ${formatIpv4(route.nextHop)}${via}`;
}

export function showArp(router: RouterReader): readonly string[] {
  const rows = router.arp().map((entry) => {
    const age = entry.ageMs === undefined ? '-' : String(Math.floor(entry.ageMs / 60_000));
    return `Internet  ${left(formatIpv4(entry.address), 15)}${right(age, 10)}   ${entry.hardwareAddress}  ARPA   ${entry.interface}`;
  });
  return ['Protocol  Address          Age (min)  Hardware Addr   Type   Interface', ...rows];
}

/** Standard lists, then extended ones. */
export function showAccessLists(router: RouterReader, list?: number | string): readonly string[] {
  const lines: string[] = [];
  for (const reading of router.accessLists()) {
    if (list !== undefined && reading.list !== list) continue;
    lines.push(`Standard IP access list ${reading.list}`);
    for (const { action, source, wildcard, matches } of reading.entries) {
      const hits = matches === 0 ? '' : ` (${matches} match${matches === 1 ? '' : 'es'})`;
      lines.push(`    ${left(action, 6)} ${sourceText(source, wildcard)}${hits}`);
    }
  }
  for (const reading of router.extendedLists()) {
    if (list !== undefined && reading.list !== list) continue;
    lines.push(`Extended IP access list ${reading.list}`);
    for (const { line, matches } of reading.entries) lines.push(`    ${line}${matches === 0 ? '' : ` (${matches} match${matches === 1 ? '' : 'es'})`}`);
  }
  return lines;
}

function sourceText(source: Ipv4Address, wildcard: Ipv4Address): string {
  if (wildcard === 0xffffffff) return 'any';
  if (wildcard === 0) return formatIpv4(source);
  return `${formatIpv4(source)}, wildcard bits ${formatIpv4(wildcard)}`;
}
