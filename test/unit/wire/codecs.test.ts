// Rules of single codecs that are not in a frame: what is refused, what is padding, and the helpers around Q.931.

import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/base/octets.ts';
import { internetChecksum } from '../../../src/wire/checksum.ts';
import { CHAP } from '../../../src/wire/chap.ts';
import type { Codec } from '../../../src/wire/codec.ts';
import { CONTROL_PACKET, parseOptions } from '../../../src/wire/control-packet.ts';
import { ENDPOINT_DISCRIMINATOR } from '../../../src/wire/endpoint-discriminator.ts';
import { ICMP } from '../../../src/wire/icmp.ts';
import { parseIpcpOption } from '../../../src/wire/ipcp.ts';
import { IPV4 } from '../../../src/wire/ipv4.ts';
import { parseLcpOption } from '../../../src/wire/lcp.ts';
import { fragmentWord, LONG_FRAGMENT, octetsForFragments, packetOfFragments, SHORT_FRAGMENT } from '../../../src/wire/multilink.ts';
import { PAP } from '../../../src/wire/pap.ts';
import { LAPD_FRAME, TEI_MANAGEMENT } from '../../../src/wire/q921.ts';
import { bearerContents, bearerOf, elementOctets, findElement, Q931_CODEC, type Q931Message } from '../../../src/wire/q931.ts';

function checkRefused(codec: Codec<unknown>, hex: string, message: string): void {
  expect(codec.parse(fromHex(hex))).toMatchObject({ ok: false, error: { message } });
}

describe('refused', () => {
  test.each<[Codec<unknown>, string, string]>([
    [CONTROL_PACKET, '0101', 'packet too short'],
    [CONTROL_PACKET, '01010005', 'invalid length'],
    [CONTROL_PACKET, '0101000300', 'invalid length'],
    [PAP, '010100060361', 'peer-id runs past the end'],
    [PAP, '01010007016105', 'password runs past the end'],
    [PAP, '0401000400', 'unknown code 4'],
    [PAP, '020100050361', 'message runs past the end'],
    [CHAP, '01010006056161', 'invalid value size'],
    [CHAP, '0101000500', 'invalid value size'],
    [CHAP, '05010004', 'unknown code 5'],
    [LAPD_FRAME, '0081', 'frame too short'],
    [LAPD_FRAME, '018173', 'address field of one octet'],
    [LAPD_FRAME, '008073', 'address field of more than two octets'],
    [LAPD_FRAME, '00817300', 'information field not permitted'],
    [LAPD_FRAME, '0081010000', 'information field not permitted'],
    [LAPD_FRAME, '008101', 'control field cut short'],
    [LAPD_FRAME, '00810d00', 'undefined control field'],
    [LAPD_FRAME, '0081ff', 'undefined control field'],
    [TEI_MANAGEMENT, '0e123401ff', 'unknown management entity'],
    [TEI_MANAGEMENT, '0f123408ff', 'unknown message type'],
    [TEI_MANAGEMENT, '0f12340180', 'more than one action indicator'],
    [LONG_FRAGMENT, 'c00000', 'header cut short'],
    [SHORT_FRAGMENT, 'c0', 'header cut short'],
    [ENDPOINT_DISCRIMINATOR, '', 'no class'],
    [ENDPOINT_DISCRIMINATOR, '06', 'undefined class'],
    [ENDPOINT_DISCRIMINATOR, '0001', 'invalid address length'],
    [Q931_CODEC, '03010105', 'protocol discriminator is not call control'],
    [Q931_CODEC, '080101', 'message too short'],
    [Q931_CODEC, '0803010105', 'invalid call reference length'],
    [Q931_CODEC, '08010105180289', 'element runs past the end'],
    [IPV4, '65000014000000000000000000000000000000', 'header too short'],
    [IPV4, '6500001400000000000000000000000000000000', 'not version 4'],
    [IPV4, '4400001400000000000000000000000000000000', 'invalid header length'],
    [IPV4, '4500001500000000000000000000000000000000', 'invalid total length'],
    [IPV4, '4500001400000000000000000000000000000000', 'bad header checksum'],
    [ICMP, '0800000000010001', 'bad checksum'],
  ])('%#: %s %s', (codec, hex, message) => {
    checkRefused(codec, hex, message);
  });

  test('options whose length is less than two, or runs past the end', () => {
    expect(parseOptions(fromHex('0101'))).toMatchObject({ ok: false, error: { offset: 1 } });
    expect(parseOptions(fromHex('0702010405'))).toMatchObject({ ok: false, error: { offset: 3 } });
    expect(parseOptions(fromHex('07'))).toMatchObject({ ok: false });
  });

  test.each([
    [1, '05'],
    [2, '000000'],
    [3, 'c0'],
    [5, '0000000000'],
    [7, '00'],
    [8, '00'],
    [13, ''],
    [17, '05'],
    [18, '00'],
    [19, ''],
    [19, '0001'],
    [19, '020a0000'],
    [19, '0300000c1122'],
    [19, '04000000'],
    [19, '0531323334353637383930313233343536'],
    [19, '0600'],
  ])('LCP option %i with the data %s', (type, data) => {
    expect(parseLcpOption({ type, data: fromHex(data) })).toMatchObject({ ok: false });
  });

  test('an IP address of three octets', () => {
    expect(parseIpcpOption({ type: 3, data: fromHex('0a0000') })).toMatchObject({ ok: false });
  });
});

