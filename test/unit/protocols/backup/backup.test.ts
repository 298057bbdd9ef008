// When a secondary interface takes over and when it stands by: delays, `never`, load, a primary that is shut down by hand.

import { describe, expect, it } from 'vitest';
import {
  createBackup, EVENTS, STATES, step, type BackupAction, type BackupEvent, type BackupPolicy, type BackupState,
} from '../../../../src/protocols/backup/backup.ts';
import { walkMachine } from '../../../support/machine-walk.ts';

class Backup {
  state: BackupState;
  active = true;
  timers = new Map<string, number>();

  constructor(policy: BackupPolicy) {
    const [state, actions] = createBackup(policy);
    this.state = state;
    this.perform(actions);
  }

  tell(...events: readonly BackupEvent[]): this {
    for (const event of events) {
      if (event.type === 'timer') this.timers.delete(event.timer);
      const [state, actions] = step(this.state, event);
      this.state = state;
      this.perform(actions);
    }
    return this;
  }

  perform(actions: readonly BackupAction[]): void {
    for (const action of actions) {
      if (action.type === 'secondary') this.active = action.to === 'active';
      if (action.type === 'start') this.timers.set(action.timer, action.ms);
      if (action.type === 'stop') this.timers.delete(action.timer);
    }
  }
}

const AT_ONCE: BackupPolicy = { enableSeconds: 0, disableSeconds: 0 };
const LATER: BackupPolicy = { enableSeconds: 10, disableSeconds: 20 };
const up: BackupEvent = { type: 'primary', state: 'up' };
const down: BackupEvent = { type: 'primary', state: 'down' };
const shut: BackupEvent = { type: 'primary', state: 'shut' };
const timer = (name: 'first' | 'enable' | 'disable'): BackupEvent => ({ type: 'timer', timer: name });
const load = (primaryPercent: number, bothPercent = primaryPercent): BackupEvent => ({ type: 'load', primaryPercent, bothPercent });

describe('dial backup', () => {
  const rows: [string, BackupPolicy, readonly BackupEvent[], BackupState['status'], boolean][] = [
    ['stands by while the primary is up', AT_ONCE, [up], 'normal operation', false],
    ['takes over at once', AT_ONCE, [up, down], 'backup mode', true],
    ['goes back at once', AT_ONCE, [up, down, up], 'normal operation', false],
    ['gives the primary time to come up at first', AT_ONCE, [down], 'normal operation', false],
    ['takes over from a primary that never came up', AT_ONCE, [timer('first')], 'backup mode', true],
    ['waits', LATER, [up, down], 'waiting to backup', false],
    ['takes over after the delay', LATER, [up, down, timer('enable')], 'backup mode', true],
    ['does not take over from one that is back in time', LATER, [up, down, up], 'normal operation', false],
    ['stays for a while', LATER, [up, down, timer('enable'), up], 'waiting to revert', true],
    ['goes back after the delay', LATER, [up, down, timer('enable'), up, timer('disable')], 'normal operation', false],
    ['stays if the primary fails again', LATER, [up, down, timer('enable'), up, down], 'backup mode', true],
    ['takes over once it may', { ...AT_ONCE, enableSeconds: 'never' }, [up, down, { type: 'configure', policy: AT_ONCE }], 'backup mode', true],
    ['goes back once it may', { ...AT_ONCE, disableSeconds: 'never' }, [up, down, up, { type: 'configure', policy: AT_ONCE }], 'normal operation', false],
    ['never takes over', { ...AT_ONCE, enableSeconds: 'never' }, [up, down], 'normal operation', false],
    ['never goes back', { ...AT_ONCE, disableSeconds: 'never' }, [up, down, up], 'backup mode', true],
    ['does not back up what is shut down', AT_ONCE, [up, shut], 'disabled', false],
    ['goes back when it is shut down', AT_ONCE, [up, down, shut], 'disabled', false],
    ['is ready again after that', AT_ONCE, [up, shut, down], 'backup mode', true],
    ['helps under load', { ...AT_ONCE, kickInPercent: 60 }, [up, load(61)], 'backup mode', true],
    ['does not help below', { ...AT_ONCE, kickInPercent: 60 }, [up, load(60)], 'normal operation', false],
    ['stops helping when both have little to do', { ...AT_ONCE, kickInPercent: 60, kickOutPercent: 5 }, [up, load(80), load(1, 4)], 'normal operation', false],
    ['goes on helping while they have', { ...AT_ONCE, kickInPercent: 60, kickOutPercent: 5 }, [up, load(80), load(1, 5)], 'backup mode', true],
    ['a backup is not ended by little load', { ...AT_ONCE, kickInPercent: 60, kickOutPercent: 5 }, [up, down, load(0, 0)], 'backup mode', true],
  ];
  it.each(rows)('%s', (_what, policy, events, status, active) => {
    const backup = new Backup(policy).tell(...events);
    expect([backup.state.status, backup.active]).toEqual([status, active]);
  });

  it('times its delays, and looks at the load as long as that matters', () => {
    const backup = new Backup(LATER);
    expect([...backup.timers]).toEqual([['first', 5000]]);
    expect([...backup.tell(up, down).timers]).toEqual([['enable', 10_000]]);
    expect([...backup.tell(timer('enable'), up).timers]).toEqual([['disable', 20_000]]);
    expect([...backup.tell({ type: 'configure', policy: { ...LATER, kickInPercent: 10 } }).timers.keys()]).toEqual(['disable', 'load']);
    expect([...backup.tell({ type: 'configure', policy: LATER }).timers.keys()]).toEqual(['disable']);
  });
});

it('takes every event in every state', () => {
  const policies: readonly BackupPolicy[] = [AT_ONCE, LATER, { enableSeconds: 'never', disableSeconds: 'never', kickInPercent: 50, kickOutPercent: 5 }];
  const walk = walkMachine<BackupState, BackupEvent, BackupAction>({
    initial: policies.map((policy) => createBackup(policy)[0]),
    step,
    events: () => [
      up, down, shut, timer('first'), timer('enable'), timer('disable'), load(0), load(99),
      ...policies.map((policy): BackupEvent => ({ type: 'configure', policy })),
    ],
    stateName: ({ status }) => status,
    states: STATES,
    isIdle: () => false,
  });
  expect([...walk.visited].sort()).toEqual([...STATES].sort());
  expect(new Set([...walk.answered].map((each) => each.split('/')[1]))).toEqual(new Set(EVENTS));
});
