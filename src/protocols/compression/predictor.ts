// Predictor type 1 (RFC 1978): a table guesses each octet by a hash of those before it, and only wrong guesses are sent, with
// flags that say which. Each packet says how long it was and has a check over length and data, by which the receiver
// knows that its table is still the sender's. A packet that would grow goes as it is, and both tables learn from it.

import { setUint16, uint16At } from '../../base/octets.ts';
import { isGoodFcs, fcsOf } from '../../wire/hdlc.ts';
import type { Compressor, Decompressor } from './types.ts';

const TABLE_OCTETS = 0x10000;
/** In the length: the data are compressed. */
const COMPRESSED = 0x8000;
const LENGTH_OCTETS = 2;
const CHECK_OCTETS = 2;
const OCTETS_OF_A_FLAG = 8;

class GuessTable {
  readonly #guesses = new Uint8Array(TABLE_OCTETS);
  #hash = 0;

  get guess(): number {
    return this.#guesses[this.#hash] ?? 0;
  }

  /** What came is what is guessed in its place from now on. */
  learn(octet: number): void {
    this.#guesses[this.#hash] = octet;
    this.#hash = ((this.#hash << 4) ^ octet) & 0xffff;
  }

  reset(): void {
    this.#guesses.fill(0);
    this.#hash = 0;
  }
}

export class PredictorCompressor implements Compressor {
  readonly #table = new GuessTable();

  compress(octets: Uint8Array): Uint8Array {
    const body = this.#guessed(octets);
    const grows = body.length >= octets.length;
    const data = grows ? octets : body;
    const packet = new Uint8Array(LENGTH_OCTETS + data.length + CHECK_OCTETS);
    setUint16(packet, 0, octets.length | (grows ? 0 : COMPRESSED));
    packet.set(data, LENGTH_OCTETS);
    const check = checkOf(octets);
    packet[packet.length - 2] = check & 0xff;
    packet[packet.length - 1] = check >>> 8;
    return packet;
  }

  reset(): void {
    this.#table.reset();
  }

  /** §3: a flag for each eight octets, its lowest bit for the first of them; only what was not guessed follows. */
  #guessed(octets: Uint8Array): Uint8Array {
    const body = new Uint8Array(octets.length + Math.ceil(octets.length / OCTETS_OF_A_FLAG));
    let end = 0;
    for (let start = 0; start < octets.length; start += OCTETS_OF_A_FLAG) {
      const flagAt = end;
      end += 1;
      let flags = 0;
      for (let index = 0; index < OCTETS_OF_A_FLAG && start + index < octets.length; index += 1) {
        const octet = octets[start + index] ?? 0;
        if (this.#table.guess === octet) flags |= 1 << index;
        else {
          body[end] = octet;
          end += 1;
        }
        this.#table.learn(octet);
      }
      body[flagAt] = flags;
    }
    return body.subarray(0, end);
  }
}

export class PredictorDecompressor implements Decompressor {
  readonly #table = new GuessTable();

  decompress(packet: Uint8Array): Uint8Array | undefined {
    if (packet.length < LENGTH_OCTETS + CHECK_OCTETS) return undefined;
    const length = uint16At(packet, 0) & ~COMPRESSED;
    const data = packet.subarray(LENGTH_OCTETS, packet.length - CHECK_OCTETS);
    const octets = (uint16At(packet, 0) & COMPRESSED) === 0 ? this.#learnt(data) : this.#told(data, length);
    return octets?.length === length && isChecked(octets, packet.subarray(packet.length - CHECK_OCTETS)) ? octets : undefined;
  }

  reset(): void {
    this.#table.reset();
  }

  #learnt(data: Uint8Array): Uint8Array {
    for (const octet of data) this.#table.learn(octet);
    return data;
  }

  #told(data: Uint8Array, length: number): Uint8Array | undefined {
    const octets = new Uint8Array(length);
    let at = 0;
    for (let done = 0; done < length; ) {
      const flags = data[at];
      if (flags === undefined) return undefined;
      at += 1;
      for (let index = 0; index < OCTETS_OF_A_FLAG && done < length; index += 1) {
        const isGuessed = (flags & (1 << index)) !== 0;
        const octet = isGuessed ? this.#table.guess : data[at];
        if (octet === undefined) return undefined;
        if (!isGuessed) at += 1;
        octets[done] = octet;
        done += 1;
        this.#table.learn(octet);
      }
    }
    return at === data.length ? octets : undefined;
  }
}

/** §3: over the length, without its bit, and the data as they were. */
function checked(octets: Uint8Array, room: number): Uint8Array {
  const whole = new Uint8Array(LENGTH_OCTETS + octets.length + room);
  setUint16(whole, 0, octets.length);
  whole.set(octets, LENGTH_OCTETS);
  return whole;
}

function checkOf(octets: Uint8Array): number {
  return fcsOf(checked(octets, 0));
}

function isChecked(octets: Uint8Array, check: Uint8Array): boolean {
  const whole = checked(octets, CHECK_OCTETS);
  whole.set(check, whole.length - CHECK_OCTETS);
  return isGoodFcs(whole);
}
