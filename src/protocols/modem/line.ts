// The telephone line as every modem machine knows it, whatever its terminal speaks: what is heard on it, and what is done there.

import type { ModemSignal } from '../../wire/modem-signal.ts';

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
