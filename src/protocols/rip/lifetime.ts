// The life of a learnt route (RFC 2453 §3.8, with the holddown of IOS): heard of, not heard of any more, suppressed, and
// flushed. A route whose interface is gone is not used any longer and leaves nothing to hold down; what nobody tells of any more
// may still be right, and is used until it is flushed, while neighbours are told that it is unreachable.

import { forgetRoute, isUsed, pathKey, pathsTo, putRoute, start, stop, TIMER, trace, type Turn } from './state.ts';
import type { RipRoute, RipTimes } from './types.ts';

/** Heard of now: both times begin anew. */
export function refresh(turn: Turn, route: RipRoute): void {
  const { invalidSeconds, flushSeconds } = turn.state.policy.times;
  const key = pathKey(route);
  putRoute(turn, { ...route, heardAt: turn.now });
  start(turn, TIMER.invalid(key), invalidSeconds * 1000);
  start(turn, TIMER.flush(key), flushSeconds * 1000);
}

/** Nobody tells of it any more, or its own gateway says that it is lost: another path takes over, or the network is suppressed. */
export function lose(turn: Turn, route: RipRoute, because: 'timeout' | 'unreachable'): void {
  if (hasOther(turn, route)) drop(turn, route);
  else suppress(turn, route, because);
}

function hasOther(turn: Turn, route: RipRoute): boolean {
  return pathsTo(turn.state, route).some((each) => each.phase === 'valid' && each !== route);
}

function suppress(turn: Turn, route: RipRoute, because: 'timeout' | 'unreachable'): void {
  const key = pathKey(route);
  const { prefix, mask, gateway, metric } = route;
  putRoute(turn, { ...route, phase: 'holddown', changed: true });
  if (because === 'unreachable') stop(turn, TIMER.invalid(key));
  start(turn, TIMER.holddown(key), turn.state.policy.times.holddownSeconds * 1000);
  trace(turn, { type: 'rip.holddown', prefix, mask, gateway, metric, because }, route.interface);
  turn.routesChanged = true;
}

/** Its way is gone: another path takes over, or neighbours are told so for as long as an unheard route would still be kept. */
export function bury(turn: Turn, route: RipRoute): void {
  if (hasOther(turn, route)) return drop(turn, route);
  const key = pathKey(route);
  const wasUsed = isUsed(route);
  if (route.phase === 'dead') return;
  endTimers(turn, route);
  putRoute(turn, { ...route, phase: 'dead', changed: true });
  start(turn, TIMER.flush(key), garbageMs(turn.state.policy.times));
  if (wasUsed) turn.routesChanged = true;
}

/** Without a word to anybody: a better route has its place, or it is asked for again. */
export function drop(turn: Turn, route: RipRoute): void {
  const key = pathKey(route);
  endTimers(turn, route);
  stop(turn, TIMER.flush(key));
  forgetRoute(turn, key);
  if (isUsed(route)) turn.routesChanged = true;
}

/** Those of its timers that run besides `flush`. */
export function endTimers(turn: Turn, route: RipRoute): void {
  const key = pathKey(route);
  if (route.phase === 'valid') stop(turn, TIMER.invalid(key));
  else if (route.phase === 'holddown') stop(turn, TIMER.holddown(key));
}

/** False when no such route expects it. */
export function invalidTimerRanOut(turn: Turn, key: string): boolean {
  const route = turn.state.routes.get(key);
  if (route?.phase !== 'valid') return false;
  lose(turn, route, 'timeout');
  return true;
}

export function holddownTimerRanOut(turn: Turn, key: string): boolean {
  const route = turn.state.routes.get(key);
  if (route?.phase !== 'holddown') return false;
  putRoute(turn, { ...route, phase: 'expired' });
  trace(turn, { type: 'rip.holddownOver', prefix: route.prefix, mask: route.mask }, route.interface);
  return true;
}

export function flushTimerRanOut(turn: Turn, key: string): boolean {
  const route = turn.state.routes.get(key);
  if (!route) return false;
  endTimers(turn, route);
  forgetRoute(turn, key);
  if (isUsed(route)) turn.routesChanged = true;
  trace(turn, { type: 'rip.flushed', prefix: route.prefix, mask: route.mask }, route.interface);
  return true;
}

/** How long a lost network is told to be unreachable (RFC 2453: garbage collection). */
export function garbageMs({ invalidSeconds, flushSeconds }: RipTimes): number {
  return Math.max(1, flushSeconds - invalidSeconds) * 1000;
}
