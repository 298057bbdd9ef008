// Bandwidth allocation in words (RFC 2125): who asks for what of links, and what the other end makes of it.

import { BACP_OPTIONS } from '../../wire/bacp.ts';
import { BAP, LINK_TYPE, type BapOption, type BapPacket, type BapResponse } from '../../wire/bap.ts';
import type { Said } from './ppp-words.ts';

export function bapSaid(octets: Uint8Array, from: string, to: string): Said {
  const parsed = BAP.parse(octets);
  if (!parsed.ok) return { name: '?', text: `${from} sends what is no BAP packet` };
  const packet = parsed.value;
  return { name: nameOf(packet), text: 'answer' in packet ? answerText(packet, from) : requestText(packet, from, to) };
}

export function bacpOptions(data: Uint8Array): string {
  const options = BACP_OPTIONS.parse(data);
  if (!options.ok) return 'options that cannot be read';
  return options.value.map((option) => (option.kind === 'favoredPeer' ? 'a number for who is favored' : `option ${option.type}`)).join(', ');
}

const NAMES = {
  CallRequest: 'CALLREQ', CallResponse: 'CALLRSP', CallbackRequest: 'CBREQ', CallbackResponse: 'CBRSP', LinkDropQueryRequest: 'DROPREQ', LinkDropQueryResponse: 'DROPRSP',
  CallStatusIndication: 'STATUS', CallStatusResponse: 'STATUSRSP',
} as const satisfies Record<BapPacket['kind'], string>;

function nameOf({ kind }: BapPacket): string {
  return NAMES[kind];
}

function requestText({ kind, options }: BapPacket, from: string, to: string): string {
  switch (kind) {
    case 'CallRequest':
      return `${from} would call with another link${withOptions(options)}`;
    case 'CallbackRequest':
      return `${from} would be called with another link${withOptions(options)}`;
    case 'LinkDropQueryRequest':
      return `${from} would drop a link${withOptions(options)}`;
    default: {
      const status = options.find((option) => option.kind === 'callStatus');
      if (status?.kind !== 'callStatus') return `${from} tells ${to} of its call`;
      if (status.status === 0) return `${from}: the call is through`;
      return `${from}: the call failed (${status.status === 255 ? 'no cause' : `cause ${status.status}`})${status.retry ? ', and is tried again' : ''}`;
    }
  }
}

const ANSWERS = { ack: 'agrees', nak: 'would not now', rej: 'does not do it', 'full-nak': 'has no more' } as const;

function answerText({ kind, answer, options }: BapResponse, from: string): string {
  return kind === 'CallStatusResponse' ? `${from} knows` : `${from} ${ANSWERS[answer]}${withOptions(options)}`;
}

function withOptions(options: readonly BapOption[]): string {
  const words = options.map(bapOptionText).filter((text) => text !== '');
  return words.length === 0 ? '' : `: ${words.join(', ')}`;
}

/** `ISDN`, `ISDN or analog`. */
function linkTypeText(types: number): string {
  const names = [[LINK_TYPE.isdn, 'ISDN'], [LINK_TYPE.x25, 'X.25'], [LINK_TYPE.analog, 'analog'], [LINK_TYPE.switchedDigital, 'switched digital'], [LINK_TYPE.isdnVoice, 'ISDN data over voice']] as const;
  const set = names.filter(([bit]) => (types & bit) !== 0).map(([, name]) => name);
  return set.length === 0 ? 'no type' : set.join(' or ');
}

function bapOptionText(option: BapOption): string {
  switch (option.kind) {
    case 'linkType':
      return `${linkTypeText(option.types)} at ${option.kilobits} kbit/s`;
    case 'phoneDelta': {
      const { uniqueDigits, subscriberNumber } = option;
      if (subscriberNumber === undefined) return uniqueDigits === 0 ? 'at the known number' : `at a number with ${uniqueDigits} other digits`;
      return `at ${subscriberNumber} (${uniqueDigits} digits differ)`;
    }
    case 'noPhoneNumberNeeded':
      return 'knows the number';
    case 'reason':
      return option.text;
    case 'linkDiscriminator':
      return `link ${option.discriminator}`;
    case 'callStatus':
      return '';
    case 'unknown':
      return `option ${option.type}`;
  }
}
