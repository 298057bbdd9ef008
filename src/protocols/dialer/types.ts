// The dialer's contract: dial-on-demand routing and PPP callback for one dialing interface, which is a BRI by itself or
// a Dialer interface with its rotary group. It decides who is dialled, when a call is dropped, what is queued, and
// whether a call is owed back. It sees no frame: the network layer tells it of packets, calls and PPP, and performs its
// actions. Behaviour: Cisco IOS Dial Technologies configuration guide ("Configuring PPP Callback"), RFC 1570 §2.3.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { Instant } from '../../base/time.ts';
import type { TimerAction } from '../machine.ts';
import type { CallbackChoice, CallbackOffer, KnownCaller } from './callback-types.ts';
import type { Promised } from './callback-owed.ts';
import type { DialerTrace } from './trace.ts';

/** One `dialer map ip ...` line, or `dialer string` (then without next hop and name). */
export interface DialerMap {
  readonly nextHop?: Ipv4Address;
  readonly name?: string;
  readonly mapClass?: string;
  readonly speed: 56 | 64;
  readonly broadcast: boolean;
  /** `modem-script`: a regular expression that chooses the chat script. */
  readonly modemScript?: string;
  /** `system-script`: another, which logs in on the system that answered. */
  readonly systemScript?: string;
  /** Absent on a map that only names a caller. */
  readonly number?: string;
}

/** `map-class dialer NAME`: undefined values fall back to the interface's. */
export interface DialerMapClass {
  readonly name: string;
  readonly idleTimeoutSeconds?: number;
  /** Comes with the class's timeout. */
  readonly idleScope?: DialerPolicy['idleScope'];
  /** `dialer isdn short-hold`: an idle call goes before a unit that would be charged, and stays to the end of one that is paid. */
  readonly shortHoldSeconds?: number;
  readonly fastIdleSeconds?: number;
  readonly waitForCarrierSeconds?: number;
  readonly enableTimeoutSeconds?: number;
  readonly speed?: 56 | 64;
  /** `dialer voice-call`: the network is told that it is speech. */
  readonly voiceCall?: true;
  /** `dialer callback-server`: bare is username. */
  readonly callbackServer?: 'username' | 'dialstring';
}

export interface DialerMember {
  /** The physical interface, `BRI0`. */
  readonly interface: string;
  readonly priority: number;
  readonly fastRolloverSeconds: number;
  /** `callback forced-wait`: so long a caller's modem is given before it is called back. */
  readonly callbackWaitSeconds?: number;
  /** After a call on an in-band line the enable time passes before it is dialled through again. */
  readonly inBand?: boolean;
}

/** `dialer load-threshold` and `ppp multilink load-threshold`: of 255. */
export interface LoadThreshold {
  readonly load: number;
  readonly direction: 'outbound' | 'inbound' | 'either';
}

/** When links to a peer are added and taken away. */
export interface LoadPolicy {
  readonly threshold?: LoadThreshold;
  /** What counts on bundles instead, where it is set. */
  readonly bundleThreshold?: LoadThreshold;
  /** `ppp multilink links`: a bundle has so many whatever its load. */
  readonly minimumLinks: number; // 1
  readonly maximumLinks?: number;
  /** `dialer max-link`: the same for links of any kind. */
  readonly maximumOfPeer?: number;
  /** `ppp timeout multilink link`: for so long the load must be above, or below, before something is done. */
  readonly addSeconds: number; // 0
  readonly removeSeconds: number; // 30
}

/** What passes over one link, or over a bundle of them, in bits a second. */
export interface LoadMeasure {
  readonly calls: readonly CallId[];
  readonly capacityBits: number;
  readonly outboundBits: number;
  readonly inboundBits: number;
}

