// The data link: its table walked whole, the exchanges of Q.921 §5 end to end, and recovery from every single lost frame.

import { describe, expect, it } from 'vitest';
import { createDataLink, Q921_STATES, step } from '../../../../src/protocols/q921/data-link.ts';
import type { DataLink } from '../../../../src/protocols/q921/data-link.ts';
import { teiFrame } from '../../../../src/protocols/q921/tei-message.ts';
import type { Q921Event } from '../../../../src/protocols/q921/types.ts';
import type { LapdFrame, TeiManagementMessage } from '../../../../src/wire/q921.ts';
import { TEI_MESSAGE } from '../../../../src/wire/q921.ts';
import { walkMachine } from '../../../support/machine-walk.ts';
import { createBench } from './two-ends.ts';
import type { Bench } from './two-ends.ts';

const OCTETS = Uint8Array.of(8, 1, 1, 5);

function framesFor(link: DataLink): readonly LapdFrame[] {
  const command = link.options.side === 'user' ? 1 : 0;
  const response = command === 0 ? 1 : 0;
  const address = { sapi: 0, tei: link.tei ?? 64 };
  const frames: LapdFrame[] = [];
  for (const pollFinal of [true, false]) {
    for (const kind of ['SABME', 'DISC'] as const) frames.push({ ...address, commandResponse: command, kind, pollFinal });
    for (const kind of ['UA', 'DM'] as const) frames.push({ ...address, commandResponse: response, kind, pollFinal });
    for (const kind of ['RR', 'RNR', 'REJ'] as const) {
      for (const nr of [link.vs, link.va, 99]) {
        for (const commandResponse of [command, response] as const) frames.push({ ...address, commandResponse, kind, nr, pollFinal });
      }
    }
    for (const ns of [link.vr, (link.vr + 5) & 127]) {
      frames.push({ ...address, commandResponse: command, kind: 'I', ns, nr: link.vs, pollFinal, information: OCTETS });
    }
  }
  frames.push({ ...address, commandResponse: response, kind: 'FRMR', pollFinal: false, information: OCTETS });
  frames.push({ ...address, commandResponse: command, kind: 'XID', pollFinal: false, information: OCTETS });
  frames.push({ ...address, tei: 127, commandResponse: command, kind: 'UI', pollFinal: false, information: OCTETS });
  frames.push({ ...address, commandResponse: response, kind: 'SABME', pollFinal: true });
  return frames;
}

function eventsFor(link: DataLink): readonly Q921Event[] {
  const events: Q921Event[] = [
    { type: 'DL-ESTABLISH request' }, { type: 'DL-RELEASE request' }, { type: 'MDL-REMOVE request' },
    { type: 'PH-ACTIVATE indication' }, { type: 'PH-DEACTIVATE indication' },
  ];
  // Endless queues are the same to the walk and only lengthen it.
  if (link.queue.length < 2) events.push({ type: 'DL-DATA request', information: OCTETS });
  if (link.unitQueue.length < 1) events.push({ type: 'DL-UNIT-DATA request', information: OCTETS });
  for (const timer of ['T200', 'T201', 'T202', 'T203'] as const) events.push({ type: 'timer', timer });
  for (const frame of framesFor(link)) events.push({ type: 'frame', frame });
  // The keys of TEI_MESSAGE are the kinds; Object.keys forgets it.
  for (const kind of Object.keys(TEI_MESSAGE) as TeiManagementMessage['kind'][]) {
    for (const actionIndicator of [64, 127]) {
      for (const referenceNumber of [link.referenceNumber ?? 0, 4711]) {
        events.push({ type: 'frame', frame: teiFrame({ kind, referenceNumber, actionIndicator }, 1) });
      }
    }
  }
  return events;
}

