// What every protocol machine is: a pure step over plain data. It knows no clock, no console, no interface name and no
// router. Timers and sends are actions that the network layer performs; what happened is told in trace actions.

export interface TimerDefinition {
  readonly defaultMs: number;
  /** The standard's section or table. */
  readonly spec: string;
  readonly meaning: string;
}

export type Step<State, Event, Action> = (state: State, event: Event) => readonly [State, readonly Action[]];
