// The contract of Microsoft's Callback Control Protocol ([MS-CBCP]), which runs between authentication and the network
// protocols where both ends agreed on operation 6 of LCP's callback option. The answering end (server.ts) offers kinds of
// callback, the caller (client.ts) takes one. Whose number it is, when the call back is made and who decides about it is not known here.

import type { TimerAction } from '../../machine.ts';
import type { PppTimerName } from '../session-types.ts';
import type { PppTrace } from '../trace.ts';

/** What the answering end may offer this caller. Nothing at all is no offer. */
export interface CbcpOffer {
  /** Type 1: it may go on with this call. */
  readonly none: boolean;
  /** Type 2: it may say its number. */
  readonly user: boolean;
  /** Type 3: the answering end has its number. */
  readonly administrator: boolean;
  /** Type 4: numbers of which it may choose one. */
  readonly numbers: readonly string[];
}

/** What was agreed. The delay is the caller's wish: so long it needs until it can be called. */
export type CbcpChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'user'; readonly number: string; readonly delaySeconds: number }
  | { readonly kind: 'administrator'; readonly delaySeconds: number }
  | { readonly kind: 'list'; readonly number: string; readonly delaySeconds: number };

/** Why it came to nothing; the call is closed then. */
export type CbcpFailure =
  /** The other end said nothing, however often it was asked. */
  | 'no-response'
  | 'malformed'
  /** A Response must take one kind. */
  | 'not-one-option'
  | 'not-offered'
  | 'no-number'
  | 'number-too-long'
  | 'number-invalid'
  /** Client: nothing of the offer is what its user wants; the user gave up; the Ack was not for our Response. */
  | 'nothing-suitable'
  | 'cancelled'
  | 'wrong-ack';

export type CbcpTimerName = Extract<PppTimerName, 'cbcp-restart' | 'cbcp-close'>;

export type CbcpServerEvent =
  /** The peer is authenticated. */
  | { readonly type: 'open'; readonly offer: CbcpOffer }
  | { readonly type: 'packet'; readonly octets: Uint8Array }
  | { readonly type: 'timer'; readonly timer: CbcpTimerName }
  /** LCP has left its Opened state. */
  | { readonly type: 'close' };

/** What the user of a calling PC wants: to be asked, to be called at that number whenever it may be, or no callback. */
export type CbcpPreference =
  | { readonly kind: 'ask' }
  | { readonly kind: 'always'; readonly number: string }
  | { readonly kind: 'never' };

/** An error of a calling PC's: what its Response takes was not offered, or its Response is cut off in its option. */
export type CbcpFlaw = 'not-offered' | 'garbled';

/** The user's answer to `ask`: a number, to go on without callback, or to give up the call. */
export type CbcpAnswer = { readonly kind: 'number'; readonly number: string } | { readonly kind: 'none' } | { readonly kind: 'cancel' };

export type CbcpClientEvent =
  /** LCP agreed on it and we are authenticated: a Request is to come. The delay is what we ask for in Responses. */
  | { readonly type: 'open'; readonly preference: CbcpPreference; readonly delaySeconds: number; readonly flaw?: CbcpFlaw | undefined }
  | { readonly type: 'packet'; readonly octets: Uint8Array }
  | { readonly type: 'answer'; readonly answer: CbcpAnswer }
  | { readonly type: 'timer'; readonly timer: CbcpTimerName }
  | { readonly type: 'close' };

export type CbcpAction =
  /** The information of a PPP packet of protocol 0xC029. */
  | { readonly type: 'send'; readonly octets: Uint8Array }
  | TimerAction<CbcpTimerName>
  /** Client: the user must say the number, of those if it is a list, or may go on without callback. */
  | { readonly type: 'ask'; readonly numbers: readonly string[]; readonly mayDecline: boolean }
  /** Both ends know what will be. With `none` the network protocols may open; else the caller closes the link. */
  | { readonly type: 'agreed'; readonly choice: CbcpChoice }
  /** Server: all is agreed, and the caller does not close the link. */
  | { readonly type: 'overdue' }
  /** The link is to be closed. */
  | { readonly type: 'failed'; readonly because: CbcpFailure }
  | { readonly type: 'trace'; readonly event: PppTrace };
