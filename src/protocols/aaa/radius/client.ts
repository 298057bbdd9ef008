// The RADIUS client of a router (RFC 2865, RFC 2866) as a pure step: questions become Access- and Accounting-Requests, which
// are sent again until they are answered, to one server of the group after the other. Only a reply with a right Response
// Authenticator counts; everything else is dropped and counted, and the waiting goes on. Servers that never answered are
// passed over for the deadtime, unless all are (`radius-server deadtime`). No Status-Server, no EAP.

import { formatIpv4 } from '../../../base/ipv4.ts';
import { must } from '../../../base/assert.ts';
import { RADIUS, RADIUS_CODE, type RadiusPacket } from '../../../wire/radius.ts';
import { counted, newServer, serverKey } from '../server-counters.ts';
import type { AaaAuthentication, AaaAuthorization, AaaClientAction, AaaClientEvent, AaaError, AaaReply, AaaServerCounters, RadiusServerSettings } from '../types.ts';
import { attributeTexts, CODE_NAMES } from './attribute-text.ts';
import { bury, deadtimeRanOut, liveServers } from './dead-servers.ts';
import { received } from './received.ts';
import { accessAttributes, accountingAttributes, ENABLE_USER, wantedAuthenticator } from './requests.ts';
import { drawAuthenticator, signAccounting } from './secret.ts';
import { portFor, portsOf, put, remove, serverOf, takeIdentifier, timerOf, type Exchange, type OutPacket, type RadiusState, type Turn } from './state.ts';

export type { RadiusState } from './state.ts';
export type RadiusEvent = AaaClientEvent<RadiusServerSettings>;

export const RADIUS_CLIENT = { create: createRadius, step, read };

const USERNAME_PROMPT = 'Username: ';
const PASSWORD_PROMPT = 'Password: ';

export function createRadius(): RadiusState {
  return { exchanges: new Map(), waiting: [], nextIdentifier: 0, servers: new Map() };
}

export function step(state: RadiusState, event: RadiusEvent): readonly [RadiusState, readonly AaaClientAction[]] {
  const turn: Turn = { state, now: 'now' in event ? event.now : 0, actions: [] };
  perform(turn, event);
  return [turn.state, turn.actions];
}

/** The servers that were ever asked, in that order. */
export function read(state: RadiusState): readonly AaaServerCounters[] {
  return [...state.servers.values()];
}

function perform(turn: Turn, event: RadiusEvent): void {
  switch (event.type) {
    case 'request':
      return begin(turn, event);
    case 'answer':
      return answered(turn, event.handle, event.text);
    case 'cancel':
      if (!turn.state.exchanges.has(event.handle)) return;
      turn.actions.push({ type: 'stop', timer: timerOf(event.handle) });
      remove(turn, event.handle);
      return serveWaiting(turn);
    case 'datagram': {
      const outcome = received(turn, event);
      if (outcome !== undefined) finish(turn, outcome.exchange, outcome.reply);
      return;
    }
    case 'timer': {
      if (deadtimeRanOut(turn, event.timer)) return;
      const exchange = [...turn.state.exchanges.values()].find(({ handle }) => timerOf(handle) === event.timer);
      if (exchange?.waits === 'reply') ranOut(turn, exchange);
      return;
    }
    default:
      // Connections are another protocol's.
  }
}

function begin(turn: Turn, { handle, request: wanted, group, servers, random }: Extract<RadiusEvent, { type: 'request' }>): void {
  const refuse = (why: AaaError): void => void turn.actions.push({ type: 'reply', handle, reply: { type: 'error', why } });
  // What a user may do comes with his Access-Accept, and not by itself (RFC 2865 §1): a profile to dial out by is a user with a password.
  const request = wanted.kind === 'authorization' && wanted.service === 'outbound' ? profileRequest(wanted) : wanted;
  if (request.kind === 'authorization') return refuse('unsupported');
  if (servers.length === 0) return refuse('no-servers');
  for (const server of servers) {
    const key = serverKey(server.address, portsOf(server));
    if (!turn.state.servers.has(key)) {
      turn.state = { ...turn.state, servers: new Map(turn.state.servers).set(key, newServer(server.address, portsOf(server), turn.now)) };
    }
  }
  const authenticates = request.kind === 'authentication';
  const exchange: Exchange = {
    handle,
    request,
    group,
    servers,
    at: 0,
    attempts: 0,
    packets: [],
    askedAt: turn.now,
    sentAt: turn.now,
    chance: random,
    user: request.user ?? (authenticates && request.service === 'enable' ? ENABLE_USER : undefined),
    password: authenticates && 'password' in request.proof ? request.proof.password : undefined,
    challengeState: undefined,
    waits: 'identifier',
    sawBadAuthenticator: false,
  };
  goOn(turn, authenticates && request.service === 'enable' ? { ...exchange, user: ENABLE_USER } : exchange);
}

function profileRequest({ user, password = '', privilege, where }: AaaAuthorization): AaaAuthentication {
  return { kind: 'authentication', service: 'outbound', user, proof: { kind: 'pap', password }, privilege, where };
}

/** Asks for what is missing, as a dialogue does, else sends. */
function goOn(turn: Turn, exchange: Exchange): void {
  const { handle, request, user, password } = exchange;
  const ask = (what: 'user' | 'password', prompt: string): void => {
    put(turn, { ...exchange, waits: what });
    turn.actions.push({ type: 'reply', handle, reply: { type: 'ask', what, prompt, echo: what === 'user' } });
  };
  if (user === undefined) return ask('user', USERNAME_PROMPT);
  if (request.kind === 'authentication' && request.proof.kind === 'ascii' && password === undefined) return ask('password', PASSWORD_PROMPT);
  sendNew(turn, { ...exchange, servers: liveServers(turn, exchange) });
}

