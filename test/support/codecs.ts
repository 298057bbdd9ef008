// The table of all wire codecs with the values that their types allow, for the tests that are written once for all of them.

import { internetChecksum } from '../../src/wire/checksum.ts';
import { BACP_OPTIONS, type BacpOption } from '../../src/wire/bacp.ts';
import { BAP, BAP_ANSWERS, BAP_REQUESTS, BAP_RESPONSES, type BapOption } from '../../src/wire/bap.ts';
import { CBCP, type CbcpOption } from '../../src/wire/cbcp.ts';
import { CCP_OPTIONS, type CcpOption } from '../../src/wire/ccp.ts';
import { CHAP } from '../../src/wire/chap.ts';
import { CISCO_HDLC, SLARP } from '../../src/wire/cisco-hdlc.ts';
import type { Codec } from '../../src/wire/codec.ts';
import { CONTROL_PACKET } from '../../src/wire/control-packet.ts';
import { DNS } from '../../src/wire/dns.ts';
import { ENDPOINT_DISCRIMINATOR, type EndpointDiscriminator } from '../../src/wire/endpoint-discriminator.ts';
import { ARP, ETHERNET } from '../../src/wire/ethernet.ts';
import { addFcs, PPP_FRAME } from '../../src/wire/hdlc.ts';
import { ICMP, type IcmpMessage } from '../../src/wire/icmp.ts';
import { IPCP_OPTIONS, NAME_SERVERS, type IpcpOption } from '../../src/wire/ipcp.ts';
import { IPV4 } from '../../src/wire/ipv4.ts';
import { LCP_OPTION, LCP_OPTIONS, type LcpOption } from '../../src/wire/lcp.ts';
import { LINK_QUALITY_REPORT } from '../../src/wire/lqr.ts';
import { LONG_FRAGMENT, SHORT_FRAGMENT } from '../../src/wire/multilink.ts';
import { PAP } from '../../src/wire/pap.ts';
import { PPP_PACKET } from '../../src/wire/ppp.ts';
import { LAPD_FRAME, TEI_MANAGEMENT, TEI_MESSAGE, type LapdFrame } from '../../src/wire/q921.ts';
import { Q931_CODEC, type CallReference, type InformationElement } from '../../src/wire/q931.ts';
import { RADIUS, RADIUS_VENDOR } from '../../src/wire/radius.ts';
import { RIP, type RipEntry } from '../../src/wire/rip.ts';
import { TACACS } from '../../src/wire/tacacs.ts';
import { ACCT_REPLY, ACCT_REQUEST, AUTHEN_CONTINUE, AUTHEN_REPLY, AUTHEN_START, AUTHOR_REQUEST, AUTHOR_RESPONSE } from '../../src/wire/tacacs-bodies.ts';
import { parseTcp, serializeTcp, type TcpOption, type TcpSegment } from '../../src/wire/tcp.ts';
import { transportChecksum } from '../../src/wire/transport-checksum.ts';
import { TFTP_REQUEST } from '../../src/wire/tftp.ts';
import { parseUdp, serializeUdp, type UdpDatagram } from '../../src/wire/udp.ts';
import fc, { type Arbitrary } from './fast-check.ts';

export interface CodecCase {
  readonly codec: Codec<unknown>;
  readonly values: Arbitrary<unknown>;
  /** serialize(parse(octets)) gives the octets back, and not only the same value. */
  readonly exact?: boolean;
  /** Puts a right checksum into octets that were tampered with, so that parse looks at the rest. */
  readonly seal?: (octets: Uint8Array) => Uint8Array;
  /** The field that another codec parses further. */
  readonly payload?: 'information' | 'data' | 'payload';
}

/** A codec with values of its own type; the table holds them as unknown, each only ever meeting its own values. */
function entry<T>(codec: Codec<T>, values: Arbitrary<T>, rest: Omit<CodecCase, 'codec' | 'values'> = {}): CodecCase {
  // The values that serialize gets in these tests come from the same codec's arbitrary, parse or fixture.
  return { codec: { parse: (octets) => codec.parse(octets), serialize: (value) => codec.serialize(value as T) }, values, ...rest };
}

const upTo = (max: number) => fc.nat({ max });
const octet = upTo(255);
const uint16 = upTo(0xffff);
const uint32 = upTo(0xffffffff);
const octets = (maxLength = 40, minLength = 0) => fc.uint8Array({ minLength, maxLength });
const exactly = (length: number) => octets(length, length);
const text = (maxLength = 30) => fc.uint8Array({ maxLength }).map((codes) => String.fromCharCode(...codes));
const oneOf = <const T>(...values: readonly T[]) => fc.constantFrom(...values);
const kind = <const K extends string>(name: K) => fc.constant(name);

