// PPP's negotiation in words: LCP and network control packets with what their options ask for, and who proves what to whom.

import { formatIpv4 } from '../../base/ipv4.ts';
import { bacpOptions, bapSaid } from './bap-words.ts';
import { CBCP, type CbcpOption } from '../../wire/cbcp.ts';
import { CCP_CODE, CCP_OPTIONS, type CcpOption } from '../../wire/ccp.ts';
import { CHAP } from '../../wire/chap.ts';
import { CONTROL_PACKET } from '../../wire/control-packet.ts';
import { IPCP_OPTIONS, type IpcpOption, type NameServer } from '../../wire/ipcp.ts';
import { CALLBACK_OPERATION, LCP_OPTIONS, type LcpOption } from '../../wire/lcp.ts';
import type { AuthName } from '../../protocols/ppp/trace.ts';
import { PAP } from '../../wire/pap.ts';

export interface Said {
  /** `CONFREQ`. */
  readonly name: string;
  readonly text: string;
}

const NAMES = ['', 'CONFREQ', 'CONFACK', 'CONFNAK', 'CONFREJ', 'TERMREQ', 'TERMACK', 'CODEREJ', 'PROTREJ', 'ECHOREQ', 'ECHOREP', 'DISCREQ'];

export type NegotiationLayer = 'LCP' | 'IPCP' | 'CCP' | AuthName | 'CBCP' | 'BACP' | 'BAP';

export function pppSaid(layer: NegotiationLayer, octets: Uint8Array, from: string, to: string): Said {
  if (layer === 'CBCP') return cbcpSaid(octets, from, to);
  if (layer === 'BAP') return bapSaid(octets, from, to);
  if (layer === 'PAP') return papSaid(octets, from, to);
  return layer === 'CHAP' || layer === 'MS-CHAP' ? chapSaid(octets, from, to) : controlSaid(layer, octets, from, to);
}

/** A packet of LCP, IPCP or another control protocol, whole. */
export function controlSaid(protocol: string, octets: Uint8Array, from: string, to: string): Said {
  const parsed = CONTROL_PACKET.parse(octets);
  if (!parsed.ok) return { name: '?', text: `${from} sends what is no ${protocol} packet` };
  const { code, data } = parsed.value;
  return { name: NAMES[code] ?? `code ${code}`, text: controlText(protocol, code, data, from, to) };
}

function controlText(protocol: string, code: number, data: Uint8Array, from: string, to: string): string {
  const options = code > 4 ? '' : optionsText(protocol, data);
  const of = options === '' ? '' : `: ${options}`;
  switch (code) {
    case 1:
      return `${from} proposes${of === '' ? ' nothing special' : of}`;
    case 2:
      return `${from} agrees`;
    case 3:
      return `${from} would have it otherwise${of}`;
    case 4:
      return `${from} refuses${of === '' ? ' it' : of}`;
    case 5:
      return `${from} ends ${protocol === 'LCP' ? 'the link' : protocol}`;
    case 6:
      return `${from} agrees to the end`;
    case 7:
      return `${from} does not know the packet`;
    case 8:
      return `${from} does not speak the protocol`;
    case 9:
      return `${from} asks whether ${to} is there`;
    case 10:
      return `${from} is there`;
    case CCP_CODE.ResetRequest:
      return `${from} could not read a compressed packet`;
    case CCP_CODE.ResetAck:
      return `${from} compresses anew`;
    default:
      return `${from} says what is to be dropped`;
  }
}

function optionsText(protocol: string, data: Uint8Array): string {
  switch (protocol) {
    case 'LCP':
      return lcpOptions(data);
    case 'IPCP':
      return ipcpOptions(data);
    case 'CCP':
      return ccpOptions(data);
    case 'BACP':
      return bacpOptions(data);
    default:
      return '';
  }
}

function lcpOptions(data: Uint8Array): string {
  const options = LCP_OPTIONS.parse(data);
  if (!options.ok) return 'options that cannot be read';
  // Everybody has one of these.
  const told = options.value.length > 1 ? options.value.filter(({ kind }) => kind !== 'magicNumber') : options.value;
  return told.map(lcpOptionText).join(', ');
}

const OPERATIONS: Readonly<Record<number, string>> = {
  [CALLBACK_OPERATION.userAuthentication]: 'a callback to the number known for its name',
  [CALLBACK_OPERATION.dialingString]: 'a callback to a dialling string',
  [CALLBACK_OPERATION.locationIdentifier]: 'a callback to a location',
  [CALLBACK_OPERATION.e164]: 'a callback to an E.164 number',
  [CALLBACK_OPERATION.distinguishedName]: 'a callback to a name',
  [CALLBACK_OPERATION.cbcp]: "a callback that is agreed by Microsoft's CBCP",
};

