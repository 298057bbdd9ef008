// The newest trace records of a world, for `why` and timelines, kept in columns: a record object of its own for each of twenty
// thousand events would be most of what the garbage collector moves. Records are made when somebody reads them. It is
// bounded: when full, the oldest half is dropped in one go, and how many were dropped is known.

import { assert } from '../base/assert.ts';
import type { Instant } from '../base/time.ts';
import { traceRecord, type TraceEvent, type TraceRecord } from './trace.ts';

export class TraceLog {
  readonly capacity: number;
  // Rings that grow until they have the capacity.
  readonly #at: Instant[] = [];
  readonly #devices: string[] = [];
  readonly #interfaces: (string | undefined)[] = [];
  readonly #events: (TraceEvent | undefined)[] = [];
  #length = 0;
  #dropped = 0;
  /** The records, until the next event. */
  #made: readonly TraceRecord[] | undefined;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** Oldest first. */
  get events(): readonly TraceRecord[] {
    this.#made ??= Array.from({ length: this.#length }, (_, index) => this.#record(this.#dropped + index));
    return this.#made;
  }

  #record(sequence: number): TraceRecord {
    const slot = sequence % this.capacity;
    const event = this.#events[slot];
    assert(event !== undefined, `record ${sequence} is dropped`);
    return traceRecord(this.#at[slot] ?? 0, sequence, this.#devices[slot] ?? '', event, this.#interfaces[slot]);
  }

  /** The event's sequence number: all of the world are counted. */
  record(at: Instant, device: string, event: TraceEvent, interfaceName: string | undefined): number {
    if (this.#length === this.capacity) this.#dropHalf();
    const sequence = this.#dropped + this.#length;
    const slot = sequence % this.capacity;
    this.#made = undefined;
    this.#at[slot] = at;
    this.#devices[slot] = device;
    this.#interfaces[slot] = interfaceName;
    this.#events[slot] = event;
    this.#length += 1;
    return sequence;
  }

  #dropHalf(): void {
    const half = this.capacity >> 1;
    const first = this.#dropped % this.capacity;
    this.#events.fill(undefined, first, first + half);
    if (first + half > this.capacity) this.#events.fill(undefined, 0, first + half - this.capacity);
    this.#dropped += half;
    this.#length -= half;
  }
}
