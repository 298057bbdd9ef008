// RIP in whole labs: routes learnt over a LAN and over calls, who pays for its updates, and what cures that.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { formatIpv4, prefixLength } from '../../src/base/ipv4.ts';
import type { LabDescription } from '../../src/network/lab-description.ts';
import type { World } from '../../src/network/world.ts';
import { IPV4 } from '../../src/wire/ipv4.ts';
import { capture, events, fixture, labOf, lineOf, ping, type, wait, worldOf } from '../support/lab.ts';

const routes = (world: World, name: string): string[] =>
  must(world.routers.get(name), name)
    .routes()
    .filter(({ code }) => code === 'R')
    .map(({ prefix, mask, metric, interface: on, possiblyDown }) => `${formatIpv4(prefix)}/${prefixLength(mask)} ${metric} ${on}${possiblyDown ? ' possibly down' : ''}`);

const settled = (lab: LabDescription): World => {
  const world = worldOf(lab);
  world.settle();
  return world;
};

describe('over a LAN', () => {
  const router = (n: number, more: readonly string[] = []): string =>
    [`hostname R${n}`, 'interface Loopback0', ` ip address 10.${n}.0.1 255.255.255.0`, 'interface Ethernet0', ` ip address 10.9.9.${n} 255.255.255.0`, 'router rip', ...more, ' network 10.0.0.0'].join('\n');
  const lan = (configs: Record<string, string>): LabDescription =>
    labOf(configs, [], { lans: [{ name: 'lan1', members: Object.keys(configs).map((name) => ({ router: name, interface: 'Ethernet0' })), hosts: [] }] });

  it('version 1 goes to everybody', () => {
    const world = settled(lan({ R1: router(1), R2: router(2) }));
    const frames = capture(world);
    wait(world, 35);
    expect(routes(world, 'R1')).toEqual(['10.2.0.0/24 1 Ethernet0']);
    expect(new Set(frames.map(({ octets }) => Buffer.from(octets.subarray(0, 6)).toString('hex')))).toEqual(new Set(['ffffffffffff']));
    // Its answer to the first request has told R2's hardware address already.
    expect(ping(world, 'R1', '10.2.0.1')).toBe('!!!!!');
  });

  it('version 2 goes to the group of RIP routers, two hops far, in internetwork control', () => {
    const version = [' version 2', ' no auto-summary'];
    const world = settled(lan({ R1: router(1, version), R2: router(2, version) }));
    const frames = capture(world);
    wait(world, 35);
    expect(routes(world, 'R2')).toEqual(['10.1.0.0/24 1 Ethernet0']);
    const packets = frames.map(({ octets }) => [Buffer.from(octets.subarray(0, 6)).toString('hex'), IPV4.parse(octets.subarray(14))] as const);
    for (const [hardware, packet] of packets) {
      expect(hardware).toBe('01005e000009');
      expect(packet).toMatchObject({ ok: true, value: { destination: 0xe0000009, timeToLive: 2, typeOfService: 0xc0, protocol: 17 } });
    }
    expect(packets.length).toBeGreaterThanOrEqual(2);
  });

  it('a router that knows only version 2 does not hear version 1', () => {
    const world = settled(lan({ R1: router(1), R2: router(2, [' version 2']) }));
    wait(world, 35);
    expect(routes(world, 'R2')).toEqual([]);
    expect(events(world, 'rip.ignored', 'R2')[0]?.event).toMatchObject({ because: 'version', version: 1 });
    // R1 sends version 1 and receives any.
    expect(routes(world, 'R1')).toEqual(['10.2.0.0/24 1 Ethernet0']);
  });

  it('a neighbour that goes is suppressed after 180 seconds and forgotten after 240', () => {
    const world = settled(lan({ R1: router(1), R2: router(2) }));
    wait(world, 20);
    type(world, 'R2', 'interface Ethernet0', ' shutdown');
    wait(world, 170);
    expect(routes(world, 'R1')).toEqual(['10.2.0.0/24 1 Ethernet0']);
    wait(world, 35);
    expect(routes(world, 'R1')).toEqual(['10.2.0.0/24 1 Ethernet0 possibly down']);
    wait(world, 60);
    expect(routes(world, 'R1')).toEqual([]);
  });

  it('a network that goes is told at once', () => {
    const world = settled(lan({ R1: router(1), R2: router(2) }));
    wait(world, 20);
    type(world, 'R2', 'interface Loopback0', ' shutdown');
    wait(world, 3);
    expect(routes(world, 'R1')).toEqual(['10.2.0.0/24 1 Ethernet0 possibly down']);
  });

  it('a static route is better, a floating one waits until RIP has none', () => {
    const world = settled(lan({ R1: router(1), R2: router(2) }));
    wait(world, 20);
    const codes = (): string[] => must(world.routers.get('R1'), 'R1').routes().filter(({ prefix }) => formatIpv4(prefix) === '10.2.0.0').map(({ code, distance }) => `${code} ${distance}`);
    type(world, 'R1', 'ip route 10.2.0.0 255.255.255.0 10.9.9.77 200');
    expect(codes()).toEqual(['R 120']);
    type(world, 'R1', 'ip route 10.2.0.0 255.255.255.0 10.9.9.2');
    expect(codes()).toEqual(['S 1']);
    type(world, 'R1', 'no ip route 10.2.0.0 255.255.255.0 10.9.9.2');
    expect(codes()).toEqual(['S 200']);
    wait(world, 31);
    expect(codes()).toEqual(['R 120']);
    type(world, 'R2', 'interface Ethernet0', ' shutdown');
    wait(world, 250);
    expect(codes()).toEqual(['S 200']);
  });

  it('tells of static routes, of a default, and under another distance', () => {
    const world = settled(lan({ R1: router(1, [' redistribute static metric 4', ' default-information originate']), R2: router(2, [' distance 90']) }));
    type(world, 'R1', 'ip route 172.30.0.0 255.255.0.0 Null0');
    wait(world, 35);
    expect(routes(world, 'R2')).toEqual(['0.0.0.0/0 1 Ethernet0', '10.1.0.0/24 1 Ethernet0', '172.30.0.0/16 4 Ethernet0']);
    expect(must(world.routers.get('R2'), 'R2').routes().filter(({ code }) => code === 'R').every(({ distance }) => distance === 90)).toBe(true);
  });

  it('ends with `no router rip`, and is forgotten by a reload', () => {
    const world = settled(lan({ R1: router(1), R2: router(2) }));
    wait(world, 20);
    type(world, 'R1', 'no router rip');
    expect(routes(world, 'R1')).toEqual([]);
    const sent = events(world, 'rip.update', 'R1').length;
    wait(world, 60);
    expect(events(world, 'rip.update', 'R1')).toHaveLength(sent);
    must(world.routers.get('R2'), 'R2').reload();
    expect(must(world.routers.get('R2'), 'R2').routes()).toEqual([]);
    wait(world, 60);
    expect(routes(world, 'R2')).toEqual([]);
  });
});

