// Fragmentation (RFC 791 §3.2): a datagram that is too long for a network is cut on boundaries of eight octets, unless it says
// that it must not be. Options that are not to be copied stand in the first fragment only. Putting together is reassembly.ts's.

import { octetAt } from '../../base/octets.ts';
import { IPV4, type Ipv4Packet } from '../../wire/ipv4.ts';

/** The datagram itself if it fits; undefined if it must not be cut. */
export function fragmentsOf(datagram: Uint8Array, mtu: number): readonly Uint8Array[] | undefined {
  if (datagram.length <= mtu) return [datagram];
  const parsed = IPV4.parse(datagram);
  if (!parsed.ok || parsed.value.dontFragment) return undefined;
  const fragments: Uint8Array[] = [];
  let packet: Ipv4Packet = parsed.value;
  for (;;) {
    const room = mtu - HEADER_OCTETS - packet.options.length;
    if (packet.payload.length <= room) {
      fragments.push(IPV4.serialize(packet));
      return fragments;
    }
    const blocks = Math.floor(room / BLOCK_OCTETS);
    // RFC 791: every network carries 68 octets, so that a fragment has some data.
    if (blocks < 1) return undefined;
    const cut = blocks * BLOCK_OCTETS;
    fragments.push(IPV4.serialize({ ...packet, moreFragments: true, payload: packet.payload.subarray(0, cut) }));
    packet = { ...packet, fragmentOffset: packet.fragmentOffset + blocks, options: copiedOptions(packet.options), payload: packet.payload.subarray(cut) };
  }
}

const HEADER_OCTETS = 20;
const BLOCK_OCTETS = 8;
const COPIED = 0x80;
const END_OF_OPTIONS = 0;
const NO_OPERATION = 1;

/** Options with the copied flag, padded to a multiple of four. */
function copiedOptions(options: Uint8Array): Uint8Array {
  const kept: number[] = [];
  for (let at = 0; at < options.length; ) {
    const type = octetAt(options, at);
    if (type === END_OF_OPTIONS) break;
    const length = type === NO_OPERATION ? 1 : octetAt(options, at + 1);
    if (length < 1) break;
    if ((type & COPIED) !== 0) kept.push(...options.subarray(at, at + length));
    at += length;
  }
  while (kept.length % 4 !== 0) kept.push(END_OF_OPTIONS);
  return Uint8Array.from(kept);
}
