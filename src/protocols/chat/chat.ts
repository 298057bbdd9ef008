// A chat script at work (`script dialer`, `start-chat`): it waits for strings among what comes from the line and sends its own,
// each step within its time. It knows no modem and no line: octets come in and go out as text of one character an octet.

import type { TimerAction } from '../machine.ts';
import type { ChatStep, SendPart } from './script.ts';

export const STATES = ['idle', 'expecting', 'sending', 'finished'] as const;
export type ChatStateName = (typeof STATES)[number];

export type ChatStatus = 'success' | 'timeout' | 'aborted' | 'hung-up';

export interface ChatState {
  readonly name: ChatStateName;
  readonly script: string;
  readonly steps: readonly ChatStep[];
  readonly number: string;
  readonly step: number;
  /** What has come since the step began, no more than could still matter. */
  readonly heard: string;
  /** Of the step's send, what is still to go. */
  readonly left: readonly SendPart[];
}

export type ChatEvent =
  | { readonly type: 'start' }
  | { readonly type: 'received'; readonly text: string }
  | { readonly type: 'timer'; readonly timer: ChatTimerName }
  /** The line is gone. */
  | { readonly type: 'hung-up' };

export const EVENTS = ['start', 'received', 'timer', 'hung-up'] as const satisfies readonly ChatEvent['type'][];

export const TIMERS = {
  expect: { meaning: 'the expected string has not come' },
  pause: { meaning: 'a pause within a send is over' },
} as const;
export type ChatTimerName = keyof typeof TIMERS;

export type ChatTrace =
  | { readonly type: 'chat.started'; readonly script: string }
  | { readonly type: 'chat.expecting'; readonly text: string }
  | { readonly type: 'chat.matched'; readonly text: string }
  | { readonly type: 'chat.sending'; readonly text: string; readonly number?: string }
  | { readonly type: 'chat.finished'; readonly script: string; readonly status: ChatStatus; readonly expecting?: string; readonly abortedBy?: string };

export type ChatAction =
  | { readonly type: 'send'; readonly text: string }
  | { readonly type: 'break' }
  | TimerAction<ChatTimerName>
  | { readonly type: 'finished'; readonly status: ChatStatus }
  | { readonly type: 'trace'; readonly event: ChatTrace };

/** More than any expected string, so that a modem that babbles fills no memory. */
const HEARD_CHARACTERS = 1024;

export function createChat(script: string, steps: readonly ChatStep[], number: string): ChatState {
  return { name: 'idle', script, steps, number, step: 0, heard: '', left: [] };
}

export function step(state: ChatState, event: ChatEvent): readonly [ChatState, readonly ChatAction[]] {
  const actions: ChatAction[] = [];
  return [act(state, event, actions), actions];
}

function act(state: ChatState, event: ChatEvent, actions: ChatAction[]): ChatState {
  switch (event.type) {
    case 'start':
      if (state.name !== 'idle') return state;
      actions.push({ type: 'trace', event: { type: 'chat.started', script: state.script } });
      return beginStep(state, actions);
    case 'received':
      return state.name === 'expecting' ? hear(state, event.text, actions) : state.name === 'sending' ? remember(state, event.text) : state;
    case 'timer':
      if (event.timer === 'expect' && state.name === 'expecting') return finish(state, 'timeout', actions);
      return event.timer === 'pause' && state.name === 'sending' ? sendRest(state, actions) : state;
    case 'hung-up':
      return state.name === 'expecting' || state.name === 'sending' ? finish(state, 'hung-up', actions) : state;
  }
}

function beginStep(state: ChatState, actions: ChatAction[]): ChatState {
  const current = state.steps[state.step];
  if (current === undefined) return finish(state, 'success', actions);
  if (current.expect === '') return beginSend(state, current, actions);
  actions.push({ type: 'trace', event: { type: 'chat.expecting', text: current.expect } });
  actions.push({ type: 'start', timer: 'expect', ms: current.timeoutSeconds * 1000 });
  return hear({ ...state, name: 'expecting' }, '', actions);
}

function hear(state: ChatState, text: string, actions: ChatAction[]): ChatState {
  const now = remember(state, text);
  const current = now.steps[now.step];
  if (current === undefined) return now;
  const at = now.heard.indexOf(current.expect);
  const abort = current.aborts.find((each) => each !== '' && now.heard.includes(each));
  if (at < 0 && abort === undefined) return now;
  actions.push({ type: 'stop', timer: 'expect' });
  if (at < 0) return finish(now, 'aborted', actions, abort);
  actions.push({ type: 'trace', event: { type: 'chat.matched', text: current.expect } });
  return beginSend({ ...now, heard: now.heard.slice(at + current.expect.length) }, current, actions);
}

function remember(state: ChatState, text: string): ChatState {
  return { ...state, heard: (state.heard + text).slice(-HEARD_CHARACTERS) };
}

function beginSend(state: ChatState, current: ChatStep, actions: ChatAction[]): ChatState {
  if (current.send.length === 0 && current.sendText === '') return nextStep(state, actions);
  const dials = current.send.some((part) => part.kind === 'number');
  actions.push({ type: 'trace', event: { type: 'chat.sending', text: current.sendText, ...(dials ? { number: state.number } : {}) } });
  return sendRest({ ...state, name: 'sending', left: current.send }, actions);
}

/** Sends up to the next pause. */
function sendRest(state: ChatState, actions: ChatAction[]): ChatState {
  let text = '';
  const flush = (): void => {
    if (text !== '') actions.push({ type: 'send', text });
    text = '';
  };
  for (const [index, part] of state.left.entries()) {
    if (part.kind === 'text') text += part.text;
    else if (part.kind === 'number') text += state.number;
    else {
      flush();
      if (part.kind === 'break') actions.push({ type: 'break' });
      else {
        actions.push({ type: 'start', timer: 'pause', ms: part.ms });
        return { ...state, left: state.left.slice(index + 1) };
      }
    }
  }
  flush();
  return nextStep({ ...state, left: [] }, actions);
}

function nextStep(state: ChatState, actions: ChatAction[]): ChatState {
  return beginStep({ ...state, step: state.step + 1 }, actions);
}

function finish(state: ChatState, status: ChatStatus, actions: ChatAction[], abortedBy?: string): ChatState {
  if (status === 'hung-up') actions.push({ type: 'stop', timer: state.name === 'sending' ? 'pause' : 'expect' });
  const expecting = status === 'success' ? undefined : state.steps[state.step]?.expect;
  actions.push({
    type: 'trace',
    event: { type: 'chat.finished', script: state.script, status, ...(expecting === undefined ? {} : { expecting }), ...(abortedBy === undefined ? {} : { abortedBy }) },
  });
  actions.push({ type: 'finished', status });
  return { ...state, name: 'finished', heard: '', left: [] };
}
