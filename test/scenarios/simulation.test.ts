// Random lives of a lab: three routers with callback, packets both ways, lossy and lying lines, reloads, clearing and calls
// by hand, all from one seed. The laws hold after every event; when the disturbance ends, the lab falls quiet and works.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { randomStream } from '../../src/engine/random.ts';
import type { LabDescription } from '../../src/network/lab-description.ts';
import type { World } from '../../src/network/world.ts';
import { clientConfig, serverConfig } from '../support/configs.ts';
import { disturb, flipped, forged } from '../support/faults.ts';
import { labOf, lineOf, ping, wait, worldOf } from '../support/lab.ts';
import { expectQuiet, keepLawful } from '../support/lawful.ts';

/** More of them, or others, from the environment: a longer search costs no change. */
const SEEDS = Number(process.env.RINGBACK_SEEDS ?? 60);
const FIRST_SEED = Number(process.env.RINGBACK_FIRST_SEED ?? 1);
/** Lives that once ended badly. */
const OLD_WOUNDS = [1371, 1543, 10_632, 101_829];
const PATIENCE_MS = 10 * 60_000;
const ADDRESSES: Readonly<Record<string, string>> = { R1: '172.12.12.1', R2: '172.12.12.2', R3: '172.12.12.3' };
const PAUSES_MS = [0, 5, 50, 120, 2000, 4000, 15_000, 35_000];
const NUMBERS = ['5557777', '5558888', '5559999', '5550000'];

/** R1 calls R2 and R3 back; short times, and hold queues at two of them. */
function lab(): LabDescription {
  return labOf(
    {
      R1: serverConfig({
        users: ['R2 password CCIE', 'R3 password CCIE'],
        maps: ['ip 172.12.12.2 name R2 class CALLBACK broadcast 5558888', 'ip 172.12.12.3 name R3 class CALLBACK broadcast 5559999'],
        more: ['dialer hold-queue 5 timeout 30', 'dialer idle-timeout 30', 'dialer enable-timeout 3'],
      }),
      R2: clientConfig({ more: ['dialer hold-queue 5 timeout 30', 'dialer idle-timeout 40'] }),
      R3: clientConfig({ hostname: 'R3', address: '172.12.12.3 255.255.255.0' }),
    },
    [lineOf('R1', ['5557777']), lineOf('R2', ['5558888']), lineOf('R3', ['5559999'])],
  );
}

/** Five minutes of anything, then peace. */
function live(seed: number): World {
  const world = worldOf(lab(), seed);
  keepLawful(world);
  const chance = randomStream(seed, 'simulation');
  const lossPercent = [0, 2, 10, 30][chance.below(4)] ?? 0;
  const forgePercent = [0, 0, 2, 10][chance.below(4)] ?? 0;
  const line = disturb(world, ({ octets }) => {
    const dice = chance.below(100);
    if (dice < lossPercent) return undefined;
    if (dice < lossPercent + forgePercent) return forged(octets, chance.below(octets.length * 8));
    return dice === 99 ? flipped(octets, chance.below(octets.length * 8)) : octets;
  });
  wait(world, chance.below(20));
  for (let move = 0; move < 25; move += 1) {
    const names = ['R1', 'R2', 'R3'];
    const name = names[chance.below(3)] ?? 'R1';
    const router = must(world.routers.get(name), name);
    switch (chance.below(8)) {
      case 0:
        if (chance.below(3) === 0) router.reload();
        break;
      case 1:
        router.clearInterface('BRI0');
        break;
      case 2:
        router.isdnCall('BRI0', NUMBERS[chance.below(4)] ?? '', chance.below(2) === 0 ? 56 : 64);
        break;
      case 3:
        router.isdnDisconnect('BRI0', 'all');
        break;
      default: {
        const to = name === 'R1' ? (names[1 + chance.below(2)] ?? 'R2') : 'R1';
        const request = { destination: parseIpv4(ADDRESSES[to] ?? '') ?? 0, repeat: 1 + chance.below(5), sizeOctets: 100, timeoutSeconds: 2, dontFragment: false };
        router.startPing(request, { mark: () => {}, done: () => {} });
      }
    }
    world.clock.runUntil(world.clock.now + (PAUSES_MS[chance.below(PAUSES_MS.length)] ?? 0));
  }
  line.stop();
  return world;
}

function expectRecovery(seed: number): void {
  try {
    const world = live(seed);
    wait(world, 400);
    expectQuiet(world, 3);
    for (const name of ['R2', 'R3']) {
      ping(world, name, '172.12.12.1', 1);
      wait(world, 10);
      expect(ping(world, name, '172.12.12.1'), name).toBe('!!!!!');
    }
  } catch (error) {
    throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
  }
}

describe('whatever happens', () => {
  it(`the laws hold, and the lab recovers (${SEEDS} seeds from ${FIRST_SEED})`, () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) expectRecovery(seed);
  }, PATIENCE_MS);

  it.each(OLD_WOUNDS)('and so it does with seed %i', (seed) => {
    expectRecovery(seed);
  });
});
