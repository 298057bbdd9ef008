// Authentication servers and gateways of lab files.

import { describe, expect, test } from 'vitest';
import { servedPlan } from '../../../src/network/lan/aaa-server/profile.ts';
import { toHex } from '../../../src/base/octets.ts';
import { mistakeIn, parsed } from './lab-texts.ts';

const HEAD = 'title: Two\nrouters:\n  R1: {}\nlans:\n  lan1: { members: [R1 Ethernet0], hosts: [{ name: PC, address: 10.1.1.10/24 }] }\n';
const server = (more: string) => `${HEAD}aaa-servers:\n  AAA1: { lan: lan1, address: 10.1.1.5/24, ${more} }\n`;
const users = (text: string) => parsed(server(`key: k, users: { ${text} }`)).description.aaaServers?.[0]?.users ?? [];

describe('an authentication server', () => {
  test('is a host of its LAN', () => {
    const { description } = parsed(server('gateway: 10.1.1.1, protocols: radius, key: ringkey, clients: { 10.1.1.1: 0815 }'));
    expect(description.lans[0]?.hosts.map(({ name }) => name)).toEqual(['PC', 'AAA1']);
    expect(description.aaaServers).toEqual([
      { name: 'AAA1', lan: 'lan1', protocols: ['radius'], clients: [{ address: '10.1.1.1', key: '0815' }, { key: 'ringkey' }], users: [] },
    ]);
  });

  test('says the same of a user by both protocols', () => {
    const [alice, carol, admin] = users(
      'alice: { password: s3cret, callback: 5551234, framed-address: 10.9.0.2, netmask: 255.255.255.255, idle-timeout: 90s, send-secret: backpw }, carol: { chap: s3cret, callback: "" }, admin: { login: adm1n, privilege: 15 }',
    );
    expect(alice).toEqual({
      name: 'alice',
      passwords: { pap: 's3cret', chap: 's3cret', login: 's3cret', enable: 's3cret' },
      radius: [
        'Service-Type = Callback-Framed-User', 'Framed-Protocol = PPP', 'Framed-IP-Address = 10.9.0.2', 'Framed-IP-Netmask = 255.255.255.255', 'Callback-Number = 5551234',
        'Cisco-AVPair = lcp:send-secret=backpw', 'Idle-Timeout = 90',
      ],
      tacacs: [
        { service: 'ppp', protocol: 'lcp', pairs: ['callback-dialstring=5551234', 'send-secret=backpw'] },
        { service: 'ppp', protocol: 'ip', pairs: ['addr=10.9.0.2', 'idletime=2'] },
      ],
    });
    expect(carol).toMatchObject({ passwords: { chap: 's3cret' }, radius: ['Service-Type = Framed-User', 'Framed-Protocol = PPP', 'Cisco-AVPair = lcp:callback-dialstring='] });
    expect(admin).toMatchObject({ passwords: { login: 'adm1n' }, radius: ['Service-Type = NAS-Prompt-User', 'Cisco-AVPair = shell:priv-lvl=15'] });
    expect(admin?.tacacs.map(({ service }) => service)).toEqual(['ppp', 'ppp', 'shell']);
  });

  test('says just what it is told, too', () => {
    const [bob] = users('bob: { password: x, callback: 1, radius: ["Service-Type = Framed-User", "Callback-Id = \\"home\\"", "Cisco-AVPair += lcp:callback-dialstring=5554321"], tacacs: { ppp lcp: callback-rotary=3, shell: [] } }');
    expect(bob).toMatchObject({ radius: ['Service-Type = Framed-User', 'Callback-Id = "home"', 'Cisco-AVPair += lcp:callback-dialstring=5554321'], tacacs: [{ service: 'ppp', protocol: 'lcp', pairs: ['callback-rotary=3'] }, { service: 'shell', pairs: [] }] });
    const plan = servedPlan({ clients: [], users: bob === undefined ? [] : [bob] });
    expect(plan.users.get('bob')?.radius.map(({ type, value }) => `${type} ${toHex(value)}`)).toEqual([
      '6 00000002', '20 686f6d65', '26 0000000901216c63703a63616c6c6261636b2d6469616c737472696e673d35353534333231',
    ]);
  });

  test.each([
    [server('users: {}'), '"AAA1" lacks "key:", the secret that it shares with its clients'],
    [server('key: k, lan: lan2'), 'this is no YAML: Map keys must be unique'],
    [`${HEAD}aaa-servers:\n  R1: { lan: lan1, address: 10.1.1.5/24, key: k }\n`, '"R1" is taken already: call the server otherwise'],
    [`${HEAD}aaa-servers:\n  A: { lan: lan2, address: 10.1.1.5/24, key: k }\n`, '"lan2" is no LAN here; did you mean "lan1"?'],
    [`${HEAD}aaa-servers:\n  A: { lan: lan1, address: 10.1.1.5, key: k }\n`, '"10.1.1.5" is no host address with its prefix length'],
    [server('key: k, protocols: diameter'), '"diameter" is no protocol here; it can be radius, tacacs+'],
    [server('key: k, clients: { R1: x }'), '"R1" is no address of a client, such as 10.1.1.1'],
    [server('key: k, users: { a: { pasword: x } }'), 'unknown key "pasword"; did you mean "password"?'],
    [server('key: k, users: { a: { radius: "Callback-Numbr = 5" } }'), '"Callback-Numbr = 5" is no attribute of RADIUS with a value that it can have'],
    [server('key: k, users: { a: { radius: "Service-Type = Framd" } }'), '"Service-Type = Framd" is no attribute'],
    [server('key: k, users: { a: { tacacs: { ppp lcp: [callback] } } }'), '"callback" is no pair of TACACS+'],
    [server('key: k, users: { a: { framed-address: 10.9 } }'), '"10.9" is no address, such as 10.9.0.2'],
    [server('key: k, users: { a: { privilege: 16 } }'), '"16" is no privilege level from 0 to 15'],
  ])('%j', (text, expected) => {
    expect(mistakeIn(text)).toContain(expected);
  });
});

describe('a gateway', () => {
  const gateway = (more: string) => `${HEAD}gateways:\n  GW: { lan: lan1, address: 10.1.1.6/24, to: 127.0.0.1${more} }\n`;

  test('carries ports', () => {
    expect(parsed(gateway(', udp: [1645=21812, 1813], tcp: 49')).description.gateways).toEqual([
      { name: 'GW', lan: 'lan1', to: '127.0.0.1', ports: [{ protocol: 'udp', port: 1645, toPort: 21_812 }, { protocol: 'udp', port: 1813, toPort: 1813 }, { protocol: 'tcp', port: 49, toPort: 49 }] },
    ]);
  });

  test.each([
    [gateway(''), 'a gateway carries ports, such as "udp: [1645=21812, 1646=21813]"'],
    [gateway(', udp: 70000'), '"70000" is no port'],
    [gateway(', udp: 1').replace('127.0.0.1', 'localhost'), '"localhost" is no address that this machine reaches'],
  ])('%j', (text, expected) => {
    expect(mistakeIn(text)).toContain(expected);
  });
});
