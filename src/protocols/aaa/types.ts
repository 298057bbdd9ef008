// The contract between a router's authentication, authorization and accounting and the protocols that carry it. The router
// asks in its own terms (AaaRequest) and is answered in its own terms (AaaReply); how a question looks in RADIUS (RFC 2865,
// 2866) or TACACS+ (RFC 8907) is the business of the client machines in radius/ and tacacs/, which share the events and actions below.
// A pass, a fail and an error are kept apart: only an error leads on to the next method of a list.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { TimerAction } from '../machine.ts';
import type { AaaTrace } from './trace.ts';

// ---- what is asked

/** Where somebody came in. */
export interface AaaPlace {
  /** The router's long name of it: `BRI0:1`, `Async1`, `tty0` (the console), `tty2`. */
  readonly port: string;
  /** NAS-Port: 30001 for `BRI0:1` and the like, the absolute number of a line. */
  readonly portNumber: number;
  readonly portType: AaaPortType;
  /** Of a call, as far as they are known; the address that somebody on a virtual terminal came from is `callingNumber` too. */
  readonly callingNumber?: string;
  readonly calledNumber?: string;
  /** By which the router is known to the servers: that of the source interface, else of the one that leads to the server. */
  readonly nasAddress?: Ipv4Address;
}

export type AaaPortType = 'async' | 'sync' | 'isdn-sync' | 'virtual';
/** `outbound`: a profile to dial out by, which is asked for as a user with a password. */
export type AaaService = 'ppp' | 'login' | 'enable' | 'outbound';

/** How somebody proves who it is. */
export type AaaProof =
  | { readonly kind: 'pap'; readonly password: string }
  /** RFC 1994: the answer to a challenge of the router's own, as it came. */
  | { readonly kind: 'chap'; readonly identifier: number; readonly challenge: Uint8Array; readonly response: Uint8Array }
  /** RFC 2433: a challenge of eight octets, and a response of 49. */
  | { readonly kind: 'ms-chap'; readonly identifier: number; readonly challenge: Uint8Array; readonly response: Uint8Array }
  /** A dialogue: RADIUS has both words at once (`password` is there), TACACS+ asks for them one by one. */
  | { readonly kind: 'ascii'; readonly password?: string };

export interface AaaAuthentication {
  readonly kind: 'authentication';
  readonly service: AaaService;
  /** Undefined where a server is to ask for it (TACACS+ GETUSER). */
  readonly user?: string;
  readonly proof: AaaProof;
  /** The level that is asked for (`enable`), or that the line has. */
  readonly privilege: number;
  readonly where: AaaPlace;
}

/** One argument of TACACS+ authorization; RADIUS has such pairs in Cisco-AVPair, as `service:name=value`. */
export interface AaaPair {
  readonly name: string;
  readonly value: string;
  /** `=`; an optional one is written `*`. */
  readonly mandatory: boolean;
}

export interface AaaAuthorization {
  readonly kind: 'authorization';
  readonly service: 'ppp' | 'shell' | 'outbound';
  readonly protocol?: 'lcp' | 'ip';
  readonly user: string;
  /** Of a profile to dial out by (`outbound`): RADIUS knows no authorization without one. */
  readonly password?: string;
  /** How the user has been authenticated, and by what (TACACS+ tells the server). */
  readonly authenticatedBy: AaaMethodKind;
  readonly authenType: 'pap' | 'chap' | 'ms-chap' | 'ascii' | 'none';
  readonly privilege: number;
  /** What the router proposes, `service` and `protocol` among them, in order. */
  readonly pairs: readonly AaaPair[];
  readonly where: AaaPlace;
}

export interface AaaAccounting {
  readonly kind: 'accounting';
  readonly record: 'start' | 'update' | 'stop';
  readonly service: 'ppp' | 'shell';
  readonly user: string;
  readonly authenticatedBy: AaaMethodKind;
  readonly authenType: 'pap' | 'chap' | 'ms-chap' | 'ascii' | 'none';
  readonly privilege: number;
  /** The same in all records of one session: eight hexadecimal digits. */
  readonly sessionId: string;
  /** Seconds since 1970 by the router's clock when the session began. */
  readonly startedUnixSeconds: number;
  /** What is known of it by now; all counters are there in `update` and `stop`. */
  readonly elapsedSeconds?: number;
  readonly inputOctets?: number;
  readonly outputOctets?: number;
  readonly inputPackets?: number;
  readonly outputPackets?: number;
  /** The peer's address, once IPCP has agreed on it. */
  readonly address?: Ipv4Address;
  readonly terminateCause?: AaaTerminateCause;
  /** How long the record has waited for a server (Acct-Delay-Time). */
  readonly delaySeconds: number;
  readonly where: AaaPlace;
}

