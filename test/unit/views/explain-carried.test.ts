// What `why` names of a call over which IP passes: the same of ordinary calls, of return calls, and of those that were asked for by
// the calling number; at either end, and behind it. Each line that is named is typed, and the next ping tells.

import { describe, expect, it } from 'vitest';
import type { LabDescription } from '../../../src/network/lab-description.ts';
import type { World } from '../../../src/network/world.ts';
import { labOf, ping, type, wait, worldOf } from '../../support/lab.ts';
import { changesOf, codeOf, edited, LINES, NO_SECURE, R1, R2, why } from '../../support/why.ts';

const LOOPBACK = (address: string) => `\ninterface Loopback0\n ip address ${address} 255.255.255.0\n`;
const [AT_R1, AT_R2] = ['10.1.1.1', '10.2.2.2'];
const [TO_R1, TO_R2] = ['172.12.12.1', '172.12.12.2'];

const PLAIN = [edited(R1, [NO_SECURE, ['ppp callback accept', '']]), edited(R2, [['ppp callback request', '']])] as const;
const BY_NUMBER = [edited(PLAIN[0], [['encapsulation ppp', 'encapsulation ppp\nisdn caller 5558888 callback']]), PLAIN[1]] as const;

/** The call, whoever placed it, is up when this returns. */
function up([r1, r2]: readonly [string, string] = [R1, R2], more: Partial<LabDescription> = {}, others: Readonly<Record<string, string>> = {}): World {
  const world = worldOf(labOf({ R1: `${r1}${LOOPBACK(AT_R1)}`, R2: `${r2}${LOOPBACK(AT_R2)}`, ...others }, LINES, more));
  world.settle();
  ping(world, 'R2', TO_R1, 1);
  wait(world, 25);
  expect(ping(world, 'R2', TO_R1)).toBe('!!!!!');
  return world;
}

const causeOf = (world: World, router: string): string => why(world, router)[0] ?? '';

describe('no route leads back', () => {
  it.each([
    ['an ordinary call', PLAIN, 'the call is up', 'OK-CALL'],
    ['a return call', [R1, R2] as const, 'the return call is up', 'OK-CALLBACK'],
    ['a return call by the calling number', BY_NUMBER, 'the return call is up', 'OK-CALLBACK'],
  ] as const)('over %s, from the called router or the client', (_what, configs, which, fine) => {
    const world = up(configs);
    expect(codeOf(why(world, 'R2'))).toBe(fine);
    expect(ping(world, 'R2', TO_R1, 5, { source: AT_R2 })).toBe('.....');
    expect(causeOf(world, 'R2')).toBe(`Cause: NO-RETURN-ROUTE - ${which}, and R1 has no route to 10.2.2.2, where packets came from`);
    expect(changesOf(why(world, 'R2'))).toEqual(['R1: add "ip route 10.2.2.0 255.255.255.0 172.12.12.2"']);
    // What comes from another address says nothing about this one.
    expect(ping(world, 'R2', TO_R1)).toBe('!!!!!');
    expect(codeOf(why(world, 'R2'))).toBe('NO-RETURN-ROUTE');
    type(world, 'R1', 'ip route 10.2.2.0 255.255.255.0 172.12.12.2');
    expect(why(world, 'R2')[1]).toBe('R1 has "ip route 10.2.2.0 255.255.255.0 172.12.12.2" by now: try again');
    expect(ping(world, 'R2', TO_R1, 5, { source: AT_R2 })).toBe('!!!!!');
    expect(codeOf(why(world, 'R2'))).toBe(fine);

    expect(ping(world, 'R1', TO_R2, 1, { source: AT_R1 })).toBe('.');
    expect(causeOf(world, 'R1')).toBe(`Cause: NO-RETURN-ROUTE - ${which}, and R2 has no route to 10.1.1.1, where packets came from`);
    type(world, 'R2', 'ip route 10.1.1.0 255.255.255.0 172.12.12.1');
    expect(ping(world, 'R1', TO_R2, 1, { source: AT_R1 })).toBe('!');
    expect(codeOf(why(world, 'R1'))).toBe(fine);
  });

  it('from a router behind the called one', () => {
    const lans = [{ name: 'lan1', members: [{ router: 'R1', interface: 'Ethernet0' }, { router: 'R3', interface: 'Ethernet0' }], hosts: [] }];
    const behind = (name: string, last: number) => `\nhostname ${name}\ninterface Ethernet0\n ip address 10.3.3.${last} 255.255.255.0\n`;
    const world = up([`${R1}${behind('R1', 1)}`, `${R2}\nip route 10.3.3.0 255.255.255.0 172.12.12.1`], { lans }, { R3: behind('R3', 3) });
    expect(ping(world, 'R2', '10.3.3.3')).toBe('.....');
    expect(causeOf(world, 'R2')).toBe('Cause: NO-RETURN-ROUTE - the return call is up, and R3 has no route to 172.12.12.2, where packets came from');
    const [line = ''] = changesOf(why(world, 'R2'));
    expect(line).toBe('R3: add "ip route 172.12.12.0 255.255.255.0 10.3.3.1"');
    type(world, 'R3', 'ip route 172.12.12.0 255.255.255.0 10.3.3.1');
    expect(ping(world, 'R2', '10.3.3.3')).toBe('!!!!!');
    expect(codeOf(why(world, 'R2'))).toBe('OK-CALLBACK');
  });

  it('is not what a router says of a place that it looks for itself', () => {
    const world = up();
    expect(ping(world, 'R1', '10.9.9.9', 1)).toBe('.');
    expect(codeOf(why(world, 'R2'))).toBe('OK-CALLBACK');
    expect(codeOf(why(world, 'R1'))).toBe('NO-ROUTE');
  });
});

describe('an access list', () => {
  it.each([['a return call', [R1, R2] as const, 'the return call is up'], ['a return call by the calling number', BY_NUMBER, 'the return call is up']] as const)('denies what comes over %s', (_what, configs, which) => {
    const world = up(configs);
    type(world, 'R1', 'access-list 101 deny icmp any any echo', 'access-list 101 permit ip any any', 'interface BRI0', 'ip access-group 101 in');
    ping(world, 'R2', TO_R1);
    expect(causeOf(world, 'R2')).toBe(`Cause: ACCESS-GROUP - ${which}, and access list 101 of R1 denies what goes to 172.12.12.1 as it comes in by BRI0`);
    type(world, 'R1', 'interface BRI0', 'no ip access-group 101 in');
    expect(ping(world, 'R2', TO_R1)).toBe('!!!!!');
    expect(codeOf(why(world, 'R2'))).toBe('OK-CALLBACK');
  });
});

describe('routing updates', () => {
  const RIP = '\nrouter rip\n network 172.12.0.0\n';

  it('keep a return call up, by both ends', () => {
    const world = up([`${R1}${RIP}`, `${R2}${RIP}`]);
    wait(world, 400);
    const cause = causeOf(world, 'R2');
    expect(cause).toContain('ROUTING-UPDATES');
  });
});
