// Links that come and go with the load: when one is added and when not, by which number, and which one goes.

import { describe, expect, it } from 'vitest';
import type { DialerPolicy, LoadMeasure, LoadPolicy } from '../../../../src/protocols/dialer/types.ts';
import { bench, map, R1, R2, type Bench } from './bench.ts';

const CAPACITY = 64_000;

const load = (more: Partial<LoadPolicy> = {}): LoadPolicy => ({ minimumLinks: 1, addSeconds: 0, removeSeconds: 30, threshold: { load: 128, direction: 'outbound' }, ...more });

/** A dialer with one call up to R1, a member of a bundle unless told otherwise. */
function reached(policy: Partial<LoadPolicy> = {}, settings: Partial<DialerPolicy> = {}, bundle: string | null = 'Virtual-Access1'): Bench {
  const b = bench({ load: load(policy), ...settings });
  b.send(R1);
  join(b, b.connect(), bundle);
  b.look();
  return b;
}

function join(b: Bench, call: string, bundle: string | null): void {
  b.authenticate(call, 'R1', 'none');
  if (bundle !== null) b.feed({ type: 'bundle', call, bundle });
  b.feed({ type: 'ip-up', call, peerAddress: R1 });
}

/** Answers the next measurement: so many bits a second over all links of the bundle, or over each link by itself. */
function measure(b: Bench, outboundBits: number, inboundBits = 0): readonly string[] {
  b.wait(5);
  const up = b.state.calls.filter((call) => call.ipUp);
  const together = up.some((call) => call.bundle !== undefined);
  const measures: LoadMeasure[] = together
    ? [{ calls: up.map((call) => call.id), capacityBits: CAPACITY * up.length, outboundBits, inboundBits }]
    : up.map((call) => ({ calls: [call.id], capacityBits: CAPACITY, outboundBits: outboundBits / up.length, inboundBits: inboundBits / up.length }));
  const actions = b.feed({ type: 'loads', measures });
  return actions.flatMap((action) => (action.type === 'place-call' ? [`dial ${action.number}`] : action.type === 'release' ? [`release ${action.call}`] : []));
}

const second = (b: Bench, bundle: string | null = 'Virtual-Access1'): void => join(b, b.connect(b.dialled(), 'BRI0:2'), bundle);

describe('a load is looked at', () => {
  it('every five seconds while IP passes, and not without a threshold', () => {
    const b = reached();
    expect([...b.timers.keys()]).toContain('load:');
    b.wait(12);
    expect(b.actions.filter(({ type }) => type === 'measure')).toHaveLength(2);
    b.clear(b.dialled());
    expect([...b.timers.keys()]).toEqual([]);
    const { threshold: _none, ...without } = load();
    expect([...reached({}, { load: without }).timers.keys()]).not.toContain('load:');
  });

  it.each([
    ['outbound', 32_200, 0, true], ['outbound', 32_000, 64_000, false],
    ['inbound', 64_000, 32_000, false], ['inbound', 0, 32_200, true],
    ['either', 100, 32_200, true], ['either', 32_200, 100, true], ['either', 32_000, 32_000, false],
  ] as const)('%s: %i out, %i in', (direction, outbound, inbound, adds) => {
    const b = reached({ threshold: { load: 128, direction } });
    expect(measure(b, outbound, inbound)).toEqual(adds ? ['dial 5557777'] : []);
  });

  it('on a bundle by its own threshold where there is one', () => {
    expect(measure(reached({ bundleThreshold: { load: 20, direction: 'outbound' } }), 6_000)).toEqual(['dial 5557777']);
    expect(measure(reached({ bundleThreshold: { load: 20, direction: 'outbound' } }, {}, null), 6_000)).toEqual([]);
  });
});

