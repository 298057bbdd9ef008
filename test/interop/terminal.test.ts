// The built program on a real pseudo-terminal, as README tells to start it: the menu, the console, the lab prompt. The
// terminal is util-linux's `script`; where that is absent these tests are skipped, which is said.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ROOT } from '../support/lab.ts';

const PROGRAM = join(ROOT, 'bin', 'ringback.js');
const available = existsSync('/usr/bin/script') && existsSync(join(ROOT, 'dist', 'ringback.cjs'));
if (!available) {
  console.warn('SKIPPED: no `script` program (util-linux), or the program is not built: npm run build');
  if (process.env['CI'] === 'true') throw new Error('in CI nothing is skipped');
}

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** Runs the program on a terminal; `expectText` resolves with everything shown once the pattern shows. */
function terminal(args: string) {
  const state = mkdtempSync(join(tmpdir(), 'ringback-terminal-'));
  const child = spawn('/usr/bin/script', ['-qfec', `${process.execPath} ${PROGRAM} ${args}`, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, XDG_STATE_HOME: state, SHELL: '/bin/sh', TERM: 'xterm' },
  });
  ends.push(() => {
    child.kill('SIGKILL');
    rmSync(state, { recursive: true, force: true });
  });
  let shown = '';
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString('utf8')));
  return {
    type: (text: string) => void child.stdin.write(text),
    ended,
    async expectText(pattern: RegExp): Promise<string> {
      for (let waited = 0; waited < 20_000; waited += 20) {
        if (pattern.test(shown)) return shown;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(`${pattern} never showed; what did: ${shown.slice(-1000)}`);
    },
  };
}

describe.skipIf(!available)('on a terminal', () => {
  it('the menu opens the lab that is picked', async () => {
    const screen = terminal('');
    await screen.expectText(/Which lab\?[\s\S]*callback-bryant/);
    screen.type('\r');
    await screen.expectText(/R2>/);
  });

  it('a console answers, Ctrl-] leaves it, time jumps, and quit ends with status 0', async () => {
    const screen = terminal('lab');
    await screen.expectText(/R2>/);
    screen.type('enable\rsh dial ?');
    await screen.expectText(/interface +\S[\s\S]*R2#sh dial /);
    screen.type('\x15ping 172.12.12.1\r');
    await screen.expectText(/Sending 5/);
    screen.type('\x1e');
    await screen.expectText(/Success rate is 0 percent/);
    screen.type('\x1d');
    await screen.expectText(/lab>/);
    screen.type('wait 30s\rwhy R2\r');
    await screen.expectText(/Cause: OK-CALLBACK/);
    screen.type('quit\r');
    expect(await screen.ended).toBe(0);
  });
});
