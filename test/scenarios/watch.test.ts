// Calls for reasons other than packets: dialer watch, redial, persistent connections, the order of numbers.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { LabFaults } from '../../src/network/lab-description.ts';
import type { World } from '../../src/network/world.ts';
import { events, fixture, labOf, lineOf, ping, type, wait, worldOf } from '../support/lab.ts';
import { codeOf, why } from '../support/why.ts';

const LANS = ['R1', 'R2'].map((router) => ({ name: `lan ${router}`, members: [{ router, interface: 'Ethernet0' }], hosts: [] }));

describe('dialer watch', () => {
  const R1 = fixture('transcripts', 'routing', 'watch-r1.cfg').replace(/\nend\n/, '\n');
  const R2 = fixture('transcripts', 'routing', 'watch-r2.cfg');

  function settled(change: (config: string) => string = (config) => config): World {
    const world = worldOf(
      labOf({ R1: change(R1), R2 }, [lineOf('R1', ['5557777']), lineOf('R2', ['5558888'])], {
        lans: LANS,
        serialLinks: [{ ends: [{ router: 'R1', interface: 'Serial0' }, { router: 'R2', interface: 'Serial0' }] }],
      }),
    );
    world.settle();
    return world;
  }
  const line = (world: World) => must(world.serialLinks[0], 'a line').link;
  const calls = (world: World): number => must(world.routers.get('R1'), 'R1').activeCalls().length;
  const dialled = (world: World): number => events(world, 'dialer.attempt', 'R1').length;

  it('dials when the watched route is lost, without a packet, and keeps the call while it is', () => {
    const world = settled();
    expect(dialled(world)).toBe(0);
    line(world).cut(true);
    wait(world, 10);
    expect([dialled(world), calls(world)]).toEqual([1, 1]);
    expect(events(world, 'dialer.attempt', 'R1')[0]?.event).toMatchObject({ number: '5558888', reason: 'watch' });
    wait(world, 600);
    expect([dialled(world), calls(world)]).toEqual([1, 1]);
    expect(events(world, 'dialer.idle', 'R1').length).toBeGreaterThan(5);
    expect(ping(world, 'R1', '192.168.2.1')).toBe('!!!!!');
  });

  it('lets go of it after the disable time, once the primary is found back', () => {
    const world = settled();
    line(world).cut(true);
    wait(world, 100);
    line(world).cut(false);
    // Until the idle time has run out, and 15 seconds more.
    wait(world, 20);
    expect(calls(world)).toBe(1);
    wait(world, 120);
    expect(calls(world)).toBe(0);
    expect(events(world, 'dialer.disconnecting', 'R1').map(({ event }) => event.reason)).toEqual(['primary is back']);
    expect(dialled(world)).toBe(1);
  });

  it('stays when the primary fails again meanwhile', () => {
    const world = settled((config) => config.replace('watch-disable 15', 'watch-disable 100'));
    line(world).cut(true);
    wait(world, 100);
    line(world).cut(false);
    wait(world, 60);
    line(world).cut(true);
    wait(world, 300);
    expect([dialled(world), calls(world)]).toEqual([1, 1]);
  });

  it('leaves no timer behind when the router reloads while it keeps a call', () => {
    const world = settled();
    const fewest = (): number => Math.min(...Array.from({ length: 30 }, () => (wait(world, 0.7), world.clock.pending)));
    wait(world, 40);
    const before = fewest();
    line(world).cut(true);
    wait(world, 30);
    expect(calls(world)).toBe(1);
    must(world.routers.get('R1'), 'R1').reload();
    line(world).cut(false);
    wait(world, 400);
    expect(calls(world)).toBe(0);
    expect(fewest()).toBe(before);
  });

  it('does not dial into the call back that it has asked for', () => {
    const world = settled((config) => config.replace(' dialer watch-group 1', ' dialer watch-group 1\n dialer enable-timeout 3\n ppp callback request'));
    type(world, 'R2', 'map-class dialer BACK', ' dialer callback-server username', 'interface BRI0', ' ppp callback accept', ' dialer enable-timeout 20');
    type(world, 'R2', 'interface BRI0', ' no dialer map ip 172.12.12.1', ' dialer map ip 172.12.12.1 name R1 class BACK broadcast 5557777');
    line(world).cut(true);
    wait(world, 60);
    expect(events(world, 'dialer.attempt').map(({ device, event }) => `${device} ${event.reason}`)).toEqual(['R1 watch', 'R2 callback']);
    expect(ping(world, 'R1', '192.168.2.1')).toBe('!!!!!');
    line(world).cut(false);
    wait(world, 200);
    expect(calls(world)).toBe(0);
  });

  it('waits before it dials, and after the route is back, where the list says so', () => {
    const world = settled((config) => `${config}dialer watch-list 1 delay connect 30\ndialer watch-list 1 delay disconnect 5\n`);
    line(world).cut(true);
    wait(world, 25);
    expect(dialled(world)).toBe(0);
    wait(world, 15);
    expect([dialled(world), calls(world)]).toEqual([1, 1]);
    line(world).cut(false);
    wait(world, 20);
    expect(calls(world)).toBe(0);
    line(world).cut(true);
    wait(world, 20);
    line(world).cut(false);
    wait(world, 60);
    expect(dialled(world)).toBe(1);
  });

  it('does not look at start, but after a delay for that', () => {
    const cut = (config: string): string => config.replace('interface Serial0\n', 'interface Serial0\n shutdown\n');
    const world = settled(cut);
    wait(world, 300);
    expect(dialled(world)).toBe(0);
    const checking = settled((config) => `${cut(config)}dialer watch-list 1 delay route-check initial 60\n`);
    wait(checking, 20);
    expect(dialled(checking)).toBe(0);
    wait(checking, 60);
    expect(calls(checking)).toBe(1);
  });

  it('tries again until somebody answers', () => {
    const world = settled();
    type(world, 'R2', 'interface BRI0', ' shutdown');
    line(world).cut(true);
    wait(world, 100);
    expect(dialled(world)).toBeGreaterThan(3);
    type(world, 'R2', 'interface BRI0', ' no shutdown');
    wait(world, 60);
    expect(calls(world)).toBe(1);
  });

  it('says that it has no map, and dials once it has', () => {
    const world = settled((config) => config.replace(/ dialer map ip 192.168.2.0.*\n/, ''));
    line(world).cut(true);
    wait(world, 30);
    expect(dialled(world)).toBe(0);
    expect(events(world, 'dialer.watchNoMap', 'R1')).toHaveLength(1);
    type(world, 'R1', 'interface BRI0', ' dialer map ip 192.168.2.0 name R2 broadcast 5558888');
    wait(world, 10);
    expect(calls(world)).toBe(1);
  });
});

