// The recorder keeps the newest events of a stream, so that `why` and timelines can read what happened.
// It is bounded: when full, the oldest half is dropped in one go, and how many were dropped is known.

export class Recorder<T> {
  readonly capacity: number;
  #events: T[] = [];
  #dropped = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** Oldest first. */
  get events(): readonly T[] {
    return this.#events;
  }

  record(event: T): void {
    if (this.#events.length >= this.capacity) {
      const half = this.capacity >> 1;
      this.#dropped += half;
      this.#events = this.#events.slice(half);
    }
    this.#events.push(event);
  }

  clear(): void {
    this.#events = [];
    this.#dropped = 0;
  }
}
