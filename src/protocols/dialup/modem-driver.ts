// How a dial-up client drives its modem over the serial cable (TIA-602 commands and result codes): the port is opened by
// raising DTR, the modem reset and told what it needs, then it dials, or waits for RING and is told to answer; dropping DTR
// hangs up. A modem that does not answer to its name is broken. What the octets of a call mean is not its business.

import type { TimerAction } from '../machine.ts';
import type { DialUpFailure } from './types.ts';

export const STATES = ['closed', 'terminal', 'initialising', 'listening', 'dialing', 'answering', 'online', 'dropping'] as const;
export type ModemDriverStateName = (typeof STATES)[number];

export type ModemDriverEvent =
  | { readonly type: 'dial'; readonly number: string }
  /** The port is opened, to hear a call ringing. */
  | { readonly type: 'listen' }
  | { readonly type: 'answer' }
  /** Somebody types at the modem himself, until he hangs up, or hands over the call that he has made (`take-over`). */
  | { readonly type: 'open-terminal' }
  | { readonly type: 'take-over'; readonly bitsPerSecond: number }
  | { readonly type: 'hang-up' }
  /** From the modem, while no call is up. */
  | { readonly type: 'received'; readonly text: string }
  | { readonly type: 'carrier-lost' }
  | { readonly type: 'timer'; readonly timer: ModemDriverTimerName };

export const EVENTS = ['dial', 'listen', 'answer', 'open-terminal', 'take-over', 'hang-up', 'received', 'carrier-lost', 'timer'] as const satisfies readonly ModemDriverEvent['type'][];

export const TIMERS = {
  response: { meaning: 'the modem does not answer to a command' },
  call: { meaning: 'no connection has come about' },
  'dtr-low': { meaning: 'the modem has noticed, and is on the hook' },
} as const;
export type ModemDriverTimerName = keyof typeof TIMERS;

export type ModemDriverAction =
  | { readonly type: 'dtr'; readonly on: boolean }
  | { readonly type: 'send'; readonly text: string }
  | { readonly type: 'ring' }
  /** The call is up; what the modem sent behind CONNECT belongs to it. */
  | { readonly type: 'up'; readonly bitsPerSecond: number; readonly rest: string }
  | { readonly type: 'failed'; readonly why: DialUpFailure }
  | { readonly type: 'down' }
  | TimerAction<ModemDriverTimerName>;

export interface ModemDriverState {
  readonly name: ModemDriverStateName;
  /** Undefined: it listens. */
  readonly number: string | undefined;
  /** While the modem hangs up: somebody wants it again already, to dial a number or to listen. */
  readonly wanted: { readonly number: string | undefined } | undefined;
  /** Commands that still have to be answered with OK before that. */
  readonly commands: readonly string[];
  /** A line of the modem's that has not ended. */
  readonly heard: string;
}

/** The profile, then: no echo, words, all result codes, DTR hangs up, no answer but on command, a minute for the carrier. */
const PREPARATION = ['ATZ', 'ATE0V1X4&D2S0=0S7=60'] as const;
const RESPONSE_MS = 3000;
/** "Cancel the call if not connected within 60 secs." */
const CALL_MS = 60_000;
const DTR_LOW_MS = 1000;

/** After the documented meanings of RAS's error codes. */
const FAILURES: Readonly<Record<string, DialUpFailure>> = { BUSY: 'busy', 'NO ANSWER': 'no-answer', 'NO CARRIER': 'no-answer', 'NO DIALTONE': 'no-dialtone', ERROR: 'hardware' };

export function createModemDriver(): ModemDriverState {
  return { name: 'closed', number: undefined, wanted: undefined, commands: [], heard: '' };
}

interface Work {
  state: ModemDriverState;
  readonly actions: ModemDriverAction[];
}

export function step(state: ModemDriverState, event: ModemDriverEvent): readonly [ModemDriverState, readonly ModemDriverAction[]] {
  const work: Work = { state, actions: [] };
  act(work, event);
  return [work.state, work.actions];
}

