// A modem under V.25bis: what it makes of its terminal's commands and of its line.

import { describe, expect, it } from 'vitest';
import { createDce, EVENTS, STATES, step, TIMERS } from '../../../../src/protocols/modem/v25bis.ts';
import type { DceAction, DceEvent, DceState, DceTimerName } from '../../../../src/protocols/modem/v25bis-types.ts';
import { V25BIS_FRAME } from '../../../../src/wire/v25bis.ts';
import { walkMachine } from '../../../support/machine-walk.ts';

const MAKE = { bitsPerSecond: 33_600, trainingMs: 6000, parity: 'none' } as const;

class Bench {
  state: DceState = createDce(MAKE);
  said: string[] = [];
  actions: DceAction[] = [];

  tell(...events: readonly DceEvent[]): this {
    for (const event of events) {
      const [state, actions] = step(this.state, event);
      this.state = state;
      this.actions.push(...actions);
      for (const action of actions) {
        if (action.type !== 'terminal') continue;
        const text = V25BIS_FRAME.none.parse(action.frame);
        this.said.push(text.ok ? text.value : '(data)');
      }
    }
    return this;
  }

  command(text: string): this {
    return this.tell({ type: 'terminal', frame: V25BIS_FRAME.none.serialize(text) });
  }

  timer(timer: DceTimerName): this {
    return this.tell({ type: 'timer', timer });
  }

  /** As far as the other modem. */
  dialled(): this {
    return this.tell({ type: 'dtr', on: true }).command('CRN5551111').tell({ type: 'tone', tone: 'dial' }).timer('digits');
  }

  connected(): this {
    const signal = (kind: 'ANSam' | 'JM'): DceEvent => ({ type: 'signal', signal: { kind, bitsPerSecond: 28_800 } });
    return this.dialled().tell(signal('ANSam'), signal('JM')).timer('training');
  }
}

describe('a modem with a stored number', () => {
  it('dials it when its terminal becomes ready, and says nothing to it', () => {
    const bench = new Bench();
    bench.state = createDce({ ...MAKE, storedNumber: '555-2222' });
    bench.tell({ type: 'dtr', on: true }, { type: 'tone', tone: 'dial' }).timer('digits');
    expect(bench.actions).toContainEqual({ type: 'dial', number: '5552222' });
    bench.command('CRN5551111').tell({ type: 'tone', tone: 'busy' });
    expect(bench.state.name).toBe('ready');
    expect(bench.said).toEqual([]);
    expect(bench.actions.filter(({ type }) => type === 'trace').every((action) => action.type === 'trace' && action.event.type === 'v25bis.dce')).toBe(true);
    // It is rung, and lets it ring.
    bench.tell({ type: 'ring' });
    expect(bench.state).toMatchObject({ name: 'ready', rung: 'unannounced' });
  });
});

describe('a call request', () => {
  it('is valid, and ends in CNX and a carrier at the slower rate', () => {
    const bench = new Bench().connected();
    expect(bench.said).toEqual(['VAL', 'CNX']);
    expect(bench.state).toMatchObject({ name: 'data', bitsPerSecond: 28_800 });
    expect(bench.actions.at(-1)).toEqual({ type: 'circuit', circuit: 'DCD', on: true });
  });

  it.each([
    ['the engaged tone', (bench: Bench) => bench.dialled().tell({ type: 'tone', tone: 'busy' }), 'CFIET'],
    ['the reorder tone', (bench: Bench) => bench.dialled().tell({ type: 'tone', tone: 'reorder' }), 'CFINT'],
    ['ringing without end', (bench: Bench) => bench.dialled().tell({ type: 'tone', tone: 'ringback' }).timer('abort'), 'CFIRT'],
    ['silence', (bench: Bench) => bench.dialled().timer('abort'), 'CFINT'],
    ['no dial tone', (bench: Bench) => bench.tell({ type: 'dtr', on: true }).command('CRN1').timer('dialtone'), 'CFIAB'],
    ['being called itself', (bench: Bench) => bench.tell({ type: 'dtr', on: true }, { type: 'ring' }).command('CRN1'), 'CFICB'],
  ] as const)('fails by %s', (_, act, indication) => {
    const bench = new Bench();
    act(bench);
    expect(bench.said.at(-1)).toBe(indication);
    expect(bench.state.name).toBe('ready');
  });

  it.each([
    ['a command that there is not', V25BIS_FRAME.none.serialize('DIAL1')],
    ['another parity', V25BIS_FRAME.odd.serialize('CRN5551111')],
    ['an indication', V25BIS_FRAME.none.serialize('VAL')],
    ['nobody who calls', V25BIS_FRAME.none.serialize('CIC')],
    ['noise', Uint8Array.of(1, 2, 3)],
  ])('is invalid: %s', (_, frame) => {
    expect(new Bench().tell({ type: 'dtr', on: true }, { type: 'terminal', frame }).said).toEqual(['INV']);
  });

  it('is heard by nobody while data terminal ready is low', () => {
    expect(new Bench().command('CRN1').said).toEqual([]);
  });
});

