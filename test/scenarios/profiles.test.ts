// Dialer profiles at work: which profile a call belongs to and by what, pools that share a BRI, what a member keeps for one
// pool, and callback through profiles at both ends.

import { describe, expect, it } from 'vitest';
import type { TelephoneLine } from '../../src/network/lab-description.ts';
import type { World } from '../../src/network/world.ts';
import { settled } from '../support/configs.ts';
import { events, labOf, lineOf, ping, wait } from '../support/lab.ts';
import { callsOf } from '../support/lawful.ts';

const NUMBERS: Readonly<Record<string, readonly string[]>> = { R1: ['5551111', '5551119'], R2: ['5552222'], R3: ['5553333'], R4: ['5554444'] };

interface ProfileOptions {
  readonly pool?: number;
  readonly lines?: readonly string[];
  readonly without?: readonly string[];
}

/** One Dialer interface towards a peer: `10.1.N.OWN`. */
function profile(unit: number, own: number, peer: string, { pool = 1, lines = [], without = [] }: ProfileOptions = {}): readonly string[] {
  const all = [
    ` ip address 10.1.${unit}.${own} 255.255.255.0`,
    ' encapsulation ppp',
    ` dialer pool ${pool}`,
    ` dialer remote-name ${peer}`,
    ` dialer string ${NUMBERS[peer]?.[0] ?? ''}`,
    ' dialer-group 1',
    ' ppp authentication chap',
  ];
  const left = all.filter((line) => !without.some((begin) => line.trim().startsWith(begin)));
  return [`interface Dialer${unit}`, ...left, ...lines.map((line) => ` ${line}`)];
}

function config(name: string, profiles: readonly string[], member: readonly string[] = ['dialer pool-member 1'], global: readonly string[] = []): string {
  const peers = ['R1', 'R2', 'R3', 'R4'].filter((peer) => peer !== name);
  return [
    `hostname ${name}`,
    ...peers.map((peer) => `username ${peer} password CCIE`),
    'isdn switch-type basic-ni',
    'interface BRI0',
    ' no ip address',
    ' encapsulation ppp',
    ' ppp authentication chap',
    ...member.map((line) => ` ${line}`),
    ...profiles,
    ...global,
    'dialer-list 1 protocol ip permit',
    'end',
    '',
  ].join('\n');
}

function worldOfConfigs(configs: Readonly<Record<string, string>>, more: readonly TelephoneLine[] = []): World {
  const lines = Object.keys(configs).map((name) => lineOf(name, NUMBERS[name] ?? []));
  return settled(labOf(configs, [...lines, ...more]));
}

/** R1 with two profiles over one BRI; R2 and R3 call it. */
function hub(first: ProfileOptions = {}, second: ProfileOptions = {}, member?: readonly string[]): World {
  return worldOfConfigs({
    R1: config('R1', [...profile(2, 1, 'R2', first), ...profile(3, 1, 'R3', second)], member),
    R2: config('R2', profile(2, 2, 'R1')),
    R3: config('R3', profile(3, 2, 'R1')),
  });
}

const boundAt = (world: World, router: string): string[] =>
  events(world, 'dialer.bound', router).map(({ event }) => `${event.channel} ${event.profile} by ${event.by}`);

