// PPP callback (RFC 1570 §2.3) as DDR does it, at both ends. The client hangs up once it is authenticated and its request
// was acknowledged, remembers whom it expects, and knows the return call by the authenticated name. The server decides by
// the caller (callback-verdict.ts), hangs up, and owes a call (callback-owed.ts). Pending callbacks are kept by name. What a PC
// asks for by Microsoft's CBCP is decided in callback-microsoft.ts.

import { mapNamed } from './binding.ts';
import { MICROSOFT, offerCallback } from './callback-microsoft.ts';
import { decided, hangUp, stay } from './callback-outcome.ts';
import { awaitEnable, giveUpQueues, owe, settleServer } from './callback-owed.ts';
import { judgeCaller, type Authenticated } from './callback-verdict.ts';
import { armIdle } from './idle.ts';
import { holdSeconds } from './queue.ts';
import {
  channelOf, start, stop, TIMER, trace, type CallbackClient, type CallbackServer, type CallRecord, type CallWork, type Turn,
} from './state.ts';

/** The `authenticated` event of a live call: decides what comes of the call, and tells PPP. */
export function decide(turn: Turn, call: CallWork, event: Authenticated): void {
  if (call.outgoing) decideOutgoing(turn, call, event);
  else decideIncoming(turn, call, event);
}

function decideOutgoing(turn: Turn, call: CallWork, event: Authenticated): void {
  const server = turn.state.servers.find((each) => each.call === call.id && each.phase === 'calling');
  if (event.callback === 'requested') {
    // A return call on which we ask to be called back in turn: what we owed is done with.
    if (server) settleServer(turn, server, 'callback asked for in turn');
    return hangUpAsClient(turn, call);
  }
  if (!server) return stay(turn, call);
  // A map without a name dials whoever has the number.
  const anybody = server.map !== undefined && server.map.name === undefined;
  if (event.peerName !== undefined && !anybody && event.peerName !== server.name) {
    // The remote name ties the return call to the first one: somebody else answered.
    settleServer(turn, server, `answered by ${event.peerName}`);
    return hangUp(turn, call, 'not the callback client');
  }
  decided(turn, call, 'ordinary', 'return-call', { map: server.map, number: server.number });
  turn.state.servers = turn.state.servers.filter((each) => each !== server);
  trace(turn, { type: 'dialer.callbackFreed', name: server.name, number: server.number });
  stay(turn, call);
}

function hangUpAsClient(turn: Turn, call: CallWork): void {
  const { state } = turn;
  const name = call.peerName ?? call.map?.name ?? '';
  decided(turn, call, 'hang-up', 'client', { number: call.number });
  trace(turn, { type: 'dialer.callbackNegotiated', channel: channelOf(call), name, call: call.id });
  const before = state.clients.find((each) => each.name === name);
  if (before && before.releasing === undefined) stop(turn, TIMER.client(name));
  const client: CallbackClient = { name, number: call.number, map: call.map, releasing: call.id };
  state.clients = [...state.clients.filter((each) => each !== before), client];
  hangUp(turn, call, 'callback negotiated');
}

function decideIncoming(turn: Turn, call: CallWork, event: Authenticated): void {
  const { state } = turn;
  const client = event.peerName === undefined ? undefined : state.clients.find((each) => each.name === event.peerName);
  if (client) return receiveReturnCall(turn, call, client);
  if (event.callback === 'accepted' && event.operation === MICROSOFT) return offerCallback(turn, call, event);
  const verdict = judgeCaller(state.policy, event);
  const map = 'map' in verdict ? verdict.map : mapNamed(state.policy, event.peerName);
  if (verdict.outcome !== 'call-back') decided(turn, call, verdict.outcome, verdict.because, { map });
  else decided(turn, call, verdict.outcome, verdict.because, { map, number: verdict.number, numberFrom: verdict.numberFrom });
  if (verdict.outcome === 'call-back') {
    const { name, number, because } = verdict;
    owe(turn, call, { name, number, map, members: event.caller?.members, verify: event.caller?.verify, by: because === 'initiated' ? 'initiate' : undefined });
    hangUp(turn, call, 'callback');
  } else if (verdict.outcome === 'hang-up') hangUp(turn, call, 'callback security');
  else stay(turn, call);
}

/** The return call was matched by its name: the map of the first call serves it. */
function receiveReturnCall(turn: Turn, call: CallWork, client: CallbackClient): void {
  const { name, number } = client;
  decided(turn, call, 'ordinary', 'return-call', { map: client.map, number });
  trace(turn, { type: 'dialer.callbackReceived', channel: channelOf(call), name, number });
  freeClient(turn, client);
  if (client.map) {
    call.map = client.map;
    armIdle(turn, call);
  }
  stay(turn, call);
}

export function freeClient(turn: Turn, client: CallbackClient): void {
  turn.state.clients = turn.state.clients.filter((each) => each !== client);
  if (client.releasing === undefined) stop(turn, TIMER.client(client.name));
  trace(turn, { type: 'dialer.callbackFreed', name: client.name, number: client.number });
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
  const expecting: CallbackClient = { name, number, map, releasing: undefined };
  turn.state.clients = turn.state.clients.map((each) => (each === client ? expecting : each));
  trace(turn, { type: 'dialer.callbackClientCreated', name, number });
  // IOS says so a second time, when the entry stands.
  trace(turn, { type: 'dialer.disconnecting', channel: channelOf(call), call: call.id, reason: 'callback client created' });
  start(turn, TIMER.client(name), holdSeconds(turn) * 1000);
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
