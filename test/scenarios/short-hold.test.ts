// `dialer isdn short-hold`: where the exchange tells what a call costs (AOC-D of ETSI), an idle call is ended just before a unit that
// would be charged, and kept for as long as one that is paid lasts. The bill has as many units as the router was told of.

import { describe, expect, it } from 'vitest';
import type { World } from '../../src/network/world.ts';
import { bill } from '../../src/views/bill.ts';
import { clientConfig, serverConfig, settled } from '../support/configs.ts';
import { events, labOf, lineOf, ping, wait } from '../support/lab.ts';
import { why } from '../support/why.ts';

const SERVER = '172.12.12.1';
const UNIT_SECONDS = 60;

interface Options {
  readonly hold?: readonly string[];
  readonly idleSeconds?: number;
  readonly advice?: boolean;
  /** R1 calls R2. */
  readonly back?: boolean;
}

/** R2 calls R1 on a European line, at a unit a minute. */
function netThree({ hold = [' dialer isdn short-hold 20'], idleSeconds = 300, advice = true }: Options = {}): World {
  const plain = { switchType: 'basic-net3', without: ['ppp callback', 'dialer callback-secure'] };
  const line = { switchType: 'basic-net3', ...(advice ? { adviceOfCharge: true as const } : {}) };
  const global = ['map-class dialer HOLD', ` dialer idle-timeout ${idleSeconds}`, ...hold, 'exit'];
  const lab = labOf(
    { R1: serverConfig({ ...plain, more: ['dialer idle-timeout 2000'] }), R2: clientConfig({ ...plain, maps: [`ip ${SERVER} name R1 class HOLD broadcast 5557777`], global }) },
    [lineOf('R1', ['5557777'], line), lineOf('R2', ['5558888'], line)],
  );
  return settled(lab);
}

function lastedSeconds(world: World): number {
  const [released] = events(world, 'dialer.released', 'R2');
  return (released?.event.lastedMs ?? 0) / 1000;
}

const unitsOf = (world: World): readonly number[] => events(world, 'dialer.charged', 'R2').map(({ event }) => event.units);

describe('short-hold', () => {
  it('ends an idle call before the third unit, which is not billed', () => {
    const world = netThree();
    expect(ping(world, 'R2', SERVER)).toMatch(/!$/);
    wait(world, 400);
    expect(lastedSeconds(world)).toBeCloseTo(2 * UNIT_SECONDS - 1, 0);
    expect(unitsOf(world)).toEqual([1, 2]);
    expect(world.routers.get('R2')?.callHistory().map(({ units }) => units)).toEqual([2]);
    // Who was called pays nothing, and is told nothing.
    expect(world.routers.get('R1')?.callHistory().map(({ units }) => units)).toEqual([0]);
    const text = bill({ records: world.recorder.events, lab: world.lab, now: world.clock.now, incomplete: false }, undefined).join('\n');
    expect(text).toContain('2 x 0.10');
    expect(why(world, 'R2')[0]).toMatch(/being idle, before unit 3 was charged$/);
  });

  it('keeps a call that is used shortly before a unit ends for another one', () => {
    const world = netThree();
    ping(world, 'R2', SERVER);
    wait(world, 105);
    ping(world, 'R2', SERVER);
    wait(world, 400);
    expect(lastedSeconds(world)).toBeCloseTo(3 * UNIT_SECONDS - 1, 0);
    expect(unitsOf(world)).toEqual([1, 2, 3]);
  });

  it.each([
    ['without it', { hold: [] }],
    ['where nobody tells of charges', { advice: false }],
  ])('%s the idle time counts', (_what, options) => {
    const world = netThree({ ...options, idleSeconds: 90 });
    expect(ping(world, 'R2', SERVER)).toMatch(/!$/);
    wait(world, 400);
    expect(lastedSeconds(world)).toBeGreaterThan(90);
    expect(lastedSeconds(world)).toBeLessThan(105);
  });

  it('before the length of a unit is known the idle time counts as well', () => {
    const world = netThree({ idleSeconds: 30 });
    ping(world, 'R2', SERVER);
    wait(world, 100);
    expect(lastedSeconds(world)).toBeLessThan(45);
    expect(unitsOf(world)).toEqual([1]);
  });
});
