// Leased lines and cables: carrier, clock, encapsulations, keepalives, loops, PPP without a call, and what captures see.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { LabDescription, LabSerialLink } from '../../src/network/lab-description.ts';
import type { World } from '../../src/network/world.ts';
import { CISCO_HDLC, SLARP } from '../../src/wire/cisco-hdlc.ts';
import { checkFcs, PPP_FRAME } from '../../src/wire/hdlc.ts';
import { capture, events, labOf, ping, type, wait, worldOf } from '../support/lab.ts';

const CLOCK = ' clock rate 64000';
const router = (n: number, ...lines: readonly string[]): string =>
  [`hostname R${n}`, `username R${3 - n} password CCIE`, 'interface Serial0', ` ip address 192.168.12.${n} 255.255.255.252`, ...lines].join('\n');

function lab(first: readonly string[], second: readonly string[], more: Partial<LabSerialLink> = {}): LabDescription {
  const ends = [{ router: 'R1', interface: 'Serial0' }, { router: 'R2', interface: 'Serial0' }] as const;
  return labOf({ R1: router(1, ...first), R2: router(2, ...second) }, [], { serialLinks: [{ ends, ...more }] });
}

function settled(first: readonly string[] = [CLOCK], second: readonly string[] = [], more: Partial<LabSerialLink> = {}): World {
  const world = worldOf(lab(first, second, more));
  world.settle();
  return world;
}

const end = (world: World, name: string) => must(must(world.routers.get(name), name).interface('Serial0'), 'Serial0');
const state = (world: World, name: string): string => `${end(world, name).state}/${end(world, name).protocolUp ? 'up' : 'down'}`;
const both = (world: World): string[] => [state(world, 'R1'), state(world, 'R2')];

