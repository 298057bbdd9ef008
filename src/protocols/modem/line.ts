// The telephone line as every modem machine knows it, whatever its terminal speaks: what is heard on it, what is done there, and what
// any modem does besides: circuits of its cable, timers, traces.

import type { ModemSignal } from '../../wire/modem-signal.ts';
import type { TimerAction } from '../machine.ts';

/** Without a burst for so long nobody rings any more. */
export const RINGS_STOPPED_MS = 8000;

export type Tone = 'dial' | 'ringback' | 'busy' | 'reorder';

export type LineEvent =
  /** What is heard on the line. */
  | { readonly type: 'tone'; readonly tone: Tone }
  /** One burst of ringing current. */
  | { readonly type: 'ring' }
  /** The other end is there (off-hook answered), or has gone. */
  | { readonly type: 'connected' | 'line-lost' }
  | { readonly type: 'signal'; readonly signal: ModemSignal }
  /** Octets that came over the carrier. */
  | { readonly type: 'carrier'; readonly octets: Uint8Array };

export type LineAction =
  | { readonly type: 'off-hook' | 'on-hook' }
  | { readonly type: 'dial'; readonly number: string }
  | { readonly type: 'signal'; readonly signal: ModemSignal }
  /** Octets over the carrier. */
  | { readonly type: 'carrier'; readonly octets: Uint8Array };

export type CommonAction<Timer extends string, Trace> = DeviceAction<Trace> | TimerAction<Timer>;

export type DeviceAction<Trace> =
  | LineAction
  /** Towards the terminal (V.24): 109, with 107 (data set ready) where that comes and goes with it, and 125. */
  | { readonly type: 'circuit'; readonly circuit: 'DCD' | 'RI'; readonly on: boolean }
  | { readonly type: 'trace'; readonly event: Trace };
