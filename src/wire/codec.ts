// What every wire codec is: a parse/serialize pair over plain values. parse never throws, whatever the octets;
// serialize takes values that the types allow. parse(serialize(value)) equals value.

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