/** What the configuration says; the network hands over a new one whenever it changes. */
export interface DialerPolicy {
  readonly members: readonly DialerMember[];
  readonly maps: readonly DialerMap[];
  readonly mapClasses: ReadonlyMap<string, DialerMapClass>;
  /** `dialer-group`, undefined when none. */
  readonly group?: number;
  /** PPP runs here; else HDLC, and a call is usable as soon as it connects. */
  readonly ppp: boolean;
  readonly idleTimeoutSeconds: number; // 120
  readonly idleScope: 'outbound' | 'inbound' | 'either';
  readonly fastIdleSeconds: number; // 20
  readonly waitForCarrierSeconds: number; // 30
  readonly enableTimeoutSeconds: number; // 15
  /** 0 is off. */
  readonly holdQueuePackets: number;
  readonly holdQueueTimeoutSeconds: number;
  /** `dialer rotor`: the member of the highest priority, or the one that served best. */
  readonly rotor: 'priority' | 'best';
  /** Nobody dials through it (no `dialer in-band`): whoever has called is at the other end of the line, whatever his address. */
  readonly undialled?: boolean;
  /** `dialer max-call`, and of a profile `dialer max-link`: so many calls at once, whoever placed them. */
  readonly maximumCalls?: number;
  /** `dialer reserved-links`: channels that are left to callers, and to calls of its own. */
  readonly reservedLinks?: { readonly in: number; readonly out: number };
  /** A dialer profile, which has one peer. */
  readonly profile: boolean;
  readonly callbackSecure: boolean;
  readonly callbackAccept: boolean;
  /** A line among others that are configured alike: return calls may go through any of them. */
  readonly passesCallbacks?: boolean;
  readonly callbackRequest: boolean;
  /** `ppp callback initiate`: callers that ask for nothing are called back where their number is known. */
  readonly callbackInitiate: boolean;
  /** Names that have maps of other protocols than IP. */
  readonly otherProtocols: ReadonlySet<string>;
  readonly load: LoadPolicy;
  /** `dialer aaa`: a next hop without a map is asked about. */
  readonly asksProfiles?: boolean;
  /** `dialer watch-group`, with the times of its list. */
  readonly watch?: WatchPolicy;
  /** `dialer persistent`. */
  readonly persistent?: { readonly delaySeconds: number };
  readonly redial?: RedialPolicy;
  /** `dialer wait-for-line-protocol`; 0 or absent does not wait. */
  readonly protocolSeconds?: number;
  /** `dialer order`. */
  readonly order?: 'sequential' | 'round-robin' | 'last-successful';
}

export interface WatchPolicy {
  readonly group: number;
  /** `dialer watch-disable`. */
  readonly disableSeconds: number; // 0
  /** `dialer watch-list N delay connect`, `delay disconnect`. */
  readonly connectSeconds: number; // 0
  readonly disconnectSeconds?: number;
}

/** A network of the watch list, as the routing table has it now. */
export interface WatchedNetwork {
  readonly address: Ipv4Address;
  readonly mask: Ipv4Address;
  /** There is a route to it. */
  readonly up: boolean;
  /** One that does not lead over this dialing interface. */
  readonly primary: boolean;
}

/** `dialer redial interval 30 attempts 3 re-enable 600`. */
export interface RedialPolicy {
  readonly intervalSeconds: number;
  readonly attempts: number;
  readonly reenableSeconds: number;
}

/** Names one call from its first attempt to its end; outgoing ones are chosen by the dialer, incoming by the network. */
export type CallId = string;

/**
 * `idle:CALL`, `carrier:CALL`, `protocol:CALL`, `callback:NAME`, `client:NAME`, `hold:NEXTHOP`, `rollover:NEXTHOP`, `redial:NEXTHOP`, `load:`, `watch:WHICH`. Starting one
 * that runs restarts it.
 */
export type DialerTimer = string;

export interface OfferedPacket {
  /** The IP datagram. */
  readonly datagram: Uint8Array;
  readonly source: Ipv4Address;
  readonly destination: Ipv4Address;
  /** Where the route says it goes next; undefined on a point-to-point route by interface alone. */
  readonly nextHop: Ipv4Address;
  readonly broadcast: boolean;
}

