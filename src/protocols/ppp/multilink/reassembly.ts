// The receiving half of a bundle (RFC 1990 §4.1): fragments are put back into their order by sequence number, and packets
// together from the B to the E bit. A fragment is lost once every link has brought one with a higher number (M, the least of
// the last numbers received, has passed it), for on each link numbers only rise; or when it has not come in time, or when
// no more can be kept. With it go the fragments of its packet.

import { concatOctets } from '../../../base/octets.ts';
import { fragmentWord, type MultilinkFragment } from '../../../wire/multilink.ts';
import { changeLink, count, RECEIVED_FORMAT, start, stop, trace, type InputState, type MemberLink, type Turn } from './state.ts';
import type { LinkId } from './types.ts';

/** What is kept for each link while fragments are missing. */
export const BUFFER_OCTETS_PER_LINK = 12_000;
const BUFFER_FRAGMENTS_PER_LINK = 400;
/**
 * [ours] A frame with an error that its FCS did not show may bring any number, and all that the peer goes on to send would be
 * below it for ever. Numbers that rise on their link are the peer's after so many.
 */
const BELIEVED_STRAYS = 4;
const BELIEVED_LATE = 32;
const SEQUENCES = RECEIVED_FORMAT.sequences;

export const NO_INPUT: InputState = { expected: 0, highest: undefined, held: [], heldOctets: 0, timerRunning: false, late: 0 };

/** A fragment came; the packets that it completes, in their order. */
export function receiveFragment(turn: Turn, linkId: LinkId, octets: Uint8Array): readonly Uint8Array[] {
  const link = turn.state.links.find((each) => each.id === linkId);
  const parsed = RECEIVED_FORMAT.parse(octets);
  const awaited = awaitedNumber(turn.state.input);
  if (link === undefined || !parsed.ok) {
    trace(turn, { type: 'mlp.discarded', what: parsed.ok ? 'fragment on a link that has left' : `malformed fragment: ${parsed.error.message}` });
    return [];
  }
  const fragment = parsed.value;
  const { begin, end, sequence } = fragment;
  trace(turn, { type: 'mlp.fragment', direction: 'I', link: linkId, begin, end, sequence, frameOctets: octets.length + 4 });
  const isStray = link.anyReceived && distance(link.received, sequence) <= 0;
  const strays = !isStray ? 0 : link.strays > 0 && distance(link.stray, sequence) > 0 ? link.strays + 1 : 1;
  if (isStray && strays < BELIEVED_STRAYS) {
    // §4: numbers on one link only rise; a line that repeats or reorders them is no use for knowing what is lost.
    changeLink(turn, linkId, { strays, stray: sequence });
    trace(turn, { type: 'mlp.discarded', what: `number 0x${fragmentWord(fragment).toString(16)} is not above the one before on ${linkId}` });
    count(turn, 'discarded', 1);
    return [];
  }
  if (isStray ? distance(awaited, sequence) < 0 : isTooLate(turn, sequence)) beginAnew(turn, sequence);
  changeLink(turn, linkId, { received: sequence, anyReceived: true, strays: 0 });
  if (!keep(turn, fragment)) return [];
  return settle(turn, awaited);
}

/** Nothing more came for the lost-fragment time: the first gap is given up. */
export function lostFragmentTimeout(turn: Turn): readonly Uint8Array[] {
  turn.state.input = { ...turn.state.input, timerRunning: false };
  const awaited = awaitedNumber(turn.state.input);
  if (turn.state.input.held.length > 0) giveUp(turn, runLength(turn.state.input), 'timeout');
  return settle(turn, awaited);
}

/** A link has left: what only it could have brought is not waited for. */
export function linkLeft(turn: Turn): readonly Uint8Array[] {
  return settle(turn, awaitedNumber(turn.state.input));
}

/** A link that joins will bring nothing from before. */
export function firstReceived({ expected }: InputState): number {
  return (expected + SEQUENCES - 1) % SEQUENCES;
}

/** A link is late by what is kept for it and not by more; nor are all that come, one after the other. */
function isTooLate({ state: { input, links } }: Turn, sequence: number): boolean {
  const behind = -distance(input.expected, sequence);
  return behind > 0 && input.late >= (behind > BUFFER_FRAGMENTS_PER_LINK * links.length ? BELIEVED_STRAYS : BELIEVED_LATE) - 1;
}

/** The number that came before was no number of the peer's: what was awaited because of it will not come. */
function beginAnew(turn: Turn, sequence: number): void {
  discard(turn, turn.state.input.held.length);
  turn.state.input = { ...turn.state.input, expected: sequence, highest: undefined, late: 0 };
}

/** How far the second number is ahead of the first; negative when it is behind. */
function distance(from: number, to: number): number {
  const ahead = (to - from + SEQUENCES) % SEQUENCES;
  return ahead < SEQUENCES / 2 ? ahead : ahead - SEQUENCES;
}

