// Changes that must change nothing else: names, numbers and interfaces renamed, debugging switched on, another enable
// timeout, a second client. Two runs are compared line by line and frame by frame.

import { describe, expect, it } from 'vitest';
import type { LabDescription } from '../../src/network/lab-description.ts';
import type { CapturedFrame, World } from '../../src/network/world.ts';
import { renderRecord } from '../../src/views/render-record.ts';
import { checkFcs } from '../../src/wire/hdlc.ts';
import { must } from '../../src/base/assert.ts';
import { callbackWorld, clientConfig, serverConfig, settled, type EndOptions } from '../support/configs.ts';
import { capture, events, labOf, lineOf, ping, wait, worldOf } from '../support/lab.ts';
import { expectQuiet, keepLawful } from '../support/lawful.ts';
import { whenOf } from '../support/story.ts';

const DEBUG = [
  'dialer.events', 'dialer.packets', 'ppp.negotiation', 'ppp.authentication', 'ppp.packet', 'ppp.error',
  'isdn.q921', 'isdn.q931', 'isdn.events',
];

interface Run {
  readonly world: World;
  readonly lines: readonly string[];
  readonly frames: readonly CapturedFrame[];
  readonly marks: string;
}

/** A ping, the callback, a second ping and the idle time, with everything that a console could show of it. */
function run(lab: LabDescription, debug: readonly string[] = DEBUG, server = '172.12.12.1'): Run {
  const world = worldOf(lab);
  keepLawful(world);
  const frames = capture(world);
  const lines: string[] = [];
  for (const [name, router] of world.routers) {
    for (const topic of debug) router.debugging.add(topic);
    router.trace.subscribe((record) => {
      for (const { text } of renderRecord(record, router)) lines.push(`${name}: ${text}`);
    });
  }
  world.settle();
  const first = ping(world, 'R2', server);
  wait(world, 20);
  const marks = `${first} ${ping(world, 'R2', server)}`;
  wait(world, 140);
  return { world, lines, frames, marks };
}

interface Names {
  readonly R1: string;
  readonly R2: string;
  readonly n1: string;
  readonly n2: string;
  readonly model?: string;
  readonly interface?: string;
}

const PLAIN: Names = { R1: 'R1', R2: 'R2', n1: '5557777', n2: '5558888' };

/** The lab's own names stay: they are no words of a router's. */
function named(names: Names): LabDescription {
  const bri = names.interface ?? 'BRI0';
  const server: EndOptions = {
    hostname: names.R1,
    interface: bri,
    users: [`${names.R2} password CCIE`],
    maps: [`ip 172.12.12.2 name ${names.R2} class CALLBACK broadcast ${names.n2}`],
  };
  const client: EndOptions = {
    hostname: names.R2,
    interface: bri,
    users: [`${names.R1} password CCIE`],
    maps: [`ip 172.12.12.1 name ${names.R1} broadcast ${names.n1}`],
  };
  const lines = [lineOf('R1', [names.n1], { interface: bri }), lineOf('R2', [names.n2], { interface: bri })];
  const lab = labOf({ R1: serverConfig(server), R2: clientConfig(client) }, lines);
  return { ...lab, routers: lab.routers.map((router) => ({ ...router, model: names.model ?? router.model })) };
}

/** The words of the one run in place of those of the other; numbers also as the digits' octets, in `debug isdn q921`. */
function translate(text: string, from: Names, to: Names): string {
  const dump = (digits: string): string => Buffer.from(digits).toString('hex').toUpperCase();
  const words = new Map([
    [from.R1, to.R1], [from.R2, to.R2], [from.n1, to.n1], [from.n2, to.n2],
    [dump(from.n1), dump(to.n1)], [dump(from.n2), dump(to.n2)],
  ]);
  return text.replace(new RegExp([...words.keys()].join('|'), 'g'), (word) => words.get(word) ?? word);
}

/** `R1: ` in front of each line is the lab's name. */
const body = (line: string): string => line.slice(line.indexOf(': ') + 2);
const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');
const brief = (frame: CapturedFrame): string => `${frame.at} ${frame.channelName} ${frame.direction} ${hex(frame.octets)}`;
/** Without the FCS, which follows from the rest. */
const contents = (frame: CapturedFrame): Uint8Array => {
  const checked = checkFcs(frame.octets);
  return checked.ok ? checked.value : frame.octets;
};

const plain = run(named(PLAIN));

