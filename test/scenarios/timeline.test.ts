// Timelines against the trace and the frames: every message once, each with both its ends, sums that are the counts, losses
// where frames were lost, and a picture that is the same bytes each time and keeps within its pages.

import { describe, expect, it } from 'vitest';
import type { TelephoneLine } from '../../src/network/lab-description.ts';
import type { TraceRecord } from '../../src/network/trace.ts';
import type { World } from '../../src/network/world.ts';
import { layOut } from '../../src/views/timeline/page-layout.ts';
import { lanPacket, lanStations } from '../../src/views/timeline/lan-packets.ts';
import { readLadder } from '../../src/views/timeline/read-ladder.ts';
import type { Ladder, Rung } from '../../src/views/timeline/ladder.ts';
import { textWidth } from '../../src/views/timeline/svg.ts';
import { timelineSvg, timelineText, type TimelineInput } from '../../src/views/timeline.ts';
import { clientConfig, callbackWorld, LINES, serverConfig, settled } from '../support/configs.ts';
import { editedLab } from '../support/edited-lab.ts';
import { disturb } from '../support/faults.ts';
import { capture, events, labOf, lineOf, ping, wait, worldOf } from '../support/lab.ts';
import { linksOf, load, multilinkWorld, waitUntil } from '../support/multilink.ts';

const SERVER = '172.12.12.1';

const input = (world: World, more: Partial<TimelineInput> = {}): TimelineInput => ({
  records: world.recorder.events, lab: world.lab, now: world.clock.now, incomplete: false, ...more,
});
const kinds = <Kind extends Rung['kind']>({ rungs }: Ladder, kind: Kind) => rungs.filter((rung): rung is Extract<Rung, { kind: Kind }> => rung.kind === kind);

function callback(heard: TraceRecord[] = []): World {
  const world = callbackWorld();
  world.trace.subscribe((record) => void heard.push(record));
  ping(world, 'R2', SERVER);
  wait(world, 20);
  ping(world, 'R2', SERVER);
  wait(world, 150);
  return world;
}

