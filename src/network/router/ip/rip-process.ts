// `router rip` at work: the RIP machine with its timers, its messages as UDP datagrams on port 520, and the group of RIP
// routers that it listens to. What its routes are worth beside others is for the routes to say (routes.ts).

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { Instant } from '../../../base/time.ts';
import type { Clock } from '../../../engine/clock.ts';
import type { RandomStream } from '../../../engine/random.ts';
import { RIP_MULTICAST } from '../../../protocols/rip/output.ts';
import { readDatabase, readHeardAt, readRoutes, readSources, type DatabaseEntry, type RipSource } from '../../../protocols/rip/readers.ts';
import { createRip, step, type RipState } from '../../../protocols/rip/rip.ts';
import type { RipAction, RipEvent, RipPolicy, RipRoute } from '../../../protocols/rip/types.ts';
import { IP_PROTOCOL } from '../../../wire/ipv4.ts';
import { RIP, RIP_PORT, type RipMessage } from '../../../wire/rip.ts';
import { serializeUdp } from '../../../wire/udp.ts';
import { TimerBank } from '../../timer-bank.ts';
import { Turnstile } from '../../turnstile.ts';
import type { TraceEvent } from '../../trace.ts';
import type { IpStack } from './ip-stack.ts';

/** RFC 791: precedence "internetwork control", as routers send their updates. */
const INTERNETWORK_CONTROL = 0xc0;
/** A neighbour is one hop away; routers allow for one more. */
const TIME_TO_LIVE = 2;

export interface RipOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly ip: IpStack;
  record(event: TraceEvent, interfaceName?: string): void;
  /** The routes are other ones now. */
  changed(): void;
}

export class RipProcess {
  readonly #owner: RipOwner;
  readonly #timers: TimerBank<string>;
  readonly #turnstile = new Turnstile();
  #state: RipState = createRip();

  constructor(owner: RipOwner) {
    this.#owner = owner;
    this.#timers = new TimerBank(owner.clock, (timer) => this.#tell({ type: 'timer', timer }));
    const { ip } = owner;
    ip.transport.udp.bind(RIP_PORT, ({ sourcePort, data }, from, _to, arrivedOn) => this.#receive(data, from, sourcePort, arrivedOn));
    ip.join(RIP_MULTICAST);
  }

  /** `no router rip`, or the router goes down: nobody is told. */
  stop(): void {
    const { ip } = this.#owner;
    this.#timers.stopAll();
    ip.transport.udp.release(RIP_PORT);
    ip.leave(RIP_MULTICAST);
  }

  configure(policy: RipPolicy): void {
    this.#tell({ type: 'configure', policy });
  }

  clear(prefix: Ipv4Address | undefined): void {
    this.#tell({ type: 'clear', ...(prefix === undefined ? {} : { prefix }) });
  }

  // ---- readers

  get policy(): RipPolicy {
    return this.#state.policy;
  }

  routes(): readonly RipRoute[] {
    return readRoutes(this.#state);
  }

  heardAt(path: Parameters<typeof readHeardAt>[1]): Instant | undefined {
    return readHeardAt(this.#state, path);
  }

  database(): readonly DatabaseEntry[] {
    return readDatabase(this.#state);
  }

  sources(): readonly RipSource[] {
    return readSources(this.#state, this.#owner.clock.now);
  }

  get nextUpdateAt(): Instant | undefined {
    return this.#timers.endsAt('update');
  }

  // ---- the machine

  #tell(event: RipEvent): void {
    this.#turnstile.pass(() => {
      const [state, actions] = step(this.#state, event, this.#owner.clock.now);
      this.#state = state;
      for (const action of actions) this.#perform(action);
    });
  }

  #perform(action: RipAction): void {
    switch (action.type) {
      case 'send':
        this.#send(action);
        return;
      case 'start': {
        const byChance = action.jitterMs === 0 ? 0 : this.#owner.random.below(action.jitterMs + 1);
        this.#timers.start(action.timer, action.ms + byChance);
        return;
      }
      case 'stop':
        this.#timers.stop(action.timer);
        return;
      case 'routes':
        this.#owner.changed();
        return;
      case 'trace':
        this.#owner.record(action.event, action.interface);
    }
  }

  #send({ interface: name, source, destination, port, message }: Extract<RipAction, { type: 'send' }>): void {
    const { ip, clock } = this.#owner;
    const datagram = { sourcePort: RIP_PORT, destinationPort: port, data: RIP.serialize(message) };
    const packet = {
      protocol: IP_PROTOCOL.udp,
      source,
      destination,
      dontFragment: false,
      payload: serializeUdp(datagram, source, destination),
      timeToLive: TIME_TO_LIVE,
      typeOfService: INTERNETWORK_CONTROL,
    };
    const toAll = destination >= RIP_MULTICAST;
    // In an event of its own: what it sets off finds this step finished.
    clock.after(0, () => (toAll ? ip.sendOn(name, packet) : ip.send(packet)));
  }

  #receive(data: Uint8Array, from: Ipv4Address, port: number, arrivedOn: string): void {
    const parsed = RIP.parse(data);
    if (!parsed.ok) {
      this.#owner.record({ type: 'frame.ignored', reason: `RIP: ${parsed.error.message}` }, arrivedOn);
      return;
    }
    const message: RipMessage = parsed.value;
    const own = this.#owner.ip.locals.some((local) => local.address === from);
    this.#tell({ type: 'message', message, from, port, interface: arrivedOn, own });
  }
}
