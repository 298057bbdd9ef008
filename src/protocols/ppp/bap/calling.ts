// The call that was agreed on, at the end that places it: the numbers in their order, each tried so often, and what the peer
// is told of each try by a Call-Status-Indication (RFC 2125 §6.8), which it must acknowledge. At the other end, what is told.

import type { BapOption, BapRequest } from '../../../wire/bap.ts';
import { BAP } from '../../../wire/bap.ts';
import { numbersOf } from './numbers.ts';
import { awaitOutcome, optionOf, send, settle, start, stop, trace, write, type BapTurn } from './packets.ts';
import { refused } from './requesting.ts';
import type { BapState, DialNumber, Pending } from './types.ts';

type Dialling = Extract<Pending, { kind: 'dialling' }>;

/** §7.6: for a call that came to nothing without a cause. */
const NO_CAUSE = 255;
const SUCCESS = 0;
/** [ours] The channel of a try that failed must be free again before the next one. */
const REDIAL_MS = 1000;

/** Our Call-Request was granted, with what the peer says of its numbers. */
export function beginCall(turn: BapTurn, identifier: number, options: readonly BapOption[], peerNumber: string | undefined): void {
  const { policy } = turn.state;
  const deltas = options.filter((option) => option.kind === 'phoneDelta').map(({ kind: _kind, ...delta }) => delta);
  const numbers = numbersOf(deltas, peerNumber, policy.prefix ?? '', policy.numbers);
  if (numbers.length > 0) return dialAll(turn, identifier, numbers);
  trace(turn, { type: 'bap.noNumber' });
  refused(turn, 'call', {});
  indicate(turn, identifier, NO_CAUSE, false, undefined);
}

export function dialAll(turn: BapTurn, identifier: number, numbers: readonly DialNumber[]): void {
  dial(turn, { kind: 'dialling', identifier, numbers, tries: 0, redialling: false });
}

function dial(turn: BapTurn, pending: Dialling): void {
  const [number] = pending.numbers;
  if (number === undefined) return;
  turn.state.pending = { ...pending, tries: pending.tries + 1, redialling: false };
  trace(turn, { type: 'bap.dialling', number: number.digits, numbers: pending.numbers.length });
  turn.actions.push({ type: 'dial', number: number.digits });
}

export function redial(turn: BapTurn, pending: Dialling): void {
  if (pending.redialling) dial(turn, pending);
}

export function callFailed(turn: BapTurn, cause: number): void {
  const { state } = turn;
  const { pending } = state;
  if (pending?.kind !== 'dialling' || pending.redialling) return;
  const [number, ...others] = pending.numbers;
  const again = pending.tries < state.policy.dialAttempts;
  const numbers = again ? pending.numbers : others;
  const retry = numbers.length > 0;
  const status = cause === 0 ? NO_CAUSE : cause;
  trace(turn, { type: 'bap.failed', by: 'this end', status, number: number?.digits, retry });
  indicate(turn, pending.identifier, status, retry, number);
  if (retry) {
    state.pending = { ...pending, numbers, tries: again ? pending.tries : 0, redialling: true };
    start(turn, 'bap-redial', REDIAL_MS);
    return;
  }
  state.pending = undefined;
  refused(turn, 'call', {});
}

/** The call was hung up so that the peer calls: what comes is awaited as if it had been agreed on so. */
export function callReturns(turn: BapTurn): void {
  const { pending } = turn.state;
  if (pending?.kind !== 'dialling' || pending.redialling) return;
  turn.state.pending = { kind: 'awaiting', identifier: pending.identifier };
  awaitOutcome(turn);
}

/** A link joined while one was on its way. */
export function joinedByCall(turn: BapTurn, link: string): void {
  const { state } = turn;
  const { pending } = state;
  settle(turn);
  trace(turn, { type: 'bap.done', what: 'joined', link, links: state.links.length });
  if (pending?.kind === 'dialling') indicate(turn, pending.identifier, SUCCESS, false, pending.numbers[0]);
}

function indicate(turn: BapTurn, identifier: number, status: number, retry: boolean, number: DialNumber | undefined): void {
  const { state } = turn;
  const delta = number?.delta ?? { uniqueDigits: 0 };
  const options: readonly BapOption[] = [{ kind: 'callStatus', status, retry }, { kind: 'phoneDelta', ...delta }];
  const octets = BAP.serialize({ kind: 'CallStatusIndication', identifier, options });
  // What is told now is newer than what waits.
  state.indication = { octets, identifier, left: state.policy.indicationRetries };
  send(turn, octets);
  awaitAcknowledgement(turn);
}

function awaitAcknowledgement(turn: BapTurn): void {
  start(turn, 'bap-indication', turn.state.policy.responseSeconds * 1000);
}

export function indicationTimeout(turn: BapTurn): void {
  const { state } = turn;
  const { indication, policy } = state;
  if (indication === undefined) return;
  if (indication.left > 0) {
    state.indication = { ...indication, left: indication.left - 1 };
    send(turn, indication.octets);
    return awaitAcknowledgement(turn);
  }
  state.indication = undefined;
  trace(turn, { type: 'bap.noResponse', kind: 'status', transmissions: policy.indicationRetries + 1 });
}

export function receiveStatusResponse(turn: BapTurn, identifier: number): void {
  const { state } = turn;
  if (state.indication?.identifier !== identifier) return trace(turn, { type: 'bap.discarded', what: `CallStatusResponse id ${identifier}, nothing was indicated` });
  state.indication = undefined;
  stop(turn, 'bap-indication');
}

/** Always acknowledged, also what is not about anything that is known here: it may be a repetition. */
export function receiveStatus(turn: BapTurn, packet: BapRequest): void {
  const { state } = turn;
  const told = optionOf(packet.options, 'callStatus');
  write(turn, { kind: 'CallStatusResponse', identifier: packet.identifier, answer: 'ack', options: [] });
  if (told === undefined || !isAbout(state, packet.identifier) || told.status === SUCCESS) return;
  trace(turn, { type: 'bap.failed', by: 'the peer', status: told.status, retry: told.retry });
  if (told.retry) awaitOutcome(turn);
  else {
    settle(turn);
    refused(turn, 'callback', {});
  }
}

function isAbout({ pending }: BapState, identifier: number): boolean {
  return pending?.kind === 'awaiting' && pending.identifier === identifier;
}
