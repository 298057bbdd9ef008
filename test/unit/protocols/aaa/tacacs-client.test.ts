// The TACACS+ client against the lab's own server, which is down, silent, or has another key.

import { describe, expect, it } from 'vitest';
import { chapResponse } from '../../../../src/protocols/aaa/radius/secret.ts';
import { parsePair } from '../../../../src/protocols/aaa/pairs.ts';
import type { AaaAccounting, AaaAuthentication, AaaAuthorization, AaaProof } from '../../../../src/protocols/aaa/types.ts';
import { PLACE, planOf, SERVER_1, SERVER_2, tacacsNet, tacacsServer, userOf } from '../../../support/aaa-net.ts';

const CHALLENGE = Uint8Array.from({ length: 16 }, (_, index) => index * 7);
const pairs = (...texts: string[]) => texts.flatMap((text) => parsePair(text) ?? []);

const ALICE = userOf('alice', 's3cret', {
  services: [
    { service: 'ppp', protocol: 'lcp', pairs: pairs('callback-dialstring=5551234', 'callback-rotary=1', 'send-secret=backpw') },
    { service: 'ppp', protocol: 'ip', pairs: pairs('addr=10.9.0.2') },
    { service: 'shell', pairs: pairs('priv-lvl=15', 'idletime=5') },
  ],
});
const PLAN = planOf([ALICE]);
const good = [SERVER_1, { plan: PLAN }] as const;

function ppp(proof: AaaProof): AaaAuthentication {
  return { kind: 'authentication', service: 'ppp', user: 'alice', proof, privilege: 1, where: PLACE };
}

function authorization(service: 'ppp' | 'shell', protocol: 'lcp' | 'ip' | undefined, ...proposed: string[]): AaaAuthorization {
  return {
    kind: 'authorization', service, ...(protocol === undefined ? {} : { protocol }), user: 'alice', authenticatedBy: 'tacacs+', authenType: 'chap', privilege: 1,
    pairs: pairs(`service=${service}`, ...(protocol === undefined ? [] : [`protocol=${protocol}`]), ...proposed), where: PLACE,
  };
}

const login = (user?: string): AaaAuthentication => ({ kind: 'authentication', service: 'login', ...(user === undefined ? {} : { user }), proof: { kind: 'ascii' }, privilege: 1, where: PLACE });

const STOP: AaaAccounting = {
  kind: 'accounting', record: 'stop', service: 'ppp', user: 'alice', authenticatedBy: 'tacacs+', authenType: 'chap', privilege: 1, sessionId: '0000000A', startedUnixSeconds: 731_000_000,
  elapsedSeconds: 12, inputOctets: 345, outputOctets: 678, inputPackets: 4, outputPackets: 5, address: 0x0a090002, terminateCause: 'callback', delaySeconds: 0, where: PLACE,
};

