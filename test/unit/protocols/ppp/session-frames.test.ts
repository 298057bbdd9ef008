// A session against a scripted peer whose packets are hexadecimal: Configure-Requests as pppd 2.4.9 and user-ppp send them
// (captured), the others written from RFC 1661, 1570, 1994, 1334 and 1332. `> 8021 ...` is what the session must send.

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../src/base/octets.ts';
import { createSession, step, type PppSession } from '../../../../src/protocols/ppp/session.ts';
import type { PppAction, PppEvent } from '../../../../src/protocols/ppp/session-types.ts';
import { counter, policy, type PolicyChanges } from '../../../support/ppp-pair.ts';

interface Bench {
  /** What is sent in answer, `protocol packet` in hexadecimal, each with its own random octets as they are. */
  receive(hex: string): string[];
  give(event: PppEvent): readonly PppAction[];
  session(): PppSession;
}

function bench(changes: PolicyChanges = {}): Bench {
  let session = createSession(policy(changes), counter(3));
  const give = (event: PppEvent) => {
    const [next, actions] = step(session, event);
    session = next;
    return actions;
  };
  return {
    give,
    session: () => session,
    receive(hex) {
      const octets = fromHex(hex);
      const packet = { protocol: ((octets[0] ?? 0) << 8) | (octets[1] ?? 0), information: octets.subarray(2) };
      return sends(give({ type: 'packet', packet }));
    },
  };
}

function sends(actions: readonly PppAction[]): string[] {
  return actions.flatMap((action) => (action.type === 'send' ? [`${action.packet.protocol.toString(16)} ${toHex(action.packet.information)}`] : []));
}

/** With LCP and no authentication at the peer's word: the session's request acknowledged, the peer's empty one too. */
function opened(changes: PolicyChanges = {}): Bench {
  const b = bench(changes);
  const [request = ''] = sends(b.give({ type: 'up' }));
  b.receive('c021 01 01 0004');
  b.receive(`c021 02${request.slice(7)}`);
  expect(b.session().lcp.state).toBe('Open');
  return b;
}

