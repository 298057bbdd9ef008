// `traceroute` alone: the questions of the extended traceroute (cli-behaviour §13). IP options are asked for as on the box,
// and refused unless there are none.

import type { TracerouteRequest } from '../../network/router/control.ts';
import { converse, numberWithin, yesOrNo, type Dialogue } from '../typing/dialogue.ts';
import { NOT_SUPPORTED } from './extended-ping.ts';
import { askTarget } from './extended-target.ts';
import { sourceOf } from '../host-names.ts';
import type { Exec } from '../types.ts';

export interface AskedTraceroute {
  /** As it was typed. */
  readonly target: string;
  readonly request: TracerouteRequest;
  /** Hops are shown by their addresses only. */
  readonly isNumeric: boolean;
}

export function askTraceroute(exec: Exec, start: (asked: AskedTraceroute) => void): void {
  converse(exec, extendedTraceroute(exec, start));
}

/** Asks for everything, and calls `start` with it. */
function* extendedTraceroute(exec: Exec, start: (asked: AskedTraceroute) => void): Dialogue {
  const asked = yield* askTarget(exec, 'trace');
  if (asked === undefined) return;
  const { target, destination } = asked;
  const from = (yield { prompt: 'Source address: ' }).trim();
  const source = from === '' ? undefined : sourceOf(exec, from);
  if (source === 'none') {
    exec.print('% Invalid source address');
    return;
  }
  const isNumeric = yield* yesOrNo(exec, 'Numeric display [n]: ', false);
  const timeoutSeconds = yield* numberWithin(exec, 'Timeout in seconds', 3, 0, 3600);
  const probes = yield* numberWithin(exec, 'Probe count', 3, 1, 65_535);
  const minTimeToLive = yield* numberWithin(exec, 'Minimum Time to Live', 1, 1, 255);
  const maxTimeToLive = yield* numberWithin(exec, 'Maximum Time to Live', Math.max(30, minTimeToLive), minTimeToLive, 255);
  const port = yield* numberWithin(exec, 'Port Number', 33_434, 1, 65_535);
  const options = (yield { prompt: 'Loose, Strict, Record, Timestamp, Verbose[none]: ' }).trim().toLowerCase();
  if (options !== '' && !'none'.startsWith(options)) {
    exec.print(NOT_SUPPORTED);
    return;
  }
  const request = { destination, ...(source === undefined ? {} : { source }), port, probes, timeoutSeconds, minTimeToLive, maxTimeToLive };
  start({ target, request, isNumeric });
}