/** RFC 2866 §5.10, those that a dial-in session here can end by. */
export type AaaTerminateCause =
  | 'user-request' | 'lost-carrier' | 'lost-service' | 'idle-timeout' | 'session-timeout' | 'admin-reset' | 'admin-reboot'
  | 'port-error' | 'nas-error' | 'nas-request' | 'nas-reboot' | 'callback' | 'user-error';

export type AaaRequest = AaaAuthentication | AaaAuthorization | AaaAccounting;

// ---- what comes back

export type AaaReply =
  | { readonly type: 'pass'; readonly attributes: AaaAttributes; readonly message?: string }
  | { readonly type: 'fail'; readonly message?: string }
  /** Nobody could decide: the next method is tried. */
  | { readonly type: 'error'; readonly why: AaaError; readonly detail?: string }
  /** A server asks something more: the answer comes back with `answer`. */
  | { readonly type: 'ask'; readonly what: 'user' | 'password' | 'data'; readonly prompt: string; readonly echo: boolean };

export type AaaError =
  /** The group has no server, or none of its servers is configured. */
  | 'no-servers'
  /** All servers of the group are marked dead. */
  | 'all-dead'
  /** None answered, with all retransmissions. */
  | 'timeout'
  /** TACACS+: the connection was refused, or closed before the answer. */
  | 'refused' | 'closed'
  /** What came made no sense with this secret (a wrong response authenticator; a body whose lengths cannot be). */
  | 'wrong-secret'
  /** The server itself said ERROR, or sent what does not parse. */
  | 'server-error' | 'malformed'
  /** The router has no route or no address for it. */
  | 'unreachable'
  /** This protocol cannot do that (RADIUS authorization of somebody whom it did not authenticate). */
  | 'unsupported';

/** What a server allows somebody, in the router's terms, whatever protocol it came by. All of them are absent when nothing was said. */
export interface AaaAttributes {
  /** The empty string: the user may say the number. */
  readonly callbackDialString?: string;
  /** Callback-Id: the name of a place to call. */
  readonly callbackId?: string;
  readonly callbackLine?: number;
  readonly callbackRotary?: number;
  readonly noCallbackVerify?: boolean;
  /** 0.0.0.0 and 255.255.255.255 of RADIUS are `any` and `negotiate`: absent here. */
  readonly address?: Ipv4Address;
  readonly netmask?: Ipv4Address;
  readonly pool?: string;
  readonly routes?: readonly AaaRoute[];
  readonly idleTimeoutSeconds?: number;
  readonly sessionTimeoutSeconds?: number;
  readonly serviceType?: AaaServiceType;
  readonly privilegeLevel?: number;
  readonly autoCommand?: string;
  /** The secret by which the router proves itself to this user (`send-secret`). Never traced. */
  readonly sendSecret?: string;
  /** How a peer is dialled (`outbound:dial-number` and the like). */
  readonly outbound?: AaaOutbound;
  /** RADIUS: Framed-Protocol is PPP. TACACS+: protocols are asked for one by one. */
  readonly protocols?: readonly ('ppp' | 'slip' | 'lcp' | 'ip')[];
  /** What became of the router's own pairs (TACACS+): its own and these, or these instead. */
  readonly pairsReplace?: boolean;
  /** Everything that was said, in order, printable, secrets as `*`. */
  readonly pairs: readonly AaaPair[];
}

export interface AaaOutbound {
  /** In the order in which they are tried. */
  readonly numbers: readonly string[];
  /** By what name and protocol the router proves itself; the secret is `sendSecret`. */
  readonly sendName?: string;
  readonly sendAuth?: 'pap' | 'chap';
  readonly mapClass?: string;
  readonly speed56?: boolean;
}

export interface AaaRoute {
  readonly prefix: Ipv4Address;
  readonly mask: Ipv4Address;
  readonly nextHop?: Ipv4Address;
  readonly metric?: number;
}