export type DialerEvent =
  | { readonly type: 'configure'; readonly policy: DialerPolicy }
  /**
   * A physical member can carry calls (not shut, layer 2 there or able to come), with this many free channels. Told after
   * every change, and after `released`; between two reports the dialer counts its own calls.
   */
  | { readonly type: 'member'; readonly interface: string; readonly usable: boolean; readonly freeChannels: number }
  /** A packet routed out of this interface, judged by the dialer-list: `reason` is `ip PERMIT`, `list 101`, ... */
  | { readonly type: 'packet'; readonly packet: OfferedPacket; readonly interesting: boolean; readonly reason: string }
  /** A datagram arrived on this call. */
  | { readonly type: 'received'; readonly call: CallId; readonly interesting: boolean }
  /** The exchange offers a call; it is answered unless the network layer screened it. */
  | { readonly type: 'incoming'; readonly call: CallId; readonly interface: string; readonly channel: string; readonly callingNumber?: string | undefined }
  /** The answer to `pass-callback`, at whatever interface is to make the call: this one, where there is no other. It is tried once. */
  | { readonly type: 'take-callback'; readonly owed: Promised }
  /** The answer to `ask-profile`: whom to dial, in that order, or why nobody. */
  | { readonly type: 'profile'; readonly nextHop: Ipv4Address; readonly maps: readonly DialerMap[]; readonly because?: 'no-profile' | 'profile-without-number' | 'aaa-error' }
  /** A call was refused by its number, which is to be called back. */
  | { readonly type: 'caller-refused'; readonly call: CallId; readonly interface: string; readonly callingNumber: string }
  /** The call got its B channel (`BRI0:1`) while being set up. */
  | { readonly type: 'channel'; readonly call: CallId; readonly channel: string }
  /** With the address that is kept for a peer that negotiates none. */
  | { readonly type: 'connected'; readonly call: CallId; readonly channel: string; readonly peerAddress?: Ipv4Address | undefined }
  /** The other end clears a call that was through: its channel is gone already, `released` follows. */
  | { readonly type: 'cleared'; readonly call: CallId }
  /** Cleared for whatever reason, or never came up; `cause` is Q.850's, 0 when no message ever left the router. */
  | { readonly type: 'released'; readonly call: CallId; readonly cause: number; readonly byPeer: boolean }
  /** The network says how many units the call has cost: one has just begun. */
  | { readonly type: 'charged'; readonly call: CallId; readonly units: number }
  | { readonly type: 'lcp-up'; readonly call: CallId }
  | {
      readonly type: 'authenticated';
      readonly call: CallId;
      readonly peerName?: string | undefined;
      readonly callback: 'none' | 'requested' | 'accepted';
      readonly operation?: number | undefined;
      readonly message?: Uint8Array | undefined;
      /** By the peer's name. */
      readonly caller?: KnownCaller | undefined;
      /** What was granted to the peer, in place of the interface's own idle time; 0 is never. */
      readonly idleTimeoutSeconds?: number | undefined;
    }
  /** What came of a decision `negotiate`; unless it is `none`, PPP closes the link. */
  | { readonly type: 'callback-agreed'; readonly call: CallId; readonly choice: CallbackChoice }
  | { readonly type: 'ip-up'; readonly call: CallId; readonly peerAddress: Ipv4Address }
  | { readonly type: 'ip-down'; readonly call: CallId }
  /** The call's link joined that bundle, or left it. IP comes up on it with the bundle. */
  | { readonly type: 'bundle'; readonly call: CallId; readonly bundle: string | undefined }
  /** The ends of that bundle agree on links that are added and dropped, or do not any more. */
  | { readonly type: 'allocation'; readonly bundle: string; readonly open: boolean }
  /** They agreed that this end adds one, at that number. */
  | { readonly type: 'add-link'; readonly bundle: string; readonly number: string }
  /** The answer to `measure`: each link over which IP passes, or bundle of them. */
  | { readonly type: 'loads'; readonly measures: readonly LoadMeasure[] }
  | { readonly type: 'timer'; readonly timer: DialerTimer }
  /** EXEC: `isdn call interface`, `isdn disconnect interface`, `clear interface`. */
  | { readonly type: 'dial'; readonly number: string; readonly speed: 56 | 64; readonly interface: string }
  | { readonly type: 'hang-up'; readonly call: CallId; readonly reason: string }
  /** A call that another dialing interface answered turns out to be this one's, before its peer's name is judged. */
  | {
      readonly type: 'adopt';
      readonly call: CallId;
      readonly interface: string;
      readonly channel: string;
      readonly callingNumber?: string | undefined;
      readonly connectedAt: Instant;
    }
  /** The other side of `adopt`: nothing of the call is left here. */
  | { readonly type: 'hand-over'; readonly call: CallId }
  /** The watched networks; `check`: they are looked at although none was ever reached (`delay route-check initial`). */
  | { readonly type: 'watch'; readonly networks: readonly WatchedNetwork[]; readonly check: boolean }
  /** Another dialing interface with the same members waits for a channel: the fast-idle time counts for one call here. */
  | { readonly type: 'contend' }
  /** `clear dialer`: statistics to zero. */
  | { readonly type: 'clear' };

