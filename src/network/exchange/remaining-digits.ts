// The rest of a called number on its way to a terminal that takes it digit by digit (ITU-T Q.931 §5.2.4): as fast as somebody
// dials it on keys, one INFORMATION for each digit, the last with Sending Complete where the caller said that the number is whole.

import type { Cancel, Clock } from '../../engine/clock.ts';

const DIGIT_MS = 200;

export class RemainingDigits {
  readonly #clock: Clock;
  readonly #complete: boolean;
  readonly #send: (digits: string, complete: boolean) => void;
  #left: string;
  #stop: Cancel | undefined;

  constructor(clock: Clock, digits: string, complete: boolean, send: (digits: string, complete: boolean) => void) {
    this.#clock = clock;
    this.#left = digits;
    this.#complete = complete;
    this.#send = send;
  }

  /** The terminal asks for them. */
  start(): void {
    if (this.#left === '') return;
    this.#stop = this.#clock.after(DIGIT_MS, () => {
      const digit = this.#left.slice(0, 1);
      this.#left = this.#left.slice(1);
      this.#send(digit, this.#complete && this.#left === '');
      this.start();
    });
  }

  stop(): void {
    this.#stop?.();
    this.#left = '';
  }
}
