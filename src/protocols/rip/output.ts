// What RIP tells its neighbours (RFC 1058 §3.5, RFC 2453 §3.9.1, §3.10): everything every 30 seconds, changes at once, answers to
// requests. Split horizon leaves out what was learnt on the interface itself; what is lost is told everywhere with the
// metric 16. Version 1 tells no masks: a subnet goes only where its mask is the interface's, and across the border of its
// network the whole network is told, which is what `auto-summary` does in version 2.

import { classfulMask, maskOf, networkOf, type Ipv4Address } from '../../base/ipv4.ts';
import {
  RIP_COMMAND, RIP_ENTRIES_MAXIMUM, RIP_FAMILY_IP, RIP_INFINITY, RIP_PORT, type RipMessage, type RipRouteEntry,
} from '../../wire/rip.ts';
import { keyOf, putRoute, RIP_TIMERS, start, trace, type RipState, type Turn } from './state.ts';
import type { TracedEntry } from './trace.ts';
import type { RipInterface, RipVersion } from './types.ts';

export const RIP_BROADCAST: Ipv4Address = 0xffffffff;
/** RFC 2453 §4.5: 224.0.0.9. */
export const RIP_MULTICAST: Ipv4Address = 0xe0000009;

/** IOS takes up to this share off the interval, so that routers do not fall into step (RFC 2453 §3.8 allows 5 s either way). */
const JITTER_SHARE = 0.15;
/** RFC 2453 §3.10.1: between 1 and 5 seconds. */
const TRIGGERED_JITTER_MS = 4_000;

/** The `update` timer: everything to everybody. */
export function updateAll(turn: Turn): void {
  for (const each of turn.state.policy.interfaces) tellInterface(turn, each, false);
  markTold(turn);
  startUpdateTimer(turn);
}

export function startUpdateTimer(turn: Turn): void {
  const ms = turn.state.policy.times.updateSeconds * 1000;
  start(turn, 'update', ms * (1 - JITTER_SHARE), ms * JITTER_SHARE);
}

/** Something changed: it is told now, or when the last such message is long enough ago. */
export function trigger(turn: Turn): void {
  const { state } = turn;
  if (state.quiet || !hasChanges(state)) return;
  for (const each of state.policy.interfaces) tellInterface(turn, each, true);
  markTold(turn);
  state.quiet = true;
  start(turn, 'triggered', RIP_TIMERS.triggered.defaultMs, TRIGGERED_JITTER_MS);
}

export function triggeredTimerRanOut(turn: Turn): boolean {
  if (!turn.state.quiet) return false;
  turn.state.quiet = false;
  trigger(turn);
  return true;
}

/** A new interface: whoever is there is asked for everything, and told everything. */
export function greet(turn: Turn, where: RipInterface): void {
  if (!where.passive) {
    for (const version of where.sends) {
      const destination = everybody(where, version);
      trace(turn, { type: 'rip.request', version, destination }, where.name);
      const entry = { kind: 'route', family: 0, tag: 0, prefix: 0, mask: 0, nextHop: 0, metric: RIP_INFINITY } as const;
      transmit(turn, where, destination, RIP_PORT, { command: RIP_COMMAND.request, version, unused: 0, entries: [entry] });
    }
  }
  tellInterface(turn, where, false);
}

/** The answer to a request for the whole table, with split horizon as always (RFC 2453 §3.9.1). */
export function answerAll(turn: Turn, where: RipInterface, version: RipVersion, to: Ipv4Address, port: number): void {
  tell(turn, where, version, to, port, false);
}

/** The answer to a request for certain networks: whatever is known of them, without split horizon (RFC 2453 §3.9.1). */
export function answerSome(turn: Turn, where: RipInterface, version: number, entries: readonly RipRouteEntry[], to: Ipv4Address, port: number): void {
  const known = networks(turn.state);
  const answers = entries.map((entry): RipRouteEntry => {
    const found = known.find((each) => each.prefix === entry.prefix && (entry.mask === 0 || each.mask === entry.mask));
    return { ...entry, metric: found === undefined ? RIP_INFINITY : found.metric };
  });
  transmit(turn, where, to, port, { command: RIP_COMMAND.response, version, unused: 0, entries: answers });
}

function tellInterface(turn: Turn, where: RipInterface, triggered: boolean): void {
  for (const version of where.sends) {
    if (!where.passive) tell(turn, where, version, everybody(where, version), RIP_PORT, triggered);
    for (const neighbor of turn.state.policy.neighbors) {
      if (neighbor.interface === where.name) tell(turn, where, version, neighbor.address, RIP_PORT, triggered);
    }
  }
}

function everybody(where: RipInterface, version: RipVersion): Ipv4Address {
  return version === 2 && !where.broadcastsVersion2 ? RIP_MULTICAST : RIP_BROADCAST;
}

