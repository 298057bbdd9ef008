// Dial backup (`backup interface`, `backup delay`, `backup load`) of one primary interface: when its secondary interface is to be
// active and when it stands by. Behaviour: the dial configuration guide of 12.2. A primary that is shut down by hand is not
// backed up. A pure step: what an interface is, and how loaded, the network layer tells.

import { unreachable } from '../../base/assert.ts';
import type { TimerAction, TimerDefinition } from '../machine.ts';

export type BackupStatus = 'normal operation' | 'waiting to backup' | 'backup mode' | 'waiting to revert' | 'disabled';
export const STATES = ['normal operation', 'waiting to backup', 'backup mode', 'waiting to revert', 'disabled'] as const satisfies readonly BackupStatus[];
export const EVENTS = ['configure', 'primary', 'load', 'timer'] as const satisfies readonly BackupEvent['type'][];

export const BACKUP_TIMERS = {
  first: { defaultMs: 5_000, spec: 'ours', meaning: 'the primary interface has had no time to come up yet' },
  enable: { defaultMs: 0, spec: 'backup delay', meaning: 'the primary interface is down, and not for long enough' },
  disable: { defaultMs: 0, spec: 'backup delay', meaning: 'the primary interface is back, and not for long enough' },
  load: { defaultMs: 5_000, spec: 'backup load', meaning: 'time of the next look at the load' },
} as const satisfies Record<string, TimerDefinition>;

export type BackupTimer = keyof typeof BACKUP_TIMERS;

export interface BackupPolicy {
  readonly enableSeconds: number | 'never';
  readonly disableSeconds: number | 'never';
  /** Per cent of the primary's bandwidth; absent: load brings nothing up, or takes nothing down. */
  readonly kickInPercent?: number;
  readonly kickOutPercent?: number;
}

export interface BackupState {
  readonly policy: BackupPolicy;
  readonly status: BackupStatus;
  readonly primary: 'up' | 'down' | 'shut';
  /** Why the secondary is active. */
  readonly because?: 'down' | 'load' | undefined;
  /** The `first` timer runs. */
  readonly starting: boolean;
}

export type BackupEvent =
  | { readonly type: 'configure'; readonly policy: BackupPolicy }
  /** Its line protocol is up, or not, or it is shut down. */
  | { readonly type: 'primary'; readonly state: 'up' | 'down' | 'shut' }
  /** Of the primary alone, and with the secondary's, as per cent of the primary's bandwidth. */
  | { readonly type: 'load'; readonly primaryPercent: number; readonly bothPercent: number }
  | { readonly type: 'timer'; readonly timer: Exclude<BackupTimer, 'load'> };

export type BackupTrace =
  /** `BACKUP(Serial0): event = primary interface went down`. */
  | { readonly type: 'backup.event'; readonly event: 'primary went down' | 'primary came up' | 'timer expired' | 'load above threshold' | 'load below threshold' | 'primary shut down' }
  /** `BACKUP(Serial0): changed state to "backup mode"`. */
  | { readonly type: 'backup.changed'; readonly to: BackupStatus }
  /** `BACKUP(Serial0): secondary interface (BRI0) made active`; its name is the network layer's to add. */
  | { readonly type: 'backup.secondary'; readonly to: 'active' | 'standby'; readonly secondary?: string };

export type BackupAction =
  | { readonly type: 'secondary'; readonly to: 'active' | 'standby' }
  | TimerAction<BackupTimer>
  | { readonly type: 'trace'; readonly event: BackupTrace };

