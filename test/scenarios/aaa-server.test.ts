// The authentication servers of a lab, asked over a LAN by a host that has the routers' client machines: whole datagrams and
// segments, faults, power, and the log at the lab prompt.

import { describe, expect, it } from 'vitest';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { aaaLog } from '../../src/views/aaa-log.ts';
import { chapResponse } from '../../src/protocols/aaa/radius/secret.ts';
import type { AaaAuthentication } from '../../src/protocols/aaa/types.ts';
import type { LabDescription } from '../../src/network/lab-description.ts';
import { AaaHost } from '../support/aaa-host.ts';
import { PLACE, radiusServer, tacacsServer } from '../support/aaa-net.ts';
import { labOf, worldOf } from '../support/lab.ts';

const SERVER = parseIpv4('10.1.1.5') ?? 0;
const CHALLENGE = Uint8Array.from({ length: 16 }, (_, index) => index);

const USERS = [
  {
    name: 'alice', passwords: { pap: 's3cret', chap: 's3cret', login: 's3cret' }, radius: ['Service-Type = Framed-User', 'Callback-Number = 5551234'],
    tacacs: [{ service: 'ppp', protocol: 'lcp', pairs: ['callback-dialstring=5551234'] }],
  },
];

function lab(clients: readonly { readonly address?: string; readonly key: string }[] = [{ key: 'ringkey' }]): LabDescription {
  return labOf({ R1: 'interface Ethernet0\n ip address 10.1.1.1 255.255.255.0\n' }, [], {
    lans: [{
      name: 'lan1', members: [{ router: 'R1', interface: 'Ethernet0' }],
      hosts: [{ name: 'NAS', address: '10.1.1.9', mask: '255.255.255.0' }, { name: 'AAA1', address: '10.1.1.5', mask: '255.255.255.0' }],
    }],
    aaaServers: [{ name: 'AAA1', lan: 'lan1', protocols: ['radius', 'tacacs+'], clients, users: USERS }],
  });
}

const chap = (password: string): AaaAuthentication => ({
  kind: 'authentication', service: 'ppp', user: 'alice', privilege: 1, where: PLACE,
  proof: { kind: 'chap', identifier: 7, challenge: CHALLENGE, response: chapResponse(7, password, CHALLENGE) },
});

function open(description = lab()) {
  const world = worldOf(description);
  const nas = world.lans[0]?.host('NAS');
  if (nas === undefined) throw new Error('the host is there');
  const log = (): readonly string[] => aaaLog(world.aaaServers).map((line) => line.trim());
  return { world, log, radius: new AaaHost('radius', world.clock, nas), tacacs: new AaaHost('tacacs+', world.clock, nas) };
}

