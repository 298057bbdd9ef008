// Packets that an access group denies: on their way to a link, or on a link that is up. A ping that was answered since then says
// that the list has been mended.

import { formatIpv4 } from '../../../base/ipv4.ts';
import { parseInterfaceName } from '../../../base/interface-name.ts';
import type { TraceEvent, TraceRecord } from '../../../network/trace.ts';
import type { TracedCall } from '../attempt/calls.ts';
import { removeFromInterface } from '../cures/changes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';

type Filtered = Extract<TraceEvent, { type: 'ip.undeliverable' }>;

function isFiltered({ event }: TraceRecord): boolean {
  return event.type === 'ip.undeliverable' && event.because === 'filtered';
}

/** It was denied before it came to a dialed link: nothing was dialled for it. */
export function isFilteredBefore(record: TraceRecord): boolean {
  if (!isFiltered(record)) return false;
  const type = parseInterfaceName(record.interface ?? '')?.type;
  return (record.event as Filtered).direction === 'out' || type === 'Ethernet' || type === 'FastEthernet'; // isFiltered has looked at its type
}

export function explainFiltered({ device, event, interface: name = '' }: TraceRecord): Diagnosis {
  const { list = '', direction = 'in', destination } = event as Filtered; // its callers have looked at its type
  return diagnosis(
    'ACCESS-GROUP',
    `access list ${list} of ${device} denies what goes to ${formatIpv4(destination)} ${direction === 'in' ? 'as it comes in by' : 'on its way out by'} ${name}`,
    removeFromInterface(device, name, `ip access-group ${list} ${direction}`),
  );
}

/** The call is up, and one of its ends denies what comes over it. */
export function explainFilteredOnCall(call: TracedCall, { records }: Circumstances): Diagnosis | undefined {
  const ends = [call.caller?.device, call.callee?.device];
  const lost = records.findLast((record) => record.at >= call.at && isFiltered(record) && ends.includes(record.device));
  if (lost === undefined || records.some(({ at, event }) => at > lost.at && event.type === 'ping.ended' && event.received > 0)) return undefined;
  return explainFiltered(lost);
}
