// What routers and authentication servers say to each other, as a timeline tells it: name and meaning of each RADIUS and TACACS+
// packet, from the client's trace, in which nothing is secret.

import { parseIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import type { LabDescription } from '../../network/lab-description.ts';
import type { TraceEvent } from '../../network/trace.ts';
import { pairText } from '../../protocols/aaa/pairs.ts';
import type { RadiusAttributeText } from '../../protocols/aaa/trace.ts';
import type { AaaPair } from '../../protocols/aaa/types.ts';

export type AaaPacketEvent = Extract<TraceEvent, { type: 'radius.sent' | 'radius.received' | 'tacacs.sent' | 'tacacs.received' }>;

export interface AaaSaid {
  readonly layer: 'RADIUS' | 'TACACS+';
  readonly name: string;
  readonly text: string;
  readonly byServer: boolean;
}

export function aaaSaid(event: AaaPacketEvent, router: string, server: string): AaaSaid {
  switch (event.type) {
    case 'radius.sent':
      return { layer: 'RADIUS', name: event.code, text: `${router} ${asked(event)}`, byServer: false };
    case 'radius.received':
      return { layer: 'RADIUS', name: event.code, text: `${server} ${answered(event)}`, byServer: true };
    case 'tacacs.sent':
      return { layer: 'TACACS+', name: event.kind, text: `${router} ${withPairs(SENT[event.kind], event.pairs)}`, byServer: false };
    case 'tacacs.received':
      return { layer: 'TACACS+', name: `${event.kind} ${event.status}`, text: `${server} ${withPairs(RECEIVED[`${event.kind} ${event.status}`] ?? 'cannot say', event.pairs)}`, byServer: true };
  }
}

/** The host of the lab that has the address. */
export function hostWith(lab: LabDescription, address: Ipv4Address): string | undefined {
  for (const { hosts } of lab.lans) for (const host of hosts) if (parseIpv4(host.address) === address) return host.name;
  return undefined;
}

const SENT = { 'AUTHEN/START': 'asks who it is', 'AUTHEN/CONT': 'sends what was typed', 'AUTHOR/START': 'asks what is allowed', 'ACCT/REQUEST': 'records' } as const;

const RECEIVED: Readonly<Record<string, string>> = {
  'AUTHEN PASS': 'accepts', 'AUTHEN FAIL': 'rejects', 'AUTHEN GETUSER': 'asks for the name', 'AUTHEN GETPASS': 'asks for the password', 'AUTHEN GETDATA': 'asks for more',
  'AUTHOR PASS_ADD': 'allows it', 'AUTHOR PASS_REPL': 'allows instead', 'AUTHOR FAIL': 'forbids it', 'ACCT SUCCESS': 'has the record',
};

function withPairs(words: string, pairs: readonly AaaPair[]): string {
  return pairs.length === 0 ? words : `${words}: ${pairs.map(pairText).join(' ')}`;
}

function asked({ code, attributes, attempt }: Extract<AaaPacketEvent, { type: 'radius.sent' }>): string {
  const again = attempt === 0 ? '' : ' again';
  const user = valueOf(attributes, 'User-Name') ?? 'nobody';
  if (!code.startsWith('Accounting')) return `asks${again} about ${user}`;
  const seconds = valueOf(attributes, 'Acct-Session-Time');
  const cause = valueOf(attributes, 'Acct-Terminate-Cause');
  const end = `${seconds === undefined ? '' : ` after ${seconds} s`}${cause === undefined ? '' : `, ${cause}`}`;
  return `records${again} the ${(valueOf(attributes, 'Acct-Status-Type') ?? '').toLowerCase()} of session ${valueOf(attributes, 'Acct-Session-Id') ?? ''} of ${user}${end}`;
}

const VERDICTS: Readonly<Record<string, string>> = {
  'Access-Accept': 'accepts', 'Access-Reject': 'rejects', 'Access-Challenge': 'asks for more', 'Accounting-response': 'has the record',
};

/** What is granted, as far as it is worth a word. */
const GRANTED: readonly (readonly [name: string, before: string, after: string])[] = [
  ['Service-Type', '', ''],
  ['Callback-Number', 'callback at ', ''],
  ['Callback-Id', 'callback to ', ''],
  ['Framed-IP-Address', 'address ', ''],
  ['Vendor, Cisco', '', ''],
  ['Idle-Timeout', 'idle for ', ' s'],
  ['Session-Timeout', 'no longer than ', ' s'],
  ['Reply-Message', '', ''],
];

function answered({ code, attributes }: Extract<AaaPacketEvent, { type: 'radius.received' }>): string {
  const granted = GRANTED.flatMap(([name, before, after]) => attributes.filter((attribute) => attribute.name === name).map(({ text }) => `${before}${plain(text)}${after}`));
  return [VERDICTS[code] ?? 'answers', ...(granted.length === 0 ? [] : [granted.join(', ')])].join(': ');
}

function valueOf(attributes: readonly RadiusAttributeText[], name: string): string | undefined {
  const found = attributes.find((attribute) => attribute.name === name);
  return found === undefined ? undefined : plain(found.text);
}

/** Without quotation marks, and without the number behind a value's name. */
function plain(text: string): string {
  return text.replace(/^"(.*)"$/, '$1').replace(/\s+\[\d+\]$/, '');
}
