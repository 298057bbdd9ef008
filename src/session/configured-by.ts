// Who did it, as `%SYS-5-CONFIG_I` and its like say: `console`, or `cisco on console` where somebody logged in.

import type { Exec } from './types.ts';

export function configuredBy({ user, line }: Pick<Exec, 'user' | 'line'>): string {
  const place = line.kind === 'con' ? 'console' : `vty${line.number}`;
  return user === '' ? place : `${user} on ${place}`;
}
