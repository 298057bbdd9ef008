// Faults on the lines of a world: every D and B channel of its telephone lines, what modems and leased lines carry, in both
// directions, seen through one function that counts the frames in the order in which they are sent.

import { must } from '../../src/base/assert.ts';
import type { World } from '../../src/network/world.ts';
import type { Port } from '../../src/network/channel.ts';
import { addFcs } from '../../src/wire/hdlc.ts';

export interface SentFrame {
  /** From 0, over all channels. */
  readonly index: number;
  /** `R1 D`, `exchange D` (towards the router), `R1 B1`. */
  readonly from: string;
  /** The router at the channel's end. */
  readonly router: string;
  readonly octets: Uint8Array;
}

/** What becomes of each frame; undefined loses it. Returns how many were sent so far, and how to end it. */
export function disturb(world: World, change: (frame: SentFrame) => Uint8Array | undefined): { readonly sent: () => number; readonly stop: () => void } {
  let index = 0;
  const ports = portsOf(world);
  for (const { port, from, router } of ports) {
    port.fault = (octets) => {
      const frame = { index, from, router, octets };
      index += 1;
      return change(frame);
    };
  }
  return { sent: () => index, stop: () => ports.forEach(({ port }) => (port.fault = undefined)) };
}

interface NamedPort {
  readonly port: Pick<Port, 'fault'>;
  readonly from: string;
  readonly router: string;
}

function portsOf(world: World): readonly NamedPort[] {
  const dialled = world.lab.telephoneLines.flatMap(({ router, interface: name }): NamedPort[] => {
    const node = must(world.routers.get(router), router);
    const isdn = node.isdnPort(name);
    const access = world.exchange.port(router, name);
    if (isdn === undefined || access === undefined) return node.capturePoints(name).map(({ line, suffix }) => ({ port: line, from: `${router} ${suffix}`, router }));
    return [
      { port: isdn.d, from: `${router} D`, router },
      { port: access.d, from: 'exchange D', router },
      ...isdn.channels.map(({ port, number }) => ({ port, from: `${router} B${number}`, router })),
    ];
  });
  const leased = world.lab.serialLinks.flatMap(({ ends }) => ends).map(({ router, interface: name }) => {
    return { port: must(must(world.routers.get(router), router).serial(name), name).port, from: `${router} ${name}`, router };
  });
  return [...dialled, ...leased];
}

/** One bit of the frame turned over, its FCS left as it was: the receiver must notice. */
export function flipped(octets: Uint8Array, bit: number): Uint8Array {
  const changed = octets.slice();
  const at = bit % (octets.length * 8);
  changed[at >> 3] = (changed[at >> 3] ?? 0) ^ (1 << (at & 7));
  return changed;
}

/** One bit of what the frame carries turned over, under an FCS that says that all is well. */
export function forged(octets: Uint8Array, bit: number): Uint8Array {
  return addFcs(flipped(octets.subarray(0, octets.length - 2), bit));
}

/** One octet of what the frame carries replaced, the FCS made right again. */
export function rewritten(octets: Uint8Array, offset: number, value: number): Uint8Array {
  const changed = octets.slice(0, octets.length - 2);
  changed[offset] = value;
  return addFcs(changed);
}
