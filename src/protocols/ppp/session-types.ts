// The PPP session's contract: one session runs LCP, authentication, callback and the NCPs of one call on one channel; where
// both ends do multilink the NCPs run over the bundle (multilink/types.ts), which the session tells of its link and hands
// what arrives for it. The network layer opens it when the channel is through, hands it every PPP packet that arrives, performs its actions,
// and tells it when the channel is gone. It knows names and numbers only from its policy and from the peer's octets.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { EndpointDiscriminator } from '../../wire/endpoint-discriminator.ts';
import type { NameServer } from '../../wire/ipcp.ts';
import type { LinkQualityReport } from '../../wire/lqr.ts';
import type { PppPacket } from '../../wire/ppp.ts';
import type { Outlet, TimerAction } from '../machine.ts';
import type { CbcpAnswer, CbcpChoice, CbcpFlaw, CbcpOffer, CbcpPreference } from './cbcp/types.ts';
import type { ControlStateName, PppTrace } from './trace.ts';

export type AuthProtocol = 'chap' | 'ms-chap' | 'pap';

/** How datagrams are compressed: Predictor type 1, or LZS. */
export type CompressionMethod = 'predictor' | 'stac';

/** Of a PPP header (RFC 1661 §6.5, §6.6). */
export type FieldCompression = 'protocolFieldCompression' | 'addressControlFieldCompression';

/** Calls that the peer placed, that we placed, that are made to call back. */
export type AuthOccasion = 'callin' | 'callout' | 'callback';

/** What the configuration says about PPP on this interface; read once when the session opens. */
export interface PppPolicy {
  /** True when this router placed the call: `callin` and `ppp callback request` depend on it. */
  readonly outgoing: boolean;
  /** `ppp authentication`, in order of preference; empty when this end asks for none. */
  readonly authentication: readonly AuthProtocol[];
  /** `callin`, `callout`, `callback`: the peer must prove itself on calls of these kinds alone; empty is on all. */
  readonly authenticateOn: readonly AuthOccasion[];
  /** The call is known to be a return call, as far as that can be known before its peer has a name. */
  readonly returnCall?: boolean;
  /** `microsoft`: a PC, which asks for CBCP. A router that accepts callback accepts that too. */
  readonly callback: 'none' | 'request' | 'accept' | 'microsoft';
  /** Of a PC: what its user wants, and how long it needs until it can be called. */
  readonly cbcp?: { readonly preference: CbcpPreference; readonly delaySeconds: number; readonly flaw?: CbcpFlaw };
  /** Our name in CHAP: `ppp chap hostname`, else the host name. */
  readonly chapName: string;
  /** The peer's name, where it was told before PPP began (a login on the line) and is not asked for again. */
  readonly knownPeerName?: string;
  /** `ppp chap password`: answers challengers whose name is unknown. */
  readonly chapPassword?: string;
  readonly chapRefuse: boolean;
  /** `ppp ms-chap refuse`. */
  readonly msChapRefuse?: boolean;
  /** CHAP_wait: the called side answers a challenge only after the caller has proved itself; on by default. */
  readonly chapWait: boolean;
  readonly papRefuse: boolean;
  /** `ppp pap wait`: the called side tells its password only after the caller has proved itself. */
  readonly papWait?: boolean;
  /** `ppp max-bad-auth`: the link is closed at that failure of the peer's, 1 by default. */
  readonly maxBadAuth?: number;
  /** `ppp pap sent-username`. */
  readonly papSent?: { readonly username: string; readonly password: string };
  /** Secrets of `username NAME password`: those known locally, by name. */
  readonly secrets: ReadonlyMap<string, string>;
  /** With `aaa new-model`: whether a peer has proved itself is asked (`authenticate`) and waited for (`verdict`), not looked up in the secrets. */
  readonly asksVerdict?: boolean;
  /** `ppp multilink`; undefined when off. */
  readonly multilink?: MultilinkPolicy;
  /** Our IP address on the link, 0 when none (IPCP then asks for one), undefined when IP does not run here. */
  readonly ipAddress?: Ipv4Address;
  /** The address that the peer is to have; one that asks with 0.0.0.0 is given it. */
  readonly peerAddress?: Ipv4Address;
  /** `compress`: datagrams are compressed so where the peer does that too; undefined is not. */
  readonly compression?: CompressionMethod;
  /** Once the peer is known, its address is asked for (`peer-address-wanted`). */
  readonly asksForPeerAddress?: boolean;
  /** `async dynamic address`: a peer that names an address of its own has it. */
  readonly takesPeerAddress?: boolean;
  /** `async-bootp dns-server` and `nbns-server`: what peers are told that ask (RFC 1877). */
  readonly nameServers?: NameServers;
  /** Ask for name servers, as Windows does. */
  readonly asksNameServers?: boolean;
  readonly mru: number;
  /** On an asynchronous line, where header fields are compressed too unless `fields` says otherwise: the control characters that the peer is to escape (RFC 1662 §7.1); undefined elsewhere. */
  readonly accm?: number;
  /** `ppp pfc` and `ppp acfc`, as far as they say anything: what is asked for, and what becomes of the peer's asking. */
  readonly fields?: { readonly [Kind in FieldCompression]?: { readonly local?: 'request' | 'forbid'; readonly remote?: 'apply' | 'reject' | 'ignore' } };
  /** Seconds between Echo-Requests; 0 is off. Five unanswered ones close the link. */
  readonly keepaliveSeconds: number;
  /** `ppp quality`: the percentage below which the link is closed; undefined is not monitored. */
  readonly quality?: number;
  /** False: not even a peer that asks for reports of the link's quality gets them. */
  readonly reportsQuality?: boolean;
  readonly timers: {
    /** `ppp timeout retry`, default 2000. */
    readonly restartMs: number;
    /** `ppp timeout authentication`, default 10000. */
    readonly authenticationMs: number;
    /** `ppp lcp delay`: a called end lets its caller speak first for so long, and somewhat longer by chance. */
    readonly lcpDelay?: { readonly ms: number; readonly randomMs: number };
    /** `ppp timeout ncp`: the call is closed where no network protocol has come up by then; undefined waits for ever. */
    readonly ncpMs?: number;
  };
  /** `ppp timeout idle`; the session's owner counts it. */
  readonly idle?: PppIdlePolicy;
  readonly maxConfigure: number; // 10
  readonly maxTerminate: number; // 2
  readonly maxFailure: number; // 5
}

