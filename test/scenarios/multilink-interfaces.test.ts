// Whose bundle it is: a Multilink interface with its serial lines, the Virtual-Access of a rotary group, of a dialer profile,
// of a virtual template. Addresses, routes, states and names of interfaces follow.

import { describe, expect, it } from 'vitest';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import type { World } from '../../src/network/world.ts';
import { clientConfig, LINES, serverConfig, settled, type EndOptions } from '../support/configs.ts';
import { disturb } from '../support/faults.ts';
import { events, labNamed, labOf, lineOf, ping, type, wait } from '../support/lab.ts';
import { bundleOf, linksOf, load, multilinkWorld, routerOf, waitUntil } from '../support/multilink.ts';
import { controllerLines, MODELS, priLineOf } from '../support/primary.ts';

const R1 = '172.12.12.1';
const routesOf = (world: World, name: string): string[] =>
  routerOf(world, name).routes().map(({ prefix, interface: via }) => `${formatIpv4(prefix)} ${via}`);
const stateOf = (world: World, name: string, part: string): string => {
  const reading = routerOf(world, name).interface(part);
  return `${reading?.state} ${reading?.protocolUp ? 'up' : 'down'}`;
};

describe('interface Multilink 1 over serial lines', () => {
  const config = (n: number, lines: readonly string[] = [], links: readonly string[] = []): string =>
    [
      `hostname R${n}`, `username R${3 - n} password CCIE`, 'interface Multilink1', ` ip address 10.0.0.${n} 255.255.255.0`, ' ppp multilink', ...lines,
      ...['Serial0', 'Serial1'].flatMap((name) => [
        `interface ${name}`, ' encapsulation ppp', ' ppp authentication chap', ' ppp multilink', ' ppp multilink group 1', ...links, ...(n === 1 ? [' clock rate 128000'] : []),
      ]),
    ].join('\n');
  const serialLinks = ['Serial0', 'Serial1'].map((name) => ({ ends: [{ router: 'R1', interface: name }, { router: 'R2', interface: name }] as const }));
  const world = (lines: readonly string[] = [], links: readonly string[] = []): World =>
    settled(labOf({ R1: config(1, lines, links), R2: config(2, lines, links) }, [], { serialLinks }));

  it('has both as its links, their bandwidth and a route of its own', () => {
    const lab = world();
    expect(bundleOf(lab, 'R1')).toMatchObject({ interface: 'Multilink1', home: 'Multilink1', bundleName: 'R2', bitsPerSecond: 256_000 });
    expect(linksOf(lab, 'R1')).toEqual(['Serial0', 'Serial1']);
    expect(ping(lab, 'R1', '10.0.0.2')).toBe('!!!!!');
    expect(routesOf(lab, 'R1')).toEqual(['10.0.0.0 Multilink1', '10.0.0.2 Multilink1']);
    expect(['Multilink1', 'Serial0', 'Serial1'].map((name) => stateOf(lab, 'R1', name))).toEqual(['up up', 'up up', 'up up']);
    expect(routerOf(lab, 'R1').interface('Serial0')).toMatchObject({ bundle: 'Multilink1', ppp: { multilink: true } });
    expect(routerOf(lab, 'R1').interface('Multilink1')?.settings).toMatchObject({ encapsulation: 'ppp', bandwidthKbit: 256 });
  });

  it('loses a link and gets it back, without going down', () => {
    const lab = world();
    type(lab, 'R1', 'interface Serial1', 'shutdown');
    wait(lab, 5);
    expect(linksOf(lab, 'R2')).toEqual(['Serial0']);
    expect(ping(lab, 'R1', '10.0.0.2')).toBe('!!!!!');
    type(lab, 'R1', 'interface Serial1', 'no shutdown');
    wait(lab, 15);
    expect(linksOf(lab, 'R2')).toEqual(['Serial0', 'Serial1']);
    expect(events(lab, 'lineProtocol.changed', 'R2').filter((record) => record.interface === 'Multilink1')).toHaveLength(1);
  });

  it('begins anew where IPCP has given up', () => {
    const lab = world();
    for (const name of ['Serial0', 'Serial1']) type(lab, 'R1', `interface ${name}`, 'shutdown');
    wait(lab, 5);
    // Nothing of the bundle comes through, until the last Configure-Request has been sent.
    const lost = disturb(lab, ({ octets }) => (octets[3] === 0x3d || octets[2] === 0x3d ? undefined : octets));
    for (const name of ['Serial0', 'Serial1']) type(lab, 'R1', `interface ${name}`, 'no shutdown');
    wait(lab, 26);
    expect(bundleOf(lab, 'R2')).toMatchObject({ ipcp: 'Stopped' });
    lost.stop();
    const removed = events(lab, 'mlp.linkRemoved').length;
    wait(lab, 15);
    expect(bundleOf(lab, 'R2')).toMatchObject({ ipcp: 'Open' });
    // Its links stay, whichever there were when it gave up.
    expect(events(lab, 'mlp.linkRemoved')).toHaveLength(removed);
    expect(ping(lab, 'R1', '10.0.0.2')).toBe('!!!!!');
  });

  it('goes down with its last link', () => {
    const lab = world();
    for (const name of ['Serial0', 'Serial1']) type(lab, 'R1', `interface ${name}`, 'shutdown');
    wait(lab, 5);
    expect(stateOf(lab, 'R2', 'Multilink1')).toBe('down down');
    expect(routesOf(lab, 'R2')).toEqual([]);
  });

  it('keeps its links out while it is shut down', () => {
    const lab = world();
    type(lab, 'R1', 'interface Multilink1', 'shutdown');
    wait(lab, 30);
    expect(stateOf(lab, 'R1', 'Multilink1')).toBe('administratively down down');
    expect(linksOf(lab, 'R2')).toEqual([]);
    expect(events(lab, 'mlp.linkRefused', 'R1').map(({ event }) => event.because)).toContain('shutdown');
    type(lab, 'R1', 'interface Multilink1', 'no shutdown');
    wait(lab, 30);
    expect(linksOf(lab, 'R2').toSorted()).toEqual(['Serial0', 'Serial1']);
    expect(ping(lab, 'R1', '10.0.0.2')).toBe('!!!!!');
  });

  it('fragments by time, and interleaves', () => {
    const lab = world([' ppp multilink fragment delay 10', ' ppp multilink interleave']);
    expect(ping(lab, 'R1', '10.0.0.2')).toBe('!!!!!');
    const traffic = load(lab, 'R1', '10.0.0.2', 1500);
    wait(lab, 3);
    traffic.stop();
    const frames = events(lab, 'mlp.fragment', 'R1').filter(({ event }) => event.direction === 'O').map(({ event }) => event.frameOctets);
    // 10 ms of 128 kbit/s.
    expect(Math.max(...frames)).toBe(160);
    expect(bundleOf(lab, 'R1')?.counters).toMatchObject({ lost: 0, discarded: 0 });
  });

  it('has one peer: a line to another router is refused', () => {
    const other = `hostname R3\nusername R1 password CCIE\ninterface Serial0\n ip address 10.0.0.3 255.255.255.0\n encapsulation ppp\n ppp authentication chap\n ppp multilink\n`;
    const lab = settled(
      labOf({ R1: `username R3 password CCIE\n${config(1)}`, R2: config(2), R3: other }, [], {
        serialLinks: [
          { ends: [{ router: 'R1', interface: 'Serial0' }, { router: 'R2', interface: 'Serial0' }] },
          { ends: [{ router: 'R1', interface: 'Serial1' }, { router: 'R3', interface: 'Serial0' }] },
        ],
      }),
    );
    wait(lab, 20);
    expect(events(lab, 'mlp.linkRefused', 'R1').map(({ event }) => event.because)).toContain('other-peer');
    expect(linksOf(lab, 'R1')).toHaveLength(1);
  });
});

