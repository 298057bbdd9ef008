// The call control layer's contract (ITU-T Q.931): one CallMachine per call and side. The layer above is the dialer on a
// router, and the exchange on the network side; the layer below is one data link.

import type { InformationElement, Q931Message } from '../../wire/q931.ts';
import type { Outlet, TimerAction } from '../machine.ts';

export type Q931TimerName = 'T301' | 'T302' | 'T303' | 'T304' | 'T305' | 'T306' | 'T308' | 'T310' | 'T313';

/** User side U0..U25 (§2.1.1), network side N0..N25 (§2.1.2), by their numbers in the standard. */
export type CallStateName =
  | 'Null' | 'Call Initiated' | 'Overlap Sending' | 'Outgoing Call Proceeding' | 'Call Delivered' | 'Call Present'
  | 'Call Received' | 'Connect Request' | 'Incoming Call Proceeding' | 'Active' | 'Disconnect Request'
  | 'Disconnect Indication' | 'Release Request' | 'Overlap Receiving';

/** Basic or primary rate. */
export type Access = 'basic' | 'primary';

/** What SETUP says of a call. Undefined numbers are absent from the message. */
export interface CallSetup {
  /** Bearer: unrestricted digital at 64 or 56 kbit/s (V.110 rate adaption, 0x8890218F), or speech. */
  readonly bearer: '64' | '56' | 'speech';
  readonly calledNumber: string;
  readonly callingNumber?: string | undefined;
  /** Which of the terminals behind the number (§4.5.9), and behind the calling one (§4.5.11). */
  readonly calledSubaddress?: string | undefined;
  readonly callingSubaddress?: string | undefined;
  /** Octet 3 of the called number (§4.5.8); 0, unknown, where it is absent. */
  readonly calledKind?: { readonly numberType: number; readonly plan: number } | undefined;
  /** True: the number goes as Keypad Facility (basic-ni, basic-dms100), else as Called Party Number. */
  readonly keypad: boolean;
  /** Number of the B channel, or any. */
  readonly channel: number | 'any';
  readonly exclusive: boolean;
  /** The call is not ISDN from end to end (§4.5.23, progress description 1): the network cannot vouch for its speed. */
  readonly notEndToEnd?: boolean | undefined;
  /** The number is whole, and SETUP says so (§4.5.27). */
  readonly sendingComplete?: boolean | undefined;
}

export interface Cause {
  readonly value: number;
  readonly location: number;
}

export type CallEvent =
  | { readonly type: 'SETUP request'; readonly setup: CallSetup }
  /** Called side: we take the call (user) on that channel. */
  | { readonly type: 'SETUP response'; readonly channel: number }
  /** Network side towards the caller. */
  | { readonly type: 'PROCEEDING request'; readonly channel: number }
  /** The called user names its channel where SETUP did not. */
  | { readonly type: 'ALERTING request'; readonly channel?: number }
  | { readonly type: 'DISCONNECT request'; readonly cause: Cause }
  /** Network side: further digits of the called number (§5.2.4). */
  | { readonly type: 'INFORMATION request'; readonly digits: string; readonly complete: boolean }
  /** Refuse an offered call with RELEASE COMPLETE. */
  | { readonly type: 'REJECT request'; readonly cause: Cause }
  /** Q.932 §6.3: something for the other end about a supplementary service of the call. */
  | { readonly type: 'FACILITY request'; readonly contents: Uint8Array }
  | { readonly type: 'message'; readonly message: Q931Message }
  | { readonly type: 'timer'; readonly timer: Q931TimerName }
  /** The data link went down for good (§5.8.9). */
  | { readonly type: 'DL-RELEASE indication' };

/** For the layer above. */
export type CallPrimitive =
  | { readonly type: 'SETUP indication'; readonly setup: CallSetup }
  | { readonly type: 'PROCEEDING indication'; readonly channel: number }
  | { readonly type: 'ALERTING indication' }
  /** Network side: the called user waits for the rest of the number. */
  | { readonly type: 'MORE INFO indication' }
  /** The call is through on that B channel: on the caller at CONNECT, on the called user at CONNECT ACKNOWLEDGE. */
  | { readonly type: 'SETUP confirm'; readonly channel: number }
  | { readonly type: 'SETUP complete'; readonly channel: number }
  | { readonly type: 'FACILITY indication'; readonly contents: Uint8Array }
  /** The other end clears: the B channel is no longer ours to use. */
  | { readonly type: 'DISCONNECT indication'; readonly cause: Cause }
  /** The call is over and its reference free; the cause is the first one given. */
  | { readonly type: 'RELEASED'; readonly cause: Cause };

export type CallAction =
  /** To the peer, on the call's data link. */
  | { readonly type: 'send'; readonly message: Q931Message }
  /** Network side, first SETUP to a multipoint line: as UI to TEI 127. */
  | { readonly type: 'broadcast'; readonly message: Q931Message }
  | TimerAction<Q931TimerName>
  | { readonly type: 'trace'; readonly event: Q931Trace }
  | CallPrimitive;

export interface CallOutlet extends Outlet<Q931Message, Q931TimerName, Q931Trace> {
  /** As UI to TEI 127. */
  broadcast(message: Q931Message): void;
}

export type Q931Trace =
  /** `debug isdn q931`: every message. */
  | { readonly type: 'q931.message'; readonly direction: 'TX' | 'RX'; readonly message: Q931Message }
  | { readonly type: 'q931.state'; readonly callReference: number; readonly from: CallStateName; readonly to: CallStateName }
  | { readonly type: 'q931.timer'; readonly callReference: number; readonly timer: Q931TimerName }
  | { readonly type: 'q931.unexpected'; readonly callReference: number; readonly state: CallStateName; readonly what: string }
  /** National ISDN initialisation of a SPID. */
  | { readonly type: 'q931.spid'; readonly ces: number; readonly spid: string; readonly outcome: 'sent' | 'valid' | 'not-valid'; readonly usid?: number; readonly tid?: number };

export type { InformationElement };
