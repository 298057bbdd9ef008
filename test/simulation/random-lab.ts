// A lab made from a seed: 2 to 30 routers, some of them hubs that many call, over basic and primary accesses, modems or
// synchronous modems, by one interface, a rotary group or dialer profiles; some with multilink, some spokes with a leased line
// beside their calls, and some pairs with a mistake in them. What was made is described beside it, so that a run knows what to expect.

import { USUAL_MODEM, type LabDescription, type LabRouter, type LabSerialLink, type TelephoneLine } from '../../src/network/lab-description.ts';
import { randomStream, type RandomStream } from '../../src/engine/random.ts';
import { labOf, lineOf } from '../support/lab.ts';
import { analogLineOf } from '../support/modems.ts';
import { MODELS as TRUNK_MODELS, priLineOf } from '../support/primary.ts';
import { hubConfig, spokeConfig } from './random-config.ts';

/** What calls pass over; both ends of a pair have the same. */
export type Media = 'isdn' | 'async' | 'sync';
export type Arrangement = 'single' | 'rotary' | 'profiles' | 'pri';
export type Mistake =
  | 'wrong secret' | 'no user' | 'no class' | 'wrong number' | 'no callback server' | 'no ppp'
  /** The hub has the number of another of its spokes. */
  | 'other number'
  /** On modems alone. */
  | 'no script' | 'no modem' | 'no in-band';

/** A serial line beside the calls, or two of them in a bundle, and what makes the spoke call when it fails. */
export interface Leased {
  readonly way: 'backup' | 'floating' | 'watch';
  readonly encapsulation: 'hdlc' | 'ppp';
  readonly wires: readonly Wire[];
}

export interface Wire {
  readonly hubInterface: string;
  readonly spokeInterface: string;
}

export interface Hub {
  readonly name: string;
  readonly index: number;
  readonly media: Media;
  readonly arrangement: Arrangement;
  readonly number: string;
  readonly secure: boolean;
  readonly protocol: 'chap' | 'pap';
  readonly multilink: boolean;
  /** Of a primary access. */
  readonly trunk: 'T1' | 'E1';
  readonly spokes: Spoke[];
}

export interface Spoke {
  readonly name: string;
  readonly index: number;
  readonly number: string;
  readonly profile: boolean;
  readonly callback: boolean;
  readonly multilink: boolean;
  /** It is always to be connected. */
  readonly persistent: boolean;
  readonly mistake: Mistake | undefined;
  readonly leased: Leased | undefined;
}

export interface Pair {
  readonly hub: string;
  readonly spoke: string;
  readonly media: Media;
  readonly hubAddress: string;
  readonly spokeAddress: string;
  /** The spoke asks to be called back, and the hub accepts. */
  readonly callback: boolean;
  readonly persistent: boolean;
  /** The hub has channels for all who call it. */
  readonly roomy: boolean;
  readonly mistake: Mistake | undefined;
  /** What is behind the hub's end of the leased line, and that line's end at the spoke. */
  readonly leased: (Leased & { readonly target: string; readonly farEnd: string }) | undefined;
}

export interface RandomLab {
  readonly lab: LabDescription;
  readonly pairs: readonly Pair[];
  /** Every number that a line has, and one that none has. */
  readonly numbers: readonly string[];
}

interface Wishes {
  /** One pair in so many has a mistake. */
  readonly oneMistakeIn: number | undefined;
  readonly leasedLines: boolean;
  readonly persistence: boolean;
}

const GROUP_SIZE = 3;

/** 2 to 30 routers, with mistakes. */
export function randomLab(seed: number): RandomLab {
  const chance = randomStream(seed, 'topology');
  const count = 2 + Math.min(chance.below(29), chance.below(29));
  return makeLab(chance, count, { oneMistakeIn: 6, leasedLines: true, persistence: true });
}

/** So many routers that live by their calls alone, and nothing wrong with them. */
export function largeLab(seed: number, count: number): RandomLab {
  return makeLab(randomStream(seed, 'topology'), count, { oneMistakeIn: undefined, leasedLines: false, persistence: false });
}

