// The running timers of one protocol machine's host, by name. Starting a timer that runs restarts it, as the standards
// have it; a machine that goes away stops them all.

import type { Clock, Scheduled } from '../engine/clock.ts';
import type { Instant } from '../base/time.ts';

interface Timer<Name> {
  readonly bank: TimerBank<Name>;
  name: Name;
  running: boolean;
  event: Scheduled<Timer<Name>> | undefined;
}

export class TimerBank<Name> {
  readonly #clock: Clock;
  readonly #expired: (name: Name, subject: never) => void;
  readonly #subject: unknown;
  /**
   * A list in no order, since they are few and come and go with every frame; absent until one is started, for most never are.
   * One that does not run any more serves the next that starts, under whatever name.
   */
  #timers: Timer<Name>[] | undefined;

  constructor(clock: Clock, expired: (name: Name, subject: never) => void, subject?: unknown) {
    this.#clock = clock;
    this.#expired = expired;
    this.#subject = subject;
  }

  /** Without a function for every bank, where there are very many: a common one is given what the timer is of. */
  static of<Subject, Name>(subject: Subject, clock: Clock, expired: (name: Name, subject: Subject) => void): TimerBank<Name> {
    return new TimerBank<Name>(clock, expired, subject);
  }

  /** How many run. */
  get size(): number {
    return this.#timers?.reduce((count, { running }) => (running ? count + 1 : count), 0) ?? 0;
  }

  /** When the timer runs out, or undefined when it does not run. */
  endsAt(name: Name): Instant | undefined {
    return this.#running(name)?.event?.at;
  }

  start(name: Name, ms: number): void {
    const timer = this.#running(name) ?? this.#resting() ?? this.#add(name);
    timer.name = name;
    timer.running = true;
    timer.event = timer.event === undefined ? this.#clock.schedule(ms, TimerBank.#ranOut, timer) : this.#clock.restart(timer.event, ms, TimerBank.#ranOut, timer);
  }

  static #ranOut<Name>(timer: Timer<Name>): void {
    timer.running = false;
    const { bank } = timer;
    bank.#expired(timer.name, bank.#subject as never); // the two came together
  }

  #add(name: Name): Timer<Name> {
    const timer: Timer<Name> = { bank: this, name, running: false, event: undefined };
    // No longer than it must be: a list that grows by push() has room for seventeen.
    this.#timers = this.#timers === undefined ? [timer] : this.#timers.concat(timer);
    return timer;
  }

  stop(name: Name): void {
    const timer = this.#running(name);
    if (timer !== undefined) this.#stop(timer);
  }

  stopAll(): void {
    if (this.#timers === undefined) return;
    for (const timer of this.#timers) if (timer.running) this.#stop(timer);
  }

  #stop(timer: Timer<Name>): void {
    timer.running = false;
    if (timer.event !== undefined) this.#clock.cancel(timer.event);
  }

  #running(name: Name): Timer<Name> | undefined {
    const timers = this.#timers;
    if (timers === undefined) return undefined;
    for (let index = 0; index < timers.length; index += 1) {
      const timer = timers[index];
      if (timer?.running === true && timer.name === name) return timer;
    }
    return undefined;
  }

  #resting(): Timer<Name> | undefined {
    const timers = this.#timers;
    if (timers === undefined) return undefined;
    for (let index = 0; index < timers.length; index += 1) {
      const timer = timers[index];
      if (timer?.running === false) return timer;
    }
    return undefined;
  }
}
