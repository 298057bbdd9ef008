// What is different between two routing tables, network by network, with the paths to each before and now: what is traced of a
// change of the table is made from this.

import type { Route } from '../../../protocols/ip/routing-table.ts';

export interface ChangedNetwork {
  readonly old: readonly Route[];
  readonly now: readonly Route[];
}

/** The paths to each network in two tables, which are both in the order of networks; networks that are the same routes in both are left out. */
export function changedNetworks(old: readonly Route[], now: readonly Route[]): readonly ChangedNetwork[] {
  const changed: ChangedNetwork[] = [];
  let [ofOld, ofNow] = [0, 0];
  while (ofOld < old.length || ofNow < now.length) {
    const [first, second] = [old[ofOld], now[ofNow]];
    if (first === second && first !== undefined && !leadsOn(old, ofOld) && !leadsOn(now, ofNow)) {
      ofOld += 1;
      ofNow += 1;
      continue;
    }
    const order = first === undefined ? 1 : second === undefined ? -1 : first.prefix - second.prefix || first.mask - second.mask;
    const endOld = order > 0 ? ofOld : endOfNetwork(old, ofOld);
    const endNow = order < 0 ? ofNow : endOfNetwork(now, ofNow);
    changed.push({ old: old.slice(ofOld, endOld), now: now.slice(ofNow, endNow) });
    ofOld = endOld;
    ofNow = endNow;
  }
  return changed;
}

/** The next route is to the same network. */
function leadsOn(routes: readonly Route[], at: number): boolean {
  const route = routes[at];
  const next = routes[at + 1];
  return route !== undefined && next !== undefined && next.prefix === route.prefix && next.mask === route.mask;
}

function endOfNetwork(routes: readonly Route[], start: number): number {
  let end = start;
  while (leadsOn(routes, end)) end += 1;
  return end + 1;
}

export function sameRoute(a: Route, b: Route): boolean {
  return a.code === b.code && a.distance === b.distance && a.metric === b.metric && a.nextHop === b.nextHop && a.interface === b.interface;
}