describe('an authentication server of the lab', () => {
  it('answers RADIUS on the LAN', () => {
    const { world, radius, log } = open();
    const right = radius.ask(chap('s3cret'), [radiusServer(SERVER)]);
    world.clock.runUntil(1000);
    const wrong = radius.ask(chap('wrong'), [radiusServer(SERVER, { authPort: 1812 })]);
    world.clock.runUntil(2000);
    expect(right.reply).toMatchObject({ type: 'pass', attributes: { callbackDialString: '5551234' } });
    expect(wrong.reply?.type).toBe('fail');
    expect(log()).toEqual([
      'AAA1, 10.1.1.5: RADIUS and TACACS+',
      '00:00:00  10.1.1.9 radius   alice accepted by CHAP, 10.1.1.1 port 30001, from 5551234',
      '00:00:01  10.1.1.9 radius   alice rejected by CHAP, 10.1.1.1 port 30001, from 5551234: the password is another',
    ]);
  });

  it('answers TACACS+ on the LAN', () => {
    const { world, tacacs, log } = open();
    const pap = tacacs.ask({ ...chap('s3cret'), proof: { kind: 'pap', password: 's3cret' } }, [tacacsServer(SERVER)]);
    world.clock.runUntil(1000);
    const lcp = tacacs.ask({ kind: 'authorization', service: 'ppp', protocol: 'lcp', user: 'alice', authenticatedBy: 'tacacs+', authenType: 'pap', privilege: 1, pairs: [{ name: 'service', value: 'ppp', mandatory: true }, { name: 'protocol', value: 'lcp', mandatory: true }], where: PLACE }, [tacacsServer(SERVER)]);
    world.clock.runUntil(2000);
    expect(pap.reply?.type).toBe('pass');
    expect(lcp.reply).toMatchObject({ type: 'pass', attributes: { callbackDialString: '5551234' } });
    expect(log().slice(1)).toEqual([
      '00:00:00  10.1.1.9 tacacs+  alice accepted by PAP, BRI0:1, from 5551234/5551000',
      '00:00:01  10.1.1.9 tacacs+  alice may have ppp lcp: callback-dialstring=5551234',
    ]);
  });

  it('has no ear for others than its clients', () => {
    const { world, radius, tacacs, log } = open(lab([{ address: '10.1.1.1', key: 'ringkey' }]));
    const asked = [radius.ask(chap('s3cret'), [radiusServer(SERVER, { retransmit: 0 })]), tacacs.ask(chap('s3cret'), [tacacsServer(SERVER)])];
    world.clock.runUntil(10_000);
    expect(asked.map(({ reply }) => reply)).toMatchObject([{ type: 'error', why: 'timeout' }, { type: 'error', why: 'closed' }]);
    expect(log().slice(1)).toEqual(['00:00:00  10.1.1.9 radius   dropped: it is from no client', '00:00:00  10.1.1.9 tacacs+  dropped: it is from no client']);
  });

  it.each([
    ['aaa-silent', 'timeout', 'timeout'],
    ['aaa-secret', 'wrong-secret', 'wrong-secret'],
    ['aaa-garbage', 'timeout', 'malformed'],
    ['aaa-identifier', 'timeout', 'timeout'],
  ] as const)('%s: what a client makes of it', (kind, byRadius, byTacacs) => {
    const { world, radius, tacacs } = open();
    world.faults.set({ kind, server: 'AAA1' });
    const asked = [radius.ask(chap('s3cret'), [radiusServer(SERVER, { retransmit: 1 })]), tacacs.ask(chap('s3cret'), [tacacsServer(SERVER)])];
    world.clock.runUntil(30_000);
    expect(asked.map(({ reply }) => reply)).toMatchObject([{ type: 'error', why: byRadius }, { type: 'error', why: byTacacs }]);
    world.faults.clearAll();
    const again = [radius.ask(chap('s3cret'), [radiusServer(SERVER)]), tacacs.ask(chap('s3cret'), [tacacsServer(SERVER)])];
    world.clock.runUntil(60_000);
    expect(again.map(({ reply }) => reply?.type)).toEqual(['pass', 'pass']);
  });

  it('may be slow, and is asked again meanwhile', () => {
    const { world, radius, log } = open();
    world.faults.set({ kind: 'aaa-slow', server: 'AAA1', ms: 7000 });
    const asked = radius.ask(chap('s3cret'), [radiusServer(SERVER)]);
    world.clock.runUntil(30_000);
    expect(asked.reply?.type).toBe('pass');
    expect(log().slice(2)).toEqual(['00:00:05  10.1.1.9 radius   repeated, and answered again']);
  });

  it('is not there while it is off', () => {
    const { world, radius, tacacs, log } = open();
    world.aaaServers.get('AAA1')?.powerOff();
    const asked = [radius.ask(chap('s3cret'), [radiusServer(SERVER, { retransmit: 0 })]), tacacs.ask(chap('s3cret'), [tacacsServer(SERVER)])];
    world.clock.runUntil(20_000);
    expect(asked.map(({ reply }) => reply)).toMatchObject([{ type: 'error', why: 'timeout' }, { type: 'error', why: 'timeout' }]);
    expect(log()).toEqual(['AAA1, 10.1.1.5: RADIUS and TACACS+, switched off', 'Nobody has asked it anything.']);
    world.aaaServers.get('AAA1')?.powerOn();
    const again = radius.ask(chap('s3cret'), [radiusServer(SERVER)]);
    world.clock.runUntil(30_000);
    expect(again.reply?.type).toBe('pass');
  });

  it('leaves no secret in the trace', () => {
    const { world, radius, tacacs } = open();
    radius.ask({ ...chap('s3cret'), proof: { kind: 'pap', password: 's3cret' } }, [radiusServer(SERVER)]);
    tacacs.ask({ ...chap('s3cret'), proof: { kind: 'pap', password: 's3cret' } }, [tacacsServer(SERVER)]);
    world.clock.runUntil(10_000);
    expect(world.recorder.events.filter(({ device }) => device === 'AAA1')).toHaveLength(2);
    expect(JSON.stringify(world.recorder.events)).not.toMatch(/s3cret|ringkey/);
  });
});
