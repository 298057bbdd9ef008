// The frame check sequence of RFC 1662, and PPP frames in all the forms that a peer may send.

import { describe, expect, test } from 'vitest';
import { fromHex, fromText, toHex } from '../../../src/base/octets.ts';
import { addFcs, checkFcs, parsePppFrame, PPP_FRAME, serializePppFrame } from '../../../src/wire/hdlc.ts';
import { frameNamed } from '../../support/frames.ts';

describe('FCS-16', () => {
  test('is 0x906e over 123456789, as catalogues of CRCs have it, low octet first', () => {
    expect(toHex(addFcs(fromText('123456789')))).toBe('3132333435363738396e90');
  });

  test('is the one that pppd put behind its frame', () => {
    const frame = frameNamed('pppd, CBCP Response with its FCS');
    expect(addFcs(frame.subarray(0, -2))).toEqual(frame);
    expect(checkFcs(frame)).toEqual({ ok: true, value: frame.subarray(0, -2) });
  });

  test('finds every single wrong bit', () => {
    const frame = frameNamed('pppd, CBCP Response with its FCS');
    for (let bit = 0; bit < frame.length * 8; bit += 1) {
      const wrong = frame.slice();
      wrong[bit >> 3] = (wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(checkFcs(wrong)).toMatchObject({ ok: false, error: { message: 'bad FCS' } });
    }
  });

  test('refuses what is too short to be a frame', () => {
    expect(checkFcs(fromHex('ff0378'))).toMatchObject({ ok: false, error: { message: 'frame too short' } });
    expect(checkFcs(new Uint8Array(0))).toMatchObject({ ok: false });
  });
});

describe('PPP frames', () => {
  const ip = { protocol: 0x0021, information: fromHex('4500') };

  test.each([
    ['whole', {}, 'ff0300214500'],
    ['protocol field compressed', { compressProtocol: true }, 'ff03214500'],
    ['address and control compressed', { compressAddressControl: true }, '00214500'],
    ['both compressed', { compressProtocol: true, compressAddressControl: true }, '214500'],
  ])('%s', (_name, options, hex) => {
    const frame = serializePppFrame(ip, options);
    expect(toHex(frame.subarray(0, -2))).toBe(hex);
    expect(parsePppFrame(frame)).toEqual({ ok: true, value: ip });
  });

  test('LCP is sent whole whatever was agreed', () => {
    const frame = serializePppFrame({ protocol: 0xc021, information: new Uint8Array(4) }, { compressProtocol: true, compressAddressControl: true });
    expect(toHex(frame.subarray(0, 4))).toBe('ff03c021');
  });

  test('a protocol number of two octets is never compressed', () => {
    const frame = serializePppFrame({ protocol: 0x8021, information: new Uint8Array(0) }, { compressProtocol: true });
    expect(toHex(frame.subarray(0, -2))).toBe('ff038021');
  });

  test.each([
    ['control is not UI', 'ff13c021'],
    ['no protocol', 'ff03'],
    ['half a protocol', 'ff03c0'],
  ])('refused: %s', (_name, hex) => {
    expect(PPP_FRAME.parse(addFcs(fromHex(hex)))).toMatchObject({ ok: false });
  });
});
