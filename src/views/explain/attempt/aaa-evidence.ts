// What AAA said of a call, in words: servers that let somebody in or allow him something, and methods that could say nothing.
// That somebody was turned away PPP's own evidence tells; what the router's own users say goes without saying.

import { formatIpv4 } from '../../../base/ipv4.ts';
import type { TraceEvent } from '../../../network/trace.ts';
import type { ServerRefusal } from '../../../protocols/aaa/server/types.ts';
import type { AaaError } from '../../../protocols/aaa/types.ts';

export function aaaEvidence(device: string, event: TraceEvent): string | undefined {
  switch (event.type) {
    case 'aaa.status':
      // That RADIUS allows nothing to whom it does not know follows from what is told already.
      if (event.status !== 'error' || event.what === 'accounting' || event.why === 'unsupported') return undefined;
      return `${device}: ${METHODS[event.method] ?? `the method ${event.method}`} cannot say: ${ERRORS[event.why ?? 'unsupported']}`;
    case 'aaa.decided': {
      if (event.service === 'outbound') return profileText(device, event);
      const server = event.method === 'radius' || event.method === 'tacacs+';
      if (!server || event.outcome !== 'pass' || event.service === 'shell') return undefined;
      if (event.what === 'authentication') return `${device}: the ${METHODS[event.method]?.slice(4)} knows ${event.user}`;
      return event.what === 'authorization' && event.method === 'tacacs+' ? `${device}: the TACACS+ server allows ${event.user}: ${allowed(event)}` : undefined;
    }
    case 'aaaServer.authenticated':
      return event.accepted ? undefined : `${device} does not let ${event.user} in: ${REFUSALS[event.because ?? 'not-allowed']}`;
    case 'aaaServer.authorized':
      return event.accepted ? undefined : `${device} does not allow ${event.user} ${event.service}`;
    case 'radius.server':
      return `${device} takes the RADIUS server ${formatIpv4(event.server)} for ${event.state === 'dead' ? 'dead' : 'alive again'}`;
    default:
      return undefined;
  }
}

/** A profile to dial out by. */
function profileText(device: string, { outcome, user, pairs }: Extract<TraceEvent, { type: 'aaa.decided' }>): string {
  if (outcome !== 'pass') return `${device}: AAA ${outcome === 'fail' ? 'has no' : 'cannot say what is in the'} profile ${user}`;
  const numbers = pairs.flatMap(({ name, value }) => (name === 'dial-number' ? [value] : []));
  return `${device}: the profile ${user} of AAA has ${numbers.length === 0 ? 'no number' : `the number ${numbers.join(', ')}`}`;
}

function allowed({ pairs }: Extract<TraceEvent, { type: 'aaa.decided' }>): string {
  return pairs.length === 0 ? 'what it asked for' : pairs.map(({ name, value }) => `${name} ${value}`).join(', ');
}

const METHODS: Readonly<Record<string, string>> = { radius: 'the RADIUS server', 'tacacs+': 'the TACACS+ server', local: 'the local users', krb5: 'Kerberos' };

const REFUSALS: Readonly<Record<ServerRefusal, string>> = {
  'unknown-user': 'it has no such user',
  'wrong-password': 'the password is another',
  'not-allowed': 'it has no password for that way of proving it',
};

const ERRORS: Readonly<Record<AaaError, string>> = {
  'no-servers': 'no server is configured',
  'all-dead': 'all servers are taken for dead',
  timeout: 'no server answered',
  refused: 'the connection was refused',
  closed: 'the connection was closed',
  'wrong-secret': 'what came makes no sense with this secret',
  'server-error': 'the server has an error of its own',
  malformed: 'what came makes no sense',
  unreachable: 'no route leads to the server',
  unsupported: 'it is none that can decide this',
};
