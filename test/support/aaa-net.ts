// A client machine of RADIUS or TACACS+ and the lab's own server machines, with nothing between them but time: what is sent
// arrives after a millisecond, unless a server is down, slow, or has what it says changed on the way.

import { Clock } from '../../src/engine/clock.ts';
import type { Ipv4Address } from '../../src/base/ipv4.ts';
import { RADIUS_CLIENT } from '../../src/protocols/aaa/radius/client.ts';
import { createRadiusServer, serve as serveRadius, type RadiusServerState } from '../../src/protocols/aaa/server/radius-server.ts';
import { createTacacsServer, serve as serveTacacs, type TacacsServerState } from '../../src/protocols/aaa/server/tacacs-server.ts';
import type { AaaServerTrace, ServedPlan, ServedUser } from '../../src/protocols/aaa/server/types.ts';
import { TACACS_CLIENT } from '../../src/protocols/aaa/tacacs/client.ts';
import type { AaaTrace } from '../../src/protocols/aaa/trace.ts';
import type { AaaClientAction, AaaClientEvent, AaaPlace, AaaReply, AaaRequest, RadiusServerSettings, TacacsServerSettings } from '../../src/protocols/aaa/types.ts';

export const KEY = 'ringkey';
export const SERVER_1: Ipv4Address = 0x0a010105;
export const SERVER_2: Ipv4Address = 0x0a010106;
export const ROUTER: Ipv4Address = 0x0a010101;

export const PLACE: AaaPlace = { port: 'BRI0:1', portNumber: 30_001, portType: 'isdn-sync', callingNumber: '5551234', calledNumber: '5551000', nasAddress: ROUTER };

export function radiusServer(address = SERVER_1, more: Partial<RadiusServerSettings> = {}): RadiusServerSettings {
  return { protocol: 'radius', address, authPort: 1645, acctPort: 1646, timeoutSeconds: 5, retransmit: 3, deadtimeMinutes: 0, key: KEY, ...more };
}

export function tacacsServer(address = SERVER_1, more: Partial<TacacsServerSettings> = {}): TacacsServerSettings {
  return { protocol: 'tacacs+', address, port: 49, timeoutSeconds: 5, singleConnection: false, key: KEY, ...more };
}

export function planOf(users: readonly ServedUser[], key = KEY): ServedPlan {
  return { clients: [{ key }], users: new Map(users.map((user) => [user.name, user])) };
}

export function userOf(name: string, password: string, more: Partial<ServedUser> = {}): ServedUser {
  return { name, passwords: { pap: password, chap: password, login: password, enable: password }, radius: [], services: [], ...more };
}

/** How a server behaves. */
export interface Manners {
  readonly plan: ServedPlan;
  readonly down?: boolean;
  readonly delayMs?: number;
  /** What becomes of an answer on the way; undefined loses it. */
  readonly changed?: (octets: Uint8Array, count: number) => Uint8Array | undefined;
  /** Closes the connection instead of answering. */
  readonly closes?: boolean;
}

export interface AaaNet {
  readonly clock: Clock;
  readonly traces: readonly AaaTrace[];
  readonly log: readonly AaaServerTrace[];
  /** Octets to servers, in their order. */
  readonly sent: readonly { readonly to: Ipv4Address; readonly octets: Uint8Array; readonly at: number }[];
  readonly manners: Map<Ipv4Address, Manners>;
  /** How many connections were opened. */
  readonly connections: () => number;
  ask(request: AaaRequest, servers: readonly (RadiusServerSettings | TacacsServerSettings)[]): Asked;
  event(event: AaaClientEvent<never>): void;
  counters(): ReturnType<typeof RADIUS_CLIENT.read>;
  running(): readonly string[];
}

export interface Asked {
  readonly handle: number;
  /** The last reply. */
  readonly reply: AaaReply | undefined;
  /** When it came. */
  readonly at: number | undefined;
  answer(text: string): void;
}

const WAY_MS = 1;

export function radiusNet(manners: readonly (readonly [Ipv4Address, Manners])[]): AaaNet {
  return aaaNet(RADIUS_CLIENT, manners);
}

export function tacacsNet(manners: readonly (readonly [Ipv4Address, Manners])[]): AaaNet {
  return aaaNet(TACACS_CLIENT, manners);
}

interface Machine<State> {
  create(): State;
  // Either machine; each hears only of its own servers.
  step(state: State, event: AaaClientEvent<never>): readonly [State, readonly AaaClientAction[]];
  read(state: State): ReturnType<typeof RADIUS_CLIENT.read>;
}

