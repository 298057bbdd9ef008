// Random topologies under random faults. Another range of seeds comes from the environment: `npm run sim` lives 2,000 of them.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { loadConfiguration } from '../../src/config/load-text.ts';
import type { LabDescription } from '../../src/network/lab-description.ts';
import { worldOf } from '../support/lab.ts';
import { live } from './life.ts';
import { randomLab } from './random-lab.ts';

const SEEDS = Number(process.env['RINGBACK_SEEDS'] ?? 200);
const FIRST_SEED = Number(process.env['RINGBACK_FIRST_SEED'] ?? 1);
/** Lives that once ended badly. */
const OLD_WOUNDS = [247, 476, 644, 2949];
const PATIENCE_MS = 3_600_000;

function reportOf(seed: number): string | undefined {
  try {
    live(seed);
    return undefined;
  } catch (error) {
    return `seed ${seed}: ${error instanceof Error ? error.message : String(error)}\n  again: RINGBACK_FIRST_SEED=${seed} RINGBACK_SEEDS=1 npm run sim`;
  }
}

function refusedLines(lab: LabDescription): readonly string[] {
  const world = worldOf(lab);
  return lab.routers.flatMap(({ name, config }) => {
    const router = must(world.routers.get(name), name);
    const context = { privilege: 15, merge: true, interfaceExists: (each: string) => router.interfaceExists(each) };
    return loadConfiguration(router.config, config, context).flatMap(({ accepted, text }) => (accepted ? [] : [`${name}: ${text}`]));
  });
}

describe('random labs, random lives', () => {
  it('are made of lines that every router takes', () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + 20; seed += 1) expect(refusedLines(randomLab(seed).lab), `seed ${seed}`).toEqual([]);
  });

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
