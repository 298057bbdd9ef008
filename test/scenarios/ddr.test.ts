// Dial-on-demand beyond the callback itself: contention, several maps, what is interesting, calls by hand, clearing,
// reloading in mid-callback, and routers that must say that something cannot be reached.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { loadConfiguration } from '../../src/config/load-text.ts';
import type { Router } from '../../src/network/router/router.ts';
import type { World } from '../../src/network/world.ts';
import { callbackWorld, clientConfig, LINES, serverConfig, settled, type EndOptions } from '../support/configs.ts';
import { events, labOf, lineOf, ping, wait } from '../support/lab.ts';
import { callsOf, expectQuiet } from '../support/lawful.ts';
import { storyOf, whenOf } from '../support/story.ts';

const SERVER = '172.12.12.1';
const PLAIN: EndOptions = { without: ['dialer callback-secure', 'ppp callback'] };

const router = (world: World, name: string): Router => must(world.routers.get(name), name);
const dialled = (world: World, name: string): string[] => events(world, 'dialer.attempt', name).map(({ event }) => event.number);

/** A ping from the given address of the router. */
function pingFrom(world: World, name: string, source: string, destination: string, repeat = 5): string {
  const marks: string[] = [];
  let open = true;
  router(world, name).startPing(
    { destination: parseIpv4(destination) ?? 0, source: parseIpv4(source) ?? 0, repeat, sizeOctets: 100, timeoutSeconds: 2, dontFragment: false },
    { mark: (mark) => void marks.push(mark), done: () => (open = false) },
  );
  while (open && world.clock.step());
  return marks.join('');
}

/** A hub that dials three spokes, which call nobody. */
function hub(more: readonly string[] = []): World {
  const spoke = (n: number): string =>
    clientConfig({ hostname: `R${n}`, address: `172.12.12.${n} 255.255.255.0`, maps: [`ip 172.12.12.1 name R1 broadcast`], without: ['ppp callback'] });
  return settled(
    labOf(
      {
        R1: serverConfig({
          users: ['R2 password CCIE', 'R3 password CCIE', 'R4 password CCIE'],
          maps: ['ip 172.12.12.2 name R2 broadcast 5550002', 'ip 172.12.12.3 name R3 broadcast 5550003', 'ip 172.12.12.4 name R4 broadcast 5550004'],
          more,
          ...PLAIN,
        }),
        R2: spoke(2),
        R3: spoke(3),
        R4: spoke(4),
      },
      [lineOf('R1', ['5550001']), lineOf('R2', ['5550002']), lineOf('R3', ['5550003']), lineOf('R4', ['5550004'])],
    ),
  );
}

describe('contention for the B channels', () => {
  it('the call that is idle longest gives way after the fast-idle time, and the one that waits is dialled', () => {
    const world = hub(['dialer hold-queue 5 timeout 60']);
    expect(ping(world, 'R1', '172.12.12.2')).toMatch(/!$/);
    expect(ping(world, 'R1', '172.12.12.3')).toMatch(/!$/);
    const lastToR2 = whenOf(world, 'ping.ended', 'R1', 0);
    // Nobody waits for the reply of this one.
    const marks = ping(world, 'R1', '172.12.12.4', 12);
    expect(marks).toMatch(/^\.+!+$/);
    const idle = events(world, 'dialer.idle', 'R1');
    expect(idle).toHaveLength(1);
    expect(idle[0]?.event).toMatchObject({ fast: true, channel: 'BRI0:1' });
    // 20 seconds from the last packet of that call.
    expect(Math.abs((idle[0]?.at ?? 0) - lastToR2 - 20_000)).toBeLessThan(100);
    expect(dialled(world, 'R1')).toEqual(['5550002', '5550003', '5550004']);
    expect(events(world, 'dialer.noDial', 'R1').map(({ event }) => event.because)).toContain('no-channel');
  });

  it('a configured fast-idle time counts, and without contention it does not', () => {
    const world = hub(['dialer fast-idle 5']);
    ping(world, 'R1', '172.12.12.2');
    ping(world, 'R1', '172.12.12.3');
    wait(world, 60);
    expect(events(world, 'dialer.idle', 'R1')).toEqual([]);
    ping(world, 'R1', '172.12.12.4', 2);
    // Both have been idle for longer: one goes at once.
    expect(events(world, 'dialer.idle', 'R1').map(({ event }) => event.fast)).toEqual([true]);
    wait(world, 10);
    expect(ping(world, 'R1', '172.12.12.4')).toMatch(/!$/);
    wait(world, 200);
    expectQuiet(world, 4);
  });
});

