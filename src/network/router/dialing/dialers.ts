// The dialing interfaces of one router: a dialer for each port that stands alone and for each Dialer interface with its
// rotary group, made and unmade as the configuration says. Keeps the history of calls.

import { must } from '../../../base/assert.ts';
import { compareInterfaceNames } from '../../../base/interface-name.ts';
import { LateMap } from '../../../base/late-map.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import type { RoutingTable } from '../../../protocols/ip/routing-table.ts';
import type { Promised } from '../../../protocols/dialer/callback-owed.ts';
import { isFull } from '../../../protocols/dialer/members.ts';
import type { DialerPolicy } from '../../../protocols/dialer/types.ts';
import type { PppAction } from '../../../protocols/ppp/session-types.ts';
import type { DialPort, PortCall } from '../ports/dial-port.ts';
import { DialingGroup } from './dialing-group.ts';
import type { DialingOwner, FellowDialers } from './dialing-owner.ts';
import type { Hardware } from '../hardware.ts';
import type { LinkChannel } from '../ports/link-channel.ts';
import { dialerPolicy } from '../policies.ts';
import { callersOf, judgeCaller, type CallerVerdict } from './caller-screening.ts';
import type { CallHistoryEntry, DialerReading } from '../readings.ts';
import { calledOf, dialStringOf, isForOneOf } from './number-pattern.ts';
import { profileForName, profileForNumbers } from './profiles.ts';
import type { RefusedCalls } from './dialer-reading.ts';
import { isProfile, type RouterSettings } from '../router-settings.ts';
import { WatchedRoutes } from './watched-routes.ts';

const HISTORY_KEPT = 100;
/** Q.850: user busy, [ours] for want of another call of the interface; call rejected; incompatible destination. */
const USER_BUSY = 17;
const CALL_REJECTED = 21;
const INCOMPATIBLE_DESTINATION = 88;

export class Dialers implements FellowDialers {
  readonly #owner: DialingOwner;
  readonly #settings: RouterSettings;
  readonly #hardware: Hardware;
  readonly #groups = new LateMap<string, DialingGroup>();
  readonly #watched: WatchedRoutes;
  /** Whose a call is: a port may serve several groups. */
  readonly #ofCall = new LateMap<string, DialingGroup>();
  /** By the interface where they came in: calls that were refused unanswered. */
  readonly #refused = new LateMap<string, RefusedCalls>();
  /** A ring, once it is full. */
  #history: CallHistoryEntry[] = [];
  #oldest = 0;

  constructor(owner: DialingOwner, settings: RouterSettings, hardware: Hardware) {
    this.#owner = owner;
    this.#watched = new WatchedRoutes(owner.clock);
    this.#settings = settings;
    this.#hardware = hardware;
  }

