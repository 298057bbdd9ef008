// Compression on lines: datagrams arrive as they were sent, over calls, bundles, modems and damaged lines, and the lines carry less.

import { describe, expect, it } from 'vitest';
import { callbackWorld } from '../support/configs.ts';
import { disturb, flipped } from '../support/faults.ts';
import { capture, events, ping, wait } from '../support/lab.ts';
import { bundleOf, load, multilinkWorld, routerOf, waitUntil } from '../support/multilink.ts';

const R1 = '172.12.12.1';

describe.each(['predictor', 'stac'] as const)('%s', (method) => {
  const more = [`compress ${method}`];

  it('makes what a return call carries shorter', () => {
    const world = callbackWorld({ more }, { more });
    ping(world, 'R2', R1, 1);
    wait(world, 25);
    const frames = capture(world);
    expect(ping(world, 'R2', R1, 5, { sizeOctets: 1000 })).toBe('!!!!!');
    const [own] = routerOf(world, 'R2').compressions();
    expect(own).toMatchObject({ interface: 'BRI0:1', method, sent: { packets: 5, plainOctets: 5010 }, received: { packets: 5, plainOctets: 5010 }, resets: 0 });
    expect(own?.sent.ratios[0]).toBeGreaterThan(2);
    const compressed = frames.filter(({ octets }) => octets[0] === 0xff && octets[2] === 0 && octets[3] === 0xfd);
    expect(compressed.length).toBeGreaterThanOrEqual(10);
    expect(Math.max(...compressed.map(({ octets }) => octets.length))).toBeLessThan(600);
    // What cannot be made shorter arrives all the same.
    expect(ping(world, 'R1', '172.12.12.2', 3, { sizeOctets: 36 })).toBe('!!!');
  });

  it('is over the bundle, and not on its links', () => {
    const world = multilinkWorld({ more }, { more: [...more, 'dialer load-threshold 10'] });
    expect(ping(world, 'R2', R1)).toBe('.!!!!');
    const traffic = load(world, 'R2', R1);
    expect(waitUntil(world, 90, () => bundleOf(world, 'R2')?.links.length === 2)).toBeLessThan(90);
    traffic.stop();
    wait(world, 2);
    expect(ping(world, 'R2', R1, 5, { sizeOctets: 1400 })).toBe('!!!!!');
    for (const name of ['R1', 'R2']) expect(routerOf(world, name).compressions()).toMatchObject([{ interface: 'Virtual-Access1', method, resets: 0 }]);
    expect(routerOf(world, 'R1').interface('Virtual-Access1')?.ppp?.ccp).toBe('Open');
  });

  it('is begun anew where frames are damaged, and nothing false is ever delivered', () => {
    const world = callbackWorld({ more }, { more });
    ping(world, 'R2', R1, 1);
    wait(world, 25);
    let calls = 0;
    const disturbed = disturb(world, ({ from, octets }) => {
      if (!from.includes(' B')) return octets;
      calls += 1;
      return calls % 7 === 0 ? flipped(octets, calls) : octets;
    });
    const marks = ping(world, 'R2', R1, 60);
    disturbed.stop();
    expect(marks).toMatch(/!/);
    expect(marks).toMatch(/\./);
    expect(routerOf(world, 'R2').compressions()[0]?.resets).toBeGreaterThan(0);
    // A frame that nobody can read is noticed with the next one only.
    ping(world, 'R2', R1, 2);
    expect(ping(world, 'R2', R1, 5)).toBe('!!!!!');
    expect(events(world, 'ip.undeliverable')).toEqual([]);
  });
});
