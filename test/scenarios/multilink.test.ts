// Multilink between two routers over ISDN: bundles come about, carry packets over both channels, and go; links come and go
// with the load; and whatever the two ends do not have in common, the call is an ordinary one or the link is closed.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import type { World } from '../../src/network/world.ts';
import { callbackWorld, clientConfig, serverConfig, settled } from '../support/configs.ts';
import { events, labOf, lineOf, ping, type, wait } from '../support/lab.ts';
import { expectQuiet } from '../support/lawful.ts';
import { bundleOf, linksOf, load, multilinkWorld, routerOf, waitUntil } from '../support/multilink.ts';
import { storyOf } from '../support/story.ts';

const R1 = '172.12.12.1';
const PENDING = 2;

const BOTH = ['BRI0:1', 'BRI0:2'];

/** A bundle of both channels, by load. */
function loaded(world: World): World {
  expect(ping(world, 'R2', R1)).toMatch(/!!!!$/);
  const traffic = load(world, 'R2', R1);
  expect(waitUntil(world, 90, () => linksOf(world, 'R2').length === 2)).toBeLessThan(60);
  traffic.stop();
  wait(world, 2);
  return world;
}

describe('a call whose ends both do multilink', () => {
  it('is a bundle of one link, with one IPCP for all', () => {
    const world = multilinkWorld();
    expect(ping(world, 'R2', R1)).toBe('.!!!!');
    for (const name of ['R1', 'R2']) {
      expect(bundleOf(world, name)).toMatchObject({ interface: 'Virtual-Access1', home: 'BRI0', ipcp: 'Open', counters: { lost: 0, discarded: 0 } });
      expect(linksOf(world, name)).toEqual(['BRI0:1']);
    }
    expect(bundleOf(world, 'R2')?.bundleName).toBe('R1');
    expect(routerOf(world, 'R2').interface('BRI0:1')?.ppp).toMatchObject({ lcp: 'Open', multilink: true, ipcp: 'Initial' });
    const states = events(world, 'ppp.state', 'R2').filter(({ event }) => event.protocol === 'IPCP');
    expect(new Set(states.map((record) => record.interface))).toEqual(new Set(['Virtual-Access1']));
    expect(routerOf(world, 'R2').routes().map(({ code, interface: via, mask }) => [code, via, mask >>> 0])).toEqual([['C', 'BRI0', 0xffffff00], ['C', 'BRI0', 0xffffffff]]);
  });

  it('goes when it is idle, as a whole, and comes again', () => {
    const world = loaded(multilinkWorld({}, { more: ['dialer load-threshold 10'] }));
    wait(world, 400);
    expectQuiet(world, PENDING);
    expect(linksOf(world, 'R1')).toEqual([]);
    expect(routerOf(world, 'R2').interface('Virtual-Access1')).toMatchObject({ state: 'down', protocolUp: false });
    expect(routerOf(world, 'R2').routes()).toHaveLength(1);
    expect(ping(world, 'R2', R1)).toBe('.!!!!');
    expect(bundleOf(world, 'R2')).toMatchObject({ interface: 'Virtual-Access1', receivedSequence: 6, sentSequence: 6 });
  });

  it.each(['chap', 'pap'])('is authenticated by %s on each link', (method) => {
    const proof = (name: string): string[] => (method === 'pap' ? [`ppp authentication pap`, `ppp pap sent-username ${name} password CCIE`] : []);
    const without = method === 'pap' ? ['ppp authentication chap'] : [];
    const world = loaded(multilinkWorld({ more: proof('R1'), without }, { more: [...proof('R2'), 'dialer load-threshold 60'], without }));
    expect(linksOf(world, 'R1')).toEqual(BOTH);
    const proofs = events(world, 'ppp.authenticated', 'R1');
    expect(proofs.map(({ interface: name, event }) => [name, event.peerName])).toEqual([['BRI0:1', 'R2'], ['BRI0:2', 'R2']]);
    expect(bundleOf(world, 'R1')?.bundleName).toBe('R2');
  });

  it('counts on the bundle what passes as a whole, and on the links what each carries', () => {
    const world = loaded(multilinkWorld({}, { more: ['dialer load-threshold 60'] }));
    const counters = (name: string, part: string) => must(routerOf(world, name).interface(part), part).counters;
    const bundle = counters('R2', 'Virtual-Access1');
    const other = counters('R1', 'Virtual-Access1');
    expect([bundle.packetsOutput, bundle.bytesOutput]).toEqual([other.packetsInput, other.bytesInput]);
    expect([bundle.packetsInput, bundle.bytesInput]).toEqual([other.packetsOutput, other.bytesOutput]);
    for (const link of BOTH) expect(counters('R2', link).packetsOutput).toBe(counters('R1', link).packetsInput);
    // Nearly every octet is the bundle's.
    const links = BOTH.reduce((sum, link) => sum + counters('R2', link).bytesOutput, 0);
    expect(links / bundle.bytesOutput).toBeGreaterThan(1);
    expect(links / bundle.bytesOutput).toBeLessThan(1.05);
  });
});

