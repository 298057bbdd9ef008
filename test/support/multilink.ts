// Worlds with multilink: two routers with a BRI each that call each other without callback, traffic that loads their
// links, and what became of the bundle.

import { must } from '../../src/base/assert.ts';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import type { BundleReading } from '../../src/network/router/readings.ts';
import type { Router } from '../../src/network/router/router.ts';
import type { World } from '../../src/network/world.ts';
import { clientConfig, LINES, serverConfig, settled, type EndOptions } from './configs.ts';
import { labOf, wait } from './lab.ts';

const NO_CALLBACK = ['ppp callback', 'dialer callback-secure', 'map-class', ' dialer callback-server'];

/** R2 calls R1, and nobody calls back. `ppp multilink` is on unless `without` says otherwise. */
export function multilinkWorld(r1: EndOptions = {}, r2: EndOptions = {}): World {
  const plain = (options: EndOptions): EndOptions => ({
    ...options,
    more: ['ppp multilink', 'load-interval 30', ...(options.more ?? [])],
    without: [...NO_CALLBACK, ...(options.without ?? [])],
  });
  return settled(labOf({ R1: serverConfig(plain({ maps: ['ip 172.12.12.2 name R2 broadcast 5558888'], ...r1 })), R2: clientConfig(plain(r2)) }, LINES));
}

export function routerOf(world: World, name: string): Router {
  return must(world.routers.get(name), name);
}

export function bundleOf(world: World, name: string): BundleReading | undefined {
  return routerOf(world, name).bundles()[0];
}

export function linksOf(world: World, name: string): readonly string[] {
  return bundleOf(world, name)?.links.map((link) => link.name) ?? [];
}

/** Echoes without a pause from the router until told to end, two at a time: they fill its way out and the answers its way in. */
export function load(world: World, from: string, to: string, sizeOctets = 1400): { stop(): void } {
  const destination = must(parseIpv4(to), to);
  const running = new Map<number, { abort(): void }>();
  let stopped = false;
  const again = (stream: number): void => {
    if (stopped) return;
    const request = { destination, repeat: 1000, sizeOctets, timeoutSeconds: 2, dontFragment: false };
    running.set(stream, routerOf(world, from).startPing(request, { mark: () => {}, done: () => again(stream) }));
  };
  for (const stream of [1, 2]) again(stream);
  return {
    stop: () => {
      stopped = true;
      for (const ping of running.values()) ping.abort();
    },
  };
}

/** Waits until it is so; the seconds that it took, at most `seconds`. */
export function waitUntil(world: World, seconds: number, isSo: () => boolean): number {
  for (let waited = 0; waited < seconds; waited += 1) {
    if (isSo()) return waited;
    wait(world, 1);
  }
  return isSo() ? seconds : Number.POSITIVE_INFINITY;
}