describe('a TACACS+ client', () => {
  it.each<[string, AaaProof, string]>([
    ['PAP', { kind: 'pap', password: 's3cret' }, 'pass'],
    ['PAP with a wrong password', { kind: 'pap', password: 'wrong' }, 'fail'],
    ['CHAP', { kind: 'chap', identifier: 7, challenge: CHALLENGE, response: chapResponse(7, 's3cret', CHALLENGE) }, 'pass'],
    ['CHAP with a wrong password', { kind: 'chap', identifier: 7, challenge: CHALLENGE, response: chapResponse(7, 'wrong', CHALLENGE) }, 'fail'],
  ])('has somebody checked by %s in one exchange', (_what, proof, outcome) => {
    const net = tacacsNet([good]);
    const asked = net.ask(ppp(proof), [tacacsServer()]);
    net.clock.runUntil(1000);
    expect(asked.reply?.type).toBe(outcome);
    expect(net.sent).toHaveLength(1);
    expect(net.sent[0]?.octets.slice(0, 3)).toEqual(Uint8Array.of(0xc1, 1, 1));
    expect(net.running()).toEqual([]);
  });

  it('asks word by word in a dialogue', () => {
    const net = tacacsNet([good]);
    const asked = net.ask(login(), [tacacsServer()]);
    net.clock.runUntil(1000);
    expect(asked.reply).toMatchObject({ type: 'ask', what: 'user', echo: true, prompt: '\nUser Access Verification\n\nUsername: ' });
    // Whoever thinks is not timed.
    net.clock.runUntil(100_000);
    asked.answer('alice');
    net.clock.runUntil(101_000);
    expect(asked.reply).toMatchObject({ type: 'ask', what: 'password', echo: false, prompt: 'Password: ' });
    asked.answer('s3cret');
    net.clock.runUntil(102_000);
    expect(asked.reply?.type).toBe('pass');
    expect(net.sent.map(({ octets }) => octets[2])).toEqual([1, 3, 5]);
    expect(JSON.stringify([net.traces, net.log])).not.toMatch(/s3cret|ringkey/);
  });

  it('says by itself the words that it was given', () => {
    const net = tacacsNet([good]);
    const asked = net.ask({ ...login('alice'), proof: { kind: 'ascii', password: 's3cret' } }, [tacacsServer()]);
    net.clock.runUntil(1000);
    expect(asked.reply?.type).toBe('pass');
    const enable = net.ask({ ...login('alice'), service: 'enable', proof: { kind: 'ascii', password: 'wrong' } }, [tacacsServer()]);
    net.clock.runUntil(2000);
    expect(enable.reply?.type).toBe('fail');
  });

  it('is told what somebody may do', () => {
    const net = tacacsNet([good]);
    const asked = [
      net.ask(authorization('ppp', 'lcp'), [tacacsServer()]),
      net.ask(authorization('ppp', 'ip', 'addr*0.0.0.0'), [tacacsServer()]),
      net.ask(authorization('ppp', 'ip', 'addr=10.9.0.3'), [tacacsServer()]),
      net.ask(authorization('shell', undefined, 'cmd='), [tacacsServer()]),
    ];
    net.clock.runUntil(1000);
    expect(asked.map(({ reply }) => reply)).toMatchObject([
      { type: 'pass', attributes: { callbackDialString: '5551234', callbackRotary: 1, sendSecret: 'backpw', pairsReplace: false } },
      { type: 'pass', attributes: { address: 0x0a090002, pairsReplace: true } },
      { type: 'fail' },
      { type: 'pass', attributes: { privilegeLevel: 15, idleTimeoutSeconds: 300 } },
    ]);
    expect(JSON.stringify([net.traces, net.log])).not.toContain('backpw');
  });

  it('accounts', () => {
    const net = tacacsNet([good]);
    const asked = net.ask(STOP, [tacacsServer()]);
    net.clock.runUntil(1000);
    expect(asked.reply?.type).toBe('pass');
    expect(net.log).toMatchObject([{ record: 'stop', user: 'alice', session: '10' }]);
    expect(net.log.flatMap((entry) => (entry.type === 'aaaServer.recorded' ? entry.fields.map(([name, value]) => `${name}=${value}`) : [])).slice(2)).toEqual([
      'task_id=10', 'start_time=731000000', 'timezone=UTC', 'service=ppp', 'protocol=ip', 'addr=10.9.0.2', 'bytes_in=345', 'bytes_out=678', 'paks_in=4', 'paks_out=5', 'elapsed_time=12',
    ]);
  });

  it.each([
    ['is down', { plan: PLAN, down: true }, 'timeout', 5000],
    ['falls silent', { plan: PLAN, changed: () => undefined }, 'timeout', 5001],
    ['closes the connection', { plan: PLAN, closes: true }, 'closed', 2],
    ['has another key', { plan: planOf([ALICE], 'another') }, 'wrong-secret', 2],
    ['answers with garbage', { plan: PLAN, changed: (octets: Uint8Array) => octets.map((octet) => octet ^ 0x5a) }, 'malformed', 2],
    ['answers in another session', { plan: PLAN, changed: (octets: Uint8Array) => octets.map((octet, index) => (index === 4 ? octet ^ 1 : octet)) }, 'timeout', 5001],
    ['answers out of turn', { plan: PLAN, changed: (octets: Uint8Array) => octets.map((octet, index) => (index === 2 ? 4 : octet)) }, 'malformed', 2],
  ])('goes on to the next server where one %s', (_what, manner, why, afterMs) => {
    const alone = tacacsNet([[SERVER_1, manner]]);
    const asked = alone.ask(ppp({ kind: 'pap', password: 's3cret' }), [tacacsServer()]);
    alone.clock.runUntil(60_000);
    expect(asked.reply).toMatchObject({ type: 'error', why });
    expect(asked.at).toBe(afterMs);
    expect(alone.running()).toEqual([]);
    const both = tacacsNet([[SERVER_1, manner], [SERVER_2, { plan: PLAN }]]);
    const helped = both.ask(ppp({ kind: 'pap', password: 's3cret' }), [tacacsServer(), tacacsServer(SERVER_2)]);
    both.clock.runUntil(60_000);
    expect(helped.reply?.type).toBe('pass');
    expect(both.counters()[0]?.errors).toBe(1);
  });

  it('finds nobody at a closed port, and no servers in an empty group', () => {
    const net = tacacsNet([]);
    const asked = net.ask(login('alice'), [tacacsServer()]);
    net.clock.runUntil(1000);
    expect(asked.reply).toMatchObject({ type: 'error', why: 'refused' });
    expect(net.ask(login('alice'), []).reply).toMatchObject({ type: 'error', why: 'no-servers' });
  });

  it('shares one connection where both sides can', () => {
    const net = tacacsNet([good]);
    for (let at = 1; at <= 5; at += 1) {
      const asked = net.ask(ppp({ kind: 'pap', password: 's3cret' }), [tacacsServer(SERVER_1, { singleConnection: true })]);
      net.clock.runUntil(at * 1000);
      expect(asked.reply?.type).toBe('pass');
    }
    expect(net.connections()).toBe(1);
    const single = tacacsNet([good]);
    for (let at = 1; at <= 5; at += 1) {
      single.ask(ppp({ kind: 'pap', password: 's3cret' }), [tacacsServer()]);
      single.clock.runUntil(at * 1000);
    }
    expect(single.connections()).toBe(5);
  });

  it('tells the server when whoever typed has gone', () => {
    const net = tacacsNet([good]);
    const asked = net.ask(login('alice'), [tacacsServer()]);
    net.clock.runUntil(1000);
    net.event({ type: 'cancel', handle: asked.handle });
    net.clock.runUntil(2000);
    expect(net.sent).toHaveLength(2);
    expect(net.running()).toEqual([]);
  });
});