describe('the load', () => {
  it.each([
    ['dialer load-threshold 128 outbound'],
    ['dialer load-threshold 128 either'],
    ['dialer load-threshold 128 inbound'],
    ['ppp multilink load-threshold 128'],
  ])('brings the second link and takes it away: %s', (line) => {
    const world = multilinkWorld({}, { more: [line] });
    ping(world, 'R2', R1);
    const traffic = load(world, 'R2', R1);
    const came = waitUntil(world, 120, () => linksOf(world, 'R2').length === 2);
    // Half of what 64 kbit/s carry, weighted over 30 s, is there after 21 s of it, and is noticed within five.
    expect(came).toBeGreaterThan(15);
    expect(came).toBeLessThan(45);
    wait(world, 60);
    expect(linksOf(world, 'R2')).toEqual(BOTH);
    const overloaded = events(world, 'dialer.overloaded', 'R2');
    expect(overloaded).toHaveLength(1);
    expect(overloaded[0]?.event).toMatchObject({ number: '5557777', links: 1, threshold: 128 });
    expect(routerOf(world, 'R2').dialers()[0]?.calls.map((call) => call.reason.kind)).toEqual(['packet', 'load']);
    traffic.stop();
    const went = waitUntil(world, 120, () => linksOf(world, 'R2').length === 1);
    expect(went).toBeGreaterThan(30);
    expect(went).toBeLessThan(100);
    expect(linksOf(world, 'R1')).toEqual(['BRI0:1']);
    expect(events(world, 'dialer.underloaded', 'R2')).toHaveLength(1);
    expect(ping(world, 'R2', R1)).toBe('!!!!!');
  });

  it('is looked at by the end that is told to: either may add a link', () => {
    const world = multilinkWorld({ more: ['dialer load-threshold 100 either'] });
    ping(world, 'R2', R1);
    const traffic = load(world, 'R2', R1);
    expect(waitUntil(world, 90, () => linksOf(world, 'R2').length === 2)).toBeLessThan(60);
    traffic.stop();
    expect(events(world, 'dialer.attempt', 'R1').map(({ event }) => [event.number, event.reason])).toEqual([['5558888', 'load']]);
  });

  it('of one in 255 is always there: both channels come up at once, and stay', () => {
    const world = multilinkWorld({}, { more: ['dialer load-threshold 1'] });
    ping(world, 'R2', R1);
    wait(world, 10);
    expect(linksOf(world, 'R2')).toEqual(BOTH);
    wait(world, 60);
    expect(linksOf(world, 'R2')).toEqual(BOTH);
  });

  it('that never comes adds nothing', () => {
    const world = multilinkWorld({}, { more: ['dialer load-threshold 250'] });
    ping(world, 'R2', R1, 200);
    wait(world, 30);
    expect(linksOf(world, 'R2')).toEqual(['BRI0:1']);
  });

  it('is told once where no number leads to the peer', () => {
    const world = multilinkWorld({ maps: ['ip 172.12.12.2 name R2 broadcast'], more: ['dialer load-threshold 1'] });
    ping(world, 'R2', R1);
    wait(world, 30);
    expect(linksOf(world, 'R1')).toEqual(['BRI0:1']);
    expect(events(world, 'dialer.noLink', 'R1').map(({ event }) => event.because)).toEqual(['no-number']);
  });

  it('adds no third link: no channel is free', () => {
    const world = multilinkWorld({}, { more: ['dialer load-threshold 1'] });
    ping(world, 'R2', R1);
    wait(world, 60);
    expect(events(world, 'dialer.noLink', 'R2').map(({ event }) => event.because)).toEqual(['no-channel']);
    expect(events(world, 'dialer.attempt', 'R2')).toHaveLength(2);
  });

  it('tries again after a while when the second call fails', () => {
    const lines = [lineOf('R1', ['5557777']), lineOf('R2', ['5558888']), lineOf('R3', ['5553333'])];
    const plain = { more: ['ppp multilink'], without: ['ppp callback', 'dialer callback-secure'] };
    const r2 = clientConfig({ ...plain, more: ['ppp multilink', 'dialer load-threshold 1'] });
    const r3 = clientConfig({ ...plain, hostname: 'R3', address: '172.12.12.3 255.255.255.0' });
    const r1 = serverConfig({ ...plain, users: ['R2 password CCIE', 'R3 password CCIE'], maps: ['ip 172.12.12.2 name R2 5558888', 'ip 172.12.12.3 name R3 5553333'] });
    const world = settled(labOf({ R1: r1, R2: r2, R3: r3 }, lines));
    // R3 has R1's other channel.
    ping(world, 'R3', R1, 1);
    ping(world, 'R2', R1, 1);
    wait(world, 50);
    const attempts = events(world, 'dialer.attempt', 'R2').map(({ at }) => at);
    expect(attempts.length).toBeGreaterThan(2);
    for (let n = 2; n < attempts.length; n += 1) expect((attempts[n] ?? 0) - (attempts[n - 1] ?? 0)).toBeGreaterThanOrEqual(15_000);
    expect(linksOf(world, 'R2')).toEqual(['BRI0:1']);
    expect(ping(world, 'R2', R1)).toBe('!!!!!');
  });
});

