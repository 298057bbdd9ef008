// The virtual clock: a queue of events ordered by (instant, sequence) and nothing else. It knows no wall time;
// host/ paces it with runUntil, tests and transcripts jump. An event may schedule and cancel others while it runs.

import { assert } from '../base/assert.ts';
import { instant, type DurationMs, type Instant } from '../base/time.ts';
import { EventQueue } from './event-queue.ts';

export type Cancel = () => void;

/** An event to come: opaque, for cancel() and restart(). */
export interface Scheduled<Subject = unknown> {
  readonly at: Instant;
  readonly subject: Subject;
}

/**
 * A timer that is stopped or started again stays in the queue where it is, for that happens with every frame: who comes to
 * the head of the queue and is stopped is dropped, who is due later goes back.
 */
interface Entry {
  at: Instant;
  sequence: number;
  subject: unknown;
  /** Undefined when it is not to come any more. */
  run: ((subject: never) => void) | undefined;
  /** With what key it stands in the queue; -1 when it does not. */
  queuedAt: Instant;
  queuedSequence: number;
}

export class Clock {
  #now: Instant = 0;
  #sequence = 0;
  /** In the queue, and not to come. */
  #cancelled = 0;
  readonly #queue = new EventQueue<Entry>();
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
    return this.#queue.size - this.#cancelled;
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
    const at = this.#instantAfter(delayMs);
    const sequence = this.#sequence;
    this.#sequence += 1;
    const entry: Entry = { at, sequence, subject, run, queuedAt: at, queuedSequence: sequence };
    this.#queue.push(at, sequence, entry);
    return entry as Scheduled<Subject>; // with the subject that was given
  }

  /** As cancel() and schedule(), but without a new event where the old one will do: use the one that is returned. */
  restart<Subject>(scheduled: Scheduled<Subject>, delayMs: DurationMs, run: (subject: Subject) => void, subject: Subject): Scheduled<Subject> {
    const entry = scheduled as Entry; // made by schedule()
    const at = this.#instantAfter(delayMs);
    if (entry.queuedAt > at) {
      // Where it stands it would come too late.
      this.cancel(scheduled);
      return this.schedule(delayMs, run, subject);
    }
    entry.at = at;
    entry.sequence = this.#sequence;
    this.#sequence += 1;
    entry.subject = subject;
    if (entry.queuedAt < 0) {
      entry.queuedAt = at;
      entry.queuedSequence = entry.sequence;
      this.#queue.push(at, entry.sequence, entry);
    } else if (entry.run === undefined) this.#cancelled -= 1;
    entry.run = run;
    return scheduled;
  }

  /** An event that has run or is cancelled already is left alone. */
  cancel(scheduled: Scheduled): void {
    const entry = scheduled as Entry; // made by schedule()
    if (entry.run === undefined) return;
    entry.run = undefined;
    this.#cancelled += 1;
    if (this.#cancelled > 64 && this.#cancelled * 2 > this.#queue.size) this.#dropCancelled();
  }

  #instantAfter(delayMs: DurationMs): Instant {
    if (!(delayMs >= 0 && delayMs < Infinity)) assert(false, `delay of ${delayMs} ms`);
    return instant(this.#now + delayMs);
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
    const queue = this.#queue;
    for (let first = queue.first; first !== undefined; first = queue.first) {
      if (first.run === undefined) {
        queue.dropFirst();
        first.queuedAt = -1;
        this.#cancelled -= 1;
      } else if (first.sequence === first.queuedSequence) return first;
      else {
        first.queuedAt = first.at;
        first.queuedSequence = first.sequence;
        queue.delayFirst(first.at, first.sequence);
      }
    }
    return undefined;
  }

  #runFirst(first: Entry): void {
    this.#queue.dropFirst();
    this.#now = first.at;
    const { run, subject } = first;
    first.run = undefined;
    first.queuedAt = -1;
    run?.(subject as never); // schedule() took the two together
    this.afterEvent?.();
  }

  #dropCancelled(): void {
    this.#queue.keepOnly((entry) => {
      if (entry.run !== undefined) return true;
      entry.queuedAt = -1;
      return false;
    });
    this.#cancelled = 0;
  }
}
