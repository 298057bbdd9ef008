// One data link of a D channel at work (Q.921), at either end: its machine, its timers, and the frames that it puts on the
// line with their FCS-16. What its primitives mean is its owner's.

import type { Clock } from '../engine/clock.ts';
import { createDataLink, type DataLinkOptions, type DataLinkState } from '../protocols/q921/data-link.ts';
import type { Q921Outlet, Q921TimerName, Q921Trace } from '../protocols/q921/types.ts';
import { addFcs } from '../wire/hdlc.ts';
import { LAPD_FRAME, type LapdFrame } from '../wire/q921.ts';
import type { Port } from './channel.ts';
import { TimerBank } from './timer-bank.ts';

export interface LapdLinkOwner {
  readonly clock: Clock;
  readonly d: Port;
  /** Counts the frames of an interface. */
  readonly counter?: { countOutput(octets: number): void };
  readonly record?: (event: Q921Trace) => void;
}

export class LapdLink implements Q921Outlet {
  readonly machine: DataLinkState;
  readonly trace: ((event: Q921Trace) => void) | undefined;
  readonly #d: Port;
  readonly #counter: LapdLinkOwner['counter'];
  readonly #timers: TimerBank<Q921TimerName>;

  constructor({ clock, d, counter, record }: LapdLinkOwner, options: DataLinkOptions, expired: (timer: Q921TimerName) => void) {
    this.machine = createDataLink(options);
    this.trace = record;
    this.#d = d;
    this.#counter = counter;
    this.#timers = new TimerBank<Q921TimerName>(clock, expired);
  }

  /** Frames can be sent that are acknowledged. */
  get isUp(): boolean {
    const { state } = this.machine;
    return state === 'MULTIPLE_FRAME_ESTABLISHED' || state === 'TIMER_RECOVERY';
  }

  send(frame: LapdFrame): void {
    const octets = addFcs(LAPD_FRAME.serialize(frame));
    this.#counter?.countOutput(octets.length - 2);
    this.#d.send(octets);
  }

  start(timer: Q921TimerName, ms: number): void {
    this.#timers.start(timer, ms);
  }

  stop(timer: Q921TimerName): void {
    this.#timers.stop(timer);
  }

  /** It is not used any more. */
  end(): void {
    this.#timers.stopAll();
  }
}
