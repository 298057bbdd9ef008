// Messages that belong to no call (ITU-T Q.931 §5.8.3.2), and those of a terminal that was not the first to answer an
// offered call (§5.2.9). Both are answered without a machine: a repeated message gets the same answer again.

import type { InformationElement, Q931Message, Q931MessageName } from '../../wire/q931.ts';
import { Q931_MESSAGE } from '../../wire/q931.ts';
import { causeElement, elementOf, messageName } from './messages.ts';
import { CAUSE } from './timers.ts';

/**
 * The answer to a message whose call reference is not in use, or undefined where it is ignored. `location` is that of our
 * causes: 0 for a user, 2 for the network.
 */
export function answerUnknown(message: Q931Message, location = 0): Q931Message | undefined {
  const { length, value } = message.callReference;
  // The dummy and the global call reference are no calls (§4.3).
  // DEVIATION Q.931 §5.5: RESTART is not supported, and is ignored.
  if (length === 0 || value === 0) return undefined;
  switch (messageName(message)) {
    case 'SETUP':
    // (d), (e): with flag 1 it is ignored; with flag 0 it is a new call and not for this function.
    case 'RELEASE_COMPLETE':
      return undefined;
    case 'STATUS_ENQUIRY':
      return reply(message, 'STATUS', [causeElement({ value: CAUSE.ResponseToStatusEnquiry, location }), { kind: 'callState', value: 0 }]);
    case 'STATUS':
      // §5.8.11: both sides agree on Null, or the peer has a call that we lost.
      return elementOf(message, 'callState')?.value === 0
        ? undefined
        : reply(message, 'RELEASE_COMPLETE', [causeElement({ value: CAUSE.MessageNotCompatibleWithState, location })]);
    default:
      return reply(message, 'RELEASE_COMPLETE', [causeElement({ value: CAUSE.InvalidCallReference, location })]);
  }
}

/** The network's answer to a terminal of the line when another one has the call. */
export function answerNonSelected(message: Q931Message): Q931Message | undefined {
  const cause = causeElement({ value: CAUSE.NonSelectedUserClearing, location: 2 });
  switch (messageName(message)) {
    case 'CONNECT':
    case 'ALERTING':
    case 'CALL_PROCEEDING':
    case 'SETUP_ACKNOWLEDGE':
      return reply(message, 'RELEASE', [cause]);
    case 'DISCONNECT':
      return reply(message, 'RELEASE', []);
    case 'RELEASE':
      return reply(message, 'RELEASE_COMPLETE', []);
    default:
      return undefined;
  }
}

/** On the same call reference, with the flag turned. */
function reply(message: Q931Message, name: Q931MessageName, elements: readonly InformationElement[]): Q931Message {
  const { length, flag, value } = message.callReference;
  return { callReference: { length, flag: flag === 0 ? 1 : 0, value }, messageType: Q931_MESSAGE[name], elements };
}
