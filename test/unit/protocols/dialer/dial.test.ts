import { describe, expect, it } from 'vitest';
import { readCallbacks, readCounters, readIdleLeft, readMaps, readQueued, readStatistics } from '../../../../src/protocols/dialer/readers.ts';
import { bench, classes, ip, kinds, map, packet, policy, R1, R2 } from './bench.ts';

const R3 = ip('172.12.12.3');

describe('who is dialled', () => {
  it('dials for an interesting packet, says so in order, and drops it without a hold queue', () => {
    const b = bench();
    b.look();
    const actions = b.send(R1);
    expect(b.look()).toEqual(['packet', 'dialing', 'attempt', 'dropped']);
    expect(kinds(actions)).toEqual(['place-call', 'start', 'drop']);
    expect(actions.find((each) => each.type === 'place-call')).toMatchObject({ interface: 'BRI0', number: '5557777', speed: 64 });
    expect(readCounters(b.state)).toEqual({ offered: 1, transmitted: 0, dropped: 1 });
  });

  it.each([
    ['not-interesting', bench(), false],
    ['no-group', bench({ group: undefined as never }), false],
    ['no-map', bench({ maps: [map(R3, 'R3', '5')] }), true],
    ['no-number', bench({ maps: [map(R1, 'R1')] }), true],
    ['no-channel', bench({}, 0), true],
    ['line-down', bench({ members: [] }), true],
  ] as const)('does not dial: %s', (because, b, interesting) => {
    const actions = b.send(R1, interesting);
    expect(kinds(actions)).toEqual(['drop']);
    expect(b.find('dialer.noDial')).toEqual([{ type: 'dialer.noDial', nextHop: R1, destination: R1, because }]);
  });

  it('dials the string when there are no maps, for every next hop', () => {
    const b = bench({ maps: [{ number: '5557777', speed: 64, broadcast: false }] });
    b.send(R3);
    const call = b.connect();
    b.up(call, 'anyone', ip('10.0.0.9'));
    expect(kinds(b.send(R3))).toEqual(['transmit']);
    expect(kinds(b.send(ip('1.2.3.4')))).toEqual(['transmit']);
  });

  it('dials once while the call is being set up', () => {
    const b = bench();
    b.send(R1);
    b.send(R1);
    b.connect();
    b.send(R1);
    expect(b.actions.filter((each) => each.type === 'place-call')).toHaveLength(1);
    expect(b.find('dialer.noDial').map((each) => each.because)).toEqual(['dialing', 'not-up']);
  });

  it('chooses the member of the highest priority that has a free channel', () => {
    const members = [
      { interface: 'BRI0', priority: 0, fastRolloverSeconds: 0 },
      { interface: 'BRI1', priority: 200, fastRolloverSeconds: 0 },
    ];
    const b = bench({ members, maps: [map(R1, 'R1', '1'), map(R3, 'R3', '3')] });
    b.feed({ type: 'member', interface: 'BRI1', usable: true, freeChannels: 1 });
    b.send(R1);
    b.send(R3);
    expect(b.find('dialer.attempt').map((each) => each.interface)).toEqual(['BRI1', 'BRI0']);
  });

  it('takes 56 kbit/s from the map or its class', () => {
    const b = bench({ maps: [map(R1, 'R1', '1', { mapClass: 'slow' }), map(R3, 'R3', '3', { speed: 56 })], mapClasses: classes({ name: 'slow', speed: 56 }) });
    const speeds = [...b.send(R1), ...b.send(R3)].filter((each) => each.type === 'place-call').map((each) => each.speed);
    expect(speeds).toEqual([56, 56]);
  });

  it('sends broadcasts only to maps that say so, once over each call', () => {
    const b = bench({ maps: [map(R1, 'R1', '1'), map(R3, 'R3', '3', { broadcast: false })] });
    const call = b.connect((b.send(R1), b.dialled()));
    b.up(call, 'R1', R1);
    const actions = b.feed({ type: 'packet', packet: packet(0xffffffff, { broadcast: true }), interesting: true, reason: 'ip PERMIT' });
    expect(kinds(actions)).toEqual(['transmit']);
  });
});

