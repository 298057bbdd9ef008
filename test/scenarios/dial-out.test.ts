// Large-scale dial-out: a hub without dialer maps asks RADIUS or TACACS+ whom to dial, by the next hop's address or the name of its
// route, proves itself as the profile says, and forgets it with the call. What keeps it from dialling, and what `why` says of it.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { LabAaaUser } from '../../src/network/lab-description.ts';
import type { World } from '../../src/network/world.ts';
import { showDialerMaps } from '../../src/views/show/dialer.ts';
import { events, labOf, lineOf, ping, type, wait, worldOf } from '../support/lab.ts';
import { keepLawful } from '../support/lawful.ts';
import { changesOf, codeOf, why } from '../support/why.ts';

const BRANCH = '172.20.1.2';
const HUB = `hostname hub
aaa new-model
aaa authentication ppp default local
aaa authorization network default group radius
isdn switch-type basic-ni
interface Ethernet0
 ip address 10.9.0.1 255.255.255.0
interface BRI0
 encapsulation ppp
 dialer rotary-group 1
interface Dialer1
 ip address 172.20.1.1 255.255.255.0
 encapsulation ppp
 dialer in-band
 dialer aaa
 dialer hold-queue 10
 dialer-group 1
 ppp authentication chap callin
dialer-list 1 protocol ip permit
radius-server host 10.9.0.10 key k
tacacs-server host 10.9.0.10 key k
`;
const FAR = `hostname branch
username center password clock
isdn switch-type basic-ni
interface BRI0
 ip address 172.20.1.2 255.255.255.0
 encapsulation ppp
 dialer-group 1
 ppp authentication chap pap
dialer-list 1 protocol ip permit
`;
const PROFILE = ['dial-number=5552000', 'send-name=center', 'send-secret=clock'];

function user(pairs: readonly string[], more: Partial<LabAaaUser> = {}): LabAaaUser {
  return {
    name: `${BRANCH}-out`, passwords: { login: 'cisco' }, radius: ['Service-Type = Outbound-User', ...pairs.map((pair) => `cisco-avpair = "outbound:${pair}"`)],
    tacacs: [{ service: 'outbound', pairs: [...pairs] }], ...more,
  };
}

function dialOut(users: readonly LabAaaUser[], ...lines: readonly string[]): World {
  const lab = labOf({ hub: HUB, branch: FAR }, [lineOf('hub', ['5551000']), lineOf('branch', ['5552000', '5552001'])], {
    lans: [{ name: 'lan1', members: [{ router: 'hub', interface: 'Ethernet0' }], hosts: [{ name: 'AAA1', address: '10.9.0.10', mask: '255.255.255.0' }] }],
    aaaServers: [{ name: 'AAA1', lan: 'lan1', protocols: ['radius', 'tacacs+'], clients: [{ key: 'k' }], users }],
  });
  const world = worldOf(lab);
  keepLawful(world);
  world.settle();
  if (lines.length > 0) type(world, 'hub', ...lines);
  // The server's address is known on the LAN.
  ping(world, 'hub', '10.9.0.10', 2);
  return world;
}

const maps = (world: World): readonly string[] => showDialerMaps(must(world.routers.get('hub'), 'hub'));
const attempts = (world: World): readonly string[] => events(world, 'dialer.attempt', 'hub').map(({ event }) => event.number);

