// The Bandwidth Allocation Protocol of one bundle (RFC 2125 §3, §6) as a pure step. One transaction at a time: this end's own request
// (requesting.ts), one of the peer's (answering.ts), and then what was agreed, a call that either end places (calling.ts) or a
// link that goes. Where both ask at once the favored peer's request counts (§3.4). What a link is, how loaded it is and how
// anybody is dialled is not known here.

import type { Instant } from '../../../base/time.ts';
import { unreachable } from '../../../base/assert.ts';
import { BAP, isResponse, type BapRequest, type BapResponse } from '../../../wire/bap.ts';
import { grantOrRefuse, receiveRequest } from './answering.ts';
import { callFailed, callReturns, indicationTimeout, receiveStatus, receiveStatusResponse, redial, joinedByCall } from './calling.ts';
import { kindOf, settle, stop, trace, type BapTurn } from './packets.ts';
import { receiveAnswer, requestTimeout, wantDrop, wantLink } from './requesting.ts';
import type { BapAction, BapEvent, BapPolicy, BapState, BapTimerName, Standing } from './types.ts';

const FREE: Standing = { notBefore: 0, rejected: false, fullAt: undefined };

export function createBap(policy: BapPolicy): BapState {
  return {
    policy,
    open: false,
    favored: false,
    links: [],
    identifier: 0,
    request: undefined,
    judged: undefined,
    pending: undefined,
    indication: undefined,
    answered: undefined,
    standing: { call: FREE, callback: FREE, drop: FREE },
    told: undefined,
  };
}

export function step(state: BapState, event: BapEvent, now: Instant): readonly [BapState, readonly BapAction[]] {
  const turn: BapTurn = { state: { ...state }, now, actions: [] };
  act(turn, event);
  return [turn.state, turn.actions];
}

function act(turn: BapTurn, event: BapEvent): void {
  const { state } = turn;
  switch (event.type) {
    case 'open':
      if (state.open) return;
      state.open = true;
      state.favored = event.favored;
      return trace(turn, { type: 'bap.group', open: true, favored: event.favored, links: state.links.length });
    case 'close':
      return close(turn);
    case 'configure':
      state.policy = event.policy;
      return;
    case 'joined':
      return joined(turn, event.link);
    case 'left':
      return left(turn, event.link);
    case 'want-link':
      return state.open ? wantLink(turn, event) : undefined;
    case 'want-drop':
      return state.open ? wantDrop(turn, event) : undefined;
    case 'packet':
      return receive(turn, event.octets);
    case 'resources':
      return grantOrRefuse(turn, event.resources);
    case 'call-failed':
      return callFailed(turn, event.cause);
    case 'call-returns':
      return callReturns(turn);
    case 'timer':
      return timeout(turn, event.timer);
    default:
      unreachable(event);
  }
}

/** BACP is not open any more: whatever was under way is nobody's business. */
function close(turn: BapTurn): void {
  const { state } = turn;
  if (!state.open) return;
  settle(turn);
  if (state.request !== undefined) stop(turn, 'bap-response');
  if (state.indication !== undefined) stop(turn, 'bap-indication');
  trace(turn, { type: 'bap.group', open: false, favored: state.favored, links: state.links.length });
  Object.assign(state, { ...createBap(state.policy), links: state.links, identifier: state.identifier });
}

function joined(turn: BapTurn, link: BapState['links'][number]): void {
  const { state } = turn;
  state.links = [...state.links.filter(({ id }) => id !== link.id), link];
  state.told = undefined;
  if (state.open && (state.pending?.kind === 'dialling' || state.pending?.kind === 'awaiting')) joinedByCall(turn, link.id);
}

function left(turn: BapTurn, id: string): void {
  const { state } = turn;
  state.links = state.links.filter((link) => link.id !== id);
  state.told = undefined;
  if (state.pending?.kind !== 'dropping' || state.pending.link !== id) return;
  settle(turn);
  trace(turn, { type: 'bap.done', what: 'dropped', link: id, links: state.links.length });
}

function receive(turn: BapTurn, octets: Uint8Array): void {
  const parsed = BAP.parse(octets);
  if (!parsed.ok) return trace(turn, { type: 'bap.discarded', what: `malformed packet: ${parsed.error.message}` });
  trace(turn, { type: 'bap.packet', direction: 'I', octets });
  const packet = parsed.value;
  if (!turn.state.open) return trace(turn, { type: 'bap.discarded', what: `${packet.kind}, BACP is not open` });
  if (packet.kind === 'CallStatusIndication') return receiveStatus(turn, packet);
  if (packet.kind === 'CallStatusResponse') return receiveStatusResponse(turn, packet.identifier);
  const kind = kindOf(packet);
  if (kind === undefined) return;
  // kindOf() knows requests and responses of one kind; which it is, isResponse() says.
  if (isResponse(packet.kind)) receiveAnswer(turn, kind, packet as BapResponse);
  else receiveRequest(turn, kind, packet as BapRequest, octets);
}

function timeout(turn: BapTurn, timer: BapTimerName): void {
  const { state } = turn;
  const { pending } = state;
  if (timer === 'bap-response' && state.request !== undefined) requestTimeout(turn);
  else if (timer === 'bap-indication' && state.indication !== undefined) indicationTimeout(turn);
  else if (timer === 'bap-redial' && pending?.kind === 'dialling') redial(turn, pending);
  else if (timer === 'bap-pending' && (pending?.kind === 'awaiting' || pending?.kind === 'dropping')) {
    state.pending = undefined;
    trace(turn, { type: 'bap.expired', what: pending.kind === 'dropping' ? 'drop' : 'call' });
  }
}
