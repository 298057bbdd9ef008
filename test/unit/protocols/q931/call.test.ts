// Call control: both tables walked whole, the calls of Q.931 §5 end to end in both directions, the sequences that real
// equipment shows, and an end to every call whichever of its messages is lost.

import { describe, expect, it } from 'vitest';
import { createCall, Q931_STATES, step } from '../../../../src/protocols/q931/call.ts';
import type { Call } from '../../../../src/protocols/q931/call.ts';
import type { CallAction, CallEvent } from '../../../../src/protocols/q931/types.ts';
import { Q931_MESSAGE } from '../../../../src/wire/q931.ts';
import type { InformationElement, Q931Message, Q931MessageName } from '../../../../src/wire/q931.ts';
import { walkMachine } from '../../../support/machine-walk.ts';
import { createTwoEnds, OFFER, SETUP, willing } from './two-ends.ts';
import type { End } from './two-ends.ts';

const NORMAL = { value: 16, location: 0 } as const;
const BEARER: InformationElement = { kind: 'bearerCapability', contents: Uint8Array.of(0x88, 0x90) };
const CHANNEL_1: InformationElement = { kind: 'channelIdentification', channel: 1, exclusive: true };
const DIGIT: InformationElement = { kind: 'calledPartyNumber', numberType: 0, plan: 0, digits: '7' };
const CAUSE_16: InformationElement = { kind: 'cause', location: 2, value: 16, diagnostics: new Uint8Array(0) };

function message(flag: 0 | 1, type: Q931MessageName | number, elements: readonly InformationElement[] = []): Q931Message {
  const messageType = typeof type === 'number' ? type : Q931_MESSAGE[type];
  return { callReference: { length: 1, flag, value: 4 }, messageType, elements };
}

function eventsFor(call: Call): readonly CallEvent[] {
  const flag = call.originating ? 1 : 0;
  const elementSets: readonly (readonly InformationElement[])[] = [
    [], [BEARER, CHANNEL_1], [DIGIT], [{ kind: 'sendingComplete' }, DIGIT], [CAUSE_16], [CAUSE_16, { kind: 'callState', value: 0 }], [{ kind: 'raw', identifier: 0x03, contents: new Uint8Array(1) }],
  ];
  const events: CallEvent[] = [
    { type: 'SETUP request', setup: SETUP }, { type: 'SETUP request', setup: OFFER }, { type: 'SETUP response', channel: 1 },
    { type: 'PROCEEDING request', channel: 1 }, { type: 'ALERTING request' }, { type: 'DISCONNECT request', cause: NORMAL },
    { type: 'REJECT request', cause: { value: 17, location: 0 } }, { type: 'DL-RELEASE indication' }, { type: 'INFORMATION request', digits: '7', complete: true },
    { type: 'message', message: message(flag === 0 ? 1 : 0, 'CONNECT') },
  ];
  for (const type of [...Object.values(Q931_MESSAGE), 0x33]) {
    for (const elements of elementSets) events.push({ type: 'message', message: message(flag, type, elements) });
  }
  for (const timer of ['T301', 'T302', 'T303', 'T304', 'T305', 'T306', 'T308', 'T310', 'T313'] as const) events.push({ type: 'timer', timer });
  return events;
}

describe('the state tables', () => {
  it.each(['user', 'network'] as const)('hold for every event in every state, %s side', (side) => {
    const reference = { length: 1, value: 4 } as const;
    const walk = walkMachine({
      initial: [
        createCall({ side, reference, originating: true }), createCall({ side, reference, originating: false }),
        createCall({ side, reference, originating: false, overlapMs: 10_000 }),
      ],
      step,
      events: eventsFor,
      stateName: (call) => call.state,
      states: Q931_STATES,
      isIdle: (call) => call.state === 'Null',
    });
    // Passed through, or not entered, as the table says.
    const passing = side === 'user' ? ['Disconnect Indication'] : ['Disconnect Request', 'Overlap Sending', 'Connect Request'];
    expect([...walk.visited].sort()).toEqual(Q931_STATES.filter((name) => !passing.includes(name)).sort());
  });
});

