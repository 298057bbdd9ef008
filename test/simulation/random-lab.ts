// A lab made from a seed: 2 to 30 routers, some of them hubs that many call, each pair joined in one of the ways that there
// are (a BRI with maps, a rotary group, dialer profiles, a primary access) with its own authentication, callback, timers and
// queues, and some pairs with a mistake in them. What was made is described beside it, so that a run knows what to expect.

import type { LabDescription, LabRouter, TelephoneLine } from '../../src/network/lab-description.ts';
import { randomStream, type RandomStream } from '../../src/engine/random.ts';
import { labOf, lineOf } from '../support/lab.ts';

export type HubKind = 'bri' | 'rotary' | 'profiles' | 'pri';
export type Mistake = 'wrong secret' | 'no user' | 'no class' | 'wrong number' | 'no callback server' | 'hdlc';

export interface Pair {
  readonly hub: string;
  readonly spoke: string;
  readonly hubAddress: string;
  readonly spokeAddress: string;
  /** The spoke asks to be called back, and the hub accepts. */
  readonly callback: boolean;
  readonly mistake: Mistake | undefined;
}

export interface RandomLab {
  readonly lab: LabDescription;
  readonly pairs: readonly Pair[];
  /** Every number that a line has, and one that none has. */
  readonly numbers: readonly string[];
}

interface Hub {
  readonly name: string;
  readonly index: number;
  readonly kind: HubKind;
  readonly number: string;
  readonly secure: boolean;
  readonly protocol: 'chap' | 'pap';
  readonly spokes: Spoke[];
}

interface Spoke {
  readonly name: string;
  readonly index: number;
  readonly number: string;
  readonly profile: boolean;
  readonly callback: boolean;
  readonly mistake: Mistake | undefined;
}

const MODELS: Readonly<Record<HubKind, string>> = { bri: '2503', rotary: '4500', profiles: '4500', pri: 'as5300' };
const ROTARY_BRIS = 3;

/** 2 to 30 routers, with mistakes. */
export function randomLab(seed: number): RandomLab {
  const chance = randomStream(seed, 'topology');
  const count = 2 + Math.min(chance.below(29), chance.below(29));
  return makeLab(chance, count, 6);
}

/** So many routers, and nothing wrong with them. */
export function largeLab(seed: number, count: number): RandomLab {
  return makeLab(randomStream(seed, 'topology'), count, undefined);
}

/** One pair in `oneMistakeIn` has a mistake. */
function makeLab(chance: RandomStream, count: number, oneMistakeIn: number | undefined): RandomLab {
  const hubs = makeHubs(chance, Math.max(1, Math.floor(count / 8)));
  for (let index = hubs.length + 1; index <= count; index += 1) addSpoke(chance, pick(chance, hubs), index, oneMistakeIn);
  const all = hubs.flatMap((hub) => hub.spokes.map((spoke) => ({ hub, spoke })));
  const configs: Record<string, string> = {};
  for (const hub of hubs) configs[hub.name] = hubConfig(chance, hub);
  for (const { hub, spoke } of all) configs[spoke.name] = spokeConfig(chance, hub, spoke);
  const lines = [...hubs.flatMap(hubLines), ...all.map(({ spoke }) => lineOf(spoke.name, [spoke.number]))];
  const lab = labOf(configs, lines);
  const modelOf = (router: LabRouter): LabRouter => ({ ...router, model: MODELS[hubs.find(({ name }) => name === router.name)?.kind ?? 'bri'] });
  return {
    lab: { ...lab, routers: lab.routers.map(modelOf) },
    pairs: all.map(({ hub, spoke }) => ({
      hub: hub.name,
      spoke: spoke.name,
      hubAddress: hubAddress(hub, spoke),
      spokeAddress: spokeAddress(hub, spoke),
      callback: spoke.callback,
      mistake: spoke.mistake,
    })),
    numbers: [...lines.flatMap(({ numbers }) => numbers), '5990000'],
  };
}

