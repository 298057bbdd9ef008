// The sending half of a bundle: packets wait in its queue, are divided as the configuration says, and go out in fragments
// over whichever link is free, numbered in that order (RFC 1990 §3, §4). A link gets the next fragment when it has sent the
// one before, so that small packets can overtake between the fragments of long ones, without a header then (§2).

import type { Instant } from '../../../base/time.ts';
import { octetsForFragments, packetOfFragments } from '../../../wire/multilink.ts';
import { PPP_PROTOCOL, type PppPacket } from '../../../wire/ppp.ts';
import { changeLink, sentFormat, start, trace, type BundleState, type Current, type MemberLink, type OutputState, type Turn } from './state.ts';

/** Packets that may wait, as on any line. */
export const QUEUE_PACKETS = 40;
/** Less than this is not worth a header of its own. */
const LEAST_FRAGMENT_OCTETS = 30;
/** Address, control and protocol before the header; the FCS behind. */
const FRAME_OCTETS = 4;
const FCS_OCTETS = 2;
/** `ppp multilink interleave` without a delay. */
const INTERLEAVE_DELAY_MS = 30;
/** The clock's microsecond. */
const INSTANT_MS = 0.001;

export const NO_OUTPUT: OutputState = { waiting: [], urgent: [], current: undefined, sequence: 0, sent: 0, timerRunning: false };

export function hasRoom({ state: { output } }: Turn): boolean {
  return output.waiting.length + output.urgent.length < QUEUE_PACKETS;
}

/** Takes a packet into the queue and sends what can be sent; without room it is dropped. */
export function enqueue(turn: Turn, packet: PppPacket): void {
  const { output } = turn.state;
  const octets = octetsForFragments(packet);
  if (!hasRoom(turn)) {
    turn.actions.push({ type: 'drop', octets: octets.length, reason: 'queue-full' });
    return;
  }
  const overtakes = turn.state.policy.interleave && octets.length <= interleavedOctets(turn.state);
  turn.state.output = overtakes ? { ...output, urgent: [...output.urgent, octets] } : { ...output, waiting: [...output.waiting, octets] };
  pump(turn);
}

/** The timer ran out: a link is free. */
export function outputTimeout(turn: Turn): void {
  turn.state.output = { ...turn.state.output, timerRunning: false };
  pump(turn);
}

/** Gives every free link its next fragment, as long as there is one. */
export function pump(turn: Turn): void {
  while (isPending(turn.state.output)) {
    const link = freeLink(turn.state.links, turn.now);
    if (link === undefined) return awaitLink(turn);
    sendNext(turn, link);
  }
}

function isPending({ waiting, urgent, current }: OutputState): boolean {
  return current !== undefined || urgent.length > 0 || waiting.length > 0;
}

function freeLink(links: readonly MemberLink[], now: Instant): MemberLink | undefined {
  let best: MemberLink | undefined;
  for (const link of links) {
    if (link.freeAt < now + INSTANT_MS && (best === undefined || link.usedAt < best.usedAt)) best = link;
  }
  return best;
}

function awaitLink(turn: Turn): void {
  const { links, output } = turn.state;
  if (output.timerRunning || links.length === 0) return;
  const freeAt = Math.min(...links.map((link) => link.freeAt));
  turn.state.output = { ...output, timerRunning: true };
  start(turn, 'output', freeAt - turn.now);
}

function sendNext(turn: Turn, link: MemberLink): void {
  const { urgent, waiting, current } = turn.state.output;
  const [hurried, ...others] = urgent;
  if (hurried !== undefined) {
    turn.state.output = { ...turn.state.output, urgent: others };
    // Numbered, it would stand between the numbers of the packet that it overtakes.
    if (current !== undefined && current.offset > 0) return sendWhole(turn, link, hurried);
    return sendFragment(turn, link, { octets: hurried, offset: 0, fragmentsLeft: 1 }, current);
  }
  if (current !== undefined) return sendFragment(turn, link, current);
  const [next, ...rest] = waiting;
  if (next === undefined) return;
  turn.state.output = { ...turn.state.output, waiting: rest };
  sendFragment(turn, link, { octets: next, offset: 0, fragmentsLeft: piecesOf(turn.state, next.length) });
}

