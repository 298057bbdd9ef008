// Where a router's routes come from: its connected networks, its static routes, the neighbours that PPP found, and RIP. It
// tells the IP stack whenever one of them changes, and RIP what the others know; what became of the table is traced.

import { classfulMask, networkOf, type Ipv4Address } from '../../../base/ipv4.ts';
import type { Instant } from '../../../base/time.ts';
import { LateMap } from '../../../base/late-map.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import type { Clock } from '../../../engine/clock.ts';
import type { RandomStream } from '../../../engine/random.ts';
import type { LocalAddress } from '../../../protocols/ip/forward.ts';
import { buildRoutingTable, connectedRoute, EMPTY_TABLE, neighbourRoute, type Route, type RoutingTable } from '../../../protocols/ip/routing-table.ts';
import type { TracedRoute, TraceEvent } from '../../trace.ts';
import type { BundleInterface } from '../dialing/bundle-interface.ts';
import type { Bundles } from '../dialing/bundles.ts';
import { dialsInBand } from '../ports/dial-port.ts';
import type { Dialers } from '../dialing/dialers.ts';
import type { Hardware } from '../hardware.ts';
import { changedNetworks, sameRoute } from './changed-networks.ts';
import type { IpStack } from './ip-stack.ts';
import type { LinkChannel } from '../ports/link-channel.ts';
import { ripPolicy } from './rip-policy.ts';
import { RipProcess } from './rip-process.ts';
import type { RouterSettings } from '../router-settings.ts';

interface Neighbour {
  /** Where a route leads to it. */
  readonly interface: string;
  readonly address: Ipv4Address;
}

export interface RoutesParts {
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly settings: RouterSettings;
  readonly hardware: Hardware;
  readonly dialers: Dialers;
  readonly bundles: Bundles;
  readonly ip: IpStack;
  record(event: TraceEvent, interfaceName?: string): void;
}

/** An interface that carries packets, with the address that it has or borrows. */
interface Carrying {
  readonly settings: InterfaceSettings;
  readonly address: Ipv4Address;
  readonly mask: Ipv4Address;
}

/** What the interfaces bring into the table. */
interface Interfaces {
  readonly carrying: readonly Carrying[];
  readonly locals: readonly LocalAddress[];
  readonly connected: readonly Route[];
  readonly statics: readonly Route[];
}

interface Installed {
  readonly locals: readonly LocalAddress[];
  readonly routes: readonly Route[];
  readonly table: RoutingTable;
}

/** Rounds in which routes can lead to routes; more would be a mistake of ours. */
const MAXIMUM_ROUNDS = 8;

export class Routes {
  readonly #parts: RoutesParts;
  readonly #neighbours = new LateMap<LinkChannel | BundleInterface, Neighbour>();
  /** The channels and bundles of interfaces that have their address of a peer. */
  readonly #given = new LateMap<LinkChannel | BundleInterface, string>();
  /** Until an interface changes. */
  #interfaces: Interfaces | undefined;
  #carrying: readonly string[] = [];
  #told: readonly Carrying[] | undefined;
  /** What the table was last made of, and the one before: a call that comes and goes makes the two in turn. */
  #installed: Installed | undefined;
  #before: Installed | undefined;
  #rip: RipProcess | undefined;
  #applying = false;
  #again = false;

  constructor(parts: RoutesParts) {
    this.#parts = parts;
  }

  /** Undefined without `router rip`. */
  get rip(): RipProcess | undefined {
    return this.#rip;
  }

  /** An interface has changed, or the configuration. */
  apply(): void {
    this.#interfaces = undefined;
    this.#make();
  }

  /** The table made anew of all that there is; where that changes what RIP has, once more. */
  #make(): void {
    this.#again = true;
    if (this.#applying) return;
    this.#applying = true;
    for (let round = 0; this.#again && round < MAXIMUM_ROUNDS; round += 1) {
      this.#again = false;
      this.#applyOnce();
    }
    this.#applying = false;
  }

  #applyOnce(): void {
    const { ip } = this.#parts;
    const { carrying, locals, connected, statics } = (this.#interfaces ??= this.#readInterfaces());
    this.#tellInterfaces(carrying);
    const neighbours: Route[] = [];
    for (const { interface: via, address } of this.#neighbours.values()) {
      const route = neighbourRoute(address, via);
      // Two channels may lead to one neighbour.
      if (!neighbours.some((known) => sameCandidate(known, route))) neighbours.push(route);
    }
    this.#install(locals, [...connected, ...neighbours, ...statics, ...this.#ripRoutes()]);
    this.#parts.dialers.routesChanged(ip.table);
    this.#applyRip(carrying);
  }

  /** Most of what happens to an interface changes no route: a channel of it comes and goes. */
  #install(locals: readonly LocalAddress[], routes: readonly Route[]): void {
    const { ip } = this.#parts;
    const last = this.#installed;
    if (last !== undefined && isOf(last, locals, routes)) return;
    const before = this.#before;
    this.#installed = before !== undefined && isOf(before, locals, routes) ? before : { locals, routes, table: buildRoutingTable(routes) };
    this.#before = last;
    const { table } = ip;
    ip.configure(locals, this.#installed.table);
    this.#tellChanges(table, ip.table);
  }

