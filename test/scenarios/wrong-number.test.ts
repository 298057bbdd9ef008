// A number that is another known router's, and two calls that meet on one modem: who proves its name on the call has it, packets for
// the one that was dialled do not go there, and `why` names the line.

import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { loadConfiguration } from '../../src/config/load-text.ts';
import type { World } from '../../src/network/world.ts';
import { explain } from '../../src/views/explain.ts';
import { clientConfig, serverConfig, settled, type EndOptions } from '../support/configs.ts';
import { events, labOf, lineOf, ping, wait } from '../support/lab.ts';
import { callsOf } from '../support/lawful.ts';
import { analogLineOf, AUX_LINE, DIAL_SCRIPT, GULLIBLE_SCRIPT } from '../support/modems.ts';

const PLAIN: EndOptions = { without: ['dialer callback-secure', 'ppp callback'] };

/** A hub whose map of R2 has the number of R3. */
function misdialling(more: readonly string[] = []): World {
  const spoke = (n: number): string => clientConfig({ hostname: `R${n}`, address: `172.12.12.${n} 255.255.255.0`, maps: ['ip 172.12.12.1 name R1 broadcast'], without: ['ppp callback'] });
  const hub = serverConfig({
    users: ['R2 password CCIE', 'R3 password CCIE'],
    maps: ['ip 172.12.12.2 name R2 broadcast 5550003', 'ip 172.12.12.3 name R3 broadcast 5550003'],
    more,
    ...PLAIN,
  });
  return settled(labOf({ R1: hub, R2: spoke(2), R3: spoke(3) }, [lineOf('R1', ['5550001']), lineOf('R2', ['5550002']), lineOf('R3', ['5550003'])]));
}

const why = (world: World): readonly string[] => explain({ records: world.recorder.events, routers: world.routers, lab: world.lab }, 'R1');

describe('a wrong number that is another known router\'s', () => {
  it('carries nothing for the one that was meant, and all for the one that is there', () => {
    const world = misdialling(['dialer hold-queue 5 timeout 20']);
    const r1 = must(world.routers.get('R1'), 'R1');
    expect(ping(world, 'R1', '172.12.12.2', 1)).toBe('.');
    expect(ping(world, 'R1', '172.12.12.3', 2)).toBe('!!');
    expect(events(world, 'dialer.otherPeer', 'R1')).toMatchObject([{ event: { name: 'R2', peerName: 'R3', number: '5550003' } }]);
    // The other router never saw the packet, so it sent none round.
    expect(events(world, 'dialer.packet', 'R3').filter(({ event }) => event.destination !== 0xac0c0c01)).toEqual([]);
    const [dialer] = r1.dialers();
    expect(dialer?.statistics).toMatchObject([{ number: '5550003', successes: 1, failures: 0 }]);
    expect(dialer?.calls).toMatchObject([{ number: '5550003', peerName: 'R3', map: { name: 'R3' } }]);
    wait(world, 25);
    expect(events(world, 'dialer.dropped', 'R1').at(-1)?.event).toMatchObject({ reason: 'hold queue timeout', count: 1 });
    // It is dialled anew over the other channel, then over that of the call that is idle longest.
    expect(ping(world, 'R1', '172.12.12.2', 4)).toBe('....');
    expect(events(world, 'dialer.connected', 'R1').map(({ event }) => event.channel)).toEqual(['BRI0:1', 'BRI0:2', 'BRI0:1']);
    wait(world, 300);
    expect(callsOf(world)).toEqual([]);
  });

  it('is what why names, with the number that is right', () => {
    const world = misdialling();
    ping(world, 'R1', '172.12.12.2', 1);
    const [cause, change] = why(world);
    expect(cause).toBe('Cause: OTHER-PEER - R1 dialled 5550003 for R2 (172.12.12.2), and R3 proved its name: the call is for R3 alone');
    expect(change).toBe('R1, interface BRI0: change "dialer map ip 172.12.12.2 name R2 broadcast 5550003" to "dialer map ip 172.12.12.2 name R2 broadcast 5550002"');
    const r1 = must(world.routers.get('R1'), 'R1');
    const text = 'interface BRI0\nno dialer map ip 172.12.12.2 name R2 broadcast 5550003\ndialer map ip 172.12.12.2 name R2 broadcast 5550002\n';
    loadConfiguration(r1.config, text, { privilege: 15, merge: true, interfaceExists: (name: string) => r1.interfaceExists(name) });
    expect(ping(world, 'R1', '172.12.12.2', 3)).toMatch(/!!$/);
    expect(why(world)[0]).toMatch(/OK-CALL/);
  });
});

describe('a call that meets another one on its modem', () => {
  /** Its chat script takes any CONNECT for that of its own call. */
  const router = (n: number, ...maps: string[]): string =>
    [
      `hostname R${n}`, ...[1, 2, 3].filter((each) => each !== n).map((each) => `username R${each} password CCIE`), GULLIBLE_SCRIPT, 'interface Async1', ` ip address 172.12.12.${n} 255.255.255.0`,
      ' encapsulation ppp', ' async mode dedicated', ' dialer in-band', ' dialer idle-timeout 40', ' dialer enable-timeout 2', ' dialer wait-for-carrier-time 60', ' dialer hold-queue 5 timeout 90', ' dialer-group 1', ...maps.map((map) => ` dialer map ip ${map}`), ' ppp authentication chap',
      'dialer-list 1 protocol ip permit', ...AUX_LINE, '',
    ].join('\n');

  it('is the caller\'s who proves its name, and whoever was meant is dialled when the line is free', () => {
    const careful = router(3, '172.12.12.1 name R1 5550001').replace(GULLIBLE_SCRIPT, DIAL_SCRIPT);
    const configs = { R1: router(1, '172.12.12.2 name R2 5550002', '172.12.12.3 name R3 5550003'), R2: router(2, '172.12.12.1 name R1'), R3: careful };
    const world = settled(labOf(configs, [1, 2, 3].map((n) => analogLineOf(`R${n}`, [`555000${n}`]))));
    const send = (from: string, to: string): void => {
      const request = { destination: parseIpv4(to) ?? 0, repeat: 1, sizeOctets: 100, timeoutSeconds: 2, dontFragment: false };
      must(world.routers.get(from), from).startPing(request, { mark: () => {}, done: () => {} });
    };
    send('R3', '172.12.12.1');
    while (events(world, 'modem.circuit', 'R1').length === 0) world.clock.step();
    // Its ATDT stops its modem, which was answering R3; R3 calls again, and the script still waits for CONNECT.
    send('R1', '172.12.12.2');
    wait(world, 3);
    send('R3', '172.12.12.1');
    wait(world, 15);
    expect(events(world, 'dialer.otherPeer', 'R1')).toMatchObject([{ event: { name: 'R2', peerName: 'R3', number: '5550002' } }]);
    expect(why(world)[0]).toBe('Cause: OTHER-PEER - R1 dialled 5550002 for R2 (172.12.12.2), and R3 proved its name: its call met that of R1 on one line, and the call is for R3 alone');
    expect(ping(world, 'R3', '172.12.12.1')).toBe('!!!!!');
    expect(events(world, 'dialer.flushed', 'R1')).toEqual([]);
    // R3's call ends when it is idle, and the packet that waited for the line goes to R2.
    wait(world, 75);
    expect(events(world, 'dialer.protocolUp', 'R1').map(({ event }) => event.peerName)).toEqual(['R3', 'R2']);
    expect(events(world, 'dialer.flushed', 'R1')).toHaveLength(1);
  });
});