function makeLab(chance: RandomStream, count: number, wishes: Wishes): RandomLab {
  const hubs = makeHubs(chance, Math.max(1, Math.floor(count / 8)));
  for (let index = hubs.length + 1; index <= count; index += 1) addSpoke(chance, pick(chance, hubs), index, wishes);
  const all = hubs.flatMap((hub) => hub.spokes.map((spoke) => ({ hub, spoke })));
  const configs: Record<string, string> = {};
  for (const hub of hubs) configs[hub.name] = hubConfig(chance, hub);
  for (const { hub, spoke } of all) configs[spoke.name] = spokeConfig(chance, hub, spoke);
  const lines = [...hubs.flatMap(hubLines), ...all.map(({ hub, spoke }) => lineFor(hub.media, spoke.name, spoke.number, membersOf(hub.media, 1)[0] ?? ''))];
  const lab = labOf(configs, lines, { serialLinks: all.flatMap(({ hub, spoke }) => serialLinks(hub, spoke)) });
  const modelOf = (router: LabRouter): LabRouter => ({ ...router, model: hubModel(hubs.find(({ name }) => name === router.name)) });
  return {
    lab: { ...lab, routers: lab.routers.map(modelOf) },
    pairs: all.map(({ hub, spoke }) => ({
      hub: hub.name,
      spoke: spoke.name,
      media: hub.media,
      hubAddress: hubAddress(hub, spoke),
      spokeAddress: spokeAddress(hub, spoke),
      callback: spoke.callback,
      persistent: spoke.persistent,
      roomy: hub.arrangement === 'pri' || hub.spokes.length === 1,
      mistake: spoke.mistake,
      leased: spoke.leased === undefined ? undefined : { ...spoke.leased, target: insideAddress(hub), farEnd: leasedAddress(hub, spoke, 1) },
    })),
    numbers: [...lines.flatMap(({ numbers }) => numbers), '5990000'],
  };
}

