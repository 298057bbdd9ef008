// Routers that run RIP and nothing else, joined by point-to-point links: the machine with a clock, every message as octets.
// Each router has one network of its own, and each link is a subnet.

import { must } from '../../src/base/assert.ts';
import { maskOf } from '../../src/base/ipv4.ts';
import { Clock, type Scheduled } from '../../src/engine/clock.ts';
import { randomStream, type RandomStream } from '../../src/engine/random.ts';
import { readRoutes } from '../../src/protocols/rip/readers.ts';
import { createRip, RIP_DEFAULT_TIMES, step, type RipState } from '../../src/protocols/rip/rip.ts';
import type { RipAction, RipEvent, RipInterface, RipLocal, RipPolicy, RipVersion } from '../../src/protocols/rip/types.ts';
import { RIP, RIP_PORT } from '../../src/wire/rip.ts';

const MASK = maskOf(24);
/** 10.R.0.0/24 is router R's own, 10.100.L.0/24 link L's. */
export const stub = (router: number): number => 0x0a000000 + router * 0x10000;
const linkNetwork = (link: number): number => 0x0a640000 + link * 0x100;

export interface RipLink {
  readonly a: number;
  readonly b: number;
}

export class RipNet {
  readonly clock = new Clock();
  readonly routers: RipRouter[];
  readonly links: readonly RipLink[];
  readonly #down = new Set<number>();
  /** Links on which nothing arrives, although both ends believe that they are up. */
  readonly silent = new Set<number>();

  constructor(count: number, links: readonly RipLink[], version: RipVersion, seed: number) {
    this.links = links;
    this.routers = Array.from({ length: count }, (_, index) => new RipRouter(this, index, version, randomStream(seed, `rip ${index}`)));
    for (const router of this.routers) router.configure();
  }

  isUp(link: number): boolean {
    return !this.#down.has(link);
  }

  cut(link: number): void {
    this.#down.add(link);
    this.#tell(link);
  }

  mend(link: number): void {
    this.#down.delete(link);
    this.#tell(link);
  }

  run(seconds: number): void {
    this.clock.runUntil(this.clock.now + seconds * 1000);
  }

  #tell(link: number): void {
    const { a, b } = must(this.links[link], 'a link');
    this.routers[a]?.configure();
    this.routers[b]?.configure();
  }

  /** Hops to each router over links that are up, as RIP counts them. */
  distances(from: number): ReadonlyMap<number, number> {
    const found = new Map([[from, 0]]);
    const open = [from];
    for (const router of open) {
      for (const [index, { a, b }] of this.links.entries()) {
        if (!this.isUp(index) || this.silent.has(index) || (a !== router && b !== router)) continue;
        const next = a === router ? b : a;
        if (found.has(next)) continue;
        found.set(next, (found.get(router) ?? 0) + 1);
        open.push(next);
      }
    }
    return found;
  }
}

export class RipRouter {
  readonly index: number;
  state: RipState = createRip();
  readonly sent: Extract<RipAction, { type: 'send' }>[] = [];
  readonly #net: RipNet;
  readonly #version: RipVersion;
  readonly #random: RandomStream;
  readonly #timers = new Map<string, Scheduled<string>>();

  constructor(net: RipNet, index: number, version: RipVersion, random: RandomStream) {
    this.#net = net;
    this.index = index;
    this.#version = version;
    this.#random = random;
  }

  configure(): void {
    const interfaces: RipInterface[] = [];
    const locals: RipLocal[] = [{ prefix: stub(this.index), mask: MASK, metric: 1, origin: 'connected', interface: 'Loopback0' }];
    for (const [link, { a, b }] of this.#net.links.entries()) {
      if ((a !== this.index && b !== this.index) || !this.#net.isUp(link)) continue;
      const name = `link${link}`;
      const address = linkNetwork(link) + (a === this.index ? 1 : 2);
      const versions = [this.#version];
      interfaces.push({
        name, address, mask: MASK, passive: false, splitHorizon: true, sends: versions, receives: versions, broadcastsVersion2: false, unnumbered: false,
      });
      locals.push({ prefix: linkNetwork(link), mask: MASK, metric: 1, origin: 'connected', interface: name });
    }
    const policy: RipPolicy = { interfaces, locals, preferred: new Set(), autoSummary: true, neighbors: [], times: RIP_DEFAULT_TIMES, maximumPaths: 4 };
    this.tell({ type: 'configure', policy });
  }

  /** Metric of the route to another router's network, as the routing table has it; undefined without one. */
  metricTo(router: number): number | undefined {
    return readRoutes(this.state).find(({ prefix, phase }) => prefix === stub(router) && phase === 'valid')?.metric;
  }

  tell(event: RipEvent): void {
    const [state, actions] = step(this.state, event, this.#net.clock.now);
    this.state = state;
    for (const action of actions) this.#perform(action);
  }

  #perform(action: RipAction): void {
    const { clock } = this.#net;
    switch (action.type) {
      case 'send':
        this.sent.push(action);
        this.#send(action);
        return;
      case 'start': {
        const running = this.#timers.get(action.timer);
        if (running) clock.cancel(running);
        const ms = action.ms + (action.jitterMs * this.#random.below(1000)) / 1000;
        this.#timers.set(action.timer, clock.schedule(ms, (timer) => this.tell({ type: 'timer', timer }), action.timer));
        return;
      }
      case 'stop': {
        const running = this.#timers.get(action.timer);
        if (running) clock.cancel(running);
        this.#timers.delete(action.timer);
        return;
      }
      default:
    }
  }

  #send({ interface: name, source, message }: Extract<RipAction, { type: 'send' }>): void {
    const link = Number(name.slice('link'.length));
    const { a, b } = must(this.#net.links[link], 'a link');
    const octets = RIP.serialize(message);
    this.#net.clock.after(5, () => {
      const parsed = RIP.parse(octets);
      if (!parsed.ok || !this.#net.isUp(link) || this.#net.silent.has(link)) return;
      const peer = this.#net.routers[a === this.index ? b : a];
      peer?.tell({ type: 'message', message: parsed.value, from: source, port: RIP_PORT, interface: name, own: false });
    });
  }
}
