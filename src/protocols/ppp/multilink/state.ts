// What a bundle keeps: its links, what waits to be sent, what waits to be put together, the counters, and its network
// session. A bundle is a value; a step works on one copy of the outer record (a Turn) and replaces what it changes.

import type { Instant } from '../../../base/time.ts';
import { LONG_FRAGMENT, SHORT_FRAGMENT, type MultilinkFormat, type MultilinkFragment } from '../../../wire/multilink.ts';
import type { AllocationState } from '../bap/allocation.ts';
import type { NetworkState } from '../state.ts';
import type { PppTrace } from '../trace.ts';
import type { BundleAction, BundleCounters, BundlePolicy, BundleTimerName, LinkId, LinkOffer } from './types.ts';

export interface MemberLink {
  readonly id: LinkId;
  readonly bitsPerSecond: number;
  readonly peerMru: number;
  readonly since: Instant;
  /** When the line has sent what it was given. */
  readonly freeAt: Instant;
  /** Counts what is sent over the bundle: of two links that are free, that which was used longer ago is used. */
  readonly usedAt: number;
  /** The sequence number of the last fragment that came; until one has, the one before the first that is awaited. */
  readonly received: number;
  readonly anyReceived: boolean;
  /** So many in a row have come that are not above it, and rise among themselves; the last of them. */
  readonly strays: number;
  readonly stray: number;
}

/** A packet that is being sent in fragments. */
export interface Current {
  readonly octets: Uint8Array;
  readonly offset: number;
  readonly fragmentsLeft: number;
}

export interface OutputState {
  /** Packets as they will be divided, protocol field first. */
  readonly waiting: readonly Uint8Array[];
  /** Those that may overtake, with interleaving. */
  readonly urgent: readonly Uint8Array[];
  readonly current: Current | undefined;
  /** The next fragment's. */
  readonly sequence: number;
  readonly sent: number;
  readonly timerRunning: boolean;
}

export interface InputState {
  /** The first sequence number that is neither delivered nor given up. */
  readonly expected: number;
  /** The highest that came. */
  readonly highest: number | undefined;
  /** Fragments from `expected` on, in their order. */
  readonly held: readonly MultilinkFragment[];
  readonly heldOctets: number;
  readonly timerRunning: boolean;
  /** So many in a row were below what is expected. */
  readonly late: number;
}

/** What was agreed on the first link, and must be on all. */
export type BundleTerms = Omit<LinkOffer, 'link' | 'bitsPerSecond' | 'peerMru' | 'numbers'>;

export interface BundleState {
  readonly policy: BundlePolicy;
  /** For traces: what the bundle is called. */
  readonly name: string;
  readonly terms: BundleTerms | undefined;
  readonly links: readonly MemberLink[];
  readonly output: OutputState;
  readonly input: InputState;
  readonly counters: BundleCounters;
  readonly network: NetworkState;
  readonly networkOpen: boolean;
  /** Of the LCP packets that go over the bundle (RFC 1990 §2). */
  readonly lcpIdentifier: number;
  /** Bandwidth allocation, where it is done. */
  readonly allocation: AllocationState | undefined;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export interface Turn {
  readonly state: Mutable<BundleState>;
  readonly now: Instant;
  readonly actions: BundleAction[];
}

export function copyBundle(state: BundleState): Mutable<BundleState> {
  return {
    policy: state.policy,
    name: state.name,
    terms: state.terms,
    links: state.links,
    output: state.output,
    input: state.input,
    counters: state.counters,
    network: state.network,
    networkOpen: state.networkOpen,
    lcpIdentifier: state.lcpIdentifier,
    allocation: state.allocation,
  };
}

export function trace(turn: Turn, event: PppTrace): void {
  turn.actions.push({ type: 'trace', event });
}

export function start(turn: Turn, timer: BundleTimerName, ms: number): void {
  turn.actions.push({ type: 'start', timer, ms });
}

export function stop(turn: Turn, timer: BundleTimerName): void {
  turn.actions.push({ type: 'stop', timer });
}

/** The peer asked for the short header, or not: that is what we send. */
export function sentFormat({ terms }: Pick<BundleState, 'terms'>): MultilinkFormat {
  return terms?.shortSequence === true ? SHORT_FRAGMENT : LONG_FRAGMENT;
}

/** We never ask for the short header. */
export const RECEIVED_FORMAT: MultilinkFormat = LONG_FRAGMENT;

export function changeLink(turn: Turn, id: LinkId, changes: Partial<MemberLink>): void {
  turn.state.links = turn.state.links.map((link) => (link.id === id ? { ...link, ...changes } : link));
}

export function count(turn: Turn, counter: keyof BundleCounters, by: number): void {
  turn.state.counters = { ...turn.state.counters, [counter]: turn.state.counters[counter] + by };
}
