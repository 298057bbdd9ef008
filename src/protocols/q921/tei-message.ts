// How TEI management messages travel (ITU-T Q.921 §5.3.1): each in a UI command on SAPI 63 and TEI 127. The octets of the
// message are wire/q921.ts's.

import type { LapdFrame, TeiManagementMessage } from '../../wire/q921.ts';
import { TEI_MANAGEMENT } from '../../wire/q921.ts';
import { SAPI_MANAGEMENT, TEI_BROADCAST } from './timers.ts';

/** The management message in a frame, or undefined where there is none. */
export function teiMessageIn(frame: LapdFrame): TeiManagementMessage | undefined {
  if (frame.kind !== 'UI' || frame.sapi !== SAPI_MANAGEMENT || frame.tei !== TEI_BROADCAST) return undefined;
  const message = TEI_MANAGEMENT.parse(frame.information);
  return message.ok ? message.value : undefined;
}

/** The UI command that carries the message; commandResponse is a command's bit on the sender's side (§3.3.2). */
export function teiFrame(message: TeiManagementMessage, commandResponse: 0 | 1): LapdFrame {
  return {
    sapi: SAPI_MANAGEMENT,
    commandResponse,
    tei: TEI_BROADCAST,
    kind: 'UI',
    pollFinal: false,
    information: TEI_MANAGEMENT.serialize(message),
  };
}
