// A capture with every kind of channel and every kind of frame, read by tshark: it must find nothing wrong, and see in
// the frames what we put into them.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { concatOctets, fromHex, fromText } from '../../src/base/octets.ts';
import { CHAP } from '../../src/wire/chap.ts';
import { CONTROL_PACKET } from '../../src/wire/control-packet.ts';
import { ARP, ETHERNET, ETHERTYPE } from '../../src/wire/ethernet.ts';
import { addFcs, serializePppFrame } from '../../src/wire/hdlc.ts';
import { ICMP } from '../../src/wire/icmp.ts';
import { IPCP_OPTIONS } from '../../src/wire/ipcp.ts';
import { IP_PROTOCOL, IPV4 } from '../../src/wire/ipv4.ts';
import { LCP_OPTIONS } from '../../src/wire/lcp.ts';
import { PAP } from '../../src/wire/pap.ts';
import * as pcapng from '../../src/wire/pcapng.ts';
import { PPP_PROTOCOL } from '../../src/wire/ppp.ts';
import { LAPD_FRAME, TEI_MANAGEMENT, type LapdFrame } from '../../src/wire/q921.ts';
import { bearerContents, Q931_CODEC, Q931_MESSAGE, type InformationElement, type Q931Message } from '../../src/wire/q931.ts';
import { expectNoWarnings, tsharkAvailable, tsharkFields } from '../support/tshark.ts';

const NONE = new Uint8Array(0);
/** 00:00:00 UTC, 1 March 1993, and a number of microseconds. */
const START_MICROSECONDS = 730_944_000_000_000;
const D = 0;
const B1 = 1;
const LAN = 2;
const HDLC = 3;

const blocks: Uint8Array[] = [
  pcapng.sectionHeaderBlock(),
  pcapng.interfaceDescriptionBlock('R1-BRI0-D', pcapng.LINK_TYPE.linuxLapd),
  pcapng.interfaceDescriptionBlock('R1-BRI0-B1', pcapng.LINK_TYPE.pppWithDirection),
  pcapng.interfaceDescriptionBlock('lan1', pcapng.LINK_TYPE.ethernet),
  pcapng.interfaceDescriptionBlock('R1-BRI0-B2', pcapng.LINK_TYPE.ciscoHdlc),
];

/** Blocks before the first packet. */
const HEAD = blocks.length;

function put(index: number, direction: pcapng.CaptureDirection, octets: Uint8Array): void {
  const at = START_MICROSECONDS + (blocks.length - HEAD) * 20_001;
  blocks.push(pcapng.enhancedPacketBlock(index, at, direction, octets));
}

function lapd(direction: pcapng.CaptureDirection, frame: LapdFrame): void {
  put(D, direction, pcapng.lapdRecord(LAPD_FRAME.serialize(frame), direction));
}

function ppp(direction: pcapng.CaptureDirection, protocol: number, information: Uint8Array): void {
  put(B1, direction, pcapng.pppRecord(serializePppFrame({ protocol, information }), direction));
}

function control(direction: pcapng.CaptureDirection, protocol: number, code: number, identifier: number, data: Uint8Array): void {
  ppp(direction, protocol, CONTROL_PACKET.serialize({ code, identifier, data }));
}

const management = { sapi: 63, tei: 127, kind: 'UI', pollFinal: false } as const;
const link = { sapi: 0, tei: 64 } as const;
const unflagged = { length: 1, flag: 0, value: 1 } as const;
const flagged = { length: 1, flag: 1, value: 1 } as const;
const dummy = { length: 0, flag: 0, value: 0 } as const;
let sent = 0;
let received = 0;

function q931(direction: pcapng.CaptureDirection, callReference: Q931Message['callReference'], name: keyof typeof Q931_MESSAGE, ...elements: InformationElement[]): void {
  const information = Q931_CODEC.serialize({ callReference, messageType: Q931_MESSAGE[name], elements });
  const out = direction === 'sent';
  const [ns, nr] = out ? [sent, received] : [received, sent];
  if (out) sent += 1;
  else received += 1;
  lapd(direction, { ...link, kind: 'I', commandResponse: out ? 0 : 1, ns, nr, pollFinal: false, information });
}

