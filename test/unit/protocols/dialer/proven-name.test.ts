import { describe, expect, it } from 'vitest';
import { callFor } from '../../../../src/protocols/dialer/binding.ts';
import { readCallbacks, readQueued, readStatistics } from '../../../../src/protocols/dialer/readers.ts';
import type { DialerPolicy } from '../../../../src/protocols/dialer/types.ts';
import { bench, classes, ip, map, R1, R2, type Bench } from './bench.ts';

const R3 = ip('172.12.12.3');
/** The number of R1's map is that of R3. */
const WRONG: Partial<DialerPolicy> = { maps: [map(R1, 'R1', '5557777'), map(R3, 'R3', '5559999', { mapClass: 'SHORT' })], mapClasses: classes({ name: 'SHORT', idleTimeoutSeconds: 40 }) };

/** R1 is dialled, and R3 proves its name. */
function reached(settings: Partial<DialerPolicy> = {}, channels = 2, callback: 'none' | 'requested' = 'none'): Bench {
  const b = bench({ ...WRONG, ...settings }, channels);
  b.send(R1);
  b.up(b.connect(), 'R3', R3, callback);
  return b;
}

describe('another known peer than the one that was dialled proves its name', () => {
  it('the call serves its next hop and no longer that of the one dialled, by the class of its map', () => {
    const b = reached();
    expect(b.find('dialer.otherPeer')).toMatchObject([{ number: '5557777', name: 'R1', peerName: 'R3', nextHop: R1, channel: 'BRI0:1' }]);
    expect(callFor(b.state, R1)).toBeUndefined();
    expect(callFor(b.state, R3)).toMatchObject({ id: 'out-1', map: { name: 'R3' }, ipUp: true });
    expect(b.send(R3)).toContainEqual(expect.objectContaining({ type: 'transmit', call: 'out-1' }));
    // The dial string did its work.
    expect(readStatistics(b.state)[0]).toMatchObject({ number: '5557777', successes: 1, failures: 0 });
    b.wait(39.9);
    expect(b.find('dialer.idle')).toEqual([]);
    b.wait(0.2);
    expect(b.find('dialer.idle')).toHaveLength(1);
  });

  it('what is held goes to nobody: the next packet dials again, and the time of the queue is what it was', () => {
    const b = reached({ holdQueuePackets: 5, holdQueueTimeoutSeconds: 30 });
    expect(b.find('dialer.flushed')).toEqual([]);
    expect(readQueued(b.state)).toBe(1);
    expect(b.find('dialer.attempt')).toHaveLength(1);
    b.wait(10);
    b.send(R1);
    expect(b.find('dialer.attempt')).toHaveLength(2);
    b.wait(20);
    expect(b.find('dialer.dropped')).toMatchObject([{ nextHop: R1, reason: 'hold queue timeout', count: 2 }]);
  });

  it('where it has the only line, what is held waits for that', () => {
    const b = reached({ holdQueuePackets: 5, holdQueueTimeoutSeconds: 60 }, 1);
    expect(b.state.queues).toMatchObject([{ nextHop: R1, waiting: true }]);
    b.wait(41);
    b.clear('out-1');
    b.feed({ type: 'member', interface: 'BRI0', usable: true, freeChannels: 1 });
    expect(b.find('dialer.attempt')).toHaveLength(2);
    b.up(b.connect(), 'R1', R1);
    expect(b.find('dialer.flushed')).toMatchObject([{ nextHop: R1, call: 'out-2' }]);
  });

  it('asked to call back, it is expected by its own name, and nobody waits for the one dialled', () => {
    const b = reached({ callbackRequest: true, holdQueuePackets: 5 }, 1, 'requested');
    b.clear('out-1');
    expect(readCallbacks(b.state)).toMatchObject([{ role: 'client', name: 'R3', phase: 'waiting' }]);
    // No call follows the other: the next packet asks for it.
    b.feed({ type: 'member', interface: 'BRI0', usable: true, freeChannels: 1 });
    expect(b.find('dialer.attempt')).toHaveLength(1);
    b.send(R1);
    expect(b.find('dialer.attempt')).toHaveLength(2);
    b.up(b.connect(), 'R1', R1);
    expect(callFor(b.state, R1)).toMatchObject({ id: 'out-2' });
    expect(readCallbacks(b.state)).toHaveLength(1);
  });

  it('a watched route is tried again, and the call that reached the other lives by its own traffic', () => {
    const b = bench({ ...WRONG, watch: { group: 1, disableSeconds: 0, connectSeconds: 0 }, enableTimeoutSeconds: 5 });
    b.feed({ type: 'watch', networks: [{ address: R1, mask: ip('255.255.255.0'), up: false, primary: false }], check: true });
    b.up(b.connect(), 'R3', R3);
    expect(b.state.watch).toMatchObject({ phase: 'retrying', call: undefined });
    b.wait(5);
    b.up(b.connect(b.dialled(), 'BRI0:2'), 'R1', R1);
    expect(b.state.watch).toMatchObject({ phase: 'up', call: 'out-2' });
    b.wait(60);
    expect(b.find('dialer.idle')).toMatchObject([{ call: 'out-1' }]);
  });

  it('with redial, nothing is owed to the one dialled, nor to the other should its line protocol fail', () => {
    const b = bench({ ...WRONG, redial: { intervalSeconds: 10, attempts: 3, reenableSeconds: 60 }, protocolSeconds: 20 });
    b.send(R1);
    b.authenticate(b.connect(), 'R3', 'none');
    b.wait(20);
    expect(b.find('dialer.noProtocol')).toHaveLength(1);
    b.clear('out-1');
    expect(b.state.redials).toEqual([]);
  });
});

describe('the dialled map stays', () => {
  it.each([
    ['when its own name is proved', WRONG, 'R1'],
    ['when nobody knows the name', WRONG, 'R9'],
    ['when nothing is proved', WRONG, undefined],
    ['when it has no name', { maps: [{ nextHop: R1, speed: 64, broadcast: true, number: '5557777' }, map(R3, 'R3', '5559999')] } as const, 'R3'],
    ['of a profile', { ...WRONG, profile: true }, 'R3'],
  ] as const)('%s', (_title, settings, name) => {
    const b = bench(settings);
    b.send(R1);
    b.up(b.connect(), name, R1);
    expect(callFor(b.state, R1)).toMatchObject({ id: 'out-1', map: { nextHop: R1 } });
    expect(b.find('dialer.otherPeer')).toEqual([]);
  });

  it('as far as the next hop goes, when two names stand for it', () => {
    const b = bench({ maps: [map(R1, 'R1', '5557777'), map(R2, 'R3', '5559999'), map(R1, 'R3', '5556666')], holdQueuePackets: 5 });
    b.send(R1);
    b.up(b.connect(), 'R3', R1);
    expect(callFor(b.state, R1)).toMatchObject({ id: 'out-1', map: { nextHop: R1, name: 'R3' } });
    expect(b.find('dialer.flushed')).toHaveLength(1);
  });
});
