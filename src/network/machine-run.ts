// A protocol machine at work on a device of the lab: its state, its timers, and one event at a time (turnstile.ts). All that it wants done
// beside its timers, its owner does. What passes with every frame of a call (links, dialers, data links) has no use
// for this: there states are changed in place.

import type { TimerAction } from '../protocols/machine.ts';
import type { Clock } from '../engine/clock.ts';
import { TimerBank } from './timer-bank.ts';
import { Turnstile } from './turnstile.ts';

/** What of a machine's actions is its owner's to do. */
export type Untimed<Action extends { readonly type: string }> = Exclude<Action, { readonly type: 'start' | 'stop' }>;

export interface MachineWork<State, Event, Action extends { readonly type: string }, Timer extends string> {
  step(state: State, event: Event): readonly [State, readonly (Action | TimerAction<Timer>)[]];
  perform(action: Action): void;
  /** A timer has run out. */
  expired(timer: Timer): Event;
}

export class MachineRun<State, Event, Action extends { readonly type: string }, Timer extends string> {
  readonly #work: MachineWork<State, Event, Action, Timer>;
  readonly #timers: TimerBank<Timer>;
  readonly #turnstile = new Turnstile();
  #state: State;

  constructor(clock: Clock, state: State, work: MachineWork<State, Event, Action, Timer>) {
    this.#work = work;
    this.#state = state;
    this.#timers = new TimerBank(clock, (timer) => this.tell(work.expired(timer)));
  }

  get state(): State {
    return this.#state;
  }

  /** Now, or after what it is just doing. */
  tell(event: Event): void {
    this.#turnstile.step(MachineRun.#stepOf<State, Event, Action, Timer>, this, event);
  }

  static #stepOf<State, Event, Action extends { readonly type: string }, Timer extends string>(run: MachineRun<State, Event, Action, Timer>, event: Event): void {
    const [state, actions] = run.#work.step(run.#state, event);
    run.#state = state;
    for (const action of actions) run.#perform(action);
  }

  #perform(action: Action | TimerAction<Timer>): void {
    if (!isTimed(action)) this.#work.perform(action);
    else if (action.type === 'start') this.#timers.start(action.timer, action.ms);
    else this.#timers.stop(action.timer);
  }

  /** Whatever it was doing is over, and no timer runs any more. */
  reset(state: State): void {
    this.#timers.stopAll();
    this.#state = state;
  }
}

function isTimed<Action extends { readonly type: string }, Timer extends string>(action: Action | TimerAction<Timer>): action is TimerAction<Timer> {
  return action.type === 'start' || action.type === 'stop';
}