const pppPacket = fc.record({
  protocol: uint16.map((value) => value & 0xfeff),
  information: octets(),
});

const endpointDiscriminator: Arbitrary<EndpointDiscriminator> = fc.oneof(
  fc.record({ class: oneOf(0), address: exactly(0) }),
  fc.record({ class: oneOf(1), address: octets(20) }),
  fc.record({ class: oneOf(2), address: exactly(4) }),
  fc.record({ class: oneOf(3), address: exactly(6) }),
  fc.record({ class: oneOf(4), address: octets(20, 4) }),
  fc.record({ class: oneOf(5), address: octets(15) }),
);

const fragment = (sequences: number) => fc.record({ begin: fc.boolean(), end: fc.boolean(), sequence: upTo(sequences - 1), data: octets() });

const lcpOption: Arbitrary<LcpOption> = fc.oneof(
  fc.record({ kind: kind('mru'), mru: uint16 }),
  fc.record({ kind: kind('accm'), map: uint32 }),
  fc.record({ kind: kind('authenticationProtocol'), protocol: uint16, data: octets(3) }),
  fc.record({ kind: kind('qualityProtocol'), protocol: uint16, data: octets(6) }),
  fc.record({ kind: kind('magicNumber'), magic: uint32 }),
  fc.record({ kind: kind('protocolFieldCompression') }),
  fc.record({ kind: kind('addressControlFieldCompression') }),
  fc.record({ kind: kind('callback'), operation: octet, message: octets(252) }),
  fc.record({ kind: kind('mrru'), mrru: uint16 }),
  fc.record({ kind: kind('shortSequence') }),
  endpointDiscriminator.map((value) => ({ kind: 'endpointDiscriminator' as const, ...value })),
  fc.record({ kind: kind('linkDiscriminator'), discriminator: uint16 }),
  fc.record({
    kind: kind('unknown'),
    type: octet.filter((type) => ![1, 2, 3, 4, 5, 7, 8, LCP_OPTION.callback, 17, 18, 19, 23].includes(type)),
    data: octets(253),
  }),
);

const ipcpOption: Arbitrary<IpcpOption> = fc.oneof(
  fc.record({ kind: kind('ipAddress'), address: uint32 }),
  fc.record({ kind: kind('nameServer'), which: oneOf(...NAME_SERVERS), address: uint32 }),
  fc.record({ kind: kind('unknown'), type: octet.filter((type) => type !== 3 && (type < 129 || type > 132)), data: octets() }),
);

const ccpOption: Arbitrary<CcpOption> = fc.oneof(
  fc.record({ kind: oneOf('predictor1', 'predictor2') }),
  fc.record({ kind: kind('stac'), histories: uint16, checkMode: octet }),
  fc.record({ kind: kind('mppc'), bits: uint32 }),
  fc.record({ kind: kind('unknown'), type: octet.filter((type) => ![1, 2, 17, 18].includes(type)), data: octets() }),
);

const callbackDelay = { delaySeconds: octet };
const cbcpOption: Arbitrary<CbcpOption> = fc.oneof(
  fc.record({ kind: kind('none') }),
  fc.record({ kind: kind('user'), ...callbackDelay, number: plainText(250) }),
  fc.record({ kind: kind('administrator'), ...callbackDelay }),
  fc.record({ kind: kind('list'), ...callbackDelay, numbers: fc.array(plainText(40, 1), { maxLength: 6 }) }),
  fc.record({ kind: kind('unknown'), type: octet.filter((type) => type < 1 || type > 4), data: octets(253) }),
);

const bacpOption: Arbitrary<BacpOption> = fc.oneof(
  fc.record({ kind: kind('favoredPeer'), magic: uint32 }),
  fc.record({ kind: kind('unknown'), type: octet.filter((type) => type !== 1), data: octets(253) }),
);

const bapOption: Arbitrary<BapOption> = fc.oneof(
  fc.record({ kind: kind('linkType'), kilobits: uint16, types: octet }),
  fc.record({ kind: kind('phoneDelta'), uniqueDigits: octet, subscriberNumber: plainText(100), subAddress: plainText(100) }, { requiredKeys: ['kind', 'uniqueDigits'] }),
  fc.record({ kind: kind('noPhoneNumberNeeded') }),
  fc.record({ kind: kind('reason'), text: plainText(253) }),
  fc.record({ kind: kind('linkDiscriminator'), discriminator: uint16 }),
  fc.record({ kind: kind('callStatus'), status: octet, retry: fc.boolean() }),
  fc.record({ kind: kind('unknown'), type: octet.filter((type) => type < 1 || type > 6), data: octets(253) }),
);

