// `aaa` at the lab prompt: what the authentication servers of a lab were asked, what they answered, and the accounting records
// that they took. Read from each server's own log; secrets were never in it.

import { formatIpv4 } from '../base/ipv4.ts';
import { uptimeStamp } from '../base/time.ts';
import type { AaaServer } from '../network/lan/aaa-server/aaa-server.ts';
import { pairText } from '../protocols/aaa/pairs.ts';
import type { AaaServerTrace } from '../protocols/aaa/server/types.ts';

type LoggingServer = Pick<AaaServer, 'name' | 'address' | 'protocols' | 'powered' | 'log'>;

/** Of all servers, or of the one of that name. */
export function aaaLog(servers: ReadonlyMap<string, LoggingServer>, name?: string): readonly string[] {
  const chosen = [...servers.values()].filter((server) => name === undefined || server.name === name);
  if (chosen.length === 0) return ['There is no authentication server in this lab.'];
  return chosen.flatMap((server, index) => [...(index === 0 ? [] : ['']), ...logOf(server)]);
}

function logOf({ name, address, protocols, powered, log }: LoggingServer): readonly string[] {
  const head = `${name}, ${formatIpv4(address)}: ${protocols.map((protocol) => protocol.toUpperCase()).join(' and ')}${powered ? '' : ', switched off'}`;
  if (log.length === 0) return [head, '  Nobody has asked it anything.'];
  return [head, ...log.map(({ at, event }) => `  ${uptimeStamp(at)}  ${formatIpv4(event.client)} ${event.protocol.padEnd(7)}  ${words(event)}`)];
}

/** What routers send as the remote address of a console. */
const NOWHERE = 'async';
const WAYS = { pap: 'PAP', chap: 'CHAP', 'ms-chap': 'MS-CHAP', login: 'password', enable: 'enable password' } as const;

const REFUSALS = { 'unknown-user': 'there is no such user', 'wrong-password': 'the password is another', 'not-allowed': 'he has no such password' } as const;

const DROPPED = {
  'unknown-client': 'dropped: it is from no client',
  'wrong-secret': 'dropped: it is made with another secret',
  malformed: 'dropped: it makes no sense',
  repeated: 'repeated, and answered again',
} as const;

function words(event: AaaServerTrace): string {
  switch (event.type) {
    case 'aaaServer.authenticated': {
      const { user, accepted, because, how, port, remote } = event;
      const place = [port === '' ? '' : `, ${port}`, remote === '' || remote === NOWHERE ? '' : `, from ${remote}`].join('');
      return `${user} ${accepted ? 'accepted' : 'rejected'} by ${WAYS[how]}${place}${because === undefined ? '' : `: ${REFUSALS[because]}`}`;
    }
    case 'aaaServer.authorized':
      return `${event.user} ${event.accepted ? 'may have' : 'may not have'} ${event.service}${event.pairs.length === 0 ? '' : `: ${event.pairs.map(pairText).join(' ')}`}`;
    case 'aaaServer.recorded':
      return `${event.user} ${recordWords(event)}`;
    case 'aaaServer.dropped':
      return DROPPED[event.why];
  }
}

/** What is worth telling of a record, under both protocols' names. */
const TOLD: readonly (readonly [names: readonly string[], text: (value: string) => string])[] = [
  [['Framed-IP-Address', 'addr'], (value) => value],
  [['Acct-Session-Time', 'elapsed_time'], (value) => `${value} s`],
  [['Acct-Input-Octets', 'bytes_in'], (value) => `${value} octets in`],
  [['Acct-Output-Octets', 'bytes_out'], (value) => `${value} out`],
  [['Acct-Terminate-Cause'], (value) => value],
];

function recordWords({ record, session, fields }: Extract<AaaServerTrace, { type: 'aaaServer.recorded' }>): string {
  const values = new Map(fields);
  const told = TOLD.flatMap(([names, text]) => names.flatMap((name) => values.get(name) ?? []).slice(0, 1).map(text));
  return [`${record} of session ${session}`, ...told].join(', ');
}