describe('an attempt', () => {
  it('fails with its cause, and the next packet dials again at once', () => {
    const b = bench();
    b.send(R1);
    b.clear(b.dialled(), 17);
    expect(b.find('dialer.failed')).toMatchObject([{ number: '5557777', cause: 17, why: 'cause' }]);
    expect(readStatistics(b.state)).toEqual([
      { number: '5557777', successes: 0, failures: 1, lastDialled: 1000, lastStatus: 'failed' },
    ]);
    expect(kinds(b.send(R1))).toContain('place-call');
    expect(b.timers.size).toBe(1);
  });

  it('fails once when the carrier does not come', () => {
    const b = bench({ waitForCarrierSeconds: 5 });
    b.send(R1);
    b.wait(5);
    expect(b.find('dialer.failed')).toMatchObject([{ why: 'carrier' }]);
    expect(b.actions.at(-1)).toMatchObject({ type: 'release' });
    b.clear(b.dialled(), 102);
    expect(readStatistics(b.state)[0]?.failures).toBe(1);
  });

  it('succeeds when the call connects', () => {
    const b = bench();
    b.send(R1);
    b.connect();
    expect(readStatistics(b.state)[0]).toMatchObject({ successes: 1, failures: 0, lastStatus: 'successful' });
    b.feed({ type: 'clear' });
    expect(readStatistics(b.state)).toEqual([{ number: '5557777', successes: 0, failures: 0, lastStatus: '-' }]);
  });

  it('is followed by the next map after the fast-rollover delay', () => {
    const b = bench({
      members: [{ interface: 'BRI0', priority: 0, fastRolloverSeconds: 3 }],
      maps: [map(R1, 'R1', '1'), map(R1, 'R1', '2')],
    });
    b.send(R1);
    b.clear(b.dialled(), 17);
    b.wait(2.9);
    expect(b.find('dialer.attempt')).toHaveLength(1);
    b.send(R1);
    expect(b.find('dialer.noDial').at(-1)?.because).toBe('dialing');
    b.wait(0.1);
    expect(b.find('dialer.attempt').map((each) => each.number)).toEqual(['1', '2']);
    b.clear(b.dialled(), 17);
    b.wait(60);
    expect(b.find('dialer.attempt')).toHaveLength(2);
    expect(b.timers.size).toBe(0);
  });

  it('by hand takes that interface, and says when it cannot', () => {
    const b = bench();
    expect(kinds(b.feed({ type: 'dial', number: '5557777', speed: 56, interface: 'BRI0' }))).toEqual(['place-call', 'start']);
    expect(b.find('dialer.attempt')[0]).toMatchObject({ reason: 'exec', name: 'R1' });
    expect(b.find('dialer.dialing')).toEqual([]);
    b.feed({ type: 'dial', number: '5', speed: 64, interface: 'BRI7' });
    expect(b.find('dialer.failed')[0]).toMatchObject({ why: 'line-down', number: '5' });
    b.feed({ type: 'hang-up', call: b.dialled(), reason: 'exec' });
    expect(b.actions.at(-1)).toMatchObject({ type: 'release' });
  });
});

