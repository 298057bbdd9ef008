// The RADIUS client against the lab's own server, which is down, slow, garbled or has another secret.

import { describe, expect, it } from 'vitest';
import { fromText, toHex, toText } from '../../../../src/base/octets.ts';
import { parseIpv4 } from '../../../../src/base/ipv4.ts';
import { createRadius, step } from '../../../../src/protocols/aaa/radius/client.ts';
import { chapResponse, revealPassword, signReply } from '../../../../src/protocols/aaa/radius/secret.ts';
import type { AaaAccounting, AaaAuthentication, AaaProof } from '../../../../src/protocols/aaa/types.ts';
import { RADIUS } from '../../../../src/wire/radius.ts';
import { ciscoPair, integerAttribute, RADIUS_ATTRIBUTE as A, textAttribute } from '../../../../src/wire/radius-attributes.ts';
import { PLACE, planOf, radiusNet, radiusServer, SERVER_1, SERVER_2, userOf, type AaaNet } from '../../../support/aaa-net.ts';

const CHALLENGE = Uint8Array.from({ length: 16 }, (_, index) => index * 7);

function chap(password: string, challenge: Uint8Array = CHALLENGE): AaaProof {
  return { kind: 'chap', identifier: 7, challenge, response: chapResponse(7, password, challenge) };
}

function ppp(proof: AaaProof, user = 'alice'): AaaAuthentication {
  return { kind: 'authentication', service: 'ppp', user, proof, privilege: 1, where: PLACE };
}

const ALICE = userOf('alice', 's3cret', {
  radius: [
    integerAttribute(A.serviceType, 4), integerAttribute(A.framedProtocol, 1), integerAttribute(A.framedIpAddress, 0x0a090002),
    textAttribute(A.callbackNumber, '5551234'), integerAttribute(A.idleTimeout, 300), integerAttribute(A.sessionTimeout, 3600), textAttribute(A.framedPool, 'dialin'),
  ],
});
const BOB = userOf('bob', 's3cret', {
  radius: [ciscoPair('lcp:callback-dialstring='), ciscoPair('lcp:callback-rotary=34'), ciscoPair('lcp:nocallback-verify=1'), ciscoPair('lcp:send-secret=backpw'), ciscoPair('ip:addr-pool=dialin'), ciscoPair('shell:priv-lvl=15')],
});
const PLAN = planOf([ALICE, BOB]);
const good = (address = SERVER_1) => [address, { plan: PLAN }] as const;

function attributesSent(net: AaaNet, index = 0): readonly (readonly [number, string])[] {
  const parsed = RADIUS.parse(net.sent[index]?.octets ?? new Uint8Array());
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value.attributes.map(({ type, value }) => [type, toText(value)] as const);
}

