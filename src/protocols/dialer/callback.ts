// PPP callback (RFC 1570 §2.3) as DDR does it, at both ends. The client hangs up once it is authenticated and its request
// was acknowledged, remembers whom it expects, and knows the return call by the authenticated name. The server decides by
// the caller's name, its map and the map's class, hangs up, waits for the enable timer, and makes one attempt without a
// retry. Pending callbacks are kept by name. Microsoft's CBCP is not handled here.

import { isDialString } from '../../base/dial-string.ts';
import { toText } from '../../base/octets.ts';
import { callFor, hasStringOnly, mapNamed, reaches } from './binding.ts';
import { place, rolloverSeconds } from './dial.ts';
import { armIdle, disconnect } from './idle.ts';
import { chooseMember } from './members.ts';
import { dropQueue, holdSeconds } from './queue.ts';
import {
  change, channelOf, classOf, findCall, start, stop, TIMER, trace,
  type CallbackClient, type CallbackServer, type CallRecord, type DialerState, type Turn,
} from './state.ts';
import type { DialerEvent, DialerMap, DialerPolicy } from './types.ts';

type Authenticated = Extract<DialerEvent, { type: 'authenticated' }>;

/** ITU-T E.164: at most 15 digits, an international prefix apart. */
const E164_NUMBER = /^\+?[0-9]{1,15}$/;

/** Who said where to call back: the peer in its option, `username ... callback-dialstring`, or the dialer map. */
export type NumberSource = 'peer' | 'username' | 'map';

/** What a called router does about a caller whose LCP and authentication are through. */
export type CallbackVerdict =
  | {
      readonly outcome: 'call-back';
      readonly because: 'authorised';
      readonly name: string;
      readonly map: DialerMap;
      readonly number: string;
      readonly numberFrom: NumberSource;
    }
  | {
      readonly outcome: 'hang-up' | 'stay-up';
      readonly because: 'no-name' | 'no-map' | 'no-class' | 'class-undefined' | 'class-without-callback-server' | 'no-number';
      readonly map?: DialerMap;
    }
  | { readonly outcome: 'hang-up'; readonly because: 'not-requested-secure' }
  | { readonly outcome: 'ordinary'; readonly because: 'not-requested' };

/** The `authenticated` event of a live call: decides what comes of the call, and tells PPP. */
export function decide(turn: Turn, call: CallRecord, event: Authenticated): void {
  if (call.outgoing) decideOutgoing(turn, call, event);
  else decideIncoming(turn, call, event);
}

function decideOutgoing(turn: Turn, call: CallRecord, event: Authenticated): void {
  const server = turn.state.servers.find((each) => each.call === call.id && each.phase === 'calling');
  if (event.callback === 'requested') {
    // A return call on which we ask to be called back in turn: what we owed is done with.
    if (server) settleServer(turn, server, 'callback asked for in turn');
    return hangUpAsClient(turn, call);
  }
  if (!server) return stay(turn, call);
  // A map without a name dials whoever has the number.
  if (event.peerName !== undefined && server.map.name !== undefined && event.peerName !== server.name) {
    // The remote name ties the return call to the first one: somebody else answered.
    settleServer(turn, server, `answered by ${event.peerName}`);
    return hangUp(turn, call, 'not the callback client');
  }
  decided(turn, call, 'ordinary', 'return-call', { map: server.map, number: server.number });
  turn.state.servers = turn.state.servers.filter((each) => each !== server);
  trace(turn, { type: 'dialer.callbackFreed', name: server.name, number: server.number });
  stay(turn, call);
}

function hangUpAsClient(turn: Turn, call: CallRecord): void {
  const { state } = turn;
  const name = call.peerName ?? call.map?.name ?? '';
  decided(turn, call, 'hang-up', 'client', { number: call.number });
  trace(turn, { type: 'dialer.callbackNegotiated', channel: channelOf(call), name, call: call.id });
  const before = state.clients.find((each) => each.name === name);
  if (before && before.releasing === undefined) stop(turn, TIMER.client(name));
  const { map } = call;
  const client: CallbackClient = { name, number: call.number, ...(map === undefined ? {} : { map }), releasing: call.id };
  state.clients = [...state.clients.filter((each) => each !== before), client];
  hangUp(turn, call, 'callback negotiated');
}

