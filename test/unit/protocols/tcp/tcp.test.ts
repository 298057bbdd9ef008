// TCP between two ends: opening, sending, windows, sending again, closing, resets, giving up.

import { describe, expect, test } from 'vitest';
import { fromText, toText } from '../../../../src/base/octets.ts';
import { answerOfClosed } from '../../../../src/protocols/tcp/segment-arrives.ts';
import { TCP_FLAG, type TcpSegment } from '../../../../src/wire/tcp.ts';
import { connect, pairOf } from './two-ends.ts';

const text = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => 97 + (index % 26));
const segment = (over: Partial<TcpSegment>): TcpSegment => ({
  sourcePort: 23, destinationPort: 11000, sequence: 0, acknowledgment: 0, flags: 0, window: 4128, urgentPointer: 0, options: [], data: new Uint8Array(0), ...over,
});

describe('opening', () => {
  test('three segments, each with what it must carry', () => {
    const pair = pairOf();
    connect(pair);
    expect([pair.a.state.name, pair.b.state.name]).toEqual(['ESTABLISHED', 'ESTABLISHED']);
    expect(pair.a.sent.map((sent) => sent.flags)).toEqual([TCP_FLAG.syn, TCP_FLAG.ack]);
    expect(pair.b.sent.map((sent) => sent.flags)).toEqual([TCP_FLAG.syn | TCP_FLAG.ack]);
    expect(pair.a.sent[0]?.options).toEqual([{ kind: 'maximumSegmentSize', octets: 536 }]);
    expect(pair.b.sent[0]?.acknowledgment).toBe(0xfffffff1);
    expect(pair.a.timers.size + pair.b.timers.size).toBe(0);
  });

  test('both at once (RFC 9293, Figure 7)', () => {
    const pair = pairOf();
    pair.a.tell({ type: 'open', active: true });
    pair.b.tell({ type: 'open', active: true });
    pair.clock.runUntil(1000);
    expect([pair.a.state.name, pair.b.state.name]).toEqual(['ESTABLISHED', 'ESTABLISHED']);
  });

  test('an unanswered SYN is repeated after 1, 2, 4 ... seconds, and given up', () => {
    const times: number[] = [];
    const pair = pairOf(() => (times.push(pair.clock.now), []));
    pair.a.tell({ type: 'open', active: true });
    pair.clock.runUntil(200_000);
    expect(times).toEqual([0, 1000, 3000, 7000, 15_000]);
    expect(pair.a.happened).toEqual(['timeout']);
    expect(pair.a.state.name).toBe('CLOSED');
  });

  test('a closed port refuses', () => {
    const pair = pairOf();
    pair.a.tell({ type: 'open', active: true });
    pair.clock.runUntil(1000);
    expect(pair.a.happened).toEqual(['refused']);
  });

  test('what a closed port answers (§3.10.7.1)', () => {
    expect(answerOfClosed(segment({ flags: TCP_FLAG.rst }))).toBeUndefined();
    expect(answerOfClosed(segment({ flags: TCP_FLAG.ack, acknowledgment: 77 }))).toMatchObject({ flags: TCP_FLAG.rst, sequence: 77 });
    expect(answerOfClosed(segment({ flags: TCP_FLAG.syn, sequence: 5, data: fromText('xy') }))).toMatchObject({
      flags: TCP_FLAG.rst | TCP_FLAG.ack, sequence: 0, acknowledgment: 8,
    });
  });
});