const address = { sapi: upTo(63), commandResponse: oneOf(0, 1), tei: upTo(127), pollFinal: fc.boolean() };
const lapdFrame: Arbitrary<LapdFrame> = fc.oneof(
  fc.record({ ...address, kind: kind('I'), ns: upTo(127), nr: upTo(127), information: octets() }),
  fc.record({ ...address, kind: oneOf('RR', 'RNR', 'REJ'), nr: upTo(127) }),
  fc.record({ ...address, kind: oneOf('SABME', 'DISC', 'DM', 'UA') }),
  fc.record({ ...address, kind: oneOf('UI', 'FRMR', 'XID'), information: octets() }),
);

// Object.keys forgets that the keys are the names of the messages.
const teiKinds = Object.keys(TEI_MESSAGE) as (keyof typeof TEI_MESSAGE)[];

const callReference: Arbitrary<CallReference> = fc.oneof(
  fc.constant({ length: 0, flag: 0, value: 0 } as const),
  fc.record({ length: fc.constant(1 as const), flag: oneOf(0, 1), value: upTo(0x7f) }),
  fc.record({ length: fc.constant(2 as const), flag: oneOf(0, 1), value: upTo(0x7fff) }),
);

const number = { numberType: upTo(7), plan: upTo(15), digits: text() };
const DISSECTED = [0x04, 0x08, 0x14, 0x18, 0x1e, 0x28, 0x2c, 0x3a, 0x3b, 0x6c, 0x6d, 0x70, 0x71];

/** Slots of a map, as it is read: in their order. */
const slots = (first: number, last: number) => fc.uniqueArray(fc.integer({ min: first, max: last })).map((list) => list.sort((a, b) => a - b));

const element: Arbitrary<InformationElement> = fc.oneof(
  fc.record({ kind: kind('bearerCapability'), contents: octets(12) }),
  fc.record({ kind: kind('channelIdentification'), channel: oneOf(0, 1, 2, 3), exclusive: fc.boolean() }),
  fc.record({ kind: kind('primaryChannels'), channels: oneOf('any', 'none'), exclusive: fc.boolean() }),
  fc.record({ kind: kind('primaryChannels'), channels: fc.array(upTo(127), { minLength: 1, maxLength: 31 }), exclusive: fc.boolean() }),
  fc.record({ kind: kind('primaryChannels'), channels: slots(1, 24), exclusive: fc.boolean(), map: fc.constant(24 as const) }),
  fc.record({ kind: kind('primaryChannels'), channels: slots(0, 31), exclusive: fc.boolean(), map: fc.constant(32 as const) }),
  fc.record({ kind: kind('callingPartyNumber'), ...number }),
  fc.record({ kind: kind('callingPartyNumber'), ...number, presentation: upTo(3), screening: upTo(3) }),
  fc.record({ kind: kind('calledPartyNumber'), ...number }),
  fc.record({ kind: kind('callingPartySubaddress'), text: text(19) }),
  fc.record({ kind: kind('calledPartySubaddress'), text: text(19) }),
  fc.record({ kind: kind('keypadFacility'), digits: text() }),
  fc.record({ kind: kind('cause'), location: upTo(15), value: upTo(127), diagnostics: octets(8) }),
  fc.record({ kind: kind('callState'), value: upTo(63) }),
  fc.record({ kind: kind('progressIndicator'), location: upTo(15), description: upTo(127) }),
  fc.record({ kind: kind('display'), text: text() }),
  fc.record({ kind: kind('spid'), spid: text() }),
  fc.record({ kind: kind('endpointIdentifier'), usid: upTo(127), tid: upTo(63), interpreter: fc.boolean() }),
  fc.record({ kind: kind('sendingComplete') }),
  fc.record({ kind: kind('raw'), identifier: upTo(0x7f).filter((id) => !DISSECTED.includes(id)), contents: octets(255) }),
  // Single octets but shifts, which change what the rest means, and sending complete.
  fc.record({ kind: kind('raw'), identifier: oneOf(0xa0, 0xb1, 0xd1, 0xf0), contents: exactly(0) }),
);