function sendWhole(turn: Turn, link: MemberLink, octets: Uint8Array): void {
  const packet = packetOfFragments(octets);
  if (packet.ok) occupy(turn, link, packet.value);
}

function sendFragment(turn: Turn, link: MemberLink, { octets, offset, fragmentsLeft }: Current, after?: Current): void {
  const { output } = turn.state;
  const format = sentFormat(turn.state);
  const left = octets.length - offset;
  const length = Math.min(left, link.peerMru - format.headerOctets, fragmentsLeft > 1 ? lengthOn(turn.state, link, octets.length) : left);
  const { sequence } = output;
  const begin = offset === 0;
  const end = length === left;
  const current = end ? after : { octets, offset: offset + length, fragmentsLeft: Math.max(1, fragmentsLeft - 1) };
  turn.state.output = { ...output, current, sequence: (sequence + 1) % format.sequences };
  const information = format.serialize({ begin, end, sequence, data: octets.subarray(offset, offset + length) });
  trace(turn, { type: 'mlp.fragment', direction: 'O', link: link.id, begin, end, sequence, frameOctets: FRAME_OCTETS + information.length });
  occupy(turn, link, { protocol: PPP_PROTOCOL.multilink, information });
}

/** The line is busy for as long as the frame takes. */
function occupy(turn: Turn, link: MemberLink, packet: PppPacket): void {
  const frameOctets = FRAME_OCTETS + packet.information.length + FCS_OCTETS;
  const sent = turn.state.output.sent + 1;
  turn.state.output = { ...turn.state.output, sent };
  changeLink(turn, link.id, { freeAt: Math.max(turn.now, link.freeAt) + (frameOctets * 8000) / link.bitsPerSecond, usedAt: sent });
  turn.actions.push({ type: 'transmit', link: link.id, packet });
}

/** Into how many fragments a packet of that length is to be divided. */
function piecesOf({ policy, links }: BundleState, length: number): number {
  const { fragmentation, maximumFragments } = policy;
  if (fragmentation.kind === 'off') return 1;
  const worthwhile = Math.max(1, Math.floor(length / LEAST_FRAGMENT_OCTETS));
  const wanted = delayOf(policy) === undefined ? links.length : worthwhile;
  return Math.min(wanted, maximumFragments, worthwhile);
}

/** The length of a fragment on that link: what it sends in the configured time, or its share of the bundle's rate. */
function lengthOn(state: BundleState, link: MemberLink, packetOctets: number): number {
  const { policy, links } = state;
  const delay = delayOf(policy);
  if (delay !== undefined) {
    // With no more than so many fragments they must be longer than that.
    return Math.max(delayedOctets(state, link, delay), Math.ceil(packetOctets / policy.maximumFragments));
  }
  const pieces = piecesOf(state, packetOctets);
  const whole = links.reduce((sum, each) => sum + each.bitsPerSecond, 0);
  const share = pieces < links.length ? 1 / pieces : link.bitsPerSecond / whole;
  return Math.max(2, Math.floor((packetOctets * share) / 2) * 2);
}

function delayOf({ fragmentation, interleave }: BundleState['policy']): number | undefined {
  if (fragmentation.kind === 'delay') return fragmentation.milliseconds;
  return interleave && fragmentation.kind === 'by-links' ? INTERLEAVE_DELAY_MS : undefined;
}

/** Data octets of a frame that takes so long on the link. */
function delayedOctets(state: BundleState, link: MemberLink, delayMs: number): number {
  const frameOctets = Math.floor((link.bitsPerSecond * delayMs) / 8000);
  return Math.max(LEAST_FRAGMENT_OCTETS, frameOctets - FRAME_OCTETS - sentFormat(state).headerOctets);
}

/** The longest packet that may overtake: it fits one fragment on any link. */
function interleavedOctets(state: BundleState): number {
  const delay = delayOf(state.policy) ?? 0;
  return Math.min(...state.links.map((link) => (delay === 0 ? 0 : delayedOctets(state, link, delay))));
}
