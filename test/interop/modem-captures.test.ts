// tshark reads captures of calls by modems: PPP as frames, whatever carried them, without a word of the modems' own language; and
// bare datagrams where a line speaks SLIP.

import { describe, expect, it } from 'vitest';
import type { CapturedFrame } from '../../src/network/world.ts';
import { editedLab, type Edits } from '../support/edited-lab.ts';
import { settled } from '../support/configs.ts';
import { capture, ping, wait } from '../support/lab.ts';
import { withPcapFile } from '../support/pcap.ts';
import { expectNoWarnings, tsharkAvailable, tsharkFields } from '../support/tshark.ts';

function framesOf(name: string, edits: Edits = {}): readonly CapturedFrame[] {
  const world = settled(editedLab(name).lab(edits));
  const frames = capture(world);
  ping(world, 'client', '10.1.1.1', 1);
  wait(world, 70);
  ping(world, 'client', '10.1.1.1');
  return frames;
}

describe.skipIf(!tsharkAvailable())('tshark reads', () => {
  it.each(['callback-modems', 'callback-v25bis'])('the callback of %s', (name) => {
    withPcapFile(framesOf(name), (file) => {
      expectNoWarnings(file);
      const rows = tsharkFields(file, ['frame.protocols', 'ppp.fcs.status', 'lcp.opt.operation', 'chap.name', 'icmp.type']);
      expect(rows.every(([protocols = '']) => protocols.startsWith('ppp'))).toBe(true);
      expect(rows.some(([, , operation]) => operation === '0')).toBe(true);
      expect(new Set(rows.flatMap(([, , , names = '']) => (names === '' ? [] : [names])))).toEqual(new Set(['client', 'server']));
      expect(rows.filter(([, , , , type]) => type === '0').length).toBeGreaterThanOrEqual(10);
    });
  });

  it('datagrams that SLIP carried', () => {
    const plain = (more: string, map: string, number: string) => [
      [' encapsulation ppp\n', ''], [' ppp authentication chap\n', ''], [more, ''], [map, ` dialer string ${number}`],
    ] as const;
    const frames = framesOf('callback-modems', {
      server: plain(' ppp callback accept\n', ' dialer map ip 10.1.1.2 name client class BACK broadcast 5552222', '5552222'),
      client: plain(' ppp callback request\n', ' dialer map ip 10.1.1.1 name server broadcast 5551111', '5551111'),
    });
    withPcapFile(frames, (file) => {
      expectNoWarnings(file);
      const rows = tsharkFields(file, ['frame.protocols', 'icmp.type']);
      expect(rows.every(([protocols]) => protocols === 'raw:ip:icmp:data')).toBe(true);
      expect(rows.length).toBeGreaterThanOrEqual(20);
    });
  });
});
