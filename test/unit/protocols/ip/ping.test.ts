import { expect, it } from 'vitest';
import { concatOctets, fromHex } from '../../../../src/base/octets.ts';
import type { IcmpMessage } from '../../../../src/wire/icmp.ts';
import { createPing, readPing, step, type PingAction, type PingEvent, type PingState } from '../../../../src/protocols/ip/ping.ts';

function pinger(repeat: number) {
  let state: PingState = createPing({ identifier: 0x1234, repeat, sizeOctets: 100, timeoutMs: 2000 });
  const actions: PingAction[] = [];
  const feed = (event: PingEvent, now: number): void => {
    const [next, done] = step(state, event, now);
    state = next;
    actions.push(...done);
  };
  return {
    feed,
    actions,
    read: () => readPing(state),
    marks: () => actions.map((each) => (each.type === 'mark' ? each.mark : '')).join(''),
    sent: () => actions.filter((each) => each.type === 'send'),
  };
}

const reply = (sequence: number, identifier = 0x1234): PingEvent => {
  return { type: 'message', message: { kind: 'echoReply', identifier, sequence, data: new Uint8Array(72) } };
};

/** The quoted start of request number n. */
const quoted = (n: number): Uint8Array => fromHex(`4500 0064 0000 0000 ff01 0000 0a010107 0a010108 0800 0000 1234 000${n}`);

const error = (message: IcmpMessage): PingEvent => ({ type: 'message', message });

it('sends the next request when the reply came, and sums up', () => {
  const p = pinger(3);
  p.feed({ type: 'start' }, 0);
  p.feed(reply(0), 0.2);
  p.feed(reply(1), 10.2);
  p.feed(reply(2), 13.2);
  expect(p.marks()).toBe('!!!');
  expect(p.actions.at(-1)).toEqual({ type: 'done', result: { sent: 3, received: 3, minMs: 1, averageMs: 4, maxMs: 10 } });
  expect(p.sent().map((each) => each.sequence)).toEqual([0, 1, 2]);
});

it('makes the datagram as long as asked, with the known pattern', () => {
  const p = pinger(1);
  p.feed({ type: 'start' }, 5);
  const message = p.sent()[0]?.message;
  expect(message).toMatchObject({ kind: 'echoRequest', identifier: 0x1234, sequence: 0 });
  expect(message?.kind === 'echoRequest' && message.data.length).toBe(72);
  expect(message?.kind === 'echoRequest' && message.data.slice(6, 12)).toEqual(Uint8Array.of(0, 5, 0xab, 0xcd, 0xab, 0xcd));
});

it('marks what came instead of a reply', () => {
  const p = pinger(5);
  p.feed({ type: 'start' }, 0);
  p.feed({ type: 'timer' }, 2000);
  p.feed(error({ kind: 'destinationUnreachable', code: 1, nextHopMtu: 0, original: quoted(1) }), 2001);
  p.feed(error({ kind: 'unknown', type: 4, code: 0, rest: concatOctets(new Uint8Array(4), quoted(2)) }), 2002);
  p.feed(error({ kind: 'timeExceeded', code: 0, original: quoted(3) }), 2003);
  p.feed({ type: 'unreachable' }, 2004);
  expect(p.marks()).toBe('.UQ&U');
  expect(p.actions.at(-1)).toEqual({ type: 'done', result: { sent: 5, received: 0 } });
});

it('does not count a late reply, a foreign one, or an error about another request', () => {
  const p = pinger(2);
  p.feed({ type: 'start' }, 0);
  p.feed(reply(0, 9), 1);
  p.feed(error({ kind: 'destinationUnreachable', code: 1, nextHopMtu: 0, original: quoted(7) }), 2);
  p.feed(error({ kind: 'destinationUnreachable', code: 1, nextHopMtu: 0, original: new Uint8Array(3) }), 2);
  p.feed({ type: 'timer' }, 2000);
  p.feed(reply(0), 2001);
  expect(p.marks()).toBe('.');
  p.feed(reply(1), 2010);
  expect(p.read()).toEqual({ sent: 2, received: 1, minMs: 10, averageMs: 10, maxMs: 10 });
});

it('stops when told to, once', () => {
  const p = pinger(5);
  p.feed({ type: 'start' }, 0);
  p.feed(reply(0), 3);
  p.feed({ type: 'abort' }, 4);
  p.feed({ type: 'abort' }, 5);
  p.feed(reply(1), 6);
  expect(p.actions.filter((each) => each.type === 'done')).toEqual([{ type: 'done', result: { sent: 2, received: 1, minMs: 3, averageMs: 3, maxMs: 3 } }]);
  expect(p.actions.slice(-2).map((each) => each.type)).toEqual(['stop', 'done']);
});