export type AaaServiceType =
  | 'login' | 'framed' | 'callback-login' | 'callback-framed' | 'outbound' | 'administrative' | 'nas-prompt' | 'authenticate-only'
  | 'callback-nas-prompt' | 'other';

export const NO_ATTRIBUTES: AaaAttributes = { pairs: [] };

// ---- methods

/** A method of a list as it counts for what comes later. */
export type AaaMethodKind = 'radius' | 'tacacs+' | 'local' | 'enable' | 'line' | 'none';

// ---- servers and client machines

export interface RadiusServerSettings {
  readonly protocol: 'radius';
  readonly address: Ipv4Address;
  readonly authPort: number;
  readonly acctPort: number;
  readonly timeoutSeconds: number;
  /** Transmissions after the first. */
  readonly retransmit: number;
  /** 0: a server that does not answer is not marked dead. */
  readonly deadtimeMinutes: number;
  readonly key: string;
}

export interface TacacsServerSettings {
  readonly protocol: 'tacacs+';
  readonly address: Ipv4Address;
  readonly port: number;
  readonly timeoutSeconds: number;
  readonly singleConnection: boolean;
  /** Undefined: bodies are sent in the clear. */
  readonly key?: string;
}

/** A name for one request, given by whoever asks; unique as long as it is unanswered. */
export type AaaHandle = number;

/** What either client machine is told. A RADIUS machine hears of datagrams, a TACACS+ machine of connections. */
export type AaaClientEvent<Server extends RadiusServerSettings | TacacsServerSettings> =
  /** `servers`: of the group, in order; dead ones are skipped by the machine, which knows them. Chance comes along. */
  | { readonly type: 'request'; readonly handle: AaaHandle; readonly request: AaaRequest; readonly group: string; readonly servers: readonly Server[]; readonly now: number; readonly random: number }
  /** The answer to an `ask`. */
  | { readonly type: 'answer'; readonly handle: AaaHandle; readonly text: string }
  /** Nobody waits for it any more. */
  | { readonly type: 'cancel'; readonly handle: AaaHandle }
  | { readonly type: 'datagram'; readonly from: Ipv4Address; readonly fromPort: number; readonly octets: Uint8Array; readonly now: number }
  | { readonly type: 'connected'; readonly connection: number; readonly now: number }
  | { readonly type: 'data'; readonly connection: number; readonly octets: Uint8Array; readonly now: number }
  /** `refused`: it never stood. `unreachable`: there is no route. */
  | { readonly type: 'closed'; readonly connection: number; readonly how: 'refused' | 'unreachable' | 'timeout' | 'closed'; readonly now: number }
  | { readonly type: 'timer'; readonly timer: string; readonly now: number };

export type AaaClientAction =
  | { readonly type: 'reply'; readonly handle: AaaHandle; readonly reply: AaaReply }
  /** A datagram from the router's RADIUS port to a server. */
  | { readonly type: 'send'; readonly to: Ipv4Address; readonly toPort: number; readonly octets: Uint8Array }
  | { readonly type: 'connect'; readonly connection: number; readonly to: Ipv4Address; readonly toPort: number }
  | { readonly type: 'write'; readonly connection: number; readonly octets: Uint8Array }
  | { readonly type: 'disconnect'; readonly connection: number }
  | TimerAction<string>
  | { readonly type: 'trace'; readonly event: AaaTrace };

/** What `show aaa servers`, `show radius statistics` and `show tacacs` are made from: kept by the machines per server. */
export interface AaaServerCounters {
  readonly address: Ipv4Address;
  /** RADIUS: of authentication and accounting; TACACS+: one and 0. */
  readonly ports: readonly [number, number];
  readonly state: 'up' | 'dead';
  readonly stateSince: number;
  readonly authentication: AaaCounters;
  readonly authorization: AaaCounters;
  readonly accounting: AaaCounters;
  /** TACACS+ connections. */
  readonly opens: number;
  readonly closes: number;
  readonly aborts: number;
  readonly errors: number;
  readonly packetsIn: number;
  readonly packetsOut: number;
}

export interface AaaCounters {
  readonly requests: number;
  readonly timeouts: number;
  readonly retransmissions: number;
  readonly accepts: number;
  readonly rejects: number;
  readonly challenges: number;
  readonly unexpected: number;
  readonly badAuthenticators: number;
  readonly errors: number;
  /** Of all answers, in milliseconds. */
  readonly responseMs: number;
}
