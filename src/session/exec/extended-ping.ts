// `ping` alone: the questions of the extended ping (cli-behaviour §13). Record Route is asked for and sent; the other IP options
// are asked for as on the box, and refused.

import { converse, numberWithin, yesOrNo, type Dialogue } from '../typing/dialogue.ts';
import type { PingRequest, PingSweep } from '../../network/router/control.ts';
import { askTarget } from './extended-target.ts';
import { sourceOf } from '../host-names.ts';
import type { Exec } from '../types.ts';

export const NOT_SUPPORTED = '% Not supported by this software';

/** A request, and whether each reply is told of in a line of its own. */
export interface AskedPing {
  readonly request: PingRequest;
  readonly verbose: boolean;
}

export function askPing(exec: Exec, start: (asked: AskedPing) => void): void {
  converse(exec, extendedPing(exec, start));
}

/** Asks for everything, and calls `start` with it. */
function* extendedPing(exec: Exec, start: (asked: AskedPing) => void): Dialogue {
  const asked = yield* askTarget(exec, 'ping');
  if (asked === undefined) return;
  const { destination } = asked;
  const repeat = yield* numberWithin(exec, 'Repeat count', 5, 1, 2_147_483_647);
  const sizeOctets = yield* numberWithin(exec, 'Datagram size', 100, LEAST_SIZE, MOST_SIZE);
  const timeoutSeconds = yield* numberWithin(exec, 'Timeout in seconds', 2, 0, 3600);
  const isExtended = yield* yesOrNo(exec, 'Extended commands [n]: ', false);
  const more = isExtended ? yield* extendedCommands(exec) : { dontFragment: false, verbose: false };
  if (more === undefined) return;
  const { verbose, ...settings } = more;
  const sweep = yield* sweepOf(exec);
  const sizes = sweep === undefined ? { sizeOctets } : { sizeOctets: sweep.first, sweep: sweep.sweep };
  start({ request: { destination, repeat, timeoutSeconds, ...sizes, ...settings }, verbose });
}

const LEAST_SIZE = 36;
const MOST_SIZE = 18_024;
const DEFAULT_PATTERN = '0xABCD';

type Extended = Pick<PingRequest, 'source' | 'dontFragment' | 'typeOfService' | 'pattern' | 'validates' | 'recordHops'> & { readonly verbose: boolean };

/** Undefined, with a message, where the source is none of ours. */
function* extendedCommands(exec: Exec): Dialogue<Extended | undefined> {
  const from = (yield { prompt: 'Source address or interface: ' }).trim();
  const source = from === '' ? undefined : sourceOf(exec, from);
  if (source === 'none') {
    exec.print('% Invalid source');
    return undefined;
  }
  const typeOfService = yield* numberWithin(exec, 'Type of service', 0, 0, 255);
  const dontFragment = yield* yesOrNo(exec, 'Set DF bit in IP header? [no]: ', false);
  const validates = yield* yesOrNo(exec, 'Validate reply data? [no]: ', false);
  const pattern = yield* patternOf(exec);
  const options = yield* optionsOf(exec);
  return {
    dontFragment,
    validates,
    typeOfService,
    ...(source === undefined ? {} : { source }),
    ...(pattern === undefined ? {} : { pattern }),
    ...options,
  };
}

/** Two octets in hexadecimal, with or without `0x`; undefined for anything else. */
export function parsePattern(typed: string): number | undefined {
  const match = /^(?:0x)?([0-9a-f]{1,4})$/i.exec(typed);
  return match ? Number.parseInt(match[1] ?? '', 16) : undefined;
}

function* patternOf(exec: Exec): Dialogue<number | undefined> {
  for (;;) {
    const typed = (yield { prompt: `Data pattern [${DEFAULT_PATTERN}]: ` }).trim();
    if (typed === '') return undefined;
    const pattern = parsePattern(typed);
    if (pattern !== undefined) return pattern;
    exec.print('% Invalid pattern, try again');
  }
}

const RECORD_HOPS = 9;

/** Asked again with what has been chosen, until Return alone; a recorded route is shown, so that it is verbose. */
function* optionsOf(exec: Exec): Dialogue<{ readonly verbose: boolean; readonly recordHops?: number }> {
  let verbose = false;
  let recordHops: number | undefined;
  for (;;) {
    const chosen = `${recordHops === undefined ? '' : 'R'}${verbose ? 'V' : ''}`;
    const typed = (yield { prompt: `Loose, Strict, Record, Timestamp, Verbose[${chosen === '' ? 'none' : chosen}]: ` }).trim().toLowerCase();
    if (typed === '' || 'none'.startsWith(typed)) return { verbose, ...(recordHops === undefined ? {} : { recordHops }) };
    if ('verbose'.startsWith(typed)) verbose = true;
    else if ('record'.startsWith(typed)) {
      recordHops = yield* hops(exec);
      verbose = true;
    } else exec.print(['loose', 'strict', 'timestamp'].some((word) => word.startsWith(typed)) ? NOT_SUPPORTED : '% Invalid option');
  }
}

function* hops(exec: Exec): Dialogue<number> {
  for (;;) {
    const typed = (yield { prompt: `Number of hops [ ${RECORD_HOPS} ]: ` }).trim();
    if (typed === '') return RECORD_HOPS;
    if (/^[1-9]$/.test(typed)) return Number(typed);
    exec.print(`% A decimal number between 1 and ${RECORD_HOPS}.`);
  }
}

function* sweepOf(exec: Exec): Dialogue<{ readonly first: number; readonly sweep: PingSweep } | undefined> {
  if (!(yield* yesOrNo(exec, 'Sweep range of sizes [n]: ', false))) return undefined;
  const first = yield* numberWithin(exec, 'Sweep min size', LEAST_SIZE, LEAST_SIZE, MOST_SIZE);
  const lastOctets = yield* numberWithin(exec, 'Sweep max size', MOST_SIZE, first, MOST_SIZE);
  const stepOctets = yield* numberWithin(exec, 'Sweep interval', 1, 1, MOST_SIZE);
  return { first, sweep: { lastOctets, stepOctets } };
}
