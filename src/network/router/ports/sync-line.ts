// Frames on the synchronous cable to a modem, while it has a carrier: each goes as it is, at the modem's clock. Flags and zero
// insertion are the line's.

import type { SyncModem } from '../../modems/sync-modem.ts';
import type { FrameLine } from './framed-link.ts';
import { TappedLine } from './tapped-line.ts';

export class SyncLine extends TappedLine implements FrameLine {
  readonly #modem: SyncModem;

  constructor(modem: SyncModem) {
    super();
    this.#modem = modem;
  }

  get bitsPerSecond(): number {
    return this.#modem.state.bitsPerSecond;
  }

  send(frame: Uint8Array): boolean {
    if (this.#modem.line.full) return false;
    const leaving = this.leaving(frame);
    if (leaving !== undefined) this.#modem.send(leaving);
    return true;
  }

  hear(frame: Uint8Array): void {
    this.deliver(frame);
  }
}
