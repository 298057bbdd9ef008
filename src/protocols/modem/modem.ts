// A Hayes modem as a pure machine: commands and result codes (TIA-602, ITU-T V.250), dialling and answering (V.25), the two
// modems' agreement on a rate (after V.8), carrier, escape and hang-up. Compression and error correction are not modelled.

import { fromText, toText } from '../../base/octets.ts';
import type { Instant } from '../../base/time.ts';
import { parseCommands, type AtCommand } from './commands.ts';
import { ANSWER_SILENCE_MS, DTMF_DIGIT_MS, replyTo } from './handshake.ts';
import { RINGS_STOPPED_MS, type Tone } from './line.ts';
import type { ModemAction, ModemEvent, ModemMake, ModemSettings, ModemState, ModemStateName, ModemTimerName } from './types.ts';

export { EVENTS, STATES, TIMERS } from './types.ts';

/** V.250 Annex: S0 rings before answering, S3 carriage return, S4 line feed, S5 backspace, S6, S7, S8 seconds, S10 tenths, S12 fiftieths. */
const FACTORY_REGISTERS: readonly (readonly [number, number])[] = [[0, 0], [2, 43], [3, 13], [4, 10], [5, 8], [6, 2], [7, 50], [8, 2], [10, 14], [12, 50]];
const FACTORY: ModemSettings = { echo: true, quiet: false, verbose: true, results: 4, dtr: 2, registers: new Map(FACTORY_REGISTERS) };
/** V.250 §5.6.1: what comes so soon behind a command line belongs to it, such as a line feed. */
const BEHIND_COMMAND_MS = 125;

/** What comes from a faster end while this one still trains is kept, as far as it fits. */
const EARLY_CHARACTERS = 4096;
const ESCAPES = 3;
const LONGEST_COMMAND = 255;
/** V.21. */
const SLOWEST = 300;

const NUMERIC: Readonly<Record<string, number>> = { OK: 0, CONNECT: 1, RING: 2, 'NO CARRIER': 3, ERROR: 4, 'NO DIALTONE': 6, BUSY: 7, 'NO ANSWER': 8 };

export function createModem(make: ModemMake): ModemState {
  // Modems of a lab were prepared by whoever installed them.
  const installed: ModemSettings = { ...FACTORY, registers: new Map([...FACTORY_REGISTERS, [0, make.answerAfterRings ?? 1]]) };
  return {
    name: 'command', make, terminalBitsPerSecond: undefined, settings: installed, profile: installed, dtrOn: false, typed: '', lastCommand: '', number: '', rings: 0, originating: false,
    bitsPerSecond: 0, lastDataAt: 0, early: '', escapes: undefined, commandAt: -BEHIND_COMMAND_MS, awaitsSilence: false,
  };
}

interface Work {
  state: ModemState;
  readonly actions: ModemAction[];
  readonly now: Instant;
}

export function step(state: ModemState, event: ModemEvent, now: Instant): readonly [ModemState, readonly ModemAction[]] {
  const work: Work = { state, actions: [], now };
  act(work, event);
  return [work.state, work.actions];
}

function act(work: Work, event: ModemEvent): void {
  const { state } = work;
  switch (event.type) {
    case 'terminal':
      return fromTerminal(work, event.text);
    case 'dtr':
      set(work, { dtrOn: event.on });
      if (!event.on && state.settings.dtr >= 2 && state.name !== 'command') hangUp(work, undefined);
      return;
    case 'unplugged':
      set(work, { dtrOn: false, typed: '' });
      if (state.name !== 'command') hangUp(work, undefined);
      return;
    case 'rate':
      return set(work, { terminalBitsPerSecond: event.bitsPerSecond });
    case 'tone':
      return tone(work, event.tone);
    case 'ring':
      return ring(work);
    case 'connected':
      if (state.name === 'answering') start(work, 'silence', ANSWER_SILENCE_MS);
      return;
    case 'line-lost':
      if (state.name === 'data' || state.name === 'online-command') start(work, 'lost', register(state, 10) * 100);
      else if (state.name === 'waiting' || state.name === 'answering' || state.name === 'training') hangUp(work, 'NO CARRIER');
      return;
    case 'signal':
      return signal(work, event.signal);
    case 'carrier':
      if (state.name === 'data') work.actions.push({ type: 'terminal', text: toText(event.octets) });
      else if (state.name === 'training') set(work, { early: (state.early + toText(event.octets)).slice(0, EARLY_CHARACTERS) });
      return;
    case 'timer':
      return timer(work, event.timer);
  }
}

// ---- the terminal

function fromTerminal(work: Work, text: string): void {
  for (let at = 0; at < text.length; at += 1) {
    const { name } = work.state;
    if (name === 'data') return data(work, text.slice(at));
    if (name === 'command' || name === 'online-command') typedSign(work, text.charAt(at));
    // V.250 §5.6.1: any character while a connection is being made abandons it.
    else if (work.now - work.state.commandAt >= BEHIND_COMMAND_MS) return hangUp(work, 'NO CARRIER');
  }
}

