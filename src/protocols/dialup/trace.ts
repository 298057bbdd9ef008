// What a dial-up client tells about itself: its status texts, timelines and `why` are made from these. No password, and of
// the numbers those that somebody dials.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { CallbackAnswer, CallbackChoice, CallbackQuestion, DialUpFailure } from './types.ts';

export type DialUpTrace =
  /** "Dialing ..." */
  | { readonly type: 'pc.dialing'; readonly number: string; readonly attempt: number }
  /** PPP begins on a call that was dialled by hand. */
  | { readonly type: 'pc.continuing' }
  /** "Verifying user name and password..." */
  | { readonly type: 'pc.verifying'; readonly bitsPerSecond: number; readonly returning: boolean }
  /** The user is asked for a number. */
  | { readonly type: 'pc.asking'; readonly question: CallbackQuestion }
  | { readonly type: 'pc.answered'; readonly answer: CallbackAnswer }
  /** "Registering your computer on the network..." */
  | { readonly type: 'pc.registering' }
  | { readonly type: 'pc.connected'; readonly bitsPerSecond: number; readonly address: Ipv4Address; readonly returning: boolean }
  /** "Waiting for callback..." */
  | { readonly type: 'pc.waiting'; readonly choice: CallbackChoice }
  /** The line is down, and from now on it may ring. */
  | { readonly type: 'pc.listening' }
  /** It rings, and the call that was promised is answered. */
  | { readonly type: 'pc.answering' }
  | { readonly type: 'pc.failed'; readonly why: DialUpFailure; readonly during: 'dialing' | 'verifying' | 'registering' | 'connected' | 'waiting' }
  | { readonly type: 'pc.redialing'; readonly seconds: number; readonly attempt: number }
  /** It is over, and nothing is tried any more; without a failure the user had it so. */
  | { readonly type: 'pc.disconnected'; readonly failure?: DialUpFailure };
