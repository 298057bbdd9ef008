// A dial-up client as a pure machine: one call at a time, from dialling over the proof of who calls, the agreement about
// being called back, and the network protocols, to its end; redialling; the wait for the promised call. After the
// behaviour of Windows' Remote Access Service; how long it waits for a call that does not come is ours.

import type { DialUpTrace } from './trace.ts';
import type { CallbackAnswer, CallbackChoice, DialUpAction, DialUpEvent, DialUpFailure, DialUpSettings, DialUpState, DialUpStateName, DialUpTimerName } from './types.ts';

export { EVENTS, STATES, TIMERS } from './types.ts';

const REGISTRATION_MS = 60_000;
/** Longer than the 255 seconds that a caller can ask a server to wait ([MS-CBCP] 2.2.4.2). */
const CALLBACK_MS = 300_000;

/** "Redial on busy": what another attempt may mend. */
const WORTH_REDIALING: ReadonlySet<DialUpFailure> = new Set(['busy', 'no-answer', 'no-dialtone', 'no-line']);

export function createDialUp(): DialUpState {
  return { name: 'idle', settings: undefined, attempt: 0, returning: false, bitsPerSecond: 0, address: 0, question: undefined, failure: undefined };
}

interface Work {
  state: DialUpState;
  readonly actions: DialUpAction[];
}

export function step(state: DialUpState, event: DialUpEvent): readonly [DialUpState, readonly DialUpAction[]] {
  const work: Work = { state, actions: [] };
  act(work, event);
  return [work.state, work.actions];
}

function act(work: Work, event: DialUpEvent): void {
  const { name, settings } = work.state;
  switch (event.type) {
    case 'dial':
      if (name === 'idle') dial(work, event.settings, 1);
      return;
    case 'hang-up':
      return hangUp(work);
    case 'continue':
      if (name !== 'idle') return;
      set(work, { ...createDialUp(), name: 'dialing', settings: { ...event.settings, redialAttempts: 0 } });
      return tell(work, { type: 'pc.continuing' });
    case 'answer':
      return answer(work, event.number);
    case 'line-up':
      if (settings === undefined || (name !== 'dialing' && name !== 'answering')) return;
      return verify(work, settings, event.bitsPerSecond);
    case 'line-failed':
      if (name === 'dialing') dialFailed(work, event.why);
      else if (name === 'answering') fail(work, event.why, 'waiting');
      return;
    case 'line-down':
      return lineDown(work, event.why);
    case 'ring':
      if (name !== 'waiting') return;
      set(work, { name: 'answering' });
      tell(work, { type: 'pc.answering' });
      work.actions.push({ type: 'answer-call' });
      return;
    case 'authenticated':
      // Where CBCP was agreed on, its Request comes next.
      if (name === 'verifying' && !event.callback) register(work);
      return;
    case 'asked':
      if (name !== 'verifying') return;
      set(work, { name: 'asking', question: event.question });
      tell(work, { type: 'pc.asking', question: event.question });
      return;
    case 'agreed':
      return agreed(work, event.choice);
    case 'ip-up':
      return connected(work, event.address);
    case 'link-over':
      return linkOver(work, event.why);
    case 'timer':
      return timer(work, event.timer);
  }
}

// ---- dialling

function dial(work: Work, settings: DialUpSettings, attempt: number): void {
  set(work, { ...createDialUp(), name: 'dialing', settings, attempt });
  tell(work, { type: 'pc.dialing', number: settings.number, attempt });
  work.actions.push({ type: 'place-call', number: settings.number });
}

function dialFailed(work: Work, why: DialUpFailure): void {
  const { settings, attempt } = work.state;
  tell(work, { type: 'pc.failed', why, during: 'dialing' });
  if (settings === undefined || attempt > settings.redialAttempts || !WORTH_REDIALING.has(why)) return rest(work, why);
  set(work, { name: 'redialing', failure: why });
  tell(work, { type: 'pc.redialing', seconds: settings.redialSeconds, attempt: attempt + 1 });
  start(work, 'redial', settings.redialSeconds * 1000);
}

// ---- the link

function verify(work: Work, settings: DialUpSettings, bitsPerSecond: number): void {
  const returning = work.state.name === 'answering';
  stop(work, 'callback');
  set(work, { name: 'verifying', bitsPerSecond, returning });
  tell(work, { type: 'pc.verifying', bitsPerSecond, returning });
  work.actions.push({ type: 'open-link', settings, returning });
}

function register(work: Work): void {
  set(work, { name: 'registering', question: undefined });
  tell(work, { type: 'pc.registering' });
  start(work, 'registration', REGISTRATION_MS);
  work.actions.push({ type: 'proceed' });
}

