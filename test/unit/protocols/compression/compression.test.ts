// Predictor and Stac LZS: what is compressed comes out as it was, packet after packet; what is lost or damaged is noticed, and after
// both have begun anew all is well again. Short streams are also held against the standards' own coding, bit for bit.

import { describe, expect, it } from 'vitest';
import { fromHex, fromText, toHex } from '../../../../src/base/octets.ts';
import { LzsDecoder, LzsEncoder } from '../../../../src/protocols/compression/lzs.ts';
import { PredictorCompressor, PredictorDecompressor } from '../../../../src/protocols/compression/predictor.ts';
import { StacCompressor, StacDecompressor } from '../../../../src/protocols/compression/stac.ts';
import fc from '../../../support/fast-check.ts';

const METHODS = {
  predictor: () => [new PredictorCompressor(), new PredictorDecompressor()] as const,
  stac: () => [new StacCompressor(), new StacDecompressor()] as const,
};

/** As datagrams are: some that repeat, some that do not. */
const datagram = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 300 }),
  fc.array(fc.constantFrom(0, 1, 2, 65), { minLength: 1, maxLength: 1500 }).map((list) => Uint8Array.from(list)),
  fc.tuple(fc.nat({ max: 255 }), fc.integer({ min: 1, max: 1500 })).map(([octet, length]) => new Uint8Array(length).fill(octet)),
  fc.constant(fromText('45000064 the same header again and again, and then the same header again and again')),
);
const datagrams = fc.array(datagram, { minLength: 1, maxLength: 12 });

describe.each(Object.entries(METHODS))('%s', (_name, make) => {
  it('gives back what it was given, in a row', () => {
    fc.assert(
      fc.property(datagrams, (list) => {
        const [compressor, decompressor] = make();
        for (const octets of list) {
          const packet = compressor.compress(octets);
          if (packet !== undefined) expect(decompressor.decompress(packet)).toEqual(octets);
        }
      }),
    );
  });

  it('notices what is lost, or gives the right thing, and is well again when both begin anew', () => {
    fc.assert(
      fc.property(datagrams, datagrams, (lost, rest) => {
        const [compressor, decompressor] = make();
        const gone = lost.filter((octets) => compressor.compress(octets) !== undefined);
        for (const octets of rest) {
          const packet = compressor.compress(octets);
          const read = packet && decompressor.decompress(packet);
          // Stac's first packet may have any number: what it lacks then is told by its own coding at best.
          if (packet !== undefined && read !== undefined && gone.length === 0) expect(read).toEqual(octets);
        }
        compressor.reset();
        decompressor.reset();
        for (const octets of rest) {
          const packet = compressor.compress(octets);
          if (packet !== undefined) expect(decompressor.decompress(packet)).toEqual(octets);
        }
      }),
    );
  });

  it('takes any octets and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }), (list) => {
        const [, decompressor] = make();
        for (const octets of list) decompressor.decompress(octets);
      }),
    );
  });

  it('makes text of the same kind shorter, the more the longer it knows it', () => {
    const [compressor] = make();
    const text = fromText('interface BRI0 ip address 172.12.12.1 255.255.255.0 encapsulation ppp dialer map ip 172.12.12.2 name R2 ');
    const lengths = [1, 2, 3].map(() => compressor.compress(text)?.length ?? text.length + 2);
    expect(lengths[1]).toBeLessThan(lengths[0] ?? 0);
    expect(lengths[2]).toBeLessThan(30);
  });
});

describe('a gap', () => {
  it('in the numbers of Stac packets is noticed', () => {
    const [compressor, decompressor] = METHODS.stac();
    const text = fromText('abcabcabcabcabc');
    const packets = [1, 2, 3, 4].map(() => compressor.compress(text) ?? new Uint8Array(0));
    expect(packets.map((packet) => packet[0])).toEqual([1, 2, 3, 4]);
    expect(decompressor.decompress(packets[0] ?? new Uint8Array(0))).toEqual(text);
    expect(decompressor.decompress(packets[2] ?? new Uint8Array(0))).toBeUndefined();
  });

  it('in Predictor\'s guesses is noticed by the check', () => {
    const [compressor, decompressor] = METHODS.predictor();
    const text = fromText('abcabcabcabcabc');
    compressor.compress(text);
    const second = compressor.compress(text);
    expect(decompressor.decompress(second)).toBeUndefined();
  });
});

describe('the coding', () => {
  it('of LZS is that of ANSI X3.241', () => {
    // "A" 0 01000001, "B" 0 01000010, then "ABABAB" as 6 octets from 2 back: 11 0000010 1101, end 11 0000000.
    const encoder = new LzsEncoder();
    const bits = '0' + '01000001' + '0' + '01000010' + '1' + '1' + '0000010' + '1101' + '110000000';
    expect(toBits(encoder.encode(fromText('ABABABAB')).bits)).toBe(bits.padEnd(Math.ceil(bits.length / 8) * 8, '0'));
  });

  it.each([
    [2, '00'], [3, '01'], [4, '10'], [5, '1100'], [6, '1101'], [7, '1110'], [8, '11110000'], [22, '11111110'], [23, '111111110000'], [37, '111111111110'], [38, '1111111111110000'],
  ])('of LZS has a length of %i as %s', (length, code) => {
    const bits = `001111111${'1'}1${'0000001'}${code}110000000`;
    const octets = new Uint8Array(length + 1).fill(0x7f);
    expect(toBits(new LzsEncoder().encode(octets).bits)).toBe(bits.padEnd(Math.ceil(bits.length / 8) * 8, '0'));
    expect(new LzsDecoder().decode(new LzsEncoder().encode(octets).bits, 100)).toEqual(octets);
  });

  it('of LZS has eleven bits for what is far', () => {
    const encoder = new LzsEncoder();
    const before = Uint8Array.from({ length: 130 }, (_, index) => index);
    encoder.encode(before).keep();
    // The first three octets of 130 back: 10 00010000010 01.
    const bits = `10${(130).toString(2).padStart(11, '0')}01110000000`;
    expect(toBits(encoder.encode(before.subarray(0, 3)).bits)).toBe(bits);
  });

  it('of Predictor has flags, wrong guesses, length and check as RFC 1978 has them', () => {
    const compressor = new PredictorCompressor();
    // Zeros are guessed by a new table: 16 of them are two flags of eight right guesses.
    const packet = compressor.compress(new Uint8Array(16));
    expect(toHex(packet.subarray(0, 4))).toBe('8010ffff');
    expect(packet).toHaveLength(6);
    // What would grow goes as it is, without the bit, and with the same check.
    const grown = new PredictorCompressor().compress(fromHex('c3a55a9671'));
    expect(toHex(grown.subarray(0, 7))).toBe('0005c3a55a9671');
  });
});

function toBits(octets: Uint8Array): string {
  return [...octets].map((octet) => octet.toString(2).padStart(8, '0')).join('');
}
