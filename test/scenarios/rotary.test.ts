// A rotary group: a Dialer interface with several BRIs. The return call is made through the same group, but not
// necessarily through the same BRI; the group's settings rule all of its members.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { LabDescription, TelephoneLine } from '../../src/network/lab-description.ts';
import type { Router } from '../../src/network/router/router.ts';
import type { World } from '../../src/network/world.ts';
import { clientConfig, serverConfig, settled } from '../support/configs.ts';
import { events, labOf, lineOf, ping, wait } from '../support/lab.ts';
import { callsOf, expectQuiet } from '../support/lawful.ts';
import { whenOf } from '../support/story.ts';

const SERVER = '172.12.12.1';
const router = (world: World, name: string): Router => must(world.routers.get(name), name);

interface Rotary {
  readonly model: string;
  readonly members: readonly string[];
  /** Lines of a member, by its name. */
  readonly memberLines?: Readonly<Record<string, readonly string[]>>;
  readonly dialer?: readonly string[];
}

/** R1 with a rotary group in place of its BRI. */
function rotaryServer({ members, memberLines = {}, dialer = [] }: Rotary): string {
  const group = serverConfig({
    interface: 'Dialer1',
    users: ['R2 password CCIE', 'R4 password CCIE', 'R5 password CCIE'],
    more: ['dialer in-band', ...dialer],
    without: ['isdn switch-type'],
  });
  const lines = members.flatMap((name) => [
    `interface ${name}`, ' no ip address', ' dialer rotary-group 1', ...(memberLines[name] ?? []).map((line) => ` ${line}`), 'exit',
  ]);
  return `isdn switch-type basic-ni\n${group}${lines.join('\n')}\n`;
}

/** R1's lines are one hunt group. R4 and R5 are there to be called, so that channels are taken. */
function rotaryLab(rotary: Rotary): LabDescription {
  const lines: TelephoneLine[] = rotary.members.map((name) => lineOf('R1', ['5557777'], { interface: name, huntGroup: 'R1' }));
  const other = (n: number): string => clientConfig({ hostname: `R${n}`, address: `172.12.12.${n} 255.255.255.0`, without: ['ppp callback'] });
  const lab = labOf({ R1: rotaryServer(rotary), R2: clientConfig(), R4: other(4), R5: other(5) }, [
    ...lines, lineOf('R2', ['5558888']), lineOf('R4', ['5554444']), lineOf('R5', ['5555555']),
  ]);
  return { ...lab, routers: lab.routers.map((each) => (each.name === 'R1' ? { ...each, model: rotary.model } : each)) };
}

