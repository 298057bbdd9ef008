// Overlap receiving, Q.931 §5.2.4: digit by digit, with and without Sending Complete, and what each end does when the other falls
// silent.

import { expect, it } from 'vitest';
import { createTwoEnds, OFFER, willing, type TwoEnds } from './two-ends.ts';
import type { Q931Message } from '../../../../src/wire/q931.ts';

const T302_MS = 10_000;

/** The exchange has the first three digits. */
function offered(lose?: (index: number) => boolean): TwoEnds {
  const ends = createTwoEnds({ caller: 'network', overlapMs: T302_MS, above: willing, ...(lose === undefined ? {} : { lose }) });
  ends.tell('network', { type: 'SETUP request', setup: { ...OFFER, calledNumber: '555' } });
  ends.runFor(1);
  return ends;
}

const kinds = ({ elements }: Q931Message): readonly string[] => elements.map(({ kind }) => kind);

it('asks for the rest, puts it together, and answers at Sending Complete', () => {
  const ends = offered();
  expect(ends.names()).toEqual(['network SETUP', 'user SETUP_ACKNOWLEDGE']);
  expect(ends.upward()).toEqual(['network MORE INFO indication']);
  expect([ends.call('user').state, ends.call('network').state]).toEqual(['Overlap Receiving', 'Overlap Receiving']);
  for (const digits of ['7', '77']) {
    ends.tell('network', { type: 'INFORMATION request', digits, complete: false });
    ends.runFor(T302_MS - 1);
  }
  expect(ends.upward()).toHaveLength(1);
  ends.tell('network', { type: 'INFORMATION request', digits: '7', complete: true });
  ends.runFor(1);
  expect(ends.call('user').setup?.calledNumber).toBe('5557777');
  expect(ends.names().slice(-3)).toEqual(['network INFORMATION', 'user CONNECT', 'network CONNECT_ACKNOWLEDGE']);
  // The channel stands in the first answer, and no more in CONNECT.
  const [, acknowledged, , , last, connect] = ends.messages().map(({ message }) => message);
  expect(acknowledged && kinds(acknowledged)).toEqual(['channelIdentification']);
  expect(last && kinds(last)).toEqual(['sendingComplete', 'calledPartyNumber']);
  expect(connect && kinds(connect)).toEqual([]);
  expect([ends.call('user').state, ends.call('network').state]).toEqual(['Active', 'Active']);
});

it('takes the number for whole when T302 expires', () => {
  const ends = offered();
  ends.tell('network', { type: 'INFORMATION request', digits: '7777', complete: false });
  ends.runFor(T302_MS - 2);
  expect(ends.upward()).toHaveLength(1);
  ends.runFor(2);
  expect(ends.upward()).toContain('user SETUP complete 1');
  // What comes too late changes nothing.
  expect(ends.call('user').setup?.calledNumber).toBe('5557777');
});

it('does not wait where SETUP says that the number is whole, or nobody asked for overlap', () => {
  const whole = createTwoEnds({ caller: 'network', overlapMs: T302_MS, above: willing });
  whole.tell('network', { type: 'SETUP request', setup: { ...OFFER, calledNumber: '5557777', sendingComplete: true } });
  const plain = createTwoEnds({ caller: 'network', above: willing });
  plain.tell('network', { type: 'SETUP request', setup: { ...OFFER, calledNumber: '555' } });
  for (const ends of [whole, plain]) {
    ends.runFor(1);
    expect(ends.names()).toEqual(['network SETUP', 'user CONNECT', 'network CONNECT_ACKNOWLEDGE']);
  }
});

it('is given up by the network when nobody answers the last digit: T304', () => {
  // Whatever the user says after SETUP ACKNOWLEDGE is lost.
  const ends = offered((index) => index > 2);
  ends.tell('network', { type: 'INFORMATION request', digits: '7777', complete: true });
  ends.runFor(19_998);
  expect(ends.call('network').state).toBe('Overlap Receiving');
  ends.runFor(3);
  expect(ends.upward()).toContain('network DISCONNECT indication 18');
});

it('is refused by DISCONNECT, since SETUP has been answered', () => {
  const ends = createTwoEnds({ caller: 'network', overlapMs: T302_MS, above: (end, primitive, both) => {
    if (end === 'user' && primitive === 'SETUP indication') both.tell('user', { type: 'REJECT request', cause: { value: 21, location: 0 } });
  } });
  ends.tell('network', { type: 'SETUP request', setup: { ...OFFER, calledNumber: '5557777' } });
  ends.runFor(T302_MS + 1);
  expect(ends.names()).toEqual(['network SETUP', 'user SETUP_ACKNOWLEDGE', 'user DISCONNECT', 'network RELEASE', 'user RELEASE_COMPLETE']);
  expect(ends.upward()).toContain('network RELEASED 21');
});