function keep(turn: Turn, fragment: MultilinkFragment): boolean {
  const { input } = turn.state;
  const { sequence, data } = fragment;
  const place = distance(input.expected, sequence);
  if (place < 0) {
    turn.state.input = { ...input, late: input.late + 1 };
    count(turn, 'lostReceived', 1);
    count(turn, 'discarded', 1);
    return false;
  }
  const behind = input.highest !== undefined && distance(input.highest, sequence) < 0;
  if (behind) count(turn, 'reordered', 1);
  let index = input.held.length;
  while (index > 0 && distance(sequence, input.held[index - 1]?.sequence ?? 0) > 0) index -= 1;
  if (input.held[index - 1]?.sequence === sequence) {
    count(turn, 'discarded', 1);
    return false;
  }
  const held = index === input.held.length ? [...input.held, fragment] : input.held.toSpliced(index, 0, fragment);
  turn.state.input = { ...input, held, heldOctets: input.heldOctets + data.length, highest: behind ? input.highest : sequence, late: 0 };
  return true;
}

/** Delivers what is complete, gives up what is lost, and sets the timer if something is still awaited. */
function settle(turn: Turn, awaitedBefore: number): readonly Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (;;) {
    takePackets(turn, packets);
    const { input, links } = turn.state;
    if (input.held.length === 0) break;
    const run = runLength(input);
    if (run < leastReceived(input, links)) giveUp(turn, run, 'overtaken');
    else if (isFull(input, links)) giveUp(turn, run, 'buffer-full');
    else break;
  }
  keepUp(turn);
  awaitMissing(turn, awaitedNumber(turn.state.input) !== awaitedBefore);
  return packets;
}

/** Everything complete at the front of what is held. */
function takePackets(turn: Turn, packets: Uint8Array[]): void {
  for (;;) {
    const { held } = turn.state.input;
    const run = runLength(turn.state.input);
    if (run === 0) return;
    if (held[0]?.begin !== true) {
      // Its beginning was lost.
      discard(turn, 1);
      continue;
    }
    let length = 1;
    while (length < run && held[length - 1]?.end !== true && held[length]?.begin !== true) length += 1;
    if (held[length - 1]?.end === true) {
      packets.push(concatOctets(...held.slice(0, length).map((fragment) => fragment.data)));
      drop(turn, length);
    } else if (length < run) discard(turn, length); // The next packet begins, and this one never ended.
    else return;
  }
}

/** How many fragments from the expected one on are there without a gap. */
function runLength({ expected, held }: InputState): number {
  let run = 0;
  while (run < held.length && held[run]?.sequence === (expected + run) % SEQUENCES) run += 1;
  return run;
}

/** The first that is missing: the time that it may take begins when those before it are there. */
function awaitedNumber(input: InputState): number {
  return (input.expected + runLength(input)) % SEQUENCES;
}

/** M, counted from the expected number: below nothing is lost yet. */
function leastReceived({ expected }: InputState, links: readonly MemberLink[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const link of links) least = Math.min(least, distance(expected, link.received));
  return links.length === 0 ? -1 : least;
}

/** A link that is idle for so long that its last number would seem to lie ahead again: nothing below is awaited anyway. */
function keepUp(turn: Turn): void {
  const { input, links } = turn.state;
  for (const link of links) {
    if (distance(input.expected, link.received) < -SEQUENCES / 4) changeLink(turn, link.id, { received: firstReceived(input) });
  }
}

function isFull({ held, heldOctets }: InputState, links: readonly MemberLink[]): boolean {
  const share = Math.max(1, links.length);
  return heldOctets > share * BUFFER_OCTETS_PER_LINK || held.length > share * BUFFER_FRAGMENTS_PER_LINK;
}

/** The gap behind the run is given up, and the run with it: its packet cannot be put together any more. */
function giveUp(turn: Turn, run: number, because: 'overtaken' | 'timeout' | 'buffer-full'): void {
  const { input } = turn.state;
  const sequence = (input.expected + run) % SEQUENCES;
  const next = input.held[run];
  const missing = next === undefined ? 1 : distance(sequence, next.sequence);
  count(turn, 'lost', missing);
  trace(turn, { type: 'mlp.lost', sequence, count: missing, because });
  discard(turn, run);
  turn.state.input = { ...turn.state.input, expected: (sequence + missing) % SEQUENCES };
}

function discard(turn: Turn, fragments: number): void {
  if (fragments === 0) return;
  count(turn, 'discarded', fragments);
  drop(turn, fragments);
}

function drop(turn: Turn, fragments: number): void {
  const { input } = turn.state;
  const held = input.held.slice(fragments);
  const heldOctets = held.reduce((sum, { data }) => sum + data.length, 0);
  turn.state.input = { ...input, held, heldOctets, expected: (input.expected + fragments) % SEQUENCES };
}

function awaitMissing(turn: Turn, moved: boolean): void {
  const { held, timerRunning } = turn.state.input;
  const waits = held.length > 0;
  if (waits && (moved || !timerRunning)) start(turn, 'lost-fragment', turn.state.policy.lostFragmentMs);
  else if (!waits && timerRunning) stop(turn, 'lost-fragment');
  if (waits !== timerRunning) turn.state.input = { ...turn.state.input, timerRunning: waits };
}