export type DialerAction =
  /** Set up a call on that physical interface; the network answers with `channel`, `connected` or `released`. */
  | { readonly type: 'place-call'; readonly call: CallId; readonly interface: string; readonly number: string; readonly speed: 56 | 64; readonly voice: boolean; readonly modemScript: string | undefined; readonly systemScript: string | undefined; /** False: its peer need not prove who it is. */ readonly authenticate: boolean }
  | { readonly type: 'release'; readonly call: CallId }
  /** To the PPP session of the call, after `authenticated`. */
  | { readonly type: 'ppp-callback'; readonly call: CallId; readonly decision: 'hang-up' | 'stay' }
  /** The same where the caller asked for Microsoft's callback. */
  | { readonly type: 'ppp-callback'; readonly call: CallId; readonly decision: 'negotiate'; readonly offer: CallbackOffer }
  | { readonly type: 'transmit'; readonly call: CallId; readonly datagram: Uint8Array }
  /** `held`: for want of room in the hold queue, or after having waited there. */
  | { readonly type: 'drop'; readonly packet: OfferedPacket; readonly reason: string; readonly held: boolean }
  /** A return call is due that cannot go through this interface: another one is to make it (`take-callback`). */
  | { readonly type: 'pass-callback'; readonly owed: Promised }
  /** AAA is to say how the next hop is reached (`profile`). */
  | { readonly type: 'ask-profile'; readonly nextHop: Ipv4Address }
  /** Tell the loads of all calls. */
  | { readonly type: 'measure' }
  /** The bundle of that call is to have another link, or could do without this one; its ends are to agree on it. */
  | { readonly type: 'want-link'; readonly call: CallId; readonly load: number; readonly threshold: number | undefined }
  | { readonly type: 'want-drop'; readonly call: CallId; readonly load: number; readonly threshold: number }
  /** The call of `add-link` came to nothing; `returns`: it was hung up to be called back. */
  | { readonly type: 'link-failed'; readonly bundle: string; readonly cause: number; readonly returns: boolean }
  | TimerAction<DialerTimer>
  | { readonly type: 'trace'; readonly event: DialerTrace };

export type DialReason =
  | { readonly kind: 'packet'; readonly source: Ipv4Address; readonly destination: Ipv4Address }
  | { readonly kind: 'callback' }
  | { readonly kind: 'exec' }
  /** A watched route is lost; the interface is always to be connected. */
  | { readonly kind: 'watch' }
  | { readonly kind: 'persistent' }
  /** Another link to a peer that is reached already; of a bundle whose ends agreed on it (BAP), which one. */
  | { readonly kind: 'load'; readonly bundle: boolean; readonly agreedFor?: string }
  | { readonly kind: 'answered' };

export type DialerCallPhase = 'dialing' | 'connected' | 'physical layer up' | 'data link layer up' | 'disconnecting';

/** One call, from place-call or incoming until released. */
export interface DialerCall {
  readonly id: CallId;
  readonly interface: string;
  readonly channel?: string | undefined;
  readonly outgoing: boolean;
  /** Dialled, or the caller's; empty when unknown. */
  readonly number: string;
  readonly reason: DialReason;
  readonly phase: DialerCallPhase;
  readonly map?: DialerMap | undefined;
  readonly peerName?: string | undefined;
  readonly peerAddress?: Ipv4Address | undefined;
  readonly connectedAt?: Instant | undefined;
  /** Units charged for it, as far as the network tells. */
  readonly units?: number | undefined;
  /** The bundle that its link is a member of. */
  readonly bundle?: string | undefined;
}

export interface DialStringStatistics {
  readonly number: string;
  readonly successes: number;
  readonly failures: number;
  /** When it was last dialled; undefined is never. */
  readonly lastDialled?: Instant | undefined;
  readonly lastStatus: 'successful' | 'failed' | '-';
}