/** Sequence and reference numbers go round: what they are among each other is what counts. */
function keyOf(link: DataLink): string {
  const { state, tei, vs, va, retransmissionCount, sent, queue, unitQueue, peerBusy, rejectException, layer3Initiated, verifyAttempts, running } = link;
  return JSON.stringify([
    state, tei, (vs - va) & 127, retransmissionCount, sent.length, queue.length, unitQueue.length, peerBusy, rejectException, layer3Initiated,
    verifyAttempts, running,
  ]);
}

describe('the state table', () => {
  it.each(['user', 'network'] as const)('holds for every event in every state, %s side', (side) => {
    const walk = walkMachine({
      initial: [createDataLink(side === 'user' ? { side, ces: 1 } : { side, ces: 1, tei: 64 })],
      step,
      events: eventsFor,
      stateName: (link) => link.state,
      states: Q921_STATES,
      isIdle: (link) => link.state === 'TEI_UNASSIGNED' || (link.state === 'TEI_ASSIGNED' && link.verifyAttempts === 0),
      key: keyOf,
    });
    const awaited = side === 'user' ? Q921_STATES : Q921_STATES.filter((name) => !name.endsWith('AWAITING_TEI'));
    expect([...walk.visited].sort()).toEqual([...awaited].sort());
  });
});

function names(bench: Bench): readonly string[] {
  return bench.sent().map(({ from, frame }) => {
    const pollFinal = frame.pollFinal ? (('nr' in frame ? frame.commandResponse === (from === 'user' ? 0 : 1) : frame.kind !== 'UA' && frame.kind !== 'DM') ? 'p' : 'f') : '';
    return `${from} ${frame.kind}${pollFinal}${frame.sapi === 63 && 'information' in frame ? ` ${String(frame.information[3])}` : ''}`;
  });
}

function establish(options: Parameters<typeof createBench>[0] = {}): Bench {
  const bench = createBench(options);
  bench.tell('user', { type: 'DL-ESTABLISH request' });
  bench.runFor(1);
  return bench;
}

describe('establishment', () => {
  it('asks for a TEI, then SABME and UA', () => {
    const bench = establish();
    expect(names(bench)).toEqual(['user UI 1', 'network UI 2', 'user SABMEp', 'network UAf']);
    expect(bench.user().state).toBe('MULTIPLE_FRAME_ESTABLISHED');
    expect(bench.user().tei).toBe(64);
    expect(bench.network()?.state).toBe('MULTIPLE_FRAME_ESTABLISHED');
    expect(bench.upward()).toEqual(['network DL-ESTABLISH indication', 'user DL-ESTABLISH confirm']);
  });

  it('sets the C/R bit as Table 1 has it', () => {
    const bench = establish();
    expect(bench.sent().map(({ frame }) => frame.commandResponse)).toEqual([0, 1, 0, 0]);
  });

  it('gives up after three Identity requests, each with a new Ri', () => {
    const bench = createBench({ lose: () => true });
    bench.tell('user', { type: 'DL-ESTABLISH request' });
    bench.runFor(60_000);
    expect(names(bench)).toEqual(['user UI 1', 'user UI 1', 'user UI 1']);
    const references = bench.sent().map(({ frame }) => ('information' in frame ? frame.information.slice(1, 3).join() : ''));
    expect(new Set(references).size).toBe(3);
    expect(bench.upward()).toEqual(['user DL-RELEASE indication']);
    expect(bench.user().state).toBe('TEI_UNASSIGNED');
  });

  it('gives up after N200 repetitions of SABME, and then the TEI that nobody vouches for', () => {
    const bench = createBench({ lose: (index) => index >= 2 });
    bench.tell('user', { type: 'DL-ESTABLISH request' });
    bench.runFor(4_001);
    expect(names(bench).filter((name) => name === 'user SABMEp')).toHaveLength(4);
    expect(bench.upward()).toEqual(['user DL-RELEASE indication']);
    expect(bench.user().state).toBe('TEI_ASSIGNED');
    bench.runFor(10_000);
    expect(names(bench).filter((name) => name === 'user UI 7')).toHaveLength(2);
    expect(bench.user().state).toBe('TEI_UNASSIGNED');
  });

  it('uses a fixed TEI at once', () => {
    const link = createDataLink({ side: 'user', ces: 1, tei: 0 });
    const [next, actions] = step(link, { type: 'DL-ESTABLISH request' });
    expect(next.state).toBe('AWAITING_ESTABLISHMENT');
    expect(actions[0]).toEqual({ type: 'send', frame: { sapi: 0, commandResponse: 0, tei: 0, kind: 'SABME', pollFinal: true } });
  });

  it('sends what was queued meanwhile', () => {
    const bench = createBench();
    bench.tell('user', { type: 'DL-ESTABLISH request' });
    bench.tell('user', { type: 'DL-DATA request', information: Uint8Array.of(1) });
    bench.tell('user', { type: 'DL-DATA request', information: Uint8Array.of(2) });
    bench.runFor(1);
    expect(names(bench).slice(4)).toEqual(['user I', 'network RR', 'user I', 'network RR']);
    expect(bench.upward().slice(2)).toEqual(['network DL-DATA indication 1', 'network DL-DATA indication 2']);
  });
});

