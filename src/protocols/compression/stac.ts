// Stac LZS over PPP (RFC 1974) with one history and sequence numbers (check mode 3): each compressed packet has a number in front,
// and a gap in the numbers is how the receiver knows that something is missing. A packet that would grow goes uncompressed under
// its own protocol number, and neither history knows of it. Other check modes are not done.

import { octetAt } from '../../base/octets.ts';
import { LzsDecoder, LzsEncoder } from './lzs.ts';
import type { Compressor, Decompressor } from './types.ts';

/** Longer than any packet on these lines: a damaged one does not fill the memory. */
const LONGEST_OCTETS = 0x4000;

export class StacCompressor implements Compressor {
  readonly #encoder = new LzsEncoder();
  #sequence = 1;

  compress(octets: Uint8Array): Uint8Array | undefined {
    const { bits, keep } = this.#encoder.encode(octets);
    if (bits.length + 1 >= octets.length) return undefined;
    keep();
    const packet = new Uint8Array(1 + bits.length);
    packet[0] = this.#sequence;
    packet.set(bits, 1);
    this.#sequence = (this.#sequence + 1) & 0xff;
    return packet;
  }

  reset(): void {
    this.#encoder.reset();
  }
}

export class StacDecompressor implements Decompressor {
  readonly #decoder = new LzsDecoder();
  /** Undefined before the first packet: whatever number that has. */
  #awaited: number | undefined;

  decompress(packet: Uint8Array): Uint8Array | undefined {
    if (packet.length === 0) return undefined;
    const sequence = octetAt(packet, 0);
    if (this.#awaited !== undefined && sequence !== this.#awaited) return undefined;
    this.#awaited = (sequence + 1) & 0xff;
    return this.#decoder.decode(packet.subarray(1), LONGEST_OCTETS);
  }

  reset(): void {
    this.#decoder.reset();
    this.#awaited = undefined;
  }
}
