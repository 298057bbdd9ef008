// Link quality monitoring: who reports to whom, what is judged by two reports, when a link is closed, and what stands for it
// where the peer knows nothing of reports. Octets and packets on real lines: fixtures/transcripts/links/quality-*.session.

import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../src/base/octets.ts';
import { POOR_QUALITY } from '../../../../src/protocols/ppp/quality.ts';
import { step, type PppSession } from '../../../../src/protocols/ppp/session.ts';
import type { LineCounters, PppAction, PppEvent, PppPolicy } from '../../../../src/protocols/ppp/session-types.ts';
import type { PppTrace } from '../../../../src/protocols/ppp/trace.ts';
import { LINK_QUALITY_REPORT, type LinkQualityReport } from '../../../../src/wire/lqr.ts';
import { runPair } from '../../../support/ppp-pair.ts';

const WATCHING: Partial<PppPolicy> = { quality: 80, keepaliveSeconds: 10 };
const NOTHING: LinkQualityReport = {
  magic: 7, lastOutReports: 0, lastOutPackets: 0, lastOutOctets: 0, peerInReports: 0, peerInPackets: 0, peerInDiscards: 0, peerInErrors: 0, peerInOctets: 0,
  peerOutReports: 0, peerOutPackets: 0, peerOutOctets: 0,
};

/** A session whose LCP is open, with what it agreed on, and the other end's. */
function open(caller: Partial<PppPolicy>, called: Partial<PppPolicy> = {}) {
  const pair = runPair({ caller, called, forMs: 5_000 });
  return { caller: driven(pair.caller.session), called: driven(pair.called.session), timers: [[...pair.caller.timers.keys()], [...pair.called.timers.keys()]] };
}

function driven(begun: PppSession) {
  let session = begun;
  const give = (event: PppEvent): readonly PppAction[] => {
    const [next, actions] = step(session, event);
    session = next;
    return actions;
  };
  return {
    give,
    tick: () => reported(give({ type: 'timer', timer: 'quality' })),
    hear: (changes: Partial<LinkQualityReport>, counters: Partial<LineCounters>) =>
      give({ type: 'quality-report', information: LINK_QUALITY_REPORT.serialize({ ...NOTHING, ...changes }), counters: { packets: 0, octets: 0, errors: 0, discards: 0, ...counters } }),
    get session() {
      return session;
    },
  };
}

function reported(actions: readonly PppAction[]) {
  return actions.flatMap((action) => (action.type === 'quality-report' ? [action.report] : []));
}

function failures(actions: readonly PppAction[]) {
  return actions.flatMap((action) => (action.type === 'trace' && action.event.type === 'ppp.qualityFailed' ? [action.event] : []));
}

function told<Type extends PppTrace['type']>(actions: readonly PppAction[], type: Type): boolean {
  return actions.some((action) => action.type === 'trace' && action.event.type === type);
}

/** The n-th report of a peer that sends 10 packets of 100 octets between two, of which so many come; it says so many of ours came. */
function nth(n: number, came = 10, arrived = 10): [Partial<LinkQualityReport>, Partial<LineCounters>] {
  const report = {
    peerOutReports: n, peerOutPackets: 10 * n, peerOutOctets: 1000 * n, lastOutReports: n, lastOutPackets: 10 * n, lastOutOctets: 1000 * n,
    peerInReports: n, peerInPackets: arrived * n, peerInOctets: 100 * arrived * n,
  };
  return [report, { packets: came * n, octets: 100 * came * n }];
}

