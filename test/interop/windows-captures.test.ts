// tshark reads captures of Windows PCs that are called back: option 13 with operation 6, CBCP of every kind, the name servers
// that IPCP gives, and no callback asked for on the return call.

import { must } from '../../src/base/assert.ts';
import { describe, expect, it } from 'vitest';
import type { CapturedFrame } from '../../src/network/world.ts';
import { capture, labNamed, wait, worldOf } from '../support/lab.ts';
import { withPcapFile } from '../support/pcap.ts';
import { expectNoWarnings, tsharkAvailable, tsharkFields } from '../support/tshark.ts';

/** The PC dials; its user says the number, if asked. */
function framesOf(name: string, pcName: string, answer: string | undefined, user?: string): readonly CapturedFrame[] {
  const world = worldOf(labNamed(name));
  world.settle();
  const frames = capture(world);
  const pc = must(world.pcs.get(pcName), pcName);
  if (user !== undefined) pc.settings = { ...pc.settings, user, password: `${user}s` };
  pc.watch(({ type }) => {
    if (type === 'pc.asking') world.clock.after(1000, () => pc.answer(answer));
  });
  pc.dial();
  wait(world, 70);
  expect(pc.reading().state).toBe('connected');
  return frames;
}

/** Code and types of each CBCP packet, as the server sends and hears them; tshark looks into no option of type 3. */
function negotiated(file: string): readonly string[] {
  return tsharkFields(file, ['ppp.code', 'cbcp.opt.type', 'cbcp.callback_delay', 'cbcp.address'], 'cbcp && frame.interface_name contains "nas"').map((row) => row.join(' ').trim());
}

describe.skipIf(!tsharkAvailable())('tshark reads', () => {
  it.each<readonly [string, string, string | undefined, string | undefined, readonly string[]]>([
    ['a number that the user says', 'PC1', '5553333', undefined, ['1 2 0', '2 2 12 5553333', '3 2 12 5553333']],
    ['the number of the server', 'PC2', undefined, undefined, ['1', '2', '3']],
    ['one of a list', 'PC3', '5557777', undefined, ['1 4 0 5556666,5557777', '2 4 12 5557777', '3 4 12 5557777']],
    ['no callback', 'PC1', undefined, 'eve', ['1 1,2 0', '2 1', '3 1']],
  ])('callback by CBCP: %s', (_, pc, answer, user, packets) => {
    withPcapFile(framesOf('callback-windows', pc, answer, user), (file) => {
      expectNoWarnings(file);
      expect(negotiated(file)).toEqual(packets);
      const calls = packets[2]?.startsWith('3 1') === true ? 1 : 2;
      const asked = tsharkFields(file, ['lcp.opt.operation'], 'lcp.opt.operation && ppp.code == 1 && frame.interface_name contains "nas"');
      expect([...new Set(asked.flat())]).toEqual(['6']);
      expect(tsharkFields(file, ['frame.number'], 'chap.code == 3 && frame.interface_name contains "nas"').length).toBe(calls);
    });
  });

  it('a call without callback, and what IPCP gives', () => {
    withPcapFile(framesOf('windows-no-callback', 'PC1', undefined), (file) => {
      expectNoWarnings(file);
      expect(negotiated(file)).toEqual([]);
      const [given] = tsharkFields(file, ['ipcp.opt.ip_address', 'ipcp.opt.pri_dns_address', 'ipcp.opt.pri_nbns_address'], 'ppp.code == 3 && ipcp.opt.pri_dns_address');
      expect(given).toEqual(['10.1.1.10', '10.1.1.53', '10.1.1.54']);
    });
  });
});
