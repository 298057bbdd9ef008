import { describe, expect, it } from 'vitest';
import { parseIpv4 } from '../../../../src/base/ipv4.ts';
import { must } from '../../../../src/base/assert.ts';
import { decideForward, withTimeToLive } from '../../../../src/protocols/ip/forward.ts';
import { buildRoutingTable, connectedRoute, lookupRoute, neighbourRoute, type Route } from '../../../../src/protocols/ip/routing-table.ts';
import { evaluateAccessList } from '../../../../src/protocols/ip/access-list.ts';
import { answerIcmp, timeExceededAbout, unreachableAbout } from '../../../../src/protocols/ip/icmp-responder.ts';
import { fromHex, toHex } from '../../../../src/base/octets.ts';

const ip = (text: string): number => must(parseIpv4(text), text);

function fixed(prefix: string, mask: string, via: { nextHop?: string; interface?: string }, distance = 1): Route {
  return {
    code: 'S', prefix: ip(prefix), mask: ip(mask), distance, metric: 0,
    ...(via.nextHop === undefined ? {} : { nextHop: ip(via.nextHop) }),
    ...(via.interface === undefined ? {} : { interface: via.interface }),
  };
}

const LAN = connectedRoute(ip('10.1.1.7'), ip('255.255.255.0'), 'Ethernet0');
const BRI = connectedRoute(ip('172.12.12.1'), ip('255.255.255.0'), 'BRI0');

describe('the routing table', () => {
  it.each([
    ['10.1.1.9', 'Ethernet0', '10.1.1.9'],
    ['172.12.12.2', 'BRI0:1', '172.12.12.2'],
    ['172.12.12.3', 'BRI0', '172.12.12.3'],
    ['192.168.5.5', 'BRI0:1', '172.12.12.2'],
    ['192.168.6.6', 'BRI0', '192.168.6.6'],
    ['192.168.7.7', 'BRI0', '172.12.12.3'],
    ['8.8.8.8', 'Ethernet0', '10.1.1.1'],
  ])('finds %s over %s via %s', (destination, interfaceName, nextHop) => {
    const table = buildRoutingTable([
      fixed('0.0.0.0', '0.0.0.0', { nextHop: '10.1.1.1' }),
      fixed('192.168.5.0', '255.255.255.0', { nextHop: '172.12.12.2' }),
      fixed('192.168.6.0', '255.255.255.0', { interface: 'BRI0' }),
      fixed('192.168.7.0', '255.255.255.0', { interface: 'BRI0', nextHop: '172.12.12.3' }),
      LAN, BRI,
      neighbourRoute(ip('172.12.12.2'), 'BRI0:1'),
    ]);
    expect(lookupRoute(table, ip(destination))).toMatchObject({ interface: interfaceName, nextHop: ip(nextHop) });
  });

  it('prefers the lower distance, and takes the floating route when the better one is gone', () => {
    const floating = fixed('192.168.5.0', '255.255.255.0', { nextHop: '172.12.12.2' }, 200);
    const better = fixed('192.168.5.0', '255.255.255.0', { nextHop: '10.1.1.1' });
    expect(lookupRoute(buildRoutingTable([floating, better, LAN, BRI]), ip('192.168.5.1'))?.interface).toBe('Ethernet0');
    expect(lookupRoute(buildRoutingTable([floating, better, BRI]), ip('192.168.5.1'))?.interface).toBe('BRI0');
  });

  it('keeps static routes that are as good, and sends each destination over one of them', () => {
    const [a, b] = [fixed('192.168.5.0', '255.255.255.0', { nextHop: '172.12.12.2' }), fixed('192.168.5.0', '255.255.255.0', { nextHop: '10.1.1.1' })];
    const table = buildRoutingTable([a, b, a, LAN, BRI]);
    expect(table.routes.filter(({ code }) => code === 'S')).toEqual([a, b]);
    const ways = ['192.168.5.1', '192.168.5.2', '192.168.5.1'].map((each) => lookupRoute(table, ip(each))?.interface);
    expect(new Set(ways)).toEqual(new Set(['Ethernet0', 'BRI0']));
    expect(ways[0]).toBe(ways[2]);
  });

  it('leaves out what cannot be reached or leads to itself', () => {
    const table = buildRoutingTable([
      fixed('192.168.5.0', '255.255.255.0', { nextHop: '9.9.9.9' }),
      fixed('10.0.0.0', '255.0.0.0', { nextHop: '10.9.9.9' }),
      LAN,
    ]);
    expect(table.routes).toEqual([LAN]);
    expect(lookupRoute(table, ip('192.168.5.1'))).toBeUndefined();
    const loop = buildRoutingTable([fixed('0.0.0.0', '0.0.0.0', { nextHop: '10.1.1.1' }), fixed('20.0.0.0', '255.0.0.0', { nextHop: '20.0.0.1' }), LAN]);
    expect(loop.routes).toHaveLength(2);
  });

  it('resolves a next hop over another static route', () => {
    const table = buildRoutingTable([
      fixed('192.168.5.0', '255.255.255.0', { nextHop: '20.0.0.1' }),
      fixed('20.0.0.0', '255.0.0.0', { nextHop: '10.1.1.1' }),
      LAN,
    ]);
    expect(lookupRoute(table, ip('192.168.5.1'))).toMatchObject({ interface: 'Ethernet0', nextHop: ip('10.1.1.1') });
  });

  it('sorts by prefix', () => {
    expect(buildRoutingTable([BRI, LAN]).routes).toEqual([LAN, BRI]);
  });
});

