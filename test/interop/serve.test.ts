// `serve` as a program: what it announces, who may log in over SSH, what stays when it is stopped, and what it refuses.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type ClientChannel, type ConnectConfig } from 'ssh2';
import { afterEach, expect, test } from 'vitest';
import { ROOT } from '../support/lab.ts';
import { forget, serveProgram, type ServeProgram } from '../support/serve-program.ts';
import { eventually, RawClient } from '../support/serving.ts';

const LAB = join(ROOT, 'test', 'interop', 'clients', 'lab.yaml');
/** How long two hundred clients go round. */
const LOOP_MS = process.env['CI'] === 'true' ? 10_000 : 2_000;
const programs: ServeProgram[] = [];

async function serve(...parameters: readonly string[]): Promise<ServeProgram> {
  const program = await serveProgram([LAB, ...parameters]);
  programs.push(program);
  return program;
}

afterEach(async () => {
  for (const program of programs.splice(0)) {
    await program.stop();
    forget(program);
  }
});

test('every port is announced as one JSON object a line, consoles first', async () => {
  const { announced } = await serve('--ssh-port', '0');
  expect(announced.map(({ device, service, host }) => `${device} ${service} ${host}`)).toEqual([
    'R1 telnet 127.0.0.1',
    'R2 telnet 127.0.0.1',
    'R1 ssh 127.0.0.1',
    'R2 ssh 127.0.0.1',
  ]);
  expect(new Set(announced.map(({ port }) => port)).size).toBe(4);
});

test('PCs have console ports behind those of the routers, and no SSH', async () => {
  const program = await serveProgram(['callback-windows', '--speed', '50', '--ssh-port', '0'], mkdtempSync(join(tmpdir(), 'ringback-')), 5);
  programs.push(program);
  expect(program.announced.map(({ device, service }) => `${device} ${service}`)).toEqual(['nas telnet', 'PC1 telnet', 'PC2 telnet', 'PC3 telnet', 'nas ssh']);
  const client = new RawClient(program.port('PC2', 'telnet'));
  await client.until(/PC2>/);
  client.send('dial\r');
  await client.until(/Waiting for callback\.\.\.[^]*Connected at 28800 bps\.[^]*PC2>/);
  client.send('exit\r');
  await client.untilClosed();
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s closes every connection, ends with status 0, and keeps what was saved', async (signal) => {
  const program = await serve();
  const client = new RawClient(program.port('R1', 'telnet'));
  await client.until(/R1>/);
  client.send('enable\rconfigure terminal\rhostname Saved\rend\rwrite memory\r');
  await client.until(/\[OK\][^]*Saved#/);
  expect(await program.stop(signal)).toBe(0);
  await client.untilClosed();
  const again = await serveProgram([LAB], program.state);
  programs.push(again);
  const back = new RawClient(again.port('R1', 'telnet'));
  await back.until(/Saved>/);
  back.end();
});

test('a port that is taken is named, with status 2', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo; // it listens on an address
  const program = await serve();
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin', 'ringback.js'), 'serve', LAB, '--state', join(program.state, 'other'), '--port', String(port)], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  other.close();
  expect(status).toBe(2);
  expect(stderr).toBe(`ringback: cannot listen on 127.0.0.1 port ${port}: another program has it; --port and --ssh-port choose others\n`);
});

interface Shell {
  readonly channel: ClientChannel;
  text: string;
  closed: boolean;
  until(pattern: RegExp): Promise<void>;
  end(): void;
}

function logIn(port: number, login: ConnectConfig): Promise<Shell> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.on('error', reject);
    client.on('keyboard-interactive', (_name, _instructions, _language, prompts, answer) => {
      answer(prompts.map(({ prompt }) => (prompt === 'Password: ' ? String(login.password) : '')));
    });
    client.on('ready', () => {
      client.shell({ rows: 50, cols: 100, term: 'vt100' }, (error, channel) => {
        if (error) {
          reject(error);
          return;
        }
        const shell: Shell = {
          channel,
          text: '',
          closed: false,
          until: (pattern) => eventually(() => pattern.test(shell.text), `${String(pattern)} is shown`),
          end: () => client.end(),
        };
        channel.on('data', (octets: Uint8Array) => (shell.text += Buffer.from(octets).toString('latin1'))); // no encoding is set
        client.on('close', () => (shell.closed = true));
        resolve(shell);
      });
    });
    client.connect({ host: '127.0.0.1', port, ...login });
  });
}

