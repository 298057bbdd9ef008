// What dialer watch asks of the routing table: whether each network of a watch list is there, by exactly its prefix and mask, and
// whether by another way than the interface that watches it. Dialing groups are told when that changes, and once after a start
// where the list has a delay for that.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import { LateMap } from '../../../base/late-map.ts';
import type { Cancel, Clock } from '../../../engine/clock.ts';
import type { WatchListSettings } from '../../../config/model.ts';
import type { WatchedNetwork } from '../../../protocols/dialer/types.ts';
import { lookupRoute, type RoutingTable } from '../../../protocols/ip/routing-table.ts';
import type { DialingGroup } from './dialing-group.ts';

export class WatchedRoutes {
  readonly #clock: Clock;
  /** By dialing interface: what it was last told. */
  readonly #told = new LateMap<string, string>();
  readonly #checks = new LateMap<string, Cancel>();
  #table: RoutingTable | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The table is another one, or the lists are, or the groups. */
  notice(groups: Iterable<DialingGroup>, lists: ReadonlyMap<number, WatchListSettings>, table?: RoutingTable): void {
    this.#table = table ?? this.#table;
    if (lists.size === 0 && this.#told.size === 0 && this.#checks.size === 0) return;
    for (const group of groups) {
      const list = lists.get(group.state.policy.watch?.group ?? 0);
      if (list === undefined) this.#forget(group.interface);
      else this.#noticeOf(group, list);
    }
  }

  forget(): void {
    for (const cancel of this.#checks.values()) cancel();
    this.#checks.clear();
    this.#told.clear();
    this.#table = undefined;
  }

  #forget(name: string): void {
    this.#told.delete(name);
    this.#checks.get(name)?.();
    this.#checks.delete(name);
  }

  #noticeOf(group: DialingGroup, list: WatchListSettings): void {
    const { interface: name } = group;
    if (list.initialSeconds !== undefined && !this.#checks.has(name)) {
      this.#checks.set(name, this.#clock.after(list.initialSeconds * 1000, () => this.#tell(group, list, true)));
    }
    this.#tell(group, list, false);
  }

  #tell(group: DialingGroup, list: WatchListSettings, check: boolean): void {
    const { interface: name } = group;
    const networks = list.networks.map((network) => watched(network, name, this.#table));
    const text = JSON.stringify(networks);
    if (!check && this.#told.get(name) === text) return;
    this.#told.set(name, text);
    group.tell({ type: 'watch', networks, check });
  }
}

function watched(network: { readonly address: Ipv4Address; readonly mask: Ipv4Address }, own: string, table: RoutingTable | undefined): WatchedNetwork {
  const { address, mask } = network;
  // A route in holddown is no valid one any more.
  const paths = table?.routes.filter((each) => each.prefix === address && each.mask === mask && each.possiblyDown !== true) ?? [];
  if (table === undefined || paths.length === 0) return { address, mask, up: false, primary: false };
  const via = paths.map((route) => route.interface ?? lookupRoute(table, route.nextHop ?? 0)?.interface);
  return { address, mask, up: true, primary: via.some((name) => name !== own) };
}
