// What a lab still lacks for its routers to call each other, and to call back: read from the configurations and from the
// lab's lines alone, whatever has been tried. `up` prints it before the first prompt; `why` adds to its cause what the
// first failure hides. A router is known to its peers by who holds a map's next hop, or whose number the map dials.

import { callersProve, makeCallersProve } from './explain/cures/callers-prove.ts';
import { aaaGaps } from './aaa-gaps.ts';
import { aaaSettings } from '../config/aaa-settings.ts';
import type { ConfigNode } from '../config/node.ts';
import { dialerLists, mapClasses, users, type DialerMapSettings, type InterfaceSettings } from '../config/model.ts';
import { isIsdnLine, type LabDescription } from '../network/lab-description.ts';
import { callbackServer, classForMap, classUndefined, serverClass } from './explain/callback/callback.ts';
import { addLine, addToInterface, changeText, hostnameChange, mapChange, newMapLine, removeFromInterface, type Change } from './explain/cures/changes.ts';
import type { CauseCode } from './explain/codes.ts';
import { longerWait, patienceSeconds } from './explain/callback/late-return.ts';
import { noMember, removeFromController, spidChanges, switchTypeChange, trunkChange } from './explain/undialled/line-down.ts';
import { Plant, type ConfiguredRouter } from './explain/plant.ts';
import { addressChange } from './explain/cures/missing-lines.ts';
import { Trials } from './explain/cures/trial.ts';
import { matchesNumber } from '../network/router/dialing/number-pattern.ts';
import { asksServers, differ, sameSecret, type SecretEnd } from './explain/cures/shared-secrets.ts';

export interface Gap {
  /** What would fail for want of it. */
  readonly code: CauseCode;
  readonly change: Change;
  /** All whose lines belong together: a password is changed at both ends, or at none. */
  readonly routers: readonly string[];
}

export function findGaps(routers: ReadonlyMap<string, ConfiguredRouter>, lab: LabDescription): readonly Gap[] {
  return gapsOf(new Plant(routers, lab));
}

/** `R1, interface BRI0: add "ppp callback accept"`. */
export function gapText({ change }: Gap): string {
  return changeText(change);
}

/** Of those that are asked for, each in the words that fit the configuration as it stands. */
export function gapsOf(plant: Plant, wanted: (gap: Gap) => boolean = () => true): readonly Gap[] {
  const found = new Map<string, Gap>();
  const note = (code: CauseCode, ...changes: readonly Change[]): void => {
    for (const change of changes) if (!found.has(changeText(change))) found.set(changeText(change), { code, change, routers: changes.map(({ router }) => router) });
  };
  for (const router of plant.routers.keys()) {
    if (plant.dialingInterfaces(router).length === 0) continue;
    nameGaps(plant, router, note);
    for (const settings of plant.dialingInterfaces(router)) {
      lineGaps(plant, router, settings, note);
      dialingGaps(plant, router, settings, note);
      pppGaps(plant, router, settings, note);
      if (settings.ppp.callback === 'accept') serverGaps(plant, router, settings, note);
      if (settings.ppp.callback === 'request') clientGaps(plant, router, settings, note);
    }
  }
  const trials = new Trials(plant);
  return [...found.values()].filter(wanted).flatMap((gap) => {
    const change = trials.cure(gap.change);
    return change === undefined ? [] : [{ ...gap, change }];
  });
}

type Note = (code: CauseCode, ...changes: readonly Change[]) => void;

/** What a router's peers call it in their maps, if that is not what it calls itself. */
function nameGaps(plant: Plant, router: string, note: Note): void {
  const expected = expectedName(plant, router);
  const config = plant.routers.get(router)?.config;
  if (config === undefined) return;
  const own = plant.dialingInterfaces(router).map((settings) => plant.chapName(router, settings));
  if (expected !== undefined && !own.includes(expected)) note('HOSTNAME', hostnameChange(router, config, expected));
  for (const { peer, interface: name, map } of mapsOf(plant, router)) {
    if (expected === undefined || map.name === undefined || map.name === expected) continue;
    note('HOSTNAME', mapChange(peer, name, map, { name: expected }));
  }
}

interface PeerMap {
  readonly peer: string;
  readonly interface: string;
  readonly map: DialerMapSettings;
}

/** The maps of all other routers that mean this one. */
function mapsOf(plant: Plant, router: string): readonly PeerMap[] {
  return [...plant.routers.keys()].flatMap((peer) =>
    peer === router
      ? []
      : plant.dialingInterfaces(peer).flatMap(({ name, dialer }) =>
          dialer.maps.filter((map) => plant.mapTarget(map) === router).map((map) => ({ peer, interface: name, map })),
        ),
  );
}