function pick<T>(chance: RandomStream, among: readonly T[]): T {
  const found = among[chance.below(among.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

function makeHubs(chance: RandomStream, count: number): readonly Hub[] {
  return Array.from({ length: count }, (_, i): Hub => ({
    name: `R${i + 1}`,
    index: i + 1,
    kind: pick(chance, ['bri', 'bri', 'rotary', 'profiles', 'pri']),
    number: `555${String(1000 + i)}`,
    secure: chance.below(4) === 0,
    protocol: chance.below(4) === 0 ? 'pap' : 'chap',
    spokes: [],
  }));
}

function addSpoke(chance: RandomStream, hub: Hub, index: number, oneMistakeIn: number | undefined): void {
  const callback = hub.secure || chance.below(2) === 0;
  const mistakes: readonly Mistake[] = ['wrong secret', 'no user', 'wrong number', 'hdlc', ...(callback ? (['no class', 'no callback server'] as const) : [])];
  hub.spokes.push({
    name: `R${index}`,
    index,
    number: `556${String(1000 + index)}`,
    profile: chance.below(3) === 0,
    callback,
    mistake: oneMistakeIn !== undefined && chance.below(oneMistakeIn) === 0 ? pick(chance, mistakes) : undefined,
  });
}

/** Each profile is a subnet of its own; else all spokes of a hub are in one. */
function hubAddress(hub: Hub, spoke: Spoke): string {
  return hub.kind === 'profiles' ? `10.${hub.index}.${spoke.index}.1` : `10.${hub.index}.0.1`;
}

function spokeAddress(hub: Hub, spoke: Spoke): string {
  return hub.kind === 'profiles' ? `10.${hub.index}.${spoke.index}.2` : `10.${hub.index}.0.${spoke.index + 1}`;
}

function hubLines(hub: Hub): readonly TelephoneLine[] {
  if (hub.kind === 'bri') return [lineOf(hub.name, [hub.number])];
  if (hub.kind === 'pri') {
    return [
      {
        kind: 'pri-t1',
        router: hub.name,
        interface: 'Serial0:23',
        numbers: [hub.number],
        callingNumber: hub.number,
        switchType: 'primary-5ess',
        spids: { required: false, valid: [] },
        signal: { framing: 'esf', lineCode: 'b8zs' },
        channels: Array.from({ length: 23 }, (_, i) => i + 1),
      },
    ];
  }
  return Array.from({ length: ROTARY_BRIS }, (_, i) => lineOf(hub.name, [hub.number], { interface: `BRI${i}`, huntGroup: hub.name }));
}

// ---- configurations

function timers(chance: RandomStream): readonly string[] {
  return [
    ` dialer idle-timeout ${pick(chance, [20, 30, 60])}`,
    ` dialer enable-timeout ${pick(chance, [1, 2, 5])}`,
    ` dialer fast-idle ${pick(chance, [3, 10, 20])}`,
    ...(chance.below(2) === 0 ? [` dialer hold-queue ${pick(chance, [1, 5, 20])} timeout ${pick(chance, [10, 30, 60])}`] : []),
  ];
}

function authentication(protocol: 'chap' | 'pap', name: string): readonly string[] {
  return protocol === 'chap' ? [' ppp authentication chap'] : [' ppp authentication pap', ` ppp pap sent-username ${name} password S${name}`];
}

/** Both know one secret for CHAP; for PAP each has its own, which its name tells. */
function user(protocol: 'chap' | 'pap', name: string, wrong: boolean): string {
  return `username ${name} password ${wrong ? 'WRONG' : protocol === 'chap' ? 'COMMON' : `S${name}`}`;
}

const ENDING = ['dialer-list 1 protocol ip permit', 'map-class dialer BACK', ' dialer callback-server username', 'map-class dialer PLAIN', ' dialer idle-timeout 45', 'end', ''];

function classOf(spoke: Spoke): string | undefined {
  if (!spoke.callback || spoke.mistake === 'no class') return undefined;
  return spoke.mistake === 'no callback server' ? 'PLAIN' : 'BACK';
}

function hubConfig(chance: RandomStream, hub: Hub): string {
  const { name, kind, protocol, spokes } = hub;
  const accept = spokes.some(({ callback }) => callback) ? [' ppp callback accept', ...(hub.secure ? [' dialer callback-secure'] : [])] : [];
  const common = [' encapsulation ppp', ' dialer-group 1', ...timers(chance), ...accept, ...authentication(protocol, name)];
  const maps = spokes.map((spoke) => {
    const mapClass = classOf(spoke);
    return ` dialer map ip ${spokeAddress(hub, spoke)} name ${spoke.name}${mapClass === undefined ? '' : ` class ${mapClass}`} broadcast ${spoke.number}`;
  });
  const lines = [`hostname ${name}`, ...spokes.flatMap((spoke) => (spoke.mistake === 'no user' ? [] : [user(protocol, spoke.name, spoke.mistake === 'wrong secret')]))];
  const address = ` ip address 10.${hub.index}.0.1 255.255.255.0`;
  if (kind === 'pri') {
    lines.push('isdn switch-type primary-5ess', 'controller T1 0', ' framing esf', ' linecode b8zs', ' pri-group timeslots 1-24', 'interface Serial0:23', address, ...common, ...maps);
  } else {
    lines.push('isdn switch-type basic-ni');
  }
  if (kind === 'bri') lines.push('interface BRI0', address, ...common, ...maps);
  const bris = Array.from({ length: ROTARY_BRIS }, (_, i) => `interface BRI${i}`);
  if (kind === 'rotary') {
    lines.push('interface Dialer1', ' dialer in-band', address, ...common, ...maps, ...bris.flatMap((bri) => [bri, ' dialer rotary-group 1']));
  }
  if (kind === 'profiles') {
    lines.push(...bris.flatMap((bri) => [bri, ' no ip address', ' encapsulation ppp', ' dialer pool-member 1', ...accept.slice(0, 1), ...authentication(protocol, name)]));
    for (const spoke of spokes) {
      const mapClass = classOf(spoke);
      lines.push(
        `interface Dialer${spoke.index}`,
        ` ip address ${hubAddress(hub, spoke)} 255.255.255.0`,
        ' dialer pool 1',
        ` dialer remote-name ${spoke.name}`,
        ` dialer string ${spoke.number}${mapClass === undefined ? '' : ` class ${mapClass}`}`,
        ...common,
      );
    }
  }
  return [...lines, ...ENDING].join('\n');
}

function spokeConfig(chance: RandomStream, hub: Hub, spoke: Spoke): string {
  const { name, mistake } = spoke;
  const number = mistake === 'wrong number' ? '5990000' : hub.number;
  const settings = [
    ` ip address ${spokeAddress(hub, spoke)} 255.255.255.0`,
    ...(mistake === 'hdlc' ? [] : [' encapsulation ppp']),
    ' dialer-group 1',
    ...timers(chance),
    ...(mistake === 'hdlc' ? [] : [...(spoke.callback ? [' ppp callback request'] : []), ...authentication(hub.protocol, name)]),
  ];
  const lines = [`hostname ${name}`, user(hub.protocol, hub.name, false), 'isdn switch-type basic-ni', 'interface BRI0'];
  if (spoke.profile) {
    lines.push(' no ip address', ' dialer pool-member 1');
    lines.push('interface Dialer1', ...settings, ' dialer pool 1', ` dialer remote-name ${hub.name}`, ` dialer string ${number}`);
  } else {
    lines.push(...settings, ` dialer map ip ${hubAddress(hub, spoke)} name ${hub.name} broadcast ${number}`);
  }
  return [...lines, ...ENDING].join('\n');
}