describe('dialling by AAA', () => {
  it.each([['radius', []], ['tacacs+', ['aaa authorization network default group tacacs+']]] as const)('takes number, name, secret and idle time of %s, as long as the call lasts', (_protocol, lines) => {
    const world = dialOut([user([...PROFILE, 'idle-timeout=30'])], ...lines);
    expect(ping(world, 'hub', BRANCH)).toBe('!!!!!');
    expect(attempts(world)).toEqual(['5552000']);
    expect(events(world, 'ppp.authenticated', 'branch').map(({ event }) => event.peerName)).toEqual(['center']);
    expect(maps(world)).toEqual(['Dynamic dialer map ip 172.20.1.2 (5552000) on Dialer1']);
    expect(codeOf(why(world, 'hub'))).toBe('OK-CALL');
    expect(why(world, 'hub').join('\n')).not.toContain('Also missing');
    wait(world, 29);
    expect(maps(world)).toHaveLength(1);
    wait(world, 5);
    expect(maps(world)).toEqual([]);
    // Another call asks again.
    expect(ping(world, 'hub', BRANCH)).toBe('!!!!!');
    expect(events(world, 'aaa.decided', 'hub').filter(({ event }) => event.service === 'outbound')).toHaveLength(2);
    expect(JSON.stringify(world.recorder.events)).not.toMatch(/clock"|cisco"/);
  });

  it('asks once, whoever else has something to send meanwhile', () => {
    const world = dialOut([user(PROFILE)]);
    world.faults.set({ kind: 'aaa-slow', server: 'AAA1', ms: 3000 });
    expect(ping(world, 'hub', BRANCH)).toMatch(/^[.!]*!!$/);
    expect(events(world, 'aaa.begun', 'hub').filter(({ event }) => event.service === 'outbound')).toHaveLength(1);
    expect(attempts(world)).toEqual(['5552000']);
  });

  it('tries the numbers in their order', () => {
    const world = dialOut([user(['dial-number=5552001', ...PROFILE])]);
    world.faults.set({ kind: 'busy', number: '5552001' });
    expect(ping(world, 'hub', BRANCH)).toContain('!!!');
    expect(attempts(world)).toEqual(['5552001', '5552000']);
  });

  it('goes by the name of the route, with a suffix and a password of its own', () => {
    const world = dialOut(
      [user(PROFILE, { name: 'east-dial', passwords: { login: 'opensesame' } })],
      `ip route 10.2.2.0 255.255.255.0 ${BRANCH} name east`, 'interface Dialer1', 'dialer aaa suffix -dial password opensesame',
    );
    expect(ping(world, 'hub', BRANCH)).toBe('!!!!!');
    expect(maps(world)).toEqual(['Dynamic dialer map ip 172.20.1.2 name east (5552000) on Dialer1']);
  });

  it.each([['1', 'PAP'], ['2', 'CHAP']])('proves itself by the protocol that is sent (%s)', (sent, protocol) => {
    const world = dialOut([user([...PROFILE, `send-auth=${sent}`])]);
    expect(ping(world, 'hub', BRANCH)).toBe('!!!!!');
    expect(new Set(events(world, 'ppp.auth', 'hub').map(({ event }) => event.protocol))).toEqual(new Set([protocol]));
  });

  it('lets a map of the configuration go first', () => {
    const world = dialOut([user(PROFILE)], 'username branch password clock', 'interface Dialer1', `dialer map ip ${BRANCH} name branch 5552001`, 'ppp chap hostname center');
    expect(ping(world, 'hub', BRANCH)).toContain('!!');
    expect(attempts(world)).toEqual(['5552001']);
    expect(events(world, 'aaa.begun', 'hub').filter(({ event }) => event.service === 'outbound')).toEqual([]);
  });
});

describe('nobody is dialled', () => {
  const told = (world: World): readonly string[] => {
    expect(ping(world, 'hub', BRANCH, 2)).toBe('..');
    wait(world, 60);
    expect(attempts(world)).toEqual([]);
    return why(world, 'hub');
  };

  it.each<[string, readonly LabAaaUser[], readonly string[], string, RegExp, readonly string[]]>([
    ['without a profile', [], [], 'NO-OUTBOUND-PROFILE', /has no profile 172\.20\.1\.2-out, which hub asked about 172\.20\.1\.2$/, ['hub, interface Dialer1: add "dialer map ip 172.20.1.2 name branch 5552000"']],
    ['with another suffix', [user(PROFILE)], ['interface Dialer1', 'dialer aaa suffix -dial'], 'NO-OUTBOUND-PROFILE', /has no profile 172\.20\.1\.2-dial/, ['hub, interface Dialer1: change "dialer aaa suffix -dial" to "dialer aaa"']],
    ['with another suffix and a password', [user(PROFILE)], ['interface Dialer1', 'dialer aaa suffix -dial password hush'], 'NO-OUTBOUND-PROFILE', /has no profile 172\.20\.1\.2-dial/, ['hub, interface Dialer1: change "dialer aaa suffix -dial password ..." to "dialer aaa password ..."']],
    ['with another password', [user(PROFILE, { passwords: { login: 'other' } })], [], 'NO-OUTBOUND-PROFILE', /has another password for the profile/, ['hub, interface Dialer1: change "dialer aaa" to "dialer aaa password SECRET"']],
    ['without a number', [user(['send-name=center'])], [], 'OUTBOUND-NO-NUMBER', /has no outbound:dial-number$/, ['hub, interface Dialer1: add "dialer map ip 172.20.1.2 name branch 5552000"']],
    ['without a list', [user(PROFILE)], ['no aaa authorization network default'], 'NO-OUTBOUND-PROFILE', /no list says who is asked/, ['hub: add "aaa authorization network default group radius"']],
    ['with another key', [user(PROFILE)], ['radius-server host 10.9.0.10 key other'], 'AAA-WRONG-KEY', /have different secrets/, ['hub: add "radius-server key SECRET"']],
  ])('%s', (_what, users, lines, code, sentence, changes) => {
    const lines2 = told(dialOut(users, ...lines));
    expect(codeOf(lines2), lines2.join('\n')).toBe(code);
    expect(lines2[0]).toMatch(sentence);
    expect(changesOf(lines2)).toEqual(changes);
  });

  it('when no server answers', () => {
    const world = dialOut([user(PROFILE)]);
    world.aaaServers.get('AAA1')?.powerOff();
    expect(codeOf(told(world))).toBe('AAA-NO-SERVER');
    // It is asked again for what comes later.
    world.aaaServers.get('AAA1')?.powerOn();
    wait(world, 60);
    expect(ping(world, 'hub', BRANCH)).toContain('!!!');
  });
});
