// `debug ppp negotiation|authentication|packet|error`: PPP's trace in the form of IOS 12.2. The values come from the octets
// that crossed the line; the hexadecimal in parentheses is the option as it stood there.

import { shortInterfaceName } from '../../base/interface-name.ts';
import { formatIpv4 } from '../../base/ipv4.ts';
import { octetAt, toHex, toText, uint16At, uint32At } from '../../base/octets.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceRecord } from '../../network/trace.ts';
import type { AuthName, ControlProtocolName, PppTrace } from '../../protocols/ppp/trace.ts';
import { CCP_CODE, CCP_OPTIONS } from '../../wire/ccp.ts';
import { PPP_PROTOCOL } from '../../wire/ppp.ts';
import { failedLines, reportLines, stoppedLine } from './quality.ts';

const CONTROL_WORDS = [
  '', 'CONFREQ', 'CONFACK', 'CONFNAK', 'CONFREJ', 'TERMREQ', 'TERMACK', 'CODEREJ', 'PROTREJ', 'ECHOREQ', 'ECHOREP', 'DISCREQ',
] as const;
/** The two octets in front of the protocol field count in `datagramsize` (CIT-491: 14 for an LCP packet of 10). */
const ADDRESS_AND_CONTROL_OCTETS = 2;
const DISCARD_REQUEST = 11;
const RESET_WORDS: Readonly<Record<number, string>> = { [CCP_CODE.ResetRequest]: 'RESETREQ', [CCP_CODE.ResetAck]: 'RESETACK' };
const PROTOCOL_NAMES: Readonly<Record<number, string>> = { [PPP_PROTOCOL.ccp]: 'CCP', [PPP_PROTOCOL.ipcp]: 'IPCP', [PPP_PROTOCOL.cdpcp]: 'CDPCP', [PPP_PROTOCOL.bacp]: 'BACP' };
const CHAP_WORDS = ['', 'CHALLENGE', 'RESPONSE', 'SUCCESS', 'FAILURE'] as const;
const PAP_WORDS = ['', 'AUTH-REQ', 'AUTH-ACK', 'AUTH-NAK'] as const;

export function pppDebug(record: TraceRecord, router: RouterReader): readonly string[] {
  const { event } = record;
  const where = shortInterfaceName(record.interface ?? '');
  const on = (topic: string) => router.debugging.has(`ppp.${topic}`);
  switch (event.type) {
    case 'ppp.packet': {
      // Of what we send ourselves the lines of `ppp.control` and `ppp.auth` tell already.
      if (!on('packet') || (event.direction === 'O' && event.protocol >= 0x8000)) return [];
      const type = event.protocol.toString(16).toUpperCase().padStart(4, '0');
      return [`${where} PPP: ${event.direction} pkt type 0x${type}, datagramsize ${event.lengthOctets + ADDRESS_AND_CONTROL_OCTETS}`];
    }
    case 'ppp.control':
      // A Discard-Request is no negotiation.
      return on('packet') || (on('negotiation') && event.code !== DISCARD_REQUEST) ? controlLines(where, event) : [];
    case 'ppp.echo':
      return on('packet') ? [echoLine(where, event)] : [];
    case 'ppp.state':
      return on('negotiation') && event.to === 'Open' ? [`${where} ${event.protocol}: State is Open`] : [];
    case 'ppp.phase': {
      if (!on('negotiation') && !(on('authentication') && event.phase === 'AUTHENTICATING')) return [];
      return [`${where} PPP: Phase is ${event.phase}${event.by === undefined ? '' : `, by ${event.by}`}`];
    }
    case 'ppp.auth':
      return on('authentication') || on('negotiation') || on('packet') ? [authLine(where, event)] : [];
    case 'ppp.authFailed':
      return on('authentication') || on('negotiation') ? failureLines(where, event) : [];
    case 'ppp.compressed':
      return router.debugging.has('compress') ? [event.direction === 'O' ? `COMPRESS xmt_paks ${event.packets} version 1` : `DECOMPRESS xmt_paks ${event.packets} rcv_sync ${event.packets}`] : [];
    case 'ppp.qualityReport':
      return on('packet') ? reportLines(where, event) : [];
    case 'ppp.qualityFailed':
      return on('error') ? failedLines(record.interface ?? '', event) : [];
    case 'ppp.qualityStopped':
      return on('error') ? [stoppedLine(record.interface ?? '', event)] : [];
    case 'ppp.peerAddress':
      return on('negotiation') ? [event.asked === 0 ? `${where} IPCP: Pool returned ${formatIpv4(event.address)}` : `${where} IPCP: Reject ${formatIpv4(event.asked)}, using ${formatIpv4(event.address)}`] : [];
    case 'ppp.timeout':
      return on('negotiation') && event.state !== undefined ? [`${where} ${event.protocol ?? 'LCP'}: TIMEout: State ${event.state}`] : [];
    case 'ppp.unexpected':
      return on('error') ? [`${where} PPP: ${event.what}`] : [];
    case 'ip.ownAddress':
      return on('negotiation') && event.change === 'installed' ? [`${where} IPCP: Install negotiated IP interface address ${formatIpv4(event.address)}`] : [];
    case 'ip.route': {
      if (!on('negotiation')) return [];
      return [`${where} IPCP: ${event.change === 'installed' ? 'Install' : 'Remove'} route to ${formatIpv4(event.destination)}`];
    }
    default:
      return [];
  }
}

