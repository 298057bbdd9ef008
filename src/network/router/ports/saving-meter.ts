// How much shorter compression made what passed in one direction: in all, and over the last one, five and ten minutes as
// exponentially weighted averages.

import type { Instant } from '../../../base/time.ts';

const MINUTES = [1, 5, 10] as const;

export interface SavingReading {
  readonly packets: number;
  readonly plainOctets: number;
  readonly compressedOctets: number;
  /** How many times longer the data were than what was sent for them, over one, five and ten minutes; 0 where nothing passed. */
  readonly ratios: readonly number[];
}

export class SavingMeter {
  packets = 0;
  #plain = 0;
  #compressed = 0;
  #last: Instant = 0;
  readonly #averages = MINUTES.map(() => ({ plain: 0, compressed: 0 }));

  count(now: Instant, plainOctets: number, compressedOctets: number): void {
    this.packets += 1;
    this.#plain += plainOctets;
    this.#compressed += compressedOctets;
    this.#averages.forEach((average, index) => {
      const kept = Math.exp((this.#last - now) / ((MINUTES[index] ?? 1) * 60_000));
      average.plain = average.plain * kept + plainOctets;
      average.compressed = average.compressed * kept + compressedOctets;
    });
    this.#last = now;
  }

  read(now: Instant): SavingReading {
    // Both fade alike: the ratio does not, until nothing is left of them that counts.
    const ratios = this.#averages.map(({ plain, compressed }, index) => {
      const left = compressed * Math.exp((this.#last - now) / ((MINUTES[index] ?? 1) * 60_000));
      return left < 1 ? 0 : plain / compressed;
    });
    return { packets: this.packets, plainOctets: this.#plain, compressedOctets: this.#compressed, ratios };
  }
}
