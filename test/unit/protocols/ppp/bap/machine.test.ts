// Bandwidth allocation's machine between two ends: who asks what, races, and that nothing is left over whatever is lost.

import { describe, expect, it, test } from 'vitest';
import { fromHex } from '../../../../../src/base/octets.ts';
import { createBap, step } from '../../../../../src/protocols/ppp/bap/bap.ts';
import { deltaOf, numberOf, numbersOf } from '../../../../../src/protocols/ppp/bap/numbers.ts';
import type { BapEvent, BapState } from '../../../../../src/protocols/ppp/bap/types.ts';
import { BAP } from '../../../../../src/wire/bap.ts';
import { BapPair, bapPolicy, RESOURCES } from '../../../../support/bap-pair.ts';
import fc from '../../../../support/fast-check.ts';
import { walkMachine } from '../../../../support/machine-walk.ts';

describe('phone deltas', () => {
  it.each<[string, string | undefined, number]>([
    ['5557777', '5557777', 0],
    ['5557001', '5557000', 1],
    ['5557777', '95557000', 3],
    ['5557777', undefined, 7],
    ['5557777', '777', 7],
  ])('%s beside %s differs in %i digits', (number, known, uniqueDigits) => {
    expect(deltaOf(number, known)).toEqual({ uniqueDigits, subscriberNumber: number });
  });

  it.each<[number, string | undefined, string | undefined, string | undefined]>([
    [0, '5557777', '95557777', '95557777'],
    [1, '5557001', '95557000', '95557001'],
    [7, '5557777', '95551000', '95557777'],
    [0, undefined, '5551000', '5551000'],
    [7, '5557777', undefined, '05557777'],
    [7, '5557777', '1000', '05557777'],
    [0, undefined, undefined, undefined],
    [3, 'abc', undefined, undefined],
  ])('%i of %s with %s known is %s', (uniqueDigits, subscriberNumber, known, digits) => {
    const delta = { uniqueDigits, ...(subscriberNumber === undefined ? {} : { subscriberNumber }) };
    expect(numberOf(delta, known, '0')?.digits).toBe(digits);
  });

  test('what one end writes the other reads back', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 10 }).map((list) => list.join(''));
    fc.assert(
      fc.property(digits, digits, fc.string({ maxLength: 2, unit: fc.constantFrom('0', '9') }), (number, called, outside) => {
        // Who dialled with something in front has it again.
        const known = `${outside}${called}`;
        const found = numberOf(deltaOf(number, called), known, '')?.digits;
        expect(found).toBe(known.length < number.length ? number : `${known.slice(0, known.length - number.length)}${number}`);
      }),
    );
  });

  it('are tried once each, and no more than may be', () => {
    const deltas = ['1', '1', '2', '3'].map((subscriberNumber) => ({ uniqueDigits: 1, subscriberNumber }));
    expect(numbersOf(deltas, '50', '', 2).map(({ digits }) => digits)).toEqual(['51', '52']);
    expect(numbersOf([], '50', '', 2).map(({ digits }) => digits)).toEqual(['50']);
  });
});