const ADMIN = { username: 'admin', password: 'adm1n' } as const;

test.each([
  ['password', { ...ADMIN, authHandler: ['password'] }],
  ['keyboard-interactive', { ...ADMIN, tryKeyboard: true, authHandler: ['keyboard-interactive'] }],
] as const)('SSH by %s gives a virtual terminal, which is the user in show users; exit ends the connection', async (_method, login) => {
  const program = await serve('--ssh-port', '0');
  const shell = await logIn(program.port('R1', 'ssh'), { ...login, authHandler: [...login.authHandler] });
  await shell.until(/R1#$/);
  shell.channel.write('show users\r');
  await shell.until(/^\* {2}2 vty 0 {5}admin {6}idle {17}00:00:00 {3}127\.0\.0\.1/m);
  shell.channel.write('show terminal\r');
  await shell.until(/Length: 50 lines, Width: 100 columns/);
  shell.channel.setWindow(33, 120, 0, 0);
  shell.text = '';
  shell.channel.write('show terminal\r');
  await shell.until(/Length: 33 lines, Width: 120 columns/);
  shell.channel.write('exit\r');
  await eventually(() => shell.closed, 'the connection is over');
});

function execute(port: number, command: string): Promise<{ readonly text: string; readonly code: number | null }> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.on('error', reject);
    client.on('ready', () => {
      client.exec(command, (error, channel) => {
        if (error) {
          reject(error);
          return;
        }
        let text = '';
        let code: number | null = null;
        channel.on('data', (octets: Uint8Array) => (text += Buffer.from(octets).toString('latin1'))); // no encoding is set
        channel.on('exit', (status: number | null) => (code = status));
        channel.on('close', () => resolve({ text, code }));
      });
    });
    client.connect({ host: '127.0.0.1', port, ...ADMIN });
  });
}

test('SSH runs one command in place of a shell: its output, unpaged, and nothing else', async () => {
  const program = await serve('--ssh-port', '0');
  const port = program.port('R1', 'ssh');
  const shown = await execute(port, 'show running-config | include hostname|username');
  expect(shown).toEqual({ text: '\r\nhostname R1\r\nusername admin privilege 15 password 0 adm1n\r\n', code: 0 });
  expect((await execute(port, 'show interfaces')).text).not.toContain('--More--');
  expect((await execute(port, 'show nonsense')).text).toMatch(/^\r\n +\^\r\n% Invalid input detected at '\^' marker\.\r\n/);
  expect((await execute(port, 'ping 10.9.9.9 timeout 0')).text).toContain('Success rate is 0 percent (0/5)');
  // Each gave its line back.
  expect((await execute(port, 'show users')).text).toMatch(/^\* {2}2 vty 0 {5}admin/m);
});

