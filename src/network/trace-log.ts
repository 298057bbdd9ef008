// The newest trace records of a world, for `why` and timelines, kept in columns: a record object of its own for each of
// thousands of events would be most of what the garbage collector moves. Records are made when somebody reads them. It is
// bounded: when full, the oldest half is dropped in one go, and how many were dropped is known. What only debug lines tell
// of, while it happens, is not kept: it is half of what a call brings about. Packets are put away as octets,
// and of an LCP echo or a report of the link's quality is kept that there was one.

import { assert } from '../base/assert.ts';
import type { Instant } from '../base/time.ts';
import { isControlProtocol } from '../wire/ppp.ts';
import { formOf, packetEvent, PacketStore, type PacketForm } from './packet-store.ts';
import { traceRecord, type TraceEvent, type TraceRecord } from './trace.ts';

/** What stands for an event in the log. */
type Kept = TraceEvent | PacketForm;

const ECHO_RECEIVED = { type: 'ppp.keepalive', direction: 'I' } as const;
const ECHO_SENT = { type: 'ppp.keepalive', direction: 'O' } as const;

export class TraceLog {
  readonly capacity: number;
  // Rings that grow until they have the capacity.
  readonly #at: Instant[] = [];
  readonly #devices: string[] = [];
  readonly #interfaces: (string | undefined)[] = [];
  readonly #events: (Kept | undefined)[] = [];
  /** Of a packet, where its octets are; of everything else, where those of the next one will be. */
  readonly #places: number[] = [];
  readonly #packets = new PacketStore();
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
    assert(event !== undefined, `the record in slot ${slot} is dropped`);
    const whole = isForm(event) ? packetEvent(event, this.#packets.read(this.#places[slot] ?? 0)) : event;
    return traceRecord(this.#at[slot] ?? 0, sequence, this.#devices[slot] ?? '', whole, this.#interfaces[slot]);
  }

  /** The event's sequence number. What is not kept has that of the next: numbers do not depend on who listens. */
  record(at: Instant, device: string, event: TraceEvent, interfaceName: string | undefined): number {
    const sequence = this.#dropped + this.#length;
    const kept = keptOf(event);
    if (kept === undefined) return sequence;
    if (this.#length === this.capacity) this.#dropHalf();
    const slot = sequence % this.capacity;
    this.#made = undefined;
    this.#at[slot] = at;
    this.#devices[slot] = device;
    this.#interfaces[slot] = interfaceName;
    this.#events[slot] = kept;
    this.#places[slot] = kept === event ? this.#packets.end : this.#putAway(event);
    this.#length += 1;
    return sequence;
  }

  #putAway(event: TraceEvent): number {
    return event.type === 'ppp.control' || event.type === 'ppp.auth' || event.type === 'ppp.cbcp' ? this.#packets.put(event.octets) : this.#packets.end;
  }

  #dropHalf(): void {
    const half = this.capacity >> 1;
    const first = this.#dropped % this.capacity;
    this.#events.fill(undefined, first, first + half);
    if (first + half > this.capacity) this.#events.fill(undefined, 0, first + half - this.capacity);
    this.#packets.dropBefore(this.#places[(first + half) % this.capacity] ?? 0);
    this.#dropped += half;
    this.#length -= half;
  }
}

/**
 * What the log keeps of an event. Nothing of frames below the packets of which other events tell, of the news that a packet
 * of a control protocol passed, which they tell too, and of phases and states, which follow from them: all that is for debug
 * lines, and where nobody listens machines do not even make most of it.
 */
function keptOf(event: TraceEvent): Kept | undefined {
  switch (event.type) {
    case 'q921.frame':
    case 'q921.state':
    case 'ppp.phase':
    case 'ppp.compressed':
      return undefined;
    case 'ppp.packet':
      return isControlProtocol(event.protocol) ? undefined : event;
    case 'ppp.state':
      return event.protocol === 'IPCP' && (event.to === 'Stopped' || event.to === 'Closed') ? event : undefined;
    case 'q931.state':
      return event.to === 'Call Delivered' ? event : undefined;
    case 'ppp.echo':
    case 'ppp.qualityReport':
      return event.direction === 'I' ? ECHO_RECEIVED : ECHO_SENT;
    case 'ppp.control':
    case 'ppp.auth':
    case 'ppp.cbcp':
      return formOf(event);
    default:
      return event;
  }
}

function isForm(kept: Kept): kept is PacketForm {
  return kept.type === 'ppp.control' || kept.type === 'ppp.auth' || kept.type === 'ppp.cbcp';
}
