// tshark puts our multilink fragments together: over two channels, with small and long fragments, interleaved and with
// losses. It must find nothing malformed, and as many datagrams as the routers sent and received.

import { describe, expect, it } from 'vitest';
import type { EndOptions } from '../support/configs.ts';
import { capture, events, ping, wait } from '../support/lab.ts';
import { linksOf, load, multilinkWorld, routerOf, waitUntil } from '../support/multilink.ts';
import { withPcapFile } from '../support/pcap.ts';
import { expectNoWarnings, tsharkAvailable, tsharkFields } from '../support/tshark.ts';

const R1 = '172.12.12.1';
const ECHO_REQUEST = '8';

interface Run {
  readonly r1?: EndOptions;
  readonly r2?: EndOptions;
  readonly sizeOctets?: number;
}

const both = (...lines: string[]): Run => ({ r1: { more: lines }, r2: { more: ['dialer load-threshold 60', ...lines] } });

describe.skipIf(!tsharkAvailable())('tshark reads multilink', () => {
  it.each<[string, Run]>([
    ['one fragment a link', { ...both(), sizeOctets: 1500 }],
    ['fragments of 10 ms', { ...both('ppp multilink fragment delay 10'), sizeOctets: 1000 }],
    ['no fragments', { ...both('ppp multilink fragment disable'), sizeOctets: 900 }],
    ['interleaved', { ...both('ppp multilink interleave', 'ppp multilink fragment delay 20'), sizeOctets: 1500 }],
  ])('%s', (_what, { r1, r2, sizeOctets = 1400 }) => {
    const world = multilinkWorld(r1, r2);
    const frames = capture(world);
    ping(world, 'R2', R1);
    const traffic = load(world, 'R2', R1, sizeOctets);
    expect(waitUntil(world, 90, () => linksOf(world, 'R2').length === 2)).toBeLessThan(60);
    wait(world, 5);
    traffic.stop();
    wait(world, 3);
    withPcapFile(frames, (file) => {
      expectNoWarnings(file);
      const rows = tsharkFields(file, ['frame.interface_name', 'frame.p2p_dir', 'mp.first', 'mp.last', 'icmp.type', 'icmp.checksum.status', 'ipcp.opt.ip_address']);
      const fragments = rows.filter(([, , first]) => first !== '');
      expect(new Set(fragments.map(([name]) => name))).toEqual(new Set(['R1-BRI0-B1', 'R1-BRI0-B2', 'R2-BRI0-B1', 'R2-BRI0-B2']));
      // IPCP is carried in fragments, by the first link.
      expect(rows.filter(([, , first, , , , address]) => first !== '' && address !== '').length).toBeGreaterThan(3);
      const echoes = rows.filter(([name, direction, , , type]) => (name ?? '').startsWith('R2') && direction === '0' && type === ECHO_REQUEST);
      const sent = routerOf(world, 'R2').interface('Virtual-Access1')?.counters.packetsOutput ?? 0;
      // All that the bundle sent but the two packets of IPCP.
      expect(echoes.length).toBe(sent - 2);
      expect(new Set(rows.map((row) => row[5]).filter((status) => status !== ''))).toEqual(new Set(['1']));
    });
  });

  it('as far as it is not lost', () => {
    const world = multilinkWorld({}, { more: ['dialer load-threshold 60'] });
    const frames = capture(world);
    ping(world, 'R2', R1);
    const traffic = load(world, 'R2', R1);
    waitUntil(world, 90, () => linksOf(world, 'R2').length === 2);
    const channel = routerOf(world, 'R2').isdnPort('BRI0')?.channels[1];
    let sent = 0;
    if (channel !== undefined) channel.port.fault = (octets) => ((sent += 1) % 7 === 0 ? undefined : octets);
    wait(world, 6);
    traffic.stop();
    wait(world, 3);
    const lost = events(world, 'mlp.lost', 'R1').reduce((sum, { event }) => sum + event.count, 0);
    expect(lost).toBeGreaterThan(0);
    withPcapFile(frames, (file) => {
      const rows = tsharkFields(file, ['frame.interface_name', 'frame.p2p_dir', 'icmp.type']);
      const received = rows.filter(([name, direction, type]) => (name ?? '').startsWith('R1') && direction === '1' && type === ECHO_REQUEST);
      const counted = routerOf(world, 'R1').interface('Virtual-Access1')?.counters.packetsInput ?? 0;
      expect(received.length).toBe(counted - 2);
    });
  });

  it('and the options of LCP that lead to it', () => {
    const world = multilinkWorld({ more: ['ppp multilink endpoint ip 172.12.12.1'] }, { more: ['ppp multilink endpoint mac Ethernet0'] });
    const frames = capture(world);
    ping(world, 'R2', R1);
    withPcapFile(frames, (file) => {
      expectNoWarnings(file);
      const rows = tsharkFields(file, ['lcp.opt.mrru', 'lcp.opt.ep_disc_class', 'lcp.opt.ip_address', 'lcp.opt.802_1_address'], 'lcp && ppp.code == 1 && frame.interface_name == "R1-BRI0-B1"');
      expect(new Set(rows.map((row) => row.join(' ')))).toEqual(new Set(['1524 2 172.12.12.1 ', '1524 3  02:00:0c:00:02:00']));
    });
  });
});
