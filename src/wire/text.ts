// Text inside packets, one octet a character (ISO 8859-1), read from and written into a larger octet string without
// a copy in between. Lengths that a one-octet field cannot hold are cut, as the field allows no more.

/** The characters from start up to end. */
export function textBetween(octets: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i += 1) text += String.fromCharCode(octets[i] ?? 0);
  return text;
}

/** Writes the first `length` characters at the offset; returns the offset behind them. */
export function setText(octets: Uint8Array, offset: number, text: string, length: number): number {
  for (let i = 0; i < length; i += 1) octets[offset + i] = text.charCodeAt(i) & 0xff;
  return offset + length;
}
