// `debug isdn q921`: each LAPD frame with its addresses and numbers, in the form of IOS 12.2 before the `Q921` prefix.

import { isWatched } from './switches.ts';
import { shortInterfaceName } from '../../base/interface-name.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceRecord } from '../../network/trace.ts';
import { TEI_MANAGEMENT, type LapdFrame } from '../../wire/q921.ts';
import { toHex } from '../../base/octets.ts';

/** IOS's names of TEI management messages. */
const TEI_WORDS = {
  IdentityRequest: 'IDREQ ',
  IdentityAssigned: 'IDASSN',
  IdentityDenied: 'IDDENY',
  IdentityCheckRequest: 'IDCKRQ',
  IdentityCheckResponse: 'IDCKRP',
  IdentityRemove: 'IDREM ',
  IdentityVerify: 'IDVFRQ',
} as const;

export function q921Debug({ event, interface: name }: TraceRecord, router: RouterReader): readonly string[] {
  if (event.type !== 'q921.frame' || !isWatched(router, 'isdn.q921', name)) return [];
  const arrow = event.direction === 'TX' ? 'TX -> ' : 'RX <- ';
  return [`ISDN ${shortInterfaceName(name ?? '')}: ${arrow}${frameText(event.frame, event.direction === 'TX')}`];
}

/** A frame of a user side: commands are sent with C/R 0 and received with C/R 1 (Q.921 §3.3.2). */
function frameText(frame: LapdFrame, sent: boolean): string {
  const command = frame.commandResponse === (sent ? 0 : 1);
  const at = `sapi=${frame.sapi} tei=${frame.tei}`;
  switch (frame.kind) {
    case 'I':
      return `INFOc ${at} ns=${frame.ns} nr=${frame.nr} i=0x${toHex(frame.information).toUpperCase()}`;
    case 'RR':
    case 'RNR':
    case 'REJ': {
      const form = command ? (frame.pollFinal ? 'p' : 'c') : frame.pollFinal ? 'f' : 'r';
      return `${frame.kind}${form} ${at} nr=${frame.nr}`;
    }
    case 'SABME':
    case 'DISC':
      return `${frame.kind}${frame.pollFinal ? 'p' : 'c'} ${at}`;
    case 'UA':
    case 'DM':
      return `${frame.kind}${frame.pollFinal ? 'f' : 'r'} ${at}`;
    default:
      return unnumbered(frame, at);
  }
}

function unnumbered(frame: Extract<LapdFrame, { information: Uint8Array; kind: 'UI' | 'FRMR' | 'XID' }>, at: string): string {
  if (frame.kind === 'UI' && frame.sapi === 63) {
    const message = TEI_MANAGEMENT.parse(frame.information);
    if (message.ok) {
      const { kind, referenceNumber, actionIndicator } = message.value;
      return `${TEI_WORDS[kind]}  ri = ${referenceNumber}  ai = ${actionIndicator}`;
    }
  }
  return `${frame.kind}c ${at} i=0x${toHex(frame.information).toUpperCase()}`;
}
