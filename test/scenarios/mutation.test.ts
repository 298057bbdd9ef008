// Every frame of the Bryant run lost in turn, then damaged, then forged (damaged under a good FCS), on the D and B channels
// of both ends. The frames decide: what a standard's timer repeats is made good by it, and the callback still takes place;
// what nothing repeats has its consequence, and no other. The world never hangs, falls quiet, and works again.

import { describe, expect, it } from 'vitest';
import type { Router } from '../../src/network/router/router.ts';
import type { World } from '../../src/network/world.ts';
import { disturb, flipped, forged, rewritten, type SentFrame } from '../support/faults.ts';
import { events, labNamed, ping, wait, worldOf } from '../support/lab.ts';
import { expectQuiet, keepLawful } from '../support/lawful.ts';

const LAB = labNamed('callback-bryant');
const SERVER = '172.12.12.1';
/** Hundreds of runs in one test. */
const PATIENCE_MS = 60_000;
/** A data link's T203 at each router: all that runs when nothing happens. */
const IDLE_PENDING = 2;

interface Outcome {
  readonly world: World;
  readonly frames: number;
  /** The pings of the disturbed run, and those after it. */
  readonly first: string;
  readonly second: string;
}

/** A ping, the callback, a second ping, five minutes; then without disturbance once more, which must work whatever went before. */
function run(change: (frame: SentFrame) => Uint8Array | undefined, what = ''): Outcome {
  const world = worldOf(LAB);
  keepLawful(world);
  const line = disturb(world, change);
  world.settle();
  const first = ping(world, 'R2', SERVER);
  wait(world, 30);
  const second = ping(world, 'R2', SERVER);
  wait(world, 5);
  expectAgreement(world, what);
  wait(world, 300);
  expectQuiet(world, IDLE_PENDING, what);
  const frames = line.sent();
  line.stop();
  return { world, frames, first, second };
}

/** IP is up at both ends of a call or at neither. */
function expectAgreement(world: World, what: string): void {
  const up = (name: string) => {
    const router = world.routers.get(name) as Router; // The lab has both.
    return router.dialers().flatMap((dialer) => dialer.calls).filter((call) => call.phase === 'data link layer up').length;
  };
  expect(up('R1'), `${what}: IP up at one end only`).toBe(up('R2'));
}

function expectItWorksAgain({ world }: Outcome, what: string): void {
  ping(world, 'R2', SERVER);
  wait(world, 30);
  expect(ping(world, 'R2', SERVER), `${what}: a later ping`).toBe('!!!!!');
}

const CLEAN_FRAMES: SentFrame[] = [];
const CLEAN = run((frame) => {
  CLEAN_FRAMES.push({ ...frame, octets: frame.octets.slice() });
  return frame.octets;
});

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');
const isB = (frame: SentFrame): boolean => frame.from.includes(' B');
const protocolOf = (frame: SentFrame): string => (isB(frame) ? hex(frame.octets.subarray(2, 4)) : 'lapd');
const named = (frame: SentFrame): string => `frame ${frame.index}, ${frame.from} at ${frame.router}: ${hex(frame.octets).slice(0, 60)}`;
const has = (frame: SentFrame, pattern: RegExp): boolean => pattern.test(hex(frame.octets));
const find = (from: string, pattern: RegExp, nth = 0): SentFrame => {
  const found = CLEAN_FRAMES.filter((frame) => frame.from === from && has(frame, pattern))[nth];
  if (found === undefined) throw new Error(`no frame ${pattern} from ${from}`);
  return found;
};
const only = (index: number, change: (octets: Uint8Array) => Uint8Array | undefined) => (frame: SentFrame) =>
  frame.index === index ? change(frame.octets) : frame.octets;

/** The client hangs up with its last word, the Success: should that be lost, the server was never told that it is trusted. */
const lastWord = find('R2 B1', /^ff03c22303/);
/** Echo requests and replies of the second ping, which nobody repeats. */
const echoes = CLEAN_FRAMES.filter((frame) => protocolOf(frame) === '0021');

function expectedSecond(frame: SentFrame): string {
  if (frame.index === lastWord.index) return '.....';
  const echo = echoes.findIndex(({ index }) => index === frame.index);
  if (echo < 0) return '!!!!!';
  const lost = Math.floor(echo / 2);
  return '!!!!!'.split('').map((mark, n) => (n === lost ? '.' : mark)).join('');
}

describe('the undisturbed run', () => {
  it('has frames of every kind', () => {
    expect(CLEAN.first).toBe('.....');
    expect(CLEAN.second).toBe('!!!!!');
    expect(CLEAN_FRAMES.length).toBeGreaterThan(150);
    expect(echoes).toHaveLength(10);
    expect([...new Set(CLEAN_FRAMES.map(protocolOf))].sort()).toEqual(['0021', '8021', 'c021', 'c223', 'lapd']);
    expectItWorksAgain(CLEAN, 'undisturbed');
  });
});