describe('LCP on the wire', () => {
  it('asks for CHAP with MD5 and a magic number, in that order', () => {
    const b = bench({ authentication: ['chap'] });
    expect(sends(b.give({ type: 'up' }))).toEqual([expect.stringMatching(/^c021 0101000f0305c223050506[0-9a-f]{8}$/)]);
  });

  it('asks for PAP, an MRU and callback', () => {
    const b = bench({ authentication: ['pap'], mru: 1400, outgoing: true, callback: 'request' });
    expect(sends(b.give({ type: 'up' }))).toEqual([expect.stringMatching(/^c021 0101001501040578 ?0304c0230506[0-9a-f]{8}0d0300$/)]);
  });

  it('does not ask for callback on a call that it answers, nor for proof on one that it places with callin', () => {
    expect(sends(bench({ callback: 'request' }).give({ type: 'up' }))[0]).toMatch(/^c021 0101000a0506/);
    const placed = bench({ outgoing: true, authentication: ['chap'], authenticateOn: ['callin'] });
    expect(sends(placed.give({ type: 'up' }))[0]).toMatch(/^c021 0101000a0506/);
  });

  const pppd = 'c021 01 01 0017  02 06 00000000  0d 03 06  05 06 1a2b3c4d  07 02  08 02';

  it('takes pppd\'s CBCP where callback is accepted and callers are authenticated', () => {
    const b = bench({ callback: 'accept', authentication: ['chap'] });
    b.give({ type: 'up' });
    expect(b.receive(pppd)).toEqual(['c021 0401000807020802']);
    expect(b.receive('c021 01 02 0013  02 06 00000000  0d 03 06  05 06 1a2b3c4d')).toEqual(['c021 020200130206000000000d030605061a2b3c4d']);
  });

  it('rejects pppd\'s CBCP and compressions, where nobody is to be called back or nobody proves who it is', () => {
    for (const changes of [{ callback: 'none', authentication: ['chap'] }, { callback: 'accept' }] as const) {
      const b = bench(changes);
      b.give({ type: 'up' });
      expect(b.receive(pppd)).toEqual(['c021 0401000b0d030607020802']);
      expect(b.receive('c021 01 02 0010  02 06 00000000  05 06 1a2b3c4d')).toEqual(['c021 0202001002060000000005061a2b3c4d']);
    }
  });

  it('takes user-ppp\'s operations 0 and 3, and hands over the number', () => {
    const b = bench({ callback: 'accept' });
    const [request = ''] = sends(b.give({ type: 'up' }));
    const options = '01 04 05dc 05 06 1a2b3c4d 0d 0a 03 35353537373737';
    expect(b.receive(`c021 01 01 0018 ${options}`)).toEqual([`c021 02010018${options.replaceAll(' ', '')}`]);
    const actions = (() => {
      const information = fromHex(`02${request.slice(7)}`);
      return b.give({ type: 'packet', packet: { protocol: 0xc021, information } });
    })();
    expect(actions.find((action) => action.type === 'authenticated')).toEqual({
      type: 'authenticated',
      callback: 'accepted',
      operation: 3,
      message: fromHex('35353537373737'),
    });
    const again = bench({ callback: 'accept' });
    again.give({ type: 'up' });
    expect(again.receive('c021 01 01 0007 0d 03 00')).toEqual(['c021 020100070d0300']);
    expect(again.receive('c021 01 02 000b 0d 07 01 35353531')).toEqual(['c021 0202000b0d070135353531']);
  });

  it('naks operations 2 and 4 with 0, and rejects all on a call of its own', () => {
    const b = bench({ callback: 'accept' });
    b.give({ type: 'up' });
    expect(b.receive('c021 01 01 000a 0d 06 02 626f62')).toEqual(['c021 030100070d0300']);
    expect(b.receive('c021 01 02 0008 0d 04 04 00')).toEqual(['c021 030200070d0300']);
    const placed = bench({ callback: 'accept', outgoing: true });
    placed.give({ type: 'up' });
    expect(placed.receive('c021 01 01 0007 0d 03 00')).toEqual(['c021 040100070d0300']);
  });

  it('rejects unknown options octet for octet, and those before anything to nak', () => {
    const b = bench();
    b.give({ type: 'up' });
    expect(b.receive('c021 01 07 0018 05 06 00000000 04 08 c0ff 00000064 11 04 0640 63 02')).toEqual(['c021 0407000a110406406302']);
  });

  it('naks a magic number of zero, or its own, and turns to Reject after Max-Failure', () => {
    const b = bench();
    const [request = ''] = sends(b.give({ type: 'up' }));
    const own = request.slice(-8);
    expect(b.receive(`c021 01 01 000a 05 06 ${own}`)).toEqual([expect.stringMatching(/^c021 0301000a0506[0-9a-f]{8}$/)]);
    for (let id = 2; id <= 5; id += 1) expect(b.receive(`c021 01 0${id} 000a 05 06 00000000`)[0]).toMatch(/^c021 030/);
    expect(b.receive('c021 01 06 000a 05 06 00000000')).toEqual(['c021 0406000a050600000000']);
    expect(b.receive('c021 01 07 0004')).toEqual(['c021 02070004']);
  });

  it('closes a line that is looped back', () => {
    const b = bench();
    let queue = sends(b.give({ type: 'up' }));
    let told: readonly PppAction[] = [];
    for (let i = 0; i < 60 && queue.length > 0; i += 1) {
      const [first = '', ...rest] = queue;
      const information = fromHex(first.slice(5));
      told = b.give({ type: 'packet', packet: { protocol: 0xc021, information } });
      queue = [...rest, ...sends(told)];
    }
    expect(told.find((action) => action.type === 'disconnect')).toEqual({ type: 'disconnect', reason: 'line is looped' });
    expect(b.session().phase).toBe('DOWN');
  });

  it('naks PAP with CHAP where it has nothing to send by PAP', () => {
    const b = bench();
    b.give({ type: 'up' });
    expect(b.receive('c021 01 42 000e 03 04 c023 05 06 bc6b9f91')).toEqual(['c021 034200090305c22305']);
    // MD5 stands for an algorithm that nobody knows (RFC 2759's).
    expect(b.receive('c021 01 43 0009 03 05 c223 81')).toEqual(['c021 034300090305c22305']);
    expect(b.receive('c021 01 44 0009 03 05 c223 80')).toEqual(['c021 024400090305c22380']);
  });

  it('discards what does not match its request', () => {
    const b = bench();
    const [request = ''] = sends(b.give({ type: 'up' }));
    for (const hex of ['c021 02 09 0004', 'c021 02 01 0004', 'c021 04 02 0004', 'c021 01 01 0003', 'c021 01 01 0008 05 09 0000']) {
      expect(b.receive(hex)).toEqual([]);
      expect(b.session().lcp.state).toBe('REQsent');
    }
    expect(b.receive(`c021 02${request.slice(7)}`)).toEqual([]);
    expect(b.session().lcp.state).toBe('ACKrcvd');
    // The same Ack once more is a duplicate, not a crossed connection.
    b.receive(`c021 02${request.slice(7)}`);
    expect(b.session().lcp.state).toBe('ACKrcvd');
  });

  it('rejects unknown codes and protocols, and answers echoes', () => {
    const b = opened();
    b.give({ type: 'callback', decision: 'stay' });
    const magic = b.session().link.magic.toString(16).padStart(8, '0');
    expect(b.receive('c021 0c 05 0008 61626364')).toEqual(['c021 0702000c0c05000861626364']);
    expect(b.receive('8207 01 01 0004')).toEqual(['c021 0803000a820701010004']);
    expect(b.receive('80fd 01 01 0004')).toEqual(['c021 0804000a80fd01010004']);
    expect(b.receive('c021 09 07 000b 11223344 616263')).toEqual([`c021 0a07000b${magic}616263`]);
    expect(b.receive(`c021 09 08 0008 ${magic}`)).toEqual([]);
    expect(b.receive('c021 0b 09 0008 11223344')).toEqual([]);
  });

  it('drops packets of protocols that are before their phase', () => {
    const b = bench({ authentication: ['chap'] });
    const [request = ''] = sends(b.give({ type: 'up' }));
    for (const hex of ['8021 01 01 0004', 'c223 03 01 0004', '0021 45000014', '8207 01 01 0004']) expect(b.receive(hex)).toEqual([]);
    b.receive('c021 01 01 0004');
    b.receive(`c021 02${request.slice(7)}`);
    expect(b.session().phase).toBe('AUTHENTICATING');
    for (const hex of ['8021 01 01 0004', '0021 45000014', '8207 01 01 0004']) expect(b.receive(hex)).toEqual([]);
  });

  it('acknowledges Terminate-Request, waits one interval and disconnects', () => {
    const b = opened();
    expect(b.receive('c021 05 02 0018 43616c6c206d65206261636b2c20706c65617365')).toEqual(['c021 06020004']);
    expect(b.session().phase).toBe('TERMINATING');
    const actions = b.give({ type: 'timer', timer: 'LCP-restart' });
    expect(actions.filter(({ type }) => type === 'disconnect')).toEqual([{ type: 'disconnect', reason: 'terminated by the peer' }]);
  });

  it('negotiates again, and authenticates again, when the peer does', () => {
    const b = opened();
    b.give({ type: 'callback', decision: 'stay' });
    const answer = b.receive('c021 01 02 000a 05 06 01020304');
    expect(answer).toEqual([expect.stringMatching(/^c021 0102000a0506/), 'c021 0202000a050601020304']);
    expect([b.session().phase, b.session().lcp.state, b.session().ipcp.state]).toEqual(['ESTABLISHING', 'ACKsent', 'Starting']);
    b.receive(`c021 02${answer[0]?.slice(7)}`);
    expect(b.session().phase).toBe('CALLBACK');
    expect(sends(b.give({ type: 'callback', decision: 'stay' }))).toEqual(['8021 0102000a0306ac0c0c01']);
  });
});