type ControlEvent = Extract<PppTrace, { type: 'ppp.control' }>;

function controlLines(where: string, event: ControlEvent): readonly string[] {
  const { protocol, direction, state, code, identifier, octets } = event;
  const word = (protocol === 'CCP' ? RESET_WORDS[code] : undefined) ?? CONTROL_WORDS[code] ?? `code ${code}`;
  // What comes for a protocol that is not spoken.
  const shown = protocol === 'CCP' && state === 'Initial' ? 'Not negotiated' : state;
  const head = `${where} ${protocol}: ${direction} ${word} [${shown}] id ${identifier} len ${uint16At(octets, 2)}`;
  if (code >= 1 && code <= 4) return [head, ...optionLines(where, protocol, octets)];
  if (code === 8) return [`${head} ${rejectedText(octets.subarray(4, uint16At(octets, 2)))}`];
  return [head];
}

/** `protocol CCP (0x80FD0101...)`: all of it, as published captures have it. */
function rejectedText(data: Uint8Array): string {
  const name = PROTOCOL_NAMES[uint16At(data, 0)];
  const hex = `0x${toHex(data).toUpperCase()}`;
  return name === undefined ? `protocol ${hex}` : `protocol ${name} (${hex})`;
}

function echoLine(where: string, { direction, reply, state, identifier, lengthOctets, magic }: Extract<PppTrace, { type: 'ppp.echo' }>): string {
  const number = magic === undefined ? '' : ` magic 0x${magic.toString(16).toUpperCase().padStart(8, '0')}`;
  return `${where} LCP: ${direction} ${reply ? 'ECHOREP' : 'ECHOREQ'} [${state}] id ${identifier} len ${lengthOctets}${number}`;
}

function optionLines(where: string, protocol: ControlProtocolName, octets: Uint8Array): readonly string[] {
  const lines: string[] = [];
  const end = Math.min(octets.length, uint16At(octets, 2));
  for (let offset = 4; offset + 2 <= end; ) {
    const length = Math.max(2, octetAt(octets, offset + 1));
    const option = octets.subarray(offset, Math.min(end, offset + length));
    const text = protocol === 'LCP' ? lcpOptionText(option) : protocol === 'CCP' ? ccpOptionText(option) : protocol === 'IPCP' ? ipcpOptionText(option) : bacpOptionText(option);
    lines.push(...withHex(`${where} ${protocol}:`, text, option));
    offset += length;
  }
  return lines;
}

/** A long option stands below its name, sixteen octets a line, as published captures have endpoint discriminators. */
function withHex(head: string, text: string, option: Uint8Array): readonly string[] {
  const hex = toHex(option).toUpperCase();
  if (option.length <= OCTETS_OF_A_LINE) return [`${head}    ${text} (0x${hex})`];
  const lines = [`${head}    ${text}`];
  for (let at = 0; at < hex.length; at += 2 * OCTETS_OF_A_LINE) lines.push(`${head}     (0x${hex.slice(at, at + 2 * OCTETS_OF_A_LINE)})`);
  return lines;
}

const OCTETS_OF_A_LINE = 16;

const DISCRIMINATOR_CLASSES = ['Null', 'Local', 'IPAddr', 'MAC', 'Magic', 'PSN'] as const;