test('SSH callers from outside have the address of their system, which the access-class of the lines judges', async () => {
  const program = await serve('--ssh-port', '0');
  const port = program.port('R1', 'ssh');
  const client = new RawClient(program.port('R1', 'telnet'));
  await client.until(/R1>/);
  client.send('enable\rconfigure terminal\raccess-list 7 permit 10.0.0.0 0.255.255.255\rline vty 0 4\raccess-class 7 in\rend\r');
  await client.until(/end[^]*\nR1#/);
  expect(await execute(port, 'show clock')).toMatchObject({ text: '% No line is free, or none lets this address in\r\n', code: 1 });
  client.text = '';
  client.send('configure terminal\raccess-list 7 permit host 127.0.0.1\rend\r');
  await client.until(/end[^]*\nR1#/);
  expect((await execute(port, 'show users')).text).toContain('127.0.0.1');
  client.end();
});

test('SSH refuses wrong passwords and unknown users; a user that is configured at the console gets in', async () => {
  const program = await serve('--ssh-port', '0');
  const port = program.port('R2', 'ssh');
  await expect(logIn(port, { username: 'admin', password: 'wrong' })).rejects.toThrow(/authentication/i);
  const ann = { username: 'ann', password: 'sesame' };
  await expect(logIn(port, ann)).rejects.toThrow(/authentication/i);
  const client = new RawClient(program.port('R2', 'telnet'));
  await client.until(/R2>/);
  client.send('enable\rconfigure terminal\rusername ann secret sesame\rend\r');
  await client.until(/end[^]*\nR2#/);
  const shell = await logIn(port, ann);
  await shell.until(/R2>$/);
  client.send('configure terminal\rhostname Other\rend\r');
  await client.until(/Other#/);
  expect(shell.text).not.toContain('CONFIG_I');
  shell.end();
  client.end();
});

test('there are as many virtual terminals as line vty says; a connection that ends gives its own back', async () => {
  const program = await serve('--ssh-port', '0');
  const port = program.port('R1', 'ssh');
  const shells: Shell[] = [];
  for (let i = 0; i < 5; i += 1) {
    const shell = await logIn(port, ADMIN);
    await shell.until(/R1#$/);
    shells.push(shell);
  }
  const sixth = await logIn(port, ADMIN);
  await sixth.until(/% No line is free, or none lets this address in/);
  await eventually(() => sixth.closed, 'the connection is over');
  shells[2]?.end();
  await eventually(() => shells[2]?.closed === true, 'the connection is over');
  const seventh = await logIn(port, ADMIN);
  seventh.channel.write('show users\r');
  await seventh.until(/^\* {2}4 vty 2/m);
  for (const shell of [...shells, seventh]) shell.end();
});

test('two hundred consoles that show in a loop: none starves', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringback-many-'));
  const files = Array.from({ length: 200 }, (_, i) => {
    const file = join(folder, `r${i}.cfg`);
    writeFileSync(file, `hostname R${i}\n`);
    return file;
  });
  const program = await serveProgram([...files, '--max-connections', '200'], join(folder, 'state'), 200);
  programs.push(program);
  const clients = program.announced.map(({ port }) => new RawClient(port));
  const counts = clients.map(() => 0);
  await Promise.all(clients.map((client) => client.until(/R\d+>$/)));
  const end = Date.now() + LOOP_MS;
  await Promise.all(
    clients.map(async (client, i) => {
      for (; Date.now() < end; counts[i] = (counts[i] ?? 0) + 1) {
        client.send('show ip interface brief\r');
        await client.until(/BRI0[^]*R\d+>$/, 20_000);
      }
    }),
  );
  for (const client of clients) client.end();
  const sorted = [...counts].sort((a, b) => a - b);
  const [slowest = 0, median = 0] = [sorted[0], sorted[100]];
  expect(median).toBeGreaterThan(0);
  expect(slowest * 5).toBeGreaterThanOrEqual(median);
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

test('a thousand routers are served, and each console answers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringback-thousand-'));
  const files = Array.from({ length: 1000 }, (_, i) => {
    const file = join(folder, `r${i}.cfg`);
    writeFileSync(file, `hostname R${i}\n`);
    return file;
  });
  const program = await serveProgram([...files, '--max-connections', '1000'], join(folder, 'state'), 1000);
  programs.push(program);
  const clients = program.announced.map(({ port }) => new RawClient(port));
  await Promise.all(
    program.announced.map(async ({ device }, i) => {
      await clients[i]?.until(new RegExp(`${device}>$`), 60_000);
      clients[i]?.send('show privilege\r');
      await clients[i]?.until(/level is 1\r\n/, 60_000);
    }),
  );
  for (const client of clients) client.end();
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

test('garbage on an SSH port ends that connection only, and the host key stays the same', async () => {
  const program = await serve('--ssh-port', '0');
  const port = program.port('R1', 'ssh');
  const key = readFileSync(join(program.state, '.ssh-host-rsa-key'), 'utf8');
  for (const text of ['GET / HTTP/1.0\r\n\r\n', '\u0000'.repeat(100_000), 'SSH-2.0-x\r\n\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff']) {
    const client = new RawClient(port);
    await client.until(/SSH-2\.0-Cisco-1\.25/);
    client.send(text);
    await new Promise((resolve) => setTimeout(resolve, 50));
    client.end();
  }
  const shell = await logIn(port, ADMIN);
  await shell.until(/R1#$/);
  shell.end();
  expect(readFileSync(join(program.state, '.ssh-host-rsa-key'), 'utf8')).toBe(key);
});
