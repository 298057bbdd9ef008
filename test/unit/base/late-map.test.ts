// A LateMap is a Map, with few entries and with many, but for what is put in while somebody goes through it.

import { expect, test } from 'vitest';
import { LateMap } from '../../../src/base/late-map.ts';
import fc from '../../support/fast-check.ts';

test('says what a Map says', () => {
  const step = fc.record({ what: fc.constantFrom('set', 'set', 'set', 'delete', 'clear'), key: fc.nat(12), value: fc.nat() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const [late, map] = [new LateMap<number, number>(), new Map<number, number>()];
      for (const { what, key, value } of steps) {
        if (what === 'set') for (const each of [late, map]) each.set(key, value);
        else if (what === 'delete') expect(late.delete(key)).toBe(map.delete(key));
        else if (value % 8 === 0) for (const each of [late, map]) each.clear();
        expect([...late]).toEqual([...map]);
        expect([late.size, late.get(key), late.has(key)]).toEqual([map.size, map.get(key), map.has(key)]);
      }
      expect([[...late.keys()], [...late.values()], [...late.entries()]]).toEqual([[...map.keys()], [...map.values()], [...map]]);
      const odd = (value: number): boolean => value % 2 === 1;
      expect([late.find(odd), late.count(odd)]).toEqual([[...map.values()].find(odd), [...map.values()].filter(odd).length]);
      expect([...new LateMap(map)]).toEqual([...map]);
    }),
    { numRuns: 300 },
  );
});

test.each([3, 20])('of %i entries, what is taken out while somebody goes through it is not met any more', (size) => {
  const late = new LateMap(Array.from({ length: size }, (_, key) => [key, `${key}`] as const));
  const met: string[] = [];
  for (const [key, value] of late) {
    met.push(value);
    late.delete(key);
    late.delete(key + 1);
  }
  expect(met).toEqual(Array.from({ length: Math.ceil(size / 2) }, (_, index) => `${2 * index}`));
  expect(late.size).toBe(0);
});
