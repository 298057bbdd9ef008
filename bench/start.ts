// From the command to the first prompt on a terminal, against `node -e 0` on the same kind of terminal. util-linux's
// `script` makes the pseudo-terminal; its own cost stands on both sides.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './bench.ts';
import { median } from './measure.ts';

declare const BENCH_ROOT: string;
const RUNS = 25;

export async function startBench(): Promise<readonly Figure[]> {
  if (!existsSync('/usr/bin/script')) {
    console.log('SKIPPED first prompt: no `script` program (util-linux) for a pseudo-terminal');
    return [];
  }
  const state = mkdtempSync(join(tmpdir(), 'ringback-bench-'));
  const program = `${process.execPath} ${join(BENCH_ROOT, 'bin', 'ringback.js')} lab --state ${state}`;
  const floors: number[] = [];
  const prompts: number[] = [];
  const memory: number[] = [];
  try {
    for (let run = 0; run <= RUNS; run += 1) {
      const floor = await timed(`${process.execPath} -e 0`, undefined);
      const prompt = await timed(program, /R2>/);
      if (run === 0) continue;
      floors.push(floor.ms);
      prompts.push(prompt.ms);
      memory.push(prompt.peakKb);
    }
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
  const ratio = median(prompts.map((ms, index) => ms / (floors[index] ?? 1)));
  const megabytes = median(memory) / 1024;
  return [
    {
      name: 'first prompt',
      value: `${median(prompts).toFixed(1)} ms, ${ratio.toFixed(2)} x`,
      floor: `node -e 0: ${median(floors).toFixed(1)} ms`,
      target: '1.6 x',
      met: ratio <= 1.6,
    },
    { name: 'memory at the first prompt', value: `${megabytes.toFixed(1)} MB resident`, floor: '-', target: '60 MB', met: megabytes <= 60 },
  ];
}

/** Milliseconds until the text shows (or the command ends), and the peak resident set of its node process by then. */
function timed(command: string, text: RegExp | undefined): Promise<{ readonly ms: number; readonly peakKb: number }> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn('/usr/bin/script', ['-qfec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, SHELL: '/bin/sh' } });
    let shown = '';
    let found: { readonly ms: number; readonly peakKb: number } | undefined;
    child.stdout.on('data', (chunk: Buffer) => {
      if (text === undefined || found !== undefined) return;
      shown += chunk.toString('latin1');
      if (!text.test(shown)) return;
      found = { ms: performance.now() - start, peakKb: peakOfDescendants(child.pid ?? 0) };
      child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', () => {
      if (text === undefined) resolve({ ms: performance.now() - start, peakKb: 0 });
      else if (found === undefined) reject(new Error(`no prompt; it showed: ${shown.slice(0, 500)}`));
      else resolve(found);
    });
  });
}

/** The largest VmHWM among a process and those below it. */
function peakOfDescendants(pid: number): number {
  const read = (file: string): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return '';
    }
  };
  const own = Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
  const children = read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);
  return Math.max(own, ...children.map(peakOfDescendants));
}
