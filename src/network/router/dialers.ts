// The dialing interfaces of one router: a dialer for each port that stands alone and for each Dialer interface with its
// rotary group, made and unmade as the configuration says. Keeps the history of calls.

import { must } from '../../base/assert.ts';
import { compareInterfaceNames } from '../../base/interface-name.ts';
import type { DialerPolicy } from '../../protocols/dialer/types.ts';
import type { DialPort } from './dial-port.ts';
import { DialingGroup, type DialingOwner } from './dialing-group.ts';
import type { Hardware } from './hardware.ts';
import type { LinkChannel } from './link-channel.ts';
import { dialerPolicy } from './policies.ts';
import type { CallHistoryEntry, DialerReading } from './readings.ts';
import { screensCaller, type RouterSettings } from './router-settings.ts';

const HISTORY_KEPT = 100;

export type DialersOwner = Omit<DialingOwner, 'screens' | 'callLogged'>;

export class Dialers {
  readonly #owner: DialersOwner;
  readonly #settings: RouterSettings;
  readonly #hardware: Hardware;
  readonly #groups = new Map<string, DialingGroup>();
  #history: CallHistoryEntry[] = [];

  constructor(owner: DialersOwner, settings: RouterSettings, hardware: Hardware) {
    this.#owner = owner;
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
      const policy = dialerPolicy(leader, leader.shutdown ? [] : sorted, this.#settings.mapClasses, this.#settings.users);
      const group = this.#groups.get(name) ?? this.#add(name, policy);
      group.configure(policy, sorted.map((member) => must(this.#hardware.ports.get(member.name), 'a member is a port')));
    }
  }

  has(name: string): boolean {
    return this.#groups.has(name);
  }

  get(name: string): DialingGroup | undefined {
    return this.#groups.get(name);
  }

  /** The group that a port dials for. */
  of(port: DialPort): DialingGroup | undefined {
    const own = this.#settings.interface(port.name);
    return own === undefined ? undefined : this.#groups.get(this.#settings.leaderOf(own).name);
  }

  ofChannel(channel: LinkChannel): DialingGroup | undefined {
    return this.of(this.#hardware.portOf(channel));
  }

  /** Calls are cleared, and what is owed is forgotten: the router goes down. */
  stop(): void {
    for (const group of this.#groups.values()) group.stop();
  }

  forget(): void {
    this.#groups.clear();
    this.#history = [];
  }

  clearStatistics(interfaceName: string | undefined): void {
    for (const [name, group] of this.#groups) if (interfaceName === undefined || name === interfaceName) group.tell({ type: 'clear' });
  }

  readings(): readonly DialerReading[] {
    return [...this.#groups.values()].map((group) => group.reading()).sort((a, b) => compareInterfaceNames(a.interface, b.interface));
  }

  activeCalls(): readonly CallHistoryEntry[] {
    return [...this.#groups.values()].flatMap((group) => group.activeCalls());
  }

  callHistory(): readonly CallHistoryEntry[] {
    return [...this.#history, ...this.activeCalls()];
  }

  #add(name: string, policy: DialerPolicy): DialingGroup {
    const owner: DialingOwner = {
      ...this.#owner,
      screens: (port, number) => {
        const settings = this.#settings.interface(port.name);
        return settings === undefined || screensCaller(settings, number);
      },
      callLogged: (entry) => {
        this.#history.push(entry);
        if (this.#history.length > HISTORY_KEPT) this.#history.shift();
      },
    };
    const group = new DialingGroup(owner, name, policy);
    this.#groups.set(name, group);
    return group;
  }
}