function datagram(): Uint8Array {
  return IPV4.serialize({
    typeOfService: 0,
    identification: 7,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
    timeToLive: 255,
    protocol: IP_PROTOCOL.icmp,
    source: 0xac0c0c01,
    destination: 0xac0c0c02,
    options: NONE,
    payload: ICMP.serialize({ kind: 'echoRequest', identifier: 1, sequence: 2, data: new Uint8Array(72).fill(0xab) }),
  });
}

function putDataLink(): void {
  const tei = (kind: 'IdentityRequest' | 'IdentityAssigned', actionIndicator: number) =>
    TEI_MANAGEMENT.serialize({ kind, referenceNumber: 4660, actionIndicator });
  lapd('sent', { ...management, commandResponse: 0, information: tei('IdentityRequest', 127) });
  lapd('received', { ...management, commandResponse: 1, information: tei('IdentityAssigned', 64) });
  lapd('sent', { ...link, kind: 'SABME', commandResponse: 0, pollFinal: true });
  lapd('received', { ...link, kind: 'UA', commandResponse: 0, pollFinal: true });
  lapd('sent', { ...link, kind: 'RR', commandResponse: 0, nr: 0, pollFinal: true });
  lapd('received', { ...link, kind: 'RNR', commandResponse: 0, nr: 0, pollFinal: true });
  lapd('received', { ...link, kind: 'REJ', commandResponse: 0, nr: 0, pollFinal: false });
  lapd('sent', { ...link, kind: 'DISC', commandResponse: 0, pollFinal: true });
  lapd('received', { ...link, kind: 'DM', commandResponse: 0, pollFinal: true });
}

function putCall(): void {
  const bearer = (rate: '64' | '56' | 'speech') => ({ kind: 'bearerCapability', contents: bearerContents(rate) }) as const;
  q931('sent', dummy, 'INFORMATION', { kind: 'spid', spid: '555000001001' });
  q931('received', dummy, 'INFORMATION', { kind: 'endpointIdentifier', usid: 0x70, tid: 1, interpreter: false });
  q931('sent', unflagged, 'SETUP', bearer('64'), { kind: 'channelIdentification', channel: 3, exclusive: false }, { kind: 'keypadFacility', digits: '5558888' });
  q931('sent', unflagged, 'SETUP', bearer('56'), { kind: 'channelIdentification', channel: 3, exclusive: false },
    { kind: 'callingPartyNumber', numberType: 2, plan: 1, digits: '5551000', presentation: 0, screening: 3 },
    { kind: 'calledPartyNumber', numberType: 0, plan: 0, digits: '5551234' });
  q931('received', unflagged, 'SETUP', { kind: 'sendingComplete' }, bearer('speech'), { kind: 'channelIdentification', channel: 1, exclusive: true });
  q931('received', flagged, 'CALL_PROCEEDING', { kind: 'channelIdentification', channel: 1, exclusive: true });
  q931('received', flagged, 'ALERTING', { kind: 'progressIndicator', location: 2, description: 8 });
  q931('received', flagged, 'CONNECT', { kind: 'display', text: 'WELCOME' });
  q931('sent', unflagged, 'CONNECT_ACKNOWLEDGE');
  q931('received', flagged, 'STATUS', { kind: 'cause', location: 0, value: 30, diagnostics: NONE }, { kind: 'callState', value: 10 });
  q931('sent', unflagged, 'DISCONNECT', { kind: 'cause', location: 0, value: 16, diagnostics: NONE });
  q931('received', flagged, 'RELEASE');
  q931('sent', unflagged, 'RELEASE_COMPLETE', { kind: 'cause', location: 2, value: 17, diagnostics: NONE });
}

