// Link quality monitoring in `debug ppp packet` (the reports) and `debug ppp error` (measurements that failed, and why reports
// stop). The lines of `debug ppp error` are those of the command reference's sample.

import type { PppTrace } from '../../protocols/ppp/trace.ts';
import { REPORT_OCTETS } from '../../wire/lqr.ts';

type Report = Extract<PppTrace, { type: 'ppp.qualityReport' }>;
type Failed = Extract<PppTrace, { type: 'ppp.qualityFailed' }>;
type Stopped = Extract<PppTrace, { type: 'ppp.qualityStopped' }>;

/** `where` is `Se0`. */
export function reportLines(where: string, { direction, state, report }: Report): readonly string[] {
  const magic = report.magic.toString(16).toUpperCase().padStart(8, '0');
  return [
    `${where} LQM: ${direction} state ${state} magic 0x${magic} len ${REPORT_OCTETS}`,
    `${where} LQM:    LastOutLQRs ${report.lastOutReports} LastOutPackets/Octets ${report.lastOutPackets}/${report.lastOutOctets}`,
    `${where} LQM:    PeerInLQRs ${report.peerInReports} PeerInPackets/Discards/Errors/Octets ${report.peerInPackets}/${report.peerInDiscards}/${report.peerInErrors}/${report.peerInOctets}`,
    `${where} LQM:    PeerOutLQRs ${report.peerOutReports} PeerOutPackets/Octets ${report.peerOutPackets}/${report.peerOutOctets}`,
  ];
}

/** `interfaceName` is `Serial0`. */
export function failedLines(interfaceName: string, event: Failed): readonly string[] {
  const { way, sentPackets, sentOctets, arrivedPackets, arrivedOctets, successes, threshold, outReports, lastOutReports } = event;
  const head = `PPP ${interfaceName}(i): rlqr ${way} failure. successes = ${successes}`;
  if (way === 'receive') {
    return [
      head,
      `PPP: myrcvdiffp = ${arrivedPackets} peerxmitdiffp = ${sentPackets}`,
      `PPP: myrcvdiffo = ${arrivedOctets} peerxmitdiffo = ${sentOctets}`,
      `PPP: threshold = ${threshold}`,
    ];
  }
  return [
    head,
    `PPP: myxmitdiffp = ${sentPackets} peerrcvdiffp = ${arrivedPackets}`,
    `PPP: myxmitdiffo = ${sentOctets} peerrcvdiffo = ${arrivedOctets}`,
    `PPP: l->OutLQRs = ${outReports} LastOutLQRs = ${lastOutReports}`,
    `PPP: threshold = ${threshold}`,
  ];
}

export function stoppedLine(interfaceName: string, { because }: Stopped): string {
  return `PPP ${interfaceName}(i): ${because === 'looped' ? 'The link appears to be looped back.' : 'lqr_protrej() Stop sending LQRs.'}`;
}