describe('whose call it is', () => {
  it('a call that a profile places is bound to it, and unbound when it is over', () => {
    const world = hub();
    expect(ping(world, 'R1', '10.1.3.2')).toBe('.!!!!');
    expect(boundAt(world, 'R1')).toEqual(['BRI0:1 Dialer3 by dialling']);
    wait(world, 150);
    expect(events(world, 'dialer.unbound', 'R1').map(({ event }) => event.profile)).toEqual(['Dialer3']);
    expect(callsOf(world)).toEqual([]);
  });

  it('two profiles share a BRI: the name tells their callers apart', () => {
    const world = hub();
    expect(ping(world, 'R3', '10.1.3.1')).toBe('.!!!!');
    expect(ping(world, 'R2', '10.1.2.1')).toBe('.!!!!');
    expect(boundAt(world, 'R1')).toEqual(['BRI0:1 Dialer3 by name', 'BRI0:2 Dialer2 by name']);
    expect(ping(world, 'R1', '10.1.2.2')).toBe('!!!!!');
    expect(ping(world, 'R1', '10.1.3.2')).toBe('!!!!!');
    const readings = world.routers.get('R1')?.dialers() ?? [];
    expect(readings.map(({ interface: name, calls }) => `${name} ${calls.length}`)).toEqual(['BRI0 0', 'Dialer2 1', 'Dialer3 1']);
  });

  it('the calling number tells them apart before PPP; the pattern with the fewest x wins', () => {
    const world = hub({ lines: ['dialer caller 555xxxx'] }, { lines: ['dialer caller 5553333'] });
    ping(world, 'R3', '10.1.3.1');
    ping(world, 'R2', '10.1.2.1');
    expect(boundAt(world, 'R1')).toEqual(['BRI0:1 Dialer3 by caller-number', 'BRI0:2 Dialer2 by caller-number']);
  });

  it('the called number does', () => {
    const world = worldOfConfigs({
      R1: config('R1', [...profile(2, 1, 'R2', { lines: ['dialer called 5551111'] }), ...profile(3, 1, 'R3', { lines: ['dialer called 5551119'] })]),
      R2: config('R2', profile(2, 2, 'R1')),
      R3: config('R3', profile(3, 2, 'R1', { without: ['dialer string'], lines: ['dialer string 5551119'] })),
    });
    ping(world, 'R3', '10.1.3.1');
    expect(boundAt(world, 'R1')).toEqual(['BRI0:1 Dialer3 by called-number']);
  });

  it('the subaddress does, of one number', () => {
    const world = worldOfConfigs({
      R1: config('R1', [...profile(2, 1, 'R2', { lines: ['dialer called 5551111:22'] }), ...profile(3, 1, 'R3', { lines: ['dialer called 5551111:33'] })]),
      R2: config('R2', profile(2, 2, 'R1')),
      R3: config('R3', profile(3, 2, 'R1', { without: ['dialer string'], lines: ['dialer string 5551111:33'] })),
    });
    ping(world, 'R3', '10.1.3.1');
    expect(boundAt(world, 'R1')).toEqual(['BRI0:1 Dialer3 by called-number']);
  });

  it('the only profile of a pool takes every call, by its own settings and not the interface\'s', () => {
    const world = worldOfConfigs({
      R1: config('R1', profile(2, 1, 'R2')).replace(' encapsulation ppp\n ppp authentication chap\n dialer pool-member', ' dialer pool-member'),
      R2: config('R2', profile(2, 2, 'R1')),
    });
    expect(ping(world, 'R2', '10.1.2.1')).toBe('.!!!!');
    expect(boundAt(world, 'R1')).toEqual(['BRI0:1 Dialer2 by sole-profile']);
  });

  it('a caller that no profile names is hung up', () => {
    const world = worldOfConfigs({
      R1: config('R1', [...profile(2, 1, 'R2'), ...profile(3, 1, 'R3')]),
      R4: config('R4', profile(2, 4, 'R1')),
    });
    expect(ping(world, 'R4', '10.1.2.1')).toBe('.....');
    expect(boundAt(world, 'R1')).toEqual([]);
    expect(events(world, 'dialer.noProfile', 'R1')[0]?.event).toMatchObject({ name: 'R4', channel: 'BRI0:1' });
    wait(world, 20);
    expect(callsOf(world)).toEqual([]);
  });

  it('a second caller does not get the profile of another by ringing it first', () => {
    const world = worldOfConfigs({ R1: config('R1', profile(2, 1, 'R2')), R4: config('R4', profile(2, 4, 'R1')) });
    expect(ping(world, 'R4', '10.1.2.1')).toBe('.....');
    expect(events(world, 'dialer.noProfile', 'R1')[0]?.event).toMatchObject({ name: 'R4' });
  });
});