/** Its own name if any peer calls it that or has a password for it; else what the first map says. */
function expectedName(plant: Plant, router: string): string | undefined {
  const own = plant.dialingInterfaces(router).map((settings) => plant.chapName(router, settings));
  const maps = mapsOf(plant, router);
  const right = maps.find(({ map }) => map.name !== undefined && own.includes(map.name));
  if (right !== undefined) return right.map.name;
  for (const { peer } of maps) {
    const config = plant.routers.get(peer)?.config;
    const known = config && own.find((name) => users(config).get(name)?.password !== undefined);
    if (known !== undefined) return known;
  }
  return maps.find(({ map }) => map.name !== undefined)?.map.name ?? nameByUsername(plant, router);
}

/** No map names a router that was never named: the one name that its only peer has a password for. */
function nameByUsername(plant: Plant, router: string): string | undefined {
  if (plant.routers.get(router)?.config.value('hostname') !== undefined) return undefined;
  const [other] = soleOther(plant, router);
  const config = other && plant.routers.get(other.peer)?.config;
  const names = config === undefined ? [] : [...users(config).values()].filter(({ password }) => password !== undefined).map(({ name }) => name);
  return names.length === 1 ? names[0] : undefined;
}

function lineGaps(plant: Plant, router: string, settings: InterfaceSettings, note: Note): void {
  if (settings.shutdown) note('INTERFACE-SHUT', removeFromInterface(router, settings.name, 'shutdown'));
  const members = plant.members(router, settings.name);
  const lacking = members.length === 0 ? noMember(router, settings.name, plant) : undefined;
  if (lacking !== undefined) note('NO-LINE', lacking);
  for (const member of members) {
    if (member.shutdown) note('INTERFACE-SHUT', removeFromInterface(router, member.name, 'shutdown'));
    const line = plant.line(router, member.name);
    if (line === undefined || !isIsdnLine(line)) continue;
    const controller = plant.controllerOf(router, member.name);
    if (controller !== undefined && line.kind !== 'bri') {
      if (controller.shutdown) note('CONTROLLER-SHUT', removeFromController(router, controller.name, 'shutdown'));
      if (controller.framing !== line.signal.framing) note('FRAMING', trunkChange(router, controller, 'framing', line.signal.framing, plant));
      if (controller.lineCode !== line.signal.lineCode) note('LINE-CODE', trunkChange(router, controller, 'linecode', line.signal.lineCode, plant));
    }
    const type = plant.switchType(router, member.name)?.replace(/ni1$/, 'ni');
    if (type === undefined) note('NO-SWITCH-TYPE', switchTypeChange(router, member.name, line, plant));
    else if (type !== line.switchType.replace(/ni1$/, 'ni')) note('SWITCH-TYPE', switchTypeChange(router, member.name, line, plant));
    note(member.isdn.spid1 === undefined ? 'SPID-MISSING' : 'SPID-INVALID', ...spidChanges(router, member, line));
  }
}

function dialingGaps(plant: Plant, router: string, settings: InterfaceSettings, note: Note): void {
  const { name, dialer } = settings;
  const config = plant.routers.get(router)?.config;
  if (config === undefined) return;
  if (settings.negotiates !== true && plant.address(router, settings) === undefined) note('NO-ADDRESS', addressChange(router, settings, plant));
  const lists = dialerLists(config).filter(({ protocol }) => protocol === 'ip');
  const group = dialer.group ?? lists[0]?.group ?? 1;
  const dialsOut = dialer.dtr || dialer.maps.length > 0 || dialer.strings.length > 0;
  if (dialer.group === undefined && dialsOut) note('NO-DIALER-GROUP', addToInterface(router, name, `dialer-group ${group}`));
  if (!lists.some((list) => list.group === group)) note('NO-DIALER-LIST', addLine(router, `dialer-list ${group} protocol ip permit`));
  // The number is the modem's.
  if (dialer.dtr) return;
  for (const map of dialer.maps) {
    const holder = plant.holder(map.nextHop);
    const right = holder && plant.numberOf(holder.router, holder.settings.name);
    if (right === undefined || (map.number !== undefined && plant.linesWith(map.number).length > 0)) continue;
    // A map without a number only names a caller, which is enough for whoever never calls it.
    const isCalled = settings.ppp.callback === undefined && plant.mapTo(holder?.router ?? '', router)?.map.number !== undefined;
    if (map.number === undefined && map.mapClass === undefined && (isCalled || dialer.maps.some((other) => other.number !== undefined))) continue;
    if (map.number === undefined && isToldOtherwise(config, settings, map.name)) continue;
    note(map.number === undefined ? 'NO-NUMBER' : 'UNALLOCATED', mapChange(router, name, map, { number: right }));
  }
  if (!dialsOut && dialer.outbound === undefined) mapGap(plant, router, settings, note);
}

