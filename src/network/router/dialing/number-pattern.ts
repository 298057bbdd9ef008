// Telephone numbers with don't-care digits, as `isdn caller`, `dialer caller` and `isdn answer` write them: `x` or `X` stands
// for any one digit. A pattern is compared from the right, since exchanges send more or fewer leading digits.

/** False for a call without a number; `exact`: no leading digits more. */
export function matchesNumber(pattern: string, number: string | undefined, exact = false): boolean {
  if (number === undefined || number.length < pattern.length || (exact && number.length > pattern.length)) return false;
  const tail = number.slice(number.length - pattern.length);
  return [...pattern.toLowerCase()].every((digit, index) => digit === 'x' || digit === tail[index]);
}

/**
 * `isdn answer1 NUMBER[:SUBADDRESS]`: whether the call is for one of them. The exchange knows no subaddresses, so a call for one
 * never comes.
 */
export function isForOneOf(answers: readonly string[], calledNumber: string): boolean {
  return answers.some((each) => !each.includes(':') && matchesNumber(each, calledNumber));
}

/** How many don't-care digits it has: the fewer, the better it matches. */
export function wildcards(pattern: string): number {
  return [...pattern].filter((digit) => digit === 'x' || digit === 'X').length;
}