describe('each frame lost in turn', () => {
  it('is made good by the timers, or has the consequence that follows', () => {
    for (const lost of CLEAN_FRAMES) {
      const what = `lost ${named(lost)}`;
      const outcome = run(only(lost.index, () => undefined), what);
      expect(outcome.first, what).toBe('.....');
      expect(outcome.second, what).toBe(expectedSecond(lost));
      expect(events(outcome.world, 'frame.bad'), what).toEqual([]);
      expectItWorksAgain(outcome, what);
    }
  }, PATIENCE_MS);

  it('is repeated by the timer that its standard has for it', () => {
    const again = (from: string, pattern: RegExp) => {
      const lost = find(from, pattern);
      const sent: SentFrame[] = [];
      const { world } = run((frame) => {
        sent.push({ ...frame, octets: frame.octets.slice() });
        return frame.index === lost.index ? undefined : frame.octets;
      });
      const repeated = sent.slice(lost.index + 1).some((frame) => frame.from === from && has(frame, pattern));
      expect(repeated, `${named(lost)} is sent again`).toBe(true);
      return { sent, timers: new Set(events(world, 'ppp.timeout').map((record) => record.event.timer)) };
    };
    // Q.921: T202 for the TEI, T200 for SABME and for an I frame.
    again('R1 D', /^fcff030f....01ff/);
    again('exchange D', /^feff030f....02/);
    again('R1 D', /^00817f/);
    const recovered = again('R2 D', /^0081000008010105/);
    // §5.6.7: timer recovery begins by asking, RR as a command with P.
    expect(recovered.sent.some((frame) => frame.from === 'R2 D' && has(frame, /^008101.[13579bdf]/))).toBe(true);
    // Q.931: T303, for SETUP goes to a multipoint line by UI, which layer 2 does not repeat.
    again('exchange D', /^02ff0308010105/);
    // PPP: the restart timers of LCP and IPCP, the repetition of Challenge and Response.
    expect(again('R2 B1', /^ff03c021010100120305c2230506|^ff03c02101/).timers).toContain('LCP-restart');
    expect(again('R1 B1', /^ff03c02102/).timers).toContain('LCP-restart');
    expect(again('R1 B1', /^ff03c22301/).timers).toContain('auth-retransmit');
    expect(again('R2 B1', /^ff03c22302/).timers).toContain('auth-retransmit');
    expect(again('R1 B1', /^ff03802101/).timers).toContain('IPCP-restart');
    expect(again('R2 B1', /^ff03802102/).timers).toContain('IPCP-restart');
  });

  it('without an answer to any SETUP, T303 gives up and nobody hangs', () => {
    const { world, second } = run((frame) => (frame.from === 'exchange D' && has(frame, /^02ff0308010105/) ? undefined : frame.octets));
    expect(second).toBe('.....');
    const refused = events(world, 'exchange.call').filter((record) => record.event.outcome === 'refused');
    expect(refused[0]?.event).toMatchObject({ called: '5557777', cause: 18 });
  });

  it('a RELEASE that never arrives is repeated and given up by T308, and both ends are free', () => {
    const { world } = run((frame) => (frame.from === 'R2 D' && has(frame, /^00........01..4d/) ? undefined : frame.octets));
    // R1 drops the idle return call; R2's answer to the DISCONNECT is the lost one.
    expect(events(world, 'q931.timer', 'R2').map((record) => record.event.timer)).toEqual(['T308', 'T308']);
    expectItWorksAgain({ world, frames: 0, first: '', second: '' }, 'after lost releases');
  });
});

describe('each frame damaged in turn', () => {
  it('is noticed by its FCS and is as good as lost', () => {
    for (const damaged of CLEAN_FRAMES) {
      const what = `damaged ${named(damaged)}`;
      const outcome = run(only(damaged.index, (octets) => flipped(octets, damaged.index * 37 + 11)), what);
      expect(outcome.first, what).toBe('.....');
      expect(outcome.second, what).toBe(expectedSecond(damaged));
      const bad = events(outcome.world, 'frame.bad');
      expect(bad, what).toHaveLength(1);
      expect(bad[0]?.event.channel, what).toBe(isB(damaged) ? 'B' : 'D');
      expectItWorksAgain(outcome, what);
    }
  }, PATIENCE_MS);

  it('counts as an input error at the end that heard it', () => {
    const damaged = find('R2 B1', /^ff03c22302/);
    const { world } = run(only(damaged.index, (octets) => flipped(octets, 40)));
    expect(world.routers.get('R1')?.interface('BRI0:1')?.counters).toMatchObject({ inputErrors: 1, crc: 1 });
    expect(world.routers.get('R2')?.interface('BRI0:1')?.counters).toMatchObject({ inputErrors: 0, crc: 0 });
  });
});

