// Chance: named streams split from one seed, so that a draw added on one line does not reshuffle another.
// The generator is xoshiro128** (Blackman and Vigna, 2018), seeded by splitmix32 over the seed and an FNV-1a hash
// of the stream's name. Not for secrets.

export interface RandomStream {
  /** An integer from 0 to 2^32 - 1. */
  uint32(): number;
  /** An integer from 0 to bound - 1. */
  below(bound: number): number;
  octets(length: number): Uint8Array;
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}

function rotate(value: number, bits: number): number {
  return ((value << bits) | (value >>> (32 - bits))) >>> 0;
}

/** The stream of that name; the same seed and name give the same draws. */
export function randomStream(seed: number, name: string): RandomStream {
  let mix = (hash(name) ^ Math.imul(seed, 0x9e3779b1)) >>> 0;
  const next = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let [a, b, c, d] = [next(), next(), next(), next()];
  const uint32 = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5) >>> 0, 7), 9) >>> 0;
    const shifted = (b << 9) >>> 0;
    c = (c ^ a) >>> 0;
    d = (d ^ b) >>> 0;
    b = (b ^ c) >>> 0;
    a = (a ^ d) >>> 0;
    c = (c ^ shifted) >>> 0;
    d = rotate(d, 11);
    return result;
  };
  const below = (bound: number): number => Math.floor((uint32() / 0x1_0000_0000) * bound);
  return {
    uint32,
    below,
    octets: (length) => Uint8Array.from({ length }, () => uint32() >>> 24),
  };
}
