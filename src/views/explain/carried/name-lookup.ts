// Calls that a name dialled: a word that was mistyped for a command, or a host that nobody has configured, is looked up, and the
// query is a packet like any other. Where a name server has answered, the call did what it was made for.

import { formatIpv4 } from '../../../base/ipv4.ts';
import { eventsOf, type TracedCall } from '../attempt/calls.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';

/** `besides`: what came of the call all the same. */
export function explainLookup({ caller, callee, number }: TracedCall, { records }: Circumstances, besides = ''): Diagnosis | undefined {
  if (caller === undefined) return undefined;
  const { device } = caller;
  const dialled = caller.records.find(({ event }) => event.type === 'dialer.dialing');
  const [dialing] = eventsOf(caller, 'dialer.dialing');
  if (dialled === undefined || dialing === undefined) return undefined;
  const asked = records.find((record) => record.device === device && record.at === dialled.at && record.event.type === 'dns.query' && record.event.server === dialing.destination);
  if (asked?.event.type !== 'dns.query') return undefined;
  const { name, server } = asked.event;
  const isAnswered = records.some((record) => record.device === device && record.at >= asked.at && record.event.type === 'dns.answer' && record.event.name === name && record.event.address !== undefined);
  if (isAnswered) return undefined;
  return diagnosis(
    'NAME-LOOKUP',
    `${device} called ${callee?.device ?? number} to ask ${formatIpv4(server)} for the address of "${name}", a word that is no command and a name that no "ip host" has${besides}`,
    { router: device, verb: 'add', line: 'no ip domain-lookup' },
  );
}