  #readInterfaces(): Interfaces {
    const { settings: known } = this.#parts;
    const carrying: Carrying[] = [];
    const add = (settings: InterfaceSettings): void => {
      const own = known.addressOf(settings);
      if (own !== undefined) carrying.push({ settings, address: own.address, mask: own.mask });
    };
    for (const settings of known.interfaces()) if (this.#carries(settings.name)) add(settings);
    for (const settings of this.#fromTemplates()) add(settings);
    const locals: LocalAddress[] = [];
    for (const { settings, address, mask } of carrying) if (settings.address !== undefined) locals.push({ address, mask, interface: settings.name });
    const connected = locals.map((local) => connectedRoute(local.address, local.mask, local.interface));
    return { carrying, locals, connected, statics: this.#staticRoutes() };
  }

  #staticRoutes(): readonly Route[] {
    const routes: Route[] = [];
    for (const { interface: via, nextHop, ...route } of this.#parts.settings.staticRoutes) {
      if (via !== undefined && via !== 'Null0' && !this.#carries(via)) continue;
      const towards = { ...(nextHop === undefined ? {} : { nextHop }), ...(via === undefined ? {} : { interface: via }) };
      routes.push({ code: 'S', metric: 0, ...route, ...towards });
    }
    return routes;
  }

  // ---- RIP

  #applyRip(interfaces: readonly Carrying[]): void {
    const { settings: known, ip, clock, random } = this.#parts;
    if (known.rip === undefined) {
      if (this.#rip === undefined) return;
      this.#rip.stop();
      this.#rip = undefined;
      this.#again = true;
      return;
    }
    this.#rip ??= new RipProcess({
      clock,
      random,
      ip,
      record: (event, interfaceName) => this.#parts.record(event, interfaceName),
      changed: () => this.apply(),
    });
    this.#rip.configure(ripPolicy(known.rip, { interfaces, routes: ip.table.routes }));
  }

