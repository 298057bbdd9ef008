// Two sessions back to back: every combination of authentication and callback comes to the end that it should, a lossy
// line only delays it, and refusals say why.

import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../src/base/octets.ts';
import type { PppPolicy } from '../../../../src/protocols/ppp/session-types.ts';
import { PPP_PROTOCOL } from '../../../../src/wire/ppp.ts';
import { actionsOf, runPair, traces, type EndResult, type PairResult } from '../../../support/ppp-pair.ts';

const isUp = (end: EndResult) => end.session.phase === 'UP' && end.session.lcp.state === 'Open' && end.session.ipcp.state === 'Open';

function expectUp(result: PairResult): void {
  expect([isUp(result.caller), isUp(result.called)]).toEqual([true, true]);
  expect(actionsOf(result.caller, 'ip-up').at(-1)).toEqual({ type: 'ip-up', localAddress: 0xac0c0c02, peerAddress: 0xac0c0c01 });
  expect(actionsOf(result.called, 'ip-up').at(-1)).toEqual({ type: 'ip-up', localAddress: 0xac0c0c01, peerAddress: 0xac0c0c02 });
  for (const end of [result.caller, result.called]) expect([...end.timers.keys()]).toEqual([]);
}

function packetsOf(result: PairResult, protocol: number): string[] {
  return result.sent
    .filter(({ octets }) => ((octets[2] ?? 0) << 8 | (octets[3] ?? 0)) === protocol)
    .map(({ from, octets }) => `${from} ${octets[4]}`);
}

const AUTHENTICATION: readonly Partial<PppPolicy>[] = [
  { authentication: [] },
  { authentication: ['chap'] },
  { authentication: ['pap'] },
  { authentication: ['chap', 'pap'] },
  { authentication: ['chap'], authenticateOn: ['callin'] },
  { authentication: ['pap'], authenticateOn: ['callin'] },
  { authentication: ['ms-chap'] },
];
const nameOf = (part: Partial<PppPolicy>) => `${part.authentication?.join(',') || 'none'}${(part.authenticateOn ?? []).map((each) => ` ${each}`).join('')}`;

