// The modem port of `serve`, as programs outside meet it: who is the terminal, calls from one port to another, and what harm
// nobody comes to by floods, garbage, and those that vanish; the same on a pseudo-terminal.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { lstatSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ROOT } from '../support/lab.ts';
import { clientAvailable, forget, serveProgram, type ServeProgram } from '../support/serve-program.ts';
import { eventually, RawClient } from '../support/serving.ts';

const LAB = join(ROOT, 'test', 'interop', 'clients', 'lab.yaml');
const ONE = '5559001';
const programs: ServeProgram[] = [];
const clients: RawClient[] = [];

/** Two modem ports; time runs fast, so that modems train quickly. */
async function served(): Promise<ServeProgram> {
  const program = await serveProgram([LAB, '--speed', '20', '--modem', `0=${ONE}`, '--modem', '127.0.0.1:0'], undefined, 4);
  programs.push(program);
  return program;
}

function terminal(program: ServeProgram, modem: string): RawClient {
  const client = new RawClient(program.port(modem, 'modem'));
  clients.push(client);
  return client;
}

async function command(client: RawClient, line: string, result = /\r\nOK\r\n/): Promise<string> {
  client.send(`${line}\r`);
  return client.until(result);
}

/** From one to the other, up to the carrier at both ends. */
async function connected(program: ServeProgram): Promise<readonly [RawClient, RawClient]> {
  const caller = terminal(program, 'modem1');
  const called = terminal(program, 'modem2');
  await command(called, 'AT S0=1');
  const number = program.announced.find(({ device }) => device === 'modem2')?.number ?? '';
  await Promise.all([command(caller, `ATDT${number}`, /\r\nCONNECT 33600\r\n/), called.until(/\r\nRING\r\n[^]*\r\nCONNECT 33600\r\n/)]);
  return [caller, called];
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.end();
  for (const program of programs.splice(0)) {
    await program.stop();
    forget(program);
  }
});

test('each is announced with its number, on loopback', async () => {
  const { announced } = await served();
  const modems = announced.filter(({ service }) => service === 'modem');
  expect(modems.map(({ device, host }) => [device, host])).toEqual([['modem1', '127.0.0.1'], ['modem2', '127.0.0.1']]);
  expect(modems[0]?.number).toBe(ONE);
  expect(modems[1]?.number).toMatch(/^555\d+$/);
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []).find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
  for (const { port } of modems) expect(own === undefined ? 'no other address' : await answerOf(own, port)).not.toBe('connected');
});

/** What becomes of a connection to another address of this machine. */
function answerOf(host: string, port: number): Promise<string> {
  return new Promise<string>((resolve) => {
    const socket = connect({ host, port });
    socket.on('connect', () => {
      socket.destroy();
      resolve('connected');
    });
    socket.on('error', (error) => resolve(error.message));
    socket.setTimeout(2000, () => resolve('no answer'));
  });
}

test('calls: RING and ATA, data both ways, +++ and ATO, NO CARRIER when the other end leaves, and RING for who comes back', async () => {
  const program = await served();
  const caller = terminal(program, 'modem1');
  let called = terminal(program, 'modem2');
  const number = program.announced.find(({ device }) => device === 'modem2')?.number ?? '';
  caller.send(`ATDT${number}\r\n`);
  await called.until(/\r\nRING\r\n/);
  called.send('ATA\r');
  await Promise.all([caller.until(/CONNECT 33600\r\n/), called.until(/CONNECT 33600\r\n/)]);
  const octets = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet)).join('');
  caller.send(octets);
  called.send('hello\r\n');
  await eventually(() => called.text === octets, 'every octet comes as it is');
  await caller.until(/hello\r\n/);
  // A second of virtual silence before and behind it.
  await new Promise((resolve) => setTimeout(resolve, 150));
  for (const sign of '+++') caller.send(sign);
  await caller.until(/\r\nOK\r\n/);
  await command(caller, 'ATO', /CONNECT 33600\r\n/);
  called.end();
  await caller.until(/\r\nNO CARRIER\r\n/);
  // Nobody is there to answer: it rings until somebody comes.
  caller.send(`ATDT${number}\r`);
  await eventually(() => caller.text.includes(number), 'it is dialled');
  called = terminal(program, 'modem2');
  await called.until(/\r\nRING\r\n/);
  called.send('ATA\r');
  await Promise.all([caller.until(/CONNECT 33600\r\n/), called.until(/CONNECT 33600\r\n/)]);
  await new Promise((resolve) => setTimeout(resolve, 150));
  caller.send('+++');
  await caller.until(/\r\nOK\r\n/);
  await command(caller, 'ATH');
  await called.until(/\r\nNO CARRIER\r\n/);
});

test('a number that is busy, one that nobody has, and one that nobody answers', async () => {
  const program = await served();
  const client = terminal(program, 'modem1');
  await command(client, `ATDT${ONE}`, /\r\nBUSY\r\n/);
  // What the exchange then sounds is a quicker busy tone.
  await command(client, 'ATDT5550000', /\r\nBUSY\r\n/);
  await command(client, `ATDT${program.announced.find(({ device }) => device === 'modem2')?.number ?? ''}@`, /\r\nNO ANSWER\r\n/);
});

test('there is one terminal: a second one is told so, and gets in when the first has gone', async () => {
  const program = await served();
  const first = terminal(program, 'modem1');
  await command(first, 'AT');
  const second = terminal(program, 'modem1');
  await second.until(/BUSY\r\n% modem1 has its terminal already\r\n/);
  await second.untilClosed();
  await command(first, 'AT');
  first.end();
  await command(terminal(program, 'modem1'), 'AT');
});