function decideIncoming(turn: Turn, call: CallRecord, event: Authenticated): void {
  const { state } = turn;
  const client = event.peerName === undefined ? undefined : state.clients.find((each) => each.name === event.peerName);
  if (client) return receiveReturnCall(turn, call, client);
  const verdict = judgeCaller(state.policy, event);
  const map = 'map' in verdict ? verdict.map : mapNamed(state.policy, event.peerName);
  const found = verdict.outcome === 'call-back' ? { number: verdict.number, numberFrom: verdict.numberFrom } : {};
  decided(turn, call, verdict.outcome, verdict.because, { map, ...found });
  if (verdict.outcome === 'call-back') oweCallback(turn, call, verdict);
  if (verdict.outcome === 'call-back') hangUp(turn, call, 'callback');
  else if (verdict.outcome === 'hang-up') hangUp(turn, call, 'callback security');
  else stay(turn, call);
}

/** The return call was matched by its name: the map of the first call serves it. */
function receiveReturnCall(turn: Turn, call: CallRecord, client: CallbackClient): void {
  const { name, number } = client;
  decided(turn, call, 'ordinary', 'return-call', { map: client.map, number });
  trace(turn, { type: 'dialer.callbackReceived', channel: channelOf(call), name, number });
  freeClient(turn, client);
  if (client.map) {
    const bound = change(turn, call, { map: client.map });
    armIdle(turn, bound);
    return stay(turn, bound);
  }
  stay(turn, call);
}

export function freeClient(turn: Turn, client: CallbackClient): void {
  turn.state.clients = turn.state.clients.filter((each) => each !== client);
  if (client.releasing === undefined) stop(turn, TIMER.client(client.name));
  trace(turn, { type: 'dialer.callbackFreed', name: client.name, number: client.number });
}

/** The table of the called side, after LCP and authentication. */
export function judgeCaller(policy: DialerPolicy, event: Authenticated): CallbackVerdict {
  const refusal = policy.callbackSecure ? 'hang-up' : 'stay-up';
  if (event.callback !== 'accepted') {
    return policy.callbackSecure
      ? { outcome: 'hang-up', because: 'not-requested-secure' }
      : { outcome: 'ordinary', because: 'not-requested' };
  }
  const name = event.peerName;
  if (name === undefined) return { outcome: refusal, because: 'no-name' };
  const maps = policy.maps.filter((map) => map.name === name);
  const map = maps.find((each) => classOf(policy, each)?.callbackServer !== undefined) ?? maps[0];
  if (!map) return { outcome: refusal, because: 'no-map' };
  if (map.mapClass === undefined) return { outcome: refusal, because: 'no-class', map };
  const mapClass = classOf(policy, map);
  if (!mapClass) return { outcome: refusal, because: 'class-undefined', map };
  if (mapClass.callbackServer === undefined) return { outcome: refusal, because: 'class-without-callback-server', map };
  const found = callbackNumber(policy, event, name, map, mapClass.callbackServer);
  if (found === undefined) return { outcome: refusal, because: 'no-number', map };
  return { outcome: 'call-back', because: 'authorised', name, map, ...found };
}

/** The peer's own number only for class `dialstring` (operations 1 and 3); then the user's; then the map's. */
function callbackNumber(
  policy: DialerPolicy,
  event: Authenticated,
  name: string,
  map: DialerMap,
  server: 'username' | 'dialstring',
): { readonly number: string; readonly numberFrom: NumberSource } | undefined {
  const sent = server === 'dialstring' ? numberOf(event) : undefined;
  if (sent !== undefined) return { number: sent, numberFrom: 'peer' };
  // An empty callback-dialstring leaves the number to others.
  const ofUser = policy.callbackDialstrings.get(name) ?? '';
  if (ofUser !== '') return { number: ofUser, numberFrom: 'username' };
  return map.number === undefined ? undefined : { number: map.number, numberFrom: 'map' };
}

