// Wiring inference: who is plugged into what, read from the configurations alone. A number that a router dials belongs to
// the line of the interface that holds the map's next hop; else to the router that the map names; else to the sole peer
// in the subnet. What cannot be inferred is said with the line to add. Nothing is guessed beyond that.

import { numberIn } from '../base/dial-string.ts';
import { compareInterfaceNames, parseInterfaceName } from '../base/interface-name.ts';
import { formatIpv4, networkOf, type Ipv4Address } from '../base/ipv4.ts';
import { asyncGroups, type AsyncGroup } from '../config/group-async.ts';
import { hostname, interfaceSettings, type InterfaceSettings } from '../config/model.ts';
import type { ConfigNode } from '../config/node.ts';
import type { LabLan, LabSerialLink, TelephoneLine } from '../network/lab-description.ts';
import { accessesOf, defaultSwitchType, lineOf, switchTypeOf, type Access } from './wiring-accesses.ts';
import { inferLans, inferSerialLinks } from './wiring-lans.ts';

export interface WiredRouter {
  /** The lab's name for it. */
  readonly name: string;
  /** Base name of its file, or the name that `@config` gives. */
  readonly fileName: string;
  readonly config: ConfigNode;
}

export interface WiredInterface {
  readonly router: WiredRouter;
  readonly settings: InterfaceSettings;
}

/** Why a number belongs to a line. */
export type NumberOrigin =
  | { readonly kind: 'dialled'; readonly by: string; readonly rule: 'next-hop' | 'name' | 'sole-peer'; readonly nextHop?: Ipv4Address }
  | { readonly kind: 'ldn' }
  | { readonly kind: 'calling-number' }
  | { readonly kind: 'assigned' };

export interface InferredNumber {
  readonly router: string;
  readonly interface: string;
  readonly number: string;
  readonly origin: NumberOrigin;
}

export interface Wiring {
  readonly telephoneLines: readonly TelephoneLine[];
  readonly lans: readonly LabLan[];
  readonly serialLinks: readonly LabSerialLink[];
  readonly numbers: readonly InferredNumber[];
  /** What could not be inferred, each with the line to add. */
  readonly open: readonly string[];
}

interface Dialled {
  readonly from: WiredRouter;
  readonly interface: InterfaceSettings;
  readonly number: string;
  readonly nextHop?: Ipv4Address;
  readonly name?: string;
}

/** Reads the wiring from the configurations of all routers of a lab. */
export function inferWiring(routers: readonly WiredRouter[]): Wiring {
  const all = routers.flatMap((router) => interfacesOf(router));
  const accesses = accessesOf(all);
  const open: string[] = [];
  for (const access of accesses) readOwnNumbers(access);
  assignDialled(routers, all, accesses, open);
  assignMissing(accesses);
  for (const access of accesses) {
    if (access.kind === 'analog' || access.kind === 'v25bis' || access.settings.shutdown || switchTypeOf(access) !== undefined) continue;
    open.push(`${access.router.name}, interface ${access.settings.name}: no switch type, and layer 2 needs one: add "isdn switch-type ${defaultSwitchType(access)}"`);
  }
  return {
    telephoneLines: accesses.map((access) => lineOf(access)),
    lans: inferLans(all),
    serialLinks: inferSerialLinks(all),
    numbers: accesses.flatMap((access) => access.numbers),
    open,
  };
}

export function interfacesOf(router: WiredRouter): readonly WiredInterface[] {
  const groups = asyncGroups(router.config);
  // Where there are controllers, the modems of the lines are inside, and the controllers are plugged in.
  const inside = router.config.children('controllers').length > 0;
  return router.config
    .children('interfaces')
    .flatMap(({ key, node }) => namesOf(key, inside ? [] : groups).map((name) => ({ router, settings: interfaceSettings(name, node) })))
    .sort((a, b) => compareInterfaceNames(a.settings.name, b.settings.name));
}

/** The members of a group of asynchronous interfaces, which are configured under its name; else the name itself. */
function namesOf(name: string, groups: readonly AsyncGroup[]): readonly string[] {
  const group = groups.find((each) => each.name === name);
  return group === undefined ? [name] : Array.from({ length: Math.max(0, group.last - group.first + 1) }, (_, index) => `Async${group.first + index}`);
}

/** LDNs and a configured calling number are numbers of their line, whoever dials them. */
function readOwnNumbers(access: Access): void {
  const { isdn } = access.settings;
  for (const spid of [isdn.spid1, isdn.spid2]) if (spid?.ldn !== undefined) addNumber(access, spid.ldn, { kind: 'ldn' });
}

function addNumber(access: Access, number: string, origin: NumberOrigin): void {
  if (access.numbers.some((known) => known.number === number)) return;
  access.numbers.push({ router: access.router.name, interface: access.settings.name, number, origin });
}

function dialledNumbers(all: readonly WiredInterface[]): readonly Dialled[] {
  return all.flatMap(({ router, settings }) => {
    const { maps, strings, remoteName } = settings.dialer;
    const found: Dialled[] = [];
    for (const map of maps) {
      if (map.number === undefined) continue;
      found.push({ from: router, interface: settings, number: numberIn(map.number), nextHop: map.nextHop, ...(map.name === undefined ? {} : { name: map.name }) });
    }
    const named = remoteName === undefined ? {} : { name: remoteName };
    for (const { number } of strings) found.push({ from: router, interface: settings, number: numberIn(number), ...named });
    return found;
  });
}

