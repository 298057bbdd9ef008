import { describe, expect, it } from 'vitest';
import { fromText } from '../../../../src/base/octets.ts';
import { readCallbacks, readQueued, readStatistics } from '../../../../src/protocols/dialer/readers.ts';
import type { DialerPolicy } from '../../../../src/protocols/dialer/types.ts';
import { bench, classes, ip, kinds, map, policy, R1, R2, type Bench } from './bench.ts';

const R3 = ip('172.12.12.3');
const SERVER: Partial<DialerPolicy> = {
  maps: [map(R2, 'R2', '5558888', { mapClass: 'CALL_R2_BACK' })],
  mapClasses: classes({ name: 'CALL_R2_BACK', callbackServer: 'username' }),
  callbackAccept: true,
};

/** R2 called, asked for a callback, and the call was cleared. */
function owed(settings: Partial<DialerPolicy> = {}, channels = 2): Bench {
  const b = bench({ ...SERVER, ...settings }, channels);
  b.called('in-1', '5558888');
  b.authenticate('in-1', 'R2', 'accepted', { operation: 0 });
  b.clear('in-1');
  return b;
}

describe('the called side decides, once LCP and authentication are through', () => {
  const unclassed = { maps: [map(R2, 'R2', '5558888')] };
  const emptyClass = { mapClasses: classes({ name: 'CALL_R2_BACK' }) };
  it.each([
    ['callback, name and class', {}, 'R2', 'accepted', 'call-back', 'authorised', 'hang-up'],
    ['the same with callback-secure', { callbackSecure: true }, 'R2', 'accepted', 'call-back', 'authorised', 'hang-up'],
    ['no class, secure', { ...unclassed, callbackSecure: true }, 'R2', 'accepted', 'hang-up', 'no-class', 'hang-up'],
    ['no class', unclassed, 'R2', 'accepted', 'stay-up', 'no-class', 'stay'],
    ['class undefined, secure', { mapClasses: new Map(), callbackSecure: true }, 'R2', 'accepted', 'hang-up', 'class-undefined', 'hang-up'],
    ['class undefined', { mapClasses: new Map() }, 'R2', 'accepted', 'stay-up', 'class-undefined', 'stay'],
    ['class without callback-server, secure', { ...emptyClass, callbackSecure: true }, 'R2', 'accepted', 'hang-up', 'class-without-callback-server', 'hang-up'],
    ['class without callback-server', emptyClass, 'R2', 'accepted', 'stay-up', 'class-without-callback-server', 'stay'],
    ['no map of that name, secure', { callbackSecure: true }, 'R9', 'accepted', 'hang-up', 'no-map', 'hang-up'],
    ['no map of that name', {}, 'R9', 'accepted', 'stay-up', 'no-map', 'stay'],
    ['no name, secure', { callbackSecure: true }, undefined, 'accepted', 'hang-up', 'no-name', 'hang-up'],
    ['no name', {}, undefined, 'accepted', 'stay-up', 'no-name', 'stay'],
    ['no number', { maps: [map(R2, 'R2', undefined, { mapClass: 'CALL_R2_BACK' })] }, 'R2', 'accepted', 'stay-up', 'no-number', 'stay'],
    ['not negotiated, secure', { callbackSecure: true }, 'R2', 'none', 'hang-up', 'not-requested-secure', 'hang-up'],
    ['not negotiated', {}, 'R2', 'none', 'ordinary', 'not-requested', 'stay'],
  ] as const)('%s', (_title, settings, peerName, callback, outcome, because, decision) => {
    const b = bench({ ...SERVER, ...settings });
    b.called('in-1', '5558888');
    const actions = b.authenticate('in-1', peerName, callback, { operation: 0 });
    expect(b.find('dialer.callbackDecision')).toMatchObject([{ call: 'in-1', outcome, because }]);
    expect(actions.find((each) => each.type === 'ppp-callback')).toMatchObject({ decision });
    expect(kinds(actions).includes('release')).toBe(decision === 'hang-up');
    if (decision === 'hang-up') b.clear('in-1');
    b.wait(60);
    expect(b.find('dialer.attempt')).toHaveLength(outcome === 'call-back' ? 1 : 0);
  });

  it('calls nobody when authentication fails: PPP ends the call', () => {
    const b = bench(SERVER);
    b.called('in-1');
    b.clear('in-1');
    b.wait(60);
    expect(b.find('dialer.attempt')).toEqual([]);
    expect(b.timers.size).toBe(0);
  });
});

