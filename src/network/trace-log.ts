// The newest trace records of a world, for `why` and timelines, kept in columns: a record object of its own for each of twenty
// thousand events would be most of what the garbage collector moves. Records are made when somebody reads them. It is
// bounded: when full, the oldest half is dropped in one go, and how many were dropped is known.

import type { Instant } from '../base/time.ts';
import { traceRecord, type TraceEvent, type TraceRecord } from './trace.ts';

export class TraceLog {
  readonly capacity: number;
  #at: number[] = [];
  #devices: string[] = [];
  #interfaces: (string | undefined)[] = [];
  #events: TraceEvent[] = [];
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
    this.#made ??= this.#events.map((event, index) => traceRecord(this.#at[index] ?? 0, this.#dropped + index, this.#devices[index] ?? '', event, this.#interfaces[index]));
    return this.#made;
  }

  /** The event's sequence number: all of the world are counted. */
  record(at: Instant, device: string, event: TraceEvent, interfaceName: string | undefined): number {
    if (this.#events.length >= this.capacity) this.#dropHalf();
    this.#made = undefined;
    this.#at.push(at);
    this.#devices.push(device);
    this.#interfaces.push(interfaceName);
    return this.#dropped + this.#events.push(event) - 1;
  }

  #dropHalf(): void {
    const half = this.capacity >> 1;
    this.#dropped += half;
    this.#at = this.#at.slice(half);
    this.#devices = this.#devices.slice(half);
    this.#interfaces = this.#interfaces.slice(half);
    this.#events = this.#events.slice(half);
  }
}
