// The network's TEI management: assignment, exhaustion, checks and removal (Q.921 §5.3).

import { describe, expect, it } from 'vitest';
import { createTeiAssignment, step, TEI_ASSIGNMENT_EVENTS } from '../../../../src/protocols/q921/tei-assignment.ts';
import type { TeiAssignment, TeiAssignmentAction, TeiAssignmentEvent } from '../../../../src/protocols/q921/tei-assignment.ts';
import { teiFrame, teiMessageIn } from '../../../../src/protocols/q921/tei-message.ts';
import type { TeiManagementMessage } from '../../../../src/wire/q921.ts';
import { walkMachine } from '../../../support/machine-walk.ts';
import { createBench } from './two-ends.ts';

const from = (kind: TeiManagementMessage['kind'], referenceNumber: number, actionIndicator = 127): TeiAssignmentEvent => ({
  type: 'frame',
  frame: teiFrame({ kind, referenceNumber, actionIndicator }, 0),
});

function run(state: TeiAssignment, events: readonly TeiAssignmentEvent[]): readonly [TeiAssignment, readonly string[]] {
  let current = state;
  const said: string[] = [];
  for (const event of events) {
    const [next, actions] = step(current, event);
    current = next;
    said.push(...actions.map(text));
  }
  return [current, said];
}

function text(action: TeiAssignmentAction): string {
  if (action.type === 'send') {
    const message = teiMessageIn(action.frame);
    return `${message?.kind} ${message?.referenceNumber} ${message?.actionIndicator}`;
  }
  return 'tei' in action ? `${action.type} ${action.tei}` : `${action.type} ${action.timer}`;
}

describe('assignment', () => {
  it('gives each request the next TEI from 64 on', () => {
    const [, said] = run(createTeiAssignment(), [from('IdentityRequest', 11), from('IdentityRequest', 12)]);
    expect(said).toEqual(['IdentityAssigned 11 64', 'assigned 64', 'IdentityAssigned 12 65', 'assigned 65']);
  });

  it('gives a repeated request its TEI again', () => {
    const [state, said] = run(createTeiAssignment(), [from('IdentityRequest', 11), from('IdentityRequest', 11)]);
    expect(said.slice(2)).toEqual(['IdentityAssigned 11 64', 'assigned 64']);
    expect(state.assigned.size).toBe(1);
  });

  it('denies when 63 are out, and looks for those that nobody uses', () => {
    const requests = Array.from({ length: 63 }, (_, i) => from('IdentityRequest', i));
    const [full] = run(createTeiAssignment(), requests);
    const [checked, said] = run(full, [from('IdentityRequest', 99), from('IdentityCheckResponse', 1, 70), { type: 'timer', timer: 'T201' }, { type: 'timer', timer: 'T201' }]);
    expect(said.slice(0, 3)).toEqual(['IdentityDenied 99 127', 'IdentityCheckRequest 0 127', 'start T201']);
    expect([...checked.assigned.keys()]).toEqual([70]);
    expect(said.filter((line) => line.startsWith('removed'))).toHaveLength(62);
    expect(run(checked, [from('IdentityRequest', 100)])[1]).toEqual(['IdentityAssigned 100 64', 'assigned 64']);
  });
});

