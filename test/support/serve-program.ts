// `ringback serve` as a program of its own, as users start it, for clients that are programs themselves. It listens on
// 127.0.0.1, on ports that the system chooses, and keeps its state in a folder of its own.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './lab.ts';

export interface Announced {
  readonly device: string;
  readonly service: string;
  readonly host: string;
  readonly port: number;
  readonly number?: string;
}

export interface ServeProgram {
  readonly announced: readonly Announced[];
  readonly state: string;
  port(device: string, service: string): number;
  /** Sends a signal and waits; the exit status. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const PROGRAM = join(ROOT, 'bin', 'ringback.js');

/** Starts it and waits for its ports: those of two routers, if nothing else is said. */
export async function serveProgram(
  parameters: readonly string[],
  state = mkdtempSync(join(tmpdir(), 'ringback-')),
  expected = parameters.includes('--ssh-port') ? 4 : 2,
): Promise<ServeProgram> {
  if (!existsSync(join(ROOT, 'dist', 'ringback.cjs'))) spawnSync(process.execPath, [join(ROOT, 'bin', 'build.mjs')]);
  const child = spawn(process.execPath, [PROGRAM, 'serve', '--json', '--port', '0', '--state', state, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const announced = await ports(child, expected);
  return {
    announced,
    state,
    port(device, service) {
      const found = announced.find((one) => one.device === device && one.service === service);
      if (!found) throw new Error(`no ${service} of ${device}`);
      return found.port;
    },
    async stop(signal = 'SIGINT') {
      child.kill(signal);
      return ended;
    },
  };
}

export function forget(program: ServeProgram): void {
  rmSync(program.state, { recursive: true, force: true });
}

function ports(child: ChildProcess, expected: number): Promise<readonly Announced[]> {
  return new Promise((resolve, reject) => {
    let text = '';
    let complaints = '';
    child.stderr?.on('data', (octets: Uint8Array) => (complaints += Buffer.from(octets).toString()));
    child.stdout?.on('data', (octets: Uint8Array) => {
      text += Buffer.from(octets).toString();
      const lines = text.split('\n').slice(0, -1);
      if (lines.length >= expected) resolve(lines.map((line) => JSON.parse(line) as Announced)); // each line is one announcement
    });
    child.on('exit', (status) => reject(new Error(`serve ended with ${status}: ${complaints}`)));
  });
}

/** Whether a client is installed; loudly skipped where it is not, and a failure under CI. */
export function clientAvailable(name: string, command: string, ...parameters: readonly string[]): boolean {
  const { error, status } = spawnSync(command, parameters, { stdio: 'ignore', input: '' });
  if (error === undefined && status === 0) return true;
  if (process.env['CI'] === 'true') throw new Error(`${name} is not installed: under CI real clients must be tried`);
  console.error(`SKIPPED: ${name} is not installed, so that it does not try our consoles`);
  return false;
}
