// The typed reading of multilink and load thresholds: `ppp multilink ...` and `dialer load-threshold` of an interface, and
// the global `multilink ...`. Defaults that the engine needs are filled in where they are used.

import type { Ipv4Address } from '../base/ipv4.ts';
import { bapSettings, type BapSettings } from './bap-settings.ts';
import type { Arguments, ConfigNode } from './node.ts';
import { address, number, present, text } from './reading.ts';

export interface ThresholdSettings {
  readonly load: number;
  readonly direction: 'outbound' | 'inbound' | 'either';
}

/** `ppp multilink endpoint`. */
export type EndpointSettings =
  | { readonly kind: 'hostname' | 'none' }
  | { readonly kind: 'ip'; readonly address: Ipv4Address }
  | { readonly kind: 'mac'; readonly interface: string }
  | { readonly kind: 'phone' | 'string'; readonly text: string };

export interface MultilinkSettings {
  readonly enabled: boolean;
  readonly endpoint?: EndpointSettings;
  readonly fragmentDelayMs?: number;
  readonly fragmentDisabled: boolean;
  readonly maximumFragments?: number;
  readonly interleave: boolean;
  /** `ppp multilink group N`: the link is a member of `MultilinkN`. */
  readonly group?: number;
  readonly loadThreshold?: ThresholdSettings;
  readonly minimumLinks?: number;
  readonly minimumMandatory: boolean;
  readonly maximumLinks?: number;
  readonly localMrru?: number;
  readonly remoteMrru?: number;
  readonly addSeconds?: number;
  readonly removeSeconds?: number;
  readonly lostFragmentMs?: number;
  readonly bap?: BapSettings;
}

export interface GlobalMultilink {
  /** `multilink virtual-template N`: bundles of links that no dialing interface has are made from it. */
  readonly virtualTemplate?: number;
  readonly bundleName: 'authenticated' | 'endpoint' | 'both';
}

export function multilinkSettings(node: ConfigNode): MultilinkSettings {
  const links = new Map(node.entries('ppp.multilinkLinks').map((args) => [text(args, 'what'), args]));
  const mrru = new Map(node.entries('ppp.multilinkMrru').map((args) => [text(args, 'side'), number(args, 'octets')]));
  const lost = node.value('ppp.timeoutLostFragment');
  return present<MultilinkSettings>({
    // `ppp multilink bap` is the same command with a word more.
    enabled: node.flag('ppp.multilink') === true || node.value('ppp.multilinkBap') !== undefined,
    endpoint: endpoint(node.value('ppp.multilinkEndpoint')),
    fragmentDelayMs: number(node.value('ppp.multilinkFragmentDelay'), 'milliseconds'),
    fragmentDisabled: node.flag('ppp.multilinkFragmentDisable') === true,
    maximumFragments: number(node.value('ppp.multilinkFragmentMaximum'), 'number'),
    interleave: node.flag('ppp.multilinkInterleave') === true,
    group: number(node.value('ppp.multilinkGroup'), 'group'),
    loadThreshold: threshold(node.value('ppp.multilinkLoadThreshold')),
    minimumLinks: number(links.get('minimum'), 'number'),
    minimumMandatory: links.get('minimum')?.['mandatory'] !== undefined,
    maximumLinks: number(links.get('maximum'), 'number'),
    localMrru: mrru.get('local'),
    remoteMrru: mrru.get('remote'),
    addSeconds: number(node.value('ppp.timeoutLinkAdd'), 'seconds'),
    removeSeconds: number(node.value('ppp.timeoutLinkRemove'), 'seconds'),
    bap: bapSettings(node),
    lostFragmentMs: lost && (number(lost, 'seconds') ?? 0) * 1000 + (number(lost, 'milliseconds') ?? 0),
  });
}

/** Without a direction it is what goes out. */
export function threshold(args: Arguments | undefined): ThresholdSettings | undefined {
  const load = number(args, 'load');
  const direction = text(args, 'direction');
  if (load === undefined) return undefined;
  return { load, direction: direction === 'inbound' || direction === 'either' ? direction : 'outbound' };
}

export function globalMultilink(root: ConfigNode): GlobalMultilink {
  const name = text(root.value('multilink.bundleName'), 'name');
  return present<GlobalMultilink>({
    virtualTemplate: number(root.value('multilink.virtualTemplate'), 'template'),
    bundleName: name === 'endpoint' || name === 'both' ? name : 'authenticated',
  });
}

function endpoint(args: Arguments | undefined): EndpointSettings | undefined {
  if (args === undefined) return undefined;
  const ip = address(args, 'address');
  if (ip !== undefined) return { kind: 'ip', address: ip };
  const own = text(args, 'interface');
  if (own !== undefined) return { kind: 'mac', interface: own };
  const phone = text(args, 'number');
  if (phone !== undefined) return { kind: 'phone', text: phone };
  const string = text(args, 'text');
  if (string !== undefined) return { kind: 'string', text: string };
  return { kind: args['none'] === undefined ? 'hostname' : 'none' };
}