describe('sending', () => {
  test('in segments of the size that the peer takes, over the wrap of sequence numbers', () => {
    const pair = pairOf(undefined, { b: { maximumSegmentOctets: 100 } });
    connect(pair);
    pair.a.tell({ type: 'send', data: text(5000) });
    pair.clock.runUntil(60_000);
    expect(pair.b.received).toEqual(text(5000));
    expect(Math.max(...pair.a.sent.map((sent) => sent.data.length))).toBe(100);
    expect(pair.a.timers.size).toBe(0);
  });

  test('a reader who does not read shuts the window; probes find it open again', () => {
    const pair = pairOf();
    connect(pair);
    pair.b.tell({ type: 'pause' });
    pair.a.tell({ type: 'send', data: text(10_000) });
    pair.clock.runUntil(100_000);
    expect(pair.b.state.held.length).toBeLessThanOrEqual(4128);
    expect(pair.a.state.timer).toBe('persist');
    // Probes wait longer and longer, and an answered one is no reason to give up.
    pair.clock.runUntil(1_000_000);
    expect(pair.a.state.name).toBe('ESTABLISHED');
    pair.b.tell({ type: 'resume' });
    pair.clock.runUntil(1_200_000);
    expect(pair.b.received).toEqual(text(10_000));
    expect(pair.a.state.timer).toBeUndefined();
  });

  test('two who both do not read probe each other, and do not answer each other for ever', () => {
    const pair = pairOf();
    connect(pair);
    for (const end of [pair.a, pair.b]) end.tell({ type: 'pause' });
    for (const end of [pair.a, pair.b]) end.tell({ type: 'send', data: text(9000) });
    pair.clock.runUntil(600_000);
    expect([pair.a.state.timer, pair.b.state.timer]).toEqual(['persist', 'persist']);
    const sent = pair.a.sent.length + pair.b.sent.length;
    pair.clock.runUntil(1_200_000);
    // A probe a minute from each end, and its answer.
    expect(pair.a.sent.length + pair.b.sent.length - sent).toBeLessThanOrEqual(4 * 11);
    for (const end of [pair.a, pair.b]) end.tell({ type: 'resume' });
    pair.clock.runUntil(1_400_000);
    expect([pair.a.received, pair.b.received]).toEqual([text(9000), text(9000)]);
  });

  test('what comes early is kept once, however it is cut', () => {
    const pair = pairOf();
    connect(pair);
    const { b } = pair;
    const base = b.state.rcvNxt;
    const data = text(4000);
    for (const [from, to] of [[100, 300], [50, 150], [200, 900], [60, 61], [1000, 1100], [20, 2000]] as const) {
      b.tell({ type: 'segment', segment: segment({ flags: TCP_FLAG.ack, sequence: base + from, acknowledgment: b.state.sndMax, data: data.subarray(from, to) }) });
    }
    expect(b.state.early.reduce((sum, piece) => sum + piece.data.length, 0)).toBe(1980);
    b.tell({ type: 'segment', segment: segment({ flags: TCP_FLAG.ack, sequence: base, acknowledgment: b.state.sndMax, data: data.subarray(0, 30) }) });
    expect(b.received).toEqual(data.subarray(0, 2000));
    expect(b.state.early).toEqual([]);
  });

  test('what is lost comes again, waiting twice as long each time', () => {
    let deaf = false;
    const times: number[] = [];
    const pair = pairOf((sent, from) => {
      if (from === 'a' && sent.data.length > 0) times.push(pair.clock.now);
      return deaf ? [] : [10];
    });
    connect(pair);
    deaf = true;
    pair.a.tell({ type: 'send', data: fromText('hello') });
    pair.clock.runUntil(9000);
    deaf = false;
    pair.clock.runUntil(30_000);
    expect(times).toEqual([1000, 2000, 4000, 8000, 16_000]);
    expect(toText(pair.b.received)).toBe('hello');
  });

  test('a peer that is gone is given up', () => {
    let deaf = false;
    const pair = pairOf(() => (deaf ? [] : [10]));
    connect(pair);
    deaf = true;
    pair.a.tell({ type: 'send', data: fromText('hello') });
    pair.clock.runUntil(400_000);
    expect(pair.a.happened).toEqual(['opened', 'timeout']);
    expect(pair.a.timers.size).toBe(0);
  });
});

