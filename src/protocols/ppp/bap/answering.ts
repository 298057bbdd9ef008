// The peer's requests (RFC 2125 §6.2 to §6.7): whether they are granted. By the configuration, by what is under way, by what there is
// of channels and numbers, and by the load if it is looked at. A request that comes again is answered as before. Where
// this end has asked for something itself at the same time, the favored peer's request counts.

import { equalOctets } from '../../../base/octets.ts';
import { BAP, type BapAnswer, type BapOption, type BapRequest } from '../../../wire/bap.ts';
import { dialAll } from './calling.ts';
import { numbersOf } from './numbers.ts';
import { awaitOutcome, optionOf, RESPONSE_OF, send, stop, trace, write, type BapTurn } from './packets.ts';
import { deltaOptions } from './requesting.ts';
import type { BapRefusal } from './trace.ts';
import type { BapKind, BapResources, BapState, DialNumber, Judged } from './types.ts';

/** What a refusal is called on the wire, and the reason that is given with it. */
const REFUSALS: Readonly<Record<BapRefusal, readonly [BapAnswer, string]>> = {
  'not-accepted': ['rej', 'not accepted'],
  busy: ['nak', 'another request is pending'],
  race: ['nak', 'favored peer has a request'],
  load: ['nak', 'load'],
  full: ['full-nak', 'maximum links'],
  'no-channel': ['full-nak', 'no free channel'],
  'link-type': ['nak', 'link type'],
  'no-number': ['nak', 'no number'],
  'no-link': ['nak', 'no such link'],
  'last-link': ['nak', 'last link'],
};

export function receiveRequest(turn: BapTurn, kind: BapKind, packet: BapRequest, octets: Uint8Array): void {
  const { state } = turn;
  const { answered, request } = state;
  if (answered !== undefined && equalOctets(answered.request, octets)) return send(turn, answered.response);
  const judged: Judged = { kind, identifier: packet.identifier, octets };
  if (request !== undefined) {
    trace(turn, { type: 'bap.race', ours: request.kind, theirs: kind, won: state.favored });
    if (state.favored) return refuse(turn, judged, 'race');
    state.request = undefined;
    stop(turn, 'bap-response');
  }
  if (!state.policy[kind].accept) return refuse(turn, judged, 'not-accepted');
  if (state.pending !== undefined || state.judged !== undefined) return refuse(turn, judged, 'busy');
  state.judged = judged;
  turn.actions.push({ type: 'resources-wanted', what: kind });
}

/** What there is is known. */
export function grantOrRefuse(turn: BapTurn, resources: BapResources): void {
  const { state } = turn;
  const { judged } = state;
  if (judged === undefined) return;
  state.judged = undefined;
  const parsed = BAP.parse(judged.octets);
  if (!parsed.ok) return;
  const { options } = parsed.value;
  if (judged.kind === 'drop') return judgeDrop(turn, judged, options, resources);
  const types = (optionOf(options, 'linkType')?.types ?? 0) & resources.linkTypes;
  const numbers = judged.kind === 'callback' ? numbersToCall(state, options, resources) : [];
  const because = objection(state, judged, resources, types, numbers);
  if (because !== undefined) return refuse(turn, judged, because);
  const told = judged.kind === 'call' && optionOf(options, 'noPhoneNumberNeeded') === undefined ? deltaOptions(resources, state.policy) : [];
  grant(turn, judged, [{ kind: 'linkType', kilobits: resources.kilobits, types }, ...told]);
  if (judged.kind === 'callback') return dialAll(turn, judged.identifier, numbers);
  state.pending = { kind: 'awaiting', identifier: judged.identifier };
  awaitOutcome(turn);
}

function numbersToCall({ policy }: BapState, options: readonly BapOption[], { peerNumber }: BapResources): readonly DialNumber[] {
  const deltas = options.filter((option) => option.kind === 'phoneDelta').map(({ kind: _kind, ...delta }) => delta);
  return numbersOf(deltas, peerNumber, policy.prefix ?? '', policy.numbers);
}

function objection({ policy }: BapState, { kind }: Judged, resources: BapResources, types: number, numbers: readonly DialNumber[]): BapRefusal | undefined {
  if (policy.monitorLoad && resources.load === 'below') return 'load';
  if (resources.full) return 'full';
  if (resources.linkTypes === 0) return 'no-channel';
  if (types === 0) return 'link-type';
  return kind === 'callback' && numbers.length === 0 ? 'no-number' : undefined;
}

function judgeDrop(turn: BapTurn, judged: Judged, options: readonly BapOption[], { load }: BapResources): void {
  const { state } = turn;
  const asked = optionOf(options, 'linkDiscriminator')?.discriminator;
  const link = state.links.find(({ own }) => own !== undefined && own === asked);
  if (link === undefined) return refuse(turn, judged, 'no-link');
  if (state.links.length <= 1) return refuse(turn, judged, 'last-link');
  if (state.policy.monitorLoad && load === 'above') return refuse(turn, judged, 'load');
  grant(turn, judged, []);
  state.pending = { kind: 'dropping', link: link.id };
  awaitOutcome(turn);
}

function grant(turn: BapTurn, judged: Judged, options: readonly BapOption[]): void {
  trace(turn, { type: 'bap.judged', kind: judged.kind, answer: 'ack' });
  answer(turn, judged, 'ack', options);
}

function refuse(turn: BapTurn, judged: Judged, because: BapRefusal): void {
  const [word, text] = REFUSALS[because];
  trace(turn, { type: 'bap.judged', kind: judged.kind, answer: word, because });
  answer(turn, judged, word, [{ kind: 'reason', text }]);
}

function answer(turn: BapTurn, { kind, identifier, octets }: Judged, word: BapAnswer, options: readonly BapOption[]): void {
  const response = write(turn, { kind: RESPONSE_OF[kind], identifier, answer: word, options });
  turn.state.answered = { request: octets, response };
}
