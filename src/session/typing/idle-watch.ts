// `exec-timeout`: whoever leaves a line untouched for so long is logged out. Time in which a command runs does not count.

import { elapsedMs, type DurationMs, type Instant } from '../../base/time.ts';
import type { Cancel, Clock } from '../../engine/clock.ts';

export interface Watched {
  readonly clock: Clock;
  /** Undefined is never. */
  limitMs(): DurationMs | undefined;
  lastKeyAt(): Instant;
  isBusy(): boolean;
  expired(): void;
}

export class IdleWatch {
  readonly #watched: Watched;
  #cancel: Cancel | undefined;
  #notBefore: Instant = 0;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** Watches from now on, with the limit that holds now. */
  start(): void {
    this.stop();
    const { clock } = this.#watched;
    const limitMs = this.#watched.limitMs();
    if (limitMs === undefined) return;
    this.#cancel = clock.after(Math.max(0, limitMs - this.#idleMs()), () => this.#look());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #idleMs(): DurationMs {
    return elapsedMs(Math.max(this.#watched.lastKeyAt(), this.#notBefore), this.#watched.clock.now);
  }

  #look(): void {
    const { clock } = this.#watched;
    const limitMs = this.#watched.limitMs();
    if (this.#watched.isBusy()) this.#notBefore = clock.now;
    else if (limitMs !== undefined && this.#idleMs() >= limitMs) {
      this.#cancel = undefined;
      this.#watched.expired();
      return;
    }
    this.start();
  }
}
