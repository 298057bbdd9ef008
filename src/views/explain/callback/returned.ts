// A return call that is up, and is not what one would wish: something is wrong with what it carries, or routing updates or a name that nobody
// knows are all that it, or the call that asked for it, was made for.

import type { TracedCall } from '../attempt/calls.ts';
import { explainCarried } from '../carried/carried.ts';
import type { Circumstances, Diagnosis } from '../diagnosis.ts';
import { explainLookup } from '../carried/name-lookup.ts';
import { explainUpdates } from '../carried/updates.ts';

/** The return call is up, and something is wrong with it, or with what it came of. */
export function explainReturned(first: TracedCall, returnCall: TracedCall, circumstances: Circumstances): Diagnosis | undefined {
  return (
    explainCarried(returnCall, circumstances, 'return call') ??
    explainLookup(first, circumstances, ', and was called back') ??
    explainUpdates(first, circumstances, ', and was called back') ??
    explainUpdates(returnCall, circumstances)
  );
}
