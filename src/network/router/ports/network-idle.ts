// PPP's own idle time (`ppp timeout idle`): a link, or a bundle, over which IP passes and no datagram does for so long is
// closed. Unlike the dialer's idle time it counts every datagram, interesting or not. A datagram only notes its instant; the timer is
// started again for what is left when it runs out.

import type { Instant } from '../../../base/time.ts';
import type { Cancel, Clock } from '../../../engine/clock.ts';
import type { PppIdlePolicy } from '../../../protocols/ppp/session-types.ts';

/** Why it closes a link. */
export const IDLE_REASON = 'idle timeout';

export class NetworkIdle {
  readonly #clock: Clock;
  readonly #policy: PppIdlePolicy;
  readonly #close: () => void;
  #usedAt: Instant;
  #timer: Cancel | undefined;

  /** From now on. */
  constructor(clock: Clock, policy: PppIdlePolicy, close: () => void) {
    this.#clock = clock;
    this.#policy = policy;
    this.#close = close;
    this.#usedAt = clock.now;
    this.#arm(policy.idleMs);
  }

  received(): void {
    this.#usedAt = this.#clock.now;
  }

  sent(): void {
    if (this.#policy.scope === 'either') this.#usedAt = this.#clock.now;
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  #arm(ms: number): void {
    this.#timer = this.#clock.after(ms, () => {
      const left = this.#usedAt + this.#policy.idleMs - this.#clock.now;
      // Less than the clock's microsecond is nothing.
      if (left >= 0.001) this.#arm(left);
      else this.#close();
    });
  }
}