describe('multiple frame operation', () => {
  it('polls a silent peer every 10 seconds', () => {
    const bench = establish();
    bench.runFor(30_500);
    expect(names(bench).slice(4)).toEqual(['user RRp', 'network RRf', 'user RRp', 'network RRf', 'user RRp', 'network RRf']);
    expect(bench.user().state).toBe('MULTIPLE_FRAME_ESTABLISHED');
  });

  it('establishes again when the peer stays silent, then tells layer 3', () => {
    let deaf = false;
    const bench = establish({ lose: () => deaf });
    deaf = true;
    bench.runFor(10_000 + 4_000 + 4_000);
    expect(names(bench).slice(4)).toEqual([...Array<string>(4).fill('user RRp'), ...Array<string>(4).fill('user SABMEp'), 'user UI 7']);
    expect(bench.upward().slice(2)).toEqual(['user DL-RELEASE indication']);
  });

  it('carries 300 frames each way in order, across the modulus', () => {
    const bench = establish();
    for (let i = 0; i < 300; i += 1) {
      bench.tell('user', { type: 'DL-DATA request', information: Uint8Array.of(i >> 8, i & 0xff) });
      bench.tell('network', { type: 'DL-DATA request', information: Uint8Array.of(i >> 8, i & 0xff) });
    }
    bench.runFor(1_000);
    for (const end of ['user', 'network']) {
      const arrived = bench.upward().filter((line) => line.startsWith(`${end} DL-DATA`));
      expect(arrived).toEqual(Array.from({ length: 300 }, (_, i) => `${end} DL-DATA indication ${i >> 8},${i & 0xff}`));
    }
  });

  it('keeps the window of k frames', () => {
    const bench = establish({ lose: (index) => index >= 4, user: { window: 3 } });
    for (let i = 0; i < 5; i += 1) bench.tell('user', { type: 'DL-DATA request', information: OCTETS });
    expect(bench.sent().slice(4).map(({ frame }) => (frame.kind === 'I' ? frame.ns : -1))).toEqual([0, 1, 2]);
  });

  it('asks a busy peer again, and sends when it is ready', () => {
    const bench = establish();
    const rnr: LapdFrame = { sapi: 0, commandResponse: 0, tei: 64, kind: 'RNR', nr: 0, pollFinal: false };
    bench.tell('user', { type: 'frame', frame: rnr });
    bench.tell('user', { type: 'DL-DATA request', information: OCTETS });
    expect(names(bench).slice(4)).toEqual([]);
    bench.runFor(1_001);
    expect(names(bench).slice(4)).toEqual(['user RRp', 'network RRf', 'user I', 'network RR']);
  });

  it('releases by DISC and UA', () => {
    const bench = establish();
    bench.tell('user', { type: 'DL-RELEASE request' });
    bench.runFor(1);
    expect(names(bench).slice(4)).toEqual(['user DISCp', 'network UAf']);
    expect(bench.upward().slice(2)).toEqual(['network DL-RELEASE indication', 'user DL-RELEASE confirm']);
  });

  it('loses the link with layer 1 and keeps its TEI', () => {
    const bench = establish();
    bench.tell('user', { type: 'PH-DEACTIVATE indication' });
    expect(bench.user()).toMatchObject({ state: 'TEI_ASSIGNED', tei: 64, running: 0 });
    expect(bench.upward().slice(2)).toEqual(['user DL-RELEASE indication']);
  });
});

