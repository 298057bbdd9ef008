// Link Quality Monitoring (RFC 1989): option 4 of LCP, and the reports that the ends send each other while LCP is open. What has
// passed the line is counted by whoever owns it: counters come with each report that arrives, and are put into each that
// leaves. `ppp quality` judges by them whether enough arrives on both ways; its reports stand for the echoes of keepalives. An
// end without it answers all the same. The RFC leaves the judgement to the implementation (§2.8): this one is below.

import { setUint32, uint32At } from '../../base/octets.ts';
import type { LcpOption } from '../../wire/lcp.ts';
import { LINK_QUALITY_REPORT, type LinkQualityReport } from '../../wire/lqr.ts';
import { PPP_PROTOCOL } from '../../wire/ppp.ts';
import type { Judgement } from './machine/control-protocol.ts';
import type { LineCounters, PppPolicy } from './session-types.ts';
import { later, startTimer, stopTimer, trace, unexpected, type LinkOptions, type Work } from './state.ts';
import { MAX_ECHO_MISSES } from './timers.ts';

/** What one end knows of the reports on its link. */
export interface QualityState {
  /** Between our reports; 0 is only in answer to the peer's. */
  readonly periodMs: number;
  /** `ppp quality`, where the peer agreed to report; 0 is not judged. */
  readonly percent: number;
  /** OutLQRs and InLQRs. */
  outReports: number;
  inReports: number;
  /** The last report of the peer's, and what had been received with it (SaveIn...). */
  last: LinkQualityReport | undefined;
  saved: LineCounters | undefined;
  /** Of the last measurements, the newest in the lowest bit: set where enough arrived. */
  results: number;
  /** Reports of ours since the last one of the peer's. */
  silence: number;
}

/** How the link came to be closed. */
export const POOR_QUALITY = 'link quality below the configured percentage';

/** [ours] So many measurements are looked at, and so many of them may fail: the time lag that keeps a link from bouncing. */
const MEASUREMENTS = 16;
const LEAST_SUCCESSES = 12;
const ALL_GOOD = 2 ** MEASUREMENTS - 1;

const PERIOD_OCTETS = 4;

type QualityOption = Extract<LcpOption, { kind: 'qualityProtocol' }>;

/** In hundredths of a second: what we ask the peer for. Reports go with the keepalives, so that there are none without. */
export function qualityPeriodWanted({ quality, keepaliveSeconds }: PppPolicy): number {
  return quality === undefined ? 0 : keepaliveSeconds * 100;
}

export function qualityOption(period: number): QualityOption {
  const data = new Uint8Array(PERIOD_OCTETS);
  setUint32(data, 0, period);
  return { kind: 'qualityProtocol', protocol: PPP_PROTOCOL.lqr, data };
}

/** Undefined where it is another protocol, or no period. */
export function periodOf({ protocol, data }: QualityOption): number | undefined {
  return protocol === PPP_PROTOCOL.lqr && data.length === PERIOD_OCTETS ? uint32At(data, 0) : undefined;
}

/** Reports are sent to whoever asks for them, with `ppp quality` or without. */
export function judgeQuality(policy: PppPolicy, option: QualityOption): Judgement<LcpOption> {
  if (policy.reportsQuality === false) return 'reject';
  return periodOf(option) === undefined ? qualityOption(policy.keepaliveSeconds * 100) : 'ack';
}

/** §2.2: the period that the peer would rather keep, if it keeps one at all. */
export function qualityNaked(link: LinkOptions, suggestion: QualityOption): void {
  const period = periodOf(suggestion);
  if (link.qualityPeriod > 0) link.qualityPeriod = period ?? 0;
}

/** LCP has opened; true where reports do the work of echoes. */
export function beginQuality(work: Work): boolean {
  const { session } = work;
  const { link, policy } = session;
  const [asked, wanted] = [link.qualityPeriod, link.peerQualityPeriod];
  session.quality = undefined;
  if (asked === 0 && wanted === undefined) return false;
  const periods = [asked, wanted ?? 0].filter((period) => period > 0).map((hundredths) => hundredths * 10);
  const periodMs = periods.length === 0 ? 0 : Math.min(...periods);
  session.quality = {
    periodMs, percent: asked === 0 ? 0 : (policy.quality ?? 0), outReports: 0, inReports: 0, last: undefined, saved: undefined, results: ALL_GOOD, silence: 0,
  };
  if (periodMs > 0) startTimer(work, 'quality', periodMs);
  return asked > 0;
}

export function endQuality(work: Work): void {
  if ((work.session.quality?.periodMs ?? 0) > 0) stopTimer(work, 'quality');
  work.session.quality = undefined;
}

/** RFC 1661 §5.7: the peer does not know the protocol after all. */
export function qualityRejected(work: Work): void {
  if (work.session.quality === undefined) return;
  endQuality(work);
  trace(work, { type: 'ppp.qualityStopped', because: 'protocol-reject' });
}

/** Why the link is to be closed, where it is. */
export function qualityTimeout(work: Work): string | undefined {
  const { quality } = work.session;
  if (quality === undefined) return undefined;
  if (quality.percent > 0 && quality.silence >= MAX_ECHO_MISSES) return 'no answer to keepalives';
  // [ours] A report that was due and did not come is as telling as one that tells of others.
  if (quality.percent > 0 && quality.silence > 0 && measured(quality, false) < LEAST_SUCCESSES) return POOR_QUALITY;
  report(work, quality);
  startTimer(work, 'quality', quality.periodMs);
  return undefined;
}