describe('keepalives', () => {
  test('an idle peer is asked every minute, and answers', () => {
    const pair = pairOf(undefined, { a: { keepaliveMs: 60_000 } });
    connect(pair);
    const before = pair.a.sent.length;
    pair.clock.runUntil(3_600_000);
    const asked = pair.a.sent.slice(before);
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.length).toBeLessThan(62);
    expect(asked.every((one) => one.data.length === 0 && one.sequence === ((pair.b.state.rcvNxt - 1) >>> 0))).toBe(true);
    expect([pair.a.state.name, pair.b.state.name]).toEqual(['ESTABLISHED', 'ESTABLISHED']);
  });

  test('one that is gone is given up after five minutes; one that forgot resets', () => {
    let deaf = false;
    const pair = pairOf(() => (deaf ? [] : [10]), { a: { keepaliveMs: 60_000 }, b: { keepaliveMs: 60_000 } });
    connect(pair);
    deaf = true;
    pair.clock.runUntil(400_000);
    expect([pair.a.ended, pair.b.ended]).toEqual(['timeout', 'timeout']);
    const other = pairOf(undefined, { a: { keepaliveMs: 60_000 } });
    connect(other);
    other.b.reboot(5);
    other.clock.runUntil(100_000);
    expect(other.a.ended).toBe('reset');
    expect(other.clock.pending).toBe(0);
  });

  test('at any instant, to the microsecond', () => {
    for (let run = 0; run < 300; run += 1) {
      const pair = pairOf((_sent, from) => (from === 'a' ? [10.001] : []), { a: { keepaliveMs: 60_000 } }, run * 3331.337);
      let events = 0;
      pair.clock.afterEvent = () => {
        if ((events += 1) > 200) throw new Error(`at ${pair.clock.now}`);
      };
      // Nobody hears `b`: the SYN is given up, at whatever instant that is.
      pair.b.tell({ type: 'open', active: false });
      pair.a.tell({ type: 'open', active: true });
      pair.clock.runUntil(pair.clock.now + 400_000);
      expect([pair.a.ended, pair.b.ended]).toEqual(['timeout', 'timeout']);
    }
  });

  test('data is waited for as without them', () => {
    const pair = pairOf(undefined, { a: { keepaliveMs: 60_000 } });
    connect(pair);
    for (let i = 0; i < 20; i += 1) {
      pair.a.tell({ type: 'send', data: text(1000) });
      pair.clock.runUntil(pair.clock.now + 45_000);
    }
    expect(pair.b.received.length).toBe(20_000);
    expect(pair.a.state.timer).toBe('keepalive');
    pair.a.tell({ type: 'close' });
    pair.b.tell({ type: 'close' });
    pair.clock.runUntil(pair.clock.now + 400_000);
    expect(pair.clock.pending).toBe(0);
  });
});

