// Pacing: virtual time follows the wall clock, times a speed. The pace wakes when the next event is due and never
// earlier; a jump of the virtual clock (the lab prompt's `wait`) or a new speed starts it over from there.

import { performance } from 'node:perf_hooks';
import type { Clock } from '../engine/clock.ts';

/** Node's timers overflow beyond this. */
const LONGEST_SLEEP_MS = 1 << 30;

export class Pace {
  readonly #clock: Clock;
  readonly #afterward: () => void;
  #speed: number;
  #wallMs: number;
  #virtualMs: number;
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  #restrained = false;
  /** Gets what an event threw; without it, the process does. */
  onFailure: ((error: unknown) => void) | undefined;

  /** `afterward` runs whenever virtual time has moved. */
  constructor(clock: Clock, speed: number, afterward: () => void) {
    this.#clock = clock;
    this.#speed = speed;
    this.#afterward = afterward;
    this.#wallMs = performance.now();
    this.#virtualMs = clock.now;
  }

  get speed(): number {
    return this.#speed;
  }

  /** While somebody outside is waited for, time is no faster than on the wall. */
  restrain(on: boolean): void {
    if (on === this.#restrained) return;
    this.#restrained = on;
    this.#anchor();
  }

  /** Something came from outside: it is looked at now. */
  nudge(): void {
    if (this.#running) this.#wake();
  }

  setSpeed(speed: number): void {
    this.catchUp();
    this.#speed = speed;
    this.#restart();
  }

  start(): void {
    this.#running = true;
    this.#restart();
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  /** Brings virtual time up to the present; before every key, so that it arrives at its own instant. */
  catchUp(): void {
    const target = this.#virtualMs + (performance.now() - this.#wallMs) * this.#speedNow;
    // Somebody jumped ahead: from now on time goes on from there.
    if (this.#clock.now > target) this.#anchor();
    else this.#clock.runUntil(target);
  }

  /** Sleeps until the next event; to be called after whatever may have scheduled one. */
  plan(): void {
    clearTimeout(this.#timer);
    if (!this.#running) return;
    const next = this.#clock.nextAt;
    if (next === undefined) return;
    const dueMs = this.#wallMs + (next - this.#virtualMs) / this.#speedNow - performance.now();
    this.#timer = setTimeout(() => this.#wake(), Math.min(Math.max(Math.ceil(dueMs), 0), LONGEST_SLEEP_MS));
  }

  get #speedNow(): number {
    return this.#restrained ? Math.min(this.#speed, 1) : this.#speed;
  }

  #wake(): void {
    try {
      this.catchUp();
      this.#afterward();
      this.plan();
    } catch (error) {
      if (!this.onFailure) throw error;
      this.onFailure(error);
    }
  }

  #anchor(): void {
    this.#wallMs = performance.now();
    this.#virtualMs = this.#clock.now;
  }

  #restart(): void {
    this.#anchor();
    this.plan();
  }
}