describe('a call from the user', () => {
  it('goes as published traces show it: SETUP, CALL_PROC, CONNECT, CONNECT_ACK', () => {
    const ends = createTwoEnds({ caller: 'user', above: willing });
    ends.tell('user', { type: 'SETUP request', setup: { ...SETUP, calledNumber: '415555121202' } });
    ends.runFor(1);
    expect(ends.messages()).toEqual([
      {
        from: 'user',
        message: message(0, 'SETUP', [
          BEARER,
          { kind: 'channelIdentification', channel: 3, exclusive: false },
          { kind: 'calledPartyNumber', numberType: 0, plan: 0, digits: '415555121202' },
        ]),
      },
      { from: 'network', message: message(1, 'CALL_PROCEEDING', [CHANNEL_1]) },
      { from: 'network', message: message(1, 'CONNECT') },
      { from: 'user', message: message(0, 'CONNECT_ACKNOWLEDGE') },
    ]);
    expect(ends.upward()).toEqual(['network SETUP indication', 'user PROCEEDING indication 1', 'user SETUP confirm 1']);
    expect(ends.call('user')).toMatchObject({ state: 'Active', running: [], channel: 1 });
    expect(ends.call('network')).toMatchObject({ state: 'Active', running: [], channel: 1 });
  });

  it('carries number and calling number as the switch type wants them', () => {
    const [, actions] = step(createCall({ side: 'user', reference: { length: 1, value: 4 }, originating: true }), {
      type: 'SETUP request',
      setup: { ...SETUP, bearer: '56', keypad: true, callingNumber: '5550001' },
    });
    expect(sentIn(actions)[0]?.elements).toEqual([
      { kind: 'bearerCapability', contents: Uint8Array.of(0x88, 0x90, 0x21, 0x8f) },
      { kind: 'channelIdentification', channel: 3, exclusive: false },
      { kind: 'keypadFacility', digits: '5551212' },
      { kind: 'callingPartyNumber', numberType: 0, plan: 0, digits: '5550001' },
    ]);
    const [, received] = step(createCall({ side: 'network', reference: { length: 1, value: 4 }, originating: false }), {
      type: 'message',
      message: sentIn(actions)[0] ?? message(0, 'SETUP'),
    });
    expect(received).toContainEqual({ type: 'SETUP indication', setup: expect.objectContaining({ ...SETUP, bearer: '56', keypad: true, callingNumber: '5550001' }) as unknown });
  });

  it('waits through ALERTING', () => {
    const ends = createTwoEnds({ caller: 'user' });
    ends.tell('user', { type: 'SETUP request', setup: SETUP });
    ends.runFor(1);
    ends.tell('network', { type: 'PROCEEDING request', channel: 2 });
    ends.tell('network', { type: 'ALERTING request' });
    ends.runFor(100_000);
    expect(ends.call('user')).toMatchObject({ state: 'Call Delivered', running: ['T301'] });
    ends.tell('network', { type: 'SETUP response', channel: 2 });
    ends.runFor(1);
    expect(ends.upward().slice(1)).toEqual(['user PROCEEDING indication 2', 'user ALERTING indication', 'user SETUP confirm 2']);
  });

  it('is given up after two SETUPs without an answer', () => {
    const ends = createTwoEnds({ caller: 'user', lose: () => true });
    ends.tell('user', { type: 'SETUP request', setup: SETUP });
    ends.runFor(7_999);
    expect(ends.names()).toEqual(['user SETUP', 'user SETUP']);
    ends.runFor(1);
    expect(ends.names()).toEqual(['user SETUP', 'user SETUP', 'user RELEASE_COMPLETE']);
    expect(ends.upward()).toEqual(['user RELEASED 102']);
  });

  it('is refused by RELEASE COMPLETE before any other answer, by DISCONNECT after', () => {
    const busy = { value: 17, location: 2 } as const;
    const refused = createTwoEnds({ caller: 'user', above: (end, primitive, ends) => {
      if (end === 'network' && primitive === 'SETUP indication') ends.tell('network', { type: 'DISCONNECT request', cause: busy });
    } });
    refused.tell('user', { type: 'SETUP request', setup: SETUP });
    refused.runFor(1);
    expect(refused.names()).toEqual(['user SETUP', 'network RELEASE_COMPLETE']);
    expect(refused.upward()).toEqual(['network SETUP indication', 'network RELEASED 17', 'user RELEASED 17']);

    const later = createTwoEnds({ caller: 'user' });
    later.tell('user', { type: 'SETUP request', setup: SETUP });
    later.runFor(1);
    later.tell('network', { type: 'PROCEEDING request', channel: 1 });
    later.tell('network', { type: 'DISCONNECT request', cause: busy });
    later.runFor(1);
    expect(later.names().slice(1)).toEqual(['network CALL_PROCEEDING', 'network DISCONNECT', 'user RELEASE', 'network RELEASE_COMPLETE']);
    expect(later.upward().slice(1)).toEqual([
      'user PROCEEDING indication 1', 'user DISCONNECT indication 17', 'network RELEASED 17', 'user RELEASED 17',
    ]);
  });

  it('is cleared by T310 when nothing follows CALL PROCEEDING', () => {
    const ends = createTwoEnds({ caller: 'user' });
    ends.tell('user', { type: 'SETUP request', setup: SETUP });
    ends.runFor(1);
    ends.tell('network', { type: 'PROCEEDING request', channel: 1 });
    ends.runFor(60_000);
    expect(ends.names().slice(2)).toEqual(['user DISCONNECT', 'network RELEASE', 'user RELEASE_COMPLETE']);
    expect(ends.upward()).toContain('user DISCONNECT indication 102');
    expect(ends.upward().at(-1)).toBe('network RELEASED 102');
  });
});

