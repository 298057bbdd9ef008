// The escape character of a line, which stops a command and leaves a connection: as it is typed behind `escape-character`,
// a character, its decimal code, or one of three words. BREAK comes as the default character, since a telnet port has
// no other octet for it.

/** Ctrl-Shift-6. */
export const DEFAULT_ESCAPE = 0x1e;

/** Its octet; undefined where nothing escapes. */
export function escapeCharacterOf(typed: string): number | undefined {
  const word = typed.toUpperCase();
  if (word === 'NONE') return undefined;
  if (word === 'BREAK' || word === 'DEFAULT') return DEFAULT_ESCAPE;
  if (/^\d{1,3}$/.test(typed) && Number(typed) <= 255) return Number(typed);
  // `^C`, as Ctrl-V and Ctrl-C write it.
  if (/^\^[@-_]$/.test(word)) return word.charCodeAt(1) & 0x1f;
  return typed.charCodeAt(0);
}

/** `^^x`: what suspends a connection. */
export function printEscapeCharacter(octet: number | undefined): string {
  if (octet === undefined) return 'none';
  return `${octet < 0x20 ? `^${String.fromCharCode(octet | 0x40)}` : String.fromCharCode(octet)}x`;
}
