// What a callback server decides, row by row, and what goes wrong with a lab that lacks something: the tables of the
// published behaviour, each row a world of two routers with that one thing different. What the routers did is asked of
// their records, of their readings and of the exchange's bill.

import { describe, expect, it } from 'vitest';
import type { World } from '../../src/network/world.ts';
import { callbackWorld, LINES, type EndOptions } from '../support/configs.ts';
import { events, lineOf, ping, wait } from '../support/lab.ts';
import { callsOf, expectQuiet } from '../support/lawful.ts';
import { storyOf, whenOf } from '../support/story.ts';

const SERVER = '172.12.12.1';
const NO_SECURE = { without: ['dialer callback-secure'] };

const decisions = (world: World, router: string): string[] =>
  events(world, 'dialer.callbackDecision', router).map(({ event }) => `${event.outcome}: ${event.because}`);
const dialled = (world: World, router: string): string[] => events(world, 'dialer.attempt', router).map(({ event }) => event.number);
const statistics = (world: World, router: string) => world.routers.get(router)?.dialers()[0]?.statistics ?? [];
const faults = (more: Partial<Record<'busy' | 'noAnswer' | 'noResponse', readonly string[]>>) => ({
  faults: { busy: [], noAnswer: [], noResponse: [], ...more },
});

/** A server with one BRI, and one with a rotary group of two, on a model that has them. */
const GROUNDS = [
  ['BRI alone', { rotary: undefined, lines: LINES, idlePending: 2 }],
  [
    'rotary group',
    {
      rotary: ['BRI0', 'BRI1'],
      lines: [lineOf('R1', ['5557777'], { huntGroup: 'R1' }), lineOf('R1', ['5557777'], { interface: 'BRI1', huntGroup: 'R1' }), ...LINES.slice(1)],
      idlePending: 3,
    },
  ],
] as const;

/** A ping of the client, and forty seconds. */
function attempt(server: EndOptions, client: EndOptions = {}, more = {}): { world: World; marks: string } {
  return attemptOn(callbackWorld(server, client, more));
}

function attemptOn(world: World): { world: World; marks: string } {
  const marks = ping(world, 'R2', SERVER);
  wait(world, 40);
  return { world, marks };
}