/** No map at all: one for each peer that has a map to here, else for the only other router that dials. */
function mapGap(plant: Plant, router: string, settings: InterfaceSettings, note: Note): void {
  const known = peersOf(plant, router, settings);
  const server = settings.ppp.callback === 'accept';
  // Who gives callers their addresses knows of no next hops.
  if (!server && settings.peerAddress !== undefined) return;
  const mapClass = server ? (serverClass(router, plant) ?? 'CLASS') : undefined;
  for (const { peer, settings: other } of known.length > 0 ? known : soleOther(plant, router)) {
    const line = newMapLine(other.address?.address, nameOf(plant, peer, other), plant.numberOf(peer, other.name), mapClass);
    note(server ? 'CALLER-UNKNOWN' : 'NO-DIALER-MAP', addToInterface(router, settings.name, line));
  }
}

function soleOther(plant: Plant, router: string): readonly Peer[] {
  const others = [...plant.routers.keys()].filter((name) => name !== router && plant.dialingInterfaces(name).length > 0);
  // Whoever dials by AAA has maps of nobody, and calls all the same.
  if (others.some((name) => plant.dialingInterfaces(name).some(({ dialer }) => dialer.outbound !== undefined))) return [];
  const [peer] = others;
  const settings = peer === undefined ? undefined : plant.dialingInterfaces(peer)[0];
  return peer === undefined || settings === undefined || others.length > 1 ? [] : [{ peer, settings }];
}

function nameOf(plant: Plant, router: string, settings: InterfaceSettings): string {
  return expectedName(plant, router) ?? plant.chapName(router, settings);
}

interface Peer {
  readonly peer: string;
  readonly settings: InterfaceSettings;
}

/** The dialing interfaces of other routers that a map leads to from here, or from there to here, or in one subnet. */
function peersOf(plant: Plant, router: string, settings: InterfaceSettings): readonly Peer[] {
  const found: Peer[] = [];
  for (const peer of plant.routers.keys()) {
    if (peer === router) continue;
    const meant = settings.dialer.maps.some((map) => plant.mapTarget(map) === peer);
    for (const other of plant.dialingInterfaces(peer)) {
      const means = other.dialer.maps.some((map) => plant.mapTarget(map) === router);
      if (meant || means) found.push({ peer, settings: other });
    }
  }
  return found;
}

/** The number of a caller that is called back may be its user's, or a server's to say. */
function isToldOtherwise(config: ConfigNode, { ppp }: InterfaceSettings, name: string | undefined): boolean {
  if (ppp.callback !== 'accept') return false;
  if (name !== undefined && users(config).get(name)?.callbackDialstring !== undefined) return true;
  const { newModel, authorization } = aaaSettings(config);
  return newModel && authorization.network.get(ppp.lists.authorization || 'default')?.some(({ kind }) => kind === 'group') === true;
}

function pppGaps(plant: Plant, router: string, settings: InterfaceSettings, note: Note): void {
  const { name, ppp, encapsulation } = settings;
  const peers = peersOf(plant, router, settings);
  const wantsPpp = ppp.callback !== undefined || ppp.authentication.length > 0 || peers.some((peer) => peer.settings.encapsulation === 'ppp');
  if (encapsulation !== 'ppp' && wantsPpp) note('NO-PPP', addToInterface(router, name, 'encapsulation ppp'));
  const spares = ppp.callback === 'accept' ? !callersProve(settings) : ppp.authentication.length === 0;
  if (ppp.callback !== undefined && spares) note('NO-AUTHENTICATION', makeCallersProve(router, settings));
  const config = plant.routers.get(router)?.config;
  if (config === undefined) return;
  aaaGaps(router, config, settings, note);
  const known = users(config);
  const own: SecretEnd = { router, settings, name: nameOf(plant, router, settings) };
  const served = asksServers(own, plant);
  for (const { peer, settings: other } of peers) {
    const far: SecretEnd = { router: peer, settings: other, name: nameOf(plant, peer, other) };
    const challenged = challenges(settings, other);
    const chap = challenged || challenges(other, settings);
    const answers = ppp.chapPassword !== undefined && ppp.authentication.length === 0;
    const missing = chap && !answers && !served && known.get(far.name)?.password === undefined;
    // Two that differ are told once.
    if (chap && router > peer && differ(own, far, plant)) note('WRONG-SECRET', ...sameSecret(own, far, 'CHAP', plant));
    if (missing) note('NO-USERNAME', ...sameSecret(own, far, 'CHAP', plant));
    if (ppp.authentication[0] !== 'pap' || challenged) continue;
    const sent = other.ppp.papSent?.username;
    if (sent === undefined) note('AUTH-PROTOCOL', ...sameSecret(own, far, 'PAP', plant));
    else if (!served && known.get(sent)?.password === undefined) note('NO-USERNAME', ...sameSecret(own, far, 'PAP', plant));
  }
}