function lcpOptionText(option: Uint8Array): string {
  const value = option.subarray(2);
  const hex = `0x${toHex(value).toUpperCase()}`;
  switch (octetAt(option, 0)) {
    case 1:
      return `MRU ${uint16At(value, 0)}`;
    case 2:
      return `ACCM ${hex}`;
    case 3: {
      const auth = uint16At(value, 0);
      return `AuthProto ${auth === 0xc223 ? (octetAt(value, 2) === 5 ? 'CHAP' : 'MS-CHAP') : auth === 0xc023 ? 'PAP' : hex}`;
    }
    case 4:
      return `QualityType ${value.subarray(0, 2).length < 2 ? hex : `${toHex(value.subarray(0, 2)).toUpperCase()}/${uint32At(value, 2).toString(16).toUpperCase()}`}`;
    case 5:
      return `MagicNumber 0x${uint32At(value, 0).toString(16).toUpperCase().padStart(8, '0')}`;
    case 7:
      return 'PFC';
    case 8:
      return 'ACFC';
    case 13:
      return `Callback ${octetAt(value, 0)} `;
    case 17:
      return `MRRU ${uint16At(value, 0)}`;
    case 18:
      return 'ShortSeq';
    case 19: {
      const kind = octetAt(value, 0);
      return `EndpointDisc ${kind} ${DISCRIMINATOR_CLASSES[kind] ?? 'Unknown'}`;
    }
    case 23:
      return `LinkDiscriminator ${uint16At(value, 0)}`;
    default:
      return `UNKNOWN type ${octetAt(option, 0)}`;
  }
}

function bacpOptionText(option: Uint8Array): string {
  return octetAt(option, 0) === 1 ? `FavoredPeer 0x${toHex(option.subarray(2)).toUpperCase()}` : `UNKNOWN type ${octetAt(option, 0)}`;
}

function ipcpOptionText(option: Uint8Array): string {
  switch (octetAt(option, 0)) {
    case 2:
      return 'CompressType VJ';
    case 3:
      return `Address ${formatIpv4(uint32At(option, 2))}`;
    case 129:
      return `PrimaryDNS ${formatIpv4(uint32At(option, 2))}`;
    case 130:
      return `PrimaryWINS ${formatIpv4(uint32At(option, 2))}`;
    case 132:
      return `SecondaryWINS ${formatIpv4(uint32At(option, 2))}`;
    case 131:
      return `SecondaryDNS ${formatIpv4(uint32At(option, 2))}`;
    default:
      return `UNKNOWN type ${octetAt(option, 0)}`;
  }
}

const CHECK_MODES = ['NONE', 'LCB', 'CRC', 'SEQ', 'EXTENDED'] as const;

function ccpOptionText(octets: Uint8Array): string {
  const parsed = CCP_OPTIONS.parse(octets);
  const option = parsed.ok ? parsed.value[0] : undefined;
  switch (option?.kind) {
    case 'predictor1':
      return 'Predictor1';
    case 'predictor2':
      return 'Predictor2';
    case 'stac':
      return `Stacker history ${option.histories} check mode ${CHECK_MODES[option.checkMode] ?? option.checkMode}`;
    case 'mppc':
      return `MS-PPC supported bits 0x${option.bits.toString(16).toUpperCase().padStart(8, '0')}`;
    default:
      return `UNKNOWN type ${octetAt(octets, 0)}`;
  }
}

function authLine(where: string, event: Extract<PppTrace, { type: 'ppp.auth' }>): string {
  const { protocol, direction, octets } = event;
  const code = octetAt(octets, 0);
  const word = (protocol === 'PAP' ? PAP_WORDS : CHAP_WORDS)[code] ?? `code ${code}`;
  const head = `${where} ${protocol}: ${direction} ${word} id ${octetAt(octets, 1)} len ${uint16At(octets, 2)}`;
  const tail = authTail(protocol, code, octets);
  return tail === '' ? head : `${head} ${tail}`;
}

function authTail(protocol: AuthName, code: number, octets: Uint8Array): string {
  const end = Math.min(octets.length, uint16At(octets, 2));
  if (protocol !== 'PAP') {
    if (code <= 2) return `from "${toText(octets.subarray(5 + octetAt(octets, 4), end))}"`;
    return end > 4 ? `msg is "${toText(octets.subarray(4, end))}"` : '';
  }
  if (code === 1) return `from "${toText(octets.subarray(5, 5 + octetAt(octets, 4)))}"`;
  return octetAt(octets, 4) > 0 ? `msg is "${toText(octets.subarray(5, 5 + octetAt(octets, 4)))}"` : '';
}

function failureLines(where: string, event: Extract<PppTrace, { type: 'ppp.authFailed' }>): readonly string[] {
  const { protocol, reason, name } = event;
  switch (reason) {
    case 'unknown-name':
      return protocol !== 'PAP'
        ? [`${where} ${protocol}: Unable to validate Response.  Username ${name} not found`]
        : [`${where} PAP: Authenticating peer ${name}`, `${where} PAP: Username ${name} not found`];
    case 'no-secret-for-peer':
      return [`${where} ${protocol}: Username ${name} not found`, `${where} ${protocol}: Unable to authenticate for peer`];
    case 'timeout':
      return [`${where} ${protocol}: Authentication timed out`];
    default:
      return [];
  }
}