function act(work: Work, event: ModemDriverEvent): void {
  const { name } = work.state;
  switch (event.type) {
    case 'dial':
      return want(work, event.number);
    case 'listen':
      return want(work, undefined);
    case 'answer':
      if (name !== 'listening') return;
      set(work, { name: 'answering' });
      start(work, 'call', CALL_MS);
      work.actions.push({ type: 'send', text: 'ATA\r' });
      return;
    case 'open-terminal':
      if (name !== 'closed') return;
      set(work, { name: 'terminal' });
      work.actions.push({ type: 'dtr', on: true });
      return;
    case 'take-over':
      if (name !== 'terminal') return;
      set(work, { name: 'online', heard: '' });
      work.actions.push({ type: 'up', bitsPerSecond: event.bitsPerSecond, rest: '' });
      return;
    case 'hang-up':
      return name === 'closed' ? void work.actions.push({ type: 'down' }) : drop(work);
    case 'received':
      return received(work, event.text);
    case 'carrier-lost':
      return name === 'online' ? drop(work) : undefined;
    case 'timer':
      if (event.timer === 'dtr-low') {
        if (name !== 'dropping') return;
        const { wanted } = work.state;
        set(work, { name: 'closed', wanted: undefined });
        work.actions.push({ type: 'down' });
        if (wanted !== undefined) open(work, wanted.number);
      } else if (event.timer === 'response' && name === 'initialising') fail(work, 'hardware');
      else if (event.timer === 'call' && (name === 'dialing' || name === 'answering')) fail(work, 'no-answer');
  }
}

function want(work: Work, number: string | undefined): void {
  const { name } = work.state;
  if (name === 'closed') open(work, number);
  else if (name === 'dropping') set(work, { wanted: { number } });
}

function open(work: Work, number: string | undefined): void {
  set(work, { name: 'initialising', number, commands: PREPARATION, heard: '' });
  work.actions.push({ type: 'dtr', on: true });
  command(work);
}

/** The next command, or what they were all for. */
function command(work: Work): void {
  const { commands: [next], number } = work.state;
  if (next !== undefined) {
    start(work, 'response', RESPONSE_MS);
    work.actions.push({ type: 'send', text: `${next}\r` });
    return;
  }
  stop(work, 'response');
  if (number === undefined) return set(work, { name: 'listening' });
  set(work, { name: 'dialing' });
  start(work, 'call', CALL_MS);
  work.actions.push({ type: 'send', text: `ATDT${number}\r` });
}

function received(work: Work, text: string): void {
  const { name } = work.state;
  if (name === 'closed' || name === 'terminal' || name === 'dropping' || name === 'online') return;
  const lines = (work.state.heard + text).split('\r\n');
  set(work, { heard: lines.at(-1) ?? '' });
  for (const [index, line] of lines.slice(0, -1).entries()) {
    result(work, line.trim(), lines.slice(index + 1).join('\r\n'));
    // Nothing behind CONNECT is the modem's, and nothing matters behind a failure.
    if (work.state.name === 'online' || work.state.name === 'dropping') return;
  }
}

/** What is no result code is an echo, or says nothing. */
function result(work: Work, line: string, rest: string): void {
  const { name, commands } = work.state;
  if (line === 'OK' && name === 'initialising') {
    set(work, { commands: commands.slice(1) });
    return command(work);
  }
  if (line === 'RING') {
    if (name === 'listening') work.actions.push({ type: 'ring' });
    return;
  }
  const connect = /^CONNECT(?: (\d+))?/.exec(line);
  if (connect !== null && (name === 'dialing' || name === 'answering')) {
    stop(work, 'call');
    set(work, { name: 'online', heard: '' });
    work.actions.push({ type: 'up', bitsPerSecond: Number(connect[1] ?? 0), rest });
    return;
  }
  const why = FAILURES[line];
  if (why !== undefined && name !== 'listening') fail(work, why);
}

function fail(work: Work, why: DialUpFailure): void {
  stop(work, 'response');
  stop(work, 'call');
  set(work, { name: 'closed', heard: '' });
  work.actions.push({ type: 'dtr', on: false }, { type: 'failed', why });
}

function drop(work: Work): void {
  if (work.state.name === 'dropping') return set(work, { wanted: undefined });
  stop(work, 'response');
  stop(work, 'call');
  set(work, { name: 'dropping', heard: '' });
  work.actions.push({ type: 'dtr', on: false });
  start(work, 'dtr-low', DTR_LOW_MS);
}

function set(work: Work, changes: Partial<ModemDriverState>): void {
  work.state = { ...work.state, ...changes };
}

function start(work: Work, timer: ModemDriverTimerName, ms: number): void {
  work.actions.push({ type: 'start', timer, ms });
}

function stop(work: Work, timer: ModemDriverTimerName): void {
  work.actions.push({ type: 'stop', timer });
}
