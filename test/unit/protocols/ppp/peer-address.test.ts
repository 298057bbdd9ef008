// What IPCP tells a peer of itself: its address by Configure-Nak (RFC 1332 §3.3), and the name servers that it asks for (RFC 1877).

import { describe, expect, it } from 'vitest';
import { parseIpv4 } from '../../../../src/base/ipv4.ts';
import { createSession, step, type PppSession } from '../../../../src/protocols/ppp/session.ts';
import type { PppAction, PppPolicy } from '../../../../src/protocols/ppp/session-types.ts';
import { fromHex, toHex } from '../../../../src/base/octets.ts';
import { actionsOf, counter, policy, runPair, traces } from '../../../support/ppp-pair.ts';

const address = (text: string): number => parseIpv4(text) ?? 0;
const OURS = address('10.1.1.1');
const GIVEN = address('10.1.1.7');

describe('the address that is kept for a peer', () => {
  it.each([
    ['a peer without an address is given it', { ipAddress: 0 }, { peerAddress: GIVEN }, GIVEN],
    ['a peer that has it already has it acknowledged', { ipAddress: GIVEN }, { peerAddress: GIVEN }, GIVEN],
    ['one with another address goes without, if it insists', { ipAddress: address('10.9.9.9') }, { peerAddress: GIVEN }, 0],
    ['unless it may bring its own', { ipAddress: address('10.9.9.9') }, { peerAddress: GIVEN, takesPeerAddress: true }, address('10.9.9.9')],
    ['without one whoever has an address keeps it', { ipAddress: address('10.9.9.9') }, {}, address('10.9.9.9')],
  ] as const)('%s', (_what, caller, called, has) => {
    const result = runPair({ caller, called });
    expect(actionsOf(result.called, 'ip-up').at(-1)?.peerAddress).toBe(has);
  });

  it('is told once, and why', () => {
    const { called } = runPair({ caller: { ipAddress: 0 }, called: { peerAddress: GIVEN } });
    expect(traces(called, 'ppp.peerAddress')).toEqual([{ type: 'ppp.peerAddress', asked: 0, address: GIVEN }]);
  });
});

/** Opens a session up to IPCP without authentication; gives what it says to a packet then. */
function opened(changes: Partial<PppPolicy>): { readonly tell: (hex: string) => readonly string[]; readonly actions: readonly PppAction[] } {
  let session: PppSession = createSession(policy({ ipAddress: OURS, ...changes }), counter(1));
  const all: PppAction[] = [];
  const give = (event: Parameters<typeof step>[1]): readonly PppAction[] => {
    const [next, actions] = step(session, event);
    session = next;
    all.push(...actions);
    for (const action of actions) if (action.type === 'peer-address-wanted') give({ type: 'peer-address', address: GIVEN });
    return actions;
  };
  const packet = (protocol: number, hex: string) => give({ type: 'packet', packet: { protocol, information: fromHex(hex) } });
  give({ type: 'up' });
  packet(0xc021, '01010004');
  const request = session.lcp.request;
  packet(0xc021, `02${toHex(Uint8Array.of(session.lcp.requestIdentifier, 0, request.length + 4))}${toHex(request)}`);
  give({ type: 'callback', decision: 'stay' });
  return {
    actions: all,
    tell: (hex) => packet(0x8021, hex).flatMap((action) => (action.type === 'send' ? [toHex(action.packet.information)] : [])),
  };
}

describe('what a peer asks for', () => {
  const SERVERS = { primaryDns: address('10.1.1.2'), primaryNbns: address('10.1.1.3') };

  it('is its address, which is asked for when its name is known', () => {
    const { actions, tell } = opened({ asksForPeerAddress: true });
    expect(actions.filter(({ type }) => type === 'peer-address-wanted')).toHaveLength(1);
    expect(tell('0101000a030600000000')).toEqual(['0301000a03060a010107']);
  });

  it('is rejected where nobody knows of one', () => {
    expect(opened({}).tell('0101000a030600000000')).toEqual(['0401000a030600000000']);
  });

  it('is name servers: those that are known are named, others rejected', () => {
    const { tell } = opened({ nameServers: SERVERS, peerAddress: GIVEN });
    // As Windows asks: address, DNS, WINS, second DNS, second WINS. A Reject goes before a Nak.
    expect(tell('01010022030600000000810600000000820600000000830600000000840600000000')).toEqual(['04010010830600000000840600000000']);
    expect(tell('01020016030600000000810600000000820600000000')).toEqual(['0302001603060a01010781060a01010282060a010103']);
    expect(tell('0103001603060a01010781060a01010282060a010103')).toEqual(['0203001603060a01010781060a01010282060a010103']);
  });
});
