// Authentication servers and gateways of a lab file: hosts of a LAN with users, or with ports of a host beyond the lab. A
// user is described once, for both protocols; `radius` and `tacacs` say instead what exactly one of them answers.

import { formatIpv4, parseIpv4 } from '../base/ipv4.ts';
import { parseRadiusAttribute } from '../network/lan/aaa-server/profile.ts';
import type { LabAaaServer, LabAaaUser, LabGateway, LabGatewayPort, LabHost, LabLan } from '../network/lab-description.ts';
import { parseDuration } from './duration.ts';
import type { YamlValue } from './yaml-value.ts';

/** A host, and what it is besides. */
export interface Hosted<Kind> {
  readonly host: LabHost;
  readonly what: Kind;
}

export type ReadHost = (name: string, value: YamlValue) => LabHost;

const SERVER_KEYS = ['lan', 'address', 'gateway', 'protocols', 'key', 'clients', 'users'];
const USER_KEYS = [
  'password', 'pap', 'chap', 'login', 'enable', 'callback', 'callback-line', 'callback-rotary', 'no-callback-verify', 'send-secret', 'framed-address', 'netmask', 'pool',
  'idle-timeout', 'session-timeout', 'privilege', 'radius', 'tacacs',
];
const LONGEST_SECRET = 128;

export function readAaaServer(name: string, value: YamlValue, lans: readonly LabLan[], readHost: ReadHost): Hosted<LabAaaServer> {
  value.keys(SERVER_KEYS);
  const protocols = value.optional('protocols')?.oneOrMore().map((item) => item.oneOf(['radius', 'tacacs+'] as const, 'protocol')) ?? (['radius', 'tacacs+'] as const);
  const key = value.optional('key');
  const clients = (value.optional('clients')?.entries('a client with its key, such as "10.1.1.1: ringkey"') ?? []).map(([address, secret]) => {
    if (parseIpv4(address) === undefined) secret.fail(`"${address}" is no address of a client, such as 10.1.1.1`);
    return { address, key: readSecret(secret) };
  });
  if (key === undefined && clients.length === 0) value.fail(`"${name}" lacks "key:", the secret that it shares with its clients`);
  const users = (value.optional('users')?.entries('a user, such as "alice: { password: secret }"') ?? []).map(([user, described]) => readUser(user, described));
  return {
    host: readHost(name, value),
    what: { name, lan: lanOf(value, lans), protocols, clients: [...clients, ...(key === undefined ? [] : [{ key: readSecret(key) }])], users },
  };
}

export function readGateway(name: string, value: YamlValue, lans: readonly LabLan[], readHost: ReadHost): Hosted<LabGateway> {
  value.keys(['lan', 'address', 'gateway', 'to', 'udp', 'tcp']);
  const to = value.required('to');
  if (parseIpv4(to.text()) === undefined) to.fail(`"${to.text()}" is no address that this machine reaches, such as 127.0.0.1`);
  const ports = (['udp', 'tcp'] as const).flatMap((protocol) => (value.optional(protocol)?.oneOrMore() ?? []).map((item) => readPort(protocol, item)));
  if (ports.length === 0) value.fail('a gateway carries ports, such as "udp: [1645=21812, 1646=21813]" or "tcp: 49=21049"');
  return { host: readHost(name, value), what: { name, lan: lanOf(value, lans), to: to.text(), ports } };
}

/** `1645`, or `1645=21812` where it has another number there. */
function readPort(protocol: LabGatewayPort['protocol'], value: YamlValue): LabGatewayPort {
  const [, port = '', toPort = port] = /^(\d{1,5})(?:=(\d{1,5}))?$/.exec(value.text()) ?? [];
  if (![port, toPort].every((text) => Number(text) >= 1 && Number(text) <= 65_535)) value.fail(`"${value.text()}" is no port, such as 1645, or 1645=21812 where it has another number beyond`);
  return { protocol, port: Number(port), toPort: Number(toPort) };
}

function lanOf(value: YamlValue, lans: readonly LabLan[]): string {
  return value.required('lan').oneOf(lans.map(({ name }) => name), 'LAN');
}

function readSecret(value: YamlValue): string {
  const text = value.text();
  return text.length >= 1 && text.length <= LONGEST_SECRET ? text : value.fail(`a secret has 1 to ${LONGEST_SECRET} characters`);
}

function readUser(name: string, value: YamlValue): LabAaaUser {
  value.keys(USER_KEYS);
  const all = value.optional('password');
  const passwords = Object.fromEntries(
    (['pap', 'chap', 'login', 'enable'] as const).flatMap((way) => {
      const word = value.optional(way) ?? all;
      return word === undefined ? [] : [[way, readSecret(word)]];
    }),
  );
  const radius = value.optional('radius')?.oneOrMore().map((item) => readAttribute(item));
  const tacacs = value.optional('tacacs')?.entries('a service with its pairs, such as "ppp lcp: [callback-dialstring=5551234]"').map(([service, pairs]) => readService(service, pairs));
  const profile = readProfile(value);
  return { name, passwords, radius: radius ?? radiusOf(profile), tacacs: tacacs ?? tacacsOf(profile) };
}

function readAttribute(value: YamlValue): string {
  const text = value.text();
  return parseRadiusAttribute(text) === undefined ? value.fail(`"${text}" is no attribute of RADIUS with a value that it can have, such as "Callback-Number = 5551234"`) : text;
}

