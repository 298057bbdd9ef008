// A host of a LAN that asks authentication servers with the client machines of the routers, over the transport of hosts.

import type { Ipv4Address } from '../../src/base/ipv4.ts';
import type { Clock } from '../../src/engine/clock.ts';
import { randomStream } from '../../src/engine/random.ts';
import { hostTransport } from '../../src/network/lan/aaa-server/host-transport.ts';
import type { LanHost } from '../../src/network/lan/lan-host.ts';
import type { TcpConnection, Transport } from '../../src/network/router/ip/transport.ts';
import { TimerBank } from '../../src/network/timer-bank.ts';
import { RADIUS_CLIENT } from '../../src/protocols/aaa/radius/client.ts';
import { TACACS_CLIENT } from '../../src/protocols/aaa/tacacs/client.ts';
import type { AaaClientAction, AaaClientEvent, AaaReply, AaaRequest, RadiusServerSettings, TacacsServerSettings } from '../../src/protocols/aaa/types.ts';

const PORT = 1645;

export class AaaHost {
  readonly #clock: Clock;
  readonly #transport: Transport;
  readonly #address: Ipv4Address;
  readonly #tell: (event: AaaClientEvent<never>) => void;
  readonly #timers: TimerBank<string>;
  readonly #connections = new Map<number, TcpConnection>();
  readonly #replies = new Map<number, (reply: AaaReply) => void>();
  #handle = 0;

  constructor(protocol: 'radius' | 'tacacs+', clock: Clock, host: LanHost) {
    this.#clock = clock;
    this.#address = host.address;
    const before = host.service;
    this.#transport = hostTransport(host, clock, randomStream(1, protocol));
    const { service } = host;
    // Both protocols at one host: datagrams are RADIUS's.
    if (before !== undefined && service !== undefined) host.service = { ...service, receiveUdp: (packet) => before.receiveUdp(packet) };
    this.#tell = protocol === 'radius' ? this.#machine(RADIUS_CLIENT) : this.#machine(TACACS_CLIENT);
    this.#timers = new TimerBank(clock, (timer) => this.#tell({ type: 'timer', timer, now: clock.now }));
    this.#transport.udp.bind(PORT, ({ sourcePort: fromPort, data: octets }, from) => this.#tell({ type: 'datagram', from, fromPort, octets, now: clock.now }));
  }

  ask(request: AaaRequest, servers: readonly (RadiusServerSettings | TacacsServerSettings)[]): { readonly reply: AaaReply | undefined } {
    this.#handle += 1;
    let last: AaaReply | undefined;
    this.#replies.set(this.#handle, (reply) => (last = reply));
    // A test asks servers of the host's protocol.
    this.#tell({ type: 'request', handle: this.#handle, request, group: 'group', servers: servers as never[], now: this.#clock.now, random: 0x1234 });
    return {
      get reply() {
        return last;
      },
    };
  }

  #machine<State>(machine: { create(): State; step(state: State, event: AaaClientEvent<never>): readonly [State, readonly AaaClientAction[]] }): (event: AaaClientEvent<never>) => void {
    let state = machine.create();
    return (event) => {
      const [next, actions] = machine.step(state, event);
      state = next;
      for (const action of actions) this.#perform(action);
    };
  }

  #perform(action: AaaClientAction): void {
    switch (action.type) {
      case 'reply':
        return this.#replies.get(action.handle)?.(action.reply);
      case 'send':
        return this.#transport.sendUdp({ sourcePort: PORT, destinationPort: action.toPort, data: action.octets }, this.#address, action.to);
      case 'start':
        return this.#timers.start(action.timer, action.ms);
      case 'stop':
        return this.#timers.stop(action.timer);
      case 'write':
        return this.#connections.get(action.connection)?.send(action.octets);
      case 'disconnect': {
        const connection = this.#connections.get(action.connection);
        this.#connections.delete(action.connection);
        return connection?.close();
      }
      case 'connect':
        return this.#connect(action.connection, action.to, action.toPort);
      case 'trace':
    }
  }

  #connect(id: number, to: Ipv4Address, port: number): void {
    const now = (): number => this.#clock.now;
    const closed = (how: 'refused' | 'closed'): void => {
      if (this.#connections.delete(id)) this.#tell({ type: 'closed', connection: id, how, now: now() });
    };
    const connection = this.#transport.openTcp(to, port, undefined, {
      opened: () => this.#tell({ type: 'connected', connection: id, now: now() }),
      data: (octets) => this.#tell({ type: 'data', connection: id, octets, now: now() }),
      peerClosed: () => closed('closed'),
      ended: (reason) => closed(reason === 'refused' ? 'refused' : 'closed'),
    });
    if (connection !== undefined) this.#connections.set(id, connection);
  }
}
