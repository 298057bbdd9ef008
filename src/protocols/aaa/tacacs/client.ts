// The TACACS+ client of a router (RFC 8907, and its forerunner draft-grant-tacacs-02) as a pure step: each question is a session on
// a TCP connection of its own, or on one that several share where both sides say that they can. A server that cannot be reached,
// falls silent or makes no sense leaves the question to the next of its group; in the midst of a dialogue that is the end of it.
// FOLLOW is a refusal (§5.4.3 wants it so); changing passwords and ARAP are not here.

import { must } from '../../../base/assert.ts';
import { concatOctets } from '../../../base/octets.ts';
import { readTacacsStream, TACACS, TACACS_FLAG, TACACS_TYPE, type TacacsPacket } from '../../../wire/tacacs.ts';
import { AUTHEN_CONTINUE, CONTINUE_FLAG_ABORT } from '../../../wire/tacacs-bodies.ts';
import { shownPair } from '../pairs.ts';
import { drawSessionId } from './session-id.ts';
import { counted, countedWhole, newServer, serverKey } from '../server-counters.ts';
import type { TacacsTrace } from '../trace.ts';
import type { AaaClientAction, AaaClientEvent, AaaPair, AaaReply, AaaServerCounters, TacacsServerSettings } from '../types.ts';
import { sealPacket } from './pad.ts';
import { readReply } from './replies.ts';
import { continueBody, firstPacket } from './requests.ts';
import {
  dropConnection, dropSession, portsOf, putConnection, putSession, serverOf, timerOf, type Connection, type Session, type TacacsState, type Trouble, type Turn,
} from './state.ts';

export type { TacacsState } from './state.ts';
export type TacacsEvent = AaaClientEvent<TacacsServerSettings>;

export const TACACS_CLIENT = { create: createTacacs, step, read };

const NO_OCTETS = new Uint8Array(0);
const SENT_KINDS: Readonly<Record<number, Extract<TacacsTrace, { type: 'tacacs.sent' }>['kind']>> = {
  [TACACS_TYPE.authentication]: 'AUTHEN/START',
  [TACACS_TYPE.authorization]: 'AUTHOR/START',
  [TACACS_TYPE.accounting]: 'ACCT/REQUEST',
};

export function createTacacs(): TacacsState {
  return { sessions: new Map(), connections: new Map(), nextConnection: 1, servers: new Map() };
}

export function step(state: TacacsState, event: TacacsEvent): readonly [TacacsState, readonly AaaClientAction[]] {
  const turn: Turn = { state, now: 'now' in event ? event.now : 0, actions: [] };
  perform(turn, event);
  return [turn.state, turn.actions];
}

/** The servers that were ever asked, in that order. */
export function read(state: TacacsState): readonly AaaServerCounters[] {
  return [...state.servers.values()];
}

function perform(turn: Turn, event: TacacsEvent): void {
  switch (event.type) {
    case 'request':
      return begin(turn, event);
    case 'answer': {
      const session = turn.state.sessions.get(event.handle);
      if (session?.waits === 'user' || session?.waits === 'password' || session?.waits === 'data') sendContinue(turn, session, continueBody(event.text));
      return;
    }
    case 'cancel':
      return cancel(turn, event.handle);
    case 'connected':
      return connected(turn, event.connection);
    case 'data':
      return data(turn, event.connection, event.octets);
    case 'closed':
      return closed(turn, event.connection, event.how);
    case 'timer': {
      const session = [...turn.state.sessions.values()].find(({ handle }) => timerOf(handle) === event.timer);
      if (session?.waits === 'connection' || session?.waits === 'reply') ranOut(turn, session);
      return;
    }
    case 'datagram':
    // Another protocol's.
  }
}

function begin(turn: Turn, { handle, request, servers, random }: Extract<TacacsEvent, { type: 'request' }>): void {
  if (servers.length === 0) {
    turn.actions.push({ type: 'reply', handle, reply: { type: 'error', why: 'no-servers' } });
    return;
  }
  for (const server of servers) {
    const key = keyOf(server);
    if (!turn.state.servers.has(key)) turn.state = { ...turn.state, servers: new Map(turn.state.servers).set(key, newServer(server.address, portsOf(server), turn.now)) };
  }
  attempt(turn, {
    handle, request, servers, at: 0, chance: random, sessionId: 0, connection: 0, sequence: 0, minorVersion: 0, type: 0, askedAt: turn.now, waits: 'connection', passwordSent: false,
  });
}

