// Calls between lines of unlike kinds: the exchange refuses them with cause 88, and `why` says which line is which.

import { describe, expect, it } from 'vitest';
import { USUAL_MODEM, type AnalogLine, type LabDescription } from '../../src/network/lab-description.ts';
import { events, labOf, lineOf, ping, wait, worldOf } from '../support/lab.ts';
import { why } from '../support/why.ts';

const SCRIPT = 'chat-script DIAL ABORT BUSY ABORT "NO CARRIER" TIMEOUT 60 "" "ATDT\\T" CONNECT \\c';
const BRI = ['interface BRI0', ' isdn switch-type basic-ni'];
const ASYNC = ['interface Async1', ' dialer in-band'];

function end(n: 1 | 2, from: readonly string[], number: string): string {
  const lines = [
    ` ip address 10.1.1.${n} 255.255.255.0`, ' encapsulation ppp', ` dialer map ip 10.1.1.${3 - n} name R${3 - n} broadcast ${number}`, ' dialer-group 1',
  ];
  return [`hostname R${n}`, SCRIPT, ...from, ...lines, 'dialer-list 1 protocol ip permit', 'line aux 0', ' script dialer DIAL', ' modem InOut', 'end'].join('\n');
}

const analog = (router: string, number: string): AnalogLine => ({ kind: 'analog', router, interface: 'Async1', numbers: [number], callingNumber: number, modem: USUAL_MODEM });

const LINES = [lineOf('R1', ['111']), analog('R1', '112'), lineOf('R2', ['221']), analog('R2', '222')];

function attempt(from: readonly string[], number: string, lines: LabDescription['telephoneLines'] = LINES) {
  const world = worldOf(labOf({ R1: end(1, from, number), R2: end(2, [], '') }, lines));
  world.settle();
  ping(world, 'R1', '10.1.1.2', 1);
  wait(world, 60);
  return world;
}

describe('the exchange', () => {
  it.each([
    ['an analog line to a BRI', ASYNC, '221', '222'],
    ['a BRI to an analog line', BRI, '222', '221'],
  ] as const)('does not put through %s', (_, from, number, right) => {
    const world = attempt(from, number);
    expect(events(world, 'exchange.call').map(({ event }) => `${event.outcome} ${event.cause}`)).toEqual(['refused 88']);
    const text = why(world, 'R1').join('\n');
    expect(text).toContain('Cause: INCOMPATIBLE');
    expect(text).toContain(`change "dialer map ip 10.1.1.2 name R2 broadcast ${number}" to "dialer map ip 10.1.1.2 name R2 broadcast ${right}"`);
  });

  it('passes over the lines of a hunt group that are of another kind', () => {
    const world = attempt(ASYNC, '900', [analog('R1', '112'), { ...lineOf('R2', ['900']), huntGroup: 'h' }, { ...analog('R2', '900'), huntGroup: 'h' }]);
    expect(events(world, 'exchange.call').map(({ event }) => `${event.outcome} ${event.callee?.interface ?? '-'}`)).toContain('offered Async1');
  });

  it('is asked by `why`, where a modem takes the reorder tone for the engaged one', () => {
    expect(why(attempt(ASYNC, '555'), 'R1').join('\n')).toContain('Cause: UNALLOCATED');
  });

  it('hears nothing of an analog line that is cut, and the call over it is lost', () => {
    const world = attempt(ASYNC, '222');
    world.faults.set({ kind: 'cut', router: 'R2', interface: 'Async1' });
    wait(world, 20);
    expect(world.exchange.circuits).toBe(0);
    ping(world, 'R1', '10.1.1.2', 1);
    wait(world, 60);
    expect(events(world, 'exchange.call').at(-1)?.event).toMatchObject({ outcome: 'refused', cause: 18 });
  });
});