describe('the run that the others are compared with', () => {
  it('is a callback, told in full', () => {
    expect(plain.marks).toBe('..... !!!!!');
    expect(plain.lines.length).toBeGreaterThan(300);
    for (const text of ['Attempting to dial 5557777', 'Callback received from R1 5557777', 'CHAP: O CHALLENGE', 'SABME', '-> SETUP', '%ISDN-6-CONNECT']) {
      expect(plain.lines.some((line) => line.includes(text)), text).toBe(true);
    }
  });
});

describe('renaming', () => {
  const others: Names = { R1: 'Oz', R2: 'Qx', n1: '5550192', n2: '5550143' };

  it('of routers and numbers, at equal lengths, changes those words and no instant', () => {
    const renamed = run(named(others));
    expect(renamed.marks).toBe(plain.marks);
    expect(renamed.lines.map((line) => translate(body(line), others, PLAIN))).toEqual(plain.lines.map(body));
    expect(renamed.lines.some((line) => body(line).includes('Qx'))).toBe(true);
  });

  it('changes those octets of the frames and no others', () => {
    const renamed = run(named(others));
    const back = (frame: CapturedFrame): string => {
      const octets = Buffer.from(contents(frame)).toString('latin1');
      // In octets a name of two letters may turn up by chance: only where a frame carries names or numbers.
      const named = ['CHAP', 'Q.931'].includes(kindOf(frame));
      return `${frame.at} ${frame.channelName} ${frame.direction} ${named ? translate(octets, others, PLAIN) : octets}`;
    };
    const own = (frame: CapturedFrame): string => `${frame.at} ${frame.channelName} ${frame.direction} ${Buffer.from(contents(frame)).toString('latin1')}`;
    expect(renamed.frames.map(back)).toEqual(plain.frames.map(own));
  });

  it('at other lengths changes those words, lengths and instants only', () => {
    const longer: Names = { R1: 'headquarters-one', R2: 'branch.two', n1: '0015550192001', n2: '442' };
    const renamed = run(named(longer));
    expect(renamed.marks).toBe(plain.marks);
    // A stamp, the number of octets, and the octets of numbers, which the frames' dump shows.
    const normal = (line: string): string =>
      line
        .replace(/^[0-9:.]+: /, '')
        .replace(/\b(len|length|datagramsize) \d+/g, '$1 n')
        .replace(/i( ?= ?)0x[0-9A-F]+/g, 'i$1...');
    const both = (lines: readonly string[], device: string, names: Names): string[] =>
      lines.filter((line) => line.startsWith(`${device}: `)).map((line) => normal(translate(body(line), names, PLAIN)));
    for (const device of ['R1', 'R2']) {
      const ours = both(renamed.lines, device, longer).filter(isOfCall);
      expect(ours).toEqual(both(plain.lines, device, PLAIN).filter(isOfCall));
      expect(ours.length).toBeGreaterThan(80);
    }
  });

  it.each([
    ['2611', 'BRI0/0', 'BR0/0'],
    ['4500', 'BRI5', 'BR5'],
  ])('of the interface, on a %s with %s, changes no octet and no instant', (model, name, short) => {
    const moved = run(named({ ...PLAIN, model, interface: name }));
    const back = (line: string): string => body(line).replaceAll(name, 'BRI0').replaceAll(short, 'BR0');
    const same = (line: string): boolean => !/%SYS-5-RESTART|changed state to administratively down/.test(line);
    expect(moved.lines.filter(same).map(back)).toEqual(plain.lines.filter(same).map(body));
    expect(moved.lines.some((line) => line.includes(`${short}:1 DDR`))).toBe(true);
    expect(moved.frames.map((frame) => brief(frame).replaceAll(name, 'BRI0'))).toEqual(plain.frames.map(brief));
  });
});

/** Keepalives and acknowledgements of layer 2 fall where the instants put them. */
function isOfCall(line: string): boolean {
  return !/RR|TIMER_RECOVERY|ECHO|UNEXPECTED/i.test(line);
}

function kindOf({ linkType, octets }: CapturedFrame): string {
  if (linkType === 'ppp') return octets[2] === 0xc2 ? 'CHAP' : 'PPP';
  // I and UI frames on SAPI 0.
  return ((octets[0] ?? 0) >> 2) === 0 && (((octets[2] ?? 1) & 1) === 0 || octets[2] === 0x03) ? 'Q.931' : 'LAPD';
}

