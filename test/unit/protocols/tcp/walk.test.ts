// Every event in every state that can be reached, and every arc of the diagram.

import { expect, test } from 'vitest';
import { createTcp, step } from '../../../../src/protocols/tcp/tcp.ts';
import { follow, TRANSITIONS } from '../../../../src/protocols/tcp/transitions.ts';
import { TCP_STATES, type TcpAction, type TcpEvent, type TcpState } from '../../../../src/protocols/tcp/types.ts';
import { TCP_FLAG } from '../../../../src/wire/tcp.ts';
import { walkMachine } from '../../../support/machine-walk.ts';
import { PLAN } from './two-ends.ts';

const { fin, syn, rst, ack } = TCP_FLAG;
const DATA = Uint8Array.of(1, 2, 3);
const NONE = new Uint8Array(0);

/** Segments that matter: at, before and behind what is expected; acknowledging nothing, all, and too much. */
function events(state: TcpState): readonly TcpEvent[] {
  const list: TcpEvent[] = [
    { type: 'open', active: true },
    { type: 'open', active: false },
    ...(state.queue.length < 6 ? [{ type: 'send', data: DATA } as const] : []),
    { type: 'close' },
    { type: 'abort' },
    { type: 'pause' },
    { type: 'resume' },
    { type: 'unreachable', hard: true },
    ...(state.timer === undefined ? [] : [{ type: 'timer', timer: state.timer } as const]),
  ];
  for (const flags of [syn, syn | ack, ack, fin | ack, rst, rst | ack, fin | syn, 0]) {
    for (const offset of [0, 2]) {
      for (const acknowledgment of [state.sndUna, state.sndMax, state.sndMax + 1]) {
        for (const data of [NONE, DATA]) {
          if (state.rcvNxt > 100) continue;
          const sequence = (state.rcvNxt + offset) >>> 0;
          list.push({
            type: 'segment',
            segment: { sourcePort: 23, destinationPort: 11000, sequence, acknowledgment, flags, window: offset === 0 ? 4128 : 0, urgentPointer: 0, options: [], data },
          });
        }
      }
    }
  }
  return list;
}

test('the walk', () => {
  const seen = new Set<string>();
  const walk = walkMachine<TcpState, TcpEvent, TcpAction>({
    initial: [createTcp({ ...PLAN, iss: 1000, windowOctets: 8 })],
    step(state, event) {
      const stepped = step(state, event, 0);
      seen.add(`${state.name} ${stepped[0].name}`);
      return stepped;
    },
    events,
    stateName: (state) => state.name,
    states: TCP_STATES,
    isIdle: (state) => state.name === 'CLOSED' || state.name === 'LISTEN',
    maxStates: 800,
  });
  expect([...walk.visited].sort()).toEqual([...TCP_STATES].sort());
  for (const from of TCP_STATES) {
    for (const to of Object.values(TRANSITIONS[from])) expect(seen, `${from} to ${to}`).toContain(`${from} ${to}`);
  }
});

test('an arc that the diagram has not is a mistake of ours', () => {
  expect(() => follow('LISTEN', 'timeout 2MSL')).toThrow(/no arc/);
});
