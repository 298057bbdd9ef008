// A running lab: a world, a console for each of its routers and PCs, and which of them is in view. Terminal and script runner
// share it. It moves virtual time only when asked, and touches nothing outside: what a lab prompt wants of the host
// (files, pacing, an end) it asks of LabHost.

import { must } from '../base/assert.ts';
import type { Clock } from '../engine/clock.ts';
import type { Bus } from '../engine/bus.ts';
import type { AaaServer } from '../network/lan/aaa-server/aaa-server.ts';
import type { Faults } from '../network/faults.ts';
import type { LabDescription } from '../network/lab-description.ts';
import type { RouterReader } from '../network/router/readings.ts';
import type { TraceRecord } from '../network/trace.ts';
import { LabConsole, type OpenSession } from './console.ts';
import type { Places } from './prompt/places.ts';

/** A device that has a plug. */
export interface LabSwitch {
  readonly powered: boolean;
  powerOff(): void;
  powerOn(): void;
  reload(reason?: string, by?: string): void;
}

/** A router as the lab has it before it: to read, and to switch. */
export interface LabRouterSwitch extends RouterReader, LabSwitch {}

/** What a lab needs of a world. */
export interface LabWorld<R extends LabRouterSwitch = LabRouterSwitch> {
  readonly clock: Clock;
  readonly routers: ReadonlyMap<string, R>;
  readonly pcs: ReadonlyMap<string, LabSwitch>;
  readonly aaaServers: ReadonlyMap<string, LabSwitch & Pick<AaaServer, 'log'>>;
  readonly trace: Bus<TraceRecord>;
  readonly faults: Pick<Faults, 'set' | 'clear' | 'clearAll' | 'list'>;
  /** Runs until the lines are up and the routers quiet. */
  settle(): void;
}

/** What the lab prompt asks of the outside; each answer is a sentence about it. */
export interface LabHost {
  /** Writes a capture to the file from now on. */
  startCapture(file: string): string;
  stopCapture(): string;
  capturing(): string;
  /** Virtual seconds a second of the wall clock, in a terminal. */
  readonly speed: number | undefined;
  setSpeed(speed: number): void;
  /** Saves every router's running configuration. */
  save(): string;
  /** Writes a text to a file. */
  write(file: string, text: string): string;
}

/** What the lab prompt tells about the trace. */
export interface LabViews {
  /** Explains a router's last call attempt. */
  why(router: string): readonly string[];
  /** What an authentication server was asked, and what it was told. */
  aaa(server: string | undefined): readonly string[];
  /** Of all, or what concerns one router. */
  bill(router: string | undefined): readonly string[];
  timeline(router: string | undefined): readonly string[];
  /** The timeline as an SVG picture. */
  picture(): string;
}

export interface LabRunOptions {
  readonly description: LabDescription;
  readonly world: LabWorld;
  readonly openSession: OpenSession;
  readonly host: LabHost;
  readonly views: LabViews;
}

/** No event of a healthy lab keeps a command busy longer than this virtual time. */
const LONGEST_COMMAND_MS = 24 * 3_600_000;

export class LabRun implements Places {
  readonly description: LabDescription;
  readonly world: LabWorld;
  readonly host: LabHost;
  readonly views: LabViews;
  readonly consoles: ReadonlyMap<string, LabConsole>;
  #inView: LabConsole;

  constructor(options: LabRunOptions) {
    this.description = options.description;
    this.world = options.world;
    this.host = options.host;
    this.views = options.views;
    const { routers, pcs = [] } = options.description;
    this.consoles = new Map([...routers, ...pcs].map(({ name }) => [name, new LabConsole(name, options.openSession)]));
    const first = this.consoles.get(options.description.console) ?? [...this.consoles.values()][0];
    this.#inView = must(first, 'a lab has a router');
  }

  get clock(): Clock {
    return this.world.clock;
  }

  /** A router, a PC or a server, to be switched. */
  device(name: string): LabSwitch | undefined {
    return this.world.routers.get(name) ?? this.world.pcs.get(name) ?? this.world.aaaServers.get(name);
  }

  get inView(): LabConsole {
    return this.#inView;
  }

  look(console: LabConsole): void {
    this.#inView = console;
  }

  routerNames(): readonly string[] {
    return [...this.consoles.keys()];
  }

  routerNamed(name: string): string | undefined {
    return this.findConsole(name)?.name;
  }

  /** The console of a router or PC, by the lab's name or its host name, in any case. */
  findConsole(name: string): LabConsole | undefined {
    const exact = this.consoles.get(name);
    if (exact) return exact;
    const lower = name.toLowerCase();
    for (const [key, console] of this.consoles) if (key.toLowerCase() === lower) return console;
    for (const [key, router] of this.world.routers) if (router.hostname.toLowerCase() === lower) return this.consoles.get(key);
    return undefined;
  }

  /** Lines come up, Return is pressed at every console, and what booting printed is forgotten. */
  start(): void {
    this.world.settle();
    for (const console of this.consoles.values()) {
      if (console.session.state === 'closed') console.pressReturn();
      this.waitFor(console);
      console.screen.takeLines();
    }
  }

  /** Lets virtual time pass until the console takes input; false if nothing is left that could bring that about. */
  waitFor(console: LabConsole): boolean {
    const limit = this.clock.now + LONGEST_COMMAND_MS;
    while (!console.ready && this.clock.now < limit) if (!this.clock.step()) break;
    return console.ready;
  }

  /** Lets virtual time pass. */
  wait(ms: number): void {
    this.clock.runUntil(this.clock.now + ms);
  }

  /** Runs what is due at this instant. */
  flush(): void {
    this.clock.runUntil(this.clock.now);
  }
}
