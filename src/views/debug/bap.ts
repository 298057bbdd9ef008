// `debug ppp bap event|negotiation|error`: what bandwidth allocation decides, the packets with their options, and what goes wrong. The words
// are from memory, in the manner of the negotiation's lines (fixtures/transcripts/NOTES.md); the values are those that crossed the line.

import { shortInterfaceName } from '../../base/interface-name.ts';
import { toHex, uint16At } from '../../base/octets.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceRecord } from '../../network/trace.ts';
import type { BapTrace } from '../../protocols/ppp/bap/trace.ts';
import type { BapKind } from '../../protocols/ppp/bap/types.ts';
import { BAP, LINK_TYPE, type BapOption, type BapPacket } from '../../wire/bap.ts';

export function bapDebug({ event, interface: name }: TraceRecord, router: RouterReader): readonly string[] {
  const on = (topic: string): boolean => router.debugging.has('ppp.bap') || router.debugging.has(`ppp.bap.${topic}`);
  // Nothing but bandwidth allocation comes here.
  const told = event as BapTrace;
  if (told.type === 'bap.packet') return on('negotiation') ? packetLines(shortInterfaceName(name ?? ''), told) : [];
  const line = errorText(told);
  if (line !== undefined) return on('error') ? [`${shortInterfaceName(name ?? '')} BAP: ${line}`] : [];
  const text = eventText(told);
  return text !== undefined && on('event') ? [`${shortInterfaceName(name ?? '')} BAP: ${text}`] : [];
}

const KIND_WORDS = {
  CallRequest: 'CALL-REQUEST', CallResponse: 'CALL-RESPONSE', CallbackRequest: 'CALLBACK-REQUEST', CallbackResponse: 'CALLBACK-RESPONSE',
  LinkDropQueryRequest: 'LINK-DROP-QUERY-REQUEST', LinkDropQueryResponse: 'LINK-DROP-QUERY-RESPONSE', CallStatusIndication: 'CALL-STATUS-INDICATION', CallStatusResponse: 'CALL-STATUS-RESPONSE',
} as const satisfies Record<BapPacket['kind'], string>;

const ANSWER_WORDS = { ack: 'Request-Ack', nak: 'Request-Nak', rej: 'Request-Rej', 'full-nak': 'Request-Full-Nak' } as const;
export const REQUEST_WORDS: Readonly<Record<BapKind, string>> = { call: 'call', callback: 'callback', drop: 'link drop' };

function packetLines(where: string, { direction, octets }: Extract<BapTrace, { type: 'bap.packet' }>): readonly string[] {
  const parsed = BAP.parse(octets);
  if (!parsed.ok) return [];
  const packet = parsed.value;
  const answer = 'answer' in packet ? ` ${ANSWER_WORDS[packet.answer]}` : '';
  const head = `${where} BAP: ${direction} ${KIND_WORDS[packet.kind]} id ${packet.identifier} len ${uint16At(octets, 2)}${answer}`;
  return [head, ...packet.options.map((option) => `${where} BAP:    ${optionText(option)}`)];
}

function optionText(option: BapOption): string {
  switch (option.kind) {
    case 'linkType':
      return `Link-Type ${linkTypes(option.types)}, ${option.kilobits} kbps`;
    case 'phoneDelta':
      return `Phone-Delta unique digits ${option.uniqueDigits}${option.subscriberNumber === undefined ? '' : `, number ${option.subscriberNumber}`}${option.subAddress === undefined ? '' : `, sub-address ${option.subAddress}`}`;
    case 'noPhoneNumberNeeded':
      return 'No-Phone-Number-Needed';
    case 'reason':
      return `Reason "${option.text}"`;
    case 'linkDiscriminator':
      return `Link-Discriminator ${option.discriminator}`;
    case 'callStatus':
      return `Call-Status ${option.status}, ${option.retry ? 'retry' : 'no retry'}`;
    case 'unknown':
      return `UNKNOWN type ${option.type} (0x${toHex(option.data).toUpperCase()})`;
  }
}

function linkTypes(types: number): string {
  const words = [[LINK_TYPE.isdn, 'ISDN'], [LINK_TYPE.x25, 'X.25'], [LINK_TYPE.analog, 'Analog'], [LINK_TYPE.switchedDigital, 'Switched'], [LINK_TYPE.isdnVoice, 'ISDN-voice']] as const;
  return words.filter(([bit]) => (types & bit) !== 0).map(([, word]) => word).join('/');
}

function eventText(event: BapTrace): string | undefined {
  switch (event.type) {
    case 'bap.group':
      if (!event.open) return 'BACP down, group removed';
      return `BACP open, group created, ${event.links} link${event.links === 1 ? '' : 's'}, ${event.favored ? 'local side' : 'peer'} is favored`;
    case 'bap.requested':
      return `${event.kind === 'drop' ? 'Removing' : 'Adding'} a link, load ${event.load}${event.threshold === undefined ? '' : ` (threshold ${event.threshold})`}, sending ${REQUEST_WORDS[event.kind]} request${event.link === undefined ? '' : ` for ${shortInterfaceName(event.link)}`}`;
    case 'bap.answered':
      return `Peer's response to ${REQUEST_WORDS[event.kind]} request is ${ANSWER_WORDS[event.answer]}${event.reason === undefined ? '' : `, ${event.reason}`}`;
    case 'bap.judged':
      return `Peer's ${REQUEST_WORDS[event.kind]} request: ${ANSWER_WORDS[event.answer]}${event.because === undefined ? '' : `, ${event.because}`}`;
    case 'bap.race':
      return `Race between ${REQUEST_WORDS[event.ours]} and peer's ${REQUEST_WORDS[event.theirs]} request, ${event.won ? 'local side' : 'peer'} is favored`;
    case 'bap.dialling':
      return `Dialing ${event.number}`;
    case 'bap.done':
      return `Link ${shortInterfaceName(event.link)} ${event.what === 'joined' ? 'added' : 'removed'}, ${event.links} link${event.links === 1 ? '' : 's'}`;
    default:
      return undefined;
  }
}

function errorText(event: BapTrace): string | undefined {
  switch (event.type) {
    case 'bap.required':
      return 'BACP is required, and the peer does not negotiate it';
    case 'bap.notRequested':
      return `Cannot ask for ${event.kind === 'link' ? 'a link' : 'removal of a link'}, ${event.because}`;
    case 'bap.noResponse':
      return `No response to ${event.kind === 'status' ? 'status indication' : `${REQUEST_WORDS[event.kind]} request`} after ${event.transmissions} transmissions`;
    case 'bap.noNumber':
      return 'No number to dial';
    case 'bap.failed':
      return `${event.by === 'the peer' ? 'Peer\'s call' : `Call to ${event.number ?? ''}`} failed, status ${event.status}, ${event.retry ? 'retrying' : 'no retry'}`;
    case 'bap.expired':
      return `Pending ${event.what} timed out`;
    case 'bap.discarded':
      return `Discarded ${event.what}`;
    default:
      return undefined;
  }
}
