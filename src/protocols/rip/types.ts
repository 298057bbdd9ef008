// The RIP process's contract (RFC 1058, RFC 2453): one router's routing by distance vector. The network layer tells it of its
// interfaces, of the networks that it has of its own, and of messages; it answers with messages, timers and routes. It
// sees no datagram, knows no clock and no routing table but its own.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { RipMessage } from '../../wire/rip.ts';
import type { RipTrace } from './trace.ts';

export type RipVersion = 1 | 2;

/** An interface that is up and whose address a `network` line covers. */
export interface RipInterface {
  readonly name: string;
  readonly address: Ipv4Address;
  readonly mask: Ipv4Address;
  /** `passive-interface`: listens, and sends only to `neighbor`s. */
  readonly passive: boolean;
  /** `ip split-horizon`, the default. */
  readonly splitHorizon: boolean;
  readonly sends: readonly RipVersion[];
  readonly receives: readonly RipVersion[];
  /** `ip rip v2-broadcast`. */
  readonly broadcastsVersion2: boolean;
  /** Peers need not have an address in its subnet: `ip unnumbered`. */
  readonly unnumbered: boolean;
}

/** A network that this router tells of without having heard of it: connected, static, or the default. */
export interface RipLocal {
  readonly prefix: Ipv4Address;
  readonly mask: Ipv4Address;
  /** As it is told to neighbours: 1 for a connected network. */
  readonly metric: number;
  readonly origin: 'connected' | 'redistributed' | 'default';
  readonly interface?: string;
  readonly nextHop?: Ipv4Address;
}

/** `timers basic`. */
export interface RipTimes {
  readonly updateSeconds: number; // 30
  readonly invalidSeconds: number; // 180
  readonly holddownSeconds: number; // 180
  readonly flushSeconds: number; // 240
}

export interface RipPolicy {
  readonly interfaces: readonly RipInterface[];
  readonly locals: readonly RipLocal[];
  /** Keys of networks to which the router has a better route of another protocol (keyOf): RIP's is of no use there. */
  readonly preferred: ReadonlySet<string>;
  readonly autoSummary: boolean;
  readonly neighbors: readonly { readonly address: Ipv4Address; readonly interface: string }[];
  readonly times: RipTimes;
  /** Of equal routes, that many are kept. */
  readonly maximumPaths: number; // 4
}

export type RipEvent =
  /** Also after any change of an interface's state or of a route of another protocol. */
  | { readonly type: 'configure'; readonly policy: RipPolicy }
  | {
      readonly type: 'message';
      readonly message: RipMessage;
      readonly from: Ipv4Address;
      readonly port: number;
      readonly interface: string;
      /** The sender is one of this router's own addresses. */
      readonly own: boolean;
    }
  /** `update`, `triggered`, `invalid:PATH`, `holddown:PATH`, `flush:PATH`. */
  | { readonly type: 'timer'; readonly timer: string }
  /** `clear ip route`: what was learnt is forgotten and asked for again. */
  | { readonly type: 'clear'; readonly prefix?: Ipv4Address };

export type RipAction =
  /** To everybody on the interface (`destination` is a broadcast or multicast address), or to one neighbour. */
  | {
      readonly type: 'send';
      readonly interface: string;
      readonly source: Ipv4Address;
      readonly destination: Ipv4Address;
      readonly port: number;
      readonly message: RipMessage;
    }
  /** After `ms`, and up to `jitterMs` more by chance. */
  | { readonly type: 'start'; readonly timer: string; readonly ms: number; readonly jitterMs: number }
  | { readonly type: 'stop'; readonly timer: string }
  /** What readRoutes gives has changed. */
  | { readonly type: 'routes' }
  | { readonly type: 'trace'; readonly event: RipTrace; readonly interface?: string };

/** One path to a network, as one gateway told it over one interface. */
export interface RipRoute {
  readonly prefix: Ipv4Address;
  readonly mask: Ipv4Address;
  /** Hops as the neighbour told them. */
  readonly metric: number;
  readonly tag: number;
  /** Who told it, and over which interface. */
  readonly gateway: Ipv4Address;
  readonly interface: string;
  /** The neighbour to send to: the gateway, unless it named another. */
  readonly nextHop: Ipv4Address;
  readonly heardAt: number;
  /**
   * `valid`; `holddown`: told to be unreachable, still used, and better news from others are not believed; `expired`: the same,
   * but others are believed again; `dead`: not used, only told to be unreachable until it is flushed.
   */
  readonly phase: 'valid' | 'holddown' | 'expired' | 'dead';
  /** Not told to the neighbours yet. */
  readonly changed: boolean;
}
