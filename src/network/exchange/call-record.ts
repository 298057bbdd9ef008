// What the exchange writes down of a call: one event for each turn that it takes, and a Call Detail Record when it is over,
// however it ended. Bills and timelines are made from these. Instants are those at which the exchange heard of it, in
// whole milliseconds: they lie the travel of a D channel frame beside what a router counts.

import type { Instant } from '../../base/time.ts';

/** One end of a call: the line, and its B channel as soon as it has one. */
export interface CallEnd {
  readonly router: string;
  readonly interface: string;
  readonly channel?: number | undefined;
}

export interface CallRecord {
  /** Counts the calls that the exchange was asked for, from 1. */
  readonly circuit: number;
  readonly calling: string;
  readonly called: string;
  readonly caller: CallEnd;
  /** Undefined when the call was offered to no line. */
  readonly callee?: CallEnd | undefined;
  readonly setupAt: Instant;
  readonly alertedAt?: Instant | undefined;
  /** Undefined when nobody answered: nothing is paid for such a call. */
  readonly answeredAt?: Instant | undefined;
  readonly endedAt: Instant;
  /** Q.850's, from whoever ended it. */
  readonly cause: number;
  readonly endedBy: 'caller' | 'callee' | 'exchange';
}

export type ExchangeCallTrace =
  /** The exchange (device `exchange`) routed a call or could not; cause is Q.850's, 0 when it went through. */
  | {
      readonly type: 'exchange.call';
      readonly circuit: number;
      readonly calling: string;
      readonly called: string;
      readonly caller: CallEnd;
      readonly callee?: CallEnd | undefined;
      /** `hunted`: the line that was offered it does not take it, and the next one of its hunt group is offered it. */
      readonly outcome: 'offered' | 'hunted' | 'answered' | 'refused' | 'cleared';
      readonly cause: number;
    }
  | ({ readonly type: 'exchange.callRecord' } & CallRecord);
