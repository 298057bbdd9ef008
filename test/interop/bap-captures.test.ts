// tshark reads bandwidth allocation: BACP and BAP inside multilink, and the option of LCP that numbers links. It must find nothing
// malformed, and read the values that were meant.

import { describe, expect, it } from 'vitest';
import { capture, ping, wait } from '../support/lab.ts';
import { linksOf, load, multilinkWorld, waitUntil } from '../support/multilink.ts';
import { withPcapFile } from '../support/pcap.ts';
import { expectNoWarnings, tsharkAvailable, tsharkFields } from '../support/tshark.ts';

const R1 = '172.12.12.1';
const FIELDS = ['bap.type', 'bap.response_code', 'bacp.link_type', 'bap.unique_digit', 'bap.subscriber_number', 'bap.link_discriminator', 'bap.call_status', 'bap.call_action', 'bap.reason'];

describe.skipIf(!tsharkAvailable())('tshark reads bandwidth allocation', () => {
  it('that is granted and refused', () => {
    // R2 would be called back, which R1 refuses; so R2 calls by itself, at a number that R1 tells; R1 lets no link go.
    const r1 = ['ppp multilink bap', 'no ppp bap call accept', 'ppp bap callback accept', 'no ppp bap drop accept'];
    const r2 = ['ppp multilink bap', 'ppp bap call request', 'ppp bap callback request', 'ppp bap number default 5558888', 'dialer load-threshold 60 either'];
    const world = multilinkWorld({ more: r1 }, { more: r2 });
    const frames = capture(world);
    ping(world, 'R2', R1);
    const traffic = load(world, 'R2', R1);
    expect(waitUntil(world, 60, () => linksOf(world, 'R2').length === 2)).toBeLessThan(60);
    traffic.stop();
    wait(world, 90);
    withPcapFile(frames, (file) => {
      expectNoWarnings(file);
      const links = tsharkFields(file, ['lcp.opt.link_discrim_bytes', 'lcp.opt.link_discrim'], 'lcp && ppp.code == 1 && frame.interface_name == "R2-BRI0-B1" && frame.p2p_dir == 0');
      expect(links.flat().some((field) => field !== '')).toBe(true);
      const magic = tsharkFields(file, ['bacp.magic_number'], 'bacp && frame.interface_name == "R2-BRI0-B1" && ppp.code == 1');
      expect(new Set(magic.flat()).size).toBe(2);
      const rows = tsharkFields(file, FIELDS, 'bap && frame.interface_name contains "R2-"').map((row) => row.join('|'));
      expect(rows).toEqual([
        '0x01||1||||||',
        '0x02|0x02|||||||not accepted',
        '0x03||1|7|5558888||||',
        '0x04|0x00|1||||||',
        '0x07|||7|5558888||0x00|0x00|',
        '0x08|0x00|||||||',
        '0x05|||||0x0002|||',
        '0x06|0x02|||||||not accepted',
      ]);
    });
  });
});
