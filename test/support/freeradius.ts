// FreeRADIUS as a server for the labs of tests: started on loopback with the configuration of test/interop/radius, in a folder of its
// own, at ports that were free a moment before.

import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './lab.ts';

export interface FreeRadius {
  readonly authPort: number;
  readonly acctPort: number;
  /** What it logged. */
  log(): string;
  /** The accounting records that it took, each by its attributes' names. */
  records(): readonly Readonly<Record<string, string>>[];
  stop(): Promise<void>;
}

const READY = 'Ready to process requests';
const START_MS = 20_000;
const LOOK_MS = 50;

export async function startFreeRadius(): Promise<FreeRadius> {
  const folder = mkdtempSync(join(tmpdir(), 'ringback-radius-'));
  const raddb = join(folder, 'raddb');
  cpSync(join(ROOT, 'test', 'interop', 'radius', 'raddb'), raddb, { recursive: true });
  // It wants files that nobody else can write.
  for (const name of readdirSync(raddb)) chmodSync(join(raddb, name), 0o600);
  const [authPort, acctPort] = [await freePort(), await freePort()];
  const env = { ...process.env, RADDB: raddb, RUNDIR: folder, AUTH_PORT: String(authPort), ACCT_PORT: String(acctPort) };
  const child = spawn('/usr/sbin/freeradius', ['-d', raddb, '-f'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const read = (name: string): string => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '');
  await ready(child, () => read('radius.log'));
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  return {
    authPort,
    acctPort,
    log: () => read('radius.log'),
    records: () => parseDetail(read('detail')),
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Records are parted by blank lines; each begins with a date, and the attributes are indented. */
function parseDetail(text: string): readonly Readonly<Record<string, string>>[] {
  return text
    .split(/\n\s*\n/)
    .map((record) => Object.fromEntries([...record.matchAll(/^\t([\w-]+) = "?(.*?)"?$/gm)].map(([, name = '', value = '']) => [name, value])))
    .filter((record) => Object.keys(record).length > 0);
}

function ready(child: ChildProcess, log: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (octets: Uint8Array) => (said += Buffer.from(octets).toString()));
    const until = Date.now() + START_MS;
    const look = setInterval(() => {
      if (log().includes(READY)) {
        clearInterval(look);
        resolve();
      } else if (Date.now() > until || child.exitCode !== null) {
        clearInterval(look);
        reject(new Error(`FreeRADIUS does not start: ${said}${log()}`));
      }
    }, LOOK_MS);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.on('error', reject);
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}