describe('debugging', () => {
  it('on or off, rendered or not, changes no frame', () => {
    const silent = run(named(PLAIN), []);
    expect(silent.frames.map(brief)).toEqual(plain.frames.map(brief));
    expect(silent.lines.length).toBeLessThan(plain.lines.length);
    // What is left are the system messages, the same ones.
    expect(silent.lines).toEqual(plain.lines.filter((line) => /%[A-Z]+-\d-/.test(line)));
  });

  it('a capture changes no record', () => {
    const world = worldOf(named(PLAIN));
    world.settle();
    ping(world, 'R2', '172.12.12.1');
    wait(world, 20);
    ping(world, 'R2', '172.12.12.1');
    wait(world, 140);
    expect(world.recorder.events).toEqual(plain.world.recorder.events);
  });
});

describe('the enable timeout', () => {
  it.each([1, 2, 3, 10, 15, 30, 45, 59])('of %i seconds is the time from the release to the return call, exactly', (seconds) => {
    const world = callbackWorld({ more: [`dialer enable-timeout ${seconds}`] });
    ping(world, 'R2', '172.12.12.1', 1);
    wait(world, seconds + 10);
    expect(whenOf(world, 'dialer.attempt', 'R1') - whenOf(world, 'dialer.released', 'R1')).toBe(seconds * 1000);
    expect(whenOf(world, 'dialer.callbackServerStarting', 'R1')).toBeLessThan(whenOf(world, 'dialer.released', 'R1'));
    expect(ping(world, 'R2', '172.12.12.1')).toBe('!!!!!');
  });

  it('moves everything after it by the same time, and nothing before', () => {
    const shape = (seconds: number): string[] => {
      const world = callbackWorld({ more: [`dialer enable-timeout ${seconds}`] });
      ping(world, 'R2', '172.12.12.1', 1);
      wait(world, 80);
      const released = whenOf(world, 'dialer.released', 'R1');
      return world.recorder.events
        .filter(({ event, device }) => device !== 'exchange' && /^(dialer|ppp|isdn)/.test(event.type) && event.type !== 'ppp.packet')
        .filter(({ event }) => event.type !== 'ppp.timeout' && event.type !== 'ppp.echo')
        .filter(({ event }) => event.type !== 'dialer.idle' && !event.type.startsWith('isdn.disconnect'))
        .map(({ at, device, event }) => `${at > released ? at - seconds * 1000 : at} ${device} ${event.type}`);
    };
    const three = shape(3).filter((line) => !line.includes('callbackServerStarting'));
    const nine = shape(9).filter((line) => !line.includes('callbackServerStarting'));
    expect(three.length).toBeGreaterThan(60);
    expect(nine).toEqual(three);
  });

  it('longer than the client waits: the return call comes as an ordinary one, and works', () => {
    const world = callbackWorld({ more: ['dialer enable-timeout 90'] });
    ping(world, 'R2', '172.12.12.1', 1);
    wait(world, 70);
    expect(events(world, 'dialer.callbackExpired', 'R2')).toHaveLength(1);
    wait(world, 40);
    expect(events(world, 'dialer.callbackDecision', 'R2').map((record) => record.event.because)).toEqual(['client', 'not-requested']);
    expect(ping(world, 'R2', '172.12.12.1')).toBe('!!!!!');
  });
});

