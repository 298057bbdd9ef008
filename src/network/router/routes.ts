// Where a router's routes come from: its connected networks, its static routes, and the neighbours that PPP found. It
// tells the IP stack whenever one of them changes.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { LocalAddress } from '../../protocols/ip/forward.ts';
import { connectedRoute, neighbourRoute, type Route } from '../../protocols/ip/routing-table.ts';
import type { TraceEvent } from '../trace.ts';
import type { Dialers } from './dialers.ts';
import type { DialingGroup } from './dialing-group.ts';
import type { Hardware } from './hardware.ts';
import type { IpStack } from './ip-stack.ts';
import type { LinkChannel } from './link-channel.ts';
import type { RouterSettings } from './router-settings.ts';

interface Neighbour {
  readonly group: DialingGroup;
  readonly address: Ipv4Address;
}

export interface RoutesParts {
  readonly settings: RouterSettings;
  readonly hardware: Hardware;
  readonly dialers: Dialers;
  readonly ip: IpStack;
  record(event: TraceEvent, interfaceName?: string): void;
}

export class Routes {
  readonly #parts: RoutesParts;
  readonly #neighbours = new Map<LinkChannel, Neighbour>();

  constructor(parts: RoutesParts) {
    this.#parts = parts;
  }

  apply(): void {
    const { settings: known, ip } = this.#parts;
    const locals: LocalAddress[] = [];
    const routes: Route[] = [];
    for (const { name, address: own } of known.interfaces()) {
      if (own === undefined || !this.#carries(name)) continue;
      locals.push({ address: own.address, mask: own.mask, interface: name });
      routes.push(connectedRoute(own.address, own.mask, name));
    }
    for (const { group, address } of this.#neighbours.values()) routes.push(neighbourRoute(address, group.interface));
    for (const { interface: via, nextHop, ...route } of known.staticRoutes) {
      if (via !== undefined && via !== 'Null0' && !this.#carries(via)) continue;
      const towards = { ...(nextHop === undefined ? {} : { nextHop }), ...(via === undefined ? {} : { interface: via }) };
      routes.push({ code: 'S', metric: 0, ...route, ...towards });
    }
    ip.configure(locals, routes);
  }

  neighbourUp(group: DialingGroup, channel: LinkChannel, address: Ipv4Address): void {
    if (address === 0) return;
    this.#neighbours.set(channel, { group, address });
    this.#parts.record({ type: 'ip.route', change: 'installed', destination: address }, group.interface);
    this.apply();
  }

  neighbourDown(channel: LinkChannel): void {
    const neighbour = this.#neighbours.get(channel);
    if (neighbour === undefined) return;
    this.#neighbours.delete(channel);
    this.#parts.record({ type: 'ip.route', change: 'removed', destination: neighbour.address }, neighbour.group.interface);
    this.apply();
  }

  forget(): void {
    this.#neighbours.clear();
  }

  /** The interface that would lead there, were it up. */
  downTowards(destination: Ipv4Address): string | undefined {
    return this.#parts.settings.interfaceTowards(destination, (name) => !this.#carries(name));
  }

  /** A dialing interface is up for routing although nobody is connected; others need their line protocol. */
  #carries(name: string): boolean {
    const runtime = this.#parts.hardware.runtime(name);
    return runtime !== undefined && runtime.state === 'up' && (runtime.protocolUp || this.#parts.dialers.has(name));
  }
}
