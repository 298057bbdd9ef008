// `enable`: a higher privilege against the enable secret of its level, or the enable password where there is no secret.
// Three tries. Without either the console gets it for nothing; a virtual terminal must know the console's password, and
// where there is none gets nothing at all (cli-behaviour §8).

import { enableSettings } from '../../config/model.ts';
import { verifyType5 } from '../../config/secrets.ts';
import { enableByAaa } from './aaa-enable.ts';
import { lineConfiguration } from '../lines/line-configuration.ts';
import type { Exec } from '../types.ts';

const TRIES = 3;
const HIGHEST = 15;

export function enterPrivilege(exec: Exec, level: number): void {
  if (level <= exec.privilege) {
    exec.setPrivilege(level);
    return;
  }
  if (exec.router.aaa.inForce) {
    enableByAaa(exec, level);
    return;
  }
  const check = checkOf(exec, level);
  if (check === 'open') exec.setPrivilege(level);
  else if (check === 'shut') exec.print('% No password set');
  else askAgain(exec, check, TRIES, () => exec.setPrivilege(level));
}

interface Check {
  readonly matches: (typed: string) => boolean;
  readonly failure: string;
}

function checkOf({ router, line }: Exec, level: number): Check | 'open' | 'shut' {
  const { config } = router;
  const { secret, password } = enableSettings(config, level);
  if (secret !== undefined) return { matches: (typed) => verifyType5(typed, secret), failure: '% Bad secrets' };
  if (password !== undefined) return { matches: (typed) => typed === password, failure: '% Bad passwords' };
  // A level of its own needs a password of its own, once the highest has one.
  const highest = enableSettings(config, HIGHEST);
  if (highest.secret !== undefined || highest.password !== undefined) return 'shut';
  if (line.kind === 'con') return 'open';
  const console = lineConfiguration(config, { kind: 'con', number: 0 })?.password;
  return console === undefined ? 'shut' : { matches: (typed) => typed === console, failure: '% Bad passwords' };
}

function askAgain(exec: Exec, check: Check, left: number, accepted: () => void): void {
  exec.askPassword((typed) => {
    if (typed === undefined) return;
    if (check.matches(typed)) accepted();
    else if (left > 1) askAgain(exec, check, left - 1, accepted);
    else exec.print(check.failure, '');
  });
}
