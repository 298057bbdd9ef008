// The typed reading of `router rip` and of what interfaces add to it. The paths are those of the grammar files' effects; what is
// kept and not simulated is not read. Which interfaces take part is for the router to say, which knows their addresses.

import { classfulMask, networkOf, type Ipv4Address } from '../base/ipv4.ts';
import type { ConfigNode } from './node.ts';
import { address, number, text } from './reading.ts';

export interface RipSettings {
  /** Absent: version 1 is sent, both are received. */
  readonly version?: 1 | 2;
  /** Networks of classes A to C. */
  readonly networks: readonly Ipv4Address[];
  readonly passive: (interfaceName: string) => boolean;
  readonly passiveInterfaces: readonly string[];
  readonly neighbors: readonly Ipv4Address[];
  readonly redistributeConnected?: { readonly metric: number };
  readonly redistributeStatic?: { readonly metric: number };
  readonly defaultInformation: boolean;
  readonly distance: number;
  readonly autoSummary: boolean;
  readonly maximumPaths: number;
  readonly validateUpdateSource: boolean;
  readonly updateSeconds: number;
  readonly invalidSeconds: number;
  readonly holddownSeconds: number;
  readonly flushSeconds: number;
}

/** What is redistributed counts as one hop away, unless something else is configured. */
const DEFAULT_METRIC = 1;

/** Undefined without `router rip`. */
export function ripSettings(root: ConfigNode): RipSettings | undefined {
  const node = root.child('routers', 'rip');
  if (node === undefined) return undefined;
  const version = number(node.value('version'), 'version');
  const entries = node.entries('passiveInterfaces');
  const named = (active: boolean): ReadonlySet<string> =>
    new Set(entries.filter((args) => (args['active'] !== undefined) === active).map((args) => text(args, 'name') ?? ''));
  const [off, on] = [named(false), named(true)];
  const passiveDefault = node.flag('passiveDefault') === true;
  const timers = node.value('timers.basic');
  const redistributed = (source: string): { readonly metric: number } | undefined => {
    const args = node.entries('redistribute').find((each) => each['source'] === source);
    return args && { metric: number(args, 'metric') ?? number(node.value('defaultMetric'), 'metric') ?? DEFAULT_METRIC };
  };
  const [connected, statics] = [redistributed('connected'), redistributed('static')];
  return {
    ...(version === 1 || version === 2 ? { version } : {}),
    networks: node.entries('networks').map((args) => address(args, 'prefix') ?? 0),
    passive: (name) => (passiveDefault ? !on.has(name) : off.has(name)),
    passiveInterfaces: [...off],
    neighbors: node.entries('neighbors').map((args) => address(args, 'address') ?? 0),
    ...(connected === undefined ? {} : { redistributeConnected: connected }),
    ...(statics === undefined ? {} : { redistributeStatic: statics }),
    defaultInformation: node.flag('defaultInformation') === true,
    distance: number(node.value('distance'), 'distance') ?? 120,
    autoSummary: node.flag('autoSummary') !== false,
    maximumPaths: number(node.value('maximumPaths'), 'paths') ?? 4,
    validateUpdateSource: node.flag('validateUpdateSource') !== false,
    updateSeconds: number(timers, 'update') ?? 30,
    invalidSeconds: number(timers, 'invalid') ?? 180,
    holddownSeconds: number(timers, 'holddown') ?? 180,
    flushSeconds: number(timers, 'flush') ?? 240,
  };
}

/** Whether a `network` line covers the address. */
export function inNetworks(networks: readonly Ipv4Address[], own: Ipv4Address): boolean {
  return networks.includes(networkOf(own, classfulMask(own)));
}

/** `ip rip`, `ip split-horizon` of an interface. */
export interface RipInterfaceSettings {
  readonly sends?: readonly (1 | 2)[];
  readonly receives?: readonly (1 | 2)[];
  readonly broadcastsVersion2: boolean;
  readonly splitHorizon: boolean;
}

export function ripInterfaceSettings(node: ConfigNode): RipInterfaceSettings {
  const versions = (direction: string): readonly (1 | 2)[] | undefined => {
    const args = node.entries('ip.ripVersion').find((each) => each['direction'] === direction);
    const words = text(args, 'versions')?.split(' ');
    return words?.map((word) => (word === '2' ? 2 : 1));
  };
  const [sends, receives] = [versions('send'), versions('receive')];
  return {
    ...(sends === undefined ? {} : { sends }),
    ...(receives === undefined ? {} : { receives }),
    broadcastsVersion2: node.flag('ip.ripBroadcast') === true,
    splitHorizon: node.flag('ip.splitHorizon') !== false,
  };
}