describe('two sessions', () => {
  for (const caller of AUTHENTICATION) {
    for (const called of AUTHENTICATION) {
      for (const callback of [['none', 'none'], ['request', 'accept'], ['request', 'none'], ['none', 'accept']] as const) {
        it(`caller ${nameOf(caller)}, ${callback[0]}; called ${nameOf(called)}, ${callback[1]}`, () => {
          const result = runPair({ caller: { ...caller, callback: callback[0] }, called: { ...called, callback: callback[1] } });
          expectUp(result);
          const agreed = callback[0] === 'request' && callback[1] === 'accept';
          const [byCaller] = actionsOf(result.caller, 'authenticated');
          const [byCalled] = actionsOf(result.called, 'authenticated');
          const callerProves = (called.authentication ?? []).length > 0;
          const calledProves = (caller.authentication ?? []).length > 0 && caller.authenticateOn === undefined;
          expect(byCaller).toEqual({ type: 'authenticated', ...(agreed ? { callback: 'requested', operation: 0 } : { callback: 'none' }), ...(calledProves ? { peerName: 'R1' } : {}) });
          expect(byCalled).toEqual({
            type: 'authenticated',
            callback: agreed ? 'accepted' : 'none',
            ...(callerProves ? { peerName: 'R2' } : {}),
            ...(agreed ? { operation: 0, message: new Uint8Array(0) } : {}),
          });
          // Nothing of the network phase before the dialer has spoken.
          for (const end of [result.caller, result.called]) {
            const types = end.actions.map((action) => (action.type === 'send' ? action.packet.protocol : action.type));
            expect(types.indexOf(PPP_PROTOCOL.ipcp)).toBeGreaterThan(types.indexOf('authenticated'));
          }
        });
      }
    }
  }

  it('prove themselves by CHAP, the caller first', () => {
    const result = runPair({ caller: { authentication: ['chap'] }, called: { authentication: ['chap'] } });
    const chap = packetsOf(result, PPP_PROTOCOL.chap);
    expect(chap.slice(0, 2).sort()).toEqual(['called 1', 'caller 1']);
    expect(chap.slice(2)).toEqual(['caller 2', 'called 3', 'called 2', 'caller 3']);
    expect(traces(result.called, 'ppp.phase').map(({ phase, by }) => [phase, by])).toEqual([
      ['ESTABLISHING', undefined], ['AUTHENTICATING', 'both'], ['UP', undefined],
    ]);
    const successes = result.sent.filter(({ octets }) => octets[2] === 0xc2 && octets[4] === 3);
    for (const { octets } of successes) expect([...octets.subarray(6)]).toEqual([0, 4]);
  });

  it('without CHAP wait the called side answers at once', () => {
    const result = runPair({ caller: { authentication: ['chap'] }, called: { authentication: ['chap'], chapWait: false } });
    const chap = packetsOf(result, PPP_PROTOCOL.chap);
    expect(chap.indexOf('called 2')).toBeLessThan(chap.indexOf('called 3'));
    expectUp(result);
  });

  it('hold the caller\'s challenge until it has proved itself by PAP', () => {
    const result = runPair({ caller: { authentication: ['chap'] }, called: { authentication: ['pap'] } });
    expect(packetsOf(result, PPP_PROTOCOL.chap)).toEqual(['caller 1', 'called 2', 'caller 3']);
    expectUp(result);
  });

  it('end without a Terminate-Request when the dialers hang up for a callback', () => {
    const result = runPair({
      caller: { authentication: ['chap'], callback: 'request' },
      called: { authentication: ['chap'], callback: 'accept' },
      decide: (_side, { callback }) => (callback === 'none' ? 'stay' : 'hang-up'),
    });
    expect(packetsOf(result, PPP_PROTOCOL.ipcp)).toEqual([]);
    expect(packetsOf(result, PPP_PROTOCOL.lcp).filter((text) => text.endsWith(' 5'))).toEqual([]);
    for (const end of [result.caller, result.called]) {
      expect(end.session.phase).toBe('DOWN');
      expect([...end.timers.keys()]).toEqual([]);
      expect(actionsOf(end, 'lcp-down')).toHaveLength(1);
      expect(traces(end, 'ppp.phase').map(({ phase }) => phase)).toEqual(['ESTABLISHING', 'AUTHENTICATING', 'TERMINATING', 'DOWN']);
    }
    expect(traces(result.caller, 'ppp.callbackOption').map(({ role, outcome }) => `${role} ${outcome}`)).toEqual(['client requested', 'client acknowledged']);
    expect(traces(result.called, 'ppp.callbackOption').map(({ role, outcome }) => `${role} ${outcome}`)).toEqual(['server acknowledged']);
  });

  it('go on without callback when it is rejected', () => {
    const result = runPair({ caller: { callback: 'request' } });
    expectUp(result);
    expect(traces(result.caller, 'ppp.callbackOption').map(({ outcome }) => outcome)).toEqual(['requested', 'rejected']);
    expect(traces(result.called, 'ppp.callbackOption').map(({ outcome }) => outcome)).toEqual(['rejected']);
  });

  it('are the same for the same seed, and not for another', () => {
    const both: Partial<PppPolicy> = { authentication: ['chap'] };
    const run = (seed: number) => runPair({ caller: both, called: both, seed }).sent;
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
  });

  it('give an address to the end that has none', () => {
    const result = runPair({ caller: { ipAddress: 0 }, called: { peerAddress: 0x28010102 } });
    expect(actionsOf(result.caller, 'ip-up')).toEqual([{ type: 'ip-up', localAddress: 0x28010102, peerAddress: 0xac0c0c01 }]);
    const codes = traces(result.caller, 'ppp.control').filter(({ protocol, code }) => protocol === 'IPCP' && code === 3);
    expect(codes).toHaveLength(1);
  });

  it('have no address where none is given', () => {
    const result = runPair({ caller: { ipAddress: 0 } });
    expect(actionsOf(result.called, 'ip-up')).toEqual([{ type: 'ip-up', localAddress: 0xac0c0c01, peerAddress: 0 }]);
  });

  it('reject IPCP where IP does not run', () => {
    const result = runPair({ called: { ipAddress: undefined } });
    expect(result.called.session.phase).toBe('UP');
    expect(result.caller.session.ipcp.state).toBe('Stopped');
    expect(traces(result.caller, 'ppp.control').filter(({ code, direction }) => code === 8 && direction === 'I')).toHaveLength(1);
  });

  it('agree on another MRU', () => {
    const result = runPair({ caller: { mru: 1400 } });
    expectUp(result);
    expect(result.called.session.link.peerMru).toBe(1400);
  });

  it('keep the link while Echo-Requests are answered, and drop it after five that are not', () => {
    const alive = runPair({ caller: { keepaliveSeconds: 10 }, forMs: 300_000 });
    expect(alive.caller.session.phase).toBe('UP');
    const echoes = traces(alive.called, 'ppp.echo').filter(({ reply, direction }) => !reply && direction === 'I');
    expect(echoes.length).toBeGreaterThan(25);
    const dead = runPair({
      caller: { keepaliveSeconds: 10 },
      fault: (_index, octets, from) => (from === 'called' && octets[4] === 10 ? undefined : octets),
      forMs: 300_000,
    });
    expect(dead.caller.session.phase).toBe('DOWN');
    expect(actionsOf(dead.caller, 'disconnect')).toEqual([{ type: 'disconnect', reason: 'no answer to keepalives' }]);
    expect(Math.round(dead.endMs / 1000)).toBe(60);
  });
});