/** RFC 1570 §2.3: the message is a dialling string (operation 1) or an E.164 number (3); what cannot be dialled is none. */
function numberOf({ operation, message }: Authenticated): string | undefined {
  if (message === undefined) return undefined;
  const sent = toText(message);
  const dialled = operation === 1 ? isDialString(sent) : operation === 3 && E164_NUMBER.test(sent);
  return dialled ? sent : undefined;
}

function oweCallback(turn: Turn, call: CallRecord, verdict: Extract<CallbackVerdict, { outcome: 'call-back' }>): void {
  const { state } = turn;
  const { name, map, number } = verdict;
  const owed: CallbackServer = { name, number, map, phase: 'releasing', call: call.id };
  const afterMs = waitMs(turn, owed, call.interface);
  trace(turn, { type: 'dialer.callbackServerStarting', channel: channelOf(call), name, number, afterMs });
  const before = state.servers.find((each) => each.name === name);
  if (before?.phase === 'waiting') stop(turn, TIMER.callback(name));
  // One return call at a time: while it is under way, the new wish waits for its outcome.
  const entry = before?.phase === 'calling' ? { ...before, renewed: owed } : owed;
  state.servers = [...state.servers.filter((each) => each !== before), entry];
}

export function waitMs(turn: Turn, server: CallbackServer, interfaceName: string): number {
  const enable = classOf(turn.state.policy, server.map)?.enableTimeoutSeconds ?? turn.state.policy.enableTimeoutSeconds;
  return Math.max(enable, rolloverSeconds(turn.state, interfaceName)) * 1000;
}

/** A call is gone: what it meant to a pending callback. */
export function callReleased(turn: Turn, call: CallRecord): void {
  const client = turn.state.clients.find((each) => each.releasing === call.id);
  if (client) return expectReturnCall(turn, call, client);
  for (const server of turn.state.servers) {
    if (server.call === call.id && server.phase === 'releasing') {
      awaitEnable(turn, server, call.interface);
    } else if (server.call === call.id && server.phase === 'calling') {
      settleServer(turn, server, call.connectedAt === undefined ? 'not connected' : 'cleared before it was authenticated');
    } else if (server.renewed?.call === call.id) {
      const renewed: CallbackServer = { ...server.renewed, phase: 'waiting' };
      turn.state.servers = turn.state.servers.map((each) => (each === server ? { ...server, renewed } : each));
    }
  }
}

function expectReturnCall(turn: Turn, call: CallRecord, client: CallbackClient): void {
  const { name, number, map } = client;
  const expecting: CallbackClient = { name, number, ...(map === undefined ? {} : { map }) };
  turn.state.clients = turn.state.clients.map((each) => (each === client ? expecting : each));
  trace(turn, { type: 'dialer.callbackClientCreated', name, number });
  // IOS says so a second time, when the entry stands.
  trace(turn, { type: 'dialer.disconnecting', channel: channelOf(call), call: call.id, reason: 'callback client created' });
  start(turn, TIMER.client(name), holdSeconds(turn) * 1000);
}

function awaitEnable(turn: Turn, server: CallbackServer, interfaceName: string): void {
  const { name, number, map } = server;
  const waiting: CallbackServer = { name, number, map, phase: 'waiting' };
  turn.state.servers = turn.state.servers.map((each) => (each === server ? waiting : each));
  start(turn, TIMER.callback(name), waitMs(turn, server, interfaceName));
}

/** The one attempt failed: the entry goes, with what waited for it; a wish renewed meanwhile takes its place. */
function settleServer(turn: Turn, server: CallbackServer, why: string): void {
  const { state } = turn;
  trace(turn, { type: 'dialer.callbackFailed', name: server.name, number: server.number, why });
  state.servers = state.servers.filter((each) => each !== server);
  const { renewed } = server;
  if (!renewed) return giveUpQueues(turn, server.map, server.name, 'callback failed');
  state.servers = [...state.servers, renewed];
  if (renewed.phase === 'waiting') {
    start(turn, TIMER.callback(renewed.name), waitMs(turn, renewed, state.policy.members[0]?.interface ?? ''));
  }
}

function giveUpQueues(turn: Turn, map: DialerMap | undefined, name: string, reason: string): void {
  for (const { nextHop } of turn.state.queues) {
    if (reaches(turn.state.policy, map, name, nextHop)) dropQueue(turn, nextHop, reason);
  }
}