describe('a callback', () => {
  const heard: TraceRecord[] = [];
  const world = callback(heard);
  const ladder = readLadder(input(world));
  const messages = kinds(ladder, 'message');
  const ofLayer = (...layers: readonly string[]) => messages.filter(({ layer }) => layers.includes(layer));

  it('shows every message of the trace once', () => {
    expect(ofLayer('Q.931')).toHaveLength(events(world, 'q931.message').filter(({ event }) => event.message.callReference.length > 0).length);
    const sent = events(world, 'ppp.control').filter(({ event }) => event.direction === 'O').length;
    expect(ofLayer('LCP', 'IPCP')).toHaveLength(sent);
    expect(ofLayer('CHAP')).toHaveLength(events(world, 'ppp.auth').filter(({ event }) => event.direction === 'O').length);
    expect(ofLayer('CHAP')).toHaveLength(12);
    expect(messages.filter(({ lost }) => lost)).toEqual([]);
  });

  it('knows of each message which call it is of', () => {
    expect(messages.filter(({ circuit }) => circuit === undefined)).toEqual([]);
    for (const { circuit, from, to, at } of messages) {
      expect(circuit).toBe(at < 20_000 ? 1 : 2);
      expect(from).not.toBe(to);
    }
    expect(ladder.calls).toMatchObject([{ circuit: 1, from: 'R2', to: 'R1', number: '5557777', cause: 16 }, { circuit: 2, from: 'R1', to: 'R2', number: '5558888' }]);
  });

  it('sums up what the routers counted', () => {
    const traffic = kinds(ladder, 'traffic');
    const total = (what: string, count: (rung: (typeof traffic)[number]) => number) => traffic.filter((rung) => rung.what === what).reduce((sum, rung) => sum + count(rung), 0);
    const packets = (direction: 'I' | 'O') => events(world, 'ppp.packet').filter(({ event }) => event.protocol === 0x21 && event.direction === direction).length;
    expect(total('datagram', ({ sent, sentBack }) => sent + sentBack)).toBe(packets('O'));
    expect(total('datagram', ({ arrived, arrivedBack }) => arrived + arrivedBack)).toBe(packets('I'));
    expect(packets('O')).toBe(10);
    const echoes = (direction: 'I' | 'O') => heard.filter(({ event }) => event.type === 'ppp.echo' && event.direction === direction).length;
    expect(echoes('O')).toBeGreaterThan(10);
    expect(total('keepalive', ({ sent, sentBack }) => sent + sentBack)).toBe(echoes('O'));
    expect(total('keepalive', ({ arrived, arrivedBack }) => arrived + arrivedBack)).toBe(echoes('I'));
  });

  it('is the same from what was heard as from what was kept', () => {
    const since = heard[0]?.at ?? 0;
    const own = { records: world.recorder.events.filter(({ at }) => at >= since) };
    expect(readLadder(input(world, { records: heard }))).toEqual(readLadder(input(world, own)));
  });

  it('goes forward in time, with its waits, and tells the decisions', () => {
    let last = 0;
    for (const rung of ladder.rungs) {
      expect(rung.at).toBeGreaterThanOrEqual(rung.kind === 'wait' ? 0 : last);
      last = rung.kind === 'wait' ? last : rung.at;
    }
    expect(kinds(ladder, 'wait').some(({ ms }) => ms > 5000)).toBe(true);
    const notes = kinds(ladder, 'note').map(({ text }) => text);
    expect(notes).toEqual(expect.arrayContaining(['R1 decides to call R2 back at 5558888, the map\'s number, map class CALLBACK', 'R2 recognises the return call of R1']));
    expect(ladder.lanes.map(({ id }) => id)).toEqual(['R1', 'exchange', 'R2']);
  });

  it('in characters keeps within its columns', () => {
    const lines = timelineText(input(world), 100);
    expect(lines[0]?.trim()).toMatch(/^R1 +exchange +R2$/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(timelineText(input(world), 80).every((line) => line.length <= 80)).toBe(true);
    expect(lines.some((line) => /<-+\|.*\[1\] LCP CONFREQ: R2 proposes: CHAP, a callback/.test(line))).toBe(true);
  });

  it('of one router has its calls with both ends, and no other', () => {
    const own = readLadder(input(world, { router: 'R2' }));
    expect(kinds(own, 'message')).toEqual(messages);
    expect(kinds(own, 'note').some(({ lane, circuit }) => lane === 'R1' && circuit === undefined)).toBe(false);
    expect(readLadder(input(world, { router: 'R9' })).rungs).toEqual([]);
    expect(timelineText(input(world, { router: 'R9' }), 80)).toEqual(['Nothing has passed that is worth a line.']);
  });

  it('has the same bytes whenever it is drawn', () => {
    const svg = timelineSvg(input(world));
    expect(timelineSvg(input(callback()))).toBe(svg);
  });
});

describe('what is lost', () => {
  it('is marked where it was sent, and nowhere else', () => {
    const world = callbackWorld();
    let dropped = 0;
    disturb(world, ({ from, octets }) => {
      // Every third frame that R2 sends on its B channel.
      const lost = from === 'R2 B1' && (dropped += 1) % 3 === 0;
      return lost ? undefined : octets;
    });
    const frames = capture(world);
    ping(world, 'R2', SERVER);
    wait(world, 60);
    const ladder = readLadder(input(world));
    const marked = kinds(ladder, 'message').filter(({ lost }) => lost);
    expect(marked.length).toBeGreaterThan(0);
    for (const { from } of marked) expect(from).toBe('R2');
    const sent = frames.filter(({ channelName, direction }) => channelName === 'R2-BRI0-B1' && direction === 'sent').length;
    const came = frames.filter(({ channelName, direction }) => channelName === 'R1-BRI0-B1' && direction === 'received').length;
    const lostTraffic = kinds(ladder, 'traffic').reduce((sum, { sent: out, arrived, sentBack, arrivedBack }) => sum + out + sentBack - arrived - arrivedBack, 0);
    expect(marked.length + lostTraffic).toBe(sent - came);
  });
});

describe('other lines', () => {
  const allTold = (world: World): void => {
    const ladder = readLadder(input(world));
    const messages = kinds(ladder, 'message');
    const sent = world.recorder.events.filter(({ event }) => (event.type === 'ppp.control' && event.direction === 'O') || (event.type === 'ppp.auth' && event.direction === 'O'));
    expect(messages.filter(({ layer }) => layer !== 'Q.931')).toHaveLength(sent.length);
    // What comes before the other end has opened its channel is lost, and only that.
    expect(messages.filter(({ lost, name }) => lost && name !== 'CONFREQ')).toEqual([]);
    for (const { from, to, layer } of messages) if (layer !== 'Q.931') expect([from, to].sort()).toEqual(['R1', 'R2']);
    const traffic = kinds(ladder, 'traffic');
    expect(traffic.length).toBeGreaterThan(0);
    for (const { sent: out, arrived, sentBack, arrivedBack } of traffic) expect([arrived, arrivedBack]).toEqual([out, sentBack]);
  };

  it('a bundle says once what its links carry, from its first word on', () => {
    const world = multilinkWorld({}, { more: ['dialer load-threshold 60'] });
    ping(world, 'R2', SERVER);
    const traffic = load(world, 'R2', SERVER);
    waitUntil(world, 60, () => linksOf(world, 'R1').length === 2);
    wait(world, 5);
    traffic.stop();
    wait(world, 300);
    allTold(world);
    const { calls, rungs } = readLadder(input(world));
    expect(calls).toHaveLength(2);
    expect(rungs.filter((rung) => rung.kind === 'message' && rung.lost)).toEqual([]);
  });

  it('a serial line needs no exchange', () => {
    const config = (n: number, ...more: readonly string[]): string =>
      [`hostname R${n}`, `username R${3 - n} password CCIE`, 'interface Serial0', ` ip address 192.168.12.${n} 255.255.255.252`, ' encapsulation ppp', ' ppp authentication chap', ...more, ' no shutdown'].join('\n');
    const ends = [{ router: 'R1', interface: 'Serial0' }, { router: 'R2', interface: 'Serial0' }] as const;
    const world = settled(labOf({ R1: config(1, ' clock rate 64000'), R2: config(2) }, [], { serialLinks: [{ ends }] }));
    expect(ping(world, 'R1', '192.168.12.2')).toBe('!!!!!');
    wait(world, 30);
    allTold(world);
    expect(readLadder(input(world)).lanes.map(({ id }) => id)).toEqual(['R1', 'R2']);
    expect(readLadder(input(world)).calls).toEqual([]);
  });

  it('a primary access numbers its channels otherwise than its interfaces', () => {
    const server = [
      'hostname R1', 'username R2 password CCIE', 'isdn switch-type primary-5ess', 'controller T1 0', ' framing esf', ' linecode b8zs', ' clock source line', ' pri-group timeslots 1-24', 'exit',
      'interface Serial0:23', ' ip address 172.12.12.1 255.255.255.0', ' encapsulation ppp', ' dialer map ip 172.12.12.2 name R2 class CALLBACK broadcast 5558888', ' dialer-group 1',
      ' ppp callback accept', ' ppp authentication chap', 'exit', 'map-class dialer CALLBACK', ' dialer callback-server username', 'exit', 'dialer-list 1 protocol ip permit',
    ].join('\n');
    const line: TelephoneLine = {
      kind: 'pri-t1', router: 'R1', interface: 'Serial0:23', numbers: ['5557777'], callingNumber: '5557777', switchType: 'primary-5ess', spids: { required: false, valid: [] },
      signal: { framing: 'esf', lineCode: 'b8zs' }, channels: Array.from({ length: 23 }, (_, index) => index + 1),
    };
    const lab = labOf({ R1: server, R2: clientConfig() }, [line, ...LINES.slice(1)]);
    const world = settled({ ...lab, routers: lab.routers.map((router) => (router.name === 'R1' ? { ...router, model: 'as5300' } : router)) });
    ping(world, 'R2', SERVER);
    wait(world, 20);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
    wait(world, 1);
    allTold(world);
    const ladder = readLadder(input(world));
    expect(kinds(ladder, 'message').filter(({ circuit }) => circuit === undefined)).toEqual([]);
    expect(ladder.calls.map(({ from, to }) => `${from} ${to}`)).toEqual(['R2 R1', 'R1 R2']);
  });
});

describe('a LAN', () => {
  it('has its hosts beside their router, and what passed', () => {
    const lans = [{ name: 'lan1', members: [{ router: 'R1', interface: 'Ethernet0' }], hosts: [{ name: 'PC1', address: '10.1.0.10', mask: '255.255.255.0', gateway: '10.1.0.1' }] }];
    const r1 = serverConfig({ global: ['interface Ethernet0', ' ip address 10.1.0.1 255.255.255.0', ' no shutdown', 'exit'] });
    const r2 = clientConfig({ global: ['ip route 10.1.0.0 255.255.255.0 172.12.12.1'] });
    const world = settled(labOf({ R1: r1, R2: r2 }, LINES, { lans }));
    const frames = capture(world);
    ping(world, 'R2', '10.1.0.10');
    wait(world, 20);
    expect(ping(world, 'R2', '10.1.0.10')).toMatch(/!!!!$/);
    const stations = lanStations(world.lab, world.routers);
    const lanPackets = frames.flatMap((frame) => lanPacket(frame, stations) ?? []);
    const ladder = readLadder(input(world, { lanPackets }));
    expect(ladder.lanes).toEqual([{ id: 'PC1', kind: 'host' }, { id: 'R1', kind: 'router' }, { id: 'exchange', kind: 'exchange' }, { id: 'R2', kind: 'router' }]);
    const [sum] = kinds(ladder, 'traffic').filter(({ layer }) => layer === 'LAN');
    expect(sum).toMatchObject({ from: 'R1', to: 'PC1' });
    expect((sum?.sent ?? 0) - (sum?.sentBack ?? 0)).toBe(0);
    expect(sum?.sent).toBeGreaterThanOrEqual(4);
  });
});

describe('a picture', () => {
  /** So many clients call one server at the same time, with names of that length. */
  function busy(clients: number, name: (index: number) => string): World {
    const names = Array.from({ length: clients }, (_, index) => name(index + 2));
    const server = serverConfig({ users: names.map((each) => `${each} password CCIE`), maps: names.map((each, index) => `ip 172.12.12.${index + 2} name ${each} class CALLBACK broadcast 55580${index + 10}`) });
    const configs = Object.fromEntries(names.map((each, index) => [each, clientConfig({ hostname: each, address: `172.12.12.${index + 2} 255.255.255.0` })]));
    const world = worldOf(labOf({ R1: server, ...configs }, [lineOf('R1', ['5557777']), ...names.map((each, index) => lineOf(each, [`55580${index + 10}`]))]));
    world.settle();
    for (const each of names) {
      const router = world.routers.get(each);
      router?.startPing({ destination: 0xac0c0c01, repeat: 5, sizeOctets: 100, timeoutSeconds: 2, dontFragment: false }, { mark: () => undefined, done: () => undefined });
    }
    wait(world, 60);
    return world;
  }

  it.each([
    ['two routers', 1, (index: number) => `R${index}`],
    ['ten routers', 9, (index: number) => `R${index}`],
    ['ten routers with long names', 9, (index: number) => `branch-office-${index}`],
    ['thirty routers', 29, (index: number) => `R${index}`],
  ])('of %s keeps everything in its place', (_, clients, name) => {
    const world = busy(clients, name);
    const ladder = readLadder(input(world));
    const layout = layOut(ladder, () => 100);
    const lanes = [...layout.lanes.entries()];
    // Names on the same level do not touch, and stand on the page.
    for (const [index, [id, x]] of lanes.entries()) {
      const half = textWidth(id, 11, true) / 2;
      expect(x - half).toBeGreaterThanOrEqual(0);
      const next = lanes[index + layout.levels];
      if (next !== undefined) expect(next[1] - x).toBeGreaterThan(half + textWidth(next[0], 11, true) / 2);
      expect(x).toBeLessThan(layout.chipX);
    }
    expect(layout.textX + layout.textWidth).toBeLessThanOrEqual(layout.width);
    for (const rows of layout.pages) {
      let below = 0;
      for (const { y, height, lines } of rows) {
        expect(y).toBeGreaterThanOrEqual(below);
        below = y + height;
        for (const line of lines) expect(textWidth(line.map(({ text }) => text).join(' '), 10)).toBeLessThanOrEqual(layout.textWidth);
      }
      expect(below).toBeLessThan(layout.height);
    }
    expect(layout.pages.flat()).toHaveLength(ladder.rungs.length);
    expect(isWellFormed(timelineSvg(input(world)))).toBe('');
  });

  it('of nothing is a page with a title', () => {
    const world = callbackWorld();
    const svg = timelineSvg(input(world));
    expect(isWellFormed(svg)).toBe('');
    expect(svg).toContain('>test: test</text>');
  });

  it('keeps what a peer may call itself from being anything but text', () => {
    const world = callbackWorld({ hostname: 'R1<&">' }, {});
    ping(world, 'R2', SERVER);
    wait(world, 5);
    const svg = timelineSvg(input(world));
    expect(isWellFormed(svg)).toBe('');
    expect(svg).toContain('R1&lt;&amp;&quot;&gt;');
  });
});

/** Every tag closed in its order, no bare `<` or `&`; empty when all is well. */
function isWellFormed(svg: string): string {
  const open: string[] = [];
  const rest = svg.replace(/^<\?xml[^>]*\?>/, '').replace(/<(\/?)([\w:]+)((?:\s[\w:-]+="[^"<]*")*)\s*(\/?)>/g, (_, slash: string, name: string, __, empty: string) => {
    if (slash === '/') {
      if (open.pop() !== name) open.push(`unexpected </${name}>`);
    } else if (empty === '') open.push(name);
    return '';
  });
  if (open.length > 0) return open.join(' ');
  return /[<>]|&(?!(?:amp|lt|gt|quot);)/.exec(rest)?.[0] ?? '';
}

describe.each(['callback-modems', 'callback-v25bis'])('a callback by modems: %s', (name) => {
  it('shows what PPP says between the two routers, each packet once', () => {
    const world = editedLab(name).attempt();
    const messages = kinds(readLadder(input(world)), 'message');
    expect(messages.length).toBeGreaterThan(20);
    expect(messages.filter(({ from, to, lost }) => from === 'exchange' || to === 'exchange' || lost)).toEqual([]);
    // Echoes are summed up.
    const control = events(world, 'ppp.control');
    expect(messages).toHaveLength([...control, ...events(world, 'ppp.auth')].filter(({ event }) => event.direction === 'O').length);
  });
});