  /** Brings the groups into line with the settings. */
  apply(): void {
    const wanted = this.#settings.dialing((name) => this.#hardware.ports.has(name));
    for (const [name, group] of this.#groups) {
      if (wanted.has(name)) continue;
      group.stop();
      this.#groups.delete(name);
    }
    for (const [name, { leader, members }] of wanted) {
      const sorted = [...members].sort((a, b) => compareInterfaceNames(a.name, b.name));
      const policy = dialerPolicy(leader, leader.shutdown ? [] : sorted, this.#settings.mapClasses, (member) => this.#settings.callbackWaitSeconds(member), this.#settings.watchLists.get(leader.dialer.watchGroup ?? 0));
      const group = this.#groups.get(name) ?? this.#add(name, policy);
      // A port that is shut down loses its calls by itself; a Dialer interface has to let go of those on its members.
      if (leader.shutdown && !this.#hardware.ports.has(name)) group.hangUpAll(leader.standby === true ? 'standby' : 'shutdown');
      group.configure(policy, sorted.map((member) => must(this.#hardware.ports.get(member.name), 'a member is a port')), isProfile(leader));
    }
    this.#watched.notice(this.#groups.values(), this.#settings.watchLists);
  }

  /** Dialer watch hears of every new routing table. */
  routesChanged(table: RoutingTable): void {
    this.#watched.notice(this.#groups.values(), this.#settings.watchLists, table);
  }

  has(name: string): boolean {
    return this.#groups.has(name);
  }

  get(name: string): DialingGroup | undefined {
    return this.#groups.get(name);
  }

  // ---- from the ports

  /** A call comes in: a profile's, if the numbers tell, else the port's own until the caller's name is known. */
  offered(port: DialPort, call: PortCall): void {
    const { answers } = this.#settings.interface(port.name)?.isdn ?? {};
    if (answers !== undefined && !isForOneOf(answers, calledOf(call))) {
      const { callingNumber } = call;
      const number = dialStringOf(call);
      this.#owner.record({ type: 'dialer.callerJudged', interface: port.name, because: 'other-number', number, ...(callingNumber === undefined ? {} : { callingNumber }) }, port.name);
      return port.reject(call, INCOMPATIBLE_DESTINATION);
    }
    const match = profileForNumbers(this.#profilesOf(port), call);
    const group = match === undefined ? this.of(port) : this.#groups.get(match.profile.name);
    if (group === undefined) return port.reject(call, CALL_REJECTED);
    const verdict = match?.callback === true ? 'call-back' : this.#judge(port, call);
    // They are counted where the calls come in, whatever profile they are for.
    const counting = (this.of(port) ?? group).interface;
    const { screened = 0, forCallback = 0 } = this.#refused.get(counting) ?? {};
    if (verdict === 'not-listed' || verdict === 'no-number') {
      this.#refused.set(counting, { screened: screened + 1, forCallback });
      group.screenOut(port, call, verdict);
    } else if (verdict === 'call-back' && !group.state.policy.callbackSecure) {
      this.#refused.set(counting, { screened, forCallback: forCallback + 1 });
      group.refuseForCallback(port, call);
    } else if (isFull(group.state, 'in')) {
      const { callingNumber } = call;
      this.#owner.record({ type: 'dialer.callerJudged', interface: port.name, because: 'call-limit', name: group.interface, ...(callingNumber === undefined ? {} : { callingNumber }) }, port.name);
      port.reject(call, USER_BUSY);
    } else {
      if (verdict === 'call-back') group.judged(port, call, 'callback-secure');
      group.offered(port, call, match?.by);
    }
  }

  #judge(port: DialPort, { callingNumber }: PortCall): CallerVerdict {
    const settings = this.#settings.interface(port.name);
    return settings === undefined ? 'accept' : judgeCaller(callersOf(settings, this.#settings.leaderOf(settings)), callingNumber);
  }

  ofCall(call: PortCall): DialingGroup | undefined {
    return this.#ofCall.get(call.id);
  }

  availability(port: DialPort): void {
    this.#groups.forEach((group) => {
      if (group.ports.includes(port)) group.availability(port);
    });
  }

  // ---- from PPP

  pppAction(channel: LinkChannel, action: PppAction): void {
    const group = this.ofChannel(channel);
    if (group === undefined) return;
    if (action.type === 'authenticated' && !this.#belongs(group, channel, action.peerName)) return;
    this.ofChannel(channel)?.pppAction(channel, action);
  }

  /** The peer's name is known: a call on a member of a pool goes to the profile of that name. False when there is none. */
  #belongs(group: DialingGroup, channel: LinkChannel, name: string | undefined): boolean {
    const port = this.#hardware.portOf(channel);
    const call = group.callOn(channel);
    const member = this.#settings.interface(port.name);
    if (call?.portCall?.outgoing !== false || member === undefined || member.dialer.poolMembers.length === 0) return true;
    // What such a port says of its own beside that counts for nobody: without a profile that is up, nobody gets in.
    const profiles = this.#settings.profilesOf(member);
    let full: string | undefined;
    const own = this.#settings.interface(group.interface);
    if (own !== undefined && isProfile(own)) {
      // A profile that took the call by its numbers still has but one peer.
      if (own.dialer.remoteName === undefined || name === undefined || own.dialer.remoteName === name) return true;
    } else {
      const profile = profileForName(profiles, name);
      const to = profile === undefined ? undefined : this.#groups.get(profile.name);
      if (to !== undefined && isFull(to.state, 'in')) full = to.interface;
      else if (to !== undefined) {
        group.handOver(channel, to, this.#owner.pppPolicy(to.interface, false));
        return true;
      }
    }
    this.#owner.record({ type: 'dialer.noProfile', channel: channel.name, call: call.id, ...(name === undefined ? {} : { name }), ...(full === undefined ? {} : { full }) }, channel.name);
    group.hangUp(channel, full === undefined ? 'no profile' : 'call limit');
    return false;
  }

  #profilesOf(port: DialPort): readonly InterfaceSettings[] {
    const settings = this.#settings.interface(port.name);
    return settings === undefined ? [] : this.#settings.profilesOf(settings);
  }

  /** The group that a port dials for by itself. */
  of(port: DialPort): DialingGroup | undefined {
    const own = this.#settings.interface(port.name);
    return own === undefined ? undefined : this.#groups.get(this.#settings.leaderOf(own).name);
  }

  ofChannel(channel: LinkChannel): DialingGroup | undefined {
    return (channel.call === undefined ? undefined : this.#ofCall.get(channel.call)) ?? this.of(this.#hardware.portOf(channel));
  }

  // ---- from the groups

  freeChannels(group: DialingGroup, port: DialPort): number {
    const pools = this.#settings.interface(port.name)?.dialer.poolMembers ?? [];
    if (pools.length === 0) return port.freeChannels;
    const sharing = [...this.#groups.values()].filter((each) => each.ports.includes(port));
    const poolOf = (each: DialingGroup): number | undefined => this.#settings.interface(each.interface)?.dialer.pool;
    const used = (pool: number | undefined): number =>
      sharing.reduce((sum, each) => (poolOf(each) === pool ? sum + each.callsOn(port) : sum), 0);
    let free = port.freeChannels;
    const own = poolOf(group);
    for (const { pool, minLinks, maxLinks } of pools) {
      if (pool === own) free = Math.min(free, maxLinks - used(pool));
      else free -= Math.max(0, minLinks - used(pool));
    }
    return Math.max(0, free);
  }

  callBegun(group: DialingGroup, id: string): void {
    this.#ofCall.set(id, group);
  }

  callOver(group: DialingGroup, id: string): void {
    if (this.#ofCall.get(id) === group) this.#ofCall.delete(id);
  }

  passCallback(group: DialingGroup, owed: Promised): void {
    (this.#lineFor(group, owed.members) ?? group).tell({ type: 'take-callback', owed });
  }

  portUsed(group: DialingGroup, port: DialPort): void {
    this.#tellSharing(group, port, (other) => other.availability(port));
  }

  contends(group: DialingGroup): void {
    for (const port of group.ports) this.#tellSharing(group, port, (other) => other.tell({ type: 'contend' }));
  }

  #tellSharing(group: DialingGroup, port: DialPort, tell: (other: DialingGroup) => void): void {
    this.#groups.forEach((each) => {
      if (each !== group && each.ports.includes(port)) tell(each);
    });
  }

  /** Calls are cleared, and what is owed is forgotten: the router goes down. */
  stop(): void {
    for (const group of this.#groups.values()) group.stop();
  }

  forget(): void {
    this.#watched.forget();
    this.#groups.clear();
    this.#refused.clear();
    this.#ofCall.clear();
    this.#history = [];
    this.#oldest = 0;
  }

  clearStatistics(interfaceName: string | undefined): void {
    for (const [name, group] of this.#groups) {
      if (interfaceName !== undefined && name !== interfaceName) continue;
      group.tell({ type: 'clear' });
      this.#refused.delete(name);
    }
  }

  readings(): readonly DialerReading[] {
    return [...this.#groups.values()].map((group) => group.reading(this.#refused.get(group.interface))).sort((a, b) => compareInterfaceNames(a.interface, b.interface));
  }

  activeCalls(): readonly CallHistoryEntry[] {
    return [...this.#groups.values()].flatMap((group) => group.activeCalls());
  }

  logCall(entry: CallHistoryEntry): void {
    if (this.#history.length < HISTORY_KEPT) this.#history.push(entry);
    else {
      this.#history[this.#oldest] = entry;
      this.#oldest = (this.#oldest + 1) % HISTORY_KEPT;
    }
  }

  callHistory(): readonly CallHistoryEntry[] {
    return [...this.#history.slice(this.#oldest), ...this.#history.slice(0, this.#oldest), ...this.activeCalls().filter(({ isdn }) => isdn)];
  }

  /** A free line that makes return calls for others: one of those that are named, else of the same `Group-Async`. */
  #lineFor(group: DialingGroup, members: readonly string[] | undefined): DialingGroup | undefined {
    const alike = members ?? this.#settings.membersWith(group.interface);
    return [...this.#groups.values()].find((other) => {
      const [port] = other.ports;
      return other !== group && other.state.policy.passesCallbacks === true && alike.includes(other.interface) && port?.usable === true && port.freeChannels > 0;
    });
  }

  #add(name: string, policy: DialerPolicy): DialingGroup {
    const group = new DialingGroup(this.#owner, this, name, policy);
    this.#groups.set(name, group);
    return group;
  }
}