describe('ppp multilink links', () => {
  it('minimum brings up so many at once, and keeps them', () => {
    const world = multilinkWorld({}, { more: ['ppp multilink links minimum 2'] });
    ping(world, 'R2', R1);
    wait(world, 5);
    expect(linksOf(world, 'R2')).toEqual(BOTH);
    wait(world, 60);
    expect(linksOf(world, 'R2')).toEqual(BOTH);
  });

  it('minimum mandatory keeps IP back until there are so many', () => {
    const world = multilinkWorld({ more: ['ppp multilink links minimum 2 mandatory'] }, { more: ['ppp multilink links minimum 2 mandatory'] });
    ping(world, 'R2', R1);
    wait(world, 10);
    // Nobody adds a link to a bundle over which nothing passes: one is dialled by hand.
    expect(bundleOf(world, 'R2')?.ipcp).not.toBe('Open');
    expect(routerOf(world, 'R2').isdnCall('BRI0', '5557777', 64)).toBeUndefined();
    wait(world, 5);
    expect(bundleOf(world, 'R2')?.ipcp).toBe('Open');
    expect(ping(world, 'R2', R1)).toBe('!!!!!');
    routerOf(world, 'R2').isdnDisconnect('BRI0', 2);
    wait(world, 5);
    expect(bundleOf(world, 'R2')?.ipcp).not.toBe('Open');
  });

  it('maximum closes the link that is too many', () => {
    const world = multilinkWorld({ more: ['ppp multilink links maximum 1'] }, { more: ['dialer load-threshold 1'] });
    ping(world, 'R2', R1);
    wait(world, 12);
    expect(linksOf(world, 'R1')).toEqual(['BRI0:1']);
    expect(events(world, 'mlp.linkRefused', 'R1')[0]?.event).toMatchObject({ link: 'BRI0:2', because: 'too-many-links' });
    expect(ping(world, 'R2', R1)).toBe('!!!!!');
  });
});

