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
