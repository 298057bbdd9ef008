// CBCP by itself: what the answering end sends and takes, what the calling end chooses, and both against each other.

import { describe, expect, it } from 'vitest';
import { must } from '../../../../../src/base/assert.ts';
import { fromHex, toHex } from '../../../../../src/base/octets.ts';
import * as client from '../../../../../src/protocols/ppp/cbcp/client.ts';
import * as server from '../../../../../src/protocols/ppp/cbcp/server.ts';
import type { CbcpAction, CbcpAnswer, CbcpChoice, CbcpFailure, CbcpOffer, CbcpPreference } from '../../../../../src/protocols/ppp/cbcp/types.ts';
import { CBCP_TRANSMISSIONS } from '../../../../../src/protocols/ppp/timers.ts';
import { CONTROL_PACKET } from '../../../../../src/wire/control-packet.ts';

const NOTHING: CbcpOffer = { none: false, user: false, administrator: false, numbers: [] };
const ALL: CbcpOffer = { none: true, user: true, administrator: true, numbers: ['555111'] };

function sent(actions: readonly CbcpAction[]): string[] {
  return actions.flatMap((action) => (action.type === 'send' ? [toHex(action.octets)] : []));
}

function typesOf(actions: readonly CbcpAction[]): string[] {
  return actions.filter(({ type }) => type !== 'trace').map(({ type }) => type);
}

function opened(offer: CbcpOffer): server.CbcpServer {
  return server.step(server.createServer(), { type: 'open', offer })[0];
}

/** A packet of that code, 1 Request, 2 Response, 3 Ack, with its options. */
function octetsOf(code: number, options: string, identifier = 1): string {
  return toHex(CONTROL_PACKET.serialize({ code, identifier, data: fromHex(options) }));
}

const packet = (hex: string) => ({ type: 'packet', octets: fromHex(hex) }) as const;