describe('a RADIUS client', () => {
  it('is told what a server allows somebody who proves himself by CHAP', () => {
    const net = radiusNet([good()]);
    const asked = net.ask(ppp(chap('s3cret')), [radiusServer()]);
    net.clock.runUntil(1000);
    expect(asked.reply).toMatchObject({
      type: 'pass',
      attributes: { callbackDialString: '5551234', address: parseIpv4('10.9.0.2'), serviceType: 'callback-framed', protocols: ['ppp'], idleTimeoutSeconds: 300, sessionTimeoutSeconds: 3600, pool: 'dialin' },
    });
    expect(attributesSent(net).map(([type]) => type)).toEqual([4, 5, 61, 1, 30, 31, 3, 6, 7]);
    expect(toHex(net.sent[0]?.octets.slice(4, 20) ?? new Uint8Array())).toBe(toHex(CHALLENGE));
    expect(net.running()).toEqual([]);
  });

  it('sends a challenge of another length beside the response', () => {
    const net = radiusNet([good()]);
    const challenge = fromText('short');
    const asked = net.ask(ppp(chap('s3cret', challenge)), [radiusServer()]);
    net.clock.runUntil(1000);
    expect(asked.reply?.type).toBe('pass');
    expect(attributesSent(net)).toContainEqual([60, 'short']);
  });

  it('reads the Cisco pairs, and shows no secret', () => {
    const net = radiusNet([good()]);
    const asked = net.ask(ppp({ kind: 'pap', password: 's3cret' }, 'bob'), [radiusServer()]);
    net.clock.runUntil(1000);
    expect(asked.reply).toMatchObject({
      attributes: { callbackDialString: '', callbackRotary: 34, noCallbackVerify: true, sendSecret: 'backpw', pool: 'dialin', privilegeLevel: 15 },
    });
    expect(attributesSent(net)[6]?.[1]).not.toContain('s3cret');
    expect(JSON.stringify(net.traces)).not.toMatch(/s3cret|backpw|ringkey/);
    expect(JSON.stringify(net.log)).not.toMatch(/s3cret|backpw|ringkey/);
    expect(asked.reply?.type === 'pass' ? asked.reply.attributes.pairs : []).toContainEqual({ name: 'send-secret', value: '*', mandatory: true });
  });

  it('is refused with a wrong password, and as nobody', () => {
    const net = radiusNet([good()]);
    const asked = [net.ask(ppp(chap('wrong')), [radiusServer()]), net.ask(ppp(chap('s3cret'), 'nobody'), [radiusServer()])];
    net.clock.runUntil(1000);
    expect(asked.map(({ reply }) => reply?.type)).toEqual(['fail', 'fail']);
    expect(net.log.map((entry) => 'because' in entry && entry.because)).toEqual(['wrong-password', 'unknown-user']);
  });

  it('repeats itself to a server that is silent, and goes on to the next', () => {
    const net = radiusNet([[SERVER_1, { plan: PLAN, down: true }], good(SERVER_2)]);
    const asked = net.ask(ppp(chap('s3cret')), [radiusServer(), radiusServer(SERVER_2)]);
    net.clock.runUntil(60_000);
    expect(net.sent.map(({ at, to }) => [at, to])).toEqual([[0, SERVER_1], [5000, SERVER_1], [10_000, SERVER_1], [15_000, SERVER_1], [20_000, SERVER_2]]);
    expect(new Set(net.sent.slice(0, 4).map(({ octets }) => octets.join())).size).toBe(1);
    expect(asked.reply?.type).toBe('pass');
    expect(net.counters()[0]).toMatchObject({ state: 'up', authentication: { requests: 1, retransmissions: 3, timeouts: 4 } });
  });

  it('passes over dead servers for the deadtime, unless all are dead', () => {
    const net = radiusNet([[SERVER_1, { plan: PLAN, down: true }], good(SERVER_2)]);
    const servers = [radiusServer(SERVER_1, { deadtimeMinutes: 2, retransmit: 0 }), radiusServer(SERVER_2, { deadtimeMinutes: 2, retransmit: 0 })];
    net.ask(ppp(chap('s3cret')), servers);
    net.clock.runUntil(10_000);
    expect(net.counters()[0]?.state).toBe('dead');
    net.ask(ppp(chap('s3cret')), servers);
    net.clock.runUntil(20_000);
    expect(net.sent.map(({ to }) => to)).toEqual([SERVER_1, SERVER_2, SERVER_2]);
    net.manners.set(SERVER_2, { plan: PLAN, down: true });
    net.ask(ppp(chap('s3cret')), servers);
    net.clock.runUntil(30_000);
    const late = net.ask(ppp(chap('s3cret')), servers);
    net.clock.runUntil(50_000);
    // Both are dead, and both are tried.
    expect(net.sent.slice(-2).map(({ to }) => to)).toEqual([SERVER_1, SERVER_2]);
    expect(late.reply).toMatchObject({ type: 'error', why: 'timeout' });
    expect(net.traces.filter(({ type }) => type === 'radius.allDead')).toHaveLength(1);
    net.manners.set(SERVER_1, { plan: PLAN });
    net.clock.runUntil(200_000);
    // The deadtimes are over, and nobody had to ask for it.
    expect(net.counters().map(({ state }) => state)).toEqual(['up', 'up']);
    expect(net.running()).toEqual([]);
    net.ask(ppp(chap('s3cret')), servers);
    net.clock.runUntil(201_000);
    expect(net.counters()[0]?.state).toBe('up');
    expect(net.traces.flatMap((event) => (event.type === 'radius.server' ? [event.state] : []))).toEqual(['dead', 'dead', 'alive', 'alive']);
  });

  it('drops replies that another secret signed, and says so in the end', () => {
    const net = radiusNet([[SERVER_1, { plan: planOf([ALICE], 'another') }]]);
    const asked = net.ask(ppp(chap('s3cret')), [radiusServer()]);
    net.clock.runUntil(60_000);
    expect(asked.reply).toMatchObject({ type: 'error', why: 'wrong-secret' });
    expect(net.counters()[0]?.authentication).toMatchObject({ badAuthenticators: 4, timeouts: 4, accepts: 0 });
  });

  it.each([
    ['garbage', (octets: Uint8Array) => octets.map((octet) => octet ^ 0x5a), 'malformed'],
    ['what is cut short', (octets: Uint8Array) => octets.slice(0, 30), 'malformed'],
    ['a reply to another identifier', (octets: Uint8Array) => octets.map((octet, index) => (index === 1 ? octet + 1 : octet)), 'unknown-identifier'],
    ['an accounting reply', (octets: Uint8Array) => octets.map((octet, index) => (index === 0 ? 5 : octet)), 'wrong-authenticator'],
  ])('drops %s and waits on for the right reply', (_what, changed, why) => {
    const net = radiusNet([[SERVER_1, { plan: PLAN, changed: (octets, count) => (count === 1 ? changed(octets) : octets) }]]);
    const asked = net.ask(ppp(chap('s3cret')), [radiusServer()]);
    net.clock.runUntil(4000);
    expect(asked.reply).toBeUndefined();
    net.clock.runUntil(6000);
    expect(asked.reply?.type).toBe('pass');
    expect(net.traces.flatMap((event) => (event.type === 'radius.dropped' ? [event.why] : []))).toEqual([why]);
  });

  it('hears nothing of a reply from somebody else, nor of one that comes too late', () => {
    const net = radiusNet([[SERVER_1, { plan: PLAN, delayMs: 30_000 }]]);
    const asked = net.ask(ppp(chap('s3cret')), [radiusServer(SERVER_1, { retransmit: 1 })]);
    net.event({ type: 'datagram', from: SERVER_2, fromPort: 1645, octets: new Uint8Array(20).fill(0, 0, 20).map((_, index) => (index === 3 ? 20 : 2)), now: 0 });
    net.clock.runUntil(60_000);
    expect(asked.reply).toMatchObject({ type: 'error', why: 'timeout' });
    expect(asked.at).toBe(10_000);
    expect(net.counters()[0]?.authentication.unexpected).toBe(2);
  });

  it('asks for both words of a login, then sends them at once', () => {
    const net = radiusNet([good()]);
    const asked = net.ask({ kind: 'authentication', service: 'login', proof: { kind: 'ascii' }, privilege: 1, where: { ...PLACE, port: 'tty2', portNumber: 2, portType: 'virtual' } }, [radiusServer()]);
    expect(asked.reply).toMatchObject({ type: 'ask', what: 'user', echo: true });
    asked.answer('alice');
    expect(asked.reply).toMatchObject({ type: 'ask', what: 'password', echo: false });
    asked.answer('s3cret');
    net.clock.runUntil(1000);
    expect(asked.reply?.type).toBe('pass');
    expect(attributesSent(net).map(([type]) => type)).toEqual([4, 5, 61, 1, 30, 31, 2]);
  });

  it('asks for $enab15$ where somebody wants to be privileged', () => {
    const net = radiusNet([[SERVER_1, { plan: planOf([userOf('$enab15$', 'en4ble')]) }]]);
    const asked = net.ask({ kind: 'authentication', service: 'enable', user: 'alice', proof: { kind: 'ascii', password: 'en4ble' }, privilege: 15, where: PLACE }, [radiusServer()]);
    net.clock.runUntil(1000);
    expect(asked.reply?.type).toBe('pass');
    expect(attributesSent(net)).toContainEqual([1, '$enab15$']);
  });

  it('accounts, with a new packet and the delay in each repetition', () => {
    const net = radiusNet([[SERVER_1, { plan: PLAN, changed: (octets, count) => (count < 3 ? undefined : octets) }]]);
    const stop: AaaAccounting = {
      kind: 'accounting', record: 'stop', service: 'ppp', user: 'alice', authenticatedBy: 'radius', authenType: 'chap', privilege: 1, sessionId: '0000000E', startedUnixSeconds: 731_000_000,
      elapsedSeconds: 171, inputOctets: 3075, outputOctets: 0x1_0000_00a7, inputPackets: 39, outputPackets: 9, address: 0x0a090002, terminateCause: 'callback', delaySeconds: 1, where: PLACE,
    };
    const asked = net.ask(stop, [radiusServer()]);
    net.clock.runUntil(60_000);
    expect(asked.reply?.type).toBe('pass');
    expect(net.sent.map(({ octets }) => octets[1])).toEqual([0, 1, 2]);
    const fields = net.log.flatMap((entry) => (entry.type === 'aaaServer.recorded' ? [Object.fromEntries(entry.fields)] : []));
    expect(fields.map((record) => record['Acct-Delay-Time'])).toEqual(['1', '6', '11']);
    expect(fields[0]).toMatchObject({
      'Acct-Status-Type': 'Stop', 'Acct-Session-Id': '0000000E', 'Acct-Session-Time': '171', 'Acct-Input-Octets': '3075', 'Acct-Output-Octets': '167',
      'Acct-Terminate-Cause': 'callback', 'Framed-IP-Address': '10.9.0.2', 'User-Name': 'alice', 'NAS-Port': '30001', 'NAS-Port-Type': 'ISDN', 'Calling-Station-Id': '5551234',
    });
  });

  it('has 256 questions out at most, and lets the others wait', () => {
    const net = radiusNet([[SERVER_1, { plan: PLAN, delayMs: 1000 }]]);
    const asked = Array.from({ length: 300 }, () => net.ask(ppp(chap('s3cret')), [radiusServer()]));
    expect(net.sent).toHaveLength(256);
    expect(new Set(net.sent.map(({ octets }) => octets[1])).size).toBe(256);
    net.clock.runUntil(4000);
    expect(asked.filter(({ reply }) => reply?.type === 'pass')).toHaveLength(300);
    expect(net.running()).toEqual([]);
  });

  it('refuses what it cannot do, and has no servers to ask', () => {
    const net = radiusNet([good()]);
    const author = net.ask({ kind: 'authorization', service: 'ppp', protocol: 'lcp', user: 'alice', authenticatedBy: 'local', authenType: 'chap', privilege: 1, pairs: [], where: PLACE }, [radiusServer()]);
    expect(author.reply).toEqual({ type: 'error', why: 'unsupported' });
    expect(net.ask(ppp(chap('s3cret')), []).reply).toEqual({ type: 'error', why: 'no-servers' });
  });

  it('forgets a question that nobody waits for', () => {
    const net = radiusNet([good()]);
    const asked = net.ask(ppp(chap('s3cret')), [radiusServer()]);
    net.event({ type: 'cancel', handle: asked.handle });
    net.clock.runUntil(60_000);
    expect(asked.reply).toBeUndefined();
    expect(net.sent).toHaveLength(1);
    expect(net.running()).toEqual([]);
  });

  describe('that is challenged (RFC 2865 §4.4)', () => {
    const server = radiusServer();
    const login: AaaAuthentication = { kind: 'authentication', service: 'login', user: 'alice', proof: { kind: 'ascii', password: 'first' }, privilege: 1, where: PLACE };

    /** The client, a question, and the reply of a server that asks for more. */
    function challenged(request: AaaAuthentication) {
      const [asked, sent] = step(createRadius(), { type: 'request', handle: 1, request, group: 'radius', servers: [server], now: 0, random: 7 });
      const question = RADIUS.parse(sent.flatMap((action) => (action.type === 'send' ? [action.octets] : []))[0] ?? new Uint8Array());
      if (!question.ok) throw new Error('it parses');
      const { identifier, authenticator } = question.value;
      const attributes = [textAttribute(A.replyMessage, 'Challenge 32769430'), { type: A.state, value: fromText('state 1') }];
      const octets = RADIUS.serialize(signReply({ code: 11, identifier, authenticator, attributes }, authenticator, server.key));
      return step(asked, { type: 'datagram', from: server.address, fromPort: server.authPort, octets, now: 10 });
    }

    it('has the user asked, and sends his answer with the state that it was given', () => {
      const [waiting, actions] = challenged(login);
      expect(actions.find((action) => action.type === 'reply')).toEqual({ type: 'reply', handle: 1, reply: { type: 'ask', what: 'data', prompt: 'Challenge 32769430', echo: false } });
      const [, again] = step(waiting, { type: 'answer', handle: 1, text: '99101462' });
      const packet = RADIUS.parse(again.flatMap((action) => (action.type === 'send' ? [action.octets] : []))[0] ?? new Uint8Array());
      if (!packet.ok) throw new Error('it parses');
      expect(packet.value.identifier).toBe(1);
      const value = (type: number): Uint8Array => packet.value.attributes.find((attribute) => attribute.type === type)?.value ?? new Uint8Array();
      expect(toText(value(A.state))).toBe('state 1');
      expect(revealPassword(value(A.userPassword), server.key, packet.value.authenticator)).toBe('99101462');
      expect(JSON.stringify(again.filter(({ type }) => type === 'trace'))).not.toContain('99101462');
    });

    it('takes it for a refusal where nobody can be asked', () => {
      const [, actions] = challenged(ppp(chap('s3cret')));
      expect(actions.find((action) => action.type === 'reply')).toMatchObject({ reply: { type: 'fail', message: 'Challenge 32769430' } });
    });
  });
});