describe.each(GROUNDS)('the called side, after LCP and authentication: %s', (_ground, { rotary, lines, idlePending }) => {
  const attempt = (server: EndOptions, client: EndOptions = {}, more = {}) => {
    const lab = { ...more, ...(rotary === undefined ? {} : { models: { R1: '1604' } }) };
    return attemptOn(callbackWorld({ ...server, rotary }, client, lab, lines));
  };
  const statisticsOfServer = (world: World) =>
    world.routers.get('R1')?.dialers().find((dialer) => dialer.interface === (rotary === undefined ? 'BRI0' : 'Dialer1'))?.statistics ?? [];

  it.each([['set', {}], ['not set', NO_SECURE]])('callback negotiated, name, map with class; callback-secure %s: hangs up, waits, calls', (_, server) => {
    const { world, marks } = attempt(server);
    expect(marks).toBe('.....');
    expect(decisions(world, 'R1')).toEqual(['call-back: authorised', 'ordinary: return-call']);
    expect(dialled(world, 'R1')).toEqual(['5558888']);
    expect(statisticsOfServer(world)).toMatchObject([{ successes: 1, failures: 0 }]);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });

  const withoutClass = { maps: ['ip 172.12.12.2 name R2 broadcast 5558888'] };
  const noMap = { maps: ['ip 172.12.12.2 name R9 class CALLBACK broadcast 5558888'] };
  const undefinedClass = { maps: ['ip 172.12.12.2 name R2 class OTHER broadcast 5558888'] };
  const idleClass = { maps: ['ip 172.12.12.2 name R2 class IDLE broadcast 5558888'], global: ['map-class dialer IDLE', ' dialer idle-timeout 60'] };
  const noNumber = { maps: ['ip 172.12.12.2 name R2 class CALLBACK broadcast'] };

  describe.each([
    ['no class in the map', withoutClass, 'no-class'],
    ['no map of that name', noMap, 'no-map'],
    ['a class that is not defined', undefinedClass, 'class-undefined'],
    ['a class without callback-server', idleClass, 'class-without-callback-server'],
    ['a map without a number', noNumber, 'no-number'],
  ])('callback negotiated, but %s', (_, server, because) => {
    it('with callback-secure: hangs up, and nobody is called', () => {
      const { world, marks } = attempt(server);
      expect(marks).toBe('.....');
      expect(decisions(world, 'R1')).toEqual([`hang-up: ${because}`]);
      expect(dialled(world, 'R1')).toEqual([]);
      wait(world, 60);
      expect(events(world, 'dialer.callbackExpired', 'R2')).toHaveLength(1);
      expectQuiet(world, idlePending);
    });

    it('without: leaves the call up; the client, whose request was acknowledged, hangs up all the same', () => {
      const { world, marks } = attempt({ ...server, ...NO_SECURE });
      expect(marks).toBe('.....');
      expect(decisions(world, 'R1')).toEqual([`stay-up: ${because}`]);
      expect(decisions(world, 'R2')).toEqual(['hang-up: client']);
      expect(events(world, 'dialer.disconnecting', 'R1')).toEqual([]);
      expect(dialled(world, 'R1')).toEqual([]);
      wait(world, 60);
      expectQuiet(world, idlePending);
    });
  });

  it('no callback asked for, callback-secure: hangs up; the client flaps once per echo', () => {
    const { world, marks } = attempt({}, { without: ['ppp callback'] });
    expect(marks).toBe('.....');
    expect(new Set(decisions(world, 'R1'))).toEqual(new Set(['hang-up: not-requested-secure']));
    expect(dialled(world, 'R2')).toHaveLength(5);
    expect(dialled(world, 'R1')).toEqual([]);
    expectQuiet(world, idlePending);
  });

  it('no callback asked for, without callback-secure: an ordinary call', () => {
    const { world, marks } = attempt(NO_SECURE, { without: ['ppp callback'] });
    expect(marks).toBe('.!!!!');
    expect(decisions(world, 'R1')).toEqual(['ordinary: not-requested']);
    expect(dialled(world, 'R1')).toEqual([]);
    expect(callsOf(world).length).toBeGreaterThan(0);
    wait(world, 200);
    expectQuiet(world, idlePending);
  });

  it('a server that does not accept rejects the option, and it is an ordinary call', () => {
    const { world, marks } = attempt({ without: ['ppp callback accept', 'dialer callback-secure'] });
    expect(marks).toBe('.!!!!');
    expect(events(world, 'ppp.callbackOption', 'R2').map(({ event }) => event.outcome)).toEqual(['requested', 'rejected']);
    expect(decisions(world, 'R2')).toEqual([]);
    expect(dialled(world, 'R1')).toEqual([]);
  });

  it('authentication fails: PPP ends the call, no callback', () => {
    const { world, marks } = attempt({ users: ['R2 password WRONG'] });
    expect(marks).toBe('.....');
    expect(events(world, 'ppp.authFailed', 'R1')[0]?.event).toMatchObject({ side: 'local', reason: 'wrong-secret', name: 'R2' });
    expect(events(world, 'ppp.authFailed', 'R2')[0]?.event).toMatchObject({ side: 'peer', reason: 'refused-by-peer' });
    expect(decisions(world, 'R1')).toEqual([]);
    expect(dialled(world, 'R1')).toEqual([]);
    expectQuiet(world, idlePending);
  });

  it.each([
    ['busy', { busy: ['5558888'] }, 17],
    ['not responding', { noResponse: ['5558888'] }, 18],
  ])('the return call finds the number %s: one attempt, no retry', (_, fault, cause) => {
    const { world } = attempt({}, {}, faults(fault));
    expect(dialled(world, 'R1')).toEqual(['5558888']);
    expect(events(world, 'dialer.failed', 'R1')[0]?.event).toMatchObject({ cause, why: 'cause' });
    expect(events(world, 'dialer.callbackFailed', 'R1')).toHaveLength(1);
    expect(statisticsOfServer(world)).toMatchObject([{ successes: 0, failures: 1, lastStatus: 'failed' }]);
    wait(world, 120);
    expect(dialled(world, 'R1')).toHaveLength(1);
    expectQuiet(world, idlePending);
  });

  it('the return call is not answered: it ends with wait-for-carrier, and there is no retry', () => {
    const { world } = attempt({}, {}, faults({ noAnswer: ['5558888'] }));
    wait(world, 60);
    expect(events(world, 'dialer.failed', 'R1')[0]?.event).toMatchObject({ why: 'carrier' });
    expect(whenOf(world, 'dialer.failed', 'R1') - whenOf(world, 'dialer.attempt', 'R1')).toBe(30_000);
    expect(dialled(world, 'R1')).toEqual(['5558888']);
    wait(world, 60);
    expectQuiet(world, idlePending);
  });
});