function typedSign(work: Work, sign: string): void {
  const { settings, typed } = work.state;
  if (settings.echo) work.actions.push({ type: 'terminal', text: sign });
  const code = sign.charCodeAt(0);
  if (code === register(work.state, 5) || code === 127) return set(work, { typed: typed.slice(0, -1) });
  if (/^a\/$/i.test(typed + sign)) {
    set(work, { typed: '' });
    return run(work, work.state.lastCommand);
  }
  if (code !== register(work.state, 3)) return set(work, { typed: code < 32 ? typed : (typed + sign).slice(-LONGEST_COMMAND) });
  set(work, { typed: '' });
  // Whatever stood before AT is forgotten.
  const line = /at(.*)$/i.exec(typed)?.[1];
  if (line !== undefined) run(work, line);
}

function run(work: Work, line: string): void {
  set(work, { lastCommand: line, commandAt: work.now });
  work.actions.push({ type: 'trace', event: { type: 'modem.command', text: `AT${line}` } });
  const commands = parseCommands(line);
  if (commands === undefined) return result(work, 'ERROR');
  for (const command of commands) if (!perform(work, command)) return;
  result(work, 'OK');
}

/** False when the command gives its own result, or none yet. */
function perform(work: Work, command: AtCommand): boolean {
  const { state } = work;
  switch (command.kind) {
    case 'echo':
      return change(work, { echo: command.value !== 0 });
    case 'quiet':
      return change(work, { quiet: command.value !== 0 });
    case 'verbose':
      return change(work, { verbose: command.value !== 0 });
    case 'results':
      return change(work, { results: command.value });
    case 'dtr':
      return change(work, { dtr: command.value });
    case 'register':
      return change(work, { registers: new Map(state.settings.registers).set(command.register, command.value) });
    case 'ask-register':
      work.actions.push({ type: 'terminal', text: `\r\n${String(register(state, command.register)).padStart(3, '0')}\r\n` });
      return true;
    case 'reset':
      set(work, { settings: state.profile });
      if (state.name === 'online-command') hangUp(work, undefined);
      return true;
    case 'factory':
      set(work, { settings: FACTORY });
      return true;
    case 'store':
      set(work, { profile: state.settings });
      return true;
    case 'identify':
      work.actions.push({ type: 'terminal', text: `\r\nringback modem ${state.make.bitsPerSecond}\r\n` });
      return true;
    case 'ask-class':
      work.actions.push({ type: 'terminal', text: '\r\n0\r\n' });
      return true;
    case 'hang-up':
      if (state.name === 'online-command') hangUp(work, undefined);
      return true;
    case 'online':
      if (state.name !== 'online-command') {
        result(work, 'NO CARRIER');
        return false;
      }
      move(work, 'data');
      connected(work);
      return false;
    case 'answer':
      answer(work);
      return false;
    case 'dial':
      return dial(work, command);
    case 'nothing':
      return true;
  }
}

function change(work: Work, settings: Partial<ModemSettings>): true {
  set(work, { settings: { ...work.state.settings, ...settings } });
  return true;
}

function dial(work: Work, { number, pauses, awaitsSilence }: Extract<AtCommand, { kind: 'dial' }>): false {
  if (work.state.name !== 'command') {
    result(work, 'ERROR');
    return false;
  }
  set(work, { number, originating: true, awaitsSilence });
  move(work, 'dialing');
  work.actions.push({ type: 'off-hook' });
  start(work, 'dialtone', register(work.state, 6) * 1000 + pauses * register(work.state, 8) * 1000);
  return false;
}

/** +++ with a second's silence before and behind it (S12) leaves data for commands; it may come sign by sign. */
function data(work: Work, text: string): void {
  const { state } = work;
  const escape = register(state, 2);
  const before = work.now - state.lastDataAt >= guardMs(state) ? 0 : state.escapes;
  const isEscape = escape < 128 && text === String.fromCharCode(escape).repeat(text.length);
  const escapes = isEscape && before !== undefined ? before + text.length : undefined;
  set(work, { lastDataAt: work.now, escapes });
  stop(work, 'escape');
  if (escapes === ESCAPES) start(work, 'escape', guardMs(state));
  work.actions.push({ type: 'carrier', octets: fromText(text) });
}

function guardMs(state: ModemState): number {
  return register(state, 12) * 20;
}

// ---- the line

function tone(work: Work, heard: Tone): void {
  const { state } = work;
  if (state.name === 'dialing' && heard === 'dial') {
    stop(work, 'dialtone');
    start(work, 'digits', Math.max(1, state.number.length) * DTMF_DIGIT_MS);
  } else if (heard === 'busy' || heard === 'reorder') {
    if (state.name === 'dialing' || state.name === 'waiting') hangUp(work, state.settings.results >= 3 ? 'BUSY' : 'NO CARRIER');
    else if (state.name === 'answering' || state.name === 'training') hangUp(work, 'NO CARRIER');
  }
}

function ring(work: Work): void {
  const { state } = work;
  if (state.name !== 'command') return;
  const rings = state.rings + 1;
  set(work, { rings });
  circuit(work, 'RI', true);
  start(work, 'ringing', RINGS_STOPPED_MS);
  result(work, 'RING');
  const answerAfter = register(state, 0);
  if (answerAfter > 0 && rings >= answerAfter && state.dtrOn) answer(work);
}

