// Debian's pppd, in a User Mode Linux guest, dials into an access server of ours through the modem port: proves itself by CHAP and by PAP,
// is given an address, pings a host behind the router, and is refused with a wrong password. All in one boot; the guest needs
// root, and is left out loudly where it or pppd is not installed.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/lab.ts';
import { forget, serveProgram, type ServeProgram } from '../support/serve-program.ts';
import { RawClient } from '../support/serving.ts';
import { expectNoWarnings, tsharkAvailable, tsharkFields } from '../support/tshark.ts';

const HERE = join(ROOT, 'test', 'interop', 'pppd');
const PASSWORD = 's3cret';
const NAS = '5551000';
/** Modems train quickly; pppd's own timers go by the wall clock, and suffice. */
const SPEED = '5';

function available(): boolean {
  const missing = [
    ...['/usr/bin/linux.uml', '/usr/sbin/pppd'].filter((file) => !existsSync(file)),
    ...['cc', 'python3'].filter((program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status !== 0),
    ...(process.getuid?.() === 0 ? [] : ['root']),
  ];
  if (missing.length === 0) return true;
  if (process.env['CI'] === 'true') throw new Error(`${missing.join(', ')}: missing, and under CI a real pppd must dial in`);
  console.error(`SKIPPED: ${missing.join(', ')}: missing, so that no real pppd dials in`);
  return false;
}

interface Call {
  readonly name: string;
  readonly user: string;
  readonly password: string;
  readonly options?: string;
}

const CALLS: readonly Call[] = [
  { name: 'chap', user: 'alice', password: PASSWORD },
  { name: 'pap', user: 'bob', password: PASSWORD, options: 'refuse-chap' },
  { name: 'wrong', user: 'alice', password: 'guessed' },
];

/** The guest's lines, and its exit status. */
function guest(work: string, port: number): Promise<{ readonly status: number | null; readonly lines: readonly string[] }> {
  const calls = CALLS.map(({ name, user, password, options = '' }) => [name, '0', NAS, user, password, options].join(',')).join(' ');
  const child = spawn('python3', [join(HERE, 'uml.py'), '--work', work, '--timeout', '90', '--line', `0=tcp:127.0.0.1:${port}`, join(HERE, 'calls.sh'), 'PEER=10.1.0.10', `CALLS=${calls}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (octets: Uint8Array) => (text += Buffer.from(octets).toString()));
  return new Promise((resolve) => child.on('exit', (status) => resolve({ status, lines: text.split('\n').filter((line) => line !== '') })));
}

describe.skipIf(!available())("Debian's pppd", () => {
  const work = mkdtempSync(join(tmpdir(), 'ringback-pppd-'));
  const capture = join(work, 'run.pcapng');
  const traceFile = join(work, 'run.jsonl');
  let program: ServeProgram | undefined;
  let lines: readonly string[] = [];
  let console = '';

  beforeAll(async () => {
    program = await serveProgram(['modem-port', '--speed', SPEED, '--modem', '0=5559999', '--pcap', capture, '--trace', traceFile], undefined, 2);
    const terminal = new RawClient(program.port('nas', 'telnet'));
    await terminal.until(/nas>/);
    terminal.send('enable\rdebug ppp authentication\r');
    const finished = await guest(work, program.port('modem1', 'modem'));
    lines = [...finished.lines, `status ${finished.status}`];
    console = terminal.text;
    terminal.end();
    await program.stop();
  });

  afterAll(() => {
    if (program !== undefined) forget(program);
    rmSync(work, { recursive: true, force: true });
  });

  it('calls, gets an address of the pool and pings through, by CHAP and by PAP, and leaves when it is refused', () => {
    expect(lines).toEqual([
      'READY',
      'chap address 10.5.0.2 peer 10.1.0.1/32', 'chap pppd 5 ping yes',
      'pap address 10.5.0.3 peer 10.1.0.1/32', 'pap pppd 5 ping yes',
      'wrong pppd 19 ping no',
      'status 0',
    ]);
  });

  it('is debugged like a router', () => {
    expect(console).toMatch(/As1 CHAP: I RESPONSE id \d+ len 26 from "alice"/);
    expect(console).toMatch(/As1 PAP: I AUTH-REQ id \d+ len 15 from "bob"/);
    expect(console).toMatch(/As1 CHAP: O FAILURE/);
  });

  it('has its calls recorded, and its password nowhere in the trace', () => {
    const trace = readFileSync(traceFile, 'utf8');
    const records = trace.split('\n').filter((line) => line.includes('"exchange.callRecord"')).map((line) => JSON.parse(line) as { event: { caller: { router: string }; called: string; answeredAt?: number } });
    expect(records.map(({ event }) => [event.caller.router, event.called, event.answeredAt !== undefined])).toEqual(CALLS.map(() => ['modem1', NAS, true]));
    for (const written of [PASSWORD, Buffer.from(PASSWORD).toString('hex')]) expect(trace).not.toContain(written);
  });

  it.skipIf(!tsharkAvailable())('is captured at both ends alike, and tshark finds nothing wrong with it', () => {
    expectNoWarnings(capture);
    const frames = (name: string, way: string) => tsharkFields(capture, ['ppp.protocol', 'ppp.code', 'ppp.identifier'], `frame.interface_name == "${name}" && frame.p2p_dir == ${way}`);
    const [sent, received] = ['0', '1'] as const;
    // What was under way when a call ended may be missing at the end that was to get it.
    for (const [from, to] of [['modem1', 'nas-Async1-async'], ['nas-Async1-async', 'modem1']] as const) {
      const left = frames(from, sent);
      const arrived = frames(to, received);
      expect(left.length).toBeGreaterThan(20);
      expect(Math.abs(left.length - arrived.length)).toBeLessThanOrEqual(CALLS.length);
    }
  });
});