function aaaNet<State>(client: Machine<State>, list: readonly (readonly [Ipv4Address, Manners])[]): AaaNet {
  const clock = new Clock();
  const manners = new Map(list);
  const traces: AaaTrace[] = [];
  const log: AaaServerTrace[] = [];
  const sent: { to: Ipv4Address; octets: Uint8Array; at: number }[] = [];
  const timers = new Map<string, () => void>();
  const replies = new Map<number, { reply: AaaReply | undefined; at: number | undefined }>();
  const radiusStates = new Map<Ipv4Address, RadiusServerState>();
  const connections = new Map<number, { readonly to: Ipv4Address; state: TacacsServerState }>();
  let opened = 0;
  let state = client.create();
  let handle = 0;
  let answers = 0;

  const tell = (event: AaaClientEvent<never>): void => {
    const [next, actions] = client.step(state, event);
    state = next;
    for (const action of actions) perform(action);
  };
  const back = (manner: Manners, octets: Uint8Array, then: (octets: Uint8Array) => void): void => {
    answers += 1;
    const changed = manner.changed === undefined ? octets : manner.changed(octets, answers);
    if (changed !== undefined) clock.after(WAY_MS + (manner.delayMs ?? 0), () => then(changed));
  };
  const perform = (action: AaaClientAction): void => {
    switch (action.type) {
      case 'reply':
        replies.set(action.handle, { reply: action.reply, at: clock.now });
        return;
      case 'trace':
        traces.push(action.event);
        return;
      case 'start':
        timers.get(action.timer)?.();
        timers.set(
          action.timer,
          clock.after(action.ms, () => {
            timers.delete(action.timer);
            tell({ type: 'timer', timer: action.timer, now: clock.now });
          }),
        );
        return;
      case 'stop':
        timers.get(action.timer)?.();
        timers.delete(action.timer);
        return;
      case 'send': {
        sent.push({ to: action.to, octets: action.octets, at: clock.now });
        const manner = manners.get(action.to);
        if (manner === undefined || manner.down === true) return;
        const before = radiusStates.get(action.to) ?? createRadiusServer(manner.plan);
        const [after, outcome] = serveRadius({ ...before, plan: manner.plan }, { from: ROUTER, fromPort: 1645, octets: action.octets, now: clock.now });
        radiusStates.set(action.to, after);
        log.push(outcome.log);
        if (outcome.reply !== undefined) back(manner, outcome.reply, (octets) => tell({ type: 'datagram', from: action.to, fromPort: action.toPort, octets, now: clock.now }));
        return;
      }
      case 'connect': {
        const manner = manners.get(action.to);
        if (manner?.down === true) return;
        if (manner === undefined) return void clock.after(WAY_MS, () => tell({ type: 'closed', connection: action.connection, how: 'refused', now: clock.now }));
        opened += 1;
        connections.set(action.connection, { to: action.to, state: createTacacsServer(manner.plan, ROUTER) });
        return void clock.after(WAY_MS, () => tell({ type: 'connected', connection: action.connection, now: clock.now }));
      }
      case 'write': {
        const connection = connections.get(action.connection);
        const manner = connection === undefined ? undefined : manners.get(connection.to);
        if (connection === undefined || manner === undefined) return;
        sent.push({ to: connection.to, octets: action.octets, at: clock.now });
        const closing = (): void => {
          if (connections.delete(action.connection)) tell({ type: 'closed', connection: action.connection, how: 'closed', now: clock.now });
        };
        if (manner.closes === true) return void clock.after(WAY_MS, closing);
        const [after, outcome] = serveTacacs(connection.state, action.octets);
        connection.state = after;
        log.push(...outcome.log);
        for (const octets of outcome.send) back(manner, octets, (data) => connections.has(action.connection) && tell({ type: 'data', connection: action.connection, octets: data, now: clock.now }));
        if (outcome.close) clock.after(2 * WAY_MS, closing);
        return;
      }
      case 'disconnect':
        connections.delete(action.connection);
    }
  };

  return {
    clock,
    traces,
    log,
    sent,
    manners,
    connections: () => opened,
    ask(request, servers) {
      handle += 1;
      const mine = handle;
      replies.set(mine, { reply: undefined, at: undefined });
      // The net is made for one protocol, and so are the servers that a test asks.
      tell({ type: 'request', handle: mine, request, group: 'group', servers: servers as never[], now: clock.now, random: 0x1234_5678 });
      return {
        handle: mine,
        get reply() {
          return replies.get(mine)?.reply;
        },
        get at() {
          return replies.get(mine)?.at;
        },
        answer: (text) => tell({ type: 'answer', handle: mine, text }),
      };
    },
    event: tell,
    counters: () => client.read(state),
    running: () => [...timers.keys()],
  };
}
