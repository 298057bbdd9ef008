// What both kinds of modems of a lab are as devices: a machine of protocols/modem between a V.24 cable and an analog line, with its
// timers. What goes over the cable, octets or frames, is each kind's own.

import type { Clock } from '../../engine/clock.ts';
import type { CommonAction, DeviceAction, LineEvent } from '../../protocols/modem/line.ts';
import type { Hook } from '../exchange/analog-port.ts';
import { ModemLine } from './modem-line.ts';
import { MachineRun } from '../machine-run.ts';

/** The terminal's end of the V.24 cable. */
export interface CableEnd<Trace> {
  /** Circuits 109 (and 107) and 125. */
  circuit(name: 'DCD' | 'RI', on: boolean): void;
  trace(event: Trace): void;
}

type CommonEvent<Timer> = LineEvent | { readonly type: 'timer'; readonly timer: Timer };

export abstract class ModemDevice<State extends { readonly bitsPerSecond: number }, Event, Said extends { readonly type: 'terminal' }, Timer extends string, Trace, Terminal extends CableEnd<Trace>> {
  readonly line: ModemLine;
  readonly #machine: MachineRun<State, Event | CommonEvent<Timer>, DeviceAction<Trace> | Said, Timer>;
  #terminal: Terminal | undefined;

  constructor(clock: Clock, hook: Hook, state: State) {
    this.#machine = new MachineRun(clock, state, {
      step: (before, event) => this.step(before, event),
      perform: (action) => this.#perform(action),
      expired: (timer) => ({ type: 'timer', timer }),
    });
    this.line = new ModemLine(clock, hook, (event) => this.tell(event));
  }

  get state(): State {
    return this.#machine.state;
  }

  attach(terminal: Terminal): void {
    this.#terminal = terminal;
  }

  protected abstract step(state: State, event: Event | CommonEvent<Timer>): readonly [State, readonly (CommonAction<Timer, Trace> | Said)[]];

  /** Something goes over the cable. */
  protected abstract say(terminal: Terminal, said: Said): void;

  protected tell(event: Event | CommonEvent<Timer>): void {
    this.#machine.tell(event);
  }

  #perform(action: DeviceAction<Trace> | Said): void {
    switch (action.type) {
      case 'terminal':
        if (this.#terminal !== undefined) this.say(this.#terminal, action);
        return;
      case 'circuit':
        if (action.circuit === 'DCD' && action.on) this.line.voice.bitsPerSecond = this.state.bitsPerSecond;
        this.#terminal?.circuit(action.circuit, action.on);
        return;
      case 'trace':
        this.#terminal?.trace(action.event);
        return;
      default:
        this.line.perform(action);
    }
  }
}
