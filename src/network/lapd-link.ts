// One data link of a D channel at work (Q.921), at either end: its machine, its timers, one event at a time, and the frames that
// it puts on the line with their FCS-16. What its primitives mean is its owner's. There are two for every line, which run for
// every frame and every ten seconds when there is none: hence a class, and no record of functions.

import { advance, createDataLink, type DataLinkOptions, type DataLinkState } from '../protocols/q921/data-link.ts';
import type { Q921Event, Q921Outlet, Q921Primitive, Q921TimerName, Q921Trace } from '../protocols/q921/types.ts';
import type { Clock } from '../engine/clock.ts';
import { addFcs } from '../wire/hdlc.ts';
import { LAPD_FRAME, type LapdFrame } from '../wire/q921.ts';
import type { Port } from './channel.ts';
import { TimerBank } from './timer-bank.ts';
import type { Turnstile } from './turnstile.ts';

export abstract class LapdLink implements Q921Outlet {
  readonly machine: DataLinkState;
  readonly #d: Port;
  readonly #turnstile: Turnstile;
  readonly #timers: TimerBank<Q921TimerName>;
  #ended = false;

  constructor(clock: Clock, turnstile: Turnstile, d: Port, options: DataLinkOptions) {
    this.machine = createDataLink(options);
    this.#d = d;
    this.#turnstile = turnstile;
    this.#timers = TimerBank.of(this, clock, LapdLink.#expired);
  }

  /** Undefined where nobody asks what it tells. */
  abstract readonly trace: ((event: Q921Trace) => void) | undefined;
  /** Whether anybody hears of frames while they pass. */
  protected abstract heard(): boolean;
  protected abstract told(primitive: Q921Primitive): void;
  /** A step is done. The link was up before or not; it has begun now, for the first time or anew. */
  protected abstract stepped(wasUp: boolean, hasBegun: boolean): void;
  /** A frame of so many octets without its FCS went out. */
  protected sent(_octets: number): void {}

  /** Frames can be sent that are acknowledged. */
  get isUp(): boolean {
    const { state } = this.machine;
    return state === 'MULTIPLE_FRAME_ESTABLISHED' || state === 'TIMER_RECOVERY';
  }

  /** Now, or after what the D channel is just doing. */
  tell(event: Q921Event): void {
    this.#turnstile.step(LapdLink.#step, this, event);
  }

  /** It is not used any more. */
  end(): void {
    this.#ended = true;
    this.#timers.stopAll();
  }

  static #step(link: LapdLink, event: Q921Event): void {
    // What waited for its turn meanwhile.
    if (link.#ended) return;
    const wasUp = link.isUp;
    for (const primitive of advance(link.machine, event, link, link.heard())) link.told(primitive);
    const begunAnew = event.type === 'frame' && event.frame.kind === 'SABME' && event.frame.tei === link.machine.tei;
    link.stepped(wasUp, link.isUp && (begunAnew || !wasUp));
  }

  static #expired(timer: Q921TimerName, link: LapdLink): void {
    link.tell({ type: 'timer', timer });
  }

  // ---- what the machine wants done

  send(frame: LapdFrame): void {
    const octets = addFcs(LAPD_FRAME.serialize(frame));
    this.sent(octets.length - 2);
    this.#d.send(octets);
  }

  start(timer: Q921TimerName, ms: number): void {
    this.#timers.start(timer, ms);
  }

  stop(timer: Q921TimerName): void {
    this.#timers.stop(timer);
  }
}