describe('the forwarding decision', () => {
  const table = buildRoutingTable([LAN, BRI]);
  const locals = [
    { address: ip('10.1.1.7'), mask: ip('255.255.255.0'), interface: 'Ethernet0' },
    { address: ip('1.1.1.1'), mask: ip('255.255.255.255'), interface: 'Loopback0' },
  ];
  it.each([
    ['our address', '1.1.1.1', 255, false, { kind: 'deliver' }],
    ['transit', '172.12.12.2', 9, false, { kind: 'forward', interface: 'BRI0', nextHop: ip('172.12.12.2'), timeToLive: 8, broadcast: false }],
    ['our own', '172.12.12.2', 255, true, { kind: 'forward', interface: 'BRI0', nextHop: ip('172.12.12.2'), timeToLive: 255, broadcast: false }],
    ['the last hop', '172.12.12.2', 1, false, { kind: 'time-exceeded' }],
    ['no route', '9.9.9.9', 9, false, { kind: 'unreachable', code: 1 }],
    ['a broadcast for us', '10.1.1.255', 9, false, { kind: 'deliver' }],
    ['our broadcast', '10.1.1.255', 255, true, { kind: 'forward', interface: 'Ethernet0', nextHop: ip('10.1.1.255'), timeToLive: 255, broadcast: true }],
    ['everybody', '255.255.255.255', 1, false, { kind: 'deliver' }],
    ['multicast', '224.0.0.5', 1, false, { kind: 'discard' }],
  ] as const)('%s', (_title, destination, timeToLive, own, decision) => {
    expect(decideForward({ destination: ip(destination), timeToLive, own, joined: false }, table, locals)).toEqual(decision);
  });

  it('a group that this router has joined', () => {
    expect(decideForward({ destination: ip('224.0.0.9'), timeToLive: 1, own: false, joined: true }, table, locals)).toEqual({ kind: 'deliver' });
  });

  it('updates the checksum with the time to live', () => {
    // The well-known header of the IPv4 checksum examples: its sum is b861 with a time to live of 64.
    const header = fromHex('4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7');
    const changed = withTimeToLive(header, 63);
    let sum = 0;
    for (let i = 0; i < 20; i += 2) sum += ((changed[i] ?? 0) << 8) | (changed[i + 1] ?? 0);
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
    expect(sum).toBe(0xffff);
    expect(changed[8]).toBe(63);
    expect(header[8]).toBe(64);
    expect(toHex(withTimeToLive(changed, 64))).toBe(toHex(header));
  });
});

describe('standard access lists', () => {
  const entries = [
    { action: 'deny', source: ip('10.1.1.5'), wildcard: 0 },
    { action: 'permit', source: ip('10.1.0.0'), wildcard: ip('0.0.255.255') },
  ] as const;
  it.each([
    ['10.1.1.5', { permitted: false, entry: 0 }],
    ['10.1.200.5', { permitted: true, entry: 1 }],
    ['10.2.1.5', { permitted: false }],
  ])('%s', (source, verdict) => {
    expect(evaluateAccessList(entries, ip(source))).toEqual(verdict);
  });
  it('permits all when there is no list', () => {
    expect(evaluateAccessList([], 1)).toEqual({ permitted: true });
  });
});

describe('ICMP answers', () => {
  const header = (protocol: string, more = '0000', destination = '0a010107') =>
    `4500 0030 0001 ${more} ff${protocol} 0000 0a010108 ${destination}`;
  const udp = fromHex(`${header('11')} 0035 0035 0008 0000 ffff`);
  it('replies to an echo with its data', () => {
    const data = Uint8Array.of(1, 2);
    expect(answerIcmp({ kind: 'echoRequest', identifier: 7, sequence: 8, data })).toEqual({ kind: 'echoReply', identifier: 7, sequence: 8, data });
    expect(answerIcmp({ kind: 'echoReply', identifier: 7, sequence: 8, data })).toBeUndefined();
  });
  it('quotes header and eight octets', () => {
    expect(unreachableAbout(udp, 3)).toEqual({ kind: 'destinationUnreachable', code: 3, nextHopMtu: 0, original: udp.slice(0, 28) });
    expect(timeExceededAbout(udp)).toEqual({ kind: 'timeExceeded', code: 0, original: udp.slice(0, 28) });
  });
  it.each([
    ['an error', `${header('01')} 0301 0000 00000000`, false],
    ['an echo', `${header('01')} 0800 0000 00000000`, true],
    ['a later fragment', `${header('11', '0001')} 0035 0035 0008 0000`, false],
    ['a broadcast', `${header('11', '0000', 'ffffffff')} 0035 0035 0008 0000`, false],
    ['nothing', '', false],
  ])('about %s', (_title, hex, said) => {
    expect(unreachableAbout(fromHex(hex), 1) !== undefined).toBe(said);
  });
});
