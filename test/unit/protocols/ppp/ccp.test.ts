// CCP between two sessions: what is agreed on by which pairs of configurations, and how a history is begun anew. Compressed datagrams
// on lines and bundles: test/scenarios/compression.test.ts.

import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../src/base/octets.ts';
import { step } from '../../../../src/protocols/ppp/session.ts';
import type { PppAction, PppEvent, PppPolicy } from '../../../../src/protocols/ppp/session-types.ts';
import { actionsOf, runPair, type EndResult } from '../../../support/ppp-pair.ts';

const method = (compression: 'predictor' | 'stac'): Partial<PppPolicy> => ({ compression });
const states = (end: EndResult) => [end.session.ipcp.state, end.session.ccp?.state];

describe('two ends', () => {
  it.each(['predictor', 'stac'] as const)('that both have %s compress both ways', (compression) => {
    const { caller, called } = runPair({ caller: method(compression), called: method(compression) });
    for (const end of [caller, called]) {
      expect(states(end)).toEqual(['Open', 'Open']);
      expect(actionsOf(end, 'compression')).toEqual([{ type: 'compression', method: compression, send: true, receive: true }]);
    }
  });

  it('with two methods go on uncompressed', () => {
    const { caller, called } = runPair({ caller: method('predictor'), called: method('stac') });
    for (const end of [caller, called]) {
      expect(states(end)[0]).toBe('Open');
      expect(['Closed', 'Stopped']).toContain(states(end)[1]);
      expect(actionsOf(end, 'compression')).toEqual([]);
      expect([...end.timers.keys()]).toEqual([]);
    }
  });

  it('of which one has none go on uncompressed: its Protocol-Reject ends CCP', () => {
    const { caller, called, sent } = runPair({ caller: method('stac'), called: {} });
    expect([states(caller), states(called)]).toEqual([['Open', 'Stopped'], ['Open', undefined]]);
    const rejects = sent.filter(({ from, octets }) => from === 'called' && toHex(octets.subarray(2, 5)) === 'c02108');
    expect(rejects.map(({ octets }) => toHex(octets.subarray(8, 11)))).toEqual(['80fd01']);
  });

  it('agree on another number of histories by a Nak', () => {
    const { end, give } = opened();
    give(packet('80fd', '0105 0009 11 05 0008 03'));
    expect(sends(end())).toContainEqual(['80fd', '030500091105000103']);
    give(packet('80fd', '0106 0009 11 05 0001 01'));
    expect(sends(end())).toContainEqual(['80fd', '030600091105000103']);
  });
});

describe('a history', () => {
  it('of what is sent is begun anew before the answer to a Reset-Request leaves', () => {
    const { end, give } = opened();
    give(packet('80fd', '0e07 0004'));
    expect(end().flatMap((action) => (action.type === 'send' || action.type === 'compression-reset' ? [action.type] : []))).toEqual(['compression-reset', 'send']);
    expect(sends(end())).toEqual([['80fd', '0f070004']]);
  });

  it('of what comes is asked for again with each packet that cannot be read, by one number, and every answer with it counts', () => {
    const { end, give } = opened();
    give({ type: 'compression-lost' });
    const [[, request] = []] = sends(end());
    give({ type: 'compression-lost' });
    expect(sends(end())).toEqual([['80fd', request]]);
    const id = request?.slice(2, 4) ?? '';
    give(packet('80fd', `0f${id} 0004`));
    expect(end()).toContainEqual({ type: 'compression-reset', side: 'receive' });
    give(packet('80fd', `0f${id} 0004`));
    expect(end()).toContainEqual({ type: 'compression-reset', side: 'receive' });
    give(packet('80fd', '0fee 0004'));
    expect(end().filter(({ type }) => type === 'compression-reset')).toEqual([]);
    give({ type: 'compression-lost' });
    expect(sends(end())[0]?.[1]).not.toBe(request);
  });
});

describe('what was compressed', () => {
  it('is received once IPCP is open, and dropped while CCP is not', () => {
    const { end, give } = opened();
    give({ type: 'decompressed', packet: { protocol: 0x0021, information: fromHex('4500') }, lengthOctets: 9 });
    expect(end()).toContainEqual({ type: 'receive-ip', datagram: fromHex('4500') });
    give({ type: 'decompressed', packet: { protocol: 0x002b, information: fromHex('ffff') }, lengthOctets: 9 });
    expect(end().map(({ type }) => type)).toEqual(['trace', 'trace']);
    // CCP closed by the peer.
    give(packet('80fd', '0509 0004'));
    expect(end()).toContainEqual({ type: 'compression', method: undefined, send: false, receive: false });
    give(packet('00fd', '01020304'));
    expect(sends(end())).toEqual([]);
  });
});

/** A session with Stac whose CCP is open. */
function opened() {
  let { session } = runPair({ caller: method('stac'), called: method('stac') }).caller;
  let actions: readonly PppAction[] = [];
  const give = (event: PppEvent): void => {
    [session, actions] = step(session, event);
  };
  return { give, end: () => actions };
}

function packet(protocol: string, information: string): PppEvent {
  return { type: 'packet', packet: { protocol: Number.parseInt(protocol, 16), information: fromHex(information) } };
}

function sends(actions: readonly PppAction[]): [string, string][] {
  return actions.flatMap((action): [string, string][] => (action.type === 'send' ? [[action.packet.protocol.toString(16), toHex(action.packet.information)]] : []));
}
