// What limits calls that are well: so many at once (`dialer max-call`), and no packet for so long (`ppp timeout idle`), also where several
// links are one; and a bundle whose network protocols do not come up (`ppp timeout ncp`). Profiles: fixtures/transcripts/profiles.

import { describe, expect, it } from 'vitest';
import type { World } from '../../src/network/world.ts';
import { clientConfig, serverConfig, settled } from '../support/configs.ts';
import { events, labOf, lineOf, ping, type, wait } from '../support/lab.ts';
import { bundleOf, linksOf, load, multilinkWorld, waitUntil } from '../support/multilink.ts';
import { why } from '../support/why.ts';

const PLAIN = ['ppp callback', 'dialer callback-secure'];

/** A hub with a rotary group of one BRI, and two spokes that may call it. */
function hub(more: readonly string[]): World {
  const spoke = (n: number): string => clientConfig({ hostname: `R${n}`, address: `172.12.12.${n} 255.255.255.0`, maps: ['ip 172.12.12.1 name R1 broadcast 5550001'], without: PLAIN });
  const maps = ['ip 172.12.12.2 name R2 broadcast 5550002', 'ip 172.12.12.3 name R3 broadcast 5550003'];
  const config = serverConfig({ rotary: ['BRI0'], users: ['R2 password CCIE', 'R3 password CCIE'], maps, more, without: PLAIN });
  return settled(labOf({ R1: config, R2: spoke(2), R3: spoke(3) }, [lineOf('R1', ['5550001']), lineOf('R2', ['5550002']), lineOf('R3', ['5550003'])]));
}

describe('dialer max-call', () => {
  it('nobody is dialled beyond it, though a channel is free, and a caller finds it busy', () => {
    const world = hub(['dialer max-call 1', 'dialer hold-queue 5 timeout 60']);
    expect(ping(world, 'R1', '172.12.12.2')).toMatch(/!$/);
    expect(ping(world, 'R3', '172.12.12.1', 1)).toBe('.');
    expect(events(world, 'dialer.callerJudged', 'R1').map(({ event }) => event.because)).toEqual(['call-limit']);
    expect(events(world, 'dialer.failed', 'R3')[0]?.event).toMatchObject({ cause: 17 });
    expect(why(world, 'R3').slice(0, 2)).toEqual([
      'Cause: CALL-LIMIT - Dialer1 of R1 may have one call at once, and had: the call of R3 was not taken',
      'R1, interface Dialer1: change "dialer max-call 1" to "dialer max-call 2"',
    ]);
    expect(ping(world, 'R1', '172.12.12.3', 1)).toBe('.');
    expect(events(world, 'dialer.noDial', 'R1').map(({ event }) => event.because)).toContain('call-limit');
    // The first call gives way after the fast-idle time, and what is held is dialled for.
    wait(world, 30);
    expect(ping(world, 'R1', '172.12.12.3')).toBe('!!!!!');
  });

  it('without it both are reached', () => {
    const world = hub([]);
    expect(ping(world, 'R1', '172.12.12.2')).toMatch(/!$/);
    expect(ping(world, 'R3', '172.12.12.1')).toMatch(/!$/);
    expect(world.routers.get('R1')?.dialers()[0]?.calls).toHaveLength(2);
  });
});

describe('dialer reserved-links', () => {
  it('a link for callers is not dialled through, as long as there is none', () => {
    const world = hub(['dialer reserved-links 1 0']);
    expect(ping(world, 'R1', '172.12.12.2')).toMatch(/!$/);
    expect(ping(world, 'R1', '172.12.12.3', 1)).toBe('.');
    expect(events(world, 'dialer.noDial', 'R1').map(({ event }) => event.because)).toContain('call-limit');
    expect(why(world, 'R1').slice(0, 2)).toEqual([
      'Cause: CALL-LIMIT - Dialer1 of R1 keeps a link for callers, and no other was free: nobody was dialled for 172.12.12.3',
      'R1, interface Dialer1: change "dialer reserved-links 1 0" to "dialer reserved-links 0 0"',
    ]);
    expect(ping(world, 'R3', '172.12.12.1')).toMatch(/!$/);
  });

  it('a link for calls is not answered through, as long as there is none', () => {
    const world = hub(['dialer reserved-links 0 1']);
    expect(ping(world, 'R2', '172.12.12.1')).toMatch(/!$/);
    expect(ping(world, 'R3', '172.12.12.1', 1)).toBe('.');
    expect(events(world, 'dialer.failed', 'R3')[0]?.event).toMatchObject({ cause: 17 });
    expect(why(world, 'R3').slice(0, 2)).toEqual([
      'Cause: CALL-LIMIT - Dialer1 of R1 keeps a link for its own calls, and no other was free: the call of R3 was not taken',
      'R1, interface Dialer1: change "dialer reserved-links 0 1" to "dialer reserved-links 0 0"',
    ]);
    // The one that it dials takes the place, and whoever is kept out now finds no channel.
    expect(ping(world, 'R1', '172.12.12.3')).toMatch(/!$/);
  });

  it('who has called is one of those that links are kept for', () => {
    const world = hub(['dialer reserved-links 1 0']);
    expect(ping(world, 'R3', '172.12.12.1')).toMatch(/!$/);
    expect(ping(world, 'R1', '172.12.12.2')).toMatch(/!$/);
  });
});

describe('a bundle', () => {
  it('over which no packet passes is closed as a whole', () => {
    const more = ['ppp timeout idle 30', 'dialer load-threshold 1 either'];
    const world = multilinkWorld({}, { more });
    expect(ping(world, 'R2', '172.12.12.1')).toMatch(/!$/);
    const traffic = load(world, 'R2', '172.12.12.1');
    expect(waitUntil(world, 90, () => linksOf(world, 'R2').length === 2)).toBeLessThan(60);
    wait(world, 40);
    traffic.stop();
    expect(linksOf(world, 'R2')).toHaveLength(2);
    expect(waitUntil(world, 60, () => bundleOf(world, 'R2') === undefined)).toBeGreaterThan(28);
    expect(bundleOf(world, 'R2')).toBeUndefined();
    expect(events(world, 'ppp.idle', 'R2').map(({ event }) => event.seconds)).toEqual([30]);
  });

  it('with "inbound" only what comes counts', () => {
    const world = multilinkWorld({}, { more: ['ppp timeout idle 30 inbound'] });
    expect(ping(world, 'R2', '172.12.12.1')).toMatch(/!$/);
    // R1 drops the echoes, so that nothing comes back; they keep the dialer's own idle time from running out.
    type(world, 'R1', 'access-list 101 deny icmp any any', 'interface bri 0', 'ip access-group 101 in', 'no ip unreachables');
    ping(world, 'R2', '172.12.12.1', 14);
    expect(bundleOf(world, 'R2')).toBeDefined();
    ping(world, 'R2', '172.12.12.1', 2);
    wait(world, 1);
    expect(events(world, 'ppp.idle', 'R2')).toHaveLength(1);
  });

  it('whose IPCP does not open in time is closed', () => {
    const world = multilinkWorld({ without: ['ip address'] }, { more: ['ppp timeout ncp 12'] });
    ping(world, 'R2', '172.12.12.1', 1);
    expect(linksOf(world, 'R2')).toHaveLength(1);
    wait(world, 15);
    expect(linksOf(world, 'R2')).toHaveLength(0);
    expect(events(world, 'ppp.closed', 'R2').map(({ event }) => event.reason)).toContain('no network protocol came up in time');
  });
});
