// From configuration to policy: what the dialer and PPP need to know of an interface, in the terms of their own
// contracts. A member of a rotary group takes PPP, authentication, callback and dialing from its Dialer interface.

import { parseInterfaceName } from '../../base/interface-name.ts';
import type { InterfaceSettings, MapClassSettings, UserSettings, WatchListSettings } from '../../config/model.ts';
import type { DialerMap, DialerMember, DialerPolicy, WatchPolicy } from '../../protocols/dialer/types.ts';
import type { MultilinkPolicy, PppPolicy } from '../../protocols/ppp/session-types.ts';
import { BY_DTR, callLimit } from '../../config/dialer-settings.ts';
import { loadPolicy } from './dialing/multilink-policies.ts';

/** How long a hold queue keeps packets when no timeout is configured (IOS default of `dialer hold-queue`). */
const HOLD_QUEUE_DEFAULT_SECONDS = 45;

export function dialerPolicy(
  settings: InterfaceSettings,
  members: readonly InterfaceSettings[],
  classes: ReadonlyMap<string, MapClassSettings>,
  callbackWaitSeconds: (member: string) => number,
  watch: WatchListSettings | undefined,
): DialerPolicy {
  const { dialer } = settings;
  const maps = dialerMaps(settings);
  const maximumCalls = callLimit(dialer)?.most;
  return {
    members: members.map((member) => dialerMember(member, dialer.pool, callbackWaitSeconds(member.name))),
    maps: dialer.dtr ? mapsByDtr(maps) : maps,
    mapClasses: classes,
    ...(dialer.group === undefined ? {} : { group: dialer.group }),
    // Who calls a terminal line chooses what he speaks.
    ppp: settings.encapsulation === 'ppp' || settings.async.mode === 'interactive',
    ...(isDialled(settings) ? {} : { undialled: true }),
    idleTimeoutSeconds: isDialled(settings) ? dialer.idleTimeoutSeconds : 0,
    idleScope: dialer.idleScope ?? 'either',
    fastIdleSeconds: dialer.fastIdleSeconds,
    waitForCarrierSeconds: dialer.waitForCarrierSeconds,
    enableTimeoutSeconds: dialer.enableTimeoutSeconds,
    holdQueuePackets: dialer.holdQueuePackets,
    holdQueueTimeoutSeconds: dialer.holdQueueTimeoutSeconds ?? HOLD_QUEUE_DEFAULT_SECONDS,
    rotor: dialer.rotor,
    ...(maximumCalls === undefined ? {} : { maximumCalls }),
    ...(dialer.reservedLinks === undefined ? {} : { reservedLinks: dialer.reservedLinks }),
    profile: dialer.pool !== undefined,
    callbackSecure: dialer.callbackSecure,
    callbackAccept: settings.ppp.callback === 'accept',
    ...(parseInterfaceName(settings.name)?.type === 'Async' ? { passesCallbacks: true } : {}),
    callbackRequest: settings.ppp.callback === 'request',
    callbackInitiate: settings.ppp.callbackInitiate,
    otherProtocols: new Set(dialer.otherProtocolNames),
    load: loadPolicy(settings),
    ...(watch === undefined || dialer.watchGroup === undefined ? {} : { watch: watchPolicy(dialer, dialer.watchGroup, watch) }),
    ...(dialer.persistentDelaySeconds === undefined || settings.shutdown ? {} : { persistent: { delaySeconds: dialer.persistentDelaySeconds } }),
    ...(dialer.redial === undefined ? {} : { redial: dialer.redial }),
    ...(dialer.outbound === undefined ? {} : { asksProfiles: true }),
    protocolSeconds: dialer.waitForLineProtocolSeconds,
    order: dialer.order,
  };
}

/** A line that nobody dials through (`dialer in-band`) has no idle time: whoever called it stays. */
function isDialled({ name, dialer }: InterfaceSettings): boolean {
  return dialer.inBand || dialer.rotaryGroup !== undefined || parseInterfaceName(name)?.type !== 'Async';
}

function watchPolicy({ watchDisableSeconds }: InterfaceSettings['dialer'], group: number, { connectSeconds, disconnectSeconds }: WatchListSettings): WatchPolicy {
  return { group, disableSeconds: watchDisableSeconds, connectSeconds, ...(disconnectSeconds === undefined ? {} : { disconnectSeconds }) };
}

function dialerMember({ name, dialer, isdn }: InterfaceSettings, pool: number | undefined, callbackWaitSeconds: number): DialerMember {
  const type = parseInterfaceName(name)?.type;
  const inBand = type === 'Async' || (type === 'Serial' && !name.includes(':'));
  const inPool = pool === undefined ? undefined : dialer.poolMembers.find((member) => member.pool === pool);
  return { interface: name, priority: (inPool ?? dialer).priority, fastRolloverSeconds: isdn.fastRolloverSeconds, inBand, callbackWaitSeconds };
}

