// Debian's pppd, in a User Mode Linux guest, dials into access servers of ours through the modem port: proves itself by CHAP and by PAP,
// is given an address, pings a host behind the router, is called back at a number of its own or of the server's choice, and goes
// on without where there is no callback. All in one boot, two users at once, the last call on a pseudo-terminal. The guest needs
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
    ...['cc', 'python3', 'perl', 'ip', 'ping', 'unshare'].filter((program) => spawnSync('which', [program], { stdio: 'ignore' }).status !== 0),
    ...(process.getuid?.() === 0 ? [] : ['root']),
  ];
  if (missing.length === 0) return true;
  if (process.env['CI'] === 'true') throw new Error(`${missing.join(', ')}: missing, and under CI a real pppd must dial in`);
  console.error(`SKIPPED: ${missing.join(', ')}: missing, so that no real pppd dials in`);
  return false;
}

interface Call {
  readonly name: string;
  readonly number: string;
  readonly user: string;
  readonly options?: string;
  /** pppd's exit status: 5 it was ended by us, 14 a callback was agreed, 19 it was not let in. */
  readonly ends: 5 | 14 | 19;
}

const NAS2 = '5554000';
const PLAIN = '5552000';
const OTHER = '5553000';
const POOLS = { nas: /10\.5\.0\.[2-9]/, nas2: /10\.1\.0\.4\d/, plain: /10\.1\.0\.2\d/, other: /10\.1\.0\.3\d/ } as const;
const CALLBACK_AGREED = 14;
/** Their modems' numbers: bob's is where nas calls him back, whatever he asks for; alice says hers herself. */
const BOBS = '5559999';
const ALICES = '5559998';
const SECRETS = [['alice', PASSWORD], ['bob', PASSWORD], ['carol', 'guessed']] as const;
const FIRST: readonly Call[] = [
  { name: 'chap', number: NAS, user: 'bob', ends: 5 },
  { name: 'pap', number: NAS, user: 'bob', options: 'refuse-chap', ends: 5 },
  { name: 'wrong', number: NAS, user: 'carol', ends: 19 },
  { name: 'admin-chap', number: NAS, user: 'bob', options: 'callback 5550000', ends: CALLBACK_AGREED },
  { name: 'admin-pap', number: NAS, user: 'bob', options: 'callback 5550000 refuse-chap', ends: CALLBACK_AGREED },
];
const SECOND: readonly Call[] = [
  { name: 'user-chap', number: NAS2, user: 'alice', options: `callback ${ALICES}`, ends: CALLBACK_AGREED },
  { name: 'user-pap', number: NAS2, user: 'alice', options: `callback ${ALICES} refuse-chap`, ends: CALLBACK_AGREED },
  { name: 'refused', number: PLAIN, user: 'alice', options: `callback ${ALICES}`, ends: 5 },
  { name: 'none', number: OTHER, user: 'alice', options: `callback ${ALICES}`, ends: 5 },
];
const ON_PTY: Call = { name: 'pty', number: NAS2, user: 'alice', ends: 5 };
const CALLS = [...FIRST, ...SECOND, ON_PTY];

const words = (calls: readonly Call[], line: number): readonly string[] =>
  calls.map(({ name, number, user, options = '' }) => [name, line, number, user, options.replaceAll(' ', '+')].join(','));

