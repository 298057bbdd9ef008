// Routers that ask AAA about their callers, in the labs with servers: where the number comes from, what happens when servers
// are silent, slow, off or make no sense, and that what is accounted for is what the exchange bills.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { toHex } from '../../src/base/octets.ts';
import type { LabDescription } from '../../src/network/lab-description.ts';
import type { CallbackWish } from '../../src/protocols/dialup/types.ts';
import type { World } from '../../src/network/world.ts';
import type { CauseCode } from '../../src/views/explain/codes.ts';
import { aaaLog } from '../../src/views/aaa-log.ts';
import { dialIn, failures, serverConfig } from '../support/dial-in.ts';
import { capture, events, labNamed, labOf, ping, type, wait, worldOf } from '../support/lab.ts';
import { changesOf, codeOf, why } from '../support/why.ts';

const HUB = '172.20.1.1';

/** A lab with lines put into the hub's configuration, and users of its servers changed. */
function lab(name: string, lines: readonly string[] = [], edit: (text: LabDescription) => LabDescription = (same) => same): World {
  const base = edit(labNamed(name));
  const routers = base.routers.map((router) => (router.name === 'hub' ? { ...router, config: `${router.config}\n${lines.join('\n')}\n` } : router));
  const world = worldOf({ ...base, routers });
  wait(world, 5);
  return world;
}

/** The branch asks for a callback, and later pings over it. */
function callback(world: World, seconds = 40): string {
  ping(world, 'branch', HUB, 1);
  wait(world, seconds);
  return ping(world, 'branch', HUB);
}

const numbers = (world: World) => events(world, 'dialer.callbackDecision', 'hub').map(({ event }) => `${event.outcome} ${event.number ?? ''} ${event.numberFrom ?? ''}`.trim());
const decided = (world: World, what: string) => events(world, 'aaa.decided', 'hub').filter(({ event }) => event.what === what).map(({ event }) => `${event.outcome} ${event.method}`);
const statuses = (world: World) => events(world, 'aaa.status', 'hub').filter(({ event }) => event.status === 'error' && event.what === 'authentication').map(({ event }) => `${event.method} ${event.why ?? ''}`);
const fault = (world: World, kind: 'aaa-silent' | 'aaa-secret' | 'aaa-garbage' | 'aaa-identifier'): void => world.faults.set({ kind, server: 'AAA1' });

