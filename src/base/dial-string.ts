// Telephone numbers as they are dialled: what a terminal adapter or an exchange takes. Behind a colon may stand the subaddress
// (ITU-T Q.931 §4.5.9) of one terminal of several that share the number, which ISDN carries beside it.

/** The longest string that is dialled. */
export const LONGEST_DIAL_STRING = 64;

const CHARACTERS = /^[0-9A-Da-dTtPpWw*#&:=,@!+() -]+$/;

/** The digits and signs of a dial string, at most 64. */
export function isDialString(text: string): boolean {
  return text.length <= LONGEST_DIAL_STRING && CHARACTERS.test(text);
}

export interface DialString {
  readonly number: string;
  readonly subaddress?: string | undefined;
}

export function readDialString(dialled: string): DialString {
  const colon = dialled.indexOf(':');
  if (colon < 0) return { number: dialled, subaddress: undefined };
  const subaddress = dialled.slice(colon + 1);
  return { number: dialled.slice(0, colon), subaddress: subaddress === '' ? undefined : subaddress };
}

/** Without the subaddress. */
export function numberIn(dialled: string): string {
  const colon = dialled.indexOf(':');
  return colon < 0 ? dialled : dialled.slice(0, colon);
}