describe('the answering end', () => {
  it.each<readonly [string, Partial<CbcpOffer>, string]>([
    ['to choose a number', { user: true }, '0205000100'],
    ['no callback', { none: true }, '0102'],
    ['the number that it has', { administrator: true }, '030300'],
    ['everything, type 2 last', ALL, '0102 030300 040b0001 353535313131 00 0205000100'],
  ])('offers %s', (_name, offer, options) => {
    const [, actions] = server.step(server.createServer(), { type: 'open', offer: { ...NOTHING, ...offer } });
    expect(sent(actions)).toEqual([octetsOf(1, options)]);
    expect(typesOf(actions)).toEqual(['send', 'start']);
  });

  it('asks again under new identifiers, and gives up', () => {
    let machine = opened({ ...NOTHING, none: true });
    const identifiers: string[] = [];
    let last: readonly CbcpAction[] = [];
    for (let n = 0; n < CBCP_TRANSMISSIONS; n += 1) {
      [machine, last] = server.step(machine, { type: 'timer', timer: 'cbcp-restart' });
      identifiers.push(...sent(last).map((hex) => hex.slice(2, 4)));
    }
    expect(identifiers).toEqual(Array.from({ length: CBCP_TRANSMISSIONS - 1 }, (_, n) => (n + 2).toString(16).padStart(2, '0')));
    expect(last.at(-1)).toEqual({ type: 'failed', because: 'no-response' });
    expect(machine.state).toBe('Failed');
  });

  it.each<readonly [string, Partial<CbcpOffer>, string, CbcpChoice]>([
    ['the number that the user gave', { user: true }, '020c0501 35353531323334 00', { kind: 'user', number: '5551234', delaySeconds: 5 }],
    ['its own', { administrator: true }, '030307', { kind: 'administrator', delaySeconds: 7 }],
    ['its own, with an empty address', { administrator: true }, '0305070100', { kind: 'administrator', delaySeconds: 7 }],
    ['none', { none: true }, '0102', { kind: 'none' }],
    ['one of the list', { numbers: ['555110', '555111'] }, '040b0101 353535313131 00', { kind: 'list', number: '555111', delaySeconds: 1 }],
  ])('takes %s, and says the same in its Ack', (_name, offer, option, choice) => {
    const [machine, actions] = server.step(opened({ ...NOTHING, ...offer }), packet(octetsOf(2, option)));
    expect(actions.at(-1)).toEqual({ type: 'agreed', choice });
    expect(sent(actions)).toEqual([octetsOf(3, option)]);
    expect(machine.state).toBe('AckSent');
    expect(typesOf(actions)).toEqual(choice.kind === 'none' ? ['stop', 'send', 'agreed'] : ['stop', 'send', 'start', 'agreed']);
  });

  it('drops what answers another Request, and takes the right one after it', () => {
    const [waiting, actions] = server.step(opened({ ...NOTHING, none: true }), packet('020900060102'));
    expect(waiting.state).toBe('ReqSent');
    expect(typesOf(actions)).toEqual([]);
    expect(actions.at(-1)).toMatchObject({ event: { type: 'ppp.cbcpDropped', what: 'Response id 9, the last Request was 1' } });
    expect(server.step(waiting, packet('020100060102'))[0].state).toBe('AckSent');
  });

  it('says its Ack again when the Response comes again, and calls a caller overdue that does not close', () => {
    const response = '02010007030307';
    const [agreed] = server.step(opened({ ...NOTHING, administrator: true }), packet(response));
    const [still, actions] = server.step(agreed, packet(response));
    expect(typesOf(actions)).toEqual(['send']);
    expect(sent(actions)).toEqual(['03010007030307']);
    expect(server.step(still, { type: 'timer', timer: 'cbcp-close' })[1]).toEqual([{ type: 'overdue' }]);
  });

  it.each<readonly [string, Partial<CbcpOffer>, string, CbcpFailure]>([
    ['a type that was not offered', { none: true }, '020c0501 35353531323334 00', 'not-offered'],
    ['the administrator, not offered', { user: true }, '030305', 'not-offered'],
    ['no callback, not offered', { user: true }, '0102', 'not-offered'],
    ['a list, not offered', { user: true }, '040b0101 353535313131 00', 'not-offered'],
    ['a type that does not exist', ALL, '0902', 'not-offered'],
    ['a number that is not of the list', { numbers: ['555111'] }, '040b0101 353535313132 00', 'not-offered'],
    ['no number of the list', { numbers: ['555111'] }, '040301', 'no-number'],
    ['an empty number', { user: true }, '0205050100', 'no-number'],
    ['a number that nobody can dial', { user: true }, '02080501 353b35 00', 'number-invalid'],
    ['a number too long to dial', { user: true }, `02460501 ${'35'.repeat(65)} 00`, 'number-too-long'],
    ['a number without its end', { user: true }, '02070501 353535', 'malformed'],
    ['a number without a delay', { user: true }, '0202', 'malformed'],
    ['two answers', ALL, '0102 030305', 'not-one-option'],
    ['no answer', ALL, '', 'not-one-option'],
  ])('ends over %s', (_name, offer, options, because) => {
    const [machine, actions] = server.step(opened({ ...NOTHING, ...offer }), packet(octetsOf(2, options)));
    expect(typesOf(actions)).toEqual(['stop', 'failed']);
    expect(actions.at(-1)).toEqual({ type: 'failed', because });
    expect(machine.state).toBe('Failed');
  });

  it('ends over a packet cut short', () => {
    const [, actions] = server.step(opened({ ...NOTHING, user: true }), packet('02010010020c0501353535'));
    expect(actions.at(-1)).toEqual({ type: 'failed', because: 'malformed' });
  });
});

interface Meeting {
  readonly offer: Partial<CbcpOffer>;
  readonly preference: CbcpPreference;
  readonly answer?: CbcpAnswer;
}

/** Both ends, and a user who answers. What each came to: a choice, or why it failed. */
function meet({ offer, preference, answer }: Meeting): { readonly asked: boolean; readonly server: CbcpChoice | CbcpFailure; readonly client: CbcpChoice | CbcpFailure } {
  let asked = false;
  let [called, calledActions] = server.step(server.createServer(), { type: 'open', offer: { ...NOTHING, ...offer } });
  let [caller] = client.step(client.createClient(), { type: 'open', preference, delaySeconds: 12 });
  let callerActions: readonly CbcpAction[] = [];
  const results: { server?: CbcpChoice | CbcpFailure; client?: CbcpChoice | CbcpFailure } = {};
  const note = (side: 'server' | 'client', actions: readonly CbcpAction[]) => {
    for (const action of actions) {
      if (action.type === 'agreed') results[side] = action.choice;
      if (action.type === 'failed') results[side] = action.because;
    }
  };
  for (let n = 0; n < 6; n += 1) {
    note('server', calledActions);
    for (const octets of calledActions.flatMap((action) => (action.type === 'send' ? [action.octets] : []))) {
      [caller, callerActions] = client.step(caller, { type: 'packet', octets });
    }
    if (callerActions.some(({ type }) => type === 'ask')) {
      asked = true;
      [caller, callerActions] = client.step(caller, { type: 'answer', answer: must(answer, 'an answer') });
    }
    note('client', callerActions);
    calledActions = [];
    for (const octets of callerActions.flatMap((action) => (action.type === 'send' ? [action.octets] : []))) {
      [called, calledActions] = server.step(called, { type: 'packet', octets });
    }
    callerActions = [];
  }
  return { asked, server: results.server ?? 'no-response', client: results.client ?? 'no-response' };
}

