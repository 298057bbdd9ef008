// Telephone numbers with don't-care digits, as `isdn caller`, `dialer caller` and `isdn answer` write them: `x` or `X` stands
// for any one digit. A pattern is compared from the right, since exchanges send more or fewer leading digits.

import { readDialString, type DialString } from '../../../base/dial-string.ts';

export interface CalledParty {
  readonly calledNumber: string;
  readonly calledSubaddress?: string | undefined;
}

/** False for a call without a number; `exact`: no leading digits more. */
export function matchesNumber(pattern: string, number: string | undefined, exact = false): boolean {
  if (number === undefined || number.length < pattern.length || (exact && number.length > pattern.length)) return false;
  const tail = number.slice(number.length - pattern.length);
  return [...pattern.toLowerCase()].every((digit, index) => digit === 'x' || digit === tail[index]);
}

/** `isdn answer1 [NUMBER][:SUBADDRESS]`: whether the call is for one of them; what is not given is not looked at. */
export function isForOneOf(answers: readonly string[], { number, subaddress }: DialString): boolean {
  return answers.some((each) => {
    const wanted = readDialString(each);
    return matchesNumber(wanted.number, number) && (wanted.subaddress === undefined || matchesNumber(wanted.subaddress, subaddress));
  });
}

/** For whom a call is that comes in. */
export function calledOf({ calledNumber: number, calledSubaddress }: CalledParty): DialString {
  return { number, subaddress: calledSubaddress };
}

/** The same as a map would have it. */
export function dialStringOf({ calledNumber, calledSubaddress }: CalledParty): string {
  return calledSubaddress === undefined ? calledNumber : `${calledNumber}:${calledSubaddress}`;
}

/** How many don't-care digits it has: the fewer, the better it matches. */
export function wildcards(pattern: string): number {
  return [...pattern].filter((digit) => digit === 'x' || digit === 'X').length;
}