function assignDialled(routers: readonly WiredRouter[], all: readonly WiredInterface[], accesses: readonly Access[], open: string[]): void {
  let left = dialledNumbers(all).filter((dialled) => !accesses.some((access) => access.numbers.some((own) => own.number === dialled.number)));
  // Rule by rule over all numbers, so that "first free line" knows which ones the stronger rules took.
  const rules = [
    { rule: 'next-hop', find: (dialled: Dialled) => byNextHop(dialled, all, accesses) },
    { rule: 'name', find: (dialled: Dialled) => byName(dialled, routers, accesses) },
    { rule: 'sole-peer', find: (dialled: Dialled) => bySolePeer(dialled, all, accesses) },
  ] as const;
  for (const { rule, find } of rules) {
    left = left.filter((dialled) => {
      const taken = accesses.filter((access) => access.numbers.some((known) => known.number === dialled.number));
      const targets = find(dialled);
      if (targets.length === 0) return taken.length === 0;
      if (taken.length > 0 && !taken.some((access) => targets.includes(access))) {
        const owner = taken.map((access) => `${access.router.name} ${access.settings.name}`).join(', ');
        open.push(`${dialled.from.name} dials ${dialled.number} for ${targets[0]?.router.name ?? ''}, but the number is ${owner}'s: change one of the two maps`);
        return false;
      }
      const origin: NumberOrigin = { kind: 'dialled', by: dialled.from.name, rule, ...(dialled.nextHop === undefined ? {} : { nextHop: dialled.nextHop }) };
      if (targets.length > 1) for (const access of targets) access.huntGroup ??= `${targets[0]?.router.name ?? ''}-${dialled.number}`;
      for (const access of targets) addNumber(access, dialled.number, origin);
      return false;
    });
  }
  for (const dialled of left) open.push(cannotInfer(dialled));
}

/** The line of the interface that holds the address; on a Dialer interface, all its members' lines. */
function byNextHop(dialled: Dialled, all: readonly WiredInterface[], accesses: readonly Access[]): readonly Access[] {
  if (dialled.nextHop === undefined) return [];
  for (const candidate of all) {
    if (candidate.router === dialled.from) continue;
    if (addressOf(candidate, all)?.address !== dialled.nextHop) continue;
    const lines = linesOf(candidate, accesses);
    if (lines.length > 0) return lines;
  }
  return [];
}

/** The named router's first line that no stronger rule gave a number. */
function byName(dialled: Dialled, routers: readonly WiredRouter[], accesses: readonly Access[]): readonly Access[] {
  const { name } = dialled;
  if (name === undefined) return [];
  const others = routers.filter((router) => router !== dialled.from);
  const named = others.find((router) => hostname(router.config) === name) ?? others.find((router) => router.fileName === name);
  const lines = accesses.filter((access) => access.router === named);
  const free = lines.find((access) => !access.numbers.some((known) => known.origin.kind === 'dialled')) ?? lines[0];
  return free ? [free] : [];
}

function bySolePeer(dialled: Dialled, all: readonly WiredInterface[], accesses: readonly Access[]): readonly Access[] {
  const own = addressOf({ router: dialled.from, settings: dialled.interface }, all);
  if (!own) return [];
  const peers = all.filter((candidate) => {
    if (candidate.router === dialled.from || linesOf(candidate, accesses).length === 0) return false;
    const theirs = addressOf(candidate, all);
    return theirs !== undefined && networkOf(theirs.address, own.mask) === networkOf(own.address, own.mask);
  });
  const [peer, another] = peers;
  return peer && !another ? linesOf(peer, accesses) : [];
}

function linesOf(candidate: WiredInterface, accesses: readonly Access[]): readonly Access[] {
  const parts = parseInterfaceName(candidate.settings.name);
  const own = accesses.filter((access) => access.router === candidate.router);
  if (parts?.type !== 'Dialer') return own.filter((access) => access.settings.name === candidate.settings.name);
  const { pool } = candidate.settings.dialer;
  if (pool !== undefined) return own.filter((access) => access.settings.dialer.poolMembers.some((member) => member.pool === pool));
  return own.filter((access) => String(access.settings.dialer.rotaryGroup ?? '') === parts.unit);
}

function addressOf(candidate: WiredInterface, all: readonly WiredInterface[]): InterfaceSettings['address'] {
  const { settings, router } = candidate;
  if (settings.address || settings.unnumbered === undefined) return settings.address;
  return all.find((other) => other.router === router && other.settings.name === settings.unnumbered)?.settings.address;
}

function cannotInfer(dialled: Dialled): string {
  const { from, number, nextHop, name } = dialled;
  const what = `${from.name}, interface ${dialled.interface.name}, dials ${number}, and no other router is known to have it`;
  if (nextHop !== undefined) {
    const mask = dialled.interface.address ? formatIpv4(dialled.interface.address.mask) : '255.255.255.0';
    return `${what}: at the router that has it, on its BRI, add "ip address ${formatIpv4(nextHop)} ${mask}"`;
  }
  if (name !== undefined) return `${what}: at the router that has it add "hostname ${name}"`;
  return `${what}: add "dialer map ip NEXT-HOP name PEER ${number}" with the peer's address, or give both ends addresses in one subnet`;
}

/** A line that nobody dials gets a number all the same: 5550001, 5550002, ... */
function assignMissing(accesses: readonly Access[]): void {
  const used = new Set(accesses.flatMap((access) => access.numbers.map((known) => known.number)));
  let next = 5_550_001;
  for (const access of accesses) {
    const configured = access.settings.isdn.callingNumber;
    if (access.numbers.length === 0 && configured !== undefined && !used.has(configured)) {
      addNumber(access, configured, { kind: 'calling-number' });
      used.add(configured);
    }
    if (access.numbers.length > 0) continue;
    while (used.has(String(next))) next += 1;
    used.add(String(next));
    addNumber(access, String(next), { kind: 'assigned' });
  }
}
