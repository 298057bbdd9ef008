// tshark reads captures of Microsoft's callback: of PCs by modem and over ISDN that give a number, are called at the server's, choose
// from a list, or want none. It must find nothing wrong but the one thing that it takes for wrong, and see what we meant.

import { describe, expect, it } from 'vitest';
import type { CapturedFrame } from '../../src/network/world.ts';
import { dialIn, serverConfig } from '../support/dial-in.ts';
import { capture, labNamed, wait, worldOf } from '../support/lab.ts';
import { withPcapFile } from '../support/pcap.ts';
import { expectNoWarnings, tsharkAvailable, tsharkFields, tsharkText } from '../support/tshark.ts';

/** PC1 of the lab gives a number, PC2 is called at the server's, PC3 chooses from a list. */
function labFrames(): readonly CapturedFrame[] {
  const world = worldOf(labNamed('callback-windows'));
  const frames = capture(world);
  world.settle();
  for (const [name, number] of [['PC1', '5553333'], ['PC2', undefined], ['PC3', '5557777']] as const) {
    const pc = world.pcs.get(name);
    pc?.watch((event) => {
      if (event.type === 'pc.asking') world.clock.after(1000, () => pc.answer(number));
    });
    pc?.dial();
    wait(world, 70);
    expect(pc?.reading().state).toBe('connected');
    pc?.hangUp();
    wait(world, 20);
  }
  return frames;
}

function declinedFrames(): readonly CapturedFrame[] {
  const call = dialIn(serverConfig([' ppp authentication pap', ' ppp callback accept']), { by: 'ISDN' });
  call.pc.watch((event) => {
    if (event.type === 'pc.asking') call.world.clock.after(1000, () => call.pc.answer(undefined));
  });
  const frames = capture(call.world);
  call.pc.dial();
  wait(call.world, 20);
  expect(call.pc.reading().state).toBe('connected');
  return frames;
}

const FIELDS = ['ppp.code', 'ppp.identifier', 'cbcp.opt.type', 'cbcp.callback_delay', 'cbcp.address_type', 'cbcp.address'] as const;

/** Of the frames that the server sent or got. */
const cbcpOf = (file: string): string[] => tsharkFields(file, FIELDS, 'cbcp && frame.interface_name contains "nas"').map((row) => row.join(' ').trim());

describe.skipIf(!tsharkAvailable())('tshark reads', () => {
  it('callbacks to the user\'s number, to the server\'s and to one of a list', () => {
    withPcapFile(labFrames(), (file) => {
      expectNoWarnings(file);
      expect(cbcpOf(file)).toEqual([
        '1 1 2 0 1', '2 1 2 12 1 5553333', '3 1 2 12 1 5553333',
        // Of type 3 it shows nothing, having taken its length for wrong.
        '1 1', '2 1', '3 1',
        '1 1 4 0 1,1 5556666,5557777', '2 1 4 12 1 5557777', '3 1 4 12 1 5557777',
      ]);
      const asked = tsharkFields(file, ['lcp.opt.operation', 'ppp.code'], 'lcp.opt.operation');
      expect(new Set(asked.map(([operation, code]) => `${operation} ${code}`))).toEqual(new Set(['6 1', '6 2']));
      expect(tsharkText(file, 'cbcp')).toMatch(/PPP Callback Control Protocol\n[^]*Code: Callback Request \(1\)[^]*Callback to a user-specified number/);
    });
  });

  it('no callback', () => {
    withPcapFile(declinedFrames(), (file) => {
      expectNoWarnings(file);
      expect(cbcpOf(file)).toEqual(['1 1 1,2 0 1', '2 1 1', '3 1 1']);
    });
  });
});
