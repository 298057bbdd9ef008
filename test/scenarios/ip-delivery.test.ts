// What becomes of a datagram between routers: cut and put together, too long, filtered, unreachable, and how often its sender
// is told; pings by every mark, broadcasts, recorded routes.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { formatIpv4, parseIpv4 } from '../../src/base/ipv4.ts';
import type { PingDetail, PingRequest } from '../../src/network/router/control.ts';
import type { World } from '../../src/network/world.ts';
import { consoleOf } from '../support/console.ts';
import { events, labOf, ping, worldOf } from '../support/lab.ts';

/** R1 - R2 - server, on two Ethernets. */
function twoRouters(r2 = '', r1 = ''): World {
  const lab = labOf(
    {
      R1: `hostname R1\ninterface Ethernet0/0\n ip address 10.2.2.1 255.255.255.0\nip route 0.0.0.0 0.0.0.0 10.2.2.2\n${r1}`,
      R2: `hostname R2\ninterface Ethernet0/0\n ip address 10.2.2.2 255.255.255.0\ninterface Ethernet0/1\n ip address 10.3.3.1 255.255.255.0\n${r2}`,
    },
    [],
    {
      lans: [
        { name: 'middle', members: ['R1', 'R2'].map((router) => ({ router, interface: 'Ethernet0/0' })), hosts: [] },
        { name: 'far', members: [{ router: 'R2', interface: 'Ethernet0/1' }], hosts: [{ name: 'server', address: '10.3.3.9', mask: '255.255.255.0', gateway: '10.3.3.1' }] },
      ],
    },
  );
  const world = worldOf({ ...lab, routers: lab.routers.map((router) => ({ ...router, model: '2611' })) });
  world.settle();
  // ARP everywhere.
  ping(world, 'R1', '10.3.3.9', 3);
  world.clock.runUntil(world.clock.now + 1000);
  return world;
}

function pings(world: World, destination: string, more: Partial<PingRequest> = {}): { readonly marks: string; readonly details: readonly PingDetail[]; readonly replies: readonly string[] } {
  const router = must(world.routers.get('R1'), 'R1');
  const details: PingDetail[] = [];
  const replies: string[] = [];
  let marks = '';
  let done = false;
  router.startPing(
    { destination: parseIpv4(destination) ?? 0, repeat: 5, sizeOctets: 100, timeoutSeconds: 2, dontFragment: false, ...more },
    {
      mark(mark, detail) {
        marks += mark;
        details.push(detail);
      },
      reply: (request, from) => void replies.push(`${request} ${formatIpv4(from)}`),
      done: () => (done = true),
    },
  );
  while (!done && world.clock.step());
  return { marks, details, replies };
}

describe('datagrams that are too long', () => {
  it('are cut on the way and put together at the end', () => {
    const world = twoRouters();
    expect(pings(world, '10.3.3.9', { sizeOctets: 18_024 }).marks).toBe('!!!!!');
    expect(pings(world, '10.3.3.1', { sizeOctets: 4000 }).marks).toBe('!!!!!');
  });

  it('are refused where they must not be cut, by a router on the way as often as it may say so', () => {
    const world = twoRouters('interface Ethernet0/1\n ip mtu 1000\n');
    expect(pings(world, '10.3.3.9', { sizeOctets: 1200, dontFragment: true }).marks).toBe('M.M.M');
    expect(pings(world, '10.3.3.9', { sizeOctets: 1000, dontFragment: true }).marks).toBe('!!!!!');
    expect(pings(world, '10.3.3.9', { sizeOctets: 1200 }).marks).toBe('!!!!!');
    expect(events(world, 'ip.undeliverable', 'R2').map(({ event }) => event.because)).toContain('too-long');
  });

  it('a sweep finds the longest that fits', () => {
    const world = twoRouters('interface Ethernet0/1\n ip mtu 1000\nip icmp rate-limit unreachable df 1\n');
    const { marks, details } = pings(world, '10.3.3.9', { sizeOctets: 990, sweep: { lastOctets: 1010, stepOctets: 5 }, dontFragment: true, repeat: 1 });
    expect(marks).toBe('!!!MM');
    expect(details.map(({ sizeOctets }) => sizeOctets)).toEqual([990, 995, 1000, 1005, 1010]);
  });
});