describe.each([
  ['4500', ['BRI0', 'BRI1']],
  ['3640', ['BRI1/0', 'BRI1/1', 'BRI1/2']],
])('on a %s with %j', (model, members) => {
  it('calls back through the group', () => {
    const world = settled(rotaryLab({ model, members }));
    expect(ping(world, 'R2', SERVER)).toBe('.....');
    wait(world, 20);
    expect(events(world, 'dialer.callbackDecision', 'R1').map(({ event }) => event.because)).toEqual(['authorised', 'return-call']);
    expect(events(world, 'dialer.attempt', 'R1')[0]?.event).toMatchObject({ interface: members[0], reason: 'callback', number: '5558888' });
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
    expect(router(world, 'R1').dialers().map((dialer) => dialer.interface)).toContain('Dialer1');
    wait(world, 200);
    expectQuiet(world, members.length + 3);
  });

  it('goes out on another BRI when that of the first call is busy', () => {
    const world = settled(rotaryLab({ model, members }));
    ping(world, 'R2', SERVER, 1);
    const first = events(world, 'dialer.callbackServerStarting', 'R1')[0]?.event.channel;
    expect(first).toBe(`${members[0]}:1`);
    // Meanwhile R1 itself takes both channels of that BRI.
    expect(router(world, 'R1').isdnCall(members[0] ?? '', '5554444', 64)).toBeUndefined();
    expect(router(world, 'R1').isdnCall(members[0] ?? '', '5554444', 64)).toBeUndefined();
    wait(world, 20);
    const callback = events(world, 'dialer.attempt', 'R1').find(({ event }) => event.reason === 'callback');
    expect(callback?.event).toMatchObject({ interface: members[1], number: '5558888' });
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
    expect(events(world, 'dialer.protocolUp', 'R1').map(({ event }) => event.channel)).toContain(`${members[1]}:1`);
  });

  it('is tried once where layer 2 is silently gone: no retry on another BRI', () => {
    const world = settled(rotaryLab({ model, members }));
    ping(world, 'R2', SERVER, 1);
    // As a line that is pulled out: nothing tells of it before the SETUP finds out.
    const name = members[0] ?? '';
    must(router(world, 'R1').isdnPort(name), name).d.fault = () => undefined;
    must(world.exchange.port('R1', name), name).d.fault = () => undefined;
    wait(world, 80);
    const callbacks = events(world, 'dialer.attempt', 'R1').filter(({ event }) => event.reason === 'callback');
    expect(callbacks.map(({ event }) => event.interface)).toEqual([name]);
    expect(events(world, 'dialer.callbackFailed', 'R1')).toHaveLength(1);
    // From then on that BRI is known to be down.
    expect(router(world, 'R1').isdnCall(name, '5554444', 64)).toBe('layer 2 is not up');
    expect(router(world, 'R1').isdnCall(members[1] ?? '', '5558888', 64)).toBeUndefined();
    wait(world, 5);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });
});

describe('the members', () => {
  const members = ['BRI0', 'BRI1'];

  it('are chosen by dialer priority', () => {
    const world = settled(rotaryLab({ model: '4500', members, memberLines: { BRI0: ['dialer priority 1'], BRI1: ['dialer priority 200'] } }));
    ping(world, 'R2', SERVER, 1);
    wait(world, 20);
    expect(events(world, 'dialer.attempt', 'R1')[0]?.event.interface).toBe('BRI1');
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });

  it('that are shut or have no layer 2 are passed over', () => {
    const world = settled(rotaryLab({ model: '4500', members, memberLines: { BRI0: ['shutdown'] } }));
    ping(world, 'R2', SERVER, 1);
    wait(world, 20);
    expect(events(world, 'dialer.attempt', 'R1')[0]?.event.interface).toBe('BRI1');
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });

  it('take authentication, callback and addresses from the Dialer interface whatever they say themselves', () => {
    const own = ['encapsulation hdlc', 'ppp authentication pap', 'ppp callback request', 'dialer enable-timeout 3'];
    const world = settled(rotaryLab({ model: '4500', members, memberLines: { BRI0: own, BRI1: own } }));
    ping(world, 'R2', SERVER);
    wait(world, 20);
    expect(whenOf(world, 'dialer.attempt', 'R1') - whenOf(world, 'dialer.released', 'R1')).toBe(15_000);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });

  it('with their own fast-rollover delay: that of the member that took the call counts', () => {
    const world = settled(rotaryLab({ model: '4500', members, memberLines: { BRI0: ['isdn fast-rollover-delay 22'] }, dialer: ['dialer enable-timeout 4'] }));
    ping(world, 'R2', SERVER, 1);
    wait(world, 40);
    expect(whenOf(world, 'dialer.attempt', 'R1') - whenOf(world, 'dialer.released', 'R1')).toBe(22_000);
  });

  it('all busy: the callback fails once, without a retry, and the client asks again later', () => {
    const world = settled(rotaryLab({ model: '4500', members }));
    ping(world, 'R2', SERVER, 1);
    const r1 = router(world, 'R1');
    for (const number of ['5554444', '5555555']) for (const name of members) expect(r1.isdnCall(name, number, 64)).toBeUndefined();
    wait(world, 40);
    expect(events(world, 'dialer.protocolUp', 'R1')).toHaveLength(4);
    expect(events(world, 'dialer.callbackFailed', 'R1').map(({ event }) => event.why)).toEqual(['no-channel']);
    wait(world, 200);
    expect(events(world, 'dialer.attempt', 'R1').filter(({ event }) => event.reason === 'callback')).toEqual([]);
    expectQuiet(world, 5);
    ping(world, 'R2', SERVER, 1);
    wait(world, 20);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });

  it('a client with a rotary group is called back on any of them', () => {
    const client = clientConfig({ interface: 'Dialer1', more: ['dialer in-band'], without: ['isdn switch-type'] });
    const member = (name: string): string => `interface ${name}\n dialer rotary-group 1\nexit\n`;
    const lab = labOf({ R1: serverConfig(), R2: `isdn switch-type basic-ni\n${client}${member('BRI0')}${member('BRI1')}` }, [
      lineOf('R1', ['5557777']),
      lineOf('R2', ['5558880'], { interface: 'BRI0' }),
      // Only the second line rings at the number that R1 knows.
      lineOf('R2', ['5558888'], { interface: 'BRI1' }),
    ]);
    const world = settled({ ...lab, routers: lab.routers.map((each) => (each.name === 'R2' ? { ...each, model: '4500' } : each)) });
    expect(ping(world, 'R2', SERVER)).toBe('.....');
    wait(world, 20);
    expect(events(world, 'dialer.attempt', 'R2')[0]?.event.interface).toBe('BRI0');
    expect(events(world, 'dialer.callbackReceived', 'R2')[0]?.event.channel).toBe('BRI1:1');
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
    wait(world, 200);
    expectQuiet(world, 3);
  });
});