describe('what the ends do not have in common', () => {
  it.each([
    ['R1', { without: ['ppp multilink'] }, {}],
    ['R2', {}, { without: ['ppp multilink'] }],
  ])('%s without multilink: an ordinary call, and a second one by load', (_who, r1, r2) => {
    const world = multilinkWorld(r1, { ...r2, more: ['dialer load-threshold 60'] });
    expect(ping(world, 'R2', R1)).toBe('.!!!!');
    expect(bundleOf(world, 'R2')).toBeUndefined();
    const traffic = load(world, 'R2', R1);
    const up = () => routerOf(world, 'R2').dialers()[0]?.calls.filter((call) => call.phase === 'data link layer up') ?? [];
    expect(waitUntil(world, 90, () => up().length === 2)).toBeLessThan(60);
    const before = BOTH.map((name) => routerOf(world, 'R2').interface(name)?.counters.packetsOutput ?? 0);
    wait(world, 20);
    const after = BOTH.map((name) => routerOf(world, 'R2').interface(name)?.counters.packetsOutput ?? 0);
    // Packets take the channels in turn.
    const sent = after.map((count, index) => count - (before[index] ?? 0));
    expect(Math.abs((sent[0] ?? 0) - (sent[1] ?? 0))).toBeLessThanOrEqual(4);
    expect(sent[0]).toBeGreaterThan(20);
    expect(routerOf(world, 'R2').routes().filter(({ mask }) => mask >>> 0 === 0xffffffff)).toHaveLength(1);
    traffic.stop();
    expect(waitUntil(world, 200, () => up().length === 1)).toBeLessThan(150);
    expect(routerOf(world, 'R2').routes().filter(({ mask }) => mask >>> 0 === 0xffffffff)).toHaveLength(1);
    expect(ping(world, 'R2', R1)).toBe('!!!!!');
  });

  it('an MRRU that is too small for the other end: an ordinary call', () => {
    const world = multilinkWorld({ more: ['ppp multilink mrru remote 1600'] });
    expect(ping(world, 'R2', R1)).toBe('.!!!!');
    expect(bundleOf(world, 'R1')).toBeUndefined();
    const told = events(world, 'ppp.multilinkOption', 'R2').filter(({ event }) => event.whose === 'ours');
    expect(told.at(-1)?.event).toMatchObject({ outcome: 'rejected', mrru: 1524 });
  });

  it('MRRUs of their own are kept to in both directions', () => {
    const world = multilinkWorld({ more: ['ppp multilink mrru local 1700'] }, { more: ['ppp multilink mrru local 1600'] });
    expect(ping(world, 'R2', R1)).toBe('.!!!!');
    expect(events(world, 'ppp.multilinkOption', 'R1').map(({ event }) => [event.whose, event.outcome, event.mrru]).sort()).toEqual([
      ['ours', 'acknowledged', 1700], ['the peer', 'acknowledged', 1600],
    ]);
  });

  it('a small MRRU is what IP is cut to, and what must not be cut is refused', () => {
    const world = multilinkWorld({ more: ['ppp multilink mrru local 600'] });
    ping(world, 'R2', R1);
    const big = (dontFragment: boolean): string => {
      let marks = '';
      const request = { destination: must(parseIpv4(R1), R1), repeat: 3, sizeOctets: 1400, timeoutSeconds: 2, dontFragment };
      routerOf(world, 'R2').startPing(request, { mark: (mark) => { marks += mark; }, done: () => {} });
      wait(world, 10);
      return marks;
    };
    expect(big(false)).toBe('!!!');
    expect(big(true)).not.toContain('!');
    expect(must(bundleOf(world, 'R2'), 'bundle').counters.discarded).toBe(0);
  });

  it('another MRRU on the second link: it is closed', () => {
    const world = multilinkWorld();
    ping(world, 'R2', R1);
    const r2 = routerOf(world, 'R2');
    // The bundle was agreed with 1524; the configuration is changed under it.
    type(world, 'R2', 'interface BRI0', 'ppp multilink mrru local 1600');
    expect(r2.isdnCall('BRI0', '5557777', 64)).toBeUndefined();
    wait(world, 5);
    expect(linksOf(world, 'R1')).toEqual(['BRI0:1']);
    const refused = [...events(world, 'mlp.linkRefused', 'R1'), ...events(world, 'mlp.linkRefused', 'R2')];
    expect(refused.map(({ event }) => [event.because, event.bundleMrru, event.linkMrru])).toContainEqual(expect.arrayContaining([1524, 1600]));
    expect(ping(world, 'R2', R1)).toBe('!!!!!');
  });

  it('another endpoint discriminator on the second link: a bundle of its own', () => {
    const world = multilinkWorld();
    ping(world, 'R2', R1);
    type(world, 'R2', 'interface BRI0', 'ppp multilink endpoint string elsewhere');
    routerOf(world, 'R2').isdnCall('BRI0', '5557777', 64);
    wait(world, 5);
    const bundles = routerOf(world, 'R1').bundles();
    expect(bundles.map(({ interface: name, links }) => [name, links.map((link) => link.name)])).toEqual([
      ['Virtual-Access1', ['BRI0:1']], ['Virtual-Access2', ['BRI0:2']],
    ]);
  });

  it.each([
    ['hostname', 'Local', 'R2'], ['ip 172.12.12.2', 'IP', '172.12.12.2'], ['phone 5558888', 'PSN', '5558888'],
    ['mac Ethernet0', 'MAC', /^0200\.0c00/], ['string abc', 'Local', 'abc'], ['none', 'none', 'R2'],
  ])('the peer is known by its discriminator where it proves no name: %s', (endpoint, _class, name) => {
    const anonymous = { without: ['ppp authentication'] };
    const world = multilinkWorld({ ...anonymous, global: ['multilink bundle-name endpoint'] }, { ...anonymous, more: [`ppp multilink endpoint ${endpoint}`] });
    expect(ping(world, 'R2', R1)).toBe('.!!!!');
    expect(bundleOf(world, 'R1')?.bundleName).toMatch(endpoint === 'none' ? '(unnamed)' : name);
  });
});

