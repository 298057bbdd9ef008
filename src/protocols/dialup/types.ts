// The contract of a dial-up client, as the Remote Access Service of Windows 95/98 and NT/2000 has it: somebody who dials and
// hangs up and is asked things on one side, a telephone line and a PPP session on the other. The device carries events to
// the machine (client.ts) and performs its actions; what passes on the line is the line's and PPP's business.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { TimerAction } from '../machine.ts';
import type { DialUpTrace } from './trace.ts';

/** What the dialler was told about being called back; Windows 95 and 98 know `ask` alone. */
export type CallbackWish =
  /** "Ask me during dialing when the server offers." */
  | { readonly kind: 'ask' }
  /** "Always call me back at the number(s) below." */
  | { readonly kind: 'always'; readonly number: string }
  /** "No callback." */
  | { readonly kind: 'never' };

/** A phone book entry. */
export interface DialUpSettings {
  readonly number: string;
  readonly user: string;
  readonly password: string;
  readonly callback: CallbackWish;
  /** "Require encrypted password": CHAP, and no PAP. */
  readonly encryptedPassword: boolean;
  /** A fixed IP address in place of the server's. */
  readonly address?: Ipv4Address;
  /** How often a call that failed is tried again, and how long it waits before that. */
  readonly redialAttempts: number;
  readonly redialSeconds: number;
}

export const STATES = ['idle', 'dialing', 'verifying', 'asking', 'registering', 'connected', 'parting', 'waiting', 'answering', 'redialing', 'closing'] as const;
export type DialUpStateName = (typeof STATES)[number];

/** How a line or a link came to nothing. */
export type DialUpFailure =
  | 'busy' | 'no-answer' | 'no-dialtone' | 'no-line' | 'hardware'
  | 'access-denied' | 'not-responding' | 'timed-out' | 'lcp-terminated' | 'looped'
  | 'peer-terminated' | 'disconnected' | 'no-ip' | 'no-address' | 'callback-failed' | 'no-callback';

/** What the user is asked about callback: at which number, of those if there are any, and whether it may be none. */
export interface CallbackQuestion {
  readonly numbers: readonly string[];
  readonly mayDecline: boolean;
}

/** `cancel`: no callback, and so no call where the server insists. */
export type CallbackAnswer = { readonly kind: 'number'; readonly number: string } | { readonly kind: 'none' | 'cancel' };

/** What both ends agreed on: the number is the caller's, one of the server's list, or the server's own secret. */
export type CallbackChoice = { readonly kind: 'none' | 'administrator' } | { readonly kind: 'user' | 'list'; readonly number: string };

export type DialUpEvent =
  | { readonly type: 'dial'; readonly settings: DialUpSettings }
  | { readonly type: 'hang-up' }
  /** Somebody has dialled by hand, and PPP is to begin on his call; `line-up` follows. */
  | { readonly type: 'continue'; readonly settings: DialUpSettings }
  /** What somebody typed in answer to the question about callback; undefined: no number. */
  | { readonly type: 'answer'; readonly number: string | undefined }
  /** The line is through. */
  | { readonly type: 'line-up'; readonly bitsPerSecond: number }
  /** The call came to nothing. */
  | { readonly type: 'line-failed'; readonly why: DialUpFailure }
  /** The line is on the hook again, whoever hung up; what to make of it where nobody here wanted that. */
  | { readonly type: 'line-down'; readonly why: DialUpFailure }
  | { readonly type: 'ring' }
  /** Both ends have proved what they had to; `callback`: both agreed to settle it by CBCP, which comes next. */
  | { readonly type: 'authenticated'; readonly callback: boolean }
  /** The server offers callback, and the settings leave open at which number. */
  | { readonly type: 'asked'; readonly question: CallbackQuestion }
  /** Callback is settled; where there will be one PPP closes the link by itself. */
  | { readonly type: 'agreed'; readonly choice: CallbackChoice }
  | { readonly type: 'ip-up'; readonly address: Ipv4Address }
  /** PPP is over. */
  | { readonly type: 'link-over'; readonly why: DialUpFailure }
  | { readonly type: 'timer'; readonly timer: DialUpTimerName };

export const EVENTS = [
  'dial', 'hang-up', 'continue', 'answer', 'line-up', 'line-failed', 'line-down', 'ring', 'authenticated', 'asked', 'agreed', 'ip-up', 'link-over', 'timer',
] as const satisfies readonly DialUpEvent['type'][];

export const TIMERS = {
  redial: { meaning: 'the next attempt is due' },
  registration: { meaning: 'no network protocol has come up' },
  callback: { meaning: 'nobody has called back' },
} as const;
export type DialUpTimerName = keyof typeof TIMERS;

export type DialUpAction =
  | { readonly type: 'place-call'; readonly number: string }
  | { readonly type: 'answer-call' }
  /** The promised call is to be heard ringing. */
  | { readonly type: 'listen' }
  /** Back on the hook; `line-down` follows. */
  | { readonly type: 'release' }
  /** `returning`: this is the call back, on which no callback is asked for. */
  | { readonly type: 'open-link'; readonly settings: DialUpSettings; readonly returning: boolean }
  /** In an orderly way; `link-over` follows. */
  | { readonly type: 'close-link'; readonly reason: string }
  /** The network protocols may open. */
  | { readonly type: 'proceed' }
  /** The user's answer goes to the server. */
  | { readonly type: 'answer-question'; readonly answer: CallbackAnswer }
  | TimerAction<DialUpTimerName>
  | { readonly type: 'trace'; readonly event: DialUpTrace };

export interface DialUpState {
  readonly name: DialUpStateName;
  readonly settings: DialUpSettings | undefined;
  /** From 1. */
  readonly attempt: number;
  /** The call that is up, or comes, is the one that was promised. */
  readonly returning: boolean;
  readonly bitsPerSecond: number;
  readonly address: Ipv4Address;
  /** While somebody is asked. */
  readonly question: CallbackQuestion | undefined;
  /** Why it is closing, unless the user said so. */
  readonly failure: DialUpFailure | undefined;
}
