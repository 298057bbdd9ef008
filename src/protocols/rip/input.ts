// What RIP makes of a message (RFC 1058 §3.4, RFC 2453 §3.9): who may say something, what each entry means, and whether it is
// believed. The metric is kept as the neighbour told it and one hop is added on telling it on, as IOS does: on the line it
// is the same. Version 1 has no masks: a network takes the interface's mask inside that interface's network, else its class's.

import { classfulMask, maskOf, networkOf, prefixLength, type Ipv4Address } from '../../base/ipv4.ts';
import { RIP_COMMAND, RIP_FAMILY_IP, RIP_INFINITY, RIP_PORT, type RipEntry, type RipRouteEntry } from '../../wire/rip.ts';
import { bury, drop, lose, refresh } from './lifetime.ts';
import { answerAll, answerSome } from './output.ts';
import { interfaceNamed, isUsed, keyOf, pathsTo, putRoute, trace, type Turn } from './state.ts';
import type { RipTrace, TracedEntry } from './trace.ts';
import type { RipEvent, RipInterface, RipRoute, RipVersion } from './types.ts';

type Arrived = Extract<RipEvent, { type: 'message' }>;
type Reason = Extract<RipTrace, { type: 'rip.ignored' }>['because'];

export function receive(turn: Turn, event: Arrived): void {
  const { message, from } = event;
  const where = interfaceNamed(turn.state.policy, event.interface);
  const because = reasonToIgnore(event, where);
  if (because !== undefined || where === undefined) {
    trace(turn, { type: 'rip.ignored', version: message.version, from, because: because ?? 'no-rip' }, event.interface);
    return;
  }
  if (message.command === RIP_COMMAND.request) answer(turn, where, event);
  else learn(turn, where, event);
}

function reasonToIgnore({ message, from, port, own }: Arrived, where: RipInterface | undefined): Reason | undefined {
  if (where === undefined) return 'no-rip';
  if (own) return 'own';
  if (message.command !== RIP_COMMAND.request && message.command !== RIP_COMMAND.response) return 'command';
  // RFC 2453 §5.1: a later version is read as version 2.
  const version = Math.min(message.version, 2);
  if (!where.receives.some((each) => each === version)) return 'version';
  if (message.command === RIP_COMMAND.request) return undefined;
  if (port !== RIP_PORT) return 'port';
  // RFC 2453 §3.9.2: the sender is a neighbour on the network that it came from.
  if (!where.unnumbered && networkOf(from, where.mask) !== networkOf(where.address, where.mask)) return 'source';
  return undefined;
}

function answer(turn: Turn, where: RipInterface, { message, from, port }: Arrived): void {
  // RFC 2453 §3.9.1: routers that are silent on a network do not answer what other routers ask there.
  if (where.passive && port === RIP_PORT) return;
  trace(turn, { type: 'rip.requested', version: message.version, from }, where.name);
  const entries = message.entries.filter((entry) => entry.kind === 'route');
  const [first] = entries;
  if (first === undefined) return;
  const whole = entries.length === 1 && first.family === 0 && first.metric >= RIP_INFINITY;
  // RFC 2453 §5.1: in the version that was asked in, unless only the other one is sent here.
  const asked: RipVersion = message.version >= 2 ? 2 : 1;
  const version = where.sends.includes(asked) ? asked : (where.sends[0] ?? asked);
  if (whole) answerAll(turn, where, version, from, port);
  else answerSome(turn, where, version, entries, from, port);
}

function learn(turn: Turn, where: RipInterface, { message, from }: Arrived): void {
  const version: RipVersion = message.version >= 2 ? 2 : 1;
  turn.state.gateways = new Map(turn.state.gateways).set(from, turn.now);
  const meant = message.entries.flatMap((entry) => meaningOf(turn, where, version, from, entry));
  trace(turn, { type: 'rip.received', version, from, entries: meant }, where.name);
  for (const entry of meant) if (believed(turn, where, version, entry)) hear(turn, where, from, entry);
}

/** What an entry says, in full; nothing for one that makes no sense (RFC 2453 §3.9.2). */
function meaningOf(turn: Turn, where: RipInterface, version: RipVersion, from: Ipv4Address, entry: RipEntry): readonly TracedEntry[] {
  if (entry.kind === 'authentication' || entry.family !== RIP_FAMILY_IP) return [];
  const { prefix, metric, tag } = entry;
  const mask = version === 2 && entry.mask !== 0 ? entry.mask : maskMeant(where, prefix);
  if (metric < 1 || metric > RIP_INFINITY || !isDestination(prefix) || prefixLength(mask) === undefined) {
    trace(turn, { type: 'rip.badEntry', from, prefix, metric }, where.name);
    return [];
  }
  return [{ prefix: networkOf(prefix, mask), mask, nextHop: nextHopMeant(where, version, entry), metric, tag }];
}

