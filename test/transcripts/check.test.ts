// `ringback check` on the configurations of both published pages: what is whole is taken whole, and of what a web page
// damaged exactly the damaged lines are refused, with number, caret and reason.

import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { checkCommand } from '../../src/app/check-command.ts';
import { ROOT } from '../support/lab.ts';

const CONFIGS = join(ROOT, 'fixtures', 'configs');

afterEach(() => {
  vi.restoreAllMocks();
});

/** Status and output, without the folder in front of the files' names. */
async function check(...names: readonly string[]): Promise<{ readonly status: number; readonly lines: readonly string[] }> {
  const written: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const status = await checkCommand(names.map((name) => join(CONFIGS, name)), {});
  return { status, lines: written.join('').replaceAll(`${CONFIGS}/`, '').trimEnd().split('\n') };
}

it('takes the completed configurations, and the sample of the guide as it is printed', async () => {
  const names = [
    'bryant-r1-completed.cfg', 'bryant-r2-completed.cfg', 'cisco-server-completed.cfg', 'cisco-client-completed.cfg', 'cisco-server.cfg', 'cisco-client.cfg',
  ];
  const { status, lines } = await check(...names);
  expect(lines).toEqual([
    'bryant-r1-completed.cfg: 14 lines taken (2503)',
    'bryant-r2-completed.cfg: 11 lines taken (2503)',
    'cisco-server-completed.cfg: 16 lines taken (2503)',
    'cisco-client-completed.cfg: 12 lines taken (2503)',
    'cisco-server.cfg: 11 lines taken (2503)',
    'cisco-client.cfg: 7 lines taken (2503)',
  ]);
  expect(status).toBe(0);
});

it('refuses of the damaged server the address and the map', async () => {
  const { status, lines } = await check('bryant-r1.cfg');
  expect(lines).toEqual([
    'bryant-r1.cfg:5: % Incomplete command.',
    '  ip address',
    "bryant-r1.cfg:11: % Invalid input detected at '^' marker.",
    '  dialer map ip name R2 class CALL_R2_BACK broadcast 5558888',
    '                ^',
    'bryant-r1.cfg: 2 of 12 lines refused (2503)',
  ]);
  expect(status).toBe(1);
});

it('refuses of the damaged client the address and the map', async () => {
  const { status, lines } = await check('bryant-r2.cfg');
  expect(lines).toEqual([
    'bryant-r2.cfg:5: % Incomplete command.',
    '  ip address',
    "bryant-r2.cfg:9: % Invalid input detected at '^' marker.",
    '  dialer map ip name R1 broadcast 5557777',
    '                ^',
    'bryant-r2.cfg: 2 of 9 lines refused (2503)',
  ]);
  expect(status).toBe(1);
});