function tell(turn: Turn, where: RipInterface, version: RipVersion, destination: Ipv4Address, port: number, triggered: boolean): void {
  const entries = entriesFor(turn.state, where, version, triggered);
  const traced = entries.map(({ prefix, mask, nextHop, metric, tag }): TracedEntry => ({ prefix, mask, nextHop, metric, tag }));
  trace(turn, { type: 'rip.update', version, destination, source: where.address, triggered, entries: traced }, where.name);
  for (let first = 0; first < entries.length; first += RIP_ENTRIES_MAXIMUM) {
    const part = entries.slice(first, first + RIP_ENTRIES_MAXIMUM).map((entry) => (version === 1 ? withoutMask(entry) : entry));
    transmit(turn, where, destination, port, { command: RIP_COMMAND.response, version, unused: 0, entries: part });
  }
}

function withoutMask(entry: RipRouteEntry): RipRouteEntry {
  return { ...entry, tag: 0, mask: 0, nextHop: 0 };
}

function transmit(turn: Turn, where: RipInterface, destination: Ipv4Address, port: number, message: RipMessage): void {
  turn.actions.push({ type: 'send', interface: where.name, source: where.address, destination, port, message });
}

interface Network {
  readonly prefix: Ipv4Address;
  readonly mask: Ipv4Address;
  /** As told. */
  readonly metric: number;
  readonly tag: number;
  /** Where its paths lead. */
  readonly interfaces: readonly string[];
  readonly nextHop: Ipv4Address;
  readonly changed: boolean;
}

/** All that there is to tell. */
function networks(state: RipState): readonly Network[] {
  const networks = new Map<string, Network>();
  for (const local of state.policy.locals) {
    const { prefix, mask, metric, nextHop = 0 } = local;
    const key = keyOf(local);
    networks.set(key, { prefix, mask, metric, tag: 0, interfaces: local.interface === undefined ? [] : [local.interface], nextHop, changed: state.newLocals.has(key) });
  }
  const own = new Set(networks.keys());
  for (const route of state.routes.values()) {
    const { prefix, mask, tag, interface: from, nextHop, changed } = route;
    const key = keyOf(route);
    if (own.has(key)) continue;
    const metric = route.phase === 'valid' ? Math.min(route.metric + 1, RIP_INFINITY) : RIP_INFINITY;
    const other = networks.get(key);
    if (other === undefined) networks.set(key, { prefix, mask, tag, interfaces: [from], nextHop, changed, metric });
    else networks.set(key, { ...other, interfaces: [...other.interfaces, from], changed: changed || other.changed, metric: Math.min(metric, other.metric) });
  }
  return [...networks.values()].sort((a, b) => a.prefix - b.prefix || a.mask - b.mask);
}

export function entriesFor(state: RipState, where: RipInterface, version: RipVersion, changesOnly: boolean): readonly RipRouteEntry[] {
  const told = new Map<string, { readonly entry: RipRouteEntry; readonly changed: boolean }>();
  for (const network of networks(state)) {
    // Split horizon is for what can be reached; that a network is lost is told everywhere.
    if (network.metric < RIP_INFINITY && where.splitHorizon && network.interfaces.includes(where.name)) continue;
    const shown = asToldOn(network, where, version, state.policy.autoSummary);
    if (shown === undefined) continue;
    const key = keyOf(shown);
    const before = told.get(key);
    const entry = before === undefined || network.metric < before.entry.metric ? entryOf(network, shown, where) : before.entry;
    told.set(key, { entry, changed: network.changed || before?.changed === true });
  }
  return [...told.values()].filter(({ changed }) => changed || !changesOnly).map(({ entry }) => entry);
}

interface Prefix {
  readonly prefix: Ipv4Address;
  readonly mask: Ipv4Address;
}

function entryOf(network: Network, { prefix, mask }: Prefix, where: RipInterface): RipRouteEntry {
  // RFC 2453 §4.4: a next hop is named only where the neighbour can reach it without us.
  const direct = network.interfaces[0] === where.name && mask === network.mask && networkOf(network.nextHop, where.mask) === networkOf(where.address, where.mask);
  const nextHop = direct && network.metric < RIP_INFINITY ? network.nextHop : 0;
  return { kind: 'route', family: RIP_FAMILY_IP, tag: network.tag, prefix, mask, nextHop, metric: network.metric };
}

/** The network as it is told on the interface; undefined where it cannot be told. */
function asToldOn({ prefix, mask }: Network, where: RipInterface, version: RipVersion, autoSummary: boolean): Prefix | undefined {
  const itself = { prefix, mask };
  if (mask === 0 || (version === 2 && !autoSummary)) return itself;
  const natural = classfulMask(prefix);
  // A network wider than its class cannot be told without its mask.
  if (mask < natural) return version === 2 ? itself : undefined;
  const major = networkOf(prefix, natural);
  if (major !== networkOf(where.address, natural)) return { prefix: major, mask: natural };
  if (version === 2 || mask === where.mask || mask === maskOf(32)) return itself;
  return undefined;
}

function hasChanges(state: RipState): boolean {
  if (state.newLocals.size > 0) return true;
  for (const route of state.routes.values()) if (route.changed) return true;
  return false;
}

function markTold(turn: Turn): void {
  turn.state.newLocals = new Set();
  for (const route of turn.state.routes.values()) if (route.changed) putRoute(turn, { ...route, changed: false });
}
