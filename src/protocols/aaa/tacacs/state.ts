// What the TACACS+ client of a router keeps: the questions that are not answered, each a session on some connection, the
// connections, and what it knows of its servers.

import type { ServerBook } from '../server-counters.ts';
import type { AaaClientAction, AaaError, AaaHandle, AaaRequest, TacacsServerSettings } from '../types.ts';

export interface TacacsState {
  readonly sessions: ReadonlyMap<AaaHandle, Session>;
  readonly connections: ReadonlyMap<number, Connection>;
  readonly nextConnection: number;
  readonly servers: ServerBook;
}

export interface Session {
  readonly handle: AaaHandle;
  readonly request: AaaRequest;
  readonly servers: readonly TacacsServerSettings[];
  /** Index of the one that is being tried. */
  readonly at: number;
  readonly chance: number;
  /** Of this try. */
  readonly sessionId: number;
  readonly connection: number;
  /** Of the last packet, sent or received. */
  readonly sequence: number;
  readonly minorVersion: number;
  readonly type: number;
  readonly askedAt: number;
  readonly waits: 'connection' | 'reply' | 'user' | 'password' | 'data';
  /** The password that came with the question goes out once. */
  readonly passwordSent: boolean;
}

export interface Connection {
  readonly id: number;
  readonly server: TacacsServerSettings;
  readonly open: boolean;
  /** Whether several sessions share it (RFC 8907 §4.3): the first packets of both sides say so. */
  readonly sharing: 'no' | 'offered' | 'agreed';
  /** Received, and no whole packet yet. */
  readonly held: Uint8Array;
}

/** One step's work: the state as it changes, and what is to be done. */
export interface Turn {
  state: TacacsState;
  readonly now: number;
  readonly actions: AaaClientAction[];
}

export interface Trouble {
  readonly why: AaaError;
  readonly detail?: string;
}

export function putSession(turn: Turn, session: Session): void {
  turn.state = { ...turn.state, sessions: new Map(turn.state.sessions).set(session.handle, session) };
}

export function dropSession(turn: Turn, handle: AaaHandle): void {
  const sessions = new Map(turn.state.sessions);
  sessions.delete(handle);
  turn.state = { ...turn.state, sessions };
}

export function putConnection(turn: Turn, connection: Connection): void {
  turn.state = { ...turn.state, connections: new Map(turn.state.connections).set(connection.id, connection) };
}

export function dropConnection(turn: Turn, id: number): void {
  const connections = new Map(turn.state.connections);
  connections.delete(id);
  turn.state = { ...turn.state, connections };
}

export function serverOf({ servers, at }: Session): TacacsServerSettings | undefined {
  return servers[at];
}

/** One port, and none of accounting alone. */
export function portsOf({ port }: TacacsServerSettings): readonly [number, number] {
  return [port, 0];
}

export function timerOf(handle: AaaHandle): string {
  return `session:${handle}`;
}
