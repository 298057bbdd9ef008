// `enable` with `aaa new-model`: the method list for it asks once, and says no in the words that AAA has for it. And `test aaa
// group`, which asks the servers of a group about a name and a password.

import { lineConfiguration } from '../lines/line-configuration.ts';
import { askByAaa, Waiting, type DialogueDesk } from './aaa-dialogue.ts';
import { aaaLine } from './aaa-login.ts';
import { textOf } from '../exec/show.ts';
import type { Exec, Handler } from '../types.ts';

export function enableByAaa(exec: Exec, level: number): void {
  const { router, user } = exec;
  askByAaa(deskOf(exec), (questions) => router.aaa.enable(lineOf(exec), user, level, questions), () => undefined, (decision) => {
    if (decision === undefined) return;
    if (decision.message !== undefined) exec.print(decision.message);
    if (decision.outcome === 'pass') exec.setPrivilege(level);
    else exec.print(decision.outcome === 'error' ? '% Error in authentication.' : '% Access denied', '');
  });
}

const OUTCOMES = {
  accepted: 'User was successfully authenticated.',
  rejected: 'User authentication request was rejected by server.',
  'no-answer': 'No authoritative response from any server.',
  'no-group': 'No authoritative response from any server.',
} as const;

export const aaaHandlers: Readonly<Record<string, Handler>> = {
  'test.aaaGroup': (exec, args) => {
    const group = textOf(args, 'group') ?? '';
    const waiting = new Waiting(deskOf(exec));
    exec.print(`Attempting authentication test to server-group ${group} using ${exec.router.aaa.protocolOf(group) ?? group}`);
    waiting.until(() => {
      exec.router.aaa.test(group, textOf(args, 'user') ?? '', textOf(args, 'password') ?? '', lineOf(exec), (outcome) => {
        waiting.over(() => exec.print(OUTCOMES[outcome]));
      });
    });
  },
};

function lineOf({ router, line, location }: Exec): ReturnType<typeof aaaLine> {
  return aaaLine({ router, line, location, settings: lineConfiguration(router.config, line) });
}

function deskOf(exec: Exec): DialogueDesk {
  return {
    ask: (prompt, echo, asked) => {
      if (prompt === 'Password: ' && !echo) exec.askPassword(asked);
      else exec.ask(prompt, echo, asked);
    },
    write: (text) => exec.print(...text.replace(/\r?\n$/, '').split(/\r?\n/)),
    run: (abort) => exec.run(abort),
  };
}
