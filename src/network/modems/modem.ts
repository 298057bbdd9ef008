// A modem that is driven by commands, as a device of the lab. It knows neither what its terminal is nor what its octets mean.

import type { Clock } from '../../engine/clock.ts';
import { createModem, step } from '../../protocols/modem/modem.ts';
import type { ModemAction, ModemEvent, ModemMake, ModemState, ModemTimerName, ModemTrace } from '../../protocols/modem/types.ts';
import { fromText, toText } from '../../base/octets.ts';
import type { Hook } from '../exchange/analog-port.ts';
import { ModemDevice, type CableEnd } from './modem-device.ts';

export interface Terminal extends CableEnd<ModemTrace> {
  receive(octets: Uint8Array): void;
}

type Said = Extract<ModemAction, { type: 'terminal' }>;

export class Modem extends ModemDevice<ModemState, ModemEvent, Said, ModemTimerName, ModemTrace, Terminal> {
  readonly #clock: Clock;

  constructor(clock: Clock, hook: Hook, make: ModemMake) {
    super(clock, hook, createModem(make));
    this.#clock = clock;
  }

  send(octets: Uint8Array): void {
    this.tell({ type: 'terminal', text: toText(octets) });
  }

  /** Circuit 106: it takes no more for now. */
  get full(): boolean {
    return this.line.full;
  }

  set dtr(on: boolean) {
    if (on !== this.state.dtrOn) this.tell({ type: 'dtr', on });
  }

  /** How fast the terminal speaks on the cable. */
  set terminalBitsPerSecond(rate: number) {
    if (rate !== this.state.terminalBitsPerSecond) this.tell({ type: 'rate', bitsPerSecond: rate });
  }

  /** The terminal goes, cable and all. */
  unplug(): void {
    this.tell({ type: 'unplugged' });
  }

  protected step(state: ModemState, event: ModemEvent): readonly [ModemState, readonly ModemAction[]] {
    return step(state, event, this.#clock.now);
  }

  protected say(terminal: Terminal, { text }: Said): void {
    terminal.receive(fromText(text));
  }
}