/** A session with the server at hand: on a connection that is shared, or on a new one. */
function attempt(turn: Turn, session: Session): void {
  const server = must(serverOf(session), 'a session is with one of its servers');
  turn.state = { ...turn.state, servers: counted(turn.state.servers, keyOf(server), session.request.kind, { requests: 1 }) };
  const shared = server.singleConnection ? [...turn.state.connections.values()].find((open) => open.open && open.sharing === 'agreed' && isSame(open.server, server)) : undefined;
  if (shared !== undefined) {
    sendFirst(turn, { ...session, connection: shared.id }, shared);
    return;
  }
  const id = turn.state.nextConnection;
  turn.state = { ...turn.state, nextConnection: id + 1 };
  putConnection(turn, { id, server, open: false, sharing: server.singleConnection ? 'offered' : 'no', held: NO_OCTETS });
  putSession(turn, { ...session, connection: id, waits: 'connection' });
  trace(turn, { type: 'tacacs.opening', server: server.address, port: server.port, timeoutSeconds: server.timeoutSeconds });
  turn.actions.push({ type: 'start', timer: timerOf(session.handle), ms: server.timeoutSeconds * 1000 });
  turn.actions.push({ type: 'connect', connection: id, to: server.address, toPort: server.port });
}

function connected(turn: Turn, id: number): void {
  const connection = turn.state.connections.get(id);
  if (connection === undefined || connection.open) return;
  const { server } = connection;
  putConnection(turn, { ...connection, open: true });
  turn.state = { ...turn.state, servers: countedWhole(turn.state.servers, keyOf(server), 'opens') };
  trace(turn, { type: 'tacacs.opened', server: server.address, port: server.port });
  for (const session of sessionsOn(turn, id)) sendFirst(turn, session, connection);
}

function sendFirst(turn: Turn, session: Session, { sharing }: Connection): void {
  const { type, minorVersion, body, pairs } = firstPacket(session.request);
  const sessionId = drawSessionId(session.chance, session.handle, session.connection);
  const flags = sharing === 'no' ? 0 : TACACS_FLAG.singleConnection;
  send(turn, { ...session, type, minorVersion, sessionId, sequence: 0 }, body, { pairs, flags });
}

/** What a user typed, or that he gave up. */
function sendContinue(turn: Turn, session: Session, body: Uint8Array): void {
  send(turn, session, body, { pairs: [], flags: 0 });
}

function send(turn: Turn, before: Session, body: Uint8Array, { pairs, flags }: { readonly pairs: readonly AaaPair[]; readonly flags: number }): void {
  const server = must(serverOf(before), 'a session is with one of its servers');
  const session: Session = { ...before, sequence: before.sequence + 1, waits: 'reply' };
  const { type, minorVersion, sequence, sessionId } = session;
  const octets = TACACS.serialize(sealPacket({ type, minorVersion, sequence, sessionId, flags }, body, server.key));
  putSession(turn, session);
  turn.state = { ...turn.state, servers: countedWhole(turn.state.servers, keyOf(server), 'packetsOut') };
  const kind = sequence > 1 ? 'AUTHEN/CONT' : (SENT_KINDS[type] ?? 'AUTHEN/START');
  trace(turn, { type: 'tacacs.sent', server: server.address, session: sessionId, sequence, kind, lengthOctets: octets.length, pairs: pairs.map(shownPair) });
  turn.actions.push({ type: 'write', connection: session.connection, octets });
  turn.actions.push({ type: 'start', timer: timerOf(session.handle), ms: server.timeoutSeconds * 1000 });
}

function data(turn: Turn, id: number, octets: Uint8Array): void {
  const connection = turn.state.connections.get(id);
  if (connection === undefined) return;
  const stream = readTacacsStream(concatOctets(connection.held, octets));
  if (stream === undefined) {
    for (const session of sessionsOn(turn, id)) invalid(turn, session, 'malformed', { why: 'malformed' });
    close(turn, id);
    return;
  }
  putConnection(turn, { ...connection, held: stream.rest });
  for (const packet of stream.packets) arrived(turn, id, packet);
}

function arrived(turn: Turn, id: number, packet: TacacsPacket): void {
  const connection = turn.state.connections.get(id);
  const session = sessionsOn(turn, id).find(({ sessionId }) => sessionId === packet.sessionId);
  if (connection === undefined || session === undefined) return;
  turn.state = { ...turn.state, servers: countedWhole(turn.state.servers, keyOf(connection.server), 'packetsIn') };
  // RFC 8907 §4.3: both say so in their first packets, or there is no sharing.
  if (connection.sharing === 'offered') {
    putConnection(turn, { ...connection, sharing: (packet.flags & TACACS_FLAG.singleConnection) !== 0 ? 'agreed' : 'no' });
  }
  if (session.waits !== 'reply' || packet.sequence !== session.sequence + 1 || packet.type !== session.type) {
    return invalid(turn, session, 'sequence', { why: 'malformed' });
  }
  const read = readReply(session, packet, connection.server.key);
  if (read === undefined) return invalid(turn, session, 'wrong-key', { why: 'wrong-secret' });
  const { kind, status, pairs, outcome } = read;
  const heard: Session = { ...session, sequence: packet.sequence };
  trace(turn, {
    type: 'tacacs.received', server: connection.server.address, session: session.sessionId, sequence: packet.sequence, kind, status,
    lengthOctets: packet.payload.length, pairs: pairs.map(shownPair),
  });
  if (outcome.type === 'send') sendContinue(turn, { ...heard, passwordSent: heard.passwordSent || outcome.password }, continueBody(outcome.text));
  else if (outcome.type === 'trouble') trouble(turn, heard, outcome.trouble);
  else finish(turn, heard, outcome.reply);
}

