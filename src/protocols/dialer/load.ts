// Links that come and go with the load: `dialer load-threshold`, and on bundles `ppp multilink load-threshold` and `ppp
// multilink links`. Every five seconds the loads of all peers are looked at (the network tells them); one link at most is
// added to each, by the number of its map, and the last one that we added is cleared when the others can bear the load.
// Without multilink the second link to a peer is a call of its own, and packets take turns.

import type { Instant } from '../../base/time.ts';
import { isAllocated } from './allocation.ts';
import { callbackPending, mapNamed, mapsTo } from './binding.ts';
import { place } from './dial.ts';
import { chooseMember } from './members.ts';
import { disconnect } from './idle.ts';
import { channelOf, isConnected, start, stop, TIMER, trace, type CallRecord, type CallWork, type DialerState, type DialerWork, type LoadWatch, type Turn } from './state.ts';
import type { DialerMap, DialerPolicy, LoadMeasure, LoadThreshold } from './types.ts';

/** IOS works out the load of an interface anew so often. */
export const EVALUATION_MS = 5000;
/** The greatest load, and what an idle interface shows. */
const FULL_LOAD = 255;
const LEAST_LOAD = 1;

/** All links to one peer over which IP passes. */
interface PeerLinks {
  readonly key: string;
  readonly calls: readonly CallWork[];
  readonly bundle: boolean;
  readonly capacityBits: number;
  readonly outboundBits: number;
  readonly inboundBits: number;
}

const NO_WATCH: LoadWatch = { aboveSince: undefined, belowSince: undefined, failures: 0, notBefore: 0, addedAt: undefined, told: undefined };

/** After every step: begins to look at loads when there is a call and something to look for, ends it when there is none. */
export function watchLoads(turn: Turn): void {
  const { state } = turn;
  const { threshold, bundleThreshold, minimumLinks } = state.policy.load;
  const looksFor = threshold !== undefined || bundleThreshold !== undefined || minimumLinks > 1;
  const wanted = looksFor && state.calls.some((call) => call.ipUp);
  if (wanted === state.evaluating) return;
  state.evaluating = wanted;
  if (!wanted) {
    state.loads = new Map();
    stop(turn, TIMER.load);
    return;
  }
  // A bundle that must have more links need not wait for its load.
  start(turn, TIMER.load, minimumLinks > 1 ? 0 : EVALUATION_MS);
}

/** False when nobody asked for it. */
export function loadTimerRanOut(turn: Turn): boolean {
  if (!turn.state.evaluating) return false;
  turn.actions.push({ type: 'measure' });
  start(turn, TIMER.load, EVALUATION_MS);
  return true;
}

/** The loads are told: adds a link here and takes one away there. */
export function evaluateLoads(turn: Turn, measures: readonly LoadMeasure[]): boolean {
  if (!turn.state.evaluating) return false;
  const peers = linksByPeer(turn.state, measures);
  const known = new Map<string, LoadWatch>();
  for (const peer of peers) known.set(peer.key, turn.state.loads.get(peer.key) ?? NO_WATCH);
  turn.state.loads = known;
  for (const peer of peers) evaluate(turn, peer);
  return true;
}

/** The call that was to add a link came to nothing: the next number is tried, not at once. */
export function loadCallFailed(turn: Turn, call: CallRecord): void {
  // One that was hung up to be called back has done what it could.
  if (turn.state.clients.some((client) => client.releasing === call.id)) return;
  const key = keyOf(turn.state, call);
  const watch = turn.state.loads.get(key);
  if (watch === undefined) return;
  const notBefore = turn.now + turn.state.policy.enableTimeoutSeconds * 1000;
  setWatch(turn, key, { ...watch, failures: watch.failures + 1, notBefore });
}

/** `txload` and `rxload`. */
export function loadOf(bits: number, capacityBits: number): number {
  if (capacityBits <= 0) return FULL_LOAD;
  return Math.max(LEAST_LOAD, Math.min(FULL_LOAD, Math.floor((bits * FULL_LOAD) / capacityBits)));
}

