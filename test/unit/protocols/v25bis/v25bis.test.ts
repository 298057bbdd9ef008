// The terminal's side of V.25bis: one call, placed or taken, and all that can happen to it.

import { describe, expect, it } from 'vitest';
import { AT_REST, EVENTS, STATES, step, type TerminalAction, type TerminalEvent, type TerminalState } from '../../../../src/protocols/v25bis/v25bis.ts';
import { walkMachine } from '../../../support/machine-walk.ts';

const message = (kind: 'VAL' | 'INV' | 'INC' | 'CNX'): TerminalEvent => ({ type: 'message', message: { kind } });
const failure = (reason: 'ET' | 'NT'): TerminalEvent => ({ type: 'message', message: { kind: 'CFI', reason } });
const call: TerminalEvent = { type: 'call', number: '5551111' };
const carrier = (on: boolean): TerminalEvent => ({ type: 'carrier', on });
const told = (type: 'accept' | 'refuse' | 'hang-up'): TerminalEvent => ({ type });
const late: TerminalEvent = { type: 'timer', timer: 'incoming' };

function after(...events: readonly TerminalEvent[]): { readonly state: TerminalState; readonly did: readonly string[] } {
  let state = AT_REST;
  const did: string[] = [];
  for (const event of events) {
    const [next, actions] = step(state, event);
    state = next;
    for (const action of actions) if (action.type !== 'start' && action.type !== 'stop') did.push(word(action));
  }
  return { state, did };
}

function word(action: TerminalAction): string {
  if (action.type === 'send') return action.message.kind;
  return action.type === 'failed' ? `failed ${action.failure ?? '-'}` : action.type;
}

describe('a terminal', () => {
  it.each([
    ['calls', [call, message('VAL'), message('CNX'), carrier(true)], ['CRN', 'connected'], 'connected'],
    ['is told that its request is invalid', [call, message('INV')], ['CRN', 'failed INV'], 'idle'],
    ['is told that the call failed', [call, message('VAL'), failure('ET')], ['CRN', 'failed ET'], 'idle'],
    ['gives up', [call, message('VAL'), told('hang-up')], ['CRN', 'drop'], 'idle'],
    ['takes a call', [message('INC'), told('accept'), message('VAL'), carrier(true)], ['offered', 'CIC', 'connected'], 'connected'],
    ['disregards a call', [message('INC'), told('refuse')], ['offered', 'DIC'], 'idle'],
    ['takes a carrier for a call', [carrier(true), told('accept')], ['offered', 'connected'], 'connected'],
    ['refuses a carrier', [carrier(true), told('refuse')], ['offered', 'drop'], 'idle'],
    ['waits in vain for the call that it took', [message('INC'), told('accept'), late], ['offered', 'CIC', 'failed -'], 'idle'],
    ['is told that the call it took came to nothing', [message('INC'), told('accept'), failure('NT')], ['offered', 'CIC', 'failed NT'], 'idle'],
    ['loses the carrier', [call, carrier(true), carrier(false)], ['CRN', 'connected', 'lost'], 'idle'],
    ['hangs up', [call, carrier(true), told('hang-up'), carrier(false)], ['CRN', 'connected', 'drop'], 'idle'],
  ] as const)('%s', (_, events, did, name) => {
    expect(after(...events)).toMatchObject({ did, state: { name } });
  });

  it('walks through all its states, whatever happens in them', () => {
    const events = [
      call, message('VAL'), message('INV'), message('INC'), message('CNX'), failure('ET'), carrier(true), carrier(false), told('accept'), told('refuse'),
      told('hang-up'), late,
    ];
    const walk = walkMachine({ initial: [AT_REST], step, events: () => events, stateName: ({ name }) => name, states: STATES, isIdle: ({ name }) => name === 'idle' });
    expect([...walk.visited].sort()).toEqual([...STATES].sort());
    expect(new Set([...walk.answered].map((each) => each.split('/')[1]))).toEqual(new Set(EVENTS));
  });
});