describe('a Dialer interface', () => {
  const head = (n: number): readonly string[] => [
    `hostname R${n}`, `username R${3 - n} password CCIE`, 'isdn switch-type basic-ni', 'interface BRI0', ' encapsulation ppp', ' dialer rotary-group 1', 'interface Dialer1',
    ` ip address 172.12.12.${n} 255.255.255.0`, ' encapsulation ppp', ' dialer in-band', ' dialer-group 1', ' ppp authentication chap',
  ];
  const LIST = 'dialer-list 1 protocol ip permit';
  function settled(more: readonly string[], faults: Partial<LabFaults> = {}, peer: readonly string[] = [' dialer map ip 172.12.12.1 name R1']): World {
    const world = worldOf(
      labOf(
        { R1: [...head(1), ...more, LIST].join('\n'), R2: [...head(2), ...peer, LIST].join('\n') },
        [lineOf('R1', ['5557777']), lineOf('R2', ['5558888', '5558889'])],
        { faults: { busy: [], noAnswer: [], noResponse: [], ...faults } },
      ),
    );
    world.settle();
    return world;
  }
  const MAP = ' dialer map ip 172.12.12.2 name R2 broadcast 5558888';
  const OTHER = ' dialer map ip 172.12.12.2 name R2 broadcast 5558889';
  const attempts = (world: World): [number, string][] => events(world, 'dialer.attempt', 'R1').map(({ at, event }) => [Math.round(at / 1000), event.number]);

  it('dials again after a failure, and is disabled when all attempts failed', () => {
    const world = settled([MAP, ' dialer redial interval 20 attempts 2 re-enable 100'], { busy: ['5558888'] });
    const from = Math.round(world.clock.now / 1000);
    expect(ping(world, 'R1', '172.12.12.2', 1)).toBe('.');
    wait(world, 100);
    expect(attempts(world).map(([at]) => at - from)).toEqual([0, 20, 40]);
    expect(events(world, 'dialer.redialExhausted', 'R1')).toHaveLength(1);
    ping(world, 'R1', '172.12.12.2', 3);
    expect(attempts(world)).toHaveLength(3);
    expect(events(world, 'dialer.noDial', 'R1').at(-1)?.event.because).toBe('redial-disabled');
    wait(world, 60);
    ping(world, 'R1', '172.12.12.2', 1);
    expect(attempts(world)).toHaveLength(4);
  });

  it('tries every number of the peer in each attempt', () => {
    const world = settled([MAP, OTHER, ' dialer redial interval 20 attempts 1 re-enable 100'], { busy: ['5558888', '5558889'] });
    ping(world, 'R1', '172.12.12.2', 1);
    wait(world, 60);
    expect(attempts(world).map(([, number]) => number)).toEqual(['5558888', '5558889', '5558888', '5558889']);
  });

  it('sends what it held when one of the attempts reaches the peer', () => {
    const world = settled([MAP, ' dialer hold-queue 10 timeout 60', ' dialer redial interval 10 attempts 3 re-enable 100'], {}, [' dialer map ip 172.12.12.1 name R1']);
    type(world, 'R2', 'interface BRI0', ' shutdown');
    const marks = ping(world, 'R1', '172.12.12.2', 1);
    expect(marks).toBe('.');
    type(world, 'R2', 'interface BRI0', ' no shutdown');
    wait(world, 30);
    expect(events(world, 'dialer.flushed', 'R1')).toHaveLength(1);
    expect(must(world.routers.get('R1'), 'R1').activeCalls()).toHaveLength(1);
  });

  it('counts a call without line protocol as failed', () => {
    const world = settled([MAP, ' dialer redial interval 10 attempts 1 re-enable 100', ' dialer wait-for-line-protocol 5']);
    type(world, 'R2', 'interface Dialer1', ' encapsulation hdlc');
    ping(world, 'R1', '172.12.12.2', 1);
    wait(world, 40);
    expect(events(world, 'dialer.noProtocol', 'R1')).toHaveLength(2);
    expect(events(world, 'dialer.redialExhausted', 'R1')).toHaveLength(1);
  });

  it('stays connected where it is persistent, and comes back when it was not', () => {
    const world = settled([MAP, ' dialer persistent', ' dialer idle-timeout 30'], {}, [' dialer map ip 172.12.12.1 name R1', ' dialer idle-timeout 86400']);
    wait(world, 300);
    expect(must(world.routers.get('R1'), 'R1').activeCalls()).toHaveLength(1);
    expect(attempts(world)).toHaveLength(1);
    must(world.routers.get('R2'), 'R2').clearInterface('Dialer1');
    must(world.routers.get('R2'), 'R2').isdnDisconnect('BRI0', 'all');
    wait(world, 30);
    expect(attempts(world)).toHaveLength(2);
    expect(must(world.routers.get('R1'), 'R1').activeCalls()).toHaveLength(1);
    type(world, 'R1', 'interface Dialer1', ' no dialer persistent');
    wait(world, 60);
    expect(must(world.routers.get('R1'), 'R1').activeCalls()).toHaveLength(0);
  });

  it('is kept up by no updates where it is persistent', () => {
    const world = settled([MAP, ' dialer persistent', ' ppp authentication chap'], {}, [' dialer map ip 172.12.12.1 name R1 broadcast']);
    for (const name of ['R1', 'R2']) type(world, name, 'router rip', ' network 172.12.0.0');
    wait(world, 300);
    expect(codeOf(why(world, 'R1'))).toBe('OK-CALL');
    type(world, 'R1', 'interface Dialer1', ' no dialer persistent');
    wait(world, 200);
    expect(codeOf(why(world, 'R1'))).toBe('ROUTING-UPDATES');
  });

  it.each([
    ['sequential', ['5558888', '5558889', '5558888', '5558889']],
    ['last-successful', ['5558888', '5558889', '5558889']],
    ['round-robin', ['5558888', '5558889', '5558888', '5558889']],
  ])('begins with the number that `dialer order %s` says', (order, numbers) => {
    const world = settled([MAP, OTHER, ` dialer order ${order}`, ' dialer idle-timeout 20'], { busy: ['5558888'] });
    ping(world, 'R1', '172.12.12.2', 3);
    wait(world, 60);
    ping(world, 'R1', '172.12.12.2', 3);
    expect(attempts(world).map(([, number]) => number)).toEqual(numbers);
  });
});
