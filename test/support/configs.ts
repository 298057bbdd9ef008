// Configurations for labs of tests: a callback server and a client, with one thing or another changed, left out or added.
// The defaults are those of the Bryant lab.

import type { LabDescription, TelephoneLine } from '../../src/network/lab-description.ts';
import type { World } from '../../src/network/world.ts';
import { labOf, lineOf, worldOf } from './lab.ts';
import { AUX_LINE, DIAL_SCRIPT, TTY_LINES } from './modems.ts';
import { keepLawful } from './lawful.ts';

export interface EndOptions {
  readonly hostname?: string;
  readonly interface?: string;
  readonly address?: string;
  /** `username` lines: undefined is the peer with the common secret. */
  readonly users?: readonly string[];
  readonly encapsulation?: string | undefined;
  readonly switchType?: string;
  readonly maps?: readonly string[];
  /** Lines of the interface, at its end. */
  readonly more?: readonly string[];
  /** Lines to leave out, by how they begin; `more` and `global` are looked through as well. */
  readonly without?: readonly string[];
  /** Global lines, at the end. */
  readonly global?: readonly string[];
  /** These BRIs, or asynchronous interfaces, as a rotary group, with the settings on its Dialer interface. */
  readonly rotary?: readonly string[] | undefined;
  /** A dialer profile with the settings, and BRI0 in its pool: the map becomes its peer's name and its string. */
  readonly profile?: boolean;
}

/** R1, called 5557777: calls R2 back at 5558888. */
export function serverConfig(options: EndOptions = {}): string {
  return config(
    {
      hostname: 'R1',
      address: '172.12.12.1 255.255.255.0',
      users: ['R2 password CCIE'],
      maps: ['ip 172.12.12.2 name R2 class CALLBACK broadcast 5558888'],
      ...options,
    },
    ['dialer callback-secure', 'dialer-group 1', 'ppp callback accept', 'ppp authentication chap'],
    ['map-class dialer CALLBACK', ' dialer callback-server username', 'dialer-list 1 protocol ip permit'],
  );
}

/** R2, called 5558888: asks R1 at 5557777 to call back. */
export function clientConfig(options: EndOptions = {}): string {
  return config(
    {
      hostname: 'R2',
      address: '172.12.12.2 255.255.255.0',
      users: ['R1 password CCIE'],
      maps: ['ip 172.12.12.1 name R1 broadcast 5557777'],
      ...options,
    },
    ['dialer-group 1', 'ppp callback request', 'ppp authentication chap'],
    ['dialer-list 1 protocol ip permit'],
  );
}

const isAsync = (name: string): boolean => name.startsWith('Async');
const MODEM_MEMBER: readonly string[] = [' encapsulation ppp', ' async mode dedicated', ' dialer in-band'];

function config(options: EndOptions, interfaceLines: readonly string[], globals: readonly string[]): string {
  const switchType = `isdn switch-type ${options.switchType ?? 'basic-ni'}`;
  const members = options.profile
    ? ['interface BRI0', ' no ip address', ' encapsulation ppp', ` ${switchType}`, ' dialer pool-member 1', 'exit']
    : (options.rotary ?? []).flatMap((name) => [`interface ${name}`, ...(isAsync(name) ? MODEM_MEMBER : [` ${switchType}`]), ' dialer rotary-group 1', 'exit']);
  const modem = options.interface !== undefined && isAsync(options.interface);
  const ttys = options.rotary?.some((name) => isAsync(name)) === true;
  const own = [
    options.address === undefined ? 'no ip address' : `ip address ${options.address}`,
    `encapsulation ${options.encapsulation ?? 'ppp'}`,
    ...(options.profile ? ['dialer pool 1'] : options.rotary === undefined && !modem ? [switchType] : ['dialer in-band']),
    ...(modem ? ['async mode dedicated'] : []),
    ...(options.maps ?? []).flatMap((map) => (options.profile ? profileLines(map) : [`dialer map ${map}`])),
    ...interfaceLines,
    ...(options.more ?? []),
  ];
  const lines = [
    `hostname ${options.hostname}`,
    ...(options.users ?? []).map((user) => `username ${user}`),
    `interface ${options.rotary === undefined && !options.profile ? (options.interface ?? 'BRI0') : 'Dialer1'}`,
    ...own.map((line) => ` ${line}`),
    'exit',
    ...members,
    ...globals,
    'exit',
    ...(modem || ttys ? [DIAL_SCRIPT, ...(ttys ? TTY_LINES : AUX_LINE), 'exit'] : []),
    ...(options.global ?? []),
  ];
  const left = (line: string): boolean => !(options.without ?? []).some((begin) => line.trim().startsWith(begin));
  return `${lines.filter(left).join('\n')}\n`;
}

/** `ip A.B.C.D name NAME [class CLASS] broadcast NUMBER` as a profile says it. */
function profileLines(map: string): readonly string[] {
  const [, name = '', , mapClass, number = ''] = / name (\S+)( class (\S+))? broadcast (\d+)$/.exec(map) ?? [];
  return [`dialer remote-name ${name}`, `dialer string ${number}${mapClass === undefined ? '' : ` class ${mapClass}`}`];
}

export const LINES: readonly TelephoneLine[] = [lineOf('R1', ['5557777']), lineOf('R2', ['5558888'])];

export interface LabOptions extends Partial<LabDescription> {
  /** Hardware models by router, where it is not the default one. */
  readonly models?: Readonly<Record<string, string>>;
}

/** A settled, lawful world of both ends. */
export function callbackWorld(
  server: EndOptions = {},
  client: EndOptions = {},
  { models = {}, ...more }: LabOptions = {},
  lines: readonly TelephoneLine[] = LINES,
): World {
  const lab = labOf({ R1: serverConfig(server), R2: clientConfig(client) }, lines, more);
  return settled({ ...lab, routers: lab.routers.map((router) => ({ ...router, model: models[router.name] ?? router.model })) });
}

export function settled(lab: LabDescription, seed = 1): World {
  const world = worldOf(lab, seed);
  keepLawful(world);
  world.settle();
  return world;
}
