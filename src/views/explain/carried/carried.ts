// What is wrong with a call over which IP passes, whoever placed it: an end without an address, packets that an access list denies, that
// nothing leads back from or that are too long, a call that was to be a bundle. Ordinary calls and return calls are asked alike.

import type { TracedCall } from '../attempt/calls.ts';
import type { Circumstances, Diagnosis } from '../diagnosis.ts';
import { explainFilteredOnCall } from './filtered.ts';
import { explainMultilink } from '../link/multilink.ts';
import { explainAddressless } from '../link/no-address-given.ts';
import { explainNoWayBack } from './no-way-back.ts';
import { explainUnanswered } from './unanswered.ts';

/** Undefined where it carries what it should, as far as anybody has tried. `which` is how the call is spoken of. */
export function explainCarried(call: TracedCall, circumstances: Circumstances, which: 'call' | 'return call' = 'call'): Diagnosis | undefined {
  const lost = explainNoWayBack(call, circumstances) ?? explainFilteredOnCall(call, circumstances) ?? explainUnanswered(call, circumstances);
  if (lost !== undefined) return { ...lost, sentence: `the ${which} is up, and ${lost.sentence}` };
  const found = explainAddressless(call, circumstances) ?? explainMultilink(call, circumstances);
  return found === undefined || which === 'call' ? found : { ...found, sentence: `on the return call, ${found.sentence}` };
}