export interface PppIdlePolicy {
  readonly idleMs: number;
  /** The datagrams that count. */
  readonly scope: 'either' | 'inbound';
}

export type NameServers = { readonly [Which in NameServer]?: Ipv4Address };

/** What of the policy the network protocols go by. */
export type NetworkPolicy = Pick<PppPolicy, 'ipAddress' | 'compression' | 'peerAddress' | 'asksForPeerAddress' | 'takesPeerAddress' | 'nameServers' | 'asksNameServers' | 'timers' | 'idle' | 'maxConfigure' | 'maxTerminate' | 'maxFailure'>;

export interface MultilinkPolicy {
  /** `ppp multilink mrru local`, default 1524: what we can put together again. */
  readonly mrru: number;
  /** `ppp multilink mrru remote`: the smallest MRRU of the peer's that we take. */
  readonly leastPeerMrru: number;
  /** `ppp multilink endpoint`; undefined with `none`. */
  readonly discriminator?: EndpointDiscriminator;
  /** `ppp multilink bap`: the number by which this end is to know the link (RFC 2125 §8); undefined without it. */
  readonly linkDiscriminator?: number;
}

export type PppPhase = 'DEAD' | 'ESTABLISHING' | 'AUTHENTICATING' | 'CALLBACK' | 'UP' | 'VIRTUALIZED' | 'TERMINATING' | 'DOWN';

export type PppTimerName = 'LCP-restart' | 'IPCP-restart' | 'CCP-restart' | 'BACP-restart' | 'authentication' | 'auth-retransmit' | 'cbcp-restart' | 'cbcp-close' | 'echo' | 'quality' | 'ncp' | 'LCP-delay';

