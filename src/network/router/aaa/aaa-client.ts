// One client machine of a router, of RADIUS or of TACACS+, on its transport: datagrams from a port of its own, or connections.
// Replies go to whoever asked under that handle. What the machine tells is recorded for the port that the question is about,
// as far as one can tell whose it is.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import { LateMap } from '../../../base/late-map.ts';
import type { Clock } from '../../../engine/clock.ts';
import type { RandomStream } from '../../../engine/random.ts';
import type {
  AaaClientAction, AaaClientEvent, AaaHandle, AaaReply, AaaRequest, AaaServerCounters, RadiusServerSettings, TacacsServerSettings,
} from '../../../protocols/aaa/types.ts';
import type { AaaTrace } from '../../../protocols/aaa/trace.ts';
import { TimerBank } from '../../timer-bank.ts';
import type { TraceEvent } from '../../trace.ts';
import { Turnstile } from '../../turnstile.ts';
import type { TcpEnd } from '../../../protocols/tcp/types.ts';
import type { TcpConnection, Transport } from '../ip/transport.ts';

/** A machine as protocols/aaa/radius and protocols/aaa/tacacs export theirs. */
export interface ClientMachine<State, Server extends RadiusServerSettings | TacacsServerSettings> {
  create(): State;
  step(state: State, event: AaaClientEvent<Server>): readonly [State, readonly AaaClientAction[]];
  read(state: State): readonly AaaServerCounters[];
}

export interface AaaClientOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly transport: Transport;
  record(event: TraceEvent, interfaceName?: string): void;
  /** Where what is sent to a server comes from; undefined where no route leads there. */
  sourceFor(server: Ipv4Address): Ipv4Address | undefined;
}

interface Asked {
  readonly port: string;
  readonly reply: (reply: AaaReply) => void;
}

/** Datagrams leave from the port that RADIUS was first given (RFC 2865 §3), as those of IOS 12.2 do. */
const RADIUS_SOURCE_PORT = 1645;

export class AaaClient<State, Server extends RadiusServerSettings | TacacsServerSettings> {
  readonly #owner: AaaClientOwner;
  readonly #machine: ClientMachine<State, Server>;
  readonly #timers: TimerBank<string>;
  readonly #turnstile = new Turnstile();
  readonly #asked = new LateMap<AaaHandle, Asked>();
  readonly #connections = new LateMap<number, TcpConnection>();
  #state: State;
  #listens = false;

  constructor(owner: AaaClientOwner, machine: ClientMachine<State, Server>) {
    this.#owner = owner;
    this.#machine = machine;
    this.#state = machine.create();
    this.#timers = new TimerBank(owner.clock, (timer) => this.#tell({ type: 'timer', timer, now: this.#owner.clock.now }));
  }

  get servers(): readonly AaaServerCounters[] {
    return this.#machine.read(this.#state);
  }

  ask(handle: AaaHandle, request: AaaRequest, group: string, servers: readonly Server[], port: string, reply: (reply: AaaReply) => void): void {
    this.#asked.set(handle, { port, reply });
    const { clock, random } = this.#owner;
    this.#tell({ type: 'request', handle, request, group, servers, now: clock.now, random: random.uint32() });
  }

  answer(handle: AaaHandle, text: string): void {
    this.#tell({ type: 'answer', handle, text });
  }

  cancel(handle: AaaHandle): void {
    if (this.#asked.delete(handle)) this.#tell({ type: 'cancel', handle });
  }

  /** The router goes down: nobody waits any more, and nothing is remembered. */
  forget(): void {
    this.#timers.stopAll();
    this.#asked.clear();
    this.#connections.clear();
    this.#state = this.#machine.create();
  }

  #tell(event: AaaClientEvent<Server>): void {
    this.#turnstile.pass(() => {
      const [state, actions] = this.#machine.step(this.#state, event);
      this.#state = state;
      const port = this.#portOf(event, actions);
      for (const action of actions) this.#perform(action, port);
    });
  }

  /** Whose question it is: the one that is asked or answered now, or the only one that waits. */
  #portOf(event: AaaClientEvent<Server>, actions: readonly AaaClientAction[]): string | undefined {
    const handle = 'handle' in event ? event.handle : actions.find((action) => action.type === 'reply')?.handle;
    if (handle !== undefined) return this.#asked.get(handle)?.port;
    const ports = new Set([...this.#asked.values()].map(({ port }) => port));
    return ports.size === 1 ? [...ports][0] : undefined;
  }

  #perform(action: AaaClientAction, port: string | undefined): void {
    switch (action.type) {
      case 'reply': {
        const asked = this.#asked.get(action.handle);
        if (action.reply.type !== 'ask') this.#asked.delete(action.handle);
        asked?.reply(action.reply);
        return;
      }
      case 'send':
        this.#send(action.to, action.toPort, action.octets);
        return;
      case 'connect':
        this.#connect(action.connection, action.to, action.toPort);
        return;
      case 'write':
        this.#connections.get(action.connection)?.send(action.octets);
        return;
      case 'disconnect': {
        const connection = this.#connections.get(action.connection);
        this.#connections.delete(action.connection);
        connection?.close();
        return;
      }
      case 'start':
        this.#timers.start(action.timer, action.ms);
        return;
      case 'stop':
        this.#timers.stop(action.timer);
        return;
      case 'trace':
        this.#owner.record(this.#sourced(action.event), 'from' in action.event ? action.event.from : port);
        return;
    }
  }

  /** The machine does not know the router's addresses. */
  #sourced(event: AaaTrace): AaaTrace {
    if (event.type !== 'tacacs.opening') return event;
    const source = this.#owner.sourceFor(event.server);
    return source === undefined ? event : { ...event, source };
  }

  #send(to: Ipv4Address, destinationPort: number, data: Uint8Array): void {
    const { transport, clock } = this.#owner;
    if (!this.#listens) {
      this.#listens = transport.udp.bind(RADIUS_SOURCE_PORT, ({ sourcePort: fromPort, data: octets }, from) => {
        this.#tell({ type: 'datagram', from, fromPort, octets, now: clock.now });
      });
    }
    const source = this.#owner.sourceFor(to);
    // Nobody leads there: it is as lost as on the way.
    if (source !== undefined) transport.sendUdp({ sourcePort: RADIUS_SOURCE_PORT, destinationPort, data }, source, to);
  }

  #connect(connection: number, to: Ipv4Address, port: number): void {
    const { transport, clock } = this.#owner;
    const opened = transport.openTcp(to, port, this.#owner.sourceFor(to), {
      opened: () => this.#tell({ type: 'connected', connection, now: clock.now }),
      data: (octets) => this.#tell({ type: 'data', connection, octets, now: clock.now }),
      peerClosed: () => this.#closed(connection, 'closed'),
      ended: (reason) => this.#closed(connection, howOf(reason)),
    });
    if (opened === undefined) this.#tell({ type: 'closed', connection, how: 'unreachable', now: clock.now });
    else this.#connections.set(connection, opened);
  }

  #closed(connection: number, how: 'refused' | 'unreachable' | 'timeout' | 'closed'): void {
    const known = this.#connections.get(connection);
    if (known === undefined) return;
    this.#connections.delete(connection);
    known.close();
    this.#tell({ type: 'closed', connection, how, now: this.#owner.clock.now });
  }
}

function howOf(reason: TcpEnd): 'refused' | 'unreachable' | 'timeout' | 'closed' {
  return reason === 'refused' || reason === 'unreachable' || reason === 'timeout' ? reason : 'closed';
}
