// Telephone numbers as they are dialled: what a terminal adapter or an exchange takes.

/** The longest string that is dialled. */
export const LONGEST_DIAL_STRING = 64;

const CHARACTERS = /^[0-9A-Da-dTtPpWw*#&:=,@!+() -]+$/;

/** The digits and signs of a dial string, at most 64. */
export function isDialString(text: string): boolean {
  return text.length <= LONGEST_DIAL_STRING && CHARACTERS.test(text);
}
