// The terminal's side by data terminal ready alone: calls go out, nobody is answered.

import { expect, it } from 'vitest';
import { stepDtr } from '../../../../src/protocols/v25bis/dtr.ts';
import { AT_REST, STATES, type TerminalEvent, type TerminalState } from '../../../../src/protocols/v25bis/v25bis.ts';
import { walkMachine } from '../../../support/machine-walk.ts';

const call: TerminalEvent = { type: 'call', number: 'DTR' };
const carrier = (on: boolean): TerminalEvent => ({ type: 'carrier', on });
const hangUp: TerminalEvent = { type: 'hang-up' };

it.each<[string, readonly TerminalEvent[], readonly string[]]>([
  ['calls and hangs up', [call, carrier(true), hangUp, carrier(false)], ['raise', 'connected', 'drop']],
  ['loses the carrier', [call, carrier(true), carrier(false)], ['raise', 'connected', 'lost', 'drop']],
  ['gives up', [call, hangUp], ['raise', 'drop']],
  ['has one call at a time', [call, call, carrier(true), call], ['raise', 'connected']],
  ['answers nobody', [carrier(true), { type: 'message', message: { kind: 'INC' } }, { type: 'accept' }, carrier(false)], []],
])('a terminal %s', (_, events, did) => {
  let state: TerminalState = AT_REST;
  const done: string[] = [];
  for (const event of events) {
    const [next, actions] = stepDtr(state, event);
    state = next;
    done.push(...actions.map(({ type }) => type));
  }
  expect(done).toEqual(did);
  expect(state.name).toBe(did.at(-1) === 'connected' ? 'connected' : 'idle');
});

it('walks through its states, whatever happens in them', () => {
  const walk = walkMachine({
    initial: [AT_REST], step: stepDtr, events: () => [call, carrier(true), carrier(false), hangUp, { type: 'accept' }, { type: 'refuse' }, { type: 'timer', timer: 'incoming' }] as const,
    stateName: ({ name }) => name, states: STATES, isIdle: ({ name }) => name === 'idle',
  });
  expect([...walk.visited].sort()).toEqual(['calling', 'connected', 'idle']);
});
