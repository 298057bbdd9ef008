// How two modems find each other once the called one has lifted, after ITU-T V.25 and V.8: silence, the answering tone, the
// originator's menu, the answer to it, training. Both kinds of modem do the same, whatever their terminals speak.

import type { ModemSignal } from '../../wire/modem-signal.ts';

/** V.25 §3: silence before the answering tone. */
export const ANSWER_SILENCE_MS = 2000;
export const DTMF_DIGIT_MS = 150;

export interface Reply {
  readonly say?: ModemSignal;
  /** Both know the rate now, and train. */
  readonly agreed?: number;
}

/** What a modem that waits for the other one, or answers it, makes of a signal; nothing where it is out of place. */
export function replyTo(heard: ModemSignal, state: string, ownBitsPerSecond: number): Reply {
  const agreed = Math.min(heard.bitsPerSecond, ownBitsPerSecond);
  if (heard.kind === 'ANSam' && state === 'waiting') return { say: { kind: 'CM', bitsPerSecond: ownBitsPerSecond } };
  if (heard.kind === 'CM' && state === 'answering') return { say: { kind: 'JM', bitsPerSecond: agreed }, agreed };
  return heard.kind === 'JM' && state === 'waiting' ? { agreed } : {};
}