describe('a call to the user', () => {
  it('goes as published traces show it: SETUP, CONNECT, CONNECT_ACK', () => {
    const ends = createTwoEnds({ caller: 'network', above: willing });
    ends.tell('network', { type: 'SETUP request', setup: OFFER });
    ends.runFor(1);
    expect(ends.messages()).toEqual([
      {
        from: 'network',
        message: message(0, 'SETUP', [
          BEARER,
          CHANNEL_1,
          { kind: 'callingPartyNumber', numberType: 0, plan: 0, presentation: 0, screening: 3, digits: '5551234' },
        ]),
      },
      { from: 'user', message: message(1, 'CONNECT') },
      { from: 'network', message: message(0, 'CONNECT_ACKNOWLEDGE') },
    ]);
    expect(ends.upward()).toEqual(['user SETUP indication', 'network SETUP confirm 1', 'user SETUP complete 1']);
  });

  it('goes out as a broadcast, twice, and ends with cause 18 when nobody answers', () => {
    const call = createCall({ side: 'network', reference: { length: 1, value: 4 }, originating: true });
    expect(step(call, { type: 'SETUP request', setup: OFFER })[1].map((action) => action.type)).toEqual(['broadcast', 'trace', 'start', 'trace']);
    const ends = createTwoEnds({ caller: 'network', lose: () => true });
    ends.tell('network', { type: 'SETUP request', setup: OFFER });
    ends.runFor(8_000);
    expect(ends.names()).toEqual(['network SETUP', 'network SETUP']);
    expect(ends.upward()).toEqual(['network RELEASED 18']);
  });

  it('is refused with the cause that the layer above gives', () => {
    const ends = createTwoEnds({ caller: 'network', above: (end, primitive, all) => {
      if (primitive === 'SETUP indication') all.tell(end, { type: 'REJECT request', cause: { value: 21, location: 0 } });
    } });
    ends.tell('network', { type: 'SETUP request', setup: OFFER });
    ends.runFor(1);
    expect(ends.names()).toEqual(['network SETUP', 'user RELEASE_COMPLETE']);
    expect(ends.upward()).toEqual(['user SETUP indication', 'user RELEASED 21', 'network RELEASED 21']);
  });

  it('rings, and ends with no answer (19) towards the caller', () => {
    const ends = createTwoEnds({ caller: 'network', above: (end, primitive, all) => {
      if (primitive === 'SETUP indication') all.tell(end, { type: 'ALERTING request' });
    } });
    ends.tell('network', { type: 'SETUP request', setup: OFFER });
    ends.runFor(181_000);
    expect(ends.names()).toEqual(['network SETUP', 'user ALERTING', 'network DISCONNECT', 'user RELEASE', 'network RELEASE_COMPLETE']);
    expect(ends.upward()).toContain('network DISCONNECT indication 19');
    expect(ends.upward().at(-2)).toBe('network RELEASED 19');
    expect(ends.upward().at(-1)).toBe('user RELEASED 102');
  });

  it('is not taken on another channel than the exclusive one', () => {
    const ends = createTwoEnds({ caller: 'network', above: (end, primitive, all) => {
      if (primitive === 'SETUP indication') all.tell(end, { type: 'SETUP response', channel: 2 });
    } });
    ends.tell('network', { type: 'SETUP request', setup: OFFER });
    ends.runFor(1);
    expect(ends.names().slice(1)).toEqual(['user CONNECT', 'network DISCONNECT', 'user RELEASE', 'network RELEASE_COMPLETE']);
    expect(ends.upward().at(-1)).toBe('user RELEASED 44');
  });

  it('ignores a SETUP that is repeated', () => {
    const call = createCall({ side: 'user', reference: { length: 1, value: 4 }, originating: false });
    const setup: CallEvent = { type: 'message', message: message(0, 'SETUP', [BEARER, CHANNEL_1]) };
    const [present] = step(call, setup);
    const [again, actions] = step(present, setup);
    expect(again.state).toBe('Call Present');
    expect(actions.map((action) => action.type)).toEqual(['trace']);
  });
});

