// What callback goes by: what is known of a caller, whose a number is, what a caller may be offered by Microsoft's CBCP and what it
// took. The network layer learns these from the configuration, from AAA and from PPP.

import type { Instant } from '../../base/time.ts';

/** Who said where to call back: the peer itself, AAA, `username ... callback-dialstring`, or the dialer map. */
export type NumberSource = 'peer' | 'aaa' | 'username' | 'map';

/** One that was asked for a number; undefined when it has none, empty when the caller is to say it. */
export interface CallbackSource {
  readonly from: 'aaa' | 'username';
  readonly dialstring?: string | undefined;
}

/** A call that asked to be called back: the dialer's name for it, and when it was there (or was refused), on which channel or interface, from which number. */
export interface AskingCall {
  readonly call: string;
  readonly at: Instant;
  readonly channel: string;
  readonly callingNumber: string;
}

/** What is known of a caller by its proven name. */
export interface KnownCaller {
  /** In the order in which they count. */
  readonly sources: readonly CallbackSource[];
  /** `callback-line`, `callback-rotary`: the interfaces through which alone it may be called back. */
  readonly members?: readonly string[] | undefined;
  /** False with `nocallback-verify`: it need not prove itself again when it is called back. */
  readonly verify: boolean;
  /** False when AAA lets it use other protocols only. */
  readonly ip: boolean;
}

/** What CBCP may offer. */
export interface CallbackOffer {
  readonly none: boolean;
  readonly user: boolean;
  readonly administrator: boolean;
  readonly numbers: readonly string[];
}

/** What came of it. */
export type CallbackChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'user' | 'list'; readonly number: string; readonly delaySeconds: number }
  | { readonly kind: 'administrator'; readonly delaySeconds: number };