function linksByPeer(state: DialerWork, measures: readonly LoadMeasure[]): readonly PeerLinks[] {
  const peers = new Map<string, PeerLinks>();
  for (const { calls: ids, ...measure } of measures) {
    const calls = state.calls.filter((call) => call.ipUp && isConnected(call) && ids.includes(call.id));
    const [first] = calls;
    if (first === undefined) continue;
    const key = keyOf(state, first);
    const before = peers.get(key);
    peers.set(key, {
      key,
      bundle: first.bundle !== undefined,
      calls: [...(before?.calls ?? []), ...calls],
      capacityBits: (before?.capacityBits ?? 0) + measure.capacityBits,
      outboundBits: (before?.outboundBits ?? 0) + measure.outboundBits,
      inboundBits: (before?.inboundBits ?? 0) + measure.inboundBits,
    });
  }
  return [...peers.values()];
}

/** What tells the peer of a call from others: its name, else where its packets go. */
function keyOf({ policy }: DialerState, call: CallRecord): string {
  const name = call.peerName ?? call.map?.name ?? mapNamed(policy, call.peerName)?.name;
  return name ?? `${call.map?.nextHop ?? call.nextHop ?? call.peerAddress ?? call.number}`;
}

function thresholdOf({ load }: DialerPolicy, { bundle }: PeerLinks): LoadThreshold | undefined {
  return bundle ? (load.bundleThreshold ?? load.threshold) : load.threshold;
}

function currentLoad(peer: PeerLinks, { direction }: LoadThreshold, capacityBits: number): number {
  const { outboundBits, inboundBits } = peer;
  const bits = direction === 'outbound' ? outboundBits : direction === 'inbound' ? inboundBits : Math.max(outboundBits, inboundBits);
  return loadOf(bits, capacityBits);
}

function evaluate(turn: Turn, peer: PeerLinks): void {
  const { policy } = turn.state;
  const threshold = thresholdOf(policy, peer);
  const load = threshold === undefined ? LEAST_LOAD : currentLoad(peer, threshold, peer.capacityBits);
  const tooFew = peer.bundle && peer.calls.length < policy.load.minimumLinks;
  const isAbove = threshold !== undefined && load >= threshold.load;
  const watch = noteSince(turn, peer.key, 'aboveSince', isAbove || tooFew);
  if (tooFew || (isAbove && hasLasted(turn, watch.aboveSince, policy.load.addSeconds))) addLink(turn, peer, load, threshold);
  else {
    setWatch(turn, peer.key, { ...watch, told: undefined });
    if (threshold !== undefined) considerRemoval(turn, peer, threshold);
  }
}

function hasLasted({ now }: Turn, since: Instant | undefined, seconds: number): boolean {
  return since !== undefined && now - since >= seconds * 1000;
}

function noteSince(turn: Turn, key: string, what: 'aboveSince' | 'belowSince', holds: boolean): LoadWatch {
  const watch = turn.state.loads.get(key) ?? NO_WATCH;
  const changed = { ...watch, [what]: holds ? (watch[what] ?? turn.now) : undefined };
  setWatch(turn, key, changed);
  return changed;
}

function setWatch(turn: Turn, key: string, watch: LoadWatch): void {
  turn.state.loads = new Map(turn.state.loads).set(key, watch);
}

// ---- one more

function addLink(turn: Turn, peer: PeerLinks, load: number, threshold: LoadThreshold | undefined): void {
  const { state } = turn;
  const watch = state.loads.get(peer.key) ?? NO_WATCH;
  if (turn.now < watch.notBefore || isOnItsWay(state, peer)) return;
  if (!peer.bundle && load <= LEAST_LOAD && isUnused(peer, watch)) return;
  const { maximumLinks, maximumOfPeer } = state.policy.load;
  const most = Math.min(peer.bundle ? (maximumLinks ?? Infinity) : Infinity, maximumOfPeer ?? Infinity);
  if (peer.calls.length >= most) return cannot(turn, peer, load, threshold, 'maximum');
  if (isAllocated(state, peer.calls[0])) return wantLink(turn, peer, load, threshold);
  const maps = mapsOf(state.policy, peer).filter((map) => map.number !== undefined);
  const map = maps[watch.failures % Math.max(1, maps.length)];
  if (map?.number === undefined) return cannot(turn, peer, load, threshold, 'no-number');
  const member = chooseMember(state);
  if (typeof member === 'string') return cannot(turn, peer, load, threshold, member);
  const limit = threshold === undefined ? {} : { threshold: threshold.load };
  const { number } = map;
  trace(turn, { type: 'dialer.overloaded', interface: member.interface, number, load, links: peer.calls.length, ...limit });
  setWatch(turn, peer.key, { ...watch, aboveSince: undefined, addedAt: turn.now, told: undefined });
  const name = peer.calls[0]?.peerName;
  place(turn, member, number, { kind: 'load', bundle: peer.bundle }, map, { nextHop: nextHopOf(peer), ...(name === undefined ? {} : { name }) });
}

