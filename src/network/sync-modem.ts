// A synchronous modem as a device of the lab: the machine of protocols/modem/v25bis.ts between a V.24 cable, on which it gives
// the clock, and an analog line. It knows neither what its terminal is nor what is in the frames.

import type { Clock } from '../engine/clock.ts';
import { createDce, step } from '../protocols/modem/v25bis.ts';
import type { DceAction, DceEvent, DceMake, DceState, DceTimerName, DceTrace } from '../protocols/modem/v25bis-types.ts';
import type { Hook } from './analog-port.ts';
import { ModemLine } from './modem-line.ts';
import { TimerBank } from './timer-bank.ts';
import { Turnstile } from './turnstile.ts';

/** The terminal's end of the V.24 cable. */
export interface SyncTerminal {
  receive(frame: Uint8Array): void;
  /** Circuits 109 (and 107) and 125. */
  circuit(name: 'DCD' | 'RI', on: boolean): void;
  trace(event: DceTrace): void;
}

export class SyncModem {
  readonly line: ModemLine;
  readonly #timers: TimerBank<DceTimerName>;
  readonly #turnstile = new Turnstile();
  #terminal: SyncTerminal | undefined;
  #state: DceState;
  #dtr = false;

  constructor(clock: Clock, hook: Hook, make: DceMake) {
    this.#state = createDce(make);
    this.#timers = new TimerBank(clock, (timer) => this.#tell({ type: 'timer', timer }));
    this.line = new ModemLine(clock, hook, (event) => this.#tell(event));
  }

  get state(): DceState {
    return this.#state;
  }

  attach(terminal: SyncTerminal): void {
    this.#terminal = terminal;
  }

  send(frame: Uint8Array): void {
    this.#tell({ type: 'terminal', frame });
  }

  get dtr(): boolean {
    return this.#dtr;
  }

  set dtr(on: boolean) {
    if (on === this.#dtr) return;
    this.#dtr = on;
    this.#tell({ type: 'dtr', on });
  }

  #tell(event: DceEvent): void {
    this.#turnstile.pass(() => {
      const [state, actions] = step(this.#state, event);
      this.#state = state;
      for (const action of actions) this.#perform(action);
    });
  }

  #perform(action: DceAction): void {
    switch (action.type) {
      case 'terminal':
        this.#terminal?.receive(action.frame);
        return;
      case 'circuit':
        if (action.circuit === 'DCD' && action.on) this.line.voice.bitsPerSecond = this.#state.bitsPerSecond;
        this.#terminal?.circuit(action.circuit, action.on);
        return;
      case 'start':
        this.#timers.start(action.timer, action.ms);
        return;
      case 'stop':
        this.#timers.stop(action.timer);
        return;
      case 'trace':
        this.#terminal?.trace(action.event);
        return;
      default:
        this.line.perform(action);
    }
  }
}