describe('two clients at once', () => {
  const server = serverConfig({
    users: ['R2 password CCIE', 'R3 password CISCO'],
    maps: [
      'ip 172.12.12.2 name R2 class CALLBACK broadcast 5558888',
      'ip 172.12.12.3 name R3 class CALLBACK broadcast 5559999',
    ],
  });
  const third = clientConfig({ hostname: 'R3', address: '172.12.12.3 255.255.255.0', users: ['R1 password CISCO'] });
  const lines = [lineOf('R1', ['5557777']), lineOf('R2', ['5558888']), lineOf('R3', ['5559999'])];
  const threeRouters = (): World => settled(labOf({ R1: server, R2: clientConfig(), R3: third }, lines));

  function pingTogether(world: World): string[] {
    const marks: Record<string, string> = { R2: '', R3: '' };
    let open = 2;
    for (const name of ['R2', 'R3']) {
      must(world.routers.get(name), name).startPing(
        { destination: 0xac0c0c01, repeat: 5, sizeOctets: 100, timeoutSeconds: 2, dontFragment: false },
        { mark: (mark) => (marks[name] += mark), done: () => (open -= 1) },
      );
    }
    while (open > 0 && world.clock.step());
    return [marks.R2 ?? '', marks.R3 ?? ''];
  }

  it('both get their return calls, each on a B channel of its own', () => {
    const world = threeRouters();
    expect(pingTogether(world)).toEqual(['.....', '.....']);
    wait(world, 20);
    const placed = events(world, 'dialer.attempt', 'R1').map((record) => record.event.number);
    expect(placed.sort()).toEqual(['5558888', '5559999']);
    const channels = events(world, 'dialer.protocolUp', 'R1').map((record) => `${record.event.peerName} ${record.event.channel}`);
    expect(channels.map((each) => each.slice(0, 2)).sort()).toEqual(['R2', 'R3']);
    expect(new Set(channels.map((each) => each.slice(3)))).toEqual(new Set(['BRI0:1', 'BRI0:2']));
    expect(pingTogether(world)).toEqual(['!!!!!', '!!!!!']);
    wait(world, 200);
    expectQuiet(world, 3);
  });

  it('each of them 15 seconds after its own call', () => {
    const world = threeRouters();
    pingTogether(world);
    wait(world, 20);
    const released = events(world, 'dialer.released', 'R1').map((record) => record.at);
    expect(events(world, 'dialer.attempt', 'R1').map((record) => record.at)).toEqual(released.map((at) => at + 15_000));
  });

  it('a call that reaches the client meanwhile settles what is owed to it, and nothing fails', () => {
    const world = threeRouters();
    const r1 = must(world.routers.get('R1'), 'R1');
    r1.debugging.add('dialer.events');
    const lines: string[] = [];
    r1.trace.subscribe((record) => lines.push(...renderRecord(record, r1).map(({ text }) => text)));
    pingTogether(world);
    // Before the enable timers run out, R1 calls R2 by hand.
    expect(r1.isdnCall('BRI0', '5558888', 64)).toBeUndefined();
    wait(world, 60);
    const attempts = events(world, 'dialer.attempt', 'R1').map((record) => `${record.event.number} ${record.event.reason}`);
    expect(attempts).toEqual(['5558888 exec', '5559999 callback']);
    expect(events(world, 'dialer.callbackFailed', 'R1')).toEqual([]);
    expect(lines.filter((line) => line.includes('no retry'))).toEqual([]);
    wait(world, 200);
    expectQuiet(world, 3);
  });

  it('with no B channel left for one of them, its callback fails for good and is said to', () => {
    const fourth = clientConfig({
      hostname: 'R4', address: '172.12.12.4 255.255.255.0', users: ['R1 password OTHER'], without: ['ppp callback'],
    });
    const busy = serverConfig({
      users: ['R2 password CCIE', 'R3 password CISCO', 'R4 password OTHER'],
      maps: [
        'ip 172.12.12.2 name R2 class CALLBACK broadcast 5558888',
        'ip 172.12.12.3 name R3 class CALLBACK broadcast 5559999',
        'ip 172.12.12.4 name R4 broadcast 5556666',
      ],
      without: ['dialer callback-secure'],
    });
    const world = settled(labOf({ R1: busy, R2: clientConfig(), R3: third, R4: fourth }, [...lines, lineOf('R4', ['5556666'])]));
    const r1 = must(world.routers.get('R1'), 'R1');
    r1.debugging.add('dialer.events');
    const said: string[] = [];
    r1.trace.subscribe((record) => said.push(...renderRecord(record, r1).map(({ text }) => text)));
    expect(pingTogether(world)).toEqual(['.....', '.....']);
    // R4 is an ordinary caller that takes one channel and stays.
    expect(ping(world, 'R4', '172.12.12.1', 2)).toBe('.!');
    wait(world, 20);
    const called = events(world, 'dialer.attempt', 'R1').map((record) => record.event.number);
    const failed = events(world, 'dialer.callbackFailed', 'R1');
    expect(called).toHaveLength(1);
    expect(failed).toHaveLength(1);
    expect(failed[0]?.event.why).toBe('no-channel');
    expect([...called, failed[0]?.event.number].sort()).toEqual(['5558888', '5559999']);
    expect(said.filter((line) => line.includes('no retry'))).toHaveLength(1);
    const [served, left] = called[0] === '5558888' ? ['R2', 'R3'] : ['R3', 'R2'];
    expect(ping(world, served, '172.12.12.1')).toBe('!!!!!');
    // No retry, however long it takes; the client gives up and asks again when it has something to say.
    wait(world, 200);
    expect(events(world, 'dialer.attempt', 'R1')).toHaveLength(1);
    expect(events(world, 'dialer.callbackExpired', left)).toHaveLength(1);
    expectQuiet(world, 4);
    ping(world, left, '172.12.12.1', 1);
    wait(world, 20);
    expect(ping(world, left, '172.12.12.1')).toBe('!!!!!');
  });
});
