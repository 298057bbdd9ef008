// What both sides of a transaction of BAP do with packets and state: sending with its trace, timers, which option says what.

import { BAP, type BapOption, type BapPacket, type BapRequestKind, type BapResponseKind } from '../../../wire/bap.ts';
import type { Instant } from '../../../base/time.ts';
import type { BapTrace } from './trace.ts';
import type { BapAction, BapKind, BapState, BapTimerName, Standing } from './types.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** One step at work. */
export interface BapTurn {
  readonly state: Mutable<BapState>;
  readonly now: Instant;
  readonly actions: BapAction[];
}

export const REQUEST_OF = { call: 'CallRequest', callback: 'CallbackRequest', drop: 'LinkDropQueryRequest' } as const satisfies Record<BapKind, BapRequestKind>;
export const RESPONSE_OF = { call: 'CallResponse', callback: 'CallbackResponse', drop: 'LinkDropQueryResponse' } as const satisfies Record<BapKind, BapResponseKind>;

/** [ours] After a refusal nothing of the kind is asked for so long: RFC 2125 §6.1 waits for the load to change. */
export const REFUSED_MS = 30_000;

export function kindOf(packet: BapPacket): BapKind | undefined {
  const kinds = ['call', 'callback', 'drop'] as const;
  return kinds.find((kind) => packet.kind === REQUEST_OF[kind] || packet.kind === RESPONSE_OF[kind]);
}

export function trace({ actions }: BapTurn, event: BapTrace): void {
  actions.push({ type: 'trace', event });
}

export function start({ actions }: BapTurn, timer: BapTimerName, ms: number): void {
  actions.push({ type: 'start', timer, ms });
}

export function stop({ actions }: BapTurn, timer: BapTimerName): void {
  actions.push({ type: 'stop', timer });
}

export function write(turn: BapTurn, packet: BapPacket): Uint8Array {
  const octets = BAP.serialize(packet);
  send(turn, octets);
  return octets;
}

export function send(turn: BapTurn, octets: Uint8Array): void {
  trace(turn, { type: 'bap.packet', direction: 'O', octets });
  turn.actions.push({ type: 'send', octets });
}

export function optionOf<Kind extends BapOption['kind']>(options: readonly BapOption[], kind: Kind): Extract<BapOption, { readonly kind: Kind }> | undefined {
  // The comparison of `kind` is what Extract says.
  return options.find((option): option is Extract<BapOption, { readonly kind: Kind }> => option.kind === kind);
}

export function nextIdentifier({ state }: BapTurn): number {
  state.identifier = (state.identifier + 1) & 0xff;
  return state.identifier;
}

export function awaitOutcome(turn: BapTurn): void {
  start(turn, 'bap-pending', turn.state.policy.pendingSeconds * 1000);
}

/** What was agreed is done, or will not be. */
export function settle(turn: BapTurn): void {
  const { pending } = turn.state;
  if (pending === undefined) return;
  if (pending.kind === 'dialling') {
    if (pending.redialling) stop(turn, 'bap-redial');
  } else stop(turn, 'bap-pending');
  turn.state.pending = undefined;
}

export function setStanding({ state }: BapTurn, kind: BapKind, changes: Partial<Standing>): void {
  state.standing = { ...state.standing, [kind]: { ...state.standing[kind], ...changes } };
}
