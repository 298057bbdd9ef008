// Any keys at a console: never a throw, never a hang, and the session can always be brought back to its prompt.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { fromText, toText } from '../../src/base/octets.ts';
import { randomStream } from '../../src/engine/random.ts';
import { Session } from '../../src/session/session.ts';
import { GRAMMAR, labOf, worldOf } from '../support/lab.ts';
import { seedOf } from '../support/seed.ts';
import fc from '../support/fast-check.ts';

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

const KEYS = [
  ...Array.from({ length: 32 }, (_, octet) => String.fromCharCode(octet)),
  ...'bcdflquyBCDFLQUY'.split('').map((letter) => `\x1b${letter}`),
  '\x1b\x7f', '\x1b[A', '\x1b[B', '\x1b[C', '\x1b[D', '\x1b[H', '\x1b[F', '\x1b[3~', '\x1bOA', '\x1b[', '\x1b', '\x7f', '\xff', '\x80',
  ...' ?/+-|_()[].*^$#0123456789abcdeghimnoprstuvwxyzR'.split(''),
];

const LINES = [
  ...WORDS, 'setup\r', 'conf t\rbanner exec #x\r', '\x15enable\r', 'yes\r', 'no\r', 'ping\r', 'configure\r', 'reload in 1\r', 'reload cancel\r', 'write erase\r\r', 'terminal length 4\r', 'terminal no editing\r',
  'terminal editing\r', 'terminal width 12\r', 'terminal width 80\r', 'terminal history size 256\r', 'show run | s (a*)*b\r', '| count (.*)*x\r', 'enable\r',
  'line con 0\rexec-timeout 0 9\r', 'show history\r', 'x'.repeat(70), 'show ?', 'interface ?', 'do show run\r', 'logging synchronous\r', 'undebug all\r', 'wr\r',
] as const;

/** Keystrokes of one run; `KEYS_SEED` repeats a run. */
const KEYSTROKES = 100_000;
const RUNS = 20;

it('takes a hundred thousand keystrokes', () => {
  const seed = seedOf('KEYS_SEED');
  const random = randomStream(seed, 'keystrokes');
  const pick = <T>(from: readonly T[]): T => from[random.below(from.length)] as T; // within bounds
  const seen = new Set<string>();
  for (let run = 0; run < RUNS; run += 1) {
    const world = worldOf(labOf({ R1: run % 4 === 3 ? '' : 'hostname R1\nno ip domain-lookup\n' }, []));
    const router = world.routers.get('R1');
    if (!router) throw new Error('no R1');
    let octets = 0;
    const session = new Session({ router, grammar: GRAMMAR, output: (out) => (octets += out.length) });
    session.input(fromText('no\r\renable\r'));
    for (let typed = 0; typed < KEYSTROKES / RUNS; ) {
      // Half of the lines are typed on an empty line, where they mean something.
      const keys = random.below(5) === 0 ? (random.below(2) === 0 ? '\x15' : '') + pick(LINES) : pick(KEYS);
      seen.add(session.state);
      session.input(fromText(keys));
      typed += keys.length;
      if (session.pendingText.length > 254) throw new Error(`a line of ${session.pendingText.length} characters`);
      world.clock.runUntil(world.clock.now + random.below(400));
      // What is typed ahead is run, so that not everything waits behind one name that is looked up.
      if (random.below(20) === 0) for (let i = 0; i < 1000 && session.state === 'running'; i += 1) world.clock.runUntil(world.clock.now + 5000);
    }
    // A screen or two for a key at most: nothing is printed for ever.
    expect(octets).toBeLessThan((KEYSTROKES / RUNS) * 1000);
    for (let i = 0; i < 500 && session.state !== 'prompt'; i += 1) {
      session.input(fromText(session.state === 'text' ? `#${'\x03'}\r` : session.state === 'question' && i % 2 === 0 ? 'n\r' : '\x03\r'));
      world.clock.runUntil(world.clock.now + 60_000);
      if (session.state === 'closed') session.input(fromText('\r'));
    }
    // A banner whose delimiter is an odd character may go on for ever.
    expect(['prompt', 'text']).toContain(session.state);
  }
  expect([...seen].sort()).toEqual(['closed', 'more', 'prompt', 'question', 'running', 'text']);
}, 120_000);

/** Bytes in use when all that can be forgotten is. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void; // what the flag brings
  collect();
  return process.memoryUsage().heapUsed;
}

/** Megabytes that a console may gather over tens of thousands of keys: interfaces and users that were configured, logs, history. */
const MOST_GATHERED = 5;

it('gathers nothing, however long somebody types', () => {
  const seed = seedOf('KEYS_SEED');
  const random = randomStream(seed, 'one console');
  const pick = <T>(from: readonly T[]): T => from[random.below(from.length)] as T; // within bounds
  const world = worldOf(labOf({ R1: 'hostname R1\nlogging buffered 4096\n' }, []));
  const router = world.routers.get('R1');
  if (!router) throw new Error('no R1');
  const session = new Session({ router, grammar: GRAMMAR, output: () => undefined });
  session.input(fromText('\renable\r'));
  const type = (keystrokes: number): void => {
    for (let typed = 0; typed < keystrokes; ) {
      const keys = random.below(5) === 0 ? pick(LINES) : pick(KEYS);
      session.input(fromText(keys));
      typed += keys.length;
      world.clock.runUntil(world.clock.now + random.below(400));
      // Nobody sits before a name that is looked up for ever; and a question is answered in the end.
      if (random.below(20) === 0) for (let i = 0; i < 1000 && session.state === 'running'; i += 1) world.clock.runUntil(world.clock.now + 5000);
    }
  };
  type(20_000);
  const before = heapUsed();
  type(80_000);
  const megabytes = (heapUsed() - before) / (1 << 20);
  expect(megabytes).toBeLessThan(MOST_GATHERED);
}, 120_000);

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
