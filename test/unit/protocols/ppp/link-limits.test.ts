// What limits a link before it carries anything: so many failures to prove oneself (`ppp max-bad-auth`), on which calls one must at
// all (`ppp authentication ... callin`, `callout`, `callback`), who speaks first in PAP (`ppp pap wait`), and how long the
// network protocols may take (`ppp timeout ncp`).

import { describe, expect, it } from 'vitest';
import { PPP_PROTOCOL } from '../../../../src/wire/ppp.ts';
import { createSession, step } from '../../../../src/protocols/ppp/session.ts';
import { actionsOf, policy, runPair, traces, type PairResult } from '../../../support/ppp-pair.ts';

const CHAP = (octets: Uint8Array): boolean => octets[2] === 0xc2 && octets[3] === 0x23;
const codes = ({ sent }: PairResult, protocol: number): string[] =>
  sent.filter(({ octets }) => ((octets[2] ?? 0) << 8 | (octets[3] ?? 0)) === protocol).map(({ from, octets }) => `${from} ${octets[4]}`);

const WRONG = new Map([['R1', 'WRONG']]);

describe('max-bad-auth', () => {
  it.each([1, 2, 3])('CHAP: the link is closed at failure %i, each with a challenge of its own', (maxBadAuth) => {
    const result = runPair({ caller: { secrets: WRONG }, called: { authentication: ['chap'], maxBadAuth } });
    const round = ['called 1', 'caller 2', 'called 4'];
    expect(codes(result, PPP_PROTOCOL.chap)).toEqual(Array.from({ length: maxBadAuth }, () => round).flat());
    expect(traces(result.called, 'ppp.authFailed').map(({ triesLeft }) => triesLeft ?? 0)).toEqual(Array.from({ length: maxBadAuth }, (_, made) => maxBadAuth - 1 - made));
    expect(traces(result.called, 'ppp.closed')).toEqual([{ type: 'ppp.closed', reason: 'authentication failed' }]);
  });

  it.each([1, 2, 3])('MS-CHAP: the link is closed at failure %i, each Failure being the next challenge (RFC 2433 §5)', (maxBadAuth) => {
    const result = runPair({ caller: { secrets: WRONG }, called: { authentication: ['ms-chap'], maxBadAuth } });
    const answers = Array.from({ length: maxBadAuth }, () => ['caller 2', 'called 4']).flat();
    expect(codes(result, PPP_PROTOCOL.chap)).toEqual(['called 1', ...answers]);
    const messages = result.sent.filter(({ octets }) => CHAP(octets) && octets[4] === 4).map(({ octets }) => String.fromCharCode(...octets.subarray(8)));
    expect(messages.slice(0, -1).every((message) => /^E=691 R=1 C=[0-9A-F]{16} V=2$/.test(message))).toBe(true);
    expect(new Set(messages).size).toBe(maxBadAuth);
    expect(messages.at(-1)).toBe('E=691 R=0 V=2');
    expect(traces(result.called, 'ppp.closed')).toEqual([{ type: 'ppp.closed', reason: 'authentication failed' }]);
  });

  it.each(['chap', 'ms-chap'] as const)('%s: a peer that proves itself at the second try is let in', (authentication) => {
    let spoilt = false;
    const fault = (_index: number, octets: Uint8Array): Uint8Array => {
      if (spoilt || !CHAP(octets) || octets[4] !== 2) return octets;
      spoilt = true;
      const at = authentication === 'chap' ? 12 : 40;
      return octets.with(at, (octets[at] ?? 0) ^ 1);
    };
    const one = runPair({ called: { authentication: [authentication] }, fault });
    expect(actionsOf(one.called, 'ip-up')).toEqual([]);
    spoilt = false;
    const two = runPair({ called: { authentication: [authentication], maxBadAuth: 2 }, fault });
    expect(actionsOf(two.called, 'ip-up')).toHaveLength(1);
    expect(actionsOf(two.caller, 'ip-up')).toHaveLength(1);
    expect([...two.caller.timers.keys(), ...two.called.timers.keys()]).toEqual([]);
  });

  it('PAP: the caller says it again at the next repetition', () => {
    const result = runPair({ caller: { papSent: { username: 'R2', password: 'WRONG' } }, called: { authentication: ['pap'], maxBadAuth: 3 } });
    expect(codes(result, PPP_PROTOCOL.pap)).toEqual(['caller 1', 'called 3', 'caller 1', 'called 3', 'caller 1', 'called 3']);
    expect(traces(result.called, 'ppp.closed')).toEqual([{ type: 'ppp.closed', reason: 'authentication failed' }]);
    expect(result.endMs).toBeGreaterThan(4000);
    expect(result.endMs).toBeLessThan(6000);
  });
});