describe('an incoming call', () => {
  const rung = () => new Bench().tell({ type: 'dtr', on: true }, { type: 'ring' });
  const lifted = (bench: Bench) => bench.actions.some(({ type }) => type === 'off-hook');

  it('is indicated once, and answered when the terminal says so, or says nothing', () => {
    const told = rung().tell({ type: 'ring' });
    expect(told.said).toEqual(['INC']);
    expect(lifted(told)).toBe(false);
    expect(lifted(rung().command('CIC'))).toBe(true);
    expect(lifted(rung().timer('answer'))).toBe(true);
  });

  it('is not answered when it is disregarded, until the next one', () => {
    const bench = rung().command('DIC').timer('answer');
    expect(lifted(bench)).toBe(false);
    expect(lifted(bench.timer('ringing').tell({ type: 'ring' }).timer('answer'))).toBe(true);
  });

  it('is not answered while data terminal ready is low', () => {
    const bench = new Bench().tell({ type: 'ring' });
    expect(bench.said).toEqual([]);
    expect(bench.actions).toContainEqual({ type: 'circuit', circuit: 'RI', on: true });
    expect(bench.tell({ type: 'dtr', on: true }, { type: 'ring' }).said).toEqual(['INC']);
  });
});

describe('a connection', () => {
  it('carries frames as they are', () => {
    const bench = new Bench().connected();
    const frame = Uint8Array.of(9, 8, 7);
    expect(bench.tell({ type: 'terminal', frame }).actions.at(-1)).toEqual({ type: 'carrier', octets: frame });
    expect(bench.tell({ type: 'carrier', octets: frame }).actions.at(-1)).toEqual({ type: 'terminal', frame });
  });

  it.each([
    ['data terminal ready drops', (bench: Bench) => bench.tell({ type: 'dtr', on: false }), 'disconnected'],
    ['the carrier has been away', (bench: Bench) => bench.tell({ type: 'line-lost' }).timer('lost'), 'ready'],
  ] as const)('ends when %s', (_, act, state) => {
    const bench = new Bench().connected();
    act(bench);
    expect(bench.state.name).toBe(state);
    expect(bench.actions).toContainEqual({ type: 'on-hook' });
    expect(bench.actions.at(-1)).toEqual({ type: 'circuit', circuit: 'DCD', on: false });
  });
});

it('walks through all its states, whatever happens in them', () => {
  const signal = (kind: 'ANSam' | 'CM' | 'JM'): DceEvent => ({ type: 'signal', signal: { kind, bitsPerSecond: 9600 } });
  const happenings: DceEvent[] = [
    ...['CRN5', 'CIC', 'DIC', 'NONE'].map((text): DceEvent => ({ type: 'terminal', frame: V25BIS_FRAME.none.serialize(text) })),
    ...([true, false] as const).map((on): DceEvent => ({ type: 'dtr', on })),
    ...(['dial', 'ringback', 'busy', 'reorder'] as const).map((tone): DceEvent => ({ type: 'tone', tone })),
    { type: 'ring' }, { type: 'connected' }, { type: 'line-lost' }, signal('ANSam'), signal('CM'), signal('JM'), { type: 'carrier', octets: Uint8Array.of(1) },
    ...(Object.keys(TIMERS) as DceTimerName[]).map((timer): DceEvent => ({ type: 'timer', timer })), // the keys of a constant record
  ];
  const walk = walkMachine({
    initial: [createDce(MAKE), createDce({ ...MAKE, storedNumber: '5552222' })], step, events: () => happenings, stateName: ({ name }) => name, states: STATES,
    isIdle: ({ name, rung }) => name === 'disconnected' && rung === 'no',
  });
  expect([...walk.visited].sort()).toEqual([...STATES].sort());
  expect(new Set([...walk.answered].map((each) => each.split('/')[1]))).toEqual(new Set(EVENTS));
});
