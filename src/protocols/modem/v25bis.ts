// A synchronous modem under ITU-T V.25bis as a pure machine, with circuit 108/2 and bit-oriented framing: call requests and their
// indications, automatic answering unless the terminal disregards the call, the two modems' agreement on a rate, and frames
// from carrier to terminal at its clock. Dropping 108/2 hangs up. One that is strapped
// for direct calls dials the number that it has stored instead, and knows no commands. It gives no identification.

import { parseV25bis, V25BIS_FRAME, v25bisText, type CallFailure, type V25bisMessage } from '../../wire/v25bis.ts';
import { ANSWER_SILENCE_MS, DTMF_DIGIT_MS, replyTo } from './handshake.ts';
import { RINGS_STOPPED_MS, type Tone } from './line.ts';
import type { DceAction, DceEvent, DceMake, DceState, DceStateName, DceTimerName } from './v25bis-types.ts';

export { EVENTS, STATES, TIMERS } from './v25bis-types.ts';

const DIALTONE_MS = 5000;
/** §4: the time after which a call that is not answered by a modem is given up. */
const ABORT_MS = 60_000;
/** After INC the terminal has so long to disregard the call. */
const ANSWER_MS = 4000;
/** Circuit 109 follows the carrier with this delay: what was under way still arrives. */
const CARRIER_LOST_MS = 1400;

export function createDce(make: DceMake): DceState {
  return { name: 'disconnected', make, number: '', originating: false, rung: 'no', disregarded: false, heardRinging: false, bitsPerSecond: 0 };
}

interface Work {
  state: DceState;
  readonly actions: DceAction[];
}

export function step(state: DceState, event: DceEvent): readonly [DceState, readonly DceAction[]] {
  const work: Work = { state, actions: [] };
  act(work, event);
  return [work.state, work.actions];
}

function act(work: Work, event: DceEvent): void {
  const { state } = work;
  switch (event.type) {
    case 'terminal':
      return fromTerminal(work, event.frame);
    case 'dtr':
      if (event.on) {
        if (state.name === 'disconnected') terminalReady(work);
      } else if (state.name !== 'disconnected') hangUp(work, 'disconnected');
      return;
    case 'tone':
      return tone(work, event.tone);
    case 'ring':
      return ring(work);
    case 'connected':
      if (state.name === 'answering') start(work, 'silence', ANSWER_SILENCE_MS);
      return;
    case 'line-lost':
      if (state.name === 'data') start(work, 'lost', CARRIER_LOST_MS);
      else if (state.name === 'waiting' || state.name === 'answering' || state.name === 'training') fail(work, 'NT');
      return;
    case 'signal': {
      const { say, agreed } = replyTo(event.signal, state.name, state.make.bitsPerSecond);
      if (say !== undefined) work.actions.push({ type: 'signal', signal: say });
      if (agreed !== undefined) train(work, agreed);
      return;
    }
    case 'carrier':
      // What comes before this end is ready is lost: there is no buffer on a synchronous line.
      if (state.name === 'data') work.actions.push({ type: 'terminal', frame: event.octets });
      return;
    case 'timer':
      return timer(work, event.timer);
  }
}

// ---- the terminal

/** With circuit 108/1 (§3.1, direct call) the number is dialled at once. */
function terminalReady(work: Work): void {
  const { storedNumber } = work.state.make;
  move(work, 'ready');
  if (storedNumber !== undefined && work.state.rung === 'no') dial(work, storedNumber);
}

function fromTerminal(work: Work, frame: Uint8Array): void {
  const { name, make } = work.state;
  if (name === 'data') {
    work.actions.push({ type: 'carrier', octets: frame });
    return;
  }
  if (name === 'disconnected' || make.storedNumber !== undefined) return;
  const text = V25BIS_FRAME[make.parity].parse(frame);
  const message = text.ok ? parseV25bis(text.value) : undefined;
  if (message === undefined) return notUnderstood(work, text.ok ? `no command: ${text.value}` : text.error.message);
  switch (message.kind) {
    case 'CRN':
      return request(work, message.number);
    case 'CIC':
      if (name !== 'ready' || work.state.rung !== 'announced') return notUnderstood(work, 'nobody calls');
      indicate(work, { kind: 'VAL' });
      return answer(work);
    case 'DIC':
      indicate(work, { kind: 'VAL' });
      if (name !== 'ready') return;
      stop(work, 'answer');
      set(work, { disregarded: work.state.rung === 'announced' });
      return;
    default:
      return notUnderstood(work, `no command: ${v25bisText(message)}`);
  }
}

function notUnderstood(work: Work, because: string): void {
  work.actions.push({ type: 'trace', event: { type: 'v25bis.notUnderstood', because } });
  indicate(work, { kind: 'INV' });
}

/** Of a number's characters the digits are dialled: how, and where to pause, is the network's. */
function request(work: Work, number: string): void {
  indicate(work, { kind: 'VAL' });
  const { name, rung } = work.state;
  if (name !== 'ready' || rung !== 'no') return failure(work, 'CB');
  dial(work, number);
}

