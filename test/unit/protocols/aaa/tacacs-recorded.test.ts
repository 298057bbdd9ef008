// The exchanges recorded from a real tac_plus and its client (key "tackey"): our client says what that client said, octet for
// octet where nothing of chance is in it, and our server answers that client as tac_plus did.

import { describe, expect, it } from 'vitest';
import { concatOctets, fromHex, fromText, toHex } from '../../../../src/base/octets.ts';
import { chapResponse } from '../../../../src/protocols/aaa/radius/secret.ts';
import { parsePair } from '../../../../src/protocols/aaa/pairs.ts';
import { createTacacsServer, serve } from '../../../../src/protocols/aaa/server/tacacs-server.ts';
import { openPacket, sealPacket } from '../../../../src/protocols/aaa/tacacs/pad.ts';
import { firstPacket } from '../../../../src/protocols/aaa/tacacs/requests.ts';
import type { AaaAuthentication, AaaPlace } from '../../../../src/protocols/aaa/types.ts';
import { TACACS } from '../../../../src/wire/tacacs.ts';
import { planOf, ROUTER, userOf } from '../../../support/aaa-net.ts';
import { frameNamed } from '../../../support/frames.ts';

const KEY = 'tackey';
const PLACE: AaaPlace = { port: 'BRI0/0:1', portNumber: 1, portType: 'isdn-sync', callingNumber: '5551234' };
const pairs = (...texts: string[]) => texts.flatMap((text) => parsePair(text) ?? []);
const asking = (proof: AaaAuthentication['proof'], service: AaaAuthentication['service'], user?: string): AaaAuthentication => ({
  kind: 'authentication', service, proof, privilege: 1, where: PLACE, ...(user === undefined ? {} : { user }),
});

describe('our client says', () => {
  it('how a login begins', () => {
    const { minorVersion, type, body } = firstPacket(asking({ kind: 'ascii' }, 'login'));
    expect([minorVersion, type]).toEqual([0, 1]);
    expect(toHex(body)).toBe('0101010100080700425249302f303a3135353531323334');
  });

  it('PAP, to the last octet on the wire', () => {
    const { minorVersion, type, body } = firstPacket(asking({ kind: 'pap', password: 's3cret' }, 'ppp', 'alice'));
    expect(toHex(body)).toBe(toHex(frameNamed('tac_plus: PAP')));
    expect(toHex(TACACS.serialize(sealPacket({ minorVersion, type, sequence: 1, sessionId: 0xa74a76ac }, body, KEY)))).toBe(
      'c1010100a74a76ac000000227446b54e385220c2c5ba97e3f9c17c8ae03cce7e4e323a6c5ad213baf4edfff85a06',
    );
  });

  it('what it wants authorized', () => {
    const { body } = firstPacket({
      kind: 'authorization', service: 'ppp', protocol: 'lcp', user: 'alice', authenticatedBy: 'tacacs+', authenType: 'chap', privilege: 1, pairs: pairs('service=ppp', 'protocol=lcp'), where: PLACE,
    });
    expect(toHex(body)).toBe(toHex(frameNamed('tac_plus: authorization of LCP')));
  });
});

describe('our server answers', () => {
  const alice = userOf('alice', 's3cret', { services: [{ service: 'ppp', protocol: 'lcp', pairs: pairs('callback-dialstring=5551234', 'callback-rotary=1') }, { service: 'ppp', protocol: 'ip', pairs: pairs('addr=10.9.0.2') }] });
  const plan = planOf([alice, userOf('admin', 'adm1n')], KEY);

  /** The bodies that come back for what a client sends one after the other. */
  function answers(...sent: readonly Uint8Array[]): readonly string[] {
    let state = createTacacsServer(plan, ROUTER);
    return sent.flatMap((octets) => {
      const [next, outcome] = serve(state, octets);
      state = next;
      return outcome.send.map((answer) => {
        const parsed = TACACS.parse(answer);
        return parsed.ok ? toHex(openPacket(parsed.value, KEY) ?? new Uint8Array()) : '';
      });
    });
  }
  const sealed = (version: 0 | 1, type: number, sequence: number, body: Uint8Array): Uint8Array => TACACS.serialize(sealPacket({ minorVersion: version, type, sequence, sessionId: 0x32e7c02d }, body, KEY));

  it('a login, word by word', () => {
    const begin = sealed(0, 1, 1, fromHex('0101010100080700425249302f303a3135353531323334'));
    const user = sealed(0, 1, 3, frameNamed('the user types his name'));
    const password = sealed(0, 1, 5, concatOctets(fromHex('0005000000'), fromText('adm1n')));
    expect(answers(begin, user, password)).toEqual([
      toHex(frameNamed('tac_plus: it asks for the user')), toHex(frameNamed('tac_plus: it asks for the password, unseen')), toHex(frameNamed('tac_plus: passed')),
    ]);
  });

  it('PAP as it was on the wire, and CHAP', () => {
    const pap = fromHex('c1010100a74a76ac000000227446b54e385220c2c5ba97e3f9c17c8ae03cce7e4e323a6c5ad213baf4edfff85a06');
    const challenge = fromHex('00112233445566778899aabbccddeeff');
    const words = concatOctets(Uint8Array.of(7), challenge, chapResponse(7, 's3cret', challenge));
    const chap = sealed(1, 1, 1, concatOctets(fromHex(`010103030508 07${words.length.toString(16)}`), fromText('aliceBRI0/0:15551234'), words));
    expect(answers(pap)).toEqual([toHex(frameNamed('tac_plus: passed'))]);
    expect(answers(chap)).toEqual([toHex(frameNamed('tac_plus: passed'))]);
  });

  it('authorization, and accounting', () => {
    expect(answers(sealed(0, 2, 1, frameNamed('tac_plus: authorization of LCP')))).toEqual([toHex(frameNamed('tac_plus: the string to call back, and the rotary group'))]);
    expect(answers(sealed(0, 3, 1, frameNamed('tac_plus: accounting begins')))).toEqual([toHex(frameNamed('tac_plus: accounting is taken'))]);
  });

  it('a client with another key in a way that it cannot read', () => {
    const other = TACACS.serialize(sealPacket({ minorVersion: 1, type: 1, sequence: 1, sessionId: 7 }, frameNamed('tac_plus: PAP'), 'another'));
    const [, outcome] = serve(createTacacsServer(plan, ROUTER), other);
    expect(outcome).toMatchObject({ close: true, log: [{ why: 'wrong-secret' }] });
    expect(outcome.send).toHaveLength(1);
  });
});