describe('members of pools', () => {
  const dialledOn = (world: World): string[] => events(world, 'dialer.attempt', 'R1').map(({ interface: name = '' }) => name);

  function twoBris(members: Readonly<Record<string, readonly string[]>>): World {
    const base = config('R1', [...profile(2, 1, 'R2'), ...profile(3, 1, 'R3', { pool: 2 })], members['BRI0']);
    const extra = ['interface BRI1', ' no ip address', ' encapsulation ppp', ' ppp authentication chap', ...(members['BRI1'] ?? []).map((line) => ` ${line}`)];
    const lab = labOf(
      { R1: base.replace('interface Dialer2', `${extra.join('\n')}\ninterface Dialer2`), R2: config('R2', profile(2, 2, 'R1')), R3: config('R3', profile(3, 2, 'R1')) },
      [lineOf('R1', ['5551111']), lineOf('R1', ['5551112'], { interface: 'BRI1' }), lineOf('R2', ['5552222']), lineOf('R3', ['5553333'])],
    );
    return settled({ ...lab, routers: lab.routers.map((router) => (router.name === 'R1' ? { ...router, model: '1604' } : router)) });
  }

  it('the member of the highest priority is dialled through', () => {
    const world = twoBris({ BRI0: ['dialer pool-member 1 priority 10'], BRI1: ['dialer pool-member 1 priority 20'] });
    expect(ping(world, 'R1', '10.1.2.2')).toBe('.!!!!');
    expect(dialledOn(world)).toEqual(['BRI1']);
  });

  it('a profile dials through the members of its own pool only', () => {
    const world = twoBris({ BRI0: ['dialer pool-member 1'], BRI1: ['dialer pool-member 2'] });
    ping(world, 'R1', '10.1.3.2');
    ping(world, 'R1', '10.1.2.2');
    expect(dialledOn(world)).toEqual(['BRI1', 'BRI0']);
  });

  it('max-link: a pool gets no more channels than that', () => {
    const world = hub({}, { pool: 2 }, ['dialer pool-member 1 max-link 1', 'dialer pool-member 2']);
    const router = world.routers.get('R1');
    expect(ping(world, 'R1', '10.1.2.2')).toBe('.!!!!');
    const free = (name: string) => router?.dialers().find((dialer) => dialer.interface === name)?.freeChannels;
    expect([free('Dialer2'), free('Dialer3')]).toEqual([0, 1]);
  });

  it('min-link: what is reserved for a pool no other one takes', () => {
    const world = worldOfConfigs({
      R1: config('R1', [...profile(2, 1, 'R2'), ...profile(3, 1, 'R3'), ...profile(4, 1, 'R4', { pool: 2 })], ['dialer pool-member 1', 'dialer pool-member 2 min-link 1']),
      R2: config('R2', profile(2, 2, 'R1')),
      R3: config('R3', profile(3, 2, 'R1')),
      R4: config('R4', profile(4, 2, 'R1')),
    });
    expect(ping(world, 'R1', '10.1.2.2')).toBe('.!!!!');
    expect(ping(world, 'R1', '10.1.3.2')).toBe('.....');
    expect(events(world, 'dialer.noDial', 'R1').at(-1)?.event.because).toBe('no-channel');
    expect(ping(world, 'R1', '10.1.4.2')).toBe('.!!!!');
  });

  it('one profile waits for the channel of another, whose call is dropped after the fast-idle time', () => {
    const world = hub({ lines: ['dialer fast-idle 5'] }, { pool: 2, lines: ['dialer hold-queue 10 timeout 60'] }, [
      'dialer pool-member 1 max-link 1', 'dialer pool-member 2 max-link 1',
    ]);
    world.routers.get('R1')?.isdnCall('BRI0', '5552222', 64);
    wait(world, 2);
    expect(ping(world, 'R1', '10.1.2.2')).toBe('.!!!!');
    ping(world, 'R1', '10.1.3.2', 1);
    wait(world, 20);
    expect(events(world, 'dialer.idle', 'R1').map(({ event }) => event.fast)).toEqual([true]);
    expect(ping(world, 'R1', '10.1.3.2')).toBe('!!!!!');
  });
});

describe('callback through profiles', () => {
  const CLASS = ['map-class dialer CB', ' dialer callback-server username'];
  const server = (...lines: readonly string[]): ProfileOptions => ({
    without: ['dialer string'],
    lines: ['dialer string 5552222 class CB', 'ppp callback accept', ...lines],
  });

  it.each([
    ['one profile at the server', [], 'sole-profile'],
    ['two profiles, the name telling', profile(3, 1, 'R3'), 'name'],
  ] as const)('%s', (_, more, by) => {
    const world = worldOfConfigs({
      R1: config('R1', [...profile(2, 1, 'R2', server('dialer callback-secure')), ...more], ['dialer pool-member 1', 'ppp callback accept'], CLASS),
      R2: config('R2', profile(2, 2, 'R1', { lines: ['ppp callback request'] })),
    });
    expect(ping(world, 'R2', '10.1.2.1')).toBe('.....');
    wait(world, 30);
    expect(boundAt(world, 'R1')).toEqual([`BRI0:1 Dialer2 by ${by}`, 'BRI0:1 Dialer2 by dialling']);
    expect(events(world, 'dialer.callbackReceived', 'R2')).toHaveLength(1);
    expect(ping(world, 'R2', '10.1.2.1')).toBe('!!!!!');
    wait(world, 200);
    expect(callsOf(world)).toEqual([]);
  });

  it('a server whose interface does not accept, the name having to tell: the option is rejected', () => {
    const world = worldOfConfigs({
      R1: config('R1', [...profile(2, 1, 'R2', server()), ...profile(3, 1, 'R3')], ['dialer pool-member 1'], CLASS),
      R2: config('R2', profile(2, 2, 'R1', { lines: ['ppp callback request'] })),
    });
    ping(world, 'R2', '10.1.2.1');
    expect(events(world, 'ppp.callbackOption', 'R2').map(({ event }) => event.outcome)).toEqual(['requested', 'rejected']);
  });
});