/** The enable timer ran out: the return call, through any free member of the same group. False when none is owed. */
export function callbackTimerRanOut(turn: Turn, name: string): boolean {
  const { state } = turn;
  const server = state.servers.find((each) => each.name === name && each.phase === 'waiting');
  if (!server) return false;
  if (upTo(state, server)) {
    state.servers = state.servers.filter((each) => each !== server);
    trace(turn, { type: 'dialer.callbackFreed', name, number: server.number });
    return true;
  }
  const member = state.policy.maps.some((map) => (map.name ?? map.number) === name) ? chooseMember(state) : 'map removed';
  if (typeof member === 'string') {
    settleServer(turn, server, member);
    return true;
  }
  trace(turn, { type: 'dialer.callbackBeginning', interface: member.interface, name, number: server.number });
  const call = place(turn, member, server.number, { kind: 'callback' }, server.map, { nextHop: server.map.nextHop, ...(server.map.name === undefined ? {} : { name }) });
  const calling: CallbackServer = { name, number: server.number, map: server.map, phase: 'calling', call: call.id };
  state.servers = state.servers.map((each) => (each === server ? calling : each));
  return true;
}

/** The client is reached already, by a call of its own that stayed up; to a bundle the return call adds a link. */
function upTo(state: DialerState, server: CallbackServer): boolean {
  const { nextHop } = server.map;
  const toNextHop = nextHop === undefined || hasStringOnly(state.policy) ? undefined : callFor(state, nextHop);
  return [toNextHop, state.calls.find((call) => call.ipUp && call.peerName === server.name)].some((call) => call?.ipUp === true && call.bundle === undefined);
}

/** The return call never came. False when none is expected. */
export function clientTimerRanOut(turn: Turn, name: string): boolean {
  const client = turn.state.clients.find((each) => each.name === name && each.releasing === undefined);
  if (!client) return false;
  turn.state.clients = turn.state.clients.filter((each) => each !== client);
  trace(turn, { type: 'dialer.callbackExpired', name, number: client.number });
  giveUpQueues(turn, client.map, name, 'callback expired');
  return true;
}

/** IP is up to a peer that was expected to call back: whoever called, nothing is pending any more. */
export function reached(turn: Turn, call: CallRecord): void {
  for (const client of turn.state.clients) {
    const nextHop = client.map?.nextHop;
    const same = call.peerName !== undefined ? call.peerName === client.name : false;
    if (client.releasing === undefined && (same || (nextHop !== undefined && nextHop === call.peerAddress))) freeClient(turn, client);
  }
  // Without PPP nobody is authenticated on a return call: that it is up is all.
  const server = turn.state.servers.find((each) => each.call === call.id && each.phase === 'calling');
  if (server === undefined) return;
  turn.state.servers = turn.state.servers.filter((each) => each !== server);
  trace(turn, { type: 'dialer.callbackFreed', name: server.name, number: server.number });
}

function hangUp(turn: Turn, call: CallRecord, reason: string): void {
  disconnect(turn, findCall(turn.state, call.id) ?? call, reason);
  turn.actions.splice(turn.actions.length - 1, 0, { type: 'ppp-callback', call: call.id, decision: 'hang-up' });
}

function stay(turn: Turn, call: CallRecord): void {
  turn.actions.push({ type: 'ppp-callback', call: call.id, decision: 'stay' });
}

function decided(
  turn: Turn,
  call: CallRecord,
  outcome: 'call-back' | 'hang-up' | 'stay-up' | 'ordinary',
  because: CallbackVerdict['because'] | 'return-call' | 'client',
  found: { readonly map?: DialerMap | undefined; readonly number?: string | undefined; readonly numberFrom?: NumberSource | undefined },
): void {
  const mapClass = found.map?.mapClass;
  trace(turn, {
    type: 'dialer.callbackDecision',
    call: call.id,
    channel: channelOf(call),
    ...(call.peerName === undefined ? {} : { name: call.peerName }),
    outcome,
    because,
    ...(mapClass === undefined ? {} : { mapClass }),
    ...(found.number === undefined ? {} : { number: found.number }),
    ...(found.numberFrom === undefined ? {} : { numberFrom: found.numberFrom }),
  });
}