function connected(caller: End = 'user', lose?: (index: number) => boolean): ReturnType<typeof createTwoEnds> {
  const ends = createTwoEnds({ caller, above: willing, ...(lose === undefined ? {} : { lose }) });
  ends.tell(caller, { type: 'SETUP request', setup: caller === 'user' ? SETUP : OFFER });
  ends.runFor(1);
  return ends;
}

describe('clearing', () => {
  it.each(['user', 'network'] as const)('from the %s: DISCONNECT, RELEASE, RELEASE COMPLETE', (end) => {
    const other = end === 'user' ? 'network' : 'user';
    const ends = connected();
    ends.tell(end, { type: 'DISCONNECT request', cause: NORMAL });
    ends.runFor(1);
    expect(ends.names().slice(4)).toEqual([`${end} DISCONNECT`, `${other} RELEASE`, `${end} RELEASE_COMPLETE`]);
    expect(ends.upward().slice(3)).toEqual([`${other} DISCONNECT indication 16`, `${end} RELEASED 16`, `${other} RELEASED 16`]);
    for (const side of ['user', 'network'] as const) expect(ends.call(side)).toMatchObject({ state: 'Null', running: [], isOver: true });
  });

  it('from both at once: each keeps its own cause', () => {
    const ends = connected();
    ends.tell('user', { type: 'DISCONNECT request', cause: NORMAL });
    ends.tell('network', { type: 'DISCONNECT request', cause: { value: 27, location: 2 } });
    ends.runFor(1);
    expect(ends.names().slice(4)).toEqual(['user DISCONNECT', 'network DISCONNECT', 'network RELEASE', 'user RELEASE']);
    expect(ends.upward().slice(3).sort()).toEqual(['network RELEASED 27', 'user RELEASED 16']);
  });

  it('without an answer: T305, then T308 twice', () => {
    let deaf = false;
    const ends = connected('user', () => deaf);
    deaf = true;
    ends.tell('user', { type: 'DISCONNECT request', cause: NORMAL });
    ends.runFor(37_999);
    expect(ends.names().slice(4)).toEqual(['user DISCONNECT', 'user RELEASE', 'user RELEASE']);
    expect(ends.call('user').state).toBe('Release Request');
    ends.runFor(1);
    expect(ends.upward().at(-1)).toBe('user RELEASED 16');
  });

  it('when the data link is lost: cause 27, at once', () => {
    const ends = connected();
    ends.tell('user', { type: 'DL-RELEASE indication' });
    expect(ends.call('user')).toMatchObject({ state: 'Null', running: [] });
    expect(ends.upward().at(-1)).toBe('user RELEASED 27');
  });
});

describe('whichever message is lost', () => {
  const cases = (['user', 'network'] as const).flatMap((caller) => {
    const ends = connected(caller);
    ends.tell('user', { type: 'DISCONNECT request', cause: NORMAL });
    ends.runFor(1);
    return ends.names().map((name, index) => [caller, name, index] as const);
  });
  it.each(cases)('a call from the %s ends at both sides (%s, number %i)', (caller, _name, lost) => {
    const ends = connected(caller, (index) => index === lost);
    ends.runFor(20_000);
    if (ends.call('user').state === 'Active') ends.tell('user', { type: 'DISCONNECT request', cause: NORMAL });
    ends.runFor(300_000);
    // T309 and the exchange's supervision are not here to end a call whose CONNECT nobody heard: the caller's T310 does.
    for (const side of ['user', 'network'] as const) expect(ends.call(side)).toMatchObject({ state: 'Null', running: [] });
    for (const side of ['user', 'network'] as const) {
      expect(ends.upward().filter((line) => line.startsWith(`${side} RELEASED`)).length).toBeLessThanOrEqual(1);
    }
  });

  it('SETUP or its answer lost, the call is set up by the repetition', () => {
    const lostSetup = connected('user', (index) => index === 0);
    lostSetup.runFor(4_000);
    expect(lostSetup.call('user').state).toBe('Active');
    const lostOffer = connected('network', (index) => index === 0);
    lostOffer.runFor(4_000);
    expect(lostOffer.call('user').state).toBe('Active');
  });
});

