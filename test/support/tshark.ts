// tshark as a second opinion on captures. Where it is not installed, tests that need it are skipped and say so on the
// error output; under CI=true its absence is a failure.

import { execFileSync, spawnSync } from 'node:child_process';
import { expect } from 'vitest';

/**
 * PPP frames in our captures carry their FCS, which tshark does not expect by itself; a packet may be in as many fragments as
 * `ppp multilink fragment maximum` allows, of which tshark puts six together by itself.
 */
const OPTIONS = [
  '-n', '-o', 'ppp.fcs_type:16-Bit', '-o', 'mp.max_fragments:16', '-o', 'ip.check_checksum:TRUE', '-o', 'udp.check_checksum:TRUE', '-o', 'tcp.check_checksum:TRUE',
];
/** tshark 4.0 wants an address in CBCP's type 3, where [MS-CBCP] 2.2.4.1.3 and every program known to us have none. */
const FALSE_ALARM = 'Callback to a pre-specified or admin-specified number (with option length = 3 bytes; should be 4)';
const WRONG = '_ws.malformed || _ws.expert.severity >= "Warning" || ppp.fcs.status == 0';

let available: boolean | undefined;

/** For `describe.skipIf(!tsharkAvailable())`. */
export function tsharkAvailable(): boolean {
  if (available !== undefined) return available;
  available = spawnSync('tshark', ['--version'], { stdio: 'ignore' }).status === 0;
  if (available) return true;
  if (process.env.CI === 'true') throw new Error('tshark is not installed: under CI captures must be checked');
  console.error('SKIPPED: tshark is not installed, so that nobody else reads our captures');
  return false;
}

/** One row for each packet that the filter lets through, one column for each field; repeated values are joined by `,`. */
export function tsharkFields(file: string, fields: readonly string[], filter?: string, more: readonly string[] = []): string[][] {
  const columns = fields.flatMap((field) => ['-e', field]);
  const output = tshark([...OPTIONS, ...more, '-r', file, ...(filter === undefined ? [] : ['-Y', filter]), '-T', 'fields', ...columns]);
  return output
    .split('\n')
    .slice(0, -1)
    .map((row) => row.split('\t'));
}

/** The whole dissection, as `tshark -V` prints it. */
export function tsharkText(file: string, filter?: string): string {
  return tshark([...OPTIONS, '-r', file, '-V', ...(filter === undefined ? [] : ['-Y', filter])]);
}

/** Fails when tshark finds a malformed packet, a bad FCS or a warning, or no packet at all. */
export function expectNoWarnings(file: string, more: readonly string[] = []): void {
  expect(tsharkFields(file, ['frame.number']).length, `packets in ${file}`).toBeGreaterThan(0);
  const wrong = tsharkFields(file, ['frame.number', 'frame.interface_name', '_ws.col.Info', '_ws.expert.message'], WRONG, more);
  expect(wrong.filter(([, , , message]) => message !== FALSE_ALARM)).toEqual([]);
}

function tshark(parameters: readonly string[]): string {
  return execFileSync('tshark', parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 256 * 1024 * 1024 });
}
