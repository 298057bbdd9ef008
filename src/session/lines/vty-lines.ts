// The terminal lines of one router: who is on which, and which virtual terminal is free for the next who comes in, over the
// lab's own packets or from outside. A virtual terminal exists where `line vty` configures it. Lines belong to the router
// and live as long as it does.

import { absoluteLineNumber, lineOfNumber as lineAt } from '../../config/line-numbers.ts';
import type { ConfigNode } from '../../config/node.ts';
import { Bus } from '../../engine/bus.ts';
import type { RouterControl } from '../../network/router/control.ts';
import type { Instant } from '../../base/time.ts';
import { lineNode, type LineName } from './line-configuration.ts';
import type { SessionLine } from '../types.ts';

/** Somebody on a line; read when asked for. */
export interface LineOccupant {
  readonly line: SessionLine;
  /** The name of the login; empty without one. */
  readonly user: string;
  readonly idleMs: number;
  /** Where from: an address, or nothing on the console. */
  readonly location: string;
  /** Hosts that he is connected to from there. */
  readonly hosts: readonly string[];
}

/** How somebody comes to a virtual terminal. */
export type VtyProtocol = 'telnet' | 'ssh';

/** A message of somebody on one line to another, or to all. */
export interface LineMessage {
  readonly to: SessionLine | undefined;
  readonly text: readonly string[];
}

const tables = new WeakMap<RouterControl, VtyLines>();

/** The router's lines. */
export function vtyLinesOf(router: RouterControl): VtyLines {
  let lines = tables.get(router);
  if (!lines) {
    lines = new VtyLines(router);
    tables.set(router, lines);
  }
  return lines;
}

export class VtyLines {
  readonly #router: RouterControl;
  readonly #taken = new Set<number>();
  /** `send`. */
  readonly messages = new Bus<LineMessage>();
  /** `clear line`: whoever is there has to go. */
  readonly cleared = new Bus<SessionLine>();
  /** With the moments at which they came. */
  readonly #occupants = new Map<LineOccupant, Instant>();
  readonly #uses = new Map<string, number>();

  constructor(router: RouterControl) {
    this.#router = router;
    router.rebooted.subscribe(() => this.#uses.clear());
  }

  /** Everybody on a line, the console first. */
  get occupants(): readonly LineOccupant[] {
    return [...this.#occupants.keys()].sort((a, b) => absoluteLine(this.#router, a.line) - absoluteLine(this.#router, b.line));
  }

  /** The lowest free virtual terminal that lets the protocol in, the caller's until `give`; undefined when there is none. */
  take(protocol: VtyProtocol): number | undefined {
    for (const number of configuredNumbers(this.#router.config)) {
      if (this.#taken.has(number) || !letsThrough(this.#router.config, { kind: 'vty', number }, 'input', protocol)) continue;
      this.#taken.add(number);
      this.used({ kind: 'vty', number });
      return number;
    }
    return undefined;
  }

  give(number: number): void {
    this.#taken.delete(number);
  }

  /** From now on `show users` lists them. */
  sit(occupant: LineOccupant): void {
    this.#occupants.set(occupant, this.#router.now);
  }

  sinceOf(occupant: LineOccupant): Instant {
    return this.#occupants.get(occupant) ?? this.#router.now;
  }

  /** Connections to a line since boot. */
  usesOf(line: SessionLine): number {
    return this.#uses.get(`${line.kind} ${line.number}`) ?? 0;
  }

  used(line: SessionLine): void {
    this.#uses.set(`${line.kind} ${line.number}`, this.usesOf(line) + 1);
  }

  leave(occupant: LineOccupant): void {
    this.#occupants.delete(occupant);
  }
}

/** `transport input` and `transport output` of a line; without them everything passes. */
export function letsThrough(config: ConfigNode, line: SessionLine, direction: 'input' | 'output', protocol: VtyProtocol): boolean {
  const transport = lineNode(config, line)?.entries('transport').find((args) => args['direction'] === direction);
  return transport === undefined || String(transport['protocols']).split(' ').some((word) => word === 'all' || word === protocol);
}

export const sameLine = (a: SessionLine, b: SessionLine): boolean => a.kind === b.kind && a.number === b.number;

/** The line of that number, as `absoluteLine` counts; undefined where there is none that has terminals. */
export function lineOfNumber(router: Pick<RouterControl, 'model' | 'config'>, number: number): SessionLine | undefined {
  const line = lineAt(router.model, number);
  if (line === undefined || (line.type === 'vty' && !configuredNumbers(router.config).includes(line.number))) return undefined;
  return { kind: line.type, number: line.number };
}

/** The number of a line among all of the router's: console 0, auxiliary port, virtual terminals. */
export function absoluteLine(router: Pick<RouterControl, 'model'>, { kind, number }: LineName): number {
  return absoluteLineNumber(router.model, { type: kind, number });
}

/** `vty 0 4` and `vty 5 15` are 0 to 15. */
export function configuredNumbers(config: ConfigNode): readonly number[] {
  const numbers = new Set<number>();
  for (const { key } of config.children('lines')) {
    const [kind, first = '0', last = first] = key.split(' ');
    if (kind !== 'vty') continue;
    for (let number = Number(first); number <= Number(last); number += 1) numbers.add(number);
  }
  return [...numbers].sort((a, b) => a - b);
}
