// The contract of a multilink bundle (RFC 1990): one network session over the links that joined it. The network layer finds
// the bundle of a link (join.ts), tells it of links that come and go, hands it what arrives on them and what is to be sent,
// and performs its actions. The bundle knows a link by a name of the network layer's, its rate and what LCP agreed on it.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import type { EndpointDiscriminator } from '../../../wire/endpoint-discriminator.ts';
import type { PppPacket } from '../../../wire/ppp.ts';
import type { TimerAction } from '../../machine.ts';
import type { BapAction, BapEvent, BapPolicy, BapTimerName } from '../bap/types.ts';
import type { LinkNumbers, NetworkPolicy, PppAction, PppTimerName } from '../session-types.ts';
import type { PppTrace } from '../trace.ts';

export type LinkId = string;

/** What the peer said of itself on a link: the bundle is that of all links on which it says the same. */
export interface BundleIdentity {
  readonly peerName?: string;
  readonly discriminator?: EndpointDiscriminator;
}

/** How packets are divided: one fragment a link, by the time that a fragment may take, or not unless they must be. */
export type Fragmentation =
  | { readonly kind: 'by-links' }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  | { readonly kind: 'off' };

export interface BundlePolicy extends NetworkPolicy {
  readonly fragmentation: Fragmentation;
  /** `ppp multilink fragment maximum`, default 16. */
  readonly maximumFragments: number;
  /** `ppp multilink interleave`: packets that fit one fragment go between the fragments of others. */
  readonly interleave: boolean;
  /** `ppp multilink links maximum`. */
  readonly maximumLinks?: number;
  /** `ppp multilink links minimum N mandatory`: the network protocols wait for so many links. */
  readonly mandatoryLinks: number;
  /** `ppp timeout multilink lost-fragment`, default 1000. */
  readonly lostFragmentMs: number;
  /** `ppp multilink bap`; a bundle has it from its beginning, or not. */
  readonly bap?: BapPolicy;
}

/** A link as it offers itself: `multilink-up` of its session, and what the network layer knows of its line. */
export interface LinkOffer {
  readonly link: LinkId;
  readonly bitsPerSecond: number;
  /** What we said on it, what the peer said. */
  readonly mrru: number;
  readonly peerMrru: number;
  readonly peerMru: number;
  readonly shortSequence: boolean;
  readonly numbers?: LinkNumbers;
}

export type BundleTimerName = PppTimerName | BapTimerName | 'output' | 'lost-fragment';

export type BundleEvent =
  | { readonly type: 'configure'; readonly policy: BundlePolicy }
  /** The answer to `peer-address-wanted`. */
  | { readonly type: 'peer-address'; readonly address: Ipv4Address | undefined }
  | { readonly type: 'join'; readonly offer: LinkOffer }
  | { readonly type: 'leave'; readonly link: LinkId }
  /** What arrived on a link: a fragment, header and all; or a packet of a network protocol without one. */
  | { readonly type: 'fragment'; readonly link: LinkId; readonly octets: Uint8Array }
  | { readonly type: 'whole'; readonly link: LinkId; readonly packet: PppPacket }
  /** An IP datagram to be sent. */
  | { readonly type: 'send'; readonly datagram: Uint8Array }
  /** It compressed; what a compressed one was, and how long it was; or one that could not be read. */
  | { readonly type: 'compressed'; readonly packet: PppPacket }
  | { readonly type: 'decompressed'; readonly packet: PppPacket; readonly lengthOctets: number }
  | { readonly type: 'compression-lost' }
  /** IPCP gave up, and is to begin anew if it has not done so. */
  | { readonly type: 'retry' }
  /** What concerns bandwidth allocation. */
  | { readonly type: 'bap'; readonly event: Extract<BapEvent, { type: 'want-link' | 'want-drop' | 'resources' | 'call-failed' | 'call-returns' }> }
  | { readonly type: 'timer'; readonly timer: BundleTimerName };

export type BundleAction =
  | { readonly type: 'transmit'; readonly link: LinkId; readonly packet: PppPacket }
  | TimerAction<BundleTimerName>
  /** The output queue is full, or the packet is longer than the peer can put together. */
  | { readonly type: 'drop'; readonly octets: number; readonly reason: 'queue-full' | 'too-long' | 'not-open' }
  | Extract<PppAction, { type: 'peer-address-wanted' | 'ip-up' | 'ip-down' | 'ip-failed' | 'receive-ip' | 'compression' | 'compression-reset' }>
  /** CCP being open: `compressed` answers. */
  | { readonly type: 'compress'; readonly packet: PppPacket }
  /** `decompressed` or `compression-lost` answers. */
  | { readonly type: 'decompress'; readonly octets: Uint8Array }
  | Extract<BapAction, { type: 'resources-wanted' | 'dial' | 'drop-link' }>
  /** Links are added and dropped by agreement from now on, or not any more. */
  | { readonly type: 'allocation'; readonly open: boolean }
  /** No network protocol came up in time, or none of bandwidth allocation where it must: all links are to be closed. */
  | { readonly type: 'close'; readonly reason: string }
  | { readonly type: 'trace'; readonly event: PppTrace };

/** As `show ppp multilink` counts. */
export interface BundleCounters {
  /** Fragments that never came. */
  readonly lost: number;
  /** Fragments that came behind one with a higher number. */
  readonly reordered: number;
  /** Fragments of packets that could not be put together. */
  readonly discarded: number;
  /** Fragments that came when they had been given up. */
  readonly lostReceived: number;
}
