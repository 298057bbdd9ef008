// `debug tacacs`: connections to TACACS+ servers and the packets on them, in the form of the sample of the 12.2 debug command
// reference. What bodies say is shown by their status; words that somebody typed are not in the trace.

import { formatIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceRecord } from '../../network/trace.ts';

export function tacacsDebug({ event }: TraceRecord, router: RouterReader): readonly string[] {
  if (!router.debugging.has('tacacs')) return [];
  switch (event.type) {
    case 'tacacs.opening':
      return [`TAC+: Opening TCP/IP connection to ${formatIpv4(event.server)}${event.source === undefined ? '' : ` using source ${formatIpv4(event.source)}`}`];
    case 'tacacs.openFailed':
      return [`TAC+: TCP/IP open to ${socket(event)} failed -- ${FAILED[event.how]}`];
    case 'tacacs.closing':
      return [`TAC+: Closing TCP/IP connection to ${formatIpv4(event.server)}`];
    case 'tacacs.closedByServer':
      return [`TAC+: Server ${socket(event)} closed the TCP/IP connection`];
    case 'tacacs.sent':
      return [
        ...(event.kind === 'AUTHEN/START' ? [] : [`TAC+: send ${event.kind} packet`]),
        ...pairLines('send', event),
        `TAC+: Sending TCP/IP packet number ${event.session}-${event.sequence} to ${formatIpv4(event.server)} (${event.kind})`,
      ];
    case 'tacacs.received':
      return [
        `TAC+: Receiving TCP/IP packet number ${event.session}-${event.sequence} from ${formatIpv4(event.server)}`,
        `TAC+ (${event.session}): received ${event.kind.toLowerCase()} response status = ${event.status}`,
        ...pairLines('received', event),
      ];
    case 'tacacs.timeout':
      return [`TAC+ (${event.session}): no answer of ${formatIpv4(event.server)}`];
    case 'tacacs.invalid':
      return [`TAC+: Invalid ${INVALID[event.why]} packet from ${formatIpv4(event.server)} (check keys).`];
    default:
      return [];
  }
}

const FAILED = {
  refused: 'Connection refused by remote host',
  unreachable: 'Destination unreachable; gateway or host down',
  timeout: 'Connection timed out; remote host not responding',
} as const;

const INVALID = { 'wrong-key': 'AUTHEN/AUTHOR/ACCT', malformed: 'malformed', sequence: 'out-of-order' } as const;

function socket({ server, port }: { readonly server: Ipv4Address; readonly port: number }): string {
  return `${formatIpv4(server)}/${port}`;
}

function pairLines(verb: string, { session, pairs }: { readonly session: number; readonly pairs: readonly { readonly name: string; readonly value: string; readonly mandatory: boolean }[] }): readonly string[] {
  return pairs.map(({ name, value, mandatory }) => `TAC+ (${session}): ${verb} AV ${name}${mandatory ? '=' : '*'}${value}`);
}
