// What passes an interface in one direction: how much, how fast, and when it last did. Rates are exponentially weighted
// averages with the load interval as their time constant. A meter is one list of numbers and no class with fields: a field
// with a fraction is an object of its own, each frame touches all of them, and there are worlds of 10,000 routers.

import type { Instant } from '../../../base/time.ts';

const LAST = 0;
/** Bits and packets a second, as they were when the last frame passed. */
const BIT_RATE = 1;
const PACKET_RATE = 2;
const PACKETS = 3;
const OCTETS = 4;
/** Of these, before the counters were cleared. */
const CLEARED_PACKETS = 5;
const CLEARED_OCTETS = 6;

export type TrafficMeter = number[];

export interface MeterReading {
  /** Undefined: nothing ever passed. */
  readonly last: Instant | undefined;
  readonly bitRate: number;
  readonly packetRate: number;
  /** Since the counters were cleared. */
  readonly packets: number;
  readonly octets: number;
}

export const NOTHING_METERED: MeterReading = { last: undefined, bitRate: 0, packetRate: 0, packets: 0, octets: 0 };

export function newMeter(): TrafficMeter {
  return [Number.NaN, 0, 0, 0, 0, 0, 0];
}

export function meterFrame(meter: TrafficMeter, now: Instant, octets: number, intervalMs: number): void {
  const kept = keptSince(meter, now, intervalMs);
  meter[LAST] = now;
  meter[BIT_RATE] = value(meter, BIT_RATE) * kept + (octets * 8000) / intervalMs;
  meter[PACKET_RATE] = value(meter, PACKET_RATE) * kept + 1000 / intervalMs;
  meter[PACKETS] = value(meter, PACKETS) + 1;
  meter[OCTETS] = value(meter, OCTETS) + octets;
}

export function readMeter(meter: TrafficMeter | undefined, now: Instant, intervalMs: number): MeterReading {
  if (meter === undefined) return NOTHING_METERED;
  const last = value(meter, LAST);
  const kept = keptSince(meter, now, intervalMs);
  return {
    last: Number.isNaN(last) ? undefined : last,
    bitRate: value(meter, BIT_RATE) * kept,
    packetRate: value(meter, PACKET_RATE) * kept,
    packets: value(meter, PACKETS) - value(meter, CLEARED_PACKETS),
    octets: value(meter, OCTETS) - value(meter, CLEARED_OCTETS),
  };
}

/** Whatever `clear counters` forgets. */
export function meteredInAll(meter: TrafficMeter | undefined): { readonly packets: number; readonly octets: number } {
  return meter === undefined ? NOTHING_METERED : { packets: value(meter, PACKETS), octets: value(meter, OCTETS) };
}

export function clearMeter(meter: TrafficMeter): void {
  meter[CLEARED_PACKETS] = value(meter, PACKETS);
  meter[CLEARED_OCTETS] = value(meter, OCTETS);
}

/** As good as new, but for what passed in all. */
export function restartMeter(meter: TrafficMeter): void {
  clearMeter(meter);
  meter[LAST] = Number.NaN;
  meter[BIT_RATE] = 0;
  meter[PACKET_RATE] = 0;
}

/** What is left of rates since the last frame. */
function keptSince(meter: TrafficMeter, now: Instant, intervalMs: number): number {
  const last = value(meter, LAST);
  return now > last ? Math.exp((last - now) / intervalMs) : 1;
}

function value(meter: TrafficMeter, index: number): number {
  return meter[index] ?? 0;
}
