// A modem alone at its terminal and its line, and two of them on one line.

import { describe, expect, it } from 'vitest';
import { parseCommands } from '../../../../src/protocols/modem/commands.ts';
import { createModem, EVENTS, STATES, step } from '../../../../src/protocols/modem/modem.ts';
import type { ModemAction, ModemEvent, ModemState } from '../../../../src/protocols/modem/types.ts';
import { fromText } from '../../../../src/base/octets.ts';
import { walkMachine } from '../../../support/machine-walk.ts';
import fc from '../../../support/fast-check.ts';

const MAKE = { bitsPerSecond: 33_600, trainingMs: 6000 };

class Bench {
  state: ModemState;
  now = 0;
  screen = '';
  readonly actions: ModemAction[] = [];

  constructor(bitsPerSecond = 33_600) {
    this.state = createModem({ ...MAKE, bitsPerSecond });
    this.tell({ type: 'dtr', on: true });
  }

  tell(event: ModemEvent): this {
    const [state, actions] = step(this.state, event, this.now);
    this.state = state;
    this.actions.push(...actions);
    for (const action of actions) if (action.type === 'terminal') this.screen += action.text;
    return this;
  }

  type(text: string): string {
    this.screen = '';
    this.tell({ type: 'terminal', text });
    return this.screen;
  }

  did(type: ModemAction['type']): readonly ModemAction[] {
    return this.actions.filter((action) => action.type === type);
  }

  /** Through to data, as the caller. */
  connect(): this {
    this.type('ATDT5551212\r');
    this.tell({ type: 'tone', tone: 'dial' }).tell({ type: 'timer', timer: 'digits' }).tell({ type: 'signal', signal: { kind: 'ANSam', bitsPerSecond: 28_800 } });
    this.tell({ type: 'signal', signal: { kind: 'JM', bitsPerSecond: 28_800 } }).tell({ type: 'timer', timer: 'training' });
    return this;
  }
}

describe('commands', () => {
  it.each([
    ['AT\r', 'AT\r\r\nOK\r\n'],
    ['at e0 v1 &c1 &d2\r', 'at e0\r\nOK\r\n'],
    ['ATS0?\r', 'ATS0?\r\r\n001\r\n\r\nOK\r\n'],
    ['ATS7=60S7?\r', 'ATS7=60S7?\r\r\n060\r\n\r\nOK\r\n'],
    ['AT!\r', 'AT!\r\r\nERROR\r\n'],
    ['ATS0=300\r', 'ATS0=300\r\r\nERROR\r\n'],
    ['ATO\r', 'ATO\r\r\nNO CARRIER\r\n'],
    ['rubbish before AT\r', 'rubbish before AT\r\r\nOK\r\n'],
    ['ATQ0 V1 E1 S0=0 &C1 &D2 +FCLASS=0\r', 'ATQ0 V1 E1 S0=0 &C1 &D2 +FCLASS=0\r\r\nOK\r\n'],
    ['AT+FCLASS?\r', 'AT+FCLASS?\r\r\n0\r\n\r\nOK\r\n'],
    ['AT+FCLASS=1\r', 'AT+FCLASS=1\r\r\nERROR\r\n'],
    ['nothing\r', 'nothing\r'],
    ['ATX\b\bT\r', 'ATX\b\bT\r\r\nOK\r\n'],
  ])('%j', (typed, screen) => {
    const shown = new Bench().type(typed);
    // Echo ends with the command that switches it off, at once.
    if (typed.startsWith('at e0')) expect(shown.endsWith('\r\nOK\r\n')).toBe(true);
    else expect(shown).toBe(screen);
  });

  it('repeats the last command at A/, and gives numbers where words are off', () => {
    const bench = new Bench();
    bench.type('ATV0\r');
    expect(bench.type('A/')).toBe('A/0\r');
    bench.type('ATQ1\r');
    expect(bench.type('AT\r')).toBe('AT\r');
  });

  it('stores and restores its profile', () => {
    const bench = new Bench();
    bench.type('ATS0=3&W\r');
    bench.type('AT&F\r');
    expect(bench.type('ATS0?\r')).toContain('000');
    bench.type('ATZ\r');
    expect(bench.type('ATS0?\r')).toContain('003');
  });

  it('takes any text without harm', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        parseCommands(text);
        new Bench().type(`AT${text}\r`);
      }),
    );
  });
});

