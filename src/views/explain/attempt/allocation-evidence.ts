// What bandwidth allocation did, in the words of evidence.

import type { TraceEvent } from '../../../network/trace.ts';
import type { BapRefusal } from '../../../protocols/ppp/bap/trace.ts';
import { causeText } from '../../cause-text.ts';

const WISHES = { call: 'whether it may call with another link', callback: 'to call back with another link', drop: 'whether a link may go' } as const;

const REFUSALS: Readonly<Record<BapRefusal, string>> = {
  'not-accepted': 'its configuration does not accept that',
  busy: 'something else is not done with',
  race: 'it has asked for something itself, and is the favored peer',
  load: 'by its own threshold the load is against it',
  full: 'it has as many links as it may have',
  'no-channel': 'it has no free channel',
  'link-type': 'they have no type of link in common',
  'no-number': 'it has no number to call',
  'no-link': 'it knows no such link',
  'last-link': 'it is the last link',
};

const WANTING = { 'not-configured': 'its configuration does not ask for that', rejected: 'the peer does no such thing', full: 'the peer has no more', 'no-discriminator': 'the peer has not numbered the link' } as const;

/** No cause can be named. */
const NO_CAUSE = 255;

export function allocationEvidence(device: string, event: TraceEvent): string | undefined {
  switch (event.type) {
    case 'bap.requested':
      return `${device} asks its peer ${WISHES[event.kind]}: the load is ${event.load} of 255${event.threshold === undefined ? '' : `, and the threshold ${event.threshold}`} (BAP)`;
    case 'bap.notRequested':
      return `${device} ${event.kind === 'link' ? 'wants another link' : 'could do without a link'} and does not ask for it: ${WANTING[event.because]} (BAP)`;
    case 'bap.judged':
      return event.because === undefined ? `${device} agrees (BAP)` : `${device} refuses: ${REFUSALS[event.because]} (BAP)`;
    case 'bap.noResponse':
      return `${device} has no answer to ${event.transmissions} packets (BAP)`;
    case 'bap.noNumber':
      return `${device} has no number to call (BAP)`;
    case 'bap.failed':
      return event.by === 'this end' ? `${device}: the call that was agreed on failed (${event.status === NO_CAUSE ? 'no cause' : causeText(event.status)})` : undefined;
    case 'bap.expired':
      return `${device}: what was agreed on did not happen in time (BAP)`;
    case 'bap.required':
      return `${device} closes the bundle: BACP did not open, and is required`;
    default:
      return undefined;
  }
}