describe.each([['aaa-radius', 'radius'], ['aaa-tacacs', 'tacacs+']] as const)('%s', (name, method) => {
  it('calls back at the number that the server has', () => {
    const world = lab(name);
    expect(callback(world)).toBe('!!!!!');
    expect(numbers(world)[0]).toBe('call-back 5552000 aaa');
    expect(decided(world, 'authentication')).toEqual([`pass ${method}`, `pass ${method}`]);
    expect(codeOf(why(world, 'branch'))).toBe('OK-CALLBACK');
  });

  it("asks about Microsoft's proof, and calls back", () => {
    const world = lab(name);
    type(world, 'hub', 'interface BRI0', 'ppp authentication ms-chap');
    expect(callback(world)).toBe('!!!!!');
    expect(decided(world, 'authentication')).toEqual([`pass ${method}`, `pass ${method}`]);
    type(world, 'branch', 'username hub password other');
    wait(world, 300);
    expect(callback(world)).toBe('.....');
    expect(new Set(decided(world, 'authentication').slice(2))).toEqual(new Set([`fail ${method}`]));
    expect(codeOf(why(world, 'branch'))).toBe('AAA-REJECTED');
  });

  it('accounts for what the exchange bills', () => {
    const world = lab(name);
    callback(world);
    wait(world, 200);
    const records = events(world, 'aaa.record', 'hub').map(({ event }) => event);
    expect(records.map(({ record, user }) => `${record} ${user}`)).toEqual(['start branch', 'stop branch', 'start branch', 'stop branch']);
    const times = records.filter(({ record }) => record === 'stop').map(({ pairs }) => Number(pairs.find((pair) => pair.name === 'elapsed_time')?.value));
    const billed = events(world, 'exchange.callRecord').map(({ event }) => Math.round((event.endedAt - must(event.answeredAt, 'answered')) / 1000));
    expect(times).toEqual(billed);
    const [, first, , second] = records;
    expect([first, second].map((record) => record?.pairs.find((pair) => pair.name === 'disc-cause-ext')?.value)).toEqual(['callback', 'idle-timeout']);
    // All octets of the B channel, PPP's own among them.
    const count = (pair: string): number => Number(second?.pairs.find((each) => each.name === pair)?.value);
    const { counters } = must(world.routers.get('hub')?.interface('BRI0:1'), 'the channel');
    expect(counters.bytesInput).toBe(count('bytes_in') + Number(first?.pairs.find((each) => each.name === 'bytes_in')?.value));
    expect(count('paks_out')).toBeGreaterThan(8);
    expect(new Set(records.map(({ sessionId }) => sessionId)).size).toBe(2);
  });

  it('leaves no secret in the trace', () => {
    const world = lab(name, ['aaa accounting update newinfo']);
    callback(world);
    expect(JSON.stringify(world.recorder.events)).not.toMatch(/grandfather|clock"|annie/);
  });

  it('is turned away by the server that does not know it', () => {
    const world = lab(name, [], (base) => ({ ...base, aaaServers: (base.aaaServers ?? []).map((server) => ({ ...server, users: [] })) }));
    ping(world, 'branch', HUB, 1);
    wait(world, 20);
    expect(decided(world, 'authentication')).toEqual([`fail ${method}`]);
    expect(codeOf(why(world, 'branch'))).toBe('AAA-REJECTED');
  });
});

describe('a RADIUS server that cannot be used', () => {
  it.each<[Parameters<typeof fault>[1], string]>([
    ['aaa-silent', 'radius timeout'],
    ['aaa-secret', 'radius wrong-secret'],
    ['aaa-garbage', 'radius timeout'],
    ['aaa-identifier', 'radius timeout'],
  ])('%s: the router asks its own users', (kind, error) => {
    const world = lab('aaa-radius');
    fault(world, kind);
    expect(callback(world)).toBe('!!!!!');
    expect(statuses(world)[0]).toBe(error);
    expect(decided(world, 'authentication')[0]).toBe('pass local');
    expect(numbers(world)[0]).toBe('call-back 5552000 username');
  });

  it.each<[string, Parameters<typeof fault>[1] | 'off', readonly string[], CauseCode, readonly string[]]>([
    ['silent, and nothing else in the list', 'aaa-silent', ['aaa authentication ppp default group radius'], 'AAA-NO-SERVER', ['hub: change "aaa authentication ppp default group radius" to "aaa authentication ppp default group radius local"']],
    ['off, and slow to be given up', 'off', ['no radius-server host 10.9.0.10', 'radius-server host 10.9.0.10 key grandfather'], 'AAA-SLOW', ['hub: add "radius-server timeout 1"', 'hub: add "radius-server retransmit 1"']],
    ['of another secret, and nothing else in the list', 'aaa-secret', ['aaa authentication ppp default group radius'], 'AAA-WRONG-KEY', ['hub: add "radius-server key SECRET"', 'hub: change "aaa authentication ppp default group radius" to "aaa authentication ppp default group radius local"']],
    ['not in the group', 'off', ['aaa authentication ppp default group OTHERS'], 'AAA-NO-SERVER', ['hub: change "aaa authentication ppp default group OTHERS" to "aaa authentication ppp default group OTHERS local"']],
    ['in a list of another name', 'off', ['interface BRI0', 'ppp authentication chap DIALIN'], 'AAA-NO-LIST', ['hub: add "aaa authentication ppp DIALIN local"']],
  ])('%s', (_what, kind, lines, code, changes) => {
    const world = lab('aaa-radius', lines);
    if (kind === 'off') world.aaaServers.get('AAA1')?.powerOff();
    else fault(world, kind);
    ping(world, 'branch', HUB, 1);
    wait(world, 30);
    const told = why(world, 'branch');
    expect(codeOf(told)).toBe(code);
    expect(changesOf(told)).toEqual(changes);
  });

  it('may be slow, as long as the caller waits', () => {
    const world = lab('aaa-radius', ['no radius-server host 10.9.0.10', 'radius-server host 10.9.0.10 timeout 10 key grandfather']);
    // ARP would cost the first request.
    ping(world, 'hub', '10.9.0.10', 2);
    world.faults.set({ kind: 'aaa-slow', server: 'AAA1', ms: 7000 });
    expect(callback(world)).toBe('!!!!!');
    expect(decided(world, 'authentication')).toEqual(['pass radius', 'pass radius']);
    // What the branch says again meanwhile is not asked about.
    expect(events(world, 'radius.sent', 'hub').filter(({ event }) => event.code === 'Access-Request' && event.attempt === 0)).toHaveLength(2);
  });

  it('is passed over while it is dead, and asked again later', () => {
    const world = lab('aaa-radius', ['radius-server deadtime 1']);
    world.aaaServers.get('AAA1')?.powerOff();
    callback(world);
    expect(events(world, 'radius.server', 'hub').map(({ event }) => event.state)).toEqual(['dead']);
    world.aaaServers.get('AAA1')?.powerOn();
    wait(world, 240);
    callback(world);
    expect(decided(world, 'authentication').at(-1)).toBe('pass radius');
  });
});

describe('TACACS+ servers', () => {
  it('are asked in their order', () => {
    const world = lab('aaa-tacacs');
    world.aaaServers.get('AAA1')?.powerOff();
    expect(callback(world, 60)).toBe('!!!!!');
    expect(numbers(world)[0]).toBe('call-back 5552000 aaa');
  });

  it('that all refuse to be understood leave nothing', () => {
    const world = lab('aaa-tacacs');
    for (const server of ['AAA1', 'AAA2']) world.faults.set({ kind: 'aaa-secret', server });
    ping(world, 'branch', HUB, 1);
    wait(world, 20);
    expect(codeOf(why(world, 'branch'))).toBe('AAA-WRONG-KEY');
  });

  it('may let somebody in and allow him nothing', () => {
    const world = lab('aaa-tacacs', [], (base) => ({
      ...base, aaaServers: (base.aaaServers ?? []).map((server) => ({ ...server, users: server.users.map((user) => ({ ...user, tacacs: user.tacacs.filter(({ service }) => service !== 'ppp') })) })),
    }));
    ping(world, 'branch', HUB, 1);
    wait(world, 20);
    expect(decided(world, 'authentication')).toEqual(['pass tacacs+']);
    expect(decided(world, 'authorization')).toEqual(['fail tacacs+']);
    expect(codeOf(why(world, 'branch'))).toBe('AAA-NOT-AUTHORISED');
  });
});

describe('the router\'s own users, by a method list', () => {
  const NEW_MODEL = ['aaa new-model', 'aaa authentication ppp default local'];
  const run = (lines: readonly string[]) => {
    const base = labNamed('callback-bryant');
    const world = worldOf({ ...base, routers: base.routers.map((each) => ({ ...each, config: `${each.config}\n${lines.join('\n')}\n` })) });
    const frames = capture(world);
    wait(world, 5);
    ping(world, 'R2', '172.12.12.1');
    wait(world, 30);
    ping(world, 'R2', '172.12.12.1');
    wait(world, 10);
    return frames.map(({ at, channelName, octets }) => `${at} ${channelName} ${toHex(octets)}`);
  };

  it('leave every octet, and its instant, as they are without one', () => {
    const plain = run([]);
    expect(plain.length).toBeGreaterThan(100);
    expect(run(NEW_MODEL)).toEqual(plain);
    expect(run([...NEW_MODEL, 'aaa authorization network default local', 'aaa accounting network default none'])).toEqual(plain);
  });

  it('serve leased lines as well', () => {
    const serial = (name: string, peer: string, last: number, secret: string) =>
      ['hostname ' + name, `username ${peer} password ${secret}`, ...NEW_MODEL, 'interface Serial0', ` ip address 10.1.1.${last} 255.255.255.0`, ' encapsulation ppp', ' ppp authentication chap', ' clock rate 64000'].join('\n');
    const world = worldOf(labOf({ A: serial('A', 'B', 1, 'x'), B: serial('B', 'A', 2, 'x') }, [], { serialLinks: [{ ends: [{ router: 'A', interface: 'Serial0' }, { router: 'B', interface: 'Serial0' }] }] }));
    wait(world, 20);
    expect(ping(world, 'A', '10.1.1.2')).toBe('!!!!!');
    expect(events(world, 'aaa.decided').map(({ device, event }) => `${device} ${event.outcome} ${event.method}`).sort()).toEqual(['A pass local', 'B pass local']);
  });
});

describe('what AAA grants', () => {
  const granting = (...radius: readonly string[]) => (base: LabDescription): LabDescription => ({
    ...base, aaaServers: (base.aaaServers ?? []).map((server) => ({ ...server, users: server.users.map((user) => (user.name === 'branch' ? { ...user, radius: ['Service-Type = Framed-User', ...radius] } : user)) })),
  });
  const NO_CALLBACK = ['interface BRI0', 'no ppp callback'];

  it('is no number to call back, and the map has none', () => {
    const world = lab('aaa-radius', ['no username branch'], granting());
    ping(world, 'branch', HUB, 1);
    wait(world, 20);
    const told = why(world, 'branch');
    expect(codeOf(told)).toBe('AAA-NO-NUMBER');
    expect(changesOf(told)).toEqual(['hub, interface BRI0: change "dialer map ip 172.20.1.2 name branch class back" to "dialer map ip 172.20.1.2 name branch class back 5552000"']);
  });

  it('ends a session in time', () => {
    const world = lab('aaa-radius', NO_CALLBACK, granting('Session-Timeout = 30'));
    type(world, 'branch', 'interface BRI0', 'no ppp callback');
    expect(ping(world, 'branch', HUB)).toContain('!');
    wait(world, 60);
    const stop = events(world, 'aaa.record', 'hub').find(({ event }) => event.record === 'stop')?.event;
    expect(stop?.pairs.find(({ name }) => name === 'elapsed_time')?.value).toBe('30');
    expect(stop?.pairs.at(-1)?.value).toBe('session-timeout');
  });

  it.each(['Framed-IP-Address = 10.9.0.77', 'Cisco-AVPair = "ip:addr-pool=DIALIN"'])('gives a PC its address: %s', (granted) => {
    const config = serverConfig(['ppp authentication pap'], [
      'aaa new-model', 'aaa authentication ppp default group radius', 'aaa authorization network default group radius', 'ip local pool DIALIN 10.9.0.77', 'radius-server host 10.9.0.10 key k',
    ]).replace('interface Loopback0', 'interface Ethernet0\n ip address 10.9.0.1 255.255.255.0\ninterface Loopback0');
    const { world, pc } = dialIn(config, { by: 'ISDN', user: 'eve', password: 'eves', callback: { kind: 'never' }, address: 0 }, {
      lans: [{ name: 'lan1', members: [{ router: 'nas', interface: 'Ethernet0' }], hosts: [{ name: 'AAA1', address: '10.9.0.10', mask: '255.255.255.0' }] }],
      aaaServers: [{ name: 'AAA1', lan: 'lan1', protocols: ['radius'], clients: [{ key: 'k' }], users: [{ name: 'eve', passwords: { pap: 'eves' }, radius: ['Service-Type = Framed-User', granted], tacacs: [] }] }],
    });
    wait(world, 5);
    pc.dial();
    wait(world, 20);
    expect(failures(world)).toEqual([]);
    expect(events(world, 'ip.route', 'nas').map(({ event }) => event.destination)).toContain(0x0a09004d);
  });

  it.each<[string, readonly string[], NonNullable<LabDescription['aaaServers']>[number]['users'][number]['tacacs'], string]>([
    ['Callback-Number', ['Service-Type = Callback-Framed-User', 'Callback-Number = 5553333'], [], 'call-back 5553333 aaa'],
    ['a Cisco AV pair', ['Service-Type = Framed-User', 'Cisco-AVPair = "lcp:callback-dialstring=5553333"'], [], 'call-back 5553333 aaa'],
    ['an empty one: the user says where', ['Service-Type = Framed-User', 'Cisco-AVPair = "lcp:callback-dialstring="'], [], 'call-back 5553333 peer'],
    ['TACACS+', [], [{ service: 'ppp', protocol: 'lcp', pairs: ['callback-dialstring=5553333'] }, { service: 'ppp', protocol: 'ip', pairs: [] }], 'call-back 5553333 aaa'],
  ])('has PCs called back: %s', (_what, radius, tacacs, expected) => {
    const method = radius.length > 0 ? 'radius' : 'tacacs+';
    const config = serverConfig(['ppp authentication pap', 'ppp callback accept'], [
      'aaa new-model', `aaa authentication ppp default group ${method}`, `aaa authorization network default group ${method}`, `aaa accounting network default start-stop group ${method}`,
      'ip local pool default 10.1.1.20 10.1.1.29', 'ip address-pool local', 'radius-server host 10.9.0.10 key k', 'tacacs-server host 10.9.0.10 key k',
    ]).replace('interface Loopback0', 'interface Ethernet0\n ip address 10.9.0.1 255.255.255.0\ninterface Loopback0');
    const callback: CallbackWish = expected.endsWith('peer') ? { kind: 'always', number: '5553333' } : { kind: 'ask' };
    const { world, pc } = dialIn(config, { by: 'ISDN', user: 'eve', password: 'eves', callback, address: 0 }, {
      lans: [{ name: 'lan1', members: [{ router: 'nas', interface: 'Ethernet0' }], hosts: [{ name: 'AAA1', address: '10.9.0.10', mask: '255.255.255.0' }] }],
      aaaServers: [{ name: 'AAA1', lan: 'lan1', protocols: ['radius', 'tacacs+'], clients: [{ key: 'k' }], users: [{ name: 'eve', passwords: { pap: 'eves' }, radius, tacacs }] }],
    });
    wait(world, 5);
    pc.dial();
    wait(world, 60);
    expect(failures(world)).toEqual([]);
    const called = events(world, 'dialer.callbackDecision', 'nas').filter(({ event }) => event.outcome === 'call-back').map(({ event }) => `${event.outcome} ${event.number ?? ''} ${event.numberFrom ?? ''}`);
    expect(called).toEqual([expected]);
    expect(events(world, 'pc.connected').at(-1)?.event).toMatchObject({ returning: true });
    expect(events(world, 'aaa.record', 'nas').map(({ event }) => event.record)).toEqual(['start', 'stop', 'start']);
  });

  it('is not for PPP with a service of another kind', () => {
    const world = lab('aaa-radius', [], (base) => ({
      ...base, aaaServers: (base.aaaServers ?? []).map((server) => ({ ...server, users: server.users.map((user) => ({ ...user, radius: ['Service-Type = NAS-Prompt-User'] })) })),
    }));
    ping(world, 'branch', HUB, 1);
    wait(world, 20);
    expect(codeOf(why(world, 'branch'))).toBe('AAA-NOT-AUTHORISED');
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['at the end alone', ['aaa accounting network default stop-only group radius'], ['stop', 'stop']],
    ['every minute', ['aaa accounting update periodic 1', 'interface BRI0', 'dialer idle-timeout 100'], ['start', 'stop', 'start', 'update', 'update', 'stop']],
    ['when the address is known', ['aaa accounting update newinfo'], ['start', 'stop', 'start', 'update', 'stop']],
    ['never', ['aaa accounting network default none'], []],
    ['by a list of that name', ['aaa accounting network PPP start-stop group radius', 'aaa accounting network default none', 'interface BRI0', 'ppp accounting PPP'], ['start', 'stop', 'start', 'stop']],
  ])('is accounted for %s', (_when, lines, expected) => {
    const world = lab('aaa-radius', lines, granting('Service-Type = Callback-Framed-User', 'Callback-Number = 5552000'));
    callback(world);
    wait(world, 240);
    expect(events(world, 'aaa.record', 'hub').map(({ event }) => event.record)).toEqual(expected);
    const taken = events(world, 'aaa.decided', 'hub').filter(({ event }) => event.what === 'accounting').map(({ event }) => event.outcome);
    expect(taken).toEqual(expected.map(() => 'pass'));
  });

  it('goes to all groups with broadcast, and from the source that is configured', () => {
    const world = lab('aaa-radius', ['aaa accounting network default start-stop broadcast group radius group tacacs+', 'tacacs-server host 10.9.0.10 key grandfather', 'interface Loopback0', 'ip address 10.8.8.8 255.255.255.255', 'ip radius source-interface Loopback0'], (base) => ({
      ...base, lans: base.lans.map((each) => ({ ...each, hosts: each.hosts.map((host) => ({ ...host, gateway: '10.9.0.1' })) })),
      aaaServers: (base.aaaServers ?? []).map((server) => ({ ...server, protocols: ['radius', 'tacacs+'] as const })),
    }));
    callback(world);
    wait(world, 200);
    const log = aaaLog(world.aaaServers);
    const sessions = log.filter((line) => line.includes('start of session') || line.includes('stop of session')).map((line) => line.trim().split(/ +/).slice(1, 5).join(' ')).sort();
    expect(sessions).toEqual(['10.8.8.8 radius branch start', '10.8.8.8 radius branch start', '10.8.8.8 radius branch stop', '10.8.8.8 radius branch stop', '10.9.0.1 tacacs+ branch start', '10.9.0.1 tacacs+ branch start', '10.9.0.1 tacacs+ branch stop', '10.9.0.1 tacacs+ branch stop']);
  });

  it('is forgotten when the router is reloaded in the middle of a question', () => {
    const world = lab('aaa-radius');
    world.aaaServers.get('AAA1')?.powerOff();
    ping(world, 'branch', HUB, 1);
    must(world.routers.get('hub'), 'hub').reload();
    wait(world, 60);
    expect(events(world, 'aaa.decided', 'hub')).toEqual([]);
    world.aaaServers.get('AAA1')?.powerOn();
    expect(callback(world)).toBe('!!!!!');
  });

  it('waits for the start record with wait-start', () => {
    const world = lab('aaa-radius', ['aaa accounting network default wait-start group radius', ...NO_CALLBACK]);
    type(world, 'branch', 'interface BRI0', 'no ppp callback');
    expect(ping(world, 'branch', HUB)).toContain('!');
    world.aaaServers.get('AAA1')?.powerOff();
    wait(world, 200);
    ping(world, 'branch', HUB, 1);
    wait(world, 30);
    // The local users let it in, and nobody takes the record.
    expect(events(world, 'ppp.closed', 'hub').at(-1)?.event.reason).toBe('no accounting server took the start record');
  });
});
