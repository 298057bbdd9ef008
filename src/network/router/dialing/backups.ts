// Dial backup at work: for each interface with `backup interface` a machine that hears of its line protocol and load, and says
// whether the secondary interface stands by. An interface in standby is as good as shut down; only its state has another name.

import { parseInterfaceName } from '../../../base/interface-name.ts';
import { LateMap } from '../../../base/late-map.ts';
import type { BackupSettings, InterfaceSettings } from '../../../config/model.ts';
import type { Clock } from '../../../engine/clock.ts';
import {
  createBackup, step, type BackupAction, type BackupEvent, type BackupPolicy, type BackupState, type BackupTimer,
} from '../../../protocols/backup/backup.ts';
import { TimerBank } from '../../timer-bank.ts';
import type { TraceEvent } from '../../trace.ts';
import type { Hardware } from '../hardware.ts';
import type { BackupReading } from '../readings.ts';
import type { RouterSettings } from '../router-settings.ts';

export interface BackupsParts {
  readonly clock: Clock;
  readonly settings: RouterSettings;
  readonly hardware: Hardware;
  record(event: TraceEvent, interfaceName: string): void;
  /** A secondary interface is to run, or not any more. */
  changed(): void;
}

interface Backup {
  readonly primary: string;
  readonly secondary: string;
  readonly timers: TimerBank<BackupTimer>;
  state: BackupState;
}

/** Kilobits of the interfaces that are backed up, unless `bandwidth` says otherwise. */
const BANDWIDTH_KILOBITS: Readonly<Record<string, number>> = { Serial: 1544, BRI: 64, Ethernet: 10_000, FastEthernet: 100_000, Dialer: 56 };

export class Backups {
  readonly #parts: BackupsParts;
  readonly #backups = new LateMap<string, Backup>();

  constructor(parts: BackupsParts) {
    this.#parts = parts;
  }

  /** Before the interfaces take their settings: those that begin to stand by do so from the start. */
  configure(): void {
    const { settings: known } = this.#parts;
    for (const [primary, backup] of this.#backups) {
      if (known.interface(primary)?.backup?.interface === backup.secondary && known.interface(backup.secondary) !== undefined) continue;
      backup.timers.stopAll();
      this.#backups.delete(primary);
      known.standBy(backup.secondary, false);
    }
    for (const { name, backup: wanted } of known.interfaces()) {
      if (wanted === undefined || wanted.interface === name || known.interface(wanted.interface) === undefined) continue;
      const present = this.#backups.get(name);
      if (present === undefined) this.#add(name, wanted);
      else this.#tell(present, { type: 'configure', policy: policyOf(wanted) });
    }
    this.notice();
  }

  /** An interface changed its state. */
  notice(): void {
    for (const backup of this.#backups.values()) this.#tell(backup, { type: 'primary', state: this.#stateOf(backup.primary) });
  }

  /** The router goes down. */
  forget(): void {
    for (const backup of this.#backups.values()) backup.timers.stopAll();
    this.#backups.clear();
  }

  readings(): readonly BackupReading[] {
    return [...this.#backups.values()].map(({ primary, secondary, state }) => ({ primary, secondary, status: state.status }));
  }

  #add(primary: string, wanted: BackupSettings): void {
    const [state, actions] = createBackup(policyOf(wanted));
    const backup: Backup = {
      primary,
      secondary: wanted.interface,
      timers: new TimerBank(this.#parts.clock, (timer) => this.#tell(backup, timer === 'load' ? this.#load(backup) : { type: 'timer', timer })),
      state,
    };
    this.#backups.set(primary, backup);
    for (const action of actions) this.#perform(backup, action);
  }

  #tell(backup: Backup, event: BackupEvent): void {
    const [state, actions] = step(backup.state, event);
    backup.state = state;
    for (const action of actions) this.#perform(backup, action);
  }

  #perform(backup: Backup, action: BackupAction): void {
    switch (action.type) {
      case 'secondary':
        if (this.#parts.settings.standBy(backup.secondary, action.to === 'standby')) this.#parts.clock.after(0, () => this.#parts.changed());
        return;
      case 'start':
        backup.timers.start(action.timer, action.ms);
        return;
      case 'stop':
        backup.timers.stop(action.timer);
        return;
      case 'trace':
        this.#parts.record(action.event.type === 'backup.secondary' ? { ...action.event, secondary: backup.secondary } : action.event, backup.primary);
    }
  }

  #stateOf(name: string): 'up' | 'down' | 'shut' {
    const { settings, hardware } = this.#parts;
    if (settings.interface(name)?.shutdown !== false) return 'shut';
    const runtime = hardware.runtime(name);
    const isUp = runtime?.state === 'up' && (runtime.protocolUp || hardware.ports.has(name));
    return isUp ? 'up' : 'down';
  }

  /** The busier direction counts. */
  #load({ primary, secondary }: Backup): BackupEvent {
    const { hardware, settings } = this.#parts;
    const bits = (name: string): number => {
      const counters = hardware.runtime(name)?.counters;
      const channels = hardware.ports.get(name)?.channels ?? [];
      const own = counters === undefined ? 0 : Math.max(counters.inputBitRate, counters.outputBitRate);
      return own + channels.reduce((sum, { runtime }) => sum + Math.max(runtime.counters.inputBitRate, runtime.counters.outputBitRate), 0);
    };
    const capacity = kilobitsOf(settings.interface(primary)) * 1000;
    const percent = (sum: number): number => (sum * 100) / capacity;
    return { type: 'load', primaryPercent: percent(bits(primary)), bothPercent: percent(bits(primary) + bits(secondary)) };
  }
}

function kilobitsOf(settings: InterfaceSettings | undefined): number {
  return settings?.bandwidthKbit ?? BANDWIDTH_KILOBITS[parseInterfaceName(settings?.name ?? '')?.type ?? ''] ?? 64;
}

function policyOf({ enableSeconds, disableSeconds, kickInPercent, kickOutPercent }: BackupSettings): BackupPolicy {
  return {
    enableSeconds,
    disableSeconds,
    ...(kickInPercent === undefined ? {} : { kickInPercent }),
    ...(kickOutPercent === undefined ? {} : { kickOutPercent }),
  };
}