describe('a link is added', () => {
  it('one at a time', () => {
    const b = reached();
    expect(measure(b, 60_000)).toEqual(['dial 5557777']);
    expect(measure(b, 60_000)).toEqual([]);
    second(b);
    expect(b.state.calls.map(({ reason }) => reason.kind)).toEqual(['packet', 'load']);
    expect(measure(b, 60_000)).toEqual([]);
    expect(b.find('dialer.overloaded')).toMatchObject([{ number: '5557777', load: 239, links: 1, threshold: 128 }]);
    expect(b.find('dialer.bundled').map(({ links }) => links)).toEqual([1, 2]);
    // Of a bundle it is told once that IP is up.
    expect(b.find('dialer.protocolUp')).toMatchObject([{ channel: 'Virtual-Access1' }]);
  });

  it('after the load has been high for as long as it must', () => {
    const b = reached({ addSeconds: 12 });
    expect([measure(b, 60_000), measure(b, 60_000), measure(b, 60_000), measure(b, 60_000)]).toEqual([[], [], [], ['dial 5557777']]);
    const c = reached({ addSeconds: 12 });
    expect([measure(c, 60_000), measure(c, 60_000), measure(c, 0), measure(c, 60_000)]).toEqual([[], [], [], []]);
  });

  it('to a bundle that has too few, whatever its load, at once', () => {
    const b = reached({ minimumLinks: 2 });
    expect(b.timers.get('load:')).toBe(b.now);
    expect(measure(b, 0)).toEqual(['dial 5557777']);
    expect(measure(reached({ minimumLinks: 2 }, {}, null), 0)).toEqual([]);
  });

  it('up to the maximum, and that is told once', () => {
    const b = reached({ maximumLinks: 1 });
    measure(b, 60_000);
    measure(b, 60_000);
    expect(b.find('dialer.noLink')).toMatchObject([{ because: 'maximum', name: 'R1', links: 1, threshold: 128 }]);
    // When the load has been low, it is worth telling again.
    measure(b, 0);
    measure(b, 60_000);
    expect(b.find('dialer.noLink')).toHaveLength(2);
  });

  it('by the next number when one has failed, and not at once', () => {
    const maps = [map(R1, 'R1', '5557777'), map(R1, 'R1', '5557778')];
    const b = reached({}, { maps });
    expect(measure(b, 60_000)).toEqual(['dial 5557777']);
    b.clear(b.dialled(), 17);
    expect([measure(b, 60_000), measure(b, 60_000)]).toEqual([[], []]);
    expect(measure(b, 60_000)).toEqual(['dial 5557778']);
  });

  it('again after a while when it came to nothing after it was connected', () => {
    const b = reached();
    measure(b, 60_000);
    const call = b.connect(b.dialled(), 'BRI0:2');
    b.feed({ type: 'hang-up', call, reason: 'authentication failed' });
    b.clear(call, 16);
    expect([measure(b, 60_000), measure(b, 60_000), measure(b, 60_000)]).toEqual([[], [], ['dial 5557777']]);
  });

  it('once to an idle call, by a threshold of 1, and again when something has passed', () => {
    const b = reached({ threshold: { load: 1, direction: 'either' } }, {}, null);
    const first = b.dialled();
    expect(measure(b, 0)).toEqual(['dial 5557777']);
    second(b, null);
    b.clear(first);
    expect(measure(b, 0)).toEqual([]);
    b.send(R1);
    expect(measure(b, 0)).toEqual(['dial 5557777']);
  });

  it('by nobody while the peer is on its way, or owes or is owed a callback', () => {
    const b = reached();
    b.called('in-1', '5557777');
    expect(measure(b, 60_000)).toEqual([]);
    const c = reached({}, { callbackRequest: true });
    measure(c, 60_000);
    const call = c.connect(c.dialled(), 'BRI0:2');
    c.authenticate(call, 'R1', 'requested');
    c.clear(call, 16);
    expect(measure(c, 60_000)).toEqual([]);
    // The return call joins the bundle, and is no failure.
    const back = c.called('in-2', '5557777');
    c.authenticate(back, 'R1', 'none');
    c.feed({ type: 'bundle', call: back, bundle: 'Virtual-Access1' });
    c.feed({ type: 'ip-up', call: back, peerAddress: R1 });
    expect(c.find('dialer.callbackReceived')).toHaveLength(1);
    expect(c.state.calls.filter(({ ipUp }) => ipUp)).toHaveLength(2);
  });

  it('to no peer for want of a channel, a line, or a number', () => {
    const b = reached();
    b.feed({ type: 'member', interface: 'BRI0', usable: true, freeChannels: 0 });
    measure(b, 60_000);
    b.feed({ type: 'member', interface: 'BRI0', usable: false, freeChannels: 0 });
    measure(b, 60_000);
    expect(b.find('dialer.noLink').map(({ because }) => because)).toEqual(['no-channel', 'line-down']);
    const c = bench({ load: load(), maps: [map(R1, 'R1')] });
    join(c, c.called('in-1'), 'Virtual-Access1');
    measure(c, 60_000);
    expect(c.find('dialer.noLink').map(({ because }) => because)).toEqual(['no-number']);
  });

  it('to a peer that called, by the number of its map', () => {
    const b = bench({ load: load(), maps: [map(R2, 'R2', '5558888'), map(R1, 'R1', '5557777')] });
    join(b, b.called('in-1', '5551111'), 'Virtual-Access1');
    expect(measure(b, 60_000)).toEqual(['dial 5557777']);
  });
});