describe('a serial line', () => {
  it('comes up and carries packets at the rate of its clock', () => {
    const world = settled();
    expect(both(world)).toEqual(['up/up', 'up/up']);
    const frames = capture(world);
    const sentAt = world.clock.now;
    expect(ping(world, 'R1', '192.168.12.2', 1)).toBe('!');
    // 100 octets of datagram, 4 of header, 2 of FCS, there and back, and 5 ms of line each way.
    expect(frames.filter(({ device, direction }) => device === 'R1' && direction === 'received')[0]?.at).toBeCloseTo(sentAt + 2 * (13.25 + 5), 1);
    expect(end(world, 'R1').serial).toMatchObject({ cable: 'DCE', clockRate: 64000, carrier: true, clocked: true });
    expect(end(world, 'R2').serial).toMatchObject({ cable: 'DTE', carrier: true, clocked: true });
  });

  it('is a leased line where nobody gives a clock: both ends are DTEs', () => {
    const world = settled([]);
    expect(both(world)).toEqual(['up/up', 'up/up']);
    expect([end(world, 'R1').serial?.cable, end(world, 'R2').serial?.cable]).toEqual(['DTE', 'DTE']);
    expect(() => type(world, 'R1', 'interface Serial0', ' clock rate 64000')).toThrow('refuses');
  });

  it('has no carrier without a cable', () => {
    const world = worldOf(labOf({ R1: router(1) }, []));
    world.settle();
    expect(state(world, 'R1')).toBe('down/down');
    expect(end(world, 'R1').serial).toMatchObject({ carrier: false });
  });

  it('goes down two seconds after the other end is shut, and up as long after it is back', () => {
    const world = settled();
    const from = world.clock.now;
    type(world, 'R2', 'interface Serial0', ' shutdown');
    wait(world, 10);
    expect(both(world)).toEqual(['down/down', 'administratively down/down']);
    const changes = events(world, 'link.changed', 'R1').filter(({ at }) => at >= from);
    expect(changes.map(({ at, event }) => [at - from, event.to])).toEqual([[2000, 'down']]);
    type(world, 'R2', 'interface Serial0', ' no shutdown');
    wait(world, 10);
    expect(both(world)).toEqual(['up/up', 'up/up']);
  });

  it('does not mind a carrier that is gone for less than the carrier delay', () => {
    const world = settled([CLOCK, ' carrier-delay 5']);
    const from = world.clock.now;
    must(world.serialLinks[0], 'a link').link.cut(true);
    wait(world, 4);
    must(world.serialLinks[0], 'a link').link.cut(false);
    wait(world, 10);
    expect(events(world, 'link.changed', 'R1').filter(({ at }) => at >= from)).toEqual([]);
    expect(state(world, 'R1')).toBe('up/up');
  });

  it('is cut, and noisy, by the faults of the lab', () => {
    const world = settled();
    world.faults.set({ kind: 'cut', router: 'R2', interface: 'Serial0' });
    wait(world, 10);
    expect(both(world)).toEqual(['down/down', 'down/down']);
    world.faults.clear('cut R2 Serial0');
    wait(world, 30);
    expect(both(world)).toEqual(['up/up', 'up/up']);
    const frames = capture(world);
    world.faults.set({ kind: 'noise', router: 'R2', interface: 'Serial0', rate: 3e-4 });
    ping(world, 'R1', '192.168.12.2', 50);
    const spoilt = events(world, 'fault.frame').filter(({ event }) => event.spoilt).length;
    expect(spoilt).toBeGreaterThan(0);
    expect(frames.filter(({ direction, octets }) => direction === 'received' && !checkFcs(octets).ok)).toHaveLength(spoilt);
    expect(end(world, 'R1').counters.crc + end(world, 'R2').counters.crc).toBe(spoilt);
  });

  it('without a clock is up, and its line protocol is not', () => {
    const world = settled([], [], { clockedBy: 0 });
    wait(world, 60);
    expect(both(world)).toEqual(['up/down', 'up/down']);
    type(world, 'R1', 'interface Serial0', CLOCK);
    wait(world, 30);
    expect(both(world)).toEqual(['up/up', 'up/up']);
    expect(ping(world, 'R1', '192.168.12.2')).toBe('!!!!!');
  });

  it('of two encapsulations has no line protocol', () => {
    const world = settled([CLOCK], [' encapsulation ppp']);
    wait(world, 60);
    expect(both(world)).toEqual(['up/down', 'up/down']);
    expect(events(world, 'frame.ignored', 'R1').length).toBeGreaterThan(0);
    type(world, 'R2', 'interface Serial0', ' encapsulation hdlc');
    wait(world, 30);
    expect(both(world)).toEqual(['up/up', 'up/up']);
  });

  it('an end that sends no keepalives is up, the other is not', () => {
    const world = settled([CLOCK], [' no keepalive']);
    wait(world, 60);
    expect(both(world)).toEqual(['up/down', 'up/up']);
  });

  it('loses its line protocol 30 to 41 seconds after frames are lost, the carrier being there', () => {
    const world = settled();
    const from = world.clock.now;
    must(must(world.routers.get('R2'), 'R2').serial('Serial0'), 'Serial0').port.fault = () => undefined;
    wait(world, 60);
    // R2 hears R1, who says that he has not heard R2's.
    expect(both(world)).toEqual(['up/down', 'up/down']);
    const lost = events(world, 'lineProtocol.changed', 'R1').find(({ at }) => at > from);
    expect((lost?.at ?? 0) - from).toBeGreaterThanOrEqual(30_000);
    expect((lost?.at ?? 0) - from).toBeLessThan(42_000);
  });

  it('is told to be looped', () => {
    const world = settled();
    type(world, 'R1', 'interface Serial0', ' loopback');
    wait(world, 60);
    expect(both(world)).toEqual(['up/up', 'up/down']);
    expect(end(world, 'R1').serial?.looped).toBe(true);
    type(world, 'R1', 'interface Serial0', ' no loopback');
    wait(world, 40);
    expect(both(world)).toEqual(['up/up', 'up/up']);
    expect(end(world, 'R1').serial?.looped).toBe(false);
  });

  it('is given up by a router that reloads', () => {
    const world = settled();
    must(world.routers.get('R2'), 'R2').reload();
    wait(world, 1);
    expect(end(world, 'R1').serial?.carrier).toBe(false);
    wait(world, 30);
    expect(both(world)).toEqual(['up/up', 'up/up']);
  });
});

