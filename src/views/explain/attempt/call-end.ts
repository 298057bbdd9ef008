// Whether a call that carried packets is over, and for what: it was idle, its keepalives were not answered, somebody hung it
// up by hand or by a change of the configuration, or the network took it away.

import { uptimeStamp } from '../../../base/time.ts';
import { causeText } from '../../cause-text.ts';
import { eventsOf, type CallSide, type TracedCall } from './calls.ts';

/** Q.850: normal call clearing. */
const NORMAL_CLEARING = 16;

export function endText(call: TracedCall): string {
  const { caller, callee } = call;
  const at = caller?.releasedAt ?? callee?.releasedAt;
  if (at === undefined) return ' that is still up';
  const sides = [caller, callee].filter((side) => side !== undefined);
  const because = sides.map(ownReason).find((reason) => reason !== undefined) ?? networkReason(call);
  return ` that ended at ${uptimeStamp(at)}${because === undefined ? '' : `, ${because}`}`;
}

/** What one end had to end it for. */
function ownReason(side: CallSide): string | undefined {
  const [dropped] = eventsOf(side, 'dialer.idle');
  if (dropped !== undefined) return dropped.beforeUnit === undefined ? 'being idle' : `being idle, before unit ${dropped.beforeUnit} was charged`;
  const [idle] = eventsOf(side, 'ppp.idle');
  if (idle !== undefined) return `no packet having passed for the ${idle.seconds} seconds of "ppp timeout idle" of ${side.device}`;
  if (eventsOf(side, 'dialer.underloaded').length > 0) return 'the load having fallen';
  if (eventsOf(side, 'ppp.closed').some(({ reason }) => reason === 'no answer to keepalives')) return 'its keepalives unanswered';
  const [first] = eventsOf(side, 'dialer.disconnecting');
  switch (first?.reason) {
    case 'exec':
      return `hung up at ${side.device} by hand`;
    case 'shutdown':
      return `${side.dialing} of ${side.device} having been shut down`;
    case 'no member':
      return `${side.interface} of ${side.device} having left ${side.dialing}`;
    default:
      return undefined;
  }
}

function networkReason({ exchange }: TracedCall): string | undefined {
  const last = exchange.at(-1)?.event;
  return last?.type === 'exchange.call' && last.outcome === 'cleared' && last.cause !== NORMAL_CLEARING ? causeText(last.cause) : undefined;
}
