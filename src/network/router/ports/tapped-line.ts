// What every line that frames travel on by themselves has in common: a capture hears whole frames on it, and faults damage
// them, going out and coming in.

import type { Fault, FrameHearer, Tap } from '../../channel.ts';

export abstract class TappedLine {
  hearer: FrameHearer | undefined;
  tap: Tap | undefined;
  fault: Fault | undefined;
  arrivalFault: Fault | undefined;

  /** What there is of a frame that goes out. */
  protected leaving(frame: Uint8Array): Uint8Array | undefined {
    this.tap?.('sent', frame);
    return this.fault === undefined ? frame : this.fault(frame);
  }

  protected deliver(frame: Uint8Array): void {
    const arriving = this.arrivalFault === undefined ? frame : this.arrivalFault(frame);
    if (arriving === undefined) return;
    this.tap?.('received', arriving);
    this.hearer?.hear(arriving);
  }
}