describe('two ends', () => {
  it('add a link and drop it', () => {
    const pair = new BapPair([bapPolicy(), bapPolicy()]);
    pair.wantLink(0);
    pair.run(5000);
    expect(pair.dialled).toEqual([['5557777'], []]);
    expect(pair.states.map(({ links }) => links.length)).toEqual([2, 2]);
    pair.wantDrop(1);
    pair.run(5000);
    expect(pair.states.map(({ links }) => links.length)).toEqual([1, 1]);
    for (const side of [0, 1] as const) expect([pair.isAtRest(side), pair.runningTimers(side)]).toEqual([true, []]);
  });

  it.each(['wantLink', 'wantDrop'] as const)('that ask at once: the favored one\'s counts (%s)', (what) => {
    const pair = new BapPair([bapPolicy(), bapPolicy()]);
    if (what === 'wantDrop') pair.join();
    pair[what](0);
    pair[what](1);
    pair.run(10_000);
    expect(pair.traces[0].filter(({ type }) => type === 'bap.race')).toEqual([expect.objectContaining({ won: true })]);
    expect(pair.traces[1].filter(({ type }) => type === 'bap.race')).toEqual([expect.objectContaining({ won: false })]);
    expect(pair.dialled).toEqual(what === 'wantLink' ? [['5557777'], []] : [[], []]);
    expect(pair.states.map(({ links }) => links.length)).toEqual(what === 'wantLink' ? [2, 2] : [1, 1]);
  });

  it('ask again when the time between requests is over, and when a bundle that was full is another', () => {
    const pair = new BapPair([bapPolicy({ call: { accept: true, request: true, timerSeconds: 60 } }), bapPolicy()]);
    pair.resources[1] = { ...RESOURCES, full: true };
    const asked = (): number => pair.traces[0].filter(({ type }) => type === 'bap.requested').length;
    pair.wantLink(0);
    pair.run(70_000);
    pair.wantLink(0);
    expect(asked()).toBe(1);
    expect(pair.traces[0].at(-1)).toMatchObject({ type: 'bap.notRequested', because: 'full' });
    pair.resources[1] = RESOURCES;
    pair.join();
    pair.wantLink(0);
    expect(asked()).toBe(2);
    pair.run(10_000);
    pair.wantLink(0);
    expect(asked()).toBe(2);
    pair.run(51_000);
    pair.wantLink(0);
    expect(asked()).toBe(3);
  });

  it('do not wait for a call that was faster than the answer', () => {
    const pair = new BapPair([bapPolicy({ call: { accept: true, request: false }, callback: { accept: true, request: true } }), bapPolicy()]);
    pair.crossingMs = 2000;
    pair.wantLink(0);
    pair.run(10_000);
    expect(pair.dialled).toEqual([[], ['5557777']]);
    expect(pair.traces[0].filter(({ type }) => type === 'bap.done' || type === 'bap.expired')).toEqual([{ type: 'bap.done', what: 'joined', link: 'B2', links: 2 }]);
    for (const side of [0, 1] as const) expect([pair.isAtRest(side), pair.runningTimers(side)]).toEqual([true, []]);
  });

  it('try a number as often as is said, and then the next', () => {
    const pair = new BapPair([bapPolicy({ dialAttempts: 2 }), bapPolicy()]);
    pair.resources[1] = { ...RESOURCES, numbers: [{ uniqueDigits: 1, subscriberNumber: '1' }, { uniqueDigits: 1, subscriberNumber: '2' }] };
    pair.connects = () => false;
    pair.wantLink(0);
    pair.run(30_000);
    expect(pair.dialled[0]).toEqual(['5551001', '5551001', '5551002', '5551002']);
    expect(pair.traces[1].filter(({ type }) => type === 'bap.failed').map((event) => event.type === 'bap.failed' && event.retry)).toEqual([true, true, true, false]);
    for (const side of [0, 1] as const) expect([pair.isAtRest(side), pair.runningTimers(side)]).toEqual([true, []]);
  });

  test('are at rest in the end, with the same links, whatever is lost and whoever wants what', () => {
    const act = fc.record({ side: fc.constantFrom(0 as const, 1 as const), what: fc.constantFrom('wantLink', 'wantDrop'), afterMs: fc.integer({ min: 0, max: 4000 }) });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }), fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }), (acts, arrivals, calls) => {
        const pair = new BapPair([bapPolicy({ dialAttempts: 2 }), bapPolicy({ dropAfterRetries: true })]);
        let packets = 0;
        let placed = 0;
        pair.arrives = () => arrivals[(packets += 1) % arrivals.length] === true;
        pair.connects = () => calls[(placed += 1) % calls.length] === true;
        for (const { side, what, afterMs } of acts) {
          pair[what as 'wantLink'](side);
          pair.run(afterMs);
        }
        pair.run(120_000);
        for (const side of [0, 1] as const) expect([pair.isAtRest(side), pair.runningTimers(side)]).toEqual([true, []]);
        expect(pair.states[0].links.map(({ id }) => id)).toEqual(pair.states[1].links.map(({ id }) => id));
        expect(pair.states[0].links.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the machine', () => {
  const PACKETS = [
    '0101000901050040 01', '01020009010500400 1', '02010018000105004001020e010300020935353537373737', '020100060 1'.replace(' ', ''), '0201000502', '0201000503',
    '030100170105004001020e010301020935353537373737', '04010005 00', '0501000805040 015', '0601000500', '0601000501', '070100160604 0000020e010300020935353537373737',
    '070100160604110 1020e010300020935353537373737', '0701000 8 06041100', '0801000500', '0901 0004', '01', '',
  ].map((hex) => fromHex(hex.replaceAll(' ', '')));

  const EVENTS: readonly BapEvent[] = [
    { type: 'open', favored: true },
    { type: 'close' },
    { type: 'joined', link: { id: 'B2', own: 0x15, peer: 7 } },
    { type: 'left', link: 'B2' },
    { type: 'want-link', resources: RESOURCES, load: 200 },
    { type: 'want-drop', link: 'B2', load: 1 },
    { type: 'resources', resources: RESOURCES },
    { type: 'resources', resources: { ...RESOURCES, linkTypes: 0 } },
    { type: 'call-failed', cause: 17 },
    { type: 'call-returns' },
    ...(['bap-response', 'bap-indication', 'bap-pending', 'bap-redial'] as const).map((timer) => ({ type: 'timer', timer }) as const),
    ...PACKETS.map((octets) => ({ type: 'packet', octets }) as const),
  ];

  function nameOf({ open, request, judged, pending, indication }: BapState): string {
    if (!open) return 'closed';
    if (request !== undefined) return 'requesting';
    if (judged !== undefined) return 'judging';
    return pending?.kind ?? (indication === undefined ? 'idle' : 'indicating');
  }

  it('takes every event in every state', () => {
    const states = ['closed', 'idle', 'requesting', 'judging', 'dialling', 'awaiting', 'dropping', 'indicating'];
    const policy = bapPolicy({ dialAttempts: 2, requestRetries: 1, indicationRetries: 1, callback: { accept: true, request: true } });
    const walk = walkMachine<BapState, BapEvent, ReturnType<typeof step>[1][number]>({
      initial: [createBap(policy)],
      step: (state, event) => step(state, event, 1_000_000),
      events: () => EVENTS,
      stateName: nameOf,
      states,
      isIdle: (state) => nameOf(state) === 'closed' || nameOf(state) === 'idle',
      key: ({ open, request, judged, pending, indication, links, standing }) => JSON.stringify([open, request?.kind, request?.left, judged?.kind, pending, indication?.left, links.length, standing.call.rejected]),
      maxStates: 500,
    });
    expect([...walk.visited].sort()).toEqual([...states].sort());
  });

  it('answers a request that comes again as it did before, and is not asked again', () => {
    const request = BAP.serialize({ kind: 'CallRequest', identifier: 9, options: [{ kind: 'linkType', kilobits: 64, types: 1 }] });
    const pair = new BapPair([bapPolicy(), bapPolicy()]);
    const answers: Uint8Array[] = [];
    for (let copies = 0; copies < 3; copies += 1) {
      let [state, actions] = step(pair.states[0], { type: 'packet', octets: request }, 0);
      if (actions.some(({ type }) => type === 'resources-wanted')) {
        expect(copies).toBe(0);
        [state, actions] = step(state, { type: 'resources', resources: RESOURCES }, 0);
      }
      pair.states[0] = state;
      answers.push(...actions.flatMap((action) => (action.type === 'send' ? [action.octets] : [])));
    }
    expect(answers).toHaveLength(3);
    expect(new Set(answers.map((octets) => octets.join())).size).toBe(1);
  });
});
