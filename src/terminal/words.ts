// Where the words of a line begin and end, as the keys that move and delete by words see them: at blanks.

/** The beginning of the word that the cursor is in or behind. */
export function wordBack(text: string, cursor: number): number {
  let at = cursor;
  while (at > 0 && text.charAt(at - 1) === ' ') at -= 1;
  while (at > 0 && text.charAt(at - 1) !== ' ') at -= 1;
  return at;
}

/** The end of the word that the cursor is in or before. */
export function wordForward(text: string, cursor: number): number {
  let at = cursor;
  while (at < text.length && text.charAt(at) === ' ') at += 1;
  while (at < text.length && text.charAt(at) !== ' ') at += 1;
  return at;
}