/** `ppp lcp`, `shell`. */
function readService(name: string, value: YamlValue): LabAaaUser['tacacs'][number] {
  const [service = '', protocol, more] = name.trim().split(/\s+/);
  if (service === '' || more !== undefined) value.fail(`"${name}" is no service of TACACS+, such as "ppp lcp" or "shell"`);
  const pairs = value.oneOrMore().map((item) => {
    const text = item.text();
    return /^[^=*]+[=*]/.test(text) ? text : item.fail(`"${text}" is no pair of TACACS+, such as "addr=10.9.0.2"`);
  });
  return { service, ...(protocol === undefined ? {} : { protocol }), pairs };
}

interface Profile {
  readonly callback: string | undefined;
  /** Under the names that both protocols have for them. */
  readonly lcp: readonly string[];
  readonly ip: readonly string[];
  readonly address: string | undefined;
  readonly netmask: string | undefined;
  readonly pool: string | undefined;
  readonly idleSeconds: number | undefined;
  readonly sessionSeconds: number | undefined;
  readonly privilege: string | undefined;
}

function readProfile(value: YamlValue): Profile {
  const text = (key: string, form: RegExp, what: string): string | undefined => {
    const found = value.optional(key);
    if (found === undefined) return undefined;
    return form.test(found.text()) ? found.text() : found.fail(`"${found.text()}" is no ${what}`);
  };
  const address = (key: string): string | undefined => {
    const found = value.optional(key);
    const parsed = found === undefined ? undefined : (parseIpv4(found.text()) ?? found.fail(`"${found.text()}" is no address, such as 10.9.0.2`));
    return parsed === undefined ? undefined : formatIpv4(parsed);
  };
  const seconds = (key: string): number | undefined => {
    const found = value.optional(key);
    const ms = found === undefined ? undefined : (parseDuration(found.text()) ?? found.fail(`"${found.text()}" is no duration, such as 30s or 5m`));
    return ms === undefined ? undefined : Math.round(ms / 1000);
  };
  const named = (key: string, name: string, found: string | undefined): readonly string[] => (found === undefined ? [] : [`${name}=${found}`]);
  const number = /^\d{1,5}$/;
  const pool = text('pool', /^\S+$/, 'name of a pool');
  const framed = address('framed-address');
  return {
    callback: text('callback', /^[\w*#.-]*$/, 'dial string; it may be empty, and then the user gives the number'),
    lcp: [
      ...named('callback-line', 'callback-line', text('callback-line', number, 'line number')),
      ...named('callback-rotary', 'callback-rotary', text('callback-rotary', number, 'rotary group')),
      ...(value.optional('no-callback-verify')?.oneOf(['true', 'false'] as const, 'answer') === 'true' ? ['nocallback-verify=1'] : []),
      ...named('send-secret', 'send-secret', text('send-secret', /^\S{1,64}$/, 'secret')),
    ],
    ip: [...named('framed-address', 'addr', framed), ...named('pool', 'addr-pool', pool)],
    address: framed,
    netmask: address('netmask'),
    pool,
    idleSeconds: seconds('idle-timeout'),
    sessionSeconds: seconds('session-timeout'),
    privilege: text('privilege', /^(\d|1[0-5])$/, 'privilege level from 0 to 15'),
  };
}

/** RFC 2865: a user who may only type is no Framed-User. */
function radiusOf({ callback, lcp, address, netmask, pool, idleSeconds, sessionSeconds, privilege }: Profile): readonly string[] {
  const framed = privilege === undefined || callback !== undefined || address !== undefined || pool !== undefined;
  const numbered = callback !== undefined && callback !== '';
  const line = (name: string, found: string | number | undefined): readonly string[] => (found === undefined ? [] : [`${name} = ${found}`]);
  return [
    `Service-Type = ${framed ? (numbered ? 'Callback-Framed-User' : 'Framed-User') : 'NAS-Prompt-User'}`,
    ...(framed ? ['Framed-Protocol = PPP'] : []),
    ...line('Framed-IP-Address', address),
    ...line('Framed-IP-Netmask', netmask),
    ...line('Framed-Pool', pool),
    ...(numbered ? [`Callback-Number = ${callback}`] : callback === '' ? ['Cisco-AVPair = lcp:callback-dialstring='] : []),
    ...lcp.map((pair) => `Cisco-AVPair = lcp:${pair}`),
    ...line('Idle-Timeout', idleSeconds),
    ...line('Session-Timeout', sessionSeconds),
    ...(privilege === undefined ? [] : [`Cisco-AVPair = shell:priv-lvl=${privilege}`]),
  ];
}

function tacacsOf({ callback, lcp, ip, idleSeconds, sessionSeconds, privilege }: Profile): LabAaaUser['tacacs'] {
  const minutes = (name: string, seconds: number | undefined): readonly string[] => (seconds === undefined ? [] : [`${name}=${Math.ceil(seconds / 60)}`]);
  const times = [...minutes('idletime', idleSeconds), ...minutes('timeout', sessionSeconds)];
  return [
    { service: 'ppp', protocol: 'lcp', pairs: [...(callback === undefined ? [] : [`callback-dialstring=${callback}`]), ...lcp] },
    { service: 'ppp', protocol: 'ip', pairs: [...ip, ...times] },
    ...(privilege === undefined ? [] : [{ service: 'shell', pairs: [`priv-lvl=${privilege}`, ...times] }]),
  ];
}