describe('closing', () => {
  test('one end after the other (Figure 12)', () => {
    const pair = pairOf();
    connect(pair);
    pair.a.tell({ type: 'close' });
    pair.clock.runUntil(2000);
    expect([pair.a.state.name, pair.b.state.name]).toEqual(['FIN-WAIT-2', 'CLOSE-WAIT']);
    expect(pair.b.happened).toEqual(['opened', 'peerClosed']);
    pair.b.tell({ type: 'send', data: fromText('last words') });
    pair.b.tell({ type: 'close' });
    pair.clock.runUntil(3000);
    expect([pair.a.state.name, pair.b.state.name]).toEqual(['TIME-WAIT', 'CLOSED']);
    expect(toText(pair.a.received)).toBe('last words');
    expect(pair.a.happened).toEqual(['opened', 'peerClosed', 'closed']);
    expect(pair.b.happened).toEqual(['opened', 'peerClosed', 'closed']);
    pair.clock.runUntil(70_000);
    expect(pair.a.state.name).toBe('CLOSED');
    expect(pair.a.timers.size + pair.b.timers.size).toBe(0);
  });

  test('both at once (Figure 13)', () => {
    const pair = pairOf();
    connect(pair);
    pair.a.tell({ type: 'close' });
    pair.b.tell({ type: 'close' });
    expect([pair.a.state.name, pair.b.state.name]).toEqual(['FIN-WAIT-1', 'FIN-WAIT-1']);
    pair.clock.runUntil(1012);
    expect([pair.a.state.name, pair.b.state.name]).toEqual(['CLOSING', 'CLOSING']);
    pair.clock.runUntil(2000);
    expect([pair.a.state.name, pair.b.state.name]).toEqual(['TIME-WAIT', 'TIME-WAIT']);
  });

  test('a peer that never closes its side is not waited for to the end of time', () => {
    const pair = pairOf();
    connect(pair);
    pair.a.tell({ type: 'close' });
    pair.clock.runUntil(600_000);
    expect(pair.a.state.name).toBe('FIN-WAIT-2');
    pair.clock.runUntil(800_000);
    expect(pair.a.happened).toEqual(['opened', 'timeout']);
    expect(pair.a.timers.size).toBe(0);
  });

  test('a lost last acknowledgment is made good in TIME-WAIT', () => {
    let lose = false;
    const pair = pairOf((_sent, from) => (lose && from === 'a' ? [] : [10]));
    connect(pair);
    pair.a.tell({ type: 'close' });
    pair.clock.runUntil(2000);
    lose = true;
    pair.b.tell({ type: 'close' });
    pair.clock.runUntil(2500);
    expect([pair.a.state.name, pair.b.state.name]).toEqual(['TIME-WAIT', 'LAST-ACK']);
    lose = false;
    pair.clock.runUntil(4000);
    expect(pair.b.state.name).toBe('CLOSED');
  });

  test('abort resets the peer', () => {
    const pair = pairOf();
    connect(pair);
    pair.a.tell({ type: 'abort' });
    pair.clock.runUntil(2000);
    expect([pair.a.happened.at(-1), pair.b.happened.at(-1)]).toEqual(['aborted', 'reset']);
  });
});

describe('what strangers send', () => {
  test('a reset counts only at the edge of the window, a SYN never (RFC 5961)', () => {
    const pair = pairOf();
    connect(pair);
    const { a } = pair;
    const before = a.sent.length;
    a.tell({ type: 'segment', segment: segment({ flags: TCP_FLAG.rst, sequence: a.state.rcvNxt + 5 }) });
    a.tell({ type: 'segment', segment: segment({ flags: TCP_FLAG.syn, sequence: a.state.rcvNxt + 5 }) });
    expect(a.state.name).toBe('ESTABLISHED');
    expect(a.sent.slice(before).map((sent) => sent.flags)).toEqual([TCP_FLAG.ack, TCP_FLAG.ack]);
    a.tell({ type: 'segment', segment: segment({ flags: TCP_FLAG.rst, sequence: a.state.rcvNxt - 1 }) });
    expect(a.state.name).toBe('ESTABLISHED');
    a.tell({ type: 'segment', segment: segment({ flags: TCP_FLAG.rst, sequence: a.state.rcvNxt }) });
    expect(a.ended).toBe('reset');
  });

  test('strangers get so many answers and no more (RFC 5961 §7)', () => {
    const pair = pairOf();
    connect(pair);
    const { a } = pair;
    const before = a.sent.length;
    for (let i = 0; i < 100; i += 1) a.tell({ type: 'segment', segment: segment({ flags: TCP_FLAG.ack, sequence: a.state.rcvNxt - 50, acknowledgment: a.state.sndMax }) });
    expect(a.sent.length - before).toBe(10);
  });

  test('an acknowledgment of what was never sent is answered and dropped', () => {
    const pair = pairOf();
    connect(pair);
    const { a } = pair;
    a.tell({ type: 'segment', segment: segment({ flags: TCP_FLAG.ack, sequence: a.state.rcvNxt, acknowledgment: a.state.sndMax + 9, data: fromText('x') }) });
    expect(a.received.length).toBe(0);
    expect(a.sent.at(-1)?.flags).toBe(TCP_FLAG.ack);
  });
});
