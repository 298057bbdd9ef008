// Circuit 108 (ITU-T V.24), data terminal ready, as a line drives it towards its modem: high as long as the line takes calls, and low for
// a moment to hang up, so long that the modem notices. What the modem makes of it is the modem's; what else a line must wait
// for before it is free, the port's.

import type { Clock } from '../../../engine/clock.ts';
import { TimerBank } from '../../timer-bank.ts';

/** So long the modem notices. */
const LOW_MS = 2000;

export interface ReadyCircuitOwner {
  readonly clock: Clock;
  /** The line takes calls. */
  wanted(): boolean;
  /** What the circuit is to be; the modem hears of it where that is a change. */
  drive(on: boolean): void;
  /** The moment is over, and the circuit is as it is wanted again. */
  rested(): void;
}

export class ReadyCircuit {
  readonly #owner: ReadyCircuitOwner;
  readonly #timers: TimerBank<'low'>;

  constructor(owner: ReadyCircuitOwner) {
    this.#owner = owner;
    this.#timers = new TimerBank(owner.clock, () => {
      this.follow();
      this.#owner.rested();
    });
  }

  /** The modem is being hung up. */
  get isLow(): boolean {
    return this.#timers.endsAt('low') !== undefined;
  }

  drop(): void {
    this.#timers.start('low', LOW_MS);
    this.follow();
  }

  /** Whether the line takes calls may have changed. */
  follow(): void {
    this.#owner.drive(this.#owner.wanted() && !this.isLow);
  }

  /** The router goes down. */
  stop(): void {
    this.#timers.stopAll();
    this.follow();
  }
}
