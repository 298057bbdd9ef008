// Any keys at a console: never a throw, never a hang, and the session can always be brought back to its prompt.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromText, toText } from '../../src/base/octets.ts';
import { Session } from '../../src/session/session.ts';
import { GRAMMAR, labOf, worldOf } from '../support/lab.ts';

const WORDS = [
  'show ', 'run ', 'ip ', 'int ', 'bri0 ', 'conf t\r', 'exit\r', 'end\r', 'ping 10.0.0.9\r', 'reload\r', 'y', 'no ', '?', '\t', '\r', '\n', '\x1a', '\x03', '\x1e',
  '\x10', '\x1b[A', '\x17', '\x15', '| i a', 'banner motd #', '#', 'terminal length 3\r', 'wr\r', 'copy run start\r', 'erase start\r', 'debug all\r', 'en\r',
  'hostname x\r', 'foo\r', ' ', 'q', '10.0.0.1 255.0.0.0\r', 'clear counters\r', 'line con 0\rlogging synchronous\r', 'username a password b\r',
] as const;

const keys = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...WORDS).map(fromText) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }) },
  ),
  { maxLength: 60 },
);

it('survives any keys', () => {
  fc.assert(
    fc.property(keys, fc.constantFrom(0, 5, 24), (chunks, terminalLength) => {
      const world = worldOf(labOf({ R1: 'hostname R1\nlogging buffered\n' }, []));
      const router = world.routers.get('R1');
      if (!router) throw new Error('no R1');
      let octets = 0;
      const session = new Session({ router, grammar: GRAMMAR, output: (out) => (octets += out.length), terminalLength });
      for (const chunk of [fromText('\ren\r'), ...chunks]) {
        session.input(chunk);
        world.clock.runUntil(world.clock.now + 700);
      }
      expect(octets).toBeLessThan(5_000_000);
      for (let i = 0; i < 200 && session.state !== 'prompt'; i += 1) {
        session.input(fromText(session.state === 'text' ? `#${'\x03'}\r` : session.state === 'question' ? 'n\r' : '\x03\r'));
        world.clock.runUntil(world.clock.now + 60_000);
      }
      // A banner whose delimiter is an odd character may go on for ever, as on the box.
      expect(['prompt', 'text']).toContain(session.state);
    }),
    { numRuns: 100 },
  );
}, 60_000);

it('shows what is typed, however it is cut into chunks', () => {
  const line = 'conf t\rinterface bri0\rip address 10.0.0.1 255.255.255.0\rcisco\rexit\rhostname R9\r?end\rshow priv\r';
  const play = (cuts: readonly number[]): string => {
    const world = worldOf(labOf({ R1: 'hostname R1\nno logging console\n' }, []));
    const router = world.routers.get('R1');
    if (!router) throw new Error('no R1');
    let shown = '';
    const session = new Session({ router, grammar: GRAMMAR, output: (out) => (shown += toText(out)), terminalLength: 0 });
    session.input(fromText('\ren\r'));
    const octets = fromText(line);
    let from = 0;
    for (const cut of [...cuts].sort((a, b) => a - b)) {
      session.input(octets.subarray(from, cut));
      from = cut;
    }
    session.input(octets.subarray(from));
    return shown;
  };
  const whole = play([]);
  expect(whole).toContain('R9(config)#');
  fc.assert(
    fc.property(fc.array(fc.nat(line.length), { maxLength: 30 }), (cuts) => {
      expect(play(cuts)).toBe(whole);
    }),
    { numRuns: 40 },
  );
});