describe('the server', () => {
  it('hangs up, waits the enable time from the release, calls once and frees the callback', () => {
    const b = bench({ ...SERVER, callbackSecure: true });
    b.called('in-1', '5558888');
    b.look();
    b.authenticate('in-1', 'R2', 'accepted', { operation: 0 });
    expect(b.look()).toEqual(['callbackDecision', 'callbackServerStarting', 'disconnecting']);
    expect(b.find('dialer.callbackServerStarting')).toMatchObject([{ name: 'R2', number: '5558888', channel: 'BRI0:1', afterMs: 15_000 }]);
    b.wait(1);
    b.clear('in-1');
    b.look();
    b.wait(14.999);
    expect(b.look()).toEqual([]);
    b.wait(0.001);
    expect(b.look()).toEqual(['callbackBeginning', 'attempt']);
    const call = b.connect();
    b.look();
    b.up(call, 'R2', R2);
    expect(b.look()).toEqual(['callbackDecision', 'callbackFreed', 'protocolUp']);
    expect(b.state.calls).toMatchObject([{ number: '5558888', peerName: 'R2', reason: { kind: 'callback' }, phase: 'data link layer up' }]);
    expect(readStatistics(b.state)).toMatchObject([{ successes: 1, failures: 0 }]);
    expect(readCallbacks(b.state)).toEqual([]);
  });

  it.each([
    ['enable-timeout', { enableTimeoutSeconds: 2 }, 2],
    ['the class', { mapClasses: classes({ name: 'CALL_R2_BACK', callbackServer: 'username', enableTimeoutSeconds: 4 }) }, 4],
    ['fast-rollover-delay when it is longer', { members: [{ interface: 'BRI0', priority: 0, fastRolloverSeconds: 20 }] }, 20],
    ['enable-timeout when that is longer', { members: [{ interface: 'BRI0', priority: 0, fastRolloverSeconds: 5 }] }, 15],
  ] as const)('takes the delay from %s', (_title, settings, seconds) => {
    expect(owed(settings).timers.get('callback:R2')).toBe(1000 + seconds * 1000);
  });

  it.each([
    ['the map', 'username', undefined, 0, undefined, '5558888'],
    ['the user', 'username', '42', 1, '6666', '42'],
    ['the map when the user has an empty one', 'username', '', 1, '6666', '5558888'],
    ['the client, operation 1', 'dialstring', '42', 1, '6666', '6666'],
    ['the client, operation 3', 'dialstring', undefined, 3, '6666', '6666'],
    ['the user when the client sends none', 'dialstring', '42', 0, undefined, '42'],
    ['the map when the client sends what nobody can dial', 'dialstring', undefined, 1, '66\x0066', '5558888'],
    ['the client, an international number', 'dialstring', undefined, 3, '+498912345678901', '+498912345678901'],
    ['the map when an E.164 number is too long', 'dialstring', undefined, 3, '1234567890123456', '5558888'],
    ['the map when an E.164 number has other signs', 'dialstring', undefined, 3, '55W6666', '5558888'],
  ] as const)('takes the number from %s', (_title, callbackServer, dialstring, operation, message, number) => {
    const b = bench({ ...SERVER, mapClasses: classes({ name: 'CALL_R2_BACK', callbackServer }) });
    const sources = [{ from: 'aaa' }, { from: 'username', ...(dialstring === undefined ? {} : { dialstring }) }];
    b.called('in-1');
    b.authenticate('in-1', 'R2', 'accepted', {
      operation, caller: { sources, verify: true, ip: true }, ...(message === undefined ? {} : { message: fromText(message) }),
    });
    b.clear('in-1');
    b.wait(15);
    expect(b.find('dialer.attempt')).toMatchObject([{ number, reason: 'callback', name: 'R2' }]);
  });

  it('does not retry when the line is busy', () => {
    const b = owed({ holdQueuePackets: 4, holdQueueTimeoutSeconds: 60 });
    b.send(R2);
    b.wait(15);
    b.clear(b.dialled(), 17);
    expect(b.find('dialer.callbackFailed')).toMatchObject([{ name: 'R2', why: 'not connected' }]);
    expect(b.find('dialer.dropped')).toMatchObject([{ reason: 'callback failed', count: 1 }]);
    b.wait(120);
    expect(b.find('dialer.attempt')).toHaveLength(1);
    expect(readStatistics(b.state)).toMatchObject([{ failures: 1, lastStatus: 'failed' }]);
  });

  it('does not retry when nobody answers', () => {
    const b = owed();
    b.wait(15 + 30);
    b.clear(b.dialled(), 102);
    b.wait(120);
    expect(b.find('dialer.callbackFailed')).toHaveLength(1);
    expect(b.find('dialer.attempt')).toHaveLength(1);
  });

  it('does not call at all when no channel is free', () => {
    const b = owed();
    b.feed({ type: 'member', interface: 'BRI0', usable: true, freeChannels: 0 });
    b.wait(120);
    expect(b.find('dialer.callbackFailed')).toMatchObject([{ why: 'no-channel' }]);
    expect(b.find('dialer.attempt')).toEqual([]);
    expect(b.timers.size).toBe(0);
  });

  it('fails the callback when PPP does not come up on the return call, or somebody else answers', () => {
    const b = owed();
    b.wait(15);
    b.clear(b.connect());
    expect(b.find('dialer.callbackFailed')).toHaveLength(1);
    const c = owed();
    c.wait(15);
    const actions = c.authenticate(c.connect(), 'R9', 'none');
    expect(c.find('dialer.callbackFailed')).toMatchObject([{ why: 'answered by R9' }]);
    expect(kinds(actions)).toContain('release');
  });

  it('uses any free member of the group', () => {
    const members = ['BRI0', 'BRI1'].map((name) => ({ interface: name, priority: 0, fastRolloverSeconds: 0 }));
    const b = owed({ members });
    b.feed({ type: 'member', interface: 'BRI0', usable: true, freeChannels: 0 });
    b.wait(15);
    expect(b.find('dialer.callbackBeginning')).toMatchObject([{ interface: 'BRI1' }]);
  });

  it('holds its own packets for the client and never dials meanwhile', () => {
    const b = owed({ holdQueuePackets: 4, holdQueueTimeoutSeconds: 60 });
    b.send(R2);
    expect(b.find('dialer.noDial').at(-1)?.because).toBe('callback-pending');
    expect(b.find('dialer.attempt')).toEqual([]);
    b.wait(15);
    b.send(R2);
    b.up(b.connect(), 'R2', R2);
    expect(b.find('dialer.flushed')).toMatchObject([{ count: 2 }]);
  });

  it('owes several clients theirs, each at its own time', () => {
    const b = bench({
      ...SERVER,
      maps: [map(R2, 'R2', '2', { mapClass: 'CALL_R2_BACK' }), map(R3, 'R3', '3', { mapClass: 'CALL_R2_BACK' })],
    });
    b.called('in-1');
    b.called('in-2');
    b.authenticate('in-1', 'R2', 'accepted');
    b.authenticate('in-2', 'R3', 'accepted');
    b.clear('in-1');
    b.wait(1);
    b.clear('in-2');
    b.wait(14);
    expect(b.find('dialer.attempt').map((each) => each.number)).toEqual(['2']);
    b.wait(1);
    expect(b.find('dialer.attempt').map((each) => each.number)).toEqual(['2', '3']);
    b.up('out-1', 'x', 0); // too early: not connected
    b.connect('out-2', 'BRI0:2');
    b.connect('out-1');
    b.up('out-2', 'R3', R3);
    b.up('out-1', 'R2', R2);
    expect(b.find('dialer.callbackFreed').map((each) => each.name)).toEqual(['R3', 'R2']);
  });

  it('makes one return call for a client that asks twice, counted from its last call', () => {
    const b = owed();
    b.wait(10);
    b.called('in-2');
    b.authenticate('in-2', 'R2', 'accepted');
    b.clear('in-2');
    b.wait(14.9);
    expect(b.find('dialer.attempt')).toEqual([]);
    b.wait(60);
    expect(b.find('dialer.attempt')).toHaveLength(1);
  });

  it('keeps a wish that comes while its return call is under way until that one is decided', () => {
    const b = owed();
    b.wait(15);
    b.called('in-2');
    b.authenticate('in-2', 'R2', 'accepted');
    b.clear('in-2');
    b.clear(b.dialled(), 17);
    expect(readCallbacks(b.state)).toMatchObject([{ role: 'server', name: 'R2', phase: 'waiting' }]);
    b.wait(15);
    expect(b.find('dialer.attempt')).toHaveLength(2);
  });

  it('frees the callback without a call when the client has come back by itself', () => {
    const b = owed();
    b.called('in-2');
    b.up('in-2', 'R2', R2);
    b.wait(15);
    expect(b.find('dialer.callbackFreed')).toHaveLength(1);
    expect(b.find('dialer.attempt')).toEqual([]);
  });
});

