// One at a time: a machine's actions may cause its next event before they are all performed. Such an event waits here
// until the actions of the one before are done, so that machines never see themselves half-way through a step.

export class Turnstile {
  #waiting: (() => void)[] | undefined;

  /** Runs the function now, or after the one that runs. */
  pass(run: () => void): void {
    if (this.#waiting !== undefined) {
      this.#waiting.push(run);
      return;
    }
    const waiting: (() => void)[] = [];
    this.#waiting = waiting;
    try {
      run();
      for (let index = 0; index < waiting.length; index += 1) waiting[index]?.();
    } finally {
      this.#waiting = undefined;
    }
  }
}
