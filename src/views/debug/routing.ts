// `debug ip rip [events]` and `debug ip routing`, in the words of 12.2: RIP's messages entry by entry or counted, and what
// becomes of the routing table.

import { classfulMask, formatIpv4, maskOf, networkOf, prefixLength } from '../../base/ipv4.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import type { TracedRoute, TraceEvent, TraceRecord } from '../../network/trace.ts';
import type { TracedEntry } from '../../protocols/rip/trace.ts';

export function routingDebug(record: TraceRecord, router: RouterReader): readonly string[] {
  const { debugging } = router;
  const lines: string[] = [];
  if (debugging.has('ip.rip') || debugging.has('ip.rip.events')) lines.push(...ripLines(record, debugging.has('ip.rip')));
  if (debugging.has('ip.routing')) lines.push(...tableLines(record));
  return lines;
}

const INFINITY = 16;
const NO_NEXT_HOP = '0.0.0.0';

function ripLines({ event, interface: name = '' }: TraceRecord, whole: boolean): readonly string[] {
  switch (event.type) {
    case 'rip.request':
      return [`RIP: sending ${event.version === 2 ? 'general ' : ''}request on ${name} to ${formatIpv4(event.destination)}`];
    case 'rip.update': {
      const flash = event.triggered ? 'flash update' : 'update';
      const head = `RIP: sending v${event.version} ${flash} to ${formatIpv4(event.destination)} via ${name} (${formatIpv4(event.source)})`;
      if (event.entries.length === 0) return [head, `RIP: build ${flash} entries - suppressing null update`];
      if (!whole) return [head, `RIP: Update contains ${event.entries.length} routes`, 'RIP: Update queued', `RIP: Update sent via ${name}`];
      return [head, `RIP: build ${flash} entries`, ...event.entries.map((entry) => `        ${event.version === 1 ? toldAs(entry) : toldWithMask(entry)}`)];
    }
    case 'rip.requested':
      return [`RIP: received v${event.version} request from ${formatIpv4(event.from)} on ${name}`];
    case 'rip.received': {
      const head = `RIP: received v${event.version} update from ${formatIpv4(event.from)} on ${name}`;
      if (!whole) return [head, `RIP: Update contains ${event.entries.length} routes`];
      return [head, ...event.entries.map((entry) => `     ${event.version === 1 ? formatIpv4(entry.prefix) : withMask(entry)} in ${hops(entry)}`)];
    }
    case 'rip.ignored':
      return ignoredLine(event.because, `v${event.version}`, formatIpv4(event.from), name);
    case 'rip.badEntry':
      return event.metric > INFINITY || event.metric < 1
        ? [`RIP: bad metric ${event.metric} from ${formatIpv4(event.from)}`]
        : [`RIP: bad route entry ${formatIpv4(event.prefix)} from ${formatIpv4(event.from)}`];
    default:
      return [];
  }
}

function ignoredLine(because: string, version: string, from: string, name: string): readonly string[] {
  switch (because) {
    case 'version':
      return [`RIP: ignored ${version} packet from ${from} (illegal version)`];
    case 'own':
      return [`RIP: ignored ${version} packet from ${from} (sourced from one of our addresses)`];
    case 'source':
      return [`RIP: ignored ${version} update from bad source ${from} on ${name}`];
    case 'no-rip':
      return [`RIP: ignored ${version} packet from ${from} (not enabled on ${name})`];
    default:
      return [`RIP: ignored ${version} packet from ${from} (bad ${because})`];
  }
}

/** Version 1 tells a network, a subnet, a host or the default. */
function toldAs({ prefix, mask, metric }: TracedEntry): string {
  const kind = prefix === 0 ? 'default' : mask === classfulMask(prefix) ? 'network' : mask === maskOf(32) ? 'host' : 'subnet';
  return `${kind} ${formatIpv4(prefix)} metric ${metric}`;
}

function withMask({ prefix, mask, nextHop }: TracedEntry): string {
  return `${formatIpv4(prefix)}/${prefixLength(mask) ?? 0} via ${nextHop === 0 ? NO_NEXT_HOP : formatIpv4(nextHop)}`;
}

function toldWithMask(entry: TracedEntry): string {
  return `${withMask(entry)}, metric ${entry.metric}, tag ${entry.tag}`;
}

function hops({ metric }: TracedEntry): string {
  return metric >= INFINITY ? `${metric} hops (inaccessible)` : `${metric} hops`;
}

function tableLines({ event, interface: name = '' }: TraceRecord): readonly string[] {
  switch (event.type) {
    case 'routing.interface':
      return [`RT: interface ${name} ${event.change === 'added' ? 'added to' : 'removed from'} routing table`];
    case 'routing.changed':
      return changeLines(event);
    case 'rip.holddown':
      return [
        `RT: delete route to ${formatIpv4(event.prefix)} via ${formatIpv4(event.gateway)}, rip metric [120/${event.metric}]`,
        `RT: no routes to ${formatIpv4(event.prefix)}, entering holddown`,
      ];
    case 'rip.holddownOver':
      return [`RT: ${formatIpv4(event.prefix)} came out of holddown`];
    case 'rip.flushed':
      return [`RT: garbage collecting entry for ${formatIpv4(event.prefix)}`];
    default:
      return [];
  }
}

function changeLines({ change, route, before, networkGone, lastOfNetwork }: Extract<TraceEvent, { type: 'routing.changed' }>): readonly string[] {
  if (change === 'added') return [`RT: add ${network(route)} via ${via(route)}, ${metricOf(route)}`];
  if (change === 'deleted') {
    return [`RT: del ${network(route)} via ${via(route)}, ${metricOf(route)}`, ...(networkGone === true ? deletedLines(route, lastOfNetwork === true) : [])];
  }
  if (before === undefined) return [];
  if (before.code === route.code && before.nextHop === route.nextHop && before.interface === route.interface) {
    return [`RT: metric change to ${formatIpv4(route.prefix)} via ${via(route)}, ${metricOf(before)}`, `    new metric [${route.distance}/${route.metric}]`];
  }
  const closer = route.distance < before.distance ? [`RT: closer admin distance for ${formatIpv4(route.prefix)}, flushing 1 routes`] : [];
  return [...closer, `RT: del ${network(before)} via ${via(before)}, ${metricOf(before)}`, `RT: add ${network(route)} via ${via(route)}, ${metricOf(route)}`];
}

function deletedLines({ prefix, mask }: TracedRoute, last: boolean): readonly string[] {
  const natural = prefix === 0 ? 0 : classfulMask(prefix);
  if (mask === natural) return [`RT: delete network route to ${formatIpv4(prefix)}`];
  const subnet = `RT: delete subnet route to ${formatIpv4(prefix)}/${prefixLength(mask) ?? 0}`;
  return last ? [subnet, `RT: delete network route to ${formatIpv4(networkOf(prefix, natural))}`] : [subnet];
}

function network({ prefix, mask }: TracedRoute): string {
  return `${formatIpv4(prefix)}/${prefixLength(mask) ?? 0}`;
}

function via({ nextHop }: TracedRoute): string {
  return nextHop === undefined ? NO_NEXT_HOP : formatIpv4(nextHop);
}

const PROTOCOLS = { C: 'connected', S: 'static', R: 'rip' } as const;

function metricOf({ code, distance, metric }: TracedRoute): string {
  return `${PROTOCOLS[code]} metric [${distance}/${metric}]`;
}
