// The virtual clock: a heap of events ordered by (instant, sequence) and nothing else. It knows no wall time;
// host/ paces it with runUntil, tests and transcripts jump. An event may schedule and cancel others while it runs.

import { assert } from '../base/assert.ts';
import { instant, type DurationMs, type Instant } from '../base/time.ts';

export type Cancel = () => void;

/** An event to come: opaque, for cancel(). */
export interface Scheduled<Subject = unknown> {
  readonly at: Instant;
  readonly subject: Subject;
}

interface Entry extends Scheduled {
  readonly sequence: number;
  run: ((subject: never) => void) | undefined;
}

function before(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}

export class Clock {
  #now: Instant = 0;
  #sequence = 0;
  #cancelled = 0;
  #heap: Entry[] = [];
  /** Called after every event: the simulation checks its invariants here. */
  afterEvent: (() => void) | undefined;
  /**
   * Asked before time moves to an instant: true when something came meanwhile that may be due before it. Whoever
   * waits for answers from outside holds time back here; nobody else does.
   */
  holdBefore: ((next: Instant) => boolean) | undefined;

  get now(): Instant {
    return this.#now;
  }

  /** Events that are still to come, cancelled ones left out. */
  get pending(): number {
    return this.#heap.length - this.#cancelled;
  }

  /** The instant of the next event, or undefined when nothing is to come. */
  get nextAt(): Instant | undefined {
    return this.#first()?.at;
  }

  /** Runs the function once, delayMs from now; a delay of 0 runs after what is already due now. */
  after(delayMs: DurationMs, run: () => void): Cancel {
    const entry = this.schedule(delayMs, run, undefined);
    return () => this.cancel(entry);
  }

  /** As after(), without a function for every event: the subject is given to `run`, and the event to cancel(). */
  schedule<Subject>(delayMs: DurationMs, run: (subject: Subject) => void, subject: Subject): Scheduled<Subject> {
    if (!(delayMs >= 0 && delayMs < Infinity)) assert(false, `delay of ${delayMs} ms`);
    const entry = { at: instant(this.#now + delayMs), sequence: this.#sequence, run, subject };
    this.#sequence += 1;
    this.#push(entry);
    return entry;
  }

  /** An event that has run or is cancelled already is left alone. */
  cancel(scheduled: Scheduled): void {
    const entry = scheduled as Entry; // made by schedule()
    if (entry.run === undefined) return;
    entry.run = undefined;
    this.#cancelled += 1;
    if (this.#cancelled > 64 && this.#cancelled * 2 > this.#heap.length) this.#compact();
  }

  /** Runs the next event, moving the clock to it; false when there is none. */
  step(): boolean {
    if (this.holdBefore !== undefined) this.#hold(Infinity);
    const entry = this.#first();
    if (entry === undefined) return false;
    this.#runFirst(entry);
    return true;
  }

  /** Runs every event that is due until the instant, and moves the clock there. */
  runUntil(until: Instant): void {
    const end = instant(until);
    if (this.holdBefore !== undefined) this.#hold(end);
    for (let entry = this.#first(); entry !== undefined && entry.at <= end; entry = this.#first()) {
      if (this.holdBefore === undefined) this.#runFirst(entry);
      else this.step();
      if (this.holdBefore !== undefined) this.#hold(end);
    }
    if (end > this.#now) this.#now = end;
  }

  /** Until nothing comes any more before the next event, or before the end if that is earlier. */
  #hold(end: Instant): void {
    for (;;) {
      const next = Math.min(this.nextAt ?? Infinity, end);
      if (next <= this.#now || next === Infinity || this.holdBefore?.(next) !== true) return;
    }
  }

  /** The next event that is not cancelled. */
  #first(): Entry | undefined {
    const heap = this.#heap;
    for (let first = heap[0]; first !== undefined; first = heap[0]) {
      if (first.run !== undefined) return first;
      this.#pop();
      this.#cancelled -= 1;
    }
    return undefined;
  }

  #runFirst(first: Entry): void {
    this.#pop();
    this.#now = first.at;
    const run = first.run;
    first.run = undefined;
    run?.(first.subject as never); // schedule() took the two together
    this.afterEvent?.();
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Entry; // index > 0: it is there
      if (!before(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  #pop(): Entry | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    this.#sink(last, 0);
    return top;
  }

  #sink(entry: Entry, start: number): void {
    const heap = this.#heap;
    let index = start;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && before(right, heap[child] as Entry)) child += 1; // child < length
      const below = heap[child] as Entry;
      if (!before(below, entry)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = entry;
  }

  #compact(): void {
    this.#heap = this.#heap.filter((entry) => entry.run !== undefined).sort((a, b) => (before(a, b) ? -1 : 1));
    this.#cancelled = 0;
  }
}
