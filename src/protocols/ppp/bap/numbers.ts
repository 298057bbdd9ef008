// Phone deltas (RFC 2125 §7.2): a number is told by how many of its last digits differ from one that the peer has dialled, or
// is known to have. Whoever knows a number for the other end puts those digits in their place, whatever stands in front of
// them where he is (a digit for an outside line, say); whoever knows none dials the number that was told, whole.

import type { PhoneDelta } from '../../../wire/bap.ts';
import type { DialNumber } from './types.ts';

/** How `number` differs from `known`; all of it where none is known, or a shorter one. */
export function deltaOf(number: string, known: string | undefined): PhoneDelta {
  if (known === undefined || known.length < number.length) return { uniqueDigits: number.length, subscriberNumber: number };
  const tail = known.slice(known.length - number.length);
  let same = 0;
  while (same < number.length && tail[same] === number[same]) same += 1;
  return { uniqueDigits: number.length - same, subscriberNumber: number };
}

const DIALLED = /^[0-9*#]+$/;

/** What is dialled for a delta; undefined where neither end has said a number. */
export function numberOf(delta: PhoneDelta, known: string | undefined, prefix: string): DialNumber | undefined {
  const { uniqueDigits, subscriberNumber } = delta;
  const told = subscriberNumber !== undefined && DIALLED.test(subscriberNumber) ? subscriberNumber : undefined;
  if (known !== undefined && known !== '') {
    if (uniqueDigits === 0) return { digits: known, delta };
    if (told !== undefined && uniqueDigits <= told.length && uniqueDigits <= known.length) {
      return { digits: known.slice(0, known.length - uniqueDigits) + told.slice(told.length - uniqueDigits), delta };
    }
  }
  return told === undefined ? undefined : { digits: prefix + told, delta };
}

/** The numbers of all deltas, each once, or the known one where there are none; as many as may be tried. */
export function numbersOf(deltas: readonly PhoneDelta[], known: string | undefined, prefix: string, most: number): readonly DialNumber[] {
  const found: DialNumber[] = [];
  for (const delta of deltas.length === 0 ? [{ uniqueDigits: 0 }] : deltas) {
    const number = numberOf(delta, known, prefix);
    if (number !== undefined && !found.some(({ digits }) => digits === number.digits)) found.push(number);
  }
  return found.slice(0, most);
}
