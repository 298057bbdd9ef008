// Two ends of bandwidth allocation in virtual time, without a router: packets cross after a moment or are lost, a call that one end
// dials reaches the other or fails, a link that is dropped goes at both ends. For tests of the machine alone.

import { createBap, step } from '../../src/protocols/ppp/bap/bap.ts';
import type { BapTrace } from '../../src/protocols/ppp/bap/trace.ts';
import type { BapAction, BapEvent, BapPolicy, BapResources, BapState } from '../../src/protocols/ppp/bap/types.ts';

export function bapPolicy(changes: Partial<BapPolicy> = {}): BapPolicy {
  return {
    required: false,
    call: { accept: true, request: true },
    callback: { accept: true, request: false },
    drop: { accept: true, request: true },
    dropAfterRetries: false,
    dialAttempts: 1,
    requestRetries: 3,
    indicationRetries: 3,
    numbers: 5,
    monitorLoad: true,
    responseSeconds: 3,
    pendingSeconds: 20,
    ...changes,
  };
}

export const RESOURCES: BapResources = { linkTypes: 1, kilobits: 64, numbers: [{ uniqueDigits: 7, subscriberNumber: '5557777' }], peerNumber: '5551000', full: false };

type Side = 0 | 1;

interface Waiting {
  readonly at: number;
  readonly run: () => void;
}

const CALL_MS = 1500;

export class BapPair {
  readonly states: [BapState, BapState];
  readonly traces: [BapTrace[], BapTrace[]] = [[], []];
  readonly dialled: [string[], string[]] = [[], []];
  resources: [BapResources, BapResources] = [RESOURCES, RESOURCES];
  /** False loses the packet; false lets the call fail. */
  arrives: (from: Side) => boolean = () => true;
  connects: (from: Side) => boolean = () => true;
  /** How long a packet takes; one behind others takes longer than a call. */
  crossingMs = 10;
  now = 0;
  #links = 0;
  readonly #timers: [Map<string, number>, Map<string, number>] = [new Map(), new Map()];
  #queue: Waiting[] = [];

  constructor(policies: readonly [BapPolicy, BapPolicy]) {
    this.states = [createBap(policies[0]), createBap(policies[1])];
    this.join();
    this.give(0, { type: 'open', favored: true });
    this.give(1, { type: 'open', favored: false });
  }

  /** A link joins at both ends, each of which numbers it in its way. */
  join(): void {
    this.#links += 1;
    const id = `B${this.#links}`;
    const numbers = [10 + this.#links, 20 + this.#links] as const;
    for (const side of [0, 1] as const) this.give(side, { type: 'joined', link: { id, own: numbers[side], peer: numbers[side === 0 ? 1 : 0] } });
  }

  drop(id: string): void {
    for (const side of [0, 1] as const) this.give(side, { type: 'left', link: id });
  }

  wantLink(side: Side): void {
    this.give(side, { type: 'want-link', resources: this.resources[side], load: 200, threshold: 128 });
  }

  wantDrop(side: Side): void {
    const last = this.states[side].links.at(-1);
    if (last !== undefined && this.states[side].links.length > 1) this.give(side, { type: 'want-drop', link: last.id, load: 20, threshold: 128 });
  }

  give(side: Side, event: BapEvent): void {
    const [state, actions] = step(this.states[side], event, this.now);
    this.states[side] = state;
    for (const action of actions) this.#perform(side, action);
  }

  #perform(side: Side, action: BapAction): void {
    const other = side === 0 ? 1 : 0;
    switch (action.type) {
      case 'send':
        if (this.arrives(side)) this.#after(this.crossingMs, () => this.give(other, { type: 'packet', octets: action.octets }));
        return;
      case 'start':
        this.#timers[side].set(action.timer, this.now + action.ms);
        return;
      case 'stop':
        this.#timers[side].delete(action.timer);
        return;
      case 'resources-wanted':
        this.give(side, { type: 'resources', resources: this.resources[side] });
        return;
      case 'dial':
        this.dialled[side].push(action.number);
        this.#after(CALL_MS, () => (this.connects(side) ? this.join() : this.give(side, { type: 'call-failed', cause: 17 })));
        return;
      case 'drop-link':
        this.#after(10, () => this.drop(action.link));
        return;
      case 'trace':
        this.traces[side].push(action.event);
    }
  }

  #after(ms: number, run: () => void): void {
    this.#queue.push({ at: this.now + ms, run });
  }

  runningTimers(side: Side): readonly string[] {
    return [...this.#timers[side].keys()].sort();
  }

  run(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      let next: Waiting | undefined;
      for (const waiting of this.#queue) if (waiting.at <= until && (next === undefined || waiting.at < next.at)) next = waiting;
      for (const side of [0, 1] as const) {
        for (const [timer, at] of this.#timers[side]) {
          if (at > until || (next !== undefined && next.at <= at)) continue;
          // The names in the map are those that the machine started.
          next = { at, run: () => this.#expire(side, timer as 'bap-pending') };
        }
      }
      if (next === undefined) break;
      this.now = next.at;
      this.#queue = this.#queue.filter((waiting) => waiting !== next);
      next.run();
    }
    this.now = until;
  }

  #expire(side: Side, timer: 'bap-pending'): void {
    this.#timers[side].delete(timer);
    this.give(side, { type: 'timer', timer });
  }

  isAtRest(side: Side): boolean {
    const { request, judged, pending, indication } = this.states[side];
    return [request, judged, pending, indication].every((each) => each === undefined);
  }
}
