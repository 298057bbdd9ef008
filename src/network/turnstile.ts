// One at a time: a machine's actions may cause its next event before they are all performed. Such an event waits here
// until the actions of the one before are done, so that machines never see themselves half-way through a step.

interface Waiting {
  readonly run: (subject: never, event: never) => void;
  readonly subject: unknown;
  readonly event: unknown;
}

export class Turnstile {
  #busy = false;
  #waiting: Waiting[] | undefined;

  /** Runs the function now, or after the one that runs. */
  pass(run: () => void): void {
    this.step(run, undefined, undefined);
  }

  /** As pass(), without a closure for every frame: what the function works on comes with it. */
  step<Subject, Event>(run: (subject: Subject, event: Event) => void, subject: Subject, event: Event): void {
    if (this.#busy) {
      (this.#waiting ??= []).push({ run, subject, event });
      return;
    }
    this.#busy = true;
    try {
      run(subject, event);
      if (this.#waiting !== undefined) this.#passWaiting(this.#waiting);
    } finally {
      this.#busy = false;
    }
  }

  #passWaiting(waiting: readonly Waiting[]): void {
    try {
      for (let index = 0; index < waiting.length; index += 1) {
        const next = waiting[index];
        next?.run(next.subject as never, next.event as never); // step() took the three together
      }
    } finally {
      this.#waiting = undefined;
    }
  }
}
