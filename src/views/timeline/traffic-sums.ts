// Traffic of a ladder summed up: what goes both ways between two ends on a channel is one rung until there is a lull, or until
// anything else is told. What arrives belongs to the oldest sum that still misses something.

import type { Instant } from '../../base/time.ts';
import type { Rung } from './ladder.ts';

export type Traffic = Extract<Rung, { kind: 'traffic' }>;

/** What is quiet for longer begins anew; keepalives come every ten seconds or so. */
const LULL_MS = { datagram: 5_000, keepalive: 60_000 } as const;
/** A full queue of long packets is not under way for longer. */
const LONGEST_WAY_MS = 10_000;
/** Sums whose packets may still arrive. */
const SUMS_OPEN = 4;

export class TrafficSums {
  readonly #begin: (sum: Traffic) => void;
  /** Of each channel, newest last. */
  readonly #sums = new Map<string, Traffic[]>();
  /** Those that nothing has been told behind. */
  readonly #open = new Set<Traffic>();

  /** `begin` takes each new rung. */
  constructor(begin: (sum: Traffic) => void) {
    this.#begin = begin;
  }

  /** Something else is told: sums do not reach over it. */
  interrupt(): void {
    this.#open.clear();
  }

  /** A packet is sent on a channel, and perhaps known to arrive. */
  sent(packet: Pick<Traffic, 'at' | 'from' | 'to' | 'layer' | 'circuit' | 'what'>, channel: string, arrives: boolean): void {
    const sum = this.#sumOf(packet, channel);
    sum.until = packet.at;
    const arrived = arrives ? 1 : 0;
    if (sum.from === packet.from) {
      sum.sent += 1;
      sum.arrived += arrived;
    } else {
      sum.sentBack += 1;
      sum.arrivedBack += arrived;
    }
  }

  /** A packet has come to a device on a channel. */
  arrived(channel: string, device: string, at: Instant): void {
    const misses = (sum: Traffic): boolean => (sum.from === device ? sum.arrivedBack < sum.sentBack : sum.arrived < sum.sent);
    const sum = this.#sums.get(channel)?.find((each) => at - each.until <= LONGEST_WAY_MS && misses(each));
    if (sum === undefined) return;
    if (sum.from === device) sum.arrivedBack += 1;
    else sum.arrived += 1;
  }

  #sumOf(packet: Parameters<TrafficSums['sent']>[0], channel: string): Traffic {
    const sums = this.#sums.get(channel) ?? [];
    this.#sums.set(channel, sums);
    const last = sums.at(-1);
    if (last !== undefined && this.#open.has(last) && packet.at - last.until <= LULL_MS[packet.what]) return last;
    const sum: Traffic = { kind: 'traffic', ...packet, until: packet.at, sent: 0, arrived: 0, sentBack: 0, arrivedBack: 0 };
    sums.push(sum);
    if (sums.length > SUMS_OPEN) sums.shift();
    this.#open.add(sum);
    this.#begin(sum);
    return sum;
  }
}
