// Of the call that `why` explains, the lines of both routers that are stored and shown, and on which nothing acts although
// the real routers would: what happens here may differ from what they would do.

import { matterText } from '../../../config/kept-lines.ts';
import type { KeptLine } from '../../../config/node.ts';
import type { RouterReader } from '../../../network/router/readings.ts';
import type { CallSide } from './calls.ts';
import type { Episode } from './episode.ts';

export const KEPT_HEADING = 'Kept and not simulated, with what they would matter to:';

/** `R1, interface BRI0: ppp mtu adaptive (links; the MTU stays as it is configured)`. */
export function keptNotes(episode: Episode, routers: ReadonlyMap<string, RouterReader>, routerName: string): readonly string[] {
  const sides = episode.kind === 'call' ? [episode.call.caller, episode.call.callee].filter((side) => side !== undefined) : [];
  const names = episode.kind === 'call' ? sides.map(({ device }) => device) : [routerName];
  return [...new Set(names)].flatMap((name) => {
    const side = sides.find(({ device }) => device === name);
    const lines = routers.get(name)?.keptLines().filter((line) => concerns(line, side)) ?? [];
    return lines.map((line) => `${name}${line.place === '' ? '' : `, ${line.place}`}: ${line.text} (${matterText(line)})`);
  });
}

function concerns({ place, matters }: KeptLine, side: CallSide | undefined): boolean {
  if (matters === 'logins') return false;
  const name = /^interface (\S+)/.exec(place)?.[1];
  if (side === undefined) return name === undefined || matters !== 'links';
  if (matters !== 'calls' && matters !== 'links') return false;
  return name === undefined ? !place.startsWith('line ') : name === side.interface || name === side.dialing;
}