describe('authentication that fails', () => {
  const both: Partial<PppPolicy> = { authentication: ['chap'] };
  const fail = (caller: Partial<PppPolicy>, called: Partial<PppPolicy>) => runPair({ caller: { ...both, ...caller }, called: { ...both, ...called } });
  const failures = (end: EndResult) => traces(end, 'ppp.authFailed').map(({ protocol, side, reason, name }) => `${protocol} ${side} ${reason} ${name}`.trim());
  const chapText = (result: PairResult) =>
    result.sent.filter(({ octets }) => octets[2] === 0xc2 && octets[4] === 4).map(({ octets }) => String.fromCharCode(...octets.subarray(8)));

  it('unknown name: FAILURE, then TERMREQ and TERMACK', () => {
    const result = fail({}, { secrets: new Map() });
    expect(failures(result.called)).toEqual(['CHAP local unknown-name R2']);
    expect(failures(result.caller)).toEqual(['CHAP peer refused-by-peer R1']);
    expect(chapText(result)).toEqual(['Authentication failure']);
    const tail = result.sent.slice(-3).map(({ from, octets }) => `${from} ${octets[2]?.toString(16)} ${octets[4]}`);
    expect(tail).toEqual(['called c2 4', 'called c0 5', 'caller c0 6']);
    expect(actionsOf(result.called, 'disconnect')).toEqual([{ type: 'disconnect', reason: 'authentication failed' }]);
    for (const end of [result.caller, result.called]) {
      expect(end.session.phase).toBe('DOWN');
      expect([...end.timers.keys()]).toEqual([]);
      expect(actionsOf(end, 'authenticated')).toEqual([]);
    }
  });

  it('wrong secret', () => {
    const result = fail({ secrets: new Map([['R1', 'cisco']]) }, {});
    expect(failures(result.called)).toEqual(['CHAP local wrong-secret R2']);
    expect(chapText(result)).toEqual(['MD/DES compare failed']);
  });

  it("by Microsoft's protocol says so in numbers", () => {
    const result = runPair({ caller: { secrets: new Map([['R1', 'cisco']]) }, called: { authentication: ['ms-chap'] } });
    expect(failures(result.called)).toEqual(['MS-CHAP local wrong-secret R2']);
    expect(failures(result.caller)).toEqual(['MS-CHAP peer refused-by-peer R1']);
    expect(chapText(result)).toEqual(['E=691 R=0 V=2']);
  });

  it("Microsoft's protocol refused: on with the next, or not at all", () => {
    const next = runPair({ caller: { msChapRefuse: true }, called: { authentication: ['ms-chap', 'chap'] } });
    expectUp(next);
    expect(traces(next.called, 'ppp.auth').map(({ protocol }) => protocol)).toEqual(['CHAP', 'CHAP', 'CHAP']);
    const none = runPair({ caller: { msChapRefuse: true }, called: { authentication: ['ms-chap'] } });
    expect(failures(none.called)).toEqual(['MS-CHAP local protocol-refused']);
    expect(none.called.session.phase).toBe('DOWN');
  });

  it('no secret for the challenger: no response', () => {
    const result = fail({ secrets: new Map() }, {});
    expect(failures(result.caller)).toEqual(['CHAP peer no-secret-for-peer R1']);
    expect(packetsOf(result, PPP_PROTOCOL.chap)).not.toContain('caller 2');
    expect(result.called.session.phase).toBe('DOWN');
    expect(actionsOf(result.caller, 'disconnect')).toEqual([{ type: 'disconnect', reason: 'no secret for the peer' }]);
  });

  it('`ppp chap password` answers a challenger of unknown name', () => {
    const result = runPair({ caller: { secrets: new Map(), chapPassword: 'CCIE' }, called: both });
    expectUp(result);
  });

  it('a challenge in our own name is not answered, and the time runs out', () => {
    const result = fail({ chapName: 'R1', secrets: new Map([['R1', 'CCIE']]) }, { secrets: new Map([['R1', 'CCIE']]) });
    expect(failures(result.caller)[0]).toBe('CHAP peer own-name R1');
    expect(failures(result.called)).toContain('CHAP local timeout');
    expect(result.caller.session.phase).toBe('DOWN');
  });

  it('PAP with the wrong password', () => {
    const result = runPair({ called: { authentication: ['pap'], secrets: new Map([['R2', 'cisco']]) } });
    expect(failures(result.called)).toEqual(['PAP local wrong-secret R2']);
    expect(failures(result.caller)).toEqual(['PAP peer refused-by-peer']);
    const nak = result.sent.find(({ octets }) => octets[3] === 0x23 && octets[4] === 3);
    expect(nak?.octets[7]).toBe(27);
    expect(result.called.session.phase).toBe('DOWN');
  });

  it('a peer that refuses the one protocol that is asked for', () => {
    const result = runPair({ caller: { chapRefuse: true, papRefuse: true }, called: both });
    expect(failures(result.called)).toEqual(['CHAP local protocol-refused']);
    expect(actionsOf(result.called, 'disconnect')).toEqual([{ type: 'disconnect', reason: 'authentication refused by the peer' }]);
  });

  it('falls back from CHAP to PAP, which the peer would rather have', () => {
    const result = runPair({ caller: { chapRefuse: true }, called: { authentication: ['chap', 'pap'] } });
    expectUp(result);
    expect(packetsOf(result, PPP_PROTOCOL.pap)).toEqual(['caller 1', 'called 2']);
    expect(packetsOf(result, PPP_PROTOCOL.chap)).toEqual([]);
  });

  it('an authenticator that hears nothing gives up after its time', () => {
    const result = runPair({ called: both, fault: (_index, octets, from) => (from === 'caller' && octets[2] === 0xc2 ? undefined : octets) });
    expect(failures(result.called)).toEqual(['CHAP local timeout']);
    expect(failures(result.caller)).toEqual(['CHAP peer timeout R1']);
    expect(result.called.session.phase).toBe('DOWN');
    expect(traces(result.called, 'ppp.closed')).toEqual([{ type: 'ppp.closed', reason: 'authentication timed out' }]);
    expect(result.endMs).toBeLessThan(11_000);
  });
});

