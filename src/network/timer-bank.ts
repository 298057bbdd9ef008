// The running timers of one protocol machine's host, by name. Starting a timer that runs restarts it, as the standards
// have it; a machine that goes away stops them all.

import type { Clock, Scheduled } from '../engine/clock.ts';
import type { Instant } from '../base/time.ts';

export class TimerBank<Name extends string> {
  readonly #clock: Clock;
  readonly #expire: (name: Name) => void;
  readonly #running = new Map<Name, Scheduled>();

  constructor(clock: Clock, expire: (name: Name) => void) {
    this.#clock = clock;
    this.#expire = expire;
  }

  get size(): number {
    return this.#running.size;
  }

  /** When the timer runs out, or undefined when it does not run. */
  endsAt(name: Name): Instant | undefined {
    return this.#running.get(name)?.at;
  }

  names(): readonly Name[] {
    return [...this.#running.keys()];
  }

  start(name: Name, ms: number): void {
    const before = this.#running.get(name);
    if (before !== undefined) this.#clock.cancel(before);
    const scheduled = this.#clock.schedule(ms, () => {
      this.#running.delete(name);
      this.#expire(name);
    });
    this.#running.set(name, scheduled);
  }

  stop(name: Name): void {
    const running = this.#running.get(name);
    if (running === undefined) return;
    this.#clock.cancel(running);
    this.#running.delete(name);
  }

  stopAll(): void {
    for (const running of this.#running.values()) this.#clock.cancel(running);
    this.#running.clear();
  }
}
