// What every wire codec is: a parse/serialize pair over plain values. parse never throws, whatever the octets;
// serialize takes values that the types allow. parse(serialize(value)) equals value. Octet strings inside a parsed value
// may be views of the octets it was parsed from: a frame on a line is never written to.

import type { Result } from '../base/result.ts';

export interface WireError {
  /** Offset in octets at which the octets stop making sense. */
  readonly offset: number;
  readonly message: string;
}

export interface Codec<T> {
  parse(octets: Uint8Array): Result<T, WireError>;
  serialize(value: T): Uint8Array;
}

/** The refusal of a parse. */
export function malformed(offset: number, message: string): { readonly ok: false; readonly error: WireError } {
  return { ok: false, error: { offset, message } };
}