function lcpOptionText(option: LcpOption): string {
  switch (option.kind) {
    case 'mru':
      return `packets up to ${option.mru} octets`;
    case 'accm':
      return 'a map of control characters';
    case 'authenticationProtocol':
      return option.protocol === 0xc023 ? 'PAP' : option.protocol === 0xc223 ? (option.data[0] === 5 ? 'CHAP' : 'MS-CHAP') : `authentication 0x${option.protocol.toString(16)}`;
    case 'qualityProtocol':
      return "reports of the link's quality";
    case 'magicNumber':
      return 'a magic number';
    case 'protocolFieldCompression':
      return 'short protocol fields';
    case 'addressControlFieldCompression':
      return 'no address and control fields';
    case 'callback':
      return OPERATIONS[option.operation] ?? `callback operation ${option.operation}`;
    case 'mrru':
      return `multilink (MRRU ${option.mrru})`;
    case 'shortSequence':
      return 'short sequence numbers';
    case 'endpointDiscriminator':
      return 'an endpoint discriminator';
    case 'linkDiscriminator':
      return `number ${option.discriminator} for the link`;
    case 'unknown':
      return `option ${option.type}`;
  }
}

const METHODS: Readonly<Record<CcpOption['kind'], string>> = { predictor1: 'Predictor', predictor2: 'Predictor type 2', stac: 'Stac', mppc: 'MPPC', unknown: 'another method' };

function ccpOptions(data: Uint8Array): string {
  const options = CCP_OPTIONS.parse(data);
  return options.ok ? options.value.map(({ kind }) => `compression by ${METHODS[kind]}`).join(', ') : 'options that cannot be read';
}

function ipcpOptions(data: Uint8Array): string {
  const options = IPCP_OPTIONS.parse(data);
  return options.ok ? options.value.map(ipcpOptionText).join(', ') : 'options that cannot be read';
}

const SERVERS: Readonly<Record<NameServer, string>> = {
  primaryDns: 'DNS server', secondaryDns: 'second DNS server', primaryNbns: 'WINS server', secondaryNbns: 'second WINS server',
};

function ipcpOptionText(option: IpcpOption): string {
  if (option.kind === 'unknown') return option.type === 2 ? 'header compression' : `option ${option.type}`;
  if (option.kind === 'nameServer') {
    const server = SERVERS[option.which];
    return option.address === 0 ? `to be told the ${server}` : `${server} ${formatIpv4(option.address)}`;
  }
  return option.address === 0 ? 'to be given an address' : `address ${formatIpv4(option.address)}`;
}

function chapSaid(octets: Uint8Array, from: string, to: string): Said {
  const packet = CHAP.parse(octets);
  if (!packet.ok) return { name: '?', text: `${from} sends what is no CHAP packet` };
  switch (packet.value.kind) {
    case 'Challenge':
      return { name: 'CHALLENGE', text: `${from}${packet.value.name === from ? '' : `, as "${packet.value.name}",`} challenges ${to} to prove its name` };
    case 'Response':
      return { name: 'RESPONSE', text: `${from} answers as "${packet.value.name}"` };
    case 'Success':
      return { name: 'SUCCESS', text: `${from} finds the answer right` };
    case 'Failure':
      return { name: 'FAILURE', text: `${from} does not accept it${quoted(packet.value.message)}` };
  }
}

function papSaid(octets: Uint8Array, from: string, to: string): Said {
  const packet = PAP.parse(octets);
  if (!packet.ok) return { name: '?', text: `${from} sends what is no PAP packet` };
  switch (packet.value.kind) {
    case 'AuthenticateRequest':
      return { name: 'AUTH-REQ', text: `${from} gives ${to} the name "${packet.value.peerId}" and its password` };
    case 'AuthenticateAck':
      return { name: 'AUTH-ACK', text: `${from} finds them right` };
    case 'AuthenticateNak':
      return { name: 'AUTH-NAK', text: `${from} does not accept them${quoted(packet.value.message)}` };
  }
}

const CBCP_NAMES = { CallbackRequest: 'REQUEST', CallbackResponse: 'RESPONSE', CallbackAck: 'ACK' } as const;

function cbcpSaid(octets: Uint8Array, from: string, to: string): Said {
  const packet = CBCP.parse(octets);
  if (!packet.ok) return { name: '?', text: `${from} sends what is no CBCP packet` };
  const { kind, options } = packet.value;
  const told = options.map((option) => cbcpOptionText(option, kind === 'CallbackRequest' ? to : from)).join(', or ');
  const verb = { CallbackRequest: `${from} offers ${to}`, CallbackResponse: `${from} takes`, CallbackAck: `${from} acknowledges` }[kind];
  return { name: CBCP_NAMES[kind], text: `${verb} ${told === '' ? 'nothing' : told}` };
}

/** `caller`: whose number it would be. */
function cbcpOptionText(option: CbcpOption, caller: string): string {
  switch (option.kind) {
    case 'none':
      return 'no callback';
    case 'user':
      return option.number === '' ? `a callback to a number of ${caller}'s` : `a callback to ${option.number}`;
    case 'administrator':
      return 'a callback to the number that is known';
    case 'list':
      return `a callback to ${option.numbers.join(' or ')}`;
    case 'unknown':
      return `type ${option.type}`;
  }
}

function quoted(message: string): string {
  return message === '' ? '' : `: "${message}"`;
}
