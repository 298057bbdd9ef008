// Any keys at the consoles of two routers that telnet to each other: never a throw, and when everybody has gone the lines
// are free, the routers silent and nothing is left to happen but what an idle router does.

import { expect, it } from 'vitest';
import { fromText } from '../../src/base/octets.ts';
import { Session } from '../../src/session/session.ts';
import { serveVtys } from '../../src/session/lines/vty-server.ts';
import { vtyLinesOf } from '../../src/session/lines/vty-lines.ts';
import { GRAMMAR, labOf, worldOf } from '../support/lab.ts';
import fc from '../support/fast-check.ts';

const WORDS = [
  'telnet 10.0.0.1\r', 'telnet 10.0.0.2\r', 'far\r', 'far\r', '10.0.0.77\r', '\x1ex', '\x1ex', '\x1e?', '\x1eb', '\x1ec', '\x1et', '\x1e\x1e', '\x1e', 'exit\r', 'exit\r', 'resume\r', '1\r', '2\r',
  'disconnect\r', 'y', 'y', '\r', '\r', 'where\r', 'send *\rhello\x1ay', 'send vty 0\r', '\x1a', '\x03', 'lock\rx\rx\r', 'x\r', 'name-connection\r1\rblue\r\r', 'blue\r', 'clear line vty 0\r\r',
  'clear line 0\r\r', 'reload\r', 'enable\r', 'terminal monitor\r', 'debug all\r', 'conf t\rend\r', 'conf t\r', 'show users\r', 'terminal length 3\r', 'terminal length 0\r', 'show running-config\r', 'q', ' ',
  'terminal escape-character 3\r', 'login\r', 'guest\rguest\r', 'setup\r', 'no\r', 'line vty 0 4\rlogin local\rend\r', 'line vty 0 4\rno login\rend\r', 'interface Ethernet0\rshutdown\rend\r',
  'interface Ethernet0\rno shutdown\rend\r', 'hostname Other\rend\r', 'reload in 1\ry', 'write memory\r', 'show run?', '\t',
] as const;

const act = fc.record({
  at: fc.constantFrom('R1' as const, 'R2' as const),
  keys: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...WORDS).map(fromText) }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }) }),
  waitMs: fc.constantFrom(0, 0, 50, 700, 3000, 70_000),
  resize: fc.option(fc.tuple(fc.nat(200), fc.nat(60)), { freq: 8 }),
});

function config(name: string, last: number): string {
  return [
    `hostname ${name}`, `ip host far 10.0.0.${3 - last}`, 'username guest password 0 guest', 'service tcp-keepalives-in', 'interface Ethernet0', ` ip address 10.0.0.${last} 255.255.255.0`, ' no shutdown',
    'line con 0', ' lockable', ' exec-timeout 5 0', ' session-timeout 7', 'line vty 0 4', ' no login', ' lockable', ' exec-timeout 5 0', ' absolute-timeout 20', ' logout-warning 5', '',
  ].join('\n');
}

/** More than all that anybody can type brings about. */
const MOST_EVENTS = 300_000;

it('survives any keys at two routers, and all lines are free in the end', () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 5, maxLength: 60 }), (acts) => {
      const lan = { name: 'lan', members: ['R1', 'R2'].map((router) => ({ router, interface: 'Ethernet0' })), hosts: [] };
      const world = worldOf(labOf({ R1: config('R1', 1), R2: config('R2', 2) }, [], { lans: [lan] }));
      const { clock } = world;
      let octets = 0;
      let events = 0;
      clock.afterEvent = () => {
        if ((events += 1) > MOST_EVENTS) throw new Error(`a storm: ${events} events until ${clock.now}`);
      };
      const sessions = new Map<string, Session>();
      for (const [name, router] of world.routers) {
        serveVtys({ router, grammar: GRAMMAR });
        sessions.set(name, new Session({ router, grammar: GRAMMAR, output: (out) => (octets += out.length) }));
      }
      world.settle();
      for (const session of sessions.values()) session.input(fromText('\renable\r'));
      for (const { at, keys, waitMs, resize } of acts) {
        sessions.get(at)?.input(keys);
        if (resize) sessions.get(at)?.resize(...resize);
        clock.runUntil(clock.now + waitMs);
      }
      // Everybody goes away: idle and absolute timeouts, keepalives and patience end what is open.
      clock.runUntil(clock.now + 7_200_000);
      expect(octets).toBeLessThan(20_000_000);
      for (const router of world.routers.values()) {
        for (const { line, hosts } of vtyLinesOf(router).occupants) expect([line, hosts]).toEqual([{ kind: 'con', number: 0 }, []]);
        const taken = [0, 1, 2, 3, 4].map(() => vtyLinesOf(router).take('telnet'));
        expect(taken).toEqual([0, 1, 2, 3, 4]);
      }
      events = 0;
      clock.runUntil(clock.now + 3_600_000);
      expect(events).toBeLessThan(4 * 360 + 50);
    }),
    { numRuns: 60 },
  );
}, 120_000);