describe('the client', () => {
  const held = { holdQueuePackets: 10, holdQueueTimeoutSeconds: 30 };

  function asked(settings: Partial<DialerPolicy> = {}): Bench {
    const b = bench({ callbackRequest: true, ...settings });
    b.send(R1);
    b.authenticate(b.connect(), 'R1', 'requested');
    return b;
  }

  it('says the lines of a callback in their order', () => {
    const b = bench();
    b.send(R1);
    const call = b.connect();
    b.look();
    b.authenticate(call, 'R1', 'requested');
    expect(b.look()).toEqual(['callbackDecision', 'callbackNegotiated', 'disconnecting']);
    b.clear(call);
    expect(b.look()).toEqual(['released', 'callbackClientCreated', 'disconnecting']);
    b.wait(15);
    b.called('in-1', '5557777');
    b.look();
    b.up('in-1', 'R1', R1);
    expect(b.look()).toEqual(['callbackDecision', 'callbackReceived', 'callbackFreed', 'protocolUp']);
    expect(b.find('dialer.callbackReceived')).toMatchObject([{ name: 'R1', number: '5557777', channel: 'BRI0:1' }]);
    expect([...b.timers.keys()]).toEqual(['idle:in-1']);
  });

  it('does not dial while the call is on its way out or the return call is pending', () => {
    const b = asked();
    b.send(R1);
    b.clear('out-1');
    b.wait(8);
    b.send(R1);
    expect(b.find('dialer.noDial').map((each) => each.because)).toEqual(['callback-pending', 'callback-pending']);
    expect(b.find('dialer.attempt')).toHaveLength(1);
  });

  it('delivers what was held over the return call', () => {
    const b = asked(held);
    b.clear('out-1');
    b.send(R1);
    b.wait(15);
    b.called('in-1');
    b.up('in-1', 'R1', R1);
    expect(b.actions.filter((each) => each.type === 'transmit')).toMatchObject([{ call: 'in-1' }, { call: 'in-1' }]);
    expect(readQueued(b.state)).toBe(0);
  });

  it.each([
    ['60 seconds', {}, 60],
    ['the hold-queue timeout', held, 30],
  ] as const)('gives up after %s, and may dial again', (_title, settings, seconds) => {
    const b = asked(settings);
    b.clear('out-1');
    b.wait(seconds - 0.1);
    expect(b.find('dialer.callbackExpired')).toEqual([]);
    b.wait(0.1);
    expect(b.find('dialer.callbackExpired')).toMatchObject([{ name: 'R1', number: '5557777' }]);
    expect(b.timers.size).toBe(0);
    expect(kinds(b.send(R1))).toContain('place-call');
  });

  it('takes a call under another name as an ordinary one', () => {
    const b = asked();
    b.clear('out-1');
    b.called('in-1');
    b.up('in-1', 'R9', R3);
    expect(b.find('dialer.callbackDecision').at(-1)).toMatchObject({ outcome: 'ordinary', because: 'not-requested' });
    expect(readCallbacks(b.state)).toMatchObject([{ role: 'client', name: 'R1' }]);
  });

  it('takes the return call even with callback-secure, and before its own call is cleared', () => {
    const b = asked({ callbackSecure: true });
    b.called('in-1');
    b.up('in-1', 'R1', R1);
    b.clear('out-1');
    expect(b.find('dialer.callbackClientCreated')).toEqual([]);
    expect(kinds(b.send(R1))).toEqual(['transmit']);
    expect([...b.timers.keys()]).toEqual(['idle:in-1']);
  });

  it('waits for the map\'s name when the server proved none', () => {
    const b = bench();
    b.send(R1);
    b.authenticate(b.connect(), undefined, 'requested');
    b.clear('out-1');
    expect(b.find('dialer.callbackClientCreated')).toMatchObject([{ name: 'R1' }]);
  });

  it('goes on with an ordinary call when the option was refused', () => {
    const b = bench({ callbackRequest: true });
    b.send(R1);
    b.up(b.connect(), 'R1', R1);
    expect(kinds(b.send(R1))).toEqual(['transmit']);
    expect(b.find('dialer.disconnecting')).toEqual([]);
  });

  it('expects several servers at once', () => {
    const b = bench({ maps: [map(R1, 'R1', '1'), map(R3, 'R3', '3')] });
    b.send(R1);
    b.send(R3);
    b.authenticate(b.connect('out-1'), 'R1', 'requested');
    b.authenticate(b.connect('out-2', 'BRI0:2'), 'R3', 'requested');
    b.clear('out-2');
    b.clear('out-1');
    b.called('in-1');
    b.up('in-1', 'R1', R1);
    expect(readCallbacks(b.state)).toMatchObject([{ name: 'R3' }]);
    b.called('in-2');
    b.up('in-2', 'R3', R3);
    expect(readCallbacks(b.state)).toEqual([]);
  });

  it('survives a new configuration while it waits', () => {
    const b = asked();
    b.clear('out-1');
    b.feed({ type: 'configure', policy: policy({ maps: [] }) });
    b.wait(120);
    expect(b.find('dialer.callbackExpired')).toHaveLength(1);
    expect(b.timers.size).toBe(0);
  });
});