function putPpp(): void {
  const lcp = PPP_PROTOCOL.lcp;
  [0, 1, 3].forEach((operation) => {
    const request = LCP_OPTIONS.serialize([
      { kind: 'mru', mru: 1500 },
      { kind: 'accm', map: 0 },
      { kind: 'authenticationProtocol', protocol: PPP_PROTOCOL.chap, data: Uint8Array.of(5) },
      { kind: 'magicNumber', magic: 0x12345678 },
      { kind: 'protocolFieldCompression' },
      { kind: 'addressControlFieldCompression' },
      { kind: 'callback', operation, message: operation === 0 ? NONE : fromText('5551234') },
    ]);
    control('sent', lcp, 1, operation, request);
    control('received', lcp, operation === 1 ? 4 : 2, operation, request);
  });
  control('sent', lcp, 9, 1, fromHex('12345678'));
  control('received', lcp, 8, 2, fromHex('80fd01010004'));
  ppp('received', PPP_PROTOCOL.chap, CHAP.serialize({ kind: 'Challenge', identifier: 7, value: new Uint8Array(16).fill(9), name: 'R1' }));
  ppp('sent', PPP_PROTOCOL.chap, CHAP.serialize({ kind: 'Response', identifier: 7, value: new Uint8Array(16).fill(8), name: 'R2' }));
  ppp('received', PPP_PROTOCOL.chap, CHAP.serialize({ kind: 'Failure', identifier: 7, message: 'Authentication failed' }));
  ppp('sent', PPP_PROTOCOL.pap, PAP.serialize({ kind: 'AuthenticateRequest', identifier: 8, peerId: 'alice', password: 'secret' }));
  ppp('received', PPP_PROTOCOL.pap, PAP.serialize({ kind: 'AuthenticateAck', identifier: 8, message: 'hello' }));
  control('sent', PPP_PROTOCOL.ipcp, 1, 1, IPCP_OPTIONS.serialize([{ kind: 'ipAddress', address: 0xac0c0c02 }]));
  ppp('sent', PPP_PROTOCOL.ip, datagram());
  control('sent', lcp, 5, 9, NONE);
}

function putLanAndHdlc(): void {
  const here = fromHex('00000c112233');
  const question = { operation: 'request', senderHardware: here, senderProtocol: 0x0a000001, targetHardware: new Uint8Array(6), targetProtocol: 0x0a000002 } as const;
  put(LAN, 'sent', ETHERNET.serialize({ destination: new Uint8Array(6).fill(255), source: here, etherType: ETHERTYPE.arp, payload: ARP.serialize(question) }));
  put(LAN, 'received', ETHERNET.serialize({ destination: here, source: fromHex('00000c445566'), etherType: ETHERTYPE.ipv4, payload: datagram() }));
  put(HDLC, 'sent', concatOctets(fromHex('0f000800'), datagram()));
}

