// Pools of addresses: order, the same address for the same user, several ranges and pools, and what is left.

import { describe, expect, it } from 'vitest';
import { NO_POOLS, poolUse, returnAddress, takeAddress, withRanges, type AddressPools } from '../../../../src/protocols/ip/address-pool.ts';
import fc from '../../../support/fast-check.ts';

const RANGES = [{ pool: 'a', first: 10, last: 12 }, { pool: 'b', first: 20, last: 20 }, { pool: 'a', first: 30, last: 30 }];

function take(pools: AddressPools, names: readonly string[], holder: string, user?: string): [AddressPools, number | string] {
  const taken = takeAddress(pools, names, holder, user);
  return taken.ok ? [taken.pools, taken.lease.address] : [pools, taken.because];
}

/** `+X` takes one for X as user of that name, `-X` gives it back. */
function run(steps: string, names: readonly string[] = ['a']): readonly (number | string)[] {
  let pools = withRanges(NO_POOLS, RANGES);
  return steps.split(' ').flatMap((one) => {
    const who = one.slice(1);
    if (one.startsWith('-')) {
      pools = returnAddress(pools, who).pools;
      return [];
    }
    const [next, answer] = take(pools, names, who, who);
    pools = next;
    return [answer];
  });
}

describe('a pool of addresses', () => {
  it.each([
    ['goes up, over all its ranges', '+x +y +z +w +v', [10, 11, 12, 30, 'exhausted']],
    ['gives whoever comes again what he had', '+x +y -x +z +x', [10, 11, 12, 10]],
    ['uses what nobody has had first', '+x -x +y', [10, 11]],
    ['then what has been free for longest', '+x +y +z +w -y -x +v', [10, 11, 12, 30, 11]],
  ] as const)('%s', (_what, steps, expected) => {
    expect(run(steps)).toEqual(expected);
  });

  it('of several the first that has one', () => {
    expect(run('+x +y', ['b', 'a'])).toEqual([20, 10]);
    expect(run('+x', ['none', 'b'])).toEqual([20]);
    expect(run('+x', ['none'])).toEqual(['undefined']);
  });

  it('never gives an address twice, and every address is free or in use', () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 6 })), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (taken) => {
        let pools = withRanges(NO_POOLS, RANGES);
        for (const [takes, who] of taken) {
          const holder = `h${who}`;
          if (!takes) pools = returnAddress(pools, holder).pools;
          else if (!pools.leases.has(holder)) [pools] = take(pools, ['a'], holder, holder);
          const held = [...pools.leases.values()].map(({ address }) => address);
          expect(new Set(held).size).toBe(held.length);
          const all = poolUse(pools).flatMap(({ free, inUse }) => [...free, ...inUse.map(({ address }) => address)]);
          expect(new Set(all).size).toBe(all.length);
          expect([...all].sort((a, b) => a - b)).toEqual([10, 11, 12, 20, 30]);
        }
      }),
    );
  });
});
