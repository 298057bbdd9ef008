// `show modem`: the modems inside an access server, with their calls. Columns as in the command reference's sample.

import type { RouterReader } from '../../network/router/readings.ts';
import { right } from './columns.ts';

/** By slot and port: they stand in the first slot, in the order of their lines. */
export function modemName(line: number): string {
  return `1/${line - 1}`;
}

export function showModem(router: RouterReader): readonly string[] {
  const modems = router.modems();
  const upMs = Math.max(1, router.now - router.bootedAt);
  return [
    '                Inc calls       Out calls      Busied   Failed   No       Succ',
    '  Mdm  Usage    Succ   Fail   Succ   Fail       Out      Dial     Answer   Pct.',
    ...modems.map(({ line, inUse, incoming, incomingFailed, outgoing, outgoingFailed, noAnswer, busyMs }) => {
      const all = incoming + incomingFailed + outgoing + outgoingFailed;
      const percent = all === 0 ? 0 : Math.round((100 * (incoming + outgoing)) / all);
      return [
        `${inUse ? '*' : ' '} ${modemName(line).padEnd(5)}`, right(`${Math.round((100 * busyMs) / upMs)}%`, 5), right(incoming, 8), right(incomingFailed, 7), right(outgoing, 7), right(outgoingFailed, 7),
        right(0, 10), right(outgoingFailed, 9), right(noAnswer, 9), right(`${percent}%`, 10),
      ].join('');
    }),
  ];
}
