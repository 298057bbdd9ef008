// Dial backup in whole labs: an ISDN interface, or a Dialer interface, stands by for a serial line and takes over.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { World } from '../../src/network/world.ts';
import { events, fixture, labOf, lineOf, ping, type, wait, worldOf } from '../support/lab.ts';

const R1 = fixture('labs', 'dial-backup', 'r1.cfg').replace(/\nend\n/, '\n');
const R2 = fixture('labs', 'dial-backup', 'r2.cfg');

function settled(change: (config: string) => string = (config) => config): World {
  const world = worldOf(
    labOf({ R1: change(R1), R2 }, [lineOf('R1', ['5557777']), lineOf('R2', ['5558888'])], {
      lans: ['R1', 'R2'].map((router) => ({ name: `lan ${router}`, members: [{ router, interface: 'Ethernet0' }], hosts: [] })),
      serialLinks: [{ ends: [{ router: 'R1', interface: 'Serial0' }, { router: 'R2', interface: 'Serial0' }] }],
    }),
  );
  world.settle();
  return world;
}

const router = (world: World) => must(world.routers.get('R1'), 'R1');
const status = (world: World): string => router(world).backups()[0]?.status ?? '';
const stateOf = (world: World, name: string): string => must(router(world).interface(name), name).state;
const line = (world: World) => must(world.serialLinks[0], 'a line').link;
const wayTo = (world: World): string | undefined => router(world).routes().find(({ prefix, code }) => code === 'R' && prefix === 0xc0a80200)?.interface;