describe('a link that is lost', () => {
  it('in the midst of a transfer costs packets on their way, and nothing else', () => {
    const world = loaded(multilinkWorld({}, { more: ['dialer load-threshold 60', 'ppp timeout multilink link remove 600'] }));
    const traffic = load(world, 'R2', R1, 1400);
    wait(world, 3);
    routerOf(world, 'R1').isdnDisconnect('BRI0', 2);
    wait(world, 10);
    traffic.stop();
    wait(world, 5);
    const { counters, unassigned } = must(bundleOf(world, 'R1'), 'bundle');
    expect(unassigned).toBe(0);
    expect(counters.lost).toBeLessThanOrEqual(4);
    expect(ping(world, 'R2', R1)).toBe('!!!!!');
  });

  it('frames that are lost on one link are counted, and what comes next passes', () => {
    const world = loaded(multilinkWorld({}, { more: ['dialer load-threshold 60', 'ppp timeout multilink link remove 600'] }));
    const port = must(must(world.routers.get('R2'), 'R2').isdnPort('BRI0')?.channels[0], 'a channel').port;
    let frames = 0;
    port.fault = (octets) => ((frames += 1) % 5 === 0 ? undefined : octets);
    const marks = ping(world, 'R2', R1, 30);
    port.fault = undefined;
    expect(marks).toContain('.');
    expect(marks).toContain('!');
    expect(must(bundleOf(world, 'R1'), 'bundle').counters.lost).toBeGreaterThan(0);
    wait(world, 3);
    expect(ping(world, 'R2', R1)).toBe('!!!!!');
    expect(must(bundleOf(world, 'R1'), 'bundle').unassigned).toBe(0);
  });
});

describe('callback with multilink', () => {
  it('the return call is a bundle, to which the server adds a link by load', () => {
    const world = callbackWorld({ more: ['ppp multilink', 'load-interval 30', 'dialer load-threshold 60 either'] }, { more: ['ppp multilink'] });
    expect(ping(world, 'R2', R1)).toBe('.....');
    wait(world, 20);
    expect(ping(world, 'R2', R1)).toBe('!!!!!');
    expect(bundleOf(world, 'R2')).toMatchObject({ bundleName: 'R1' });
    const traffic = load(world, 'R2', R1);
    expect(waitUntil(world, 90, () => linksOf(world, 'R2').length === 2)).toBeLessThan(60);
    traffic.stop();
    expect(events(world, 'dialer.attempt', 'R1').map(({ event }) => event.reason)).toEqual(['callback', 'load']);
    expect(ping(world, 'R2', R1)).toBe('!!!!!');
  });

  it('the client may ask for the second link, and is called back for it too', () => {
    const world = callbackWorld({ more: ['ppp multilink'] }, { more: ['ppp multilink', 'load-interval 30', 'dialer load-threshold 60'] });
    ping(world, 'R2', R1);
    wait(world, 20);
    ping(world, 'R2', R1);
    const traffic = load(world, 'R2', R1);
    expect(waitUntil(world, 120, () => linksOf(world, 'R2').length === 2)).toBeLessThan(90);
    traffic.stop();
    expect(events(world, 'dialer.attempt', 'R2').map(({ event }) => event.reason)).toEqual(['packet', 'load']);
    expect(events(world, 'dialer.attempt', 'R1').map(({ event }) => event.reason)).toEqual(['callback', 'callback']);
    expect(storyOf(world, 'R2').filter((line) => line.includes('callback received'))).toHaveLength(2);
    expect(ping(world, 'R2', R1)).toBe('!!!!!');
    wait(world, 500);
    expectQuiet(world, PENDING);
  });
});