describe('authentication on the wire', () => {
  const chapOpened = (changes: PolicyChanges) => {
    const b = bench(changes);
    const [request = ''] = sends(b.give({ type: 'up' }));
    b.receive(`c021 02${request.slice(7)}`);
    return b;
  };
  const md5 = (identifier: number, secret: string, challenge: string) =>
    createHash('md5').update(Buffer.from([identifier])).update(secret).update(Buffer.from(challenge, 'hex')).digest('hex');

  it('CHAP: challenges, checks, and gives a repeated Response the same answer', () => {
    const b = chapOpened({ authentication: ['chap'], secrets: new Map([['alice', 'cisco']]) });
    const information = fromHex('01010004');
    const [, challenge = ''] = sends(b.give({ type: 'packet', packet: { protocol: 0xc021, information } }));
    expect(challenge).toMatch(/^c223 0101001710[0-9a-f]{32}5231$/);
    const value = challenge.slice(15, 47);
    const response = `c223 02 01 001a 10 ${md5(1, 'cisco', value)} 616c696365`;
    expect(b.receive(response)).toEqual(['c223 03010004']);
    expect(b.session().auth.peerName).toBe('alice');
    expect(b.session().phase).toBe('CALLBACK');
    expect(b.receive(response)).toEqual(['c223 03010004']);
    b.give({ type: 'callback', decision: 'stay' });
    expect(b.receive(response)).toEqual(['c223 03010004']);
    expect(b.session().phase).toBe('UP');
  });

  it('CHAP: answers a challenge, and one in the network phase', () => {
    const b = chapOpened({ chapName: 'R2', secrets: new Map([['bob', 's3cret']]) });
    b.receive('c021 01 01 0009 03 05 c223 05');
    const challenge = '000102030405060708090a0b0c0d0e0f10111213';
    expect(b.receive(`c223 01 4f 001c 14 ${challenge} 626f62`)).toEqual([`c223 024f001710${md5(0x4f, 's3cret', challenge)}5232`]);
    expect(b.receive('c223 03 4e 0004')).toEqual([]);
    expect(b.session().phase).toBe('AUTHENTICATING');
    b.receive('c223 03 4f 0012 41636365737320677261 6e746564'); // "Access granted"
    expect(b.session().phase).toBe('CALLBACK');
    b.give({ type: 'callback', decision: 'stay' });
    expect(b.receive(`c223 01 50 001c 14 ${challenge} 626f62`)).toEqual([`c223 0250001710${md5(0x50, 's3cret', challenge)}5232`]);
    expect(b.session().phase).toBe('UP');
  });

  it('CHAP: repeats its Response, and challenges anew, each interval', () => {
    const b = chapOpened({ chapName: 'R2', outgoing: true, authentication: ['chap'], secrets: new Map([['bob', 's3cret']]) });
    b.receive('c021 01 01 0009 03 05 c223 05');
    const [response = ''] = b.receive('c223 01 01 0018 10 000102030405060708090a0b0c0d0e0f 626f62');
    const again = sends(b.give({ type: 'timer', timer: 'auth-retransmit' }));
    expect(again).toEqual([expect.stringMatching(/^c223 0102/), response]);
  });

  it('PAP: Request, Ack and Nak', () => {
    const b = chapOpened({ papSent: { username: 'R2', password: 'CCIE' } });
    const information = fromHex('01010008 0304c023');
    expect(sends(b.give({ type: 'packet', packet: { protocol: 0xc021, information } }))[1]).toBe('c023 0101000c0252320443434945');
    expect(sends(b.give({ type: 'timer', timer: 'auth-retransmit' }))).toEqual(['c023 0102000c0252320443434945']);
    b.receive('c023 02 02 0005 00');
    expect(b.session().phase).toBe('CALLBACK');

    const server = chapOpened({ authentication: ['pap'], secrets: new Map([['R2', 'CCIE']]) });
    server.receive('c021 01 01 0004');
    expect(server.receive('c023 01 07 000c 02 5232 04 43434945')).toEqual(['c023 0207000500']);
    expect(server.receive('c023 01 08 000c 02 5232 04 43434945')).toEqual(['c023 0208000500']);
    const strict = chapOpened({ authentication: ['pap'] });
    strict.receive('c021 01 01 0004');
    const refusal = `c023 0307001b16${toHex(Buffer.from('Authentication failure'))}`;
    expect(strict.receive('c023 01 07 000c 02 5232 04 43434945')).toEqual([refusal, 'c021 05020004']);
  });
});