describe('how often senders are told', () => {
  it.each([
    ['', 'U.U.U'],
    ['no ip icmp rate-limit unreachable\n', 'UUUUU'],
    ['ip icmp rate-limit unreachable 60000\n', 'U....'],
    ['interface Ethernet0/0\n no ip unreachables\n', '.....'],
  ])('%j: %s', (config, marks) => {
    expect(pings(twoRouters(config), '10.77.77.77').marks).toBe(marks);
  });

  it('a router without a route of its own hears nobody', () => {
    expect(pings(twoRouters('', 'no ip route 0.0.0.0 0.0.0.0 10.2.2.2\n'), '10.77.77.77').marks).toBe('.....');
  });

  it('a datagram that goes round is given up', () => {
    const world = twoRouters('ip route 10.8.0.0 255.255.0.0 10.2.2.1\n');
    expect(pings(world, '10.8.8.8').marks).toBe('&&&&&');
  });
});

describe('access groups', () => {
  const LIST = 'access-list 101 deny icmp any host 10.3.3.9 echo\naccess-list 101 permit ip any any\n';

  it.each([
    ['in, where it comes in', `${LIST}interface Ethernet0/0\n ip access-group 101 in\n`, '10.3.3.9', 'U.U.U'],
    ['in, what it does not deny', `${LIST}interface Ethernet0/0\n ip access-group 101 in\n`, '10.3.3.1', '!!!!!'],
    ['out, where it goes out', `${LIST}interface Ethernet0/1\n ip access-group 101 out\n`, '10.3.3.9', 'U.U.U'],
    ['out, elsewhere', `${LIST}interface Ethernet0/0\n ip access-group 101 out\n`, '10.3.3.9', '!!!!!'],
    ['of a list that does not exist', 'interface Ethernet0/0\n ip access-group 55 in\n', '10.3.3.9', '!!!!!'],
    ['of a named list', 'ip access-list standard NOBODY\n deny any\ninterface Ethernet0/0\n ip access-group NOBODY in\n', '10.3.3.9', 'U.U.U'],
  ])('%s', (_, config, destination, marks) => {
    expect(pings(twoRouters(config), destination).marks).toBe(marks);
  });

  it('let out what the router itself says, and count', () => {
    const world = twoRouters('access-list 7 deny any\ninterface Ethernet0/1\n ip access-group 7 out\n');
    expect(ping(world, 'R2', '10.3.3.9')).toMatch(/!!!!$/);
    pings(world, '10.3.3.9');
    const [list] = must(world.routers.get('R2'), 'R2').accessLists();
    // Two of the first three pings (one waited for ARP, and was lost), five now.
    expect(list?.entries[0]?.matches).toBe(7);
    expect(events(world, 'ip.undeliverable', 'R2').at(-1)?.event).toMatchObject({ because: 'filtered', list: '7' });
  });

  it('show as !A in a trace, once in half a second', () => {
    const world = twoRouters('access-list 101 deny udp any any\naccess-list 101 permit ip any any\ninterface Ethernet0/0\n ip access-group 101 in\n');
    const console = consoleOf(world);
    console.type('\r');
    expect(console.type('traceroute 10.3.3.9\r')).toContain('\r\n  1 10.2.2.2 !A  *  !A \r\n');
  });
});

describe('pings of other kinds', () => {
  it('record the addresses by which they go and come', () => {
    const { details } = pings(twoRouters(), '10.3.3.1', { recordHops: 9, repeat: 1 });
    const recorded = must(details[0]?.recorded, 'a route');
    expect(recorded.addresses.slice(0, recorded.entered).map(formatIpv4)).toEqual(['10.2.2.1', '10.3.3.1', '10.2.2.2', '10.2.2.1']);
    expect(recorded.addresses).toHaveLength(9);
  });

  it('record no more than there is room for', () => {
    const { details } = pings(twoRouters(), '10.3.3.1', { recordHops: 2, repeat: 1 });
    expect(details[0]?.recorded).toMatchObject({ entered: 2 });
  });

  it.each(['255.255.255.255', '10.2.2.255'])('to %s everybody answers', (destination) => {
    const { marks, replies } = pings(twoRouters(), destination, { repeat: 2 });
    expect(marks).toBe('');
    expect(replies).toEqual(['0 10.2.2.2', '1 10.2.2.2']);
  });

  it('to a broadcast that nobody answers are lost', () => {
    const world = twoRouters('interface Ethernet0/0\n shutdown\n');
    expect(pings(world, '255.255.255.255', { repeat: 2 }).marks).toBe('..');
  });

  it('bring back any pattern', () => {
    const { marks } = pings(twoRouters(), '10.3.3.9', { pattern: 0x00ff, validates: true, typeOfService: 184 });
    expect(marks).toBe('!!!!!');
  });
});