describe('checks', () => {
  const [two] = run(createTeiAssignment(), [from('IdentityRequest', 11), from('IdentityRequest', 12)]);

  it('takes a TEI back after two requests without an answer', () => {
    const [state, said] = run(two, [{ type: 'check request', tei: 65 }, { type: 'timer', timer: 'T201' }, { type: 'timer', timer: 'T201' }]);
    expect(said).toEqual(['IdentityCheckRequest 0 65', 'start T201', 'IdentityCheckRequest 0 65', 'start T201', 'removed 65']);
    expect([...state.assigned.keys()]).toEqual([64]);
    expect(state.check).toBeUndefined();
  });

  it('takes a TEI that two terminals use from both', () => {
    const [, said] = run(two, [
      { type: 'check request', tei: 64 }, from('IdentityCheckResponse', 1, 64), from('IdentityCheckResponse', 2, 64), { type: 'timer', timer: 'T201' },
    ]);
    expect(said.slice(2)).toEqual(['IdentityRemove 0 64', 'IdentityRemove 0 64', 'removed 64']);
  });

  it('keeps a TEI that one terminal answers for', () => {
    const bench = createBench();
    bench.tell('user', { type: 'DL-ESTABLISH request' });
    bench.runFor(1);
    bench.check(64);
    bench.runFor(5_000);
    expect([...bench.assignment().assigned.keys()]).toEqual([64]);
    expect(bench.user().state).toBe('MULTIPLE_FRAME_ESTABLISHED');
  });

  it('answers Identity verify with a check, for a TEI that it gave out', () => {
    expect(run(two, [from('IdentityVerify', 0, 64)])[1]).toEqual(['IdentityCheckRequest 0 64', 'start T201']);
    expect(run(two, [from('IdentityVerify', 0, 99)])[1]).toEqual([]);
  });

  it('ignores what the network itself sends', () => {
    expect(step(two, { type: 'frame', frame: teiFrame({ kind: 'IdentityRequest', referenceNumber: 5, actionIndicator: 127 }, 1) })[1]).toEqual([]);
  });
});

describe('removal', () => {
  it('tells the terminal twice, which gives its link up', () => {
    const bench = createBench();
    bench.tell('user', { type: 'DL-ESTABLISH request' });
    bench.runFor(1);
    const [, actions] = step(bench.assignment(), { type: 'remove request', tei: 64 });
    expect(actions.map(text)).toEqual(['IdentityRemove 0 64', 'IdentityRemove 0 64', 'removed 64']);
    for (const action of actions) if (action.type === 'send') bench.tell('user', { type: 'frame', frame: action.frame });
    expect(bench.user()).toMatchObject({ state: 'TEI_UNASSIGNED', tei: undefined, running: 0 });
    expect(bench.upward().slice(2)).toEqual(['user DL-RELEASE indication']);
  });
});

describe('every event in every state', () => {
  it.each([['of a line that begins', []], ['with one TEI left', Array.from({ length: 62 }, (_, i) => 200 + i)]])('%s', (_what, requests) => {
    const [begun] = run(createTeiAssignment(), requests.map((referenceNumber) => from('IdentityRequest', referenceNumber)));
    const stateName = ({ check }: TeiAssignment) => (check === undefined ? 'idle' : `check ${check.attempt}`);
    const walk = walkMachine({
      initial: [begun],
      step,
      events: (): readonly TeiAssignmentEvent[] => [
        from('IdentityRequest', 11), from('IdentityRequest', 12),
        from('IdentityVerify', 0, 64), from('IdentityVerify', 0, 99),
        from('IdentityCheckResponse', 1, 64), from('IdentityCheckResponse', 2, 126),
        { type: 'frame', frame: teiFrame({ kind: 'IdentityAssigned', referenceNumber: 11, actionIndicator: 64 }, 0) },
        { type: 'timer', timer: 'T201' },
        { type: 'check request', tei: 64 }, { type: 'check request', tei: 127 },
        { type: 'remove request', tei: 64 }, { type: 'remove request', tei: 127 },
      ],
      stateName,
      states: ['idle', 'check 1', 'check 2'],
      isIdle: (state) => stateName(state) === 'idle',
      // How often one TEI was answered for does not matter beyond twice.
      key: ({ assigned, check }) => JSON.stringify([[...assigned], check && [check.actionIndicator, check.attempt, [...check.responses].map(([tei, times]) => [tei, Math.min(times, 2)])]]),
      maxStates: 300,
    });
    expect([...walk.visited].sort()).toEqual(['check 1', 'check 2', 'idle']);
    expect(new Set([...walk.answered].map((each) => each.split('/')[1]))).toEqual(new Set(TEI_ASSIGNMENT_EVENTS));
  });
});