function dialerMaps({ dialer }: InterfaceSettings): readonly DialerMap[] {
  const maps = dialer.maps.map((map): DialerMap => ({ speed: 64, ...map }));
  // A profile knows its one peer by name, so that its strings serve as the maps of that name.
  const named = dialer.pool === undefined || dialer.remoteName === undefined ? {} : { name: dialer.remoteName };
  const strings = dialer.strings.map((string): DialerMap => ({ ...named, ...string, speed: 64, broadcast: true }));
  // A profile that only answers has no string; its peer has a map all the same.
  return [...maps, ...(strings.length === 0 && 'name' in named ? [{ ...named, speed: 64, broadcast: true } as const] : strings)];
}

/** The modem knows one number, whoever is to be called; without a map whatever is interesting is sent. */
function mapsByDtr(maps: readonly DialerMap[]): readonly DialerMap[] {
  if (maps.length === 0) return [{ speed: 64, broadcast: true, number: BY_DTR }];
  return maps.map((map) => ({ ...map, number: BY_DTR }));
}

/** On a leased line nobody is called: nobody asks to be called back, and each end answers the other without waiting for it. */
export function leasedPolicy(policy: PppPolicy): PppPolicy {
  const { lcpDelay: _ofCalls, ...timers } = policy.timers;
  return { ...policy, callback: 'none', chapWait: false, papWait: false, timers };
}

const SECRETS = new WeakMap<ReadonlyMap<string, UserSettings>, ReadonlyMap<string, string>>();

/** Every call asks for them, and they change with the configuration: there may be thousands. */
function secretsOf(users: ReadonlyMap<string, UserSettings>): ReadonlyMap<string, string> {
  const known = SECRETS.get(users);
  if (known !== undefined) return known;
  const secrets = new Map<string, string>();
  for (const [name, user] of users) if (user.password !== undefined) secrets.set(name, user.password);
  SECRETS.set(users, secrets);
  return secrets;
}

export function pppPolicy(
  settings: InterfaceSettings,
  hostname: string,
  users: ReadonlyMap<string, UserSettings>,
  ipAddress: number | undefined,
  placed: boolean,
  multilink?: MultilinkPolicy,
): PppPolicy {
  const { ppp } = settings;
  const outgoing = ppp.direction === undefined ? placed : ppp.direction === 'callout';
  return {
    outgoing,
    authentication: ppp.authentication,
    authenticateOn: ppp.authenticateOn,
    callback: ppp.callback ?? 'none',
    chapName: ppp.chapHostname ?? hostname,
    ...(ppp.chapPassword === undefined ? {} : { chapPassword: ppp.chapPassword }),
    chapRefuse: ppp.chapRefuse || (ppp.chapRefuseCallin && !outgoing),
    ...(ppp.msChapRefuse ? { msChapRefuse: true } : {}),
    chapWait: ppp.chapWait && ppp.direction !== 'dedicated',
    papRefuse: ppp.papRefuse || (ppp.papRefuseCallin && !outgoing),
    ...(ppp.papWait ? { papWait: true } : {}),
    ...(ppp.maxBadAuth === undefined ? {} : { maxBadAuth: ppp.maxBadAuth }),
    ...(ppp.papSent === undefined ? {} : { papSent: ppp.papSent }),
    secrets: secretsOf(users),
    ...(multilink === undefined ? {} : { multilink }),
    ...(ipAddress === undefined ? {} : { ipAddress }),
    ...(settings.compression === undefined ? {} : { compression: settings.compression }),
    ...(settings.async.dynamicAddress ? { takesPeerAddress: true } : {}),
    mru: settings.mtu ?? 1500,
    keepaliveSeconds: settings.keepaliveSeconds,
    ...(ppp.fields === undefined ? {} : { fields: ppp.fields }),
    ...(ppp.qualityPercent === undefined ? {} : { quality: ppp.qualityPercent }),
    timers: {
      restartMs: ppp.retrySeconds * 1000, authenticationMs: ppp.authenticationSeconds * 1000,
      ...(ppp.lcpDelay === undefined ? {} : { lcpDelay: ppp.lcpDelay }),
      ...(ppp.ncpSeconds === undefined ? {} : { ncpMs: ppp.ncpSeconds * 1000 }),
    },
    ...(ppp.idle === undefined ? {} : { idle: { idleMs: ppp.idle.seconds * 1000, scope: ppp.idle.scope } }),
    maxConfigure: ppp.maxConfigure,
    maxTerminate: ppp.maxTerminate,
    maxFailure: ppp.maxFailure,
  };
}