describe('a link is taken away', () => {
  const full = (bundle?: string): Bench => {
    const b = reached({}, {}, bundle ?? 'Virtual-Access1');
    measure(b, 60_000);
    second(b, bundle ?? 'Virtual-Access1');
    return b;
  };

  it('when the others can bear the load for long enough: the last that we added', () => {
    const b = full();
    const added = b.dialled();
    for (let n = 0; n < 6; n += 1) expect(measure(b, 30_000)).toEqual([]);
    expect(measure(b, 30_000)).toEqual([`release ${added}`]);
    expect(b.find('dialer.underloaded')).toMatchObject([{ call: added, threshold: 128 }]);
    b.clear(added, 16);
    expect(measure(b, 30_000)).toEqual([]);
  });

  it('not while one link would have to bear too much', () => {
    const b = full();
    for (let n = 0; n < 20; n += 1) expect(measure(b, 33_000)).toEqual([]);
  });

  it('not when it came and went meanwhile', () => {
    const b = full();
    for (let n = 0; n < 20; n += 1) expect(measure(b, n % 4 === 3 ? 60_000 : 10_000)).toEqual([]);
  });

  it('never the one that the peer placed, nor one of the minimum', () => {
    const b = reached();
    join(b, b.called('in-1', '5557777'), 'Virtual-Access1');
    const own = b.state.calls.find(({ outgoing }) => outgoing)?.id;
    for (let n = 0; n < 7; n += 1) measure(b, 0);
    expect(b.find('dialer.underloaded').map(({ call }) => call)).toEqual([own]);
    const c = reached({ minimumLinks: 2 });
    measure(c, 0);
    second(c);
    for (let n = 0; n < 20; n += 1) expect(measure(c, 0)).toEqual([]);
  });
});

describe('the links of a bundle', () => {
  it('are idle together, and go together', () => {
    const b = reached();
    measure(b, 60_000);
    second(b);
    const [first, other] = b.state.calls.map(({ id }) => id);
    b.feed({ type: 'received', call: other ?? '', interesting: true });
    expect(b.state.calls.map(({ idleSince }) => idleSince)).toEqual([b.now, b.now]);
    b.wait(119);
    expect(b.find('dialer.idle')).toEqual([]);
    b.wait(2);
    expect(b.find('dialer.disconnecting').map(({ call }) => call)).toEqual([first, other]);
  });

  it('send over any of them; without a bundle in turn', () => {
    const sent = (b: Bench): string[] => [1, 2, 3, 4].flatMap(() => b.send(R1).flatMap((action) => (action.type === 'transmit' ? [action.call] : [])));
    const b = reached();
    measure(b, 60_000);
    second(b);
    expect(new Set(sent(b)).size).toBe(1);
    const c = reached({}, {}, null);
    measure(c, 60_000);
    second(c, null);
    const [one, other] = c.state.calls.map(({ id }) => id);
    expect(sent(c)).toEqual([other, one, other, one]);
    // Without a threshold a second call to the peer is by chance, and is left to be idle.
    const { threshold: _none, ...none } = load();
    const d = reached({}, { load: none }, null);
    join(d, d.called('in-1', '5557777'), null);
    expect(new Set(sent(d)).size).toBe(1);
  });

  it('are given up one by one when somebody else needs a channel', () => {
    const b = reached({}, { maps: [map(R1, 'R1', '5557777'), map(R2, 'R2', '5558888')] });
    measure(b, 60_000);
    second(b);
    b.feed({ type: 'member', interface: 'BRI0', usable: true, freeChannels: 0 });
    b.send(R2);
    b.wait(21);
    expect(b.find('dialer.idle')).toMatchObject([{ fast: true, channel: 'BRI0:2' }]);
    expect(b.state.calls.filter(({ phase }) => phase !== 'disconnecting')).toHaveLength(1);
  });
});