describe('the hold queue', () => {
  const held = { holdQueuePackets: 2, holdQueueTimeoutSeconds: 30 };

  it('keeps packets in order until the call is up', () => {
    const b = bench(held);
    b.send(R1);
    b.send(R1);
    b.send(R1);
    expect(b.find('dialer.dropped')).toMatchObject([{ reason: 'hold queue full', count: 1 }]);
    expect(readQueued(b.state)).toBe(2);
    b.connect();
    b.up(b.dialled(), 'R1', R1);
    expect(b.find('dialer.flushed')).toMatchObject([{ nextHop: R1, count: 2 }]);
    expect(b.actions.filter((each) => each.type === 'transmit')).toHaveLength(2);
    expect(readCounters(b.state)).toEqual({ offered: 3, transmitted: 2, dropped: 1 });
    expect([...b.timers.keys()]).toEqual(['idle:out-1']);
  });

  it('gives up after its timeout', () => {
    const b = bench(held);
    b.send(R1);
    b.clear(b.dialled(), 1);
    expect(readQueued(b.state)).toBe(1);
    b.wait(30);
    expect(b.find('dialer.dropped')).toMatchObject([{ reason: 'hold queue timeout', count: 1 }]);
  });

  it('never keeps an uninteresting packet', () => {
    const b = bench(held);
    b.send(R1);
    b.send(R1, false);
    expect(b.find('dialer.dropped')).toMatchObject([{ reason: 'not-interesting' }]);
  });

  it('dials for a packet that waited for a channel', () => {
    const b = bench(held, 0);
    b.send(R1);
    expect(b.find('dialer.attempt')).toEqual([]);
    b.feed({ type: 'member', interface: 'BRI0', usable: true, freeChannels: 1 });
    expect(b.find('dialer.attempt')).toHaveLength(1);
  });

  it('is shortened with its configuration', () => {
    const b = bench(held);
    b.send(R1);
    b.send(R1);
    b.feed({ type: 'configure', policy: policy({ holdQueuePackets: 1 }) });
    expect(readQueued(b.state)).toBe(1);
    b.feed({ type: 'configure', policy: policy() });
    expect(readQueued(b.state)).toBe(0);
    expect(b.timers.has('hold:172.12.12.1')).toBe(false);
  });
});