describe('IPCP on the wire', () => {
  const network = (changes: PolicyChanges = {}) => {
    const b = opened(changes);
    expect(sends(b.give({ type: 'callback', decision: 'stay' }))[0]).toMatch(/^8021 0101000a0306/);
    return b;
  };

  it('rejects Van Jacobson compression, gives an address, and opens', () => {
    const b = network({ peerAddress: 0x0a090002 });
    expect(b.receive('8021 01 01 0010 03 06 00000000 02 06 002d 0f01')).toEqual(['8021 0401000a0206002d0f01']);
    expect(b.receive('8021 01 02 000a 03 06 00000000')).toEqual(['8021 0302000a03060a090002']);
    expect(b.receive('8021 01 03 000a 03 06 0a090002')).toEqual(['8021 0203000a03060a090002']);
    b.receive('8021 02 01 000a 03 06 ac0c0c01');
    expect(b.session().ipcp.state).toBe('Open');
    const packet = { protocol: 0x0021, information: fromHex('4500001400000000ff010000ac0c0c02ac0c0c01') };
    expect(b.give({ type: 'packet', packet }).map(({ type }) => type)).toEqual(['trace', 'receive-ip']);
  });

  it('rejects name servers, and an address that it cannot give', () => {
    const b = network();
    expect(b.receive('8021 01 01 0010 03 06 00000000 81 06 00000000')).toEqual(['8021 04010010030600000000810600000000']);
  });

  it('keeps a configured address, and takes a given one if it has none', () => {
    expect(network().receive('8021 03 01 000a 03 06 28010102')).toEqual(['8021 0102000a0306ac0c0c01']);
    expect(network({ ipAddress: 0 }).receive('8021 03 01 000a 03 06 28010102')).toEqual(['8021 0102000a030628010102']);
    expect(network().receive('8021 04 01 000a 03 06 ac0c0c01')).toEqual(['8021 01020004']);
  });
});
