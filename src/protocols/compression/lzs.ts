// LZS (ANSI X3.241): a stream of literals and of references to what came among the last 2048 octets, as bits, the first in the highest
// place. Here one packet after the other with one history; each ends with the end marker and is filled with zeros. Numbers, checks
// and what becomes of a packet that grows are RFC 1974's, in stac.ts.

/** Offsets are of eleven bits at most. */
const WINDOW = 0x800;
const SHORT_OFFSETS = 0x80;
const LEAST_MATCH = 2;
/** From here on lengths are written in nibbles. */
const NIBBLED_LENGTH = 8;
const FULL_NIBBLE = 15;
/** How many places are tried for a match. */
const TRIES = 32;
const NOWHERE = -1;

export class LzsEncoder {
  /** The last 2048 octets before the packet; its own are read from itself. */
  #before: Uint8Array = new Uint8Array(0);

  /** The packet as bits with the end marker; `keep` makes it part of the history. */
  encode(octets: Uint8Array): { readonly bits: Uint8Array; readonly keep: () => void } {
    const text = new Uint8Array(this.#before.length + octets.length);
    text.set(this.#before);
    text.set(octets, this.#before.length);
    const writer = new BitWriter();
    const chains = new Chains(text);
    for (let place = 0; place < this.#before.length; place += 1) chains.add(place);
    for (let place = this.#before.length; place < text.length; ) {
      const match = chains.longest(place);
      if (match.length < LEAST_MATCH) writer.literal(text[place] ?? 0);
      else writer.reference(place - match.place, match.length);
      const next = place + Math.max(1, match.length);
      for (; place < next; place += 1) chains.add(place);
    }
    writer.endMarker();
    return { bits: writer.octets(), keep: () => (this.#before = text.slice(-WINDOW)) };
  }

  reset(): void {
    this.#before = new Uint8Array(0);
  }
}

/** Where two octets were, the nearest place first. */
class Chains {
  readonly #text: Uint8Array;
  readonly #last = new Map<number, number>();
  readonly #earlier: Int32Array;

  constructor(text: Uint8Array) {
    this.#text = text;
    this.#earlier = new Int32Array(text.length).fill(NOWHERE);
  }

  add(place: number): void {
    if (place + 1 >= this.#text.length) return;
    const key = this.#key(place);
    this.#earlier[place] = this.#last.get(key) ?? NOWHERE;
    this.#last.set(key, place);
  }

  longest(place: number): { readonly place: number; readonly length: number } {
    let best = { place: NOWHERE, length: 0 };
    if (place + 1 >= this.#text.length) return best;
    let at = this.#last.get(this.#key(place)) ?? NOWHERE;
    for (let tries = 0; tries < TRIES && at !== NOWHERE && place - at < WINDOW; tries += 1) {
      const length = this.#common(at, place);
      if (length > best.length) best = { place: at, length };
      at = this.#earlier[at] ?? NOWHERE;
    }
    return best;
  }

  #key(place: number): number {
    return ((this.#text[place] ?? 0) << 8) | (this.#text[place + 1] ?? 0);
  }

  /** A reference may reach into what it makes. */
  #common(earlier: number, place: number): number {
    let length = 0;
    while (place + length < this.#text.length && this.#text[earlier + length] === this.#text[place + length]) length += 1;
    return length;
  }
}

/** What came, as far as references reach. */
class History {
  readonly #octets = new Uint8Array(WINDOW);
  /** Octets that there were in all. */
  end = 0;

  at(place: number): number {
    return this.#octets[place % WINDOW] ?? 0;
  }

  add(octet: number): void {
    this.#octets[this.end % WINDOW] = octet;
    this.end += 1;
  }
}

export class LzsDecoder {
  #history = new History();

  /** Undefined where the bits make no sense, or give more than `most` octets. */
  decode(bits: Uint8Array, most: number): Uint8Array | undefined {
    const history = this.#history;
    const octets = new Uint8Array(most);
    const reader = new BitReader(bits);
    let length = 0;
    for (;;) {
      if (reader.read(1) === 0) {
        const octet = reader.read(8);
        if (reader.isBeyond || length >= most) return undefined;
        history.add(octet);
        octets[length] = octet;
        length += 1;
        continue;
      }
      const offset = reader.read(1) === 1 ? reader.read(7) : reader.read(11);
      if (reader.isBeyond) return undefined;
      // Offset 0, which only the short form has, is the end marker.
      if (offset === 0) return octets.slice(0, length);
      const copied = reader.length();
      if (reader.isBeyond || offset > history.end || offset >= WINDOW || length + copied > most) return undefined;
      for (let index = 0; index < copied; index += 1) {
        const octet = history.at(history.end - offset);
        history.add(octet);
        octets[length] = octet;
        length += 1;
      }
    }
  }

  reset(): void {
    this.#history = new History();
  }
}

class BitWriter {
  readonly #octets: number[] = [];
  #current = 0;
  #filled = 0;

  literal(octet: number): void {
    this.#write(octet, 9);
  }

  reference(offset: number, length: number): void {
    if (offset < SHORT_OFFSETS) this.#write(0b11_0000000 | offset, 9);
    else this.#write(0b10_00000000000 | offset, 13);
    this.#length(length);
  }

  endMarker(): void {
    this.#write(0b11_0000000, 9);
  }

  octets(): Uint8Array {
    return Uint8Array.from(this.#filled === 0 ? this.#octets : [...this.#octets, this.#current << (8 - this.#filled)]);
  }

  #length(length: number): void {
    if (length < 5) return this.#write(length - 2, 2);
    if (length < NIBBLED_LENGTH) return this.#write(0b1100 | (length - 5), 4);
    this.#write(FULL_NIBBLE, 4);
    let rest = length - NIBBLED_LENGTH;
    for (; rest >= FULL_NIBBLE; rest -= FULL_NIBBLE) this.#write(FULL_NIBBLE, 4);
    this.#write(rest, 4);
  }

  #write(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit -= 1) {
      this.#current = (this.#current << 1) | ((value >>> bit) & 1);
      this.#filled += 1;
      if (this.#filled < 8) continue;
      this.#octets.push(this.#current);
      this.#current = 0;
      this.#filled = 0;
    }
  }
}

class BitReader {
  readonly #octets: Uint8Array;
  #at = 0;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  /** More was read than there is. */
  get isBeyond(): boolean {
    return this.#at > this.#octets.length * 8;
  }

  read(bits: number): number {
    let value = 0;
    for (let bit = 0; bit < bits; bit += 1) {
      value = (value << 1) | (((this.#octets[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
      this.#at += 1;
    }
    return value;
  }

  length(): number {
    const first = this.read(2);
    if (first < 3) return first + 2;
    const second = this.read(2);
    if (second < 3) return second + 5;
    let length = NIBBLED_LENGTH;
    for (;;) {
      const nibble = this.read(4);
      length += nibble;
      if (nibble < FULL_NIBBLE || this.isBeyond) return length;
    }
  }
}
