// A synchronous modem that is driven by V.25bis, as a device of the lab: it gives the clock on its cable. It knows neither what
// its terminal is nor what is in the frames.

import type { Clock } from '../../engine/clock.ts';
import { createDce, step } from '../../protocols/modem/v25bis.ts';
import type { DceAction, DceEvent, DceMake, DceState, DceTimerName, DceTrace } from '../../protocols/modem/v25bis-types.ts';
import type { Hook } from '../exchange/analog-port.ts';
import { ModemDevice, type CableEnd } from './modem-device.ts';

export interface SyncTerminal extends CableEnd<DceTrace> {
  receive(frame: Uint8Array): void;
}

type Said = Extract<DceAction, { type: 'terminal' }>;

export class SyncModem extends ModemDevice<DceState, DceEvent, Said, DceTimerName, DceTrace, SyncTerminal> {
  #dtr = false;

  constructor(clock: Clock, hook: Hook, make: DceMake) {
    super(clock, hook, createDce(make));
  }

  send(frame: Uint8Array): void {
    this.tell({ type: 'terminal', frame });
  }

  get dtr(): boolean {
    return this.#dtr;
  }

  set dtr(on: boolean) {
    if (on === this.#dtr) return;
    this.#dtr = on;
    this.tell({ type: 'dtr', on });
  }

  protected step(state: DceState, event: DceEvent): readonly [DceState, readonly DceAction[]] {
    return step(state, event);
  }

  protected say(terminal: SyncTerminal, { frame }: Said): void {
    terminal.receive(frame);
  }
}
