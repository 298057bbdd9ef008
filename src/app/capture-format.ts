// The blocks of a capture file for each kind of channel: which link type it is written as, and what stands before or
// behind the octets that crossed the line. PPP keeps its FCS, which tshark checks; LAPD loses it, as captures have it.

import type { CaptureFormat } from '../host/pcap-file.ts';
import type { CapturedFrame } from '../network/world.ts';
import { checkFcs } from '../wire/hdlc.ts';
import { enhancedPacketBlock, interfaceDescriptionBlock, lapdRecord, LINK_TYPE, pppRecord, sectionHeaderBlock } from '../wire/pcapng.ts';

const LINK_TYPES = { ppp: LINK_TYPE.pppWithDirection, lapd: LINK_TYPE.linuxLapd, ethernet: LINK_TYPE.ethernet, hdlc: LINK_TYPE.ciscoHdlc, raw: LINK_TYPE.rawIp } as const;

export const captureFormat: CaptureFormat = {
  sectionHeader: sectionHeaderBlock,
  interfaceBlock: (name, linkType) => interfaceDescriptionBlock(name, LINK_TYPES[linkType]),
  packetBlock(index, unixMicroseconds, frame) {
    const record = recordOf(frame);
    return record === undefined ? undefined : enhancedPacketBlock(index, unixMicroseconds, frame.direction, record);
  },
};

/** Where a record has no room for the FCS, a frame whose FCS is bad is left out, as a controller would drop it. */
function recordOf({ linkType, direction, octets }: CapturedFrame): Uint8Array | undefined {
  switch (linkType) {
    case 'ppp':
      return pppRecord(octets, direction);
    case 'lapd':
      return checkFcs(octets).ok ? lapdRecord(octets.subarray(0, octets.length - 2), direction) : undefined;
    case 'hdlc':
      return checkFcs(octets).ok ? octets.subarray(0, octets.length - 2) : undefined;
    case 'raw':
    case 'ethernet':
      return octets;
  }
}
