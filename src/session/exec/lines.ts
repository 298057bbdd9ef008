// Handlers about the router's lines and who is on them: `send`, `lock`, `clear line` (cli-behaviour §8, and the command
// reference's samples).

import { converse, type Dialogue } from '../typing/dialogue.ts';
import { numberOf, textOf } from './show.ts';
import { lineConfiguration } from '../lines/line-configuration.ts';
import type { Arguments } from '../../grammar/types.ts';
import type { Exec, Handler, SessionLine } from '../types.ts';
import { absoluteLine, lineOfNumber as sessionLine, vtyLinesOf } from '../lines/vty-lines.ts';

export const lineHandlers: Readonly<Record<string, Handler>> = {
  'clear.line': (exec, args) => {
    const line = lineOf(exec, args);
    if (line === undefined) {
      exec.print('%Error: No such line', '');
      return;
    }
    exec.confirm('[confirm]', (accepted) => {
      if (!accepted) return;
      exec.print(' [OK]');
      if (line.kind === 'con' || line.kind === 'vty') vtyLinesOf(exec.router).cleared.publish(line);
      // Whatever has the line goes with it: a session, an interface's call, a connection from elsewhere.
      else exec.router.clearLine(absoluteLine(exec.router, line));
    });
  },
  lock,
  send,
};

/** The line that the arguments name; undefined where the router has none. */
function lineOf({ router }: Exec, args: Arguments): SessionLine | undefined {
  const kind = textOf(args, 'type');
  if (kind === undefined) return sessionLine(router, numberOf(args, 'number') ?? 0);
  const line: SessionLine | undefined = isKind(kind) ? { kind, number: numberOf(args, 'unit') ?? 0 } : undefined;
  return line && sessionLine(router, absoluteLine(router, line));
}

function isKind(kind: string): kind is SessionLine['kind'] {
  return kind === 'con' || kind === 'aux' || kind === 'tty' || kind === 'vty';
}

function lock(exec: Exec): void {
  if (lineConfiguration(exec.router.config, exec.line)?.lockable !== true) {
    exec.print('% Locking not enabled on this line');
    return;
  }
  converse(exec, choosePassword(exec));
}

function* choosePassword(exec: Exec): Dialogue {
  const password = yield { prompt: 'Password: ', echo: false };
  const again = yield { prompt: 'Again: ', echo: false };
  if (password === '' || password !== again) {
    exec.print('Passwords do not match');
    return;
  }
  exec.print('', `${' '.repeat(32)}Locked`, '');
  unlock(exec, password);
}

/** Nothing else leads back, Ctrl-C neither. */
function unlock(exec: Exec, password: string): void {
  exec.ask('Password: ', false, (typed) => {
    if (typed !== password) unlock(exec, password);
  });
}

function send(exec: Exec, args: Arguments): void {
  const isToAll = args['number'] === undefined && args['unit'] === undefined;
  const to = isToAll ? undefined : lineOf(exec, args);
  if (!isToAll && to === undefined) {
    exec.print('%Error: No such line', '');
    return;
  }
  exec.print('Enter message, end with CTRL/Z; abort with CTRL/C:');
  exec.compose((lines) => {
    if (lines === undefined) return;
    exec.confirm('Send message? [confirm]', (accepted) => {
      if (!accepted) return;
      const from = `tty${absoluteLine(exec.router, exec.line)}`;
      const whom = to === undefined ? 'all terminals' : `tty${absoluteLine(exec.router, to)}`;
      const text = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
      vtyLinesOf(exec.router).messages.publish({ to, text: ['', '', '***', '***', `*** Message from ${from} to ${whom}:`, '***', ...text, ''] });
    });
  });
}
