// Who did it, as `%SYS-5-CONFIG_I` and its like say: `console`, `cisco on console` where somebody logged in, or
// `cisco on vty0 (10.0.0.2)`.

import type { Exec } from './types.ts';

export function configuredBy({ user, line, location }: Pick<Exec, 'user' | 'line' | 'location'>): string {
  const place = line.kind === 'con' ? 'console' : `vty${line.number}${location === '' ? '' : ` (${location})`}`;
  return user === '' ? place : `${user} on ${place}`;
}