function sentIn(actions: readonly CallAction[]): readonly Q931Message[] {
  return actions.flatMap((action) => (action.type === 'send' || action.type === 'broadcast' ? [action.message] : []));
}

describe('error conditions', () => {
  const active = connected().call('user');
  const answerTo = (call: Call, received: Q931Message): readonly (readonly [number, readonly InformationElement[]])[] => {
    const [, actions] = step(call, { type: 'message', message: received });
    return sentIn(actions).map(({ messageType, elements }) => [messageType, elements] as const);
  };
  const causeOf = (value: number, ...diagnostics: number[]): InformationElement => ({ kind: 'cause', location: 0, value, diagnostics: Uint8Array.from(diagnostics) });
  const stateOf = (value: number): InformationElement => ({ kind: 'callState', value });

  it('answers an unknown message type with STATUS 97', () => {
    expect(answerTo(active, message(1, 0x33))).toEqual([[Q931_MESSAGE.STATUS, [causeOf(97, 0x33), stateOf(10)]]]);
  });

  it('answers a message at the wrong time with STATUS 101', () => {
    expect(answerTo(active, message(1, 'ALERTING'))).toEqual([[Q931_MESSAGE.STATUS, [causeOf(101, 0x01), stateOf(10)]]]);
  });

  it('answers STATUS ENQUIRY with cause 30, and believes STATUS that there is no call', () => {
    expect(answerTo(active, message(1, 'STATUS_ENQUIRY'))).toEqual([[Q931_MESSAGE.STATUS, [causeOf(30), stateOf(10)]]]);
    const [next, actions] = step(active, { type: 'message', message: message(1, 'STATUS', [causeOf(30), stateOf(0)]) });
    expect(next.state).toBe('Null');
    expect(actions.at(-1)).toEqual({ type: 'RELEASED', cause: { value: 30, location: 0 } });
    expect(step(active, { type: 'message', message: message(1, 'STATUS', [causeOf(30), stateOf(10)]) })[0].state).toBe('Active');
  });

  it.each([
    ['no bearer capability', [CHANNEL_1], causeOf(96, 0x04)],
    ['no channel from the network', [BEARER], causeOf(96, 0x18)],
    ['a bearer capability that cannot be read', [{ kind: 'raw', identifier: 0x04, contents: new Uint8Array(0) }, CHANNEL_1], causeOf(100, 0x04)],
    ['a bearer service that we do not have', [{ kind: 'bearerCapability', contents: Uint8Array.of(0x98, 0x90) }, CHANNEL_1], causeOf(65, 0x04)],
    ['an element that must be understood', [{ kind: 'raw', identifier: 0x03, contents: Uint8Array.of(1) }, BEARER, CHANNEL_1], causeOf(99, 0x03)],
    ['no channel left', [BEARER, { kind: 'channelIdentification', channel: 0, exclusive: true }], causeOf(44, 0x18)],
  ] as readonly (readonly [string, readonly InformationElement[], InformationElement])[])('refuses a SETUP with %s', (_name, elements, cause) => {
    const call = createCall({ side: 'user', reference: { length: 1, value: 4 }, originating: false });
    expect(answerTo(call, message(0, 'SETUP', elements))).toEqual([[Q931_MESSAGE.RELEASE_COMPLETE, [cause]]]);
  });

  it('takes DISCONNECT without a cause, and says so in RELEASE', () => {
    const [next, actions] = step(active, { type: 'message', message: message(1, 'DISCONNECT') });
    expect(next).toMatchObject({ state: 'Release Request', cause: { value: 31, location: 0 } });
    expect(sentIn(actions)).toEqual([message(0, 'RELEASE', [causeOf(96)])]);
  });

  it('wants a channel in the first response', () => {
    const [initiated] = step(createCall({ side: 'user', reference: { length: 1, value: 4 }, originating: true }), { type: 'SETUP request', setup: SETUP });
    expect(answerTo(initiated, message(1, 'CALL_PROCEEDING'))).toEqual([[Q931_MESSAGE.STATUS, [causeOf(96, 0x18), stateOf(1)]]]);
  });

  it('does not take a message of another call', () => {
    const [next, actions] = step(active, { type: 'message', message: message(0, 'DISCONNECT', [CAUSE_16]) });
    expect(next.state).toBe('Active');
    expect(sentIn(actions)).toEqual([]);
  });
});
