// The terminal's side of ITU-T V.25bis: one call at a time by a call request and the DCE's indications, an incoming call taken or
// disregarded, the carrier (circuits 107, 109) that makes a call of it, and data terminal ready dropped to end it. Why
// a call is wanted, and what runs over it, is somebody else's.

import type { CallFailure, V25bisMessage } from '../../wire/v25bis.ts';
import type { TimerAction } from '../machine.ts';

/** `rung`: INC has come, or a carrier that nobody asked for; `accepted`: the DCE may answer. */
export const STATES = ['idle', 'requested', 'calling', 'rung', 'accepted', 'connected'] as const;
export type TerminalStateName = (typeof STATES)[number];

export interface TerminalState {
  readonly name: TerminalStateName;
  readonly carrier: boolean;
}

export type TerminalEvent =
  | { readonly type: 'call'; readonly number: string }
  | { readonly type: 'message'; readonly message: V25bisMessage }
  | { readonly type: 'carrier'; readonly on: boolean }
  | { readonly type: 'accept' | 'refuse' | 'hang-up' }
  | { readonly type: 'timer'; readonly timer: TerminalTimerName };

export const EVENTS = ['call', 'message', 'carrier', 'accept', 'refuse', 'hang-up', 'timer'] as const satisfies readonly TerminalEvent['type'][];

export const TIMERS = { incoming: { meaning: 'the call that was accepted has not come' } } as const;
export type TerminalTimerName = keyof typeof TIMERS;

/** Why the DCE made no call of it. */
export type Failure = CallFailure | 'INV';

export type TerminalAction =
  | { readonly type: 'send'; readonly message: V25bisMessage }
  | { readonly type: 'offered' | 'connected' | 'lost' }
  | { readonly type: 'failed'; readonly failure: Failure | undefined }
  /** Circuit 108/2 low for a while. */
  | { readonly type: 'drop' }
  /** Circuit 108/1 high: the modem is to dial what it has stored (dtr.ts). */
  | { readonly type: 'raise' }
  | TimerAction<TerminalTimerName>;

const INCOMING_MS = 60_000;

export const AT_REST: TerminalState = { name: 'idle', carrier: false };

export function step(state: TerminalState, event: TerminalEvent): readonly [TerminalState, readonly TerminalAction[]] {
  const { name } = state;
  const to = (next: TerminalStateName, ...actions: readonly TerminalAction[]) => [{ ...state, name: next }, actions] as const;
  const nothing = [state, []] as const;
  switch (event.type) {
    case 'call':
      return name === 'idle' ? to('requested', { type: 'send', message: { kind: 'CRN', number: event.number } }) : nothing;
    case 'message':
      return messageArrives(state, event.message);
    case 'carrier':
      return carrierChanges({ ...state, carrier: event.on }, event.on);
    case 'accept':
      if (name !== 'rung') return nothing;
      if (state.carrier) return to('connected', { type: 'connected' });
      return to('accepted', { type: 'send', message: { kind: 'CIC' } }, { type: 'start', timer: 'incoming', ms: INCOMING_MS });
    case 'refuse':
      if (name !== 'rung') return nothing;
      return state.carrier ? to('idle', { type: 'drop' }) : to('idle', { type: 'send', message: { kind: 'DIC' } });
    case 'hang-up':
      return name === 'idle' ? nothing : to('idle', { type: 'stop', timer: 'incoming' }, { type: 'drop' });
    case 'timer':
      return name === 'accepted' ? to('idle', { type: 'failed', failure: undefined }) : nothing;
  }
}

type Step = ReturnType<typeof step>;

function messageArrives(state: TerminalState, message: V25bisMessage): Step {
  const { name } = state;
  const failed = (failure: Failure): Step => [{ ...state, name: 'idle' }, [{ type: 'stop', timer: 'incoming' }, { type: 'failed', failure }]];
  switch (message.kind) {
    case 'VAL':
      return name === 'requested' ? [{ ...state, name: 'calling' }, []] : [state, []];
    case 'INV':
      return name === 'requested' ? failed('INV') : [state, []];
    case 'CFI':
      return name === 'requested' || name === 'calling' || name === 'accepted' ? failed(message.reason) : [state, []];
    case 'INC':
      return name === 'idle' ? [{ ...state, name: 'rung' }, [{ type: 'offered' }]] : [state, []];
    default:
      return [state, []];
  }
}

function carrierChanges(state: TerminalState, on: boolean): Step {
  switch (state.name) {
    case 'idle':
      return on ? [{ ...state, name: 'rung' }, [{ type: 'offered' }]] : [state, []];
    case 'requested':
    case 'calling':
    case 'accepted':
      return on ? [{ ...state, name: 'connected' }, [{ type: 'stop', timer: 'incoming' }, { type: 'connected' }]] : [state, []];
    case 'rung':
      return [state, []];
    case 'connected':
      return on ? [state, []] : [{ ...state, name: 'idle' }, [{ type: 'lost' }]];
  }
}
