// The Link Control Protocol's options and additional codes: RFC 1661 §5.7-5.9 and §6, RFC 1662 §7.1, with the callback
// option of RFC 1570 in callback.ts, those of RFC 1990 in multilink/options.ts, that of RFC 1989 in
// quality.ts, and compressed fields in field-compression.ts. It says what
// we ask for, judges what the peer asks for, and keeps what was agreed.

import { concatOctets, octetAt, setUint32, uint16At, uint32At } from '../../base/octets.ts';
import { CONTROL_CODE, type ControlPacket } from '../../wire/control-packet.ts';
import type { LcpOption } from '../../wire/lcp.ts';
import { PPP_PROTOCOL, type PppPacket } from '../../wire/ppp.ts';
import { callbackOption, callbackWanted, judgeCallback } from './callback.ts';
import { authName, demandedOf } from './demands.ts';
import { fieldsAsked, isFieldCompression, judgeFields } from './field-compression.ts';
import { DEFAULT_MRU, LEAST_MRU } from './limits.ts';
import {
  happen, nextIdentifier, sendControl, VERDICT_WORDS, type ControlProtocol, type Judgement, type Verdict,
} from './machine/control-protocol.ts';
import {
  isMultilink, judgeMultilink, multilinkAcknowledged, multilinkNaked, multilinkRejected, multilinkReplied, multilinkRequest, newLinkNumbers,
} from './multilink/options.ts';
import { MS_CHAP_ALGORITHM } from './ms-chap.ts';
import { judgeQuality, periodOf, qualityNaked, qualityOption, qualityPeriodWanted } from './quality.ts';
import type { AuthProtocol, PppPolicy } from './session-types.ts';
import { drawMagic, trace, unexpected, type LinkOptions, type LinkWork, type SessionState, type Work } from './state.ts';

const MD5_ALGORITHM = 5;
const CHAP_MD5 = Uint8Array.of(MD5_ALGORITHM);
const CHAP_MICROSOFT = Uint8Array.of(MS_CHAP_ALGORITHM);
const NO_DATA = new Uint8Array(0);
const MAGIC_OCTETS = 4;

/** The wishes with which a negotiation begins, and nothing agreed. */
export function newLinkOptions(policy: PppPolicy, magic: number): LinkOptions {
  return {
    mru: policy.mru === DEFAULT_MRU ? 0 : policy.mru,
    accm: policy.accm,
    magic,
    qualityPeriod: qualityPeriodWanted(policy),
    demands: demandedOf(policy),
    compressions: fieldsAsked(policy),
    callback: callbackWanted(policy),
    mrru: policy.multilink?.mrru ?? 0,
    discriminator: policy.multilink?.discriminator,
    demanded: undefined,
    callbackRequested: undefined,
    mrruAgreed: 0,
    peerMru: DEFAULT_MRU,
    peerAccm: undefined,
    peerCompressions: [],
    peerDemand: undefined,
    peerQualityPeriod: undefined,
    peerCallback: undefined,
    peerMrru: 0,
    peerDiscriminator: undefined,
    peerShortSequence: false,
    numbers: newLinkNumbers(policy),
    loops: 0,
  };
}

/** The order of the options is IOS's: MRU, character map, authentication, quality protocol, magic number, compressed fields, callback, multilink. */
export function lcpRequest(link: LinkOptions): readonly LcpOption[] {
  const options: LcpOption[] = [];
  if (link.mru !== 0) options.push({ kind: 'mru', mru: link.mru });
  if (link.accm !== undefined) options.push({ kind: 'accm', map: link.accm });
  const demand = link.demands[0];
  if (demand !== undefined) options.push(authenticationOption(demand));
  if (link.qualityPeriod > 0) options.push(qualityOption(link.qualityPeriod));
  if (link.magic !== 0) options.push({ kind: 'magicNumber', magic: link.magic });
  for (const kind of link.compressions) options.push({ kind });
  if (link.callback !== undefined) options.push(callbackOption(link.callback));
  if (link.mrru !== 0) options.push(...multilinkRequest(link));
  return options;
}

export function judgeLcp(work: LinkWork, option: LcpOption): Judgement<LcpOption> {
  const { policy, link } = work.session;
  switch (option.kind) {
    case 'mru':
      return option.mru >= LEAST_MRU ? 'ack' : { kind: 'mru', mru: DEFAULT_MRU };
    case 'accm':
      // RFC 1662 §6: a synchronous end acknowledges the map, which concerns a converter between us at most.
      return 'ack';
    case 'authenticationProtocol':
      return judgeAuthentication(policy, option);
    case 'qualityProtocol':
      return judgeQuality(policy, option);
    case 'magicNumber':
      // RFC 1661 §6.4: zero is illegal, and our own number may be our own request come back.
      return option.magic === 0 || option.magic === link.magic ? { kind: 'magicNumber', magic: drawMagic(work) } : 'ack';
    case 'callback':
      return judgeCallback(policy, option);
    case 'protocolFieldCompression':
    case 'addressControlFieldCompression':
      return judgeFields(policy, option);
    default:
      if (isMultilink(option)) return judgeMultilink(policy, option);
      return 'reject';
  }
}

