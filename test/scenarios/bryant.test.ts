// The tutorial's lab: R2 pings, R1 calls back after its enable timeout, a second ping passes, and the link drops when it has
// been idle for 120 seconds. What happens at both ends, in which order, and exactly when.

import { beforeAll, describe, expect, it } from 'vitest';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import type { World } from '../../src/network/world.ts';
import { events, labNamed, ping, wait, worldOf } from '../support/lab.ts';
import { expectQuiet, keepLawful } from '../support/lawful.ts';
import { storyOf, whenOf } from '../support/story.ts';

const SERVER = '172.12.12.1';
let world: World;
let first: string;
let second: string;

beforeAll(() => {
  world = worldOf(labNamed('callback-bryant'));
  keepLawful(world);
  world.settle();
  first = ping(world, 'R2', SERVER);
  wait(world, 20);
  second = ping(world, 'R2', SERVER);
  wait(world, 200);
});

describe('what the client goes through', () => {
  it('is the order that the tutorial shows', () => {
    expect(storyOf(world, 'R2', 10_000)).toEqual([
      'BRI0 dialing cause ip',
      'BRI0 dial 5557777 (packet)',
      'BRI0:1 link up',
      'BRI0:1 hang-up: client',
      'BRI0:1 callback negotiated',
      'BRI0:1 disconnecting: callback negotiated',
      'BRI0:1 connected to 5557777 R1',
      'BRI0:1 link down',
      'BRI0 callback client for R1 5557777',
      'BRI0:1 disconnecting: callback client created',
      'BRI0:1 link up',
      'BRI0:1 ordinary: return-call',
      'BRI0:1 callback received from R1 5557777',
      'BRI0 callback freed R1',
      'BRI0:1 protocol up R1',
      'BRI0:1 line protocol up',
      'BRI0:1 connected to 5557777 R1',
      'BRI0:1 disconnected from 5557777 R1, 135 s',
      'BRI0:1 link down',
      'BRI0:1 line protocol down',
    ]);
  });

  it('is announced before that: B channels down, the D channel up', () => {
    expect(storyOf(world, 'R2').slice(0, 3)).toEqual(['BRI0:1 link down', 'BRI0:2 link down', 'BRI0 link up']);
  });

  it('dials once for five echoes, and loses them all without a hold queue', () => {
    expect(first).toBe('.....');
    expect(events(world, 'dialer.attempt', 'R2')).toHaveLength(1);
    const dropped = events(world, 'dialer.dropped', 'R2').map((record) => record.event.reason);
    expect(dropped).toEqual(Array(5).fill('no hold queue'));
  });
});

describe('what the server goes through', () => {
  it('hangs up, waits, calls once, and drops the idle link', () => {
    expect(storyOf(world, 'R1', 10_000)).toEqual([
      'BRI0:1 link up',
      'BRI0:1 call-back: authorised',
      'BRI0:1 callback to R2 5558888 after 15000 ms',
      'BRI0:1 disconnecting: callback',
      'BRI0:1 connected to 5558888 R2',
      'BRI0:1 link down',
      'BRI0 callback begins R2 5558888',
      'BRI0 dial 5558888 (callback)',
      'BRI0:1 link up',
      'BRI0:1 ordinary: return-call',
      'BRI0 callback freed R2',
      'BRI0:1 protocol up R2',
      'BRI0:1 line protocol up',
      'BRI0:1 connected to 5558888 R2',
      'BRI0:1 idle',
      'BRI0:1 disconnecting: idle timeout',
      'BRI0:1 disconnected from 5558888 R2, 135 s',
      'BRI0:1 link down',
      'BRI0:1 line protocol down',
    ]);
  });

  it('counts one successful call to the client', () => {
    const [dialer] = world.routers.get('R1')?.dialers() ?? [];
    expect(dialer?.statistics).toMatchObject([{ number: '5558888', successes: 1, failures: 0, lastStatus: 'successful' }]);
    expect(dialer).toMatchObject({ screened: 0, rejectedForCallback: 0, queued: 0 });
  });
});

describe('when it happens', () => {
  it('the return call leaves 15 seconds after the first call is gone, to the millisecond', () => {
    expect(whenOf(world, 'dialer.attempt', 'R1') - whenOf(world, 'dialer.released', 'R1')).toBe(15_000);
  });

  it('the connect message comes with an early release, else 6 seconds after the connection', () => {
    expect(whenOf(world, 'isdn.connect', 'R2', 0)).toBe(whenOf(world, 'dialer.disconnecting', 'R2', 0));
    expect(whenOf(world, 'isdn.connect', 'R2', 1) - whenOf(world, 'dialer.connected', 'R2', 1)).toBe(6000);
    expect(whenOf(world, 'isdn.connect', 'R1', 1) - whenOf(world, 'dialer.connected', 'R1', 1)).toBe(6000);
  });

  it('the line protocol follows IP by a second, up and down', () => {
    expect(whenOf(world, 'lineProtocol.changed', 'R2', 0) - whenOf(world, 'dialer.protocolUp', 'R2')).toBe(1000);
    const downs = events(world, 'link.changed', 'R2').filter((record) => record.event.to === 'down');
    expect(whenOf(world, 'lineProtocol.changed', 'R2', 1) - (downs.at(-1)?.at ?? 0)).toBe(1000);
  });

  it('the link drops 120 seconds after the last interesting packet', () => {
    expect(second).toBe('!!!!!');
    const packets = events(world, 'ppp.packet', 'R1').filter((record) => record.event.protocol === 0x21);
    expect(packets).toHaveLength(10);
    expect(whenOf(world, 'dialer.idle', 'R1')).toBe((packets.at(-1)?.at ?? 0) + 120_000);
    expect(events(world, 'dialer.idle', 'R2')).toEqual([]);
  });

  it('both ends count the same seconds, and the exchange bills the caller of each call', () => {
    const lasted = (name: string) => events(world, 'isdn.disconnect', name).map((record) => record.event.seconds);
    expect(lasted('R1')).toEqual(lasted('R2'));
    const bills = events(world, 'exchange.callRecord').map(({ event: { calling, called } }) => `${calling} ${called}`);
    expect(bills).toEqual(['5558888 5557777', '5557777 5558888']);
  });
});

describe('what it leaves', () => {
  it('is nothing', () => {
    expectQuiet(world, 2);
    expect(events(world, 'frame.bad')).toEqual([]);
    expect(events(world, 'dialer.unexpected')).toEqual([]);
    expect(events(world, 'ppp.unexpected')).toEqual([]);
    expect(events(world, 'q931.unexpected')).toEqual([]);
    expect(events(world, 'q921.unexpected')).toEqual([]);
  });

  it('no route to the neighbour any more, though one while the call was up', () => {
    const changes = events(world, 'ip.route', 'R2').map(({ event }) => `${event.change} ${event.destination === parseIpv4(SERVER)}`);
    expect(changes).toEqual(['installed true', 'removed true']);
  });
});