describe('recovery', () => {
  const run = (lost: number): Bench => {
    const bench = createBench({ lose: (index) => index === lost });
    bench.tell('user', { type: 'DL-ESTABLISH request' });
    for (const octet of [1, 2, 3]) bench.tell('user', { type: 'DL-DATA request', information: Uint8Array.of(octet) });
    bench.runFor(5_000);
    for (const octet of [4, 5]) bench.tell('network', { type: 'DL-DATA request', information: Uint8Array.of(octet) });
    bench.runFor(22_000);
    return bench;
  };
  const total = run(-1).sent().length;
  it.each(Array.from({ length: total }, (_, index) => index))('delivers all in order although frame %i is lost', (lost) => {
    const bench = run(lost);
    const data = bench.upward().filter((line) => line.includes('DL-DATA'));
    expect(data.filter((line) => line.startsWith('network')).map((line) => line.at(-1))).toEqual(['1', '2', '3']);
    expect(data.filter((line) => line.startsWith('user')).map((line) => line.at(-1))).toEqual(['4', '5']);
    expect(bench.user().state).toBe('MULTIPLE_FRAME_ESTABLISHED');
    expect(bench.upward()).not.toContain('user DL-RELEASE indication');
  });
});

describe('frames that are not for the link', () => {
  it('are neither answered nor traced', () => {
    const link = createDataLink({ side: 'user', ces: 1, tei: 5 });
    const other: LapdFrame = { sapi: 0, commandResponse: 1, tei: 6, kind: 'SABME', pollFinal: true };
    expect(step(link, { type: 'frame', frame: other })).toEqual([link, []]);
    const foreign = teiFrame({ kind: 'IdentityAssigned', referenceNumber: 9, actionIndicator: 70 }, 1);
    expect(step(link, { type: 'frame', frame: foreign })).toEqual([link, []]);
  });

  it('but broadcasts are, in every state', () => {
    const link = createDataLink({ side: 'user', ces: 1 });
    const frame: LapdFrame = { sapi: 0, commandResponse: 1, tei: 127, kind: 'UI', pollFinal: false, information: OCTETS };
    const [, actions] = step(link, { type: 'frame', frame });
    expect(actions).toEqual([
      { type: 'trace', event: { type: 'q921.frame', direction: 'RX', frame } },
      { type: 'DL-UNIT-DATA indication', information: OCTETS },
    ]);
    const second = createDataLink({ side: 'user', ces: 2, tracesBroadcasts: false });
    expect(step(second, { type: 'frame', frame })[1].map((action) => action.type)).toEqual(['DL-UNIT-DATA indication']);
  });

  it('the network broadcasts UI on its broadcast link', () => {
    const link = createDataLink({ side: 'network', ces: 0, tei: 127 });
    const [next, actions] = step(link, { type: 'DL-UNIT-DATA request', information: OCTETS });
    expect(next.state).toBe('TEI_ASSIGNED');
    expect(actions[0]).toEqual({ type: 'send', frame: { sapi: 0, commandResponse: 1, tei: 127, kind: 'UI', pollFinal: false, information: OCTETS } });
    expect(step(link, { type: 'DL-ESTABLISH request' })[0].state).toBe('TEI_ASSIGNED');
  });
});
