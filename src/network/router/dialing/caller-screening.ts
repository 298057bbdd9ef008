// Calls judged by their calling number before they are answered: `isdn caller` on an ISDN interface, `dialer caller` on the
// Dialer interface that it dials for. With any of them configured only those numbers get in, and one with `callback` is refused
// and called back. Of several that match, the one with the fewest don't-care digits counts.

import type { CallerSettings, InterfaceSettings } from '../../../config/model.ts';
import { matchesNumber, wildcards } from './number-pattern.ts';

export type CallerVerdict = 'accept' | 'call-back' | 'not-listed' | 'no-number';

export function judgeCaller(callers: readonly CallerSettings[], number: string | undefined): CallerVerdict {
  if (callers.length === 0) return 'accept';
  if (number === undefined || number === '') return 'no-number';
  const best = bestMatch(callers, number);
  if (best === undefined) return 'not-listed';
  return best.callback ? 'call-back' : 'accept';
}

export function bestMatch(callers: readonly CallerSettings[], number: string | undefined): CallerSettings | undefined {
  let best: CallerSettings | undefined;
  for (const caller of callers) {
    if (!matchesNumber(caller.number, number, caller.exact)) continue;
    if (best === undefined || wildcards(caller.number) < wildcards(best.number)) best = caller;
  }
  return best;
}

/** The callers that a port lets in, with those of the leader of its rotary group. */
export function callersOf(port: InterfaceSettings, leader: InterfaceSettings): readonly CallerSettings[] {
  const own = [...port.isdn.callers, ...port.dialer.callers];
  return leader === port ? own : [...own, ...leader.isdn.callers, ...leader.dialer.callers];
}
