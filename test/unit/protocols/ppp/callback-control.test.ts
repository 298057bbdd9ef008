// CBCP within PPP sessions: a PC calls a router. When it begins, what the dialer is told, who closes the link, and that a line
// which loses packets only delays it.

import { describe, expect, it } from 'vitest';
import { toHex } from '../../../../src/base/octets.ts';
import type { CbcpOffer } from '../../../../src/protocols/ppp/cbcp/types.ts';
import { actionsOf, runPair, traces, type PairOptions, type PairResult } from '../../../support/ppp-pair.ts';

const NOTHING: CbcpOffer = { none: false, user: false, administrator: false, numbers: [] };
const PC = { callback: 'microsoft', cbcp: { preference: { kind: 'always', number: '5551234' }, delaySeconds: 12 } } as const;
const ROUTER = { callback: 'accept', authentication: ['chap'] } as const;

function run(offer: Partial<CbcpOffer>, more: PairOptions = {}): PairResult {
  return runPair({
    caller: PC,
    called: ROUTER,
    decide: (side, { callback }) => (side === 'called' && callback === 'accepted' ? { offer: { ...NOTHING, ...offer } } : 'stay'),
    ...more,
  });
}

/** CBCP packets in their order, as `caller 02..`. */
function cbcp({ sent }: PairResult): string[] {
  return sent.flatMap(({ from, octets }) => {
    const hex = toHex(octets);
    return hex.startsWith('ff03c029') ? [`${from} ${hex.slice(8)}`] : [];
  });
}

describe('a PC and a router', () => {
  it('agree on the number that the user gives; the PC closes the link, and no network protocol was tried', () => {
    const pair = run({ user: true });
    expect(cbcp(pair)).toEqual(['called 010100090205000100', 'caller 02010010020c0c013535353132333400', 'called 03010010020c0c013535353132333400']);
    const choice = { kind: 'user', number: '5551234', delaySeconds: 12 };
    expect(actionsOf(pair.called, 'callback-agreed')).toEqual([{ type: 'callback-agreed', role: 'server', choice }]);
    expect(actionsOf(pair.caller, 'callback-agreed')).toEqual([{ type: 'callback-agreed', role: 'client', choice }]);
    expect(actionsOf(pair.caller, 'disconnect')).toEqual([{ type: 'disconnect', reason: 'callback agreed' }]);
    expect(traces(pair.called, 'ppp.cbcpClosed')).toEqual([{ type: 'ppp.cbcpClosed', by: 'the peer' }]);
    expect(actionsOf(pair.caller, 'ip-up')).toEqual([]);
    expect(pair.sent.some(({ octets }) => toHex(octets).startsWith('ff038021'))).toBe(false);
  });

  it('go on with the call when there is to be no callback', () => {
    const pair = run({ none: true });
    expect(cbcp(pair)).toEqual(['called 010100060102', 'caller 020100060102', 'called 030100060102']);
    for (const end of [pair.caller, pair.called]) {
      expect(actionsOf(end, 'ip-up')).toHaveLength(1);
      expect(end.session.phase).toBe('UP');
    }
  });

  it.each([['PAP', { authentication: ['pap'] }], ['CHAP', {}]] as const)('prove names by %s before', (_name, changes) => {
    const pair = run({ administrator: true }, { called: { ...ROUTER, ...changes } });
    expect(actionsOf(pair.called, 'authenticated')).toMatchObject([{ peerName: 'R2', callback: 'accepted', operation: 6 }]);
    expect(actionsOf(pair.caller, 'authenticated')).toMatchObject([{ callback: 'requested', operation: 6 }]);
    expect(actionsOf(pair.called, 'callback-agreed')).toHaveLength(1);
  });

  it('have an ordinary call where the router does no callback, or asks for no proof', () => {
    for (const called of [{ authentication: ['chap'] }, { callback: 'accept' }] as const) {
      const pair = run({ user: true }, { called });
      expect(cbcp(pair)).toEqual([]);
      expect(traces(pair.caller, 'ppp.callbackOption').map(({ outcome, operation }) => [outcome, operation])).toEqual([['requested', 6], ['rejected', 6]]);
      expect(actionsOf(pair.caller, 'ip-up')).toHaveLength(1);
    }
  });

  it('end the call when the PC can have nothing that its user wants', () => {
    const pair = run({ user: true }, { caller: { ...PC, cbcp: { preference: { kind: 'never' }, delaySeconds: 12 } } });
    expect(actionsOf(pair.caller, 'disconnect')).toEqual([{ type: 'disconnect', reason: 'no suitable callback offered' }]);
    expect(actionsOf(pair.called, 'callback-agreed')).toEqual([]);
  });

  it('wait for a user who must be asked, as long as the router asks', () => {
    const pair = run({ user: true }, { caller: { ...PC, cbcp: { preference: { kind: 'ask' }, delaySeconds: 12 } }, forMs: 120_000 });
    expect(actionsOf(pair.caller, 'callback-ask')).toEqual([{ type: 'callback-ask', numbers: [], mayDecline: false }]);
    expect(cbcp(pair)).toHaveLength(20);
    expect(actionsOf(pair.called, 'disconnect')).toEqual([{ type: 'disconnect', reason: 'no answer to CBCP' }]);
    expect(traces(pair.called, 'ppp.cbcpFailed')).toEqual([{ type: 'ppp.cbcpFailed', role: 'server', because: 'no-response' }]);
  });

  it('agree on the same over a line that loses any one or two of their packets', () => {
    const whole = run({ administrator: true });
    const first = whole.sent.findIndex(({ octets }) => toHex(octets).startsWith('ff03c029'));
    for (let lost = first; lost < whole.sent.length; lost += 1) {
      for (const twice of [1, 2]) {
        const pair = run({ administrator: true }, { fault: (index, octets) => (index >= lost && index < lost + twice ? undefined : octets), forMs: 90_000 });
        expect(actionsOf(pair.called, 'callback-agreed'), `${lost} ${twice}`).toHaveLength(1);
        expect([pair.caller.session.phase, pair.called.session.phase], `${lost} ${twice}`).toEqual(['DOWN', 'DOWN']);
        // The router may have closed the link before an Ack came through; the PC expects the call all the same if it got one.
        expect(actionsOf(pair.caller, 'callback-agreed').length, `${lost} ${twice}`).toBeLessThanOrEqual(1);
      }
    }
  });

  it('go on without callback over a line that loses any one or two of their packets', () => {
    const whole = run({ none: true });
    const first = whole.sent.findIndex(({ octets }) => toHex(octets).startsWith('ff03c029'));
    for (let lost = first; lost < whole.sent.length; lost += 1) {
      for (const twice of [1, 2]) {
        const pair = run({ none: true }, { fault: (index, octets) => (index >= lost && index < lost + twice ? undefined : octets), forMs: 90_000 });
        expect([pair.caller.session.phase, pair.called.session.phase], `${lost} ${twice}`).toEqual(['UP', 'UP']);
        for (const end of [pair.caller, pair.called]) expect(end.session.ipcp.state, `${lost} ${twice}`).toBe('Open');
      }
    }
  });

  it('close the link from the router where the PC does not', () => {
    // The PC's Terminate-Requests are lost.
    const pair = run({ administrator: true }, { fault: (_index, octets, from) => (from === 'caller' && toHex(octets).startsWith('ff03c02105') ? undefined : octets) });
    expect(traces(pair.called, 'ppp.cbcpClosed')).toEqual([{ type: 'ppp.cbcpClosed', by: 'this end' }]);
    expect(pair.called.session.phase).toBe('DOWN');
  });
});