  #ripRoutes(): readonly Route[] {
    const distance = this.#parts.settings.rip?.distance;
    if (this.#rip === undefined || distance === undefined) return [];
    return this.#rip.routes().map(({ prefix, mask, metric, nextHop, interface: name, phase }): Route => ({
      code: 'R', prefix, mask, distance, metric, nextHop, interface: name, ...(phase === 'valid' ? {} : { possiblyDown: true }),
    }));
  }

  /** When RIP last heard of the route's network. */
  heardAt(route: Route): Instant | undefined {
    return route.code === 'R' ? this.#rip?.heardAt(route) : undefined;
  }

  // ---- PPP's neighbours

  /**
   * IP passes to that address over the channel or bundle. Of several to the same the first installs the route. `own` is the
   * address of this end: with `ip address negotiated` the interface has it from now on.
   */
  neighbourUp(via: string, carrier: LinkChannel | BundleInterface, address: Ipv4Address, own: Ipv4Address): void {
    this.#take(via, carrier, own);
    if (address === 0 || this.#parts.settings.interface(via)?.neighborRoute === false) return this.#makeFor(carrier);
    const isNew = !this.#leadsTo({ interface: via, address });
    this.#neighbours.set(carrier, { interface: via, address });
    if (isNew) this.#parts.record({ type: 'ip.route', change: 'installed', destination: address }, told(carrier, via));
    this.#makeFor(carrier);
  }

  neighbourDown(carrier: LinkChannel | BundleInterface): void {
    this.#giveBack(carrier);
    const neighbour = this.#neighbours.get(carrier);
    if (neighbour === undefined) return;
    this.#neighbours.delete(carrier);
    const { interface: via, address } = neighbour;
    if (!this.#leadsTo(neighbour)) this.#parts.record({ type: 'ip.route', change: 'removed', destination: address }, told(carrier, via));
    this.#makeFor(carrier);
  }

  #take(via: string, carrier: LinkChannel | BundleInterface, own: Ipv4Address): void {
    const { settings, record } = this.#parts;
    if (own === 0 || settings.interface(via)?.negotiates !== true) return;
    const isFirst = this.#given.find((known) => known === via) === undefined;
    this.#given.set(carrier, via);
    if (!isFirst || !settings.give(via, own)) return;
    record({ type: 'ip.ownAddress', change: 'installed', address: own }, via);
    this.#interfaces = undefined;
  }

  /** The last that carries packets for the interface takes its address along. */
  #giveBack(carrier: LinkChannel | BundleInterface): void {
    const via = this.#given.get(carrier);
    if (via === undefined) return;
    this.#given.delete(carrier);
    const { settings, record } = this.#parts;
    const { address } = settings.interface(via) ?? {};
    if (this.#given.find((known) => known === via) !== undefined || !settings.give(via, undefined)) return;
    if (address !== undefined) record({ type: 'ip.ownAddress', change: 'removed', address: address.address }, via);
    this.apply();
  }

  /** A channel comes and goes with a call; a bundle that comes or goes may be an interface by itself. */
  #makeFor(carrier: LinkChannel | BundleInterface): void {
    if ('members' in carrier) this.apply();
    else this.#make();
  }

  #leadsTo({ interface: via, address }: Neighbour): boolean {
    return this.#neighbours.find((known) => known.interface === via && known.address === address) !== undefined;
  }

  /** Bundles that are up and take after a virtual template: interfaces that stand in no configuration. */
  #fromTemplates(): readonly InterfaceSettings[] {
    const { bundles } = this.#parts;
    const active = bundles.active();
    return active.flatMap((bundle) => {
      const home = bundles.homeOf(bundle);
      return home === undefined || bundle.routed === home.name || !bundle.ipOpen ? [] : [{ ...home, name: bundle.name }];
    });
  }

  /** The router goes down. */
  forget(): void {
    this.#neighbours.clear();
    this.#given.clear();
    this.#carrying = [];
    this.#interfaces = undefined;
    this.#told = undefined;
    this.#rip?.stop();
    this.#rip = undefined;
    this.#installed = undefined;
    this.#before = undefined;
    this.#parts.ip.configure([], EMPTY_TABLE);
  }

  /** The interface that would lead there, were it up. */
  downTowards(destination: Ipv4Address): string | undefined {
    return this.#parts.settings.interfaceTowards(destination, (name) => !this.#carries(name));
  }

  /** A dialing interface is up for routing although nobody is connected; others need their line protocol. */
  #carries(name: string): boolean {
    const { hardware, dialers, settings } = this.#parts;
    const runtime = hardware.runtime(name);
    if (runtime === undefined || runtime.state === 'administratively down') return false;
    // `dialer in-band`: the line is down until somebody dials, and that is what it is for.
    const port = hardware.ports.get(name);
    if (port !== undefined && dialsInBand(port)) return runtime.protocolUp || settings.interface(name)?.dialer.inBand === true;
    return runtime.state === 'up' && (runtime.protocolUp || dialers.has(name));
  }

  // ---- what is told

  #tellInterfaces(carrying: readonly Carrying[]): void {
    if (carrying === this.#told) return;
    this.#told = carrying;
    const names = carrying.map(({ settings }) => settings.name);
    for (const name of this.#carrying) if (!names.includes(name)) this.#parts.record({ type: 'routing.interface', change: 'removed' }, name);
    for (const name of names) if (!this.#carrying.includes(name)) this.#parts.record({ type: 'routing.interface', change: 'added' }, name);
    this.#carrying = names;
  }

  #tellChanges(before: RoutingTable, after: RoutingTable): void {
    const changed = changedNetworks(before.routes, after.routes);
    for (const { old, now } of changed) if (now.length === 0) this.#tellDeleted(old, now, after);
    for (const { old, now } of changed) {
      if (now.length === 0) continue;
      const gone = old.filter((each) => !now.some((path) => sameRoute(each, path)));
      const come = now.filter((path) => !old.some((each) => sameRoute(each, path)));
      const [route, more] = come;
      const [other, another] = gone;
      if (route !== undefined && more === undefined && other !== undefined && another === undefined) {
        this.#parts.record({ type: 'routing.changed', change: 'replaced', route: traced(route), before: traced(other) });
        continue;
      }
      this.#tellDeleted(gone, now, after);
      for (const path of come) this.#parts.record({ type: 'routing.changed', change: 'added', route: traced(path) });
    }
  }

  #tellDeleted(gone: readonly Route[], left: readonly Route[], after: RoutingTable): void {
    gone.forEach((route, index) => {
      const networkGone = left.length === 0 && index === gone.length - 1;
      const lastOfNetwork = networkGone && !after.routes.some((other) => majorOf(other) === majorOf(route));
      this.#parts.record({ type: 'routing.changed', change: 'deleted', route: traced(route), networkGone, lastOfNetwork });
    });
  }
}

function majorOf({ prefix, mask }: Route): Ipv4Address {
  return mask === 0 ? 0 : networkOf(prefix, classfulMask(prefix));
}

function sameCandidate(a: Route, b: Route): boolean {
  return a.prefix === b.prefix && a.mask === b.mask && a.possiblyDown === b.possiblyDown && sameRoute(a, b);
}

function sameLocal(a: LocalAddress, b: LocalAddress): boolean {
  return a.address === b.address && a.mask === b.mask && a.interface === b.interface;
}

function isOf(made: Installed, locals: readonly LocalAddress[], routes: readonly Route[]): boolean {
  return (made.locals === locals || areSame(made.locals, locals, sameLocal)) && areSame(made.routes, routes, sameCandidate);
}

function areSame<T>(some: readonly T[], others: readonly T[], same: (a: T, b: T) => boolean): boolean {
  return some.length === others.length && some.every((each, index) => each === others[index] || same(each, others[index] as T)); // they are as long
}

function traced({ code, prefix, mask, distance, metric, nextHop, interface: name }: Route): TracedRoute {
  return { code, prefix, mask, distance, metric, nextHop, interface: name };
}

/** A bundle tells of itself what a channel leaves to its dialing interface. */
function told(carrier: LinkChannel | BundleInterface, via: string): string {
  return 'members' in carrier ? carrier.name : via;
}