/** RFC 1058 §3.2: inside our own network the interface's mask, else the class's; what has host bits set is a host. */
function maskMeant(where: RipInterface, prefix: Ipv4Address): Ipv4Address {
  if (prefix === 0) return 0;
  const natural = classfulMask(prefix);
  const mask = networkOf(prefix, natural) === networkOf(where.address, natural) ? where.mask : natural;
  return networkOf(prefix, mask) === prefix ? mask : maskOf(32);
}

/** Zero for the sender itself, and for one that is not on this network (RFC 2453 §4.4). */
function nextHopMeant(where: RipInterface, version: RipVersion, { nextHop }: RipRouteEntry): Ipv4Address {
  if (version === 1 || nextHop === 0) return 0;
  return networkOf(nextHop, where.mask) === networkOf(where.address, where.mask) && nextHop !== where.address ? nextHop : 0;
}

function isDestination(prefix: Ipv4Address): boolean {
  const firstOctet = prefix >>> 24;
  return prefix === 0 || (firstOctet !== 0 && firstOctet !== 127 && firstOctet < 224);
}

/** What is our own, or known better by other means, nobody tells us of. */
function believed(turn: Turn, where: RipInterface, version: RipVersion, entry: TracedEntry): boolean {
  const { policy } = turn.state;
  const key = keyOf(entry);
  if (policy.preferred.has(key) || policy.locals.some((local) => keyOf(local) === key)) return false;
  return version === 2 || !knowsSubnetsElsewhere(turn, where, entry);
}

/** Classful routing: a whole network is not believed where subnets of it are known from another interface. */
function knowsSubnetsElsewhere({ state }: Turn, where: RipInterface, { prefix, mask }: TracedEntry): boolean {
  const natural = classfulMask(prefix);
  if (mask !== natural || networkOf(where.address, natural) === prefix) return false;
  const isSubnetElsewhere = (network: { readonly prefix: Ipv4Address; readonly mask: Ipv4Address; readonly interface?: string }): boolean =>
    network.mask > natural && networkOf(network.prefix, natural) === prefix && network.interface !== where.name;
  return state.policy.locals.some(isSubnetElsewhere) || [...state.routes.values()].some((route) => isUsed(route) && isSubnetElsewhere(route));
}

function hear(turn: Turn, where: RipInterface, from: Ipv4Address, entry: TracedEntry): void {
  const paths = pathsTo(turn.state, entry);
  const own = paths.find((each) => each.gateway === from && each.interface === where.name);
  const reachable = entry.metric < RIP_INFINITY;
  if (own !== undefined) hearAgain(turn, where, from, entry, own);
  else if (reachable && welcome(turn, entry, paths)) install(turn, where, from, entry);
}

/** Its own gateway is believed whatever it says. */
function hearAgain(turn: Turn, where: RipInterface, from: Ipv4Address, entry: TracedEntry, known: RipRoute): void {
  if (entry.metric >= RIP_INFINITY) {
    if (known.phase === 'valid') lose(turn, known, 'unreachable');
    return;
  }
  if (known.phase === 'valid' && known.metric === entry.metric && known.nextHop === (entry.nextHop || from)) {
    refresh(turn, known);
    return;
  }
  if (known.phase === 'holddown') trace(turn, { type: 'rip.holddownOver', prefix: known.prefix, mask: known.mask }, known.interface);
  drop(turn, known);
  if (welcome(turn, entry, pathsTo(turn.state, entry))) install(turn, where, from, entry);
}

/** Whether another path is taken: one that is better than all, or as good as those there are; or any where the old ones are given up. */
function welcome(turn: Turn, entry: TracedEntry, paths: readonly RipRoute[]): boolean {
  const [first, ...more] = paths.filter(({ phase }) => phase === 'valid');
  if (first === undefined) {
    if (paths.some(({ phase }) => phase === 'holddown')) return false;
    for (const path of paths) drop(turn, path);
    return true;
  }
  if (entry.metric > first.metric) return false;
  if (entry.metric === first.metric) return more.length + 1 < turn.state.policy.maximumPaths;
  for (const path of paths) drop(turn, path);
  return true;
}

function install(turn: Turn, where: RipInterface, gateway: Ipv4Address, entry: TracedEntry): void {
  const { prefix, mask, metric, tag } = entry;
  const nextHop = entry.nextHop === 0 ? gateway : entry.nextHop;
  const route: RipRoute = { prefix, mask, metric, tag, gateway, interface: where.name, nextHop, heardAt: turn.now, phase: 'valid', changed: true };
  putRoute(turn, route);
  refresh(turn, route);
  turn.routesChanged = true;
}

/** The interface is gone, or has another address: nothing that was learnt on it can be used. */
export function loseInterface(turn: Turn, name: string): void {
  for (const route of turn.state.routes.values()) if (route.interface === name) bury(turn, route);
}