describe('a bad line', () => {
  const configurations: [string, Partial<PppPolicy>, Partial<PppPolicy>][] = [
    ['CHAP both ways with callback', { authentication: ['chap'], callback: 'request' }, { authentication: ['chap'], callback: 'accept' }],
    ['PAP one way', {}, { authentication: ['pap'] }],
    ['no authentication, an address given', { ipAddress: 0xac0c0c02 }, { peerAddress: 0x01010101, takesPeerAddress: true }],
    ['PAP both ways', { authentication: ['pap'] }, { authentication: ['pap'] }],
  ];

  it.each(configurations)('%s: any one packet lost is repeated', (_name, caller, called) => {
    const count = runPair({ caller, called }).sent.length;
    expect(count).toBeGreaterThan(7);
    for (let lost = 0; lost < count; lost += 1) {
      const result = runPair({ caller, called, fault: (index, octets) => (index === lost ? undefined : octets) });
      expectUp(result);
    }
  });

  it.each(configurations)('%s: any two packets running lost are repeated', (_name, caller, called) => {
    const count = runPair({ caller, called }).sent.length;
    for (let lost = 0; lost < count; lost += 1) {
      expectUp(runPair({ caller, called, fault: (index, octets) => (index === lost || index === lost + 1 ? undefined : octets) }));
    }
  });

  it.each(configurations)('%s: any octet changed leads to an end, or up', (_name, caller, called) => {
    const count = runPair({ caller, called }).sent.length;
    for (let hit = 0; hit < count; hit += 1) {
      for (const offset of [2, 3, 4, 5, 7, 8, 9, 10, 14]) {
        const result = runPair({
          caller,
          called,
          fault: (index, octets) => (index === hit ? octets.map((octet, i) => (i === offset ? octet ^ 0x15 : octet)) : octets),
        });
        const ends = [result.caller, result.called];
        const quiet = ends.every((end) => end.session.phase === 'DOWN') || ends.every((end) => end.session.phase === 'UP');
        expect(quiet, `packet ${hit}, octet ${offset}: ${ends.map((end) => end.session.phase)}`).toBe(true);
        for (const end of ends) expect([...end.timers.keys()]).toEqual([]);
      }
    }
  });

  it('with nobody at the other end: ten requests, then the end', () => {
    const result = runPair({ fault: () => undefined });
    const requests = result.sent.filter(({ from, octets }) => from === 'caller' && octets[4] === 1);
    expect(requests).toHaveLength(10);
    expect(actionsOf(result.caller, 'disconnect')).toEqual([{ type: 'disconnect', reason: 'no answer to LCP Configure-Request' }]);
    expect(result.caller.session.phase).toBe('DOWN');
  });

  it('noise of any kind is counted, and nothing else', () => {
    const noise = fromHex('ff03c0210100000a05');
    const result = runPair({ fault: (index, octets) => (index === 0 ? noise : octets) });
    expectUp(result);
    expect(traces(result.called, 'ppp.unexpected').length).toBeGreaterThan(0);
  });
});
