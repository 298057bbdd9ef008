// How long a modem that rings may take until there is a carrier (`modem answer-timeout`): then DTR is dropped, and it waits
// for the next call.

import type { Cancel, Clock } from '../../../engine/clock.ts';

export class AnswerTimeout {
  readonly #clock: Clock;
  readonly #ranOut: () => void;
  #cancel: Cancel | undefined;

  constructor(clock: Clock, ranOut: () => void) {
    this.#clock = clock;
    this.#ranOut = ranOut;
  }

  /** From the first ring on. */
  rang(seconds: number): void {
    this.#cancel ??= this.#clock.after(seconds * 1000, () => {
      this.#cancel = undefined;
      this.#ranOut();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
