// Which RADIUS servers are dead: those that left a question unanswered, for the deadtime that the router has configured
// (`radius-server deadtime`, 0 by default: none ever is). A reply, or the end of that time, brings one back.

import { changed, serverKey } from '../server-counters.ts';
import type { RadiusServerSettings } from '../types.ts';
import { portsOf, type Exchange, type Turn } from './state.ts';

/** Timers of deadtimes begin so; the server's key follows. */
const DEADTIME = 'dead:';

/** Those that are not dead; all of them where all are (the manual of `radius-server deadtime`). */
export function liveServers(turn: Turn, { servers, group }: Exchange): readonly RadiusServerSettings[] {
  const live = servers.filter((server) => !isDead(turn, server));
  if (live.length > 0) return live;
  turn.actions.push({ type: 'trace', event: { type: 'radius.allDead', group, identifier: turn.state.nextIdentifier } });
  return servers;
}

/** No longer than the deadtime that the router has now, whatever it had when the server fell silent. */
function isDead(turn: Turn, server: RadiusServerSettings): boolean {
  const key = serverKey(server.address, portsOf(server));
  const known = turn.state.servers.get(key);
  if (known?.state !== 'dead') return false;
  if (turn.now < known.stateSince + server.deadtimeMinutes * 60_000) return true;
  revive(turn, server);
  return false;
}

export function revive(turn: Turn, server: RadiusServerSettings): void {
  const key = serverKey(server.address, portsOf(server));
  if (turn.state.servers.get(key)?.state !== 'dead') return;
  turn.actions.push({ type: 'stop', timer: DEADTIME + key });
  rise(turn, key);
}

/** True for the timer of a deadtime, which is over. */
export function deadtimeRanOut(turn: Turn, timer: string): boolean {
  if (!timer.startsWith(DEADTIME)) return false;
  rise(turn, timer.slice(DEADTIME.length));
  return true;
}

function rise(turn: Turn, key: string): void {
  const known = turn.state.servers.get(key);
  if (known?.state !== 'dead') return;
  turn.state = { ...turn.state, servers: changed(turn.state.servers, key, { state: 'up', stateSince: turn.now }) };
  turn.actions.push({ type: 'trace', event: { type: 'radius.server', server: known.address, ports: known.ports, state: 'alive' } });
}

/** It answered nothing. */
export function bury(turn: Turn, server: RadiusServerSettings): void {
  const key = serverKey(server.address, portsOf(server));
  if (server.deadtimeMinutes === 0 || turn.state.servers.get(key)?.state === 'dead') return;
  turn.state = { ...turn.state, servers: changed(turn.state.servers, key, { state: 'dead', stateSince: turn.now }) };
  turn.actions.push({ type: 'trace', event: { type: 'radius.server', server: server.address, ports: portsOf(server), state: 'dead' } });
  turn.actions.push({ type: 'start', timer: DEADTIME + key, ms: server.deadtimeMinutes * 60_000 });
}