describe('PPP on a leased line', () => {
  const PPP = [' encapsulation ppp', ' ppp authentication chap'];

  it('comes up without a call, each end proving itself to the other', () => {
    const world = settled([CLOCK, ...PPP], PPP);
    expect(both(world)).toEqual(['up/up', 'up/up']);
    expect(events(world, 'ppp.authenticated').map(({ device, event }) => [device, event.peerName]).sort()).toEqual([['R1', 'R2'], ['R2', 'R1']]);
    expect(ping(world, 'R1', '192.168.12.2')).toBe('!!!!!');
    expect(end(world, 'R1').ppp).toMatchObject({ lcp: 'Open', ipcp: 'Open' });
    // The peer's address is a route of its own.
    expect(must(world.routers.get('R1'), 'R1').routes().map(({ mask }) => mask >>> 0)).toContain(0xffffffff);
  });

  it('with PAP as well', () => {
    const pap = (n: number): string[] => [' encapsulation ppp', ' ppp authentication pap', ` ppp pap sent-username R${n} password CCIE`];
    expect(both(settled([CLOCK, ...pap(1)], pap(2)))).toEqual(['up/up', 'up/up']);
  });

  it('tries again until the passwords agree', () => {
    const world = settled([CLOCK, ...PPP], PPP);
    type(world, 'R2', 'username R1 password WRONG', 'interface Serial0', ' shutdown');
    type(world, 'R2', 'interface Serial0', ' no shutdown');
    wait(world, 60);
    expect(both(world)).toEqual(['up/down', 'up/down']);
    expect(events(world, 'ppp.authFailed').length).toBeGreaterThan(1);
    type(world, 'R2', 'username R1 password CCIE');
    wait(world, 60);
    expect(both(world)).toEqual(['up/up', 'up/up']);
  });

  it('goes down when its echoes stay unanswered', () => {
    const world = settled([CLOCK, ...PPP], PPP);
    must(must(world.routers.get('R2'), 'R2').serial('Serial0'), 'Serial0').port.fault = () => undefined;
    wait(world, 90);
    expect(state(world, 'R1')).toBe('up/down');
  });

  it('begins anew when IPCP has given up at one end while the other believes it open', () => {
    const world = settled([CLOCK, ...PPP], PPP);
    const port = (name: string) => must(must(world.routers.get(name), name).serial('Serial0'), 'Serial0').port;
    const isIpcp = (octets: Uint8Array, code: number): boolean => octets[2] === 0x80 && octets[3] === 0x21 && octets[4] === code;
    // R2's Configure-Acks are lost, and, once it has sent one, R1's Configure-Requests too.
    let acknowledged = false;
    port('R2').fault = (octets) => {
      if (!isIpcp(octets, 2)) return octets;
      acknowledged = true;
      return undefined;
    };
    port('R1').fault = (octets) => (acknowledged && isIpcp(octets, 1) ? undefined : octets);
    must(world.routers.get('R1'), 'R1').clearInterface('Serial0');
    for (let second = 0; second < 60 && end(world, 'R1').ppp?.ipcp !== 'Stopped'; second += 1) wait(world, 1);
    expect(end(world, 'R1').ppp).toMatchObject({ lcp: 'Open', ipcp: 'Stopped' });
    expect(both(world)).toEqual(['up/down', 'up/up']);
    for (const name of ['R1', 'R2']) port(name).fault = undefined;
    wait(world, 30);
    expect(both(world)).toEqual(['up/up', 'up/up']);
    expect(ping(world, 'R1', '192.168.12.2')).toBe('!!!!!');
  });

  it('does not come up on a loop', () => {
    const world = settled([CLOCK, ...PPP], PPP);
    type(world, 'R1', 'interface Serial0', ' loopback');
    wait(world, 90);
    expect(state(world, 'R1')).toBe('up/down');
    expect(events(world, 'ppp.closed', 'R1').some(({ event }) => event.reason === 'line is looped')).toBe(true);
  });

  it('begins anew with `clear interface`', () => {
    const world = settled([CLOCK, ...PPP], PPP);
    const before = events(world, 'ppp.authenticated', 'R1').length;
    must(world.routers.get('R1'), 'R1').clearInterface('Serial0');
    wait(world, 20);
    expect(events(world, 'ppp.authenticated', 'R1').length).toBeGreaterThan(before);
    expect(both(world)).toEqual(['up/up', 'up/up']);
  });
});

it('captures see both ends, in the encapsulation that is spoken', () => {
  const world = settled();
  const frames = capture(world);
  wait(world, 25);
  expect(new Set(frames.map(({ channelName, linkType }) => `${channelName} ${linkType}`))).toEqual(new Set(['R1-Serial0 hdlc', 'R2-Serial0 hdlc']));
  for (const { octets } of frames) {
    const frame = checkFcs(octets);
    const parsed = frame.ok ? CISCO_HDLC.parse(frame.value) : frame;
    expect(parsed).toMatchObject({ ok: true, value: { broadcast: true, etherType: 0x8035 } });
    expect(parsed.ok && SLARP.parse(parsed.value.payload)).toMatchObject({ ok: true, value: { kind: 'keepalive' } });
  }
  expect(frames.length).toBeGreaterThan(4);
  type(world, 'R1', 'interface Serial0', ' encapsulation ppp');
  type(world, 'R2', 'interface Serial0', ' encapsulation ppp');
  frames.length = 0;
  wait(world, 5);
  expect(new Set(frames.map(({ linkType }) => linkType))).toEqual(new Set(['ppp']));
  for (const { octets } of frames) expect(PPP_FRAME.parse(octets).ok).toBe(true);
});