export type PppEvent =
  /** The channel is through (RFC 1661 Up, with Open given before). Random octets feed magic number and challenges. */
  | { readonly type: 'up' }
  /** The channel is gone. */
  | { readonly type: 'down' }
  /** Close the link in an orderly way (RFC 1661 Close). */
  | { readonly type: 'close'; readonly reason?: string }
  | { readonly type: 'packet'; readonly packet: PppPacket }
  /** What a compressed datagram was, and how long it was on the line; or one that could not be read. */
  | { readonly type: 'decompressed'; readonly packet: PppPacket; readonly lengthOctets: number }
  | { readonly type: 'compression-lost' }
  /** A Link-Quality-Report, with what has come on the line up to it. */
  | { readonly type: 'quality-report'; readonly information: Uint8Array; readonly counters: LineCounters }
  /** A frame with a bad FCS or one that is no PPP: counted, traced, dropped. */
  | { readonly type: 'timer'; readonly timer: PppTimerName }
  /** The answer to `authenticate`. */
  | ({ readonly type: 'verdict' } & PeerVerdict)
  /** The dialer's answer to `authenticated`, and to `callback-agreed` where no callback was agreed on (see PppAction). */
  | { readonly type: 'callback'; readonly decision: 'hang-up' | 'stay' }
  /** The dialer's answer where operation 6 was accepted: what CBCP may offer. */
  | { readonly type: 'callback'; readonly decision: 'negotiate'; readonly offer: CbcpOffer }
  /** Of a PC: its user's answer to `callback-ask`. */
  | { readonly type: 'callback-answer'; readonly answer: CbcpAnswer }
  /** The answer to `peer-address-wanted`; undefined when none is free. */
  | { readonly type: 'peer-address'; readonly address: Ipv4Address | undefined }
  /** Only now, by the peer's name, is it known which interface serves the call: from here its policy holds. */
  | { readonly type: 'bind'; readonly policy: PppPolicy };

/** What came on a line since it was first used: good frames, bad ones, those for which there was no room (RFC 1989 §2.4). */
export interface LineCounters {
  readonly packets: number;
  /** Of good frames, each with its FCS and one flag. */
  readonly octets: number;
  readonly errors: number;
  readonly discards: number;
}

/** How a peer proves who it is; the challenge is ours. */
export type PeerProof =
  | { readonly protocol: 'PAP'; readonly password: string }
  | { readonly protocol: 'CHAP' | 'MS-CHAP'; readonly identifier: number; readonly challenge: Uint8Array; readonly response: Uint8Array };

export type PeerVerdict =
  | { readonly accepted: true }
  /** `message` is said to the peer. */
  | { readonly accepted: false; readonly reason: PeerDenial; readonly message: string };

export type PeerDenial = 'unknown-name' | 'wrong-secret' | 'rejected' | 'no-server' | 'no-list' | 'not-authorised';

/** The numbers of a link that were acknowledged (RFC 2125 §8). */
export interface LinkNumbers {
  readonly own?: number | undefined;
  readonly peer?: number | undefined;
}

/** The session's own: PPP packets for the peer, timers, and what is told. */
export type PppOutlet = Outlet<PppPacket, PppTimerName, PppTrace>;

