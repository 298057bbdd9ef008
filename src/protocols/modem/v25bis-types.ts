// The contract of a synchronous modem that is driven by ITU-T V.25bis: a terminal that sends frames, with its V.24 circuits, on
// one side, a telephone line on the other. As types.ts is for a Hayes modem.

import type { CallFailure, Parity } from '../../wire/v25bis.ts';
import type { CommonAction, LineEvent } from './line.ts';

export const STATES = ['disconnected', 'ready', 'dialing', 'waiting', 'answering', 'training', 'data'] as const;
export type DceStateName = (typeof STATES)[number];

export type DceEvent =
  | LineEvent
  /** A frame from the terminal: a command, or data once there is a connection. */
  | { readonly type: 'terminal'; readonly frame: Uint8Array }
  /** Circuit 108/2, data terminal ready. */
  | { readonly type: 'dtr'; readonly on: boolean }
  | { readonly type: 'timer'; readonly timer: DceTimerName };

export const EVENTS = ['terminal', 'dtr', 'tone', 'ring', 'connected', 'line-lost', 'signal', 'carrier', 'timer'] as const satisfies readonly DceEvent['type'][];

export const TIMERS = {
  dialtone: { meaning: 'no dial tone has come' },
  digits: { meaning: 'all digits are dialled' },
  abort: { meaning: 'no answering tone has come' },
  answer: { meaning: 'the terminal does not disregard the incoming call' },
  silence: { meaning: 'V.25: the silence before the answering tone is over' },
  lost: { meaning: 'the carrier has been away too long' },
  training: { meaning: 'both modems know the line' },
  ringing: { meaning: 'the rings have stopped' },
} as const;
export type DceTimerName = keyof typeof TIMERS;

export type DceTrace =
  | { readonly type: 'v25bis.dce'; readonly from: DceStateName; readonly to: DceStateName }
  /** The DCE's settings and the terminal's differ, or it does not know the command. */
  | { readonly type: 'v25bis.notUnderstood'; readonly because: string }
  | { readonly type: 'v25bis.failed'; readonly reason: CallFailure };

export type DceAction =
  | CommonAction<DceTimerName, DceTrace>
  | { readonly type: 'terminal'; readonly frame: Uint8Array };

/** How it was made and strapped. */
export interface DceMake {
  readonly bitsPerSecond: number;
  readonly trainingMs: number;
  readonly parity: Parity;
  /** Strapped for direct calls by circuit 108/1: it dials this when its terminal becomes ready, says nothing, and answers nobody. */
  readonly storedNumber?: string;
}

export interface DceState {
  readonly name: DceStateName;
  readonly make: DceMake;
  readonly number: string;
  readonly originating: boolean;
  /** It is being rung, and the terminal was told so by INC. */
  readonly rung: 'no' | 'unannounced' | 'announced';
  /** The terminal has disregarded that call. */
  readonly disregarded: boolean;
  /** The called line rings. */
  readonly heardRinging: boolean;
  /** Of the carrier. */
  readonly bitsPerSecond: number;
}
