// This end's requests (RFC 2125 §6.2, §6.4, §6.6): which one is sent when the load asks for a link or lets one go, its repetitions, and
// what the peer's answer means. Of a call and a callback, where both are configured, the call is asked for first.

import { BAP, type BapOption, type BapResponse, type PhoneDelta } from '../../../wire/bap.ts';
import { beginCall } from './calling.ts';
import {
  awaitOutcome, nextIdentifier, optionOf, REFUSED_MS, REQUEST_OF, send, setStanding, start, stop, trace, type BapTurn,
} from './packets.ts';
import type { BapEvent, BapKind, BapPolicy, BapResources, BapState, Loaded, OwnRequest, Standing } from './types.ts';
import type { BapTrace } from './trace.ts';

type Wanted = Extract<BapEvent, { type: 'want-link' }>;

export function wantLink(turn: BapTurn, { resources, ...loaded }: Wanted): void {
  const { state } = turn;
  if (isBusy(state)) return;
  const { policy, links } = state;
  const asked = (['call', 'callback'] as const).filter((kind) => policy[kind].request);
  if (asked.length === 0) return cannot(turn, 'link', loaded, 'not-configured');
  const done = asked.filter((kind) => !state.standing[kind].rejected);
  if (done.length === 0) return cannot(turn, 'link', loaded, 'rejected');
  const possible = done.filter((kind) => state.standing[kind].fullAt !== links.length);
  if (possible.length === 0) return cannot(turn, 'link', loaded, 'full');
  const kind = possible.find((each) => isDue(turn, state.standing[each]));
  if (kind === undefined) return;
  const { kilobits, linkTypes: types } = resources;
  const options: readonly BapOption[] = [{ kind: 'linkType', kilobits, types }, ...(kind === 'callback' ? deltaOptions(resources, policy) : [])];
  request(turn, kind, options, loaded, { peerNumber: resources.peerNumber });
}

export function wantDrop(turn: BapTurn, { link, ...loaded }: Extract<BapEvent, { type: 'want-drop' }>): void {
  const { state } = turn;
  if (isBusy(state)) return;
  const { drop } = state.standing;
  if (!state.policy.drop.request) return cannot(turn, 'drop', loaded, 'not-configured');
  if (drop.rejected) return cannot(turn, 'drop', loaded, 'rejected');
  if (!isDue(turn, drop)) return;
  // §7.5: the number by which whoever is asked knows the link.
  const discriminator = state.links.find(({ id }) => id === link)?.peer;
  if (discriminator === undefined) return cannot(turn, 'drop', loaded, 'no-discriminator');
  request(turn, 'drop', [{ kind: 'linkDiscriminator', discriminator }], loaded, { link });
}

/** Where the peer may call; without numbers of its own, at the one that the peer knows. */
export function deltaOptions({ numbers }: BapResources, { numbers: most }: BapPolicy): readonly BapOption[] {
  const deltas: readonly PhoneDelta[] = numbers.length === 0 ? [{ uniqueDigits: 0 }] : numbers.slice(0, most);
  return deltas.map((delta) => ({ kind: 'phoneDelta', ...delta }));
}

function isBusy({ request: asked, judged, pending, indication }: BapState): boolean {
  return asked !== undefined || judged !== undefined || pending !== undefined || indication !== undefined;
}

function isDue({ now }: BapTurn, { notBefore }: Standing): boolean {
  return now >= notBefore;
}

function cannot(turn: BapTurn, kind: 'link' | 'drop', { load, threshold }: Loaded, because: Extract<BapTrace, { type: 'bap.notRequested' }>['because']): void {
  const { state } = turn;
  if (state.told === `${kind} ${because}`) return;
  state.told = `${kind} ${because}`;
  trace(turn, { type: 'bap.notRequested', kind, links: state.links.length, load, threshold, because });
}

function request(turn: BapTurn, kind: BapKind, options: readonly BapOption[], { load, threshold }: Loaded, more: Pick<OwnRequest, 'link' | 'peerNumber'>): void {
  const { state } = turn;
  const identifier = nextIdentifier(turn);
  const octets = BAP.serialize({ kind: REQUEST_OF[kind], identifier, options });
  state.told = undefined;
  state.request = { kind, identifier, octets, left: state.policy.requestRetries, links: state.links.length, ...more };
  setStanding(turn, kind, { notBefore: turn.now + (state.policy[kind].timerSeconds ?? 0) * 1000, fullAt: undefined });
  trace(turn, { type: 'bap.requested', kind, identifier, links: state.links.length, load, threshold, link: more.link });
  send(turn, octets);
  awaitAnswer(turn);
}

function awaitAnswer(turn: BapTurn): void {
  start(turn, 'bap-response', turn.state.policy.responseSeconds * 1000);
}

export function requestTimeout(turn: BapTurn): void {
  const { state } = turn;
  const { request: asked, policy } = state;
  if (asked === undefined) return;
  if (asked.left > 0) {
    state.request = { ...asked, left: asked.left - 1 };
    send(turn, asked.octets);
    return awaitAnswer(turn);
  }
  state.request = undefined;
  trace(turn, { type: 'bap.noResponse', kind: asked.kind, transmissions: policy.requestRetries + 1 });
  if (asked.kind === 'drop' && policy.dropAfterRetries && asked.link !== undefined) drop(turn, asked.link);
  else refused(turn, asked.kind, {});
}

export function receiveAnswer(turn: BapTurn, kind: BapKind, packet: BapResponse): void {
  const { state } = turn;
  const { request: asked } = state;
  if (asked?.kind !== kind || asked.identifier !== packet.identifier) {
    return trace(turn, { type: 'bap.discarded', what: `${packet.kind} id ${packet.identifier}, no such request is open` });
  }
  state.request = undefined;
  stop(turn, 'bap-response');
  const { answer, options } = packet;
  trace(turn, { type: 'bap.answered', kind, answer, reason: optionOf(options, 'reason')?.text });
  if (answer === 'ack') return granted(turn, asked, options);
  refused(turn, kind, answer === 'rej' ? { rejected: true } : answer === 'full-nak' ? { fullAt: state.links.length } : {});
}

function granted(turn: BapTurn, { kind, identifier, link, links, peerNumber }: OwnRequest, options: readonly BapOption[]): void {
  const last = turn.state.links.at(-1);
  if (kind === 'call') beginCall(turn, identifier, options, peerNumber);
  else if (kind === 'drop') drop(turn, link ?? '');
  // The peer's call was faster than its answer, which waited behind other packets.
  else if (last !== undefined && turn.state.links.length > links) trace(turn, { type: 'bap.done', what: 'joined', link: last.id, links: turn.state.links.length });
  else {
    turn.state.pending = { kind: 'awaiting', identifier };
    awaitOutcome(turn);
  }
}

function drop(turn: BapTurn, link: string): void {
  turn.state.pending = { kind: 'dropping', link };
  awaitOutcome(turn);
  turn.actions.push({ type: 'drop-link', link });
}

/** Not again at once, nor ever where the peer does no such thing. */
export function refused(turn: BapTurn, kind: BapKind, changes: Partial<Standing>): void {
  const { notBefore } = turn.state.standing[kind];
  setStanding(turn, kind, { ...changes, notBefore: Math.max(notBefore, turn.now + REFUSED_MS) });
}