describe('other ends that a lab meets', () => {
  it('a switch type that is not the line\'s: no layer 2, and dialling fails at once', () => {
    const { world, marks } = attempt({}, { switchType: 'basic-5ess' });
    expect(marks).toBe('.....');
    expect(events(world, 'isdn.layer2', 'R2')).toEqual([]);
    expect(world.routers.get('R2')?.isdn()[0]).toMatchObject({ layer1Active: true, switchType: 'basic-5ess' });
    expect(events(world, 'dialer.noDial', 'R2').map(({ event }) => event.because)).toEqual(Array(5).fill('line-down'));
    expect(dialled(world, 'R2')).toEqual([]);
    expect(world.routers.get('R2')?.isdnCall('BRI0', '5557777', 64)).toBe('layer 2 is not up');
    expect(events(world, 'exchange.switchType')[0]?.event).toMatchObject({ router: 'R2', attached: 'basic-5ess', expected: 'basic-ni' });
  });

  it('no switch type at all: layer 1 stays down', () => {
    const { world, marks } = attempt({}, { without: ['isdn switch-type'] });
    expect(marks).toBe('.....');
    expect(world.routers.get('R2')?.isdn()[0]).toMatchObject({ layer1Active: false, links: [] });
    expect(dialled(world, 'R2')).toEqual([]);
  });

  it('the server\'s switch type is wrong: the caller hears that nobody responds', () => {
    const { world } = attempt({ switchType: 'basic-net3' });
    expect(events(world, 'dialer.failed', 'R2')[0]?.event).toMatchObject({ cause: 18 });
  });

  it.each([
    ['unallocated', { maps: ['ip 172.12.12.1 name R1 broadcast 5550000'] }, {}, 1, '5550000'],
    ['busy', {}, faults({ busy: ['5557777'] }), 17, '5557777'],
    ['not responding', {}, faults({ noResponse: ['5557777'] }), 18, '5557777'],
  ])('a number that is %s: failures counted, packets dropped', (_, client, more, cause, number) => {
    const { world, marks } = attempt({}, client, more);
    expect(marks).toBe('.....');
    // Nothing holds back the next attempt: one for each echo.
    expect(dialled(world, 'R2')).toEqual(Array(5).fill(number));
    expect(events(world, 'dialer.failed', 'R2').map(({ event }) => event.cause)).toEqual(Array(5).fill(cause));
    expect(statistics(world, 'R2')).toMatchObject([{ number, successes: 0, failures: 5, lastStatus: 'failed' }]);
    expect(events(world, 'dialer.dropped', 'R2')).toHaveLength(5);
    expectQuiet(world, 2);
  });

  it('a number that is not answered, with a hold queue: held until its timeout', () => {
    const { world, marks } = attempt({}, { more: ['dialer hold-queue 10 timeout 20'] }, faults({ noAnswer: ['5557777'] }));
    expect(marks).toBe('.....');
    expect(events(world, 'dialer.failed', 'R2')[0]?.event).toMatchObject({ why: 'carrier' });
    const drop = events(world, 'dialer.dropped', 'R2')[0];
    expect(drop?.event).toMatchObject({ reason: 'hold queue timeout', count: 5 });
    expect((drop?.at ?? 0) - whenOf(world, 'dialer.queued', 'R2')).toBe(20_000);
    expectQuiet(world, 2);
  });

  it('a number that is not answered for a minute: cause 19, when the caller waits that long', () => {
    const { world } = attempt({}, { more: ['dialer wait-for-carrier-time 90'] }, faults({ noAnswer: ['5557777'] }));
    wait(world, 30);
    expect(events(world, 'dialer.failed', 'R2')[0]?.event).toMatchObject({ cause: 19, why: 'cause' });
    expect(statistics(world, 'R2')).toMatchObject([{ failures: 1, lastStatus: 'failed' }]);
  });

  it.each([
    ['no dialer-list', ['dialer-list'], 'not-interesting'],
    ['no dialer-group', ['dialer-group'], 'no-group'],
  ])('%s: nothing is interesting, nothing dials', (_, without, because) => {
    const { world, marks } = attempt({}, { without });
    expect(marks).toBe('.....');
    expect(dialled(world, 'R2')).toEqual([]);
    expect(events(world, 'dialer.noDial', 'R2').map(({ event }) => event.because)).toEqual(Array(5).fill(because));
  });

  it('no dialer-list at the caller: a call that is there carries packets and idles out all the same', () => {
    const { world } = attempt(NO_SECURE, { without: ['dialer-list', 'ppp callback'] });
    expect(world.routers.get('R2')?.isdnCall('BRI0', '5557777', 64)).toBeUndefined();
    wait(world, 5);
    const connected = whenOf(world, 'dialer.connected', 'R2');
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
    wait(world, 60);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
    wait(world, 80);
    expect(whenOf(world, 'dialer.idle', 'R2') - connected).toBe(120_000);
    expectQuiet(world, 2);
  });

  it('no username for the client at the server: it cannot check, and clears', () => {
    const { world, marks } = attempt({ users: [] });
    expect(marks).toBe('.....');
    expect(events(world, 'ppp.authFailed', 'R1')[0]?.event).toMatchObject({ side: 'local', reason: 'unknown-name', name: 'R2' });
    expect(dialled(world, 'R1')).toEqual([]);
    expectQuiet(world, 2);
  });

  it('no username for the server at the client: it cannot answer, and clears', () => {
    const { world, marks } = attempt({}, { users: [] });
    expect(marks).toBe('.....');
    expect(events(world, 'ppp.authFailed', 'R2')[0]?.event).toMatchObject({ side: 'peer', reason: 'no-secret-for-peer', name: 'R1' });
    expect(dialled(world, 'R1')).toEqual([]);
    expectQuiet(world, 2);
  });

  it.each([['set', {}, 'hang-up: no-name'], ['not set', NO_SECURE, 'stay-up: no-name']])(
    'no ppp authentication on the server, callback-secure %s: no name, no callback',
    (_, server, decision) => {
      const without = [...('without' in server ? server.without : []), 'ppp authentication'];
      const { world, marks } = attempt({ ...server, without });
      expect(marks).toBe('.....');
      expect(decisions(world, 'R1')[0]).toBe(decision);
      expect(dialled(world, 'R1')).toEqual([]);
      wait(world, 60);
      expectQuiet(world, 2);
    },
  );

  it('no encapsulation ppp at the server: the call connects, PPP is not answered, no callback', () => {
    const { world, marks } = attempt({ encapsulation: 'hdlc' });
    expect(marks).toBe('.....');
    expect(events(world, 'dialer.connected', 'R1')).toHaveLength(1);
    expect(events(world, 'frame.ignored', 'R1').length).toBeGreaterThan(0);
    expect(decisions(world, 'R1')).toEqual([]);
    expect(events(world, 'ppp.closed', 'R2')[0]?.event.reason).toBe('no answer to LCP Configure-Request');
    wait(world, 200);
    expectQuiet(world, 2);
  });

  it('no encapsulation ppp at either end: HDLC, on which there is no callback, but packets pass', () => {
    const { world, marks } = attempt({ encapsulation: 'hdlc' }, { encapsulation: 'hdlc' });
    expect(marks).toBe('.!!!!');
    expect(decisions(world, 'R1')).toEqual([]);
    wait(world, 200);
    expectQuiet(world, 2);
  });

  it.each([
    ['the calling number as a name', 'ip 172.12.12.2 name 5558888', true],
    ['the calling number as its number', 'ip 172.12.12.2 name R2 broadcast 5558888', true],
    ['a name that HDLC does not tell', 'ip 172.12.12.2 name R2', false],
  ])('HDLC at both ends, and the server\'s map has %s', (_what, map, answered) => {
    const { world, marks } = attempt({ encapsulation: 'hdlc', maps: [map] }, { encapsulation: 'hdlc' });
    expect(marks).toBe(answered ? '.!!!!' : '.....');
    expect(dialled(world, 'R1')).toEqual([]);
    expect(new Set(events(world, 'dialer.noDial', 'R1').map(({ event }) => event.because))).toEqual(new Set(answered ? [] : ['no-number']));
  });

  it('no route to the destination: nothing is dialled', () => {
    const world = callbackWorld();
    expect(ping(world, 'R2', '10.9.9.9')).toBe('.....');
    expect(dialled(world, 'R2')).toEqual([]);
    expect(events(world, 'ip.undeliverable', 'R2').map(({ event }) => event.because)).toEqual(Array(5).fill('no-route'));
  });

  it('a route, but no map for its next hop: nothing is dialled', () => {
    const world = callbackWorld({}, { global: ['ip route 10.9.0.0 255.255.0.0 172.12.12.77'] });
    expect(ping(world, 'R2', '10.9.9.9')).toBe('.....');
    expect(dialled(world, 'R2')).toEqual([]);
    expect(events(world, 'dialer.noDial', 'R2').map(({ event }) => event.because)).toEqual(Array(5).fill('no-map'));
  });

  it('the client\'s interface shut: nothing leaves', () => {
    const { world, marks } = attempt({}, { more: ['shutdown'] });
    expect(marks).toBe('.....');
    expect(dialled(world, 'R2')).toEqual([]);
    expect(world.routers.get('R2')?.interface('BRI0')).toMatchObject({ state: 'administratively down', protocolUp: false });
    expect(events(world, 'ip.undeliverable', 'R2')[0]).toMatchObject({ interface: 'BRI0', event: { because: 'interface-down' } });
  });

  it('the server\'s interface shut: nobody responds', () => {
    const { world } = attempt({ more: ['shutdown'] });
    expect(events(world, 'dialer.failed', 'R2')[0]?.event).toMatchObject({ cause: 18 });
    expect(storyOf(world, 'R1')).toEqual([]);
  });

  it('the map\'s number is another line\'s: the one that answers is not the one that is expected', () => {
    const world = callbackWorld({}, { maps: ['ip 172.12.12.1 name R9 broadcast 5557777'], users: ['R1 password CCIE', 'R9 password CCIE'] });
    expect(ping(world, 'R2', SERVER)).toBe('.....');
    wait(world, 40);
    // The name that is proven counts, not the one in the map: R1 is who calls back.
    expect(events(world, 'dialer.callbackClientCreated', 'R2')[0]?.event.name).toBe('R1');
    expect(dialled(world, 'R1')).toEqual(['5558888']);
  });

  it('the client does not know the number that calls back: numbers do not matter, names do', () => {
    const world = callbackWorld({}, {}, {}, [lineOf('R1', ['5557777'], { callingNumber: '8005550100' }), LINES[1] ?? lineOf('R2', [])]);
    ping(world, 'R2', SERVER);
    wait(world, 20);
    expect(events(world, 'dialer.callbackReceived', 'R2')).toHaveLength(1);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });

  it('a client that demands no proof does not know who calls back, but is served', () => {
    const { world, marks } = attempt({}, { without: ['ppp authentication chap'] });
    expect(marks).toBe('.....');
    expect(dialled(world, 'R1')).toEqual(['5558888']);
    expect(events(world, 'dialer.callbackReceived', 'R2')).toHaveLength(0);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });

  it('one-way authentication, by callin at the client: the return call is known by its name', () => {
    const { world } = attempt({}, { without: ['ppp authentication chap'], more: ['ppp authentication pap chap callin'] });
    expect(events(world, 'dialer.callbackReceived', 'R2')).toHaveLength(1);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });

  it('PAP in place of CHAP: the same callback', () => {
    const pap = (name: string): EndOptions => ({
      without: ['ppp authentication chap'],
      more: ['ppp authentication pap', `ppp pap sent-username ${name} password CCIE`],
    });
    const { world, marks } = attempt(pap('R1'), pap('R2'));
    expect(marks).toBe('.....');
    expect(decisions(world, 'R1')).toEqual(['call-back: authorised', 'ordinary: return-call']);
    expect(ping(world, 'R2', SERVER)).toBe('!!!!!');
  });
});