describe('padding', () => {
  test('behind a control packet is dropped', () => {
    expect(CONTROL_PACKET.parse(fromHex('0901000800000000ffff'))).toMatchObject({ value: { data: fromHex('00000000') } });
  });

  test('behind an IP datagram is dropped', () => {
    const parsed = IPV4.parse(fromHex('45000015000000004001 7ae9 00000000 00000000 61 000000'));
    expect(parsed).toMatchObject({ ok: true, value: { payload: fromHex('61') } });
  });
});

test('PAP Authenticate-Ack without the length of its message', () => {
  expect(PAP.parse(fromHex('02010004'))).toEqual({ ok: true, value: { kind: 'AuthenticateAck', identifier: 1, message: '' } });
});

test('PAP cuts what its length fields cannot hold', () => {
  const octets = PAP.serialize({ kind: 'AuthenticateRequest', identifier: 1, peerId: 'a'.repeat(300), password: 'b' });
  expect(PAP.parse(octets)).toMatchObject({ ok: true, value: { peerId: 'a'.repeat(255), password: 'b' } });
});

test("the Internet checksum is RFC 1071's example", () => {
  expect(internetChecksum(fromHex('0001f203f4f5f6f7'), 0, 8)).toBe(0xffff - 0xddf2);
});

describe('Q.931', () => {
  test.each([
    ['64', '8890'],
    ['56', '8890218f'],
    ['speech', '8090a2'],
  ] as const)('bearer %s', (bearer, hex) => {
    expect(toHex(bearerContents(bearer))).toBe(hex);
    expect(bearerOf(fromHex(hex))).toBe(bearer);
  });

  test.each([
    ['9090a3', 'speech'],
    ['88902190', '64'],
    // Layer 2 is LAPB, nothing is said of layer 1.
    ['8890c6', '64'],
    // V.120
    ['8890a8', undefined],
    ['8893', undefined],
    ['', undefined],
  ])('bearer capability %s is %s', (hex, bearer) => {
    expect(bearerOf(fromHex(hex))).toBe(bearer);
  });

  test('elements are found by kind, and undissected ones are not', () => {
    const parsed = Q931_CODEC.parse(fromHex('0801010518 01 83 0802 8090 1803 a98381 08 03 008090'));
    const message: Q931Message | undefined = parsed.ok ? parsed.value : undefined;
    expect(message && findElement(message, 'channelIdentification')).toMatchObject({ channel: 3 });
    expect(message && findElement(message, 'cause')).toMatchObject({ value: 16 });
    expect(message && findElement(message, 'display')).toBeUndefined();
    expect(message?.elements.map((element) => element.kind)).toEqual(['channelIdentification', 'cause', 'primaryChannels', 'raw']);
  });

  test('contents of elements', () => {
    expect(toHex(elementOctets({ kind: 'cause', location: 0, value: 16, diagnostics: new Uint8Array(0) }))).toBe('8090');
    expect(toHex(elementOctets({ kind: 'sendingComplete' }))).toBe('');
  });
});

describe('multilink fragments', () => {
  test('are named by their first four octets, as routers print them', () => {
    const word = (hex: string): string => {
      const parsed = LONG_FRAGMENT.parse(fromHex(hex));
      return parsed.ok ? fragmentWord(parsed.value).toString(16) : '';
    };
    expect(['c0004264', '80004265', '00004266', '40004268'].map((hex) => word(hex))).toEqual(['c0004264', '80004265', '4266', '40004268']);
  });

  test('carry a packet without address and control, its protocol field whole', () => {
    const packet = { protocol: 0x0021, information: fromHex('4500') };
    expect(toHex(octetsForFragments(packet))).toBe('00214500');
    expect(packetOfFragments(octetsForFragments(packet))).toEqual({ ok: true, value: packet });
    // RFC 1990 §3: a peer may have compressed the protocol field of what it divides, or left the header as it was.
    for (const hex of ['214500', 'ff0300214500']) expect(packetOfFragments(fromHex(hex))).toEqual({ ok: true, value: packet });
  });

  test('reserved bits are not looked at', () => {
    expect(LONG_FRAGMENT.parse(fromHex('bf00000161'))).toMatchObject({ ok: true, value: { begin: true, end: false, sequence: 1 } });
    expect(SHORT_FRAGMENT.parse(fromHex('7fff61'))).toMatchObject({ ok: true, value: { begin: false, end: true, sequence: 0xfff } });
  });
});
