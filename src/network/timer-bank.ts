// The running timers of one protocol machine's host, by name. Starting a timer that runs restarts it, as the standards
// have it; a machine that goes away stops them all.

import type { Cancel, Clock } from '../engine/clock.ts';
import { instant, type Instant } from '../base/time.ts';

export class TimerBank<Name extends string> {
  readonly #clock: Clock;
  readonly #expire: (name: Name) => void;
  readonly #running = new Map<Name, { readonly cancel: Cancel; readonly at: Instant }>();

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
    this.#running.get(name)?.cancel();
    const cancel = this.#clock.after(ms, () => {
      this.#running.delete(name);
      this.#expire(name);
    });
    this.#running.set(name, { cancel, at: instant(this.#clock.now + ms) });
  }

  stop(name: Name): void {
    const running = this.#running.get(name);
    if (running === undefined) return;
    running.cancel();
    this.#running.delete(name);
  }

  stopAll(): void {
    for (const { cancel } of this.#running.values()) cancel();
    this.#running.clear();
  }
}
