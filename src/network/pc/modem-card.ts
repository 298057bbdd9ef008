// A modem on a PC's serial port: the driver's commands and the modem's words (protocols/dialup/modem-driver.ts) over the
// cable, and, while a call is up, PPP's frames in their asynchronous framing (RFC 1662).

import { fromText, toText } from '../../base/octets.ts';
import { createModemDriver, step, type ModemDriverAction, type ModemDriverEvent, type ModemDriverState, type ModemDriverTimerName } from '../../protocols/dialup/modem-driver.ts';
import { MachineRun, type Untimed } from '../machine-run.ts';
import type { Modem, Terminal } from '../modems/modem.ts';
import { AsyncLine, modemStream } from '../router/ports/async-line.ts';
import type { CapturePoint } from '../router/ports/dial-port.ts';
import { FramedLink } from '../router/ports/framed-link.ts';
import type { TraceEvent } from '../trace.ts';
import type { PcLine, PcLineOwner } from './pc-line.ts';

export const MODEM_INTERFACE = 'Modem';

export class ModemCard implements PcLine, Terminal {
  readonly name = MODEM_INTERFACE;
  readonly #owner: PcLineOwner;
  readonly #modem: Modem;
  readonly #line: AsyncLine;
  readonly #link: FramedLink;
  readonly #driver: MachineRun<ModemDriverState, ModemDriverEvent, Untimed<ModemDriverAction>, ModemDriverTimerName>;
  #carrier = false;
  /** Who types at the modem himself. */
  #terminal: ((octets: Uint8Array) => void) | undefined;

  constructor(owner: PcLineOwner, modem: Modem) {
    this.#owner = owner;
    this.#modem = modem;
    this.#line = new AsyncLine(modemStream(modem, () => true));
    this.#link = new FramedLink(owner, MODEM_INTERFACE, 1, this.#line);
    this.#driver = new MachineRun(owner.clock, createModemDriver(), { step, perform: (action) => this.#perform(action), expired: (timer) => ({ type: 'timer', timer }) });
    modem.attach(this);
  }

  dial(number: string): void {
    this.#tell({ type: 'dial', number });
  }

  listen(): void {
    this.#tell({ type: 'listen' });
  }

  answer(): void {
    this.#tell({ type: 'answer' });
  }

  hangUp(): void {
    this.#tell({ type: 'hang-up' });
  }

  // ---- by hand

  get carrier(): boolean {
    return this.#carrier;
  }

  get terminalOpen(): boolean {
    return this.#driver.state.name === 'terminal';
  }

  /** What the modem says goes to `hear`; false while the port is in use otherwise. */
  openTerminal(hear: (octets: Uint8Array) => void): boolean {
    if (!this.terminalOpen) this.#tell({ type: 'open-terminal' });
    if (!this.terminalOpen) return false;
    this.#terminal = hear;
    return true;
  }

  type(octets: Uint8Array): void {
    if (this.terminalOpen) this.#modem.send(octets);
  }

  /** What is on the line is PPP's from now on. */
  takeOver(): void {
    if (!this.terminalOpen || !this.#carrier) return;
    this.#tell({ type: 'take-over', bitsPerSecond: this.#modem.state.bitsPerSecond });
  }

  /** Without the PC the port's circuits are low: that hangs the modem up. */
  power(): void {
    this.#driver.reset(createModemDriver());
    this.#terminal = undefined;
    this.#link.close();
    this.#modem.dtr = false;
  }

  /** The modem sees it by itself: there is no tone, no carrier. */
  cut(): void {}

  capturePoints(): readonly CapturePoint[] {
    return [{ suffix: 'async', line: this.#line, linkType: () => 'ppp' }];
  }

  // ---- from the modem

  receive(octets: Uint8Array): void {
    if (this.#driver.state.name === 'online') this.#line.hear(octets);
    else if (this.#driver.state.name === 'terminal') this.#terminal?.(octets);
    else this.#tell({ type: 'received', text: toText(octets) });
  }

  circuit(name: 'DCD' | 'RI', on: boolean): void {
    if (name !== 'DCD') return;
    this.#carrier = on;
    if (!on) this.#tell({ type: 'carrier-lost' });
  }

  trace(event: TraceEvent): void {
    this.#owner.record(event, this.name);
  }

  #tell(event: ModemDriverEvent): void {
    // The modem echoes and answers while a command is still being sent: that waits.
    this.#driver.tell(event);
  }

  #perform(action: Untimed<ModemDriverAction>): void {
    switch (action.type) {
      case 'dtr':
        if (!action.on) this.#link.close();
        this.#modem.dtr = action.on;
        return;
      case 'send':
        this.#modem.send(fromText(action.text));
        return;
      case 'ring':
        this.#owner.ring();
        return;
      case 'failed':
        this.#owner.lineFailed(action.why);
        return;
      case 'down':
        this.#owner.lineDown();
        return;
      case 'up':
        this.#line.reset();
        this.#owner.lineUp(this.#link, action.bitsPerSecond);
        if (action.rest !== '') this.#line.hear(fromText(action.rest));
    }
  }
}