const icmpMessage: Arbitrary<IcmpMessage> = fc.oneof(
  fc.record({ kind: oneOf('echoRequest', 'echoReply'), identifier: uint16, sequence: uint16, data: octets() }),
  fc.record({ kind: kind('destinationUnreachable'), code: octet, nextHopMtu: uint16, original: octets() }),
  fc.record({ kind: kind('timeExceeded'), code: octet, original: octets() }),
  fc.record({ kind: kind('unknown'), type: octet.filter((type) => ![0, 3, 8, 11].includes(type)), code: octet, rest: octets() }),
);

const tcpOption: Arbitrary<TcpOption> = fc.oneof(
  fc.record({ kind: kind('noOperation') }),
  fc.record({ kind: kind('maximumSegmentSize'), octets: uint16 }),
  fc.record({ kind: kind('unknown'), code: octet.filter((code) => code > 2), data: octets(8) }),
);

const ripEntry: Arbitrary<RipEntry> = fc.oneof(
  fc.record({ kind: kind('route'), family: upTo(0xfffe), tag: uint16, prefix: uint32, mask: uint32, nextHop: uint32, metric: uint32 }),
  fc.record({ kind: kind('authentication'), type: uint16, data: exactly(16) }),
);

const radiusAttributes = fc.array(fc.record({ type: octet, value: octets(253) }), { maxLength: 6 });

const tacacsAsking = { privilege: octet, authenType: octet, service: octet, user: text(), port: text(), remoteAddress: text() };
const tacacsRequest = { method: octet, ...tacacsAsking, arguments: fc.array(text(), { maxLength: 6 }) };

/** Between these two, since the checksum covers the addresses. */
const SOURCE = 0x0a000001;
const DESTINATION = 0x0a000002;
const TCP: Codec<TcpSegment> = {
  parse: (octets) => parseTcp(octets, SOURCE, DESTINATION),
  serialize: (segment) => serializeTcp(segment, SOURCE, DESTINATION),
};
const UDP: Codec<UdpDatagram> = {
  parse: (octets) => parseUdp(octets, SOURCE, DESTINATION),
  serialize: (datagram) => serializeUdp(datagram, SOURCE, DESTINATION),
};

const identifier = { identifier: octet };

const dnsLabel = fc.array(upTo(255), { minLength: 1, maxLength: 12 }).map((signs) => signs.map((sign) => (sign === 46 ? 'x' : String.fromCharCode(sign))).join(''));
const dnsName = fc.array(dnsLabel, { maxLength: 5 }).map((labels) => labels.join('.'));
const dnsQuestion = fc.record({ name: dnsName, type: upTo(300), class: upTo(4) });
/** What the data of a record are is told by its type. */
const dnsRecords = fc.array(
  fc.oneof(
    fc.record({ name: dnsName, type: fc.constant(1), class: fc.constant(1), timeToLiveSeconds: uint32, data: fc.record({ kind: kind('address'), address: uint32 }) }),
    fc.record({ name: dnsName, type: oneOf(2, 5, 12), class: upTo(4), timeToLiveSeconds: uint32, data: fc.record({ kind: kind('name'), name: dnsName }) }),
    fc.record({ name: dnsName, type: oneOf(15, 16, 28, 255), class: upTo(4), timeToLiveSeconds: uint32, data: fc.record({ kind: kind('other'), octets: octets() }) }),
  ),
  { maxLength: 3 },
);