describe('reports of the quality of a link', () => {
  it('are asked for with the keepalive interval, and take the place of its echoes at that end', () => {
    const { caller, called, timers } = open(WATCHING, { keepaliveSeconds: 10 });
    expect(timers).toEqual([['quality'], ['quality', 'echo']]);
    expect([caller.session.quality?.periodMs, called.session.quality?.periodMs]).toEqual([10_000, 10_000]);
    expect([caller.session.quality?.percent, called.session.quality?.percent]).toEqual([80, 0]);
    expect(open({ quality: 80, keepaliveSeconds: 0 }).timers).toEqual([[], []]);
  });

  it('are refused by a PC, and keepalives go on', () => {
    const { caller, timers } = open(WATCHING, { reportsQuality: false });
    expect(timers[0]).toEqual(['echo']);
    expect(caller.session.quality).toBeUndefined();
  });

  it('stop when the peer rejects their protocol after all', () => {
    const { caller } = open(WATCHING);
    const actions = caller.give({ type: 'packet', packet: { protocol: 0xc021, information: fromHex('0809 0006 c025') } });
    expect(told(actions, 'ppp.qualityStopped')).toBe(true);
    expect(actions.filter(({ type }) => type === 'start')).toEqual([{ type: 'start', timer: 'echo', ms: 10_000 }]);
    expect(caller.tick()).toEqual([]);
  });

  it('say what was received with the last one, and what it said', () => {
    const { caller } = open(WATCHING);
    expect(caller.tick()).toMatchObject([{ peerOutReports: 1, lastOutReports: 0, peerInReports: 0, peerInPackets: 0 }]);
    caller.hear({ peerOutReports: 4, peerOutPackets: 30, peerOutOctets: 3000 }, { packets: 29, octets: 2900, errors: 1, discards: 2 });
    expect(caller.tick()).toEqual([
      {
        magic: caller.session.link.magic, lastOutReports: 4, lastOutPackets: 30, lastOutOctets: 3000,
        peerInReports: 1, peerInPackets: 29, peerInDiscards: 2, peerInErrors: 1, peerInOctets: 2900, peerOutReports: 2,
      },
    ]);
  });

  it('are answered at once where two know of the same report of ours, or where there is no timer', () => {
    const { caller } = open(WATCHING);
    expect(reported(caller.hear({ peerOutReports: 1, peerInReports: 3 }, {}))).toEqual([]);
    expect(reported(caller.hear({ peerOutReports: 2, peerInReports: 4 }, {}))).toEqual([]);
    expect(reported(caller.hear({ peerOutReports: 3, peerInReports: 4 }, {}))).toHaveLength(1);
    const asked = open({});
    // Option 4 with a period of zero: in answer only.
    const called = driven(asked.called.session);
    called.give({ type: 'packet', packet: { protocol: 0xc021, information: fromHex('0107000c 0408c02500000000') } });
    const ack = fromHex(`02${called.session.lcp.requestIdentifier.toString(16).padStart(2, '0')}000a`);
    called.give({ type: 'packet', packet: { protocol: 0xc021, information: Uint8Array.of(...ack, ...called.session.lcp.request) } });
    expect(called.session.quality?.periodMs).toBe(0);
    expect(reported(called.hear({ peerOutReports: 1 }, {}))).toHaveLength(1);
  });

  it('are nobody\'s where ours come back', () => {
    const { caller } = open(WATCHING);
    const actions = caller.hear({ magic: caller.session.link.magic, peerOutReports: 1 }, {});
    expect(told(actions, 'ppp.qualityStopped')).toBe(true);
    expect(caller.session.quality?.inReports).toBe(0);
  });
});

describe('the quality of a link', () => {
  const after = (came: number, arrived: number, reports = 12) => {
    const { caller } = open(WATCHING);
    const found = [];
    for (let n = 1; n <= reports && caller.session.phase === 'UP'; n += 1) {
      caller.tick();
      found.push(failures(caller.hear(...nth(n, came, arrived))));
    }
    return { found, session: caller.session };
  };

  it('is good enough at its percentage, and not below', () => {
    expect(after(8, 8).found.flat()).toEqual([]);
    const { found, session } = after(7, 10);
    expect(found.flat()[0]).toEqual({
      type: 'ppp.qualityFailed', way: 'receive', sentPackets: 10, sentOctets: 1000, arrivedPackets: 7, arrivedOctets: 700,
      successes: 15, threshold: 20, outReports: 2, lastOutReports: 2,
    });
    expect([session.phase, session.closeReason]).toEqual(['TERMINATING', POOR_QUALITY]);
    // The first report measures nothing; four failures are borne.
    expect(found).toHaveLength(6);
  });

  it('is judged on both ways', () => {
    expect(after(10, 7).found.flat().map(({ way }) => way)).toEqual(Array.from({ length: 5 }, () => 'transmit'));
    expect(after(7, 7, 2).found.flat().map(({ way }) => way)).toEqual(['receive', 'transmit']);
  });

  it('is judged over the end of the counters', () => {
    const { caller } = open(WATCHING);
    caller.hear({ peerOutReports: 1, peerOutPackets: 0xfffffffe, peerOutOctets: 0xffffff00 }, { packets: 5, octets: 500 });
    expect(failures(caller.hear({ peerOutReports: 2, peerInReports: 1, peerOutPackets: 8, peerOutOctets: 0x100 }, { packets: 15, octets: 1012 }))).toEqual([]);
    expect(failures(caller.hear({ peerOutReports: 3, peerInReports: 2, peerOutPackets: 18, peerOutOctets: 0x300 }, { packets: 22, octets: 1400 }))).toMatchObject([{ sentPackets: 10, sentOctets: 512, arrivedPackets: 7, arrivedOctets: 388 }]);
  });

  it('is not judged by an end that only answers', () => {
    const { called } = open(WATCHING);
    for (let n = 1; n < 20; n += 1) expect(failures(called.hear(...nth(n, 1, 1)))).toEqual([]);
    expect(called.session.phase).toBe('UP');
  });

  it('suffers from reports that do not come, and silence is told as such', () => {
    const { caller } = open(WATCHING);
    for (let n = 1; n <= 3; n += 1) {
      caller.tick();
      caller.tick();
      expect(caller.session.phase).toBe('UP');
      caller.hear(...nth(2 * n, 7));
    }
    expect(caller.session.closeReason).toBe(POOR_QUALITY);
    const silent = open(WATCHING).caller;
    for (let n = 1; n <= 5; n += 1) expect(silent.tick()).toHaveLength(1);
    silent.tick();
    expect(silent.session.closeReason).toBe('no answer to keepalives');
  });
});
