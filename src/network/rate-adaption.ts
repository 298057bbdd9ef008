// Rate adaption of a 64 kbit/s channel (ITU-T V.110, I.464): at 56 kbit/s a terminal puts seven bits of data into each octet
// of the channel, and one bit that is always 1. A terminal that takes another number of bits out of each octet than were put
// in reads something that was never sent.

/** Bits of each octet of the channel that carry data. */
export type UsedBits = 7 | 8;

/** A trunk of 56 kbit/s has a use of its own for the eighth bit, which comes out as a one. The frame that comes out of the channel's octets: whole octets of it, in the order in which bits are sent. */
export function readAs(octets: Uint8Array, sent: UsedBits, received: UsedBits, trunk: UsedBits = 8): Uint8Array {
  const channelOctets = Math.ceil((octets.length * 8) / sent);
  const read = new Uint8Array((channelOctets * received) >>> 3);
  let written = 0;
  for (let index = 0; index < channelOctets; index += 1) {
    for (let bit = 0; bit < received && written < read.length * 8; bit += 1) {
      // Low bits go first; behind the last one, and where nothing is put in, there are ones.
      const from = index * sent + bit;
      const value = bit >= sent || bit >= trunk || from >= octets.length * 8 ? 1 : ((octets[from >>> 3] ?? 0) >>> (from & 7)) & 1;
      read[written >>> 3] = (read[written >>> 3] ?? 0) | (value << (written & 7));
      written += 1;
    }
  }
  return read;
}
