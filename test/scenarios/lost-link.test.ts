// The D channel of one end goes silent in the middle of a call and comes back: the router has given its calls up with the
// data link (cause 27), and the exchange finds that out by STATUS ENQUIRY (Q.931 §5.8.10), or by a check of TEIs when the
// terminal comes back under another one (Q.921 §5.3.3). The other end is cleared, and the B channels are free again.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { World } from '../../src/network/world.ts';
import { Q931_MESSAGE } from '../../src/wire/q931.ts';
import { callbackWorld } from '../support/configs.ts';
import { events, ping, wait } from '../support/lab.ts';
import { callsOf, expectQuiet } from '../support/lawful.ts';

const SERVER = '172.12.12.1';

/** The return call is up. */
function called(): World {
  const world = callbackWorld();
  ping(world, 'R2', SERVER, 1);
  wait(world, 20);
  expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  return world;
}

/** Nothing passes on R2's D channel for so long; and something is to be said on it just before. */
function silence(world: World, seconds: number): void {
  const bri = must(world.routers.get('R2')?.isdnPort('BRI0'), 'BRI0');
  const access = must(world.exchange.port('R2', 'BRI0'), 'its line');
  for (const port of [bri.d, access.d]) port.fault = () => undefined;
  wait(world, seconds);
  for (const port of [bri.d, access.d]) port.fault = undefined;
}

const layer2 = (world: World): string[] => events(world, 'isdn.layer2', 'R2').map(({ event }) => event.to);

describe('a D channel that is silent', () => {
  it('for a moment costs nothing', () => {
    const world = called();
    silence(world, 3);
    expect(layer2(world)).toEqual(['up']);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });

  it('until the terminal gives up its link, loses the call at both ends within seconds of its return', () => {
    const world = called();
    // T203 polls within 30 seconds, and four unanswered polls and four SABME later the link is given up.
    silence(world, 42);
    expect(layer2(world)).toEqual(['up', 'down']);
    expect(callsOf(world).filter((call) => call.startsWith('R2'))).toEqual([]);
    wait(world, 15);
    expect(layer2(world)).toEqual(['up', 'down', 'up']);
    expect(callsOf(world)).toEqual([]);
    expect(events(world, 'dialer.released', 'R2').at(-1)?.event.cause).toBe(27);
    wait(world, 60);
    expectQuiet(world, 2);
    ping(world, 'R2', SERVER, 1);
    wait(world, 20);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });

  it('until the terminal gives up its TEI, likewise', () => {
    const world = called();
    silence(world, 50);
    const before = world.routers.get('R2')?.isdn()[0]?.links[0]?.tei;
    wait(world, 20);
    const after = world.routers.get('R2')?.isdn()[0]?.links[0];
    expect(before).toBeUndefined();
    expect(after).toMatchObject({ tei: 65, state: 'MULTIPLE_FRAME_ESTABLISHED' });
    expect(callsOf(world)).toEqual([]);
    wait(world, 60);
    expectQuiet(world, 2);
    ping(world, 'R2', SERVER, 1);
    wait(world, 20);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });

  it('until the exchange gives up its link and the call, loses the call at the terminal too: it asks when the link is back', () => {
    const world = called();
    // The other end hangs up, and the exchange tells so in vain.
    must(world.routers.get('R1'), 'R1').isdnDisconnect('BRI0', 'all');
    silence(world, 8);
    expect(world.exchange.circuits).toBe(0);
    expect(callsOf(world).filter((call) => call.startsWith('R2 BRI0 reference'))).toHaveLength(1);
    wait(world, 45);
    expect(layer2(world)).toEqual(['up']);
    const asked = events(world, 'q931.message', 'R2').filter(({ event }) => event.direction === 'TX' && event.message.messageType === Q931_MESSAGE.STATUS_ENQUIRY);
    expect(asked).toHaveLength(1);
    const released = events(world, 'dialer.released', 'R2').at(-1);
    expect(released?.event.cause).toBe(30);
    expect((released?.at ?? 0) - (asked[0]?.at ?? 0)).toBeLessThan(100);
    expect(callsOf(world)).toEqual([]);
  });
});