describe('the calls on which peers prove themselves', () => {
  const proves = (occasions: readonly ('callin' | 'callout' | 'callback')[], returnCall = false) => {
    const result = runPair({
      caller: { authentication: ['chap'], authenticateOn: occasions, returnCall },
      called: { authentication: ['chap'], authenticateOn: occasions, returnCall },
    });
    const [byCaller] = actionsOf(result.caller, 'authenticated');
    const [byCalled] = actionsOf(result.called, 'authenticated');
    return [byCaller?.peerName, byCalled?.peerName];
  };
  it.each([
    [[], ['R1', 'R2']],
    [['callin'], [undefined, 'R2']],
    [['callout'], ['R1', undefined]],
    [['callback'], [undefined, undefined]],
    [['callin', 'callout'], ['R1', 'R2']],
  ] as const)('%j', (occasions, names) => void expect(proves(occasions)).toEqual(names));
  it('a return call', () => {
    expect(proves(['callback'], true)).toEqual(['R1', 'R2']);
    expect(proves(['callout'], true)).toEqual(['R1', undefined]);
  });
});

describe('PAP both ways', () => {
  const both = { authentication: ['pap'] } as const;
  it('the called side waits for the caller, where it is to', () => {
    expect(codes(runPair({ caller: both, called: both }), PPP_PROTOCOL.pap).slice(0, 2).sort()).toEqual(['called 1', 'caller 1']);
    const waiting = runPair({ caller: both, called: { ...both, papWait: true } });
    expect(codes(waiting, PPP_PROTOCOL.pap)).toEqual(['caller 1', 'called 2', 'called 1', 'caller 2']);
    expect(actionsOf(waiting.called, 'ip-up')).toHaveLength(1);
  });
  it('it tells nothing to a caller that fails, and does not wait for one that need not prove itself', () => {
    const failing = runPair({ caller: { ...both, papSent: { username: 'R2', password: 'WRONG' } }, called: { ...both, papWait: true } });
    expect(codes(failing, PPP_PROTOCOL.pap)).toEqual(['caller 1', 'called 3']);
    expect(actionsOf(runPair({ caller: both, called: { papWait: true } }).called, 'ip-up')).toHaveLength(1);
  });
});

describe('the time for network protocols', () => {
  const timers = { restartMs: 2000, authenticationMs: 10_000, ncpMs: 7000 };
  it('one that does not come up in time closes the link', () => {
    const result = runPair({ caller: { timers }, called: { ipAddress: undefined } });
    expect(traces(result.caller, 'ppp.closed')).toEqual([{ type: 'ppp.closed', reason: 'no network protocol came up in time' }]);
    expect(actionsOf(result.caller, 'disconnect')).toHaveLength(1);
    expect(result.endMs).toBeGreaterThan(7000);
    expect(result.endMs).toBeLessThan(7500);
  });
  it('one that does has it no more', () => {
    const result = runPair({ caller: { timers }, called: { timers } });
    expect(traces(result.caller, 'ppp.closed')).toEqual([]);
    expect([...result.caller.timers.keys(), ...result.called.timers.keys()]).toEqual([]);
  });
});

describe('the delay of LCP', () => {
  const timers = { restartMs: 2000, authenticationMs: 10_000, lcpDelay: { ms: 5000, randomMs: 0 } };
  const firstOf = ({ sent }: PairResult) => sent.find(({ from }) => from === 'called')?.atMs ?? -1;

  it('a called end lets its caller speak first, and goes on at once when that does', () => {
    const result = runPair({ called: { timers } });
    expect(firstOf(runPair())).toBe(0);
    expect(result.sent[0]).toMatchObject({ from: 'caller', atMs: 0 });
    expect(firstOf(result)).toBe(10);
    expect(actionsOf(result.called, 'ip-up')).toHaveLength(1);
    expect([...result.called.timers.keys()]).toEqual([]);
  });

  it('a caller that says nothing is spoken to when it is over, or somewhat later; a caller waits for nobody', () => {
    const silent = { fault: (_index: number, octets: Uint8Array, from: string) => (from === 'caller' ? undefined : octets) };
    expect(firstOf(runPair({ called: { timers }, ...silent }))).toBe(5000);
    const by = new Set([1, 2, 3].map((seed) => firstOf(runPair({ called: { timers: { ...timers, lcpDelay: { ms: 5000, randomMs: 900 } } }, seed, ...silent }))));
    expect(by.size).toBeGreaterThan(1);
    for (const at of by) expect(at).toBeLessThanOrEqual(5900);
    expect(runPair({ caller: { timers } }).sent[0]).toMatchObject({ from: 'caller', atMs: 0 });
  });

  it('a call that ends meanwhile ends', () => {
    const called = createSession(policy({ timers }), () => 1);
    const [waiting] = step(called, { type: 'up' });
    expect(step(waiting, { type: 'down' })[0].phase).toBe('DOWN');
    const [closed, actions] = step(waiting, { type: 'close' });
    expect(closed.phase).toBe('DOWN');
    expect(actions.map(({ type }) => type)).toContain('disconnect');
  });
});
