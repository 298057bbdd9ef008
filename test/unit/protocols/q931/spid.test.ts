// SPID initialisation, the terminal's machine and the switch's answer.

import { describe, expect, it } from 'vitest';
import { answerSpid, createSpid, SPID_EVENTS, SPID_OUTCOMES, SPID_TIMERS, step } from '../../../../src/protocols/q931/spid.ts';
import type { SpidAction, SpidEvent, SpidState } from '../../../../src/protocols/q931/spid.ts';
import { Q931_MESSAGE } from '../../../../src/wire/q931.ts';
import type { InformationElement, Q931Message } from '../../../../src/wire/q931.ts';
import { walkMachine } from '../../../support/machine-walk.ts';

const VALID = ['5558888001', '5558889001'];

const information = (...elements: readonly InformationElement[]): Q931Message => ({
  callReference: { length: 0, flag: 0, value: 0 },
  messageType: Q931_MESSAGE.INFORMATION,
  elements,
});

function sent(actions: readonly SpidAction[]): Q931Message {
  const action = actions.find(({ type }) => type === 'send');
  if (action?.type !== 'send') throw new Error('nothing was sent');
  return action.message;
}

function initialise(spid: string): SpidState {
  const [waiting, actions] = step(createSpid(1, spid), { type: 'start' });
  const answer = answerSpid(sent(actions), VALID);
  if (answer === undefined) throw new Error('no answer');
  const [done, after] = step(waiting, { type: 'message', message: answer.message });
  expect(after).toContainEqual({ type: 'stop', timer: 'TSPID' });
  return done;
}

describe('SPID initialisation', () => {
  it('gets an endpoint identifier for a valid SPID', () => {
    expect(initialise('5558888001')).toMatchObject({ outcome: 'valid', usid: 1, tid: 1 });
    expect(initialise('5558889001')).toMatchObject({ outcome: 'valid', usid: 3, tid: 1 });
  });

  it('is refused with cause 100 for any other', () => {
    expect(initialise('5551111001')).toMatchObject({ outcome: 'not-valid' });
    expect(answerSpid(information({ kind: 'spid', spid: '1' }), VALID)?.message.elements).toEqual([
      { kind: 'cause', location: 2, value: 100, diagnostics: new Uint8Array(0) },
    ]);
  });

  it('goes on the dummy call reference', () => {
    const [, actions] = step(createSpid(1, '5558888001'), { type: 'start' });
    expect(sent(actions)).toEqual(information({ kind: 'spid', spid: '5558888001' }));
    expect(answerSpid(information(), VALID)).toBeUndefined();
  });

  it('is tried three times, 20 seconds each', () => {
    let [state, actions] = step(createSpid(1, '5558888001'), { type: 'start' });
    for (const outcome of ['sent', 'sent', 'not-valid'] as const) {
      expect(actions).toContainEqual({ type: 'start', timer: 'TSPID', ms: 20_000 });
      [state, actions] = step(state, { type: 'timer', timer: 'TSPID' });
      expect(state.outcome).toBe(outcome);
    }
    expect(actions).toEqual([{ type: 'trace', event: { type: 'q931.spid', ces: 1, spid: '5558888001', outcome: 'not-valid' } }]);
  });

  it('holds for every event in every state', () => {
    const events: readonly SpidEvent[] = [
      { type: 'start' }, { type: 'DL-RELEASE indication' },
      // SPID_TIMERS has exactly the names of the type.
      ...(Object.keys(SPID_TIMERS) as (keyof typeof SPID_TIMERS)[]).map((timer): SpidEvent => ({ type: 'timer', timer })),
      { type: 'message', message: information() },
      { type: 'message', message: information({ kind: 'endpointIdentifier', usid: 1, tid: 1, interpreter: false }) },
      { type: 'message', message: information({ kind: 'cause', location: 2, value: 100, diagnostics: new Uint8Array(0) }) },
      { type: 'message', message: { ...information(), messageType: Q931_MESSAGE.SETUP } },
    ];
    const walk = walkMachine({
      initial: [createSpid(1, '5558888001')],
      step,
      events: () => events,
      stateName: (state) => state.outcome,
      states: SPID_OUTCOMES,
      isIdle: (state) => state.outcome !== 'sent',
    });
    expect([...walk.visited].sort()).toEqual([...SPID_OUTCOMES].sort());
    expect(new Set([...walk.answered].map((each) => each.split('/')[1]))).toEqual(new Set(SPID_EVENTS));
  });
});