describe('an interface that is shut down', () => {
  it('dials nobody for the packets that waited for a channel of its calls', () => {
    const world = hub(['dialer hold-queue 5 timeout 60']);
    ping(world, 'R1', '172.12.12.2');
    ping(world, 'R1', '172.12.12.3');
    ping(world, 'R1', '172.12.12.4', 1);
    const r1 = router(world, 'R1');
    loadConfiguration(r1.config, 'interface BRI0\nshutdown\n', { privilege: 15, merge: true, interfaceExists: (name: string) => r1.interfaceExists(name) });
    expect(dialled(world, 'R1')).toEqual(['5550002', '5550003']);
    expect(callsOf(world).filter((call) => call.startsWith('R1'))).toEqual([]);
  });
});

describe('several maps', () => {
  const two = ['ip 172.12.12.1 name R1 broadcast 5550001', 'ip 172.12.12.1 name R1 broadcast 5557777'];

  it('of one next hop are tried in their order: the second when the first is busy', () => {
    const world = callbackWorld(PLAIN, { ...PLAIN, maps: two, more: ['dialer hold-queue 5'] }, { faults: { busy: ['5550001'], noAnswer: [], noResponse: [] } });
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
    expect(dialled(world, 'R2')).toEqual(['5550001', '5557777']);
    const statistics = router(world, 'R2').dialers()[0]?.statistics;
    expect(statistics).toMatchObject([
      { number: '5550001', successes: 0, failures: 1, lastStatus: 'failed' },
      { number: '5557777', successes: 1, failures: 0, lastStatus: 'successful' },
    ]);
  });

  it.each([3, 7])('isdn fast-rollover-delay %i parts the attempts by that time', (seconds) => {
    const world = callbackWorld(
      PLAIN,
      { ...PLAIN, maps: two, more: ['dialer hold-queue 5', `isdn fast-rollover-delay ${seconds}`] },
      { faults: { busy: ['5550001'], noAnswer: [], noResponse: [] } },
    );
    ping(world, 'R2', SERVER);
    expect(dialled(world, 'R2')).toEqual(['5550001', '5557777']);
    expect(whenOf(world, 'dialer.attempt', 'R2', 1) - whenOf(world, 'dialer.released', 'R2', 0)).toBe(seconds * 1000);
  });

  it.each([[5, 15], [25, 25]])('a fast-rollover delay of %i at the server: the return call after %i seconds', (rollover, after) => {
    const world = callbackWorld({ more: [`isdn fast-rollover-delay ${rollover}`] });
    ping(world, 'R2', SERVER);
    wait(world, 40);
    expect(whenOf(world, 'dialer.attempt', 'R1') - whenOf(world, 'dialer.released', 'R1')).toBe(after * 1000);
  });

  it('of several next hops bring up a call each', () => {
    const world = hub();
    expect(ping(world, 'R1', '172.12.12.4')).toMatch(/!$/);
    expect(ping(world, 'R1', '172.12.12.2')).toMatch(/!$/);
    expect(dialled(world, 'R1')).toEqual(['5550004', '5550002']);
    expect(ping(world, 'R1', '172.12.12.4')).toBe('!!!!!');
  });
});

