// The lines in which two routers keep what they prove themselves to each other by, and how to give them the same word at
// both ends. No word of a configuration is printed: that of a line to change is `...`, and the new one is SECRET, in whose
// place whoever types it puts his own. Configurations are read only to know which lines are there and whether they agree.

import { aaaSettings } from '../../../config/aaa-settings.ts';
import { users, type InterfaceSettings } from '../../../config/model.ts';
import type { AuthProtocol } from '../../../protocols/ppp/session-types.ts';
import type { AuthName } from '../../../protocols/ppp/trace.ts';
import type { Change } from './changes.ts';
import type { Plant } from '../plant.ts';

/** One of two routers on a link. */
export interface SecretEnd {
  readonly router: string;
  /** What rules the link there. */
  readonly settings: InterfaceSettings | undefined;
  /** By what name the other end knows it, or should. */
  readonly name: string;
  /** By what name it should prove itself by PAP, where it sends another. */
  readonly sendsAs?: string;
}

interface Place {
  readonly router: string;
  readonly block?: string;
  /** Without the word. */
  readonly line: string;
  /** What is there instead of it, in other words. */
  readonly instead?: string;
  readonly word: string | undefined;
}

/** Both kinds of CHAP go by the same secret. */
const CHALLENGES: readonly AuthProtocol[] = ['chap', 'ms-chap'];

export const HIDDEN = '...';
export const SECRET = 'SECRET';

/** `one` goes by the other's very name; of PAP, it is who demands it. `asked` is the end that looked among its own users, although it asks servers too. */
export function sameSecret(one: SecretEnd, other: SecretEnd, protocol: AuthName, plant: Plant, asked?: string): readonly Change[] {
  const places = linkedPlaces(one, other, protocol, plant).filter(({ router, word }) => {
    // Whom servers know, a router need not.
    const end = router === one.router ? one : other;
    return word !== undefined || router === asked || !asksServers(end, plant);
  });
  return changesOf(places);
}

/** Both have a word for the other, and it is not the same one. */
export function differ(one: SecretEnd, other: SecretEnd, plant: Plant): boolean {
  const [mine, theirs] = [placeOf(one.router, [], other.name, plant).word, userPlace(other, one, plant).word];
  return mine !== undefined && theirs !== undefined && mine !== theirs;
}

/** Whether method lists send the router to servers for whoever comes over the interface. */
export function asksServers({ router, settings }: Pick<SecretEnd, 'router' | 'settings'>, { routers }: Plant): boolean {
  const config = routers.get(router)?.config;
  if (config === undefined || settings === undefined) return false;
  const { newModel, ppp: lists } = aaaSettings(config);
  return newModel && lists.get(settings.ppp.lists.authentication || 'default')?.some(({ kind }) => kind === 'group') === true;
}

/** A word for a user of the router whom nobody else in the lab is: a PC's, whose own stays its own. */
export function userSecret(router: string, name: string, plant: Plant): readonly Change[] {
  return changesOf([placeOf(router, [], name, plant)]);
}

/** The word by which one of them proves itself, where that alone is wrong: the other one asks servers. */
export function ownSecret(proving: SecretEnd, demanding: SecretEnd, protocol: AuthName, plant: Plant): readonly Change[] {
  const [pap] = protocol === 'PAP' ? papPlaces(demanding, proving, plant) : [];
  return [changeOf(pap ?? answerPlace(proving, userPlace(proving, demanding, plant)))];
}

function changesOf(places: readonly Place[]): readonly Change[] {
  const agreed = places.every(({ word }) => word !== undefined && word === places[0]?.word);
  if (agreed) return places.map(({ line, router, block }) => ({ router, ...(block === undefined ? {} : { block }), verb: 'add', line: `${line} ${HIDDEN}`, inPlace: true }));
  return places
    .filter(({ word }) => word !== SECRET)
    .map(changeOf);
}

function changeOf({ router, block, line, instead, word }: Place): Change {
  const where = { router, ...(block === undefined ? {} : { block }), inPlace: false };
  const to = `${line} ${SECRET}`;
  if (instead !== undefined || word !== undefined) return { ...where, verb: 'change', line: `${instead ?? line} ${HIDDEN}`, to };
  return { ...where, verb: 'add', line: to };
}