export function lcpReplied(work: LinkWork, verdict: Verdict, options: readonly LcpOption[]): void {
  const { link } = work.session;
  if (verdict === 'ack') {
    link.peerMru = DEFAULT_MRU;
    link.peerAccm = undefined;
    link.peerCompressions = [];
    link.peerDemand = undefined;
    link.peerQualityPeriod = undefined;
    link.peerCallback = undefined;
    link.peerMrru = 0;
    link.peerDiscriminator = undefined;
    link.peerShortSequence = false;
    if (link.numbers !== undefined) link.numbers = { ...link.numbers, peer: 0 };
  }
  for (const option of options) {
    if (option.kind === 'callback') traceCallback(work, 'server', verdict, option.operation);
    if (isMultilink(option)) multilinkReplied(work, verdict, option);
    if (verdict === 'nak' && option.kind === 'magicNumber' && option.magic !== 0) link.loops += 1;
    if (verdict !== 'ack') continue;
    if (option.kind === 'mru') link.peerMru = Math.min(option.mru, DEFAULT_MRU);
    else if (option.kind === 'accm') link.peerAccm = option.map;
    else if (isFieldCompression(option)) link.peerCompressions = [...link.peerCompressions, option.kind];
    else if (option.kind === 'authenticationProtocol') link.peerDemand = authProtocolOf(option);
    else if (option.kind === 'qualityProtocol') link.peerQualityPeriod = periodOf(option);
    else if (option.kind === 'callback') link.peerCallback = { operation: option.operation, message: option.message };
  }
}

export function lcpAcknowledged(work: LinkWork): void {
  const { link } = work.session;
  link.demanded = link.demands[0];
  link.callbackRequested = link.callback;
  if (link.callback !== undefined) traceCallback(work, 'client', 'ack', link.callback);
  multilinkAcknowledged(work);
}

export function lcpNaked(work: LinkWork, suggestions: readonly LcpOption[]): boolean {
  const { link, policy } = work.session;
  for (const suggestion of suggestions) {
    switch (suggestion.kind) {
      case 'mru':
        if (link.mru !== 0 && suggestion.mru >= LEAST_MRU && suggestion.mru <= DEFAULT_MRU) link.mru = suggestion.mru;
        break;
      case 'accm':
        // RFC 1662 §7.1: the union of both wishes.
        if (link.accm !== undefined) link.accm = (link.accm | suggestion.map) >>> 0;
        break;
      case 'magicNumber':
        // §6.4: a number of our own making again, not the suggested one: on a loop that would be ours once more.
        if (link.magic !== 0) link.magic = drawMagic(work);
        break;
      case 'authenticationProtocol': {
        const wanted = authProtocolOf(suggestion);
        // The peer's wish counts if we would take it; else our own next choice, whatever it thinks of it.
        const rest = link.demands.slice(1);
        if (!giveUpDemand(work, wanted !== undefined && rest.includes(wanted) ? [wanted] : rest)) return false;
        break;
      }
      case 'qualityProtocol':
        qualityNaked(link, suggestion);
        break;
      case 'callback':
        if (link.callback !== undefined) traceCallback(work, 'client', 'nak', suggestion.operation);
        // The one operation that we ask for, or none (RFC 1570 §2.3): otherwise an ordinary call.
        link.callback = undefined;
        break;
      case 'mrru':
        multilinkNaked(work, suggestion);
        break;
      default:
        break; // A wish of the peer's for an option that we do not use.
    }
  }
  if (link.loops >= policy.maxFailure) {
    work.session.closeReason = 'line is looped';
    return false;
  }
  return true;
}

export function lcpRejected(work: LinkWork, options: readonly LcpOption[]): boolean {
  const { link } = work.session;
  for (const option of options) {
    if (isMultilink(option)) multilinkRejected(work, option);
    else if (option.kind === 'mru') link.mru = 0;
    else if (option.kind === 'accm') link.accm = undefined;
    else if (isFieldCompression(option)) link.compressions = link.compressions.filter((kind) => kind !== option.kind);
    else if (option.kind === 'magicNumber') link.magic = 0;
    else if (option.kind === 'qualityProtocol') link.qualityPeriod = 0;
    else if (option.kind === 'authenticationProtocol') {
      if (!giveUpDemand(work, link.demands.slice(1))) return false;
    } else if (option.kind === 'callback' && link.callback !== undefined) {
      traceCallback(work, 'client', 'reject', option.operation);
      link.callback = undefined;
    }
  }
  return true;
}