/** A report has come, with what had come by then; why the link is to be closed, where it is. */
export function receiveReport(work: Work, information: Uint8Array, counters: LineCounters): string | undefined {
  const { session } = work;
  const { quality, lcp, link } = session;
  const parsed = LINK_QUALITY_REPORT.parse(information);
  if (lcp.state !== 'Open' || quality === undefined || !parsed.ok) {
    unexpected(work, parsed.ok ? `Link-Quality-Report, LCP in ${lcp.state}` : `malformed Link-Quality-Report: ${parsed.error.message}`);
    return undefined;
  }
  const heard = parsed.value;
  trace(work, { type: 'ppp.qualityReport', direction: 'I', state: lcp.state, report: heard });
  if (link.magic !== 0 && heard.magic === link.magic) {
    // RFC 1661 §6.4: our own, come back over a loop.
    trace(work, { type: 'ppp.qualityStopped', because: 'looped' });
    return undefined;
  }
  const before = quality.last;
  const savedBefore = quality.saved;
  quality.inReports += 1;
  quality.silence = 0;
  quality.last = heard;
  quality.saved = counters;
  // §2.6: without a timer each is answered; with one, an answer to two that know of the same report of ours, which one was lost.
  if (quality.periodMs === 0 || before?.peerInReports === heard.peerInReports) report(work, quality);
  return before === undefined || savedBefore === undefined || quality.percent === 0 ? undefined : judge(work, quality, { before, savedBefore, heard, counters });
}

function report(work: Work, quality: QualityState): void {
  const { last, saved } = quality;
  quality.outReports += 1;
  quality.silence += 1;
  later(work, {
    type: 'quality-report',
    state: work.session.lcp.state,
    report: {
      magic: work.session.link.magic,
      lastOutReports: last?.peerOutReports ?? 0, lastOutPackets: last?.peerOutPackets ?? 0, lastOutOctets: last?.peerOutOctets ?? 0,
      peerInReports: quality.inReports, peerInPackets: saved?.packets ?? 0, peerInDiscards: saved?.discards ?? 0,
      peerInErrors: saved?.errors ?? 0, peerInOctets: saved?.octets ?? 0,
      peerOutReports: quality.outReports,
    },
  });
}

interface Measurement {
  readonly before: LinkQualityReport;
  readonly savedBefore: LineCounters;
  readonly heard: LinkQualityReport;
  readonly counters: LineCounters;
}

/** §2.8: what was sent between two reports, held against what arrived of it. */
function judge(work: Work, quality: QualityState, { before, savedBefore, heard, counters }: Measurement): string | undefined {
  const inbound = {
    sentPackets: since(heard.peerOutPackets, before.peerOutPackets), sentOctets: since(heard.peerOutOctets, before.peerOutOctets),
    arrivedPackets: since(counters.packets, savedBefore.packets), arrivedOctets: since(counters.octets, savedBefore.octets),
  };
  // Before the peer had a report of ours it could hold nothing against anything.
  const outbound = before.lastOutReports === 0 ? NOTHING_PASSED : {
    sentPackets: since(heard.lastOutPackets, before.lastOutPackets), sentOctets: since(heard.lastOutOctets, before.lastOutOctets),
    arrivedPackets: since(heard.peerInPackets, before.peerInPackets), arrivedOctets: since(heard.peerInOctets, before.peerInOctets),
  };
  const { percent } = quality;
  const failed = ([['receive', inbound], ['transmit', outbound]] as const).filter(([, passed]) => isPoor(passed, percent));
  const successes = measured(quality, failed.length === 0);
  for (const [way, passed] of failed) {
    trace(work, { type: 'ppp.qualityFailed', way, ...passed, successes, threshold: 100 - percent, outReports: quality.outReports, lastOutReports: heard.lastOutReports });
  }
  return successes < LEAST_SUCCESSES ? POOR_QUALITY : undefined;
}

/** How many of the last measurements were good, with this one. */
function measured(quality: QualityState, good: boolean): number {
  quality.results = ((quality.results << 1) & ALL_GOOD) | (good ? 1 : 0);
  return countOnes(quality.results);
}

interface Passed {
  readonly sentPackets: number;
  readonly sentOctets: number;
  readonly arrivedPackets: number;
  readonly arrivedOctets: number;
}

const NOTHING_PASSED: Passed = { sentPackets: 0, sentOctets: 0, arrivedPackets: 0, arrivedOctets: 0 };

function isPoor({ sentPackets, sentOctets, arrivedPackets, arrivedOctets }: Passed, percent: number): boolean {
  return arrivedPackets * 100 < sentPackets * percent || arrivedOctets * 100 < sentOctets * percent;
}

/** Counters of 32 bits begin again at zero. */
function since(now: number, before: number): number {
  return (now - before) >>> 0;
}

function countOnes(bits: number): number {
  let ones = 0;
  for (let rest = bits; rest > 0; rest >>= 1) ones += rest & 1;
  return ones;
}
