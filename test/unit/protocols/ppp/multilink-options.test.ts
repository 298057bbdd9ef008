// Multilink as LCP negotiates it between two sessions: which links join a bundle, with what, and what becomes of those that
// do not. A link that joins opens no network protocol of its own.

import { describe, expect, it } from 'vitest';
import { fromText } from '../../../../src/base/octets.ts';
import { step } from '../../../../src/protocols/ppp/session.ts';
import type { MultilinkPolicy, PppEvent } from '../../../../src/protocols/ppp/session-types.ts';
import { PPP_PACKET, PPP_PROTOCOL } from '../../../../src/wire/ppp.ts';
import { actionsOf, runPair, traces, type EndResult, type PairOptions, type PairResult } from '../../../support/ppp-pair.ts';

const named = (name: string, more: Partial<MultilinkPolicy> = {}): MultilinkPolicy => ({
  mrru: 1524,
  leastPeerMrru: 1500,
  discriminator: { class: 1, address: fromText(name) },
  ...more,
});

const both = (more: PairOptions = {}): PairResult =>
  runPair({
    ...more,
    caller: { authentication: ['chap'], multilink: named('R2'), ...more.caller },
    called: { authentication: ['chap'], multilink: named('R1'), ...more.called },
  });

const phases = (end: EndResult): string[] => traces(end, 'ppp.phase').map(({ phase }) => phase);
const outcomes = (end: EndResult): string[] => traces(end, 'ppp.multilinkOption').map(({ whose, outcome, mrru }) => `${whose} ${outcome} ${mrru}`);
const protocolsOf = (result: PairResult): Set<number> =>
  new Set(result.sent.map(({ octets }) => {
    const parsed = PPP_PACKET.parse(octets);
    return parsed.ok ? parsed.value.protocol : 0;
  }));

describe('a link whose ends both do multilink', () => {
  const result = both();

  it('joins a bundle once it is authenticated, and opens no network protocol', () => {
    expect(phases(result.caller)).toEqual(['ESTABLISHING', 'AUTHENTICATING', 'VIRTUALIZED']);
    expect(phases(result.called)).toEqual(['ESTABLISHING', 'AUTHENTICATING', 'VIRTUALIZED']);
    expect(protocolsOf(result)).toEqual(new Set<number>([PPP_PROTOCOL.lcp, PPP_PROTOCOL.chap]));
    expect(result.caller.session.ipcp.state).toBe('Initial');
  });

  it('tells by whose name and discriminator', () => {
    expect(actionsOf(result.caller, 'multilink-up')).toEqual([
      { type: 'multilink-up', peerName: 'R1', discriminator: { class: 1, address: fromText('R1') }, mrru: 1524, peerMrru: 1524, peerMru: 1500, shortSequence: false },
    ]);
    expect(actionsOf(result.called, 'multilink-up')).toMatchObject([{ peerName: 'R2', discriminator: { address: fromText('R2') } }]);
    expect(outcomes(result.caller).sort()).toEqual(['ours acknowledged 1524', 'the peer acknowledged 1524']);
  });

  it('hands on what comes for the bundle, fragments and whole packets', () => {
    const give = (event: PppEvent) => step(result.caller.session, event)[1].filter((action) => action.type !== 'trace');
    const octets = Uint8Array.of(0xc0, 0, 0, 0, 0, 0x21, 0x45);
    expect(give({ type: 'packet', packet: { protocol: PPP_PROTOCOL.multilink, information: octets } })).toEqual([{ type: 'receive-fragment', octets }]);
    const packet = { protocol: PPP_PROTOCOL.ip, information: Uint8Array.of(0x45) };
    expect(give({ type: 'packet', packet })).toEqual([{ type: 'receive-whole', packet }]);
  });

  it('leaves its bundle before LCP is told to be down', () => {
    const [, actions] = step(result.caller.session, { type: 'down' });
    const types = actions.map(({ type }) => type);
    expect(types.indexOf('multilink-down')).toBeGreaterThanOrEqual(0);
    expect(types.indexOf('multilink-down')).toBeLessThan(types.indexOf('lcp-down'));
  });

  it('waits for the dialer as any other', () => {
    const asked = both({ caller: { callback: 'request' }, called: { callback: 'accept' }, decide: (side) => (side === 'called' ? 'hang-up' : 'stay') });
    expect(actionsOf(asked.called, 'authenticated')).toMatchObject([{ callback: 'accepted', peerName: 'R2' }]);
    expect(actionsOf(asked.called, 'multilink-up')).toEqual([]);
  });

  it('knows no name where none was proven', () => {
    const anonymous = both({ caller: { authentication: [] }, called: { authentication: [] } });
    const [up] = actionsOf(anonymous.caller, 'multilink-up');
    expect(up).toBeDefined();
    expect(up).not.toHaveProperty('peerName');
  });

  it('says nothing of itself with "endpoint none"', () => {
    const { discriminator: _none, ...silent } = named('R2');
    const [up] = actionsOf(both({ caller: { multilink: silent } }).called, 'multilink-up');
    expect(up).not.toHaveProperty('discriminator');
  });
});

describe('an ordinary link', () => {
  const plain = (result: PairResult): void => {
    for (const end of [result.caller, result.called]) {
      expect(phases(end)).toEqual(['ESTABLISHING', 'AUTHENTICATING', 'UP']);
      expect(actionsOf(end, 'multilink-up')).toEqual([]);
      expect(end.session.ipcp.state).toBe('Open');
    }
  };

  it.each(['caller', 'called'] as const)('comes up where the %s does no multilink', (side) => {
    const result = both({ [side]: { multilink: undefined } });
    plain(result);
    expect(outcomes(result[side === 'caller' ? 'called' : 'caller'])).toEqual(['ours rejected 1524']);
  });

  it('comes up where an MRRU is too small for the other end', () => {
    const result = both({ caller: { multilink: named('R2', { mrru: 600 }) }, called: { multilink: named('R1', { leastPeerMrru: 1600 }) } });
    plain(result);
    expect(outcomes(result.caller).filter((line) => line.startsWith('ours'))).toEqual([
      ...Array.from({ length: 5 }, () => 'ours naked 1600'), 'ours rejected 600',
    ]);
  });

  it('gets no fragments: the protocol is rejected', () => {
    const result = both({ caller: { multilink: undefined } });
    const [, actions] = step(result.caller.session, { type: 'packet', packet: { protocol: PPP_PROTOCOL.multilink, information: new Uint8Array(6) } });
    expect(actions.some((action) => action.type === 'send' && action.packet.protocol === PPP_PROTOCOL.lcp && action.packet.information[0] === 8)).toBe(true);
  });
});
