// What a called router owes: a return call to somebody by name, from the moment that it is promised until it is answered or
// has failed. It waits until the first call is released and the enable timer has run out, longer if the caller or its
// modem needs more, and is tried once, through any free member of the same group, or through those that the caller is bound to.

import type { AskingCall } from './callback-types.ts';
import { callFor, hasStringOnly, reaches } from './binding.ts';
import { place, rolloverSeconds } from './dial.ts';
import { chooseMember } from './members.ts';
import { dropQueue } from './queue.ts';
import { channelOf, classOf, start, stop, TIMER, trace, type CallbackServer, type CallRecord, type DialerState, type Turn } from './state.ts';
import type { CallId, DialerMap, DialReason } from './types.ts';

export type Promised = Pick<CallbackServer, 'name' | 'number' | 'map' | 'members' | 'verify' | 'leastMs' | 'by' | 'asked'>;

const CALLBACK: DialReason = { kind: 'callback' };
const NONE: readonly AskingCall[] = [];

/** The call is to be called back as soon as it is gone. */
export function owe(turn: Turn, call: CallRecord, promised: Omit<Promised, 'asked'>): void {
  const { state } = turn;
  const key = keyOf(promised);
  const before = state.servers.find((each) => keyOf(each) === key);
  // A return call that is under way answers what was asked before it.
  const unanswered = before === undefined || before.phase === 'calling' ? (before?.renewed?.asked ?? NONE) : before.asked;
  const asking = askingCall(turn, call);
  const owed = serverOf(promised, unanswered.length === 0 ? [asking] : [...unanswered, asking], 'releasing', call.id);
  const { name, number, by } = owed;
  const afterMs = waitMs(turn, owed, call.interface);
  const forced = forcedWaitSeconds(turn, call.interface);
  trace(turn, {
    type: 'dialer.callbackServerStarting', channel: channelOf(call), name, number, afterMs, by, forcedWaitSeconds: forced === 0 ? undefined : forced,
  });
  if (before?.phase === 'waiting') stop(turn, TIMER.callback(key));
  // One return call at a time: while it is under way, the new wish waits for its outcome.
  const entry = before?.phase === 'calling' ? { ...before, renewed: owed } : owed;
  state.servers = [...state.servers.filter((each) => each !== before), entry];
}

function askingCall({ now }: Turn, { id: call, channel, interface: member, number: callingNumber, connectedAt: at = now }: CallRecord): AskingCall {
  return { call, at, channel: channel ?? member, callingNumber };
}

/** One call at a time is owed to a name; PCs may share the name of a user, and are told apart by their numbers. */
export function keyOf({ name, number, by }: Pick<Promised, 'name' | 'number' | 'by'>): string {
  return by === 'microsoft' ? `${name} ${number}` : name;
}

function serverOf({ name, number, map, members, verify, leastMs, by }: Omit<Promised, 'asked'>, asked: readonly AskingCall[], phase: CallbackServer['phase'], call: CallId | undefined): CallbackServer {
  return { phase, call, name, number, map, members, verify, leastMs, by, asked };
}

function forcedWaitSeconds(turn: Turn, interfaceName: string): number {
  return turn.state.policy.members.find((member) => member.interface === interfaceName)?.callbackWaitSeconds ?? 0;
}

export function waitMs(turn: Turn, server: Pick<Promised, 'map' | 'leastMs'>, interfaceName: string): number {
  const { policy } = turn.state;
  const enable = classOf(policy, server.map)?.enableTimeoutSeconds ?? policy.enableTimeoutSeconds;
  const seconds = Math.max(enable, rolloverSeconds(turn.state, interfaceName), forcedWaitSeconds(turn, interfaceName));
  return Math.max(seconds * 1000, server.leastMs ?? 0);
}

/** The first call is gone. */
export function awaitEnable(turn: Turn, server: CallbackServer, interfaceName: string): void {
  const waiting = serverOf(server, server.asked, 'waiting', undefined);
  turn.state.servers = turn.state.servers.map((each) => (each === server ? waiting : each));
  start(turn, TIMER.callback(keyOf(server)), waitMs(turn, server, interfaceName));
}

/** The one attempt failed: the entry goes, with what waited for it; a wish renewed meanwhile takes its place. */
export function settleServer(turn: Turn, server: CallbackServer, why: string): void {
  const { state } = turn;
  trace(turn, { type: 'dialer.callbackFailed', name: server.name, number: server.number, why });
  state.servers = state.servers.filter((each) => each !== server);
  const { renewed } = server;
  if (!renewed) return giveUpQueues(turn, server.map, server.name, 'callback failed');
  state.servers = [...state.servers, renewed];
  if (renewed.phase === 'waiting') {
    start(turn, TIMER.callback(keyOf(renewed)), waitMs(turn, renewed, state.policy.members[0]?.interface ?? ''));
  }
}

export function giveUpQueues(turn: Turn, map: DialerMap | undefined, name: string, reason: string): void {
  for (const { nextHop } of turn.state.queues) {
    if (reaches(turn.state.policy, map, name, nextHop)) dropQueue(turn, nextHop, reason);
  }
}

/** Another interface could not make the call that it owed; nobody else will. */
export function takeCallback(turn: Turn, owed: Promised): void {
  turn.state.servers = [...turn.state.servers.filter((each) => keyOf(each) !== keyOf(owed)), { phase: 'waiting', ...owed }];
  callbackTimerRanOut(turn, keyOf(owed), true);
}

/** The enable timer ran out: the return call. False when none is owed; the last to try it passes it on to nobody. */
export function callbackTimerRanOut(turn: Turn, key: string, last = false): boolean {
  const { state } = turn;
  const server = state.servers.find((each) => keyOf(each) === key && each.phase === 'waiting');
  if (!server) return false;
  const { name } = server;
  if (upTo(state, server)) {
    state.servers = state.servers.filter((each) => each !== server);
    trace(turn, { type: 'dialer.callbackFreed', name, number: server.number });
    return true;
  }
  const { map, number, members, verify } = server;
  const mapped = map === undefined || state.policy.maps.some((each) => (each.name ?? each.number) === name);
  const member = mapped ? chooseMember(state, members) : 'map removed';
  if (typeof member === 'string' && mapped && !last && state.policy.passesCallbacks === true) {
    state.servers = state.servers.filter((each) => each !== server);
    const { phase: _phase, call: _call, renewed: _renewed, ...owed } = server;
    turn.actions.push({ type: 'pass-callback', owed });
    return true;
  }
  if (typeof member === 'string') {
    settleServer(turn, server, member);
    return true;
  }
  trace(turn, { type: 'dialer.callbackBeginning', interface: member.interface, name, number, by: server.by });
  const isNamed = map === undefined || map.name !== undefined;
  const call = place(turn, member, number, CALLBACK, map, { nextHop: map?.nextHop, name: isNamed ? name : undefined, authenticate: verify !== false, asked: server.asked });
  const calling = serverOf(server, server.asked, 'calling', call.id);
  state.servers = state.servers.map((each) => (each === server ? calling : each));
  return true;
}

/** The client is reached already, by a call of its own that stayed up; to a bundle the return call adds a link. */
function upTo(state: DialerState, server: CallbackServer): boolean {
  if (server.by === 'microsoft') return state.calls.some((call) => call.ipUp && call.number === server.number);
  const nextHop = server.map?.nextHop;
  const toNextHop = nextHop === undefined || hasStringOnly(state.policy) ? undefined : callFor(state, nextHop);
  return [toNextHop, state.calls.find((call) => call.ipUp && call.peerName === server.name)].some((call) => call?.ipUp === true && call.bundle === undefined);
}
