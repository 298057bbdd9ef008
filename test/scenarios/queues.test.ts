// The output queue of a dialled link: packets wait for the line, `show interfaces` sees them there, and what is beyond the
// queue's limit is dropped and counted.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { consoleOf } from '../support/console.ts';
import { labNamed, ping, wait, worldOf } from '../support/lab.ts';

describe('the output queue of a B channel', () => {
  it.each([
    ['', 64],
    ['fair-queue 16', 16],
    ['no fair-queue', 40],
    ['no fair-queue\rhold-queue 10 out', 10],
  ])('with %j holds %i frames', (configured, limit) => {
    const world = worldOf(labNamed('callback-bryant'));
    world.settle();
    const console = consoleOf(world, 'R2');
    console.type(`\renable\rconfigure terminal\rinterface bri 0\r${configured}\rend\r`);
    ping(world, 'R2', '172.12.12.1');
    wait(world, 20);
    const r2 = must(world.routers.get('R2'), 'R2');
    const before = r2.interface('BRI0:1')?.counters;
    // Two hundred echoes at once, for which nobody waits.
    for (let i = 0; i < 200; i += 1) {
      r2.startPing({ destination: parseIpv4('172.12.12.1') ?? 0, repeat: 1, sizeOctets: 1500, timeoutSeconds: 60, dontFragment: false }, { mark: () => undefined, done: () => undefined });
    }
    world.clock.runUntil(world.clock.now + 1);
    const full = must(r2.interface('BRI0:1'), 'BRI0:1').counters;
    expect(full.outputQueued).toBe(limit - 1);
    expect(full.outputDrops - (before?.outputDrops ?? 0)).toBe(200 - limit);
    const shown = console.type('show interfaces bri 0 1\r');
    expect(shown).toContain(`Total output drops: ${200 - limit}`);
    expect(shown).toContain(configured.startsWith('no fair') ? `Output queue :${limit - 1}/${limit} (size/max)` : `Output queue: ${limit - 1}/1000/${limit}/${200 - limit} (size/max`);
    wait(world, 30);
    expect(r2.interface('BRI0:1')?.counters.outputQueued).toBe(0);
    if (!configured.startsWith('no fair')) expect(console.type('show interfaces bri 0 1\r')).toContain('Conversations  0/1/16');
  });
});
