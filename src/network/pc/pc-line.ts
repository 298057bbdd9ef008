// What a dial-in PC calls with, as the PC sees it: a modem on a serial port, or an ISDN card. It places one call, hears one
// ringing, and hands over the channel of whichever is up; who calls and why is the dial-up client's business.

import type { DialUpFailure } from '../../protocols/dialup/types.ts';
import type { CapturePoint } from '../router/ports/dial-port.ts';
import type { LinkChannel, LinkChannelOwner } from '../router/ports/link-channel.ts';

export interface PcLine {
  /** As its telephone line is plugged in: `Modem`, `ISDN`. */
  readonly name: string;
  dial(number: string): void;
  /** A call is awaited: from now on it is heard ringing. */
  listen(): void;
  answer(): void;
  /** Back on the hook: `lineDown` follows. */
  hangUp(): void;
  /** The plug is pulled, or put in again. */
  power(on: boolean): void;
  /** The telephone line is cut, or whole again. */
  cut(isCut: boolean): void;
  capturePoints(): readonly CapturePoint[];
}

export interface PcLineOwner extends LinkChannelOwner {
  lineUp(channel: LinkChannel, bitsPerSecond: number): void;
  lineFailed(why: DialUpFailure): void;
  lineDown(): void;
  ring(): void;
}