/** The places of the protocol, and those that go wrong if only these change: one user's password serves CHAP both ways, and PAP. */
function linkedPlaces(one: SecretEnd, other: SecretEnd, protocol: AuthName, plant: Plant): readonly Place[] {
  const demands = (end: SecretEnd, whats: readonly AuthProtocol[]): boolean => end.settings?.ppp.authentication.some((what) => whats.includes(what)) === true;
  const chap = protocol !== 'PAP' || demands(one, CHALLENGES) || demands(other, CHALLENGES) ? chapPlaces(one, other, plant) : [];
  const pap = protocol === 'PAP' ? papPlaces(one, other, plant) : [];
  const found = new Map((protocol === 'PAP' ? pap : chap).map((place) => [keyOf(place), place] as const));
  const more = [chap, ...([[one, other], [other, one]] as const).map(([to, from]) => (demands(to, ['pap']) && from.settings?.ppp.papSent !== undefined ? papPlaces(to, from, plant) : []))];
  for (const group of [...more, ...more]) {
    if (group.some((place) => found.has(keyOf(place)))) for (const place of group) found.set(keyOf(place), place);
  }
  return [...found.values()];
}

function keyOf({ router, block = '', line }: Place): string {
  return [router, block, line].join('\n');
}

function chapPlaces(one: SecretEnd, other: SecretEnd, plant: Plant): readonly Place[] {
  return [answerPlace(one, placeOf(one.router, [], other.name, plant)), answerPlace(other, userPlace(other, one, plant))];
}

/** `ppp chap password` answers for whom there is no user; who demands CHAP needs the user. */
function answerPlace({ router, settings }: SecretEnd, user: Place): Place {
  const { name, ppp } = settings ?? {};
  if (user.word !== undefined || ppp?.chapPassword === undefined || ppp.authentication.some((what) => CHALLENGES.includes(what))) return user;
  return { router, block: `interface ${name ?? ''}`, line: 'ppp chap password', word: ppp.chapPassword };
}

function papPlaces(demanding: SecretEnd, sending: SecretEnd, plant: Plant): readonly Place[] {
  const { router, settings } = sending;
  if (settings === undefined) return [placeOf(demanding.router, [], sending.name, plant)];
  const { papSent: sent } = settings.ppp;
  const name = sending.sendsAs ?? sent?.username ?? sending.name;
  const lineFor = (user: string): string => `ppp pap sent-username ${user} password`;
  const renamed = sent !== undefined && sent.username !== name;
  const place = { router, block: `interface ${settings.name}`, line: lineFor(name), word: renamed ? undefined : sent?.password, ...(renamed ? { instead: lineFor(sent.username) } : {}) };
  return [place, placeOf(demanding.router, [], name, plant)];
}

/** Where a router has the other one among its users, by whatever name that goes by; else where it should have it. */
function userPlace({ router }: SecretEnd, other: SecretEnd, plant: Plant): Place {
  const everywhere = [...plant.dialingInterfaces(other.router), ...plant.interfacesOf(other.router)].map((settings) => plant.chapName(other.router, settings));
  return placeOf(router, [plant.chapName(other.router, other.settings), plant.mapTo(router, other.router)?.map.name, ...everywhere], other.name, plant);
}

/** The user of the first of the names that has a password, else `otherwise`. */
function placeOf(router: string, names: readonly (string | undefined)[], otherwise: string, { routers }: Plant): Place {
  const config = routers.get(router)?.config;
  const known = config === undefined ? undefined : users(config);
  const name = names.find((each) => each !== undefined && known?.get(each)?.password !== undefined) ?? otherwise;
  const { password: word, secret } = known?.get(name) ?? {};
  // What is there as a digest alone cannot answer a challenge, and a password beside it is refused.
  const digest = word === undefined && secret !== undefined;
  return { router, line: `username ${name} password`, word, ...(digest ? { instead: `username ${name} secret` } : {}) };
}
