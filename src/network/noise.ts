// Bit errors on one way of a channel: each bit is turned over with the same probability, whatever frame it is in, from a random
// stream of its own. How many bits pass until the next error is drawn at once (a geometric distribution), so that a quiet
// line costs nothing. Flags are bits too, but a damaged flag is not simulated: frames stay as many as they were.

import type { RandomStream } from '../engine/random.ts';

export class Noise {
  readonly #rate: number;
  readonly #random: RandomStream;
  /** Good bits that are still to come before the next bad one. */
  #good: number;

  constructor(rate: number, random: RandomStream) {
    this.#rate = rate;
    this.#random = random;
    this.#good = this.#draw();
  }

  /** The frame as it comes out, and how many of its bits are turned over; the same octets when none is. */
  pass(octets: Uint8Array): { readonly octets: Uint8Array; readonly bits: number } {
    const length = octets.length * 8;
    if (this.#good >= length) {
      this.#good -= length;
      return { octets, bits: 0 };
    }
    const changed = octets.slice();
    let bits = 0;
    let at = this.#good;
    while (at < length) {
      changed[at >> 3] = (changed[at >> 3] ?? 0) ^ (1 << (at & 7));
      bits += 1;
      at += 1 + this.#draw();
    }
    this.#good = at - length;
    return { octets: changed, bits };
  }

  #draw(): number {
    if (this.#rate >= 1) return 0;
    // Never 0, so that its logarithm is finite.
    const uniform = (this.#random.uint32() + 0.5) / 0x1_0000_0000;
    return Math.floor(Math.log(uniform) / Math.log1p(-this.#rate));
  }
}
