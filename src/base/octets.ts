// Octet strings: hexadecimal, concatenation, and a reader and writer for the fixed-size fields of protocol headers.
// All multi-octet integers are big-endian (network order). A reader never throws: it reports how much is left.

/** Lower-case hexadecimal, two digits an octet, no separators. */
export function toHex(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += octet.toString(16).padStart(2, '0');
  return text;
}

/** Parses hexadecimal; blanks are ignored. Throws a RangeError on anything else: the input is a constant of ours. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  if (!/^([0-9a-fA-F]{2})*$/.test(digits)) throw new RangeError(`not hexadecimal: ${text}`);
  const octets = new Uint8Array(digits.length / 2);
  for (let i = 0; i < octets.length; i += 1) octets[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return octets;
}

/** The octet strings one after the other, in a new array. */
export function concatOctets(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

export function equalOctets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

const NO_OCTETS = new Uint8Array(0);
/** V8 keeps arrays of up to so many octets within its heap, and must move one out of it to make a view. */
const CHEAPLY_COPIED_OCTETS = 64;

/** The octets from start up to end (a view if they are many, a copy if few), to be read only. */
export function octetsBetween(octets: Uint8Array, start: number, end = octets.length): Uint8Array {
  if (end <= start) return NO_OCTETS;
  return octets.length <= CHEAPLY_COPIED_OCTETS ? octets.slice(start, end) : octets.subarray(start, end);
}

/** Text to octets, one octet a character (ISO 8859-1): names, numbers and messages on the wire. */
export function fromText(text: string): Uint8Array {
  const octets = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) octets[i] = text.charCodeAt(i) & 0xff;
  return octets;
}

/** Octets to text, one character an octet (ISO 8859-1). */
export function toText(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += String.fromCharCode(octet);
  return text;
}

/** The octet at the offset, or 0 beyond the end: callers check lengths first. */
export function octetAt(octets: Uint8Array, offset: number): number {
  return octets[offset] ?? 0;
}

export function uint16At(octets: Uint8Array, offset: number): number {
  return (octetAt(octets, offset) << 8) | octetAt(octets, offset + 1);
}

export function uint32At(octets: Uint8Array, offset: number): number {
  return ((uint16At(octets, offset) << 16) | uint16At(octets, offset + 2)) >>> 0;
}

export function setUint16(octets: Uint8Array, offset: number, value: number): void {
  octets[offset] = (value >>> 8) & 0xff;
  octets[offset + 1] = value & 0xff;
}

export function setUint32(octets: Uint8Array, offset: number, value: number): void {
  setUint16(octets, offset, value >>> 16);
  setUint16(octets, offset + 2, value & 0xffff);
}