function dial(work: Work, number: string): void {
  set(work, { number: number.replace(/[^0-9*#]/g, ''), originating: true, heardRinging: false });
  move(work, 'dialing');
  work.actions.push({ type: 'off-hook' });
  start(work, 'dialtone', DIALTONE_MS);
}

// ---- the line

function tone(work: Work, heard: Tone): void {
  const { name, number } = work.state;
  if (name === 'dialing' && heard === 'dial') {
    stop(work, 'dialtone');
    start(work, 'digits', Math.max(1, number.length) * DTMF_DIGIT_MS);
  } else if (heard === 'ringback') {
    if (name === 'waiting') set(work, { heardRinging: true });
  } else if (heard !== 'dial' && (name === 'dialing' || name === 'waiting' || name === 'answering' || name === 'training')) {
    fail(work, heard === 'busy' ? 'ET' : 'NT');
  }
}

/** §4.3: INC with the first ring; where the terminal is not ready it sees the ringing and no more. */
function ring(work: Work): void {
  const { name, rung } = work.state;
  if (name !== 'ready' && name !== 'disconnected') return;
  start(work, 'ringing', RINGS_STOPPED_MS);
  if (rung === 'no') {
    work.actions.push({ type: 'circuit', circuit: 'RI', on: true });
    set(work, { rung: 'unannounced' });
  }
  if (name === 'disconnected' || rung === 'announced' || work.state.make.storedNumber !== undefined) return;
  set(work, { rung: 'announced' });
  start(work, 'answer', ANSWER_MS);
  indicate(work, { kind: 'INC' });
}

function answer(work: Work): void {
  ringingOver(work);
  set(work, { originating: false });
  move(work, 'answering');
  work.actions.push({ type: 'off-hook' });
  start(work, 'abort', ABORT_MS);
}

function ringingOver(work: Work): void {
  stop(work, 'ringing');
  stop(work, 'answer');
  work.actions.push({ type: 'circuit', circuit: 'RI', on: false });
  set(work, { rung: 'no', disregarded: false });
}

function train(work: Work, bitsPerSecond: number): void {
  set(work, { bitsPerSecond });
  stop(work, 'abort');
  move(work, 'training');
  start(work, 'training', work.state.make.trainingMs);
}

function timer(work: Work, name: DceTimerName): void {
  const { state } = work;
  switch (name) {
    case 'dialtone':
      if (state.name === 'dialing') fail(work, 'AB');
      return;
    case 'digits':
      if (state.name !== 'dialing') return;
      move(work, 'waiting');
      start(work, 'abort', ABORT_MS);
      work.actions.push({ type: 'dial', number: state.number });
      return;
    case 'abort':
      if (state.name === 'waiting') fail(work, state.heardRinging ? 'RT' : 'NT');
      else if (state.name === 'answering') fail(work, 'NT');
      return;
    case 'answer':
      if (state.name === 'ready' && state.rung === 'announced' && !state.disregarded) answer(work);
      return;
    case 'silence':
      if (state.name === 'answering') work.actions.push({ type: 'signal', signal: { kind: 'ANSam', bitsPerSecond: state.make.bitsPerSecond } });
      return;
    case 'ringing':
      ringingOver(work);
      return;
    case 'lost':
      if (state.name === 'data') hangUp(work, 'ready');
      return;
    case 'training':
      if (state.name !== 'training') return;
      // The last that is said: from now on everything is data.
      indicate(work, { kind: 'CNX' });
      move(work, 'data');
      work.actions.push({ type: 'circuit', circuit: 'DCD', on: true });
  }
}

/** The call came to nothing: the terminal is told why. */
function fail(work: Work, reason: CallFailure): void {
  hangUp(work, 'ready');
  failure(work, reason);
}

/** Of a direct call nobody is told: no carrier comes. */
function failure(work: Work, reason: CallFailure): void {
  if (work.state.make.storedNumber !== undefined) return;
  work.actions.push({ type: 'trace', event: { type: 'v25bis.failed', reason } });
  indicate(work, { kind: 'CFI', reason });
}

function hangUp(work: Work, to: 'ready' | 'disconnected'): void {
  const { name, rung } = work.state;
  for (const each of ['dialtone', 'digits', 'abort', 'silence', 'training', 'lost'] as const) stop(work, each);
  if (rung !== 'no') ringingOver(work);
  set(work, { bitsPerSecond: 0 });
  move(work, to);
  if (name === 'ready') return;
  work.actions.push({ type: 'on-hook' });
  if (name === 'data') work.actions.push({ type: 'circuit', circuit: 'DCD', on: false });
}

// ---- small things

function indicate(work: Work, message: V25bisMessage): void {
  if (work.state.make.storedNumber !== undefined) return;
  work.actions.push({ type: 'terminal', frame: V25BIS_FRAME[work.state.make.parity].serialize(v25bisText(message)) });
}

function move(work: Work, to: DceStateName): void {
  work.actions.push({ type: 'trace', event: { type: 'v25bis.dce', from: work.state.name, to } });
  set(work, { name: to });
}

function set(work: Work, changes: Partial<DceState>): void {
  work.state = { ...work.state, ...changes };
}

function start(work: Work, name: DceTimerName, ms: number): void {
  work.actions.push({ type: 'start', timer: name, ms });
}

function stop(work: Work, name: DceTimerName): void {
  work.actions.push({ type: 'stop', timer: name });
}