export function pick<T>(chance: RandomStream, among: readonly T[]): T {
  const found = among[chance.below(among.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

// ---- who there is

function makeHubs(chance: RandomStream, count: number): readonly Hub[] {
  return Array.from({ length: count }, (_, i): Hub => {
    const media = pick(chance, ['isdn', 'isdn', 'isdn', 'async', 'sync'] as const);
    return {
      name: `R${i + 1}`,
      index: i + 1,
      media,
      arrangement: pick<Arrangement>(chance, media === 'isdn' ? ['single', 'single', 'rotary', 'profiles', 'pri'] : ['single', 'rotary', 'profiles']),
      number: `555${String(1000 + i)}`,
      secure: chance.below(4) === 0,
      protocol: chance.below(4) === 0 ? 'pap' : 'chap',
      multilink: chance.below(3) === 0,
      trunk: pick(chance, ['T1', 'E1'] as const),
      spokes: [],
    };
  });
}

const MISTAKES: Readonly<Record<Media, readonly Mistake[]>> = {
  isdn: ['wrong secret', 'no user', 'wrong number', 'other number', 'no ppp'],
  async: ['wrong secret', 'no user', 'wrong number', 'other number', 'no ppp', 'no script', 'no modem', 'no in-band'],
  sync: ['wrong secret', 'no user', 'wrong number', 'other number', 'no ppp', 'no in-band'],
};

function addSpoke(chance: RandomStream, hub: Hub, index: number, { oneMistakeIn, leasedLines, persistence }: Wishes): void {
  const callback = hub.secure || chance.below(2) === 0;
  const mistakes: readonly Mistake[] = [...MISTAKES[hub.media], ...(callback ? (['no class', 'no callback server'] as const) : [])];
  const profile = chance.below(3) === 0;
  hub.spokes.push({
    name: `R${index}`,
    index,
    number: `556${String(1000 + index)}`,
    profile,
    callback,
    multilink: hub.multilink && chance.below(4) > 0,
    persistent: persistence && profile && chance.below(4) === 0,
    mistake: oneMistakeIn !== undefined && chance.below(oneMistakeIn) === 0 ? pick(chance, mistakes) : undefined,
    leased: leasedLines && chance.below(4) === 0 ? leased(chance, hub) : undefined,
  });
}

/** As long as the hub has a serial interface that is not in use; a bundle where both have two. */
function leased(chance: RandomStream, hub: Hub): Leased | undefined {
  const used = hub.spokes.flatMap((spoke) => spoke.leased?.wires ?? []).map((wire) => wire.hubInterface);
  const free = serialsOf(hub).filter((name) => !used.includes(name));
  const own = hub.media === 'sync' ? ['Serial1'] : ['Serial0', 'Serial1'];
  const wires = own.flatMap((spokeInterface, index): Wire[] => {
    const hubInterface = free[index];
    return hubInterface === undefined ? [] : [{ hubInterface, spokeInterface }];
  });
  if (wires.length === 0) return undefined;
  if (wires.length > 1 && chance.below(2) === 0) return { way: pick(chance, ['floating', 'watch'] as const), encapsulation: 'ppp', wires };
  return { way: pick(chance, ['backup', 'floating', 'watch'] as const), encapsulation: pick(chance, ['hdlc', 'ppp'] as const), wires: wires.slice(0, 1) };
}

// ---- addresses

/** Each profile is a subnet of its own; else all spokes of a hub are in one. */
export function hubAddress(hub: Hub, spoke: Spoke): string {
  return hub.arrangement === 'profiles' ? `10.${hub.index}.${spoke.index}.1` : `10.${hub.index}.0.1`;
}

export function spokeAddress(hub: Hub, spoke: Spoke): string {
  return hub.arrangement === 'profiles' ? `10.${hub.index}.${spoke.index}.2` : `10.${hub.index}.0.${spoke.index + 1}`;
}

/** Of a network behind the hub, to which leased lines and calls are two ways. */
export function insideAddress(hub: Hub): string {
  return `192.168.${100 + hub.index}.1`;
}

export function leasedAddress(hub: Hub, spoke: Spoke, end: 1 | 2): string {
  return `172.${16 + hub.index}.${spoke.index}.${end}`;
}

// ---- hardware and lines

const MODELS: Readonly<Record<`${Media} ${Arrangement}`, string>> = {
  'isdn single': '2503', 'isdn rotary': '4500', 'isdn profiles': '4500', 'isdn pri': 'as5300',
  'async single': '2503', 'async rotary': '2511', 'async profiles': '2511', 'async pri': '2511',
  'sync single': '2503', 'sync rotary': '2520', 'sync profiles': '2520', 'sync pri': '2520',
};

function hubModel(hub: Hub | undefined): string {
  if (hub?.arrangement === 'pri') return TRUNK_MODELS[hub.trunk];
  return hub === undefined ? '2503' : MODELS[`${hub.media} ${hub.arrangement}`];
}

/** Interfaces that a hub is called on. */
export function hubMembers({ media, arrangement }: Hub): readonly string[] {
  return membersOf(media, arrangement === 'single' ? 1 : GROUP_SIZE);
}

export function membersOf(media: Media, count: number): readonly string[] {
  const first = media === 'async' ? 1 : 0;
  const type = { isdn: 'BRI', async: 'Async', sync: 'Serial' }[media];
  return Array.from({ length: count }, (_, i) => `${type}${first + i}`);
}

/** Serial interfaces of a hub that no modem is on. */
function serialsOf(hub: Hub): readonly string[] {
  if (hub.media === 'sync') return hub.arrangement === 'single' ? ['Serial1'] : ['Serial3'];
  return hub.arrangement === 'pri' ? ['Serial0', 'Serial1', 'Serial2', 'Serial3'] : ['Serial0', 'Serial1'];
}

export const TRUNK_SWITCHES = { T1: 'primary-5ess', E1: 'primary-net5' } as const;

function hubLines(hub: Hub): readonly TelephoneLine[] {
  if (hub.arrangement === 'pri') return [priLineOf(hub.name, hub.trunk, [hub.number], { switchType: TRUNK_SWITCHES[hub.trunk] })];
  const members = hubMembers(hub);
  return members.map((name) => ({ ...lineFor(hub.media, hub.name, hub.number, name), ...(members.length > 1 ? { huntGroup: hub.name } : {}) }));
}

function lineFor(media: Media, router: string, number: string, name: string): TelephoneLine {
  const ordered = { router, interface: name, numbers: [number], callingNumber: number };
  if (media === 'async') return analogLineOf(router, [number], { interface: name });
  if (media === 'sync') return { kind: 'v25bis', ...ordered, modem: { ...USUAL_MODEM, parity: 'none' } };
  return lineOf(router, [number], { interface: name, ...(Number(number) % 3 === 0 ? { digitsAtOnce: 4 } : {}) });
}

function serialLinks(hub: Hub, { name, leased: line }: Spoke): readonly LabSerialLink[] {
  return (line?.wires ?? []).map(({ spokeInterface, hubInterface }) => ({
    ends: [{ router: name, interface: spokeInterface }, { router: hub.name, interface: hubInterface }], clockedBy: 'network',
  }));
}