export const CODECS = {
  PPP_PACKET: entry(PPP_PACKET, pppPacket, { payload: 'information' }),
  PPP_FRAME: entry(PPP_FRAME, pppPacket, { payload: 'information', seal: (octets) => addFcs(octets.subarray(0, -2)) }),
  CONTROL_PACKET: entry(CONTROL_PACKET, fc.record({ code: octet, ...identifier, data: octets(300) }), { payload: 'data' }),
  LCP_OPTIONS: entry(LCP_OPTIONS, fc.array(lcpOption, { maxLength: 8 }), { exact: true }),
  ENDPOINT_DISCRIMINATOR: entry(ENDPOINT_DISCRIMINATOR, endpointDiscriminator, { exact: true }),
  CCP_OPTIONS: entry(CCP_OPTIONS, fc.array(ccpOption, { maxLength: 5 }), { exact: true }),
  LINK_QUALITY_REPORT: entry(LINK_QUALITY_REPORT, fc.record({
    magic: uint32, lastOutReports: uint32, lastOutPackets: uint32, lastOutOctets: uint32, peerInReports: uint32, peerInPackets: uint32,
    peerInDiscards: uint32, peerInErrors: uint32, peerInOctets: uint32, peerOutReports: uint32, peerOutPackets: uint32, peerOutOctets: uint32,
  })),
  LONG_FRAGMENT: entry(LONG_FRAGMENT, fragment(LONG_FRAGMENT.sequences), { payload: 'data' }),
  SHORT_FRAGMENT: entry(SHORT_FRAGMENT, fragment(SHORT_FRAGMENT.sequences), { payload: 'data' }),
  IPCP_OPTIONS: entry(IPCP_OPTIONS, fc.array(ipcpOption, { maxLength: 8 }), { exact: true }),
  PAP: entry(
    PAP,
    fc.oneof(
      fc.record({ kind: kind('AuthenticateRequest'), ...identifier, peerId: text(255), password: text(255) }),
      fc.record({ kind: oneOf('AuthenticateAck', 'AuthenticateNak'), ...identifier, message: text(255) }),
    ),
  ),
  CHAP: entry(
    CHAP,
    fc.oneof(
      fc.record({ kind: oneOf('Challenge', 'Response'), ...identifier, value: octets(255, 1), name: text() }),
      fc.record({ kind: oneOf('Success', 'Failure'), ...identifier, message: text() }),
    ),
  ),
  CBCP: entry(
    CBCP,
    fc.record({ kind: oneOf('CallbackRequest', 'CallbackResponse', 'CallbackAck'), ...identifier, options: fc.array(cbcpOption, { maxLength: 5 }) }),
  ),
  BACP_OPTIONS: entry(BACP_OPTIONS, fc.array(bacpOption, { maxLength: 4 }), { exact: true }),
  BAP: entry(
    BAP,
    fc.oneof(
      fc.record({ kind: oneOf(...BAP_REQUESTS), ...identifier, options: fc.array(bapOption, { maxLength: 5 }) }),
      fc.record({ kind: oneOf(...BAP_RESPONSES), ...identifier, answer: oneOf(...BAP_ANSWERS), options: fc.array(bapOption, { maxLength: 5 }) }),
    ),
  ),
  LAPD_FRAME: entry(LAPD_FRAME, lapdFrame, { exact: true, payload: 'information' }),
  TEI_MANAGEMENT: entry(
    TEI_MANAGEMENT,
    fc.record({ kind: oneOf(...teiKinds), referenceNumber: uint16, actionIndicator: upTo(127) }),
    { exact: true },
  ),
  Q931_CODEC: entry(
    Q931_CODEC,
    fc.record({ callReference, messageType: octet, elements: fc.array(element, { maxLength: 8 }) }),
    { exact: true },
  ),
  IPV4: entry(
    IPV4,
    fc.record({
      typeOfService: octet,
      identification: uint16,
      dontFragment: fc.boolean(),
      moreFragments: fc.boolean(),
      fragmentOffset: upTo(0x1fff),
      timeToLive: octet,
      protocol: octet,
      source: uint32,
      destination: uint32,
      options: upTo(10).chain((words) => exactly(4 * words)),
      payload: octets(),
    }),
    { payload: 'payload', seal: (octets) => sealed(octets, 10, ((octets[0] ?? 0) & 15) * 4) },
  ),
  ICMP: entry(ICMP, icmpMessage, { seal: (octets) => sealed(octets, 2, octets.length) }),
  TCP: entry(
    TCP,
    fc.record({
      sourcePort: uint16,
      destinationPort: uint16,
      sequence: uint32,
      acknowledgment: uint32,
      flags: octet,
      window: uint16,
      urgentPointer: uint16,
      options: fc.array(tcpOption, { maxLength: 4 }),
      data: octets(),
    }),
    { seal: (octets) => sealedSegment(octets, 16, 6) },
  ),
  UDP: entry(UDP, fc.record({ sourcePort: uint16, destinationPort: uint16, data: octets() }), { seal: (octets) => sealedSegment(octets, 6, 17) }),
  ETHERNET: entry(
    ETHERNET,
    fc.record({ destination: exactly(6), source: exactly(6), etherType: uint16, payload: octets() }),
    { exact: true, payload: 'payload' },
  ),
  ARP: entry(
    ARP,
    fc.record({
      operation: oneOf('request', 'reply'),
      senderHardware: exactly(6),
      senderProtocol: uint32,
      targetHardware: exactly(6),
      targetProtocol: uint32,
    }),
  ),
  RIP: entry(
    RIP,
    fc.record({ command: octet, version: octet, unused: uint16, entries: fc.array(ripEntry, { maxLength: 25 }) }),
    { exact: true },
  ),
  CISCO_HDLC: entry(CISCO_HDLC, fc.record({ broadcast: fc.boolean(), etherType: uint16, payload: octets() }), { exact: true, payload: 'payload' }),
  SLARP: entry(
    SLARP,
    fc.oneof(
      fc.record({ kind: oneOf('addressRequest', 'addressReply'), address: uint32, mask: uint32, rest: octets(8) }),
      fc.record({ kind: kind('keepalive'), mySequence: uint32, yourSequence: uint32, reliability: uint16, rest: octets(8) }),
    ),
    { exact: true },
  ),
  DNS: entry(
    DNS,
    fc.record({
      id: uint16, response: fc.boolean(), opcode: upTo(15), authoritative: fc.boolean(), truncated: fc.boolean(), recursionDesired: fc.boolean(), recursionAvailable: fc.boolean(), reserved: upTo(7), rcode: upTo(15),
      questions: fc.array(dnsQuestion, { maxLength: 3 }), answers: dnsRecords, authorities: dnsRecords, additionals: dnsRecords,
    }),
  ),
  TFTP_REQUEST: entry(
    TFTP_REQUEST,
    fc.record({ kind: oneOf('read', 'write'), file: plainText(40), mode: oneOf('octet', 'netascii') }),
  ),
  RADIUS: entry(RADIUS, fc.record({ code: octet, ...identifier, authenticator: exactly(16), attributes: radiusAttributes })),
  RADIUS_VENDOR: entry(RADIUS_VENDOR, fc.record({ vendor: uint32, attributes: radiusAttributes }), { exact: true }),
  TACACS: entry(
    TACACS,
    fc.record({ majorVersion: upTo(15), minorVersion: upTo(15), type: octet, sequence: octet, flags: octet, sessionId: uint32, payload: octets() }),
    { exact: true, payload: 'payload' },
  ),
  AUTHEN_START: entry(AUTHEN_START, fc.record({ action: octet, ...tacacsAsking, data: octets() }), { exact: true }),
  AUTHEN_REPLY: entry(AUTHEN_REPLY, fc.record({ status: octet, flags: octet, message: text(300), data: octets() }), { exact: true }),
  AUTHEN_CONTINUE: entry(AUTHEN_CONTINUE, fc.record({ flags: octet, message: text(300), data: octets() }), { exact: true }),
  AUTHOR_REQUEST: entry(AUTHOR_REQUEST, fc.record(tacacsRequest), { exact: true }),
  AUTHOR_RESPONSE: entry(
    AUTHOR_RESPONSE,
    fc.record({ status: octet, message: text(300), data: text(), arguments: fc.array(text(), { maxLength: 6 }) }),
    { exact: true },
  ),
  ACCT_REQUEST: entry(ACCT_REQUEST, fc.record({ flags: octet, ...tacacsRequest }), { exact: true }),
  ACCT_REPLY: entry(ACCT_REPLY, fc.record({ status: octet, message: text(300), data: text() }), { exact: true }),
} as const satisfies Record<string, CodecCase>;

export type CodecName = keyof typeof CODECS;

/** Characters of one octet, without NUL. */
function plainText(maxLength: number, minLength = 0): Arbitrary<string> {
  return fc.array(fc.integer({ min: 1, max: 255 }), { minLength, maxLength }).map((characters) => String.fromCharCode(...characters));
}

/** The octets with the Internet checksum of those before `end` at the offset, where there is room for one. */
function sealed(octets: Uint8Array, offset: number, end: number): Uint8Array {
  if (end < offset + 2 || octets.length < end) return octets;
  const whole = octets.slice();
  whole.fill(0, offset, offset + 2);
  const checksum = internetChecksum(whole, 0, end);
  whole[offset] = checksum >>> 8;
  whole[offset + 1] = checksum & 0xff;
  return whole;
}

/** The same with the checksum of TCP or UDP over everything. */
function sealedSegment(octets: Uint8Array, offset: number, protocol: number): Uint8Array {
  if (octets.length < offset + 2) return octets;
  const whole = octets.slice();
  whole.fill(0, offset, offset + 2);
  const checksum = transportChecksum(whole, protocol, SOURCE, DESTINATION);
  whole[offset] = checksum >>> 8;
  whole[offset + 1] = checksum & 0xff;
  return whole;
}
