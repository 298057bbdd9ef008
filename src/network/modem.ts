// A modem as a device of the lab: the machine of protocols/modem between a V.24 cable and an analog line. It knows neither
// what its terminal is nor what its octets mean.

import type { Clock } from '../engine/clock.ts';
import { createModem, step } from '../protocols/modem/modem.ts';
import type { ModemAction, ModemEvent, ModemMake, ModemState, ModemTimerName, ModemTrace } from '../protocols/modem/types.ts';
import { fromText, toText } from '../base/octets.ts';
import type { Hook } from './analog-port.ts';
import { ModemLine } from './modem-line.ts';
import { TimerBank } from './timer-bank.ts';
import { Turnstile } from './turnstile.ts';

/** The terminal's end of the V.24 cable. */
export interface Terminal {
  receive(octets: Uint8Array): void;
  /** Circuits 109 and 125. */
  circuit(name: 'DCD' | 'RI', on: boolean): void;
  trace(event: ModemTrace): void;
}

export class Modem {
  readonly line: ModemLine;
  readonly #clock: Clock;
  readonly #timers: TimerBank<ModemTimerName>;
  readonly #turnstile = new Turnstile();
  #terminal: Terminal | undefined;
  #state: ModemState;

  constructor(clock: Clock, hook: Hook, make: ModemMake) {
    this.#clock = clock;
    this.#state = createModem(make);
    this.#timers = new TimerBank(clock, (timer) => this.#tell({ type: 'timer', timer }));
    this.line = new ModemLine(clock, hook, (event) => this.#tell(event));
  }

  get state(): ModemState {
    return this.#state;
  }

  // ---- the cable

  attach(terminal: Terminal): void {
    this.#terminal = terminal;
  }

  send(octets: Uint8Array): void {
    this.#tell({ type: 'terminal', text: toText(octets) });
  }

  /** Circuit 106: it takes no more for now. */
  get full(): boolean {
    return this.line.full;
  }

  set dtr(on: boolean) {
    if (on !== this.#state.dtrOn) this.#tell({ type: 'dtr', on });
  }

  /** How fast the terminal speaks on the cable. */
  set terminalBitsPerSecond(rate: number) {
    if (rate !== this.#state.terminalBitsPerSecond) this.#tell({ type: 'rate', bitsPerSecond: rate });
  }

  /** The terminal goes, cable and all. */
  unplug(): void {
    this.#tell({ type: 'unplugged' });
  }

  #tell(event: ModemEvent): void {
    this.#turnstile.pass(() => {
      const [state, actions] = step(this.#state, event, this.#clock.now);
      this.#state = state;
      for (const action of actions) this.#perform(action);
    });
  }

  #perform(action: ModemAction): void {
    switch (action.type) {
      case 'terminal':
        this.#terminal?.receive(fromText(action.text));
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