describe('what is interesting', () => {
  /** R2 has a LAN address, and finds only packets from its BRI address interesting. */
  const byList = (): World =>
    callbackWorld(
      { ...PLAIN, global: ['ip route 10.2.0.0 255.255.0.0 172.12.12.2'] },
      {
        without: ['dialer-list 1 protocol ip permit', 'ppp callback'],
        global: ['access-list 7 permit 172.12.12.2', 'dialer-list 1 protocol ip list 7', 'interface Loopback0', ' ip address 10.2.0.1 255.255.0.0'],
      },
    );

  it('by access-list: other packets dial nobody', () => {
    const world = byList();
    expect(pingFrom(world, 'R2', '10.2.0.1', SERVER)).toBe('.....');
    expect(dialled(world, 'R2')).toEqual([]);
    expect(events(world, 'dialer.packet', 'R2').map(({ event }) => event.interesting)).toEqual(Array(5).fill(false));
    expect(ping(world, 'R2', SERVER)).toMatch(/^\.!{4}$/);
    expect(dialled(world, 'R2')).toEqual(['5557777']);
    expect(router(world, 'R2').accessLists()[0]?.entries[0]?.matches).toBeGreaterThan(0);
  });

  it('uninteresting packets pass over a link that is up, and do not keep it up', () => {
    const world = byList();
    ping(world, 'R2', SERVER);
    const last = whenOf(world, 'ping.ended', 'R2');
    for (let round = 0; round < 5; round += 1) {
      wait(world, 20);
      expect(pingFrom(world, 'R2', '10.2.0.1', SERVER)).toBe('!!!!!');
    }
    wait(world, 60);
    const idle = whenOf(world, 'dialer.idle', 'R2');
    expect(idle - last).toBeLessThanOrEqual(120_000);
    expect(idle - last).toBeGreaterThan(119_900);
    expectQuiet(world, 2);
  });

  it('interesting ones keep it up', () => {
    const world = callbackWorld(PLAIN, PLAIN);
    ping(world, 'R2', SERVER);
    for (let round = 0; round < 5; round += 1) {
      wait(world, 100);
      expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
    }
    expect(dialled(world, 'R2')).toHaveLength(1);
  });

  it('a deny before the permit counts first', () => {
    const world = callbackWorld(PLAIN, {
      without: ['dialer-list 1 protocol ip permit', 'ppp callback'],
      global: ['access-list 7 deny 172.12.12.2', 'access-list 7 permit any', 'dialer-list 1 protocol ip list 7'],
    });
    expect(ping(world, 'R2', SERVER)).toBe('.....');
    expect(dialled(world, 'R2')).toEqual([]);
  });
});

describe('calls by hand', () => {
  it('isdn call interface dials, and the call is one as any other', () => {
    const world = callbackWorld(PLAIN, PLAIN);
    expect(router(world, 'R2').isdnCall('BRI0', '5557777', 64)).toBeUndefined();
    wait(world, 5);
    expect(events(world, 'dialer.attempt', 'R2')[0]?.event).toMatchObject({ reason: 'exec', number: '5557777' });
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
    router(world, 'R2').isdnDisconnect('BRI0', 1);
    wait(world, 5);
    expectQuiet(world, 2);
  });

  it('to a callback server asks to be called back as a packet\'s call does', () => {
    const world = callbackWorld();
    expect(router(world, 'R2').isdnCall('BRI0', '5557777', 64)).toBeUndefined();
    wait(world, 20);
    expect(dialled(world, 'R1')).toEqual(['5558888']);
    expect(events(world, 'dialer.callbackReceived', 'R2')).toHaveLength(1);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });

  it('to nobody counts as a failure and leaves nothing', () => {
    const world = callbackWorld();
    expect(router(world, 'R1').isdnCall('BRI0', '5550000', 64)).toBeUndefined();
    wait(world, 5);
    expect(events(world, 'dialer.failed', 'R1')[0]?.event).toMatchObject({ cause: 1 });
    expectQuiet(world, 2);
  });

  it('need a free channel', () => {
    const world = hub();
    ping(world, 'R1', '172.12.12.2');
    ping(world, 'R1', '172.12.12.3');
    expect(router(world, 'R1').isdnCall('BRI0', '5550004', 64)).toBe('no free B channel');
  });

  it('is as fast as the map says: at 56 kbit/s packets take longer', () => {
    const millis = (speed: string): number => {
      const world = callbackWorld(PLAIN, { ...PLAIN, maps: [`ip 172.12.12.1 name R1 ${speed}broadcast 5557777`] });
      ping(world, 'R2', SERVER, 2);
      const before = world.clock.now;
      expect(ping(world, 'R2', SERVER, 10)).toBe('!!!!!!!!!!');
      return world.clock.now - before;
    };
    expect(millis('speed 56 ') - millis('')).toBeCloseTo(10 * 2 * 8 * 106 * (1 / 56 - 1 / 64), -1);
  });

  it('at 56 kbit/s say so in the bearer capability', () => {
    const world = callbackWorld(PLAIN, PLAIN);
    router(world, 'R2').isdnCall('BRI0', '5557777', 56);
    wait(world, 5);
    const setup = events(world, 'q931.message', 'R1').find(({ event }) => event.message.messageType === 5);
    const bearer = setup?.event.message.elements.find((element) => element.kind === 'bearerCapability');
    expect(bearer?.kind === 'bearerCapability' && Buffer.from(bearer.contents).toString('hex')).toBe('8890218f');
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });
});

