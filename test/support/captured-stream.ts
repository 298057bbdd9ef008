// Captured serial lines of fixtures/captures: runs of octets, `>` what the other program sent, `<` what it received.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex } from '../../src/base/octets.ts';
import { ROOT } from './lab.ts';

export interface CapturedRun {
  readonly way: '>' | '<';
  readonly octets: Uint8Array;
}

export function capturedStream(name: string): readonly CapturedRun[] {
  const text = readFileSync(join(ROOT, 'fixtures', 'captures', name), 'utf8');
  return text.split('\n').flatMap((line): CapturedRun[] => {
    const way = line[0];
    return way === '>' || way === '<' ? [{ way, octets: fromHex(line.slice(1)) }] : [];
  });
}

/** What follows the modem's word CONNECT. */
export function behindConnect(runs: readonly CapturedRun[]): readonly CapturedRun[] {
  const index = runs.findIndex(({ way, octets }) => way === '<' && Buffer.from(octets).includes('CONNECT'));
  const run = runs[index];
  if (run === undefined) throw new Error('nobody connects');
  const begin = run.octets.indexOf(0x7e);
  return [...(begin < 0 ? [] : [{ way: run.way, octets: run.octets.subarray(begin) }]), ...runs.slice(index + 1)];
}
