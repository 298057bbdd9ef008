// An ordinary call that is or was up: it carries packets, unless the peer has no route back, an access list denies them or its
// links are no bundle; it may be there in place of something, or because of routing updates.

import { formatIpv4 } from '../../base/ipv4.ts';
import { eventsOf, type TracedCall } from './calls.ts';
import { endText } from './call-end.ts';
import { addLine } from './changes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from './diagnosis.ts';
import { explainFilteredOnCall } from './filtered.ts';
import { routeLine } from './missing-lines.ts';
import { explainAddressless } from './no-address-given.ts';
import { explainMultilink, multilinkText } from './multilink.ts';
import { explainStandIn } from './standing-in.ts';
import { explainLookup } from './name-lookup.ts';
import { explainUpdates } from './updates.ts';

export function explainOrdinary(call: TracedCall, circumstances: Circumstances): Diagnosis {
  const { plant, records } = circumstances;
  const { caller, callee } = call;
  const client = caller?.device ?? 'a caller';
  const server = callee?.device ?? call.number;
  const lost = records.find(
    ({ at, device, event }) => at >= call.at && device === callee?.device && event.type === 'ip.undeliverable' && event.because === 'no-route',
  );
  if (lost?.event.type === 'ip.undeliverable') {
    const { destination } = lost.event;
    return diagnosis(
      'NO-RETURN-ROUTE',
      `the call is up, and ${server} has no route to ${formatIpv4(destination)}`,
      addLine(server, routeLine(server, destination, plant)),
    );
  }
  const filtered = explainAddressless(call, circumstances) ?? explainFilteredOnCall(call, circumstances);
  if (filtered !== undefined) return filtered;
  const unbundled = explainMultilink(call, circumstances);
  if (unbundled !== undefined) return unbundled;
  const other = explainStandIn(call, circumstances) ?? explainLookup(call, circumstances) ?? explainUpdates(call, circumstances);
  if (other !== undefined) return other;
  const withPpp = call.callee !== undefined && eventsOf(call.callee, 'ppp.authenticated').length > 0;
  const how = multilinkText(call, circumstances) ?? (withPpp ? 'an ordinary call' : 'an ordinary call without PPP');
  return diagnosis('OK-CALL', `${client} called ${server}${call.reason === 'load' ? ' for another link' : ''}, ${how}${endText(call)}`);
}
