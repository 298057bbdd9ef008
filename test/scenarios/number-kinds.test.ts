// What a router says of the kind of number that it calls: nothing, or what "isdn map address" has for numbers that look so.

import { expect, it } from 'vitest';
import { findElement, type Q931Message } from '../../src/wire/q931.ts';
import { callbackWorld } from '../support/configs.ts';
import { lineOf, ping, wait } from '../support/lab.ts';

const NET3 = { switchType: 'basic-net3' } as const;

it.each([
  { map: 'isdn map address ^555.* plan isdn type national', kind: { numberType: 2, plan: 1 } },
  { map: 'isdn map address 5557777 plan private type subscriber', kind: { numberType: 4, plan: 9 } },
  { map: 'isdn map address ^444 plan isdn type national', kind: { numberType: 0, plan: 0 } },
  // No regular expression.
  { map: 'isdn map address [ plan isdn type national', kind: { numberType: 0, plan: 0 } },
])('$map', ({ map, kind }) => {
  const world = callbackWorld(NET3, { ...NET3, more: [map] }, {}, [lineOf('R1', ['5557777'], NET3), lineOf('R2', ['5558888'], NET3)]);
  const setups: Q931Message[] = [];
  world.trace.subscribe(({ device, event }) => {
    if (device === 'R2' && event.type === 'q931.message' && event.direction === 'TX' && event.message.messageType === 0x05) setups.push(event.message);
  });
  ping(world, 'R2', '172.12.12.1');
  wait(world, 20);
  expect(ping(world, 'R2', '172.12.12.1')).toBe('!!!!!');
  expect(setups.map((setup) => findElement(setup, 'calledPartyNumber'))).toEqual([{ kind: 'calledPartyNumber', ...kind, digits: '5557777' }]);
});
