// `enable`: a higher privilege against the enable secret, or the enable password where there is no secret. Three tries.
// Without either the console gets it for nothing and a virtual terminal not at all (cli-behaviour §8).

import { enableSettings } from '../config/model.ts';
import { verifyType5 } from '../config/secrets.ts';
import type { Exec } from './types.ts';

const TRIES = 3;

export function enterPrivilege(exec: Exec, level: number): void {
  if (level <= exec.privilege) {
    exec.setPrivilege(level);
    return;
  }
  const { secret, password } = enableSettings(exec.router.config);
  if (secret === undefined && password === undefined) {
    if (exec.line.kind === 'con') exec.setPrivilege(level);
    else exec.print('% No password set');
    return;
  }
  const matches = (typed: string): boolean => (secret === undefined ? typed === password : verifyType5(typed, secret));
  const askAgain = (left: number): void => {
    exec.askPassword((typed) => {
      if (typed === undefined) return;
      if (matches(typed)) exec.setPrivilege(level);
      else if (left > 1) askAgain(left - 1);
      else exec.print(secret === undefined ? '% Bad passwords' : '% Bad secrets', '');
    });
  };
  askAgain(TRIES);
}