function answered(turn: Turn, handle: number, text: string): void {
  const exchange = turn.state.exchanges.get(handle);
  switch (exchange?.waits) {
    case 'user':
      return goOn(turn, { ...exchange, user: text });
    case 'password':
      return goOn(turn, { ...exchange, password: text });
    case 'data':
      // RFC 2865 §4.4: the answer to a challenge goes where the password does, to the same server.
      return sendNew(turn, { ...exchange, password: text });
    default:
  }
}

/** A first packet to the server at hand. */
function sendNew(turn: Turn, exchange: Exchange): void {
  send(turn, { ...exchange, attempts: 0, packets: [], sentAt: turn.now });
}

function send(turn: Turn, exchange: Exchange): void {
  const server = must(serverOf(exchange), 'an exchange is with one of its servers');
  const [last] = exchange.packets;
  const repeats = last !== undefined && exchange.request.kind === 'authentication';
  const packet = repeats ? last : newPacket(turn, exchange, server);
  if (packet === undefined) {
    put(turn, { ...exchange, waits: 'identifier' });
    turn.state = { ...turn.state, waiting: [...turn.state.waiting, exchange.handle] };
    return;
  }
  const { handle, request, attempts } = exchange;
  const port = portFor(request, server);
  put(turn, { ...exchange, waits: 'reply', attempts: attempts + 1, packets: repeats ? exchange.packets : [packet, ...exchange.packets] });
  turn.state = {
    ...turn.state,
    servers: counted(turn.state.servers, serverKey(server.address, portsOf(server)), request.kind, attempts === 0 ? { requests: 1 } : { retransmissions: 1 }),
  };
  const parsed = RADIUS.parse(packet.octets);
  turn.actions.push({
    type: 'trace',
    event: {
      type: 'radius.sent',
      server: server.address,
      port,
      from: request.where.port,
      code: CODE_NAMES[request.kind === 'accounting' ? RADIUS_CODE.accountingRequest : RADIUS_CODE.accessRequest] ?? '',
      identifier: packet.identifier,
      lengthOctets: packet.octets.length,
      attempt: attempts,
      attributes: parsed.ok ? attributeTexts(parsed.value.attributes) : [],
    },
  });
  turn.actions.push({ type: 'send', to: server.address, toPort: port, octets: packet.octets });
  turn.actions.push({ type: 'start', timer: timerOf(handle), ms: server.timeoutSeconds * 1000 });
}

/** Undefined when all identifiers are in use: it waits until one is free. */
function newPacket(turn: Turn, exchange: Exchange, { key: secret }: RadiusServerSettings): OutPacket | undefined {
  const identifier = takeIdentifier(turn);
  if (identifier === undefined) return undefined;
  const packet = packetOf(turn, exchange, identifier, secret);
  return { identifier, authenticator: packet.authenticator, octets: RADIUS.serialize(packet) };
}

function packetOf(turn: Turn, exchange: Exchange, identifier: number, secret: string): RadiusPacket {
  const { request, user = '', password, challengeState: state, chance, handle, askedAt } = exchange;
  if (request.kind === 'accounting') {
    const delaySeconds = request.delaySeconds + Math.floor((turn.now - askedAt) / 1000);
    const attributes = accountingAttributes(request, delaySeconds);
    return signAccounting({ code: RADIUS_CODE.accountingRequest, identifier, authenticator: new Uint8Array(16), attributes }, secret);
  }
  const authenticator = wantedAuthenticator(request) ?? drawAuthenticator(chance, handle, identifier, turn.now);
  const attributes = accessAttributes(request, { user, password, state }, { secret, authenticator });
  return { code: RADIUS_CODE.accessRequest, identifier, authenticator, attributes };
}

/** No reply in time: again, or the next server, or the end. */
function ranOut(turn: Turn, exchange: Exchange): void {
  const server = must(serverOf(exchange), 'an exchange is with one of its servers');
  const key = serverKey(server.address, portsOf(server));
  turn.state = { ...turn.state, servers: counted(turn.state.servers, key, exchange.request.kind, { timeouts: 1 }) };
  if (exchange.attempts <= server.retransmit) return send(turn, exchange);
  const identifier = exchange.packets[0]?.identifier ?? 0;
  turn.actions.push({ type: 'trace', event: { type: 'radius.noResponse', server: server.address, port: portFor(exchange.request, server), identifier } });
  bury(turn, server);
  // A challenge can only be answered where it came from.
  if (exchange.at + 1 < exchange.servers.length && exchange.challengeState === undefined) return sendNew(turn, { ...exchange, at: exchange.at + 1 });
  const why = exchange.sawBadAuthenticator ? 'wrong-secret' : 'timeout';
  finish(turn, exchange, { type: 'error', why, detail: formatIpv4(server.address) });
}

function finish(turn: Turn, exchange: Exchange, reply: AaaReply): void {
  turn.actions.push({ type: 'stop', timer: timerOf(exchange.handle) });
  if (reply.type === 'ask') put(turn, { ...exchange, waits: 'data', packets: [] });
  else remove(turn, exchange.handle);
  turn.actions.push({ type: 'reply', handle: exchange.handle, reply });
  serveWaiting(turn);
}

/** Identifiers have become free: whoever waited longest goes on. */
function serveWaiting(turn: Turn): void {
  for (const handle of turn.state.waiting) {
    const exchange = turn.state.exchanges.get(handle);
    turn.state = { ...turn.state, waiting: turn.state.waiting.filter((other) => other !== handle) };
    if (exchange === undefined) continue;
    send(turn, exchange);
    if (turn.state.exchanges.get(handle)?.waits === 'identifier') return;
  }
}