function answer(work: Work): void {
  if (work.state.name !== 'command') return result(work, 'ERROR');
  stop(work, 'ringing');
  circuit(work, 'RI', false);
  set(work, { originating: false, rings: 0 });
  move(work, 'answering');
  work.actions.push({ type: 'off-hook' });
  start(work, 'carrier', register(work.state, 7) * 1000);
}

function signal(work: Work, heard: Extract<ModemEvent, { type: 'signal' }>['signal']): void {
  const { say, agreed } = replyTo(heard, work.state.name, ownRate(work.state));
  if (say !== undefined) work.actions.push({ type: 'signal', signal: say });
  if (agreed !== undefined) train(work, agreed, work.state.make.trainingMs);
}

/** Without error control no buffer stands between cable and line: the carrier is no faster than the terminal (V.34's rates are multiples of 2400). */
function ownRate({ make, terminalBitsPerSecond: rate }: ModemState): number {
  if (rate === undefined || rate >= make.bitsPerSecond) return make.bitsPerSecond;
  return rate < 2400 ? Math.max(SLOWEST, rate) : rate - (rate % 2400);
}

function train(work: Work, bitsPerSecond: number, ms: number): void {
  set(work, { bitsPerSecond });
  stop(work, 'carrier');
  move(work, 'training');
  start(work, 'training', ms);
}

function timer(work: Work, name: ModemTimerName): void {
  const { state } = work;
  switch (name) {
    case 'dialtone':
      if (state.name === 'dialing') hangUp(work, 'NO DIALTONE');
      return;
    case 'digits':
      if (state.name !== 'dialing') return;
      move(work, 'waiting');
      start(work, 'carrier', register(state, 7) * 1000);
      work.actions.push({ type: 'dial', number: state.number });
      return;
    case 'carrier':
      if (state.name === 'waiting' || state.name === 'answering') hangUp(work, state.name === 'waiting' && state.awaitsSilence ? 'NO ANSWER' : 'NO CARRIER');
      return;
    case 'silence':
      if (state.name === 'answering') work.actions.push({ type: 'signal', signal: { kind: 'ANSam', bitsPerSecond: ownRate(state) } });
      return;
    case 'training':
      if (state.name !== 'training') return;
      move(work, 'data');
      circuit(work, 'DCD', true);
      connected(work);
      return;
    case 'lost':
      if (state.name === 'data' || state.name === 'online-command') hangUp(work, 'NO CARRIER');
      return;
    case 'ringing':
      set(work, { rings: 0 });
      circuit(work, 'RI', false);
      return;
    case 'escape':
      if (state.name !== 'data') return;
      move(work, 'online-command');
      result(work, 'OK');
  }
}

function connected(work: Work): void {
  set(work, { lastDataAt: work.now, escapes: undefined, typed: '' });
  result(work, work.state.settings.results === 0 ? 'CONNECT' : `CONNECT ${work.state.bitsPerSecond}`);
  const { early } = work.state;
  set(work, { early: '' });
  if (early !== '') work.actions.push({ type: 'terminal', text: early });
}

/** Back on the hook; without a result code when the terminal asked for it. */
function hangUp(work: Work, because: string | undefined): void {
  const carrier = work.state.name === 'data' || work.state.name === 'online-command';
  for (const each of ['dialtone', 'digits', 'carrier', 'silence', 'training', 'lost', 'escape'] as const) stop(work, each);
  set(work, { bitsPerSecond: 0, typed: '', early: '' });
  move(work, 'command');
  work.actions.push({ type: 'on-hook' });
  if (carrier) circuit(work, 'DCD', false);
  if (because !== undefined) result(work, because);
}

// ---- small things

function result(work: Work, text: string): void {
  const { quiet, verbose } = work.state.settings;
  work.actions.push({ type: 'trace', event: { type: 'modem.result', text } });
  if (quiet) return;
  const code = NUMERIC[text.replace(/ \d+$/, '')] ?? NUMERIC['ERROR'];
  work.actions.push({ type: 'terminal', text: verbose ? `\r\n${text}\r\n` : `${code}\r` });
}

function circuit(work: Work, name: 'DCD' | 'RI', on: boolean): void {
  // Told first: the terminal may act on it at once.
  work.actions.push({ type: 'trace', event: { type: 'modem.circuit', circuit: name, on, dtr: work.state.dtrOn } }, { type: 'circuit', circuit: name, on });
}

function move(work: Work, to: ModemStateName): void {
  work.actions.push({ type: 'trace', event: { type: 'modem.state', from: work.state.name, to } });
  set(work, { name: to });
}

function set(work: Work, changes: Partial<ModemState>): void {
  work.state = { ...work.state, ...changes };
}

function register(state: ModemState, number: number): number {
  return state.settings.registers.get(number) ?? 0;
}

function start(work: Work, name: ModemTimerName, ms: number): void {
  work.actions.push({ type: 'start', timer: name, ms });
}

function stop(work: Work, name: ModemTimerName): void {
  work.actions.push({ type: 'stop', timer: name });
}