/** Codes 8 to 11 (RFC 1661 §5.7-5.9), which are received in the Opened state only. */
export function lcpAdditional(
  work: Work,
  protocol: ControlProtocol<LcpOption, SessionState>,
  packet: ControlPacket,
  protocolRejected: (work: Work, protocol: number) => void,
): void {
  const { session } = work;
  const open = session.lcp.state === 'Open';
  if (packet.code === CONTROL_CODE.ProtocolReject) {
    if (!open || packet.data.length < 2) unexpected(work, `LCP Protocol-Reject in ${session.lcp.state}`);
    else if (uint16At(packet.data, 0) === PPP_PROTOCOL.lcp) happen(work, protocol, 'RXJ-');
    else {
      happen(work, protocol, 'RXJ+');
      protocolRejected(work, uint16At(packet.data, 0));
    }
    return;
  }
  happen(work, protocol, 'RXR');
  if (!open || packet.code === CONTROL_CODE.DiscardRequest) return;
  // §6.4: a packet with our own magic number is our own, come back over a loop.
  if (packet.data.length < 4 || (session.link.magic !== 0 && uint32At(packet.data, 0) === session.link.magic)) {
    unexpected(work, packet.data.length < 4 ? 'LCP Echo without a magic number' : 'LCP Echo with our own magic number');
    return;
  }
  if (packet.code === CONTROL_CODE.EchoReply) session.echoMisses = 0;
  else {
    sendControl(work, protocol, {
      code: CONTROL_CODE.EchoReply,
      identifier: packet.identifier,
      data: withMagic(session.link, packet.data),
    });
  }
}

export function sendEchoRequest(work: Work, protocol: ControlProtocol<LcpOption, SessionState>): void {
  const { session } = work;
  session.echoIdentifier = (session.echoIdentifier + 1) & 0xff;
  sendControl(work, protocol, {
    code: CONTROL_CODE.EchoRequest,
    identifier: session.echoIdentifier,
    data: withMagic(session.link, NO_DATA),
  });
}

/** RFC 1661 §5.7: tells the peer of a protocol that is not spoken here; its packet is cut to the peer's MRU. */
export function sendProtocolReject(work: Work, lcp: ControlProtocol<LcpOption, SessionState>, packet: PppPacket): void {
  const { protocol, information } = packet;
  const data = concatOctets(
    Uint8Array.of(protocol >>> 8, protocol & 0xff),
    information.subarray(0, work.session.link.peerMru - 6),
  );
  sendControl(work, lcp, { code: CONTROL_CODE.ProtocolReject, identifier: nextIdentifier(work.session.lcp), data });
}

/** Protocols by which we propose to prove who we are; Microsoft's too if the peer proposes it. */
function provableProtocols(policy: PppPolicy): readonly AuthProtocol[] {
  const protocols: AuthProtocol[] = [];
  if (!policy.chapRefuse) protocols.push('chap');
  if (!policy.papRefuse && policy.papSent !== undefined) protocols.push('pap');
  return protocols;
}

type AuthenticationOption = Extract<LcpOption, { kind: 'authenticationProtocol' }>;

function judgeAuthentication(policy: PppPolicy, option: AuthenticationOption): Judgement<LcpOption> {
  const provable = provableProtocols(policy);
  const asked = authProtocolOf(option);
  if (asked !== undefined && (provable.includes(asked) || (asked === 'ms-chap' && policy.msChapRefuse !== true))) return 'ack';
  const other = provable[0];
  return other === undefined ? 'reject' : authenticationOption(other);
}

function authenticationOption(protocol: AuthProtocol): LcpOption {
  if (protocol === 'pap') return { kind: 'authenticationProtocol', protocol: PPP_PROTOCOL.pap, data: NO_DATA };
  return { kind: 'authenticationProtocol', protocol: PPP_PROTOCOL.chap, data: protocol === 'chap' ? CHAP_MD5 : CHAP_MICROSOFT };
}

/** PAP, or CHAP with algorithm 5, MD5 (RFC 1994 §3), or 128, Microsoft's (RFC 2433 §3); undefined is what we cannot do. */
function authProtocolOf(option: AuthenticationOption): AuthProtocol | undefined {
  if (option.protocol === PPP_PROTOCOL.pap) return 'pap';
  if (option.protocol !== PPP_PROTOCOL.chap || option.data.length !== 1) return undefined;
  const algorithm = octetAt(option.data, 0);
  return algorithm === MD5_ALGORITHM ? 'chap' : algorithm === MS_CHAP_ALGORITHM ? 'ms-chap' : undefined;
}

/** The peer will not prove itself by our first choice: on with the rest; with none left the link must not come up. */
function giveUpDemand(work: LinkWork, rest: readonly AuthProtocol[]): boolean {
  const { link } = work.session;
  const refused = link.demands[0];
  if (refused === undefined) return true;
  link.demands = rest;
  if (rest.length > 0) return true;
  const protocol = authName(refused);
  trace(work, { type: 'ppp.authFailed', protocol, side: 'local', reason: 'protocol-refused', name: '' });
  work.session.closeReason = 'authentication refused by the peer';
  return false;
}

function traceCallback(work: LinkWork, role: 'client' | 'server', verdict: Verdict, operation: number): void {
  trace(work, { type: 'ppp.callbackOption', role, outcome: VERDICT_WORDS[verdict], operation });
}

/** The data of an Echo with our own magic number in front. */
function withMagic(link: LinkOptions, data: Uint8Array): Uint8Array {
  const octets = new Uint8Array(Math.max(MAGIC_OCTETS, data.length));
  octets.set(data);
  setUint32(octets, 0, link.magic);
  return octets;
}
