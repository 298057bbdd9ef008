// Why a serial interface with a synchronous modem could not call or be called: it does not dial in-band, it and the modem do not use
// the same parity, or one of them goes by DTR alone and the other by V.25bis. And what the modem's own word for a failed call means.

import type { InterfaceSettings } from '../../../config/model.ts';
import type { V25bisLine } from '../../../network/lab-description.ts';
import type { CallFailure } from '../../../wire/v25bis.ts';
import { addToInterface, changeInInterface } from '../cures/changes.ts';
import { diagnosis, type Diagnosis } from '../diagnosis.ts';
import type { Plant } from '../plant.ts';

/** Undefined when nothing of its own keeps the interface from dialling. */
export function v25bisFault(router: string, settings: InterfaceSettings, line: V25bisLine, plant: Plant): Diagnosis | undefined {
  const { name } = settings;
  const ruling = settings.dialer.inBand ? settings : plant.dialing(router, name);
  if (ruling?.dialer.inBand !== true) {
    return diagnosis('NO-IN-BAND', `${name} of ${router} does not dial in-band: it leaves its modem alone`, addToInterface(router, name, commandOf(line.modem.parity)));
  }
  const { storedNumber } = line.modem;
  if (ruling.dialer.dtr) {
    if (storedNumber !== undefined) return undefined;
    return diagnosis('NO-STORED-NUMBER', `${name} of ${router} dials by DTR alone, and its modem has no number stored: it waits for V.25bis`, changeInInterface(router, ruling.name, 'dialer dtr', commandOf(line.modem.parity)));
  }
  if (storedNumber !== undefined) {
    return diagnosis('DIRECT-CALL', `the modem on ${name} of ${router} dials ${storedNumber} as soon as DTR rises, and knows no V.25bis`, changeInInterface(router, ruling.name, commandOf(ruling.dialer.oddParity ? 'odd' : 'none'), 'dialer dtr'));
  }
  const own = ruling.dialer.oddParity ? 'odd' : 'none';
  if (own === line.modem.parity) return undefined;
  const sentence = `${name} of ${router} speaks with ${WORDS[own]}, and its modem with ${WORDS[line.modem.parity]}: they do not understand each other`;
  return diagnosis('V25BIS-PARITY', sentence, changeInInterface(router, ruling.name, commandOf(own), commandOf(line.modem.parity)));
}

const WORDS = { none: 'no parity', odd: 'odd parity' } as const;

function commandOf(parity: 'none' | 'odd'): string {
  return parity === 'odd' ? 'dialer in-band odd-parity' : 'dialer in-band';
}

/** Why a modem does not take a call although nothing is wrong with it. */
export function outgoingOnly(router: string, settings: InterfaceSettings, line: V25bisLine, plant: Plant): Diagnosis | undefined {
  const ruling = settings.dialer.inBand ? settings : plant.dialing(router, settings.name);
  if (ruling?.dialer.dtr !== true) return undefined;
  return diagnosis('NO-ANSWER', `${settings.name} of ${router} dials by DTR, and takes no calls`, changeInInterface(router, ruling.name, 'dialer dtr', commandOf(line.modem.parity)));
}

/** The call failure indication, in what `why` says of it. */
export const CALL_FAILURE_WORDS: Readonly<Record<CallFailure, string>> = {
  ET: 'the engaged tone',
  RT: 'ringing, and no answer',
  NT: 'no answering tone of a modem',
  AB: 'no dial tone',
  CB: 'that it is being called itself',
};
