// Random topologies under random faults. Another range of seeds comes from the environment: `npm run sim` lives 2,000 of them.

import { describe, expect, it } from 'vitest';
import { live } from './life.ts';

const SEEDS = Number(process.env['RINGBACK_SEEDS'] ?? 200);
const FIRST_SEED = Number(process.env['RINGBACK_FIRST_SEED'] ?? 1);
/** Lives that once ended badly. */
const OLD_WOUNDS = [479, 544, 1405];
const PATIENCE_MS = 3_600_000;

function reportOf(seed: number): string | undefined {
  try {
    live(seed);
    return undefined;
  } catch (error) {
    return `seed ${seed}: ${error instanceof Error ? error.message : String(error)}\n  again: RINGBACK_FIRST_SEED=${seed} RINGBACK_SEEDS=1 npm run sim`;
  }
}

describe('random labs, random lives', () => {
  it(`keep the laws, and work afterwards (${SEEDS} seeds from ${FIRST_SEED})`, () => {
    const failures: string[] = [];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
      const report = reportOf(seed);
      if (report !== undefined) failures.push(report);
      if (SEEDS > 500 && (seed - FIRST_SEED) % 100 === 99) console.log(`${seed - FIRST_SEED + 1} lives, ${failures.length} failed`);
    }
    expect(failures.join('\n')).toBe('');
  }, PATIENCE_MS);

  it.each(OLD_WOUNDS)('and so does the one of seed %i', (seed) => {
    expect(reportOf(seed)).toBeUndefined();
  });
});
