// Two ends of a D channel and the time between them: queues, timers in order, and a way to lose frames. For tests of the
// data link alone; the network layer has the real line.

import type { LapdFrame } from '../../../../src/wire/q921.ts';
import { createDataLink, step } from '../../../../src/protocols/q921/data-link.ts';
import type { DataLink, DataLinkOptions } from '../../../../src/protocols/q921/data-link.ts';
import { createTeiAssignment, step as stepTei } from '../../../../src/protocols/q921/tei-assignment.ts';
import type { TeiAssignment, TeiAssignmentAction } from '../../../../src/protocols/q921/tei-assignment.ts';
import type { Q921Action, Q921Event, Q921TimerName } from '../../../../src/protocols/q921/types.ts';

type End = 'user' | 'network' | 'assignment';

export interface Bench {
  readonly now: () => number;
  readonly user: () => DataLink;
  readonly network: () => DataLink | undefined;
  readonly assignment: () => TeiAssignment;
  readonly sent: () => readonly { readonly from: 'user' | 'network'; readonly frame: LapdFrame }[];
  /** Primitives given upwards, `user DL-ESTABLISH confirm`. */
  readonly upward: () => readonly string[];
  readonly tell: (end: 'user' | 'network', event: Q921Event) => void;
  readonly check: (tei: number) => void;
  readonly runFor: (ms: number) => void;
}

export function createBench(options: { readonly lose?: (index: number) => boolean; readonly user?: Partial<DataLinkOptions> } = {}): Bench {
  let now = 0;
  let user = createDataLink({ side: 'user', ces: 1, seed: 7, ...options.user });
  let network: DataLink | undefined;
  let assignment = createTeiAssignment();
  const sent: { from: 'user' | 'network'; frame: LapdFrame }[] = [];
  const upward: string[] = [];
  const air: { to: 'user' | 'network'; frame: LapdFrame }[] = [];
  const timers = new Map<string, { readonly at: number; readonly end: End; readonly timer: Q921TimerName }>();

  const put = (from: 'user' | 'network', frame: LapdFrame): void => {
    sent.push({ from, frame });
    if (options.lose?.(sent.length - 1) !== true) air.push({ to: from === 'user' ? 'network' : 'user', frame });
  };
  const perform = (end: End, action: Q921Action | TeiAssignmentAction): void => {
    switch (action.type) {
      case 'send':
        put(end === 'user' ? 'user' : 'network', action.frame);
        return;
      case 'start':
        timers.set(`${end} ${action.timer}`, { at: now + action.ms, end, timer: action.timer });
        return;
      case 'stop':
        timers.delete(`${end} ${action.timer}`);
        return;
      case 'assigned':
        for (const id of timers.keys()) if (id.startsWith('network')) timers.delete(id);
        network = createDataLink({ side: 'network', ces: 1, tei: action.tei, keepaliveMs: 0 });
        return;
      case 'removed':
        if (network?.tei === action.tei) tell('network', { type: 'MDL-REMOVE request' });
        return;
      case 'trace':
        return;
      default:
        upward.push('information' in action ? `${end} ${action.type} ${action.information.join()}` : `${end} ${action.type}`);
    }
  };
  const tell = (end: 'user' | 'network', event: Q921Event): void => {
    if (end === 'network') {
      if (network === undefined) return;
      const [next, actions] = step(network, event);
      network = next;
      for (const action of actions) perform('network', action);
      return;
    }
    const [next, actions] = step(user, event);
    user = next;
    for (const action of actions) perform('user', action);
  };
  const tellAssignment = (event: Parameters<typeof stepTei>[1]): void => {
    const [next, actions] = stepTei(assignment, event);
    assignment = next;
    for (const action of actions) perform('assignment', action);
  };
  const deliver = (): void => {
    for (let next = air.shift(); next !== undefined; next = air.shift()) {
      if (next.to === 'network' && next.frame.sapi === 63) tellAssignment({ type: 'frame', frame: next.frame });
      else tell(next.to, { type: 'frame', frame: next.frame });
    }
  };
  const runFor = (ms: number): void => {
    const end = now + ms;
    deliver();
    for (;;) {
      const due = [...timers.entries()].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (due === undefined) break;
      timers.delete(due[0]);
      now = due[1].at;
      if (due[1].end === 'assignment') tellAssignment({ type: 'timer', timer: 'T201' });
      else tell(due[1].end, { type: 'timer', timer: due[1].timer });
      deliver();
    }
    now = end;
  };
  return {
    now: () => now,
    user: () => user,
    network: () => network,
    assignment: () => assignment,
    sent: () => sent,
    upward: () => upward,
    tell,
    check: (tei) => tellAssignment({ type: 'check request', tei }),
    runFor,
  };
}
