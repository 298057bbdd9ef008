// What every protocol machine is: a pure step over plain data. It knows no clock, no console, no interface name and no
// router. Timers and sends are actions that the network layer performs; what happened is told in trace actions.

export interface TimerDefinition {
  readonly defaultMs: number;
  /** The standard's section or table. */
  readonly spec: string;
  readonly meaning: string;
}

/** A timer is started, anew if it runs, or stopped. The network layer tells the machine when it runs out. */
export type TimerAction<Timer extends string> =
  | { readonly type: 'start'; readonly timer: Timer; readonly ms: number }
  | { readonly type: 'stop'; readonly timer: Timer };

/**
 * Where a step puts what it sends, starts, stops and tells, for an owner who does each at once: frames pass by the
 * thousand, and a list of actions for each would be made only to be gone through. None of it asks the machine anything.
 */
export interface Outlet<Message, Timer extends string, Told> {
  send(message: Message): void;
  /** A timer that runs already starts anew. */
  start(timer: Timer, ms: number): void;
  stop(timer: Timer): void;
  /** Absent where nobody ever asks: nothing is told there. */
  readonly trace?: ((event: Told) => void) | undefined;
}