describe('incoming calls to a hunt group', () => {
  it('go to the next line when the first has no channel left', () => {
    const world = settled(rotaryLab({ model: '4500', members: ['BRI0', 'BRI1'] }));
    const r1 = router(world, 'R1');
    expect(r1.isdnCall('BRI0', '5554444', 64)).toBeUndefined();
    expect(r1.isdnCall('BRI0', '5554444', 64)).toBeUndefined();
    wait(world, 5);
    ping(world, 'R2', SERVER);
    expect(events(world, 'dialer.callbackServerStarting', 'R1')[0]?.event.channel).toBe('BRI1:1');
  });

  it('go on to the next line when the first is silently dead, and the caller notices nothing but the time', () => {
    const world = settled(rotaryLab({ model: '4500', members: ['BRI0', 'BRI1'] }));
    must(world.exchange.port('R1', 'BRI0'), 'BRI0').d.fault = () => undefined;
    ping(world, 'R2', SERVER, 1);
    wait(world, 40);
    // SETUP, and SETUP again after 4 s: nobody responds for 8 s.
    expect(events(world, 'exchange.call').filter(({ event }) => event.outcome === 'hunted').map(({ event }) => [event.callee?.interface, event.cause])).toEqual([['BRI0', 18]]);
    expect(events(world, 'dialer.callbackServerStarting', 'R1')[0]?.event.channel).toBe('BRI1:1');
    expect(events(world, 'dialer.failed', 'R2')).toEqual([]);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
    wait(world, 200);
    expect(callsOf(world)).toEqual([]);
  });

  it('end with cause 18 where no line of the group responds', () => {
    const world = settled(rotaryLab({ model: '4500', members: ['BRI0', 'BRI1'] }));
    for (const name of ['BRI0', 'BRI1']) must(world.exchange.port('R1', name), name).d.fault = () => undefined;
    ping(world, 'R2', SERVER, 1);
    wait(world, 30);
    expect(events(world, 'exchange.call').filter(({ event }) => event.outcome === 'hunted')).toHaveLength(1);
    expect(events(world, 'dialer.failed', 'R2').map(({ event }) => event.cause)).toEqual([18]);
  });
});
