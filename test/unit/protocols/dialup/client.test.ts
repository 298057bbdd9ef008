// The dial-up client alone: what it asks of line, link and user, in calls that go well and in calls that do not.

import { describe, expect, it } from 'vitest';
import { createDialUp, EVENTS, STATES, step } from '../../../../src/protocols/dialup/client.ts';
import type { CallbackQuestion, DialUpAction, DialUpEvent, DialUpSettings, DialUpState } from '../../../../src/protocols/dialup/types.ts';
import { walkMachine } from '../../../support/machine-walk.ts';

const SETTINGS: DialUpSettings = { number: '5551111', user: 'ann', password: 'secret', callback: { kind: 'ask' }, encryptedPassword: false, redialAttempts: 0, redialSeconds: 60 };

class Desk {
  state: DialUpState = createDialUp();
  readonly actions: DialUpAction[] = [];

  tell(...events: readonly DialUpEvent[]): this {
    for (const event of events) {
      const [state, actions] = step(this.state, event);
      this.state = state;
      this.actions.push(...actions);
    }
    return this;
  }

  /** What it told, and what it asked for, since the last look. */
  did(): readonly string[] {
    return this.actions.splice(0).flatMap((action) => (action.type === 'start' || action.type === 'stop' ? [] : [action.type === 'trace' ? action.event.type : action.type]));
  }

  /** To the question about callback. */
  asked(question: CallbackQuestion): this {
    this.verifying().tell({ type: 'asked', question });
    return this;
  }

  /** Both ends are to settle callback. */
  verifying(): this {
    this.tell({ type: 'dial', settings: SETTINGS }, { type: 'line-up', bitsPerSecond: 33_600 }, { type: 'authenticated', callback: true });
    this.did();
    return this;
  }
}

describe('an ordinary call', () => {
  it('dials, verifies, registers, and is connected until its user hangs up', () => {
    const desk = new Desk().tell({ type: 'dial', settings: SETTINGS });
    expect(desk.did()).toEqual(['pc.dialing', 'place-call']);
    expect(desk.tell({ type: 'line-up', bitsPerSecond: 33_600 }).did()).toEqual(['pc.verifying', 'open-link']);
    expect(desk.tell({ type: 'authenticated', callback: false }).did()).toEqual(['pc.registering', 'proceed']);
    expect(desk.tell({ type: 'ip-up', address: 1 }).did()).toEqual(['pc.connected']);
    expect(desk.tell({ type: 'hang-up' }).did()).toEqual(['close-link']);
    expect(desk.tell({ type: 'link-over', why: 'lcp-terminated' }).did()).toEqual(['release']);
    expect(desk.tell({ type: 'line-down', why: 'disconnected' }).did()).toEqual(['pc.disconnected']);
    expect(desk.state.name).toBe('idle');
  });

  it.each([
    ['busy', ['pc.failed', 'pc.redialing']],
    ['hardware', ['pc.failed', 'pc.disconnected']],
  ] as const)('is tried again where that may help: %s', (why, told) => {
    const desk = new Desk().tell({ type: 'dial', settings: { ...SETTINGS, redialAttempts: 1 } });
    desk.did();
    expect(desk.tell({ type: 'line-failed', why }).did()).toEqual(told);
    if (why !== 'busy') return;
    expect(desk.tell({ type: 'timer', timer: 'redial' }).did()).toEqual(['pc.dialing', 'place-call']);
    expect(desk.tell({ type: 'line-failed', why }).did()).toEqual(['pc.failed', 'pc.disconnected']);
  });

  it('is over when the server gives no address', () => {
    const desk = new Desk().tell({ type: 'dial', settings: SETTINGS }, { type: 'line-up', bitsPerSecond: 1 }, { type: 'authenticated', callback: false });
    desk.did();
    expect(desk.tell({ type: 'ip-up', address: 0 }).did()).toEqual(['pc.failed', 'close-link']);
    expect(desk.state.failure).toBe('no-address');
  });
});

const ADMINISTRATOR = { kind: 'administrator' } as const;

