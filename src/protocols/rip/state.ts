// The RIP process's state and the working copy that one step writes to. Routes are kept by network and gateway; what is the
// router's own stands in the policy, and is told from there. Timers of a route carry its key in their names.

import { formatIpv4, networkOf, prefixLength, type Ipv4Address } from '../../base/ipv4.ts';
import type { Instant } from '../../base/time.ts';
import type { TimerDefinition } from '../machine.ts';
import type { RipTrace } from './trace.ts';
import type { RipAction, RipInterface, RipPolicy, RipRoute } from './types.ts';

export const RIP_TIMERS = {
  update: { defaultMs: 30_000, spec: 'RFC 2453 §3.8', meaning: 'time of the next update to everybody' },
  triggered: { defaultMs: 1_000, spec: 'RFC 2453 §3.10.1', meaning: 'time before which nothing is told out of turn again' },
  invalid: { defaultMs: 180_000, spec: 'RFC 2453 §3.8', meaning: 'a route is not heard of any more' },
  holddown: { defaultMs: 180_000, spec: 'IOS timers basic', meaning: 'better news about a lost route are not believed' },
  flush: { defaultMs: 240_000, spec: 'RFC 2453 §3.8', meaning: 'a route is forgotten' },
} as const satisfies Record<string, TimerDefinition>;

export interface RipState {
  readonly policy: RipPolicy;
  /** By path (pathKey). */
  readonly routes: ReadonlyMap<string, RipRoute>;
  /** Keys of the policy's own networks that were not told yet. */
  readonly newLocals: ReadonlySet<string>;
  /** When each neighbour was last heard. */
  readonly gateways: ReadonlyMap<Ipv4Address, Instant>;
  /** The `triggered` timer runs. */
  readonly quiet: boolean;
}

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface Turn {
  readonly state: Mutable<RipState>;
  readonly now: Instant;
  readonly actions: RipAction[];
  routesChanged: boolean;
}

/** `10.1.0.0/16`: what a network is known by here. */
export function keyOf({ prefix, mask }: { readonly prefix: Ipv4Address; readonly mask: Ipv4Address }): string {
  return `${formatIpv4(networkOf(prefix, mask))}/${prefixLength(mask) ?? 0}`;
}

/** `10.1.0.0/16>10.9.9.2@Ethernet0`: what a path to it is known by, here and in the names of timers. */
export function pathKey(route: Pick<RipRoute, 'prefix' | 'mask' | 'gateway' | 'interface'>): string {
  return `${keyOf(route)}>${formatIpv4(route.gateway)}@${route.interface}`;
}

/** All that were told of the network, in the order in which they were. */
export function pathsTo(state: RipState, network: { readonly prefix: Ipv4Address; readonly mask: Ipv4Address }): readonly RipRoute[] {
  return [...state.routes.values()].filter(({ prefix, mask }) => prefix === network.prefix && mask === network.mask);
}

export const TIMER = {
  invalid: (key: string): string => `invalid:${key}`,
  holddown: (key: string): string => `holddown:${key}`,
  flush: (key: string): string => `flush:${key}`,
} as const;

export function trace(turn: Turn, event: RipTrace, interfaceName?: string): void {
  turn.actions.push({ type: 'trace', event, ...(interfaceName === undefined ? {} : { interface: interfaceName }) });
}

export function start(turn: Turn, timer: string, ms: number, jitterMs = 0): void {
  turn.actions.push({ type: 'start', timer, ms, jitterMs });
}

export function stop(turn: Turn, timer: string): void {
  turn.actions.push({ type: 'stop', timer });
}

export function putRoute(turn: Turn, route: RipRoute): void {
  turn.state.routes = new Map(turn.state.routes).set(pathKey(route), route);
}

export function forgetRoute(turn: Turn, key: string): void {
  const routes = new Map(turn.state.routes);
  routes.delete(key);
  turn.state.routes = routes;
}

export function interfaceNamed(policy: RipPolicy, name: string): RipInterface | undefined {
  return policy.interfaces.find((each) => each.name === name);
}

/** Whether the routing table has it. */
export function isUsed(route: RipRoute): boolean {
  return route.phase !== 'dead';
}
