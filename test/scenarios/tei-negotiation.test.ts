// When a basic access asks for its TEI: at power-on, or at the first call, be it one that it makes or one that comes in.

import { expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { World } from '../../src/network/world.ts';
import { callbackWorld } from '../support/configs.ts';
import { events, lineOf, ping, wait } from '../support/lab.ts';
import { expectQuiet } from '../support/lawful.ts';

const FIRST_CALL = { global: ['isdn tei-negotiation first-call'] };
const SERVER = '172.12.12.1';

const isdn = (world: World, router: string) => must(world.routers.get(router)?.isdn()[0], 'the BRI');
const teis = (world: World, router: string) => isdn(world, router).links.map(({ tei }) => tei);
const layer2 = (world: World, router: string): readonly string[] => events(world, 'isdn.layer2', router).map(({ event }) => `${event.tei} ${event.to}`);

it('no TEI is asked for before a call, and a callback wakes both ends', () => {
  const world = callbackWorld(FIRST_CALL, FIRST_CALL);
  wait(world, 100);
  for (const router of ['R1', 'R2']) {
    expect(teis(world, router)).toEqual([undefined]);
    expect(layer2(world, router)).toEqual([]);
  }
  expect(ping(world, 'R2', SERVER)).toBe('.....');
  wait(world, 20);
  expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  for (const router of ['R1', 'R2']) expect(layer2(world, router)).toEqual(['64 up']);
  wait(world, 300);
  // Once it is there the TEI stays.
  expect(teis(world, 'R2')).toEqual([64]);
  expectQuiet(world, 2);
});

it('an interface may be told otherwise than the router', () => {
  const world = callbackWorld({ ...FIRST_CALL, more: ['isdn tei-negotiation powerup'] }, { more: ['isdn tei-negotiation first-call'] });
  expect([teis(world, 'R1'), teis(world, 'R2')]).toEqual([[64], [undefined]]);
});

it('an incoming call is answered by the endpoint whose number it is, SPIDs and all', () => {
  const lines = [lineOf('R1', ['5557777']), lineOf('R2', ['5558888', '5558889'], { spids: { required: true, valid: ['1', '2'] } })];
  const world = callbackWorld({}, { ...FIRST_CALL, more: ['isdn spid1 1 5558888', 'isdn spid2 2 5558889'] }, {}, lines);
  expect(teis(world, 'R2')).toEqual([undefined, undefined]);
  expect(world.routers.get('R1')?.isdnCall('BRI0', '5558889', 64)).toBeUndefined();
  wait(world, 2);
  expect(isdn(world, 'R2').calls.map(({ state }) => state)).toEqual(['Active']);
  expect(isdn(world, 'R2').spids.map(({ state }) => state)).toEqual(['valid', 'valid']);
});

it('a call of its own waits for TEI and SPID', () => {
  const lines = [lineOf('R1', ['5557777']), lineOf('R2', ['5558888'], { spids: { required: true, valid: ['1'] } })];
  const world = callbackWorld({}, { ...FIRST_CALL, more: ['isdn spid1 1'] }, {}, lines);
  ping(world, 'R2', SERVER);
  wait(world, 20);
  expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
});

it('without an answer to the request the call fails, and a later one goes through', () => {
  const world = callbackWorld({}, FIRST_CALL);
  world.faults.set({ kind: 'd-channel', router: 'R2', interface: 'BRI0' });
  ping(world, 'R2', SERVER);
  wait(world, 10);
  expect(events(world, 'dialer.failed', 'R2').length).toBeGreaterThan(0);
  world.faults.clear('d-channel R2 BRI0');
  wait(world, 30);
  ping(world, 'R2', SERVER);
  wait(world, 20);
  expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
});
