// The dialer's state as it stands between steps and as a step writes to it. A step changes the outer record and those of the
// calls, its owner's or a copy, and replaces the small lists that it changes. Calls, callbacks and queues are
// all kept by call, by name and by next hop: there is no single slot that a second client could overwrite.

import { formatIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import { LateMap } from '../../base/late-map.ts';
import type { Instant } from '../../base/time.ts';
import type { AskingCall, NumberSource } from './callback-types.ts';
import type { MemberRecord } from './members.ts';
import type { Asked } from './outbound.ts';
import type { DialerTrace } from './trace.ts';
import type {
  CallId, DialerAction, DialerCall, DialerMap, DialerMapClass, DialerPolicy, DialStringStatistics, OfferedPacket, WatchedNetwork,
} from './types.ts';

export interface DialerState {
  readonly policy: DialerPolicy;
  readonly members: ReadonlyMap<string, MemberStatus>;
  readonly memberRecords: ReadonlyMap<string, MemberRecord>;
  /** In-band members on which a call has ended, until the enable time is over. */
  readonly disabled: readonly string[];
  readonly calls: readonly CallRecord[];
  readonly statistics: readonly DialStringStatistics[];
  readonly queues: readonly HoldQueue[];
  readonly clients: readonly CallbackClient[];
  readonly servers: readonly CallbackServer[];
  readonly rollovers: readonly Rollover[];
  readonly redials: readonly Redial[];
  /** `dialer aaa`: next hops that are asked about, and the maps of those that were answered, which stand behind the configured ones in the policy. */
  readonly asking: readonly Asked[];
  readonly outbound: readonly DialerMap[];
  readonly watch: WatchState;
  /** Numbers that were reached, the latest last. */
  readonly worked: readonly string[];
  /** By peer: how long its load has been as it is. */
  readonly loads: ReadonlyMap<string, LoadWatch>;
  /** The timer of the next evaluation of loads runs. */
  readonly evaluating: boolean;
  /** Bundles whose ends agree on links. */
  readonly allocated: readonly string[];
  /** Counts packets for peers with several links that are no bundle: each takes the next. */
  readonly rotation: number;
  readonly counters: PacketCounters;
  /** Outgoing calls are `PREFIX-1`, `PREFIX-2`, ... */
  readonly callPrefix: string;
  readonly callsPlaced: number;
}

export interface MemberStatus {
  readonly usable: boolean;
  readonly freeChannels: number;
}

export interface CallRecord extends DialerCall {
  /** IP passes: IPCP is open, or the call is connected and there is no PPP. */
  readonly ipUp: boolean;
  /** It was so at some time. */
  readonly everUp: boolean;
  /** The failure of this attempt is already in the statistics. */
  readonly failureCounted: boolean;
  /** When the last interesting packet passed, or the call connected. */
  readonly idleSince: Instant;
  /** Granted to its peer: goes before those of the map's class and the interface. */
  readonly idleTimeoutSeconds?: number | undefined;
  /** When the unit that runs began, and how long units are, once there were two. */
  readonly chargedAt?: Instant | undefined;
  readonly unitMs?: number | undefined;
  /** Others wait for the channel: the fast-idle time counts. */
  readonly fastIdle: boolean;
  /** The next hop that it was dialled for, and the maps to try when it fails. */
  readonly nextHop?: Ipv4Address | undefined;
  readonly remaining: readonly DialerMap[];
  /** Its line protocol has a time to come in, and did not. */
  readonly protocolTimer: boolean;
  readonly protocolFailed: boolean;
  /** Microsoft's callback is being negotiated, or was. */
  readonly offered: OfferedCallback | undefined;
}

/** How a caller will be called back if it takes what it is offered. */
export interface OfferedCallback {
  readonly name: string;
  readonly map: DialerMap | undefined;
  readonly members: readonly string[] | undefined;
  readonly verify: boolean;
  /** Undefined: the caller says it. */
  readonly number: string | undefined;
  readonly numberFrom: NumberSource;
}

export interface HoldQueue {
  readonly nextHop: Ipv4Address;
  readonly packets: readonly OfferedPacket[];
  /** Nobody was dialled for want of a channel: dial when one is free. */
  readonly waiting: boolean;
}

/** We asked that peer to call back. */
export interface CallbackClient {
  readonly name: string;
  readonly number: string;
  readonly map: DialerMap | undefined;
  /** The first call, until it is released. */
  readonly releasing: CallId | undefined;
}

/** We owe that peer a call. */
export interface CallbackServer {
  readonly name: string;
  readonly number: string;
  /** Undefined for a caller that has none, whom AAA, a user's entry or itself said how to call. */
  readonly map?: DialerMap | undefined;
  /** The interfaces through which alone it is called. */
  readonly members?: readonly string[] | undefined;
  /** False: it need not prove itself. */
  readonly verify?: boolean | undefined;
  /** So long it needs before it can be called. */
  readonly leastMs?: number | undefined;
  readonly by?: 'microsoft' | 'initiate' | undefined;
  /** What the return call answers: one call, or several where it asked again before that was made. */
  readonly asked: readonly AskingCall[];
  /** `releasing`: the first call is being cleared; `waiting`: the enable timer runs; `calling`: the return call is under way. */
  readonly phase: 'releasing' | 'waiting' | 'calling';
  readonly call?: CallId | undefined;
  /** It asked again while the return call was under way: owed afresh, should that one fail. */
  readonly renewed?: CallbackServer;
}

/** The next map of a next hop is tried when its timer runs out. */
export interface Rollover {
  readonly nextHop: Ipv4Address;
  readonly maps: readonly DialerMap[];
  readonly source: Ipv4Address;
  readonly destination: Ipv4Address;
}

/** A peer whose numbers all failed: `waiting` for the next try, `calling`, or `disabled` until the re-enable time is over. */
export interface Redial {
  readonly nextHop: Ipv4Address;
  readonly source: Ipv4Address;
  readonly destination: Ipv4Address;
  readonly made: number;
  readonly phase: 'waiting' | 'calling' | 'disabled';
}

/** The call that is kept up for watched routes, or always. */
export interface WatchState {
  readonly primaryUp: boolean;
  /** The primary was there at some time, or is missed since a check. */
  readonly seen: boolean;
  readonly phase: 'rest' | 'delaying' | 'calling' | 'up' | 'retrying' | 'disabling';
  readonly call?: CallId | undefined;
  /** Attempts that failed, so that the next of several numbers is tried. */
  readonly tried: number;
  readonly networks: readonly WatchedNetwork[];
}

/** One peer's links under watch. */
export interface LoadWatch {
  readonly aboveSince: Instant | undefined;
  readonly belowSince: Instant | undefined;
  /** Attempts that failed, so that the next of several numbers is tried; and not before. */
  readonly failures: number;
  readonly notBefore: Instant;
  /** When the last link was added. */
  readonly addedAt: Instant | undefined;
  /** Why no link could be added, told already. */
  readonly told: string | undefined;
}

/** Offered = transmitted + dropped + those in the queues. A broadcast counts once for each of its targets. */
export interface PacketCounters {
  readonly offered: number;
  readonly transmitted: number;
  readonly dropped: number;
}

/** A call as a step changes it. */
export type CallWork = { -readonly [K in keyof CallRecord]: CallRecord[K] };

/** The state as a step changes it. */
export type DialerWork = { -readonly [K in Exclude<keyof DialerState, 'members' | 'memberRecords' | 'counters' | 'calls'>]: DialerState[K] } & {
  readonly members: LateMap<string, MemberStatus>;
  readonly memberRecords: LateMap<string, MemberRecord>;
  readonly counters: { -readonly [K in keyof PacketCounters]: PacketCounters[K] };
  calls: readonly CallWork[];
};

/** One that can be changed without the other. */
export function copyOf(state: DialerState): DialerWork {
  return {
    ...state,
    members: new LateMap(state.members),
    memberRecords: new LateMap(state.memberRecords),
    counters: { ...state.counters },
    calls: state.calls.map((call) => ({ ...call })),
  };
}

/** One step at work. */
export interface Turn {
  readonly state: DialerWork;
  readonly now: Instant;
  readonly actions: DialerAction[];
}

export function trace(turn: Turn, event: DialerTrace): void {
  turn.actions.push({ type: 'trace', event });
}

export function start(turn: Turn, timer: string, ms: number): void {
  turn.actions.push({ type: 'start', timer, ms });
}

export function stop(turn: Turn, timer: string): void {
  turn.actions.push({ type: 'stop', timer });
}

export const TIMER = {
  load: 'load:',
  idle: (call: CallId): string => `idle:${call}`,
  carrier: (call: CallId): string => `carrier:${call}`,
  callback: (name: string): string => `callback:${name}`,
  client: (name: string): string => `client:${name}`,
  protocol: (call: CallId): string => `protocol:${call}`,
  redial: (nextHop: Ipv4Address): string => `redial:${formatIpv4(nextHop)}`,
  watch: (which: 'connect' | 'retry' | 'disable'): string => `watch:${which}`,
  enable: (interfaceName: string): string => `enable:${interfaceName}`,
  hold: (nextHop: Ipv4Address): string => `hold:${formatIpv4(nextHop)}`,
  rollover: (nextHop: Ipv4Address): string => `rollover:${formatIpv4(nextHop)}`,
} as const;

export function count(turn: Turn, what: keyof PacketCounters, packets = 1): void {
  turn.state.counters[what] += packets;
}

export function findCall(state: DialerWork, id: CallId): CallWork | undefined;
export function findCall(state: DialerState, id: CallId): CallRecord | undefined;
export function findCall(state: DialerState, id: CallId): CallRecord | undefined {
  for (const call of state.calls) if (call.id === id) return call;
  return undefined;
}

/** A record at its beginning. All its fields stand there, so that all records are of one shape. */
export function newCall(
  fields: Pick<CallRecord, 'id' | 'interface' | 'channel' | 'outgoing' | 'number' | 'reason' | 'map' | 'nextHop' | 'remaining'>,
  now: Instant,
): CallWork {
  return {
    id: fields.id,
    interface: fields.interface,
    channel: fields.channel,
    outgoing: fields.outgoing,
    number: fields.number,
    reason: fields.reason,
    phase: 'dialing',
    map: fields.map,
    peerName: undefined,
    peerAddress: undefined,
    connectedAt: undefined,
    ipUp: false,
    everUp: false,
    failureCounted: false,
    idleSince: now,
    idleTimeoutSeconds: undefined,
    units: undefined,
    chargedAt: undefined,
    unitMs: undefined,
    fastIdle: false,
    nextHop: fields.nextHop,
    remaining: fields.remaining,
    protocolTimer: false,
    protocolFailed: false,
    bundle: undefined,
    offered: undefined,
  };
}

export function isConnected(call: CallRecord): boolean {
  return call.connectedAt !== undefined && call.phase !== 'disconnecting';
}

export function classOf(policy: DialerPolicy, map: DialerMap | undefined): DialerMapClass | undefined {
  return map?.mapClass === undefined ? undefined : policy.mapClasses.get(map.mapClass);
}

/** The channel if the call has one, for traces. */
export function channelOf(call: CallRecord): string {
  return call.channel ?? call.interface;
}

export function takeChannel(turn: Turn, interfaceName: string, count: 1 | -1): void {
  const status = turn.state.members.get(interfaceName);
  if (status) setMember(turn, interfaceName, { usable: status.usable, freeChannels: Math.max(0, status.freeChannels - count) });
}

export function setMember(turn: Turn, interfaceName: string, status: MemberStatus): void {
  const before = turn.state.members.get(interfaceName);
  if (before?.usable === status.usable && before.freeChannels === status.freeChannels) return;
  turn.state.members.set(interfaceName, status);
}
