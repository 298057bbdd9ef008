// Names that a router asks name servers for: each lookup is a resolver machine with a port of its own, whose queries leave as
// datagrams like any others, to all interfaces where no server is known. What was found is remembered for as long as it may be.

import { LateMap } from '../../../base/late-map.ts';
import { isDnsName } from '../../../base/dns-name.ts';
import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { Instant } from '../../../base/time.ts';
import type { ResolverSettings } from '../../../config/model.ts';
import type { Clock } from '../../../engine/clock.ts';
import type { RandomStream } from '../../../engine/random.ts';
import { createResolver, step, type ResolverAction, type ResolverEvent, type ResolverState } from '../../../protocols/dns/resolver.ts';
import { LIMITED_BROADCAST } from '../../../protocols/ip/forward.ts';
import { DNS, DNS_PORT } from '../../../wire/dns.ts';
import { TimerBank } from '../../timer-bank.ts';
import type { TraceEvent } from '../../trace.ts';
import type { IpStack } from './ip-stack.ts';

export interface NameResolverOwner {
  readonly clock: Clock;
  readonly random: RandomStream;
  readonly ip: IpStack;
  settings(): ResolverSettings;
  record(event: TraceEvent): void;
}

export interface LearntName {
  readonly name: string;
  readonly address: Ipv4Address;
  readonly since: Instant;
}

export class NameResolver {
  readonly #owner: NameResolverOwner;
  readonly #lookups = new Set<Lookup>();
  readonly #learnt = new LateMap<string, LearntName & { readonly until: Instant }>();

  constructor(owner: NameResolverOwner) {
    this.#owner = owner;
  }

  /** Those that are still to be relied on. */
  learnt(): readonly LearntName[] {
    const { now } = this.#owner.clock;
    return [...this.#learnt.values()].filter(({ until }) => until > now);
  }

  /** `done` is called once, with undefined when nobody knows the name, and never before this returns. */
  lookUp(name: string, done: (address: Ipv4Address | undefined) => void): { abort(): void } {
    const { clock } = this.#owner;
    const lookup = new Lookup(this.#owner, name, (found) => {
      this.#lookups.delete(lookup);
      if (found !== undefined) this.#learnt.set(found.name.toLowerCase(), { ...found, since: clock.now, until: clock.now + found.timeToLiveSeconds * 1000 });
      done(found?.address);
    });
    this.#lookups.add(lookup);
    clock.after(0, () => lookup.start());
    return lookup;
  }

  /** The router goes down, and forgets. */
  stop(): void {
    for (const lookup of [...this.#lookups]) lookup.abort();
    this.#learnt.clear();
  }
}

class Lookup {
  readonly #owner: NameResolverOwner;
  readonly #timer: TimerBank<'answer'>;
  readonly #port: number;
  readonly #done: (found: Extract<ResolverAction, { type: 'done' }>['found']) => void;
  #state: ResolverState;

  constructor(owner: NameResolverOwner, name: string, done: (found: Extract<ResolverAction, { type: 'done' }>['found']) => void) {
    const { servers, domain } = owner.settings();
    const { udp } = owner.ip.transport;
    this.#owner = owner;
    this.#done = done;
    this.#timer = new TimerBank(owner.clock, () => this.#tell({ type: 'timer' }));
    this.#port = udp.freePort();
    udp.bind(this.#port, ({ data, sourcePort }, from) => {
      const message = DNS.parse(data);
      if (message.ok && sourcePort === DNS_PORT) this.#tell({ type: 'response', message: message.value, from });
    });
    const asked = isDnsName(name) ? (servers.length === 0 ? [LIMITED_BROADCAST] : servers) : [];
    this.#state = createResolver({ name, servers: asked, id: owner.random.uint32() & 0xffff, ...(domain === undefined || !isDnsName(`${name}.${domain}`) ? {} : { domain }) });
  }

  start(): void {
    this.#tell({ type: 'start' });
  }

  abort(): void {
    this.#tell({ type: 'abort' });
    this.#owner.ip.transport.udp.release(this.#port);
  }

  #tell(event: ResolverEvent): void {
    const [state, actions] = step(this.#state, event);
    this.#state = state;
    for (const action of actions) this.#perform(action);
  }

  #perform(action: ResolverAction): void {
    switch (action.type) {
      case 'send':
        this.#owner.ip.sendUdp({ sourcePort: this.#port, destinationPort: DNS_PORT, data: DNS.serialize(action.message) }, action.server);
        return;
      case 'start':
        this.#timer.start('answer', action.ms);
        return;
      case 'stop':
        this.#timer.stop('answer');
        return;
      case 'trace':
        this.#owner.record(action.event);
        return;
      case 'done':
        this.#owner.ip.transport.udp.release(this.#port);
        this.#done(action.found);
    }
  }
}