describe('callback', () => {
  it.each<readonly [string, CallbackQuestion, string | undefined, unknown, string]>([
    ['a number', { numbers: [], mayDecline: true }, '555', { kind: 'number', number: '555' }, 'verifying'],
    ['none', { numbers: [], mayDecline: true }, undefined, { kind: 'none' }, 'verifying'],
    ['none, where the server insists', { numbers: ['1', '2'], mayDecline: false }, '', { kind: 'cancel' }, 'closing'],
  ])('is as the user says: %s', (_, question, number, answer, state) => {
    const desk = new Desk().asked(question);
    expect(desk.did()).toEqual(['pc.asking']);
    desk.tell({ type: 'answer', number });
    expect(desk.actions.find((action) => action.type === 'answer-question')?.answer).toEqual(answer);
    expect(desk.state.name).toBe(state);
  });

  it('may come to none, and the call goes on', () => {
    expect(new Desk().verifying().tell({ type: 'agreed', choice: { kind: 'none' } }).did()).toEqual(['pc.registering', 'proceed']);
  });

  it('leads to the call back, on which no callback is asked for', () => {
    const desk = new Desk().verifying();
    expect(desk.tell({ type: 'agreed', choice: ADMINISTRATOR }).did()).toEqual(['pc.waiting']);
    expect(desk.tell({ type: 'ring' }).did()).toEqual([]);
    expect(desk.tell({ type: 'link-over', why: 'lcp-terminated' }, { type: 'line-down', why: 'disconnected' }).did()).toEqual(['release', 'pc.listening', 'listen']);
    expect(desk.tell({ type: 'ring' }).did()).toEqual(['pc.answering', 'answer-call']);
    desk.tell({ type: 'line-up', bitsPerSecond: 28_800 });
    expect(desk.actions.find((action) => action.type === 'open-link')?.returning).toBe(true);
  });

  it('is not waited for without end', () => {
    const desk = new Desk().verifying().tell({ type: 'agreed', choice: ADMINISTRATOR }, { type: 'line-down', why: 'disconnected' });
    desk.did();
    expect(desk.tell({ type: 'timer', timer: 'callback' }).did()).toEqual(['pc.failed', 'release']);
    expect(desk.tell({ type: 'line-down', why: 'disconnected' }).did()).toEqual(['pc.disconnected']);
  });
});

describe('the machine', () => {
  it('is at ease with every event in every state', () => {
    const events: readonly DialUpEvent[] = [
      { type: 'dial', settings: { ...SETTINGS, redialAttempts: 1 } }, { type: 'hang-up' }, { type: 'continue', settings: SETTINGS }, { type: 'answer', number: '5' }, { type: 'answer', number: undefined }, { type: 'line-up', bitsPerSecond: 1 },
      { type: 'line-failed', why: 'busy' }, { type: 'line-down', why: 'disconnected' }, { type: 'ring' }, { type: 'authenticated', callback: true }, { type: 'authenticated', callback: false },
      { type: 'asked', question: { numbers: [], mayDecline: true } }, { type: 'asked', question: { numbers: ['1'], mayDecline: false } },
      { type: 'agreed', choice: { kind: 'none' } }, { type: 'agreed', choice: ADMINISTRATOR },
      { type: 'ip-up', address: 1 }, { type: 'ip-up', address: 0 }, { type: 'link-over', why: 'peer-terminated' },
      { type: 'timer', timer: 'redial' }, { type: 'timer', timer: 'registration' }, { type: 'timer', timer: 'callback' },
    ];
    const walk = walkMachine<DialUpState, DialUpEvent, DialUpAction>({
      initial: [createDialUp()],
      step,
      events: () => events,
      stateName: ({ name }) => name,
      states: STATES,
      isIdle: ({ name }) => name === 'idle',
    });
    expect([...walk.visited].sort()).toEqual([...STATES].sort());
    expect(new Set([...walk.answered].map((each) => each.split('/')[1]))).toEqual(new Set(EVENTS));
  });
});
