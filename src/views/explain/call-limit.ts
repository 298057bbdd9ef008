// There are as many calls of a dialing interface as there may be (`dialer max-call`, of a profile `dialer max-link`): none is placed, and
// one that comes in is not taken. The line to change is the one that says so.

import { callLimit } from '../../config/dialer-settings.ts';
import { changeInInterface } from './changes.ts';
import type { CauseCode } from './codes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from './diagnosis.ts';

/** `what` became of it: `the call of west was not taken`. */
export function explainCallLimit(router: string, name: string, what: string, { plant }: Circumstances, code: CauseCode = 'CALL-LIMIT'): Diagnosis {
  const settings = plant.dialing(router, name);
  const limit = settings && callLimit(settings.dialer);
  if (settings === undefined || limit === undefined) return diagnosis(code, `${name} of ${router} had as many calls as it might have: ${what}`);
  const { most, command } = limit;
  const sentence = `${settings.name} of ${router} may have ${most === 1 ? 'one call' : `${most} calls`} at once, and had: ${what}`;
  return diagnosis(code, sentence, changeInInterface(router, settings.name, `${command} ${most}`, `${command} ${most + 1}`));
}