const own: CbcpChoice = { kind: 'user', number: '5551234', delaySeconds: 12 };
const theirs: CbcpChoice = { kind: 'administrator', delaySeconds: 12 };
const listed: CbcpChoice = { kind: 'list', number: '555111', delaySeconds: 12 };
const none: CbcpChoice = { kind: 'none' };
const always = { kind: 'always', number: '5551234' } as const;
const ask = { kind: 'ask' } as const;
const never = { kind: 'never' } as const;
const says = (number: string) => ({ kind: 'number', number }) as const;

describe('both ends', () => {
  it.each<readonly [string, Meeting, boolean, CbcpChoice]>([
    ['the user is asked', { offer: { user: true }, preference: ask, answer: says('5551234') }, true, own],
    ['the user is asked, and would rather not', { offer: { user: true, none: true }, preference: ask, answer: { kind: 'none' } }, true, none],
    ['the user is asked, and says nothing', { offer: { user: true, none: true }, preference: ask, answer: says('') }, true, none],
    ['the user may choose of a list', { offer: { numbers: ['555111'] }, preference: ask, answer: says('555111') }, true, listed],
    ['the number is known', { offer: { user: true, none: true }, preference: always }, false, own],
    ['the number is one of the list', { offer: { numbers: ['555111'] }, preference: { kind: 'always', number: '555111' } }, false, listed],
    ['the administrator knows better', { offer: { administrator: true }, preference: always }, false, theirs],
    ['the administrator does not ask', { offer: { administrator: true }, preference: ask }, false, theirs],
    ['the administrator insists', { offer: { administrator: true }, preference: never }, false, theirs],
    ['it is not wanted', { offer: { none: true, user: true, administrator: true }, preference: never }, false, none],
    ['it is not to be had', { offer: { none: true }, preference: always }, false, none],
  ])('%s', (_name, meeting, asked, choice) => {
    expect(meet(meeting)).toEqual({ asked, server: choice, client: choice });
  });

  it('come to nothing over a user who gives up or wants none of it', () => {
    expect(meet({ offer: { user: true }, preference: ask, answer: { kind: 'cancel' } }).client).toBe('cancelled');
    expect(meet({ offer: { user: true }, preference: never }).client).toBe('nothing-suitable');
    expect(meet({ offer: { user: true }, preference: ask, answer: { kind: 'none' } }).client).toBe('nothing-suitable');
  });
});

describe('the calling end', () => {
  const request = '01010007030300';

  it('answers the last Request, also when one comes while the user thinks', () => {
    let [machine] = client.step(client.createClient(), { type: 'open', preference: ask, delaySeconds: 12 });
    [machine] = client.step(machine, packet('010100090205000100'));
    [machine] = client.step(machine, packet('010200090205000100'));
    const [, actions] = client.step(machine, { type: 'answer', answer: says('55') });
    expect(sent(actions)).toEqual([`0202000b02070c01353500`]);
  });

  it('says its Response again until it is acknowledged, and minds that the Ack says the same', () => {
    let [machine] = client.step(client.createClient(), { type: 'open', preference: ask, delaySeconds: 12 });
    let actions: readonly CbcpAction[];
    [machine, actions] = client.step(machine, packet(request));
    expect(sent(actions)).toEqual(['0201000703030c']);
    [machine, actions] = client.step(machine, { type: 'timer', timer: 'cbcp-restart' });
    expect(sent(actions)).toEqual(['0201000703030c']);
    expect(typesOf(client.step(machine, packet('0305000703030c'))[1])).toEqual([]);
    expect(client.step(machine, packet('03010007030305'))[1].at(-1)).toEqual({ type: 'failed', because: 'wrong-ack' });
    expect(client.step(machine, packet('0301000703030c'))[1].at(-1)).toEqual({ type: 'agreed', choice: theirs });
  });

  it('does not wait for ever', () => {
    const [machine] = client.step(client.createClient(), { type: 'open', preference: ask, delaySeconds: 12 });
    expect(client.step(machine, { type: 'timer', timer: 'cbcp-restart' })[1].at(-1)).toEqual({ type: 'failed', because: 'no-response' });
  });
});
