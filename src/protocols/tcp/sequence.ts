// Sequence numbers: modulo 2^32, compared by their distance (RFC 9293 §3.4).

/** a - b, from -2^31 to 2^31 - 1. */
export function distance(a: number, b: number): number {
  return (a - b) | 0;
}

export function advance(sequence: number, octets: number): number {
  return (sequence + octets) >>> 0;
}

export function isBefore(a: number, b: number): boolean {
  return ((a - b) | 0) < 0;
}

/** Whether low < value <= high. */
export function isWithin(low: number, value: number, high: number): boolean {
  return isBefore(low, value) && !isBefore(high, value);
}

export function later(a: number, b: number): number {
  return isBefore(a, b) ? b : a;
}

export function earlier(a: number, b: number): number {
  return isBefore(a, b) ? a : b;
}
