// Which numbers and subaddresses a line of `isdn answer` or `dialer called` stands for.

import { expect, it } from 'vitest';
import { isForOneOf, matchesNumber } from '../../../src/network/router/dialing/number-pattern.ts';

it.each([
  ['5557777', '5557777', true], ['7777', '5557777', true], ['5557777', '7777', false], ['555777x', '5557778', true], ['555777X', '5557788', false], ['', '5557777', true],
])('%s stands for %s: %s', (pattern, number, expected) => {
  expect(matchesNumber(pattern, number)).toBe(expected);
});

it.each([
  ['5557777', '5557777', undefined, true], ['5557777', '5557777', '12', true], ['5557777:12', '5557777', '12', true], ['5557777:2', '5557777', '12', true],
  ['5557777:12', '5557777', undefined, false], ['5557777:12', '5557777', '13', false], [':1x', '5557777', '13', true], [':1x', '5557777', undefined, false],
  ['5557778:12', '5557777', '12', false],
])('%s takes a call to %s, subaddress %s: %s', (answer, number, subaddress, expected) => {
  expect(isForOneOf(['1234', answer], subaddress === undefined ? { number } : { number, subaddress })).toBe(expected);
});