describe('clearing', () => {
  it('clear interface drops the calls of both ends, and the next packet dials', () => {
    const world = callbackWorld(PLAIN, PLAIN);
    ping(world, 'R2', SERVER);
    router(world, 'R2').clearInterface('BRI0');
    wait(world, 5);
    expectQuiet(world, 2);
    expect(router(world, 'R2').interface('BRI0')?.counters.interfaceResets).toBe(2);
    expect(ping(world, 'R2', SERVER)).toBe('.!!!!');
    expect(dialled(world, 'R2')).toHaveLength(2);
  });

  it('clear interface while the return call is owed leaves it owed', () => {
    const world = callbackWorld();
    ping(world, 'R2', SERVER, 1);
    router(world, 'R1').clearInterface('BRI0');
    wait(world, 20);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });

  it('clear dialer sets the statistics back', () => {
    const world = callbackWorld(PLAIN, PLAIN);
    ping(world, 'R2', SERVER);
    router(world, 'R2').clearDialer(undefined);
    expect(router(world, 'R2').dialers()[0]?.statistics).toEqual([{ number: '5557777', successes: 0, failures: 0, lastStatus: '-' }]);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });
});

describe('reloading in mid-callback', () => {
  it('a server that owes the call forgets it, and nothing is called', () => {
    const world = callbackWorld();
    ping(world, 'R2', SERVER, 1);
    wait(world, 5);
    expect(events(world, 'dialer.callbackServerStarting', 'R1')).toHaveLength(1);
    router(world, 'R1').reload();
    wait(world, 100);
    expect(dialled(world, 'R1')).toEqual([]);
    expect(events(world, 'dialer.callbackExpired', 'R2')).toHaveLength(1);
    expectQuiet(world, 2);
    ping(world, 'R2', SERVER, 1);
    wait(world, 20);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });

  it('a client that waits for it is called all the same, and takes it for an ordinary call', () => {
    const world = callbackWorld();
    ping(world, 'R2', SERVER, 1);
    router(world, 'R2').reload();
    wait(world, 20);
    expect(dialled(world, 'R1')).toEqual(['5558888']);
    expect(events(world, 'dialer.callbackReceived', 'R2')).toEqual([]);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });

  it.each([
    ['the server', 'R1', 'R2'],
    ['the client', 'R2', 'R1'],
  ])('of %s at any instant throws nothing, leaves nothing, and all works again', (_, reloading, other) => {
    // Through the first call, the wait, the return call, and the call that is up.
    for (const afterMs of [10, 40, 66, 75, 85, 100, 104, 110, 120, 130, 2000, 15_125, 15_150, 15_185, 15_200, 15_225, 15_240, 15_260, 20_000]) {
      const world = callbackWorld();
      router(world, 'R2').startPing(
        { destination: parseIpv4(SERVER) ?? 0, repeat: 1, sizeOctets: 100, timeoutSeconds: 2, dontFragment: false },
        { mark: () => {}, done: () => {} },
      );
      world.clock.runUntil(world.clock.now + afterMs);
      router(world, reloading).reload();
      wait(world, 1);
      expect(callsOf(world).filter((call) => call.startsWith(reloading)), `${afterMs} ms`).toEqual([]);
      wait(world, 240);
      expectQuiet(world, 2, `${reloading} reloaded after ${afterMs} ms, ${other} stayed`);
      ping(world, 'R2', SERVER, 1);
      wait(world, 20);
      expect(ping(world, 'R2', SERVER), `${afterMs} ms`).toBe('!!!!!');
    }
  });

  it('a call that is up is cleared for the other end', () => {
    const world = callbackWorld();
    ping(world, 'R2', SERVER, 1);
    wait(world, 25);
    router(world, 'R1').reload();
    wait(world, 1);
    expect(storyOf(world, 'R2').slice(-2)).toEqual([expect.stringMatching(/^BRI0:1 disconnected from 5557777 R1/), 'BRI0:1 link down']);
    expect(callsOf(world)).toEqual([]);
  });
});

