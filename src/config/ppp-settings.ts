// What a configuration says of PPP on an interface: authentication, callback, timers and multilink.

import { multilinkSettings, type MultilinkSettings } from './multilink-settings.ts';
import type { Arguments, ConfigNode } from './node.ts';
import type { NameServerSettings } from './peer-settings.ts';
import { address, number, present, text } from './reading.ts';

export const AUTH_OCCASIONS = ['callin', 'callout', 'callback'] as const;
export type AuthOccasion = (typeof AUTH_OCCASIONS)[number];

export interface PppSettings {
  readonly authentication: readonly ('chap' | 'ms-chap' | 'pap')[];
  /** The calls on which peers must prove themselves; none named is all. */
  readonly authenticateOn: readonly AuthOccasion[];
  /** `if-needed`: not where somebody has logged in on the line already. */
  readonly ifNeeded: boolean;
  /** Of `aaa authentication ppp`, `aaa authorization network` and `aaa accounting network`; '' is the default one. */
  readonly lists: { readonly authentication: string; readonly authorization: string; readonly accounting: string };
  readonly callback?: 'accept' | 'request';
  /** `ppp callback initiate`. */
  readonly callbackInitiate: boolean;
  readonly chapHostname?: string;
  readonly chapPassword?: string;
  readonly chapRefuse: boolean;
  /** Only when the peer calls. */
  readonly chapRefuseCallin: boolean;
  readonly msChapRefuse: boolean;
  readonly chapWait: boolean;
  readonly papRefuse: boolean;
  readonly papRefuseCallin: boolean;
  readonly papWait: boolean;
  /** `ppp max-bad-auth`. */
  readonly maxBadAuth?: number;
  /** `ppp pfc` and `ppp acfc`; undefined where nothing is said of either. */
  readonly fields?: { readonly protocolFieldCompression?: FieldSettings; readonly addressControlFieldCompression?: FieldSettings };
  /** `ppp quality`. */
  readonly qualityPercent?: number;
  /** `ppp direction`: what calls count as, whoever placed them. */
  readonly direction?: 'callin' | 'callout' | 'dedicated';
  /** `ppp lcp delay`. */
  readonly lcpDelay?: { readonly ms: number; readonly randomMs: number };
  /** `ppp ipcp dns` and `ppp ipcp wins`: before those of `async-bootp`. */
  readonly nameServers: NameServerSettings;
  /** `ppp timeout ncp`. */
  readonly ncpSeconds?: number;
  /** `ppp timeout idle`. */
  readonly idle?: { readonly seconds: number; readonly scope: 'either' | 'inbound' };
  readonly maxConfigure: number;
  readonly maxFailure: number;
  readonly maxTerminate: number;
  readonly papSent?: { readonly username: string; readonly password: string };
  readonly retrySeconds: number;
  readonly authenticationSeconds: number;
  readonly multilink: MultilinkSettings;
}

export interface FieldSettings {
  readonly local?: 'request' | 'forbid';
  readonly remote?: 'apply' | 'reject' | 'ignore';
}

