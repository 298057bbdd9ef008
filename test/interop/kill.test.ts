// Whatever kills the program, and whenever: what is saved is the old configuration or the new one, whole, and never older than the
// last `[OK]`. Real processes write memory without a pause and get SIGKILL at a random instant, over a telnet port and on a
// terminal. `npm run torture` kills a thousand times; RINGBACK_SEED repeats a run.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { randomStream } from '../../src/engine/random.ts';
import { ROOT } from '../support/lab.ts';
import { serveProgram } from '../support/serve-program.ts';
import { eventually, RawClient } from '../support/serving.ts';
import { seedOf } from '../support/seed.ts';

const KILLS = Number(process.env['RINGBACK_KILLS'] ?? (process.env['CI'] === 'true' ? 50 : 6));
const SEED = seedOf('RINGBACK_SEED');
const LAB = join(ROOT, 'test', 'interop', 'clients', 'lab.yaml');
/** A lab file is named after its folder. */
const LAB_FOLDER = 'clients';
/** Lines that differ from one save to the next. */
const HOSTS = 80;
const LONGEST_LIFE_MS = 80;

/** A console to type at, and the process behind it. */
interface Victim {
  shown(): string;
  type(text: string): void;
  kill(): Promise<void>;
}

async function served(state: string): Promise<Victim> {
  const program = await serveProgram([LAB], state);
  const client = new RawClient(program.port('R1', 'telnet'));
  return {
    shown: () => client.text,
    type: (text) => client.send(text),
    async kill() {
      await program.stop('SIGKILL');
      client.end();
    },
  };
}

async function onTerminal(state: string): Promise<Victim> {
  const child = spawn('/usr/bin/script', ['-qfec', `${process.execPath} ${join(ROOT, 'bin', 'ringback.js')} lab ${LAB} --state ${state}`, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, SHELL: '/bin/sh', TERM: 'xterm' },
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  let shown = '';
  child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString('latin1')));
  child.stdin.on('error', () => undefined);
  await eventually(() => /R2>/.test(shown), 'the lab is open');
  child.stdin.write('\x1dconsole R1\r');
  return {
    shown: () => shown,
    type: (text) => void child.stdin.write(text),
    async kill() {
      const [pid = ''] = readFileSync(join(state, LAB_FOLDER, '.lock'), 'utf8').split(' ');
      process.kill(Number(pid), 'SIGKILL');
      await ended;
    },
  };
}

const addressOf = (generation: number, host: number): string => `10.${(generation >> 8) & 255}.${generation & 255}.${host}`;

function linesOf(generation: number): string {
  const lines = Array.from({ length: HOSTS }, (_, host) => `ip host h${host} ${addressOf(generation, host)}\r`);
  return `configure terminal\r${lines.join('')}end\rwrite memory\r`;
}

/** The one generation that the file holds; fails if it is not one, or not whole. */
function generationIn(text: string): number {
  const found = [...text.matchAll(/^ip host h(\d+) 10\.(\d+)\.(\d+)\.(\d+)$/gm)].map(([, host, high, low, last]) => {
    expect(last).toBe(host);
    return Number(high) * 256 + Number(low);
  });
  expect(found).toHaveLength(HOSTS);
  expect(new Set(found).size).toBe(1);
  expect(text.startsWith('!')).toBe(true);
  expect(text.trimEnd().endsWith('\nend')).toBe(true);
  return found[0] ?? 0;
}

test.each([
  ['serve', served],
  ['lab', onTerminal],
] as const)('%s: killed while it writes memory', async (way, start) => {
  if (way === 'lab' && !existsSync('/usr/bin/script')) throw new Error('there is no `script` program (util-linux)');
  console.log(`${way}: ${Math.ceil(KILLS / 2)} kills, RINGBACK_SEED=${SEED}`);
  const random = randomStream(SEED, way);
  const state = mkdtempSync(join(tmpdir(), 'ringback-kill-'));
  const file = join(state, LAB_FOLDER, 'R1');
  let generation = 0;
  try {
    for (let kill = 0; kill < Math.ceil(KILLS / 2); kill += 1) {
      const victim = await start(state);
      victim.type('\renable\rterminal length 0\r');
      await eventually(() => /R1#/.test(victim.shown()), 'the console is privileged');
      const first = generation + 1;
      const saved = (): number => first - 1 + (victim.shown().match(/^\[OK\]/gm)?.length ?? 0);
      let typed = generation;
      const type = (): void => {
        // Always a few ahead, so that there is no pause.
        while (typed < saved() + 4) victim.type(linesOf((typed += 1)));
      };
      type();
      await eventually(() => saved() >= first, 'something is saved', 20_000);
      const death = performance.now() + random.below(LONGEST_LIFE_MS * 1000) / 1000;
      while (performance.now() < death) {
        type();
        await new Promise((resolve) => setImmediate(resolve));
      }
      await victim.kill();
      const acknowledged = saved();
      generation = generationIn(readFileSync(file, 'utf8'));
      expect(generation, `kill ${kill}, RINGBACK_SEED=${SEED}`).toBeGreaterThanOrEqual(acknowledged);
      expect(generation).toBeLessThanOrEqual(typed);
    }
    // The next to come sweeps up what was left half-written.
    const last = await start(state);
    expect(readdirSync(join(state, LAB_FOLDER)).sort()).toEqual(['.lock', 'R1']);
    await last.kill();
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}, 60_000 + KILLS * 5_000);