describe.skipIf(!tsharkAvailable())('tshark reads our capture', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringback-capture-'));
  const file = join(folder, 'all.pcapng');

  beforeAll(() => {
    putDataLink();
    putCall();
    putPpp();
    putLanAndHdlc();
    writeFileSync(file, concatOctets(...blocks));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const check = (filter: string, fields: string[], expected: string[][]) => {
    expect(tsharkFields(file, fields, filter)).toEqual(expected);
  };

  test('and finds nothing wrong', () => {
    expectNoWarnings(file);
  });

  test('interfaces, directions, times', () => {
    const rows = tsharkFields(file, ['frame.interface_name', 'frame.p2p_dir', 'frame.time_epoch']);
    expect(rows.length).toBe(blocks.length - HEAD);
    expect(rows[0]).toEqual(['R1-BRI0-D', '0', '730944000.000000000']);
    expect(rows[1]).toEqual(['R1-BRI0-D', '1', '730944000.020001000']);
    expect(new Set(rows.map(([name]) => name))).toEqual(new Set(['R1-BRI0-D', 'R1-BRI0-B1', 'R1-BRI0-B2', 'lan1']));
  });

  test('LAPD and TEI management', () => {
    check('tei.msg', ['tei.msg', 'tei.reference', 'tei.action'], [['1', '4660', '127'], ['2', '4660', '64']]);
    const seen = tsharkFields(file, ['_ws.col.Info'], 'lapd.tei == 64 && !q931').flat();
    expect(seen.map((info) => /\b[US]\b.*func=\w+/.exec(info)?.[0])).toEqual([
      'U P, func=SABME', 'U F, func=UA', 'S P, func=RR', 'S F, func=RNR', 'S, func=REJ', 'U P, func=DISC', 'U F, func=DM',
    ]);
  });

  test('Q.931', () => {
    check('q931', ['q931.message_type', 'q931.call_ref_flag', 'lapd.control.n_s'], [
      ['0x7b', '', '0'], ['0x7b', '', '0'], ['0x05', '0', '1'], ['0x05', '0', '2'], ['0x05', '0', '1'], ['0x02', '1', '2'],
      ['0x01', '1', '3'], ['0x07', '1', '4'], ['0x0f', '0', '3'], ['0x7d', '1', '5'], ['0x45', '0', '4'], ['0x4d', '1', '6'], ['0x5a', '0', '5'],
    ]);
    check('q931.message_type == 5', ['q931.information_transfer_capability', 'q931.channel.selection', 'q931.keypad_facility', 'q931.calling_party_number.digits', 'q931.called_party_number.digits'], [
      ['0x08', '0x03', '5558888', '', ''], ['0x08', '0x03', '', '5551000', '5551234'], ['0x00', '0x01', '', '', ''],
    ]);
    check('q931.cause_value', ['q931.cause_location', 'q931.cause_value'], [['0', '30'], ['0', '16'], ['2', '17']]);
    check('q931.display_information', ['q931.display_information'], [['WELCOME']]);
    check('q931.progress_indicator.description', ['q931.progress_indicator.description'], [['0x08']]);
  });

  test('LCP with its callback option, and good frame check sequences', () => {
    check('lcp.opt.operation && ppp.code == 1', ['lcp.opt.type', 'lcp.opt.operation', 'lcp.opt.message'], [
      ['1,2,3,5,7,8,13', '0', ''], ['1,2,3,5,7,8,13', '1', '35353531323334'], ['1,2,3,5,7,8,13', '3', '35353531323334'],
    ]);
    const statuses = tsharkFields(file, ['ppp.fcs.status'], 'frame.interface_name == "R1-BRI0-B1"').flat();
    expect(statuses.length).toBe(16);
    expect(new Set(statuses)).toEqual(new Set(['1']));
  });

  test('CHAP, PAP, IPCP', () => {
    check('chap', ['chap.code', 'chap.name', 'chap.message'], [['1', 'R1', ''], ['2', 'R2', ''], ['4', '', 'Authentication failed']]);
    check('pap', ['pap.code', 'pap.peer_id', 'pap.password', 'pap.message'], [['1', 'alice', 'secret', ''], ['2', '', '', 'hello']]);
    check('ipcp', ['ppp.code', 'ipcp.opt.ip_address'], [['1', '172.12.12.2']]);
  });

  test('IP, ICMP, ARP, Cisco HDLC', () => {
    const expected = ['172.12.12.1', '172.12.12.2', '8', '1'];
    check('icmp', ['ip.src', 'ip.dst', 'icmp.type', 'icmp.checksum.status'], [expected, expected, expected]);
    check('chdlc', ['chdlc.address', 'chdlc.protocol'], [['0x0f', '0x0800']]);
    check('arp', ['arp.opcode', 'arp.src.proto_ipv4', 'arp.dst.proto_ipv4'], [['1', '10.0.0.1', '10.0.0.2']]);
  });

  test('and would say so if something were wrong', () => {
    const wrong = join(folder, 'wrong.pcapng');
    const frame = addFcs(fromHex('ff03c021010100080d0300'));
    frame[frame.length - 1] = (frame[frame.length - 1] ?? 0) ^ 1;
    writeFileSync(wrong, concatOctets(...blocks.slice(0, HEAD), pcapng.enhancedPacketBlock(B1, START_MICROSECONDS, 'sent', pcapng.pppRecord(frame, 'sent'))));
    expect(() => expectNoWarnings(wrong)).toThrow();
  });
});