/** `ppp authentication` stores its protocols as one argument `protocols`, words separated by a blank. */
export function pppSettings(node: ConfigNode): PppSettings {
  const authentication = node.value('ppp.authentication');
  const protocols = (text(authentication, 'protocols') ?? '').split(' ');
  const sent = node.value('ppp.papSentUsername');
  const delay = node.value('ppp.lcpDelay');
  const direction = text(node.value('ppp.direction'), 'direction');
  const callback = text(node.value('ppp.callback'), 'role');
  return present<PppSettings>({
    authentication: protocols.filter((word): word is 'chap' | 'ms-chap' | 'pap' => word === 'chap' || word === 'ms-chap' || word === 'pap'),
    authenticateOn: AUTH_OCCASIONS.filter((occasion) => authentication?.[occasion] !== undefined),
    ifNeeded: authentication?.['ifNeeded'] !== undefined,
    lists: {
      authentication: listOf(authentication),
      authorization: listOf(node.value('ppp.authorization')),
      accounting: listOf(node.value('ppp.accounting')),
    },
    callback: callback === 'accept' || callback === 'request' ? callback : undefined,
    callbackInitiate: node.flag('ppp.callbackInitiate') === true,
    chapHostname: text(node.value('ppp.chapHostname'), 'name'),
    chapPassword: text(node.value('ppp.chapPassword'), 'password'),
    chapRefuse: node.value('ppp.chapRefuse') !== undefined || node.flag('ppp.chapRefuse') === true,
    chapRefuseCallin: node.flag('ppp.chapRefuseCallin') === true,
    msChapRefuse: node.flag('ppp.msChapRefuse') === true,
    chapWait: node.flag('ppp.chapWait') !== false,
    papRefuse: node.value('ppp.papRefuse') !== undefined || node.flag('ppp.papRefuse') === true,
    papRefuseCallin: node.flag('ppp.papRefuseCallin') === true,
    papWait: node.flag('ppp.papWait') === true,
    maxBadAuth: number(node.value('ppp.maxBadAuth'), 'failures'),
    fields: fieldSettings(node),
    qualityPercent: number(node.value('ppp.quality'), 'percent'),
    direction: direction === 'callin' || direction === 'callout' || direction === 'dedicated' ? direction : undefined,
    lcpDelay: delay && { ms: (number(delay, 'seconds') ?? 0) * 1000, randomMs: number(delay, 'milliseconds') ?? 0 },
    nameServers: ownNameServers(node),
    ncpSeconds: number(node.value('ppp.timeoutNcp'), 'seconds'),
    idle: idleSettings(node.value('ppp.timeoutIdle')),
    maxConfigure: number(node.value('ppp.maxConfigure'), 'tries') ?? 10,
    maxFailure: number(node.value('ppp.maxFailure'), 'tries') ?? 5,
    maxTerminate: number(node.value('ppp.maxTerminate'), 'tries') ?? 2,
    papSent: sent && { username: text(sent, 'username') ?? '', password: text(sent, 'password') ?? '' },
    retrySeconds: number(node.value('ppp.timeoutRetry'), 'seconds') ?? 2,
    authenticationSeconds: number(node.value('ppp.timeoutAuthentication'), 'seconds') ?? 10,
    multilink: multilinkSettings(node),
  });
}

function fieldSettings(node: ConfigNode): PppSettings['fields'] {
  const protocolFieldCompression = fieldOf(node, 'ppp.pfc');
  const addressControlFieldCompression = fieldOf(node, 'ppp.acfc');
  if (protocolFieldCompression === undefined && addressControlFieldCompression === undefined) return undefined;
  return present<NonNullable<PppSettings['fields']>>({ protocolFieldCompression, addressControlFieldCompression });
}

function fieldOf(node: ConfigNode, path: 'ppp.pfc' | 'ppp.acfc'): FieldSettings | undefined {
  const local = text(node.value(`${path}Local`), 'action');
  const remote = text(node.value(`${path}Remote`), 'action');
  if (local === undefined && remote === undefined) return undefined;
  return present<FieldSettings>({
    local: local === 'request' || local === 'forbid' ? local : undefined,
    remote: remote === 'apply' || remote === 'reject' || remote === 'ignore' ? remote : undefined,
  });
}

/** Without a direction both count; zero is never. */
function idleSettings(args: Arguments | undefined): PppSettings['idle'] {
  const seconds = number(args, 'seconds') ?? 0;
  return seconds === 0 ? undefined : { seconds, scope: text(args, 'scope') === 'inbound' ? 'inbound' : 'either' };
}

function ownNameServers(node: ConfigNode): NameServerSettings {
  const of = (server: string): Arguments | undefined => node.entries('ppp.ipcpServers').find((args) => args['server'] === server);
  const [dns, wins] = [of('dns'), of('wins')];
  return present<NameServerSettings>({
    primaryDns: address(dns, 'primary'), secondaryDns: address(dns, 'secondary'), primaryNbns: address(wins, 'primary'), secondaryNbns: address(wins, 'secondary'),
  });
}

function listOf(args: Arguments | undefined): string {
  const list = text(args, 'list') ?? '';
  return list === 'default' ? '' : list;
}