describe('routers with a LAN', () => {
  const lan = (address: string): readonly string[] => ['interface Ethernet0', ` ip address ${address} 255.255.255.0`, ' no shutdown', 'exit'];
  const world = (): World =>
    settled(
      labOf(
        {
          R1: serverConfig({ ...PLAIN, global: [...lan('10.1.0.1'), 'ip route 10.2.0.0 255.255.255.0 172.12.12.2'] }),
          R2: clientConfig({ ...PLAIN, global: [...lan('10.2.0.1'), 'ip route 10.0.0.0 255.0.0.0 172.12.12.1'] }),
        },
        LINES,
        {
          lans: [
            { name: 'lan1', members: [{ router: 'R1', interface: 'Ethernet0' }], hosts: [{ name: 'pc1', address: '10.1.0.10', mask: '255.255.255.0', gateway: '10.1.0.1' }] },
            { name: 'lan2', members: [{ router: 'R2', interface: 'Ethernet0' }], hosts: [] },
          ],
        },
      ),
    );

  it('carry a ping from one LAN\'s router to a host on the other\'s', () => {
    const lab = world();
    expect(ping(lab, 'R2', '10.1.0.10')).toBe('..!!!');
    expect(pingFrom(lab, 'R2', '10.2.0.1', '10.1.0.10')).toBe('!!!!!');
  });

  it('tell that a network cannot be reached: U', () => {
    const lab = world();
    ping(lab, 'R2', SERVER);
    expect(ping(lab, 'R2', '10.7.7.7')).toMatch(/^U[U.]{4}$/);
    expect(events(lab, 'ip.undeliverable', 'R1').map(({ event }) => event.because)).toContain('no-route');
  });

  it('tell that a host does not answer ARP', () => {
    const lab = world();
    ping(lab, 'R2', SERVER);
    expect(ping(lab, 'R2', '10.1.0.99')).toMatch(/[.U]{5}/);
    expect(events(lab, 'ip.undeliverable', 'R1').map(({ event }) => event.because)).toContain('no-arp');
  });

  it('forward for a host that sends to its gateway, and dial for it', () => {
    const lab = world();
    // The host answers R2, which has gone idle meanwhile: R1 dials for the reply.
    expect(ping(lab, 'R2', '10.1.0.10')).toBe('..!!!');
    wait(lab, 200);
    expectQuiet(lab, 2);
    const lan1 = must(lab.lans[0], 'lan1');
    const sent: string[] = [];
    lan1.tap = (_, octets) => void sent.push(Buffer.from(octets).toString('hex'));
    expect(pingFrom(lab, 'R1', '172.12.12.1', '10.1.0.10')).toBe('!!!!!');
    expect(sent.length).toBeGreaterThanOrEqual(10);
  });
});
