// The newest trace records of a world, for `why` and timelines, kept in columns: a record object of its own for each of
// thousands of events would be most of what the garbage collector moves. Records are made when somebody reads them. It is
// bounded: when full, the oldest half is dropped in one go, and how many were dropped is known. What only debug lines tell
// of, while it happens, is numbered and not kept: it is half of what a call brings about.

import { assert } from '../base/assert.ts';
import type { Instant } from '../base/time.ts';
import { isControlProtocol } from '../wire/ppp.ts';
import { traceRecord, type TraceEvent, type TraceRecord } from './trace.ts';

export class TraceLog {
  readonly capacity: number;
  // Rings that grow until they have the capacity.
  readonly #at: Instant[] = [];
  readonly #sequences: number[] = [];
  readonly #devices: string[] = [];
  readonly #interfaces: (string | undefined)[] = [];
  readonly #events: (TraceEvent | undefined)[] = [];
  #length = 0;
  #dropped = 0;
  #counted = 0;
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
    this.#made ??= Array.from({ length: this.#length }, (_, index) => this.#record((this.#dropped + index) % this.capacity));
    return this.#made;
  }

  #record(slot: number): TraceRecord {
    const event = this.#events[slot];
    assert(event !== undefined, `the record in slot ${slot} is dropped`);
    return traceRecord(this.#at[slot] ?? 0, this.#sequences[slot] ?? 0, this.#devices[slot] ?? '', event, this.#interfaces[slot]);
  }

  /** The event's sequence number: all of the world are counted. */
  record(at: Instant, device: string, event: TraceEvent, interfaceName: string | undefined): number {
    const sequence = this.#counted;
    this.#counted += 1;
    if (isOfTheMoment(event)) return sequence;
    if (this.#length === this.capacity) this.#dropHalf();
    const slot = (this.#dropped + this.#length) % this.capacity;
    this.#made = undefined;
    this.#at[slot] = at;
    this.#sequences[slot] = sequence;
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

/**
 * Frames below the packets of which other events tell, that a packet of a control protocol passed, which they tell too, and
 * phases, which follow from them. Machines do not even make them where nobody listens.
 */
function isOfTheMoment(event: TraceEvent): boolean {
  return event.type === 'q921.frame' || event.type === 'ppp.phase' || (event.type === 'ppp.packet' && isControlProtocol(event.protocol));
}
