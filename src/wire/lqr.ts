// The Link-Quality-Report (RFC 1989 §2.7): twelve numbers of 32 bits, by which each end tells the other what it has sent, and
// what it had received when the other's last report came. What the receiver adds to a report (SaveIn...) never crosses the
// line, and is not here. Octets behind the twelve numbers are padding.

import { setUint32, uint32At } from '../base/octets.ts';
import { ok } from '../base/result.ts';
import { malformed, type Codec } from './codec.ts';

export interface LinkQualityReport {
  readonly magic: number;
  /** PeerOut... of the last report that the sender has received. */
  readonly lastOutReports: number;
  readonly lastOutPackets: number;
  readonly lastOutOctets: number;
  /** What the sender had received when that report came, with it. */
  readonly peerInReports: number;
  readonly peerInPackets: number;
  readonly peerInDiscards: number;
  readonly peerInErrors: number;
  readonly peerInOctets: number;
  /** What the sender has sent, this report included. */
  readonly peerOutReports: number;
  readonly peerOutPackets: number;
  readonly peerOutOctets: number;
}

/** In the order of §2.7. */
const FIELDS = [
  'magic', 'lastOutReports', 'lastOutPackets', 'lastOutOctets', 'peerInReports', 'peerInPackets', 'peerInDiscards', 'peerInErrors', 'peerInOctets',
  'peerOutReports', 'peerOutPackets', 'peerOutOctets',
] as const satisfies readonly (keyof LinkQualityReport)[];

export const REPORT_OCTETS = 4 * FIELDS.length;

export const LINK_QUALITY_REPORT: Codec<LinkQualityReport> = {
  parse(octets) {
    if (octets.length < REPORT_OCTETS) return malformed(octets.length, 'report cut short');
    const numbers = FIELDS.map((field, index) => [field, uint32At(octets, 4 * index)]);
    return ok(Object.fromEntries(numbers) as LinkQualityReport); // FIELDS has all its keys
  },
  serialize(report) {
    const octets = new Uint8Array(REPORT_OCTETS);
    FIELDS.forEach((field, index) => setUint32(octets, 4 * index, report[field]));
    return octets;
  },
};