describe('a serial line that does multilink without a group', () => {
  it('is a bundle by itself, and its own address counts', () => {
    const config = (n: number): string => `hostname R${n}\ninterface Serial0\n ip address 10.0.0.${n} 255.255.255.0\n encapsulation ppp\n ppp multilink\n`;
    const serialLinks = [{ ends: [{ router: 'R1', interface: 'Serial0' }, { router: 'R2', interface: 'Serial0' }] as const }];
    const lab = settled(labOf({ R1: config(1), R2: config(2) }, [], { serialLinks }));
    expect(bundleOf(lab, 'R1')).toMatchObject({ interface: 'Virtual-Access1', home: 'Serial0' });
    expect(ping(lab, 'R1', '10.0.0.2')).toBe('!!!!!');
    expect(events(lab, 'mlp.fragment', 'R1').length).toBeGreaterThan(10);
  });
});

describe('a Virtual-Access interface', () => {
  const NO_CALLBACK = ['ppp callback', 'dialer callback-secure', 'map-class', ' dialer callback-server'];
  const end = (options: EndOptions): EndOptions => ({ ...options, more: ['ppp multilink', ...(options.more ?? [])], without: NO_CALLBACK });

  it('takes after the Dialer of a rotary group, over several BRIs', () => {
    const lines = [lineOf('R1', ['5557777'], { huntGroup: 'R1' }), lineOf('R1', ['5557777'], { interface: 'BRI1', huntGroup: 'R1' }), lineOf('R2', ['5558888']), lineOf('R2', ['5558889'], { interface: 'BRI1' })];
    const rotary = ['BRI0', 'BRI1'];
    const r1 = serverConfig(end({ rotary, maps: ['ip 172.12.12.2 name R2 broadcast 5558888'] }));
    const r2 = clientConfig(end({ rotary, more: ['load-interval 30', 'dialer load-threshold 1'] }));
    const lab = labOf({ R1: r1, R2: r2 }, lines);
    const world = settled({ ...lab, routers: lab.routers.map((router) => ({ ...router, model: '4500' })) });
    expect(ping(world, 'R2', R1)).toBe('.!!!!');
    wait(world, 20);
    expect(linksOf(world, 'R1')).toEqual(['BRI0:1', 'BRI0:2', 'BRI1:1', 'BRI1:2']);
    expect(bundleOf(world, 'R1')).toMatchObject({ home: 'Dialer1', bitsPerSecond: 256_000 });
    expect(routerOf(world, 'R1').interface('Virtual-Access1')?.settings).toMatchObject({ unnumbered: 'Dialer1', bandwidthKbit: 256 });
    expect(ping(world, 'R2', R1)).toBe('!!!!!');
  });

  it.each([
    ['as many channels as it may have', ['ppp multilink links maximum 6'], 6],
    ['every channel of a T1', [], 23],
  ] as const)('has %s of a primary access', (_what, limit, links) => {
    const lines = (n: number): string => {
      const maps = [`ip 172.12.12.${3 - n} name R${3 - n} broadcast 555000${3 - n}`];
      const more = n === 2 ? ['load-interval 30', 'dialer load-threshold 1', ...limit] : [];
      const users = [`R${3 - n} password CCIE`];
      const own = { hostname: `R${n}`, address: `172.12.12.${n} 255.255.255.0`, interface: 'Serial0:23', switchType: 'primary-ni', users, maps };
      return `${controllerLines('T1').join('\n')}\n${serverConfig(end({ ...own, more }))}`;
    };
    const lab = labOf({ R1: lines(1), R2: lines(2) }, [priLineOf('R1', 'T1', ['5550001']), priLineOf('R2', 'T1', ['5550002'])]);
    const world = settled({ ...lab, routers: lab.routers.map((router) => ({ ...router, model: MODELS.T1 })) });
    expect(ping(world, 'R2', R1)).toBe('.!!!!');
    wait(world, 115);
    expect(bundleOf(world, 'R1')).toMatchObject({ home: 'Serial0:23', bitsPerSecond: links * 64_000 });
    expect(linksOf(world, 'R1')).toHaveLength(links);
    const traffic = load(world, 'R2', R1, 1400);
    wait(world, 5);
    traffic.stop();
    wait(world, 2);
    // However many links there are, a packet is cut into sixteen fragments at most.
    const sent = events(world, 'mlp.fragment', 'R2').filter(({ event }) => event.direction === 'O');
    const run = sent.slice(sent.findLastIndex(({ event }) => event.begin)).length;
    expect(run).toBe(Math.min(links, 16));
    expect(bundleOf(world, 'R1')?.counters).toMatchObject({ lost: 0, discarded: 0 });
    expect(ping(world, 'R2', R1)).toBe('!!!!!');
    wait(world, 200);
    expect(linksOf(world, 'R1')).toEqual([]);
  });

  it('has modems for links as well as anything else', () => {
    const lab = labNamed('callback-modems');
    const world = settled({ ...lab, routers: lab.routers.map((router) => ({ ...router, config: router.config.replace(' encapsulation ppp\n', ' encapsulation ppp\n ppp multilink\n') })) });
    ping(world, 'client', '10.1.1.1');
    expect(waitUntil(world, 120, () => linksOf(world, 'server').length === 1)).toBeLessThan(100);
    expect(bundleOf(world, 'server')).toMatchObject({ home: 'Async1', bundleName: 'client' });
    wait(world, 5);
    expect(ping(world, 'client', '10.1.1.1')).toBe('!!!!!');
    expect(events(world, 'mlp.fragment', 'client').length).toBeGreaterThan(10);
  });

  it('takes after a dialer profile, and is bound to it', () => {
    const profile = { profile: true } as const;
    const world = multilinkWorld(profile, { ...profile, more: ['dialer load-threshold 1'] });
    // Until the name is known the physical interface's PPP counts: it must do multilink too.
    for (const name of ['R1', 'R2']) type(world, name, 'interface BRI0', 'ppp multilink');
    expect(ping(world, 'R2', R1)).toBe('.!!!!');
    wait(world, 10);
    expect(linksOf(world, 'R2')).toEqual(['BRI0:1', 'BRI0:2']);
    expect(bundleOf(world, 'R2')?.home).toBe('Dialer1');
    expect(events(world, 'mlp.bound', 'R2').map(({ event, interface: name }) => [name, event.type, event.profile])).toEqual([['Virtual-Access1', 'mlp.bound', 'Dialer1']]);
    wait(world, 300);
    expect(events(world, 'mlp.unbound', 'R2')).toHaveLength(1);
  });

  it('takes after the virtual template where its link says nothing of dialing', () => {
    const template = ['multilink virtual-template 1', 'interface Virtual-Template1', ' ip unnumbered Ethernet0', ' ppp multilink', 'interface Ethernet0', ' ip address 172.12.12.1 255.255.255.0', ' no shutdown'];
    const r1 = [
      'hostname R1', 'username R2 password CCIE', 'isdn switch-type basic-ni', 'interface BRI0', ' no ip address', ' encapsulation ppp', ' ppp authentication chap', ' ppp multilink', ...template,
    ].join('\n');
    const world = settled(labOf({ R1: r1, R2: clientConfig(end({})) }, LINES, { lans: [{ name: 'lan1', members: [{ router: 'R1', interface: 'Ethernet0' }], hosts: [] }] }));
    expect(ping(world, 'R2', R1)).toBe('.!!!!');
    expect(bundleOf(world, 'R1')).toMatchObject({ interface: 'Virtual-Access1', home: 'Virtual-Template1' });
    expect(routesOf(world, 'R1')).toContain('172.12.12.2 Virtual-Access1');
    expect(ping(world, 'R1', '172.12.12.2')).toBe('!!!!!');
    wait(world, 200);
    expect(routesOf(world, 'R1')).toEqual(['172.12.12.0 Ethernet0']);
  });

  it('of the next bundle is the first that is free', () => {
    const world = multilinkWorld();
    for (let round = 0; round < 2; round += 1) {
      ping(world, 'R2', R1, 2);
      expect(bundleOf(world, 'R2')?.interface).toBe('Virtual-Access1');
      expect(waitUntil(world, 200, () => bundleOf(world, 'R2') === undefined)).toBeLessThan(150);
      wait(world, 3);
    }
    expect(routerOf(world, 'R2').interfaces().filter(({ kind }) => kind === 'virtual-access')).toHaveLength(1);
  });
});