/** CHAP is what comes of it: asked for first, or after a PAP that the peer has nothing to send for. */
function challenges({ ppp: { authentication } }: InterfaceSettings, peer: InterfaceSettings): boolean {
  const first = peer.ppp.papSent === undefined ? authentication.find((protocol) => protocol !== 'pap') : authentication[0];
  return first !== undefined && first !== 'pap';
}

/** A callback server: a map with a class that calls back, for each peer that asks. */
function serverGaps(plant: Plant, router: string, settings: InterfaceSettings, note: Note): void {
  const config = plant.routers.get(router)?.config;
  if (config === undefined) return;
  const { maps } = settings.dialer;
  const classes = mapClasses(config);
  const asking = peersOf(plant, router, settings).filter((peer) => peer.settings.ppp.callback === 'request');
  for (const map of maps) {
    const target = plant.mapTarget(map);
    if (map.name === undefined || (map.mapClass === undefined && !asking.some(({ peer }) => peer === target))) continue;
    if (map.mapClass === undefined) note('NO-CLASS', ...classForMap(router, settings, map, plant));
    else if (!classes.has(map.mapClass)) note('CLASS-UNDEFINED', ...classUndefined(router, settings, map, map.mapClass, plant));
    else if (classes.get(map.mapClass)?.callbackServer === undefined) note('CLASS-NOT-SERVER', callbackServer(router, map.mapClass));
  }
  for (const { peer, settings: other } of asking) {
    if (plant.mapTo(router, peer) !== undefined) continue;
    const line = newMapLine(other.address?.address, nameOf(plant, peer, other), plant.numberOf(peer, other.name), serverClass(router, plant) ?? 'CLASS');
    note('CALLER-UNKNOWN', addToInterface(router, settings.name, line));
  }
  for (const map of maps) {
    const target = plant.mapTarget(map);
    if (target === undefined || map.mapClass === undefined || classes.get(map.mapClass)?.callbackServer === undefined) continue;
    const other = plant.mapTo(target, router)?.settings;
    if (other !== undefined && other.ppp.callback === undefined && !callsBackByNumber(plant, router, settings, target)) note('NOT-REQUESTED', addToInterface(target, other.name, 'ppp callback request'));
  }
}

/** A callback client: whoever it calls must accept. */
function clientGaps(plant: Plant, router: string, settings: InterfaceSettings, note: Note): void {
  for (const map of settings.dialer.maps) {
    const target = plant.holder(map.nextHop);
    const server = target && dialingOf(plant, target, router);
    if (target === undefined || target.router === router || server === undefined) continue;
    if (server.ppp.callback === undefined) note('NOT-ACCEPTED', addToInterface(target.router, server.name, 'ppp callback accept'));
    const returnSeconds = returnSecondsOf(plant, target.router, server, router);
    if (returnSeconds >= (patienceSeconds(settings) ?? Infinity)) note('RETURN-LATE', longerWait(router, settings, returnSeconds));
  }
}

/** What dials at an address: its interface, or where that is another's that dials lends it (`ip unnumbered`), the one that means the peer. */
function dialingOf(plant: Plant, { router, settings }: { readonly router: string; readonly settings: InterfaceSettings }, peer: string): InterfaceSettings | undefined {
  const own = plant.dialing(router, settings.name);
  return own !== undefined && plant.dialingInterfaces(router).includes(own) ? own : plant.mapTo(router, peer)?.settings;
}

/** Whoever calls from a number of his is refused, and called back whatever he asks for. */
function callsBackByNumber(plant: Plant, router: string, settings: InterfaceSettings, peer: string): boolean {
  const callers = [settings, ...plant.members(router, settings.name)].flatMap(({ dialer, isdn }) => [...dialer.callers, ...isdn.callers]);
  return callers.some(({ callback, number }) => callback && plant.callingNumbers(peer).some((own) => matchesNumber(number, own)));
}

/** The enable timeout of the server's class for the client, or of its interface. */
function returnSecondsOf(plant: Plant, server: string, settings: InterfaceSettings, client: string): number {
  const config = plant.routers.get(server)?.config;
  const name = settings.dialer.maps.find((map) => plant.mapTarget(map) === client)?.mapClass;
  const own = config === undefined || name === undefined ? undefined : mapClasses(config).get(name)?.enableTimeoutSeconds;
  return Math.max(own ?? settings.dialer.enableTimeoutSeconds, settings.isdn.fastRolloverSeconds);
}

/** For the text of `up`: what a gap is about. */
export function gapsText(gaps: readonly Gap[]): readonly string[] {
  return gaps.length === 0 ? [] : ['Still missing:', ...gaps.map((gap) => `  ${gapText(gap)}`)];
}

