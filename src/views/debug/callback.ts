// `debug ppp cbcp` and `debug callback`: Microsoft's callback as it was negotiated, and callbacks on terminal lines. The words are
// those of fixtures/transcripts/NOTES.md; the octets and what is read from them are those that crossed the line.

import { shortInterfaceName } from '../../base/interface-name.ts';
import { octetAt, toText, uint16At } from '../../base/octets.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceEvent, TraceRecord } from '../../network/trace.ts';

const CODES = ['', 'Request', 'Response', 'Ack'] as const;
const TYPES = ['', 'No-Callback', 'Client-Num', 'Server-Num', 'Server-List'] as const;

export function callbackDebug(record: TraceRecord, router: RouterReader): readonly string[] {
  return [
    ...(router.debugging.has('ppp.cbcp') ? cbcpLines(record.event, record.interface ?? '') : []),
    ...(router.debugging.has('callback') ? lineLines(record.event, record.interface ?? '') : []),
  ];
}

function cbcpLines(event: TraceEvent, name: string): readonly string[] {
  const where = shortInterfaceName(name);
  switch (event.type) {
    case 'ppp.cbcp':
      return event.direction === 'O' ? sentLines(event.octets, name) : receivedLines(event.octets, name);
    case 'ppp.cbcpDropped':
      return [`${where} MCB: Dropped ${event.what}`];
    case 'ppp.cbcpAgreed':
      return [`${where} MCB: Negotiated MCB with peer`];
    case 'ppp.cbcpFailed':
      return [`${where} MCB: Negotiation failed, ${event.because}`];
    case 'ppp.cbcpClosed':
      return event.by === 'the peer'
        ? [`${where} MCB: Peer terminating the link`, `${where} MCB: Link terminated by peer, Callback Needed`]
        : [`${where} MCB: Link terminated, Callback Needed`];
    case 'dialer.callbackDecision':
      return event.microsoft === true && (event.outcome === 'negotiate' || event.outcome === 'hang-up') ? [offerLine(where, event)] : [];
    case 'dialer.callbackBeginning': {
      if (event.by !== 'microsoft') return [];
      const port = name.startsWith('Async') ? 'Async' : name.startsWith('BRI') || name.includes(':') ? 'ISDN' : 'Serial';
      return [`${where} MCB: Initiate Callback for ${event.name} at ${event.number} using ${port}`, `${where} MCB: ${port}-callback in progress`];
    }
    default:
      return [];
  }
}

/** Whose number it will be: `Client ANY`, the one that the router has, or none. */
function offerLine(where: string, { name = '', because, number, outcome }: Extract<TraceEvent, { type: 'dialer.callbackDecision' }>): string {
  if (outcome === 'hang-up') return `${where} MCB: User ${name} has no Callback`;
  const whose = because === 'not-ip' ? 'None' : number === undefined ? 'Client ANY' : `Server ${number}`;
  return `${where} MCB: User ${name} Callback Number - ${whose}`;
}

function sentLines(octets: Uint8Array, name: string): readonly string[] {
  const where = shortInterfaceName(name);
  const options = optionsIn(octets).map((option) => `${where} MCB: O ${codeOf(octets)} Id ${octetAt(octets, 1)} Callback Type ${typeOf(option)} delay ${octetAt(option, 2)}`);
  return [`${name} PPP: O ${headOf(octets)}`, `${name} MCB: O ${columns(octets)}`, ...options];
}

function receivedLines(octets: Uint8Array, name: string): readonly string[] {
  const where = shortInterfaceName(name);
  const code = codeOf(octets);
  const lines = [`${where} PPP: I ${headOf(octets)}`, `${name} MCB: I ${columns(octets)}`, `${where} MCB: Received ${code.toLowerCase()}`];
  return [...lines, ...optionsIn(octets).map((option) => `${where} MCB: ${code} CBK-${typeOf(option)} ${receivedText(option)}`)];
}

function codeOf(octets: Uint8Array): string {
  return CODES[octetAt(octets, 0)] ?? `code ${octetAt(octets, 0)}`;
}

function headOf(octets: Uint8Array): string {
  return `MCB ${codeOf(octets)}(${octetAt(octets, 0)}) id ${octetAt(octets, 1)} len ${octets.length < 4 ? octets.length : uint16At(octets, 2)}`;
}

function columns(octets: Uint8Array): string {
  return [...octets].map((octet) => octet.toString(16).toUpperCase().padStart(2, ' ')).join(' ');
}

/** Type, length and delay, and the address behind its type. */
function receivedText(option: Uint8Array): string {
  const type = octetAt(option, 0);
  const length = octetAt(option, 1);
  if (option.length < 3) return `${type} ${length}`;
  const end = option.indexOf(0, 4);
  const address = option.length < 5 ? '' : `, addr ${octetAt(option, 3)}-${toText(option.subarray(4, end < 0 ? option.length : end))}`;
  return `${type} ${length} ${octetAt(option, 2)}${address}`;
}

function typeOf(option: Uint8Array): string {
  return TYPES[octetAt(option, 0)] ?? `Type ${octetAt(option, 0)}`;
}

/** As far as they make sense. */
function optionsIn(octets: Uint8Array): readonly Uint8Array[] {
  const end = octets.length < 4 ? 0 : Math.min(octets.length, uint16At(octets, 2));
  const options: Uint8Array[] = [];
  for (let offset = 4; offset + 2 <= end; ) {
    const length = Math.max(2, octetAt(octets, offset + 1));
    options.push(octets.subarray(offset, Math.min(end, offset + length)));
    offset += length;
  }
  return options;
}

/** Callbacks on lines with modems, by their absolute numbers. */
function lineLines(event: TraceEvent, name: string): readonly string[] {
  const line = /^Async(\d+)/.exec(name)?.[1];
  if (line === undefined) return [];
  switch (event.type) {
    case 'dialer.callbackServerStarting': {
      const { forcedWaitSeconds: wait } = event;
      return [`TTY${line} Callback process initiated, user: ${event.name} dialstring ${event.number}`, ...(wait === undefined ? [] : [`TTY${line} Callback forced wait = ${wait} seconds`])];
    }
    case 'dialer.callbackDecision':
      return event.because === 'return-call' ? [`TTY${line}: Callback in effect`] : [];
    default:
      return [];
  }
}
