// There are as many calls of a dialing interface as there may be (`dialer max-call`, of a profile `dialer max-link`): none is placed, and
// one that comes in is not taken; or what is free is kept for the other direction (`dialer reserved-links`). The line to change is the one that says so.

import { callLimit } from '../../../config/dialer-settings.ts';
import { changeInInterface } from '../cures/changes.ts';
import type { CauseCode } from '../codes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';

/** `what` became of it: `the call of west was not taken`; in that direction. */
export function explainCallLimit(router: string, name: string, direction: 'in' | 'out', what: string, { plant }: Circumstances, code: CauseCode = 'CALL-LIMIT'): Diagnosis {
  const settings = plant.dialing(router, name);
  const limit = settings && callLimit(settings.dialer);
  const reserved = settings?.dialer.reservedLinks;
  const kept = reserved?.[direction === 'in' ? 'out' : 'in'] ?? 0;
  if (settings !== undefined && reserved !== undefined && kept > 0) {
    const fewer = direction === 'in' ? { ...reserved, out: reserved.out - 1 } : { ...reserved, in: reserved.in - 1 };
    const sentence = `${settings.name} of ${router} keeps ${kept === 1 ? 'a link' : `${kept} links`} for ${direction === 'in' ? 'its own calls' : 'callers'}, and no other was free: ${what}`;
    return diagnosis(code, sentence, changeInInterface(router, settings.name, reservedLine(reserved), reservedLine(fewer)));
  }
  if (settings === undefined || limit === undefined) return diagnosis(code, `${name} of ${router} had as many calls as it might have: ${what}`);
  const { most, command } = limit;
  const sentence = `${settings.name} of ${router} may have ${most === 1 ? 'one call' : `${most} calls`} at once, and had: ${what}`;
  return diagnosis(code, sentence, changeInInterface(router, settings.name, `${command} ${most}`, `${command} ${most + 1}`));
}

function reservedLine(links: { readonly in: number; readonly out: number }): string {
  return `dialer reserved-links ${links.in} ${links.out}`;
}