function invalid(turn: Turn, session: Session, why: Extract<TacacsTrace, { type: 'tacacs.invalid' }>['why'], what: Trouble): void {
  const server = must(serverOf(session), 'a session is with one of its servers');
  trace(turn, { type: 'tacacs.invalid', server: server.address, session: session.sessionId, why });
  trouble(turn, session, what);
}

function ranOut(turn: Turn, session: Session): void {
  const server = must(serverOf(session), 'a session is with one of its servers');
  turn.state = { ...turn.state, servers: counted(turn.state.servers, keyOf(server), session.request.kind, { timeouts: 1 }) };
  if (session.waits === 'connection') trace(turn, { type: 'tacacs.openFailed', server: server.address, port: server.port, how: 'timeout' });
  else trace(turn, { type: 'tacacs.timeout', server: server.address, session: session.sessionId });
  trouble(turn, session, { why: 'timeout' });
}

function closed(turn: Turn, id: number, how: Extract<TacacsEvent, { type: 'closed' }>['how']): void {
  const connection = turn.state.connections.get(id);
  if (connection === undefined) return;
  const { server, open } = connection;
  dropConnection(turn, id);
  if (open) {
    turn.state = { ...turn.state, servers: countedWhole(turn.state.servers, keyOf(server), 'closes') };
    trace(turn, { type: 'tacacs.closedByServer', server: server.address, port: server.port });
  } else trace(turn, { type: 'tacacs.openFailed', server: server.address, port: server.port, how: how === 'closed' ? 'refused' : how });
  for (const session of sessionsOn(turn, id)) trouble(turn, session, { why: open || how === 'closed' ? 'closed' : how });
}

/** This server is of no use for the question: the next, or the end. */
function trouble(turn: Turn, session: Session, { why, detail }: Trouble): void {
  const server = must(serverOf(session), 'a session is with one of its servers');
  turn.state = { ...turn.state, servers: counted(countedWhole(turn.state.servers, keyOf(server), 'errors'), keyOf(server), session.request.kind, { errors: 1 }) };
  // A dialogue cannot begin anew without whoever typed: the method list may.
  const begun = session.sequence > 2;
  if (!begun && session.at + 1 < session.servers.length) {
    leave(turn, session);
    attempt(turn, { ...session, at: session.at + 1, sequence: 0 });
    return;
  }
  finish(turn, session, { type: 'error', why, ...(detail === undefined ? {} : { detail }) });
}

function finish(turn: Turn, session: Session, reply: AaaReply): void {
  const { handle, request } = session;
  turn.actions.push({ type: 'stop', timer: timerOf(handle) });
  if (reply.type === 'ask') putSession(turn, { ...session, waits: reply.what });
  else {
    const server = must(serverOf(session), 'a session is with one of its servers');
    if (reply.type !== 'error') {
      const counts = { ...(reply.type === 'pass' ? { accepts: 1 } : { rejects: 1 }), responseMs: turn.now - session.askedAt };
      turn.state = { ...turn.state, servers: counted(turn.state.servers, keyOf(server), request.kind, counts) };
    }
    leave(turn, session);
  }
  turn.actions.push({ type: 'reply', handle, reply });
}

function cancel(turn: Turn, handle: number): void {
  const session = turn.state.sessions.get(handle);
  if (session === undefined) return;
  // RFC 8907 §5.4.3: the server is told that nobody types any more.
  if (session.waits === 'user' || session.waits === 'password' || session.waits === 'data') {
    sendContinue(turn, session, AUTHEN_CONTINUE.serialize({ flags: CONTINUE_FLAG_ABORT, message: '', data: NO_OCTETS }));
  }
  turn.actions.push({ type: 'stop', timer: timerOf(handle) });
  leave(turn, session);
}

/** The session is over; its connection too, unless it is shared. */
function leave(turn: Turn, session: Session): void {
  dropSession(turn, session.handle);
  if (turn.state.connections.get(session.connection)?.sharing !== 'agreed') close(turn, session.connection);
}

function close(turn: Turn, id: number): void {
  const connection = turn.state.connections.get(id);
  if (connection === undefined) return;
  const { server, open } = connection;
  dropConnection(turn, id);
  if (open) trace(turn, { type: 'tacacs.closing', server: server.address, port: server.port });
  turn.state = { ...turn.state, servers: countedWhole(turn.state.servers, keyOf(server), open ? 'closes' : 'aborts') };
  turn.actions.push({ type: 'disconnect', connection: id });
}

function sessionsOn(turn: Turn, id: number): readonly Session[] {
  return [...turn.state.sessions.values()].filter(({ connection }) => connection === id);
}

function isSame(a: TacacsServerSettings, b: TacacsServerSettings): boolean {
  return a.address === b.address && a.port === b.port && a.key === b.key;
}

function keyOf(server: TacacsServerSettings): string {
  return serverKey(server.address, portsOf(server));
}

function trace(turn: Turn, event: TacacsTrace): void {
  turn.actions.push({ type: 'trace', event });
}
