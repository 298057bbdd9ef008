// One walk for all protocol machines: from the initial states, every event in every state that can be reached. It asks of
// each step that it does not throw, does not change its input, answers the same twice, leads to a state that the machine
// declares, and that no timer runs once the machine is idle. It returns what it saw, for tests to ask that all was seen.

import { expect } from 'vitest';

interface TimerAction {
  readonly type: string;
  readonly timer?: string;
}

export interface WalkSubject<State, Event extends { readonly type: string }, Action extends TimerAction> {
  readonly initial: readonly State[];
  readonly step: (state: State, event: Event) => readonly [State, readonly Action[]];
  /** Every event worth trying in that state: timers too, running or not. */
  readonly events: (state: State) => readonly Event[];
  readonly stateName: (state: State) => string;
  /** The machine's STATES. */
  readonly states: readonly string[];
  /** In these states no timer may run. */
  readonly isIdle: (state: State) => boolean;
  /** What makes two states the same for the walk; all of the state by default. Where a state has Maps it tells of them, which JSON does not. */
  readonly key?: (state: State) => string;
  /** The walk stops looking at new states then. */
  readonly maxStates?: number;
}

export interface Walk {
  readonly visited: ReadonlySet<string>;
  /** `state/event type` that led to anything but nothing. */
  readonly answered: ReadonlySet<string>;
  readonly steps: number;
}

interface Node<State> {
  readonly state: State;
  readonly key: string;
  readonly timers: ReadonlySet<string>;
}

export function walkMachine<State, Event extends { readonly type: string }, Action extends TimerAction>(
  subject: WalkSubject<State, Event, Action>,
): Walk {
  const key = subject.key ?? ((state: State) => JSON.stringify(state));
  const legal = new Set(subject.states);
  const seen = new Set<string>();
  const visited = new Set<string>();
  const answered = new Set<string>();
  const open: Node<State>[] = [];
  const visit = (state: State, timers: ReadonlySet<string>): void => {
    const node = { state, timers, key: key(state) };
    const id = `${[...timers].sort().join()} ${node.key}`;
    if (seen.has(id) || seen.size >= (subject.maxStates ?? 2_000)) return;
    seen.add(id);
    visited.add(subject.stateName(state));
    open.push(node);
  };
  for (const state of subject.initial) visit(state, new Set());
  let steps = 0;
  // Nearest states first, so that a limit cuts off the far ones; the list grows while it is walked.
  for (const node of open) {
    const name = subject.stateName(node.state);
    const before = JSON.stringify(node.state);
    for (const event of subject.events(node.state)) {
      steps += 1;
      const fail = (what: string): never => expect.fail(`${name}, ${JSON.stringify(event)}: ${what}\nin ${before}`);
      const [next, actions] = subject.step(node.state, event);
      const told = JSON.stringify([next, actions]);
      if (JSON.stringify(subject.step(node.state, event)) !== told) fail('not a function of its input');
      if (JSON.stringify(node.state) !== before || key(node.state) !== node.key) fail('the state passed in is changed');
      if (!legal.has(subject.stateName(next))) fail(`leads to ${subject.stateName(next)}`);
      const timers = timersAfter(node.timers, event, actions);
      if (timers.size > 0 && subject.isIdle(next)) fail(`${[...timers].join()} runs in idle ${subject.stateName(next)}`);
      if (actions.length > 0) answered.add(`${name}/${event.type}`);
      visit(next, timers);
    }
  }
  return { visited, answered, steps };
}

/** A timer that expired does not run any more; then as the actions say, in their order. */
function timersAfter(before: ReadonlySet<string>, event: TimerAction, actions: readonly TimerAction[]): ReadonlySet<string> {
  const timers = new Set(before);
  if (event.type === 'timer' && event.timer !== undefined) timers.delete(event.timer);
  for (const { type, timer } of actions) {
    if (timer === undefined) continue;
    if (type === 'start') timers.add(timer);
    else if (type === 'stop') timers.delete(timer);
  }
  return timers;
}
