// The RIP process of one router (RFC 1058, RFC 2453) as a pure step: this file dispatches its events and works out what a
// changed policy means: interfaces that came and went, networks of the router's own that came and went. Authentication is
// not checked, and none is sent.

import { unreachable } from '../../base/assert.ts';
import type { Instant } from '../../base/time.ts';
import { loseInterface, receive } from './input.ts';
import { bury, drop, flushTimerRanOut, garbageMs, holddownTimerRanOut, invalidTimerRanOut } from './lifetime.ts';
import { greet, startUpdateTimer, trigger, triggeredTimerRanOut, updateAll } from './output.ts';
import { interfaceNamed, keyOf, pathKey, pathsTo, putRoute, start, TIMER, type RipState, type Turn } from './state.ts';
import type { RipAction, RipEvent, RipInterface, RipLocal, RipPolicy, RipRoute, RipTimes } from './types.ts';

export type { RipState } from './state.ts';
export { RIP_TIMERS as TIMERS } from './state.ts';

export const RIP_DEFAULT_TIMES: RipTimes = { updateSeconds: 30, invalidSeconds: 180, holddownSeconds: 180, flushSeconds: 240 };

/** A process that has just been configured: without interfaces and without timers. */
export function createRip(): RipState {
  const policy: RipPolicy = {
    interfaces: [], locals: [], preferred: new Set(), autoSummary: true, neighbors: [], times: RIP_DEFAULT_TIMES, maximumPaths: 4,
  };
  return { policy, routes: new Map(), newLocals: new Set(), gateways: new Map(), quiet: false };
}

export function step(state: RipState, event: RipEvent, now: Instant): readonly [RipState, readonly RipAction[]] {
  const turn: Turn = { state: { ...state }, now, actions: [], routesChanged: false };
  if (!perform(turn, event)) return [state, []];
  if (turn.routesChanged) turn.actions.push({ type: 'routes' });
  return [turn.state, turn.actions];
}

/** False for a timer that nothing expects. */
function perform(turn: Turn, event: RipEvent): boolean {
  switch (event.type) {
    case 'configure':
      configure(turn, event.policy);
      break;
    case 'message':
      receive(turn, event);
      break;
    case 'timer':
      if (!timer(turn, event.timer)) return false;
      break;
    case 'clear':
      clear(turn, event.prefix);
      break;
    default:
      return unreachable(event);
  }
  trigger(turn);
  return true;
}

function timer(turn: Turn, name: string): boolean {
  const colon = name.indexOf(':');
  const key = name.slice(colon + 1);
  switch (colon < 0 ? name : name.slice(0, colon)) {
    case 'update':
      if (turn.state.policy.interfaces.length === 0) return false;
      updateAll(turn);
      return true;
    case 'triggered':
      return triggeredTimerRanOut(turn);
    case 'invalid':
      return invalidTimerRanOut(turn, key);
    case 'holddown':
      return holddownTimerRanOut(turn, key);
    case 'flush':
      return flushTimerRanOut(turn, key);
    default:
      return false;
  }
}

function configure(turn: Turn, policy: RipPolicy): void {
  const before = turn.state.policy;
  turn.state.policy = policy;
  for (const old of before.interfaces) {
    const now = interfaceNamed(policy, old.name);
    if (now === undefined || now.address !== old.address || now.mask !== old.mask) loseInterface(turn, old.name);
  }
  compareLocals(turn, before.locals);
  for (const route of turn.state.routes.values()) {
    if (policy.preferred.has(keyOf(route)) && route.phase !== 'dead') bury(turn, route);
  }
  if (!sameTimes(before.times, policy.times)) restartTimers(turn, before);
  const fresh = policy.interfaces.filter((each) => isNew(each, interfaceNamed(before, each.name)));
  for (const each of fresh) greet(turn, each);
  if (policy.interfaces.length === 0 && before.interfaces.length > 0) turn.actions.push({ type: 'stop', timer: 'update' });
  else if (before.interfaces.length === 0 && policy.interfaces.length > 0) startUpdateTimer(turn);
}

/** One that was passive before has not spoken yet. */
function isNew(now: RipInterface, before: RipInterface | undefined): boolean {
  return before === undefined || before.address !== now.address || before.mask !== now.mask || (before.passive && !now.passive);
}

function compareLocals(turn: Turn, before: readonly RipLocal[]): void {
  const { state } = turn;
  const old = new Map(before.map((local) => [keyOf(local), local]));
  const now = new Map(state.policy.locals.map((local) => [keyOf(local), local]));
  const fresh = new Set(state.newLocals);
  for (const [key, local] of now) {
    if (old.get(key)?.metric !== local.metric) fresh.add(key);
    for (const learnt of pathsTo(state, local)) drop(turn, learnt);
  }
  for (const [key, local] of old) {
    if (now.has(key)) continue;
    fresh.delete(key);
    mourn(turn, local);
  }
  state.newLocals = fresh;
}

/** A network of the router's own is gone: its neighbours are told so. */
function mourn(turn: Turn, { prefix, mask, metric, interface: name = '', nextHop = 0 }: RipLocal): void {
  const route: RipRoute = { prefix, mask, metric, tag: 0, gateway: 0, interface: name, nextHop, heardAt: turn.now, phase: 'dead', changed: true };
  putRoute(turn, route);
  start(turn, TIMER.flush(pathKey(route)), garbageMs(turn.state.policy.times));
}

/** `clear ip route`: learnt routes are forgotten, and the neighbours asked for them. */
function clear(turn: Turn, prefix: number | undefined): void {
  for (const route of turn.state.routes.values()) if (prefix === undefined || route.prefix === prefix) drop(turn, route);
  for (const each of turn.state.policy.interfaces) greet(turn, each);
}

function sameTimes(a: RipTimes, b: RipTimes): boolean {
  return a.updateSeconds === b.updateSeconds && a.invalidSeconds === b.invalidSeconds && a.holddownSeconds === b.holddownSeconds && a.flushSeconds === b.flushSeconds;
}

/** New times count from when a route was last heard of. */
function restartTimers(turn: Turn, before: RipPolicy): void {
  const { interfaces, times } = turn.state.policy;
  if (before.interfaces.length > 0 && interfaces.length > 0) startUpdateTimer(turn);
  for (const [key, route] of turn.state.routes) {
    const left = (seconds: number): number => Math.max(0, route.heardAt + seconds * 1000 - turn.now);
    if (route.phase === 'valid') start(turn, TIMER.invalid(key), left(times.invalidSeconds));
    if (route.phase !== 'dead') start(turn, TIMER.flush(key), left(times.flushSeconds));
  }
}
