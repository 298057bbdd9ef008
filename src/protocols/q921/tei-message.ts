// TEI management messages as the machines use them (ITU-T Q.921 §5.3.1, Figure 9): between the information field of a UI
// frame and its value. It builds the UI frame that carries one on SAPI 63 and TEI 127.

import { octetAt, uint16At } from '../../base/octets.ts';
import type { LapdFrame, TeiManagementMessage } from '../../wire/q921.ts';
import { TEI_MESSAGE } from '../../wire/q921.ts';
import { SAPI_MANAGEMENT, TEI_BROADCAST } from './timers.ts';

const MANAGEMENT_ENTITY = 0x0f;

const KINDS = new Map<number, TeiManagementMessage['kind']>(
  // Object.entries forgets that the keys are the names of the messages.
  (Object.entries(TEI_MESSAGE) as [TeiManagementMessage['kind'], number][]).map(([kind, value]) => [value, kind]),
);

/** The management message in a frame, or undefined where there is none. */
export function teiMessageIn(frame: LapdFrame): TeiManagementMessage | undefined {
  if (frame.kind !== 'UI' || frame.sapi !== SAPI_MANAGEMENT || frame.tei !== TEI_BROADCAST) return undefined;
  const octets = frame.information;
  const kind = KINDS.get(octetAt(octets, 3));
  // Figure 9: the last octet has its extension bit set.
  if (octets.length !== 5 || octets[0] !== MANAGEMENT_ENTITY || kind === undefined || (octetAt(octets, 4) & 1) === 0) return undefined;
  return { kind, referenceNumber: uint16At(octets, 1), actionIndicator: octetAt(octets, 4) >> 1 };
}

/** The UI command that carries the message; commandResponse is a command's bit on the sender's side (§3.3.2). */
export function teiFrame(message: TeiManagementMessage, commandResponse: 0 | 1): LapdFrame {
  const { kind, referenceNumber, actionIndicator } = message;
  return {
    sapi: SAPI_MANAGEMENT,
    commandResponse,
    tei: TEI_BROADCAST,
    kind: 'UI',
    pollFinal: false,
    information: Uint8Array.of(MANAGEMENT_ENTITY, referenceNumber >> 8, referenceNumber & 0xff, TEI_MESSAGE[kind], (actionIndicator << 1) | 1),
  };
}