/** Its ends agree on it first: who calls, and at what number. */
function wantLink(turn: Turn, peer: PeerLinks, load: number, threshold: LoadThreshold | undefined): void {
  const [first] = peer.calls;
  const member = chooseMember(turn.state);
  if (first === undefined) return;
  if (typeof member === 'string') return cannot(turn, peer, load, threshold, member);
  turn.actions.push({ type: 'want-link', call: first.id, load, threshold: threshold?.load });
}

/**
 * [ours] A threshold of 1 is reached by links that carry nothing. Those of a bundle are idle together; others are given a companion
 * once, and again when something has passed: else two calls would for ever outlive each other.
 */
function isUnused({ calls }: PeerLinks, { addedAt }: LoadWatch): boolean {
  return addedAt !== undefined && calls.every(({ idleSince, connectedAt = 0 }) => idleSince <= Math.max(addedAt, connectedAt));
}

function cannot(turn: Turn, peer: PeerLinks, load: number, threshold: LoadThreshold | undefined, because: 'no-channel' | 'call-limit' | 'line-down' | 'no-number' | 'maximum'): void {
  const watch = turn.state.loads.get(peer.key) ?? NO_WATCH;
  if (watch.told === because) return;
  setWatch(turn, peer.key, { ...watch, told: because });
  const name = peer.calls[0]?.peerName;
  trace(turn, {
    type: 'dialer.noLink', load, links: peer.calls.length, because,
    ...(threshold === undefined ? {} : { threshold: threshold.load }),
    ...(name === undefined ? {} : { name }),
  });
}

/** A link to the peer is being set up, by whichever end, or is owed: one at a time. */
function isOnItsWay(state: DialerState, peer: PeerLinks): boolean {
  const nextHop = nextHopOf(peer);
  if (nextHop !== undefined && callbackPending(state, nextHop)) return true;
  return state.calls.some((call) => !call.ipUp && call.phase !== 'disconnecting' && (keyOf(state, call) === peer.key || (!call.outgoing && call.peerName === undefined)));
}

function nextHopOf({ calls }: PeerLinks): number | undefined {
  for (const call of calls) if (call.map?.nextHop !== undefined) return call.map.nextHop;
  return calls[0]?.nextHop ?? calls[0]?.peerAddress;
}

function mapsOf(policy: DialerPolicy, peer: PeerLinks): readonly DialerMap[] {
  const nextHop = nextHopOf(peer);
  const maps = nextHop === undefined ? [] : mapsTo(policy, nextHop);
  if (maps.length > 0) return maps;
  const named = mapNamed(policy, peer.calls[0]?.peerName);
  return named === undefined ? [] : [named];
}

// ---- one less

/** The last link that this end added, or where both must agree the last of all, goes when the others can bear what there is, for long enough. */
function considerRemoval(turn: Turn, peer: PeerLinks, threshold: LoadThreshold): void {
  const { load: policy } = turn.state.policy;
  const { calls, capacityBits } = peer;
  const least = peer.bundle ? Math.max(1, policy.minimumLinks) : 1;
  const agreed = isAllocated(turn.state, calls[0]);
  const last = calls.toSorted((a, b) => (a.connectedAt ?? 0) - (b.connectedAt ?? 0)).findLast((call) => agreed || call.outgoing);
  if (calls.length <= least || last === undefined) {
    noteSince(turn, peer.key, 'belowSince', false);
    return;
  }
  const load = currentLoad(peer, threshold, (capacityBits * (calls.length - 1)) / calls.length);
  const watch = noteSince(turn, peer.key, 'belowSince', load < threshold.load);
  if (!hasLasted(turn, watch.belowSince, policy.removeSeconds)) return;
  if (agreed) return void turn.actions.push({ type: 'want-drop', call: last.id, load, threshold: threshold.load });
  setWatch(turn, peer.key, { ...watch, belowSince: undefined });
  trace(turn, { type: 'dialer.underloaded', channel: channelOf(last), call: last.id, load, threshold: threshold.load });
  disconnect(turn, last, 'load below threshold');
}