/** As long as the primary has not had time to come up the secondary stands by. */
export function createBackup(policy: BackupPolicy): readonly [BackupState, readonly BackupAction[]] {
  const state: BackupState = { policy, status: 'normal operation', primary: 'down', starting: true };
  const actions: BackupAction[] = [{ type: 'secondary', to: 'standby' }, { type: 'start', timer: 'first', ms: BACKUP_TIMERS.first.defaultMs }];
  if (watchesLoad(policy)) actions.push(loadTimer());
  return [state, actions];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Turn {
  readonly state: Mutable<BackupState>;
  readonly actions: BackupAction[];
}

export function step(state: BackupState, event: BackupEvent): readonly [BackupState, readonly BackupAction[]] {
  const turn: Turn = { state: { ...state }, actions: [] };
  switch (event.type) {
    case 'configure':
      configure(turn, event.policy);
      break;
    case 'primary':
      if (event.state !== state.primary) primary(turn, event.state);
      break;
    case 'load':
      load(turn, event.primaryPercent, event.bothPercent);
      break;
    case 'timer':
      timer(turn, event.timer);
      break;
    default:
      return unreachable(event);
  }
  return [turn.state, turn.actions];
}

function watchesLoad({ kickInPercent, kickOutPercent }: BackupPolicy): boolean {
  return kickInPercent !== undefined || kickOutPercent !== undefined;
}

function loadTimer(): BackupAction {
  return { type: 'start', timer: 'load', ms: BACKUP_TIMERS.load.defaultMs };
}

function tell(turn: Turn, event: Extract<BackupTrace, { type: 'backup.event' }>['event']): void {
  turn.actions.push({ type: 'trace', event: { type: 'backup.event', event } });
}

function enter(turn: Turn, status: BackupStatus): void {
  if (turn.state.status === status) return;
  turn.state.status = status;
  turn.actions.push({ type: 'trace', event: { type: 'backup.changed', to: status } });
}

function secondary(turn: Turn, to: 'active' | 'standby'): void {
  turn.actions.push({ type: 'secondary', to }, { type: 'trace', event: { type: 'backup.secondary', to } });
}

function activate(turn: Turn, because: 'down' | 'load'): void {
  turn.state.because = because;
  secondary(turn, 'active');
  enter(turn, 'backup mode');
}

function revert(turn: Turn, to: 'normal operation' | 'disabled' = 'normal operation'): void {
  turn.state.because = undefined;
  secondary(turn, 'standby');
  enter(turn, to);
}

function stopTimerOf(turn: Turn): void {
  if (turn.state.status === 'waiting to backup') turn.actions.push({ type: 'stop', timer: 'enable' });
  if (turn.state.status === 'waiting to revert') turn.actions.push({ type: 'stop', timer: 'disable' });
}

function endStart(turn: Turn): void {
  if (!turn.state.starting) return;
  turn.state.starting = false;
  turn.actions.push({ type: 'stop', timer: 'first' });
}

function primary(turn: Turn, to: 'up' | 'down' | 'shut'): void {
  turn.state.primary = to;
  if (to !== 'down') endStart(turn);
  if (to === 'shut') primaryShut(turn);
  else if (to === 'up') primaryUp(turn);
  else if (!turn.state.starting) primaryDown(turn);
}

function primaryShut(turn: Turn): void {
  tell(turn, 'primary shut down');
  stopTimerOf(turn);
  if (isActive(turn.state)) revert(turn, 'disabled');
  else enter(turn, 'disabled');
}

function isActive({ status }: BackupState): boolean {
  return status === 'backup mode' || status === 'waiting to revert';
}

function primaryDown(turn: Turn): void {
  const { state } = turn;
  tell(turn, 'primary went down');
  if (isActive(state)) {
    stopTimerOf(turn);
    state.because = 'down';
    enter(turn, 'backup mode');
    return;
  }
  awaitBackup(turn);
}

function awaitBackup(turn: Turn): void {
  const { enableSeconds } = turn.state.policy;
  if (enableSeconds === 'never') enter(turn, 'normal operation');
  else if (enableSeconds === 0) activate(turn, 'down');
  else {
    enter(turn, 'waiting to backup');
    turn.actions.push({ type: 'start', timer: 'enable', ms: enableSeconds * 1000 });
  }
}

function primaryUp(turn: Turn): void {
  const { state } = turn;
  tell(turn, 'primary came up');
  if (!isActive(state)) {
    stopTimerOf(turn);
    enter(turn, 'normal operation');
    return;
  }
  if (state.status !== 'waiting to revert') awaitRevert(turn);
}

function awaitRevert(turn: Turn): void {
  const { disableSeconds } = turn.state.policy;
  if (disableSeconds === 'never') return;
  if (disableSeconds === 0) revert(turn);
  else {
    enter(turn, 'waiting to revert');
    turn.actions.push({ type: 'start', timer: 'disable', ms: disableSeconds * 1000 });
  }
}

function timer(turn: Turn, name: Exclude<BackupTimer, 'load'>): void {
  const { state } = turn;
  if (name === 'first' && state.starting) {
    state.starting = false;
    if (state.primary === 'down') primaryDown(turn);
  } else if (name === 'enable' && state.status === 'waiting to backup') {
    tell(turn, 'timer expired');
    activate(turn, 'down');
  } else if (name === 'disable' && state.status === 'waiting to revert') {
    tell(turn, 'timer expired');
    revert(turn);
  }
}

function load(turn: Turn, primaryPercent: number, bothPercent: number): void {
  const { state } = turn;
  const { kickInPercent, kickOutPercent } = state.policy;
  if (!watchesLoad(state.policy)) return;
  turn.actions.push(loadTimer());
  if (state.status === 'normal operation' && state.primary === 'up' && kickInPercent !== undefined && primaryPercent > kickInPercent) {
    tell(turn, 'load above threshold');
    activate(turn, 'load');
  } else if (state.status === 'backup mode' && state.because === 'load' && state.primary === 'up' && kickOutPercent !== undefined && bothPercent < kickOutPercent) {
    tell(turn, 'load below threshold');
    revert(turn);
  }
}

/** Other delays hold from the next time on, and what waits goes on waiting; what was never to be is begun. */
function configure(turn: Turn, policy: BackupPolicy): void {
  const { state } = turn;
  const { enableSeconds, disableSeconds } = state.policy;
  const before = watchesLoad(state.policy);
  state.policy = policy;
  if (enableSeconds === 'never' && state.primary === 'down' && state.status === 'normal operation' && !state.starting) awaitBackup(turn);
  if (disableSeconds === 'never' && state.primary === 'up' && state.status === 'backup mode' && state.because === 'down') awaitRevert(turn);
  if (watchesLoad(policy) && !before) turn.actions.push(loadTimer());
  else if (!watchesLoad(policy) && before) turn.actions.push({ type: 'stop', timer: 'load' });
}
