// Labs with modems for tests: analog lines, the script that dials, and what a line says to drive its modem.

import { USUAL_MODEM, type AnalogLine } from '../../src/network/lab-description.ts';

/** RING is somebody else's call: without that, its CONNECT would pass for ours. */
export const DIAL_SCRIPT = 'chat-script DIAL ABORT BUSY ABORT "NO CARRIER" ABORT "NO DIALTONE" ABORT RING TIMEOUT 60 "" "ATDT\\T" CONNECT \\c';
/** As configuration guides have it: it waits for CONNECT whatever its modem says, and takes that of a caller for that of its own call. */
export const GULLIBLE_SCRIPT = 'chat-script DIAL ABORT ERROR TIMEOUT 60 "" "ATDT\\T" CONNECT \\c';

const DRIVEN = [' script dialer DIAL', ' modem InOut'];
export const AUX_LINE: readonly string[] = ['line aux 0', ...DRIVEN];
export const TTY_LINES: readonly string[] = ['line 1 16', ...DRIVEN];

export function analogLineOf(router: string, numbers: readonly string[], more: Partial<AnalogLine> = {}): AnalogLine {
  return { kind: 'analog', router, interface: 'Async1', numbers, callingNumber: numbers[0] ?? '', modem: USUAL_MODEM, ...more };
}
