import { expect, it } from 'vitest';
import { judgeInterest } from '../../../../src/protocols/dialer/interesting.ts';

const permits = (list: number): boolean => list === 101;

it.each([
  ['ip PERMIT', 1, [{ group: 1, protocol: 'ip', action: 'permit' }], true],
  ['ip DENY', 1, [{ group: 1, protocol: 'ip', action: 'deny' }], false],
  ['list 101', 1, [{ group: 1, protocol: 'ip', action: 'list', list: 101 }], true],
  ['list 7', 1, [{ group: 1, protocol: 'ip', action: 'list', list: 7 }], false],
  ['no list matched', 1, [{ group: 1, protocol: 'ipx', action: 'permit' }], false],
  ['no list matched', 1, [{ group: 2, protocol: 'ip', action: 'permit' }], false],
  ['no list matched', undefined, [{ group: 1, protocol: 'ip', action: 'permit' }], false],
] as const)('%s', (reason, group, rules, interesting) => {
  expect(judgeInterest(group, rules, permits)).toEqual({ interesting, reason });
});
