// Supplementary services of a call (ITU-T Q.932 §6.3): FACILITY carries what they say while it lasts. What that means is for the
// layers above; nothing is answered to what is not understood.

import { FACILITY_ELEMENT } from '../../wire/advice-of-charge.ts';
import { received, send, tellUpward, type Work } from './call-state.ts';

export function sendFacility(work: Work): void {
  if (work.event.type === 'FACILITY request') send(work, 'FACILITY', [{ kind: 'raw', identifier: FACILITY_ELEMENT, contents: work.event.contents }]);
}

export function receiveFacility(work: Work): void {
  for (const element of received(work)?.elements ?? []) {
    if (element.kind === 'raw' && element.identifier === FACILITY_ELEMENT) tellUpward(work, { type: 'FACILITY indication', contents: element.contents });
  }
}
