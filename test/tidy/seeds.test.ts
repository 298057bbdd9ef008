// Chance in tests has a seed that stays: a run that fails on another day than it was written says nothing of a change.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const TESTS = resolve(import.meta.dirname, '..');
const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));

it('draws nothing from the day', () => {
  expect(files.length).toBeGreaterThan(100);
  const wrong = files.filter((name) => {
    const text = readFileSync(join(TESTS, name), 'utf8');
    return /from 'fast-check'|Math\.random\(\)|Date\.now\(\) %/.test(text) && name !== join('tidy', 'seeds.test.ts');
  });
  expect(wrong, 'fast-check comes from test/support/fast-check.ts, seeds from test/support/seed.ts').toEqual([]);
});