describe('calls', () => {
  it('dials when it hears the tone, and connects at the slower rate of the two', () => {
    const bench = new Bench();
    expect(bench.type('ATDT 555-1212\r')).toBe('ATDT 555-1212\r');
    expect(bench.did('off-hook')).toHaveLength(1);
    expect(bench.did('dial')).toEqual([]);
    bench.tell({ type: 'tone', tone: 'dial' }).tell({ type: 'timer', timer: 'digits' });
    expect(bench.did('dial')).toEqual([{ type: 'dial', number: '5551212' }]);
    const fast = new Bench().connect();
    expect(fast.screen).toContain('CONNECT 28800');
    expect(fast.did('circuit')).toEqual([{ type: 'circuit', circuit: 'DCD', on: true }]);
  });

  it.each([
    ['no dial tone', [{ type: 'timer', timer: 'dialtone' }], 'NO DIALTONE'],
    ['a busy number', [{ type: 'tone', tone: 'dial' }, { type: 'timer', timer: 'digits' }, { type: 'tone', tone: 'busy' }], 'BUSY'],
    ['no carrier', [{ type: 'tone', tone: 'dial' }, { type: 'timer', timer: 'digits' }, { type: 'timer', timer: 'carrier' }], 'NO CARRIER'],
    ['a key that is pressed', [{ type: 'tone', tone: 'dial' }, { type: 'terminal', text: 'x' }], 'NO CARRIER'],
  ] as const)('ends with %s', (_, events, result) => {
    const bench = new Bench();
    bench.type('ATDT1\r');
    bench.now = 200;
    for (const event of events) bench.tell(event);
    expect(bench.screen).toContain(`\r\n${result}\r\n`);
    expect(bench.state.name).toBe('command');
    expect(bench.did('on-hook')).toHaveLength(1);
  });

  it('answers after so many rings as S0 says, if its terminal is ready', () => {
    const bench = new Bench();
    bench.type('ATS0=2\r');
    bench.tell({ type: 'ring' });
    expect([bench.state.name, bench.screen.endsWith('\r\nRING\r\n')]).toEqual(['command', true]);
    expect(bench.tell({ type: 'ring' }).state.name).toBe('answering');
    const asleep = new Bench().tell({ type: 'dtr', on: false });
    expect(asleep.tell({ type: 'ring' }).state.name).toBe('command');
  });

  it('hangs up when DTR drops, when the carrier stays away, and by +++ with silence around it and ATH', () => {
    expect(new Bench().connect().tell({ type: 'dtr', on: false }).state.name).toBe('command');
    const lost = new Bench().connect().tell({ type: 'line-lost' }).tell({ type: 'timer', timer: 'lost' });
    expect([lost.state.name, lost.screen.endsWith('\r\nNO CARRIER\r\n')]).toEqual(['command', true]);
    const escaping = new Bench().connect();
    escaping.now = 5000;
    escaping.type('+++');
    escaping.tell({ type: 'timer', timer: 'escape' });
    expect(escaping.state.name).toBe('online-command');
    expect(escaping.type('ATO\r')).toContain('CONNECT');
    escaping.now = 9000;
    escaping.type('+++');
    escaping.tell({ type: 'timer', timer: 'escape' });
    escaping.type('ATH\r');
    expect(escaping.state.name).toBe('command');
  });

  it('takes +++ sign by sign, and none of it with anything else between', () => {
    const bench = new Bench().connect();
    const timing = () => bench.did('start').filter((action) => action.type === 'start' && action.timer === 'escape').length;
    for (const [now, sign] of [[5000, '+'], [5200, '+'], [5400, '+']] as const) {
      expect(timing()).toBe(0);
      bench.now = now;
      bench.type(sign);
    }
    expect(timing()).toBe(1);
    bench.type('+');
    for (const [now, text] of [[9000, '+'], [9100, 'x'], [9200, '+'], [9300, '++'], [12_000, '++++'], [15_000, '+'], [17_000, '++']] as const) {
      bench.now = now;
      bench.type(text);
    }
    expect(timing()).toBe(1);
  });

  it('does not abandon a call by the line feed behind the command, and by anything later', () => {
    const bench = new Bench();
    bench.type('ATDT1\r\n');
    expect(bench.state.name).toBe('dialing');
    bench.now = 100;
    bench.type('\n');
    expect(bench.state.name).toBe('dialing');
    bench.now = 300;
    expect(bench.type('\n')).toContain('NO CARRIER');
  });

  it('tells no answer from no carrier where @ asked it to', () => {
    const bench = new Bench();
    bench.type('ATDT1@\r');
    bench.tell({ type: 'tone', tone: 'dial' }).tell({ type: 'timer', timer: 'digits' }).tell({ type: 'timer', timer: 'carrier' });
    expect(bench.screen).toContain('NO ANSWER');
  });

  it('hangs up when its cable is pulled out, whatever AT&D says, and answers as it was installed to', () => {
    const bench = new Bench();
    bench.type('AT&D0\r');
    bench.connect().tell({ type: 'dtr', on: false });
    expect(bench.state.name).toBe('data');
    expect(bench.tell({ type: 'unplugged' }).state.name).toBe('command');
    const patient = createModem({ ...MAKE, answerAfterRings: 0 });
    expect(step({ ...patient, dtrOn: true }, { type: 'ring' }, 0)[0].name).toBe('command');
  });

  it('takes +++ for data where there is no silence before it', () => {
    const bench = new Bench().connect();
    bench.now = 5000;
    bench.type('data');
    bench.now = 5100;
    bench.type('+++');
    expect(bench.did('start').some((action) => action.type === 'start' && action.timer === 'escape')).toBe(false);
  });

  it.each([
    [9600, 9600], [19_200, 19_200], [38_400, MAKE.bitsPerSecond], [115_200, MAKE.bitsPerSecond], [10_000, 9600], [1200, 1200], [0, 300],
  ])('is no faster on the line than its terminal: %i', (terminal, line) => {
    const bench = new Bench();
    bench.tell({ type: 'rate', bitsPerSecond: terminal });
    bench.type('ATDT1\r');
    bench.tell({ type: 'tone', tone: 'dial' }).tell({ type: 'timer', timer: 'digits' });
    bench.tell({ type: 'signal', signal: { kind: 'ANSam', bitsPerSecond: 33_600 } });
    expect(bench.did('signal').at(-1)).toMatchObject({ signal: { kind: 'CM', bitsPerSecond: line } });
    bench.tell({ type: 'signal', signal: { kind: 'JM', bitsPerSecond: line } }).tell({ type: 'timer', timer: 'training' });
    expect(bench.screen.endsWith(`CONNECT ${line}\r\n`)).toBe(true);
  });

  it('keeps what comes before it is ready', () => {
    const bench = new Bench();
    bench.type('ATDT1\r');
    bench.tell({ type: 'tone', tone: 'dial' }).tell({ type: 'timer', timer: 'digits' });
    bench.tell({ type: 'signal', signal: { kind: 'JM', bitsPerSecond: 9600 } }).tell({ type: 'carrier', octets: fromText('early') });
    bench.tell({ type: 'timer', timer: 'training' });
    expect(bench.screen.endsWith('CONNECT 9600\r\nearly')).toBe(true);
  });

  it('takes every event in every state', () => {
    const events: readonly ModemEvent[] = [
      ...['AT\r', 'ATD1\r', 'ATA\r', 'ATH\r', 'ATO\r', '+++', 'x'].map((text): ModemEvent => ({ type: 'terminal', text })),
      { type: 'dtr', on: true }, { type: 'dtr', on: false }, { type: 'rate', bitsPerSecond: 9600 }, { type: 'unplugged' },
      ...(['dial', 'ringback', 'busy', 'reorder'] as const).map((tone): ModemEvent => ({ type: 'tone', tone })),
      { type: 'ring' }, { type: 'connected' }, { type: 'line-lost' }, { type: 'carrier', octets: fromText('a') },
      ...(['ANSam', 'CM', 'JM'] as const).map((kind): ModemEvent => ({ type: 'signal', signal: { kind, bitsPerSecond: 9600 } })),
      ...(['dialtone', 'digits', 'carrier', 'silence', 'training', 'lost', 'ringing', 'escape'] as const).map((timer): ModemEvent => ({ type: 'timer', timer })),
    ];
    let clock = 0;
    const walk = walkMachine<ModemState, ModemEvent, ModemAction>({
      initial: [createModem(MAKE)],
      step: (state, event) => step(state, event, (clock = state.lastDataAt + 2000)),
      events: () => events,
      stateName: ({ name }) => name,
      states: STATES,
      // Ringing is timed while the modem is on the hook, and a carrier while it answers.
      isIdle: () => false,
      key: ({ name, dtrOn, rings, originating, early }) => `${name} ${dtrOn} ${rings > 0} ${originating} ${early !== ''}`,
    });
    expect(clock).toBeGreaterThan(0);
    expect(walk.visited).toEqual(new Set(STATES));
    // Of the terminal's rate the line hears with the next call.
    for (const event of EVENTS.filter((each) => each !== 'rate')) expect([...walk.answered].some((entry) => entry.endsWith(`/${event}`)), event).toBe(true);
  });
});