test('a flood of commands or data is held back, and garbage and who vanishes harm nobody', async () => {
  const program = await served();
  const console = new RawClient(program.port('R1', 'telnet'));
  clients.push(console);
  await console.until(/R1>/);
  const flood = 'AT\0\u00ff~}+'.repeat(2_000_000);
  const typist = terminal(program, 'modem1');
  typist.send(flood);
  await typist.until(/\r\nOK\r\n|AT/);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(typist.socket.writableLength).toBeGreaterThan(4_000_000);
  console.send('show clock\r');
  await console.until(/UTC|\*/);
  typist.end();
  const [caller, called] = await connected(program);
  caller.send(flood);
  await eventually(() => called.text.length > 20_000, 'data arrive');
  expect(caller.socket.writableLength).toBeGreaterThan(4_000_000);
  called.socket.pause();
  called.text = '';
  console.send('show clock\r');
  await console.until(/UTC|\*/);
  caller.socket.resetAndDestroy();
  called.socket.resume();
  // What the port had taken of the flood still comes.
  await eventually(() => {
    const over = called.text.includes('\r\nNO CARRIER\r\n');
    called.text = called.text.slice(-20);
    return over;
  }, 'the call is over', 60_000);
  await command(terminal(program, 'modem1'), 'AT');
  await command(called, 'AT');
});

test.each([
  [['--modem', 'x'], 'argument \'x\' is invalid. it should be PORT, ADDRESS:PORT, pty or pty:LINK, and may end in =NUMBER'],
  [['--modem', '2323=12a'], 'argument \'2323=12a\' is invalid. "12a" is no telephone number: up to 30 of the digits 0-9, * and #'],
  [['--modem', '0=5557777'], '--modem: 5557777 is the number of R1 BRI0 already: ask for another one'],
  [['--modem', '0=55', '--modem', '0=55'], '--modem: 55 is the number of modem1 already: ask for another one'],
])('%j is refused in one line', (parameters, complaint) => {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin', 'ringback.js'), 'serve', ...parameters, '--port', '0'], { encoding: 'utf8', timeout: 20_000 });
  expect(status).toBe(2);
  expect(stderr).toContain(complaint);
});

/** A program that has a pseudo-terminal open. */
class PtyClient {
  readonly #child: ChildProcess;
  text = '';

  constructor() {
    this.#child = spawn('python3', [join(ROOT, 'test', 'interop', 'clients', 'pty-terminal.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdout?.on('data', (octets: Uint8Array) => (this.text += Buffer.from(octets).toString('latin1')));
  }

  tell(order: string): void {
    this.#child.stdin?.write(`${order}\n`);
  }

  async until(pattern: RegExp): Promise<void> {
    await eventually(() => pattern.test(this.text), `${String(pattern)} comes to the pseudo-terminal`);
    this.text = '';
  }

  end(): void {
    this.#child.stdin?.end();
  }
}

describe.skipIf(!clientAvailable('python3', 'python3', '--version'))('on a pseudo-terminal', () => {
  test('a modem is opened, dials, is hung up when it is closed, and is opened again; who minds the carrier is hung up on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringback-pty-'));
    const link = join(folder, 'modem');
    const program = await serveProgram([LAB, '--speed', '20', '--modem', `pty:${link}=5559003`, '--modem', '0=5559004'], undefined, 4);
    programs.push(program);
    expect(program.announced.find(({ device }) => device === 'modem1')).toEqual({ device: 'modem1', service: 'modem', pty: readlinkSync(link), link, number: '5559003' });
    const tcp = terminal(program, 'modem2');
    await command(tcp, 'ATS0=1');
    const client = new PtyClient();
    for (const round of ['closes', 'minds']) {
      client.tell(`open ${link}`);
      if (round === 'minds') client.tell('mind');
      client.tell('type ATDT5559004\\r');
      await Promise.all([client.until(/CONNECT 33600\r\n$/), tcp.until(/CONNECT 33600\r\n/)]);
      tcp.send('over TCP');
      client.tell('type over a pty');
      await Promise.all([client.until(/^over TCP$/), tcp.until(/over a pty/)]);
      if (round === 'closes') {
        client.tell('close');
        await tcp.until(/\r\nNO CARRIER\r\n/);
      } else {
        tcp.end();
        await client.until(/<HANGUP>/);
        expect(program.announced.some((one) => 'pty' in one && one.pty === readlinkSync(link))).toBe(false);
      }
    }
    client.tell(`open ${link}`);
    client.tell('type AT\\r');
    await client.until(/OK/);
    client.end();
    await program.stop();
    expect(() => lstatSync(link)).toThrow();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a link that would take the place of something else is refused', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringback-pty-'));
    const file = join(folder, 'modem');
    writeFileSync(file, 'mine');
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin', 'ringback.js'), 'serve', LAB, '--state', folder, '--modem', `pty:${file}`, '--port', '0'], { encoding: 'utf8', timeout: 20_000 });
    expect([status, stderr]).toEqual([2, `ringback: --modem pty:${file}: there is something else by that name\n`]);
    rmSync(folder, { recursive: true, force: true });
  });

  test('without python3 it is said what it needs', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin', 'ringback.js'), 'serve', LAB, '--modem', 'pty', '--port', '0'], { encoding: 'utf8', timeout: 20_000, env: { ...process.env, PATH: '/nowhere' } });
    expect(status).toBe(2);
    expect(stderr).toContain('--modem pty: it needs python3, which is not here; ');
  });
});
