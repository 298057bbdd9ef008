// Noise as somebody else sees it: sessions with noise on a line, played by the program with a capture, in which tshark finds as
// many PPP frames with a bad FCS as the trace says were spoilt; and the telephone bill against what tshark times.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assembleLab } from '../../src/app/assemble.ts';
import { parseScript } from '../../src/lab/script.ts';
import { play } from '../../src/lab/transcript.ts';
import type { TraceRecord } from '../../src/network/trace.ts';
import { bill } from '../../src/views/bill.ts';
import { GRAMMAR, labNamed } from '../support/lab.ts';
import { tsharkAvailable, tsharkFields } from '../support/tshark.ts';

/** Plays the script with captures and trace in files, and hands both over. */
function played<T>(text: string, seed: number, use: (pcap: string, trace: readonly TraceRecord[]) => T, labName = 'callback-bryant'): T {
  const folder = mkdtempSync(join(tmpdir(), 'ringback-noise-'));
  const [pcap, trace] = [join(folder, 'run.pcapng'), join(folder, 'run.jsonl')];
  try {
    const lab = assembleLab({ description: labNamed(labName), grammar: GRAMMAR, run: { seed, pcap, trace }, late: {}, withoutPager: true });
    play({ script: parseScript(text, '-'), open: () => lab.run, readFile: () => '' });
    lab.close();
    const records = readFileSync(trace, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as TraceRecord); // as the program wrote them
    return use(pcap, records);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const session = (fault: string): string => `lab>fault ${fault}
R2>ping 172.12.12.1
@wait 30s
R2>ping 172.12.12.1
@wait 20s
R2>ping 172.12.12.1
@wait 20s
lab>no fault all
@wait 200s
`;

describe.skipIf(!tsharkAvailable())('tshark', () => {
  it.each([
    ['noise R1 BRI0 2e-4 b', 1],
    ['noise R1 BRI0 3e-4', 2],
    ['noise R2 BRI0 3e-4 all', 3],
    ['noise R2 BRI0 1e-3 1', 4],
  ])('finds the bad frames of "%s" that the trace counts (seed %i)', (fault, seed) => {
    played(session(fault), seed, (pcap, trace) => {
      const spoilt = trace.filter(({ event }) => event.type === 'fault.frame' && event.spoilt && event.channel !== 'D').length;
      const bad = tsharkFields(pcap, ['frame.interface_name', 'frame.p2p_dir'], 'ppp.fcs.status == 0');
      expect(spoilt).toBeGreaterThan(0);
      expect(bad).toHaveLength(spoilt);
      // Whoever hears them did not send them.
      for (const [, direction] of bad) expect(direction).toBe('1');
      // A D channel's frames that are damaged are not in a capture: what is there is whole.
      expect(tsharkFields(pcap, ['frame.number'], 'lapd && _ws.malformed')).toEqual([]);
    });
  });

  it.each([
    ['callback-modems', 'client', 'noise client Async1 1e-4', 1],
    ['callback-v25bis', 'client', 'noise server Serial0 5e-4', 2],
    ['callback-primary', 'north', 'noise hub Serial0:23 2e-4 b', 3],
    ['dial-backup', 'R1', 'noise R1 BRI0 3e-4 b', 4],
  ])('and those of %s (%s, "%s", seed %i)', (lab, router, fault, seed) => {
    const away = lab === 'dial-backup' ? 'lab>fault cut R1 Serial0\n@wait 40s\n' : '';
    const target = { 'callback-modems': '10.1.1.1', 'callback-v25bis': '10.1.1.1', 'callback-primary': '10.9.0.1', 'dial-backup': '172.12.12.2' }[lab] ?? '';
    const pings = Array(6).fill(`${router}>ping ${target}\n@wait 30s\n`).join('');
    played(`lab>fault ${fault}\n${away}${pings}lab>no fault all\n@wait 200s\n`, seed, (pcap, trace) => {
      const spoilt = trace.filter(({ event }) => event.type === 'fault.frame' && event.spoilt && event.channel !== 'D').length;
      expect(spoilt).toBeGreaterThan(0);
      expect(tsharkFields(pcap, ['frame.number'], 'ppp.fcs.status == 0')).toHaveLength(spoilt);
    }, lab);
  });

  it('finds none without noise', () => {
    played(session('busy 999'), 1, (pcap) => {
      expect(tsharkFields(pcap, ['frame.number'], 'ppp.fcs.status == 0')).toEqual([]);
      expect(tsharkFields(pcap, ['frame.number'], 'ppp.fcs.status == 1').length).toBeGreaterThan(50);
    });
  });

  it('times the calls as the exchange bills them', () => {
    played(session('busy 999'), 1, (pcap, trace) => {
      const instants = (filter: string): number[] => tsharkFields(pcap, ['frame.time_epoch'], filter).map(([time]) => Number(time) * 1000 - 730_944_000_000);
      const connects = instants('q931.message_type == 0x07 && frame.p2p_dir == 0');
      const disconnects = instants('q931.message_type == 0x45 && frame.p2p_dir == 0');
      const calls = trace.flatMap(({ event }) => (event.type === 'exchange.callRecord' ? [event] : []));
      expect(calls).toHaveLength(2);
      for (const { answeredAt = 0, endedAt } of calls) {
        // The exchange hears a message some milliseconds after it was sent.
        expect(connects.some((at) => answeredAt - at >= 0 && answeredAt - at < 50)).toBe(true);
        expect(disconnects.some((at) => endedAt - at >= 0 && endedAt - at < 50)).toBe(true);
      }
      const lines = bill({ records: trace, lab: labNamed('callback-bryant'), now: trace.at(-1)?.at ?? 0, incomplete: false });
      expect(lines.filter((line) => line.includes('normal call clearing (16)'))).toHaveLength(2);
    });
  });
});