describe('a serial line with a BRI behind it', () => {
  it('has the BRI stand by: it neither dials nor answers', () => {
    const world = settled();
    expect([status(world), stateOf(world, 'BRI0'), stateOf(world, 'BRI0:1')]).toEqual(['normal operation', 'standby mode', 'standby mode']);
    expect(router(world).isdn()[0]?.layer1Active).toBe(false);
    expect(wayTo(world)).toBe('Serial0');
    const rang = events(world, 'exchange.call').length;
    type(world, 'R2', 'interface BRI0', ' no dialer map ip 172.12.12.1', ' dialer map ip 172.12.12.1 name R1 broadcast 5557777');
    ping(world, 'R2', '172.12.12.1', 1);
    expect(events(world, 'exchange.call').slice(rang).map(({ event }) => event.cause)).toContain(18);
  });

  it('takes over after the delay, and goes back after the other one', () => {
    const world = settled();
    line(world).cut(true);
    wait(world, 6);
    expect([status(world), stateOf(world, 'BRI0')]).toEqual(['waiting to backup', 'standby mode']);
    wait(world, 60);
    expect([status(world), stateOf(world, 'BRI0'), wayTo(world)]).toEqual(['backup mode', 'up', 'BRI0']);
    expect(ping(world, 'R1', '192.168.2.1')).toBe('!!!!!');
    line(world).cut(false);
    wait(world, 10);
    expect(status(world)).toBe('waiting to revert');
    wait(world, 60);
    expect([status(world), stateOf(world, 'BRI0'), wayTo(world)]).toEqual(['normal operation', 'standby mode', 'Serial0']);
    expect(router(world).activeCalls()).toEqual([]);
  });

  it('dials as soon as it is active: the call waits for its data link', () => {
    const world = settled();
    line(world).cut(true);
    wait(world, 10);
    const [active, ...others] = events(world, 'backup.secondary', 'R1').filter(({ event }) => event.to === 'active');
    expect(others).toEqual([]);
    const since = (type: 'dialer.attempt' | 'isdn.layer2' | 'dialer.connected'): number[] => events(world, type, 'R1').map(({ at }) => Math.round(at - (active?.at ?? 0))).filter((ms) => ms >= 0);
    expect(since('dialer.attempt')).toEqual([0]);
    const [linkUp = 0] = since('isdn.layer2');
    expect(linkUp).toBeGreaterThan(0);
    expect(since('dialer.connected')[0]).toBeGreaterThan(linkUp);
    expect(since('dialer.connected')[0]).toBeLessThan(1000);
    expect(router(world).dialers()[0]?.statistics).toMatchObject([{ successes: 1, failures: 0 }]);
  });

  it('gives the call up when its data link does not come', () => {
    const world = settled();
    world.faults.set({ kind: 'd-channel', router: 'R1', interface: 'BRI0' });
    line(world).cut(true);
    wait(world, 8);
    expect(router(world).isdn()[0]?.calls).toMatchObject([{ state: 'Null' }]);
    wait(world, 15);
    expect(events(world, 'dialer.failed', 'R1')[0]?.event).toMatchObject({ why: 'line-down', number: '5558888' });
    expect(router(world).isdn()[0]?.calls).toEqual([]);
  });

  it('does not mind a line that is back within the delay', () => {
    const world = settled();
    line(world).cut(true);
    wait(world, 3);
    line(world).cut(false);
    wait(world, 30);
    expect(status(world)).toBe('normal operation');
    expect(events(world, 'dialer.attempt', 'R1')).toEqual([]);
  });

  it('takes over from a line protocol that is lost, the carrier being there', () => {
    const world = settled();
    type(world, 'R2', 'interface Serial0', ' encapsulation ppp');
    wait(world, 90);
    expect([stateOf(world, 'Serial0'), status(world)]).toEqual(['up', 'backup mode']);
  });

  it('does not back up an interface that is shut down by hand', () => {
    const world = settled();
    type(world, 'R1', 'interface Serial0', ' shutdown');
    wait(world, 60);
    expect([status(world), stateOf(world, 'BRI0')]).toEqual(['disabled', 'standby mode']);
    type(world, 'R1', 'interface Serial0', ' no shutdown');
    wait(world, 10);
    expect(status(world)).toBe('normal operation');
  });

  it('lets go of the BRI with `no backup interface`', () => {
    const world = settled();
    type(world, 'R1', 'interface Serial0', ' no backup interface');
    wait(world, 5);
    expect([router(world).backups(), stateOf(world, 'BRI0')]).toEqual([[], 'up']);
    type(world, 'R1', 'interface Serial0', ' backup interface BRI0');
    wait(world, 5);
    expect(stateOf(world, 'BRI0')).toBe('standby mode');
  });

  it('begins anew with a reload, and backs up a line that does not come up at all', () => {
    const world = settled();
    line(world).cut(true);
    wait(world, 30);
    router(world).reload();
    wait(world, 5);
    expect(stateOf(world, 'BRI0')).toBe('standby mode');
    wait(world, 40);
    expect([status(world), stateOf(world, 'BRI0')]).toEqual(['backup mode', 'up']);
  });

  it('is helped under load, and not any longer when there is little', () => {
    const world = settled((config) => config.replace(' backup delay 5 20', ' backup delay 5 20\n backup load 50 10\n bandwidth 64\n load-interval 30'));
    expect(status(world)).toBe('normal operation');
    // 100 echoes of 1500 octets on a line of 64 kbit/s, both ways.
    for (let i = 0; i < 8; i += 1) {
      router(world).startPing(
        { destination: 0xc0a80c02, repeat: 60, sizeOctets: 1500, timeoutSeconds: 2, dontFragment: false },
        { mark: () => undefined, done: () => undefined },
      );
    }
    wait(world, 40);
    expect(status(world)).toBe('backup mode');
    wait(world, 300);
    expect(status(world)).toBe('normal operation');
  });
});

it('a Dialer interface stands by, and its BRI stays free for others', () => {
  const world = settled((config) =>
    config
      .replace('backup interface BRI0', 'backup interface Dialer1')
      .replace(/interface BRI0\n(?: .*\n)+/, 'interface BRI0\n encapsulation ppp\n dialer rotary-group 1\n')
      .replace('router rip', [
        'interface Dialer1', ' ip address 172.12.12.1 255.255.255.0', ' encapsulation ppp', ' dialer in-band',
        ' dialer map ip 172.12.12.2 name R2 broadcast 5558888', ' dialer-group 1', ' ppp authentication chap', 'router rip',
      ].join('\n')),
  );
  expect([status(world), stateOf(world, 'Dialer1'), stateOf(world, 'BRI0')]).toEqual(['normal operation', 'standby mode', 'up']);
  line(world).cut(true);
  wait(world, 60);
  expect([status(world), stateOf(world, 'Dialer1'), wayTo(world)]).toEqual(['backup mode', 'up', 'Dialer1']);
  expect(router(world).activeCalls()).toHaveLength(1);
  line(world).cut(false);
  wait(world, 60);
  expect([status(world), stateOf(world, 'Dialer1'), wayTo(world)]).toEqual(['normal operation', 'standby mode', 'Serial0']);
  expect(router(world).activeCalls()).toEqual([]);
});