describe('a call that is up', () => {
  function upTo(settings: Parameters<typeof bench>[0] = {}, channels = 2) {
    const b = bench(settings, channels);
    b.send(R1);
    const call = b.connect();
    b.up(call, 'R1', R1);
    return { b, call };
  }

  it('carries uninteresting packets, which do not keep it up', () => {
    const { b, call } = upTo();
    b.wait(60);
    expect(kinds(b.send(R1, false))).toEqual(['transmit']);
    expect(readIdleLeft(b.state, call, b.now)).toBe(60_000);
    b.wait(59.999);
    expect(b.find('dialer.idle')).toEqual([]);
    b.look();
    b.wait(0.001);
    expect(b.look()).toEqual(['idle', 'disconnecting']);
    b.clear(call);
    expect(b.find('dialer.released')).toMatchObject([{ lastedMs: 120_000, channel: 'BRI0:1' }]);
    expect(b.timers.size).toBe(0);
  });

  it.each([
    ['either', true, true],
    ['inbound', true, false],
    ['outbound', false, true],
  ] as const)('is kept up by the direction that counts: %s', (idleScope, inbound, outbound) => {
    const { b, call } = upTo({ idleScope });
    b.wait(50);
    b.feed({ type: 'received', call, interesting: true });
    expect(readIdleLeft(b.state, call, b.now)).toBe(inbound ? 120_000 : 70_000);
    b.wait(10);
    b.send(R1);
    expect(readIdleLeft(b.state, call, b.now)).toBe(outbound ? 120_000 : 110_000);
    b.wait(119);
    expect(b.find('dialer.idle')).toHaveLength(outbound ? 0 : 1);
  });

  it('no more once the other end clears, and what comes meanwhile dials anew', () => {
    const { b, call } = upTo({});
    b.feed({ type: 'cleared', call });
    expect([...b.timers.keys()]).toEqual([]);
    b.feed({ type: 'ip-down', call });
    expect(b.find('dialer.unexpected')).toEqual([]);
    b.send(R1);
    expect(b.dialled()).not.toBe(call);
    b.clear(call);
    expect(b.find('dialer.idle')).toEqual([]);
  });

  it('takes the idle time of its map class', () => {
    const { b, call } = upTo({ maps: [map(R1, 'R1', '1', { mapClass: 'c' })], mapClasses: classes({ name: 'c', idleTimeoutSeconds: 7 }) });
    expect(readIdleLeft(b.state, call, b.now)).toBe(7000);
  });

  it('gives way after the fast-idle time when another destination has no channel', () => {
    const { b } = upTo({ maps: [map(R1, 'R1', '1'), map(R3, 'R3', '3')], holdQueuePackets: 5, holdQueueTimeoutSeconds: 60 }, 1);
    b.wait(5);
    b.send(R3);
    expect(b.find('dialer.noDial').at(-1)?.because).toBe('no-channel');
    b.wait(14.9);
    expect(b.find('dialer.idle')).toEqual([]);
    b.wait(0.1);
    expect(b.find('dialer.idle')).toMatchObject([{ fast: true }]);
    b.clear('out-1');
    b.feed({ type: 'member', interface: 'BRI0', usable: true, freeChannels: 1 });
    expect(b.find('dialer.attempt').at(-1)?.number).toBe('3');
  });

  it('gives way at once when it has been idle that long already', () => {
    const { b } = upTo({ maps: [map(R1, 'R1', '1'), map(R3, 'R3', '3')] }, 1);
    b.wait(21);
    expect(kinds(b.send(R3))).toEqual(['stop', 'release', 'drop']);
  });

  it('stays when its map is removed, and is idle later all the same', () => {
    const { b, call } = upTo();
    b.feed({ type: 'configure', policy: policy({ maps: [], idleTimeoutSeconds: 30 }) });
    expect(kinds(b.send(R1))).toEqual(['transmit']);
    expect(readIdleLeft(b.state, call, b.now)).toBe(30_000);
    b.wait(30);
    expect(b.find('dialer.idle')).toHaveLength(1);
  });

  it('serves an unknown caller by the address it negotiated', () => {
    const b = bench();
    b.called('in-1', '999');
    b.up('in-1', 'stranger', R3);
    expect(kinds(b.send(R3))).toEqual(['transmit']);
    expect(readMaps(b.state)).toEqual([
      { dynamic: false, nextHop: R1, name: 'R1', number: '5557777' },
      { dynamic: true, nextHop: R3, name: 'stranger', interface: 'BRI0' },
    ]);
  });

  it('serves every next hop of the name that was authenticated', () => {
    const b = bench({ maps: [map(R1, 'R1', '1'), map(R3, 'R1')] });
    b.called('in-1');
    b.up('in-1', 'R1', 0);
    expect(kinds(b.send(R1))).toEqual(['transmit']);
    expect(kinds(b.send(R3))).toEqual(['transmit']);
  });

  it('is usable at once without PPP', () => {
    const b = bench({ ppp: false, holdQueuePackets: 3 });
    b.send(R1);
    b.look();
    b.feed({ type: 'connected', call: b.dialled(), channel: 'BRI0:2' });
    expect(b.look()).toEqual(['connected', 'protocolUp', 'flushed']);
    b.feed({ type: 'incoming', call: 'in-1', interface: 'BRI0', channel: 'BRI0:1', callingNumber: '5557777' });
    expect(b.state.calls.find((each) => each.id === 'in-1')?.map?.name).toBe('R1');
  });

  it('dials again after it was cleared, and nothing is left behind', () => {
    const { b, call } = upTo();
    b.clear(call);
    expect([b.timers.size, b.state.calls.length, readCallbacks(b.state).length]).toEqual([0, 0, 0]);
    expect(kinds(b.send(R1))).toContain('place-call');
  });
});

describe('an event that does not fit', () => {
  it.each([
    { type: 'connected', call: 'nobody', channel: 'BRI0:1' },
    { type: 'authenticated', call: 'out-1', peerName: 'R1', callback: 'none' },
    { type: 'ip-up', call: 'out-1', peerAddress: R2 },
    { type: 'timer', timer: 'idle:out-1' },
    { type: 'timer', timer: 'callback:R9' },
    { type: 'timer', timer: 'nonsense' },
  ] as const)('changes nothing and is traced: %o', (event) => {
    const b = bench();
    b.send(R1);
    const before = b.state;
    b.feed(event);
    expect(b.state).toEqual(before);
    expect(b.traces.at(-1)?.type).toBe('dialer.unexpected');
  });
});
