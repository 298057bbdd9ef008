// The compression of what passes one link, or one bundle, as CCP has agreed on it: histories of both directions, and what they
// have saved (`show compress`). What is compressed is the PPP packet with its protocol field (RFC 1962 §4). Once a packet could
// not be read none is until the peer has begun anew.

import type { Clock } from '../../../engine/clock.ts';
import { PredictorCompressor, PredictorDecompressor } from '../../../protocols/compression/predictor.ts';
import { StacCompressor, StacDecompressor } from '../../../protocols/compression/stac.ts';
import type { Compressor, Decompressor } from '../../../protocols/compression/types.ts';
import type { CompressionMethod, PppAction } from '../../../protocols/ppp/session-types.ts';
import { concatOctets } from '../../../base/octets.ts';
import { PPP_PACKET, PPP_PROTOCOL, type PppPacket } from '../../../wire/ppp.ts';
import type { CompressionReading } from '../readings.ts';
import { SavingMeter } from './saving-meter.ts';

const METHODS: Readonly<Record<CompressionMethod, { readonly compressor: () => Compressor; readonly decompressor: () => Decompressor }>> = {
  predictor: { compressor: () => new PredictorCompressor(), decompressor: () => new PredictorDecompressor() },
  stac: { compressor: () => new StacCompressor(), decompressor: () => new StacDecompressor() },
};

export class DatagramCompression {
  readonly #clock: Clock;
  readonly #sent = new SavingMeter();
  readonly #received = new SavingMeter();
  #method: CompressionMethod | undefined;
  #compressor: Compressor | undefined;
  #decompressor: Decompressor | undefined;
  #lost = false;
  #resets = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get sends(): boolean {
    return this.#compressor !== undefined;
  }

  get receives(): boolean {
    return this.#decompressor !== undefined;
  }

  /** As CCP says. */
  set({ method, send, receive }: Extract<PppAction, { type: 'compression' }>): void {
    const made = method && METHODS[method];
    this.#method = method;
    this.#compressor = send ? made?.compressor() : undefined;
    this.#decompressor = receive ? made?.decompressor() : undefined;
    this.#lost = false;
  }

  reset(side: 'send' | 'receive'): void {
    this.#resets += 1;
    if (side === 'send') return this.#compressor?.reset();
    this.#decompressor?.reset();
    this.#lost = false;
  }

  /** The packet that is to be sent in its place, which may be itself. */
  compress(packet: PppPacket): PppPacket {
    const plain = concatOctets(Uint8Array.of(packet.protocol >>> 8, packet.protocol & 0xff), packet.information);
    const octets = this.#compressor?.compress(plain);
    this.#sent.count(this.#clock.now, plain.length, octets?.length ?? plain.length);
    return octets === undefined ? packet : { protocol: PPP_PROTOCOL.compressed, information: octets };
  }

  /** Undefined where it cannot be read. */
  decompress(octets: Uint8Array): PppPacket | undefined {
    const plain = this.#lost ? undefined : this.#decompressor?.decompress(octets);
    const packet = plain && PPP_PACKET.parse(plain);
    if (plain === undefined || packet?.ok !== true) {
      this.#lost = true;
      return undefined;
    }
    this.#received.count(this.#clock.now, plain.length, octets.length);
    return packet.value;
  }

  /** Undefined where nothing is compressed. */
  reading(interfaceName: string): CompressionReading | undefined {
    if (this.#method === undefined) return undefined;
    const now = this.#clock.now;
    return { interface: interfaceName, method: this.#method, sent: this.#sent.read(now), received: this.#received.read(now), resets: this.#resets };
  }

  get packetsSent(): number {
    return this.#sent.packets;
  }

  get packetsReceived(): number {
    return this.#received.packets;
  }
}
