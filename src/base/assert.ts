// Our own mistakes: they throw, are never caught below app/, and are printed there with seed, virtual time and replay.

export class AssertionFailure extends Error {}

/** Throws an AssertionFailure unless the condition holds. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionFailure(message);
}

/** For the default of a switch that handles every case. */
export function unreachable(value: never): never {
  throw new AssertionFailure(`unreachable: ${JSON.stringify(value)}`);
}

/** The value, which must be there. */
export function must<T>(value: T | undefined | null, message: string): T {
  if (value === undefined || value === null) throw new AssertionFailure(message);
  return value;
}
