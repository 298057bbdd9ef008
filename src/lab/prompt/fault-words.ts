// Faults as they are typed, at the lab prompt and in lab files: which words name a fault, which say how much of it, and what
// they mean. network/fault.ts prints them the same way.

import { unreachable } from '../../base/assert.ts';
import { faultName, type LabFault, type NoisyChannels } from '../../network/fault.ts';
import { parseDuration } from '../duration.ts';
import { matchLine, parsePattern, type Values } from './pattern.ts';
import type { Places } from './places.ts';

export interface FaultForm {
  /** What tells it from others of its kind. */
  readonly name: string;
  /** What comes behind; all of it may be left out where it is taken back. */
  readonly rest: string;
  readonly text: string;
  make(values: Values): LabFault;
}

export const FAULT_FORMS: readonly FaultForm[] = [
  { name: 'cut ROUTER CABLE', rest: '', text: 'cut a line: layer 1 is lost at both ends', make: (values) => ({ kind: 'cut', ...lineOf(values) }) },
  { name: 'd-channel ROUTER ACCESS', rest: '', text: 'lose every frame of the D channel', make: (values) => ({ kind: 'd-channel', ...lineOf(values) }) },
  {
    name: 'b-channel ROUTER LINE CHANNEL',
    rest: '',
    text: 'lose every frame of a B channel, in mid-call too',
    make: (values) => ({ kind: 'b-channel', ...lineOf(values), channel: Number(values['CHANNEL']) }),
  },
  {
    name: 'noise ROUTER CABLE',
    rest: 'RATE [CHANNELS]',
    text: 'turn bits over at random, at a rate for each bit',
    make: (values) => ({ kind: 'noise', ...lineOf(values), rate: Number(values['RATE'] ?? 0), ...channelsOf(values['CHANNELS']) }),
  },
  { name: 'trunk-56 ROUTER ACCESS', rest: '', text: 'connect the line by trunks of 56 kbit/s, which are no ISDN', make: (values) => ({ kind: 'trunk-56', ...lineOf(values) }) },
  { name: 'glare ROUTER ACCESS', rest: '', text: 'let the next call of the line meet calls that take its last channels', make: (values) => ({ kind: 'glare', ...lineOf(values) }) },
  {
    name: 'calling-number ROUTER LINE',
    rest: 'SHOWN',
    text: 'show another calling number than that of the line, or none',
    make: (values) => ({ kind: 'calling-number', ...lineOf(values), shown: values['SHOWN'] === 'none' ? undefined : values['SHOWN'] }),
  },
  { name: 'no-circuit', rest: '[CAUSE]', text: 'let the exchange put no call through', make: ({ CAUSE }) => ({ kind: 'no-circuit', cause: CAUSE === '42' ? 42 : 34 }) },
  { name: 'busy NUMBER', rest: '', text: 'let a number be busy', make: ({ NUMBER = '' }) => ({ kind: 'busy', number: NUMBER }) },
  { name: 'no-answer NUMBER', rest: '', text: 'let a number ring unanswered', make: ({ NUMBER = '' }) => ({ kind: 'no-answer', number: NUMBER }) },
  { name: 'no-response NUMBER', rest: '', text: 'let nobody respond at a number', make: ({ NUMBER = '' }) => ({ kind: 'no-response', number: NUMBER }) },
  {
    name: 'slow-answer NUMBER',
    rest: 'DURATION',
    text: 'let a number ring for a while before its line hears of it',
    make: ({ NUMBER = '', DURATION = '' }) => ({ kind: 'slow-answer', number: NUMBER, ms: parseDuration(DURATION) ?? 0 }),
  },
  { name: 'aaa-slow SERVER', rest: 'DURATION', text: 'let an authentication server take its time', make: ({ SERVER = '', DURATION = '' }) => ({ kind: 'aaa-slow', server: SERVER, ms: parseDuration(DURATION) ?? 0 }) },
  { name: 'aaa-silent SERVER', rest: '', text: 'let an authentication server answer nothing', make: ({ SERVER = '' }) => ({ kind: 'aaa-silent', server: SERVER }) },
  { name: 'aaa-secret SERVER', rest: '', text: 'let it have other secrets than its clients', make: ({ SERVER = '' }) => ({ kind: 'aaa-secret', server: SERVER }) },
  { name: 'aaa-garbage SERVER', rest: '', text: 'let its answers be garbled', make: ({ SERVER = '' }) => ({ kind: 'aaa-garbage', server: SERVER }) },
  { name: 'aaa-identifier SERVER', rest: '', text: 'let it answer other questions than were asked', make: ({ SERVER = '' }) => ({ kind: 'aaa-identifier', server: SERVER }) },
  { name: 'cbcp-other PC', rest: '', text: 'let a PC take a kind of callback that it was not offered', make: ({ PC = '' }) => ({ kind: 'cbcp-other', pc: PC }) },
  { name: 'cbcp-garbage PC', rest: '', text: 'let what a PC answers about callback make no sense', make: ({ PC = '' }) => ({ kind: 'cbcp-garbage', pc: PC }) },
];

function lineOf({ ROUTER = '', LINE, ACCESS, CABLE }: Values): { readonly router: string; readonly interface: string } {
  return { router: ROUTER, interface: LINE ?? ACCESS ?? CABLE ?? '' };
}

function channelsOf(text: string | undefined): { readonly where?: NoisyChannels } {
  if (text === undefined) return {};
  return { where: text === 'all' || text === 'b' || text === 'd' ? text : Number(text) };
}

export function formText({ name, rest }: FaultForm): string {
  return rest === '' ? name : `${name} ${rest}`;
}

/** The name of the fault that is to be taken back, whatever was said behind it. */
export function nameOf(form: FaultForm, values: Values): string {
  return faultName(form.make(values));
}

const PATTERNS = FAULT_FORMS.map((form) => parsePattern(formText(form), form));

/** A fault in words, as a lab file has it; or what is wrong with them. */
export function parseFault(text: string, places: Places): LabFault | { readonly mistake: string } {
  const [kind = ''] = text.trim().split(/\s+/);
  const kinds = FAULT_FORMS.map(({ name }) => name.split(' ')[0] ?? '');
  if (!kinds.some((known) => known.startsWith(kind.toLowerCase()))) return { mistake: `"${kind}" is no fault: it can be ${kinds.join(', ')}` };
  const matched = matchLine(PATTERNS, text, places);
  switch (matched.kind) {
    case 'command':
      return matched.command.make(matched.values);
    case 'mistake':
      return { mistake: matched.message };
    default:
      return unreachable(matched);
  }
}