describe('each frame forged in turn', () => {
  it.each([[5], [23]])('is taken at its word, and the world stays lawful (bit %i from the index)', (stride) => {
    for (const frame of CLEAN_FRAMES) {
      const what = `forged ${named(frame)}`;
      const outcome = run(only(frame.index, (octets) => forged(octets, frame.index * stride + 19)), what);
      expectItWorksAgain(outcome, what);
    }
  }, PATIENCE_MS);

  it('a digit of the called number: the exchange knows no such number', () => {
    const setup = find('R2 D', /^0081000008010105/);
    const { world, second } = run(only(setup.index, (octets) => rewritten(octets, octets.length - 3, 0x36)));
    expect(events(world, 'exchange.call')[0]?.event).toMatchObject({ called: '5557776', outcome: 'refused', cause: 1 });
    expect(events(world, 'dialer.failed', 'R2')[0]?.event).toMatchObject({ cause: 1, number: '5557777' });
    // The next echo of the ping dials again, so that the callback is only two seconds later.
    expect(second).toBe('!!!!!');
  });

  it('the hash in the caller\'s Response: authentication fails and nobody is called back', () => {
    const response = find('R2 B1', /^ff03c22302/);
    const { world } = run((frame) => (frame.from === 'R2 B1' && has(frame, /^ff03c22302/) ? forged(frame.octets, 80) : frame.octets));
    expect(response.octets[4]).toBe(2);
    expect(events(world, 'ppp.authFailed', 'R1')[0]?.event).toMatchObject({ side: 'local', reason: 'wrong-secret', name: 'R2' });
    expect(events(world, 'dialer.callbackServerStarting')).toEqual([]);
    expect(events(world, 'dialer.attempt', 'R1')).toEqual([]);
  });

  it('a name in the Response that the server does not know', () => {
    const { world } = run((frame) => (frame.from === 'R2 B1' && has(frame, /^ff03c22302/) ? rewritten(frame.octets, frame.octets.length - 3, 0x39) : frame.octets));
    expect(events(world, 'ppp.authFailed', 'R1')[0]?.event).toMatchObject({ side: 'local', reason: 'unknown-name', name: 'R9' });
    expect(events(world, 'dialer.attempt', 'R1')).toEqual([]);
  });

  it('operation 0 of the callback option made 2: a Nak, an ordinary call, and the secure server hangs up', () => {
    const { world } = run((frame) => (frame.from === 'R2 B1' && has(frame, /0d0300....$/) && has(frame, /^ff03c02101/) ? rewritten(frame.octets, frame.octets.length - 3, 2) : frame.octets));
    expect(events(world, 'ppp.callbackOption', 'R1')[0]?.event).toMatchObject({ role: 'server', outcome: 'naked', operation: 2 });
    expect(events(world, 'ppp.callbackOption', 'R2').map((record) => record.event.outcome)).toContain('naked');
    expect(events(world, 'dialer.callbackDecision', 'R1')[0]?.event).toMatchObject({ outcome: 'hang-up', because: 'not-requested-secure' });
    expect(events(world, 'dialer.attempt', 'R1')).toEqual([]);
  });

  it('the callback option made one that nobody knows: rejected by itself, and asked for no more', () => {
    const { world } = run((frame) => (frame.from === 'R2 B1' && has(frame, /^ff03c02101.*0d0300....$/) ? rewritten(frame.octets, frame.octets.length - 5, 0x1d) : frame.octets));
    expect(events(world, 'ppp.callbackOption', 'R1')).toEqual([]);
    expect(events(world, 'dialer.attempt', 'R1')).toEqual([]);
  });

  it('the address that R1 gives in IPCP: the route is to that one', () => {
    const request = find('R1 B1', /^ff03802101/);
    // The Ack must then match what R1 sent, or it would ask again.
    const { world } = run((frame) => {
      if (frame.index === request.index) return rewritten(frame.octets, frame.octets.length - 3, 9);
      return frame.from === 'R2 B1' && has(frame, /^ff03802102/) ? rewritten(frame.octets, frame.octets.length - 3, 1) : frame.octets;
    });
    expect(events(world, 'ip.route', 'R2')[0]?.event).toMatchObject({ change: 'installed', destination: 0xac0c0c09 });
  });

  it('the cause of a DISCONNECT is the one that the other end hears', () => {
    const disconnect = find('exchange D', /^0281........0145/);
    const { world } = run(only(disconnect.index, (octets) => rewritten(octets, octets.length - 3, 0x80 | 41)));
    const released = events(world, 'dialer.released').map((record) => record.event.cause);
    expect(released).toContain(16);
    expect(disconnect.octets.length).toBeGreaterThan(10);
  });
});
