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

describe('echoes of which none comes back', () => {
  it.each([
    ['in the same subnet', '172.12.12.9'],
    ['in another one', '172.12.13.1'],
  ])('since the peer has another address, %s', (_what, address) => {
    const world = worldOf(labOf({ R1: edited(R1, [['ip address 172.12.12.1 255.255.255.0', `ip address ${address} 255.255.255.0`]]), R2 }, LINES));
    world.settle();
    ping(world, 'R2', TO_R1, 1);
    wait(world, 25);
    ping(world, 'R2', TO_R1);
    expect(causeOf(world, 'R2')).toBe(`Cause: OTHER-ADDRESS - the return call is up, and BRI0 of R1 has the address ${address}, where the dialer map of R2 says 172.12.12.1`);
    expect(changesOf(why(world, 'R2'))).toEqual([`R1, interface BRI0: change "ip address ${address} 255.255.255.0" to "ip address 172.12.12.1 255.255.255.0"`]);
    type(world, 'R1', 'interface BRI0', 'ip address 172.12.12.1 255.255.255.0');
    wait(world, 5);
    expect(ping(world, 'R2', TO_R1)).toContain('!!');
    expect(codeOf(why(world, 'R2'))).toBe('OK-CALLBACK');
  });

  it.each([['an ordinary call', PLAIN, 'OK-CALL'], ['a return call', [R1, R2] as const, 'OK-CALLBACK']] as const)('since the two send them to each other over %s', (_what, [r1, r2], fine) => {
    const world = up([`${r1}\nip route 0.0.0.0 0.0.0.0 172.12.12.2`, `${r2}\nip route 0.0.0.0 0.0.0.0 172.12.12.1`]);
    expect(ping(world, 'R2', '10.7.7.7', 2)).not.toContain('!');
    expect(causeOf(world, 'R2')).toContain('ROUTE-LOOP');
    expect(changesOf(why(world, 'R2'))).toEqual(['R1: remove "ip route 0.0.0.0 0.0.0.0 172.12.12.2"']);
    type(world, 'R1', 'no ip route 0.0.0.0 0.0.0.0 172.12.12.2');
    expect(ping(world, 'R2', '10.7.7.7', 2)).toContain('U');
    expect(causeOf(world, 'R2')).toMatch(/^Cause: NO-ROUTE - the (return )?call is up, and R1 has no route to 10\.7\.7\.7, to which R2 sends$/);
    expect(ping(world, 'R2', TO_R1)).toBe('!!!!!');
    expect(codeOf(why(world, 'R2'))).toBe(fine);
  });

  it('since they must not be cut', () => {
    const world = up([R1, edited(R2, [['encapsulation ppp', 'encapsulation ppp\nip mtu 600']])]);
    expect(ping(world, 'R2', TO_R1, 1, { sizeOctets: 700, dontFragment: true })).toBe('M');
    expect(causeOf(world, 'R2')).toBe('Cause: TOO-LONG - the return call is up, and what R2 sends to 172.12.12.1 must not be cut, and is longer than what BRI0 of R2 sends');
    expect(changesOf(why(world, 'R2'))).toEqual(['R2, interface BRI0: remove "ip mtu 600"']);
    type(world, 'R2', 'interface BRI0', 'no ip mtu');
    expect(ping(world, 'R2', TO_R1, 1, { sizeOctets: 700, dontFragment: true })).toBe('!');
    expect(codeOf(why(world, 'R2'))).toBe('OK-CALLBACK');
  });

  it('since nobody on the LAN has the address', () => {
    const lans = [{ name: 'lan1', members: [{ router: 'R1', interface: 'Ethernet0' }], hosts: [] }];
    const world = up([`${R1}\ninterface Ethernet0\n ip address 10.3.3.1 255.255.255.0\n`, `${R2}\nip route 10.3.3.0 255.255.255.0 172.12.12.1`], { lans });
    ping(world, 'R2', '10.3.3.9', 2);
    expect(causeOf(world, 'R2')).toBe('Cause: NO-HOST - the return call is up, and nobody has the address 10.3.3.9 on the LAN at Ethernet0 of R1');
    expect(ping(world, 'R2', '10.3.3.1')).toBe('!!!!!');
    expect(codeOf(why(world, 'R2'))).toBe('OK-CALLBACK');
  });

  it('that were sent before the call was up say nothing of it', () => {
    const world = up();
    expect(codeOf(why(world, 'R2'))).toBe('OK-CALLBACK');
  });
});
