// An ordinary call that is or was up: it carries packets, unless something is in their way (carried.ts); it may be there in place
// of something, or because of routing updates.

import { agreedText } from '../link/allocation.ts';
import { eventsOf, type TracedCall } from '../attempt/calls.ts';
import { endText } from '../attempt/call-end.ts';
import { explainCarried } from './carried.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import { multilinkText } from '../link/multilink.ts';
import { explainStandIn } from './standing-in.ts';
import { explainLookup } from './name-lookup.ts';
import { explainUpdates } from './updates.ts';

export function explainOrdinary(call: TracedCall, circumstances: Circumstances): Diagnosis {
  const { caller, callee } = call;
  const client = caller?.device ?? 'a caller';
  const server = callee?.device ?? call.number;
  const trouble = explainCarried(call, circumstances);
  if (trouble !== undefined) return trouble;
  const other = explainStandIn(call, circumstances) ?? explainLookup(call, circumstances) ?? explainUpdates(call, circumstances);
  if (other !== undefined) return other;
  const withPpp = call.callee !== undefined && eventsOf(call.callee, 'ppp.authenticated').length > 0;
  const how = multilinkText(call, circumstances) ?? (withPpp ? 'an ordinary call' : 'an ordinary call without PPP');
  return diagnosis('OK-CALL', `${client} called ${server}${call.reason === 'load' ? ` for another link${agreedText(call, circumstances)}` : ''}, ${how}${endText(call)}`);
}
