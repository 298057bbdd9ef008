// National ISDN lines that were ordered with SPIDs: two terminal endpoints on one interface, each with its TEI, its SPID and
// its directory number; what a wrong or a missing SPID does; and what the other switch types do without any.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { TelephoneLine } from '../../src/network/lab-description.ts';
import type { World } from '../../src/network/world.ts';
import { callbackWorld } from '../support/configs.ts';
import { events, lineOf, ping, wait } from '../support/lab.ts';
import { expectQuiet } from '../support/lawful.ts';

const SERVER = '172.12.12.1';
const VALID = ['55588880101', '55588890101'] as const;

function lines(required = true): readonly TelephoneLine[] {
  return [
    lineOf('R1', ['5557777']),
    lineOf('R2', ['5558888', '5558889'], { spids: { required, valid: VALID } }),
  ];
}

function clientWith(...spids: readonly string[]): World {
  return callbackWorld({}, { more: spids.map((spid, index) => `isdn spid${index + 1} ${spid}`) }, {}, lines());
}

const isdn = (world: World) => must(world.routers.get('R2')?.isdn()[0], 'the BRI');
const spidStates = (world: World): string[] => isdn(world).spids.map((spid) => spid.state);

describe('two valid SPIDs', () => {
  const world = clientWith(`${VALID[0]} 5558888`, `${VALID[1]} 5558889`);

  it('give two data links, two TEIs, two endpoint identifiers', () => {
    expect(isdn(world).links).toEqual([
      { ces: 1, tei: 64, state: 'MULTIPLE_FRAME_ESTABLISHED' },
      { ces: 2, tei: 65, state: 'MULTIPLE_FRAME_ESTABLISHED' },
    ]);
    expect(spidStates(world)).toEqual(['valid', 'valid']);
    expect(new Set(isdn(world).spids.map((spid) => spid.usid)).size).toBe(2);
    expect(events(world, 'isdn.layer2', 'R2').map(({ event }) => `${event.tei} ${event.to}`)).toEqual(['64 up', '65 up']);
  });

  it('carry the callback', () => {
    expect(ping(world, 'R2', SERVER)).toBe('.....');
    wait(world, 20);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });

  it('and a second call at the same time, by the other endpoint', () => {
    expect(world.routers.get('R1')?.isdnCall('BRI0', '5558889', 64)).toBeUndefined();
    wait(world, 2);
    expect(isdn(world).calls.map((call) => call.state)).toEqual(['Active', 'Active']);
    wait(world, 200);
    expectQuiet(world, 3);
  });
});

describe('each directory number', () => {
  it.each([['5558888', 64], ['5558889', 65]])('%s is answered by its own endpoint, TEI %i', (number, tei) => {
    const world = clientWith(`${VALID[0]} 5558888`, `${VALID[1]} 5558889`);
    const answers: number[] = [];
    world.trace.subscribe(({ device, event }) => {
      if (device !== 'R2' || event.type !== 'q921.frame' || event.direction !== 'TX' || event.frame.kind !== 'I') return;
      if (event.frame.information[3] === 0x07) answers.push(event.frame.tei);
    });
    world.routers.get('R1')?.isdnCall('BRI0', number, 64);
    wait(world, 2);
    expect(answers).toEqual([tei]);
  });
});

describe('a SPID that is wrong', () => {
  it('is not valid, and nothing dials', () => {
    const world = clientWith('99999990101');
    expect(spidStates(world)).toEqual(['not-valid']);
    expect(events(world, 'exchange.spid').map(({ event }) => event.valid)).toEqual([false]);
    expect(ping(world, 'R2', SERVER)).toBe('.....');
    expect(events(world, 'dialer.noDial', 'R2').map(({ event }) => event.because)).toEqual(Array(5).fill('line-down'));
    expect(world.routers.get('R2')?.isdnCall('BRI0', '5557777', 64)).toBe('layer 2 is not up');
  });

  it('beside a valid one: the other endpoint dials', () => {
    const world = clientWith('99999990101', VALID[1]);
    expect(spidStates(world)).toEqual(['not-valid', 'valid']);
    expect(ping(world, 'R2', SERVER)).toBe('.....');
    wait(world, 20);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });
});

describe('no SPID', () => {
  it('on a line that requires one: calls are refused', () => {
    const world = callbackWorld({}, {}, {}, lines());
    expect(ping(world, 'R2', SERVER)).toBe('.....');
    expect(events(world, 'dialer.failed', 'R2')).toHaveLength(5);
    expect(new Set(events(world, 'dialer.failed', 'R2').map(({ event }) => event.cause))).toEqual(new Set([21]));
    expectQuiet(world, 2);
  });

  it('on a line that requires none: no matter', () => {
    const world = callbackWorld({}, {}, {}, lines(false));
    ping(world, 'R2', SERVER);
    wait(world, 20);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });
});

describe('the server\'s SPIDs', () => {
  it('are needed for the return call, not for the first one', () => {
    const world = callbackWorld({}, {}, {}, [
      lineOf('R1', ['5557777'], { spids: { required: true, valid: ['55577770101'] } }),
      lineOf('R2', ['5558888']),
    ]);
    ping(world, 'R2', SERVER);
    wait(world, 30);
    expect(events(world, 'dialer.callbackServerStarting', 'R1')).toHaveLength(1);
    expect(events(world, 'dialer.failed', 'R1')[0]?.event).toMatchObject({ cause: 21, number: '5558888' });
    expect(events(world, 'dialer.callbackFailed', 'R1')).toHaveLength(1);
  });
});

describe.each(['basic-5ess', 'basic-dms100', 'basic-net3', 'basic-ni'])('switch type %s', (switchType) => {
  it('carries a callback', () => {
    const world = callbackWorld({ switchType }, { switchType }, {}, [
      lineOf('R1', ['5557777'], { switchType }),
      lineOf('R2', ['5558888'], { switchType }),
    ]);
    expect(ping(world, 'R2', SERVER)).toBe('.....');
    wait(world, 20);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
    const setup = events(world, 'q931.message', 'R2').find(({ event }) => event.direction === 'TX' && event.message.messageType === 5);
    const kinds = setup?.event.message.elements.map((element) => element.kind) ?? [];
    const keypad = switchType === 'basic-ni' || switchType === 'basic-dms100';
    expect(kinds.includes('keypadFacility')).toBe(keypad);
    expect(kinds.includes('calledPartyNumber')).toBe(!keypad);
    wait(world, 200);
    expectQuiet(world, 2);
  });
});
