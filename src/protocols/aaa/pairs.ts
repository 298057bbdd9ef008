// Attribute-value pairs, `name=value` or `name*value`, as TACACS+ arguments (RFC 8907 §8) and Cisco AV pairs of RADIUS have
// them, and what they mean to the router. Names that are not known here are kept among the pairs, and mean nothing. Times
// are in minutes here, as in RFC 8907 §8.2; RADIUS has its own attributes for them, in seconds.

import { parseIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import { parsePairRoute } from './routes.ts';
import type { AaaAttributes, AaaPair } from './types.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
export type AttributesInMaking = Mutable<AaaAttributes> & { pairs: AaaPair[] };

/** The numbers are those of Ascend-Send-Auth. */
const SEND_AUTH: Readonly<Record<string, 'pap' | 'chap'>> = { '1': 'pap', '2': 'chap', pap: 'pap', chap: 'chap' };

const SECRET_NAMES: ReadonlySet<string> = new Set(['send-secret', 'password', 'recv-secret']);

/** The first `=` or `*` parts the name from the value; undefined where there is none. */
export function parsePair(text: string): AaaPair | undefined {
  const at = text.search(/[=*]/);
  if (at < 1) return undefined;
  return { name: text.slice(0, at), value: text.slice(at + 1), mandatory: text[at] === '=' };
}

export function pairText({ name, value, mandatory }: AaaPair): string {
  return `${name}${mandatory ? '=' : '*'}${value}`;
}

/** As it may be shown: what is secret is `*`. A Cisco AV pair has the service in front of the name. */
export function shownPair(pair: AaaPair): AaaPair {
  return SECRET_NAMES.has(pair.name.slice(pair.name.indexOf(':') + 1)) ? { ...pair, value: '*' } : pair;
}

/** What the pairs allow, the first of each name, with all of them behind in the form in which they may be shown. */
export function attributesOfPairs(pairs: readonly AaaPair[]): AaaAttributes {
  const made: AttributesInMaking = { pairs: [] };
  for (const pair of pairs) addPair(made, pair);
  return made;
}

export function addPair(made: AttributesInMaking, pair: AaaPair): void {
  made.pairs.push(shownPair(pair));
  const { name, value } = pair;
  switch (name) {
    case 'callback-dialstring':
      made.callbackDialString ??= value;
      return;
    case 'callback-line':
      set(made, 'callbackLine', numberOf(value));
      return;
    case 'callback-rotary':
      set(made, 'callbackRotary', numberOf(value));
      return;
    case 'nocallback-verify':
      // RFC 8907 §8.2: "no authentication after callback"; its value says nothing more, unless it is 0.
      if (value !== '0') made.noCallbackVerify = true;
      return;
    case 'send-secret':
      made.sendSecret ??= value;
      return;
    case 'dial-number':
      made.outbound = { ...made.outbound, numbers: [...(made.outbound?.numbers ?? []), value] };
      return;
    case 'send-name':
      made.outbound = { numbers: [], ...made.outbound, sendName: made.outbound?.sendName ?? value };
      return;
    case 'send-auth': {
      const sendAuth = SEND_AUTH[value];
      if (sendAuth !== undefined) made.outbound = { numbers: [], ...made.outbound, sendAuth: made.outbound?.sendAuth ?? sendAuth };
      return;
    }
    case 'map-class':
      made.outbound = { numbers: [], ...made.outbound, mapClass: made.outbound?.mapClass ?? value };
      return;
    case 'force-56':
      if (value === '1') made.outbound = { numbers: [], ...made.outbound, speed56: true };
      return;
    case 'idle-timeout':
      // Of profiles to dial out by: in seconds, as RADIUS has its own attribute.
      set(made, 'idleTimeoutSeconds', numberOf(value));
      return;
    case 'addr':
      set(made, 'address', addressOf(value));
      return;
    case 'netmask':
      set(made, 'netmask', parseIpv4(value));
      return;
    case 'addr-pool':
      made.pool ??= value;
      return;
    case 'route':
      addRoute(made, value);
      return;
    case 'idletime':
      set(made, 'idleTimeoutSeconds', secondsOf(value));
      return;
    case 'timeout':
      set(made, 'sessionTimeoutSeconds', secondsOf(value));
      return;
    case 'priv-lvl':
      set(made, 'privilegeLevel', numberOf(value));
      return;
    case 'autocmd':
      made.autoCommand ??= value;
      return;
    case 'protocol':
      if (value === 'lcp' || value === 'ip') made.protocols = [...(made.protocols ?? []), value];
      return;
    default:
      // IOS numbers the routes of a profile: route#1.
      if (/^route#\d+$/.test(name)) addRoute(made, value);
  }
}

function set<Key extends keyof AaaAttributes>(made: AttributesInMaking, key: Key, value: AttributesInMaking[Key] | undefined): void {
  if (value !== undefined && made[key] === undefined) made[key] = value;
}

function addRoute(made: AttributesInMaking, text: string): void {
  const route = parsePairRoute(text);
  if (route !== undefined) made.routes = [...(made.routes ?? []), route];
}

function numberOf(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function secondsOf(text: string): number | undefined {
  const minutes = numberOf(text);
  return minutes === undefined ? undefined : minutes * 60;
}

/** Any address, and the one that says "of your own choice", are no address. */
export function addressOf(text: string): Ipv4Address | undefined {
  const address = parseIpv4(text);
  return address === undefined || isNoChoice(address) ? undefined : address;
}

/** RFC 2865 §5.8: the user chooses, and the router chooses. */
export function isNoChoice(address: Ipv4Address): boolean {
  return address === 0 || address >= 0xffff_fffe;
}
