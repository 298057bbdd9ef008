// One at a time: a machine's actions may cause its next event before they are all performed. Such an event waits here
// until the actions of the one before are done, so that machines never see themselves half-way through a step.

export class Turnstile {
  #busy = false;
  #waiting: (() => void)[] = [];

  /** Runs the function now, or after the one that runs. */
  pass(run: () => void): void {
    if (this.#busy) {
      this.#waiting.push(run);
      return;
    }
    this.#busy = true;
    try {
      run();
      if (this.#waiting.length > 0) this.#passWaiting();
    } finally {
      this.#busy = false;
    }
  }

  #passWaiting(): void {
    const waiting = this.#waiting;
    try {
      for (let index = 0; index < waiting.length; index += 1) waiting[index]?.();
    } finally {
      this.#waiting = [];
    }
  }
}
