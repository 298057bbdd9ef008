// Independent clients of RADIUS and TACACS+ ask the lab's own server, which `serve --aaa` opens to them: radclient, and Perl's
// Authen::TacacsPlus.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { concatOctets, fromHex, toHex } from '../../src/base/octets.ts';
import { chapResponse } from '../../src/protocols/aaa/radius/secret.ts';
import { ROOT } from '../support/lab.ts';
import { clientAvailable, forget, serveProgram, type ServeProgram } from '../support/serve-program.ts';

const FOLDER = join(ROOT, 'test', 'interop');
const KEY = 'ringkey';
const NAS = 'NAS-IP-Address = 127.0.0.1, NAS-Port = 30, NAS-Port-Type = ISDN, Calling-Station-Id = "5551234", Service-Type = Framed-User, Framed-Protocol = PPP';

const radclient = clientAvailable('freeradius-utils', 'sh', '-c', 'command -v radclient');
const tacacsPlus = clientAvailable('libauthen-tacacsplus-perl', 'perl', '-MAuthen::TacacsPlus', '-e', '1');

let program: ServeProgram;

beforeAll(async () => {
  program = await serveProgram([join(FOLDER, 'aaa.yaml'), '--aaa', '0'], undefined, 3);
});

afterAll(async () => {
  expect(await program.stop()).toBe(0);
  forget(program);
});

/** What a client printed on both its outputs, and how it ended. */
function run(command: string, parameters: readonly string[], input = ''): Promise<{ readonly text: string; readonly status: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (octets: Uint8Array) => (text += Buffer.from(octets).toString()));
    child.on('error', reject);
    child.on('close', (status) => resolve({ text, status }));
    child.stdin.end(input);
  });
}

const ask = (kind: 'auth' | 'acct', request: string, key = KEY) => run('radclient', ['-x', '-r', '1', '-t', key === KEY ? '10' : '2', `127.0.0.1:${program.port('AAA1', 'radius')}`, kind, key], `${request}\n`);
const tacacs = (key: string, ...parameters: readonly string[]) => run('perl', [join(FOLDER, 'tacacs', 'client.pl'), String(program.port('AAA1', 'tacacs')), key, ...parameters]);

/** Identifier, challenge and response, as the client wants them. */
function chapWords(password: string): string {
  const challenge = fromHex('112233445566778899aabbccddeeff01');
  return toHex(concatOctets(Uint8Array.of(7), challenge, chapResponse(7, password, challenge)));
}

test('the ports are on loopback, and named', () => {
  expect(program.announced.map(({ device, service, host }) => `${device} ${service} ${host}`)).toEqual(['R1 telnet 127.0.0.1', 'AAA1 radius 127.0.0.1', 'AAA1 tacacs 127.0.0.1']);
});

describe.skipIf(!radclient)('radclient', () => {
  test.each([
    ['User-Password', 'alice', ['Service-Type = Callback-Framed-User', 'Framed-Protocol = PPP', 'Framed-IP-Address = 10.9.0.2', 'Framed-IP-Netmask = 255.255.255.255', 'Callback-Number = "5551234"', 'Idle-Timeout = 300']],
    ['CHAP-Password', 'alice', ['Callback-Number = "5551234"']],
    ['CHAP-Password', 'bob', ['Service-Type = Framed-User', 'Cisco-AVPair = "lcp:callback-dialstring=5554321"', 'Cisco-AVPair = "lcp:send-secret=backpw"']],
    ['User-Password', 'carol', ['Cisco-AVPair = "lcp:callback-dialstring="']],
  ])('is let in by %s as %s', async (way, user, attributes) => {
    const { text, status } = await ask('auth', `User-Name = ${user}, ${way} = s3cret, ${NAS}`);
    expect(text).toContain('Received Access-Accept');
    for (const attribute of attributes) expect(text).toContain(attribute);
    expect(status).toBe(0);
  });

  test('is answered with a Message-Authenticator where it sends one', async () => {
    const { text } = await ask('auth', `User-Name = alice, CHAP-Password = s3cret, Message-Authenticator = 0x00, ${NAS}`);
    expect(text).toContain('Received Access-Accept');
    expect(text.slice(text.indexOf('Received'))).toContain('Message-Authenticator = 0x');
  });

  test('is a login, and is told its level', async () => {
    const { text } = await ask('auth', 'User-Name = admin, User-Password = adm1n, NAS-IP-Address = 127.0.0.1, NAS-Port = 2, NAS-Port-Type = Virtual');
    expect(text).toContain('Service-Type = NAS-Prompt-User');
    expect(text).toContain('Cisco-AVPair = "shell:priv-lvl=15"');
  });

  test.each(['User-Name = alice, User-Password = nope', 'User-Name = alice, CHAP-Password = nope', 'User-Name = nobody, User-Password = s3cret'])('is refused: %s', async (request) => {
    const { text, status } = await ask('auth', `${request}, ${NAS}`);
    expect(text).toContain('Received Access-Reject');
    expect(status).toBe(1);
  });

  test('accounts', async () => {
    for (const record of ['Acct-Status-Type = Start', 'Acct-Status-Type = Stop, Acct-Session-Time = 12, Acct-Input-Octets = 345, Acct-Output-Octets = 678, Acct-Terminate-Cause = Callback']) {
      const { text } = await ask('acct', `${record}, Acct-Session-Id = "0000000A", User-Name = alice, ${NAS}`);
      expect(text).toContain('Received Accounting-Response');
    }
  });

  test('hears nothing that it can believe with another secret', async () => {
    const access = await ask('auth', `User-Name = alice, User-Password = s3cret, ${NAS}`, 'another');
    expect(access.text).not.toContain('Received Access-Accept');
    expect(access.status).toBe(1);
    const account = await ask('acct', 'Acct-Status-Type = Start, Acct-Session-Id = "0000000B", User-Name = alice', 'another');
    expect(account.text).toContain('No reply');
  });
});

describe.skipIf(!tacacsPlus)('Authen::TacacsPlus', () => {
  test.each([
    ['ascii', 'admin', 'adm1n', 1],
    ['ascii', 'admin', 'nope', 0],
    ['ascii', 'nobody', 'adm1n', 0],
    ['pap', 'alice', 's3cret', 1],
    ['pap', 'alice', 'nope', 0],
    ['chap', 'alice', chapWords('s3cret'), 1],
    ['chap', 'alice', chapWords('nope'), 0],
  ])('by %s: %s with %s', async (way, user, password, passed) => {
    expect(await tacacs(KEY, way, user, password)).toEqual({ text: `passed ${passed}\n`, status: 0 });
  });

  test('makes nothing of it with another key', async () => {
    expect((await tacacs('another', 'ascii', 'admin', 'adm1n')).text).not.toContain('passed 1');
  });
});
