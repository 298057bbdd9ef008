// The contract of the Bandwidth Allocation Protocol (RFC 2125) of one bundle. Where the load asks for another link the machine asks
// the peer who is to call whom, at what number; where it asks for fewer it asks whether one may go. Channels, numbers and
// loads are not known here: they come as resources, and calls are placed and links dropped by whoever performs the actions.

import type { BapAnswer, PhoneDelta } from '../../../wire/bap.ts';
import type { TimerAction } from '../../machine.ts';
import type { BapTrace } from './trace.ts';

/** What is asked of the peer: to be called with a link, to call with one, to let one go. */
export type BapKind = 'call' | 'callback' | 'drop';

export interface BapManner {
  readonly accept: boolean;
  readonly request: boolean;
  /** So long between requests of this kind, at least. */
  readonly timerSeconds?: number;
}

/** `ppp multilink bap` and `ppp bap ...`. */
export interface BapPolicy {
  /** `ppp multilink bap required`: without BACP the bundle is not used. */
  readonly required: boolean;
  readonly call: BapManner;
  readonly callback: BapManner;
  readonly drop: BapManner;
  /** `ppp bap drop after-retries`: a peer that answers nothing need not agree. */
  readonly dropAfterRetries: boolean;
  /** `ppp bap max`: tries at each number, repetitions of a request and of an indication, numbers that are told or tried. */
  readonly dialAttempts: number; // 1
  readonly requestRetries: number; // 3
  readonly indicationRetries: number; // 3
  readonly numbers: number; // 5
  /** `ppp bap monitor load`: the peer's requests are judged by the load. */
  readonly monitorLoad: boolean;
  /** `ppp bap timeout`. */
  readonly responseSeconds: number; // 3
  readonly pendingSeconds: number; // 20
  /** `ppp bap number prefix`: stands before numbers that the peer told whole. */
  readonly prefix?: string;
}

/** What this end has for another link, and what it thinks of the load. */
export interface BapResources {
  /** Bits of LINK_TYPE; 0 when no channel is free. */
  readonly linkTypes: number;
  readonly kilobits: number;
  /** Where the peer may call, as it differs from the number that it is known to have; empty when only that is known. */
  readonly numbers: readonly PhoneDelta[];
  /** The number at which the peer is known. */
  readonly peerNumber?: string;
  /** The bundle has as many links as it may have. */
  readonly full: boolean;
  /** Of a load threshold: with one link more, or one less, than there are; undefined without a threshold. */
  readonly load?: 'above' | 'below';
}

/** A link of the bundle, with the numbers by which the ends know it (LCP option 23). */
export interface NumberedLink {
  readonly id: string;
  readonly own?: number | undefined;
  readonly peer?: number | undefined;
}

export interface Loaded {
  readonly load: number;
  readonly threshold?: number | undefined;
}

export type BapTimerName = 'bap-response' | 'bap-indication' | 'bap-pending' | 'bap-redial';

export type BapEvent =
  /** BACP is open. */
  | { readonly type: 'open'; readonly favored: boolean }
  | { readonly type: 'close' }
  | { readonly type: 'configure'; readonly policy: BapPolicy }
  | { readonly type: 'joined'; readonly link: NumberedLink }
  | { readonly type: 'left'; readonly link: string }
  /** The load asks for another link, or lets that one go. Told again as long as it does. */
  | ({ readonly type: 'want-link'; readonly resources: BapResources } & Loaded)
  | ({ readonly type: 'want-drop'; readonly link: string } & Loaded)
  | { readonly type: 'packet'; readonly octets: Uint8Array }
  /** The answer to `resources-wanted`. */
  | { readonly type: 'resources'; readonly resources: BapResources }
  /** Of the call that `dial` began: it came to nothing (a cause of Q.931, 0 for none); or it was given up to be called back. */
  | { readonly type: 'call-failed'; readonly cause: number }
  | { readonly type: 'call-returns' }
  | { readonly type: 'timer'; readonly timer: BapTimerName };

export type BapAction =
  /** The information of a PPP packet of protocol 0xC02D. */
  | { readonly type: 'send'; readonly octets: Uint8Array }
  | TimerAction<BapTimerName>
  /** Somebody must say what there is, now: the peer asks for this. */
  | { readonly type: 'resources-wanted'; readonly what: BapKind }
  | { readonly type: 'dial'; readonly number: string }
  /** The link is to be closed. */
  | { readonly type: 'drop-link'; readonly link: string }
  | { readonly type: 'trace'; readonly event: BapTrace };

/** A number to dial, and how the peer was told of it. */
export interface DialNumber {
  readonly digits: string;
  readonly delta: PhoneDelta;
}

/** Our request, until it is answered. */
export interface OwnRequest {
  readonly kind: BapKind;
  readonly identifier: number;
  readonly octets: Uint8Array;
  readonly left: number;
  /** The bundle had so many links then. */
  readonly links: number;
  /** The link to drop. */
  readonly link?: string | undefined;
  readonly peerNumber?: string | undefined;
}

/** The peer's request, until it is known what there is. */
export interface Judged {
  readonly kind: BapKind;
  readonly identifier: number;
  readonly octets: Uint8Array;
}

/** What is agreed and not done yet. */
export type Pending =
  /** This end calls: at the first of the numbers, which was tried so often. */
  | { readonly kind: 'dialling'; readonly identifier: number; readonly numbers: readonly DialNumber[]; readonly tries: number; readonly redialling: boolean }
  /** The peer calls. */
  | { readonly kind: 'awaiting'; readonly identifier: number }
  | { readonly kind: 'dropping'; readonly link: string };

/** When a kind of request may be sent again. */
export interface Standing {
  readonly notBefore: number;
  /** The peer does no such thing at all. */
  readonly rejected: boolean;
  /** The bundle had so many links when the peer said that no more are to be had. */
  readonly fullAt: number | undefined;
}

export interface BapState {
  readonly policy: BapPolicy;
  readonly open: boolean;
  readonly favored: boolean;
  readonly links: readonly NumberedLink[];
  readonly identifier: number;
  readonly request: OwnRequest | undefined;
  readonly judged: Judged | undefined;
  readonly pending: Pending | undefined;
  /** What became of a call, until the peer says that it knows. */
  readonly indication: { readonly octets: Uint8Array; readonly identifier: number; readonly left: number } | undefined;
  /** The last request of the peer's and what it was answered, for a repetition. */
  readonly answered: { readonly request: Uint8Array; readonly response: Uint8Array } | undefined;
  readonly standing: Readonly<Record<BapKind, Standing>>;
  /** Why nothing was asked, told already. */
  readonly told: string | undefined;
}

/** How an answer is called in traces. */
export type { BapAnswer };
