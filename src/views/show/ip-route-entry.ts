// `show ip route A.B.C.D [MASK]`: what the entry is known by that an address or a prefix is routed by, or the subnets of a
// classful network. In the form of 12.x captures; internals that the emulation has not (traffic, tags) are as on an idle box.

import { classfulMask, formatIpv4, networkOf, prefixLength, type Ipv4Address } from '../../base/ipv4.ts';
import { uptimeStamp } from '../../base/time.ts';
import type { RouteReading, RouterReader } from '../../network/router/readings.ts';
import { isDefault, majorNetwork, networksOf, routeLine, ROUTE_SOURCES } from './ip-route.ts';

/** The default route answers for itself only. */
export function showIpRouteEntry(router: RouterReader, address: Ipv4Address, mask?: Ipv4Address): readonly string[] {
  const routes = router.routes();
  const natural = classfulMask(address);
  const major = networkOf(address, natural);
  const within = routes.filter((route) => route.mask !== 0 && majorNetwork(route) === major);
  if (mask === undefined && address === major && within.length > 0 && within.every((route) => route.mask > natural)) return subnetLines(address, within);
  const [found, ...others] = routes
    .filter((route) => (route.mask === 0 ? address === 0 : networkOf(address, route.mask) === route.prefix))
    .filter((route) => mask === undefined || route.mask === mask)
    .sort((a, b) => b.mask - a.mask);
  if (found === undefined) return [within.length > 0 ? '% Subnet not in table' : '% Network not in table'];
  return entryLines(found, others.filter(({ prefix, mask: length }) => prefix === found.prefix && length === found.mask));
}

function entryLines(route: RouteReading, others: readonly RouteReading[]): readonly string[] {
  const { prefix, mask, code, distance, metric, nextHop, interface: name, possiblyDown, ageMs } = route;
  const isDirect = nextHop === undefined;
  const supernet = mask < classfulMask(prefix) ? ', supernet' : '';
  const how = code === 'C' ? ' (connected, via interface)' : isDirect ? ' (connected)' : possiblyDown === true ? ' (inaccessible)' : '';
  const candidate = isDefault(route) ? ', candidate default path' : '';
  return [
    `Routing entry for ${formatIpv4(prefix)}/${prefixLength(mask) ?? 0}${supernet}`,
    `  Known via "${ROUTE_SOURCES[code]}", distance ${distance}, metric ${metric}${how}${candidate}`,
    ...(code === 'R' ? ['  Redistributing via rip', `  Last update from ${formatIpv4(nextHop ?? 0)} on ${name ?? ''}${agoText(ageMs)}`] : []),
    '  Routing Descriptor Blocks:',
    ...blockLines(route, true),
    ...others.flatMap((other) => blockLines(other, false)),
    '',
  ];
}

function agoText(ageMs: number | undefined): string {
  return ageMs === undefined ? '' : `, ${uptimeStamp(ageMs)} ago`;
}

/** The star stands at the path that is taken next. */
function blockLines({ code, nextHop, interface: name, metric, ageMs }: RouteReading, taken: boolean): readonly string[] {
  const via = name === undefined ? '' : `, via ${name}`;
  const from = code === 'R' ? `, from ${formatIpv4(nextHop ?? 0)}${agoText(ageMs)}` : '';
  const where = nextHop === undefined ? 'directly connected' : `${formatIpv4(nextHop)}${from}`;
  return [`  ${taken ? '*' : ' '} ${where}${via}`, `      Route metric is ${metric}, traffic share count is 1`];
}

function subnetLines(network: Ipv4Address, subnets: readonly RouteReading[]): readonly string[] {
  const masks = new Set(subnets.map(({ mask }) => mask)).size;
  const attached = subnets.filter(({ code }) => code === 'C').length;
  return [
    `Routing entry for ${formatIpv4(network)}/${prefixLength(classfulMask(network)) ?? 0}, ${networksOf(subnets)} known subnets`,
    ...(attached === 0 ? [] : [`  Attached (${attached} connections)`]),
    ...(masks > 1 ? [`  Variably subnetted with ${masks} masks`] : []),
    '',
    ...subnets.map((route) => routeLine(route, true, masks > 1)),
    '',
  ];
}
