// Cisco HDLC, as publicly described: an address octet (0x0F to the peer, 0x8F to all), a zero, an Ethertype and what it
// says; and SLARP (Ethertype 0x8035), by which the two ends of a line tell each other that they are alive, and ask for
// addresses. Frames here are without their FCS, which is hdlc.ts's. Other Ethertypes are carried and not looked into.

import { octetAt, octetsBetween, setUint16, setUint32, uint16At, uint32At } from '../base/octets.ts';
import type { Ipv4Address } from '../base/ipv4.ts';
import { ok } from '../base/result.ts';
import { malformed, type Codec } from './codec.ts';

export const CISCO_HDLC_TYPE = { ip: 0x0800, slarp: 0x8035, cdp: 0x2000 } as const;

export interface CiscoHdlcFrame {
  /** Sent to all: broadcasts, multicasts and keepalives. */
  readonly broadcast: boolean;
  readonly etherType: number;
  readonly payload: Uint8Array;
}

const UNICAST = 0x0f;
const BROADCAST = 0x8f;
const HEADER_OCTETS = 4;

export const CISCO_HDLC: Codec<CiscoHdlcFrame> = {
  parse(octets) {
    if (octets.length < HEADER_OCTETS) return malformed(octets.length, 'header too short');
    const address = octetAt(octets, 0);
    if (address !== UNICAST && address !== BROADCAST) return malformed(0, 'not a Cisco HDLC address');
    if (octetAt(octets, 1) !== 0) return malformed(1, 'control field is not zero');
    return ok({ broadcast: address === BROADCAST, etherType: uint16At(octets, 2), payload: octetsBetween(octets, HEADER_OCTETS) });
  },
  serialize({ broadcast, etherType, payload }) {
    const octets = new Uint8Array(HEADER_OCTETS + payload.length);
    octets[0] = broadcast ? BROADCAST : UNICAST;
    setUint16(octets, 2, etherType);
    octets.set(payload, HEADER_OCTETS);
    return octets;
  },
};

export type SlarpPacket =
  | { readonly kind: 'addressRequest' | 'addressReply'; readonly address: Ipv4Address; readonly mask: Ipv4Address; readonly rest: Uint8Array }
  /** The sender's number, and the last one that it has seen of us: zero for none. */
  | { readonly kind: 'keepalive'; readonly mySequence: number; readonly yourSequence: number; readonly reliability: number; readonly rest: Uint8Array };

const SLARP_CODE = { addressRequest: 0, addressReply: 1, keepalive: 2 } as const;
const KEEPALIVE_OCTETS = 14;
const ADDRESS_OCTETS = 12;
/** The reliability field, which is always this. */
export const SLARP_RELIABILITY = 0xffff;

export const SLARP: Codec<SlarpPacket> = {
  parse(octets) {
    if (octets.length < ADDRESS_OCTETS) return malformed(octets.length, 'packet too short');
    const code = uint32At(octets, 0);
    const first = uint32At(octets, 4);
    const second = uint32At(octets, 8);
    if (code === SLARP_CODE.keepalive) {
      if (octets.length < KEEPALIVE_OCTETS) return malformed(octets.length, 'keepalive too short');
      const rest = octetsBetween(octets, KEEPALIVE_OCTETS);
      return ok({ kind: 'keepalive', mySequence: first, yourSequence: second, reliability: uint16At(octets, 12), rest });
    }
    if (code !== SLARP_CODE.addressRequest && code !== SLARP_CODE.addressReply) return malformed(0, `code ${code} is unknown`);
    const kind = code === SLARP_CODE.addressRequest ? 'addressRequest' : 'addressReply';
    return ok({ kind, address: first, mask: second, rest: octetsBetween(octets, ADDRESS_OCTETS) });
  },
  serialize(packet) {
    const octets = new Uint8Array((packet.kind === 'keepalive' ? KEEPALIVE_OCTETS : ADDRESS_OCTETS) + packet.rest.length);
    setUint32(octets, 0, SLARP_CODE[packet.kind]);
    if (packet.kind === 'keepalive') {
      setUint32(octets, 4, packet.mySequence);
      setUint32(octets, 8, packet.yourSequence);
      setUint16(octets, 12, packet.reliability);
    } else {
      setUint32(octets, 4, packet.address);
      setUint32(octets, 8, packet.mask);
    }
    octets.set(packet.rest, octets.length - packet.rest.length);
    return octets;
  },
};
