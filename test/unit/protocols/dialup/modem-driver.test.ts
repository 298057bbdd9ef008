// A PC's modem driver alone: commands sent, words of the modem heard, the cable's circuits.

import { describe, expect, it } from 'vitest';
import { createModemDriver, EVENTS, STATES, step, type ModemDriverAction, type ModemDriverEvent, type ModemDriverState } from '../../../../src/protocols/dialup/modem-driver.ts';
import { walkMachine } from '../../../support/machine-walk.ts';

class Port {
  state: ModemDriverState = createModemDriver();

  /** What it did, without its timers. */
  tell(event: ModemDriverEvent): readonly string[] {
    const [state, actions] = step(this.state, event);
    this.state = state;
    return actions.flatMap((action) => {
      if (action.type === 'start' || action.type === 'stop') return [];
      const { type, ...rest } = action;
      return [[type, ...Object.values(rest).map(String)].join(' ').replaceAll('\r', '<cr>')];
    });
  }

  hear(text: string): readonly string[] {
    return this.tell({ type: 'received', text });
  }

  dialing(): this {
    this.tell({ type: 'dial', number: '5551111' });
    this.hear('ATZ\r\r\nOK\r\n');
    this.hear('\r\nOK\r\n');
    return this;
  }
}

describe('dialling', () => {
  it('resets the modem, prepares it, and dials', () => {
    const port = new Port();
    expect(port.tell({ type: 'dial', number: '5551111' })).toEqual(['dtr true', 'send ATZ<cr>']);
    expect(port.hear('ATZ\r\r\nO')).toEqual([]);
    expect(port.hear('K\r\n')).toEqual(['send ATE0V1X4&D2S0=0S7=60<cr>']);
    expect(port.hear('\r\nOK\r\n')).toEqual(['send ATDT5551111<cr>']);
    expect(port.hear('\r\nCONNECT 28800\r\n~\r\n')).toEqual(['up 28800 ~\r\n'.replaceAll('\r', '<cr>')]);
    expect(port.tell({ type: 'carrier-lost' })).toEqual(['dtr false']);
    expect(port.tell({ type: 'timer', timer: 'dtr-low' })).toEqual(['down']);
  });

  it.each([
    ['BUSY', 'busy'], ['NO ANSWER', 'no-answer'], ['NO CARRIER', 'no-answer'], ['NO DIALTONE', 'no-dialtone'], ['ERROR', 'hardware'],
  ])('fails as the modem says: %s', (word, why) => {
    expect(new Port().dialing().hear(`\r\n${word}\r\n`)).toEqual(['dtr false', `failed ${why}`]);
  });

  it('does without a modem that does not answer', () => {
    const port = new Port();
    port.tell({ type: 'dial', number: '1' });
    expect(port.tell({ type: 'timer', timer: 'response' })).toEqual(['dtr false', 'failed hardware']);
  });
});

describe('somebody at the modem himself', () => {
  it('has the port until he hangs up, and may hand over his call', () => {
    const port = new Port();
    expect(port.tell({ type: 'open-terminal' })).toEqual(['dtr true']);
    expect(port.tell({ type: 'dial', number: '1' })).toEqual([]);
    expect(port.hear('\r\nRING\r\n')).toEqual([]);
    expect(port.tell({ type: 'take-over', bitsPerSecond: 14_400 })).toEqual(['up 14400 ']);
    expect(port.tell({ type: 'carrier-lost' })).toEqual(['dtr false']);
    // Who comes while the modem hangs up has it then.
    expect(port.tell({ type: 'dial', number: '1' })).toEqual([]);
    expect(port.tell({ type: 'timer', timer: 'dtr-low' })).toEqual(['down', 'dtr true', 'send ATZ<cr>']);
  });
});

describe('answering', () => {
  it('is done at the ring that is waited for, and at no other', () => {
    const port = new Port();
    expect(port.hear('\r\nRING\r\n')).toEqual([]);
    port.tell({ type: 'listen' });
    expect(port.hear('\r\nOK\r\n\r\nRING\r\n')).toEqual(['send ATE0V1X4&D2S0=0S7=60<cr>']);
    port.hear('\r\nOK\r\n');
    expect(port.hear('\r\nRING\r\n')).toEqual(['ring']);
    expect(port.tell({ type: 'answer' })).toEqual(['send ATA<cr>']);
    expect(port.hear('\r\nCONNECT 33600\r\n')).toEqual(['up 33600 ']);
  });
});

it('is at ease with every event in every state', () => {
  const events: readonly ModemDriverEvent[] = [
    { type: 'dial', number: '1' }, { type: 'listen' }, { type: 'answer' }, { type: 'hang-up' }, { type: 'carrier-lost' }, { type: 'open-terminal' }, { type: 'take-over', bitsPerSecond: 1 },
    ...['\r\nOK\r\n', '\r\nRING\r\n', '\r\nCONNECT 1\r\n', '\r\nBUSY\r\n', 'x'].map((text) => ({ type: 'received', text }) as const),
    ...(['response', 'call', 'dtr-low'] as const).map((timer) => ({ type: 'timer', timer }) as const),
  ];
  const walk = walkMachine<ModemDriverState, ModemDriverEvent, ModemDriverAction>({
    initial: [createModemDriver()],
    step,
    events: () => events,
    stateName: ({ name }) => name,
    states: STATES,
    isIdle: ({ name }) => name === 'closed',
    key: (state) => JSON.stringify({ ...state, heard: state.heard.slice(-2) }),
  });
  expect([...walk.visited].sort()).toEqual([...STATES].sort());
  expect(new Set([...walk.answered].map((each) => each.split('/')[1]))).toEqual(new Set(EVENTS));
});