export type PppAction =
  | { readonly type: 'send'; readonly packet: PppPacket }
  | TimerAction<PppTimerName>
  /** LCP is open (physical layer up, in the dialer's words). */
  | { readonly type: 'lcp-up' }
  | { readonly type: 'lcp-down' }
  /** Which control characters to escape, which to drop when they come unescaped (on an asynchronous line), and what of headers to leave out. */
  | { readonly type: 'line-options'; readonly sendMap: number; readonly receiveMap: number; readonly compressProtocol: boolean; readonly compressAddressControl: boolean }
  /** The peer says who it is: answered by `verdict`, now or later; what it repeats meanwhile is not looked at. */
  | { readonly type: 'authenticate'; readonly name: string; readonly proof: PeerProof }
  /**
   * Authentication is over on both ends as far as negotiated; the peer's proven name, if it proved one. The machine waits
   * here, before any NCP, until it is given a `callback` event: `stay` opens the NCPs, `hang-up` means the network
   * is about to release the call. `callback` says what was negotiated in LCP: `requested` the peer acknowledged our
   * request; `accepted` we acknowledged the peer's. With operation 6 requested CBCP goes on by itself, and ends with
   * `callback-agreed` or `disconnect`; with operation 6 accepted it begins with `negotiate`.
   */
  | {
      readonly type: 'authenticated';
      readonly peerName?: string;
      readonly callback: 'none' | 'requested' | 'accepted';
      /** Of the option: RFC 1570 operation, and when accepted the peer's message. */
      readonly operation?: number;
      readonly message?: Uint8Array;
    }
  /** Of a PC: the user is to say the number, of those if it is a list, or may go on without callback. */
  | { readonly type: 'callback-ask'; readonly numbers: readonly string[]; readonly mayDecline: boolean }
  /**
   * CBCP is through. With `none` the session waits for a `callback` event again. Else the caller closes the link by itself, and
   * the network is to call back when the call is gone, or to wait for that.
   */
  | { readonly type: 'callback-agreed'; readonly role: 'client' | 'server'; readonly choice: CbcpChoice }
  /**
   * Both ends do multilink, and the dialer keeps the call: the link is to join a bundle, and its NCPs stay closed. What the
   * peer said of itself tells which one (RFC 1990 §5.1.3).
   */
  | {
      readonly type: 'multilink-up';
      readonly peerName?: string;
      readonly discriminator?: EndpointDiscriminator;
      /** What we said that we can put together, what the peer said. */
      readonly mrru: number;
      readonly peerMrru: number;
      /** The largest frame that the peer takes on this link. */
      readonly peerMru: number;
      /** The peer wants the short header. */
      readonly shortSequence: boolean;
      /** By which numbers the ends know the link; absent where neither said one. */
      readonly numbers?: LinkNumbers;
    }
  /** The link leaves its bundle. */
  | { readonly type: 'multilink-down' }
  /** A multilink fragment, header and all. */
  | { readonly type: 'receive-fragment'; readonly octets: Uint8Array }
  /** A packet of a network protocol that came on a link of a bundle without a multilink header. */
  | { readonly type: 'receive-whole'; readonly packet: PppPacket }
  /** IPCP is about to open, and the policy says that the peer's address is asked for: `peer-address` answers at once. */
  | { readonly type: 'peer-address-wanted' }
  /** IPCP is open: IP may pass. The peer's address is the one it negotiated (0 if none); ours may have been given. */
  | { readonly type: 'ip-up'; readonly localAddress: Ipv4Address; readonly peerAddress: Ipv4Address; readonly nameServers?: readonly { readonly which: NameServer; readonly address: Ipv4Address }[] }
  | { readonly type: 'ip-down' }
  /** IPCP has given up: it waits for the peer to begin again (RFC 1661 §4.2 Stopped), which may believe that all is well. */
  | { readonly type: 'ip-failed' }
  /** CCP has opened, with what is compressed from now on; or it has closed, and nothing is. */
  | { readonly type: 'compression'; readonly method: CompressionMethod | undefined; readonly send: boolean; readonly receive: boolean }
  /** The history of what is sent, or received, is begun anew. */
  | { readonly type: 'compression-reset'; readonly side: 'send' | 'receive' }
  /** An IP datagram from the peer, IPCP being open. */
  | { readonly type: 'receive-ip'; readonly datagram: Uint8Array }
  /** A Link-Quality-Report is due: whoever counts what leaves completes it, counts it too, and sends it. */
  | { readonly type: 'quality-report'; readonly state: ControlStateName; readonly report: Omit<LinkQualityReport, 'peerOutPackets' | 'peerOutOctets'> }
  /** The session is over: the network must release the call. */
  | { readonly type: 'disconnect'; readonly reason: string }
  | { readonly type: 'trace'; readonly event: PppTrace };
