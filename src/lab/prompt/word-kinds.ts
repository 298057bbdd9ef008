// The kinds of values that the lab prompt takes, and a PC's dialler: what each accepts, how a person would describe it, and which names are known
// to Tab. A value is handed on in its canonical spelling.

import { formatInterfaceName, parseInterfaceName } from '../../base/interface-name.ts';
import { parseIpv4 } from '../../base/ipv4.ts';
import { isIsdnLine } from '../../network/lab-description.ts';
import { parseDuration } from '../duration.ts';
import type { Places } from './places.ts';
import type { Values } from './pattern.ts';

export interface WordKind {
  /** The value, canonical; undefined when the word is none. */
  accepts(word: string, places: Places, before: Values): string | undefined;
  /** As in "should be ...". */
  what(places: Places, before: Values): string;
  known?(places: Places, before: Values): readonly string[];
}

export const LAST_SPEED = 100_000;
/** Of redialling. */
export const LAST_TIMES = 99;
export const LAST_SECONDS = 3600;
/** Half of the bits wrong is as bad as it gets. */
const LAST_RATE = 0.5;

const KINDS = {
  ROUTER: {
    accepts: (word, places) => places.routerNamed(word),
    what: (places) => `a router (${places.routerNames().join(', ')})`,
    known: (places) => places.routerNames(),
  },
  SERVER: {
    accepts: (word, places) => serversOf(places).find((name) => name.toLowerCase() === word.toLowerCase()),
    what: (places) => (serversOf(places).length === 0 ? 'an authentication server, but this lab has none' : `an authentication server (${serversOf(places).join(', ')})`),
    known: serversOf,
  },
  PC: {
    accepts: (word, places) => pcsOf(places).find((name) => name.toLowerCase() === word.toLowerCase()),
    what: (places) => (pcsOf(places).length === 0 ? 'a PC, but this lab has none' : `a PC (${pcsOf(places).join(', ')})`),
    known: pcsOf,
  },
  DURATION: {
    accepts: (word) => (parseDuration(word) === undefined ? undefined : word),
    what: () => 'a duration such as 30s, 2m or 1h30m',
  },
  FACTOR: {
    accepts: (word) => {
      const factor = Number(word.replace(/x$/i, ''));
      return factor > 0 && factor <= LAST_SPEED ? String(factor) : undefined;
    },
    what: () => `a factor from above 0 to ${LAST_SPEED}, such as 10`,
  },
  LINE: {
    accepts: (word, places, { ROUTER }) => interfaceAmong(linesOf(places, ROUTER), word),
    what: (places, { ROUTER = '' }) => {
      const names = linesOf(places, ROUTER);
      return names.length === 0 ? `a telephone line, but ${ROUTER} has none` : `a telephone line of ${ROUTER} (${names.join(', ')})`;
    },
    known: (places, { ROUTER }) => linesOf(places, ROUTER),
  },
  ACCESS: {
    accepts: (word, places, { ROUTER }) => interfaceAmong(accessesOf(places, ROUTER), word),
    what: (places, { ROUTER = '' }) => {
      const names = accessesOf(places, ROUTER);
      if (names.length > 0) return `an ISDN line of ${ROUTER} (${names.join(', ')})`;
      const [other] = cablesOf(places, ROUTER);
      if (other === undefined) return `an ISDN line, but ${ROUTER} has none`;
      const oneChannel = linesOf(places, ROUTER).includes(other) ? `, "noise ${ROUTER} ${other} ..." and "b-channel ${ROUTER} ${other} 1"` : ` and "noise ${ROUTER} ${other} ..."`;
      return `an ISDN line, but ${ROUTER} has none ("cut ${ROUTER} ${other}"${oneChannel} disturb what it has)`;
    },
    known: (places, { ROUTER }) => accessesOf(places, ROUTER),
  },
  CABLE: {
    accepts: (word, places, { ROUTER }) => interfaceAmong(cablesOf(places, ROUTER), word),
    what: (places, { ROUTER = '' }) => {
      const names = cablesOf(places, ROUTER);
      return names.length === 0 ? `a line, but ${ROUTER} has none` : `a line of ${ROUTER} (${names.join(', ')})`;
    },
    known: (places, { ROUTER }) => cablesOf(places, ROUTER),
  },
  CHANNEL: {
    accepts: (word, places, { ROUTER, LINE }) => (channelsOf(places, ROUTER, LINE).includes(Number(word)) && /^\d+$/.test(word) ? word : undefined),
    what: (places, { ROUTER, LINE }) => {
      const channels = channelsOf(places, ROUTER, LINE);
      return `a B channel, ${channels[0] ?? 1} to ${channels.at(-1) ?? 2}`;
    },
  },
  CHANNELS: {
    accepts: (word, places, { ROUTER, CABLE }) => (channelGroupsOf(places, ROUTER, CABLE).includes(word.toLowerCase()) || channelsOf(places, ROUTER, CABLE).includes(Number(word)) ? word.toLowerCase() : undefined),
    what: (places, { ROUTER, CABLE }) => `the channels: ${channelGroupsOf(places, ROUTER, CABLE).join(', ')}, or one by its number`,
    known: (places, { ROUTER, CABLE }) => channelGroupsOf(places, ROUTER, CABLE),
  },
  RATE: {
    accepts: (word) => (/^\d*\.?\d+(e-?\d+)?$/i.test(word) && Number(word) > 0 && Number(word) <= LAST_RATE ? word : undefined),
    what: () => `a rate of bit errors from above 0 to ${LAST_RATE}, such as 1e-5`,
  },
  NUMBER: { accepts: (word) => (/^[0-9*#]{1,30}$/.test(word) ? word : undefined), what: () => 'a telephone number' },
  SHOWN: { accepts: (word) => (/^[0-9*#]{1,30}$/.test(word) || word === 'none' ? word : undefined), what: () => 'a telephone number, or none', known: () => ['none'] },
  CAUSE: { accepts: (word) => (['34', '42'].includes(word) ? word : undefined), what: () => 'cause 34 (no circuit) or 42 (congestion)', known: () => ['34', '42'] },
  ADDRESS: { accepts: (word) => (parseIpv4(word) === undefined ? undefined : word), what: () => 'an IP address such as 10.1.1.1' },
  NAME: { accepts: (word) => word, what: () => 'a name' },
  PASSWORD: { accepts: (word) => word, what: () => 'a password' },
  TIMES: { accepts: (word) => numberUpTo(word, LAST_TIMES), what: () => `how often, 0 to ${LAST_TIMES}` },
  SECONDS: { accepts: (word) => numberUpTo(word, LAST_SECONDS), what: () => `seconds, 0 to ${LAST_SECONDS}` },
  FILE: { accepts: (word) => word, what: () => 'the name of a file' },
  'FILE.svg': { accepts: (word) => (/\.svg$/i.test(word) ? word : undefined), what: () => 'the name of a file that ends in .svg' },
} as const satisfies Readonly<Record<string, WordKind>>;

function numberUpTo(word: string, last: number): string | undefined {
  return /^\d{1,6}$/.test(word) && Number(word) <= last ? String(Number(word)) : undefined;
}

function serversOf({ description }: Places): readonly string[] {
  return (description.aaaServers ?? []).map(({ name }) => name);
}

function pcsOf({ description }: Places): readonly string[] {
  return (description.pcs ?? []).map(({ name }) => name);
}

function linesOf({ description }: Places, router: string | undefined): readonly string[] {
  return description.telephoneLines.filter((line) => line.router === router).map((line) => line.interface);
}

/** Those with a D channel. */
function accessesOf({ description }: Places, router: string | undefined): readonly string[] {
  return description.telephoneLines.filter((line) => line.router === router && isIsdnLine(line)).map((line) => line.interface);
}

function channelGroupsOf(places: Places, router: string | undefined, name: string | undefined): readonly string[] {
  return accessesOf(places, router).includes(name ?? '') ? ['b', 'd', 'all'] : ['b', 'all'];
}

/** Telephone lines, and the lines of serial interfaces. */
function cablesOf(places: Places, router: string | undefined): readonly string[] {
  const serials = places.description.serialLinks.flatMap(({ ends }) => ends).filter((end) => end.router === router);
  return [...linesOf(places, router), ...serials.map((end) => end.interface)];
}

function interfaceAmong(names: readonly string[], word: string): string | undefined {
  const parts = parseInterfaceName(word);
  const wanted = parts === undefined ? word : formatInterfaceName(parts);
  return names.find((name) => name === wanted) ?? names.find((name) => name.toLowerCase() === word.toLowerCase());
}

function channelsOf({ description }: Places, router: string | undefined, name: string | undefined): readonly number[] {
  const line = description.telephoneLines.find((each) => each.router === router && each.interface === name);
  return line === undefined || line.kind === 'bri' ? [1, 2] : isIsdnLine(line) ? line.channels : [1];
}

export type KindName = keyof typeof KINDS;

export const WORD_KINDS: Readonly<Record<KindName, WordKind>> = KINDS;