function connected(work: Work, address: number): void {
  const { name, bitsPerSecond, returning } = work.state;
  if (name !== 'registering') return;
  stop(work, 'registration');
  if (address === 0) return giveUp(work, 'no-address');
  set(work, { name: 'connected', address });
  tell(work, { type: 'pc.connected', bitsPerSecond, address, returning });
}

// ---- callback

/** No number means no callback, and no call where the server insists. */
function answer(work: Work, number: string | undefined): void {
  const { name, question } = work.state;
  if (name !== 'asking' || question === undefined) return;
  const given = number !== undefined && number !== '';
  const said: CallbackAnswer = given ? { kind: 'number', number } : { kind: question.mayDecline ? 'none' : 'cancel' };
  set(work, { name: said.kind === 'cancel' ? 'closing' : 'verifying', question: undefined });
  tell(work, { type: 'pc.answered', answer: said });
  work.actions.push({ type: 'answer-question', answer: said });
}

function agreed(work: Work, choice: CallbackChoice): void {
  if (work.state.name !== 'verifying') return;
  if (choice.kind === 'none') return register(work);
  set(work, { name: 'parting' });
  tell(work, { type: 'pc.waiting', choice });
  start(work, 'callback', CALLBACK_MS);
}

// ---- ends

function linkOver(work: Work, why: DialUpFailure): void {
  const { name } = work.state;
  switch (name) {
    case 'verifying':
    case 'asking':
    case 'registering':
    case 'connected':
      stop(work, 'registration');
      tell(work, { type: 'pc.failed', why, during: name === 'asking' ? 'verifying' : name });
      set(work, { name: 'closing', failure: why, question: undefined });
      break;
    case 'parting':
    case 'closing':
      break;
    default:
      return;
  }
  work.actions.push({ type: 'release' });
}

function lineDown(work: Work, why: DialUpFailure): void {
  const { name } = work.state;
  switch (name) {
    case 'parting':
      set(work, { name: 'waiting' });
      tell(work, { type: 'pc.listening' });
      work.actions.push({ type: 'listen' });
      return;
    case 'closing':
      return rest(work, work.state.failure);
    case 'verifying':
    case 'asking':
    case 'registering':
    case 'connected':
      return fail(work, why, name === 'asking' ? 'verifying' : name);
    case 'answering':
      return fail(work, why, 'waiting');
    default:
      return;
  }
}

/** From this end, with a reason of this end's. */
function giveUp(work: Work, why: DialUpFailure): void {
  tell(work, { type: 'pc.failed', why, during: 'registering' });
  set(work, { name: 'closing', failure: why });
  work.actions.push({ type: 'close-link', reason: 'no IP' });
}

function fail(work: Work, why: DialUpFailure, during: Extract<DialUpTrace, { type: 'pc.failed' }>['during']): void {
  stopAll(work);
  tell(work, { type: 'pc.failed', why, during });
  rest(work, why);
}

function hangUp(work: Work): void {
  const { name } = work.state;
  stopAll(work);
  switch (name) {
    case 'idle':
    case 'closing':
      return;
    case 'verifying':
    case 'asking':
    case 'registering':
    case 'connected':
      set(work, { name: 'closing', failure: undefined, question: undefined });
      work.actions.push({ type: 'close-link', reason: 'hung up by the user' });
      return;
    case 'redialing':
      return rest(work, undefined);
    default:
      set(work, { name: 'closing', failure: undefined });
      work.actions.push({ type: 'release' });
  }
}

function timer(work: Work, name: DialUpTimerName): void {
  const { state } = work;
  if (name === 'redial') {
    if (state.name === 'redialing' && state.settings !== undefined) dial(work, state.settings, state.attempt + 1);
  } else if (name === 'registration') {
    if (state.name === 'registering') giveUp(work, 'no-ip');
  } else if (state.name === 'waiting') {
    tell(work, { type: 'pc.failed', why: 'no-callback', during: 'waiting' });
    set(work, { name: 'closing', failure: 'no-callback' });
    work.actions.push({ type: 'release' });
  }
}

// ---- small things

function rest(work: Work, failure: DialUpFailure | undefined): void {
  set(work, { ...createDialUp(), failure });
  tell(work, failure === undefined ? { type: 'pc.disconnected' } : { type: 'pc.disconnected', failure });
}

function tell(work: Work, event: DialUpTrace): void {
  work.actions.push({ type: 'trace', event });
}

function set(work: Work, changes: Partial<DialUpState> & { readonly name?: DialUpStateName }): void {
  work.state = { ...work.state, ...changes };
}

function start(work: Work, name: DialUpTimerName, ms: number): void {
  work.actions.push({ type: 'start', timer: name, ms });
}

function stop(work: Work, name: DialUpTimerName): void {
  work.actions.push({ type: 'stop', timer: name });
}

function stopAll(work: Work): void {
  for (const name of ['redial', 'registration', 'callback'] as const) stop(work, name);
}