describe('over calls', () => {
  const LINES = [lineOf('R1', ['5557777']), lineOf('R2', ['5558888'])];
  const LANS = ['R1', 'R2'].map((router) => ({ name: `lan ${router}`, members: [{ router, interface: 'Ethernet0' }], hosts: [] }));
  const lab = (more: readonly string[] = []): LabDescription =>
    labOf(
      { R1: [fixture('transcripts', 'routing', 'rip-r1.cfg').replace(/\nend\n/, '\n'), ...more].join('\n'), R2: fixture('transcripts', 'routing', 'rip-r2.cfg') },
      LINES,
      { lans: LANS },
    );

  it('its updates dial, and keep the line up', () => {
    const world = settled(lab());
    wait(world, 600);
    const released = events(world, 'dialer.released', 'R1').filter(({ event }) => event.lastedMs > 0);
    // Two calls met; one of them was given up, the other stays.
    expect(released.length).toBeLessThanOrEqual(1);
    expect(must(world.routers.get('R1'), 'R1').activeCalls()).toHaveLength(1);
    expect(routes(world, 'R1')).toEqual(['192.168.2.0/24 1 BRI0']);
  });

  it.each([
    ['passive interfaces', ['router rip', ' passive-interface BRI0'], ['router rip', ' passive-interface BRI0']],
    [
      'a dialer list that denies RIP',
      ['access-list 101 deny udp any any eq rip', 'access-list 101 permit ip any any', 'dialer-list 1 protocol ip list 101'],
      ['access-list 101 deny udp any any eq rip', 'access-list 101 permit ip any any', 'dialer-list 1 protocol ip list 101'],
    ],
  ])('%s cure that', (_what, first, second) => {
    const world = settled(lab());
    wait(world, 60);
    type(world, 'R1', ...first);
    type(world, 'R2', ...second);
    wait(world, 240);
    expect(must(world.routers.get('R1'), 'R1').activeCalls()).toHaveLength(0);
    const dialled = events(world, 'dialer.attempt').length;
    wait(world, 1800);
    expect(events(world, 'dialer.attempt')).toHaveLength(dialled);
  });

  it('go only to maps that say broadcast', () => {
    const map = 'dialer map ip 172.12.12.2 name R2';
    const quiet = (config: string): string => config.replace(/ broadcast( 555|$)/m, '$1');
    const world = settled(labOf({ R1: quiet(fixture('transcripts', 'routing', 'rip-r1.cfg')), R2: quiet(fixture('transcripts', 'routing', 'rip-r2.cfg')) }, LINES, { lans: LANS }));
    wait(world, 120);
    expect(events(world, 'dialer.attempt')).toEqual([]);
    expect(events(world, 'dialer.noDial', 'R1').every(({ event }) => event.because === 'no-map')).toBe(true);
    type(world, 'R1', 'interface BRI0', ` no ${map}`, ` ${map} broadcast 5558888`);
    wait(world, 60);
    expect(events(world, 'dialer.attempt').map(({ device }) => device)).toContain('R1');
    // R1's updates reach R2; R2's map does not carry them.
    expect(routes(world, 'R2')).toEqual(['10.0.0.0/8 1 BRI0']);
    expect(routes(world, 'R1')).toEqual([]);
  });

  it('an update over a call takes the metric and the network of its class with it', () => {
    const world = settled(lab());
    wait(world, 60);
    expect(routes(world, 'R2')).toEqual(['10.0.0.0/8 1 BRI0']);
    expect(ping(world, 'R2', '10.1.1.1')).toBe('!!!!!');
  });
});
