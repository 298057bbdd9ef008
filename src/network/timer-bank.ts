// The running timers of one protocol machine's host, by name. Starting a timer that runs restarts it, as the standards
// have it; a machine that goes away stops them all.

import { must } from '../base/assert.ts';
import type { Clock, Scheduled } from '../engine/clock.ts';
import type { Instant } from '../base/time.ts';

export class TimerBank<Name> {
  readonly #clock: Clock;
  readonly #expired: (name: Name) => void;
  /** A list in no order, since they are few and come and go with every frame; absent until one is started, for most never are. */
  #running: Scheduled<Name>[] | undefined;
  #expire: ((name: Name) => void) | undefined;

  constructor(clock: Clock, expire: (name: Name) => void) {
    this.#clock = clock;
    this.#expired = expire;
  }

  get size(): number {
    return this.#running?.length ?? 0;
  }

  /** When the timer runs out, or undefined when it does not run. */
  endsAt(name: Name): Instant | undefined {
    return this.#running?.find((timer) => timer.subject === name)?.at;
  }

  names(): readonly Name[] {
    return this.#running?.map((timer) => timer.subject) ?? [];
  }

  start(name: Name, ms: number): void {
    this.stop(name);
    this.#expire ??= (ended) => {
      this.#remove(this.#indexOf(ended));
      this.#expired(ended);
    };
    (this.#running ??= []).push(this.#clock.schedule(ms, this.#expire, name));
  }

  stop(name: Name): void {
    const index = this.#indexOf(name);
    if (index < 0) return;
    this.#clock.cancel(must(this.#running?.[index], 'the index is one of the list'));
    this.#remove(index);
  }

  stopAll(): void {
    if (this.#running === undefined) return;
    for (const running of this.#running) this.#clock.cancel(running);
    this.#running.length = 0;
  }

  #remove(index: number): void {
    const running = this.#running;
    const last = running?.pop();
    if (running !== undefined && last !== undefined && index < running.length) running[index] = last;
  }

  #indexOf(name: Name): number {
    const running = this.#running;
    if (running === undefined) return -1;
    for (let index = 0; index < running.length; index += 1) if (running[index]?.subject === name) return index;
    return -1;
  }
}
