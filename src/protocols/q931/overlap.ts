// Overlap receiving (ITU-T Q.931 §5.2.4): a called number that comes digit by digit, on the side of the called user, who waits for
// the rest of it, and on the network's, which sends it. When the number is whole is told by Sending Complete (§4.5.27), or taken
// for granted when T302 expires: what a router is called for does not depend on how long its number is.

import type { InformationElement } from '../../wire/q931.ts';
import { received, send, startTimer, stopTimer, tellUpward } from './call-state.ts';
import type { Work } from './call-state.ts';
import { elementOf } from './messages.ts';
import { acceptOverlap } from './setup.ts';
import type { CallStateName } from './types.ts';

/** INFORMATION at the called user. */
export function acceptDigits(work: Work): void {
  const { call } = work;
  const message = received(work);
  // What was whole stays so.
  if (message === undefined || call.setup === undefined || !call.running.includes('T302')) return;
  const more = elementOf(message, 'calledPartyNumber')?.digits ?? elementOf(message, 'keypadFacility')?.digits ?? '';
  call.setup = { ...call.setup, calledNumber: call.setup.calledNumber + more };
  if (elementOf(message, 'sendingComplete') === undefined) return startTimer(work, 'T302');
  stopTimer(work, 'T302');
  offerAsItIs(work);
}

/** T302: no more digits come. */
export function offerAsItIs(work: Work): void {
  const { setup } = work.call;
  if (setup !== undefined) tellUpward(work, { type: 'SETUP indication', setup });
}

/** SETUP ACKNOWLEDGE at the network. */
export function askedForMore(work: Work): CallStateName | undefined {
  const refused = acceptOverlap(work);
  if (refused === undefined) tellUpward(work, { type: 'MORE INFO indication' });
  return refused;
}

/** INFORMATION request: T304 runs from the last one that was sent. */
export function sendDigits(work: Work): void {
  const { event } = work;
  if (event.type !== 'INFORMATION request') return;
  const elements: InformationElement[] = event.complete ? [{ kind: 'sendingComplete' }] : [];
  elements.push({ kind: 'calledPartyNumber', numberType: 0, plan: 0, digits: event.digits });
  send(work, 'INFORMATION', elements);
  startTimer(work, 'T304');
}