/** The guest's lines, and its exit status. */
function guest(work: string, program: ServeProgram, pty: string): Promise<{ readonly status: number | null; readonly lines: readonly string[] }> {
  const child = spawn('python3', [
    join(HERE, 'uml.py'), '--work', work, '--timeout', '200',
    ...['modem1', 'modem2'].flatMap((modem, line) => ['--line', `${line}=tcp:127.0.0.1:${program.port(modem, 'modem')}`]), '--line', `2=tty:${pty}`,
    join(HERE, 'calls.sh'), 'PEER=10.1.0.10', `SECRETS=${SECRETS.map((secret) => secret.join(',')).join(' ')}`,
    `FIRST=${words(FIRST, 0).join(' ')}`, `SECOND=${[...words(SECOND, 1), ...words([ON_PTY], 2)].join(' ')}`,
  ], { stdio: ['ignore', 'pipe', 'inherit'] });
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
    const pty = join(work, 'modem3');
    const modems = [`0=${BOBS}`, `0=${ALICES}`, `pty:${pty}`].flatMap((modem) => ['--modem', modem]);
    program = await serveProgram([join(HERE, 'lab.yaml'), '--speed', SPEED, ...modems, '--pcap', capture, '--trace', traceFile], undefined, 7);
    const terminal = new RawClient(program.port('nas', 'telnet'));
    await terminal.until(/nas>/);
    terminal.send('enable\rdebug ppp authentication\rdebug ppp cbcp\r');
    const finished = await guest(work, program, pty);
    lines = [...finished.lines, `status ${finished.status}`];
    console = terminal.text;
    terminal.end();
    await program.stop();
  }, 240_000);

  afterAll(() => {
    if (program !== undefined) forget(program);
    rmSync(work, { recursive: true, force: true });
  });

  const told = (name: string): readonly string[] => lines.flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []));
  /** What pppd wrote down, for when it was otherwise. */
  const log = (name: string): string => (existsSync(join(work, `${name}.log`)) ? readFileSync(join(work, `${name}.log`), 'utf8') : `no log of ${name}`);
  /** With an address of that access server's pool. */
  const through = (pool: RegExp) => [expect.stringMatching(new RegExp(`^address ${pool.source} peer 10\\.1\\.0\\.[1-4]/32$`)), 'pppd 5 ping yes'];

  it('boots, and ends', () => {
    expect(lines.slice(0, 1)).toEqual(['READY']);
    expect(lines.at(-1)).toBe('status 0');
  });

  it.each([['chap', POOLS.nas], ['pap', POOLS.nas], ['pty', POOLS.nas2]])('calls, gets an address of the pool and pings through: %s', (name, pool) => {
    expect(told(name), log(name)).toEqual(through(pool));
  });

  it('leaves when it is refused', () => {
    expect(told('wrong')).toEqual(['pppd 19 ping no']);
  });

  it.each([['user-chap', POOLS.nas2], ['user-pap', POOLS.nas2], ['admin-chap', POOLS.nas], ['admin-pap', POOLS.nas]])('is called back, and pings through: %s', (name, pool) => {
    expect([told(name), told(`${name}-back`)], `${log(name)}${log(`${name}-back`)}`).toEqual([[`pppd ${CALLBACK_AGREED} ping no`], through(pool)]);
  });

  it('goes on without callback where the option is rejected, and where none is what is offered', () => {
    expect(told('refused')).toEqual(through(POOLS.plain));
    expect(told('none')).toEqual(through(POOLS.other));
    // This one takes Microsoft's CHAP alone.
    expect(log('refused')).toMatch(/sent \[LCP ConfAck id=0x[0-9a-f]+ .*<auth chap MS>/);
    expect(log('none')).toMatch(/rcvd \[CBCP Request id=0x1 < NoCallback>\]/);
  });

  it('is debugged like a router', () => {
    expect(console).toMatch(/As\d CHAP: I RESPONSE id \d+ len \d+ from "bob"/);
    expect(console).toMatch(/As\d PAP: I AUTH-REQ id \d+ len 15 from "bob"/);
    expect(console).toMatch(/As\d CHAP: O FAILURE/);
  });

  it('has its calls recorded, each return call to the number agreed on, and its passwords nowhere in the trace', () => {
    const trace = readFileSync(traceFile, 'utf8');
    const records = trace.split('\n').filter((line) => line.includes('"exchange.callRecord"')).map((line) => JSON.parse(line) as CallRecorded); // traceLine makes them
    const made = records.map(({ event: { caller, callee, called, answeredAt } }) => `${caller.router} to ${callee?.router} ${called}${answeredAt === undefined ? ', unanswered' : ''}`);
    const expected = [...FIRST.map((call) => ['modem1', BOBS, call] as const), ...SECOND.map((call) => ['modem2', ALICES, call] as const), ['modem3', '', ON_PTY] as const].flatMap(([modem, own, { number, ends }]) => {
      const router = { [NAS]: 'nas', [NAS2]: 'nas2', [PLAIN]: 'plain', [OTHER]: 'other' }[number];
      return [`${modem} to ${router} ${number}`, ...(ends === CALLBACK_AGREED ? [`${router} to ${modem} ${own}`] : [])];
    });
    expect(made.sort()).toEqual(expected.sort());
    for (const written of SECRETS.flatMap(([, password]) => [password, Buffer.from(password).toString('hex')])) expect(trace).not.toContain(written);
  });

  it.skipIf(!tsharkAvailable())('is captured at both ends alike, and tshark finds nothing wrong with it', () => {
    expectNoWarnings(capture);
    const rows = tsharkFields(capture, ['frame.interface_name', 'frame.p2p_dir', 'frame.len', 'ppp.protocol', 'ppp.code', 'ppp.identifier']);
    const frames = (name: RegExp, way: string) => rows.flatMap(([from = '', direction, ...frame]) => (name.test(from) && direction === way ? [frame.join(' ')] : []));
    for (const [from, to] of [[/^modem/, /-async$/], [/-async$/, /^modem/]] as const) {
      const left = frames(from, SENT);
      expect(left.length).toBeGreaterThan(100);
      // What was under way when a call ended is missing at the end that was to get it.
      const lost = left.length - frames(to, RECEIVED).length;
      expect(lost).toBeGreaterThanOrEqual(0);
      expect(lost).toBeLessThanOrEqual(2 * CALLS.length);
      for (const frame of frames(to, RECEIVED)) {
        expect(left).toContain(frame);
        left.splice(left.indexOf(frame), 1);
      }
    }
  });
});

/** `frame.p2p_dir`. */
const SENT = '0';
const RECEIVED = '1';

/** What is read of the exchange's records in a trace file. */
interface CallRecorded {
  readonly event: { readonly caller: { readonly router: string }; readonly callee?: { readonly router: string }; readonly called: string; readonly answeredAt?: number };
}
