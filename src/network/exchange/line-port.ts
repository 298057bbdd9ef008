// One line at the exchange, as the exchange sees it: something that asks for calls and that calls are offered to, whatever
// is spoken towards the terminal. Lines of different kinds meet in its calls only by these terms.

import type { CallSetup } from '../../protocols/q931/types.ts';
import type { Port } from '../channel.ts';
import type { TelephoneLine } from '../lab-description.ts';
import type { TraceEvent } from '../trace.ts';

/** One end of a call at the exchange. */
export interface Leg {
  readonly port: LinePort;
  /** True: the terminal called; false: the terminal is called. */
  readonly fromTerminal: boolean;
  /** Its channel on the line, once it has one. */
  readonly channel: number | undefined;
  /** The exchange's own: its number of the call. */
  circuit: number | undefined;
}

export interface LinePort {
  readonly line: TelephoneLine;
  /** A terminal that the line can speak with is there. */
  readonly active: boolean;
  readonly freeChannel: number | undefined;
  /** Whether the line may call out at all. */
  maySetUp(leg: Leg): boolean;
  /** The call goes on, on a channel of the line; else the cause why there is none for it. */
  proceed(leg: Leg): number | undefined;
  alert(leg: Leg): void;
  connect(leg: Leg): void;
  /** Tells the terminal how many units its call has cost until now, where the line can. */
  advise?(leg: Leg, units: number): void;
  /** Clears the leg towards its terminal. */
  clear(leg: Leg, cause: number): void;
  /** Offers a call to the terminals of the line on the next free channel. */
  offer(setup: CallSetup): Leg;
  /** Where the leg's channel ends at the terminal: what joins two calls joins these. */
  channelPort(leg: Leg): Port | undefined;
}

export interface LinePortOwner {
  record(event: TraceEvent): void;
  /** A terminal asks for a call. */
  setup(leg: Leg, setup: CallSetup): void;
  alerting(leg: Leg): void;
  answered(leg: Leg): void;
  cleared(leg: Leg, cause: number): void;
}
